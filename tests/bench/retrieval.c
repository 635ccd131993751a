// Prints how long the retrieval of passages takes for one question: by words among 10,000 passages
// of one posting, and by vectors among the 2,000 that are compared, in a PostgreSQL of its own.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/own.h"
#include "cluster.h"
#include "db/db.h"
#include "db/passage.h"
#include "line.h"

enum {
        PASSAGES = 10000,
        WORDS = 60,
        VOCABULARY = 8000,
        COMMON = 30,
        ROUNDS = 31,
        DIMENSIONS = 1536
};

static const char WORLD[] =
        "INSERT INTO organisation VALUES ('00000000-0000-7000-8000-000000000001', 'o');"
        "INSERT INTO posting (id, organisation_id, title) VALUES"
        " ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 't');"
        "INSERT INTO document (id, organisation_id, posting_id, filename, mime, pages, characters,"
        " warnings, media_key, sha256) SELECT p.id, organisation_id, p.id, 'handbook.pdf', 'm', 1,"
        " 1, '[]', 'k', '\\x00' FROM posting p;";

static uint64_t state = 88172645463325252u;

// xorshift64: the same passages every time.
static double
chance(void)
{
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (double)(state >> 11) / 9007199254740992.0;
}

// Words as often as in a language: the n-th most common one about 1/n of the time (Zipf), without
// the most common ones, which the search leaves out.
static const char *
sentence(size_t words, struct arena *arena)
{
        const char *text = "";
        for (size_t i = 0; i < words; i++)
                text = arena_print(
                        arena, "%s w%dx", text,
                        (int)(COMMON * exp(chance() * log((double)VOCABULARY / COMMON))));
        return text;
}

static void
check(bool is_done, const struct err *err)
{
        if (!is_done) {
                fprintf(stderr, "%s (%s)\n", err->message, err->detail);
                exit(1);
        }
}

static int
by_size(const void *a, const void *b)
{
        int64_t left = *(const int64_t *)a;
        int64_t right = *(const int64_t *)b;
        return (left > right) - (left < right);
}

static void
fill(struct db *db, struct uuid posting)
{
        struct err err = {0};
        for (int i = 0; i < PASSAGES / 500; i++) {
                OWN(arena_done) struct arena arena = {0};
                struct passage passages[500];
                for (size_t k = 0; k < 500; k++)
                        passages[k] =
                                (struct passage){.heading = "", .body = sentence(WORDS, &arena)};
                struct passage_owner owner = {.posting = posting, .document = posting};
                check(passage_add(db, owner, "en", passages, 500, &err), &err);
        }
        check(db_run_text(db,
                          "ANALYZE passage;"
                          "UPDATE passage SET embedding_model = 'm', embedding = (SELECT "
                          "array_agg(sin(id * g)::real / 27.7) FROM generate_series(1, 1536) g) "
                          "WHERE id <= 2000",
                          &err),
              &err);
}

int
main(void)
{
        struct cluster cluster;
        struct err err = {0};
        struct uuid posting = {.bytes = {0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 2}};
        int64_t words_us[ROUNDS];
        int64_t vectors_us[ROUNDS];
        float vector[DIMENSIONS];
        cluster_open(&cluster);
        struct db_pool *pool = db_pool_new(cluster.owner_url, 1);
        struct db *db = NULL;
        check(db_take(pool, &db, &err), &err);
        check(db_run_text(db, WORLD, &err), &err);
        fill(db, posting);
        for (int i = 0; i < DIMENSIONS; i++)
                vector[i] = (float)sin(i) / 27.7f;
        for (int i = -3; i < ROUNDS; i++) {
                OWN(arena_done) struct arena arena = {0};
                struct passage *found = NULL;
                size_t count = 0;
                const char *text = sentence(40, &arena);
                int64_t began = clock_us();
                check(passage_find(db, posting, (struct uuid){{0}}, "en", text, 8, &arena, &found,
                                   &count, &err),
                      &err);
                int64_t between = clock_us();
                check(passage_find_near(db, posting, (struct uuid){{0}}, "m", vector, DIMENSIONS, 8,
                                        &arena, &found, &count, &err),
                      &err);
                if (i >= 0) {
                        words_us[i] = between - began;
                        vectors_us[i] = clock_us() - between;
                }
        }
        qsort(words_us, ROUNDS, sizeof words_us[0], by_size);
        qsort(vectors_us, ROUNDS, sizeof vectors_us[0], by_size);
        // Limits of our own: little beside the time in which an answer is understood.
        line_at_most("passages found by words, 10,000 of one posting",
                     (double)words_us[ROUNDS / 2] / 1000, 100, "ms");
        line_at_most("passages found by vectors, 2,000 of 1,536 numbers",
                     (double)vectors_us[ROUNDS / 2] / 1000, 500, "ms");
        db_give(&db);
        db_pool_free(pool);
        cluster_close(&cluster);
        return 0;
}
