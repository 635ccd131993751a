#include "exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "base/log.h"
#include "base/text.h"

enum { LISTENING = 0 };

// nginx sends and takes without pausing: a peer that is still for so long is none.
static const time_t PEER_SECONDS = 30;

// In one write to libfcgi, which counts in int.
static const size_t PIECE_BYTES = 1 << 20;

// Set between requests alone, by SIGTERM or SIGINT.
static volatile sig_atomic_t is_told_to_stop;

// libfcgi's request, of which a single-threaded program needs one.
static FCGX_Request the_request;

static void
note_stop(int number)
{
        (void)number;
        is_told_to_stop = 1;
}

bool
exchange_start(struct err *err)
{
        int is_listening = 0;
        socklen_t size = sizeof is_listening;
        if (getsockopt(LISTENING, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) != 0 ||
            !is_listening)
                return FAIL(err, ERR_BROKEN, "Standard input is not a listening socket.");
        // Several processes wait on this socket: who is woken for a request that another one has
        // taken must go on waiting, with its ear to the signals.
        int flags = fcntl(LISTENING, F_GETFL);
        if (flags < 0 || fcntl(LISTENING, F_SETFL, flags | O_NONBLOCK) != 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "The listening socket cannot be used.",
                                   "fcntl: errno %d", errno);
        if (FCGX_Init() != 0 || FCGX_InitRequest(&the_request, LISTENING, 0) != 0)
                return FAIL(err, ERR_BROKEN, "The FastCGI library did not start.");
        // Behind FCGX_Init, which sets handlers of its own for all three.
        struct sigaction stop = {.sa_handler = note_stop};
        struct sigaction ignore = {.sa_handler = SIG_IGN};
        sigset_t blocked;
        sigemptyset(&blocked);
        sigaddset(&blocked, SIGTERM);
        sigaddset(&blocked, SIGINT);
        if (sigprocmask(SIG_BLOCK, &blocked, NULL) != 0 || sigaction(SIGTERM, &stop, NULL) != 0 ||
            sigaction(SIGINT, &stop, NULL) != 0 || sigaction(SIGPIPE, &ignore, NULL) != 0 ||
            sigaction(SIGUSR1, &ignore, NULL) != 0)
                return FAIL(err, ERR_BROKEN, "The signals cannot be set.");
        return true;
}

// True when a connection waits, false when the program is to stop.
static bool
wait_for_connection(void)
{
        struct pollfd listening = {.fd = LISTENING, .events = POLLIN};
        sigset_t none;
        sigemptyset(&none);
        while (!is_told_to_stop) {
                if (ppoll(&listening, 1, NULL, &none) > 0)
                        return !is_told_to_stop;
        }
        return false;
}

static void
set_deadlines(int connection)
{
        struct timeval time = {.tv_sec = PEER_SECONDS};
        if (setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) != 0 ||
            setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time) != 0)
                LOG_LINE(LOG_WARN, "no deadline on a connection", LOG_NUMBER("errno", errno));
}

static const char *
param(const char *name)
{
        const char *value = FCGX_GetParam(name, the_request.envp);
        return value == NULL ? "" : value;
}

bool
exchange_next(struct exchange *exchange)
{
        int64_t length = 0;
        do {
                if (!wait_for_connection())
                        return false;
        } while (FCGX_Accept_r(&the_request) < 0);
        set_deadlines(the_request.ipcFd);
        *exchange = (struct exchange){
                .request = &the_request,
                .method = param("REQUEST_METHOD"),
                .path = param("DOCUMENT_URI"),
                .content_type = FCGX_GetParam("CONTENT_TYPE", the_request.envp),
                .has_content_length = text_to_int(param("CONTENT_LENGTH"), 0, INT64_MAX, &length),
        };
        exchange->content_length = (size_t)length;
        // The caller's own, so that its log and ours can be laid side by side; else nginx's.
        const char *id = param("HTTP_X_REQUEST_ID");
        log_subject("request_id", id[0] != '\0' ? id : param("REQUEST_ID"));
        return true;
}

bool
exchange_read(void *context, char *bytes, size_t room, size_t *length_out, struct err *err)
{
        struct exchange *exchange = context;
        size_t left = exchange->content_length - exchange->read_length;
        if (!exchange->has_content_length)
                return FAIL(err, ERR_MALFORMED, "The request has no Content-Length.");
        size_t wanted = room < left ? room : left;
        wanted = wanted < INT_MAX ? wanted : INT_MAX;
        int length = wanted == 0 ? 0 : FCGX_GetStr(bytes, (int)wanted, exchange->request->in);
        // What libfcgi gives before a cut looks like the end of input: only the length tells.
        if (length < 0 || (wanted > 0 && length == 0) || FCGX_GetError(exchange->request->in) != 0)
                return FAIL_DETAIL(err, ERR_MALFORMED, "The upload ended before its end.",
                                   "%zu of %zu bytes, libfcgi %d", exchange->read_length,
                                   exchange->content_length, FCGX_GetError(exchange->request->in));
        exchange->read_length += (size_t)length;
        *length_out = (size_t)length;
        return true;
}

void
exchange_answer(struct exchange *exchange, int status, const char *content_type, const void *bytes,
                size_t length)
{
        FCGX_Stream *out = exchange->request->out;
        const char *place = bytes;
        exchange->status = status;
        FCGX_FPrintF(out, "Status: %d\r\nContent-Type: %s\r\nContent-Length: %lu\r\n\r\n", status,
                     content_type, (unsigned long)length);
        for (size_t sent = 0; sent < length;) {
                size_t piece = length - sent < PIECE_BYTES ? length - sent : PIECE_BYTES;
                if (FCGX_PutStr(place + sent, (int)piece, out) != (int)piece)
                        return;
                sent += piece;
        }
}

bool
exchange_is_abandoned(const struct exchange *exchange)
{
        struct pollfd peer = {.fd = exchange->request->ipcFd, .events = POLLRDHUP};
        return poll(&peer, 1, 0) > 0 && (peer.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void
exchange_close(struct exchange *exchange)
{
        if (exchange->request != NULL) {
                FCGX_Finish_r(exchange->request);
                // Also where nginx asked to keep the connection: an idle one would hold us.
                FCGX_Free(exchange->request, 1);
        }
        arena_done(&exchange->arena);
        log_subject(NULL, NULL);
        *exchange = (struct exchange){0};
}
