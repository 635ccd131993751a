// Retrieval: passages are found in a real PostgreSQL by what is asked.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/own.h"
#include "base/text.h"
#include "cluster.h"
#include "db/db.h"
#include "db/passage.h"
#include "retrieval_set.h"

enum { FOUND_MOST = 5 };

static struct cluster cluster;
static struct db_pool *pool;
static struct uuid posting;
static struct uuid german_posting;
static struct uuid interview;

static const char WORLD[] =
        "INSERT INTO organisation VALUES ('00000000-0000-7000-8000-000000000001', 'o');"
        "INSERT INTO posting (id, organisation_id, title, language) VALUES"
        " ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 't', "
        "'en'),"
        " ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', 't', "
        "'de');"
        "INSERT INTO document (id, organisation_id, posting_id, filename, mime, pages, characters,"
        " warnings, media_key, sha256) SELECT p.id, organisation_id, p.id, 'handbook.pdf', 'm', 1,"
        " 1, '[]', 'k', '\\x00' FROM posting p;"
        "INSERT INTO interview (id, candidate_name, title, description, language, persona, type,"
        " difficulty, instructions, focus_areas, question_set, feedback, max_answer_seconds,"
        " max_turns, max_minutes, rubric_id, expires_at)"
        " SELECT '00000000-0000-7000-8000-000000000004', 'c', 't', '', 'en', 'friendly', 'mixed',"
        " 'easy', '', '[]', '[]', 'none', 300, 10, 35, id, now() FROM rubric LIMIT 1;";

static struct uuid
uuid_ending(int last)
{
        struct uuid id = {{0}};
        id.bytes[6] = 0x70;
        id.bytes[8] = 0x80;
        id.bytes[15] = (uint8_t)last;
        return id;
}

static int
set_up(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        cluster_open(&cluster);
        pool = db_pool_new(cluster.app_url, 1);
        posting = uuid_ending(2);
        german_posting = uuid_ending(3);
        interview = uuid_ending(4);
        assert_true(db_take(pool, &db, &err));
        assert_true(db_run_text(db,
                                "INSERT INTO rubric (id, interview_type, name, version, criteria)"
                                " VALUES ('r', 'mixed', 'r', 1, '[]')",
                                &err));
        assert_true(db_run_text(db, WORLD, &err));
        struct passage_owner english = {.posting = posting, .document = posting};
        struct passage_owner german = {.posting = german_posting, .document = german_posting};
        assert_true(passage_add(db, english, "en", ENGLISH, COUNT_OF(ENGLISH), &err));
        assert_true(passage_add(db, german, "de-AT", GERMAN, COUNT_OF(GERMAN), &err));
        return 0;
}

static int
tear_down(void **state)
{
        (void)state;
        db_pool_free(pool);
        cluster_close(&cluster);
        return 0;
}

// The place of the wanted passage among those found, from 1; 0 where it is not.
static int
place_of(struct db *db, struct uuid where, const char *language, const char *text,
         const char *wanted)
{
        OWN(arena_done) struct arena arena = {0};
        struct passage *found = NULL;
        size_t count = 0;
        struct err err = {0};
        if (!passage_find(db, where, (struct uuid){{0}}, language, text, FOUND_MOST, &arena, &found,
                          &count, &err))
                fail_msg("%s", err.detail);
        for (size_t i = 0; i < count; i++) {
                assert_string_equal(found[i].source, "handbook.pdf");
                assert_true(found[i].rank > 0 && (i == 0 || found[i].rank <= found[i - 1].rank));
                if (strcmp(found[i].body, wanted) == 0)
                        return (int)i + 1;
        }
        return 0;
}

static void
passages_are_found_among_the_first_five(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        int found = 0;
        int first = 0;
        assert_true(db_take(pool, &db, &err));
        for (size_t i = 0; i < COUNT_OF(ASKED); i++) {
                int place =
                        place_of(db, posting, "en", ASKED[i].text, ENGLISH[ASKED[i].passage].body);
                found += place > 0 ? 1 : 0;
                first += place == 1 ? 1 : 0;
                if (place != 1)
                        print_message("%d: %s\n", place, ASKED[i].text);
        }
        print_message("recall at 5: %d of %zu, at 1: %d\n", found, COUNT_OF(ASKED), first);
        assert_true(found >= 24);
        assert_true(first >= 20);
}

static void
passages_are_found_in_their_own_language(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        size_t found = 0;
        assert_true(db_take(pool, &db, &err));
        for (size_t i = 0; i < COUNT_OF(GERMAN_ASKED); i++)
                found += place_of(db, german_posting, "de", GERMAN_ASKED[i].text,
                                  GERMAN[GERMAN_ASKED[i].passage].body) > 0
                                 ? 1
                                 : 0;
        // Compounds ("Patientenakten") are one word to the search.
        assert_true(found + 1 >= COUNT_OF(GERMAN_ASKED));
}

static void
passages_of_others_are_not_found(void **state)
{
        (void)state;
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        assert_true(db_take(pool, &db, &err));
        assert_int_equal(place_of(db, german_posting, "en", ASKED[0].text, ENGLISH[0].body), 0);
        assert_int_equal(place_of(db, uuid_ending(9), "en", ASKED[0].text, ENGLISH[0].body), 0);
}

static void
passages_of_nothing_asked_are_none(void **state)
{
        (void)state;
        static const char *const TEXTS[] = {"",  "  ",           "the and of", "xyzzy",
                                            "'", "a & b | !c:*", "\\"};
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        assert_true(db_take(pool, &db, &err));
        for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct passage *found = NULL;
                size_t count = 1;
                if (!passage_find(db, posting, interview, "en", TEXTS[i], FOUND_MOST, &arena,
                                  &found, &count, &err) ||
                    count != 0)
                        fail_msg("[%s] gives %zu", TEXTS[i], count);
        }
}

static void
passages_of_a_resume_are_replaced(void **state)
{
        (void)state;
        static const struct passage BEFORE[] = {{.heading = "", .body = "Juggling with falcons."}};
        static const struct passage AFTER[] = {{.heading = "", .body = "Keeping of bees."}};
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        struct passage *found = NULL;
        size_t count = 0;
        struct err err = {0};
        assert_true(db_take(pool, &db, &err));
        assert_true(passage_set_resume(db, interview, BEFORE, 1, &err));
        assert_true(passage_set_resume(db, interview, AFTER, 1, &err));
        assert_true(passage_find(db, posting, interview, "en", "falcons and bees", FOUND_MOST,
                                 &arena, &found, &count, &err));
        assert_int_equal(count, 1);
        assert_string_equal(found[0].body, "Keeping of bees.");
        assert_null(found[0].source);
        assert_true(passage_set_resume(db, interview, NULL, 0, &err));
        assert_true(passage_find(db, posting, interview, "en", "bees", FOUND_MOST, &arena, &found,
                                 &count, &err));
        assert_int_equal(count, 0);
}

static void
passages_are_found_by_the_nearest_vectors(void **state)
{
        struct uuid owner = {{0}};
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        struct passage *waiting = NULL;
        struct passage *rest = NULL;
        struct passage *found = NULL;
        size_t waiting_count = 0;
        size_t rest_count = 0;
        size_t count = 0;
        struct err err = {0};
        assert_true(db_take(pool, &db, &err));
        assert_true(
                passage_unembedded(db, "m", 0, 3, &arena, &waiting, &waiting_count, &owner, &err));
        assert_int_equal(waiting_count, 3);
        const float vectors[] = {1, 0, 0.6f, 0.8f, 0, 1};
        assert_true(passage_embed(db, "m", waiting, 3, vectors, 2, &err));
        assert_true(passage_unembedded(db, "m", 0, 200, &arena, &rest, &rest_count, &owner, &err));
        assert_int_equal(rest_count, COUNT_OF(ENGLISH) + COUNT_OF(GERMAN) - 3);
        const float asked[] = {0, 1};
        assert_true(passage_find_near(db, posting, interview, "m", asked, 2, FOUND_MOST, &arena,
                                      &found, &count, &err));
        assert_int_equal(count, 2);
        assert_string_equal(found[0].body, ENGLISH[2].body);
        assert_string_equal(found[1].body, ENGLISH[1].body);
        // Vectors of another model or length are not to be compared.
        assert_true(passage_find_near(db, posting, interview, "other", asked, 2, FOUND_MOST, &arena,
                                      &found, &count, &err));
        assert_int_equal(count, 0);
        assert_true(passage_find_near(db, posting, interview, "m", vectors, 3, FOUND_MOST, &arena,
                                      &found, &count, &err));
        assert_int_equal(count, 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(passages_are_found_among_the_first_five),
                cmocka_unit_test(passages_are_found_in_their_own_language),
                cmocka_unit_test(passages_of_others_are_not_found),
                cmocka_unit_test(passages_of_nothing_asked_are_none),
                cmocka_unit_test(passages_of_a_resume_are_replaced),
                cmocka_unit_test(passages_are_found_by_the_nearest_vectors),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
