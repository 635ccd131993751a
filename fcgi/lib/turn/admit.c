#include "turn/admit.h"

#include <math.h>

#include "base/load.h"
#include "base/metrics.h"
#include "base/text.h"
#include "db/db.h"
#include "net/breaker.h"
#include "queries.h"
#include "turn/turn.h"

_Static_assert((int)ADMISSION_REASON_COUNT == (int)METRICS_ADMISSIONS, "each has its metrics");

enum { MINUTE = 60 };

// On average over the last minute (Little's law: what ended in it, by how long it took).
static double
busy_of(enum load load)
{
        return (double)load_of(load, MINUTE).us / 1e6 / MINUTE;
}

// What a turn takes of it, NAN where there was none.
static double
turn_seconds_of(enum load load)
{
        struct load_sum turns = load_of(LOAD_TURNS, LOAD_SECONDS_MOST);
        struct load_sum taken = load_of(load, LOAD_SECONDS_MOST);
        return turns.count == 0 ? NAN : (double)taken.us / 1e6 / (double)turns.count;
}

static bool
names_builtin(const struct chain *chain)
{
        for (int i = 0; i < chain->count; i++) {
                if (chain->items[i] == PROVIDER_BUILTIN)
                        return true;
        }
        return false;
}

static bool
is_recogniser_away(const struct chain *chain)
{
        for (int i = 0; i < chain->count; i++) {
                if (!provider_is_remote(chain->items[i]) ||
                    breaker_look(FUNCTION_STT, chain->items[i]) != BREAKER_OPEN)
                        return false;
        }
        return true;
}

// What is known without the database.
static struct admission_facts
facts_of_host(const struct turn_room *room, bool is_spoken)
{
        const struct config *config = room->config;
        bool uses_speech =
                (is_spoken && names_builtin(&config->stt)) || names_builtin(&config->tts);
        struct admission_facts facts = {
                .limit = config->interviews_at_once,
                .threads =
                        {
                                .width = config->api_processes * config->api_threads,
                                .busy = busy_of(LOAD_THREADS),
                                .turn_seconds = turn_seconds_of(LOAD_TURNS),
                        },
                .speech =
                        {
                                .width = uses_speech ? config->speech_processes : 0,
                                .busy = busy_of(LOAD_SPEECH),
                                .turn_seconds = turn_seconds_of(LOAD_SPEECH),
                                .least = config->speech_processes * ADMISSION_SPEECH_LEAST,
                        },
                .is_recogniser_away = is_spoken && is_recogniser_away(&config->stt),
                .free_bytes = UINT64_MAX,
        };
        struct err ignored;
        // A store that does not say is found out when it is written to.
        (void)!store_free(room->store, &facts.free_bytes, &ignored);
        return facts;
}

// In the transaction that holds the line.
static bool
decide(const struct turn_room *room, struct db *db, struct uuid interview, bool is_spoken,
       struct admit *admit, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct admission_facts facts = facts_of_host(room, is_spoken);
        if (!db_ask(db, &ADMISSION_FACTS, &rows, err, DB_UUID(interview)))
                return false;
        facts.running = (int)row_int(&rows, 0, "running");
        facts.young = (int)row_int(&rows, 0, "young");
        facts.place = (int)row_int(&rows, 0, "place");
        facts.cycle_seconds = row_real(&rows, 0, "cycle_seconds");
        facts.interview_seconds = row_real(&rows, 0, "interview_seconds");
        admit->decision = admission_decide(&facts);
        admit->place = admit->decision.is_admitted ? 0 : facts.place;
        metrics_count(METRIC_STARTS, (int)admit->decision.reason, 0, 0);
        return !admit->decision.is_admitted ||
               db_do(db, &ADMISSION_ADMIT, NULL, err, DB_UUID(interview));
}

bool
admit_start(const struct turn_room *room, struct uuid interview, struct admit *admit_out,
            struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows lock = {0};
        OWN(rows_close) struct rows own = {0};
        struct admit admit = {.decision = {.is_admitted = true}};
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !db_ask(db, &ADMISSION_ALONE, &lock, err) ||
            !db_do(db, &ADMISSION_LAPSE, NULL, err, DB_INT(ADMIT_LAPSE_SECONDS)) ||
            !db_ask(db, &ADMISSION_ASK, &own, err, DB_UUID(interview)))
                return false;
        if (own.count == 1 && !row_bool(&own, 0, "is_admitted") &&
            !decide(room, db, interview, row_bool(&own, 0, "is_spoken"), &admit, err))
                return false;
        if (!db_commit(db, err))
                return false;
        *admit_out = admit;
        return true;
}

bool
admit_count(struct db *db, struct uuid organisation, struct admit_counts *counts_out,
            struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &ADMISSION_COUNTS, &rows, err, DB_INT(ADMIT_LAPSE_SECONDS),
                    DB_UUID_OR_NULL(organisation)))
                return false;
        *counts_out = (struct admit_counts){
                .running = (int)row_int(&rows, 0, "running"),
                .waiting = (int)row_int(&rows, 0, "waiting"),
        };
        return true;
}
