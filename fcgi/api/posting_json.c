#include "posting_json.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "interview/plan_panel.h"
#include "model/persona.h"
#include "model/texts.h"

enum { FOCUS_AREAS_MOST = 20, QUESTIONS_MOST = 50, EXPECTED_MOST = 20, LANGUAGE_LONGEST = 12 };

static bool
read_focus_areas(const struct json_object *body, struct arena *arena, struct posting *posting,
                 struct err *err)
{
        struct json_object *list = NULL;
        if (json_get(body, "focus_areas") == NULL)
                return true;
        if (!json_read_list(body, "focus_areas", FOCUS_AREAS_MOST, false, &list, err))
                return false;
        for (size_t i = 0; i < json_count(list); i++) {
                const char *text = json_text_at(list, i);
                if (text == NULL || text[0] == '\0' || text_length(text) > 200)
                        return FAIL_FIELD(err, "focus_areas",
                                          "Each of \"focus_areas\" must be a text of 1 to 200 "
                                          "characters.");
        }
        texts_from_json(list, arena, &posting->focus_areas, &posting->focus_area_count);
        return true;
}

static bool
read_question(const struct json_object *node, size_t number, enum interview_type type,
              const char *language, struct arena *arena, struct question *question_out,
              struct err *err)
{
        static const char *const NAMES[] = {"text", "competency", "difficulty", "expected"};
        const char *competency = "General";
        int difficulty = DIFFICULTY_MEDIUM;
        const char *text = NULL;
        struct json_object *expected = NULL;
        struct question question = {
                .kind = INTERVIEW_TYPE_NAMES[type == INTERVIEW_MIXED ? INTERVIEW_BEHAVIORAL : type],
                .language = language,
        };
        char field[sizeof err->field];
        bool is_read = json_only(node, NAMES, COUNT_OF(NAMES), err) &&
                       json_read_text(node, (struct json_text_rule){"text", 3, 1000, false}, arena,
                                      &text, err) &&
                       json_read_text(node, (struct json_text_rule){"competency", 1, 100, true},
                                      arena, &competency, err) &&
                       json_read_choice(node, "difficulty", DIFFICULTY_NAMES, DIFFICULTY_COUNT,
                                        true, &difficulty, err) &&
                       json_read_list(node, "expected", EXPECTED_MOST, true, &expected, err);
        for (size_t i = 0; is_read && i < json_count(expected); i++) {
                if (json_text_at(expected, i) == NULL)
                        is_read =
                                FAIL_FIELD(err, "expected", "Each of \"expected\" must be a text.");
        }
        if (!is_read) {
                snprintf(field, sizeof field, "question_set[%d].%.20s", (int)number, err->field);
                memcpy(err->field, field, sizeof field);
                err->kind = ERR_INPUT;
                return false;
        }
        question.text = text;
        question.competency = competency;
        question.difficulty = (enum difficulty)difficulty;
        texts_from_json(expected, arena, &question.expected, &question.expected_count);
        *question_out = question;
        return true;
}

static bool
read_question_set(const struct json_object *body, struct arena *arena, struct posting *posting,
                  struct err *err)
{
        struct json_object *list = NULL;
        if (json_get(body, "question_set") == NULL)
                return true;
        if (!json_read_list(body, "question_set", QUESTIONS_MOST, false, &list, err))
                return false;
        size_t count = json_count(list);
        struct question *questions = arena_alloc(arena, count + 1, sizeof *questions);
        for (size_t i = 0; i < count; i++) {
                if (!read_question(json_at(list, i), i, posting->type, posting->language, arena,
                                   &questions[i], err))
                        return false;
        }
        posting->question_set = questions;
        posting->question_count = count;
        return true;
}

static bool
read_limits(const struct json_object *body, struct posting *posting, struct err *err)
{
        static const char *const NAMES[] = {"max_answer_seconds", "max_turns", "max_minutes"};
        struct json_object *limits = json_get(body, "limits");
        int64_t seconds = posting->limits.max_answer_seconds;
        int64_t turns = posting->limits.max_turns;
        int64_t minutes = posting->limits.max_minutes;
        if (limits == NULL)
                return true;
        if (!json_is_object(limits))
                return FAIL_FIELD(err, "limits", "\"limits\" must be an object.");
        if (!json_only(limits, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_int(limits, "max_answer_seconds", 30, 780, true, &seconds, err) ||
            !json_read_int(limits, "max_turns", 1, 50, true, &turns, err) ||
            !json_read_int(limits, "max_minutes", 5, 180, true, &minutes, err))
                return false;
        posting->limits = (struct limits){(int)seconds, (int)turns, (int)minutes};
        return true;
}

static bool
read_allowed(const struct json_object *body, struct posting *posting, struct err *err)
{
        static const char *const NAMES[] = {"pause", "extra_time"};
        struct json_object *allow = json_get(body, "allow");
        if (allow == NULL)
                return true;
        if (!json_is_object(allow))
                return FAIL_FIELD(err, "allow", "\"allow\" must be an object.");
        return json_only(allow, NAMES, COUNT_OF(NAMES), err) &&
               json_read_bool(allow, "pause", true, &posting->allowed.pause, err) &&
               json_read_bool(allow, "extra_time", true, &posting->allowed.extra_time, err);
}

// Given as a whole: what it leaves out, or says null for, is as the service's settings say.
static bool
read_supervisor(const struct json_object *body, struct posting *posting, struct err *err)
{
        static const char *const NAMES[] = {"analysis_interval_seconds", "conclusion_minutes",
                                            "max_minutes", "grace_minutes"};
        struct json_object *supervisor = json_get(body, "supervisor");
        int64_t interval = 0;
        int64_t conclusion = 0;
        int64_t most = 0;
        int64_t grace = 0;
        if (supervisor == NULL)
                return true;
        if (!json_is_object(supervisor))
                return FAIL_FIELD(err, "supervisor", "\"supervisor\" must be an object.");
        if (!json_only(supervisor, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_int(supervisor, NAMES[0], 5, 3600, true, &interval, err) ||
            !json_read_int(supervisor, NAMES[1], 1, 179, true, &conclusion, err) ||
            !json_read_int(supervisor, NAMES[2], 2, 180, true, &most, err) ||
            !json_read_int(supervisor, NAMES[3], 1, 43200, true, &grace, err))
                return false;
        if (most > 0 && conclusion >= most)
                return FAIL_FIELD(err, "supervisor",
                                  "\"conclusion_minutes\" must be less than \"max_minutes\".");
        posting->supervisor = (struct supervisor_settings){
                .interval_seconds = (int)interval,
                .conclusion_minutes = (int)conclusion,
                .max_minutes = (int)most,
                .grace_minutes = (int)grace,
        };
        return true;
}

static bool
is_among(const char *text, const struct json_object *list, size_t until)
{
        for (size_t i = 0; i < until; i++) {
                if (text_equals(json_text_at(list, i), text))
                        return true;
        }
        return false;
}

// A panel is led by its first interviewer, who is the posting's persona; a persona alone ends it.
static bool
read_panel(const struct json_object *body, struct arena *arena, struct posting *posting,
           struct err *err)
{
        struct json_object *list = NULL;
        bool names_lead = json_get(body, "persona") != NULL;
        if (!json_read_list(body, "personas", PLAN_PANEL_MOST, true, &list, err))
                return false;
        for (size_t i = 0; i < json_count(list); i++) {
                const char *id = json_text_at(list, i);
                if (id == NULL || !persona_exists(id))
                        return FAIL_FIELD(err, "personas", "There is no such persona.");
                if (is_among(id, list, i))
                        return FAIL_FIELD(err, "personas",
                                          "Each of \"personas\" must be another one.");
        }
        if (json_count(list) > 0 && names_lead &&
            !text_equals(json_text_at(list, 0), posting->persona))
                return FAIL_FIELD(err, "personas",
                                  "The first of \"personas\" leads: it must be \"persona\".");
        if (list != NULL || names_lead) {
                posting->personas = NULL;
                posting->persona_count = 0;
        }
        // One alone is no panel.
        if (json_count(list) > 1)
                texts_from_json(list, arena, &posting->personas, &posting->persona_count);
        if (json_count(list) > 0)
                posting->persona = arena_text(arena, json_text_at(list, 0));
        return true;
}

static bool
read_rubric(const struct json_object *body, struct arena *arena, struct posting_draft *draft,
            struct err *err)
{
        struct json_object *list = NULL;
        if (json_get(body, "rubric") == NULL)
                return true;
        if (!json_read_list(body, "rubric", 20, false, &list, err))
                return false;
        // An empty list goes back to the default of the type.
        draft->has_rubric = json_count(list) > 0;
        return !draft->has_rubric || rubric_read_criteria(list, arena, &draft->rubric, err);
}

bool
posting_is_language(const char *text)
{
        size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        return letters >= 2 && letters <= 3 && (text[letters] == '\0' || text[letters] == '-') &&
               strlen(text) <= LANGUAGE_LONGEST;
}

bool
posting_read(struct request *request, const struct json_object *body, bool is_new,
             struct posting_draft *draft, struct err *err)
{
        static const char *const NAMES[] = {
                "title",      "description",  "language",       "persona", "type",
                "difficulty", "instructions", "focus_areas",    "rubric",  "question_set",
                "feedback",   "limits",       "retention_days", "video",   "attention",
                "allow",      "supervisor",   "personas"};
        struct posting *posting = &draft->posting;
        struct arena *arena = request->arena;
        int type = (int)posting->type;
        int difficulty = (int)posting->difficulty;
        int feedback = (int)posting->feedback;
        int64_t retention = posting->retention_days;
        if (!json_only(body, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(body, (struct json_text_rule){"title", 1, 200, !is_new}, arena,
                            &posting->title, err) ||
            !json_read_text(body, (struct json_text_rule){"description", 0, 20000, true}, arena,
                            &posting->description, err) ||
            !json_read_text(body, (struct json_text_rule){"language", 2, LANGUAGE_LONGEST, true},
                            arena, &posting->language, err) ||
            !json_read_text(body, (struct json_text_rule){"persona", 1, 50, true}, arena,
                            &posting->persona, err) ||
            !json_read_text(body, (struct json_text_rule){"instructions", 0, 4000, true}, arena,
                            &posting->instructions, err) ||
            !json_read_choice(body, "type", INTERVIEW_TYPE_NAMES, INTERVIEW_TYPE_COUNT, true, &type,
                              err) ||
            !json_read_choice(body, "difficulty", DIFFICULTY_NAMES, DIFFICULTY_COUNT, true,
                              &difficulty, err) ||
            !json_read_choice(body, "feedback", FEEDBACK_NAMES, FEEDBACK_COUNT, true, &feedback,
                              err) ||
            !json_read_int(body, "retention_days", 1, 3650, true, &retention, err))
                return false;
        bool has_video = false;
        bool has_attention = false;
        if (!json_read_bool(body, "video", true, &has_video, err) ||
            !json_read_bool(body, "attention", true, &has_attention, err))
                return false;
        if (has_video || has_attention)
                return FAIL_FIELD(
                        err, has_video ? "video" : "attention",
                        "Neither video nor attention events are recorded by this version.");
        if (!posting_is_language(posting->language))
                return FAIL_FIELD(err, "language",
                                  "\"language\" must be a code such as \"en\" or \"de\".");
        if (!persona_exists(posting->persona))
                return FAIL_FIELD(err, "persona", "There is no such persona.");
        posting->type = (enum interview_type)type;
        posting->difficulty = (enum difficulty)difficulty;
        posting->feedback = (enum feedback)feedback;
        posting->retention_days = (int)retention;
        return read_limits(body, posting, err) && read_allowed(body, posting, err) &&
               read_supervisor(body, posting, err) && read_panel(body, arena, posting, err) &&
               read_focus_areas(body, arena, posting, err) &&
               read_question_set(body, arena, posting, err) && read_rubric(body, arena, draft, err);
}

void
posting_write_limits(struct json_writer *json, struct limits limits)
{
        json_name(json, "limits");
        json_open_object(json);
        json_put_int(json, "max_answer_seconds", limits.max_answer_seconds);
        json_put_int(json, "max_turns", limits.max_turns);
        json_put_int(json, "max_minutes", limits.max_minutes);
        json_close_object(json);
}

void
posting_write_allowed(struct json_writer *json, struct allowed allowed)
{
        json_name(json, "allow");
        json_open_object(json);
        json_put_bool(json, "pause", allowed.pause);
        json_put_bool(json, "extra_time", allowed.extra_time);
        json_close_object(json);
}

static void
put_or_null(struct json_writer *json, const char *name, int value)
{
        json_name(json, name);
        if (value == 0)
                json_add_null(json);
        else
                json_add_int(json, value);
}

void
posting_write_supervisor(struct json_writer *json, struct supervisor_settings settings)
{
        json_name(json, "supervisor");
        json_open_object(json);
        put_or_null(json, "analysis_interval_seconds", settings.interval_seconds);
        put_or_null(json, "conclusion_minutes", settings.conclusion_minutes);
        put_or_null(json, "max_minutes", settings.max_minutes);
        put_or_null(json, "grace_minutes", settings.grace_minutes);
        json_close_object(json);
}

void
posting_write_question_set(struct json_writer *json, const struct posting *posting)
{
        json_open_list(json);
        for (size_t i = 0; i < posting->question_count; i++) {
                const struct question *question = &posting->question_set[i];
                json_open_object(json);
                json_put_text(json, "text", question->text);
                json_put_text(json, "competency", question->competency);
                json_put_text(json, "difficulty", DIFFICULTY_NAMES[question->difficulty]);
                json_name(json, "expected");
                texts_write(json, question->expected, question->expected_count);
                json_close_object(json);
        }
        json_close_list(json);
}
