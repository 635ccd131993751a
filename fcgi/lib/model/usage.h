// What providers over the network did for an interview, and what it cost: counts alone, nothing of
// a person. Those on this host are not counted.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_writer;

enum usage_purpose {
        USAGE_TRANSCRIPTION,
        USAGE_QUESTION,
        USAGE_EVALUATION,
        USAGE_SPEECH,
        USAGE_EMBEDDING,
        USAGE_PURPOSE_COUNT,
};

extern const char *const USAGE_PURPOSE_NAMES[USAGE_PURPOSE_COUNT];

struct usage {
        enum usage_purpose purpose;
        const char *provider;
        const char *model;
        int64_t calls;    // requests that were sent
        int64_t failed;   // of them, those without a sound answer
        int64_t left_out; // times that it was passed over because a budget was used up
        int64_t tokens_in;
        int64_t tokens_out;
        bool is_estimated;    // some of the tokens: the server did not tell them
        int64_t audio_ms;     // that was transcribed
        int64_t characters;   // that were spoken
        int64_t cost;         // millionths of the currency
        bool has_cost;        // some of it had a price
        const char *currency; // ISO 4217; "" where nothing had a price
};

// The largest that is used of what is given; 0: there is none.
struct budget {
        int64_t interview_calls;
        int64_t interview_tokens;
        int64_t month_calls; // of an organisation, in a calendar month (UTC)
        int64_t month_tokens;
};

// {purpose, provider, model, calls, failed, left_out, tokens_in, tokens_out, tokens_estimated,
// audio_seconds, characters, cost, currency}
void
usage_write(struct json_writer *json, const struct usage *usage);

// {interview_calls, interview_tokens, month_calls, month_tokens}: null where there is none.
void
budget_write(struct json_writer *json, const struct budget *budget);
