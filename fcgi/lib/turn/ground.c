#include "turn/ground.h"

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/passage.h"
#include "interview/passage.h"
#include "net/providers.h"

// Each of the two ways gives more than is wanted, so that what both find comes first.
static const int WIDER = 3;

// The text of a query is a question and an answer; models read a few hundred words.
static const size_t QUERY_POINTS_MOST = 2000;

struct scope {
        struct uuid posting;
        struct uuid interview;
};

// `has_vectors_out`: it is worth while to search by vector, too.
static bool
find_by_words(const struct turn_room *room, struct scope scope, const char *language,
              const char *text, int limit, struct arena *arena, struct passage **passages_out,
              size_t *count_out, bool *has_vectors_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) &&
               passage_find(db, scope.posting, scope.interview, language, text, limit, arena,
                            passages_out, count_out, err) &&
               (!embeddings_are_configured(room->config) ||
                passage_has_vectors(db, scope.posting, scope.interview,
                                    room->config->embeddings_openai.model, has_vectors_out, err));
}

static bool
find_by_vector(const struct turn_room *room, struct scope scope, const char *text, int limit,
               struct arena *arena, struct passage **passages_out, size_t *count_out,
               struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        struct embeddings query = {0};
        const char *texts[] = {text_cut(arena, text, QUERY_POINTS_MOST)};
        struct embeddings_request request = {
                .texts = texts,
                .count = 1,
                .total_ms = GROUND_VECTOR_MS,
        };
        return embeddings_make(&providers, &request, arena, &query, err) &&
               db_take(room->pool, &db, err) &&
               passage_find_near(db, scope.posting, scope.interview, query.model, query.values,
                                 query.dimensions, limit, arena, passages_out, count_out, err);
}

bool
ground_find(const struct turn_room *room, const struct interview *interview,
            enum ground_scope scope, const char *text, int limit, struct arena *arena,
            struct passage **passages_out, size_t *count_out, struct err *err)
{
        struct passage *by_words = NULL;
        struct passage *by_vector = NULL;
        size_t word_count = 0;
        size_t vector_count = 0;
        struct err coped = {0};
        struct scope where = {.posting = interview->posting_id};
        bool has_vectors = false;
        int wider = embeddings_are_configured(room->config) ? limit * WIDER : limit;
        *count_out = 0;
        if (!interview->has_passages)
                return true;
        if (scope == GROUND_DOCUMENTS_AND_RESUME)
                where.interview = interview->id;
        if (!find_by_words(room, where, interview->terms.language, text, wider, arena, &by_words,
                           &word_count, &has_vectors, err))
                return false;
        if (has_vectors && text[0] != '\0' &&
            !find_by_vector(room, where, text, wider, arena, &by_vector, &vector_count, &coped))
                log_err(LOG_WARN, "passages were searched by their words alone", &coped);
        passages_join(by_words, word_count, by_vector, vector_count, (size_t)limit, arena,
                      passages_out, count_out);
        return true;
}
