-- interview_insert :none
INSERT INTO interview (id, organisation_id, posting_id, created_by, candidate_name, candidate_email,
                       title, description, language, persona, type, difficulty, instructions,
                       focus_areas, question_set, feedback, max_answer_seconds, max_turns,
                       max_minutes, rubric_id, scheduled_at, expires_at, allow_pause,
                       allow_extra_time, supervisor_interval_seconds,
                       supervisor_conclusion_minutes, supervisor_max_minutes, grace_minutes,
                       personas)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21::timestamptz, coalesce($22::timestamptz, now() + interval '14 days'), $23, $24, $25, $26,
        $27, $28, $29);

-- interview_by_id :one
-- An organisation sees its own; without one (the candidate's session names the id) only the id
-- counts. What is one column of a row beside is asked for by itself: planning so many joins takes
-- longer than all else.
SELECT i.id, i.organisation_id, i.posting_id, i.candidate_name, i.candidate_email, i.title,
       i.description, i.language, i.persona, i.type, i.difficulty, i.instructions, i.focus_areas,
       i.question_set, i.feedback, i.max_answer_seconds, i.max_turns, i.max_minutes, i.rubric_id,
       i.allow_pause, i.allow_extra_time, rfc3339(i.paused_at) AS paused_at, i.paused_by,
       i.supervisor_interval_seconds, i.supervisor_conclusion_minutes, i.supervisor_max_minutes,
       i.grace_minutes, i.personas, i.added_minutes, i.concluding_at IS NOT NULL AS is_concluding,
       EXISTS (SELECT FROM supervisor_action w WHERE w.interview_id = i.id) AS person_present,
       EXISTS (SELECT FROM passage g WHERE g.posting_id = i.posting_id)
               OR EXISTS (SELECT FROM passage g WHERE g.interview_id = i.id) AS has_passages,
       CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired' ELSE i.status END
               AS status,
       i.end_reason, rfc3339(i.scheduled_at) AS scheduled_at, rfc3339(i.expires_at) AS expires_at,
       rfc3339(i.created_at) AS created_at, rfc3339(i.started_at) AS started_at,
       rfc3339(i.ended_at) AS ended_at,
       greatest(0, coalesce(extract(epoch FROM coalesce(i.ended_at, i.paused_at, now()) - i.started_at),
                            0)::int - i.paused_seconds) AS elapsed_seconds,
       rfc3339(CASE WHEN i.decided_at IS NULL THEN i.ended_at + interval '24 hours' END)
               AS correctable_until,
       i.ended_at IS NULL OR i.ended_at + interval '24 hours' > now() AND i.decided_at IS NULL
               AS is_correctable,
       i.decision, i.decision_reason, rfc3339(i.decided_at) AS decided_at,
       (SELECT d.name FROM app_user d WHERE d.id = i.decided_by) AS decided_by,
       x.rating AS experience_rating, x.body AS experience_text,
       rfc3339(x.given_at) AS experience_at,
       (SELECT o.name FROM organisation o WHERE o.id = i.organisation_id) AS organisation,
       c.recording, c.ai_evaluation, c.attention, c.notice_version, rfc3339(c.given_at) AS consent_at,
       (SELECT p.retention_days FROM posting p WHERE p.id = i.posting_id) AS retention_days,
       (SELECT e.filename FROM resume e WHERE e.interview_id = i.id) AS resume_filename,
       (SELECT count(*) FROM turn t WHERE t.interview_id = i.id AND t.status = 'answered')
               AS turns_answered,
       r.overall_score, r.interview_id IS NOT NULL AS has_report,
       (SELECT j.state FROM job j WHERE j.kind = 'report' AND j.key = i.id::text
        ORDER BY j.created_at DESC, j.id DESC LIMIT 1) AS report_job_state,
       b.name AS rubric_name, b.version AS rubric_version,
       b.organisation_id IS NULL AS rubric_is_default
FROM interview i
JOIN rubric b ON b.id = i.rubric_id
LEFT JOIN report r ON r.interview_id = i.id
LEFT JOIN experience x ON x.interview_id = i.id
LEFT JOIN LATERAL (SELECT n.recording, n.ai_evaluation, n.attention, n.notice_version, n.given_at
                   FROM consent n WHERE n.interview_id = i.id ORDER BY n.id DESC LIMIT 1) c ON true
WHERE i.id = $1 AND ($2::uuid IS NULL OR i.organisation_id = $2);

-- interview_now :one
-- What others change of an interview while an answer is worked on.
SELECT i.status, i.paused_by, i.max_minutes, i.added_minutes,
       i.concluding_at IS NOT NULL AS is_concluding,
       EXISTS (SELECT FROM supervisor_action w WHERE w.interview_id = i.id) AS person_present,
       greatest(0, coalesce(extract(epoch FROM coalesce(i.ended_at, i.paused_at, now()) - i.started_at),
                            0)::int - i.paused_seconds) AS elapsed_seconds
FROM interview i WHERE i.id = $1;

-- interview_role :one
-- What recognisers are told of an interview.
SELECT i.language, i.title, i.description, i.focus_areas, o.name AS organisation
FROM interview i LEFT JOIN organisation o ON o.id = i.organisation_id WHERE i.id = $1;

-- interview_state :many
-- What the candidate with this session sees, a row a turn, one without where none was asked yet.
-- The interview's own columns are made once, and what only HR sees is not touched.
WITH i AS MATERIALIZED (
        SELECT i.id, i.title, i.candidate_name, i.language, i.persona, i.type, i.difficulty,
               i.feedback, i.max_answer_seconds, i.max_turns, i.max_minutes, i.allow_pause,
               i.allow_extra_time, i.supervisor_interval_seconds, i.supervisor_conclusion_minutes,
               i.supervisor_max_minutes, i.grace_minutes, i.personas, i.added_minutes,
               i.paused_by, i.end_reason,
               EXISTS (SELECT FROM supervisor_action w WHERE w.interview_id = i.id) AS person_present,
               CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired'
                    ELSE i.status END AS interview_status,
               rfc3339(i.paused_at) AS paused_at, rfc3339(i.scheduled_at) AS scheduled_at,
               rfc3339(i.expires_at) AS expires_at, rfc3339(i.started_at) AS started_at,
               rfc3339(i.ended_at) AS ended_at,
               greatest(0, coalesce(extract(epoch FROM coalesce(i.ended_at, i.paused_at, now())
                                                       - i.started_at), 0)::int
                           - i.paused_seconds) AS elapsed_seconds,
               rfc3339(CASE WHEN i.decided_at IS NULL THEN i.ended_at + interval '24 hours' END)
                       AS correctable_until,
               (SELECT x.rating FROM experience x WHERE x.interview_id = i.id)
                       AS experience_rating,
               (SELECT o.name FROM organisation o WHERE o.id = i.organisation_id) AS organisation,
               (SELECT p.retention_days FROM posting p WHERE p.id = i.posting_id)
                       AS retention_days,
               (SELECT e.filename FROM resume e WHERE e.interview_id = i.id) AS resume_filename,
               c.recording, c.ai_evaluation, c.attention, c.notice_version,
               rfc3339(c.given_at) AS consent_at
        FROM candidate_session s
        JOIN interview i ON i.id = s.interview_id
        LEFT JOIN LATERAL (SELECT n.recording, n.ai_evaluation, n.attention, n.notice_version,
                                  n.given_at
                           FROM consent n WHERE n.interview_id = i.id
                           ORDER BY n.id DESC LIMIT 1) c ON true
        WHERE s.token_hash = $1 AND s.expires_at > now()
)
SELECT i.id, i.title, i.candidate_name, i.language, i.persona, i.type, i.difficulty, i.feedback,
       i.max_answer_seconds, i.max_turns, i.max_minutes, i.allow_pause, i.allow_extra_time,
       i.supervisor_interval_seconds, i.supervisor_conclusion_minutes, i.supervisor_max_minutes,
       i.grace_minutes, i.personas, i.added_minutes, i.paused_by, i.person_present,
       i.end_reason, i.interview_status, i.paused_at, i.scheduled_at, i.expires_at, i.started_at,
       i.ended_at, i.elapsed_seconds, i.correctable_until, i.experience_rating, i.organisation,
       i.retention_days, i.resume_filename, i.recording, i.ai_evaluation, i.attention,
       i.notice_version, i.consent_at,
       t.number, t.status, t.attempt, t.question,
       -- One that is being made is there for whoever asks (turn_audio).
       coalesce(t.question_audio_key, (SELECT p.media_key FROM question_part p
                                       WHERE p.interview_id = t.interview_id AND p.turn_number = t.number
                                         AND p.made_at > now() - interval '60 seconds' LIMIT 1))
               AS question_audio_key,
       rfc3339(t.asked_at) AS asked_at, a.kind, a.duration_ms, a.voice_metrics IS NOT NULL AS has_voice,
       coalesce(a.correction, a.transcript) IS NOT NULL AS has_transcript,
       coalesce(a.correction, a.transcript)->>'text' AS answer_text,
       CASE WHEN a.correction IS NOT NULL THEN a.transcript->>'text' END AS original_text,
       rfc3339(a.corrected_at) AS corrected_at
FROM i
LEFT JOIN turn t ON t.interview_id = i.id
LEFT JOIN LATERAL (SELECT n.kind, n.duration_ms, n.voice_metrics, n.transcript, n.correction,
                          n.corrected_at
                   FROM answer n WHERE n.interview_id = t.interview_id AND n.turn_number = t.number
                   ORDER BY n.attempt DESC LIMIT 1) a ON true
ORDER BY t.number;

-- interview_list :many
-- The newest first.
SELECT i.id, i.posting_id, i.title, i.candidate_name, i.candidate_email,
       CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired' ELSE i.status END
               AS status,
       rfc3339(i.scheduled_at) AS scheduled_at, rfc3339(i.expires_at) AS expires_at,
       rfc3339(i.created_at) AS created_at, rfc3339(i.started_at) AS started_at,
       rfc3339(i.ended_at) AS ended_at, i.decision, rfc3339(i.decided_at) AS decided_at,
       i.max_turns, t.answered AS turns_answered, t.current_turn,
       rfc3339(coalesce(i.ended_at, greatest(i.started_at, t.asked_at,
                                             (SELECT max(a.received_at) FROM answer a
                                              WHERE a.interview_id = i.id)))) AS last_event_at,
       r.overall_score, r.interview_id IS NOT NULL AS has_report,
       (SELECT j.state FROM job j WHERE j.kind = 'report' AND j.key = i.id::text
        ORDER BY j.created_at DESC, j.id DESC LIMIT 1) AS report_job_state
FROM interview i LEFT JOIN report r ON r.interview_id = i.id
LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE t.status = 'answered') AS answered,
                          max(t.number) FILTER (WHERE t.status IN ('asked', 'received',
                                                                   'transcribed'))
                                  AS current_turn,
                          max(t.asked_at) AS asked_at
                   FROM turn t WHERE t.interview_id = i.id) t ON true
WHERE i.organisation_id = $1
  AND ($2::uuid IS NULL OR i.posting_id = $2)
  AND ($3::text IS NULL OR
       CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired' ELSE i.status END
               = $3)
  AND ($4::text IS NULL OR position(lower($4) IN lower(i.candidate_name)) > 0
       OR position(lower($4) IN lower(i.candidate_email)) > 0)
  AND ($5::uuid IS NULL OR i.id < $5)
ORDER BY i.id DESC LIMIT $6;

-- interview_list_sorted :many
-- Those of one kind of need ($5), or all, in the order of $8, rising or ($9 false) falling. Each kind
-- has its index; only the one that is asked for is read. A page goes on behind the row $6 by its
-- key, so that it may have left the filter meanwhile. What lists show is read for the page alone.
WITH chosen AS (
        SELECT i.id, true AS is_shown FROM interview i
        WHERE $5::text IS NULL AND i.organisation_id = $1
        UNION ALL
        SELECT i.id, true FROM interview i
        WHERE $5 = 'running' AND i.organisation_id = $1 AND i.status IN ('in_progress', 'paused')
        UNION ALL
        SELECT i.id, true FROM interview i JOIN report r ON r.interview_id = i.id
        WHERE $5 = 'undecided' AND i.organisation_id = $1 AND i.status = 'completed'
          AND i.decision IS NULL
        UNION ALL
        SELECT i.id, true FROM interview i
        WHERE $5 = 'decided' AND i.organisation_id = $1 AND i.decision IS NOT NULL
        UNION ALL
        SELECT i.id, true FROM interview i
        WHERE $5 = 'due' AND i.organisation_id = $1 AND i.status = 'scheduled'
          AND i.expires_at > now() AND (i.expires_at < now() + interval '3 days'
                                        OR i.scheduled_at < now() + interval '1 day')
        UNION ALL
        SELECT i.id, true
        FROM job j JOIN interview i ON i.id = CASE WHEN j.kind = 'report' THEN j.key::uuid END
        WHERE $5 = 'failed' AND j.kind = 'report' AND j.given_up_at IS NOT NULL
          AND i.organisation_id = $1 AND i.status = 'completed' AND i.decision IS NULL
          AND NOT EXISTS (SELECT FROM report r WHERE r.interview_id = i.id)
          AND NOT EXISTS (SELECT FROM job n WHERE n.kind = 'report' AND n.key = j.key
                                              AND (n.created_at, n.id) > (j.created_at, j.id))
        UNION ALL
        SELECT i.id, false FROM interview i WHERE i.id = $6 AND i.organisation_id = $1
), keyed AS (
        SELECT i.id, c.is_shown,
               CASE $8::text
                       WHEN 'score' THEN coalesce(r.overall_score, -1)
                       WHEN 'started' THEN coalesce(extract(epoch FROM i.started_at), 0)
                       WHEN 'ended' THEN coalesce(extract(epoch FROM i.ended_at), 0)
                       WHEN 'decided' THEN coalesce(extract(epoch FROM i.decided_at), 0)
                       WHEN 'expires' THEN extract(epoch FROM i.expires_at)
                       WHEN 'created' THEN extract(epoch FROM i.created_at)
                       ELSE 0 END AS figure,
               CASE $8::text WHEN 'candidate' THEN lower(i.candidate_name)
                             WHEN 'posting' THEN lower(i.title) ELSE '' END AS words
        FROM chosen c JOIN interview i ON i.id = c.id LEFT JOIN report r ON r.interview_id = i.id
        WHERE NOT c.is_shown
           OR ($2::uuid IS NULL OR i.posting_id = $2)
              AND ($3::text IS NULL OR
                   CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired'
                        ELSE i.status END = $3)
              AND ($4::text IS NULL OR position(lower($4) IN lower(i.candidate_name)) > 0
                   OR position(lower($4) IN lower(i.candidate_email)) > 0)
), page AS (
        SELECT k.id, k.figure, k.words FROM keyed k
        WHERE k.is_shown
          AND ($6::uuid IS NULL
               OR $9 AND (k.figure, k.words, k.id) >
                         (SELECT c.figure, c.words, c.id FROM keyed c WHERE NOT c.is_shown)
               OR NOT $9 AND (k.figure, k.words, k.id) <
                             (SELECT c.figure, c.words, c.id FROM keyed c WHERE NOT c.is_shown))
        ORDER BY CASE WHEN $9 THEN k.figure END, CASE WHEN $9 THEN k.words END,
                 CASE WHEN $9 THEN k.id END, k.figure DESC, k.words DESC, k.id DESC
        LIMIT $7
)
SELECT i.id, i.posting_id, i.title, i.candidate_name, i.candidate_email,
       CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired' ELSE i.status END
               AS status,
       rfc3339(i.scheduled_at) AS scheduled_at, rfc3339(i.expires_at) AS expires_at,
       rfc3339(i.created_at) AS created_at, rfc3339(i.started_at) AS started_at,
       rfc3339(i.ended_at) AS ended_at, i.decision, rfc3339(i.decided_at) AS decided_at,
       i.max_turns, t.answered AS turns_answered, t.current_turn,
       rfc3339(coalesce(i.ended_at, greatest(i.started_at, t.asked_at,
                                             (SELECT max(a.received_at) FROM answer a
                                              WHERE a.interview_id = i.id)))) AS last_event_at,
       r.overall_score, r.interview_id IS NOT NULL AS has_report,
       (SELECT j.state FROM job j WHERE j.kind = 'report' AND j.key = i.id::text
        ORDER BY j.created_at DESC, j.id DESC LIMIT 1) AS report_job_state
FROM page k JOIN interview i ON i.id = k.id LEFT JOIN report r ON r.interview_id = i.id
LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE t.status = 'answered') AS answered,
                          max(t.number) FILTER (WHERE t.status IN ('asked', 'received',
                                                                   'transcribed'))
                                  AS current_turn,
                          max(t.asked_at) AS asked_at
                   FROM turn t WHERE t.interview_id = i.id) t ON true
ORDER BY CASE WHEN $9 THEN k.figure END, CASE WHEN $9 THEN k.words END,
         CASE WHEN $9 THEN k.id END, k.figure DESC, k.words DESC, k.id DESC;

-- interview_needs_of :many
-- The first $2 of each kind of need, as the page of today shows them.
WITH chosen AS (
        (SELECT 'running' AS need, i.id, row_number() OVER (ORDER BY i.started_at DESC) AS place
         FROM interview i
         WHERE i.organisation_id = $1 AND i.status IN ('in_progress', 'paused')
         ORDER BY i.started_at DESC LIMIT $2)
        UNION ALL
        (SELECT 'undecided', i.id, row_number() OVER (ORDER BY i.ended_at)
         FROM interview i JOIN report r ON r.interview_id = i.id
         WHERE i.organisation_id = $1 AND i.status = 'completed' AND i.decision IS NULL
         ORDER BY i.ended_at LIMIT $2)
        UNION ALL
        (SELECT 'due', i.id, row_number() OVER (ORDER BY i.expires_at)
         FROM interview i
         WHERE i.organisation_id = $1 AND i.status = 'scheduled' AND i.expires_at > now()
           AND (i.expires_at < now() + interval '3 days'
                OR i.scheduled_at < now() + interval '1 day')
         ORDER BY i.expires_at LIMIT $2)
        UNION ALL
        (SELECT 'failed', i.id, row_number() OVER (ORDER BY i.ended_at)
         FROM job j JOIN interview i ON i.id = CASE WHEN j.kind = 'report' THEN j.key::uuid END
         WHERE j.kind = 'report' AND j.given_up_at IS NOT NULL AND i.organisation_id = $1
           AND i.status = 'completed' AND i.decision IS NULL
           AND NOT EXISTS (SELECT FROM report r WHERE r.interview_id = i.id)
           AND NOT EXISTS (SELECT FROM job n WHERE n.kind = 'report' AND n.key = j.key
                                               AND (n.created_at, n.id) > (j.created_at, j.id))
         ORDER BY i.ended_at LIMIT $2)
        UNION ALL
        (SELECT 'decided', i.id, row_number() OVER (ORDER BY i.decided_at DESC)
         FROM interview i
         WHERE i.organisation_id = $1 AND i.decision IS NOT NULL
         ORDER BY i.decided_at DESC LIMIT $2)
)
SELECT k.need, i.id, i.posting_id, i.title, i.candidate_name, i.candidate_email,
       CASE WHEN i.status = 'scheduled' AND i.expires_at <= now() THEN 'expired' ELSE i.status END
               AS status,
       rfc3339(i.scheduled_at) AS scheduled_at, rfc3339(i.expires_at) AS expires_at,
       rfc3339(i.created_at) AS created_at, rfc3339(i.started_at) AS started_at,
       rfc3339(i.ended_at) AS ended_at, i.decision, rfc3339(i.decided_at) AS decided_at,
       i.max_turns, t.answered AS turns_answered, t.current_turn,
       rfc3339(coalesce(i.ended_at, greatest(i.started_at, t.asked_at,
                                             (SELECT max(a.received_at) FROM answer a
                                              WHERE a.interview_id = i.id)))) AS last_event_at,
       r.overall_score, r.interview_id IS NOT NULL AS has_report,
       (SELECT j.state FROM job j WHERE j.kind = 'report' AND j.key = i.id::text
        ORDER BY j.created_at DESC, j.id DESC LIMIT 1) AS report_job_state
FROM chosen k JOIN interview i ON i.id = k.id LEFT JOIN report r ON r.interview_id = i.id
LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE t.status = 'answered') AS answered,
                          max(t.number) FILTER (WHERE t.status IN ('asked', 'received',
                                                                   'transcribed'))
                                  AS current_turn,
                          max(t.asked_at) AS asked_at
                   FROM turn t WHERE t.interview_id = i.id) t ON true
ORDER BY k.need, k.place;

-- organisation_counts :one
SELECT (SELECT count(*) FROM posting WHERE organisation_id = $1 AND deleted_at IS NULL) AS postings,
       (SELECT count(*) FROM interview WHERE organisation_id = $1) AS interviews,
       (SELECT count(*) FROM candidate_request q JOIN interview i ON i.id = q.interview_id
        WHERE i.organisation_id = $1 AND q.state = 'open') AS requests;

-- interview_lock :one
-- What changes the course of an interview holds its row.
SELECT status, expires_at <= now() AS is_expired FROM interview WHERE id = $1 FOR UPDATE;

-- interview_start :none
UPDATE interview SET status = 'in_progress', started_at = now()
WHERE id = $1 AND status = 'scheduled';

-- interview_complete :none
-- A break that ends with the interview does not count as time that was used.
UPDATE interview
SET status = 'completed', ended_at = now(), end_reason = $2, paused_at = NULL, paused_by = NULL,
    paused_seconds = paused_seconds
                     + ceil(coalesce(extract(epoch FROM now() - paused_at), 0))::int
WHERE id = $1 AND status IN ('in_progress', 'paused');

-- interview_cancel :none
UPDATE interview
SET status = 'cancelled', ended_at = now(), end_reason = 'hr', paused_at = NULL,
    paused_by = NULL,
    paused_seconds = paused_seconds
                     + ceil(coalesce(extract(epoch FROM now() - paused_at), 0))::int
WHERE id = $1 AND organisation_id = $2 AND status IN ('scheduled', 'in_progress', 'paused');

-- interview_reopen :none
-- A new invitation: until the time that is given, else as before, or two weeks from now where that
-- has passed.
UPDATE interview
SET expires_at = coalesce($3::timestamptz, CASE WHEN expires_at > now() THEN expires_at
                                                ELSE now() + interval '14 days' END)
WHERE id = $1 AND organisation_id = $2 AND status IN ('scheduled', 'in_progress', 'paused');

-- interview_decide :none
UPDATE interview SET decision = $3, decision_reason = $4, decided_by = $5, decided_at = now()
WHERE id = $1 AND organisation_id = $2;

-- consent_insert :none
INSERT INTO consent (interview_id, notice_version, recording, ai_evaluation, attention)
VALUES ($1, $2, $3, $4, $5);

-- resume_set :none
INSERT INTO resume (interview_id, filename, mime, pages, characters, body, sections, warnings,
                    flags, media_key, sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (interview_id) DO UPDATE
SET filename = excluded.filename, mime = excluded.mime, pages = excluded.pages,
    characters = excluded.characters, body = excluded.body, sections = excluded.sections,
    warnings = excluded.warnings, flags = excluded.flags,
    media_key = excluded.media_key, sha256 = excluded.sha256,
    uploaded_at = now();

-- resume_find :one
SELECT filename, mime, pages, characters, body, sections, warnings, media_key
FROM resume WHERE interview_id = $1;

-- report_of_interview :one
SELECT body, pdf_key, candidate_pdf_key FROM report WHERE interview_id = $1;

-- transcript_turns :many
-- What was said, in order, for the live view.
SELECT t.number, t.status, rfc3339(t.asked_at) AS asked_at, t.question->>'text' AS question,
       a.usability, a.outcome, a.outcome_text, rfc3339(a.received_at) AS received_at,
       coalesce(a.correction, a.transcript)->>'text' AS answer, a.stage, a.attempt, a.act,
       a.stages
FROM turn t LEFT JOIN answer a ON a.interview_id = t.interview_id AND a.turn_number = t.number
WHERE t.interview_id = $1 ORDER BY t.number, a.attempt;

-- report_summary :one
SELECT body::jsonb ->> 'summary' AS summary FROM report WHERE interview_id = $1;
