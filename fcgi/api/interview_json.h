// Interviews in answers.
#pragma once

#include "model/interview.h"
#include "model/turn.h"
#include "request.h"

// For lists: what a row of HR's table shows.
void
interview_write_head(struct json_writer *json, const struct interview *interview);

// For HR: everything about one.
void
interview_write_whole(struct json_writer *json, const struct interview *interview,
                      const struct turn *turns, size_t turn_count);

// For the candidate: the whole state, enough to go on after closing the page.
void
interview_write_state(struct json_writer *json, const struct config *config,
                      const struct interview *interview, const struct turn *turns,
                      size_t turn_count);
