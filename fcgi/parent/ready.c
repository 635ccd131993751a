#include "ready.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/text.h"
#include "files.h"

static const size_t ANSWER_LIMIT = 64 * 1024;
static const int SECONDS_MOST = 2;

static bool
exchange(int port, struct buf *answer)
{
        static const char REQUEST[] = "GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";
        const struct sockaddr_in address = {.sin_family = AF_INET,
                                            .sin_port = htons((uint16_t)port),
                                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const struct timeval patience = {.tv_sec = SECONDS_MOST};
        int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ssize_t got = -1;
        if (file < 0)
                return false;
        (void)setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        (void)setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (connect(file, (const struct sockaddr *)&address, sizeof address) == 0 &&
            send(file, REQUEST, strlen(REQUEST), MSG_NOSIGNAL) == (ssize_t)strlen(REQUEST)) {
                do {
                        char piece[4096];
                        got = recv(file, piece, sizeof piece, 0);
                        if (got > 0)
                                buf_add(answer, piece, (size_t)got);
                } while (got > 0 && !answer->is_over);
        }
        close(file);
        return got == 0 && answer->length > 0;
}

struct ready
ready_ask(int port)
{
        OWN(buf_close) struct buf answer = buf_open(ANSWER_LIMIT);
        OWN(json_document_close) struct json_document document = {0};
        struct ready ready = {.status = 0};
        struct err ignored;
        if (!exchange(port, &answer) || !text_starts(buf_string(&answer), "HTTP/1."))
                return ready;
        ready.status = (int)strtol(buf_string(&answer) + strlen("HTTP/1.1 "), NULL, 10);
        const char *body = strstr(buf_string(&answer), "\r\n\r\n");
        if (body != NULL && json_parse(body + 4, strlen(body + 4), &document, &ignored))
                snprintf(ready.detail, sizeof ready.detail, "%s",
                         json_text_or(document.root, "detail", ""));
        return ready;
}

bool
ready_greet(const struct config *config, FILE *to, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf text = buf_open(ANSWER_LIMIT);
        OWN(json_document_close) struct json_document document = {0};
        const char *path = arena_print(&arena, "%s/demo.json", config->data_dir);
        if (!files_read(path, &text, err) ||
            !json_parse(buf_string(&text), text.length, &document, err))
                return false;
        fprintf(to,
                "Earshot is ready: %s\n"
                "HR: %s  %s\n"
                "Demo interview: %s\n",
                json_text_or(document.root, "base_url", config->public_url),
                json_text_or(document.root, "hr_email", ""),
                json_text_or(document.root, "hr_password", ""),
                json_text_or(document.root, "invite_url", ""));
        return fflush(to) == 0 || FAIL(err, ERR_BROKEN, "Nobody reads what Earshot says.");
}
