// Documents cut into passages.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/passage.h"

struct cut {
        const char *name;
        const char *text;
        struct {
                const char *heading;
                const char *body;
        } passages[4];
};

static const struct cut CUTS[] = {
        {"nothing", "", {{0}}},
        {"no text at all", NULL, {{0}}},
        {"white space alone", " \n\t\n\f\n", {{0}}},
        {"a line", "We answer within an hour.", {{"", "We answer within an hour."}}},
        {"a heading and its list",
         "On call\n• Every sixth week\n• Two people at a time",
         {{"On call", "Every sixth week\nTwo people at a time"}}},
        {"a heading of Markdown",
         "## Deploys\nOnce a day.\n# Reviews\nBy two.",
         {{"Deploys", "Once a day."}, {"Reviews", "By two."}}},
        {"a heading above a sentence",
         "Our customers\nThey are hospitals that run a ward planner of ours on their own servers.",
         {{"Our customers",
           "They are hospitals that run a ward planner of ours on their own servers."}}},
        {"a short line that ends like a sentence is none",
         "We ship daily.\nThat means that every change is small enough to be read in one go.",
         {{"", "We ship daily.\n"
               "That means that every change is small enough to be read in one go."}}},
        {"a heading with nothing below it is text", "References", {{"", "References"}}},
};

static void
passages_are_cut_at_headings_and_paragraphs(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CUTS); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct passage *passages = NULL;
                size_t count = 0;
                size_t wanted = 0;
                passages_of(CUTS[i].text, &arena, &passages, &count);
                while (wanted < 4 && CUTS[i].passages[wanted].body != NULL)
                        wanted++;
                if (count != wanted)
                        fail_msg("%s: %zu passages", CUTS[i].name, count);
                for (size_t k = 0; k < count; k++) {
                        if (!text_equals(passages[k].heading, CUTS[i].passages[k].heading) ||
                            !text_equals(passages[k].body, CUTS[i].passages[k].body))
                                fail_msg("%s: [%s] %s", CUTS[i].name, passages[k].heading,
                                         passages[k].body);
                }
        }
}

// `count` times the piece.
static const char *
repeated(const char *piece, size_t count, struct arena *arena)
{
        size_t length = strlen(piece);
        char *text = arena_alloc(arena, count * length + 1, 1);
        for (size_t i = 0; i < count; i++)
                memcpy(text + i * length, piece, length);
        return text;
}

static size_t
words_in(const char *text)
{
        size_t count = 0;
        for (const char *at = text; *at != '\0'; at++)
                count += (*at != ' ' && *at != '\n' &&
                          (at[1] == ' ' || at[1] == '\n' || at[1] == '\0'))
                                 ? 1
                                 : 0;
        return count;
}

static void
passages_of_long_texts_are_short_and_lose_no_word(void **state)
{
        (void)state;
        static const struct {
                const char *name;
                const char *piece;
                size_t count;
        } LONG[] = {
                {"one paragraph of sentences", "The queue is drained before we deploy. ", 500},
                {"one paragraph without an end", "word ", 3000},
                {"one word without an end", "x", 20000},
                {"ideographs", "面接", 9000},
                {"many short paragraphs", "Keep it small.\n", 700},
        };
        for (size_t i = 0; i < COUNT_OF(LONG); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct passage *passages = NULL;
                size_t count = 0;
                size_t bytes = 0;
                size_t wanted = 0;
                const char *text = repeated(LONG[i].piece, LONG[i].count, &arena);
                passages_of(text, &arena, &passages, &count);
                for (const char *at = text; *at != '\0'; at++)
                        wanted += *at != ' ' && *at != '\n' ? 1 : 0;
                for (size_t k = 0; k < count; k++) {
                        if (words_in(passages[k].body) > PASSAGE_WORDS_MOST ||
                            !text_is_utf8(passages[k].body, strlen(passages[k].body)))
                                fail_msg("%s: passage %zu", LONG[i].name, k);
                        for (const char *at = passages[k].body; *at != '\0'; at++)
                                bytes += *at != ' ' && *at != '\n' ? 1 : 0;
                }
                if (bytes != wanted)
                        fail_msg("%s: %zu of %zu bytes", LONG[i].name, bytes, wanted);
        }
}

static void
passages_end_with_a_sentence_where_they_can(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct passage *passages = NULL;
        size_t count = 0;
        passages_of(repeated("The queue is drained before we deploy. ", 60, &arena), &arena,
                    &passages, &count);
        assert_true(count >= 3);
        for (size_t i = 0; i < count; i++)
                assert_int_equal(passages[i].body[strlen(passages[i].body) - 1], '.');
}

static void
passages_have_a_limit(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        struct passage *passages = NULL;
        size_t count = 0;
        passages_of(repeated("# A\nb\n", PASSAGES_MOST + 10, &arena), &arena, &passages, &count);
        assert_int_equal(count, PASSAGES_MOST);
}

static void
passages_of_two_lists_are_joined_by_their_places(void **state)
{
        (void)state;
        static const struct passage WORDS[] = {{.id = "1", .rank = 9}, {.id = "2", .rank = 8}};
        static const struct passage NEAR[] = {
                {.id = "2", .rank = 0.9}, {.id = "3", .rank = 0.8}, {.id = "4", .rank = 0.1}};
        OWN(arena_done) struct arena arena = {0};
        struct passage *joined = NULL;
        size_t count = 0;
        passages_join(WORDS, 2, NEAR, 3, 3, &arena, &joined, &count);
        assert_int_equal(count, 3);
        assert_string_equal(joined[0].id, "2");
        assert_string_equal(joined[1].id, "1");
        assert_string_equal(joined[2].id, "3");
        assert_true(joined[0].rank == 1.0 / 62 + 1.0 / 61);
        passages_join(WORDS, 2, NULL, 0, 5, &arena, &joined, &count);
        assert_int_equal(count, 2);
        assert_string_equal(joined[0].id, "1");
        passages_join(NULL, 0, NULL, 0, 5, &arena, &joined, &count);
        assert_int_equal(count, 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(passages_are_cut_at_headings_and_paragraphs),
                cmocka_unit_test(passages_of_long_texts_are_short_and_lose_no_word),
                cmocka_unit_test(passages_end_with_a_sentence_where_they_can),
                cmocka_unit_test(passages_have_a_limit),
                cmocka_unit_test(passages_of_two_lists_are_joined_by_their_places),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
