// Turns and questions as the API shows them to candidate and HR.
#pragma once

#include "model/turn.h"

struct json_writer;

// Where the sound of an interview's turns is: "/api/candidate/turns" or "/api/interviews/ID/turns".
// {text, kind, competency, difficulty, audio}, and `greeting` where words stand before it; `text`
// instead of the question's own where it is not NULL (a question asked again).
void
turn_write_question(struct json_writer *json, const struct turn *turn, const char *text,
                    const char *base_path);

// {number, status, question, answer}
void
turn_write(struct json_writer *json, const struct turn *turn, const char *base_path);

#define CANDIDATE_TURNS_PATH "/api/candidate/turns"
