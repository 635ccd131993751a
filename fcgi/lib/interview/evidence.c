#include "interview/evidence.h"

#include <stdint.h>
#include <string.h>

#include "interview/answer.h"
#include "interview/answer_machine.h"

// The times of each word of the text, from the recogniser's words: both run in the same order, but
// one of the recogniser's words may be several of ours ("e-mail") and now and then one is missing.
struct word_time {
        int start_ms;
        int end_ms;
};

static const size_t LOOK_AHEAD = 12;

static struct word_time *
times_of(const struct transcript *transcript, const struct words *words, struct arena *arena)
{
        struct word_time *times = arena_alloc(arena, words->count, sizeof *times);
        for (size_t i = 0; i < words->count; i++)
                times[i] = (struct word_time){.start_ms = -1, .end_ms = -1};
        size_t at = 0;
        for (size_t i = 0; i < transcript->word_count && at < words->count; i++) {
                const struct word *heard = &transcript->words[i];
                struct words parts = words_of(heard->text, NULL, arena);
                for (size_t k = 0; k < parts.count; k++) {
                        size_t look = at;
                        while (look < words->count && look - at < LOOK_AHEAD &&
                               strcmp(words->items[look].folded, parts.items[k].folded) != 0)
                                look++;
                        if (look == words->count || look - at == LOOK_AHEAD)
                                continue;
                        times[look] = (struct word_time){.start_ms = heard->start_ms,
                                                         .end_ms = heard->end_ms};
                        at = look + 1;
                }
        }
        return times;
}

// What is the same for all claims of an answer.
struct check {
        const struct transcript *transcript;
        const struct word_time *times;
        struct words words;
        const bool *is_for_machine; // of each word
        struct stems question;
        int turn;
};

static bool
is_for_machine(const struct check *check, size_t from, size_t to)
{
        for (size_t i = from; i < to; i++) {
                if (check->is_for_machine[i])
                        return true;
        }
        return false;
}

// Where the words of `quote` stand one behind the other and are not said to a machine; SIZE_MAX
// where they do not.
static size_t
find_quote(const struct check *check, const struct words *quote)
{
        const struct words *words = &check->words;
        for (size_t i = 0; i + quote->count <= words->count; i++) {
                size_t same = 0;
                while (same < quote->count &&
                       strcmp(words->items[i + same].folded, quote->items[same].folded) == 0)
                        same++;
                if (same == quote->count && !is_for_machine(check, i, i + same))
                        return i;
        }
        return SIZE_MAX;
}

static bool
verify_quote(const struct check *check, const char *text, struct arena *arena,
             struct evidence *evidence)
{
        struct words quote = words_without_hesitation(text, check->transcript->language, arena);
        bool is_whole = check->words.count == 1 && !check->words.items[0].is_common;
        if (quote.count == 0 || quote.count > EVIDENCE_QUOTE_WORDS_MOST ||
            (quote.count == 1 && !quote.items[0].is_figure && !is_whole))
                return false;
        size_t from = find_quote(check, &quote);
        if (from == SIZE_MAX)
                return false;
        size_t to = from + quote.count;
        if (words_repeat(&check->words, from, to, &check->question, arena))
                return false;
        const struct word_at *last = &check->words.items[to - 1];
        evidence->turn = check->turn;
        evidence->offset = check->words.items[from].offset;
        evidence->length = last->offset + last->length - evidence->offset;
        evidence->quote = arena_copy(arena, check->words.text + evidence->offset, evidence->length);
        evidence->start_ms = check->times[from].start_ms;
        evidence->end_ms = check->times[to - 1].end_ms;
        return true;
}

static const struct claim *
first_good_claim(const struct check *check, const char *criterion, const char *indicator,
                 const struct claim *claims, size_t claim_count, struct arena *arena,
                 struct evidence *evidence)
{
        for (size_t i = 0; i < claim_count; i++) {
                const struct claim *claim = &claims[i];
                if (claim->criterion != NULL && claim->indicator != NULL && claim->quote != NULL &&
                    strcmp(claim->criterion, criterion) == 0 &&
                    strcmp(claim->indicator, indicator) == 0 &&
                    verify_quote(check, claim->quote, arena, evidence))
                        return claim;
        }
        return NULL;
}

void
evidence_verify(const struct transcript *transcript, const struct rubric *rubric,
                const struct question *question, int turn, const struct claim *claims,
                size_t claim_count, struct arena *arena, struct evidence **evidence_out,
                size_t *count_out)
{
        struct check check = {
                .transcript = transcript,
                .words = words_without_hesitation(transcript->text, transcript->language, arena),
                .turn = turn,
        };
        check.is_for_machine =
                words_for_machine(&check.words, transcript->language, MACHINE_TEXT_ANSWER, arena);
        check.times = times_of(transcript, &check.words, arena);
        if (question != NULL) {
                struct words asked = words_of(question->text, transcript->language, arena);
                check.question = stems_of(&asked, arena);
        }
        if (claim_count > EVIDENCE_CLAIMS_MOST)
                claim_count = EVIDENCE_CLAIMS_MOST;
        struct evidence *evidence = arena_alloc(arena, claim_count, sizeof *evidence);
        size_t count = 0;
        for (size_t i = 0; i < rubric->criterion_count; i++) {
                const struct criterion *criterion = &rubric->criteria[i];
                for (size_t k = 0; k < criterion->indicator_count && count < claim_count; k++) {
                        const char *indicator = criterion->indicators[k].key;
                        if (first_good_claim(&check, criterion->key, indicator, claims, claim_count,
                                             arena, &evidence[count]) == NULL)
                                continue;
                        evidence[count].criterion = criterion->key;
                        evidence[count].indicator = indicator;
                        count++;
                }
        }
        *evidence_out = count == 0 ? NULL : evidence;
        *count_out = count;
}

size_t
evidence_refused(const struct transcript *transcript, const struct rubric *rubric,
                 const struct question *question, const struct claim *claims, size_t claim_count,
                 struct arena *arena)
{
        size_t refused = 0;
        for (size_t i = 0; i < claim_count; i++) {
                struct evidence *evidence = NULL;
                size_t count = 0;
                evidence_verify(transcript, rubric, question, 1, &claims[i], 1, arena, &evidence,
                                &count);
                refused += count == 0 ? 1 : 0;
        }
        return refused;
}
