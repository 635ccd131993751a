#include "turn/model_evaluator.h"

#include <string.h>

#include "base/crypto.h"

enum { TRIES = 2 };

// What is said behind the prompt where the first answer could not be read.
static const char AGAIN[] = "\n\nThe last answer was not the JSON that was asked for. Answer with "
                            "the JSON object alone, without other words.";

bool
model_evaluate(struct providers *providers, const struct prompt_version *version,
               const struct evaluation_input *input, struct arena *arena,
               struct model_reading *reading_out, struct err *err)
{
        struct token delimiter = token_new();
        struct prompt prompt = evaluation_prompt(input, version, delimiter.text, arena);
        struct llm_request request = {
                .system = prompt.system,
                .user = prompt.user,
                .temperature = version->temperature,
                .max_tokens = version->max_tokens,
                .models = version->models,
                .wants_json = true,
                .schema = EVALUATION_SCHEMA,
                .purpose = USAGE_EVALUATION,
        };
        for (int i = 0; i < TRIES; i++) {
                struct llm_reply reply = {.text = NULL};
                // The second time the next of the chain may do better.
                request.takes_text = i == 0;
                struct claim *claims = NULL;
                size_t count = 0;
                if (!llm_chat(providers, &request, arena, &reply, err))
                        return false;
                if (!evaluation_claims_from_json(reply.text, strlen(reply.text), arena, &claims,
                                                 &count, err)) {
                        request.user = arena_print(arena, "%s%s", prompt.user, AGAIN);
                        continue;
                }
                struct evaluator evaluator = {
                        .provider = reply.provider,
                        .model = reply.model,
                        .prompt_version = prompt_version_id(version, arena),
                };
                *reading_out = (struct model_reading){
                        .evaluation = evaluate_claims(input, claims, count, evaluator, arena),
                        .claims = claims,
                        .claim_count = count,
                        .is_repaired = i > 0,
                };
                return true;
        }
        return false;
}
