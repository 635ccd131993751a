#include "turn/ear_upload.h"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "base/json_write.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/db.h"
#include "interview/segments.h"
#include "net/used.h"
#include "queries.h"
#include "turn/hear.h"
#include "turn/spent.h"
#include "turn/turn.h"
#include "turn/uploaded.h"
#include "turn/worker.h"

// A look decodes the whole beginning: 1.7 ms of processor for each second of Opus, besides 20 ms.
// So the recording must have grown by a 24th, or by a second and a half where it is short; then
// looking costs less than a twentieth of a processor, and at the end of three minutes at most eight
// seconds have not been looked at.
enum { GROWTH_SHARE = 24, GROWTH_LEAST_MS = 1500 };
// A piece's transcript is some kilobytes.
static const size_t TRANSCRIPT_BYTES = 1024 * 1024;

bool
ear_upload_is_due(const struct ear_upload *upload, uint64_t arrived_bytes)
{
        if (upload->looked_ms == 0)
                return arrived_bytes > upload->looked_bytes;
        uint64_t share = upload->looked_bytes / GROWTH_SHARE;
        uint64_t least = upload->looked_bytes * GROWTH_LEAST_MS / (uint64_t)upload->looked_ms;
        return arrived_bytes >= upload->looked_bytes + (share > least ? share : least);
}

struct listening {
        const struct turn_room *room;
        struct ear_upload *upload;
        const char *key;
        int64_t worker;
        struct hear_manner manner;
};

static bool
claim(struct listening *listening, uint64_t size_bytes, bool *is_mine_out, struct err *err)
{
        const struct turn_room *room = listening->room;
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!worker_hold(room->worker, &listening->worker, err) || !db_take(room->pool, &db, err) ||
            !db_ask(db, &UPLOAD_CLAIM, &rows, err, DB_UUID(listening->upload->id),
                    DB_INT(listening->worker), DB_INT((int64_t)size_bytes)))
                return false;
        *is_mine_out = rows.count == 1;
        return true;
}

static void
release(const struct listening **claimed)
{
        const struct listening *listening = *claimed;
        struct err err;
        {
                OWN(db_give) struct db *db = NULL;
                if (db_take(listening->room->pool, &db, &err) &&
                    db_do(db, &UPLOAD_RELEASE, NULL, &err, DB_UUID(listening->upload->id),
                          DB_INT(listening->worker)))
                        return;
        }
        log_err(LOG_DEBUG, "a claim was not released", &err);
        worker_give_up(listening->room->worker);
}

// The bytes so far as a file that does not grow while it is read.
static bool
copy_prefix(const struct listening *listening, uint64_t *size_out, int *file_out, struct err *err)
{
        OWN(store_file_close) int from = -1;
        OWN(store_file_close) int copy = memfd_create("prefix", MFD_CLOEXEC);
        uint64_t size = 0;
        off_t done = 0;
        if (!store_open(listening->room->store, listening->key, &from, &size, err))
                return false;
        while (copy >= 0 && (uint64_t)done < size) {
                if (sendfile(copy, from, &done, (size_t)(size - (uint64_t)done)) <= 0)
                        break;
        }
        if (copy < 0 || (uint64_t)done < size)
                return FAIL(err, ERR_BUSY, "The beginning of a recording could not be copied.");
        *size_out = size;
        *file_out = copy;
        copy = -1;
        return true;
}

static int
ms_of(size_t sample)
{
        return (int)(sample * 1000 / CLIP_RATE);
}

// Which pieces are there already. Rows that are no pieces any more, now that more is known, or that
// nobody is at, are taken away.
static bool
compare(const struct listening *listening, const struct segments *pieces, bool *is_there,
        struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(listening->room->pool, &db, err) ||
            !db_ask(db, &SEGMENT_OF_UPLOAD, &rows, err, DB_UUID(listening->upload->id)))
                return false;
        for (int i = 0; i < rows.count; i++) {
                int64_t start_ms = row_int(&rows, i, "start_ms");
                int64_t end_ms = row_int(&rows, i, "end_ms");
                bool is_piece = false;
                for (size_t k = 0; k < pieces->count && row_bool(&rows, i, "is_done"); k++) {
                        const struct segment *piece = &pieces->items[k];
                        bool is_same =
                                ms_of(piece->start) == start_ms && ms_of(piece->end) == end_ms;
                        is_there[k] = is_there[k] || is_same;
                        is_piece = is_piece || is_same;
                }
                if (!is_piece &&
                    !db_do(db, &SEGMENT_DELETE, NULL, err, DB_INT(row_int(&rows, i, "id"))))
                        return false;
        }
        return true;
}

static bool
begin(const struct listening *listening, const struct segment *piece, int64_t *id_out,
      struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(listening->room->pool, &db, err) ||
            !db_ask(db, &SEGMENT_BEGIN, &rows, err, DB_UUID(listening->upload->id),
                    DB_INT(listening->worker), DB_INT(ms_of(piece->start)),
                    DB_INT(ms_of(piece->end))))
                return false;
        *id_out = rows.count == 1 ? row_int(&rows, 0, "id") : 0;
        return true;
}

static bool
end(const struct listening *listening, int64_t id, const struct transcript *transcript,
    struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf text = buf_open(TRANSCRIPT_BYTES);
        struct json_writer json = json_writer_on(&text);
        transcript_write(&json, transcript);
        return buf_check(&text, ERR_UPSTREAM, "The transcript", err) &&
               db_take(listening->room->pool, &db, err) &&
               db_do(db, &SEGMENT_END, NULL, err, DB_INT(id), DB_TEXT(buf_string(&text)));
}

static void
forget(const struct listening *listening, int64_t id)
{
        OWN(db_give) struct db *db = NULL;
        struct err err;
        if (!db_take(listening->room->pool, &db, &err) ||
            !db_do(db, &SEGMENT_DELETE, NULL, &err, DB_INT(id)))
                log_err(LOG_DEBUG, "a segment without words was left", &err);
}

struct hearing {
        const struct listening *listening;
        const struct hear_order *order;
        int64_t id;
};

static bool
hear_and_keep(void *context, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        const struct hearing *hearing = context;
        struct transcript transcript = {0};
        return hear(hearing->listening->room, hearing->order, &arena, &transcript, err) &&
               end(hearing->listening, hearing->id, &transcript, err);
}

// `goes_on_out` is false where the recording is none any more that grows.
static bool
hear_piece(const struct listening *listening, const struct clip *clip, const struct segment *piece,
           bool *goes_on_out, struct err *err)
{
        int64_t id = 0;
        struct hear_order order = {
                .clip = clip,
                .start = piece->start,
                .end = piece->end,
                .is_piece = true,
                .manner = &listening->manner,
        };
        if (!begin(listening, piece, &id, err))
                return false;
        *goes_on_out = id != 0;
        if (id == 0)
                return true;
        struct hearing hearing = {listening, &order, id};
        if (memory_try(hear_and_keep, &hearing, err))
                return true;
        forget(listening, id);
        return false;
}

static bool
hear_pieces(const struct listening *listening, const struct clip *clip, struct arena *arena,
            struct err *err)
{
        struct segments pieces = segments_find(clip->samples, clip->sample_count, arena);
        bool *is_there = arena_alloc(arena, pieces.count, sizeof *is_there);
        bool goes_on = true;
        if (!compare(listening, &pieces, is_there, err))
                return false;
        for (size_t i = 0; i < pieces.count && goes_on; i++) {
                if (is_there[i] || !pieces.items[i].is_ended)
                        continue;
                if (!hear_piece(listening, clip, &pieces.items[i], &goes_on, err))
                        return false;
        }
        return true;
}

static bool
look(struct listening *listening, struct arena *arena, struct err *err)
{
        OWN(store_file_close) int file = -1;
        struct ear_upload *upload = listening->upload;
        struct clip clip = {0};
        uint64_t size = 0;
        bool is_mine = false;
        if (!copy_prefix(listening, &size, &file, err))
                return false;
        // Whatever comes of it, the next look is for what comes next.
        upload->looked_bytes = size;
        if (!claim(listening, size, &is_mine, err))
                return false;
        if (!is_mine)
                return true;
        OWN(release) __attribute__((unused)) const struct listening *claimed = listening;
        if (!clip_decode(listening->room->sandbox, file, arena, &clip, err))
                return false;
        upload->looked_ms = clip.duration_ms;
        return hear_manner(listening->room, upload->interview, arena, &listening->manner, err) &&
               hear_pieces(listening, &clip, arena, err);
}

static bool
look_once(void *context, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct listening *listening = context;
        const struct ear_upload *upload = listening->upload;
        listening->key = uploaded_key(upload->interview, upload->number, upload->id, &arena);
        return look(listening, &arena, err);
}

void
ear_upload_look(const struct turn_room *room, struct ear_upload *upload)
{
        struct used used = {0};
        struct turn_room own = *room;
        own.used = &used;
        struct listening listening = {.room = &own, .upload = upload};
        struct err err = {0};
        if (!memory_try(look_once, &listening, &err))
                log_err(err_may_pass(err.kind) ? LOG_WARN : LOG_DEBUG,
                        "an upload was not listened to", &err);
        spent_write(&own, upload->interview, (struct uuid){0});
}
