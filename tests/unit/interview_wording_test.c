// A model's wording, let out while it is written: nothing that may not be said ever is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "interview/interviewer_stream.h"
#include "interview_candidates.h"

static const char CHOSEN[] = "A query is slow today. How do you find out why?";

static const struct {
        const char *written;
        const char *said; // what is let out, pieces divided by '|'
        bool has_question;
        const char *wrong;
} CASES[] = {
        {"Thank you. How would you find out why a query has become slow?",
         "Thank you.| How would you find out why a query has become slow?", true, NULL},
        {"\"Thank you. How would you find out why a query is slow?\"",
         "Thank you.| How would you find out why a query is slow?", true, NULL},
        {"Let us talk about speed. Tell me how you look into a slow query.",
         "Let us talk about speed.| Tell me how you look into a slow query.", true, NULL},
        {"  How do you\nlook into  a slow query?  ", "How do you look into a slow query?", true,
         NULL},
        {"", "", false, "no question"},
        {"Slow query. Very slow.", "Slow query.| Very slow.", false, "no question"},
        // Nothing follows the question.
        {"Why is a query slow? And what about indexes?", "Why is a query slow?", true, NULL},
        {"Why is a query slow? You will be hired.", "Why is a query slow?", true, NULL},
        // What is wrong later is not said; what was said before it stands.
        {"Thank you. How old are you, and why is a query slow?", "Thank you.", false,
         "a forbidden topic"},
        {"Thanks for that. You will be invited to the next round. Why is a query slow?",
         "Thanks for that.", false, "a promise or a judgement"},
        {"Excellent answer! Why is a query slow?", "", false, "a promise or a judgement"},
        {"Thank you. **Why** is a query slow?", "Thank you.", false, "markup"},
        {"As an AI, I ask: why is a query slow?", "", false, "talk about itself"},
        {"Thank you. What is your favourite holiday destination?", "Thank you.", false,
         "another subject"},
        {"Thank you. How do you decide what to test in a system?", "Thank you.", false,
         "a question that was asked"},
        // A request may have its question behind it, and waits while it is of another subject.
        {"Think of your last slow query. What did you find?",
         "Think of your last slow query.| What did you find?", true, NULL},
        {"Thanks, you describe it well. Why is a query slow?",
         "Thanks, you describe it well.| Why is a query slow?", true, NULL},
        {"Tell me about your pets. They are nice.", "", false, "no question"},
        {"Tell me about your pets. How old are they?", "", false, "a forbidden topic"},
        {"Describe a slow query. Are you married?", "Describe a slow query.", true, NULL},
        {"Tell me about a slow query", "Tell me about a slow query", true, NULL},
};

static struct posting posting;
static struct plan_turn asked = {
        .question = {.text = "How do you decide what to test in a system?", .kind = "technical"}};
static struct plan_step step = {.question = {.text = CHOSEN, .kind = "technical"}};

// Gives the text in pieces of so many letters, as far as more is wanted.
static void
write_pieces(struct wording *wording, const char *text, size_t letters, char *said)
{
        OWN(arena_done) struct arena arena = {0};
        const char *piece = NULL;
        bool is_wanted = true;
        for (size_t at = 0; at < strlen(text) && is_wanted; at += letters) {
                size_t length = strlen(text) - at < letters ? strlen(text) - at : letters;
                is_wanted = wording_add(wording, arena_copy(&arena, text + at, length));
                while ((piece = wording_next(wording, false)) != NULL)
                        strcat(strcat(said, said[0] == '\0' ? "" : "|"), piece);
        }
        while ((piece = wording_next(wording, true)) != NULL)
                strcat(strcat(said, said[0] == '\0' ? "" : "|"), piece);
}

static void
only_what_passes_is_let_out_however_it_comes(void **state)
{
        static const size_t LETTERS[] = {1, 5, 1000};
        (void)state;
        posting = posting_for(INTERVIEW_TECHNICAL);
        struct plan_input input = {.posting = &posting, .turns = &asked, .turn_count = 1};
        for (size_t i = 0; i < COUNT_OF(CASES) * COUNT_OF(LETTERS); i++) {
                OWN(arena_done) struct arena arena = {0};
                OWN(wording_close) struct wording wording = wording_open(&input, &step, &arena);
                size_t row = i / COUNT_OF(LETTERS);
                char said[1024] = "";
                const char *text = NULL;
                struct err err = {0};
                write_pieces(&wording, CASES[row].written, LETTERS[i % COUNT_OF(LETTERS)], said);
                if (strcmp(said, CASES[row].said) != 0 ||
                    wording.has_question != CASES[row].has_question)
                        fail_msg("\"%s\": \"%s\"", CASES[row].written, said);
                if ((wording.wrong == NULL) != (CASES[row].wrong == NULL) ||
                    (wording.wrong != NULL && strcmp(wording.wrong, CASES[row].wrong) != 0))
                        fail_msg("\"%s\": %s", CASES[row].written,
                                 wording.wrong == NULL ? "nothing" : wording.wrong);
                // The check of the whole holds for what was let out.
                if (wording.has_question && !interviewer_check(buf_string(&wording.said), &input,
                                                               &step, &arena, &text, &err))
                        fail_msg("\"%s\": %s", CASES[row].written, err.detail);
        }
}

static void
a_wall_of_words_is_left_and_another_model_may_begin_before_the_first_sentence(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        posting = posting_for(INTERVIEW_TECHNICAL);
        struct plan_input input = {.posting = &posting, .turns = &asked, .turn_count = 1};
        OWN(wording_close) struct wording wording = wording_open(&input, &step, &arena);
        bool is_wanted = true;
        for (int i = 0; i < 2000 && is_wanted; i++)
                is_wanted = wording_add(&wording, "word ");
        assert_false(is_wanted);
        assert_null(wording_next(&wording, true));
        assert_string_equal(wording.wrong, "too many words");
        assert_true(wording_restart(&wording));
        assert_true(wording_add(&wording, "Thank you. Why "));
        assert_string_equal(wording_next(&wording, false), "Thank you.");
        assert_null(wording_next(&wording, false));
        assert_false(wording_restart(&wording));
        assert_true(wording_add(&wording, "is a query slow?"));
        assert_string_equal(wording_next(&wording, true), " Why is a query slow?");
        assert_true(wording.has_question);
        // Space and a quotation mark may follow the question, words end the call.
        assert_true(wording_add(&wording, " \""));
        assert_false(wording_add(&wording, "And"));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(only_what_passes_is_let_out_however_it_comes),
                cmocka_unit_test(
                        a_wall_of_words_is_left_and_another_model_may_begin_before_the_first_sentence),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
