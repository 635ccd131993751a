#include "interview/plan_tied.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/plan_passage.h"
#include "interview/plan_texts.h"
#include "interview/resume.h"
#include "interview/terms.h"
#include "interview/words.h"

enum {
        TERMS_MOST = 12,
        FOCUS_POINTS_MOST = 80, // longer ones are no names of a subject
};

static enum plan_phrase
asking_phrase(enum interview_type kind)
{
        switch (kind) {
        case INTERVIEW_BEHAVIORAL:
                return PHRASE_ASK_BEHAVIORAL;
        case INTERVIEW_SYSTEM_DESIGN:
                return PHRASE_ASK_DESIGN;
        case INTERVIEW_CULTURAL_FIT:
                return PHRASE_ASK_CULTURE;
        default:
                return PHRASE_ASK_TECHNICAL;
        }
}

static bool
rested_already(const struct plan_input *input, const char *line)
{
        for (size_t i = 0; i < input->turn_count; i++) {
                if (text_equals(input->turns[i].question.rests_on, line))
                        return true;
        }
        return false;
}

// A lead-in and the question behind it.
static struct plan_step
tied_question(const struct plan_input *input, const char *lead_in, const char *rests_on,
              const struct question *question, const char *own_text, struct plan_wanted wanted,
              struct arena *arena)
{
        struct plan_step step = {.question = {
                                         .kind = INTERVIEW_TYPE_NAMES[wanted.kind],
                                         .competency = "Experience",
                                         .difficulty = wanted.difficulty,
                                         .language = input->posting->language,
                                 }};
        if (question != NULL)
                step.question = *question;
        step.question.text =
                arena_print(arena, "%s %s", lead_in, question != NULL ? question->text : own_text);
        step.question.rests_on = rests_on;
        return step;
}

bool
plan_tied_resume(const struct plan_input *input, struct plan_wanted wanted, bool is_first,
                 struct arena *arena, struct plan_step *step)
{
        struct resume_mention *mentions = NULL;
        size_t count = 0;
        const char *language = input->posting->language;
        resume_mentions(input->resume_text, language, arena, &mentions, &count);
        struct words role = words_of(input->posting->description, NULL, arena);
        const struct resume_mention *best = NULL;
        for (size_t i = 0; i < count; i++) {
                struct words thing = words_of(mentions[i].thing, NULL, arena);
                if (rested_already(input, mentions[i].line) || thing.count == 0)
                        continue;
                // What the role asks for, too, is the better thing to talk about.
                bool is_wanted = words_find(&role, 0, thing.items[0].folded) != SIZE_MAX;
                if (best == NULL || (is_wanted && mentions[i].place != NULL)) {
                        best = &mentions[i];
                        if (is_wanted)
                                break;
                }
        }
        if (best == NULL)
                return false;
        const char *ask = plan_say(is_first ? asking_phrase(wanted.kind) : PHRASE_ASK_AGAIN,
                                   language, NULL, NULL, NULL, arena);
        const char *lead_in = plan_say(best->place != NULL ? PHRASE_RESUME_AT : PHRASE_RESUME,
                                       language, best->thing, best->place, NULL, arena);
        *step = tied_question(input, lead_in, best->line, NULL, ask, wanted, arena);
        return !plan_was_asked(input, step->question.text, arena);
}

// The sentence of the description that names the term.
static const char *
line_with(const char *text, const char *term, struct arena *arena)
{
        const char *at = text == NULL ? NULL : strcasestr(text, term);
        if (at == NULL)
                return term;
        const char *from = at;
        while (from > text && strchr(".!?\n", from[-1]) == NULL)
                from--;
        return text_trim(arena,
                         arena_copy(arena, from, (size_t)(at - from) + strcspn(at, ".!?\n")));
}

bool
plan_tied_role(const struct plan_input *input, struct plan_wanted wanted, struct arena *arena,
               struct plan_step *step)
{
        const char *const *terms = NULL;
        size_t count = 0;
        const char *language = input->posting->language;
        terms_of(input->posting->description, language, TERMS_MOST, arena, &terms, &count);
        for (size_t i = 0; i < count; i++) {
                struct words words = words_of(terms[i], NULL, arena);
                size_t length = 0;
                const char *line = line_with(input->posting->description, terms[i], arena);
                if (words.count == 0 || term_known_at(&words, 0, &length) == NULL ||
                    rested_already(input, line))
                        continue;
                const char *lead_in = plan_say(PHRASE_ROLE, language, terms[i], NULL, NULL, arena);
                const char *ask = plan_say(PHRASE_ASK_TERM, language, NULL, NULL, NULL, arena);
                const struct question *question = plan_choose(input, wanted, terms[i], arena);
                *step = tied_question(input, lead_in, line, question, ask, wanted, arena);
                if (!plan_was_asked(input, step->question.text, arena))
                        return true;
        }
        return false;
}

static bool
is_focus_left(const struct plan_input *input, const char *area)
{
        return area[0] != '\0' && text_length(area) <= FOCUS_POINTS_MOST &&
               !rested_already(input, area);
}

int
plan_focus_left(const struct plan_input *input)
{
        int left = 0;
        for (size_t i = 0; i < input->posting->focus_area_count; i++)
                left += is_focus_left(input, input->posting->focus_areas[i]) ? 1 : 0;
        return left;
}

// A question of the bank on the subject: of the wanted kind, or of another that the interview has.
static const struct question *
choose_about(const struct plan_input *input, struct plan_wanted wanted, const char *about,
             struct arena *arena)
{
        const struct question *question = plan_choose(input, wanted, about, arena);
        // What matters to somebody is no matter of knowledge.
        bool may_change =
                input->posting->type == INTERVIEW_MIXED && wanted.kind != INTERVIEW_CULTURAL_FIT;
        for (int kind = 0; question == NULL && may_change && kind < INTERVIEW_MIXED; kind++) {
                wanted.kind = (enum interview_type)kind;
                question = plan_choose(input, wanted, about, arena);
        }
        return question;
}

// One focus area: by the bank's question on it, else in one of the ways of asking that were not
// used.
static bool
focus_on(const struct plan_input *input, struct plan_wanted wanted, const char *area,
         struct arena *arena, struct plan_step *step)
{
        static const enum plan_phrase ASKS[] = {PHRASE_ASK_FOCUS, PHRASE_ASK_FOCUS_HARD,
                                                PHRASE_ASK_FOCUS_DAILY};
        const char *language = input->posting->language;
        const char *lead_in = plan_say(PHRASE_FOCUS, language, area, NULL, NULL, arena);
        const struct question *question = choose_about(input, wanted, area, arena);
        if (question != NULL) {
                *step = tied_question(input, lead_in, area, question, NULL, wanted, arena);
                if (!plan_was_asked(input, step->question.text, arena))
                        return true;
        }
        for (size_t i = 0; i < COUNT_OF(ASKS); i++) {
                const char *ask = plan_say(ASKS[i], language, NULL, NULL, NULL, arena);
                *step = tied_question(input, lead_in, area, NULL, ask, wanted, arena);
                step->question.competency = area;
                if (!plan_was_asked(input, step->question.text, arena))
                        return true;
        }
        return false;
}

bool
plan_tied_focus(const struct plan_input *input, struct plan_wanted wanted, struct arena *arena,
                struct plan_step *step)
{
        for (size_t i = 0; i < input->posting->focus_area_count; i++) {
                const char *area = input->posting->focus_areas[i];
                if (is_focus_left(input, area) && focus_on(input, wanted, area, arena, step))
                        return true;
        }
        return false;
}

bool
plan_tied_passage(const struct plan_input *input, struct plan_wanted wanted, struct arena *arena,
                  struct plan_step *step)
{
        struct passage_line line = {0};
        const char *language = input->posting->language;
        bool is_story =
                wanted.kind == INTERVIEW_BEHAVIORAL || wanted.kind == INTERVIEW_CULTURAL_FIT;
        if (!plan_passage_line(input, arena, &line))
                return false;
        const char *lead_in =
                plan_say(PHRASE_PASSAGE, language, line.source, line.line, NULL, arena);
        const char *ask = plan_say(is_story ? PHRASE_ASK_PASSAGE_STORY : PHRASE_ASK_PASSAGE,
                                   language, NULL, NULL, NULL, arena);
        *step = tied_question(input, lead_in, line.rests_on, NULL, ask, wanted, arena);
        step->question.competency = "Ways of working";
        return !plan_was_asked(input, step->question.text, arena);
}
