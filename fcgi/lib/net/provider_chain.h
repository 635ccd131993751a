// What all kinds of providers have in common: one is asked after the other, each within its share
// of the time and, where it may help, twice. For the files of this room alone.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"
#include "net/breaker.h"
#include "net/http_client.h"
#include "net/providers.h"
#include "net/used.h"

// Asks one provider, once or more often, until `deadline_ms` (clock_ms) at the latest. On success
// its answer lies in the context.
typedef bool
provider_asker(struct providers *providers, enum provider provider, int64_t deadline_ms,
               void *context, struct err *err);

// `refusal` is the sentence of the error when no provider of the chain answered. `may_go_on` is
// asked after a failure whether another one may be tried; NULL: always.
struct chain_call {
        enum function function;
        enum usage_purpose purpose;
        const struct chain *chain;
        int total_ms; // of those over the network together
        int local_ms; // of each on this host
        // Without an answer nobody can go on: those that a budget passed over are asked after all
        // when nobody else has answered.
        bool is_needed;
        const char *refusal;
        provider_asker *ask;
        bool (*may_go_on)(void *context);
        void *context;
};

// Asks along the chain until one answers, and passes over those whose breaker is open.
// Where a budget is used up those over the network are passed over. ERR_UPSTREAM with the reasons
// of all in the detail; when a later one answered, the reasons of those before it are in
// providers->coped. ERR_CONFLICT: whoever waited does not any more.
MUST_CHECK bool
chain_ask(struct providers *providers, const struct chain_call *call, struct err *err);

// How a key is shown to a server.
enum key_header {
        KEY_BEARER,     // Authorization: Bearer
        KEY_API_KEY,    // api-key: Azure
        KEY_X_API_KEY,  // x-api-key: Anthropic
        KEY_XI_API_KEY, // xi-api-key: ElevenLabs
        KEY_HEADER_COUNT,
};

// Where a provider is. `unix_socket` is NULL but for the embedded speech.
struct endpoint {
        enum function function;
        enum provider id;
        const char *provider;
        const char *url;
        const char *unix_socket;
        enum key_header key_header;
        const char *key;
        const char *model;
        const char *voice;
        double price_in; // as in struct provider_settings
        double price_out;
};

// By the settings of the function.
struct endpoint
endpoint_of(const struct config *config, enum function function, enum provider provider);

// What is posted to one path of an endpoint: JSON text, or parts.
struct post {
        const char *path;  // behind the base and before its query, such as "/chat/completions"
        const char *query; // joined to that of the base, such as "output_format=mp3"; NULL: none
        const char *json;  // NULL where there are parts
        const struct http_part *parts;
        size_t part_count;
        struct http_header header; // one more; the name NULL: none
        int first_byte_ms;         // 0: until the deadline
        size_t max_response_bytes;
        // As in struct http_request. `again` is asked before a second try: false where what was
        // taken cannot be taken back.
        bool (*take)(void *context, const char *bytes, size_t length);
        const char *take_type;
        bool (*again)(void *context);
        void *take_context;
};

// Posts, and once more after a short pause where the connection failed or the server said 429 or
// 5xx, if there is time. True with any other status. ERR_UPSTREAM with a detail free of keys;
// ERR_CONFLICT where `take` ended it.
MUST_CHECK bool
endpoint_post(struct providers *providers, const struct endpoint *endpoint, const struct post *post,
              int64_t deadline_ms, struct arena *arena, struct http_reply *reply_out,
              struct err *err);

// ERR_UPSTREAM unless the status is 200. The detail has the status and, where it is a plain word
// and has nothing of the key in it, the code that the server gave.
MUST_CHECK bool
endpoint_check(const struct endpoint *endpoint, const struct http_reply *reply, struct err *err);

// A code that a server gave for its error, "" where it is no plain word or has something of the
// key.
const char *
endpoint_code(const struct endpoint *endpoint, const char *code);

// The sentence of the server's own error, such as {"error": {"message": "..."}}; "" without one.
// For looking at, never for a log: it may repeat parts of the key.
const char *
endpoint_complaint(const struct http_reply *reply, struct arena *arena);

// The primary subtag in lower case, such as "pt" of "pt-BR" (RFC 5646).
const char *
primary_language(const char *language, struct arena *arena);
