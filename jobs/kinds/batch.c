// batch {batch}: every report of a posting and a time, as JSON and PDF, in one archive.
//
// Reports are jobs of their own, so that none is made twice, whatever becomes of this one: it asks
// for those that are missing, steps back until they are there, and then writes the archive.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "batch/archive.h"
#include "batch/index.h"
#include "db/batch.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/report.h"
#include "kind.h"
#include "model/report_context.h"

enum {
        LOOK_AGAIN_SECONDS = 2,
        BEAT_MS = 20 * 1000, // far less than the lease
        PIECE_BYTES = 256 * 1024,
};

// The largest report and its PDF, as in report.c; and an archive of very many of them.
static const size_t PDF_LIMIT = 64 * 1024 * 1024;
static const size_t JSON_LIMIT = 160 * 1024 * 1024;
static const size_t INDEX_LIMIT = 256 * 1024 * 1024;
static const uint64_t ARCHIVE_LIMIT = (uint64_t)1 << 40;

struct count {
        int done;
        int failed;
        int waiting;
};

// What the archive is made of while it is written: of each member a JSON and a PDF, then the index
// and the summary.
struct packing {
        const struct job_room *room;
        const struct job *job;
        const struct batch *batch;
        const struct batch_member *members; // those with a report first
        size_t with_report;
        size_t count;
        struct batch_peers peers;
        struct archive_file *files;
        struct index_entry *entries;
        struct arena *arena;    // of the whole
        struct arena arena_now; // of the member in hand
        struct batch_report report_now;
        struct buf csv;
        struct buf summary;
        int64_t beaten_at;
};

static void
packing_done(struct packing *packing)
{
        arena_done(&packing->arena_now);
        buf_close(&packing->csv);
        buf_close(&packing->summary);
}

static bool
count_members(const struct job_room *room, struct uuid batch, struct arena *arena,
              struct batch_member **members_out, size_t *member_count_out, struct count *count_out,
              struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct count count = {0};
        if (!db_take(room->pool, &db, err) ||
            !batch_members(db, batch, arena, members_out, member_count_out, err))
                return false;
        for (size_t i = 0; i < *member_count_out; i++) {
                const struct batch_member *member = &(*members_out)[i];
                bool has_failed = text_equals(member->job_state, "failed");
                count.done += member->has_report ? 1 : 0;
                count.failed += !member->has_report && has_failed ? 1 : 0;
                count.waiting += !member->has_report && !has_failed ? 1 : 0;
        }
        *count_out = count;
        return true;
}

// Asks for the reports that nobody has asked for, tells how far it is, and steps back.
static bool
wait_for_reports(const struct job_room *room, const struct job *job, const struct batch *batch,
                 const struct batch_member *members, size_t member_count, struct count count,
                 struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !batch_progress(db, batch->id, (int)member_count, count.done, count.failed, err))
                return false;
        for (size_t i = 0; i < member_count; i++) {
                // Done without a report: it is gone, and is made again.
                bool is_missing =
                        !members[i].has_report &&
                        (members[i].job_state == NULL || text_equals(members[i].job_state, "done"));
                const char *key = arena_text(&arena, uuid_to_text(members[i].interview).text);
                const char *payload = arena_print(&arena, "{\"interview\":\"%s\"}", key);
                if (is_missing &&
                    !job_enqueue(db, "report", key, payload, batch->organisation, 0, err))
                        return false;
        }
        return job_put_off(db, job, LOOK_AGAIN_SECONDS, err) && db_commit(db, err);
}

static bool
beat(struct packing *packing, struct err *err)
{
        if (clock_ms() - packing->beaten_at < BEAT_MS)
                return true;
        packing->beaten_at = clock_ms();
        return job_keep(packing->room, packing->job, err);
}

static bool
take_entry(struct packing *packing, size_t member, struct err *err)
{
        struct index_entry *entry = &packing->entries[member];
        bool has_report = member < packing->with_report;
        if (!index_entry_of(&packing->report_now, packing->arena, entry, err))
                return false;
        entry->interview =
                arena_text(packing->arena, uuid_to_text(packing->members[member].interview).text);
        entry->json_name = has_report ? packing->files[2 * member].name : NULL;
        entry->pdf_name = has_report ? packing->files[2 * member + 1].name : NULL;
        return true;
}

// The report as it is downloaded now.
static bool
join_context(struct packing *packing, size_t member, struct db *db, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(JSON_LIMIT);
        struct uuid id = packing->members[member].interview;
        struct arena *arena = &packing->arena_now;
        struct interview interview = {0};
        struct report_context context = {0};
        if (!interview_find(db, id, (struct uuid){{0}}, arena, &interview, err) ||
            !batch_context_find(db, &packing->peers, id, &packing->report_now, arena, &context,
                                err) ||
            !report_write_joined(&buf, packing->report_now.body, &interview, &context, err))
                return false;
        packing->report_now.body = arena_text(arena, buf_string(&buf));
        return true;
}

// What was erased since the archive was begun leaves the whole of it to be made again without it.
static bool
load_member(struct packing *packing, size_t member, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        bool has_row = false;
        arena_done(&packing->arena_now);
        if (!beat(packing, err) || !db_take(packing->room->pool, &db, err) ||
            !batch_report_find(db, packing->members[member].interview, &packing->arena_now,
                               &packing->report_now, &has_row, err))
                return false;
        if (!has_row || (member < packing->with_report && packing->report_now.body == NULL))
                return FAIL(err, ERR_BUSY, "An interview was erased while the archive was made.");
        return take_entry(packing, member, err) &&
               (packing->report_now.body == NULL || join_context(packing, member, db, err));
}

static bool
give_index(struct packing *packing, struct archive_content *content_out, struct err *err)
{
        for (size_t i = packing->with_report; i < packing->count; i++) {
                if (!load_member(packing, i, err))
                        return false;
        }
        index_csv(packing->entries, packing->count, &packing->csv);
        *content_out = (struct archive_content){.bytes = buf_string(&packing->csv),
                                                .length = packing->csv.length};
        return buf_check(&packing->csv, ERR_TOO_LARGE, "The index", err);
}

static bool
give_summary(struct packing *packing, struct archive_content *content_out, struct err *err)
{
        struct clock_text now = clock_rfc3339(clock_wall_ms());
        arena_done(&packing->arena_now);
        // The index before it is in the file; of very many reports both would be large.
        buf_close(&packing->csv);
        if (!index_pdf(packing->batch, packing->entries, packing->count, now.text,
                       &packing->arena_now, &packing->summary, err))
                return false;
        *content_out = (struct archive_content){.bytes = packing->summary.bytes,
                                                .length = packing->summary.length};
        return true;
}

static bool
give_content(size_t file, void *context, struct archive_content *content_out, struct err *err)
{
        struct packing *packing = context;
        const char *bytes = NULL;
        size_t length = 0;
        if (file == 2 * packing->with_report)
                return give_index(packing, content_out, err);
        if (file > 2 * packing->with_report)
                return give_summary(packing, content_out, err);
        if (file % 2 == 0) {
                if (!load_member(packing, file / 2, err))
                        return false;
                *content_out = (struct archive_content){
                        .bytes = packing->report_now.body,
                        .length = strlen(packing->report_now.body),
                };
                return true;
        }
        if (!store_read(packing->room->store, packing->report_now.pdf_key, PDF_LIMIT,
                        &packing->arena_now, &bytes, &length, err))
                return false;
        *content_out = (struct archive_content){.bytes = bytes, .length = length};
        return true;
}

// "0001-Ada-Example.json", "0001-Ada-Example.pdf", ..., "index.csv", "summary.pdf".
static size_t
name_files(struct packing *packing)
{
        size_t count = 0;
        for (size_t i = 0; i < packing->with_report; i++) {
                const char *name =
                        text_file_name(packing->arena, packing->members[i].candidate_name);
                packing->files[count++] = (struct archive_file){
                        .name = arena_print(packing->arena, "reports/%04zu-%s.json", i + 1, name)};
                packing->files[count++] = (struct archive_file){
                        .name = arena_print(packing->arena, "reports/%04zu-%s.pdf", i + 1, name),
                        .is_packed = true,
                };
        }
        packing->files[count++] = (struct archive_file){.name = "index.csv"};
        packing->files[count++] = (struct archive_file){.name = "summary.pdf", .is_packed = true};
        return count;
}

// Those with a report first, each part in its order.
static struct batch_member *
sorted(const struct batch_member *members, size_t count, struct arena *arena)
{
        struct batch_member *all = arena_alloc(arena, count, sizeof *all);
        size_t used = 0;
        for (int turn = 0; turn < 2; turn++) {
                for (size_t i = 0; i < count; i++) {
                        if (members[i].has_report == (turn == 0))
                                all[used++] = members[i];
                }
        }
        return all;
}

// Copies the file into the store, where it is durable.
static bool
store_archive(const struct job_room *room, const char *path, const char *key, int64_t *bytes_out,
              struct digest *digest_out, struct err *err)
{
        OWN(store_put_close) struct store_put put = {.file = -1};
        FILE *file = fopen(path, "rbe");
        char piece[PIECE_BYTES];
        bool is_copied = file != NULL && store_put_open(room->store, ARCHIVE_LIMIT, &put, err);
        if (file == NULL)
                return FAIL(err, ERR_BUSY, "The archive cannot be read back.");
        for (size_t got; is_copied && (got = fread(piece, 1, sizeof piece, file)) > 0;)
                is_copied = store_put_add(&put, piece, got, err);
        if (is_copied && ferror(file) != 0)
                is_copied = FAIL(err, ERR_BUSY, "The archive cannot be read back.");
        fclose(file);
        *bytes_out = (int64_t)put.size_bytes;
        return is_copied && store_put_finish(&put, key, digest_out, err);
}

static bool
finish(const struct job_room *room, const struct job *job, const struct batch *batch,
       const char *key, int64_t bytes, const struct digest *digest, struct count count,
       struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) && db_begin(db, err) &&
               batch_finish(db, batch->id, key, bytes, digest, count.done, count.failed, err) &&
               job_end(room, db, job, err) && db_commit(db, err);
}

static bool
find_peers(const struct job_room *room, struct uuid batch, struct arena *arena,
           struct batch_peers *peers_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) && batch_peers_find(db, batch, arena, peers_out, err);
}

static bool
pack(const struct job_room *room, const struct job *job, const struct batch *batch,
     const struct batch_member *members, size_t member_count, struct count count,
     struct arena *arena, struct err *err)
{
        const char *id = arena_text(arena, uuid_to_text(batch->id).text);
        const char *name = arena_text(arena, uuid_to_text(uuid_new()).text);
        const char *path = arena_print(arena, "%s/tmp/batch-%s", room->store->dir, name);
        const char *key = arena_print(arena, "batches/%s/%s.zip", id, name);
        int64_t bytes = 0;
        struct digest digest;
        OWN(packing_done)
        struct packing packing = {
                .room = room,
                .job = job,
                .batch = batch,
                .members = sorted(members, member_count, arena),
                .with_report = (size_t)count.done,
                .count = member_count,
                .files = arena_alloc(arena, 2 * member_count + 2, sizeof(struct archive_file)),
                .entries = arena_alloc(arena, member_count, sizeof(struct index_entry)),
                .arena = arena,
                .csv = buf_open(INDEX_LIMIT),
                .summary = buf_open(INDEX_LIMIT),
                .beaten_at = clock_ms(),
        };
        struct archive_plan plan = {
                .files = packing.files,
                .count = name_files(&packing),
                .content = give_content,
                .context = &packing,
        };
        mkdir(arena_print(arena, "%s/tmp", room->store->dir), 0700);
        bool is_kept = find_peers(room, batch->id, arena, &packing.peers, err) &&
                       archive_write(path, &plan, err) && beat(&packing, err) &&
                       store_archive(room, path, key, &bytes, &digest, err);
        unlink(path);
        return is_kept && finish(room, job, batch, key, bytes, &digest, count, err);
}

// The last attempt has failed: HR is told on the batch itself.
static void
give_up(const struct job_room *room, const struct batch *batch, const struct err *why)
{
        OWN(db_give) struct db *db = NULL;
        struct err err = {0};
        if (!db_take(room->pool, &db, &err) || !batch_fail(db, batch->id, why->message, &err))
                log_err(LOG_WARN, "a batch that failed was not marked so", &err);
}

bool
job_batch_run(const struct job_room *room, const struct job *job, struct arena *arena,
              struct err *err)
{
        struct uuid id = {{0}};
        struct batch batch = {0};
        struct batch_member *members = NULL;
        struct count count = {0};
        size_t member_count = 0;
        if (!job_payload_id(job, "batch", &id, err))
                return false;
        {
                OWN(db_give) struct db *db = NULL;
                if (!db_take(room->pool, &db, err) ||
                    !batch_find(db, id, (struct uuid){{0}}, arena, &batch, err))
                        return false;
        }
        if (!text_equals(batch.status, "queued") && !text_equals(batch.status, "running"))
                return job_finish_alone(room, job, err);
        if (!count_members(room, id, arena, &members, &member_count, &count, err))
                return false;
        if (count.waiting > 0)
                return wait_for_reports(room, job, &batch, members, member_count, count, err);
        {
                OWN(db_give) struct db *db = NULL;
                if (!db_take(room->pool, &db, err) ||
                    !batch_progress(db, id, (int)member_count, count.done, count.failed, err))
                        return false;
        }
        if (pack(room, job, &batch, members, member_count, count, arena, err))
                return true;
        if (job->attempts >= job->most_attempts)
                give_up(room, &batch, err);
        return false;
}
