#include <math.h>

#include "base/json_write.h"
#include "model/texts.h"
#include "report/report.h"

static void
put_texts(struct json_writer *json, const char *name, struct summary_texts texts)
{
        json_name(json, name);
        texts_write(json, texts.items, texts.count);
}

static void
put_score(struct json_writer *json, const char *name, double score)
{
        json_put_number(json, name, score, 1);
}

static void
put_digest(struct json_writer *json, const char *name, struct digest digest)
{
        json_put_text(json, name, digest_to_text(digest).text);
}

static void
put_turn_number(struct json_writer *json, const char *name, int number)
{
        if (number == 0)
                json_put_null(json, name);
        else
                json_put_int(json, name, number);
}

static void
write_head(struct json_writer *json, const struct report *report)
{
        const struct interview *interview = &report->matter->interview;
        json_put_text(json, "id", uuid_to_text(report->id).text);
        json_put_text(json, "interview_id", uuid_to_text(interview->id).text);
        json_put_text(json, "generated_at", report->generated_at);
        json_name(json, "generator");
        json_open_object(json);
        json_put_text(json, "name", REPORT_GENERATOR_NAME);
        json_put_text(json, "version", REPORT_GENERATOR_VERSION);
        json_close_object(json);
        json_name(json, "candidate");
        json_open_object(json);
        json_put_text(json, "name", interview->candidate_name);
        json_close_object(json);
        json_name(json, "posting");
        json_open_object(json);
        json_put_text(json, "id",
                      uuid_is_zero(interview->posting_id)
                              ? NULL
                              : uuid_to_text(interview->posting_id).text);
        json_put_text(json, "title", interview->terms.title);
        json_put_text(json, "type", INTERVIEW_TYPE_NAMES[interview->terms.type]);
        json_put_text(json, "difficulty", DIFFICULTY_NAMES[interview->terms.difficulty]);
        json_put_text(json, "language", interview->terms.language);
        json_close_object(json);
        json_put_text(json, "status", interview->status);
        json_put_text(json, "end_reason", interview->end_reason);
        json_put_text(json, "started_at", interview->started_at);
        json_put_text(json, "ended_at", interview->ended_at);
        json_put_int(json, "elapsed_seconds", interview->elapsed_seconds);
}

static void
write_resume(struct json_writer *json, const struct report_resume *resume)
{
        json_name(json, "resume");
        if (resume->filename == NULL) {
                json_add_null(json);
                return;
        }
        json_open_object(json);
        json_put_text(json, "filename", resume->filename);
        json_put_text(json, "mime", resume->mime);
        json_put_int(json, "pages", resume->pages);
        json_put_int(json, "characters", resume->characters);
        json_name(json, "warnings");
        texts_write(json, resume->warnings, resume->warning_count);
        json_name(json, "flags");
        texts_write(json, resume->flags, resume->flag_count);
        put_digest(json, "sha256", resume->digest);
        json_close_object(json);
}

static void
write_versions(struct json_writer *json, const struct report *report)
{
        const struct rubric *rubric = &report->matter->rubric;
        json_name(json, "rubric");
        json_open_object(json);
        json_put_text(json, "id", rubric->id);
        json_put_text(json, "name", rubric->name);
        json_put_int(json, "version", rubric->version);
        json_name(json, "criteria");
        rubric_write_criteria(json, rubric);
        json_close_object(json);
        json_name(json, "versions");
        json_open_object(json);
        json_put_text(json, "rubric", rubric->id);
        put_texts(json, "prompt", report->prompts);
        json_name(json, "models");
        json_open_object(json);
        put_texts(json, "evaluation", report->evaluators);
        put_texts(json, "transcription", report->transcribers);
        put_texts(json, "wording", report->wordings);
        put_texts(json, "speech", report->voices);
        json_close_object(json);
        put_texts(json, "passed_over", report->passed_over);
        json_close_object(json);
}

static void
write_digests(struct json_writer *json, const struct report *report)
{
        json_name(json, "digests");
        json_open_object(json);
        json_put_text(json, "algorithm", "sha256");
        put_digest(json, "rubric", report->rubric_digest);
        put_digest(json, "evidence", report->evidence_digest);
        json_name(json, "turns");
        json_open_list(json);
        for (size_t i = 0; i < report->turn_count; i++) {
                const struct report_turn *turn = &report->turns[i];
                json_open_object(json);
                json_put_int(json, "turn", turn->turn->number);
                json_put_text(json, "transcript",
                              turn->turn->has_transcript ? digest_to_text(turn->transcript).text
                                                         : NULL);
                json_put_text(json, "clip",
                              turn->has_digest ? digest_to_text(turn->clip).text : NULL);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

static void
write_criterion(struct json_writer *json, const struct summary_criterion *criterion)
{
        const struct criterion_score *score = &criterion->score;
        json_open_object(json);
        json_put_text(json, "key", score->criterion->key);
        json_put_text(json, "name", score->criterion->name);
        json_put_number(json, "weight", score->criterion->weight, 3);
        json_put_text(json, "dimension", DIMENSION_NAMES[score->criterion->dimension]);
        put_score(json, "score", score->score);
        json_name(json, "interval");
        if (isnan(score->lowest) || isnan(score->highest)) {
                json_add_null(json);
        } else {
                json_open_list(json);
                json_add_number(json, score->lowest, 1);
                json_add_number(json, score->highest, 1);
                json_close_list(json);
        }
        json_put_text(json, "level", criterion->level_word);
        json_put_text(json, "level_text", criterion->level);
        json_put_int(json, "answers_asked", score->answers_asked);
        json_put_int(json, "answers_shown", score->answers_shown);
        json_name(json, "evidence");
        json_open_list(json);
        for (size_t i = 0; i < criterion->evidence_count; i++)
                evidence_write(json, &criterion->evidence[i]);
        json_close_list(json);
        put_texts(json, "not_shown", criterion->not_shown);
        json_close_object(json);
}

static void
write_scores(struct json_writer *json, const struct report *report)
{
        const struct summary *summary = &report->summary;
        put_score(json, "overall_score", summary->scores.overall);
        json_put_text(json, "null_reason", report->null_reason);
        put_score(json, "avg_technical_score", summary->scores.dimension[DIMENSION_TECHNICAL]);
        put_score(json, "avg_clarity_score", summary->scores.dimension[DIMENSION_CLARITY]);
        put_score(json, "avg_confidence_score", summary->scores.dimension[DIMENSION_CONFIDENCE]);
        put_score(json, "avg_behavioral_score", summary->scores.dimension[DIMENSION_BEHAVIORAL]);
        json_name(json, "criteria");
        json_open_list(json);
        for (size_t i = 0; i < summary->criterion_count; i++)
                write_criterion(json, &summary->criteria[i]);
        json_close_list(json);
}

static void
write_summary(struct json_writer *json, const struct report *report)
{
        const struct summary *summary = &report->summary;
        put_texts(json, "strengths", summary->strengths);
        put_texts(json, "weaknesses", summary->weaknesses);
        put_texts(json, "key_highlights", summary->key_highlights);
        put_texts(json, "immediate_improvements", summary->immediate_improvements);
        put_texts(json, "practice_areas", summary->practice_areas);
        put_texts(json, "resources_recommended", summary->resources_recommended);
        json_put_text(json, "summary", summary->text);
        put_texts(json, "flags", summary->flags);
        json_put_int(json, "total_speaking_time_seconds", summary->total_speaking_time_seconds);
        json_put_number(json, "avg_response_time_seconds", summary->avg_response_time_seconds, 1);
        json_put_number(json, "avg_speech_pace", summary->avg_speech_pace, 0);
        json_put_int(json, "total_filler_words", summary->total_filler_words);
        json_put_int(json, "questions_answered", summary->questions_answered);
        json_put_int(json, "questions_skipped", summary->questions_skipped);
        put_turn_number(json, "best_answer", summary->best_answer);
        put_turn_number(json, "worst_answer", summary->worst_answer);
}

static void
write_ms(struct json_writer *json, const char *name, int ms)
{
        if (ms < 0)
                json_put_null(json, name);
        else
                json_put_int(json, name, ms);
}

// As the report shows it: the words with their times, without what only the recogniser needs.
static void
write_transcript(struct json_writer *json, const struct turn *turn)
{
        json_name(json, "transcript");
        if (!turn->has_transcript) {
                json_add_null(json);
                return;
        }
        const struct transcript *transcript = &turn->transcript;
        json_open_object(json);
        json_put_text(json, "text", transcript->text);
        json_put_text(json, "original_text", turn->original_text);
        json_put_number(json, "confidence",
                        transcript->confidence < 0 ? NAN : transcript->confidence, 3);
        json_put_text(json, "language", transcript->language);
        json_name(json, "words");
        json_open_list(json);
        for (size_t i = 0; i < transcript->word_count; i++) {
                json_open_object(json);
                json_put_text(json, "word", transcript->words[i].text);
                write_ms(json, "start_ms", transcript->words[i].start_ms);
                write_ms(json, "end_ms", transcript->words[i].end_ms);
                json_close_object(json);
        }
        json_close_list(json);
        json_close_object(json);
}

static void
write_turn(struct json_writer *json, const struct turn *turn, bool is_evaluated)
{
        json_open_object(json);
        json_put_int(json, "turn", turn->number);
        json_put_text(json, "status", turn->status);
        json_put_text(json, "act", turn->act);
        json_put_text(json, "asked_at", turn->asked_at);
        json_put_text(json, "answered_at", turn->answered_at);
        json_put_bool(json, "is_spoken", turn->has_answer && turn->is_spoken);
        json_name(json, "question");
        question_write(json, &turn->question);
        write_transcript(json, turn);
        json_name(json, "voice_metrics");
        if (turn->has_voice) {
                json_open_object(json);
                voice_metrics_write_members(json, &turn->voice);
                json_close_object(json);
        } else {
                json_add_null(json);
        }
        json_name(json, "evaluation");
        if (is_evaluated && turn->has_evaluation)
                evaluation_write(json, &turn->evaluation);
        else
                json_add_null(json);
        json_close_object(json);
}

void
report_write(struct json_writer *json, const struct report *report)
{
        const struct report_matter *matter = report->matter;
        json_open_object(json);
        write_head(json, report);
        json_name(json, "consent");
        consent_write(json, &matter->interview.consent);
        write_resume(json, &matter->resume);
        write_versions(json, report);
        write_digests(json, report);
        write_scores(json, report);
        write_summary(json, report);
        json_put_null(json, "attention");
        json_name(json, "turns");
        json_open_list(json);
        for (size_t i = 0; i < report->turn_count; i++)
                write_turn(json, report->turns[i].turn, matter->interview.consent.ai_evaluation);
        json_close_list(json);
        json_close_object(json);
}
