#include "interview/plan_act.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <threads.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/plan_act_phrases.h"
#include "interview/words.h"

enum {
        WORDS_MOST = 32,      // whoever says more says something
        WORD_BYTES_MOST = 24, // longer ones stand in no phrase
        GAP_WORDS_MOST = 5,
        WORDS_BEFORE = 1, // "I would ask what you mean" tells of somebody else's act
};

const char *const PLAN_ACT_NAMES[PLAN_ACT_COUNT] = {
        [PLAN_ACT_NONE] = "",
        [PLAN_ACT_REPEAT] = "repeat",
        [PLAN_ACT_REPHRASED] = "rephrased",
        [PLAN_ACT_QUESTION_BACK] = "question_back",
        [PLAN_ACT_MOMENT] = "moment",
        [PLAN_ACT_NO_IDEA] = "no_idea",
        [PLAN_ACT_DECLINED] = "declined",
        [PLAN_ACT_SKIP] = "skip",
};

// How many words beside the phrases may be there, misheard or needless. Where more was said, it is
// an answer.
static const int WORDS_BESIDE[PLAN_ACT_COUNT] = {
        [PLAN_ACT_REPEAT] = 2, [PLAN_ACT_REPHRASED] = 3, [PLAN_ACT_QUESTION_BACK] = 2,
        [PLAN_ACT_MOMENT] = 2, [PLAN_ACT_NO_IDEA] = 2,   [PLAN_ACT_DECLINED] = 1,
        [PLAN_ACT_SKIP] = 1,
};

// Of several acts in one answer ("sorry, I don't understand, could you repeat that") the first of
// these is what is wanted.
static const enum plan_act PRIORITY[] = {
        PLAN_ACT_DECLINED,      PLAN_ACT_SKIP,    PLAN_ACT_REPHRASED, PLAN_ACT_REPEAT,
        PLAN_ACT_QUESTION_BACK, PLAN_ACT_NO_IDEA, PLAN_ACT_MOMENT,
};

struct said {
        char words[WORDS_MOST][WORD_BYTES_MOST];
        bool ends_sentence[WORDS_MOST];
        size_t count;
};

// Letters with marks as they are typed without them.
static char
plain_letter(uint32_t point)
{
        static const struct {
                const char *marked;
                char plain;
        } LETTERS[] = {{"áàâäãå", 'a'}, {"éèêë", 'e'}, {"íìîï", 'i'}, {"óòôöõ", 'o'},
                       {"úùûü", 'u'},   {"ñ", 'n'},    {"ç", 'c'}};
        if (point < 0x80)
                return (char)point;
        for (size_t i = 0; i < COUNT_OF(LETTERS); i++) {
                for (const char *at = LETTERS[i].marked; *at != '\0';) {
                        if (text_next(&at) == point)
                                return LETTERS[i].plain;
                }
        }
        return '?';
}

static void
put_plain(const char *folded, char word[WORD_BYTES_MOST])
{
        static const uint32_t SHARP_S = 0xDF;
        size_t length = 0;
        while (*folded != '\0' && length + 2 < WORD_BYTES_MOST) {
                uint32_t point = text_next(&folded);
                if (point == SHARP_S)
                        word[length++] = 's';
                word[length++] = point == SHARP_S ? 's' : plain_letter(point);
        }
        word[length] = '\0';
}

static bool
is_sound(const char *word)
{
        static const char *const SOUNDS[] = {"um", "uh",  "uhm", "erm", "er", "hmm", "hm",  "mm",
                                             "ah", "ahm", "oh",  "eh",  "em", "mhm", "uhh", "umm"};
        for (size_t i = 0; i < COUNT_OF(SOUNDS); i++) {
                if (strcmp(word, SOUNDS[i]) == 0)
                        return true;
        }
        return false;
}

// "do not" as "dont", "cannot" as "cant". True where the word was joined to the one before.
static bool
join_not(struct said *said, const char *word)
{
        static const struct {
                const char *apart;
                const char *joined;
        } FORMS[] = {{"do", "dont"},       {"did", "didnt"},     {"can", "cant"},
                     {"could", "couldnt"}, {"would", "wouldnt"}, {"will", "wont"},
                     {"have", "havent"}};
        char *last = said->count == 0 ? NULL : said->words[said->count - 1];
        for (size_t i = 0; last != NULL && strcmp(word, "not") == 0 && i < COUNT_OF(FORMS); i++) {
                if (strcmp(last, FORMS[i].apart) == 0) {
                        put_plain(FORMS[i].joined, last);
                        return true;
                }
        }
        return false;
}

// False where there are no words, or too many for an act.
static bool
read_said(const char *text, struct arena *arena, struct said *said)
{
        struct words words = words_of(text, NULL, arena);
        if (words.count == 0 || words.count > WORDS_MOST)
                return false;
        for (size_t i = 0; i < words.count; i++) {
                char *word = said->words[said->count];
                put_plain(words.items[i].folded, word);
                if (strcmp(word, "cannot") == 0)
                        put_plain("cant", word);
                if (is_sound(word))
                        continue;
                if (join_not(said, word))
                        said->count--;
                said->ends_sentence[said->count++] = words.items[i].ends_sentence;
        }
        return said->count > 0;
}

// --- one phrase

static bool
is_word(const char *word, const char *one, size_t length)
{
        if (length > 0 && one[length - 1] == '*')
                return strncmp(word, one, length - 1) == 0;
        return strncmp(word, one, length) == 0 && word[length] == '\0';
}

static bool
is_one_of(const char *word, const char *words, size_t length)
{
        while (length > 0) {
                size_t one = strcspn(words, "|");
                one = one < length ? one : length;
                if (is_word(word, words, one))
                        return true;
                words += one;
                length -= one;
                if (length > 0) {
                        words++;
                        length--;
                }
        }
        return false;
}

// The word behind the phrase's last where it stands at `at`; 0 where it does not.
static size_t
phrase_end(const struct said *said, size_t at, const char *phrase)
{
        while (*phrase == ' ')
                phrase++;
        if (*phrase == '\0')
                return at;
        size_t length = strcspn(phrase, " ");
        const char *rest = phrase + length;
        if (strncmp(phrase, "^", length) == 0)
                return at == 0 ? phrase_end(said, at, rest) : 0;
        if (strncmp(phrase, "$", length) == 0)
                return at == said->count ? phrase_end(said, at, rest) : 0;
        if (strncmp(phrase, "_", length) == 0) {
                for (size_t gap = 1; gap <= GAP_WORDS_MOST && at + gap <= said->count; gap++) {
                        size_t end = phrase_end(said, at + gap, rest);
                        if (end > 0)
                                return end;
                }
                return 0;
        }
        bool is_optional = phrase[length - 1] == '?';
        size_t word = is_optional ? length - 1 : length;
        if (at < said->count && is_one_of(said->words[at], phrase, word)) {
                size_t end = phrase_end(said, at + 1, rest);
                if (end > 0)
                        return end;
        }
        return is_optional ? phrase_end(said, at, rest) : 0;
}

// --- which phrases may begin with a word

// There are some hundred phrases, and at each word few can begin: a phrase has a set of the 64
// kinds, by their hash, of words that it can begin with.
enum { PHRASES_MOST = 1024 };
static const uint64_t ANY_WORD = UINT64_MAX;

struct known_phrase {
        const struct act_phrases *list;
        const char *text;
        uint64_t beginnings;
};

static struct {
        struct known_phrase items[PHRASES_MOST];
        size_t count;
} known;
static once_flag known_made = ONCE_FLAG_INIT;

// FNV-1a; the upper bits are mixed best.
static uint64_t
kind_of(const char *word, size_t length)
{
        uint64_t hash = 0xCBF29CE484222325u;
        for (size_t i = 0; i < length; i++)
                hash = (hash ^ (unsigned char)word[i]) * 0x100000001B3u;
        return (uint64_t)1 << (hash >> 58);
}

static uint64_t
kinds_of(const char *words, size_t length)
{
        uint64_t kinds = 0;
        for (size_t at = 0; at < length;) {
                size_t one = strcspn(words + at, "|");
                one = one < length - at ? one : length - at;
                bool is_start = one > 0 && words[at + one - 1] == '*';
                kinds |= is_start ? ANY_WORD : kind_of(words + at, one);
                at += one + 1;
        }
        return kinds;
}

// What may be missing is passed over as phrase_end does it.
static uint64_t
beginnings_of(const char *phrase)
{
        uint64_t kinds = 0;
        for (;;) {
                phrase += strspn(phrase, " ");
                size_t length = strcspn(phrase, " ");
                bool is_optional = length > 0 && phrase[length - 1] == '?';
                bool is_place = length == 1 && (*phrase == '^' || *phrase == '$');
                if (length == 0)
                        return kinds;
                if (length == 1 && *phrase == '_')
                        return ANY_WORD;
                if (!is_place)
                        kinds |= kinds_of(phrase, is_optional ? length - 1 : length);
                if (!is_place && !is_optional)
                        return kinds;
                phrase += length;
        }
}

static void
make_known(void)
{
        const struct act_phrases *const lists[] = {PLAN_ACT_ENGLISH, PLAN_ACT_GERMAN,
                                                   PLAN_ACT_SPANISH};
        for (size_t i = 0; i < COUNT_OF(lists); i++) {
                for (const struct act_phrases *list = lists[i]; list->phrases[0] != NULL; list++) {
                        for (size_t k = 0; list->phrases[k] != NULL; k++) {
                                assert(known.count < PHRASES_MOST);
                                known.items[known.count++] = (struct known_phrase){
                                        .list = list,
                                        .text = list->phrases[k],
                                        .beginnings = beginnings_of(list->phrases[k]),
                                };
                        }
                }
        }
}

// --- the whole answer

// What the phrases make of it.
struct reading {
        bool has_act[PLAN_ACT_COUNT];
        enum plan_topic topic;
        int before; // words that belong to no phrase and stand before the first act
        int beside; // words that belong to no phrase
};

static const struct act_phrases *
longest_phrase(const struct said *said, size_t at, size_t *end_out)
{
        const struct act_phrases *longest = NULL;
        uint64_t kind = kind_of(said->words[at], strlen(said->words[at]));
        call_once(&known_made, make_known);
        *end_out = at;
        for (size_t i = 0; i < known.count; i++) {
                if ((known.items[i].beginnings & kind) == 0)
                        continue;
                const struct act_phrases *list = known.items[i].list;
                size_t end = phrase_end(said, at, known.items[i].text);
                bool is_act = list->act != PLAN_ACT_NONE;
                if (end > *end_out ||
                    (end == *end_out && end > at && is_act && longest->act == PLAN_ACT_NONE)) {
                        longest = list;
                        *end_out = end;
                }
        }
        return longest;
}

static struct reading
read_phrases(const struct said *said)
{
        struct reading reading = {0};
        bool has_any = false;
        int tail = 0;
        for (size_t at = 0; at < said->count;) {
                size_t end = at;
                const struct act_phrases *phrase = longest_phrase(said, at, &end);
                bool is_late_question = phrase != NULL && phrase->act == PLAN_ACT_QUESTION_BACK &&
                                        reading.beside > 0;
                if (phrase == NULL || is_late_question) {
                        if (tail > 0)
                                tail--;
                        else
                                reading.beside++;
                        // What a phrase is about ends with its sentence.
                        tail = said->ends_sentence[at] ? 0 : tail;
                        at++;
                        continue;
                }
                if (phrase->act == PLAN_ACT_QUESTION_BACK && reading.topic == PLAN_TOPIC_ANY)
                        reading.topic = phrase->topic;
                if (phrase->act != PLAN_ACT_NONE) {
                        reading.before = has_any ? reading.before : reading.beside;
                        has_any = true;
                        reading.has_act[phrase->act] = true;
                        tail = phrase->tail;
                }
                tail = said->ends_sentence[end - 1] ? 0 : tail;
                at = end;
        }
        return reading;
}

// Whoever goes on with "I" and a story has answered.
static bool
tells_something(const struct said *said)
{
        static const char *const STORY[] = {"last",     "because",  "weil",      "porque",
                                            "once",     "ago",      "yesterday", "example",
                                            "instance", "beispiel", "ejemplo"};
        int own = 0;
        int story = 0;
        for (size_t i = 0; i < said->count; i++) {
                own += is_one_of(said->words[i], "i|we|ich|wir|ive|weve", 16) ? 1 : 0;
                for (size_t k = 0; k < COUNT_OF(STORY); k++)
                        story += strcmp(said->words[i], STORY[k]) == 0 ? 1 : 0;
        }
        return own + story > 3 || own > 2;
}

bool
plan_act_asks_again(enum plan_act act)
{
        return act == PLAN_ACT_REPEAT || act == PLAN_ACT_REPHRASED ||
               act == PLAN_ACT_QUESTION_BACK || act == PLAN_ACT_MOMENT;
}

bool
plan_act_leaves(enum plan_act act)
{
        return act == PLAN_ACT_DECLINED || act == PLAN_ACT_SKIP;
}

struct plan_heard
plan_listen(const char *text, struct arena *arena)
{
        struct said said = {0};
        if (text == NULL || !read_said(text, arena, &said))
                return (struct plan_heard){0};
        struct reading reading = read_phrases(&said);
        for (size_t i = 0; i < COUNT_OF(PRIORITY); i++) {
                enum plan_act act = PRIORITY[i];
                if (!reading.has_act[act] || reading.beside > WORDS_BESIDE[act] ||
                    reading.before > WORDS_BEFORE)
                        continue;
                if (act == PLAN_ACT_QUESTION_BACK && tells_something(&said))
                        continue;
                return (struct plan_heard){
                        .act = act,
                        .topic = act == PLAN_ACT_QUESTION_BACK ? reading.topic : PLAN_TOPIC_ANY,
                };
        }
        return (struct plan_heard){0};
}
