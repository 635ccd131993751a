// What the handlers of requests share: the warm recogniser, and an answer to fill.
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "exchange.h"
#include "recogniser.h"

struct service {
        struct recogniser recogniser;
};

struct answer {
        const char *content_type;
        struct buf body; // opened by whoever fills it
};

// A handler fills the answer to be sent with status 200, or fails with what is to be said instead.
typedef bool
service_handler(struct service *service, struct exchange *exchange, struct answer *answer,
                struct err *err);

// POST /v1/audio/transcriptions
service_handler transcribe;

// POST /v1/audio/speech
service_handler speak;
