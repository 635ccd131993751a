#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/resume.h"
#include "interview/terms.h"
#include "interview/word_lists.h"
#include "interview/words.h"

enum { MENTIONS_MOST = 24, LINE_POINTS_MOST = 200, PLACE_BYTES_MOST = 40, PLACE_WORDS_MOST = 4 };

// Words of a job's heading that name the work, not the employer. Sorted.
static const char *const JOB_WORDS[] = {
        "accountant", "administrator", "agent",          "analyst",    "april",
        "architect",  "assistant",     "associate",      "august",     "ausbildung",
        "backend",    "bis",           "chief",          "consultant", "coordinator",
        "december",   "designer",      "developer",      "devops",     "director",
        "engineer",   "entwickler",    "entwicklerin",   "february",   "freelance",
        "frontend",   "full",          "fullstack",      "head",       "heute",
        "intern",     "internship",    "january",        "july",       "june",
        "junior",     "lead",          "manager",        "march",      "may",
        "november",   "now",           "october",        "officer",    "owner",
        "present",    "principal",     "representative", "scientist",  "senior",
        "september",  "since",         "software",       "specialist", "staff",
        "student",    "support",       "tester",         "time",       "today",
        "trainee",    "working",
};

static bool
has_year(const char *line)
{
        for (const char *at = line; *at != '\0'; at++) {
                if ((strncmp(at, "19", 2) == 0 || strncmp(at, "20", 2) == 0) &&
                    isdigit((unsigned char)at[2]) && isdigit((unsigned char)at[3]) &&
                    !isdigit((unsigned char)at[4]))
                        return true;
        }
        return false;
}

// Whether a piece of a heading can be the employer's name.
static bool
is_place(const char *piece, struct arena *arena)
{
        struct words words = words_of(piece, NULL, arena);
        bool is_name = (piece[0] >= 'A' && piece[0] <= 'Z') || (unsigned char)piece[0] >= 0xC3;
        if (words.count == 0 || words.count > PLACE_WORDS_MOST || !is_name ||
            strlen(piece) > PLACE_BYTES_MOST || has_year(piece))
                return false;
        for (size_t i = 0; i < words.count; i++) {
                if (word_list_has(JOB_WORDS, COUNT_OF(JOB_WORDS), words.items[i].folded))
                        return false;
        }
        return true;
}

// The employer in a heading such as "Backend Engineer, Northwind, 2019 - 2023" or "Engineer at
// Northwind (2019-2023)"; NULL where none can be told.
static const char *
place_of(const char *heading, struct arena *arena)
{
        const char *at = strstr(heading, " at ");
        if (at == NULL)
                at = strstr(heading, " bei ");
        const char *rest = at == NULL ? heading : strchr(at + 1, ' ') + 1;
        while (*rest != '\0') {
                size_t length = strcspn(rest, ",|()\t:;");
                const char *dash = strstr(rest, " - ");
                const char *long_dash = strstr(rest, "\xE2\x80\x93");
                if (dash != NULL && (size_t)(dash - rest) < length)
                        length = (size_t)(dash - rest);
                if (long_dash != NULL && (size_t)(long_dash - rest) < length)
                        length = (size_t)(long_dash - rest);
                const char *piece = text_trim(arena, arena_copy(arena, rest, length));
                if (is_place(piece, arena))
                        return piece;
                rest += length;
                rest += strspn(rest, ",|()\t:; -\xE2\x80\x93\x94");
        }
        return NULL;
}

struct mentions {
        struct resume_mention *items;
        size_t count;
        const char *place;
};

static bool
is_there(const struct mentions *mentions, const char *thing)
{
        for (size_t i = 0; i < mentions->count; i++) {
                if (strcmp(mentions->items[i].thing, thing) == 0)
                        return true;
        }
        return false;
}

static void
read_line(struct mentions *mentions, const char *line, const char *language, struct arena *arena)
{
        struct words words = words_of(line, language, arena);
        bool is_item = text_starts(line, "-") || text_starts(line, "*") ||
                       text_starts(line, "\xE2\x80\xA2") || text_starts(line, "\xE2\x80\x93");
        if (!is_item && has_year(line) && words.count <= 14)
                mentions->place = place_of(line, arena);
        for (size_t i = 0; i < words.count && mentions->count < MENTIONS_MOST; i++) {
                size_t length = 0;
                const char *thing = term_known_at(&words, i, &length);
                if (thing == NULL || is_there(mentions, thing))
                        continue;
                mentions->items[mentions->count++] = (struct resume_mention){
                        .thing = thing,
                        .place = mentions->place,
                        .line = text_cut(arena, line, LINE_POINTS_MOST),
                };
                i += length - 1;
        }
}

static void
read_section(struct mentions *mentions, const char *text, const char *language, struct arena *arena)
{
        mentions->place = NULL;
        while (*text != '\0') {
                size_t length = strcspn(text, "\n");
                const char *line = text_trim(arena, arena_copy(arena, text, length));
                read_line(mentions, line, language, arena);
                text += length + (text[length] == '\n' ? 1 : 0);
        }
}

void
resume_mentions(const char *text, const char *language, struct arena *arena,
                struct resume_mention **mentions_out, size_t *count_out)
{
        // What was done somewhere says more than a list of skills.
        static const char *const ORDER[] = {"experience", "projects", "other", "summary", "skills"};
        struct mentions mentions = {
                .items = arena_alloc(arena, MENTIONS_MOST, sizeof *mentions.items)};
        struct resume_section *sections = NULL;
        size_t count = 0;
        resume_sections(resume_without_contact(text, arena), arena, &sections, &count);
        for (size_t i = 0; i < COUNT_OF(ORDER); i++) {
                for (size_t k = 0; k < count; k++) {
                        if (strcmp(sections[k].name, ORDER[i]) == 0)
                                read_section(&mentions, sections[k].text, language, arena);
                }
        }
        *mentions_out = mentions.items;
        *count_out = mentions.count;
}
