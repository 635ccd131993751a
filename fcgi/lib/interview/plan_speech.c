#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "interview/plan.h"
#include "interview/plan_texts.h"
#include "interview/word_lists.h"

static const char *
with_name(const struct plan_input *input, struct arena *arena)
{
        const char *name = input->candidate_name;
        if (name == NULL)
                return "";
        name = text_trim(arena, name);
        size_t length = strcspn(name, " \t\n");
        return length == 0 ? "" : arena_print(arena, " %.*s", (int)length, name);
}

const char *
plan_greeting(const struct plan_input *input, const char *persona_name, struct arena *arena)
{
        const char *language = input->posting->language;
        const char *title = input->posting->title;
        const char *name = with_name(input, arena);
        const char *me = "";
        const char *role = "";
        bool is_german = language_is(language, "de");
        bool is_spanish = language_is(language, "es");
        if (persona_name != NULL && persona_name[0] != '\0')
                me = arena_print(arena,
                                 is_german    ? "Ich bin %s und führe dieses Gespräch. "
                                 : is_spanish ? "Soy %s y le haré la entrevista. "
                                              : "I am %s, and I will be asking the questions. ",
                                 persona_name);
        if (title != NULL && title[0] != '\0')
                role = arena_print(arena,
                                   is_german    ? ", um über die Stelle %s zu sprechen"
                                   : is_spanish ? " para hablar del puesto de %s"
                                                : " to talk about the role of %s",
                                   title);
        return plan_say(PHRASE_GREETING, language, name, me, role, arena);
}

const char *
plan_closing_words(const struct plan_input *input, struct arena *arena)
{
        const char *name = with_name(input, arena);
        if (name[0] != '\0')
                name = arena_print(arena, ",%s", name);
        return plan_say(PHRASE_GOODBYE, input->posting->language, name, NULL, NULL, arena);
}

const char *
plan_asked_again(enum plan_usability reason, const char *question_text, const char *language,
                 struct arena *arena)
{
        enum plan_phrase phrase = PHRASE_AGAIN_UNCLEAR;
        if (reason == PLAN_SILENCE)
                phrase = PHRASE_AGAIN_SILENCE;
        else if (reason == PLAN_TOO_SHORT)
                phrase = PHRASE_AGAIN_SHORT;
        return plan_say(phrase, language, question_text, NULL, NULL, arena);
}
