#include "model/rubric.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"

// Bounds of a rubric: more than these nobody can judge by.
enum {
        CRITERIA_MOST = 20,
        INDICATORS_MOST = 20,
        LEVELS_MOST = 10,
        KEY_MOST = 60,
        NAME_MOST = 120,
        TEXT_MOST = 1000,
};
static const double WEIGHT_MOST = 1000;
static const double SCORE_MOST = 10;

void
rubric_write_criteria(struct json_writer *json, const struct rubric *rubric)
{
        json_open_list(json);
        for (size_t i = 0; i < rubric->criterion_count; i++) {
                const struct criterion *criterion = &rubric->criteria[i];
                json_open_object(json);
                json_put_text(json, "key", criterion->key);
                json_put_text(json, "name", criterion->name);
                json_put_text(json, "description", criterion->description);
                json_put_number(json, "weight", criterion->weight, 3);
                json_put_text(json, "dimension", DIMENSION_NAMES[criterion->dimension]);
                json_name(json, "indicators");
                json_open_list(json);
                for (size_t k = 0; k < criterion->indicator_count; k++) {
                        json_open_object(json);
                        json_put_text(json, "key", criterion->indicators[k].key);
                        json_put_text(json, "text", criterion->indicators[k].text);
                        json_put_number(json, "points", criterion->indicators[k].points, 3);
                        json_close_object(json);
                }
                json_close_list(json);
                json_name(json, "levels");
                json_open_list(json);
                for (size_t k = 0; k < criterion->level_count; k++) {
                        json_open_object(json);
                        json_put_number(json, "from", criterion->levels[k].from, 3);
                        json_put_text(json, "text", criterion->levels[k].text);
                        json_close_object(json);
                }
                json_close_list(json);
                json_close_object(json);
        }
        json_close_list(json);
}

// Puts where we are in front of the field that a reader named: "rubric[2]" before "points".
static bool
fail_at(struct err *err, const char *place)
{
        if (err->kind == ERR_INPUT) {
                char field[sizeof err->field];
                bool needs_dot = err->field[0] != '\0' && err->field[0] != '[';
                snprintf(field, sizeof field, "%.30s%s%.32s", place, needs_dot ? "." : "",
                         err->field);
                memcpy(err->field, field, sizeof field);
        }
        return false;
}

static bool
fail_in(struct err *err, const char *list, size_t index)
{
        char place[32];
        snprintf(place, sizeof place, "%s[%zu]", list, index);
        return fail_at(err, place);
}

// Weights and points have three decimals, as they are written, so that a score that is computed
// from a written rubric is the same.
static bool
read_number(const struct json_object *object, const char *name, double *value_out, struct err *err)
{
        if (json_get(object, name) == NULL)
                return FAIL_FIELD(err, name, "\"%s\" is missing.", name);
        double number = round(json_number_or(object, name, NAN) * 1000) / 1000;
        if (!isfinite(number) || number <= 0 || number > WEIGHT_MOST)
                return FAIL_FIELD(err, name, "\"%s\" must be a number above 0 and at most %g.",
                                  name, WEIGHT_MOST);
        *value_out = number;
        return true;
}

static bool
is_key(const char *key)
{
        return strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(key);
}

static bool
read_key(const struct json_object *node, struct arena *arena, const char **key_out, struct err *err)
{
        const char *key = NULL;
        struct json_text_rule rule = {.name = "key", .least = 1, .most = KEY_MOST};
        if (!json_read_text(node, rule, arena, &key, err))
                return false;
        if (!is_key(key))
                return FAIL_FIELD(err, "key",
                                  "\"key\" may have small letters, digits, '_' and "
                                  "'-' only.");
        *key_out = key;
        return true;
}

static bool
need_object(const struct json_object *node, const char *const *names, size_t count, struct err *err)
{
        if (!json_is_object(node))
                return FAIL_FIELD(err, "", "An object is expected here.");
        return json_only(node, names, count, err);
}

static bool
read_indicator(const struct json_object *node, struct arena *arena, struct indicator *indicator,
               struct err *err)
{
        static const char *const NAMES[] = {"key", "text", "points"};
        struct json_text_rule text = {.name = "text", .least = 1, .most = TEXT_MOST};
        return need_object(node, NAMES, COUNT_OF(NAMES), err) &&
               read_key(node, arena, &indicator->key, err) &&
               json_read_text(node, text, arena, &indicator->text, err) &&
               read_number(node, "points", &indicator->points, err);
}

static bool
read_indicators(const struct json_object *node, struct arena *arena, struct criterion *criterion,
                struct err *err)
{
        struct json_object *list = NULL;
        if (!json_read_list(node, "indicators", INDICATORS_MOST, false, &list, err))
                return false;
        size_t count = json_count(list);
        if (count == 0)
                return FAIL_FIELD(err, "indicators", "\"indicators\" must have at least one.");
        struct indicator *indicators = arena_alloc(arena, count, sizeof *indicators);
        for (size_t i = 0; i < count; i++) {
                if (!read_indicator(json_at(list, i), arena, &indicators[i], err))
                        return fail_in(err, "indicators", i);
                for (size_t k = 0; k < i; k++) {
                        if (strcmp(indicators[k].key, indicators[i].key) != 0)
                                continue;
                        (void)FAIL_FIELD(err, "key", "\"%s\" is there twice.", indicators[i].key);
                        return fail_in(err, "indicators", i);
                }
        }
        criterion->indicators = indicators;
        criterion->indicator_count = count;
        return true;
}

static bool
read_level(const struct json_object *node, double above, struct arena *arena, struct level *level,
           struct err *err)
{
        static const char *const NAMES[] = {"from", "text"};
        struct json_text_rule text = {.name = "text", .least = 1, .most = TEXT_MOST};
        if (!need_object(node, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(node, text, arena, &level->text, err))
                return false;
        double from = round(json_number_or(node, "from", NAN) * 1000) / 1000;
        if (!isfinite(from) || from < 0 || from > SCORE_MOST || from <= above)
                return FAIL_FIELD(err, "from",
                                  "\"from\" must be a number from 0 to 10, and above "
                                  "that of the level before.");
        level->from = from;
        return true;
}

static bool
read_levels(const struct json_object *node, struct arena *arena, struct criterion *criterion,
            struct err *err)
{
        struct json_object *list = NULL;
        if (!json_read_list(node, "levels", LEVELS_MOST, true, &list, err))
                return false;
        size_t count = json_count(list);
        struct level *levels = arena_alloc(arena, count, sizeof *levels);
        double above = -1;
        for (size_t i = 0; i < count; i++) {
                if (!read_level(json_at(list, i), above, arena, &levels[i], err))
                        return fail_in(err, "levels", i);
                above = levels[i].from;
        }
        criterion->levels = levels;
        criterion->level_count = count;
        return true;
}

static bool
read_criterion(const struct json_object *node, struct arena *arena, struct criterion *criterion,
               struct err *err)
{
        static const char *const NAMES[] = {"key",       "name",       "description", "weight",
                                            "dimension", "indicators", "levels"};
        struct json_text_rule name = {.name = "name", .least = 1, .most = NAME_MOST};
        struct json_text_rule description = {
                .name = "description", .least = 0, .most = TEXT_MOST, .is_optional = true};
        int dimension = 0;
        criterion->description = "";
        if (!need_object(node, NAMES, COUNT_OF(NAMES), err) ||
            !read_key(node, arena, &criterion->key, err) ||
            !json_read_text(node, name, arena, &criterion->name, err) ||
            !json_read_text(node, description, arena, &criterion->description, err) ||
            !read_number(node, "weight", &criterion->weight, err) ||
            !json_read_choice(node, "dimension", DIMENSION_NAMES, DIMENSION_COUNT, false,
                              &dimension, err))
                return false;
        criterion->dimension = (enum dimension)dimension;
        return read_indicators(node, arena, criterion, err) &&
               read_levels(node, arena, criterion, err);
}

bool
rubric_read_criteria(const struct json_object *list, struct arena *arena, struct rubric *rubric_out,
                     struct err *err)
{
        if (!json_is_list(list))
                return FAIL_FIELD(err, "rubric", "\"rubric\" must be a list of criteria.");
        size_t count = json_count(list);
        if (count == 0 || count > CRITERIA_MOST)
                return FAIL_FIELD(err, "rubric", "\"rubric\" must have 1 to %d criteria.",
                                  CRITERIA_MOST);
        struct criterion *criteria = arena_alloc(arena, count, sizeof *criteria);
        for (size_t i = 0; i < count; i++) {
                if (!read_criterion(json_at(list, i), arena, &criteria[i], err))
                        return fail_in(err, "rubric", i);
                for (size_t k = 0; k < i; k++) {
                        if (strcmp(criteria[k].key, criteria[i].key) != 0)
                                continue;
                        (void)FAIL_FIELD(err, "key", "\"%s\" is there twice.", criteria[i].key);
                        return fail_in(err, "rubric", i);
                }
        }
        *rubric_out = (struct rubric){.criteria = criteria, .criterion_count = count};
        return true;
}

const struct criterion *
rubric_criterion(const struct rubric *rubric, const char *key)
{
        for (size_t i = 0; key != NULL && i < rubric->criterion_count; i++) {
                if (strcmp(rubric->criteria[i].key, key) == 0)
                        return &rubric->criteria[i];
        }
        return NULL;
}

const struct indicator *
criterion_indicator(const struct criterion *criterion, const char *key)
{
        for (size_t i = 0; key != NULL && i < criterion->indicator_count; i++) {
                if (strcmp(criterion->indicators[i].key, key) == 0)
                        return &criterion->indicators[i];
        }
        return NULL;
}
