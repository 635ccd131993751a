// One call to one language model's server, streamed: what both protocols have in common. For the
// llm files of this room alone.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/event_stream.h"
#include "net/provider_chain.h"

struct json_object;

struct llm_exchange {
        const struct llm_request *request;
        const struct llm_listener *listener; // NULL: nobody listens
        struct providers *providers;
        struct arena *arena;
        const struct endpoint *endpoint;
        struct buf text;   // what the model wrote so far
        size_t told;       // how much of it is behind us: heard, or thought aloud
        bool is_heard;     // the listener has heard something of this call, from whatever server
        bool has_ended;    // the server said that the answer is whole
        bool is_left;      // the listener wants no more
        char problem[80];  // the error that came in the stream
        int64_t tokens_in; // as the server counts them; -1: it did not say
        int64_t tokens_out;
        struct event_stream stream;
        struct llm_reply reply;
        // How the protocol reads one event of its stream, and an answer that came in one piece.
        void (*read_event)(struct llm_exchange *exchange, const struct json_object *event);
        void (*read_whole)(struct llm_exchange *exchange, const struct json_object *answer);
};

// More of the answer. What can be heard is told to the listener.
void
llm_exchange_add(struct llm_exchange *exchange, const char *text);

// The model begins again: what it wrote so far was no part of the answer.
void
llm_exchange_restart(struct llm_exchange *exchange);

// Whether another try may begin: nothing was heard, or the listener can forget it.
bool
llm_exchange_may_restart(struct llm_exchange *exchange);

// Posts and reads the answer into the exchange, streamed or whole as the server likes. `reply_out`
// has its status; it is for the caller to check. ERR_UPSTREAM, ERR_CONFLICT.
MUST_CHECK bool
llm_exchange_post(struct providers *providers, struct llm_exchange *exchange, const char *path,
                  const char *json, struct http_header header, int64_t deadline_ms,
                  struct http_reply *reply_out, struct err *err);

// The server's count of tokens, in as many members as it has; -1 where it has none.
void
llm_exchange_note_tokens(struct llm_exchange *exchange, int64_t tokens_in, int64_t tokens_out);

// After a reply of any status: the text as struct llm_reply has it. ERR_UPSTREAM where the server
// refused, or what it wrote is no answer.
MUST_CHECK bool
llm_exchange_take(struct llm_exchange *exchange, const struct http_reply *reply, struct err *err);

// One server of each protocol.
MUST_CHECK bool
llm_openai_ask(struct providers *providers, struct llm_exchange *exchange, int64_t deadline_ms,
               struct err *err);
MUST_CHECK bool
llm_anthropic_ask(struct providers *providers, struct llm_exchange *exchange, int64_t deadline_ms,
                  struct err *err);
