#include "interview/bank.h"

#include <stdio.h>
#include <string.h>

#include "base/json_read.h"
#include "base/own.h"

// Bounds of a seed file.
enum {
        QUESTIONS_MOST = 2000,
        EXPECTED_MOST = 12,
        FOLLOW_UPS_LEAST = 2,
        FOLLOW_UPS_MOST = 8,
        QUESTION_TEXT_MOST = 400, // longer than anybody keeps in mind while listening
        EXPECTED_TEXT_MOST = 300,
        ID_MOST = 80,
        NAME_MOST = 80,
};

static const char *const LACKS[] = {"result", "action", "measure", "example",
                                    "detail", "reason", "own_part"};

// Puts the place in front of the field that a reader named: "questions[3]" before "text".
static bool
fail_in(struct err *err, const char *list, size_t index)
{
        char field[sizeof err->field];
        if (err->kind == ERR_INPUT) {
                snprintf(field, sizeof field, "%.20s[%zu]%s%.30s", list, index,
                         err->field[0] == '\0' ? "" : ".", err->field);
                memcpy(err->field, field, sizeof field);
        }
        return false;
}

static bool
read_expected(const struct json_object *node, struct arena *arena, struct question *question,
              struct err *err)
{
        struct json_object *list = NULL;
        if (!json_read_list(node, "expected", EXPECTED_MOST, false, &list, err))
                return false;
        size_t count = json_count(list);
        if (count == 0)
                return FAIL_FIELD(err, "expected", "\"expected\" needs at least one point.");
        const char **texts = arena_alloc(arena, count, sizeof *texts);
        for (size_t i = 0; i < count; i++) {
                const char *text = json_text_at(list, i);
                if (text == NULL || text[0] == '\0' || strlen(text) > EXPECTED_TEXT_MOST) {
                        (void)FAIL_FIELD(err, "", "A point must be a text of 1 to %d bytes.",
                                         EXPECTED_TEXT_MOST);
                        return fail_in(err, "expected", i);
                }
                texts[i] = arena_text(arena, text);
        }
        question->expected = texts;
        question->expected_count = count;
        return true;
}

static bool
read_follow_up(const struct json_object *node, struct arena *arena, struct follow_up *follow_up,
               struct err *err)
{
        static const char *const NAMES[] = {"lacks", "text"};
        struct json_text_rule text = {.name = "text", .least = 5, .most = QUESTION_TEXT_MOST};
        int lacks = 0;
        if (!json_only(node, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_choice(node, "lacks", LACKS, COUNT_OF(LACKS), false, &lacks, err) ||
            !json_read_text(node, text, arena, &follow_up->text, err))
                return false;
        follow_up->lacks = LACKS[lacks];
        return true;
}

static bool
read_follow_ups(const struct json_object *node, struct arena *arena, struct question *question,
                struct err *err)
{
        struct json_object *list = NULL;
        if (!json_read_list(node, "follow_ups", FOLLOW_UPS_MOST, false, &list, err))
                return false;
        size_t count = json_count(list);
        if (count < FOLLOW_UPS_LEAST)
                return FAIL_FIELD(err, "follow_ups", "\"follow_ups\" needs at least %d.",
                                  FOLLOW_UPS_LEAST);
        struct follow_up *follow_ups = arena_alloc(arena, count, sizeof *follow_ups);
        for (size_t i = 0; i < count; i++) {
                if (!read_follow_up(json_at(list, i), arena, &follow_ups[i], err))
                        return fail_in(err, "follow_ups", i);
        }
        question->follow_ups = follow_ups;
        question->follow_up_count = count;
        return true;
}

static bool
read_question(const struct json_object *node, struct arena *arena, struct question *question,
              struct err *err)
{
        static const char *const NAMES[] = {"id",         "text",       "kind",     "family",
                                            "competency", "difficulty", "expected", "follow_ups"};
        struct json_text_rule id = {.name = "id", .least = 3, .most = ID_MOST};
        struct json_text_rule text = {.name = "text", .least = 10, .most = QUESTION_TEXT_MOST};
        struct json_text_rule family = {
                .name = "family", .least = 1, .most = NAME_MOST, .is_optional = true};
        struct json_text_rule competency = {.name = "competency", .least = 2, .most = NAME_MOST};
        int kind = 0;
        int difficulty = 0;
        if (!json_only(node, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(node, id, arena, &question->id, err) ||
            !json_read_text(node, text, arena, &question->text, err) ||
            // Mixed is what a posting asks for, no kind of a question.
            !json_read_choice(node, "kind", INTERVIEW_TYPE_NAMES, INTERVIEW_MIXED, false, &kind,
                              err) ||
            !json_read_text(node, family, arena, &question->family, err) ||
            !json_read_text(node, competency, arena, &question->competency, err) ||
            !json_read_choice(node, "difficulty", DIFFICULTY_NAMES, DIFFICULTY_COUNT, false,
                              &difficulty, err))
                return false;
        question->kind = INTERVIEW_TYPE_NAMES[kind];
        question->difficulty = (enum difficulty)difficulty;
        return read_expected(node, arena, question, err) &&
               read_follow_ups(node, arena, question, err);
}

static bool
is_there_already(const struct question *questions, size_t count, const char *id)
{
        for (size_t i = 0; i < count; i++) {
                if (strcmp(questions[i].id, id) == 0)
                        return true;
        }
        return false;
}

bool
bank_read(const char *json, size_t length, struct arena *arena, struct question **questions_out,
          size_t *count_out, struct err *err)
{
        static const char *const NAMES[] = {"language", "questions"};
        OWN(json_document_close) struct json_document document = {0};
        struct json_text_rule language_rule = {.name = "language", .least = 2, .most = 3};
        struct json_object *list = NULL;
        const char *language = NULL;
        if (!json_parse(json, length, &document, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(document.root, language_rule, arena, &language, err) ||
            !json_read_list(document.root, "questions", QUESTIONS_MOST, false, &list, err))
                return false;
        size_t count = json_count(list);
        if (count == 0)
                return FAIL_FIELD(err, "questions", "\"questions\" must not be empty.");
        struct question *questions = arena_alloc(arena, count, sizeof *questions);
        for (size_t i = 0; i < count; i++) {
                if (!read_question(json_at(list, i), arena, &questions[i], err))
                        return fail_in(err, "questions", i);
                questions[i].language = language;
                if (is_there_already(questions, i, questions[i].id)) {
                        (void)FAIL_FIELD(err, "id", "\"%s\" is there twice.", questions[i].id);
                        return fail_in(err, "questions", i);
                }
        }
        *questions_out = questions;
        *count_out = count;
        return true;
}

static bool
read_default(const struct json_object *node, struct arena *arena, struct rubric *rubric,
             int *type_out, struct err *err)
{
        static const char *const NAMES[] = {"type", "id", "name", "version", "criteria"};
        struct json_text_rule id_rule = {.name = "id", .least = 3, .most = ID_MOST};
        struct json_text_rule name_rule = {.name = "name", .least = 3, .most = NAME_MOST};
        const char *id = NULL;
        const char *name = NULL;
        int64_t version = 0;
        if (!json_only(node, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_choice(node, "type", INTERVIEW_TYPE_NAMES, INTERVIEW_TYPE_COUNT, false,
                              type_out, err) ||
            !json_read_text(node, id_rule, arena, &id, err) ||
            !json_read_text(node, name_rule, arena, &name, err) ||
            !json_read_int(node, "version", 1, 100000, false, &version, err) ||
            !rubric_read_criteria(json_get(node, "criteria"), arena, rubric, err))
                return false;
        rubric->id = id;
        rubric->name = name;
        rubric->version = (int)version;
        return true;
}

bool
rubric_defaults_read(const char *json, size_t length, struct arena *arena,
                     struct rubric rubrics_out[INTERVIEW_TYPE_COUNT], struct err *err)
{
        static const char *const NAMES[] = {"rubrics"};
        OWN(json_document_close) struct json_document document = {0};
        struct rubric rubrics[INTERVIEW_TYPE_COUNT] = {0};
        struct json_object *list = NULL;
        if (!json_parse(json, length, &document, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_list(document.root, "rubrics", INTERVIEW_TYPE_COUNT, false, &list, err))
                return false;
        for (size_t i = 0; i < json_count(list); i++) {
                struct rubric rubric = {0};
                int type = 0;
                if (!read_default(json_at(list, i), arena, &rubric, &type, err))
                        return fail_in(err, "rubrics", i);
                rubrics[type] = rubric;
        }
        for (int i = 0; i < INTERVIEW_TYPE_COUNT; i++) {
                if (rubrics[i].criteria == NULL)
                        return FAIL_FIELD(err, "rubrics", "The rubric of type \"%s\" is missing.",
                                          INTERVIEW_TYPE_NAMES[i]);
        }
        memcpy(rubrics_out, rubrics, sizeof rubrics);
        return true;
}
