// Whether an interview takes something now: how it stands, and the sentences that say why not.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "turn/beside.h"
#include "turn/turn.h"

struct config;

// How an interview stands to an answer that comes. All zero where there is no such session.
struct turn_gate {
        struct uuid interview;
        const char *status;
        const char *language;
        bool may_record;
        int newest_turn;
        bool has_answer; // one to this turn was taken before
};

// A gate that is looked for while the thread does something else; for one request. All private but
// `gate`, which is there when gate_take has given true.
struct gate_asked {
        struct turn_gate gate;
        struct turn_room room;
        struct digest session;
        int number;
        struct arena arena;
        struct beside beside;
        bool is_beside;
        bool is_taken;
        bool is_well;
        struct err err;
};

// By the digest of the candidate's session (token_hash).
void
gate_ask(struct gate_asked *asked, const struct turn_room *room, struct digest session, int number);

// Waits for it, or looks for it now where nobody else could; again and again the same.
MUST_CHECK bool
gate_take(struct gate_asked *asked, struct err *err);

void
gate_asked_close(struct gate_asked *asked);

// Always false, ERR_CONFLICT: of an interview that is not in progress.
bool
gate_fail_not_running(const char *status, struct err *err);

// Refuses a number that was not asked: ERR_CONFLICT, ERR_MISSING.
MUST_CHECK bool
gate_check_number(int number, int newest, struct err *err);

// Refuses sound that the candidate did not agree to, or that nobody here understands.
MUST_CHECK bool
gate_check_sound(const struct config *config, bool may_record, const char *language,
                 struct err *err);

// Whether an answer may be posted to this turn now: the interview runs, consent covers it, the turn
// is the open one, or one that was answered (then only the same bytes will be taken). turn_accept
// asks again.
MUST_CHECK bool
turn_may_answer(const struct config *config, const struct turn_gate *gate, int number,
                bool is_spoken, struct err *err);
