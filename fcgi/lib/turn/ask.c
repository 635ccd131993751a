#include "turn/ask.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/stage_clock.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/turn.h"
#include "interview/interviewer.h"
#include "interview/plan_panel.h"
#include "interview/plan_reply.h"
#include "interview/resume.h"
#include "interview/word_lists.h"
#include "model/persona.h"
#include "net/http_client.h"
#include "net/providers.h"
#include "queries.h"
#include "turn/bank_cache.h"
#include "turn/ground.h"
#include "turn/prompt_cache.h"
#include "turn/sound.h"
#include "turn/spent.h"
#include "turn/spoken.h"
#include "turn/supervise.h"
#include "turn/worker.h"

// The plan looks for one that fits its question among so many.
enum { PASSAGES_ASKED = 8 };

static const size_t QUESTION_LIMIT = 64 * 1024;

// The seed from which this interview's choices come.
static uint64_t
seed_of(struct uuid id)
{
        uint64_t seed = 0;
        memcpy(&seed, id.bytes + 8, sizeof seed);
        return seed;
}

static enum plan_status
plan_status_of(const char *status)
{
        return text_equals(status, "answered")  ? PLAN_ANSWERED
               : text_equals(status, "skipped") ? PLAN_SKIPPED
                                                : PLAN_FAILED;
}

static struct plan_turn
plan_turn_of(const struct turn *turn, enum plan_status status)
{
        return (struct plan_turn){
                .question = turn->question,
                .status = status,
                .asked_again_count = turn->attempt - 1,
                .transcript = turn->has_transcript ? turn->transcript.text : NULL,
                .overall = turn->has_evaluation ? turn->evaluation.scores.overall : NAN,
        };
}

bool
ask_course(const struct turn_room *room, struct uuid interview, struct arena *arena,
           struct course *course_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct course course = {0};
        struct resume resume = {0};
        struct bank bank = {0};
        bool has_resume = false;
        if (!db_take(room->pool, &db, err) ||
            !interview_find(db, interview, (struct uuid){0}, arena, &course.interview, err) ||
            !turn_list(db, interview, arena, &course.turns, &course.turn_count, err) ||
            !resume_find(db, interview, arena, &resume, &has_resume, err) ||
            !bank_cache_find(worker_banks(room->worker), db, course.interview.terms.language, &bank,
                             err))
                return false;
        spent_look(room, db, interview, (struct uuid){0}, arena);

        struct plan_turn *turns = arena_alloc(arena, course.turn_count + 1, sizeof *turns);
        const struct turn *open = turn_current(course.turns, course.turn_count);
        size_t closed = course.turn_count - (open == NULL ? 0 : 1);
        for (size_t i = 0; i < closed; i++)
                turns[i] = plan_turn_of(&course.turns[i], plan_status_of(course.turns[i].status));
        course.plan.turns = turns;
        course.plan.turn_count = closed;
        course.plan.bank = bank.questions;
        course.plan.bank_count = bank.count;
        course.plan.candidate_name = course.interview.candidate_name;
        if (has_resume)
                course.plan.resume_text =
                        resume_without_name(resume_without_contact(resume.text, arena),
                                            course.interview.candidate_name, arena);
        course.plan.elapsed_seconds = course.interview.elapsed_seconds;
        course.plan.seed = seed_of(interview);
        *course_out = course;
        course_out->plan.posting = &course_out->interview.terms;
        course_out->limits = supervise_limits(room->config, &course_out->interview);
        course_out->interview.terms.limits.max_minutes = course_out->limits.max_seconds / 60;
        course_out->speaker = open != NULL ? open->question.persona : NULL;
        return true;
}

void
ask_course_close(struct course *course, int number, enum plan_status status, struct arena *arena)
{
        struct plan_turn *turns = arena_alloc(arena, course->plan.turn_count + 1, sizeof *turns);
        if (course->plan.turn_count > 0)
                memcpy(turns, course->plan.turns, course->plan.turn_count * sizeof *turns);
        for (size_t i = course->plan.turn_count; i < course->turn_count; i++) {
                if (course->turns[i].number == number)
                        turns[course->plan.turn_count++] = plan_turn_of(&course->turns[i], status);
        }
        course->plan.turns = turns;
}

static const struct persona *
asker_of(const struct course *course, const char *id)
{
        return persona_find(id != NULL ? id : course->interview.terms.persona);
}

// What the supervisor wishes stands before what HR wrote for all interviews of the posting.
static const char *
guidance_of(const struct course *course, struct arena *arena)
{
        const char *instructions = course->interview.terms.instructions;
        const char *wish = course->supervised == NULL ? NULL : course->supervised->guidance;
        return wish == NULL ? instructions : arena_print(arena, "%s %s", wish, instructions);
}

// The model's wording of the plan's question; NULL where there is none that passes.
static const char *
worded(const struct turn_room *room, const struct course *course, const struct plan_step *step,
       struct arena *arena, const char **by_out)
{
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        struct llm_reply reply = {0};
        struct err err;
        const struct persona *persona = asker_of(course, step->question.persona);
        struct interviewer_context context = {
                .input = &course->plan,
                .persona_style = persona->style,
                .guidance = guidance_of(course, arena),
        };
        struct prompt_version version = {.version = 0};
        if (!prompt_cache_find(worker_prompts(room->worker), room->pool, PROMPT_INTERVIEWER, arena,
                               &version, &err)) {
                log_err(LOG_WARN, "questions are worded without a model", &err);
                return NULL;
        }
        struct token delimiter = token_new();
        struct prompt prompt = interviewer_prompt(&context, step, &version, delimiter.text, arena);
        struct llm_request request = {
                .system = prompt.system,
                .user = prompt.user,
                .temperature = version.temperature,
                .max_tokens = version.max_tokens,
                .models = version.models,
                .purpose = USAGE_QUESTION,
        };
        const char *text = NULL;
        if (!llm_chat(&providers, &request, arena, &reply, &err) ||
            !interviewer_check(reply.text, &course->plan, step, arena, &text, &err)) {
                log_err(LOG_WARN, "the model's question was not used", &err);
                return NULL;
        }
        *by_out = arena_print(arena, "%s %s %s", reply.provider, reply.model,
                              prompt_version_id(&version, arena));
        return text;
}

// The words that belong to the first question and stand before it.
static const char *
greeting_of(const struct course *course, struct arena *arena)
{
        const struct persona *persona = asker_of(course, NULL);
        return plan_greeting(&course->plan, persona->name, arena);
}

// What the question is looked for by: the role and what was said last.
static const char *
subject_of(const struct course *course, struct arena *arena)
{
        const struct posting *terms = &course->interview.terms;
        const char *text = terms->title;
        for (size_t i = 0; i < terms->focus_area_count; i++)
                text = arena_print(arena, "%s\n%s", text, terms->focus_areas[i]);
        if (course->turn_count == 0)
                return text;
        const struct turn *last = &course->turns[course->turn_count - 1];
        return arena_print(arena, "%s\n%s\n%s", text, last->question.text,
                           last->has_transcript ? last->transcript.text : "");
}

// What the question may rest on; nothing where it cannot be found.
static void
add_passages(const struct turn_room *room, const struct course *course, struct arena *arena,
             struct plan_input *plan)
{
        struct passage *found = NULL;
        size_t count = 0;
        struct err err;
        if (uuid_is_zero(course->interview.posting_id))
                return;
        if (!ground_find(room, &course->interview, GROUND_DOCUMENTS, subject_of(course, arena),
                         PASSAGES_ASKED, arena, &found, &count, &err)) {
                log_err(LOG_WARN, "the question rests on no document", &err);
                return;
        }
        struct plan_passage *passages = arena_alloc(arena, count, sizeof *passages);
        for (size_t i = 0; i < count; i++) {
                passages[i] = (struct plan_passage){
                        .id = found[i].id,
                        .source = found[i].source,
                        .text = found[i].body,
                };
        }
        plan->passages = passages;
        plan->passage_count = count;
}

struct plan_step
ask_next(const struct turn_room *room, const struct course *course, struct arena *arena)
{
        STAGE_TIMED(TURN_STAGE_QUESTION);
        struct course grounded = *course;
        add_passages(room, course, arena, &grounded.plan);
        struct plan_step step = plan_next(&grounded.plan, arena);
        if (course->turn_count == 0 && step.end_reason == NULL)
                step.question.greeting = greeting_of(course, arena);
        else if (step.end_reason == NULL)
                step.question.greeting = plan_before_next(&course->plan, arena);
        if (step.end_reason == NULL)
                plan_panel_assign(&course->plan, &step.question, arena);
        if (step.end_reason != NULL || step.is_fixed || !llm_is_configured(room->config))
                return step;
        const char *text = worded(room, &grounded, &step, arena, &step.question.phrased_by);
        if (text != NULL)
                step.question.text = text;
        return step;
}

const char *
ask_words(const struct question *question, struct arena *arena)
{
        return question->greeting == NULL
                       ? question->text
                       : arena_print(arena, "%s %s", question->greeting, question->text);
}

struct spoken
ask_speak(const struct turn_room *room, const struct course *course, int number, const char *text,
          struct arena *arena)
{
        STAGE_TIMED(TURN_STAGE_SOUND);
        struct tts_result sound = {0};
        struct spoken spoken = {0};
        struct err err;
        bool is_embedded = room->config->tts.items[0] == PROVIDER_BUILTIN;
        const struct persona *persona = asker_of(course, course->speaker);
        struct tts_request request = {
                .text = text,
                .language = course->interview.terms.language,
                .voice = is_embedded && language_is(course->interview.terms.language, "en")
                                 ? persona->voice
                                 : NULL,
        };
        if (!spoken_speak(room, &course->plan, &request, arena, &sound, &err)) {
                log_err(LOG_WARN, "the question could not be spoken", &err);
                return spoken;
        }
        if (sound.length == 0)
                return spoken;
        const char *key = arena_print(arena, "interviews/%s/question-%d-%s",
                                      uuid_to_text(course->interview.id).text, number,
                                      uuid_to_text(uuid_new()).text);
        if (!store_put(room->store, key, sound.bytes, sound.length, NULL, &err)) {
                log_err(LOG_WARN, "the question's sound could not be kept", &err);
                return spoken;
        }
        spoken.key = key;
        spoken.provider = sound.provider;
        spoken.mime = sound.mime;
        spoken.duration_ms = sound.duration_ms > 0
                                     ? sound.duration_ms
                                     : sound_ms(sound.mime, sound.bytes, sound.length);
        return spoken;
}

void
ask_unspeak(const struct turn_room *room, const struct spoken *spoken)
{
        struct err err;
        if (spoken->key != NULL && !store_delete(room->store, spoken->key, &err))
                log_err(LOG_WARN, "sound that is not needed was left", &err);
}

const char *
ask_question_json(const struct question *question, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(QUESTION_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        question_write(&json, question);
        return arena_text(arena, buf_string(&buf));
}
