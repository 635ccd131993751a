#include "interview/plan_panel.h"

#include "base/own.h"
#include "base/text.h"
#include "interview/plan_texts.h"
#include "model/persona.h"

static bool
is_of_lead(const struct question *question)
{
        return question->competency == NULL || question->competency[0] == '\0' ||
               question->is_by_person || text_equals(question->kind, "opening") ||
               text_equals(question->kind, "closing");
}

static size_t
panel_size(const struct posting *posting)
{
        return posting->persona_count < PLAN_PANEL_MOST ? posting->persona_count : PLAN_PANEL_MOST;
}

// How many competencies were asked about before the turn `until`.
static size_t
competencies_before(const struct plan_input *input, size_t until)
{
        size_t count = 0;
        for (size_t i = 0; i < until; i++) {
                const struct question *asked = &input->turns[i].question;
                bool is_new = !is_of_lead(asked);
                for (size_t k = 0; k < i && is_new; k++)
                        is_new = is_of_lead(&input->turns[k].question) ||
                                 !text_equals(input->turns[k].question.competency,
                                              asked->competency);
                count += is_new ? 1 : 0;
        }
        return count;
}

static bool
begins_with_opening(const struct plan_input *input)
{
        return input->turn_count > 0 && text_equals(input->turns[0].question.kind, "opening");
}

// Behind an opening the first competency is the second interviewer's; without one the lead, who
// greets, asks about it.
static const char *
asker_of(const struct plan_input *input, const struct question *question)
{
        const struct posting *posting = input->posting;
        if (input->turn_count == 0 || is_of_lead(question))
                return posting->personas[0];
        for (size_t i = 0; i < input->turn_count; i++) {
                const struct question *asked = &input->turns[i].question;
                if (!is_of_lead(asked) && asked->persona != NULL &&
                    text_equals(asked->competency, question->competency))
                        return asked->persona;
        }
        size_t place = competencies_before(input, input->turn_count) +
                       (begins_with_opening(input) ? 1 : 0);
        return posting->personas[place % panel_size(posting)];
}

static bool
has_spoken(const struct plan_input *input, const char *persona)
{
        if (text_equals(input->posting->personas[0], persona))
                return true;
        for (size_t i = 0; i < input->turn_count; i++) {
                if (text_equals(input->turns[i].question.persona, persona))
                        return true;
        }
        return false;
}

void
plan_panel_assign(const struct plan_input *input, struct question *question, struct arena *arena)
{
        if (panel_size(input->posting) == 0)
                return;
        question->persona = asker_of(input, question);
        if (has_spoken(input, question->persona))
                return;
        const char *hello = plan_say(PHRASE_PANEL, input->posting->language,
                                     persona_find(question->persona)->name, NULL, NULL, arena);
        question->greeting = question->greeting == NULL
                                     ? hello
                                     : arena_print(arena, "%s %s", question->greeting, hello);
}
