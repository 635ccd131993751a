// Postings in requests and answers.
#pragma once

#include "db/interview.h"
#include "request.h"

struct db;

// A posting with its rubric: `rubric` is the custom one's JSON criteria, NULL for the default.
struct posting_draft {
        struct posting posting;
        bool has_rubric; // `rubric` is a custom one
        struct rubric rubric;
};

// Fills in what the body names, over what `draft` holds already (PATCH), checked field by field.
// `is_new`: title is needed, and there is something to fill in.
MUST_CHECK bool
posting_read(struct request *request, const struct json_object *body, bool is_new,
             struct posting_draft *draft, struct err *err);

// Whether the text can be a language's code, such as en or pt-BR.
bool
posting_is_language(const char *text);

void
posting_write_limits(struct json_writer *json, struct limits limits);

void
posting_write_allowed(struct json_writer *json, struct allowed allowed);

void
posting_write_supervisor(struct json_writer *json, struct supervisor_settings settings);

// The question set as HR gave it: text, competency, difficulty, expected.
void
posting_write_question_set(struct json_writer *json, const struct posting *posting);
