#include "turn/turn_json.h"

#include <stdio.h>

#include "base/json_write.h"
#include "model/persona.h"

static void
put_audio(struct json_writer *json, bool has_audio, const char *base_path, int number,
          const char *which)
{
        char path[160];
        snprintf(path, sizeof path, "%s/%d/%s/audio", base_path, number, which);
        json_put_text(json, "audio", has_audio ? path : NULL);
}

// Who of a panel asks; null where one interviewer asks all.
static void
put_persona(struct json_writer *json, const char *id)
{
        json_name(json, "persona");
        if (id == NULL) {
                json_add_null(json);
                return;
        }
        json_open_object(json);
        json_put_text(json, "id", id);
        json_put_text(json, "name", persona_find(id)->name);
        json_close_object(json);
}

void
turn_write_question(struct json_writer *json, const struct turn *turn, const char *text,
                    const char *base_path)
{
        const struct question *question = &turn->question;
        json_open_object(json);
        if (question->greeting != NULL && text == NULL)
                json_put_text(json, "greeting", question->greeting);
        json_put_text(json, "text", text == NULL ? question->text : text);
        json_put_text(json, "kind", question->kind);
        json_put_text(json, "competency", question->competency);
        json_put_text(json, "difficulty", DIFFICULTY_NAMES[question->difficulty]);
        put_persona(json, question->persona);
        put_audio(json, turn->question_audio_key != NULL, base_path, turn->number, "question");
        json_close_object(json);
}

void
turn_write(struct json_writer *json, const struct turn *turn, const char *base_path)
{
        json_open_object(json);
        json_put_int(json, "number", turn->number);
        json_put_text(json, "status", turn->status);
        json_put_text(json, "asked_at", turn->asked_at);
        json_put_int(json, "attempt", turn->attempt);
        json_name(json, "question");
        turn_write_question(json, turn, NULL, base_path);
        json_name(json, "answer");
        if (turn->has_answer) {
                json_open_object(json);
                json_put_text(json, "text", turn->has_transcript ? turn->transcript.text : NULL);
                json_put_text(json, "original_text", turn->original_text);
                json_put_text(json, "corrected_at", turn->corrected_at);
                put_audio(json, turn->is_spoken, base_path, turn->number, "answer");
                json_name(json, "duration_ms");
                if (turn->is_spoken && turn->has_voice)
                        json_add_int(json, turn->duration_ms);
                else
                        json_add_null(json);
                json_close_object(json);
        } else {
                json_add_null(json);
        }
        json_close_object(json);
}
