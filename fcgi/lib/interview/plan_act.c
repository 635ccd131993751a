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
        uint32_t hashes[WORDS_MOST];
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
is_any(const char *word, const char *const *words, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                if (strcmp(word, words[i]) == 0)
                        return true;
        }
        return false;
}

static bool
is_sound(const char *word)
{
        static const char *const SOUNDS[] = {"um", "uh",  "uhm", "erm", "er", "hmm", "hm",  "mm",
                                             "ah", "ahm", "oh",  "eh",  "em", "mhm", "uhh", "umm"};
        return is_any(word, SOUNDS, COUNT_OF(SOUNDS));
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

// FNV-1a.
static uint32_t
hash_of(const char *word, size_t length)
{
        uint32_t hash = 0x811C9DC5u;
        for (size_t i = 0; i < length; i++)
                hash = (hash ^ (unsigned char)word[i]) * 0x01000193u;
        return hash;
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
        for (size_t i = 0; i < said->count; i++)
                said->hashes[i] = hash_of(said->words[i], strlen(said->words[i]));
        return said->count > 0;
}

// --- phrases

enum { PHRASES_MOST = 1024, STEPS_MOST = 4096, CHOICES_MOST = 8192, WORD_KINDS = 64 };

// One of the words that a phrase may have at a place.
struct choice {
        const char *text; // not ended
        uint32_t hash;
        uint8_t length;
        bool is_start; // any ending may follow
};

enum step_kind { STEP_WORD, STEP_GAP, STEP_FIRST, STEP_LAST, STEP_OVER };

// A place of a phrase; behind its last one stands STEP_OVER.
struct step {
        enum step_kind kind;
        bool is_optional;
        uint16_t choice_count;
        const struct choice *choices;
};

struct known_phrase {
        const struct act_phrases *list;
        const struct step *steps;
};

// All phrases, read once. At each word few can begin: words are of 64 kinds, by their hash, and
// each kind has the phrases, in their order, that a word of it can begin with.
static struct {
        struct choice choices[CHOICES_MOST];
        size_t choice_count;
        struct step steps[STEPS_MOST];
        size_t step_count;
        struct known_phrase phrases[PHRASES_MOST];
        size_t phrase_count;
        uint16_t beginning[WORD_KINDS][PHRASES_MOST];
        size_t beginning_count[WORD_KINDS];
} known;
static once_flag known_made = ONCE_FLAG_INIT;

static struct choice
choice_of(const char *text, size_t length)
{
        assert(length > 0 && memchr(text, '?', length) == NULL);
        bool is_start = text[length - 1] == '*';
        size_t kept = is_start ? length - 1 : length;
        assert(kept < WORD_BYTES_MOST);
        return (struct choice){text, hash_of(text, kept), (uint8_t)kept, is_start};
}

static struct step
step_of(const char *text, size_t length)
{
        static const char PLACES[] = {
                [STEP_WORD] = '\0', [STEP_GAP] = '_', [STEP_FIRST] = '^', [STEP_LAST] = '$'};
        struct step step = {.kind = STEP_WORD, .is_optional = text[length - 1] == '?'};
        for (size_t i = STEP_GAP; i < COUNT_OF(PLACES) && length == 1; i++) {
                if (*text == PLACES[i])
                        return (struct step){.kind = (enum step_kind)i};
        }
        step.choices = &known.choices[known.choice_count];
        for (size_t at = 0, end = step.is_optional ? length - 1 : length; at < end;) {
                size_t one = strcspn(text + at, "|");
                one = one < end - at ? one : end - at;
                assert(known.choice_count < CHOICES_MOST);
                known.choices[known.choice_count++] = choice_of(text + at, one);
                step.choice_count++;
                at += one + 1;
        }
        return step;
}

static const struct step *
read_steps(const char *phrase)
{
        const struct step *steps = &known.steps[known.step_count];
        for (;;) {
                phrase += strspn(phrase, " ");
                size_t length = strcspn(phrase, " ");
                struct step step = {.kind = STEP_OVER};
                if (length > 0)
                        step = step_of(phrase, length);
                assert(known.step_count < STEPS_MOST);
                known.steps[known.step_count++] = step;
                if (length == 0)
                        return steps;
                phrase += length;
        }
}

// The kinds of words, a bit each, that a phrase can begin with. What may be missing is passed over.
static uint64_t
beginnings_of(const struct step *step)
{
        uint64_t kinds = 0;
        for (; step->kind != STEP_OVER; step++) {
                if (step->kind == STEP_GAP)
                        return UINT64_MAX;
                for (size_t i = 0; i < step->choice_count; i++) {
                        const struct choice *choice = &step->choices[i];
                        uint64_t kind = (uint64_t)1 << (choice->hash % WORD_KINDS);
                        kinds |= choice->is_start ? UINT64_MAX : kind;
                }
                if (step->kind == STEP_WORD && !step->is_optional)
                        break;
        }
        return kinds;
}

static void
add_known(const struct act_phrases *list, const char *text)
{
        const struct step *steps = read_steps(text);
        uint64_t kinds = beginnings_of(steps);
        assert(known.phrase_count < PHRASES_MOST);
        for (size_t i = 0; i < WORD_KINDS; i++) {
                if ((kinds >> i & 1) != 0)
                        known.beginning[i][known.beginning_count[i]++] =
                                (uint16_t)known.phrase_count;
        }
        known.phrases[known.phrase_count++] = (struct known_phrase){list, steps};
}

static void
make_known(void)
{
        const struct act_phrases *const lists[] = {PLAN_ACT_ENGLISH, PLAN_ACT_GERMAN,
                                                   PLAN_ACT_SPANISH};
        for (size_t i = 0; i < COUNT_OF(lists); i++) {
                for (const struct act_phrases *list = lists[i]; list->phrases[0] != NULL; list++) {
                        for (size_t k = 0; list->phrases[k] != NULL; k++)
                                add_known(list, list->phrases[k]);
                }
        }
}

static bool
fits(const struct step *step, const char *word, uint32_t hash)
{
        for (size_t i = 0; i < step->choice_count; i++) {
                const struct choice *choice = &step->choices[i];
                if (!choice->is_start && choice->hash != hash)
                        continue;
                if (strncmp(word, choice->text, choice->length) == 0 &&
                    (choice->is_start || word[choice->length] == '\0'))
                        return true;
        }
        return false;
}

// The word behind the phrase's last where it stands at `at`; 0 where it does not.
static size_t
phrase_end(const struct said *said, size_t at, const struct step *step)
{
        switch (step->kind) {
        case STEP_OVER:
                return at;
        case STEP_FIRST:
                return at == 0 ? phrase_end(said, at, step + 1) : 0;
        case STEP_LAST:
                return at == said->count ? phrase_end(said, at, step + 1) : 0;
        case STEP_GAP:
                for (size_t gap = 1; gap <= GAP_WORDS_MOST && at + gap <= said->count; gap++) {
                        size_t end = phrase_end(said, at + gap, step + 1);
                        if (end > 0)
                                return end;
                }
                return 0;
        case STEP_WORD:
        default:
                break;
        }
        if (at < said->count && fits(step, said->words[at], said->hashes[at])) {
                size_t end = phrase_end(said, at + 1, step + 1);
                if (end > 0)
                        return end;
        }
        return step->is_optional ? phrase_end(said, at, step + 1) : 0;
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
        call_once(&known_made, make_known);
        size_t kind = said->hashes[at] % WORD_KINDS;
        *end_out = at;
        for (size_t i = 0; i < known.beginning_count[kind]; i++) {
                const struct known_phrase *phrase = &known.phrases[known.beginning[kind][i]];
                const struct act_phrases *list = phrase->list;
                size_t end = phrase_end(said, at, phrase->steps);
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
        static const char *const OWN[] = {"i", "we", "ich", "wir", "ive", "weve"};
        static const char *const STORY[] = {"last",     "because",  "weil",      "porque",
                                            "once",     "ago",      "yesterday", "example",
                                            "instance", "beispiel", "ejemplo"};
        int own = 0;
        int story = 0;
        for (size_t i = 0; i < said->count; i++) {
                own += is_any(said->words[i], OWN, COUNT_OF(OWN)) ? 1 : 0;
                story += is_any(said->words[i], STORY, COUNT_OF(STORY)) ? 1 : 0;
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
