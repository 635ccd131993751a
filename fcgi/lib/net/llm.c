// The chain of language models. Both calls are one: llm_chat is a stream that nobody hears.
#include "net/llm_exchange.h"

enum {
        // Some thousand words.
        TEXT_BYTES = 512 * 1024,
};

bool
llm_is_configured(const struct config *config)
{
        for (int i = 0; i < config->llm.count; i++) {
                if (config->llm.items[i] != PROVIDER_BUILTIN)
                        return true;
        }
        return false;
}

static bool
ask(struct providers *providers, enum provider provider, int64_t deadline_ms, void *context,
    struct err *err)
{
        struct llm_exchange *exchange = context;
        struct endpoint endpoint = endpoint_of(providers->config, FUNCTION_LLM, provider);
        const struct llm_request *request = exchange->request;
        if (request->models != NULL && request->models[provider] != NULL)
                endpoint.model = request->models[provider];
        exchange->endpoint = &endpoint;
        return provider == PROVIDER_ANTHROPIC
                       ? llm_anthropic_ask(providers, exchange, deadline_ms, err)
                       : llm_openai_ask(providers, exchange, deadline_ms, err);
}

static bool
may_go_on(void *context)
{
        return llm_exchange_may_restart(context);
}

static int
total_ms_of(const struct config *config, const struct llm_request *request)
{
        int times = request->purpose == USAGE_EVALUATION ? LLM_EVALUATION_TIMES : 1;
        return request->total_ms > 0 ? request->total_ms : config->llm_seconds * 1000 * times;
}

bool
llm_stream(struct providers *providers, const struct llm_request *request,
           const struct llm_listener *listener, struct arena *arena, struct llm_reply *reply_out,
           struct err *err)
{
        struct llm_exchange exchange = {
                .request = request,
                .listener = listener,
                .providers = providers,
                .arena = arena,
                .text = buf_open(TEXT_BYTES),
        };
        struct chain chain = {.count = 0};
        for (int i = 0; i < providers->config->llm.count; i++) {
                if (providers->config->llm.items[i] != PROVIDER_BUILTIN)
                        chain.items[chain.count++] = providers->config->llm.items[i];
        }
        struct chain_call call = {
                .function = FUNCTION_LLM,
                .purpose = request->purpose,
                .chain = &chain,
                .total_ms = total_ms_of(providers->config, request),
                .refusal = "No language model is available now.",
                .ask = ask,
                .may_go_on = may_go_on,
                .context = &exchange,
        };
        bool is_told = chain_ask(providers, &call, err);
        buf_close(&exchange.text);
        if (is_told)
                *reply_out = exchange.reply;
        return is_told;
}

bool
llm_chat(struct providers *providers, const struct llm_request *request, struct arena *arena,
         struct llm_reply *reply_out, struct err *err)
{
        return llm_stream(providers, request, NULL, arena, reply_out, err);
}
