#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/resume.h"
#include "interview/words.h"

enum {
        // A resume is short of small words; fewer than these, and nobody can tell.
        LEAST_HITS = 5,
        // The beginning is enough.
        TEXT_BYTES_MOST = 40000,
};

// Small words that the others do not have.
static const struct {
        const char *language;
        const char *words[24];
} LANGUAGES[] = {
        {"en", {"the", "and", "of", "with", "for", "to", "in", "from", "by", "at", "was", "their"}},
        {"de",
         {"und", "der", "die", "das", "mit", "für", "von", "im", "bei", "zur", "zum", "als", "des",
          "ein", "eine", "auf"}},
        {"fr",
         {"et", "les", "des", "du", "la", "le", "aux", "pour", "dans", "une", "avec", "sur",
          "depuis", "au"}},
        {"es",
         {"y", "el", "los", "las", "del", "con", "para", "una", "por", "en", "como", "la",
          "desde"}},
        {"it",
         {"e", "di", "il", "della", "del", "per", "con", "gli", "nel", "una", "presso", "dal"}},
        {"pt", {"e", "de", "do", "da", "dos", "das", "em", "para", "com", "uma", "os", "na"}},
        {"nl", {"en", "het", "een", "van", "voor", "met", "bij", "de", "op", "naar", "als", "te"}},
};

// Scripts that speak for one language among the resumes of one employer more than for any other.
static const struct {
        const char *language;
        uint32_t first, last;
} SCRIPTS[] = {{"ru", 0x400, 0x4FF},   {"el", 0x370, 0x3FF},   {"he", 0x590, 0x5FF},
               {"ar", 0x600, 0x6FF},   {"hi", 0x900, 0x97F},   {"th", 0xE00, 0xE7F},
               {"ja", 0x3040, 0x30FF}, {"ko", 0xAC00, 0xD7AF}, {"zh", 0x4E00, 0x9FFF}};

static const char *
by_script(const char *text)
{
        size_t counts[COUNT_OF(SCRIPTS)] = {0}, letters = 0, best = 0;
        for (const char *at = text; *at != '\0';) {
                uint32_t point = text_next(&at);
                letters += point >= 0x41;
                for (size_t i = 0; i < COUNT_OF(SCRIPTS); i++)
                        counts[i] += point >= SCRIPTS[i].first && point <= SCRIPTS[i].last;
        }
        for (size_t i = 1; i < COUNT_OF(SCRIPTS); i++)
                best = counts[i] > counts[best] ? i : best;
        // Japanese has more ideographs than signs of its own.
        size_t japanese = 6;
        if (counts[japanese] * 10 > counts[best])
                best = counts[japanese] > 0 ? japanese : best;
        return letters > 0 && counts[best] * 2 > letters ? SCRIPTS[best].language : NULL;
}

const char *
resume_language(const char *text)
{
        OWN(arena_done) struct arena arena = {0};
        size_t hits[COUNT_OF(LANGUAGES)] = {0}, best = 0, second = 0;
        if (text == NULL)
                return NULL;
        const char *start = text_clean(&arena, text, strnlen(text, TEXT_BYTES_MOST));
        const char *script = by_script(start);
        if (script != NULL)
                return script;
        struct words words = words_of(start, NULL, &arena);
        for (size_t i = 0; i < words.count; i++) {
                for (size_t k = 0; k < COUNT_OF(LANGUAGES); k++) {
                        for (size_t w = 0; LANGUAGES[k].words[w] != NULL; w++)
                                hits[k] +=
                                        strcmp(LANGUAGES[k].words[w], words.items[i].folded) == 0;
                }
        }
        for (size_t k = 1; k < COUNT_OF(LANGUAGES); k++)
                best = hits[k] > hits[best] ? k : best;
        for (size_t k = 0; k < COUNT_OF(LANGUAGES); k++)
                second = k != best && hits[k] > second ? hits[k] : second;
        bool is_sure = hits[best] >= LEAST_HITS && hits[best] * 2 >= second * 3;
        return is_sure ? LANGUAGES[best].language : NULL;
}
