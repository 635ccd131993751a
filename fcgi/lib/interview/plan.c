#include "interview/plan.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/plan_act.h"
#include "interview/plan_choose.h"
#include "interview/plan_family.h"
#include "interview/plan_probe.h"
#include "interview/plan_texts.h"
#include "interview/plan_tied.h"

enum {
        FOLLOW_UPS_IN_A_ROW = 2,
        TURNS_PER_FOLLOW_UP = 3, // the rest belongs to other subjects
        CLOSING_TURNS_LEAST = 3,
        CLOSING_SECONDS = 120, // with less time left the closing question comes forward
        TURNS_DEFAULT = 10,
        MINUTES_DEFAULT = 35,
};

static const double SCORE_HARDER = 7;
static const double SCORE_EASIER = 3.5;

static const char *const KIND_OPENING = "opening";
static const char *const KIND_CLOSING = "closing";

static int
max_turns(const struct plan_input *input)
{
        int turns = input->posting->limits.max_turns;
        return turns > 0 ? turns : TURNS_DEFAULT;
}

// Shorter interviews have no turn to spare for a closing question.
static int
closing_turns(const struct plan_input *input)
{
        return max_turns(input) >= CLOSING_TURNS_LEAST ? 1 : 0;
}

static int
seconds_left(const struct plan_input *input)
{
        int minutes = input->posting->limits.max_minutes;
        return (minutes > 0 ? minutes : MINUTES_DEFAULT) * 60 - input->elapsed_seconds;
}

static const struct plan_turn *
last_turn(const struct plan_input *input)
{
        return input->turn_count == 0 ? NULL : &input->turns[input->turn_count - 1];
}

static bool
is_kind(const struct plan_turn *turn, const char *kind)
{
        return turn != NULL && text_equals(turn->question.kind, kind);
}

static struct plan_step
ended(const char *reason)
{
        return (struct plan_step){.end_reason = reason};
}

// How many questions of the set were asked: those without follow-ups and without what a person
// asked between them, from turn 1.
static size_t
set_asked(const struct plan_input *input)
{
        size_t asked = 0;
        for (size_t i = 0; i < input->turn_count; i++)
                asked += input->turns[i].question.is_follow_up ||
                                         input->turns[i].question.is_by_person
                                 ? 0
                                 : 1;
        return asked < input->posting->question_count ? asked : input->posting->question_count;
}

int
plan_set_left(const struct plan_input *input)
{
        return (int)(input->posting->question_count - set_asked(input));
}

static const char *
own_kind(const struct plan_input *input)
{
        return INTERVIEW_TYPE_NAMES[input->posting->type];
}

static struct plan_step
set_question(const struct plan_input *input, size_t index)
{
        struct plan_step step = {.question = input->posting->question_set[index], .is_fixed = true};
        // A set's questions have no kind of their own: they ask for what the posting asks for.
        step.question.kind = own_kind(input);
        if (step.question.competency == NULL)
                step.question.competency = "General";
        if (step.question.language == NULL)
                step.question.language = input->posting->language;
        return step;
}

// What a person asks between the plan's questions.
static struct plan_step
persons_question(const struct plan_input *input)
{
        return (struct plan_step){
                .question =
                        {
                                .text = input->heed.own_question,
                                .kind = own_kind(input),
                                .competency = "General",
                                .difficulty = input->posting->difficulty,
                                .language = input->posting->language,
                                .is_by_person = true,
                        },
                .is_fixed = true,
        };
}

static struct plan_step
opening(const struct plan_input *input, struct arena *arena)
{
        const char *title = input->posting->title;
        bool has_title = title != NULL && title[0] != '\0';
        return (struct plan_step){
                .question = {
                        .text = plan_say(has_title ? PHRASE_OPENING : PHRASE_OPENING_PLAIN,
                                         input->posting->language, title, NULL, NULL, arena),
                        .kind = KIND_OPENING,
                        .competency = "Introduction",
                        .difficulty = DIFFICULTY_EASY,
                        .language = input->posting->language,
                }};
}

static struct plan_step
closing(const struct plan_input *input, struct arena *arena)
{
        return (struct plan_step){.question = {
                                          .text = plan_say(PHRASE_CLOSING, input->posting->language,
                                                           NULL, NULL, NULL, arena),
                                          .kind = KIND_CLOSING,
                                          .competency = "Closing",
                                          .difficulty = DIFFICULTY_EASY,
                                          .language = input->posting->language,
                                  }};
}

// --- follow-ups

static const struct question *
bank_question(const struct plan_input *input, const char *id)
{
        for (size_t i = 0; id != NULL && i < input->bank_count; i++) {
                if (text_equals(input->bank[i].id, id))
                        return &input->bank[i];
        }
        return NULL;
}

static bool
text_was_asked(const struct plan_input *input, size_t from, const char *text)
{
        for (size_t i = from; i < input->turn_count; i++) {
                if (text_equals(input->turns[i].question.text, text))
                        return true;
        }
        return false;
}

// The question's own follow-up for what is lacking, else a general one; NULL where that was asked.
static const char *
probe_text(const struct plan_input *input, const struct question *question, const char *lacks,
           size_t base_turn, struct arena *arena)
{
        static const struct {
                const char *lacks;
                enum plan_phrase phrase;
        } GENERAL[] = {
                {"detail", PHRASE_PROBE_DETAIL},   {"own_part", PHRASE_PROBE_OWN_PART},
                {"action", PHRASE_PROBE_ACTION},   {"result", PHRASE_PROBE_RESULT},
                {"example", PHRASE_PROBE_EXAMPLE}, {"reason", PHRASE_PROBE_REASON},
                {"measure", PHRASE_PROBE_MEASURE},
        };
        for (size_t i = 0; i < question->follow_up_count; i++) {
                const struct follow_up *follow_up = &question->follow_ups[i];
                if (text_equals(follow_up->lacks, lacks) &&
                    !text_was_asked(input, base_turn, follow_up->text))
                        return follow_up->text;
        }
        // A question with follow-ups of its own is probed by them alone.
        for (size_t i = 0; i < COUNT_OF(GENERAL) && question->follow_up_count == 0; i++) {
                if (!text_equals(GENERAL[i].lacks, lacks))
                        continue;
                const char *text = plan_say(GENERAL[i].phrase, input->posting->language, NULL, NULL,
                                            NULL, arena);
                return text_was_asked(input, 0, text) ? NULL : text;
        }
        return NULL;
}

// A follow-up to `base`.
static struct plan_step
follow_up_step(const struct question *base, const char *text)
{
        struct plan_step step = {.question = *base};
        step.question.text = text;
        step.question.is_follow_up = true;
        // How the first question was worded, introduced and spoken is not how this one is.
        step.question.greeting = NULL;
        step.question.phrased_by = NULL;
        step.question.spoken_by = NULL;
        step.question.phrasing_passed_over = NULL;
        step.question.speech_passed_over = NULL;
        step.question.is_by_person = false;
        step.question.rests_on = NULL;
        step.question.follow_ups = NULL;
        step.question.follow_up_count = 0;
        return step;
}

// The question's own way to ask for an example, else the general one; NULL where it was asked.
static const char *
example_text(const struct plan_input *input, const struct question *question, size_t base_turn,
             struct arena *arena)
{
        const char *text = probe_text(input, question, "example", base_turn, arena);
        if (text != NULL)
                return text;
        text = plan_say(PHRASE_PROBE_EXAMPLE, input->posting->language, NULL, NULL, NULL, arena);
        return text_was_asked(input, 0, text) ? NULL : text;
}

// Whether the supervisor wants the last answer's subject to be left.
static bool
leaves_subject(const struct plan_heed *heed)
{
        return heed->wants_focus || heed->other_than != NULL || heed->steer != NULL;
}

static int
follow_ups_asked(const struct plan_input *input)
{
        int asked = 0;
        for (size_t i = 0; i < input->turn_count; i++)
                asked += input->turns[i].question.is_follow_up ? 1 : 0;
        return asked;
}

// A follow-up to the last answer, where it is thin and there is something left to ask; `most` in a
// row. False where there is none.
static bool
follow_up(const struct plan_input *input, int most, struct arena *arena, struct plan_step *step)
{
        const struct plan_turn *last = last_turn(input);
        size_t base_turn = input->turn_count;
        if (last == NULL || last->status != PLAN_ANSWERED || is_kind(last, KIND_OPENING) ||
            is_kind(last, KIND_CLOSING) || leaves_subject(&input->heed))
                return false;
        while (base_turn > 0 && input->turns[base_turn - 1].question.is_follow_up)
                base_turn--;
        if (base_turn == 0 || (int)(input->turn_count - base_turn) >= most)
                return false;
        const struct question *base = &input->turns[base_turn - 1].question;
        const struct question *known = bank_question(input, base->id);
        struct lacks lacks = plan_lacks(last, input->posting->language, arena);
        const char *example =
                !input->heed.wants_example
                        ? NULL
                        : example_text(input, known != NULL ? known : base, base_turn - 1, arena);
        if (example != NULL) {
                *step = follow_up_step(base, example);
                return true;
        }
        for (int i = 0; i < lacks.count; i++) {
                const char *text = probe_text(input, known != NULL ? known : base, lacks.items[i],
                                              base_turn - 1, arena);
                if (text == NULL)
                        continue;
                *step = follow_up_step(base, text);
                return true;
        }
        return false;
}

// --- main questions

static int
main_questions(const struct plan_input *input)
{
        int count = 0;
        for (size_t i = 0; i < input->turn_count; i++) {
                const struct plan_turn *turn = &input->turns[i];
                count += turn->question.is_follow_up || turn->question.is_by_person ||
                                         is_kind(turn, KIND_OPENING)
                                 ? 0
                                 : 1;
        }
        return count;
}

// The kind whose turn it is. Mixed interviews go round, past the design of systems where the role
// builds none; others keep to theirs.
static enum interview_type
next_kind(const struct plan_input *input, struct arena *arena)
{
        static const enum interview_type ROUND[] = {
                INTERVIEW_BEHAVIORAL, INTERVIEW_TECHNICAL,     INTERVIEW_CULTURAL_FIT,
                INTERVIEW_TECHNICAL,  INTERVIEW_SYSTEM_DESIGN,
        };
        if (input->posting->type != INTERVIEW_MIXED)
                return input->posting->type;
        struct role_families families = plan_families_of(input->posting, arena);
        size_t kinds = plan_builds_systems(&families) ? COUNT_OF(ROUND) : COUNT_OF(ROUND) - 1;
        return ROUND[(size_t)main_questions(input) % kinds];
}

// Easy at first, harder towards the end, around the posting's; and by how the last answers went.
static enum difficulty
next_difficulty(const struct plan_input *input, struct arena *arena)
{
        int level = (int)input->posting->difficulty;
        int turns = max_turns(input);
        double sum = 0;
        int scored = 0;
        if ((int)input->turn_count * 3 < turns)
                level--;
        else if ((int)input->turn_count * 3 >= turns * 2)
                level++;
        for (size_t i = input->turn_count; i > 0 && scored < 2; i--) {
                const struct plan_turn *turn = &input->turns[i - 1];
                if (!isnan(turn->overall) && !is_kind(turn, KIND_OPENING)) {
                        sum += turn->overall;
                        scored++;
                }
        }
        if (scored == 2 && sum / 2 >= SCORE_HARDER)
                level++;
        else if (scored == 2 && sum / 2 < SCORE_EASIER)
                level--;
        // Whoever had nothing to say is asked something easier.
        const struct plan_turn *last = last_turn(input);
        if (last != NULL && plan_listen(last->transcript, arena).act == PLAN_ACT_NO_IDEA)
                level--;
        if (input->heed.is_easier)
                level--;
        level = level < DIFFICULTY_EASY ? DIFFICULTY_EASY : level;
        return level > DIFFICULTY_HARD ? DIFFICULTY_HARD : (enum difficulty)level;
}

// Whether any question like this one stands in the bank; of the other kinds when this one has none.
static bool
bank_step(const struct plan_input *input, struct plan_wanted wanted, struct arena *arena,
          struct plan_step *step)
{
        const struct question *question = plan_choose(input, wanted, NULL, arena);
        for (int kind = 0; question == NULL && kind < INTERVIEW_MIXED; kind++) {
                wanted.kind = (enum interview_type)kind;
                question = plan_choose(input, wanted, NULL, arena);
        }
        if (question != NULL)
                *step = (struct plan_step){.question = *question};
        return question != NULL;
}

// Some questions name what they rest on: the second one a line of the resume, the fourth a term of
// the role, the fifth a passage of the documents, the third and the sixth a focus area, as far as
// there are any. Where no more questions are left than focus areas, these come first.
static bool
main_question(const struct plan_input *input, struct arena *arena, struct plan_step *step)
{
        struct plan_wanted wanted = {.kind = next_kind(input, arena),
                                     .difficulty = next_difficulty(input, arena)};
        int room = max_turns(input) - (int)input->turn_count - closing_turns(input);
        if ((input->heed.wants_focus || plan_focus_left(input) >= room) &&
            plan_tied_focus(input, wanted, arena, step))
                return true;
        if (input->heed.is_plain || input->heed.steer != NULL)
                return bank_step(input, wanted, arena, step);
        switch (main_questions(input)) {
        case 1:
                if (plan_tied_resume(input, wanted, true, arena, step))
                        return true;
                break;
        case 2:
        case 5:
                if (plan_tied_focus(input, wanted, arena, step))
                        return true;
                break;
        case 3:
                if (plan_tied_role(input, wanted, arena, step))
                        return true;
                break;
        case 4:
                if (plan_tied_passage(input, wanted, arena, step))
                        return true;
                break;
        case 6:
                if (plan_tied_resume(input, wanted, false, arena, step))
                        return true;
                break;
        default:
                break;
        }
        return bank_step(input, wanted, arena, step);
}

// The turns after the opening and outside a question set.
static struct plan_step
free_step(const struct plan_input *input, struct arena *arena)
{
        int turns = max_turns(input);
        int left = turns - (int)input->turn_count;
        bool has_closing = closing_turns(input) > 0;
        struct plan_step step = {0};
        if (has_closing &&
            (left == 1 || (seconds_left(input) < CLOSING_SECONDS && input->turn_count > 0)))
                return closing(input, arena);
        bool has_room = (follow_ups_asked(input) + 1) * TURNS_PER_FOLLOW_UP <= turns;
        // Follow-ups leave room: at least one more question after them and the closing, and one for
        // each focus area.
        if (left > 2 && left - 2 >= plan_focus_left(input) && has_room &&
            follow_up(input, FOLLOW_UPS_IN_A_ROW, arena, &step))
                return step;
        if (main_question(input, arena, &step))
                return step;
        // The bank has nothing left for this language.
        return closing(input, arena);
}

static struct plan_step
set_step(const struct plan_input *input, struct arena *arena)
{
        size_t asked = set_asked(input);
        size_t rest = input->posting->question_count - asked;
        int left = max_turns(input) - (int)input->turn_count;
        struct plan_step step = {0};
        // Behind the set the last turn belongs to the closing question.
        int kept = rest > 0 ? (int)rest : closing_turns(input);
        if (left > kept && follow_up(input, 1, arena, &step))
                return step;
        if (rest > 0)
                return set_question(input, asked);
        return free_step(input, arena);
}

struct plan_step
plan_next(const struct plan_input *input, struct arena *arena)
{
        bool has_closed = is_kind(last_turn(input), KIND_CLOSING);
        if (input->wish == PLAN_END || (input->wish == PLAN_CONCLUDE && has_closed))
                return ended("supervisor");
        if (seconds_left(input) <= 0)
                return ended("time");
        if ((int)input->turn_count >= max_turns(input))
                return ended("turns");
        if (has_closed)
                return ended(seconds_left(input) < CLOSING_SECONDS ? "time" : "turns");
        if (input->heed.own_question != NULL)
                return persons_question(input);
        if (input->wish == PLAN_CONCLUDE)
                return closing(input, arena);
        if (input->posting->question_count > 0)
                return set_step(input, arena);
        return input->turn_count == 0 ? opening(input, arena) : free_step(input, arena);
}
