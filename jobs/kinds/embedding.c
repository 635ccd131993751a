// embedding {}: gives every passage a vector of the model that is set.
#include <stdlib.h>

#include "db/db.h"
#include "db/passage.h"
#include "kind.h"
#include "net/providers.h"
#include "net/used.h"
#include "turn/spent.h"

// Embeds the passages behind `after`, as many as are embedded at once; `*after` is moved behind
// them. `count_out` is 0 where there are none.
static bool
embed_some(const struct job_room *room, int64_t *after, size_t *count_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        const char *model = room->config->embeddings_openai.model;
        const char *texts[EMBEDDINGS_TEXTS_MOST];
        struct providers providers = {
                .config = room->config,
                .client = room->turn.client,
                .used = room->turn.used,
        };
        struct uuid organisation = {{0}};
        struct passage *passages = NULL;
        struct embeddings embeddings = {0};
        struct embeddings_request request = {.texts = texts};
        if (!db_take(room->pool, &db, err) ||
            !passage_unembedded(db, model, *after, EMBEDDINGS_TEXTS_MOST, &arena, &passages,
                                count_out, &organisation, err))
                return false;
        if (*count_out == 0)
                return true;
        spent_look(&room->turn, db, (struct uuid){{0}}, organisation, &arena);
        db_give(&db);
        *after = strtoll(passages[*count_out - 1].id, NULL, 10);
        // They are found by their words until the next month.
        if (room->turn.used != NULL && room->turn.used->reached != NULL)
                return true;
        for (size_t i = 0; i < *count_out; i++)
                texts[i] = arena_print(&arena, "%s\n%s", passages[i].heading, passages[i].body);
        request.count = *count_out;
        bool is_made = embeddings_make(&providers, &request, &arena, &embeddings, err);
        spent_write(&room->turn, (struct uuid){{0}}, organisation);
        return is_made && db_take(room->pool, &db, err) &&
               passage_embed(db, model, passages, *count_out, embeddings.values,
                             embeddings.dimensions, err);
}

bool
job_embedding_run(const struct job_room *room, const struct job *job, struct arena *arena,
                  struct err *err)
{
        int64_t after = 0;
        size_t count = 1;
        (void)arena;
        // Where the setting was taken back meanwhile there is nothing to do.
        while (count > 0 && embeddings_are_configured(room->config)) {
                if (!embed_some(room, &after, &count, err) || !job_keep(room, job, err))
                        return false;
        }
        return job_finish_alone(room, job, err);
}
