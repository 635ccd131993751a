// Whether an interview that runs should go on as planned. A pure function of the turns so far, the
// time and what people asked for: the same interview gives the same decision. It chooses within the
// plan, and never moves a score.
//
// Rules for a turn that is over, the first that fits.
//   END: a person asks for it; the closing question of a conclusion was asked; the time is over.
//   CONCLUDE: a person asks for it, or it was decided before. From the conclusion time on, when the
//     question set was asked and each focus area was asked about. At the last call in any case:
//     when a third of the time between conclusion and end is left, no less than
//     SUPERVISOR_CLOSING_SECONDS. After SUPERVISOR_UNHEARD_MOST turns in a row in which nothing
//     could be heard; after SUPERVISOR_UNANSWERED_MOST in a row without an answer where no question
//     of the set is left.
//   GUIDE, in this order: what a person says, also on the way to the end; focus areas that are open
//     when the conclusion time has come, or when no more questions fit into the time than there are
//     areas; two turns in a row without an answer (easier); a question that had to be asked twice
//     again (plain words); an answer that says what an earlier one said (another competency); an
//     answer of some length that has nothing of the subject of a question about knowledge (an
//     example); two answers in a row that scored low (easier); two that stayed short and thin (an
//     example); three turns in a row about one competency (another).
//   IGNORE: everything else.
// While questions of the set are left, guidance that would choose another question is left out.
//
// Rules for the runner's round, between turns. END where a person asked for it or the time is over,
// and nobody has answered for SUPERVISOR_OVER_SECONDS longer than an answer may take; a break where
// nobody was there for SUPERVISOR_AWAY_SECONDS longer; CONCLUDE at the last call; else IGNORE. The
// time beyond the longest answer does not count. So no round ends an interview in which an answer
// may still be spoken.
#pragma once

#include <stdbool.h>

#include "interview/plan.h"

enum {
        SUPERVISOR_CLOSING_SECONDS = 120,
        SUPERVISOR_UNHEARD_MOST = 2,    // turns, each of them asked three times
        SUPERVISOR_UNANSWERED_MOST = 5, // turns skipped, failed or without anything to say
        SUPERVISOR_UNANSWERED_EASIER = 2,
        SUPERVISOR_AGAIN_MOST = 2,      // times that one question was asked again
        SUPERVISOR_SAME_COMPETENCY = 3, // turns in a row
        SUPERVISOR_LONG_WORDS = 30,     // an answer of so many can be off its question
        SUPERVISOR_COMPARED_WORDS = 15, // shorter answers may be alike
        SUPERVISOR_SHORT_WORDS = 35,    // some 15 seconds
        SUPERVISOR_TURN_SECONDS = 150,  // of a turn, before there is one to measure
        SUPERVISOR_AWAY_SECONDS = 10 * 60,
        SUPERVISOR_OVER_SECONDS = 60, // for an answer to arrive after its last second
        SUPERVISOR_MESSAGE_CHARACTERS = 1000,
        SUPERVISOR_MINUTES_DEFAULT = 5, // of add_time
        SUPERVISOR_MINUTES_MOST = 60,
};

enum supervisor_decision {
        SUPERVISOR_IGNORE,
        SUPERVISOR_GUIDE,
        SUPERVISOR_CONCLUDE,
        SUPERVISOR_END,
        SUPERVISOR_DECISION_COUNT,
};

enum supervisor_reason {
        SUPERVISOR_ON_COURSE,
        SUPERVISOR_PERSON_ENDS,
        SUPERVISOR_TIME_OVER,
        SUPERVISOR_CLOSED,
        SUPERVISOR_PERSON_CONCLUDES,
        SUPERVISOR_CONCLUDING,
        SUPERVISOR_COVERED,
        SUPERVISOR_TIME_SHORT,
        SUPERVISOR_UNHEARD,
        SUPERVISOR_UNANSWERED,
        SUPERVISOR_PERSON_GUIDES,
        SUPERVISOR_AREAS_OPEN,
        SUPERVISOR_NO_ANSWERS,
        SUPERVISOR_ASKED_AGAIN,
        SUPERVISOR_REPEATS,
        SUPERVISOR_OFF_QUESTION,
        SUPERVISOR_WEAK_ANSWERS,
        SUPERVISOR_THIN_ANSWERS,
        SUPERVISOR_ONE_SUBJECT,
        SUPERVISOR_SILENT,
        SUPERVISOR_NOBODY_THERE,
        SUPERVISOR_REASON_COUNT,
};

// What the next question takes heed of.
enum supervisor_heed {
        SUPERVISOR_HEED_NONE,
        SUPERVISOR_HEED_PERSON,
        SUPERVISOR_HEED_EASIER,
        SUPERVISOR_HEED_OTHER_COMPETENCY,
        SUPERVISOR_HEED_EXAMPLE,
        SUPERVISOR_HEED_PLAIN,
        SUPERVISOR_HEED_FOCUS_AREA,
        SUPERVISOR_HEED_BREAK, // of a round: the interview waits for the candidate
        SUPERVISOR_HEED_COUNT,
};

// "ignore", "guide", ...; "time_over", ...; "easier", ...: as in the API.
extern const char *const SUPERVISOR_DECISION_NAMES[SUPERVISOR_DECISION_COUNT];
extern const char *const SUPERVISOR_REASON_NAMES[SUPERVISOR_REASON_COUNT];
extern const char *const SUPERVISOR_HEED_NAMES[SUPERVISOR_HEED_COUNT]; // NULL for NONE

// The sentence of a reason, for HR; that of ON_COURSE where the name is not known.
const char *
supervisor_sentence(const char *reason_name);

// When an interview is to be concluded and to be over, in seconds of its own time.
struct supervisor_limits {
        int interval_seconds;
        int conclusion_seconds;
        int last_call_seconds;
        int max_seconds;
        bool is_posting_time; // max_seconds is the posting's own limit, which the plan keeps
};

// Of a posting where they are given, else of the service; minutes that were given on top count.
// Without a conclusion time it is five sevenths of the longest: 25 of 35 minutes.
struct supervisor_limits
supervisor_limits_of(const struct supervisor_settings *service,
                     const struct supervisor_settings *posting, int posting_minutes,
                     int added_minutes);

struct supervisor_wishes {
        bool wants_end;
        bool wants_conclusion;
        const char *guidance; // NULL
};

struct supervisor_input {
        const struct plan_input *plan; // the turn that is over is the last of its turns
        struct supervisor_limits limits;
        struct supervisor_wishes wishes; // of people
        bool is_concluding;              // decided before
};

// What was measured.
struct supervisor_analysis {
        int elapsed_seconds;
        int left_seconds;
        int turns;
        int answered;
        int unanswered_in_a_row;
        int unheard_in_a_row;
        int asked_again; // of the last turn
        int competencies_asked;
        int competencies_answered;
        int focus_areas;
        int focus_areas_open;
        int set_left;        // questions of the set that were not asked
        int last_words;      // of the last answer
        double relevance;    // part of the question's subject in the last answer, 0 to 1; NAN
        double repetition;   // how much it is like the earlier answer that is most like it, 0 to 1
        double quality;      // mean of the last two scores; NAN
        int silence_seconds; // of a round: since something was asked or answered
};

struct supervision {
        enum supervisor_decision decision;
        enum supervisor_reason reason;
        enum supervisor_heed heed;
        struct supervisor_analysis analysis;
};

// For a turn that is over.
struct supervision
supervisor_look(const struct supervisor_input *input, struct arena *arena);

// What the plan is told of it: its wish, and what the next question heeds. `guidance_out` is the
// sentence for a language model; NULL where there is none. A person's words that are a question are
// asked as they are; others steer the choice.
void
supervisor_tell_plan(const struct supervision *supervision, const struct supervisor_input *input,
                     struct plan_input *plan, struct arena *arena, const char **guidance_out);

// Whether a person's words are a question that can be asked as they stand.
bool
supervisor_is_question(const char *message);

struct supervisor_round {
        struct supervisor_limits limits;
        int elapsed_seconds;
        int silence_seconds;    // since something was asked or answered
        int max_answer_seconds; // that an answer may take
        bool is_answer_open;    // nobody works on an answer
        bool is_concluding;
        bool wants_end;
};

struct supervision
supervisor_look_round(const struct supervisor_round *round);

struct json_writer;

// The analysis as an object; a round's where `is_round`.
void
supervisor_analysis_write(struct json_writer *json, const struct supervisor_analysis *analysis,
                          bool is_round);
