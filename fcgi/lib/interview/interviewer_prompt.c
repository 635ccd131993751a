// What a language model is asked to word a question: the data that fill the version's templates.
#include "base/buf.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/interviewer.h"
#include "interview/prompt_data.h"
#include "interview/resume.h"

enum {
        PROMPT_BYTES_MOST = 256 * 1024,
        RESUME_POINTS_MOST = 6000,
        DESCRIPTION_POINTS_MOST = 4000,
        ANSWER_POINTS_MOST = 1500,
        PASSAGE_POINTS_MOST = 1500,
        PASSAGES_MOST = 6,
        TURNS_TOLD = 3, // the last turns are enough to sound like one conversation
};

// Each part goes into a buffer of its own, so that a template may place it where it likes.
static const char *
role_text(const struct posting *posting, const char *delimiter, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(PROMPT_BYTES_MOST);
        prompt_add_data(&buf, "The role", posting->title, delimiter, arena);
        if (posting->description != NULL)
                prompt_add_data(&buf, "Its description",
                                text_cut(arena, posting->description, DESCRIPTION_POINTS_MOST),
                                delimiter, arena);
        return arena_text(arena, buf_string(&buf));
}

static const char *
passages_text(const struct plan_input *input, const char *delimiter, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(PROMPT_BYTES_MOST);
        for (size_t i = 0; i < input->passage_count && i < PASSAGES_MOST; i++)
                prompt_add_data(&buf, "A passage of the role's documents",
                                text_cut(arena, input->passages[i].text, PASSAGE_POINTS_MOST),
                                delimiter, arena);
        return arena_text(arena, buf_string(&buf));
}

static const char *
conversation_text(const struct plan_input *input, const char *delimiter, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(PROMPT_BYTES_MOST);
        size_t from = input->turn_count > TURNS_TOLD ? input->turn_count - TURNS_TOLD : 0;
        for (size_t i = from; i < input->turn_count; i++) {
                const struct plan_turn *turn = &input->turns[i];
                const char *answer = turn->transcript == NULL ? "(no answer)" : turn->transcript;
                prompt_add_data(&buf, "A question that was asked", turn->question.text, delimiter,
                                arena);
                prompt_add_data(&buf, "The answer", text_cut(arena, answer, ANSWER_POINTS_MOST),
                                delimiter, arena);
        }
        return arena_text(arena, buf_string(&buf));
}

static const char *
one_text(const char *name, const char *text, const char *delimiter, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(PROMPT_BYTES_MOST);
        if (text != NULL)
                prompt_add_data(&buf, name, text, delimiter, arena);
        return arena_text(arena, buf_string(&buf));
}

struct prompt
interviewer_prompt(const struct interviewer_context *context, const struct plan_step *step,
                   const struct prompt_version *version, const char *delimiter, struct arena *arena)
{
        const struct plan_input *input = context->input;
        const struct posting *posting = input->posting;
        OWN(buf_close) struct buf system = buf_open(PROMPT_BYTES_MOST);
        OWN(buf_close) struct buf user = buf_open(PROMPT_BYTES_MOST);
        const char *resume =
                input->resume_text == NULL
                        ? NULL
                        : text_cut(arena, resume_without_contact(input->resume_text, arena),
                                   RESUME_POINTS_MOST);
        const char *greeting = step->question.greeting == NULL
                                       ? NULL
                                       : resume_without_name(step->question.greeting,
                                                             input->candidate_name, arena);
        const struct prompt_value values[] = {
                {"language", posting->language == NULL ? "en" : posting->language},
                {"manner", context->persona_style == NULL
                                   ? NULL
                                   : arena_print(arena, "- Your manner: %s.",
                                                 text_cut(arena, context->persona_style, 200))},
                {"guidance", context->guidance == NULL
                                     ? NULL
                                     : arena_print(arena, "- The supervisor wishes: %s",
                                                   text_cut(arena, context->guidance, 400))},
                {"role", role_text(posting, delimiter, arena)},
                {"passages", passages_text(input, delimiter, arena)},
                {"resume", one_text("The candidate's resume", resume, delimiter, arena)},
                {"conversation", conversation_text(input, delimiter, arena)},
                {"greeting", one_text("Words that are said before it already; acknowledge nothing",
                                      greeting, delimiter, arena)},
                {"question", one_text(step->question.is_follow_up ? "The chosen follow-up question"
                                                                  : "The chosen question",
                                      step->question.text, delimiter, arena)},
        };
        prompt_fill(&system, version->system, values, COUNT_OF(values));
        prompt_fill(&user, version->user, values, COUNT_OF(values));
        return (struct prompt){.system = arena_text(arena, buf_string(&system)),
                               .user = arena_text(arena, buf_string(&user))};
}
