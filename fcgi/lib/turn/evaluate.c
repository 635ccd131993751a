// The evaluation of an answered turn: a model's claims where one is configured, else the rules.
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/job.h"
#include "db/turn.h"
#include "interview/evaluation.h"
#include "interview/resume.h"
#include "net/providers.h"
#include "queries.h"
#include "turn/ground.h"
#include "turn/model_evaluator.h"
#include "turn/prompt_cache.h"
#include "turn/spent.h"
#include "turn/stages.h"
#include "turn/turn.h"
#include "turn/worker.h"

enum { ROLE_TERMS_MOST = 60, PASSAGES_ASKED = 5 };

static const size_t EVALUATION_LIMIT = 1024 * 1024;

// What is needed of the database, read before any provider is asked.
struct matter {
        struct interview interview;
        const struct turn *turn; // NULL where there is nothing to evaluate
        struct rubric rubric;
};

static bool
load(const struct turn_room *room, struct uuid id, int number, struct arena *arena,
     struct matter *matter_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct matter matter = {0};
        struct turn *turns = NULL;
        size_t count = 0;
        if (!db_take(room->pool, &db, err) ||
            !interview_find(db, id, (struct uuid){0}, arena, &matter.interview, err) ||
            !turn_list(db, id, arena, &turns, &count, err) ||
            !rubric_find(db, matter.interview.rubric_id, arena, &matter.rubric, err))
                return false;
        spent_look(room, db, id, (struct uuid){0}, arena);
        for (size_t i = 0; i < count; i++) {
                if (turns[i].number == number && turns[i].has_transcript &&
                    text_equals(turns[i].status, "answered") && !turns[i].has_evaluation)
                        matter.turn = &turns[i];
        }
        *matter_out = matter;
        return true;
}

// False where no model answered in a way that can be used; `passed_over_out` says who did not, and
// why.
static bool
evaluate_by_model(const struct turn_room *room, const struct evaluation_input *input,
                  struct arena *arena, struct evaluation *evaluation_out,
                  const char **passed_over_out)
{
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        struct prompt_version version = {.version = 0};
        struct model_reading reading = {.claim_count = 0};
        struct err err;
        bool is_evaluated = prompt_cache_find(worker_prompts(room->worker), room->pool,
                                              PROMPT_EVALUATOR, arena, &version, &err) &&
                            model_evaluate(&providers, &version, input, arena, &reading, &err);
        if (providers.passed_over[0] != '\0')
                *passed_over_out = arena_text(arena, providers.passed_over);
        if (!is_evaluated) {
                log_err(LOG_WARN, "the built-in rules evaluate in the model's place", &err);
                return false;
        }
        *evaluation_out = reading.evaluation;
        return true;
}

static bool
keep(const struct turn_room *room, const struct matter *matter, const struct evaluation *evaluation,
     struct arena *arena, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(EVALUATION_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        const char *key = arena_print(arena, "%s/%d", uuid_to_text(matter->interview.id).text,
                                      matter->turn->number);
        evaluation_write(&json, evaluation);
        int changed = 0;
        if (!buf_check(&buf, ERR_BROKEN, "The evaluation", err) || !db_take(room->pool, &db, err) ||
            !db_begin(db, err) ||
            !db_do(db, &EVALUATION_INSERT, &changed, err, DB_UUID(matter->interview.id),
                   DB_INT(matter->turn->number), DB_UUID(matter->turn->answer_id),
                   DB_TEXT(buf_string(&buf)), DB_INT(matter->turn->corrections)))
                return false;
        // Somebody else was faster, or the transcript has changed and its job stands for that.
        return (changed == 0 || job_drop(db, "evaluation", key, err)) && db_commit(db, err);
}

// What the documents and the resume say of the question: `role_text` grows by the documents, and a
// model is told of it. Without it where it cannot be found.
static void
ground(const struct turn_room *room, const struct matter *matter, struct arena *arena,
       struct evaluation_input *input)
{
        const struct question *question = &matter->turn->question;
        const char *text = question->text;
        struct passage *passages = NULL;
        struct err err;
        for (size_t i = 0; i < question->expected_count; i++)
                text = arena_print(arena, "%s\n%s", text, question->expected[i]);
        text = arena_print(arena, "%s\n%s", text, matter->turn->transcript.text);
        if (!ground_find(room, &matter->interview, GROUND_DOCUMENTS_AND_RESUME, text,
                         PASSAGES_ASKED, arena, &passages, &input->passage_count, &err)) {
                log_err(LOG_WARN, "an answer is evaluated without documents", &err);
                return;
        }
        for (size_t i = 0; i < input->passage_count; i++)
                passages[i].body = resume_without_name(passages[i].body,
                                                       matter->interview.candidate_name, arena);
        input->passages = passages;
        // What abbreviations stand for is the role's to say, not the candidate's.
        for (size_t i = 0; i < input->passage_count; i++) {
                if (passages[i].source != NULL)
                        input->role_text =
                                arena_print(arena, "%s\n%s", input->role_text, passages[i].body);
        }
}

bool
turn_evaluate(const struct turn_room *room, struct uuid interview, int number, struct arena *arena,
              struct err *err)
{
        struct matter matter = {0};
        struct evaluation evaluation = {0};
        if (!load(room, interview, number, arena, &matter, err))
                return false;
        if (matter.turn == NULL || !matter.interview.consent.ai_evaluation)
                return true;
        int64_t began_us = clock_us();
        struct evaluation_input input = {
                .question = &matter.turn->question,
                .transcript = &matter.turn->transcript,
                .rubric = &matter.rubric,
                .type = matter.interview.terms.type,
                .turn = number,
        };
        const char *role = arena_print(arena, "%s\n%s", matter.interview.terms.title,
                                       matter.interview.terms.description);
        terms_of(role, matter.interview.terms.language, ROLE_TERMS_MOST, arena, &input.role_terms,
                 &input.role_term_count);
        input.role_text = role;
        ground(room, &matter, arena, &input);
        const char *passed_over = NULL;
        if (!llm_is_configured(room->config) ||
            !evaluate_by_model(room, &input, arena, &evaluation, &passed_over))
                evaluation = evaluate_builtin(&input, arena);
        evaluation.evaluator.passed_over = passed_over;
        spent_write(room, interview, (struct uuid){0});
        if (!keep(room, &matter, &evaluation, arena, err))
                return false;
        int64_t us = clock_us() - began_us;
        stage_took(TURN_STAGE_EVALUATION, us);
        stages_keep_evaluation(room, matter.turn->answer_id, us);
        return true;
}
