#include "made_up.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/text.h"
#include "interview/evaluation.h"

static const char RUBRIC[] =
        "[{\"key\":\"subject\",\"name\":\"Subject knowledge\",\"description\":\"How much of the "
        "subject the answer shows that the question is about.\",\"weight\":4,\"dimension\":"
        "\"technical\",\"indicators\":["
        "{\"key\":\"answers_question\",\"text\":\"Speaks about what was asked and adds to it\","
        "\"points\":1},"
        "{\"key\":\"role_terms\",\"text\":\"Uses terms of the role where they fit\",\"points\":2},"
        "{\"key\":\"trade_off\",\"text\":\"Weighs one way against another\",\"points\":2},"
        "{\"key\":\"reason\",\"text\":\"Gives a reason for a choice\",\"points\":2}],"
        "\"levels\":[{\"from\":0,\"text\":\"Names the subject.\"},{\"from\":3,\"text\":\"Knows "
        "parts "
        "of the subject.\"},{\"from\":5.5,\"text\":\"Explains the subject and its choices.\"},"
        "{\"from\":8,\"text\":\"Explains the subject, its limits and what it costs.\"}]},"
        "{\"key\":\"story\",\"name\":\"A story with an end\",\"description\":\"Situation, task, "
        "own "
        "action and result of something that happened.\",\"weight\":3,\"dimension\":\"behavioral\","
        "\"indicators\":["
        "{\"key\":\"situation\",\"text\":\"Says where and when it was\",\"points\":1},"
        "{\"key\":\"own_action\",\"text\":\"Says what he or she did\",\"points\":3},"
        "{\"key\":\"result\",\"text\":\"Says how it ended\",\"points\":2},"
        "{\"key\":\"figure\",\"text\":\"Gives a figure for the result\",\"points\":2}],"
        "\"levels\":[{\"from\":0,\"text\":\"Speaks of it in "
        "general.\"},{\"from\":3,\"text\":\"Tells "
        "parts of a story.\"},{\"from\":5.5,\"text\":\"Tells a story with an own part.\"},"
        "{\"from\":8,\"text\":\"Tells a whole story, with its result in figures.\"}]},"
        "{\"key\":\"structure\",\"name\":\"Clear structure\",\"description\":\"One can follow the "
        "answer.\",\"weight\":2,\"dimension\":\"clarity\",\"indicators\":["
        "{\"key\":\"order\",\"text\":\"Puts the parts in order\",\"points\":1},"
        "{\"key\":\"example\",\"text\":\"Gives an example\",\"points\":1}],"
        "\"levels\":[{\"from\":0,\"text\":\"Hard to follow.\"},{\"from\":5.5,\"text\":\"Easy to "
        "follow.\"}]},"
        "{\"key\":\"ownership\",\"name\":\"Ownership in the choice of "
        "words\",\"description\":\"Speaks "
        "of the own part and stands by it.\",\"weight\":1,\"dimension\":\"confidence\","
        "\"indicators\":["
        "{\"key\":\"ownership\",\"text\":\"Takes responsibility for a decision\",\"points\":2},"
        "{\"key\":\"commitment\",\"text\":\"Commits to something without hedging\",\"points\":1}],"
        "\"levels\":[{\"from\":0,\"text\":\"Hedges.\"},{\"from\":5.5,\"text\":\"Stands by "
        "it.\"}]}]";

static const struct {
        const char *question;
        const char *kind;
        const char *competency;
        const char *answer;
} TALK[] = {
        {"To begin with, which part of your work as a backend engineer are you most proud of, and "
         "what did you do yourself?",
         "opening", "Own part",
         "Last year our team ran a booking service and the nightly report took six hours. I "
         "decided "
         "to measure first. I found that a missing index made PostgreSQL read the whole table, so "
         "I "
         "added a partial index and rewrote the query. As a result the report went from six hours "
         "down to eleven minutes, and nobody had to get up at night any more."},
        {"How does an index in a database work, and when would you not add one?", "technical",
         "Databases",
         "An index is a sorted tree beside the table, so the database finds rows without reading "
         "everything. The trade-off is that every insert has to maintain it, because the tree must "
         "stay sorted. For example on a small table, or a column with two values, I would not add "
         "one. On the one hand reads become faster, on the other hand writes become slower."},
        {"Tell me about a time when you broke something in production.", "behavioral",
         "Learning from mistakes",
         "When I worked at a small shop I deployed a migration on a Friday that locked the orders "
         "table. It was my responsibility. First I rolled it back, then I told the customers, and "
         "finally I wrote a checklist. We lost about forty orders, and since then we have had no "
         "such outage in two years."},
        {"How would you design an API that must never take the same payment twice?",
         "system_design", "Reliability",
         "Um, I would give each request an idempotency key and store it in the same transaction as "
         "the payment. If the same key comes again, the first answer is returned. The reason is "
         "that "
         "clients retry when the network fails. It costs one unique index, but that is cheap "
         "compared with paying back money."},
        {"How do you work with somebody who disagrees with you in a review?", "cultural_fit",
         "Working together",
         "I ask what they have seen that I have not. Once a colleague did not want a message queue "
         "at all. We tried both ways for a week, measured, and he was right. I removed the queue."},
        {"Is there anything that you would like to add?", "closing", "Closing",
         "No, thank you. I would like to know how your on-call week works."},
};

static struct transcript
spoken(const char *text, struct arena *arena)
{
        size_t most = strlen(text) / 2 + 2;
        struct word *words = arena_alloc(arena, most, sizeof *words);
        size_t count = 0;
        for (const char *at = text; *at != '\0';) {
                at += strspn(at, " ");
                size_t length = strcspn(at, " ");
                if (length == 0)
                        break;
                words[count] = (struct word){
                        .text = arena_copy(arena, at, length),
                        .start_ms = (int)count * 380,
                        .end_ms = (int)count * 380 + 340,
                        .confidence = 0.9,
                };
                count++;
                at += length;
        }
        return (struct transcript){
                .text = text,
                .confidence = 0.9,
                .language = "en",
                .words = words,
                .word_count = count,
                .provider = "builtin",
                .model = "pocketsphinx-en-us",
        };
}

static struct turn
made_up_turn(const struct report_matter *matter, int number, const char *extra, struct arena *arena)
{
        static const char *const FILLERS[] = {"um"};
        const size_t which = (size_t)(number - 1) % COUNT_OF(TALK);
        const char *text = extra != NULL && number == 1 ? extra : TALK[which].answer;
        struct turn *turn = arena_alloc(arena, 1, sizeof *turn);
        *turn = (struct turn){
                .number = number,
                .status = "answered",
                .attempt = 1,
                .question = {.text = TALK[which].question,
                             .kind = TALK[which].kind,
                             .competency = TALK[which].competency,
                             .difficulty = DIFFICULTY_MEDIUM,
                             .language = "en"},
                .asked_at = arena_print(arena, "2026-11-20T09:%02d:12.000Z", number % 60),
                .answered_at = arena_print(arena, "2026-11-20T09:%02d:59.000Z", number % 60),
                .has_answer = true,
                .is_spoken = true,
                .answer_stage = "answered",
                .has_transcript = true,
                .transcript = spoken(text, arena),
                .has_voice = true,
        };
        turn->answer_id = uuid_new();
        turn->duration_ms = (int)turn->transcript.word_count * 380 + 900;
        turn->voice = (struct voice_metrics){
                .duration_ms = turn->duration_ms,
                .speech_ms = turn->duration_ms - 900,
                .silence_ms = 900,
                .speech_pace = 60000.0 * (double)turn->transcript.word_count / turn->duration_ms,
                .pause_count = number % 4,
                .longest_pause_ms = 800 + 50 * number,
                .filler_word_count = number % 3,
                .filler_words = FILLERS,
                .filler_word_kinds = 1,
                .volume_level = 0.6,
                .clarity_score = 9,
        };
        struct evaluation_input input = {
                .question = &turn->question,
                .transcript = &turn->transcript,
                .rubric = &matter->rubric,
                .type = INTERVIEW_MIXED,
                .turn = number,
        };
        turn->evaluation = evaluate_builtin(&input, arena);
        turn->has_evaluation = true;
        return *turn;
}

static struct rubric
made_up_rubric(struct arena *arena)
{
        OWN(json_document_close) struct json_document document = {0};
        struct rubric rubric = {0};
        struct err err;
        if (!json_parse(RUBRIC, strlen(RUBRIC), &document, &err) ||
            !rubric_read_criteria(document.root, arena, &rubric, &err)) {
                fprintf(stderr, "the made-up rubric: %s %s\n", err.field, err.message);
                abort();
        }
        rubric.id = "mixed-1";
        rubric.name = "Mixed interview";
        rubric.version = 1;
        return rubric;
}

static struct interview
made_up_interview(const struct made_up *wish)
{
        return (struct interview){
                .id = uuid_new(),
                .organisation_id = uuid_new(),
                .posting_id = uuid_new(),
                .organisation = "Example Works",
                .candidate_name = wish->candidate == NULL ? "Ada Example" : wish->candidate,
                .candidate_email = "ada@example.org",
                .terms = {.title = "Backend engineer",
                          .description = "APIs and PostgreSQL",
                          .language = "en",
                          .type = INTERVIEW_MIXED,
                          .difficulty = DIFFICULTY_MEDIUM},
                .rubric_id = "mixed-1",
                .status = "completed",
                .end_reason = "turns",
                .created_at = "2026-11-19T08:00:00.000Z",
                .started_at = "2026-11-20T09:00:00.000Z",
                .ended_at = "2026-11-20T09:20:31.000Z",
                .elapsed_seconds = 1231,
                .consent = {.is_given = true,
                            .recording = true,
                            .ai_evaluation = !wish->without_evaluation,
                            .notice_version = CONSENT_NOTICE_VERSION,
                            .given_at = "2026-11-20T08:58:00.000Z"},
                .overall_score = NAN,
        };
}

struct report_matter
made_up_matter(struct made_up wish, struct arena *arena)
{
        struct report_matter matter = {
                .interview = made_up_interview(&wish),
                .rubric = made_up_rubric(arena),
                .turn_count = (size_t)wish.turn_count,
        };
        struct turn *turns = arena_alloc(arena, matter.turn_count + 1, sizeof *turns);
        struct report_clip *clips = arena_alloc(arena, matter.turn_count + 1, sizeof *clips);
        for (int i = 0; i < wish.turn_count; i++) {
                turns[i] = made_up_turn(&matter, i + 1, wish.extra, arena);
                clips[i] = (struct report_clip){.turn = i + 1, .digest = sha256_of(&i, sizeof i)};
        }
        matter.clip_count = matter.turn_count;
        if (wish.has_skipped && matter.turn_count > 0) {
                struct turn *last = &turns[matter.turn_count - 1];
                *last = (struct turn){
                        .number = last->number,
                        .status = "skipped",
                        .question = last->question,
                        .asked_at = last->asked_at,
                };
                matter.clip_count--;
        }
        matter.turns = turns;
        matter.clips = clips;
        return matter;
}
