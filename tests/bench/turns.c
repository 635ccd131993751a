// Candidates who post their answers and read what comes back, for whole turns against providers.c.
//   turns PORT CLIP < ORDERS
// Of a site at this port of the machine. CLIP is a recording (16-bit WAV); each candidate's is the
// same but for the number in its first samples (turn_events.h). ORDERS: the candidates' tokens, a
// line each, an empty line, then runs, "TURN COUNT SPREAD_MS": the first COUNT candidates answer
// question TURN, begun evenly over so many milliseconds. When all have what they get, a line for
// each is printed, "FROM TO ASKED TRACE", and an empty one. FROM is when the post was begun, TO
// when the last byte of the reply was read, in microseconds of the monotonic clock, as in
// providers.c; ASKED whether the next question came (1 or 0); TRACE the id of the trace that the
// post is part of. The first failures are said on stderr. Connections are kept between runs.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "answer_form.h"
#include "base/clock.h"
#include "turn_events.h"

enum {
        TOKEN_ROOM = 80,
        REPLY_ROOM = 64 * 1024,
        SOCKET_BYTES = 512 * 1024,
        FAILURES_SAID = 3,
};
// How long a reply may be silent.
static const struct timeval PATIENCE = {.tv_sec = 60};

struct candidate {
        char token[TOKEN_ROOM];
        int connection; // -1: none
        struct event *due, *readable;
        int16_t number[CLIP_NUMBER_SAMPLES];
        char trace[33];
        int64_t from_us, to_us;
        bool is_asked;
        char *reply; // REPLY_ROOM bytes, 0-terminated
        size_t length;
};

static struct event_base *base;
static struct candidate *candidates;
static int candidate_count;
static int port;
static char *clip;
static size_t clip_length;
// Of this run.
static int turn;
static int under_way;
static int failures;

static _Noreturn void
fail(const char *what)
{
        fprintf(stderr, "turns: %s\n", what);
        exit(1);
}

static void
end_turn(struct candidate *one, bool is_whole)
{
        one->to_us = clock_us();
        event_del(one->readable);
        // In a text its quotes would stand behind a backslash.
        one->is_asked = is_whole && strncmp(one->reply, "HTTP/1.1 200 ", 13) == 0 &&
                        strstr(one->reply, "\"event\":\"next\"") != NULL;
        if (!one->is_asked && failures++ < FAILURES_SAID) {
                const char *body = strstr(one->reply, "\r\n\r\n");
                fprintf(stderr, "candidate %d, question %d: %.*s%s%s\n", (int)(one - candidates),
                        turn, (int)strcspn(one->reply, "\r"), one->reply,
                        body == NULL ? "" : body + 2, is_whole ? "" : " (then silent, or hung up)");
        }
        if (!is_whole) {
                event_free(one->readable);
                close(one->connection);
                one->connection = -1;
        }
        if (--under_way == 0)
                event_base_loopbreak(base);
}

static void
take_reply(evutil_socket_t fd, short what, void *context)
{
        struct candidate *one = context;
        if (one->length == REPLY_ROOM - 1)
                fail("a reply is too long");
        ssize_t got = (what & EV_TIMEOUT) != 0
                              ? 0
                              : recv(fd, one->reply + one->length, REPLY_ROOM - 1 - one->length, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
                return;
        if (got > 0) {
                one->length += (size_t)got;
                one->reply[one->length] = '\0';
        }
        if (got <= 0 || is_whole_reply(one->reply, one->length))
                end_turn(one, got > 0);
}

static void
reach(struct candidate *one)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        int yes = 1, room = SOCKET_BYTES;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        one->connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        // What is small does not wait for what is before it, and a whole form fits.
        setsockopt(one->connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        setsockopt(one->connection, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        if (connect(one->connection, (struct sockaddr *)&address, sizeof address) != 0 ||
            evutil_make_socket_nonblocking(one->connection) != 0)
                fail("nobody listens");
        one->readable = event_new(base, one->connection, EV_READ | EV_PERSIST, take_reply, one);
}

static void
make_trace(struct candidate *one)
{
        unsigned char bytes[16];
        if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
                fail("no random bytes");
        for (size_t i = 0; i < sizeof bytes; i++)
                snprintf(one->trace + 2 * i, 3, "%02x", bytes[i]);
}

static void
send_form(struct candidate *one, const char *head)
{
        size_t numbered = CLIP_HEAD_BYTES + sizeof one->number;
        struct iovec pieces[] = {
                {(void *)(uintptr_t)head, strlen(head)},
                {(void *)(uintptr_t)FORM_HEAD, strlen(FORM_HEAD)},
                {clip, CLIP_HEAD_BYTES},
                {one->number, sizeof one->number},
                {clip + numbered, clip_length - numbered},
                {(void *)(uintptr_t)FORM_TAIL, strlen(FORM_TAIL)},
        };
        struct msghdr form = {.msg_iov = pieces, .msg_iovlen = sizeof pieces / sizeof *pieces};
        size_t length = 0;
        for (size_t i = 0; i < form.msg_iovlen; i++)
                length += pieces[i].iov_len;
        ssize_t sent = sendmsg(one->connection, &form, MSG_NOSIGNAL);
        if (sent < 0)
                end_turn(one, false);
        else if (sent != (ssize_t)length)
                fail("the recording does not fit into a socket's buffer (net.core.wmem_max)");
}

static void
post_answer(evutil_socket_t fd, short what, void *context)
{
        (void)fd;
        (void)what;
        struct candidate *one = context;
        char head[600];
        make_trace(one);
        one->length = 0;
        one->reply[0] = '\0';
        one->from_us = clock_us();
        snprintf(head, sizeof head,
                 "POST /api/candidate/turns/%d/answer HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                 "Authorization: Bearer %s\r\ntraceparent: 00-%s-0123456789abcdef-01\r\n"
                 "Accept: application/x-ndjson\r\nContent-Length: %zu\r\n"
                 "Content-Type: multipart/form-data; boundary=bench\r\n\r\n",
                 turn, port, one->token, one->trace,
                 strlen(FORM_HEAD) + clip_length + strlen(FORM_TAIL));
        if (one->connection < 0)
                reach(one);
        event_add(one->readable, &PATIENCE);
        send_form(one, head);
}

static bool
read_clip(const char *path)
{
        FILE *file = fopen(path, "rb");
        if (file == NULL || fseek(file, 0, SEEK_END) != 0)
                return false;
        clip_length = (size_t)ftell(file);
        clip = malloc(clip_length);
        rewind(file);
        bool is_read = clip != NULL && fread(clip, 1, clip_length, file) == clip_length;
        fclose(file);
        return is_read && clip_length > CLIP_HEAD_BYTES + sizeof candidates->number;
}

static void
add_candidate(const char *token)
{
        candidates = realloc(candidates, (size_t)(candidate_count + 1) * sizeof *candidates);
        if (candidates == NULL)
                fail("no memory");
        struct candidate *one = &candidates[candidate_count];
        *one = (struct candidate){.connection = -1, .reply = malloc(REPLY_ROOM)};
        if (one->reply == NULL)
                fail("no memory");
        memcpy(one->token, token, strlen(token));
        for (int i = 0; i < CLIP_NUMBER_SAMPLES; i++)
                one->number[i] = (int16_t)(candidate_count * CLIP_NUMBER_STEP);
        candidate_count++;
}

static void
run(int count, int spread_ms)
{
        under_way = count;
        failures = 0;
        for (int i = 0; i < count; i++) {
                int64_t wait_us = (int64_t)1000 * spread_ms * i / count;
                struct timeval wait = {.tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000};
                event_add(candidates[i].due, &wait);
        }
        event_base_dispatch(base);
        for (int i = 0; i < count; i++) {
                const struct candidate *one = &candidates[i];
                printf("%lld %lld %d %s\n", (long long)one->from_us, (long long)one->to_us,
                       one->is_asked, one->trace);
        }
        puts("");
        fflush(stdout);
}

int
main(int count, char **arguments)
{
        if (count != 3 || !read_clip(arguments[2])) {
                fprintf(stderr, "usage: turns PORT CLIP < ORDERS\n");
                return 1;
        }
        port = atoi(arguments[1]);
        base = open_precise_base();
        if (base == NULL)
                fail("no events");
        char token[TOKEN_ROOM];
        while (fgets(token, sizeof token, stdin) != NULL && token[0] != '\n') {
                token[strcspn(token, "\n")] = '\0';
                add_candidate(token);
        }
        // They stay where they are from here on.
        for (int i = 0; i < candidate_count; i++)
                candidates[i].due = evtimer_new(base, post_answer, &candidates[i]);
        int many, spread_ms;
        while (scanf("%d %d %d", &turn, &many, &spread_ms) == 3) {
                if (many < 1 || many > candidate_count)
                        fail("there are not so many candidates");
                run(many, spread_ms);
        }
        return 0;
}
