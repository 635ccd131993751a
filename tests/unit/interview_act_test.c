#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/own.h"
#include "interview/plan_act.h"
#include "interview/plan_reply.h"

static struct arena arena;

struct saying {
        enum plan_act act;
        const char *text;
};

static const struct saying ACTS[] = {
        {PLAN_ACT_REPEAT, "Could you repeat that, please?"},
        {PLAN_ACT_REPEAT, "please repeat the question"},
        {PLAN_ACT_REPEAT, "sorry can you say that again"},
        {PLAN_ACT_REPEAT, "could you repeat dad"},
        {PLAN_ACT_REPEAT,
         "uh i am sorry i did not quite catch that could you please repeat it for me"},
        {PLAN_ACT_REPEAT, "Sorry?"},
        {PLAN_ACT_REPEAT, "pardon"},
        {PLAN_ACT_REPEAT, "what was the question again"},
        {PLAN_ACT_REPEAT, "I didn’t hear you."},
        {PLAN_ACT_REPEAT, "Could you speak a bit louder?"},
        {PLAN_ACT_REPEAT, "can i hear the question again"},
        {PLAN_ACT_REPEAT, "Come again?"},
        {PLAN_ACT_REPEAT, "one more time please"},
        {PLAN_ACT_REPEAT, "I missed that, sorry, what did you say?"},
        {PLAN_ACT_REPEAT, "Können Sie die Frage bitte noch einmal wiederholen?"},
        {PLAN_ACT_REPEAT, "wie bitte"},
        {PLAN_ACT_REPEAT, "koennten sie das bitte wiederholen"},
        {PLAN_ACT_REPEAT, "Entschuldigung, das habe ich akustisch nicht verstanden."},
        {PLAN_ACT_REPEAT, "wie war die frage nochmal"},
        {PLAN_ACT_REPEAT, "¿Puede repetir la pregunta, por favor?"},
        {PLAN_ACT_REPEAT, "perdon podria repetirlo"},
        {PLAN_ACT_REPEAT, "¿Cómo dice?"},
        {PLAN_ACT_REPEAT, "no le he oido bien"},
        {PLAN_ACT_REPHRASED, "What do you mean by technical debt?"},
        {PLAN_ACT_REPHRASED, "I don't understand the question."},
        {PLAN_ACT_REPHRASED, "sorry i do not understand could you repeat that"},
        {PLAN_ACT_REPHRASED, "what does idempotent mean"},
        {PLAN_ACT_REPHRASED, "I'm not sure what you mean"},
        {PLAN_ACT_REPHRASED, "i don't know what you mean"},
        {PLAN_ACT_REPHRASED, "Could you rephrase that?"},
        {PLAN_ACT_REPHRASED, "can you explain the question please"},
        {PLAN_ACT_REPHRASED, "could you put that in other words"},
        {PLAN_ACT_REPHRASED, "I'm not sure I understand the question"},
        {PLAN_ACT_REPHRASED, "Was meinen Sie mit technischen Schulden?"},
        {PLAN_ACT_REPHRASED, "ich verstehe die frage leider nicht"},
        {PLAN_ACT_REPHRASED, "wie meinen sie das"},
        {PLAN_ACT_REPHRASED, "Können Sie die Frage anders formulieren?"},
        {PLAN_ACT_REPHRASED, "¿Qué quiere decir con deuda técnica?"},
        {PLAN_ACT_REPHRASED, "no entiendo la pregunta"},
        {PLAN_ACT_REPHRASED, "¿A qué se refiere con eso?"},
        {PLAN_ACT_QUESTION_BACK, "Do you mean production or development?"},
        {PLAN_ACT_QUESTION_BACK, "can i use any language"},
        {PLAN_ACT_QUESTION_BACK, "How long is this?"},
        {PLAN_ACT_QUESTION_BACK, "how much time do i have left"},
        {PLAN_ACT_QUESTION_BACK, "How many questions are there?"},
        {PLAN_ACT_QUESTION_BACK, "Is it okay if I take an example from university?"},
        {PLAN_ACT_QUESTION_BACK, "does it have to be from my work"},
        {PLAN_ACT_QUESTION_BACK, "should i talk about my current job or the one before"},
        {PLAN_ACT_QUESTION_BACK, "Are you a real person?"},
        {PLAN_ACT_QUESTION_BACK, "who will listen to this"},
        {PLAN_ACT_QUESTION_BACK, "What is the salary?"},
        {PLAN_ACT_QUESTION_BACK, "was that right"},
        {PLAN_ACT_QUESTION_BACK, "Which role is this for?"},
        {PLAN_ACT_QUESTION_BACK, "Meinen Sie die Produktion oder die Entwicklung?"},
        {PLAN_ACT_QUESTION_BACK, "darf ich ein beispiel aus dem studium nehmen"},
        {PLAN_ACT_QUESTION_BACK, "Wie lange dauert das noch?"},
        {PLAN_ACT_QUESTION_BACK, "¿Puedo usar cualquier lenguaje?"},
        {PLAN_ACT_QUESTION_BACK, "cuanto tiempo queda"},
        {PLAN_ACT_QUESTION_BACK, "¿Se refiere a producción o a desarrollo?"},
        {PLAN_ACT_MOMENT, "Give me a moment, please."},
        {PLAN_ACT_MOMENT, "let me think"},
        {PLAN_ACT_MOMENT, "hmm let me think about that for a second"},
        {PLAN_ACT_MOMENT, "just a second"},
        {PLAN_ACT_MOMENT, "I need a minute to think"},
        {PLAN_ACT_MOMENT, "Einen Moment, bitte."},
        {PLAN_ACT_MOMENT, "ich muss kurz nachdenken"},
        {PLAN_ACT_MOMENT, "Deme un momento, por favor."},
        {PLAN_ACT_MOMENT, "dejeme pensar"},
        {PLAN_ACT_NO_IDEA, "I don't know."},
        {PLAN_ACT_NO_IDEA, "no idea sorry"},
        {PLAN_ACT_NO_IDEA, "I've never done that."},
        {PLAN_ACT_NO_IDEA, "honestly i do not really know"},
        {PLAN_ACT_NO_IDEA, "I have no experience with Kubernetes"},
        {PLAN_ACT_NO_IDEA, "i can't think of an example right now"},
        {PLAN_ACT_NO_IDEA, "Nothing comes to mind."},
        {PLAN_ACT_NO_IDEA, "no"},
        {PLAN_ACT_NO_IDEA, "Das weiß ich leider nicht."},
        {PLAN_ACT_NO_IDEA, "keine ahnung"},
        {PLAN_ACT_NO_IDEA, "damit habe ich keine Erfahrung"},
        {PLAN_ACT_NO_IDEA, "mir fällt gerade nichts ein"},
        {PLAN_ACT_NO_IDEA, "No lo sé."},
        {PLAN_ACT_NO_IDEA, "ni idea"},
        {PLAN_ACT_NO_IDEA, "nunca lo he hecho"},
        {PLAN_ACT_DECLINED, "I'd rather not answer that."},
        {PLAN_ACT_DECLINED, "i don't want to talk about this"},
        {PLAN_ACT_DECLINED, "I would prefer not to say."},
        {PLAN_ACT_DECLINED, "sorry that is confidential"},
        {PLAN_ACT_DECLINED, "I'm not comfortable answering that question."},
        {PLAN_ACT_DECLINED, "Das möchte ich nicht beantworten."},
        {PLAN_ACT_DECLINED, "dazu möchte ich lieber nichts sagen"},
        {PLAN_ACT_DECLINED, "Prefiero no contestar."},
        {PLAN_ACT_DECLINED, "no quiero hablar de eso"},
        {PLAN_ACT_SKIP, "Can we skip this one?"},
        {PLAN_ACT_SKIP, "next question please"},
        {PLAN_ACT_SKIP, "pass"},
        {PLAN_ACT_SKIP, "i don't know can we move on"},
        {PLAN_ACT_SKIP, "Können wir das überspringen?"},
        {PLAN_ACT_SKIP, "nächste frage bitte"},
        {PLAN_ACT_SKIP, "¿Podemos pasar a la siguiente pregunta?"},
        {PLAN_ACT_SKIP, "siguiente pregunta"},
        {PLAN_ACT_SKIP, "pasemos a otra pregunta, por favor"},
};

// Answers that have such words in them.
static const struct saying ANSWERS[] = {
        {PLAN_ACT_NONE, "I asked them to repeat the measurement."},
        {PLAN_ACT_NONE, "i asked him to repeat that"},
        {PLAN_ACT_NONE, "We repeat the test until it fails."},
        {PLAN_ACT_NONE, "I said sorry and called the customer."},
        {PLAN_ACT_NONE,
         "I don't understand why people use it, we had three outages because of it."},
        {PLAN_ACT_NONE, "They did not understand the question so I drew a picture."},
        {PLAN_ACT_NONE, "I would ask what do you mean by done and write the answer down."},
        {PLAN_ACT_NONE, "I have never used Kafka but I have built queues with RabbitMQ for years."},
        {PLAN_ACT_NONE, "I don't know Kafka well, but I know how a log works: you append and you "
                        "read from an offset."},
        {PLAN_ACT_NONE, "At first I had no idea, so I read the logs and found the slow query."},
        {PLAN_ACT_NONE, "I would skip the cache and measure the database first."},
        {PLAN_ACT_NONE, "We skip that step when the build is green."},
        {PLAN_ACT_NONE, "I refuse to answer mails at night, and I told my manager so."},
        {PLAN_ACT_NONE, "The customer did not want to talk about it, so I wrote to him."},
        {PLAN_ACT_NONE, "I gave them a moment to think and then asked again."},
        {PLAN_ACT_NONE,
         "Let me think about the project at Northwind. We built a new order system in six weeks."},
        {PLAN_ACT_NONE, "Can I give an example? Last year I built a cache for our orders."},
        {PLAN_ACT_NONE,
         "can i give an example last year i built a cache for orders and we measured it"},
        {PLAN_ACT_NONE, "How long it took was three weeks."},
        {PLAN_ACT_NONE, "First I would ask the customer: do you mean production or development?"},
        {PLAN_ACT_NONE, "I index the column, I look at the plan, and I measure again. Does that "
                        "answer your question?"},
        {PLAN_ACT_NONE, "An index is a second copy of the column in order. Do you mean that?"},
        {PLAN_ACT_NONE, "yes"},
        {PLAN_ACT_NONE, "Yes, I have."},
        {PLAN_ACT_NONE, "No, we used Postgres for that."},
        {PLAN_ACT_NONE, "About three weeks."},
        {PLAN_ACT_NONE, "PostgreSQL"},
        {PLAN_ACT_NONE, "I am a hard worker and a real team player"},
        {PLAN_ACT_NONE, "Ich habe den Kunden gebeten, die Messung zu wiederholen."},
        {PLAN_ACT_NONE, "Ich weiß nicht alles, aber ich frage die Kollegen und schreibe es auf."},
        {PLAN_ACT_NONE, "Einen Moment der Ruhe habe ich genutzt, um den Plan neu zu schreiben."},
        {PLAN_ACT_NONE, "Das war so, und dann ging es weiter."},
        {PLAN_ACT_NONE, "Pedí que repitieran la medición."},
        {PLAN_ACT_NONE,
         "No sabía nada del tema, así que leí el manual y pregunté a mis compañeros."},
        {PLAN_ACT_NONE, "Es un momento difícil de mi trabajo, pero lo resolví con mi equipo."},
        {PLAN_ACT_NONE, ""},
        {PLAN_ACT_NONE, "..."},
        {PLAN_ACT_NONE, NULL},
};

static void
check(const struct saying *sayings, size_t count)
{
        size_t wrong = 0;
        for (size_t i = 0; i < count; i++) {
                enum plan_act act = plan_listen(sayings[i].text, &arena).act;
                if (act == sayings[i].act)
                        continue;
                wrong++;
                print_error("heard \"%s\", not \"%s\": %s\n", PLAN_ACT_NAMES[act],
                            PLAN_ACT_NAMES[sayings[i].act], sayings[i].text);
        }
        assert_int_equal(wrong, 0);
        arena_done(&arena);
}

static void
acts_are_heard_however_they_are_said(void **state)
{
        (void)state;
        check(ACTS, COUNT_OF(ACTS));
}

static void
answers_with_such_words_stay_answers(void **state)
{
        (void)state;
        check(ANSWERS, COUNT_OF(ANSWERS));
}

static void
questions_back_have_a_topic(void **state)
{
        static const struct {
                enum plan_topic topic;
                const char *text;
        } CASES[] = {
                {PLAN_TOPIC_ANY, "do you mean production or development"},
                {PLAN_TOPIC_ANY, "can I use any language?"},
                {PLAN_TOPIC_TIME, "how long is this"},
                {PLAN_TOPIC_TIME, "Wie lange dauert das?"},
                {PLAN_TOPIC_TIME, "¿Cuánto tiempo queda?"},
                {PLAN_TOPIC_COUNT, "how many questions are there"},
                {PLAN_TOPIC_COUNT, "Wie viele Fragen kommen noch?"},
                {PLAN_TOPIC_EXAMPLE, "can it be from my studies"},
                {PLAN_TOPIC_EXAMPLE, "can i use an example from university"},
                {PLAN_TOPIC_ROLE, "which position is this"},
                {PLAN_TOPIC_MACHINE, "am I talking to a real person?"},
                {PLAN_TOPIC_MACHINE, "Sind Sie ein Mensch?"},
                {PLAN_TOPIC_RECORD, "is this being recorded"},
                {PLAN_TOPIC_OUTCOME, "when will I hear from you"},
                {PLAN_TOPIC_OUTCOME, "was that right"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct plan_heard heard = plan_listen(CASES[i].text, &arena);
                assert_string_equal(PLAN_ACT_NAMES[heard.act], "question_back");
                if (heard.topic != CASES[i].topic)
                        fail_msg("topic %d: %s", (int)heard.topic, CASES[i].text);
        }
        arena_done(&arena);
}

// Whoever says an act beside an answer has answered, wherever it stands.
static void
an_act_beside_an_answer_is_an_answer(void **state)
{
        static const char ANSWER[] =
                "we moved the orders to a queue and measured the time of every step in the evening";
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ACTS); i++) {
                const char *before = arena_print(&arena, "%s. %s.", ACTS[i].text, ANSWER);
                const char *behind = arena_print(&arena, "%s. %s", ANSWER, ACTS[i].text);
                if (plan_listen(before, &arena).act != PLAN_ACT_NONE ||
                    plan_listen(behind, &arena).act != PLAN_ACT_NONE)
                        fail_msg("%s", ACTS[i].text);
        }
        arena_done(&arena);
}

// Long, strange and broken texts are answers, or nothing.
static void
strange_texts_are_survived(void **state)
{
        (void)state;
        const char *text = "";
        for (int i = 0; i < 400; i++)
                text = arena_print(&arena, "%s please", text);
        assert_int_equal(plan_listen(text, &arena).act, PLAN_ACT_NONE);
        assert_int_equal(plan_listen("\xff\xfe reboot \xc3", &arena).act, PLAN_ACT_NONE);
        assert_int_equal(plan_listen("你能重复一遍吗", &arena).act, PLAN_ACT_NONE);
        arena_done(&arena);
}

// Whatever was asked, the question is said again, word for word and last.
static void
replies_end_with_the_question(void **state)
{
        static const char *const LANGUAGES[] = {"en-GB", "de", "es", "ja"};
        static const char *const KINDS[] = {"behavioral",   "technical", "system_design",
                                            "cultural_fit", "opening",   "closing"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(ACTS) * COUNT_OF(LANGUAGES) * COUNT_OF(KINDS); i++) {
                struct plan_heard heard = plan_listen(ACTS[i % COUNT_OF(ACTS)].text, &arena);
                struct posting posting = {.title = "Nurse",
                                          .language = LANGUAGES[i % COUNT_OF(LANGUAGES)],
                                          .limits = {300, 10, 35}};
                struct plan_input input = {.posting = &posting, .elapsed_seconds = 600};
                struct question question = {.text = "Why us?", .kind = KINDS[i % COUNT_OF(KINDS)]};
                if (!plan_act_asks_again(heard.act))
                        continue;
                const char *first = plan_reply(&input, heard, &question, 0, &arena);
                const char *second = plan_reply(&input, heard, &question, 1, &arena);
                assert_string_equal(first + strlen(first) - 8, " Why us?");
                assert_string_equal(second + strlen(second) - 8, " Why us?");
                assert_null(strpbrk(first, "{}"));
                if (heard.act != PLAN_ACT_QUESTION_BACK)
                        assert_string_not_equal(first, second);
        }
        arena_done(&arena);
}

static void
questions_back_are_answered_from_what_is_known(void **state)
{
        static const struct {
                const char *asked;
                const char *told;
        } CASES[] = {
                {"how much time is left", "25 minutes left"},
                {"how many questions are there", "question 1 of at most 10"},
                {"which role is this", "role of Nurse"},
                {"are you a robot", "computer program"},
                {"can i use any language", "up to you"},
                {"can it be from my studies", "any real example"},
                {"what is the salary", "will see that you asked"},
        };
        static const struct posting POSTING = {
                .title = "Nurse", .language = "en", .limits = {300, 10, 35}};
        struct plan_input input = {.posting = &POSTING, .elapsed_seconds = 600};
        struct question question = {.text = "Why us?", .kind = "technical"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                const char *text = plan_reply(&input, plan_listen(CASES[i].asked, &arena),
                                              &question, 0, &arena);
                if (strstr(text, CASES[i].told) == NULL)
                        fail_msg("%s: %s", CASES[i].asked, text);
        }
        arena_done(&arena);
}

static void
what_was_left_is_passed_over_kindly(void **state)
{
        static const struct {
                enum plan_status status;
                const char *said;
                const char *words; // NULL: none
        } CASES[] = {
                {PLAN_ANSWERED, "We built a queue and measured it.", NULL},
                {PLAN_SKIPPED, NULL, NULL},
                {PLAN_SKIPPED, "I would rather not answer that", "perfectly all right"},
                {PLAN_SKIPPED, "can we skip this one", "let us go on"},
                {PLAN_FAILED, "", "Never mind"},
                {PLAN_ANSWERED, "please repeat that", "Never mind"},
                {PLAN_ANSWERED, "I don't know", "to something else"},
        };
        static const struct posting POSTING = {.language = "en"};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct plan_turn turn = {.status = CASES[i].status, .transcript = CASES[i].said};
                struct plan_input input = {.posting = &POSTING, .turns = &turn, .turn_count = 1};
                const char *words = plan_before_next(&input, &arena);
                if ((words == NULL) != (CASES[i].words == NULL) ||
                    (words != NULL && strstr(words, CASES[i].words) == NULL))
                        fail_msg("case %zu: %s", i, words == NULL ? "nothing" : words);
        }
        arena_done(&arena);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(acts_are_heard_however_they_are_said),
                cmocka_unit_test(answers_with_such_words_stay_answers),
                cmocka_unit_test(questions_back_have_a_topic),
                cmocka_unit_test(an_act_beside_an_answer_is_an_answer),
                cmocka_unit_test(replies_end_with_the_question),
                cmocka_unit_test(questions_back_are_answered_from_what_is_known),
                cmocka_unit_test(what_was_left_is_passed_over_kindly),
                cmocka_unit_test(strange_texts_are_survived),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
