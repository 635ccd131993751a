#include "interview/plan_passage.h"

#include <ctype.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/words.h"

enum { LINE_WORDS_LEAST = 6, LINE_WORDS_MOST = 28, SOURCE_POINTS_MOST = 60, FIGURES_MOST = 2 };

// "On-call_guide.v2.pdf" as "On call guide v2": what stands behind the last point is a file's type
// where it is short.
static const char *
spoken_source(const char *source, struct arena *arena)
{
        char *spoken =
                text_trim(arena, text_cut(arena, source == NULL ? "" : source, SOURCE_POINTS_MOST));
        char *point = strrchr(spoken, '.');
        if (point != NULL && point != spoken && strlen(point) <= 5 && strchr(point, ' ') == NULL)
                *point = '\0';
        for (char *at = spoken; *at != '\0'; at++) {
                if (strchr("_-.", *at) != NULL)
                        *at = ' ';
        }
        return text_trim(arena, spoken);
}

// Whether a voice can read it and a listener keep it in mind: a sentence, no table, link or code.
static bool
can_be_spoken(const char *line, struct arena *arena)
{
        struct words words = words_of(line, NULL, arena);
        int figures = 0;
        if (words.count < LINE_WORDS_LEAST || words.count > LINE_WORDS_MOST ||
            strpbrk(line, "{}[]<>|\\=_*#@/;:()\"?") != NULL || strstr(line, "www.") != NULL)
                return false;
        for (size_t i = 0; i < words.count; i++)
                figures += isdigit((unsigned char)words.items[i].folded[0]) ? 1 : 0;
        return figures <= FIGURES_MOST;
}

static const char *
next_sentence(const char **place, struct arena *arena)
{
        const char *from = *place;
        const char *at = from;
        while (*at != '\0') {
                bool is_stop = strchr(".!", *at) != NULL &&
                               (at[1] == ' ' || at[1] == '\n' || at[1] == '\0');
                bool is_break = at[0] == '\n' && at[1] == '\n';
                if (is_stop || is_break)
                        break;
                at++;
        }
        if (at == from && *at == '\0')
                return NULL;
        bool is_whole = *at == '.' || *at == '!';
        const char *end = *at == '\0' ? at : at + 1;
        char *line = text_trim(arena, arena_copy(arena, from, (size_t)(end - from)));
        for (char *sign = line; *sign != '\0'; sign++) {
                if (*sign == '\n' || *sign == '\t')
                        *sign = ' ';
        }
        *place = end;
        // What has no full stop is a heading or was cut off.
        return is_whole ? line : "";
}

static bool
was_rested_on(const struct plan_input *input, const char *rests_on)
{
        for (size_t i = 0; i < input->turn_count; i++) {
                if (text_equals(input->turns[i].question.rests_on, rests_on))
                        return true;
        }
        return false;
}

bool
plan_passage_line(const struct plan_input *input, struct arena *arena,
                  struct passage_line *line_out)
{
        for (size_t i = 0; i < input->passage_count; i++) {
                const struct plan_passage *passage = &input->passages[i];
                const char *place = passage->text == NULL ? "" : passage->text;
                const char *source = spoken_source(passage->source, arena);
                const char *line = NULL;
                while (source[0] != '\0' && (line = next_sentence(&place, arena)) != NULL) {
                        const char *rests_on = arena_print(arena, "%s: %s", passage->source, line);
                        if (!can_be_spoken(line, arena) || was_rested_on(input, rests_on))
                                continue;
                        *line_out = (struct passage_line){source, line, rests_on};
                        return true;
                }
        }
        return false;
}
