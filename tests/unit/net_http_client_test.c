#include "net_fake.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

// A request that the fake answers with a chat completion.
static const char CHAT[] =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
static const struct http_header AS_JSON[] = {{"Content-Type", "application/json"}};

static struct http_request
chat_at(const char *path)
{
        return (struct http_request){
                .method = "POST",
                .url = fake_url(path),
                .headers = AS_JSON,
                .header_count = COUNT_OF(AS_JSON),
                .body = CHAT,
                .body_length = sizeof CHAT - 1,
                .connect_ms = 1000,
                .total_ms = 5000,
                .max_response_bytes = 100 * 1024,
        };
}

static void
http_send_brings_the_whole_answer(void **state)
{
        struct http_request request = chat_at("/v1/chat/completions");
        struct http_reply reply = {.status = 0};
        struct err err = {.kind = ERR_NONE};
        (void)state;
        assert_true(http_send(fake.client, &request, &fake.arena, &reply, &err));
        assert_int_equal(reply.status, 200);
        assert_string_equal(reply.content_type, "application/json");
        assert_int_equal(reply.length, strlen(reply.body));
        assert_non_null(strstr(reply.body, "What would you do differently"));
        assert_int_equal(reply.retry_after_seconds, 0);
}

static void
http_send_brings_every_status(void **state)
{
        static const struct {
                const char *path;
                int status;
                int retry_after_seconds;
        } ROWS[] = {
                {"/x/status,status=401/v1/chat/completions", 401, 0},
                {"/x/status,status=429,retry_after=7/v1/chat/completions", 429, 7},
                {"/x/status,status=429,retry_after=99999999999/v1/chat/completions", 429, 86400},
                {"/x/status,status=429,retry_after=soon/v1/chat/completions", 429, 0},
                {"/x/status,status=503/v1/chat/completions", 503, 0},
                {"/x/redirect/v1/chat/completions", 307, 0},
                {"/nowhere", 404, 0},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct http_request request = chat_at(ROWS[i].path);
                struct http_reply reply = {.status = 0};
                struct err err = {.kind = ERR_NONE};
                if (!http_send(fake.client, &request, &fake.arena, &reply, &err))
                        fail_msg("%s: %s %s", ROWS[i].path, err.message, err.detail);
                if (reply.status != ROWS[i].status ||
                    reply.retry_after_seconds != ROWS[i].retry_after_seconds)
                        fail_msg("%s: status %d, retry after %d", ROWS[i].path, reply.status,
                                 reply.retry_after_seconds);
        }
        // The redirect was not followed.
        assert_int_equal(fake_request_count(), COUNT_OF(ROWS) - 1);
}

static void
http_send_says_how_it_failed(void **state)
{
        static const struct {
                const char *path;
                enum err_kind kind;
                const char *message;
                const char *detail;
        } ROWS[] = {
                {"/x/stall/v1/chat/completions", ERR_UPSTREAM, "The other server took too long.",
                 "no answer in time"},
                {"/x/trickle/v1/chat/completions", ERR_UPSTREAM, "The other server took too long.",
                 "the answer did not end in time"},
                {"/x/hang_up/v1/chat/completions", ERR_BUSY, "The other server cannot be reached.",
                 "Server returned nothing"},
                {"/x/hang_up_mid/v1/chat/completions", ERR_BUSY,
                 "The other server cannot be reached.", "partial file"},
                {"/x/hang_up_chunked/v1/chat/completions", ERR_BUSY,
                 "The other server cannot be reached.", ""},
                {"/x/huge/v1/chat/completions", ERR_UPSTREAM, "The other server answered too much.",
                 "the answer is longer than 102400 bytes"},
                {"/x/huge_promised/v1/chat/completions", ERR_UPSTREAM,
                 "The other server answered too much.", "the answer is longer than 102400 bytes"},
                {"/x/huge_headers/v1/chat/completions", ERR_UPSTREAM,
                 "The other server answered too much.", "the headers are longer than 65536 bytes"},
                {"/x/not_http/v1/chat/completions", ERR_UPSTREAM,
                 "The other server did not answer properly.", ""},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
                struct http_request request = chat_at(ROWS[i].path);
                struct http_reply reply = {.status = -1};
                struct err err = {.kind = ERR_NONE};
                int64_t started_ms = clock_ms();
                request.total_ms = 700;
                if (http_send(fake.client, &request, &fake.arena, &reply, &err))
                        fail_msg("%s: succeeded with %d", ROWS[i].path, reply.status);
                int64_t took_ms = clock_ms() - started_ms;
                if (err.kind != ROWS[i].kind || strcmp(err.message, ROWS[i].message) != 0 ||
                    strstr(err.detail, ROWS[i].detail) == NULL)
                        fail_msg("%s: kind %s, \"%s\", \"%s\"", ROWS[i].path,
                                 err_kind_name(err.kind), err.message, err.detail);
                if (took_ms > request.total_ms + FAILING_SLACK_MS)
                        fail_msg("%s: took %lld ms", ROWS[i].path, (long long)took_ms);
                assert_int_equal(reply.status, -1);
                assert_null(strstr(err.detail, "127.0.0.1"));
        }
}

static void
http_send_goes_on_after_a_failure(void **state)
{
        static const char *const PATHS[] = {
                "/x/stall/v1/chat/completions",
                "/x/hang_up_mid/v1/chat/completions",
                "/x/huge/v1/chat/completions",
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(PATHS); i++) {
                struct http_request failing = chat_at(PATHS[i]);
                struct http_request sound = chat_at("/v1/chat/completions");
                struct http_reply reply = {.status = 0};
                struct err err = {.kind = ERR_NONE};
                failing.total_ms = 300;
                assert_false(http_send(fake.client, &failing, &fake.arena, &reply, &err));
                assert_true(http_send(fake.client, &sound, &fake.arena, &reply, &err));
                assert_int_equal(reply.status, 200);
        }
}

static void
http_send_waits_for_the_first_byte_no_longer_than_asked(void **state)
{
        struct http_request stalled = chat_at("/x/stall/v1/chat/completions");
        struct http_request late = chat_at("/x/ok,latency_ms=600/v1/chat/completions");
        struct http_reply reply = {.status = 0};
        struct err err = {.kind = ERR_NONE};
        int64_t started_ms = clock_ms();
        (void)state;
        stalled.first_byte_ms = 300;
        assert_false(http_send(fake.client, &stalled, &fake.arena, &reply, &err));
        assert_int_equal(err.kind, ERR_UPSTREAM);
        assert_string_equal(err.detail, "no answer in time");
        assert_in_range(clock_ms() - started_ms, 300, 300 + FAILING_SLACK_MS);
        late.first_byte_ms = 3000;
        assert_true(http_send(fake.client, &late, &fake.arena, &reply, &err));
}

static void
http_send_refuses_what_it_cannot_reach(void **state)
{
        struct http_request request = chat_at("/v1/chat/completions");
        struct http_reply reply = {.status = 0};
        struct err err = {.kind = ERR_NONE};
        (void)state;
        // Nobody listens on the discard port of this host.
        request.url = "http://127.0.0.1:9/v1";
        assert_false(http_send(fake.client, &request, &fake.arena, &reply, &err));
        assert_int_equal(err.kind, ERR_BUSY);
        assert_string_equal(err.message, "The other server cannot be reached.");
        request.unix_socket = "/tmp/earshot-no-such-socket";
        assert_false(http_send(fake.client, &request, &fake.arena, &reply, &err));
        assert_int_equal(err.kind, ERR_BUSY);
        // A name that cannot exist (RFC 6761).
        request.unix_socket = NULL;
        request.url = "http://earshot.invalid/v1";
        assert_false(http_send(fake.client, &request, &fake.arena, &reply, &err));
        assert_int_not_equal(err.kind, ERR_BROKEN);
        // TLS to a server that has none.
        request.url = arena_print(&fake.arena, "https://127.0.0.1:%d/v1", fake.port);
        assert_false(http_send(fake.client, &request, &fake.arena, &reply, &err));
        assert_int_equal(err.kind, ERR_UPSTREAM);
}

static void
http_send_speaks_http_alone(void **state)
{
        static const char *const URLS[] = {"file:///etc/hostname", "ftp://127.0.0.1/", "no url",
                                           ""};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(URLS); i++) {
                struct http_request request = chat_at("");
                struct http_reply reply = {.status = 0};
                struct err err = {.kind = ERR_NONE};
                request.method = "GET";
                request.body_length = 0;
                request.url = URLS[i];
                if (http_send(fake.client, &request, &fake.arena, &reply, &err))
                        fail_msg("\"%s\" was fetched", URLS[i]);
        }
}

static void
http_send_refuses_a_line_break_in_a_header(void **state)
{
        static const struct http_header HEADERS[] = {{"Authorization", "Bearer a\r\nX-More: b"}};
        struct http_request request = chat_at("/v1/chat/completions");
        struct http_reply reply = {.status = 0};
        struct err err = {.kind = ERR_NONE};
        (void)state;
        request.headers = HEADERS;
        assert_false(http_send(fake.client, &request, &fake.arena, &reply, &err));
        assert_int_equal(err.kind, ERR_BROKEN);
        assert_string_equal(err.message, "A header of the request cannot be sent.");
        assert_int_equal(fake_request_count(), 0);
}

static void
http_send_uses_a_connection_again_and_mends_a_dead_one(void **state)
{
        OWN(http_client_free) struct http_client *client = http_client_new(NULL);
        struct sockaddr_in address = {.sin_family = AF_INET};
        socklen_t length = sizeof address;
        static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        char bytes[1024];
        int status = 0;
        int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        (void)state;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        assert_int_equal(bind(server, (struct sockaddr *)&address, length), 0);
        assert_int_equal(listen(server, 4), 0);
        assert_int_equal(getsockname(server, (struct sockaddr *)&address, &length), 0);
        pid_t child = fork();
        if (child == 0) {
                // Two answers on the first connection, then it is closed; one on the next.
                for (int connection = 0; connection < 2; connection++) {
                        int peer = accept(server, NULL, NULL);
                        for (int answers = connection == 0 ? 2 : 1; answers > 0; answers--) {
                                if (read(peer, bytes, sizeof bytes) <= 0 ||
                                    write(peer, ANSWER, sizeof ANSWER - 1) < 0)
                                        _exit(1);
                        }
                        close(peer);
                }
                _exit(0);
        }
        struct http_request request = {
                .method = "GET",
                .url = arena_print(&fake.arena, "http://127.0.0.1:%d/", ntohs(address.sin_port)),
                .connect_ms = 1000,
                .total_ms = 2000,
                .max_response_bytes = 100,
        };
        for (int i = 0; i < 3; i++) {
                struct http_reply reply = {.status = 0};
                struct err err = {.kind = ERR_NONE};
                if (!http_send(client, &request, &fake.arena, &reply, &err))
                        fail_msg("request %d: %s %s", i, err.message, err.detail);
                assert_string_equal(reply.body, "ok");
        }
        close(server);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
}

static void
http_send_opens_one_connection_for_a_hundred_requests(void **state)
{
        OWN(http_client_free) struct http_client *client = http_client_new(NULL);
        (void)state;
        for (int i = 0; i < 100; i++) {
                struct http_request request = chat_at("/v1/chat/completions");
                struct http_reply reply = {.status = 0};
                struct err err = {.kind = ERR_NONE};
                assert_true(http_send(client, &request, &fake.arena, &reply, &err));
        }
        assert_int_equal(http_client_connections(client), 1);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(http_send_brings_the_whole_answer, fake_reset),
                cmocka_unit_test_setup(http_send_brings_every_status, fake_reset),
                cmocka_unit_test_setup(http_send_says_how_it_failed, fake_reset),
                cmocka_unit_test_setup(http_send_goes_on_after_a_failure, fake_reset),
                cmocka_unit_test_setup(http_send_waits_for_the_first_byte_no_longer_than_asked,
                                       fake_reset),
                cmocka_unit_test_setup(http_send_refuses_what_it_cannot_reach, fake_reset),
                cmocka_unit_test_setup(http_send_speaks_http_alone, fake_reset),
                cmocka_unit_test_setup(http_send_refuses_a_line_break_in_a_header, fake_reset),
                cmocka_unit_test_setup(http_send_opens_one_connection_for_a_hundred_requests,
                                       fake_reset),
                cmocka_unit_test_setup(http_send_uses_a_connection_again_and_mends_a_dead_one,
                                       fake_reset),
        };
        return cmocka_run_group_tests_name("net_http_client", tests, fake_start, fake_stop);
}
