#include "evaluate/golden_set.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/json_read.h"
#include "base/text.h"
#include "file.h"
#include "interview/agreement.h"

const char *const GOLDEN_QUALITIES[] = {"strong", "middling", "weak", "off_topic", "hostile"};
_Static_assert(COUNT_OF(GOLDEN_QUALITIES) == GOLDEN_QUALITY_COUNT, "each is counted");

enum { ANSWERS_MOST = 5000, QUESTIONS_MOST = 1000, EXPECTED_MOST = 20, TEXT_POINTS_MOST = 60000 };

static const size_t FILE_LIMIT = 16 * 1024 * 1024;

static const char *const KINDS[] = {"technical", "behavioral", "system_design", "cultural_fit",
                                    "opening"};

struct reading {
        struct arena *arena;
        struct golden_answer *answers; // ANSWERS_MOST
        size_t count;
};

const char *
golden_measure_name(int measure)
{
        return measure == GOLDEN_OVERALL ? "overall" : DIMENSION_NAMES[measure];
}

static bool
read_reference(const struct json_object *node, struct golden_answer *answer, struct err *err)
{
        const char *names[GOLDEN_MEASURES];
        const struct json_object *reference = json_get(node, "reference");
        for (int i = 0; i < GOLDEN_MEASURES; i++) {
                names[i] = golden_measure_name(i);
                answer->reference[i] = -1;
        }
        if (!json_is_object(reference))
                return FAIL_FIELD(err, "reference", "reference must name levels.");
        if (!json_only(reference, names, COUNT_OF(names), err))
                return false;
        for (int i = 0; i < GOLDEN_MEASURES; i++) {
                if (!json_read_choice(reference, names[i], AGREEMENT_LEVEL_NAMES, AGREEMENT_LEVELS,
                                      i != GOLDEN_OVERALL, &answer->reference[i], err))
                        return false;
        }
        return true;
}

static bool
is_taken(const struct reading *reading, const char *id)
{
        for (size_t i = 0; i < reading->count; i++) {
                if (text_equals(reading->answers[i].id, id))
                        return true;
        }
        return false;
}

static bool
read_answer(struct reading *reading, const struct json_object *node,
            const struct question *question, enum interview_type type, struct err *err)
{
        static const char *const MEMBERS[] = {"id", "quality", "text", "reference", "why"};
        static const struct json_text_rule ID = {.name = "id", .least = 1, .most = 100};
        static const struct json_text_rule TEXT = {
                .name = "text", .least = 1, .most = TEXT_POINTS_MOST};
        static const struct json_text_rule WHY = {.name = "why", .least = 1, .most = 2000};
        struct golden_answer answer = {.question = question, .type = type};
        int quality = 0;
        if (!json_only(node, MEMBERS, COUNT_OF(MEMBERS), err) ||
            !json_read_text(node, ID, reading->arena, &answer.id, err) ||
            !json_read_choice(node, "quality", GOLDEN_QUALITIES, GOLDEN_QUALITY_COUNT, false,
                              &quality, err) ||
            !json_read_text(node, TEXT, reading->arena, &answer.text, err) ||
            !json_read_text(node, WHY, reading->arena, &answer.why, err) ||
            !read_reference(node, &answer, err))
                return false;
        answer.quality = GOLDEN_QUALITIES[quality];
        if (is_taken(reading, answer.id))
                return FAIL_FIELD(err, "id", "\"%.60s\" stands twice.", answer.id);
        if (reading->count == ANSWERS_MOST)
                return FAIL(err, ERR_INPUT, "A set has at most 5000 answers.");
        reading->answers[reading->count++] = answer;
        return true;
}

static bool
read_expected(const struct json_object *node, struct arena *arena, struct question *question,
              struct err *err)
{
        struct json_object *list = NULL;
        if (!json_read_list(node, "expected", EXPECTED_MOST, false, &list, err))
                return false;
        const char **texts = arena_alloc(arena, json_count(list) + 1, sizeof *texts);
        for (size_t i = 0; i < json_count(list); i++) {
                texts[i] = arena_text(arena, json_text_at(list, i));
                if (texts[i] == NULL || texts[i][0] == '\0')
                        return FAIL_FIELD(err, "expected", "expected must be a list of texts.");
        }
        question->expected = texts;
        question->expected_count = json_count(list);
        return true;
}

static bool
read_question(struct reading *reading, const struct json_object *node, struct err *err)
{
        static const char *const MEMBERS[] = {"id",         "language", "type",
                                              "kind",       "family",   "question",
                                              "competency", "expected", "answers"};
        static const struct json_text_rule ID = {.name = "id", .least = 1, .most = 100};
        static const struct json_text_rule LANGUAGE = {.name = "language", .least = 2, .most = 8};
        static const struct json_text_rule FAMILY = {
                .name = "family", .least = 1, .most = 40, .is_optional = true};
        static const struct json_text_rule TEXT = {.name = "question", .least = 1, .most = 1000};
        static const struct json_text_rule COMPETENCY = {
                .name = "competency", .least = 1, .most = 100};
        struct arena *arena = reading->arena;
        struct question *question = arena_alloc(arena, 1, sizeof *question);
        struct json_object *answers = NULL;
        int type = 0;
        int kind = 0;
        if (!json_only(node, MEMBERS, COUNT_OF(MEMBERS), err) ||
            !json_read_text(node, ID, arena, &question->id, err) ||
            !json_read_text(node, LANGUAGE, arena, &question->language, err) ||
            !json_read_choice(node, "type", INTERVIEW_TYPE_NAMES, INTERVIEW_TYPE_COUNT, false,
                              &type, err) ||
            !json_read_choice(node, "kind", KINDS, COUNT_OF(KINDS), false, &kind, err) ||
            !json_read_text(node, FAMILY, arena, &question->family, err) ||
            !json_read_text(node, TEXT, arena, &question->text, err) ||
            !json_read_text(node, COMPETENCY, arena, &question->competency, err) ||
            !read_expected(node, arena, question, err) ||
            !json_read_list(node, "answers", ANSWERS_MOST, false, &answers, err))
                return false;
        question->kind = KINDS[kind];
        for (size_t i = 0; i < json_count(answers); i++) {
                if (!read_answer(reading, json_at(answers, i), question, (enum interview_type)type,
                                 err))
                        return false;
        }
        return true;
}

// Says before what is wrong in which file and question it is.
static bool
fail_at(const char *path, size_t question, struct err *err)
{
        const char *slash = strrchr(path, '/');
        char message[sizeof err->message];
        snprintf(message, sizeof message, "%.60s, question %zu: %.30s%s%.120s",
                 slash == NULL ? path : slash + 1, question + 1, err->field,
                 err->field[0] == '\0' ? "" : ": ", err->message);
        memcpy(err->message, message, sizeof message);
        return false;
}

static bool
read_one(struct reading *reading, const char *path, struct err *err)
{
        OWN(buf_close) struct buf file = buf_open(FILE_LIMIT);
        OWN(json_document_close) struct json_document document = {0};
        if (!file_read(path, &file, err))
                return false;
        if (!json_parse(buf_string(&file), file.length, &document, err))
                return fail_at(path, 0, err);
        if (!json_is_list(document.root) || json_count(document.root) > QUESTIONS_MOST)
                return FAIL(err, ERR_INPUT, "A file of a golden set is a list of questions.");
        for (size_t i = 0; i < json_count(document.root); i++) {
                if (!read_question(reading, json_at(document.root, i), err))
                        return fail_at(path, i, err);
        }
        return true;
}

bool
golden_set_read(const char *path, struct arena *arena, struct golden_answer **answers_out,
                size_t *count_out, struct err *err)
{
        struct reading reading = {
                .arena = arena,
                .answers = arena_alloc(arena, ANSWERS_MOST, sizeof *reading.answers),
        };
        struct stat facts = {0};
        glob_t found = {0};
        bool is_dir = stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
        const char *pattern = is_dir ? arena_print(arena, "%s/*.json", path) : path;
        bool is_read =
                glob(pattern, is_dir ? 0 : GLOB_NOCHECK, NULL, &found) == 0 ||
                FAIL_DETAIL(err, ERR_MISSING, "There is no golden set at that place.", "%s", path);
        for (size_t i = 0; is_read && i < found.gl_pathc; i++)
                is_read = read_one(&reading, found.gl_pathv[i], err);
        globfree(&found);
        if (!is_read)
                return false;
        if (reading.count == 0)
                return FAIL(err, ERR_INPUT, "The golden set has no answers.");
        *answers_out = reading.answers;
        *count_out = reading.count;
        return true;
}
