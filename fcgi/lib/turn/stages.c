#include "turn/stages.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/log.h"
#include "db/db.h"
#include "queries.h"
#include "turn/turn.h"

struct member_name {
        char text[32];
};

static struct member_name
name_of(enum turn_stage stage)
{
        struct member_name name;
        snprintf(name.text, sizeof name.text, "%s_ms", TURN_STAGE_NAMES[stage]);
        return name;
}

static void
add(const struct turn_room *room, struct uuid answer, const struct buf *stages)
{
        OWN(db_give) struct db *db = NULL;
        struct err err;
        if (!db_take(room->pool, &db, &err) || !db_do(db, &ANSWER_ADD_STAGES, NULL, &err,
                                                      DB_UUID(answer), DB_TEXT(buf_string(stages))))
                log_err(LOG_WARN, "the times of a turn were not kept", &err);
}

static int64_t
rounded_ms(int64_t us)
{
        return (us + 500) / 1000;
}

void
stages_keep(const struct turn_room *room, struct uuid answer)
{
        OWN(buf_close) struct buf buf = buf_open(1024);
        struct json_writer json = json_writer_on(&buf);
        struct stage_clock *clock = stage_clock_of_thread();
        json_open_object(&json);
        for (int i = 0; i < TURN_STAGE_COUNT && clock != NULL; i++) {
                int64_t us = atomic_load(&clock->us[i]);
                if (us >= 0)
                        json_put_int(&json, name_of((enum turn_stage)i).text, rounded_ms(us));
        }
        json_close_object(&json);
        add(room, answer, &buf);
}

void
stages_keep_evaluation(const struct turn_room *room, struct uuid answer, int64_t us)
{
        OWN(buf_close) struct buf buf = buf_open(1024);
        struct json_writer json = json_writer_on(&buf);
        json_open_object(&json);
        json_put_int(&json, name_of(TURN_STAGE_EVALUATION).text, rounded_ms(us));
        json_close_object(&json);
        add(room, answer, &buf);
}

void
stages_write(struct json_writer *json, const struct json_object *stages)
{
        json_open_object(json);
        for (int i = 0; i < TURN_STAGE_COUNT; i++) {
                struct member_name name = name_of((enum turn_stage)i);
                int64_t ms = json_int_or(stages, name.text, -1);
                json_name(json, name.text);
                if (ms >= 0)
                        json_add_int(json, ms);
                else
                        json_add_null(json);
        }
        json_close_object(json);
}
