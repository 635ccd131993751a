#include "interview_json.h"

#include <stdio.h>

#include "base/text.h"
#include "db/turn.h"
#include "model/persona.h"
#include "net/providers.h"
#include "posting_json.h"
#include "turn/supervise.h"
#include "turn/turn_json.h"

static void
put_id(struct json_writer *json, const char *name, struct uuid id)
{
        json_put_text(json, name, uuid_is_zero(id) ? NULL : uuid_to_text(id).text);
}

static void
put_head(struct json_writer *json, const struct interview *interview)
{
        put_id(json, "id", interview->id);
        json_put_text(json, "status", interview->status);
        json_name(json, "posting");
        json_open_object(json);
        put_id(json, "id", interview->posting_id);
        json_put_text(json, "title", interview->terms.title);
        json_close_object(json);
        json_name(json, "candidate");
        json_open_object(json);
        json_put_text(json, "name", interview->candidate_name);
        json_put_text(json, "email", interview->candidate_email);
        json_close_object(json);
        json_put_text(json, "created_at", interview->created_at);
        json_put_text(json, "scheduled_at", interview->scheduled_at);
        json_put_text(json, "expires_at", interview->expires_at);
        json_put_text(json, "started_at", interview->started_at);
        json_put_text(json, "ended_at", interview->ended_at);
        json_put_int(json, "turns_answered", interview->turns_answered);
        json_put_number(json, "overall_score", interview->overall_score, 1);
        json_put_text(json, "report", interview->report_state);
}

void
interview_write_head(struct json_writer *json, const struct interview *interview)
{
        json_open_object(json);
        put_head(json, interview);
        json_put_int(json, "max_turns", interview->terms.limits.max_turns);
        json_name(json, "current_turn");
        if (interview->current_turn == 0)
                json_add_null(json);
        else
                json_add_int(json, interview->current_turn);
        json_put_text(json, "last_event_at", interview->last_event_at);
        json_put_text(json, "decision", interview->decision);
        json_put_text(json, "decided_at", interview->decided_at);
        json_close_object(json);
}

static void
put_resume(struct json_writer *json, const struct interview *interview)
{
        json_name(json, "resume");
        if (interview->resume_filename == NULL) {
                json_add_null(json);
                return;
        }
        json_open_object(json);
        json_put_text(json, "filename", interview->resume_filename);
        json_close_object(json);
}

static void
put_terms(struct json_writer *json, const struct posting *terms)
{
        json_put_text(json, "language", terms->language);
        json_put_text(json, "persona", terms->persona);
        json_put_text(json, "type", INTERVIEW_TYPE_NAMES[terms->type]);
        json_put_text(json, "difficulty", DIFFICULTY_NAMES[terms->difficulty]);
        json_put_text(json, "feedback", FEEDBACK_NAMES[terms->feedback]);
        posting_write_limits(json, terms->limits);
        posting_write_allowed(json, terms->allowed);
}

// Which version of which rubric judges it: frozen when it was made.
static void
put_rubric(struct json_writer *json, const struct interview *interview)
{
        json_name(json, "rubric");
        json_open_object(json);
        json_put_text(json, "id", interview->rubric_id);
        json_put_text(json, "name", interview->rubric_name);
        json_put_int(json, "version", interview->rubric_version);
        json_put_bool(json, "is_default", interview->rubric_is_default);
        json_close_object(json);
}

static void
put_turns(struct json_writer *json, const struct turn *turns, size_t count, const char *base_path)
{
        const struct turn *current = turn_current(turns, count);
        json_name(json, "turns");
        json_open_list(json);
        for (size_t i = 0; i < count; i++)
                turn_write(json, &turns[i], base_path);
        json_close_list(json);
        json_name(json, "current_turn");
        if (current == NULL)
                json_add_null(json);
        else
                json_add_int(json, current->number);
}

// Who asks, by name: one, or a panel with its lead first.
static void
put_interviewers(struct json_writer *json, const struct posting *terms)
{
        json_name(json, "interviewers");
        json_open_list(json);
        for (size_t i = 0; i < terms->persona_count; i++)
                json_add_text(json, persona_find(terms->personas[i])->name);
        if (terms->persona_count == 0)
                json_add_text(json, persona_find(terms->persona)->name);
        json_close_list(json);
}

static int
remaining_seconds(const struct interview *interview, struct supervisor_limits limits)
{
        int left = limits.max_seconds - interview->elapsed_seconds;
        return left < 0 || interview->ended_at != NULL ? 0 : left;
}

// Only when the decision stands, so that it moves none.
static void
put_experience(struct json_writer *json, const struct interview *interview)
{
        json_name(json, "experience");
        if (interview->experience_rating == 0 || interview->decision == NULL) {
                json_add_null(json);
                return;
        }
        json_open_object(json);
        json_put_int(json, "rating", interview->experience_rating);
        json_put_text(json, "text", interview->experience_text);
        json_put_text(json, "given_at", interview->experience_at);
        json_close_object(json);
}

void
interview_write_whole(struct json_writer *json, const struct interview *interview,
                      const struct turn *turns, size_t turn_count)
{
        char base_path[96];
        snprintf(base_path, sizeof base_path, "/api/interviews/%s/turns",
                 uuid_to_text(interview->id).text);
        json_open_object(json);
        put_head(json, interview);
        put_terms(json, &interview->terms);
        put_rubric(json, interview);
        json_name(json, "consent");
        consent_write(json, &interview->consent);
        put_resume(json, interview);
        json_put_text(json, "end_reason", interview->end_reason);
        json_put_int(json, "elapsed_seconds", interview->elapsed_seconds);
        json_name(json, "decision");
        decision_write(json, interview);
        put_experience(json, interview);
        put_turns(json, turns, turn_count, base_path);
        json_close_object(json);
}

// Who speaks and who listens: the server, or the candidate's own browser with it or in its place.
static void
put_speech(struct json_writer *json, const struct config *config, const char *language)
{
        static const char *const SPEAKERS[] = {
                [TTS_SPEAKER_SERVER] = "server",
                [TTS_SPEAKER_BROWSER] = "browser",
                [TTS_SPEAKER_NONE] = "none",
        };
        static const char *const LISTENERS[] = {
                [STT_LISTENER_SERVER] = "server",
                [STT_LISTENER_BROWSER] = "browser",
                [STT_LISTENER_NONE] = "none",
        };
        json_name(json, "speech");
        json_open_object(json);
        json_put_text(json, "questions", SPEAKERS[tts_speaker(config)]);
        json_put_text(json, "answers", LISTENERS[stt_listener(config, language)]);
        json_close_object(json);
}

void
interview_write_state(struct json_writer *json, const struct config *config,
                      const struct interview *interview, const struct turn *turns,
                      size_t turn_count)
{
        const struct persona *persona = persona_find(interview->terms.persona);
        // The time that the candidate has is what the supervisor leaves of the posting's.
        struct supervisor_limits limits = supervise_limits(config, interview);
        struct posting terms = interview->terms;
        terms.limits.max_minutes = limits.max_seconds / 60;
        json_open_object(json);
        put_id(json, "id", interview->id);
        json_put_text(json, "status", interview->status);
        json_name(json, "posting");
        json_open_object(json);
        json_put_text(json, "title", interview->terms.title);
        json_close_object(json);
        json_put_text(json, "organisation", interview->organisation);
        json_name(json, "candidate");
        json_open_object(json);
        json_put_text(json, "name", interview->candidate_name);
        json_close_object(json);
        json_put_text(json, "interviewer", persona->name);
        put_interviewers(json, &terms);
        put_terms(json, &terms);
        json_name(json, "consent");
        consent_write(json, &interview->consent);
        put_resume(json, interview);
        put_turns(json, turns, turn_count, CANDIDATE_TURNS_PATH);
        put_speech(json, config, interview->terms.language);
        json_put_int(json, "remaining_seconds", remaining_seconds(interview, limits));
        json_put_int(json, "added_minutes", interview->added_minutes);
        json_put_bool(json, "person_present", interview->person_present);
        json_put_text(json, "expires_at", interview->expires_at);
        json_put_text(json, "started_at", interview->started_at);
        json_put_text(json, "ended_at", interview->ended_at);
        json_put_text(json, "end_reason", interview->end_reason);
        json_put_text(json, "scheduled_at", interview->scheduled_at);
        json_put_text(json, "paused_at", interview->paused_at);
        json_put_text(json, "paused_by", interview->paused_by);
        json_put_text(json, "correctable_until", interview->correctable_until);
        json_put_bool(json, "has_experience", interview->experience_rating > 0);
        json_put_int(json, "retention_days",
                     interview->terms.retention_days > 0 ? interview->terms.retention_days : 180);
        json_put_text(json, "notice_version", CONSENT_NOTICE_VERSION);
        json_close_object(json);
}
