// What the tests of the net room share: the scripted providers (tests/fake/providers.mjs) as a
// child of the test, settings that lead there, and a little WAV file. The tests run at the top
// directory.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "net/breaker.h"
#include "net/http_client.h"
#include "net/providers.h"

extern char **environ;

#define FAKE_KEY "sk-fake-2f81c0a7d95e4b36"

// The child ends when `lifeline` is closed, so also when the test dies.
struct fake {
        pid_t pid;
        int lifeline;
        int port;
        char socket[64];
        struct http_client *client;
        struct arena arena;
};

// One for the program, made by the group's setup.
static struct fake fake;

// Starts a script of tests/fake as a child that ends when `*lifeline_out` is closed, and reads the
// line that it says when it listens. `more`: one argument and its value, or NULL.
static inline bool
script_start(const char *script, const char *const more[2], pid_t *pid_out, int *lifeline_out,
             char *line, size_t line_size)
{
        int in[2];
        int out[2];
        struct err err = {.kind = ERR_NONE};
        posix_spawn_file_actions_t actions;
        if (!crypto_open(&err) || !net_open(&err) || pipe2(in, O_CLOEXEC) != 0 ||
            pipe2(out, O_CLOEXEC) != 0)
                return false;
        const char *args[] = {
                "node", script, "--until-stdin-ends", more ? more[0] : NULL, more ? more[1] : NULL,
                NULL};
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        int problem = posix_spawnp(pid_out, "node", &actions, NULL, (char *const *)args, environ);
        posix_spawn_file_actions_destroy(&actions);
        close(in[0]);
        close(out[1]);
        *lifeline_out = in[1];
        // The line comes at once or, when node fails, never: then the pipe ends.
        ssize_t length = problem == 0 ? read(out[0], line, line_size - 1) : 0;
        close(out[0]);
        line[length > 0 ? length : 0] = '\0';
        return length > 0;
}

static inline int
fake_start(void **state)
{
        char line[16];
        (void)state;
        snprintf(fake.socket, sizeof fake.socket, "/tmp/earshot-net-test-%d.sock", (int)getpid());
        const char *const more[2] = {"--socket", fake.socket};
        if (!script_start("tests/fake/providers.mjs", more, &fake.pid, &fake.lifeline, line,
                          sizeof line))
                return -1;
        fake.port = atoi(line);
        fake.client = http_client_new(NULL);
        return fake.port > 0 ? 0 : -1;
}

// Waits until scripted providers have ended. They fail when a request came that its vendor would
// not take, and have told which; so does the program then, as a teardown's failure is not counted.
static inline void
fake_end(pid_t pid)
{
        int status = 0;
        waitpid(pid, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return;
        fprintf(stderr, "[  FAILED  ] the scripted providers\n");
        exit(1);
}

static inline int
fake_stop(void **state)
{
        (void)state;
        http_client_free(&fake.client);
        arena_done(&fake.arena);
        close(fake.lifeline);
        net_close();
        fake_end(fake.pid);
        return 0;
}

// The address of a path there, such as "/x/stall/v1".
static inline const char *
fake_url(const char *path)
{
        return arena_print(&fake.arena, "http://127.0.0.1:%d%s", fake.port, path);
}

static inline struct http_reply
fake_control(const char *method, const char *path, const char *body)
{
        struct http_reply reply = {.status = 0};
        struct err err = {.kind = ERR_NONE};
        struct http_request request = {
                .method = method,
                .url = fake_url(path),
                .body = body,
                .body_length = body == NULL ? 0 : strlen(body),
                .connect_ms = 2000,
                .total_ms = 5000,
                .max_response_bytes = 4 * 1024 * 1024,
        };
        if (!http_send(fake.client, &request, &fake.arena, &reply, &err))
                fail_msg("%s %s: %s %s", method, path, err.message, err.detail);
        assert_int_equal(reply.status, 200);
        return reply;
}

// Forgets what came and what was scripted; every test begins with it.
static inline int
fake_reset(void **state)
{
        (void)state;
        breaker_forget_all();
        fake_control("POST", "/_reset", NULL);
        return 0;
}

static inline void
fake_script(const char *steps)
{
        fake_control("POST", "/_script", arena_print(&fake.arena, "{\"steps\":%s}", steps));
}

// What came since the start of the test: {items: [...]}. The caller closes it.
static inline struct json_document
fake_requests(void)
{
        struct json_document document = {0};
        struct err err = {.kind = ERR_NONE};
        struct http_reply reply = fake_control("GET", "/_requests", NULL);
        assert_true(json_parse(reply.body, reply.length, &document, &err));
        return document;
}

static inline size_t
fake_request_count(void)
{
        OWN(json_document_close) struct json_document document = fake_requests();
        return json_count(json_get(document.root, "items"));
}

// Settings whose servers of all functions and protocols are at `path`, and whose embedded speech is
// the fake's socket. The chains are to be set; breakers never open.
static inline struct config
fake_config(const char *path)
{
        struct provider_settings settings = {
                .url = fake_url(path),
                .key = FAKE_KEY,
                .model = "model-1",
                .voice = "alloy",
        };
        return (struct config){
                .stt_seconds = 30,
                .llm_seconds = 20,
                .tts_seconds = 12,
                .stt_openai = settings,
                .stt_whispercpp = settings,
                .llm_openai = settings,
                .llm_anthropic = settings,
                .tts_openai = settings,
                .tts_elevenlabs = settings,
                .embeddings_openai = settings,
                .speech_socket = fake.socket,
        };
}

static const struct chain OPENAI_ALONE = {{PROVIDER_OPENAI}, 1};
static const struct chain BUILTIN_ALONE = {{PROVIDER_BUILTIN}, 1};
static const struct chain ANTHROPIC_ALONE = {{PROVIDER_ANTHROPIC}, 1};
static const struct chain OPENAI_THEN_BUILTIN = {{PROVIDER_OPENAI, PROVIDER_BUILTIN}, 2};

// No part of the key may stand where a log could take it from.
static inline void
assert_no_key(const struct err *err)
{
        assert_null(strstr(err->detail, "sk-fake"));
        assert_null(strstr(err->detail, "2f81c0a7"));
        assert_null(strstr(err->message, "sk-fake"));
}

// How a provider can fail, by path, and what the error's detail then says of it. With
// FAILING_TOTAL_MS for the call, it is over FAILING_SLACK_MS later at the latest.
enum { FAILING_TOTAL_MS = 800, FAILING_SLACK_MS = 1500 };

struct failing {
        const char *path;
        const char *reason;
};

// Mono, 16 kHz, 16 bits: a square wave that is well above silence.
struct wav {
        unsigned char *bytes;
        size_t length;
        int duration_ms;
};

static inline void
put_little(unsigned char *place, uint32_t value, int bytes)
{
        for (int i = 0; i < bytes; i++)
                place[i] = (unsigned char)(value >> 8 * i);
}

static inline struct wav
wav_of(int duration_ms)
{
        uint32_t data = (uint32_t)duration_ms * 32;
        struct wav wav = {
                .bytes = arena_alloc(&fake.arena, 44 + data, 1),
                .length = 44 + data,
                .duration_ms = duration_ms,
        };
        memcpy(wav.bytes, "RIFF____WAVEfmt ", 16);
        put_little(wav.bytes + 4, 36 + data, 4);
        put_little(wav.bytes + 16, 16, 4);
        put_little(wav.bytes + 20, 1, 2);
        put_little(wav.bytes + 22, 1, 2);
        put_little(wav.bytes + 24, 16000, 4);
        put_little(wav.bytes + 28, 32000, 4);
        put_little(wav.bytes + 32, 2, 2);
        put_little(wav.bytes + 34, 16, 2);
        memcpy(wav.bytes + 36, "data", 4);
        put_little(wav.bytes + 40, data, 4);
        for (uint32_t i = 0; i < data / 2; i++)
                put_little(wav.bytes + 44 + 2 * i, i / 20 % 2 == 0 ? 6000 : (uint16_t)-6000, 2);
        return wav;
}
