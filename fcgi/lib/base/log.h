// The log: one JSON line to standard error per event. Ids yes; names, words, tokens, addresses and
// bodies never. Libraries log nothing above debug: whoever has the request or job in hand does.
#pragma once

#include <stdint.h>

#include "base/err.h"

enum log_level {
        LOG_ERROR, // Somebody must act.
        LOG_WARN,  // We coped.
        LOG_INFO,  // One line per request or job.
        LOG_DEBUG,
};

// One field of a line: text, or a number where `text` is NULL.
struct log_field {
        const char *name;
        const char *text;
        int64_t number;
};
#define LOG_TEXT(name_, text_) ((struct log_field){.name = (name_), .text = (text_)})
#define LOG_NUMBER(name_, number_) ((struct log_field){.name = (name_), .number = (number_)})

// `program` stands in every line; lines above `level` are left out.
void
log_open(const char *program, enum log_level level);

// Sets what every following line of this thread carries, such as ("request_id", "..."); NULL takes
// it away. The text is copied, at most 63 bytes.
void
log_subject(const char *name, const char *id);

// The id that log_subject set for this thread, or "".
const char *
log_subject_id(void);

// Use LOG_LINE, which counts the fields.
void
log_line(enum log_level level, const char *message, const struct log_field *fields, int count);
#define LOG_LINE(level, message, ...)                                                              \
        log_line(                                                                                  \
                (level), (message), (const struct log_field[]){__VA_ARGS__},                       \
                (int)(sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field)))

// The error with its detail, file and line.
void
log_err(enum log_level level, const char *message, const struct err *err);
