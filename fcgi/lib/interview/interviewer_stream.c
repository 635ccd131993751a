#include "interview/interviewer_stream.h"

#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/sentences.h"

// Some 60 words of any language, and the answer of a model that has lost its way.
enum { RAW_BYTES_MOST = 4000 };

static const char *const QUOTES[] = {"\"",           "'",        "\xE2\x80\x9C", "\xE2\x80\x9D",
                                     "\xE2\x80\x9E", "\xC2\xAB", "\xC2\xBB"};

struct wording
wording_open(const struct plan_input *input, const struct plan_step *step, struct arena *arena)
{
        return (struct wording){
                .input = input,
                .step = step,
                .arena = arena,
                .raw = buf_open(RAW_BYTES_MOST),
                .said = buf_open(RAW_BYTES_MOST),
                .held = buf_open(RAW_BYTES_MOST),
        };
}

void
wording_close(struct wording *wording)
{
        buf_close(&wording->raw);
        buf_close(&wording->said);
        buf_close(&wording->held);
}

static void
end(struct wording *wording, const char *wrong)
{
        wording->is_over = true;
        wording->wrong = wording->has_question ? NULL : wrong;
}

bool
wording_add(struct wording *wording, const char *text)
{
        if (wording->is_over)
                return text[strspn(text, " \t\r\n\"")] == '\0';
        buf_text(&wording->raw, text);
        if (wording->raw.is_over)
                end(wording, "too many words");
        return !wording->is_over;
}

// On one line, with single spaces, and without the quotation marks around the whole.
static const char *
cleaned(struct wording *wording, const char *sentence, size_t length)
{
        char *text = text_trim(wording->arena, arena_copy(wording->arena, sentence, length));
        if (wording->taken == 0) {
                for (size_t i = 0; i < COUNT_OF(QUOTES) && !wording->was_quoted; i++) {
                        wording->was_quoted = text_starts(text, QUOTES[i]);
                        if (wording->was_quoted)
                                text += strlen(QUOTES[i]);
                }
        }
        for (size_t i = 0; i < COUNT_OF(QUOTES) && wording->was_quoted; i++) {
                size_t whole = strlen(text);
                size_t tail = strlen(QUOTES[i]);
                if (whole > tail && strcmp(text + whole - tail, QUOTES[i]) == 0) {
                        text[whole - tail] = '\0';
                        break;
                }
        }
        char *to = text;
        for (const char *at = text; *at != '\0'; at++) {
                bool is_space = strchr(" \t\r\n", *at) != NULL;
                if (!is_space || (to > text && to[-1] != ' '))
                        *to++ = is_space ? ' ' : *at;
        }
        *to = '\0';
        return text_trim(wording->arena, text);
}

// Judges one sentence more, behind what was let out and what waits.
static void
judge(struct wording *wording, const char *sentence)
{
        const char *before = wording->said.length + wording->held.length > 0 ? " " : "";
        struct interviewer_verdict verdict = interviewer_judge(
                arena_print(wording->arena, "%s%s%s%s", buf_string(&wording->said),
                            buf_string(&wording->held), before, sentence),
                wording->input, wording->step, wording->arena);
        if (verdict.wrong != NULL) {
                end(wording, verdict.wrong);
                return;
        }
        buf_print(&wording->held, "%s%s", before, sentence);
        if (verdict.asks && verdict.lacks != NULL) {
                if (verdict.has_mark)
                        end(wording, verdict.lacks);
                return;
        }
        buf_add(&wording->said, wording->held.bytes, wording->held.length);
        buf_clear(&wording->held);
        wording->has_question = verdict.asks;
        if (verdict.has_mark)
                end(wording, NULL);
}

const char *
wording_next(struct wording *wording, bool is_whole)
{
        const char *language = wording->input->posting->language;
        while (wording->out == wording->said.length && !wording->is_over) {
                const char *rest = buf_string(&wording->raw) + wording->taken;
                size_t length = sentence_length(rest, language, is_whole);
                if (length == 0) {
                        if (is_whole)
                                end(wording, "no question");
                        break;
                }
                const char *sentence = cleaned(wording, rest, length);
                wording->taken += length;
                if (sentence[0] != '\0')
                        judge(wording, sentence);
        }
        if (wording->out == wording->said.length)
                return NULL;
        const char *piece = buf_string(&wording->said) + wording->out;
        // What waited comes sentence by sentence, too.
        size_t length = sentence_piece(piece, language);
        wording->out += length;
        return arena_copy(wording->arena, piece, length);
}

bool
wording_restart(struct wording *wording)
{
        if (wording->said.length > 0)
                return false;
        buf_clear(&wording->raw);
        buf_clear(&wording->held);
        wording->raw.is_over = false;
        wording->taken = 0;
        wording->was_quoted = false;
        wording->is_over = false;
        wording->wrong = NULL;
        return true;
}
