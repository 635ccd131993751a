#include "interview/word_lists.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"

// All lists are sorted by their bytes.
static const char *const COMMON_ENGLISH[] = {
        "a",         "about",     "above",      "after",     "again",      "against", "ah",
        "all",       "almost",    "already",    "also",      "although",   "always",  "am",
        "among",     "an",        "and",        "another",   "any",        "anybody", "anyone",
        "anything",  "anyway",    "are",        "arent",     "around",     "as",      "at",
        "away",      "back",      "be",         "became",    "because",    "become",  "been",
        "before",    "being",     "below",      "better",    "between",    "bit",     "both",
        "but",       "by",        "came",       "can",       "cannot",     "cant",    "come",
        "could",     "couldnt",   "did",        "didnt",     "do",         "does",    "doesnt",
        "doing",     "done",      "dont",       "down",      "during",     "each",    "either",
        "else",      "enough",    "er",         "erm",       "even",       "ever",    "every",
        "everybody", "everyone",  "everything", "few",       "first",      "for",     "from",
        "further",   "get",       "gets",       "getting",   "give",       "given",   "go",
        "goes",      "going",     "gone",       "got",       "had",        "hadnt",   "has",
        "hasnt",     "have",      "havent",     "having",    "he",         "her",     "here",
        "hers",      "herself",   "him",        "himself",   "his",        "hmm",     "how",
        "however",   "i",         "id",         "if",        "ill",        "im",      "in",
        "into",      "is",        "isnt",       "it",        "its",        "itself",  "ive",
        "just",      "kind",      "know",       "last",      "least",      "less",    "let",
        "lets",      "like",      "little",     "lot",       "lots",       "made",    "make",
        "makes",     "making",    "many",       "may",       "maybe",      "me",      "mean",
        "might",     "mine",      "more",       "most",      "much",       "must",    "my",
        "myself",    "need",      "never",      "next",      "no",         "nobody",  "none",
        "nor",       "not",       "nothing",    "now",       "of",         "off",     "often",
        "oh",        "ok",        "okay",       "on",        "once",       "one",     "ones",
        "only",      "onto",      "or",         "other",     "others",     "our",     "ours",
        "ourselves", "out",       "over",       "own",       "part",       "people",  "perhaps",
        "please",    "possible",  "pretty",     "put",       "quite",      "rather",  "really",
        "right",     "said",      "same",       "say",       "says",       "see",     "seem",
        "she",       "should",    "shouldnt",   "since",     "so",         "some",    "somebody",
        "someone",   "something", "sometimes",  "somewhere", "sort",       "still",   "stuff",
        "such",      "take",      "taken",      "tell",      "than",       "that",    "thats",
        "the",       "their",     "theirs",     "them",      "themselves", "then",    "there",
        "therefore", "theres",    "these",      "they",      "theyre",     "thing",   "things",
        "think",     "this",      "those",      "though",    "through",    "thus",    "to",
        "together",  "too",       "took",       "toward",    "towards",    "tried",   "try",
        "trying",    "two",       "uh",         "uhm",       "um",         "under",   "until",
        "up",        "upon",      "us",         "use",       "used",       "uses",    "using",
        "usually",   "very",      "via",        "want",      "wants",      "was",     "wasnt",
        "way",       "we",        "well",       "went",      "were",       "werent",  "weve",
        "what",      "whatever",  "when",       "where",     "whether",    "which",   "while",
        "who",       "whole",     "whom",       "whose",     "why",        "will",    "with",
        "within",    "without",   "wont",       "would",     "wouldnt",    "yeah",    "yes",
        "yet",       "you",       "youd",       "your",      "youre",      "yours",   "yourself",
        "youve",
};

static const char *const COMMON_GERMAN[] = {
        "aber",    "alle",     "allem",   "allen",   "aller",   "alles",   "als",     "also",
        "am",      "an",       "ander",   "andere",  "anderen", "anderer", "anderes", "auch",
        "auf",     "aus",      "bei",     "beim",    "bin",     "bis",     "bist",    "da",
        "dabei",   "dadurch",  "dafür",   "dagegen", "daher",   "damit",   "danach",  "dann",
        "daran",   "darauf",   "daraus",  "darin",   "das",     "dass",    "davon",   "dazu",
        "dein",    "deine",    "dem",     "den",     "denen",   "denn",    "der",     "deren",
        "des",     "deshalb",  "dessen",  "dich",    "die",     "dies",    "diese",   "diesem",
        "diesen",  "dieser",   "dieses",  "dir",     "doch",    "dort",    "du",      "durch",
        "eben",    "ein",      "eine",    "einem",   "einen",   "einer",   "eines",   "einfach",
        "einige",  "einmal",   "er",      "es",      "etwas",   "euch",    "euer",    "für",
        "ganz",    "gar",      "gegen",   "gewesen", "gibt",    "ging",    "habe",    "haben",
        "halt",    "hat",      "hatte",   "hatten",  "hier",    "hin",     "hinter",  "ich",
        "ihm",     "ihn",      "ihnen",   "ihr",     "ihre",    "ihrem",   "ihren",   "ihrer",
        "im",      "immer",    "in",      "ins",     "ist",     "ja",      "jede",    "jedem",
        "jeden",   "jeder",    "jedes",   "jetzt",   "kann",    "kein",    "keine",   "keinem",
        "keinen",  "keiner",   "können",  "könnte",  "mal",     "man",     "manche",  "mehr",
        "mein",    "meine",    "meinem",  "meinen",  "meiner",  "mich",    "mir",     "mit",
        "muss",    "musste",   "müssen",  "nach",    "nicht",   "nichts",  "noch",    "nun",
        "nur",     "ob",       "oder",    "ohne",    "sehr",    "sein",    "seine",   "seinem",
        "seinen",  "seiner",   "seit",    "sich",    "sie",     "sind",    "so",      "solche",
        "soll",    "sollte",   "sondern", "sonst",   "um",      "und",     "uns",     "unser",
        "unsere",  "unserem",  "unseren", "unter",   "viel",    "viele",   "vom",     "von",
        "vor",     "war",      "waren",   "warum",   "was",     "weil",    "weiter",  "welche",
        "welchem", "welchen",  "welcher", "welches", "wenn",    "wer",     "werde",   "werden",
        "wie",     "wieder",   "will",    "wir",     "wird",    "wo",      "wollen",  "wollte",
        "wurde",   "wurden",   "während", "würde",   "würden",  "zu",      "zum",     "zur",
        "zwar",    "zwischen", "äh",      "ähm",     "über",
};

static const char *const COMMON_SPANISH[] = {
        "a",       "al",     "algo",    "algunas", "algunos",  "ante",    "antes",   "aquel",
        "aquella", "como",   "con",     "contra",  "cual",     "cuando",  "de",      "del",
        "desde",   "donde",  "dos",     "durante", "e",        "eh",      "el",      "ella",
        "ellas",   "ellos",  "em",      "en",      "entonces", "entre",   "era",     "eran",
        "es",      "esa",    "esas",    "ese",     "eso",      "esos",    "esta",    "estaba",
        "estado",  "estar",  "estas",   "este",    "esto",     "estos",   "está",    "están",
        "fue",     "fueron", "ha",      "había",   "habían",   "han",     "hasta",   "hay",
        "he",      "la",     "las",     "le",      "les",      "lo",      "los",     "luego",
        "me",      "mi",     "mis",     "mucho",   "muchos",   "muy",     "más",     "mí",
        "nada",    "ni",     "no",      "nos",     "nosotros", "nuestra", "nuestro", "o",
        "os",      "otra",   "otras",   "otro",    "otros",    "para",    "pero",    "poco",
        "por",     "porque", "pues",    "que",     "quien",    "qué",     "se",      "sea",
        "ser",     "si",     "sido",    "sin",     "sobre",    "son",     "soy",     "su",
        "sus",     "sí",     "también", "tan",     "tanto",    "te",      "tengo",   "tiene",
        "tienen",  "toda",   "todas",   "todo",    "todos",    "tu",      "tus",     "tuve",
        "un",      "una",    "unas",    "uno",     "unos",     "usted",   "ustedes", "y",
        "ya",      "yo",     "él",
};

// "one" and its like are left out: they are pronouns more often than figures.
static const char *const FIGURES[] = {
        "acht",     "achtzig",  "billion",  "cien",    "ciento",   "cinco",     "cincuenta",
        "cuarenta", "cuatro",   "diez",     "doble",   "doce",     "doppelt",   "dos",
        "double",   "doubled",  "dozen",    "drei",    "dreißig",  "eight",     "eighteen",
        "eighty",   "eleven",   "elf",      "fifteen", "fifty",    "five",      "forty",
        "four",     "fourteen", "fünf",     "fünfzig", "halb",     "half",      "halved",
        "hundert",  "hundred",  "hundreds", "mil",     "million",  "millionen", "millions",
        "millones", "millón",   "mitad",    "neun",    "neunzig",  "nine",      "nineteen",
        "ninety",   "noventa",  "nueve",    "ochenta", "ocho",     "percent",   "prozent",
        "sechs",    "sechzig",  "seis",     "sesenta", "setenta",  "seven",     "seventeen",
        "seventy",  "sieben",   "siebzig",  "siete",   "six",      "sixteen",   "sixty",
        "tausend",  "ten",      "thirteen", "thirty",  "thousand", "thousands", "three",
        "treinta",  "tres",     "tripled",  "twelve",  "twenty",   "twice",     "two",
        "veinte",   "vier",     "vierzig",  "zehn",    "zwanzig",  "zwei",      "zwölf",
};

static int
compare_words(const void *key, const void *item)
{
        return strcmp(key, *(const char *const *)item);
}

bool
word_list_has(const char *const *list, size_t count, const char *word)
{
        return count > 0 && bsearch(word, list, count, sizeof *list, compare_words) != NULL;
}

bool
language_is(const char *tag, const char *primary)
{
        size_t length = tag == NULL ? 0 : strcspn(tag, "-_");
        return length > 0 && length == strlen(primary) && strncasecmp(tag, primary, length) == 0;
}

bool
word_is_common(const char *folded, const char *language)
{
        if (language_is(language, "en"))
                return word_list_has(COMMON_ENGLISH, COUNT_OF(COMMON_ENGLISH), folded);
        if (language_is(language, "de"))
                return word_list_has(COMMON_GERMAN, COUNT_OF(COMMON_GERMAN), folded);
        if (language_is(language, "es"))
                return word_list_has(COMMON_SPANISH, COUNT_OF(COMMON_SPANISH), folded);
        return false;
}

bool
word_is_figure(const char *folded)
{
        return (folded[0] >= '0' && folded[0] <= '9') ||
               word_list_has(FIGURES, COUNT_OF(FIGURES), folded);
}

bool
word_is_hesitation(const char *folded, const char *language)
{
        // "er" is a word in German, "em" and "eh" are none in Spanish. Each list is sorted.
        static const char *const ENGLISH[] = {"ehm", "er", "erm", "hm",  "hmm", "mhm", "mm",
                                              "mmm", "uh", "uhh", "uhm", "um",  "umm"};
        static const char *const GERMAN[] = {"hm",         "hmm",       "mhm",       "\xc3\xa4h",
                                             "\xc3\xa4hm", "\xc3\xb6h", "\xc3\xb6hm"};
        static const char *const SPANISH[] = {"eh", "ehm", "em", "hm", "hmm", "mmm"};
        if (language_is(language, "en"))
                return word_list_has(ENGLISH, COUNT_OF(ENGLISH), folded);
        if (language_is(language, "de"))
                return word_list_has(GERMAN, COUNT_OF(GERMAN), folded);
        return language_is(language, "es") && word_list_has(SPANISH, COUNT_OF(SPANISH), folded);
}
