#include "interview/passage.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/own.h"
#include "base/text.h"

// So that the first places are worth not much more than the next.
static const double RANK_CONSTANT = 60;

enum { HEADING_WORDS_MOST = 9, HEADING_BYTES_MOST = 120, HEADING_LEAD_WORDS = 3 };

// Several paragraphs, none of which is longer than a passage.
static const size_t BODY_BYTES_MOST = (PASSAGE_WORDS_MOST + 1) * PASSAGE_BYTES_MOST;

// A line without white space and list marks around it.
struct line {
        const char *from;
        size_t length;
        size_t words;
        bool is_item;
        bool is_marked_heading; // "# Duties" of Markdown
};

static bool
is_space(char byte)
{
        return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v';
}

static size_t
count_words(const char *from, size_t length)
{
        size_t count = 0;
        for (size_t i = 0; i < length; i++) {
                if (!is_space(from[i]) && (i == 0 || is_space(from[i - 1])))
                        count++;
        }
        return count;
}

// How many bytes of a list mark begin the text.
static size_t
mark_length(const char *from, size_t length)
{
        static const char *const MARKS[] = {"- ", "* ", "+ ", "• ", "– ", "▪ ", "‣ ", "◦ "};
        for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
                size_t mark = strlen(MARKS[i]);
                if (length > mark && memcmp(from, MARKS[i], mark) == 0)
                        return mark;
        }
        return 0;
}

static struct line
line_of(const char *from, size_t length)
{
        struct line line = {.from = from, .length = length};
        while (line.length > 0 && is_space(line.from[0])) {
                line.from++;
                line.length--;
        }
        while (line.length > 0 && is_space(line.from[line.length - 1]))
                line.length--;
        size_t hashes = 0;
        while (hashes < line.length && line.from[hashes] == '#')
                hashes++;
        line.is_marked_heading =
                hashes > 0 && hashes < 7 && hashes < line.length && is_space(line.from[hashes]);
        size_t mark = line.is_marked_heading ? hashes + 1 : mark_length(line.from, line.length);
        line.is_item = mark > 0 && !line.is_marked_heading;
        line.from += mark;
        line.length -= mark;
        line.words = count_words(line.from, line.length);
        return line;
}

// The next line that has words; false at the end. `is_parted_out`: an empty line stood before it.
static bool
next_line(const char **place, struct line *line_out, bool *is_parted_out)
{
        *is_parted_out = false;
        while (**place != '\0') {
                size_t length = strcspn(*place, "\n\f");
                struct line line = line_of(*place, length);
                *place += length + ((*place)[length] != '\0' ? 1 : 0);
                if (line.words > 0) {
                        *line_out = line;
                        return true;
                }
                *is_parted_out = true;
        }
        return false;
}

static bool
is_heading(const struct line *line, const char *behind)
{
        struct line next;
        bool is_parted = false;
        if (line->is_marked_heading)
                return true;
        if (line->is_item || line->words > HEADING_WORDS_MOST ||
            line->length > HEADING_BYTES_MOST || strchr(".,;!?", line->from[line->length - 1]))
                return false;
        if (!next_line(&behind, &next, &is_parted))
                return false;
        return next.is_item || next.words > line->words + HEADING_LEAD_WORDS;
}

// How much of a long paragraph the next passage takes: up to the last end of a sentence, else of a
// word, else of a character, within the limits of a passage.
static size_t
piece_of(const char *from, size_t length)
{
        size_t words = 0;
        size_t word_end = 0;
        size_t sentence_end = 0;
        for (size_t i = 0; i < length; i++) {
                if (words == PASSAGE_WORDS_MOST || i == PASSAGE_BYTES_MOST) {
                        while (i > 0 && ((unsigned char)from[i] & 0xC0) == 0x80)
                                i--;
                        return sentence_end > 0 ? sentence_end : word_end > 0 ? word_end : i;
                }
                if (is_space(from[i]) || (i + 1 < length && !is_space(from[i + 1])))
                        continue;
                words++;
                word_end = i + 1;
                if (strchr(".!?", from[i]) != NULL)
                        sentence_end = i + 1;
        }
        return length;
}

// Passages as they grow.
struct cutting {
        struct arena *arena;
        struct passage *passages;
        size_t count;
        const char *heading;
        struct buf body;
        size_t words; // in the body
};

static void
close_passage(struct cutting *cutting)
{
        if (cutting->words > 0 && cutting->count < PASSAGES_MOST) {
                cutting->passages[cutting->count++] = (struct passage){
                        .heading = cutting->heading,
                        .body = arena_text(cutting->arena, buf_string(&cutting->body)),
                };
        }
        buf_clear(&cutting->body);
        cutting->words = 0;
}

static void
add_paragraph(struct cutting *cutting, const char *from, size_t length)
{
        size_t words = count_words(from, length);
        if (cutting->words + words > PASSAGE_WORDS_MOST)
                close_passage(cutting);
        while (length > 0) {
                size_t piece = piece_of(from, length);
                if (cutting->words > 0)
                        buf_add(&cutting->body, "\n", 1);
                buf_add(&cutting->body, from, piece);
                cutting->words += count_words(from, piece);
                while (piece < length && is_space(from[piece]))
                        piece++;
                from += piece;
                length -= piece;
                if (length > 0)
                        close_passage(cutting);
        }
}

void
passages_of(const char *text, struct arena *arena, struct passage **passages_out, size_t *count_out)
{
        OWN(buf_close) struct buf body = buf_open(BODY_BYTES_MOST);
        struct cutting cutting = {
                .arena = arena,
                .passages = arena_alloc(arena, PASSAGES_MOST, sizeof(struct passage)),
                .heading = "",
                .body = body,
        };
        const char *place = text == NULL ? "" : text;
        struct line line;
        bool is_parted = false;
        while (cutting.count < PASSAGES_MOST && next_line(&place, &line, &is_parted)) {
                if (is_heading(&line, place)) {
                        close_passage(&cutting);
                        cutting.heading = arena_copy(arena, line.from, line.length);
                        continue;
                }
                if (cutting.words >= (is_parted ? PASSAGE_WORDS_LEAST : PASSAGE_WORDS))
                        close_passage(&cutting);
                add_paragraph(&cutting, line.from, line.length);
        }
        close_passage(&cutting);
        body = cutting.body;
        *passages_out = cutting.passages;
        *count_out = cutting.count;
}

static double
reciprocal(size_t place)
{
        return 1.0 / (RANK_CONSTANT + (double)place + 1);
}

static void
add_ranked(struct passage *joined, size_t *count, const struct passage *list, size_t list_count)
{
        for (size_t i = 0; i < list_count; i++) {
                size_t at = 0;
                while (at < *count && !text_equals(joined[at].id, list[i].id))
                        at++;
                if (at == *count) {
                        joined[(*count)++] = list[i];
                        joined[at].rank = 0;
                }
                joined[at].rank += reciprocal(i);
        }
}

// Better ones first; what is alike stays in its order, for which the id speaks.
static int
by_rank(const void *a, const void *b)
{
        const struct passage *first = a;
        const struct passage *second = b;
        if (first->rank != second->rank)
                return first->rank > second->rank ? -1 : 1;
        return strcmp(first->id, second->id);
}

void
passages_join(const struct passage *first, size_t first_count, const struct passage *second,
              size_t second_count, size_t most, struct arena *arena, struct passage **joined_out,
              size_t *count_out)
{
        struct passage *joined = arena_alloc(arena, first_count + second_count, sizeof *joined);
        size_t count = 0;
        add_ranked(joined, &count, first, first_count);
        add_ranked(joined, &count, second, second_count);
        qsort(joined, count, sizeof *joined, by_rank);
        *joined_out = joined;
        *count_out = count < most ? count : most;
}
