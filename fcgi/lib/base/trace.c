#include "base/trace.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"

enum { VERSION_END = 2, TRACE_END = 35, SPAN_END = 52, FLAGS_END = 55, FLAG_SAMPLED = 1 };

static _Thread_local struct trace current;

// Lower-case digits alone, as the standard has them.
static bool
is_hex(const char *text, size_t length)
{
        return strspn(text, "0123456789abcdef") >= length;
}

static bool
is_zero(const char *text, size_t length)
{
        return strspn(text, "0") >= length;
}

static int
hex_value(char digit)
{
        return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

bool
trace_parse(const char *traceparent, char trace_id_out[33], char span_id_out[17],
            bool *is_sampled_out)
{
        const char *text = traceparent;
        if (strnlen(text, FLAGS_END + 1) < FLAGS_END || !is_hex(text, 2) || !is_hex(text + 3, 32) ||
            !is_hex(text + 36, 16) || !is_hex(text + 53, 2) || text[VERSION_END] != '-' ||
            text[TRACE_END] != '-' || text[SPAN_END] != '-')
                return false;
        bool is_first = strncmp(text, "00", 2) == 0;
        char behind = text[FLAGS_END];
        if (strncmp(text, "ff", 2) == 0 || (behind != '\0' && (is_first || behind != '-')) ||
            is_zero(text + 3, 32) || is_zero(text + 36, 16))
                return false;
        memcpy(trace_id_out, text + 3, 32);
        memcpy(span_id_out, text + 36, 16);
        trace_id_out[32] = '\0';
        span_id_out[16] = '\0';
        *is_sampled_out = (hex_value(text[54]) & FLAG_SAMPLED) != 0;
        return true;
}

// All zeroes are no id.
static void
new_id(char *out, size_t bytes)
{
        unsigned char random[16];
        do {
                crypto_random(random, bytes);
                text_hex(random, bytes, out);
        } while (is_zero(out, 2 * bytes));
}

void
trace_begin(const char *request_id, const char *traceparent)
{
        struct trace trace = {.is_sampled = false};
        snprintf(trace.request_id, sizeof trace.request_id, "%s",
                 request_id == NULL ? "" : request_id);
        if (traceparent == NULL ||
            !trace_parse(traceparent, trace.trace_id, trace.span_id, &trace.is_sampled))
                new_id(trace.trace_id, 16);
        new_id(trace.span_id, 8);
        current = trace;
}

void
trace_use(const struct trace *trace)
{
        static const struct trace NONE = {.is_sampled = false};
        current = *(trace == NULL ? &NONE : trace);
}

const struct trace *
trace_of_thread(void)
{
        return &current;
}

struct trace_parent
trace_parent(bool is_call)
{
        struct trace_parent parent = {""};
        char span[17];
        if (current.trace_id[0] == '\0')
                return parent;
        snprintf(span, sizeof span, "%s", current.span_id);
        if (is_call)
                new_id(span, 8);
        snprintf(parent.text, sizeof parent.text, "00-%s-%s-%02x", current.trace_id, span,
                 current.is_sampled ? FLAG_SAMPLED : 0u);
        return parent;
}
