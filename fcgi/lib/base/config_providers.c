// The settings of chains and providers.
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/config_values.h"
#include "base/text.h"

const char *const PROVIDER_NAMES[PROVIDER_COUNT] = {
        [PROVIDER_BUILTIN] = "builtin",
        [PROVIDER_OPENAI] = "openai",
        [PROVIDER_ANTHROPIC] = "anthropic",
        [PROVIDER_WHISPERCPP] = "whispercpp",
        [PROVIDER_ELEVENLABS] = "elevenlabs",
        [PROVIDER_BROWSER] = "browser",
        [PROVIDER_NONE] = "none",
};

// Who may stand in which chain, as bits of enum provider.
static const unsigned STT_PROVIDERS = 1u << PROVIDER_OPENAI | 1u << PROVIDER_WHISPERCPP |
                                      1u << PROVIDER_BROWSER | 1u << PROVIDER_BUILTIN;
static const unsigned LLM_PROVIDERS =
        1u << PROVIDER_OPENAI | 1u << PROVIDER_ANTHROPIC | 1u << PROVIDER_BUILTIN;
static const unsigned TTS_PROVIDERS = 1u << PROVIDER_OPENAI | 1u << PROVIDER_ELEVENLABS |
                                      1u << PROVIDER_BUILTIN | 1u << PROVIDER_BROWSER |
                                      1u << PROVIDER_NONE;
static const unsigned EMBEDDINGS_PROVIDERS = 1u << PROVIDER_OPENAI | 1u << PROVIDER_NONE;

// "openai,builtin" and the like; which names are allowed is a bit mask over enum provider.
static bool
chain_of(const struct values *values, enum setting setting, unsigned allowed, struct arena *arena,
         struct chain *chain_out, struct err *err)
{
        struct chain chain = {.count = 0};
        const char *name = SETTINGS[setting].name;
        char *rest = arena_text(arena, values->text[setting]);
        unsigned seen = 0;
        for (char *piece = NULL; (piece = strsep(&rest, ", ")) != NULL;) {
                int found = -1;
                if (piece[0] == '\0')
                        continue;
                for (int i = 0; i < PROVIDER_COUNT; i++) {
                        if ((allowed & 1u << i) != 0 && strcmp(piece, PROVIDER_NAMES[i]) == 0)
                                found = i;
                }
                if (found < 0)
                        return FAIL_FIELD(err, name, "\"%.40s\" is not a provider for %s.", piece,
                                          name);
                if ((seen & 1u << found) != 0)
                        return FAIL_FIELD(err, name, "%s names \"%.40s\" twice.", name, piece);
                seen |= 1u << found;
                chain.items[chain.count++] = (enum provider)found;
        }
        if (chain.count == 0)
                return FAIL_FIELD(err, name, "%s names no provider.", name);
        *chain_out = chain;
        return true;
}

// The settings of one provider of one function. `needs` is what has no default and must be given
// where the chain names it.
struct place {
        size_t settings; // offset in struct config
        size_t chain;
        enum provider provider;
        enum setting function;
        enum setting url;
        enum setting key;
        enum setting model;
        int voice; // -1: has none
        int needs; // -1: nothing
        enum setting price_in;
        int price_out; // -1: has none
};

static const struct place PLACES[] = {
        {offsetof(struct config, stt_openai), offsetof(struct config, stt), PROVIDER_OPENAI,
         SET_STT, SET_STT_OPENAI_URL, SET_STT_OPENAI_KEY, SET_STT_OPENAI_MODEL, -1, -1,
         SET_STT_OPENAI_PRICE, -1},
        {offsetof(struct config, stt_whispercpp), offsetof(struct config, stt), PROVIDER_WHISPERCPP,
         SET_STT, SET_STT_WHISPERCPP_URL, SET_STT_WHISPERCPP_KEY, SET_STT_WHISPERCPP_MODEL, -1,
         SET_STT_WHISPERCPP_URL, SET_STT_WHISPERCPP_PRICE, -1},
        {offsetof(struct config, llm_openai), offsetof(struct config, llm), PROVIDER_OPENAI,
         SET_LLM, SET_LLM_OPENAI_URL, SET_LLM_OPENAI_KEY, SET_LLM_OPENAI_MODEL, -1, -1,
         SET_LLM_OPENAI_PRICE_IN, SET_LLM_OPENAI_PRICE_OUT},
        {offsetof(struct config, llm_anthropic), offsetof(struct config, llm), PROVIDER_ANTHROPIC,
         SET_LLM, SET_LLM_ANTHROPIC_URL, SET_LLM_ANTHROPIC_KEY, SET_LLM_ANTHROPIC_MODEL, -1,
         SET_LLM_ANTHROPIC_KEY, SET_LLM_ANTHROPIC_PRICE_IN, SET_LLM_ANTHROPIC_PRICE_OUT},
        {offsetof(struct config, tts_openai), offsetof(struct config, tts), PROVIDER_OPENAI,
         SET_TTS, SET_TTS_OPENAI_URL, SET_TTS_OPENAI_KEY, SET_TTS_OPENAI_MODEL,
         SET_TTS_OPENAI_VOICE, -1, SET_TTS_OPENAI_PRICE, -1},
        {offsetof(struct config, tts_elevenlabs), offsetof(struct config, tts), PROVIDER_ELEVENLABS,
         SET_TTS, SET_TTS_ELEVENLABS_URL, SET_TTS_ELEVENLABS_KEY, SET_TTS_ELEVENLABS_MODEL,
         SET_TTS_ELEVENLABS_VOICE, SET_TTS_ELEVENLABS_KEY, SET_TTS_ELEVENLABS_PRICE, -1},
        {offsetof(struct config, embeddings_openai), offsetof(struct config, embeddings),
         PROVIDER_OPENAI, SET_EMBEDDINGS, SET_EMBEDDINGS_OPENAI_URL, SET_EMBEDDINGS_OPENAI_KEY,
         SET_EMBEDDINGS_OPENAI_MODEL, -1, -1, SET_EMBEDDINGS_OPENAI_PRICE, -1},
};

static bool
chain_names(const struct chain *chain, enum provider provider)
{
        for (int i = 0; i < chain->count; i++) {
                if (chain->items[i] == provider)
                        return true;
        }
        return false;
}

// -1 where none is set.
static bool
price_of(const struct values *values, int setting, double *price_out, struct err *err)
{
        const char *text = setting < 0 ? "" : values->text[setting];
        char *end = NULL;
        *price_out = -1;
        if (text[0] == '\0')
                return true;
        double price = strtod(text, &end);
        if (strspn(text, "0123456789.") != strlen(text) || *end != '\0' || price > 1e6)
                return FAIL_FIELD(err, SETTINGS[setting].name,
                                  "%s must be a price such as 0.15, a million at most.",
                                  SETTINGS[setting].name);
        *price_out = price;
        return true;
}

static bool
currency_of(const struct values *values, struct config *config, struct err *err)
{
        const char *text = values->text[SET_PRICE_CURRENCY];
        if (strlen(text) != 3 || strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
                return FAIL_FIELD(err, "PRICE_CURRENCY",
                                  "PRICE_CURRENCY must be three letters such as USD.");
        config->price_currency = text;
        return true;
}

static bool
budget_of(const struct values *values, enum setting setting, int64_t *limit_out, struct err *err)
{
        static const int64_t MOST = 1000000000000;
        if (!text_to_int(values->text[setting], 0, MOST, limit_out))
                return FAIL_FIELD(err, SETTINGS[setting].name,
                                  "%s must be a whole number, 0 for no limit.",
                                  SETTINGS[setting].name);
        return true;
}

// The chains stand already.
static bool
places_of(const struct values *values, struct arena *arena, struct config *config, struct err *err)
{
        for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
                const struct place *place = &PLACES[i];
                struct provider_settings *settings = (void *)((char *)config + place->settings);
                const struct chain *chain = (const void *)((const char *)config + place->chain);
                if (place->needs >= 0 && chain_names(chain, place->provider) &&
                    values->text[place->needs][0] == '\0')
                        return FAIL_FIELD(
                                err, SETTINGS[place->needs].name,
                                "%s must be given where %s names %s.", SETTINGS[place->needs].name,
                                SETTINGS[place->function].name, PROVIDER_NAMES[place->provider]);
                if (values->text[place->url][0] == '\0')
                        settings->url = "";
                else if (!values_url(values, place->url, arena, &settings->url, err))
                        return false;
                settings->key = values->text[place->key];
                settings->model = values->text[place->model];
                settings->voice = place->voice < 0 ? "" : values->text[place->voice];
                if (!price_of(values, (int)place->price_in, &settings->price_in, err) ||
                    !price_of(values, place->price_out, &settings->price_out, err))
                        return false;
        }
        return true;
}

bool
values_providers(const struct values *values, struct arena *arena, struct config *config,
                 struct err *err)
{
        if (!chain_of(values, SET_STT, STT_PROVIDERS, arena, &config->stt, err) ||
            !chain_of(values, SET_LLM, LLM_PROVIDERS, arena, &config->llm, err) ||
            !chain_of(values, SET_TTS, TTS_PROVIDERS, arena, &config->tts, err) ||
            !chain_of(values, SET_EMBEDDINGS, EMBEDDINGS_PROVIDERS, arena, &config->embeddings,
                      err))
                return false;
        if (config->embeddings.count > 1)
                return FAIL_FIELD(err, "EMBEDDINGS", "EMBEDDINGS names one provider, or none.");
        return budget_of(values, SET_BUDGET_INTERVIEW_CALLS, &config->budget_interview_calls,
                         err) &&
               budget_of(values, SET_BUDGET_INTERVIEW_TOKENS, &config->budget_interview_tokens,
                         err) &&
               budget_of(values, SET_BUDGET_MONTH_CALLS, &config->budget_month_calls, err) &&
               budget_of(values, SET_BUDGET_MONTH_TOKENS, &config->budget_month_tokens, err) &&
               currency_of(values, config, err) && places_of(values, arena, config, err);
}
