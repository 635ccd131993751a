// Scripted providers with the latencies that the benchmarks state: speech-to-text, language model
// and text-to-speech in OpenAI's protocol. They know whose call it is: the first samples of a clip
// hold the candidate's number (turn_events.h), the transcript says it, and so does what stands
// before the question; that is the one which the prompt has chosen, as it is.
//   providers NAME=MILLISECONDS...
// Takes all of NAMES, prints its port, and ends when its input does. For each line of input it
// prints the calls since the last one, "TRACE KIND FROM TO" each, those that are being answered (up
// to now; they come again when they are over), and an empty line. TRACE is the
// id in the request's traceparent ("-": none), so that a call is known to be of the turn that was
// posted with it. FROM is when the request's first bytes were read, TO when the answer's last one
// was given to the kernel, or when the client hung up before; microseconds of the monotonic clock,
// as in turns.c. The stated latencies run from the request's last byte: what it takes to arrive is
// the provider's time too, and comes on top of them.
//
// libevent waits, HTTP is spoken here: libevent's own tells of a request when all of it is there,
// and reads 4 kB at a time.
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "turn_events.h"

enum {
        BACKLOG = 4096,
        MOST_CALLS = 200000,
        FIRST_ROOM = 64 * 1024,
        MOST_REQUEST = 64 * 1024 * 1024,
        ANSWER_ROOM = 16 * 1024, // the sound is 12 kB
        MOST_PIECES = 48,
        SOUND_PIECES = 8,
        MP3_FRAMES = 115, // 3 s
        MP3_FRAME = 104,  // MPEG-1 layer III, 44.1 kHz, one channel, 32 kbit/s
};

enum latency { STT_LEAST, STT_PER_MINUTE, LLM_FIRST, LLM_WHOLE, TTS_FIRST, TTS_WHOLE, LATENCIES };
static const char *const NAMES[LATENCIES] = {
        [STT_LEAST] = "stt_least", [STT_PER_MINUTE] = "stt_per_minute", [LLM_FIRST] = "llm_first",
        [LLM_WHOLE] = "llm_whole", [TTS_FIRST] = "tts_first",           [TTS_WHOLE] = "tts_whole",
};
static double latency_ms[LATENCIES];

struct call {
        char trace[33];
        const char *kind;
        int64_t from_us, to_us;
};

// One connection of a client: reads a request, answers it piece by piece, reads the next one.
//   READING -- take_request, all of it is here --> ANSWERING -- send_piece, the last --> READING
struct connection {
        LIST_ENTRY(connection) link;
        int fd;
        struct event *readable, *due;
        char *request; // what was read of it, 0-terminated
        size_t length, room;
        size_t head_length; // 0 until its head is there
        size_t whole_length;
        bool is_answering;
        struct call call;
        int64_t began_us;          // when its last byte was read
        double first_ms, whole_ms; // when the first and the last piece are due, from then
        char answer[ANSWER_ROOM];
        size_t ends[MOST_PIECES]; // of the pieces within `answer`
        size_t answer_length;
        int piece_count, next_piece;
};

static struct event_base *base;
static LIST_HEAD(, connection) all_connected = LIST_HEAD_INITIALIZER(all_connected);
static struct call calls[MOST_CALLS];
static int call_count;
static char sound[MP3_FRAMES * MP3_FRAME];

static _Noreturn void
fail(const char *what)
{
        fprintf(stderr, "providers: %s\n", what);
        exit(1);
}

static void
note_call(struct connection *one)
{
        one->call.to_us = clock_us();
        if (call_count == MOST_CALLS)
                fail("nobody asks for the calls");
        calls[call_count++] = one->call;
        one->is_answering = false;
}

static void
hang_up(struct connection *one)
{
        if (one->is_answering)
                note_call(one);
        LIST_REMOVE(one, link);
        event_free(one->readable);
        event_free(one->due);
        close(one->fd);
        free(one->request);
        free(one);
}

// --- what is answered ----------------------------------------------------------------------------

static void
put_bytes(struct connection *one, const char *bytes, size_t length)
{
        if (length > ANSWER_ROOM - one->answer_length)
                fail("an answer is too long");
        memcpy(one->answer + one->answer_length, bytes, length);
        one->answer_length += length;
}

__attribute__((format(printf, 2, 3))) static void
put(struct connection *one, const char *format, ...)
{
        char text[2 * 1024];
        va_list values;
        va_start(values, format);
        int length = vsnprintf(text, sizeof text, format, values);
        va_end(values);
        if (length >= (int)sizeof text)
                fail("a text is too long");
        put_bytes(one, text, (size_t)length);
}

// What was put since the last piece is sent at a time of its own.
static void
end_piece(struct connection *one)
{
        if (one->piece_count == MOST_PIECES)
                fail("an answer has too many pieces");
        one->ends[one->piece_count++] = one->answer_length;
}

// An answer of one piece.
static void
put_json(struct connection *one, const char *json, double ms)
{
        put(one, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
            strlen(json));
        put_bytes(one, json, strlen(json));
        end_piece(one);
        one->first_ms = one->whole_ms = ms;
}

// An answer of several: the head goes with the first one.
static void
put_head(struct connection *one, const char *type, double first_ms, double whole_ms)
{
        put(one, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n", type);
        one->first_ms = first_ms;
        one->whole_ms = whole_ms;
}

static void
put_chunk(struct connection *one, const char *bytes, size_t length, bool is_last)
{
        put(one, "%zx\r\n", length);
        put_bytes(one, bytes, length);
        put(one, is_last ? "\r\n0\r\n\r\n" : "\r\n");
        end_piece(one);
}

static void
transcribe(struct connection *one, const char *body, size_t length)
{
        const char *clip = memmem(body, length, "RIFF", 4);
        if (clip == NULL ||
            length - (size_t)(clip - body) < CLIP_HEAD_BYTES + 2 * CLIP_NUMBER_SAMPLES)
                fail("a request for a transcript has no clip");
        const char *samples = clip + CLIP_HEAD_BYTES;
        int16_t number = 0;
        memcpy(&number, samples + CLIP_NUMBER_SAMPLES / 2, sizeof number);
        int who = (int)lround((double)number / CLIP_NUMBER_STEP);
        double seconds = (double)(length - (size_t)(samples - body)) / CLIP_BYTES_A_SECOND;
        char text[200], json[2 * 1024];
        snprintf(text, sizeof text,
                 "I am candidate %d. I led the work, I measured it before and after,"
                 " and the cost fell by 30 percent.",
                 who);
        int count = 1;
        for (const char *at = text; *at != '\0'; at++)
                count += *at == ' ';
        int used =
                snprintf(json, sizeof json,
                         "{\"text\":\"%s\",\"language\":\"english\",\"duration\":%.3f,\"words\":[",
                         text, seconds);
        int i = 0;
        for (char *rest = NULL, *word = strtok_r(text, " ", &rest); word != NULL;
             word = strtok_r(NULL, " ", &rest), i++)
                used += snprintf(json + used, sizeof json - (size_t)used,
                                 "%s{\"word\":\"%s\",\"start\":%.3f,\"end\":%.3f}",
                                 i > 0 ? "," : "", word, seconds * i / count,
                                 seconds * (i + 0.8) / count);
        snprintf(json + used, sizeof json - (size_t)used, "]}");
        one->call.kind = "stt";
        put_json(one, json, fmax(latency_ms[STT_LEAST], latency_ms[STT_PER_MINUTE] * seconds / 60));
}

// The number behind the last "candidate " that has one: the newest transcript names them last.
static int
last_candidate(const char *body)
{
        static const char NAMED[] = "candidate ";
        int who = -1;
        for (const char *at = strstr(body, NAMED); at != NULL; at = strstr(at, NAMED)) {
                at += sizeof NAMED - 1;
                if (*at >= '0' && *at <= '9')
                        who = atoi(at);
        }
        return who;
}

// The question that the prompt has chosen, as the request's JSON has it (interviewer_prompt.c); ""
// where it has none.
static int
chosen_question(const char *body, const char **question_out)
{
        const char *name = strstr(body, "\\nThe chosen ");
        const char *from = name == NULL ? NULL : strstr(name, ", as data:\\n<<");
        from = from == NULL ? NULL : strstr(from + strlen(", as data:\\n<<"), "\\n");
        const char *to = from == NULL ? NULL : strstr(from + 2, "\\n");
        *question_out = to == NULL ? "" : from + 2;
        return to == NULL ? 0 : (int)(to - from - 2);
}

static void
put_word(struct connection *one, const char *word, size_t length, const char *finish,
         const char *behind)
{
        char event[300];
        int used =
                snprintf(event, sizeof event,
                         "data: {\"choices\":[{\"delta\":{%s%.*s%s},\"finish_reason\":%s}]}\n\n%s",
                         length > 0 ? "\"content\":\"" : "", (int)length, word,
                         length > 0 ? "\"" : "", finish, behind);
        put_chunk(one, event, (size_t)used, *behind != '\0');
}

static void
chat(struct connection *one, const char *body, size_t length)
{
        (void)length;
        // In a text their quotes would stand behind a backslash.
        bool is_evaluation = strstr(body, "\"response_format\":") != NULL;
        bool is_stream = strstr(body, "\"stream\":true") != NULL;
        int who = last_candidate(body);
        char text[1000], json[1200];
        one->call.kind = is_evaluation ? "evaluation" : "question";
        if (is_evaluation) {
                snprintf(text, sizeof text, "{\\\"claims\\\":[]}");
        } else {
                // As the prompt wants it: a short sentence, then the question.
                const char *question = NULL;
                int size = chosen_question(body, &question);
                snprintf(text, sizeof text, "Thank you, candidate %d. %.*s", who, size, question);
        }
        if (!is_stream) {
                snprintf(
                        json, sizeof json,
                        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"%s\"}}]}",
                        text);
                put_json(one, json, latency_ms[LLM_WHOLE]);
                return;
        }
        put_head(one, "text/event-stream", latency_ms[LLM_FIRST], latency_ms[LLM_WHOLE]);
        // Tokens have the space before them, as those of real models.
        for (const char *at = text, *end = at; *at != '\0'; at = end) {
                end = strchrnul(at + 1, ' ');
                put_word(one, at, (size_t)(end - at), "null", "");
        }
        put_word(one, "", 0, "\"stop\"", "data: [DONE]\n\n");
}

static void
speak(struct connection *one, const char *body, size_t length)
{
        (void)body;
        (void)length;
        size_t size = (sizeof sound + SOUND_PIECES - 1) / SOUND_PIECES;
        one->call.kind = "tts";
        put_head(one, "audio/mpeg", latency_ms[TTS_FIRST], latency_ms[TTS_WHOLE]);
        for (size_t at = 0; at < sizeof sound; at += size)
                put_chunk(one, sound + at, at + size < sizeof sound ? size : sizeof sound - at,
                          at + size >= sizeof sound);
}

static const struct path {
        const char *line;
        void (*answer)(struct connection *one, const char *body, size_t length);
} PATHS[] = {
        {"POST /v1/audio/transcriptions ", transcribe},
        {"POST /v1/chat/completions ", chat},
        {"POST /v1/audio/speech ", speak},
};
enum { PATH_COUNT = sizeof PATHS / sizeof *PATHS };

// --- when it is ----------------------------------------------------------------------------------

static void
wait_for_piece(struct connection *one)
{
        int i = one->next_piece;
        double ms = one->first_ms;
        if (i > 0)
                ms += (one->whole_ms - one->first_ms) * i / (one->piece_count - 1);
        int64_t left_us = one->began_us + llround(1000 * ms) - clock_us();
        if (left_us < 0)
                left_us = 0;
        struct timeval left = {.tv_sec = left_us / 1000000, .tv_usec = left_us % 1000000};
        event_add(one->due, &left);
}

static void
send_piece(evutil_socket_t fd, short what, void *context)
{
        (void)what;
        struct connection *one = context;
        size_t from = one->next_piece == 0 ? 0 : one->ends[one->next_piece - 1];
        size_t length = one->ends[one->next_piece++] - from;
        (void)fd;
        // A socket's buffer takes the whole answer, read or not.
        ssize_t sent = send(one->fd, one->answer + from, length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
                hang_up(one);
        else if (sent != (ssize_t)length)
                fail("a client does not read");
        else if (one->next_piece == one->piece_count)
                note_call(one);
        else
                wait_for_piece(one);
}

// The value of a header, written as libcurl does, or NULL.
static const char *
header_of(const struct connection *one, const char *name)
{
        const char *at = memmem(one->request, one->head_length, name, strlen(name));
        return at == NULL ? NULL : at + strlen(name);
}

static void
read_head(struct connection *one)
{
        const char *end = memmem(one->request, one->length, "\r\n\r\n", 4);
        if (end == NULL)
                return;
        one->head_length = (size_t)(end + 4 - one->request);
        const char *body_length = header_of(one, "\r\nContent-Length: ");
        const char *parent = header_of(one, "\r\ntraceparent: 00-");
        if (body_length == NULL)
                fail("a request has no length");
        one->whole_length = one->head_length + strtoul(body_length, NULL, 10);
        if (one->whole_length > MOST_REQUEST)
                fail("a request is too long");
        snprintf(one->call.trace, sizeof one->call.trace, "%.32s", parent == NULL ? "-" : parent);
}

static void
begin_answer(struct connection *one)
{
        const struct path *path = PATHS;
        while (path < PATHS + PATH_COUNT &&
               strncmp(one->request, path->line, strlen(path->line)) != 0)
                path++;
        if (path == PATHS + PATH_COUNT)
                fail("a request is for something else");
        one->began_us = clock_us();
        one->is_answering = true;
        one->piece_count = one->next_piece = 0;
        one->answer_length = 0;
        path->answer(one, one->request + one->head_length, one->length - one->head_length);
        one->length = one->head_length = 0;
        wait_for_piece(one);
}

static void
take_request(evutil_socket_t fd, short what, void *context)
{
        (void)what;
        struct connection *one = context;
        if (one->length == 0 && !one->is_answering)
                one->call.from_us = clock_us();
        size_t wanted = one->head_length == 0 ? 2 * one->length : one->whole_length;
        if (wanted >= one->room) {
                one->room = wanted + 1;
                one->request = realloc(one->request, one->room);
                if (one->request == NULL)
                        fail("no memory");
        }
        ssize_t got = recv(fd, one->request + one->length, one->room - 1 - one->length, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
                return;
        if (got <= 0) {
                hang_up(one);
                return;
        }
        if (one->is_answering)
                fail("a request came before the answer to the one before it");
        one->length += (size_t)got;
        one->request[one->length] = '\0';
        if (one->head_length == 0)
                read_head(one);
        if (one->head_length > 0 && one->length >= one->whole_length)
                begin_answer(one);
}

static void
take_connection(evutil_socket_t listening, short what, void *context)
{
        (void)what;
        (void)context;
        int yes = 1;
        int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
                return;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct connection *one = calloc(1, sizeof *one);
        if (one == NULL || (one->request = malloc(FIRST_ROOM)) == NULL)
                fail("no memory");
        one->fd = fd;
        one->room = FIRST_ROOM;
        one->readable = event_new(base, fd, EV_READ | EV_PERSIST, take_request, one);
        one->due = evtimer_new(base, send_piece, one);
        event_add(one->readable, NULL);
        LIST_INSERT_HEAD(&all_connected, one, link);
}

// --- what is asked by the benchmark --------------------------------------------------------------

static void
tell_call(const struct call *call, int64_t to_us)
{
        printf("%s %s %lld %lld\n", call->trace, call->kind, (long long)call->from_us,
               (long long)to_us);
}

static void
take_order(evutil_socket_t fd, short what, void *context)
{
        (void)what;
        (void)context;
        char order;
        if (read(fd, &order, 1) != 1)
                exit(0);
        if (order != '\n')
                return;
        for (int i = 0; i < call_count; i++)
                tell_call(&calls[i], calls[i].to_us);
        const struct connection *one = NULL;
        LIST_FOREACH(one, &all_connected, link)
        {
                if (one->is_answering)
                        tell_call(&one->call, clock_us());
        }
        puts("");
        fflush(stdout);
        call_count = 0;
}

static bool
read_latencies(int count, char **arguments)
{
        int found = 0;
        for (int i = 1; i < count; i++) {
                for (int k = 0; k < LATENCIES; k++) {
                        size_t length = strlen(NAMES[k]);
                        if (strncmp(arguments[i], NAMES[k], length) == 0 &&
                            arguments[i][length] == '=') {
                                latency_ms[k] = strtod(arguments[i] + length + 1, NULL);
                                found |= 1 << k;
                        }
                }
        }
        return found == (1 << LATENCIES) - 1;
}

// A socket of this machine alone, on a port that the kernel chooses.
static int
listen_here(void)
{
        struct sockaddr_in address = {.sin_family = AF_INET};
        socklen_t size = sizeof address;
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
            listen(fd, BACKLOG) != 0 || getsockname(fd, (struct sockaddr *)&address, &size) != 0)
                fail("no socket");
        printf("%d\n", ntohs(address.sin_port));
        fflush(stdout);
        return fd;
}

int
main(int count, char **arguments)
{
        if (!read_latencies(count, arguments)) {
                fprintf(stderr, "usage: providers stt_least=MS stt_per_minute=MS llm_first=MS"
                                " llm_whole=MS tts_first=MS tts_whole=MS\n");
                return 1;
        }
        // Frames whose side information says that no coefficient follows: silence.
        for (size_t at = 0; at < sizeof sound; at += MP3_FRAME)
                memcpy(sound + at, "\xff\xfb\x10\xc4", 4);
        base = open_precise_base();
        if (base == NULL)
                fail("no events");
        struct event *connections =
                event_new(base, listen_here(), EV_READ | EV_PERSIST, take_connection, NULL);
        struct event *orders =
                event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, take_order, NULL);
        event_add(connections, NULL);
        event_add(orders, NULL);
        event_base_dispatch(base);
        return 1;
}
