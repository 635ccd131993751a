// A model's wording while it is being written: let out sentence by sentence, each only when it may
// be shown and spoken whatever follows. So what was let out is always a beginning that passes:
//
//   words that ask nothing    are let out when nothing is wrong with them
//   the question              is let out when all that was said passes interviewer_check; nothing
//                             is let out behind it
//   a request without a mark  the same, but a question may follow it; one that does not pass yet
//                             waits for the next sentence
//   anything else             ends it: the caller asks the plan's own question, behind what was let
//                             out already
#pragma once

#include "base/buf.h"
#include "interview/interviewer.h"

// Starts by wording_open; what is let out is in `said`.
struct wording {
        const struct plan_input *input;
        const struct plan_step *step;
        struct arena *arena;
        struct buf raw;    // what the model wrote
        size_t taken;      // how much of it was judged or waits
        struct buf said;   // what was let out
        struct buf held;   // what waits for the next sentence, with the space before it
        size_t out;        // how much of `said` the caller has
        bool was_quoted;   // a quotation mark at the start was left out
        bool has_question; // what was let out can be asked as it stands
        bool is_over;      // nothing more is let out
        const char *wrong; // why it ended without a question; NULL
};

// Input, step and arena are borrowed.
struct wording
wording_open(const struct plan_input *input, const struct plan_step *step, struct arena *arena);

// More of the text, clean UTF-8. False where nothing that may follow is wanted any more.
bool
wording_add(struct wording *wording, const char *text);

// The next piece that is let out, as it goes behind the pieces before it: one sentence, with a
// space before it but for the first. NULL where there is none yet; `is_whole`: the model has ended.
// The pieces together are a text that passes interviewer_check once `has_question` is true.
const char *
wording_next(struct wording *wording, bool is_whole);

// Forgets what was written, so that another model may begin. False where something was let out.
bool
wording_restart(struct wording *wording);

void
wording_close(struct wording *wording);
