#include "docx_numbers.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "docx_xml.h"

enum {
        LEVELS = 9,
        MOST_KINDS = 512,
        MOST_LISTS = 2048,
        MOST_COUNT = 1000000,
        PATTERN_BYTES = 48,
        FORMAT_BYTES = 24,
};

struct level {
        char format[FORMAT_BYTES];
        char pattern[PATTERN_BYTES]; // "%1.%2."
        int start;
};

// An abstract list; the lists that are made of it count on together.
struct kind {
        int id;
        struct level levels[LEVELS];
        int counts[LEVELS];
        bool has_begun[LEVELS];
};

struct list {
        int id;
        int kind_id;
        int starts[LEVELS]; // w:startOverride; -1: none
        bool has_begun;
};

struct docx_numbers {
        struct kind kinds[MOST_KINDS];
        size_t kind_count;
        struct list lists[MOST_LISTS];
        size_t list_count;
        // While it is read.
        struct kind *kind;
        struct list *list;
        int level;
};

static int
number_in(const struct docx_attributes *attributes, const char *name, int otherwise)
{
        char value[16];
        int64_t number = 0;
        docx_attribute(attributes, name, value, sizeof value);
        return text_to_int(value, 0, MOST_COUNT, &number) ? (int)number : otherwise;
}

static void
open_kind(struct docx_numbers *numbers, const struct docx_attributes *attributes)
{
        if (numbers->kind_count == MOST_KINDS)
                return;
        numbers->kind = &numbers->kinds[numbers->kind_count++];
        numbers->kind->id = number_in(attributes, "abstractNumId", -1);
        for (size_t i = 0; i < LEVELS; i++)
                numbers->kind->levels[i].start = 1;
}

static void
open_list(struct docx_numbers *numbers, const struct docx_attributes *attributes)
{
        if (numbers->list_count == MOST_LISTS)
                return;
        numbers->list = &numbers->lists[numbers->list_count++];
        *numbers->list = (struct list){.id = number_in(attributes, "numId", -1), .kind_id = -1};
        for (size_t i = 0; i < LEVELS; i++)
                numbers->list->starts[i] = -1;
}

static void
take_level(struct level *level, const char *name, const struct docx_attributes *attributes)
{
        if (strcmp(name, "start") == 0)
                level->start = number_in(attributes, "val", 1);
        else if (strcmp(name, "numFmt") == 0)
                docx_attribute(attributes, "val", level->format, sizeof level->format);
        else if (strcmp(name, "lvlText") == 0)
                docx_attribute(attributes, "val", level->pattern, sizeof level->pattern);
}

static void
opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct docx_numbers *numbers = context;
        bool has_level = numbers->level >= 0 && numbers->level < LEVELS;
        if (strcmp(name, "abstractNum") == 0)
                open_kind(numbers, attributes);
        else if (strcmp(name, "num") == 0)
                open_list(numbers, attributes);
        else if (strcmp(name, "lvl") == 0 || strcmp(name, "lvlOverride") == 0)
                numbers->level = number_in(attributes, "ilvl", LEVELS);
        else if (strcmp(name, "abstractNumId") == 0 && numbers->list != NULL)
                numbers->list->kind_id = number_in(attributes, "val", -1);
        else if (strcmp(name, "startOverride") == 0 && numbers->list != NULL && has_level)
                numbers->list->starts[numbers->level] = number_in(attributes, "val", 1);
        else if (numbers->kind != NULL && has_level)
                take_level(&numbers->kind->levels[numbers->level], name, attributes);
}

static void
closes(void *context, const char *name)
{
        struct docx_numbers *numbers = context;
        if (strcmp(name, "abstractNum") == 0)
                numbers->kind = NULL;
        else if (strcmp(name, "num") == 0)
                numbers->list = NULL;
        if (strcmp(name, "lvl") == 0 || strcmp(name, "lvlOverride") == 0)
                numbers->level = -1;
}

static void
no_text(void *context, const char *bytes, size_t length)
{
        (void)context, (void)bytes, (void)length;
}

static const struct docx_reader READER = {.opens = opens, .closes = closes, .text = no_text};

struct docx_numbers *
docx_numbers_read(struct docx_zip *zip)
{
        struct docx_numbers *numbers = calloc(1, sizeof *numbers);
        if (numbers == NULL)
                abort();
        numbers->level = -1;
        docx_xml_read(zip, "word/numbering.xml", &READER, numbers);
        return numbers;
}

// 1 is a, 27 is aa, as Word counts.
static void
write_letters(int count, char first, char *text, size_t room)
{
        size_t times = (size_t)(count - 1) / 26 + 1;
        for (size_t i = 0; i < times && i + 1 < room; i++) {
                text[i] = (char)(first + (count - 1) % 26);
                text[i + 1] = '\0';
        }
}

static void
write_roman(int count, bool is_upper, char *text, size_t room)
{
        static const struct {
                int value;
                const char *upper;
                const char *lower;
        } SIGNS[] = {{1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"},
                     {100, "C", "c"},  {90, "XC", "xc"},  {50, "L", "l"},  {40, "XL", "xl"},
                     {10, "X", "x"},   {9, "IX", "ix"},   {5, "V", "v"},   {4, "IV", "iv"},
                     {1, "I", "i"}};
        size_t used = 0;
        for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
                const char *sign = is_upper ? SIGNS[i].upper : SIGNS[i].lower;
                for (; count >= SIGNS[i].value && used + strlen(sign) + 1 < room;
                     count -= SIGNS[i].value, used += strlen(sign))
                        strcpy(text + used, sign);
        }
}

static void
write_count(const struct level *level, int count, char *text, size_t room)
{
        // What Word shows in letters and Roman numerals is small; a large one is shown in digits.
        bool is_small = count >= 1 && count <= 780;
        text[0] = '\0';
        if (is_small && strcmp(level->format, "lowerLetter") == 0)
                write_letters(count, 'a', text, room);
        else if (is_small && strcmp(level->format, "upperLetter") == 0)
                write_letters(count, 'A', text, room);
        else if (is_small && strcmp(level->format, "lowerRoman") == 0)
                write_roman(count, false, text, room);
        else if (is_small && strcmp(level->format, "upperRoman") == 0)
                write_roman(count, true, text, room);
        else
                snprintf(text, room, strcmp(level->format, "decimalZero") == 0 ? "%02d" : "%d",
                         count);
}

static struct kind *
kind_of(struct docx_numbers *numbers, int id)
{
        for (size_t i = 0; i < numbers->kind_count; i++) {
                if (numbers->kinds[i].id == id)
                        return &numbers->kinds[i];
        }
        return NULL;
}

static struct list *
list_of(struct docx_numbers *numbers, int id)
{
        for (size_t i = 0; i < numbers->list_count; i++) {
                if (numbers->lists[i].id == id)
                        return &numbers->lists[i];
        }
        return NULL;
}

static void
count_on(struct kind *kind, struct list *list, int level)
{
        for (int i = 0; i < LEVELS && !list->has_begun; i++) {
                if (list->starts[i] >= 0) {
                        kind->counts[i] = list->starts[i] - 1;
                        kind->has_begun[i] = true;
                }
        }
        list->has_begun = true;
        // A level that is shown without ever having come stands at its start.
        for (int i = 0; i <= level; i++) {
                if (!kind->has_begun[i])
                        kind->counts[i] = kind->levels[i].start - (i == level);
                kind->has_begun[i] = true;
        }
        if (kind->counts[level] < MOST_COUNT)
                kind->counts[level]++;
        for (int i = level + 1; i < LEVELS; i++)
                kind->has_begun[i] = false;
}

void
docx_numbers_next(struct docx_numbers *numbers, int number_id, int level,
                  char mark[DOCX_NUMBER_BYTES])
{
        struct list *list = list_of(numbers, number_id);
        struct kind *kind = list == NULL ? NULL : kind_of(numbers, list->kind_id);
        size_t used = 0;
        mark[0] = '\0';
        if (kind == NULL || level < 0 || level >= LEVELS)
                return;
        const struct level *own = &kind->levels[level];
        count_on(kind, list, level);
        if (strcmp(own->format, "none") == 0 || own->pattern[0] == '\0')
                return;
        if (strcmp(own->format, "bullet") == 0) {
                strcpy(mark, "\xE2\x80\xA2 ");
                return;
        }
        for (const char *at = own->pattern; *at != '\0' && used + 26 < DOCX_NUMBER_BYTES; at++) {
                if (at[0] == '%' && at[1] >= '1' && at[1] <= '0' + LEVELS) {
                        int shown = *++at - '1';
                        write_count(&kind->levels[shown], kind->counts[shown], mark + used, 24);
                        used += strlen(mark + used);
                } else {
                        mark[used++] = *at;
                        mark[used] = '\0';
                }
        }
        strcpy(mark + used, " ");
}
