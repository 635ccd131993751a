#include "interview/evaluation.h"

#include <math.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/answer.h"
#include "interview/evidence_rules.h"
#include "interview/scoring.h"
#include "interview/words.h"

static const struct evaluator BUILTIN = {
        .provider = "builtin", .model = "rules-3", .prompt_version = "none"};

const char *
evaluation_rules(void)
{
        return BUILTIN.model;
}

enum { SUGGESTIONS_MOST = 3 };

// What to say when an indicator was not shown. Indicators of a posting's own rubric are named by
// their text.
static const struct {
        const char *indicator;
        const char *suggestion;
} SUGGESTIONS[] = {
        {"result", "Say how it ended: what was different afterwards, and for whom."},
        {"own_action", "Say what you did yourself, step by step, in sentences that begin with I."},
        {"measured_result", "Put a figure on the outcome, even a rough one."},
        {"situation", "Begin with one sentence about where and when it was."},
        {"task", "Name what was expected of you before you tell what you did."},
        {"lesson", "End with what you took from it and what you do differently now."},
        {"reason", "Give the reason behind your choice: because of what?"},
        {"trade_off", "Name what your choice costs, or what else you weighed."},
        {"made_quarter", "Stay longer on the question itself and say how the thing works."},
        {"made_over_half",
         "Go further into the subject itself: more of the points that matter here."},
        {"made_most", "Most is there; say the rest of what matters here as well."},
        {"points_half", "Go further into the subject itself: more of the points that matter here."},
        {"points_some", "Stay longer on the question itself and say how the thing works."},
        {"points_first", "Answer the question itself first, then widen it."},
        {"own_approach", "Say how you would go about it yourself, or how you did."},
        {"own_part", "Separate your own part from what the team did."},
        {"example", "Add one real example from your work."},
        {"order", "Order the answer: first, then, and at last."},
        {"check", "Say how you would check or measure that it works."},
        {"involves_others", "Tell who else was involved and how you worked with them."},
        {"listens", "Say what the other side wanted and how you found out."},
        {"requirements", "Begin with what the system must do and for how many."},
        {"components", "Name the parts of the system and what each is there for."},
        {"data_flow", "Follow one request through the parts, from start to end."},
        {"scale", "Say what happens when there is ten times as much to do."},
        {"failure", "Say what happens when a part of it fails."},
        {"operate", "Say how you would watch, release and protect it."},
        {"motive", "Say what draws you to this, in your own words."},
        {"role_terms", "Tie the answer to what this role is about."},
        {"decision", "Say what you decided, and own it."},
        {"responsibility", "Say what you answered for."},
};

static bool
has_shown(const struct evidence *evidence, size_t count, const char *indicator)
{
        for (size_t i = 0; i < count; i++) {
                if (strcmp(evidence[i].indicator, indicator) == 0)
                        return true;
        }
        return false;
}

static bool
asks(const struct evaluation_input *input, enum dimension dimension)
{
        const char *kind = input->question == NULL ? NULL : input->question->kind;
        return scoring_asks(kind, input->type, dimension);
}

static bool
is_asked(const struct evaluation_input *input, const struct criterion *criterion)
{
        return asks(input, criterion->dimension);
}

// A suggestion for an indicator of the rubric that was asked for and not shown.
static const char *
suggestion_for(const struct evaluation_input *input, const char *key)
{
        for (size_t i = 0; i < input->rubric->criterion_count; i++) {
                const struct criterion *criterion = &input->rubric->criteria[i];
                if (!is_asked(input, criterion) || criterion_indicator(criterion, key) == NULL)
                        continue;
                for (size_t k = 0; k < COUNT_OF(SUGGESTIONS); k++) {
                        if (strcmp(SUGGESTIONS[k].indicator, key) == 0)
                                return SUGGESTIONS[k].suggestion;
                }
        }
        return NULL;
}

static bool
is_known(const char *key)
{
        for (size_t k = 0; k < COUNT_OF(SUGGESTIONS); k++) {
                if (strcmp(SUGGESTIONS[k].indicator, key) == 0)
                        return true;
        }
        return false;
}

static void
suggest(const struct evaluation_input *input, struct evaluation *evaluation, struct arena *arena)
{
        const struct rubric *rubric = input->rubric;
        const char **texts = arena_alloc(arena, SUGGESTIONS_MOST, sizeof *texts);
        size_t count = 0;
        for (size_t i = 0; i < COUNT_OF(SUGGESTIONS) && count < SUGGESTIONS_MOST; i++) {
                const char *key = SUGGESTIONS[i].indicator;
                const char *text = suggestion_for(input, key);
                if (text != NULL &&
                    !has_shown(evaluation->evidence, evaluation->evidence_count, key))
                        texts[count++] = text;
        }
        for (size_t i = 0; i < rubric->criterion_count && count < SUGGESTIONS_MOST; i++) {
                const struct criterion *criterion = &rubric->criteria[i];
                for (size_t k = 0; k < criterion->indicator_count && count < SUGGESTIONS_MOST;
                     k++) {
                        const struct indicator *indicator = &criterion->indicators[k];
                        if (is_asked(input, criterion) && criterion->level_count == 0 &&
                            !is_known(indicator->key) &&
                            !has_shown(evaluation->evidence, evaluation->evidence_count,
                                       indicator->key))
                                texts[count++] =
                                        arena_print(arena, "Not heard: %s", indicator->text);
                }
        }
        evaluation->suggestions = texts;
        evaluation->suggestion_count = count;
}

// The evidence that earned most points, in words.
static const struct evidence *
best_evidence(const struct evaluation_input *input, const struct evaluation *evaluation)
{
        const struct evidence *best = NULL;
        double most = 0;
        for (size_t i = 0; i < evaluation->evidence_count; i++) {
                const struct evidence *evidence = &evaluation->evidence[i];
                const struct criterion *criterion =
                        rubric_criterion(input->rubric, evidence->criterion);
                const struct indicator *indicator =
                        criterion == NULL ? NULL
                                          : criterion_indicator(criterion, evidence->indicator);
                if (indicator != NULL && indicator->points * criterion->weight > most) {
                        most = indicator->points * criterion->weight;
                        best = evidence;
                }
        }
        return best;
}

static const char *
summary_text(const struct evaluation_input *input, const struct evaluation *evaluation,
             struct arena *arena)
{
        const struct evidence *best = best_evidence(input, evaluation);
        if (best == NULL)
                return evaluation->null_reason;
        const struct criterion *criterion = rubric_criterion(input->rubric, best->criterion);
        const struct indicator *indicator = criterion_indicator(criterion, best->indicator);
        const char *quote = text_cut(arena, best->quote, 120);
        const char *level = level_word(evaluation->scores.overall);
        const char *opening = "There is something to build on here";
        if (strcmp(level, "Exceeds") == 0)
                opening = "A strong answer";
        else if (strcmp(level, "Meets") == 0)
                opening = "A good answer";
        else if (strcmp(level, "Partly") == 0)
                opening = "A fair start";
        return arena_print(arena, "%s. What counted most: \"%s\" (%s: %s)", opening, quote,
                           criterion->name, indicator->text);
}

static const char *
null_reason(const struct evaluation_input *input, const struct evaluation *evaluation,
            struct arena *arena)
{
        struct words words = words_without_hesitation(input->transcript->text,
                                                      input->transcript->language, arena);
        const char *kind = input->question == NULL ? NULL : input->question->kind;
        if (words.count == 0)
                return "Nothing was said that could be scored.";
        if (evidence_is_shrug(&words))
                return "The answer says that there is none; nothing was scored.";
        if (kind != NULL && strcmp(kind, "closing") == 0)
                return "The closing question asks for nothing that is scored.";
        if (evaluation->evidence_count == 0)
                return words.count < 12
                               ? "The answer is too short to show anything that the rubric asks "
                                 "for."
                               : "Nothing that the rubric asks for was found in the answer.";
        return "The answer does not speak to what the question mainly asks for.";
}

struct evaluation
evaluation_of_evidence(const struct evaluation_input *input, const struct evidence *evidence,
                       size_t count, struct evaluator evaluator, struct arena *arena)
{
        const char *kind = input->question == NULL ? NULL : input->question->kind;
        struct evidence_input reading = {
                .transcript = input->transcript,
                .question = input->question,
                .rubric = input->rubric,
                .turn = input->turn,
        };
        struct evaluation evaluation = {
                .scores = scores_of(input->rubric, kind, input->type, evidence, count, NULL),
                .has_situation = has_shown(evidence, count, "situation"),
                .has_task = has_shown(evidence, count, "task"),
                .has_action = has_shown(evidence, count, "own_action") ||
                              has_shown(evidence, count, "own_approach"),
                .has_result = has_shown(evidence, count, "result") ||
                              has_shown(evidence, count, "measured_result"),
                .evidence = evidence,
                .evidence_count = count,
                .evaluator = evaluator,
        };
        evidence_flags(&reading, arena, &evaluation.flags, &evaluation.flag_count);
        if (isnan(evaluation.scores.overall))
                evaluation.null_reason = null_reason(input, &evaluation, arena);
        evaluation.feedback_summary = summary_text(input, &evaluation, arena);
        if (kind == NULL || strcmp(kind, "closing") != 0)
                suggest(input, &evaluation, arena);
        return evaluation;
}

// A criterion that the question did not ask for counts where at least half of it was shown; a stray
// indicator of it would only pull the answer down.
static const double STRAY_SCORE = 5;

static size_t
without_strays(const struct evaluation_input *input, struct evidence *evidence, size_t count)
{
        const char *kind = input->question == NULL ? NULL : input->question->kind;
        for (size_t i = 0; i < input->rubric->criterion_count; i++) {
                const struct criterion *criterion = &input->rubric->criteria[i];
                struct rubric alone = {.criteria = criterion, .criterion_count = 1};
                double score = NAN;
                size_t kept = 0;
                (void)scores_of(&alone, kind, input->type, evidence, count, &score);
                if (is_asked(input, criterion) || isnan(score) || score >= STRAY_SCORE)
                        continue;
                for (size_t k = 0; k < count; k++) {
                        if (strcmp(evidence[k].criterion, criterion->key) != 0)
                                evidence[kept++] = evidence[k];
                }
                count = kept;
        }
        return count;
}

static bool
is_points_step(const struct indicator *indicator, double below)
{
        const struct rule *rule = rule_for(indicator->key);
        return rule != NULL && rule->kind == RULE_POINTS && rule->share < below;
}

// Whoever makes half of the points has made a quarter of them: a step implies those below it, with
// the same words. Built-in rules name each of them; models name the highest.
static struct claim *
with_implied(const struct rubric *rubric, const struct claim *claims, size_t *count,
             struct arena *arena)
{
        size_t named = *count < EVIDENCE_CLAIMS_MOST ? *count : EVIDENCE_CLAIMS_MOST;
        struct claim *all = arena_alloc(arena, EVIDENCE_CLAIMS_MOST, sizeof *all);
        size_t kept = named;
        if (named > 0)
                memcpy(all, claims, named * sizeof *all);
        for (size_t i = 0; i < named; i++) {
                const struct rule *rule =
                        claims[i].indicator == NULL ? NULL : rule_for(claims[i].indicator);
                const struct criterion *criterion =
                        claims[i].criterion == NULL ? NULL
                                                    : rubric_criterion(rubric, claims[i].criterion);
                if (rule == NULL || rule->kind != RULE_POINTS || criterion == NULL)
                        continue;
                for (size_t k = 0; k < criterion->indicator_count && kept < EVIDENCE_CLAIMS_MOST;
                     k++) {
                        if (!is_points_step(&criterion->indicators[k], rule->share))
                                continue;
                        all[kept] = claims[i];
                        all[kept++].indicator = criterion->indicators[k].key;
                }
        }
        *count = kept;
        return all;
}

// A point takes at least so many words of one's own. So a model that names the highest step for a
// sentence earns no more than a sentence can say.
enum { OWN_WORDS_A_POINT = 2 };

// The largest share of the expected points for which enough was said.
static double
share_most(const struct evaluation_input *input, struct arena *arena)
{
        size_t points = input->question == NULL ? 0 : input->question->expected_count;
        if (points < 2)
                return 1;
        struct answer answer = answer_of(input->transcript->text, input->transcript->language,
                                         input->question, arena);
        size_t own = 0;
        for (size_t i = 0; i < answer.words.count; i++) {
                const struct word_at *word = &answer.words.items[i];
                own += word->is_common || stems_has(&answer.question, word->stem) ? 0 : 1;
        }
        return (double)own / (double)(points * OWN_WORDS_A_POINT);
}

// Leaves out steps of points for which too little was said.
static size_t
within_share(struct evidence *evidence, size_t count, double most)
{
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
                const struct rule *rule = rule_for(evidence[i].indicator);
                if (rule == NULL || rule->kind != RULE_POINTS || rule->share <= most)
                        evidence[kept++] = evidence[i];
        }
        return kept;
}

static bool
is_points(const struct evidence *evidence)
{
        const struct rule *rule = rule_for(evidence->indicator);
        return rule != NULL && rule->kind == RULE_POINTS;
}

static bool
shares_words(const struct evidence *a, const struct evidence *b)
{
        return a->offset < b->offset + b->length && b->offset < a->offset + a->length;
}

// The same words show one thing of a criterion; the steps of points are one thing. A model that
// names everything for a sentence earns as much as that sentence can show.
static size_t
without_sharers(struct evidence *evidence, size_t count)
{
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
                bool is_shared = false;
                for (size_t k = 0; k < kept && !is_shared; k++)
                        is_shared = strcmp(evidence[k].criterion, evidence[i].criterion) == 0 &&
                                    shares_words(&evidence[k], &evidence[i]) &&
                                    !(is_points(&evidence[k]) && is_points(&evidence[i]));
                if (!is_shared)
                        evidence[kept++] = evidence[i];
        }
        return kept;
}

struct evaluation
evaluate_claims(const struct evaluation_input *input, const struct claim *claims,
                size_t claim_count, struct evaluator evaluator, struct arena *arena)
{
        struct evidence *evidence = NULL;
        size_t count = 0;
        const char *kind = input->question == NULL ? NULL : input->question->kind;
        // Whatever is said last, out of courtesy, asks for no judgement.
        if (text_equals(kind, "closing"))
                claim_count = 0;
        claims = with_implied(input->rubric, claims, &claim_count, arena);
        evidence_verify(input->transcript, input->rubric, input->question, input->turn, claims,
                        claim_count, arena, &evidence, &count);
        // Our own rules quote whole clauses, and nobody can talk them into anything.
        if (strcmp(evaluator.provider, BUILTIN.provider) != 0)
                count = without_sharers(evidence, count);
        count = within_share(evidence, count, share_most(input, arena));
        count = without_strays(input, evidence, count);
        return evaluation_of_evidence(input, evidence, count, evaluator, arena);
}

static struct evaluation
evaluation_without(const char *reason)
{
        struct evaluation evaluation = {
                .scores.overall = NAN,
                .feedback_summary = reason,
                .null_reason = reason,
                .evaluator = BUILTIN,
        };
        for (int i = 0; i < DIMENSION_COUNT; i++)
                evaluation.scores.dimension[i] = NAN;
        return evaluation;
}

struct evaluation
evaluate_builtin(const struct evaluation_input *input, struct arena *arena)
{
        struct evidence_input reading = {
                .transcript = input->transcript,
                .question = input->question,
                .rubric = input->rubric,
                .role_terms = input->role_terms,
                .role_term_count = input->role_term_count,
                .asks_points = asks(input, DIMENSION_TECHNICAL),
                .asks_only_points =
                        asks(input, DIMENSION_TECHNICAL) && !asks(input, DIMENSION_BEHAVIORAL),
                .role_text = input->role_text,
                .turn = input->turn,
        };
        struct claim *claims = NULL;
        size_t count = 0;
        if (!evidence_knows(input->transcript->language))
                return evaluation_without(
                        "The built-in evaluator does not know the language of this "
                        "answer; a person reads it.");
        evidence_find_builtin(&reading, arena, &claims, &count);
        return evaluate_claims(input, claims, count, BUILTIN, arena);
}
