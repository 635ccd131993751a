#include "report/report_read.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/json_read.h"
#include "base/text.h"
#include "interview/evidence.h"
#include "model/texts.h"

static bool
read_rubric(const struct json_object *root, struct arena *arena, struct rubric *rubric_out,
            struct err *err)
{
        const struct json_object *node = json_get(root, "rubric");
        struct rubric rubric = {0};
        if (!rubric_read_criteria(json_get(node, "criteria"), arena, &rubric, err)) {
                char message[sizeof err->message];
                snprintf(message, sizeof message,
                         "The rubric in the report makes no sense: %s%s%.140s", err->field,
                         err->field[0] == '\0' ? "" : ": ", err->message);
                return FAIL(err, ERR_INPUT, message);
        }
        rubric.id = arena_text(arena, json_text_or(node, "id", ""));
        rubric.name = arena_text(arena, json_text_or(node, "name", ""));
        *rubric_out = rubric;
        return true;
}

static bool
read_turn(const struct json_object *node, int above, struct arena *arena, struct turn *turn_out,
          struct err *err)
{
        int64_t number = json_int_or(node, "turn", 0);
        const struct json_object *transcript = json_get(node, "transcript");
        const struct json_object *voice = json_get(node, "voice_metrics");
        const struct json_object *evaluation = json_get(node, "evaluation");
        // Evidence is counted by the number of its turn.
        if (number <= above || number > INT_MAX)
                return FAIL(err, ERR_INPUT, "The turns of the report are not numbered upwards.");
        if (json_count(json_get(evaluation, "evidence")) > EVIDENCE_CLAIMS_MOST)
                return FAIL(err, ERR_INPUT,
                            "A turn of the report has more evidence than any answer "
                            "can have.");
        struct turn turn = {
                .number = (int)number,
                .status = arena_text(arena, json_text_or(node, "status", "")),
                .question = question_from_json(json_get(node, "question"), arena),
                .has_transcript = transcript != NULL,
                .has_voice = voice != NULL,
                .has_evaluation = evaluation != NULL,
        };
        if (turn.has_transcript)
                turn.transcript = transcript_from_json(transcript, arena);
        // The length of a spoken answer is its clip's; a typed one has none.
        if (turn.has_voice) {
                turn.voice = voice_metrics_from_json(voice, arena);
                turn.duration_ms = turn.voice.duration_ms;
        }
        if (turn.has_evaluation)
                turn.evaluation = evaluation_from_json(evaluation, arena);
        *turn_out = turn;
        return true;
}

bool
report_read(const struct json_object *root, struct arena *arena, struct report_matter *matter_out,
            struct err *err)
{
        const struct json_object *list = json_get(root, "turns");
        const struct json_object *posting = json_get(root, "posting");
        const char *generator = json_text_or(json_get(root, "generator"), "name", "");
        int type = interview_type_from_name(json_text_or(posting, "type", NULL));
        size_t count = json_count(list);
        struct report_matter matter = {0};
        if (!text_equals(generator, REPORT_GENERATOR_NAME) || !json_is_list(list))
                return FAIL(err, ERR_INPUT, "This is no report of Earshot.");
        if (type < 0)
                return FAIL(err, ERR_INPUT, "The report does not name a known type of interview.");
        if (count > REPORT_TURNS_MOST)
                return FAIL(err, ERR_INPUT,
                            "The report has more turns than any interview can have.");
        if (!read_rubric(root, arena, &matter.rubric, err))
                return false;
        struct turn *turns = arena_alloc(arena, count + 1, sizeof *turns);
        for (size_t i = 0; i < count; i++) {
                int above = i == 0 ? 0 : turns[i - 1].number;
                if (!read_turn(json_at(list, i), above, arena, &turns[i], err))
                        return false;
        }
        const struct json_object *resume = json_get(root, "resume");
        texts_from_json(json_get(resume, "flags"), arena, &matter.resume.flags,
                        &matter.resume.flag_count);
        matter.turns = turns;
        matter.turn_count = count;
        matter.interview.terms.type = (enum interview_type)type;
        matter.interview.terms.title = arena_text(arena, json_text_or(posting, "title", NULL));
        matter.interview.consent.ai_evaluation =
                json_bool_or(json_get(root, "consent"), "ai_evaluation", false);
        *matter_out = matter;
        return true;
}
