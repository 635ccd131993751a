// Answers that people graded: read, evaluated as the API evaluates them, and compared.
#pragma once

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/own.h"
#include "interview/evaluation.h"
#include "interview_seed.h"

#define GRADED_BYTES_MOST (16 * 1024 * 1024)

// One answer, what people gave it, and what we gave.
struct graded {
        const char *question;
        const char *text;
        double grade; // mean of the people's grades, 0 to 5
        struct scores scores;
        size_t evidence;
};

struct graded_list {
        struct graded *items;
        size_t count;
};

// As the API asks it: a question of a posting's question set.
static inline struct evaluation
evaluation_of_typed(const struct rubric *rubric, const char *question, const char *const *expected,
                    size_t expected_count, const char *text, struct arena *arena)
{
        struct question *asked = arena_alloc(arena, 1, sizeof *asked);
        struct transcript *said = arena_alloc(arena, 1, sizeof *said);
        *asked = (struct question){.text = question,
                                   .competency = "Subject",
                                   .difficulty = DIFFICULTY_MEDIUM,
                                   .language = "en",
                                   .expected = expected,
                                   .expected_count = expected_count};
        *said = (struct transcript){
                .text = text, .confidence = -1, .language = "en", .provider = "typed"};
        struct evaluation_input input = {.question = asked,
                                         .transcript = said,
                                         .rubric = rubric,
                                         .type = INTERVIEW_TECHNICAL,
                                         .turn = 1};
        return evaluate_builtin(&input, arena);
}

static inline char *
graded_bytes(const char *path, struct arena *arena, size_t *length_out)
{
        FILE *file = fopen(path, "rb");
        if (file == NULL)
                return NULL;
        char *bytes = arena_alloc(arena, GRADED_BYTES_MOST, 1);
        *length_out = fread(bytes, 1, GRADED_BYTES_MOST - 1, file);
        fclose(file);
        return bytes;
}

static inline const char *const *
texts_of(const struct json_object *list, struct arena *arena)
{
        const char **texts = arena_alloc(arena, json_count(list), sizeof *texts);
        for (size_t i = 0; i < json_count(list); i++)
                texts[i] = arena_text(arena, json_text_at(list, i));
        return texts;
}

static inline double
mean_grade(const struct json_object *grades)
{
        double sum = 0;
        size_t count = json_count(grades);
        for (size_t i = 0; i < count; i++) {
                char *end = NULL;
                OWN(arena_done) struct arena arena = {0};
                sum += strtod(json_to_text(json_at(grades, i), &arena), &end);
        }
        return count == 0 ? 0 : sum / (double)count;
}

static inline void
grade_question(const struct rubric *rubric, const struct json_object *node, struct arena *arena,
               struct graded_list *list)
{
        const struct json_object *answers = json_get(node, "answers");
        const struct json_object *expected = json_get(node, "expected");
        const char *question = arena_text(arena, json_text_or(node, "question", ""));
        const char *const *points = texts_of(expected, arena);
        for (size_t i = 0; i < json_count(answers); i++) {
                const struct json_object *answer = json_at(answers, i);
                const char *text = arena_text(arena, json_text_or(answer, "text", ""));
                struct evaluation evaluation = evaluation_of_typed(
                        rubric, question, points, json_count(expected), text, arena);
                list->items[list->count++] =
                        (struct graded){.question = question,
                                        .text = text,
                                        .grade = mean_grade(json_get(answer, "grades")),
                                        .scores = evaluation.scores,
                                        .evidence = evaluation.evidence_count};
        }
}

// The file's questions; false where it cannot be read.
static inline bool
graded_read(const char *path, const struct rubric *rubric, struct arena *arena,
            struct graded_list *list_out)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err err = {0};
        size_t length = 0;
        const char *bytes = graded_bytes(path, arena, &length);
        if (bytes == NULL || !json_parse(bytes, length, &document, &err)) {
                fprintf(stderr, "%s: %s\n", path, bytes == NULL ? "not there" : err.message);
                return false;
        }
        size_t count = 0;
        for (size_t i = 0; i < json_count(document.root); i++)
                count += json_count(json_get(json_at(document.root, i), "answers"));
        *list_out = (struct graded_list){.items = arena_alloc(arena, count, sizeof(struct graded))};
        for (size_t i = 0; i < json_count(document.root); i++)
                grade_question(rubric, json_at(document.root, i), arena, list_out);
        return list_out->count > 0;
}

// A dimension's score, or, with DIMENSION_COUNT, the overall one.
static inline double
score_in(const struct graded *graded, enum dimension dimension)
{
        return dimension == DIMENSION_COUNT ? graded->scores.overall
                                            : graded->scores.dimension[dimension];
}

// --- how well two rows of numbers go together

static inline double
pearson(const double *a, const double *b, size_t count)
{
        double mean_a = 0;
        double mean_b = 0;
        double both = 0;
        double of_a = 0;
        double of_b = 0;
        for (size_t i = 0; i < count; i++) {
                mean_a += a[i] / (double)count;
                mean_b += b[i] / (double)count;
        }
        for (size_t i = 0; i < count; i++) {
                both += (a[i] - mean_a) * (b[i] - mean_b);
                of_a += (a[i] - mean_a) * (a[i] - mean_a);
                of_b += (b[i] - mean_b) * (b[i] - mean_b);
        }
        return of_a > 0 && of_b > 0 ? both / sqrt(of_a * of_b) : 0;
}

static inline double *
ranks_of(const double *values, size_t count, struct arena *arena)
{
        double *ranks = arena_alloc(arena, count, sizeof *ranks);
        for (size_t i = 0; i < count; i++) {
                double below = 0;
                double same = 0;
                for (size_t k = 0; k < count; k++) {
                        below += values[k] < values[i] ? 1 : 0;
                        same += values[k] < values[i] || values[k] > values[i] ? 0 : 1;
                }
                ranks[i] = below + (same + 1) / 2;
        }
        return ranks;
}

struct likeness {
        double pearson;
        double spearman;
        size_t count;
};

// No score counts as 0, or is left out.
static inline struct likeness
likeness_of(const struct graded_list *list, enum dimension dimension, bool nulls_too,
            struct arena *arena)
{
        double *ours = arena_alloc(arena, list->count, sizeof *ours);
        double *theirs = arena_alloc(arena, list->count, sizeof *theirs);
        size_t count = 0;
        for (size_t i = 0; i < list->count; i++) {
                double score = score_in(&list->items[i], dimension);
                if (isnan(score) && !nulls_too)
                        continue;
                ours[count] = isnan(score) ? 0 : score;
                theirs[count++] = list->items[i].grade;
        }
        return (struct likeness){
                .pearson = pearson(ours, theirs, count),
                .spearman = pearson(ranks_of(ours, count, arena), ranks_of(theirs, count, arena),
                                    count),
                .count = count,
        };
}

// --- attempts to get points without an answer

struct attack {
        const char *question;
        const char *kind;
        const char *text;
        double honest; // the technical score of the honest answer; 0 where there is none
        double gained; // that of the attempt
};

struct attack_list {
        struct attack *items;
        size_t count;
};

static inline double
technical_or_zero(const struct evaluation *evaluation)
{
        double score = evaluation->scores.dimension[DIMENSION_TECHNICAL];
        return isnan(score) ? 0 : score;
}

static inline void
attack_question(const struct rubric *rubric, const struct json_object *node, struct arena *arena,
                struct attack_list *list)
{
        const struct json_object *attacks = json_get(node, "attacks");
        const struct json_object *expected = json_get(node, "expected");
        const char *question = arena_text(arena, json_text_or(node, "question", ""));
        const char *honest = arena_text(arena, json_text_or(node, "honest", ""));
        const char *const *points = texts_of(expected, arena);
        size_t count = json_count(expected);
        struct evaluation fair =
                evaluation_of_typed(rubric, question, points, count, honest, arena);
        for (size_t i = 0; i < json_count(attacks); i++) {
                const struct json_object *attack = json_at(attacks, i);
                const char *text = arena_text(arena, json_text_or(attack, "text", ""));
                struct evaluation evaluation =
                        evaluation_of_typed(rubric, question, points, count, text, arena);
                list->items[list->count++] = (struct attack){
                        .question = question,
                        .kind = arena_text(arena, json_text_or(attack, "kind", "")),
                        .text = text,
                        .honest = technical_or_zero(&fair),
                        .gained = technical_or_zero(&evaluation),
                };
        }
}

static inline bool
attacks_read(const char *path, const struct rubric *rubric, struct arena *arena,
             struct attack_list *list_out)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err err = {0};
        size_t length = 0;
        const char *bytes = graded_bytes(path, arena, &length);
        if (bytes == NULL || !json_parse(bytes, length, &document, &err)) {
                fprintf(stderr, "%s: %s\n", path, bytes == NULL ? "not there" : err.message);
                return false;
        }
        size_t count = 0;
        for (size_t i = 0; i < json_count(document.root); i++)
                count += json_count(json_get(json_at(document.root, i), "attacks"));
        *list_out = (struct attack_list){.items = arena_alloc(arena, count, sizeof(struct attack))};
        for (size_t i = 0; i < json_count(document.root); i++)
                attack_question(rubric, json_at(document.root, i), arena, list_out);
        return list_out->count > 0;
}
