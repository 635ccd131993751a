#include "turn/rest.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/stage_clock.h"
#include "db/db.h"
#include "db/segment.h"
#include "interview/segments.h"
#include "net/providers.h"
#include "turn/ear.h"
#include "turn/hear.h"
#include "turn/turn.h"

_Static_assert((int)SEGMENTS_RATE == (int)CLIP_RATE, "pieces are cut in what the sandbox decodes");

// How long pieces are waited for that another thread or process has been transcribing since before
// the end of the answer: longer than any of them takes. Then they are done again.
static const int64_t WAIT_MS = 30 * 1000;
static const int64_t GLANCE_MS = 20;
// What a provider elsewhere is given at once where pieces follow each other: fewer requests, and it
// finds the pauses itself.
enum { RUN_SAMPLES = 30 * CLIP_RATE };
// What is longer is halved for recognisers that would be idle: 5 s take one of them 0.9 s, and each
// cut through a sentence may cost a word.
enum { HALVED_SAMPLES = 5 * CLIP_RATE };

// Pieces that follow each other and are transcribed as one, or a part of a piece.
struct run {
        size_t first; // of the pieces
        size_t count;
        size_t start; // of the samples
        size_t end;
        bool is_part;
        struct arena arena; // of its own: the runs are heard by several threads
        struct transcript transcript;
        struct err err;
        bool is_heard;
};

// Of one round.
struct runs {
        struct run *items;
        size_t count;
};

static void
runs_done(struct runs *runs)
{
        for (size_t i = 0; i < runs->count; i++)
                arena_done(&runs->items[i].arena);
        *runs = (struct runs){0};
}

struct rest {
        const struct clip *clip;
        const struct hear_manner *manner;
        struct segments pieces;
        struct transcript *transcripts; // one a piece; those in a run behind its first stay empty
        bool *is_heard;
        bool *is_awaited; // somebody else is at it
        struct runs runs;
};

static int
ms_of(size_t sample)
{
        return (int)(sample * 1000 / CLIP_RATE);
}

static bool
list(const struct turn_room *room, struct uuid answer, struct arena *arena,
     struct heard_segments *segments_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) && segment_list(db, answer, arena, segments_out, err);
}

// Takes what is there. `has_awaited_out`: some that are needed are still on their way.
static bool
take_stored(const struct turn_room *room, const struct answer *answer, struct rest *rest,
            struct arena *arena, bool *has_awaited_out, struct err *err)
{
        struct heard_segments stored = {0};
        size_t k = 0;
        if (!list(room, answer->id, arena, &stored, err))
                return false;
        *has_awaited_out = false;
        for (size_t i = 0; i < rest->pieces.count; i++) {
                int start_ms = ms_of(rest->pieces.items[i].start);
                int end_ms = ms_of(rest->pieces.items[i].end);
                while (k < stored.count && stored.items[k].start_ms < start_ms)
                        k++;
                const struct heard_segment *found = k < stored.count ? &stored.items[k] : NULL;
                bool is_same =
                        found != NULL && found->start_ms == start_ms && found->end_ms == end_ms;
                rest->is_awaited[i] = is_same && !found->is_done;
                *has_awaited_out = *has_awaited_out || rest->is_awaited[i];
                if (rest->is_heard[i] || !is_same || !found->is_done)
                        continue;
                rest->is_heard[i] = true;
                rest->transcripts[i] = found->transcript;
        }
        return true;
}

// False where even the longest is short.
static bool
halve_longest(struct rest *rest, struct arena *arena)
{
        struct run *longest = &rest->runs.items[0];
        for (size_t i = 1; i < rest->runs.count; i++) {
                struct run *run = &rest->runs.items[i];
                if (run->end - run->start > longest->end - longest->start)
                        longest = run;
        }
        if (longest->end - longest->start <= HALVED_SAMPLES)
                return false;
        size_t cut = segments_halve(rest->clip->samples, longest->start, longest->end, arena);
        size_t behind = rest->runs.count - (size_t)(longest - rest->runs.items);
        memmove(longest + 1, longest, behind * sizeof *longest);
        rest->runs.count++;
        longest[0].is_part = longest[1].is_part = true;
        longest[0].end = longest[1].start = cut;
        return true;
}

// What nobody has heard and nobody is at.
static void
find_runs(const struct turn_room *room, struct rest *rest, struct arena *arena)
{
        bool is_embedded = stt_is_embedded(room->config, rest->manner->language);
        size_t at_once = is_embedded ? (size_t)room->config->speech_processes : 0;
        struct run *run = NULL;
        rest->runs.items =
                arena_alloc(arena, rest->pieces.count + at_once, sizeof *rest->runs.items);
        rest->runs.count = 0;
        for (size_t i = 0; i < rest->pieces.count; i++) {
                const struct segment *pieces = rest->pieces.items;
                if (rest->is_heard[i] || rest->is_awaited[i]) {
                        run = NULL;
                        continue;
                }
                if (run == NULL || is_embedded || pieces[i].end - run->start > RUN_SAMPLES) {
                        run = &rest->runs.items[rest->runs.count++];
                        *run = (struct run){.first = i, .start = pieces[i].start};
                }
                run->count++;
                run->end = pieces[i].end;
        }
        while (rest->runs.count > 0 && rest->runs.count < at_once && halve_longest(rest, arena))
                continue;
}

struct hearing {
        const struct turn_room *room;
        const struct hear_order *order;
        struct run *run;
};

static bool
hear_order(void *context, struct err *err)
{
        const struct hearing *hearing = context;
        struct run *run = hearing->run;
        return hear(hearing->room, hearing->order, &run->arena, &run->transcript, err);
}

// In whatever thread, which goes on without memory too.
static void
hear_run(const struct turn_room *room, void *context, size_t index)
{
        struct rest *rest = context;
        struct run *run = &rest->runs.items[index];
        struct hear_order order = {
                .clip = rest->clip,
                .start = run->start,
                .end = run->end,
                .is_piece = run->count == 1,
                .manner = rest->manner,
        };
        struct hearing hearing = {room, &order, run};
        run->is_heard = memory_try(hear_order, &hearing, &run->err);
}

// Parts of a piece come in their order.
static void
add_heard(const struct run *run, struct transcript *transcript, struct arena *arena)
{
        const struct transcript parts[] = {*transcript, transcript_copy(&run->transcript, arena)};
        *transcript = run->is_part ? transcript_join(parts, COUNT_OF(parts), arena) : parts[1];
}

static bool
hear_runs(const struct turn_room *room, struct rest *rest, struct arena *arena, struct err *err)
{
        bool is_heard = true;
        find_runs(room, rest, arena);
        ear_share(room->ear, room, hear_run, rest, rest->runs.count);
        OWN(runs_done) struct runs runs = rest->runs;
        for (size_t i = 0; i < runs.count; i++) {
                struct run *run = &runs.items[i];
                if (!run->is_heard)
                        *err = run->err;
                is_heard = is_heard && run->is_heard;
                if (run->is_heard)
                        add_heard(run, &rest->transcripts[run->first], arena);
                for (size_t k = 0; k < run->count; k++)
                        rest->is_heard[run->first + k] = run->is_heard;
        }
        return is_heard;
}

// The pieces, one way or the other.
static bool
hear_pieces(const struct turn_room *room, const struct answer *answer, struct rest *rest,
            struct arena *arena, struct err *err)
{
        int64_t until_ms = clock_ms() + WAIT_MS;
        bool has_awaited = true;
        while (has_awaited) {
                // What was awaited may have come to nothing: then it is heard here.
                if (!take_stored(room, answer, rest, arena, &has_awaited, err))
                        return false;
                if (clock_ms() > until_ms) {
                        memset(rest->is_awaited, 0, rest->pieces.count * sizeof *rest->is_awaited);
                        has_awaited = false;
                }
                if (!hear_runs(room, rest, arena, err))
                        return false;
                if (has_awaited) {
                        stage_provider_enter();
                        clock_sleep_ms(GLANCE_MS);
                        stage_provider_leave();
                }
        }
        return true;
}

static bool
has_stored(const struct turn_room *room, const struct answer *answer, struct rest *rest,
           struct arena *arena, bool *has_out, struct err *err)
{
        bool has_awaited = false;
        if (!take_stored(room, answer, rest, arena, &has_awaited, err))
                return false;
        *has_out = has_awaited;
        for (size_t i = 0; i < rest->pieces.count; i++)
                *has_out = *has_out || rest->is_heard[i];
        return true;
}

bool
rest_hear(const struct turn_room *room, const struct answer *answer, const struct clip *clip,
          const struct hear_manner *manner, struct arena *arena, struct transcript *transcript_out,
          struct err *err)
{
        STAGE_TIMED(TURN_STAGE_STT);
        struct hear_order whole = {.clip = clip,
                                   .end = clip->sample_count,
                                   .browser_text = answer->browser_text,
                                   .manner = manner};
        struct err problem = {0};
        bool has_some = false;
        // Nothing of it was heard before.
        if (!answer->was_uploaded)
                return hear(room, &whole, arena, transcript_out, err);
        struct rest rest = {
                .clip = clip,
                .manner = manner,
                .pieces = segments_find(clip->samples, clip->sample_count, arena),
        };
        rest.transcripts = arena_alloc(arena, rest.pieces.count, sizeof *rest.transcripts);
        rest.is_heard = arena_alloc(arena, rest.pieces.count, sizeof *rest.is_heard);
        rest.is_awaited = arena_alloc(arena, rest.pieces.count, sizeof *rest.is_awaited);
        for (size_t i = 0; i < rest.pieces.count; i++)
                rest.transcripts[i] = (struct transcript){.text = "", .confidence = -1};
        if (!has_stored(room, answer, &rest, arena, &has_some, err))
                return false;
        if (has_some) {
                if (hear_pieces(room, answer, &rest, arena, &problem)) {
                        *transcript_out =
                                transcript_join(rest.transcripts, rest.pieces.count, arena);
                        return true;
                }
                log_err(LOG_WARN, "pieces of an answer were not heard; it is tried whole",
                        &problem);
        }
        return hear(room, &whole, arena, transcript_out, err);
}
