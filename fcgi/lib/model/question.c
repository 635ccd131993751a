#include "model/question.h"

#include "base/json_read.h"
#include "base/json_write.h"
#include "model/texts.h"

void
question_write(struct json_writer *json, const struct question *question)
{
        json_open_object(json);
        if (question->id != NULL)
                json_put_text(json, "id", question->id);
        json_put_text(json, "text", question->text);
        json_put_text(json, "kind", question->kind);
        if (question->family != NULL)
                json_put_text(json, "family", question->family);
        json_put_text(json, "competency", question->competency);
        json_put_text(json, "difficulty", DIFFICULTY_NAMES[question->difficulty]);
        json_put_text(json, "language", question->language);
        if (question->greeting != NULL)
                json_put_text(json, "greeting", question->greeting);
        if (question->rests_on != NULL)
                json_put_text(json, "rests_on", question->rests_on);
        if (question->phrased_by != NULL)
                json_put_text(json, "phrased_by", question->phrased_by);
        if (question->spoken_by != NULL)
                json_put_text(json, "spoken_by", question->spoken_by);
        if (question->phrasing_passed_over != NULL)
                json_put_text(json, "phrasing_passed_over", question->phrasing_passed_over);
        if (question->speech_passed_over != NULL)
                json_put_text(json, "speech_passed_over", question->speech_passed_over);
        if (question->persona != NULL)
                json_put_text(json, "persona", question->persona);
        if (question->is_by_person)
                json_put_bool(json, "is_by_person", true);
        json_put_bool(json, "is_follow_up", question->is_follow_up);
        json_name(json, "expected");
        texts_write(json, question->expected, question->expected_count);
        json_close_object(json);
}

struct question
question_from_json(const struct json_object *node, struct arena *arena)
{
        struct question question = {0};
        int difficulty = difficulty_from_name(json_text_or(node, "difficulty", "medium"));
        question.id = arena_text(arena, json_text_or(node, "id", NULL));
        question.text = arena_text(arena, json_text_or(node, "text", ""));
        question.kind = arena_text(arena, json_text_or(node, "kind", "technical"));
        question.family = arena_text(arena, json_text_or(node, "family", NULL));
        question.competency = arena_text(arena, json_text_or(node, "competency", ""));
        question.difficulty = difficulty < 0 ? DIFFICULTY_MEDIUM : (enum difficulty)difficulty;
        question.language = arena_text(arena, json_text_or(node, "language", "en"));
        question.greeting = arena_text(arena, json_text_or(node, "greeting", NULL));
        question.rests_on = arena_text(arena, json_text_or(node, "rests_on", NULL));
        question.phrased_by = arena_text(arena, json_text_or(node, "phrased_by", NULL));
        question.spoken_by = arena_text(arena, json_text_or(node, "spoken_by", NULL));
        question.phrasing_passed_over =
                arena_text(arena, json_text_or(node, "phrasing_passed_over", NULL));
        question.speech_passed_over =
                arena_text(arena, json_text_or(node, "speech_passed_over", NULL));
        question.persona = arena_text(arena, json_text_or(node, "persona", NULL));
        question.is_by_person = json_bool_or(node, "is_by_person", false);
        question.is_follow_up = json_bool_or(node, "is_follow_up", false);
        texts_from_json(json_get(node, "expected"), arena, &question.expected,
                        &question.expected_count);
        return question;
}
