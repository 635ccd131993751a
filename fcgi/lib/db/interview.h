// The tables interview, consent, resume and rubric.
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "model/interview.h"
#include "model/rubric.h"

struct db;
struct rows;

// `organisation` zero: the caller holds the candidate's session for this very interview.
// ERR_MISSING where there is none, or it is another organisation's.
MUST_CHECK bool
interview_find(struct db *db, struct uuid id, struct uuid organisation, struct arena *arena,
               struct interview *interview_out, struct err *err);

// Looks again at what others change of an interview while one of its answers is worked on: status,
// pause, minutes, the supervisor's people and the time that is over. ERR_MISSING where it is gone.
MUST_CHECK bool
interview_look(struct db *db, struct arena *arena, struct interview *interview, struct err *err);

// What recognisers are told of an interview.
struct interview_role {
        const char *language;
        const char *title;
        const char *description;
        const char *organisation; // its name; NULL
        const char *const *focus_areas;
        size_t focus_area_count;
};
// ERR_MISSING where there is none.
MUST_CHECK bool
interview_find_role(struct db *db, struct uuid id, struct arena *arena,
                    struct interview_role *role_out, struct err *err);

// Zero ids and NULL leave a filter out; `before` is the id behind which to go on. Newest first
// unless `sort` says otherwise.
struct interview_filter {
        struct uuid organisation;
        struct uuid posting;
        const char *status;
        const char *words; // in the candidate's name or address
        const char *need;  // one of INTERVIEW_NEEDS: what somebody may have to do about it
        struct uuid before;
        int limit;
        const char *sort; // one of INTERVIEW_SORTS
        bool is_rising;   // with `sort`
};

// running, undecided, decided, failed, due; candidate, posting, score, started, ended, decided,
// expires, created.
enum { INTERVIEW_NEED_COUNT = 5 };
extern const char *const INTERVIEW_NEEDS[INTERVIEW_NEED_COUNT];
extern const char *const INTERVIEW_SORTS[];
extern const size_t INTERVIEW_SORT_COUNT;

MUST_CHECK bool
interview_list(struct db *db, const struct interview_filter *filter, struct arena *arena,
               struct interview **interviews_out, size_t *count_out, struct err *err);

// What may need a person now: the first `most` of each kind, by its place in INTERVIEW_NEEDS.
struct interview_group {
        struct interview *interviews;
        size_t count;
};
MUST_CHECK bool
interview_needs(struct db *db, struct uuid organisation, int most, struct arena *arena,
                struct interview_group *groups_out, struct err *err);

// Writes a new one with the id, names, terms, rubric and times that it holds.
MUST_CHECK bool
interview_insert(struct db *db, const struct interview *interview, struct uuid created_by,
                 struct err *err);

// Holds the row until the transaction ends. `status_out` is borrowed from the arena.
MUST_CHECK bool
interview_lock(struct db *db, struct uuid id, struct arena *arena, const char **status_out,
               struct err *err);

// Takes an interview up again whose candidate went away: `status` becomes in_progress where it was
// paused for that. In the transaction that holds the row.
MUST_CHECK bool
interview_come_back(struct db *db, struct uuid id, const char **status, struct err *err);

struct resume {
        const char *filename;
        const char *mime;
        int pages;
        size_t characters;
        const char *text;
        const char *sections; // JSON
        const char *warnings; // JSON
        const char *media_key;
};

// `has_out` false where there is none.
MUST_CHECK bool
resume_find(struct db *db, struct uuid interview, struct arena *arena, struct resume *resume_out,
            bool *has_out, struct err *err);

MUST_CHECK bool
rubric_find(struct db *db, const char *id, struct arena *arena, struct rubric *rubric_out,
            struct err *err);

// The newest default rubric of a type.
MUST_CHECK bool
rubric_find_default(struct db *db, enum interview_type type, struct arena *arena,
                    struct rubric *rubric_out, struct err *err);

// The columns that a posting and an interview share, of a row that has them.
struct posting
posting_terms_from_row(const struct rows *rows, int row, struct arena *arena);

// Of them only what is told to a candidate beforehand: no question set, focus areas, description or
// instructions.
struct posting
posting_offer_from_row(const struct rows *rows, int row, struct arena *arena);

// The question set as JSON in the arena.
const char *
posting_question_set_json(const struct posting *posting, struct arena *arena);

// Texts such as focus areas as a JSON list in the arena.
const char *
posting_texts_json(const char *const *texts, size_t count, struct arena *arena);
