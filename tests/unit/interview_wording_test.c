// Wordings of models that are spoken and that are not, in the three languages.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "interview/interviewer.h"
#include "interview_candidates.h"

static struct arena arena;

// The chosen questions that are worded.
enum chosen { EN, DE, ES, STORY, FOLLOW, CHOSEN };
static const struct {
        const char *language;
        const char *text;
        bool is_follow_up;
} QUESTIONS[CHOSEN] = {
        [EN] = {"en", "How do you find out why a query has become slow?", false},
        [DE] = {"de", "Wie finden Sie heraus, warum eine Abfrage langsam geworden ist?", false},
        [ES] = {"es", "¿Cómo averigua usted por qué una consulta se ha vuelto lenta?", false},
        [STORY] = {"en", "Think of a conflict in your team. Tell me what it was. What did you do?",
                   false},
        [FOLLOW] = {"en", "And how did it end?", true},
};

static const struct {
        enum chosen chosen;
        const char *text;
        const char *reason; // NULL where it is spoken
} CASES[] = {
        // Good ones.
        {EN, "How would you find out why a query has become slow?", NULL},
        {EN, "Thank you for the story about the warehouse. How do you look into a slow query?",
         NULL},
        {EN, "I see. Tell me how you find out why a query is slow.", NULL},
        {EN, "Let us move on to databases. When a query gets slow, what do you look at?", NULL},
        {EN, "Walk me through what you do when a query that was fast is slow today.", NULL},
        {EN, "You spoke of reports that took minutes. How did you find the slow query behind them?",
         NULL},
        {DE, "Danke. Wie gehen Sie vor, wenn eine Abfrage langsam geworden ist?", NULL},
        {DE,
         "Sie haben die Berichte erwähnt. Wie finden Sie heraus, warum eine Abfrage langsam ist?",
         NULL},
        {DE, "Erzählen Sie mir, wie Sie eine langsame Abfrage untersuchen.", NULL},
        {DE, "Kommen wir zu Datenbanken: Woran erkennen Sie, warum eine Abfrage langsam ist?",
         NULL},
        {ES, "Gracias. ¿Cómo averigua por qué una consulta se ha vuelto lenta?", NULL},
        {ES, "Usted habló de los informes. ¿Qué hace cuando una consulta es lenta?", NULL},
        {ES, "Cuénteme cómo averigua por qué una consulta es lenta.", NULL},
        {STORY, "Think of a conflict in your team. What did you do?", NULL},
        {STORY, "Tell me about a conflict in your team. What did you do about it?", NULL},
        {FOLLOW, "And how did it end?", NULL},
        {FOLLOW, "You said that the plan was wrong. What happened in the end?", NULL},
        // Not one question.
        {EN, "A query can be slow for many reasons. Indexes are one of them.", "no question"},
        {EN, "Why is a query slow? How do you measure that?", "several questions"},
        {EN, "Tell me about a slow query. Also describe how you measured it.", "several questions"},
        {EN, "Describe a slow query. And what did you learn?", "several questions"},
        {DE, "Warum ist eine Abfrage langsam? Und was machen Sie dann?", "several questions"},
        {DE, "Beschreiben Sie eine langsame Abfrage. Erklären Sie auch, wie Sie messen.",
         "several questions"},
        {ES, "¿Por qué es lenta una consulta? ¿Y qué hace usted?", "several questions"},
        {EN, "Slow.", "no words"},
        // Asked before, or about something else.
        {EN, "How do you decide what to test in a system?", "a question that was asked"},
        {EN, "What is your favourite holiday destination?", "another subject"},
        {EN, "How do you like your coffee in the morning?", "another subject"},
        {DE, "Was ist Ihr liebstes Reiseziel im Sommer?", "another subject"},
        {ES, "¿Cuál es su destino favorito para el verano?", "another subject"},
        {FOLLOW, "What colour would you paint our kitchen?", "another subject"},
        // In another language.
        {EN, "Wie finden Sie heraus, warum eine Abfrage (query) langsam ist?", "another language"},
        {EN, "¿Cómo averigua usted por qué una query se ha vuelto lenta?", "another language"},
        {DE, "How do you find out why a query has become slow?", "another language"},
        {ES, "How do you find out why a query has become slow?", "another language"},
        {ES, "Wie finden Sie heraus, warum die Abfrage langsam geworden ist?", "another language"},
        {EN, "为什么 query 变慢了？", "another language"},
        {DE, "Почему запрос стал медленным и как вы это выясните?", "another language"},
        // Promises and judgements.
        {EN, "You will be hired soon. Why is a query slow?", "a promise or a judgement"},
        {EN, "Great answer. Why is a query slow?", "a promise or a judgement"},
        {EN, "That is correct. Why is a query slow?", "a promise or a judgement"},
        {EN, "Very impressive. Why is a query slow?", "a promise or a judgement"},
        {EN, "You are the ideal candidate. Why is a query slow?", "a promise or a judgement"},
        {EN, "I promise to be quick. Why is a query slow?", "a promise or a judgement"},
        {DE, "Sehr gut. Warum ist eine Abfrage langsam?", "a promise or a judgement"},
        {DE, "Sie kommen in die nächste Runde. Warum ist eine Abfrage langsam?",
         "a promise or a judgement"},
        {DE, "Ich verspreche Ihnen die Stelle. Warum ist eine Abfrage langsam?",
         "a promise or a judgement"},
        {ES, "Excelente. ¿Por qué es lenta una consulta?", "a promise or a judgement"},
        {ES, "El puesto es suyo. ¿Por qué es lenta una consulta?", "a promise or a judgement"},
        {ES, "Le garantizo un buen sueldo. ¿Por qué es lenta una consulta?",
         "a promise or a judgement"},
        // Age.
        {EN, "How old were you when a query was slow?", "a forbidden topic"},
        {EN, "What year were you born, and why is a query slow?", "a forbidden topic"},
        {DE, "Wie alt sind Sie, und warum ist eine Abfrage langsam?", "a forbidden topic"},
        {ES, "¿Qué edad tiene, y por qué es lenta una consulta?", "a forbidden topic"},
        // Health.
        {EN, "Does your health allow night work on a slow query?", "a forbidden topic"},
        {EN, "Have you been on sick leave because of a slow query?", "a forbidden topic"},
        {DE, "Sind Sie gesund genug für eine langsame Abfrage?", "a forbidden topic"},
        {DE, "Waren Sie länger krank, als die Abfrage langsam war?", "a forbidden topic"},
        {ES, "¿Toma medicamentos cuando una consulta es lenta?", "a forbidden topic"},
        // Family.
        {EN, "Who looks after your kids while a query is slow?", "a forbidden topic"},
        {EN, "Do you plan to start a family before the query is slow?", "a forbidden topic"},
        {DE, "Haben Sie Kinder, und warum ist eine Abfrage langsam?", "a forbidden topic"},
        {DE, "Sind Sie verheiratet, und warum ist die Abfrage langsam?", "a forbidden topic"},
        {ES, "¿Tiene hijos, y por qué es lenta una consulta?", "a forbidden topic"},
        {ES, "¿Está embarazada, y por qué es lenta una consulta?", "a forbidden topic"},
        // Origin.
        {EN, "Where do you come from, and why is a query slow there?", "a forbidden topic"},
        {EN, "What is your mother tongue, and why is a query slow?", "a forbidden topic"},
        {DE, "Woher kommen Sie, und warum ist dort eine Abfrage langsam?", "a forbidden topic"},
        {ES, "¿De dónde es usted, y por qué es lenta una consulta?", "a forbidden topic"},
        // Religion.
        {EN, "Which church do you attend when a query is slow?", "a forbidden topic"},
        {EN, "Do you keep the sabbath while a query is slow?", "a forbidden topic"},
        {DE, "Sind Sie gläubig, und warum ist eine Abfrage langsam?", "a forbidden topic"},
        {ES, "¿Es usted católico, y por qué es lenta una consulta?", "a forbidden topic"},
        // About itself, and in a form that is not spoken.
        {EN, "As an AI I have no queries, but why is a query slow?", "talk about itself"},
        {DE, "Als KI frage ich: Warum ist eine Abfrage langsam?", "talk about itself"},
        {ES, "Como IA le pregunto: ¿por qué es lenta una consulta?", "talk about itself"},
        {EN, "1. **Why** is a query slow?", "markup"},
        {EN, "See https://example.org: why is a query slow?", "markup"},
};

static void
wordings_are_judged_in_three_languages(void **state)
{
        (void)state;
        struct plan_turn asked = {
                .question = {.text = "How do you decide what to test in a system?",
                             .kind = "technical"},
                .transcript = "The plan was wrong and we had a conflict in the team about it."};
        assert_true(COUNT_OF(CASES) >= 60);
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct posting posting = posting_for(INTERVIEW_TECHNICAL);
                posting.language = QUESTIONS[CASES[i].chosen].language;
                struct plan_input input = {.posting = &posting, .turns = &asked, .turn_count = 1};
                struct plan_step step = {
                        .question = {.text = QUESTIONS[CASES[i].chosen].text,
                                     .kind = "technical",
                                     .is_follow_up = QUESTIONS[CASES[i].chosen].is_follow_up}};
                const char *text = NULL;
                struct err err = {0};
                bool is_good = interviewer_check(CASES[i].text, &input, &step, &arena, &text, &err);
                if (is_good != (CASES[i].reason == NULL))
                        fail_msg("%s: %s", CASES[i].text, is_good ? "spoken" : err.detail);
                if (!is_good && strcmp(err.detail, CASES[i].reason) != 0)
                        fail_msg("%s: %s", CASES[i].text, err.detail);
        }
}

// What the banks ask can be said as it stands.
static void
questions_of_the_banks_can_be_spoken(void **state)
{
        static const char *const LANGUAGES[] = {"en", "de", "es"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
                struct posting posting = posting_for(INTERVIEW_MIXED);
                struct plan_input input = {.posting = &posting};
                struct question *bank = NULL;
                size_t count = 0;
                size_t length = 0;
                struct err err = {0};
                posting.language = LANGUAGES[i];
                const char *json = seed_file(arena_print(&arena, "questions.%s.json", LANGUAGES[i]),
                                             &arena, &length);
                assert_true(bank_read(json, length, &arena, &bank, &count, &err));
                for (size_t k = 0; k < count; k++) {
                        struct plan_step step = {.question = bank[k]};
                        const char *text = NULL;
                        const char *mark = strchr(bank[k].text, '?');
                        if (mark == NULL || strchr(mark + 1, '?') != NULL)
                                continue;
                        if (!interviewer_check(bank[k].text, &input, &step, &arena, &text, &err))
                                fail_msg("%s: %s", bank[k].text, err.detail);
                }
        }
}

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(wordings_are_judged_in_three_languages),
                cmocka_unit_test(questions_of_the_banks_can_be_spoken),
        };
        return cmocka_run_group_tests(tests, NULL, done);
}
