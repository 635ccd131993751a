#include "interview/evidence_rarity.h"

#include "base/own.h"
#include "interview/word_lists.h"

// Small words that carry a meaning of their own: "before", "only", "once".
static const double TELLING_WEIGHT = 0.25;
static const double SYMBOL_WEIGHT = 0.3;
static const double SUBSTANCE_WEIGHT = 0.35;
static const double ORDINARY_WEIGHT = 0.4;
static const double TRADE_WEIGHT = 0.7;

// Stems of everyday speech. All lists are sorted.
static const char *const ORDINARY[] = {
        "abl",        "accept",     "across",   "act",      "actual",   "add",     "advanc",
        "ago",        "agre",       "allow",    "along",    "amount",   "answer",  "anymor",
        "anyth",      "anyway",     "apart",    "appear",   "appli",    "area",    "aris",
        "ask",        "aspect",     "avail",    "avoid",    "basi",     "basic",   "begin",
        "behind",     "believ",     "belong",   "best",     "big",      "bigger",  "bodi",
        "break",      "bring",      "build",    "built",    "buy",      "call",    "came",
        "car",        "care",       "carri",    "case",     "caus",     "certain", "chanc",
        "chang",      "check",      "choos",    "chosen",   "clear",    "close",   "come",
        "common",     "complet",    "consid",   "consist",  "contain",  "continu", "correct",
        "cost",       "cover",      "creat",    "current",  "day",      "deal",    "decid",
        "definit",    "depend",     "describ",  "detail",   "determin", "differ",  "difficult",
        "direct",     "discuss",    "divid",    "doe",      "done",     "earli",   "easi",
        "easier",     "easili",     "effect",   "eight",    "els",      "end",     "enjoy",
        "enough",     "ensur",      "entir",    "especi",   "etc",      "event",   "eventu",
        "everybodi",  "everyth",    "exact",    "exampl",   "exist",    "expect",  "explain",
        "extra",      "fact",       "fall",     "fan",      "far",      "fast",    "faster",
        "feel",       "fill",       "final",    "find",     "fine",     "finish",  "fit",
        "five",       "follow",     "food",     "forc",     "form",     "found",   "four",
        "free",       "friend",     "full",     "fun",      "gave",     "general", "given",
        "goe",        "good",       "great",    "greater",  "group",    "grow",    "guy",
        "half",       "hand",       "handl",    "happen",   "hard",     "harder",  "have",
        "head",       "hear",       "held",     "help",     "high",     "higher",  "hold",
        "home",       "hope",       "hour",     "hous",     "idea",     "imagin",  "immedi",
        "import",     "includ",     "increas",  "indic",    "individu", "insid",   "instanc",
        "instead",    "interest",   "involv",   "issu",     "item",     "keep",    "kept",
        "kind",       "kinda",      "knew",     "known",    "larg",     "larger",  "late",
        "later",      "lead",       "learn",    "leav",     "left",     "length",  "level",
        "lie",        "life",       "line",     "list",     "liter",    "live",    "long",
        "longer",     "look",       "lose",     "lost",     "loud",     "love",    "low",
        "lower",      "main",       "major",    "manag",    "mani",     "manner",  "matter",
        "mayb",       "meant",      "meet",     "mention",  "middl",    "mind",    "minut",
        "mistak",     "moment",     "month",    "morn",     "move",     "multipl", "name",
        "near",       "necessari",  "need",     "new",      "newer",    "nice",    "night",
        "nobodi",     "note",       "noth",     "occur",    "offer",    "old",     "older",
        "open",       "opposit",    "option",   "order",    "ordinari", "origin",  "outsid",
        "overal",     "particular", "pass",     "past",     "pay",      "per",     "perhap",
        "person",     "pick",       "piec",     "place",    "plan",     "play",    "point",
        "possibl",    "prefer",     "present",  "prevent",  "previous", "problem", "produc",
        "proper",     "provid",     "purpos",   "question", "quick",    "quit",    "rather",
        "reach",      "read",       "readi",    "real",     "realli",   "reason",  "receiv",
        "refer",      "relat",      "remain",   "rememb",   "remov",    "repeat",  "replac",
        "repres",     "rest",       "return",   "role",     "rule",     "run",     "said",
        "save",       "second",     "see",      "seen",     "send",     "sent",    "separ",
        "serv",       "set",        "seven",    "sever",    "share",    "short",   "shorter",
        "show",       "shown",      "side",     "similar",  "simpl",    "simpli",  "singl",
        "situat",     "six",        "size",     "slow",     "slower",   "small",   "smaller",
        "solut",      "solv",       "somebodi", "someon",   "someth",   "soon",    "special",
        "specif",     "specifi",    "spend",    "stand",    "start",    "state",   "stay",
        "step",       "stop",       "strong",   "subject",  "suggest",  "summer",  "support",
        "suppos",     "sure",       "system",   "take",     "taken",    "talk",    "task",
        "ten",        "term",       "third",    "thought",  "three",    "time",    "today",
        "told",       "took",       "total",    "true",     "turn",     "twice",   "typic",
        "understand", "unit",       "upon",     "usual",    "various",  "wait",    "walk",
        "watch",      "week",       "went",     "whatev",   "wide",     "win",     "wish",
        "word",       "work",       "world",    "written",  "wrong",    "year",    "young",
};

// Stems of everybody's talk about work and computers.
static const char *const OF_THE_TRADE[] = {
        "access",  "applic",   "busi",      "class",  "code",    "compani", "comput",  "control",
        "custom",  "data",     "defin",     "design", "develop", "element", "error",   "execut",
        "file",    "function", "implement", "inform", "input",   "key",     "languag", "machin",
        "market",  "memori",   "messag",    "method", "model",   "money",   "node",    "number",
        "object",  "oper",     "output",    "page",   "perform", "price",   "process", "product",
        "program", "project",  "qualiti",   "report", "request", "requir",  "resourc", "result",
        "sale",    "section",  "server",    "servic", "softwar", "space",   "speed",   "statement",
        "store",   "structur", "team",      "test",   "type",    "use",     "user",    "valu",
        "variabl", "version",
};

static const char *const TELLING[] = {
        "after", "all",   "always", "back", "before",   "between", "both",  "each",  "every", "few",
        "first", "last",  "least",  "less", "many",     "more",    "most",  "never", "once",  "one",
        "only",  "other", "over",   "same", "together", "two",     "under", "until"};

// Common words that say something of a subject all the same.
static const char *const OF_SUBSTANCE[] = {
        "better", "know",  "mean",  "need", "needed", "needs", "part",   "people", "possible",
        "right",  "tried", "tries", "try",  "trying", "want",  "wanted", "wants",  "whole",
};

// Letters that are words or what is left of them ("isn t"); others are symbols, as in "n steps".
static const char *const NO_SYMBOLS[] = {"a", "d", "e", "i", "m", "o", "s", "t", "u"};

double
word_rarity(const struct word_at *word)
{
        if (word_list_has(TELLING, COUNT_OF(TELLING), word->folded))
                return TELLING_WEIGHT;
        if (word_list_has(OF_SUBSTANCE, COUNT_OF(OF_SUBSTANCE), word->folded))
                return SUBSTANCE_WEIGHT;
        if (word->folded[1] == '\0' && !word->is_figure)
                return word_list_has(NO_SYMBOLS, COUNT_OF(NO_SYMBOLS), word->folded)
                               ? 0
                               : SYMBOL_WEIGHT;
        if (word->is_common)
                return 0;
        if (word_list_has(ORDINARY, COUNT_OF(ORDINARY), word->stem) ||
            word_is_common(word->stem, "en"))
                return ORDINARY_WEIGHT;
        return word_list_has(OF_THE_TRADE, COUNT_OF(OF_THE_TRADE), word->stem) ? TRADE_WEIGHT : 1;
}
