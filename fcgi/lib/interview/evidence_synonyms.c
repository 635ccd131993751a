#include "interview/evidence_synonyms.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/own.h"
#include "interview/evidence_synonyms_lists.h"

enum {
        ENTRY_WORDS_MOST = 8,
        ENTRIES_MOST = 6000,
        // Abbreviations are groups behind all that are written down.
        ABBREVIATION_GROUPS_FROM = 12000,
        ABBREVIATION_WORDS_MOST = 6,
};

struct synonym_entry {
        const char *stems[ENTRY_WORDS_MOST];
        size_t count;
        synonym_group group;
};

// Made once, at the first use, and never changed: shared by threads like a constant.
static struct {
        struct synonym_entry entries[ENTRIES_MOST]; // sorted by their first stem
        size_t count;
        struct arena arena;
} table;
static once_flag table_made = ONCE_FLAG_INIT;

enum synonym_kind
synonym_kind_of(synonym_group group)
{
        return (enum synonym_kind)(group & 3);
}

synonym_group
synonym_opposite(synonym_group group)
{
        return group ^ 1;
}

static synonym_group
group_of(size_t number, enum synonym_kind kind)
{
        assert(number < UINT16_MAX / 4);
        return (synonym_group)(number << 2 | (unsigned)kind);
}

static int
compare_entries(const void *a, const void *b)
{
        const struct synonym_entry *first = a;
        const struct synonym_entry *second = b;
        int order = strcmp(first->stems[0], second->stems[0]);
        if (order != 0)
                return order;
        if (first->count != second->count)
                return first->count > second->count ? -1 : 1;
        return first->group < second->group ? -1 : first->group > second->group;
}

static void
add_entry(const char *text, size_t length, synonym_group group)
{
        struct words words = words_of(arena_copy(&table.arena, text, length), "en", &table.arena);
        struct synonym_entry *entry = &table.entries[table.count];
        assert(words.count > 0 && words.count <= ENTRY_WORDS_MOST && table.count < ENTRIES_MOST);
        for (size_t i = 0; i < words.count; i++)
                entry->stems[i] = words.items[i].stem;
        entry->count = words.count;
        entry->group = group;
        table.count++;
}

// The entries of one group: "left: right, right" or "word, words, word".
static void
add_group(const char *text, size_t number, enum synonym_kind kind)
{
        while (*text != '\0') {
                size_t length = strcspn(text, ",:");
                add_entry(text, length, group_of(number, kind));
                if (text[length] == ':')
                        kind = SYNONYM_RIGHT;
                text += length;
                text += strspn(text, ",: ");
        }
}

static size_t
add_list(const char *const *list, size_t number, enum synonym_kind kind)
{
        for (; *list != NULL; list++)
                add_group(*list, number++, kind);
        return number;
}

static void
make_table(void)
{
        size_t number = 0;
        number = add_list(SAME_IN_COMPUTING, number, SYNONYM_SAME);
        number = add_list(SAME_IN_TRADES, number, SYNONYM_SAME);
        number = add_list(SAME_AT_WORK, number, SYNONYM_SAME);
        number = add_list(SAME_IN_SPEECH, number, SYNONYM_SAME);
        number = add_list(NEAR_IN_COMPUTING, number, SYNONYM_NEAR);
        number = add_list(NEAR_AT_WORK, number, SYNONYM_NEAR);
        number = add_list(OPPOSITE_IN_COMPUTING, number, SYNONYM_LEFT);
        number = add_list(OPPOSITE_IN_SPEECH, number, SYNONYM_LEFT);
        assert(number < ABBREVIATION_GROUPS_FROM);
        qsort(table.entries, table.count, sizeof table.entries[0], compare_entries);
}

static bool
stands_at(const struct synonym_entry *entry, const struct words *words, size_t at, size_t to)
{
        if (at + entry->count > to)
                return false;
        for (size_t i = 0; i < entry->count; i++) {
                if (strcmp(words->items[at + i].stem, entry->stems[i]) != 0)
                        return false;
        }
        return true;
}

// The first entry that begins with the stem; the end where there is none.
static size_t
first_with(const char *stem)
{
        size_t low = 0;
        size_t high = table.count;
        while (low < high) {
                size_t middle = (low + high) / 2;
                if (strcmp(table.entries[middle].stems[0], stem) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

size_t
synonyms_at(const struct words *words, size_t at, size_t to,
            const struct abbreviations *abbreviations, struct synonym_match *matches, size_t room)
{
        size_t count = 0;
        const char *stem = words->items[at].stem;
        call_once(&table_made, make_table);
        for (size_t i = 0; abbreviations != NULL && i < abbreviations->count && count < room; i++) {
                const struct synonym_entry *entry = &abbreviations->items[i];
                if (stands_at(entry, words, at, to))
                        matches[count++] = (struct synonym_match){.length = entry->count,
                                                                  .group = entry->group};
        }
        for (size_t i = first_with(stem);
             i < table.count && count < room && strcmp(table.entries[i].stems[0], stem) == 0; i++) {
                const struct synonym_entry *entry = &table.entries[i];
                if (stands_at(entry, words, at, to))
                        matches[count++] = (struct synonym_match){.length = entry->count,
                                                                  .group = entry->group};
        }
        return count;
}

// Whether the words [from, to) begin with the letters of the abbreviation, one behind the other;
// small words between them may have none.
static bool
spells(const struct words *words, size_t from, size_t to, const char *letters)
{
        for (size_t i = from; i < to; i++) {
                if (*letters != '\0' && words->items[i].folded[0] == *letters)
                        letters++;
                else if (!words->items[i].is_common)
                        return false;
        }
        return *letters == '\0';
}

// Where the long form of the abbreviation at `at` begins, which ends just before `end`; `end` where
// there is none.
static size_t
long_form_before(const struct words *words, size_t end, const char *letters)
{
        for (size_t length = 2; length <= ABBREVIATION_WORDS_MOST && length <= end; length++) {
                if (spells(words, end - length, end, letters) &&
                    words->items[end - length].folded[0] == letters[0])
                        return end - length;
        }
        return end;
}

static size_t
long_form_behind(const struct words *words, size_t from, const char *letters)
{
        for (size_t length = 2; length <= ABBREVIATION_WORDS_MOST && from + length <= words->count;
             length++) {
                if (spells(words, from, from + length, letters) &&
                    words->items[from].folded[0] == letters[0])
                        return from + length;
        }
        return from;
}

static bool
is_abbreviation(const struct words *words, size_t at)
{
        const struct word_at *word = &words->items[at];
        size_t length = strlen(word->folded);
        if (length < 2 || length > ABBREVIATION_WORDS_MOST || word->length != length)
                return false;
        for (size_t i = 0; i < length; i++) {
                char letter = words->text[word->offset + i];
                if (letter < 'A' || letter > 'Z')
                        return false;
        }
        return true;
}

static struct synonym_entry
entry_of(const struct words *words, size_t from, size_t to, synonym_group group)
{
        struct synonym_entry entry = {.count = to - from, .group = group};
        for (size_t i = from; i < to; i++)
                entry.stems[i - from] = words->items[i].stem;
        return entry;
}

struct abbreviations
abbreviations_of(const char *text, struct arena *arena)
{
        struct words words = words_of(text, "en", arena);
        struct synonym_entry *items = arena_alloc(arena, ABBREVIATIONS_MOST * 2, sizeof *items);
        size_t count = 0;
        for (size_t i = 0; i < words.count && count < (size_t)ABBREVIATIONS_MOST * 2; i++) {
                if (!is_abbreviation(&words, i))
                        continue;
                const char *letters = words.items[i].folded;
                size_t from = long_form_before(&words, i, letters);
                size_t to = i;
                // "SQL, i.e. Structured Query Language": a few small words may lie between.
                for (size_t gap = 1; from == to && gap <= 4 && i + gap < words.count; gap++) {
                        from = i + gap;
                        to = long_form_behind(&words, from, letters);
                        if (to == from)
                                from = to = i;
                }
                if (from == to)
                        continue;
                synonym_group group = group_of(ABBREVIATION_GROUPS_FROM + count, SYNONYM_SAME);
                items[count++] = entry_of(&words, i, i + 1, group);
                items[count++] = entry_of(&words, from, to, group);
        }
        return (struct abbreviations){.items = items, .count = count};
}
