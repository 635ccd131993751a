#include "net/used.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "net/provider_chain.h"

// Adding is a matter of nanoseconds, so that one lock does for all.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

enum { BYTES_PER_TOKEN = 4, MS_PER_MINUTE = 60 * 1000, MICRO = 1000 * 1000 };

int64_t
used_tokens_of(const char *text)
{
        return text == NULL ? 0 : (int64_t)((strlen(text) + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
}

static double
priced(double price, int64_t amount)
{
        return price < 0 ? 0 : price * (double)amount;
}

// A price of a million of something is that of one in millionths.
static void
add_cost(const struct endpoint *endpoint, struct usage *what)
{
        if (endpoint->price_in < 0 && endpoint->price_out < 0)
                return;
        double cost = priced(endpoint->price_in, what->tokens_in + what->characters) +
                      priced(endpoint->price_out, what->tokens_out) +
                      priced(endpoint->price_in, what->audio_ms) * MICRO / MS_PER_MINUTE;
        what->has_cost = cost > 0;
        what->cost = (int64_t)llround(cost);
}

static struct usage *
find(struct used *used, const struct usage *what)
{
        for (size_t i = 0; i < used->count; i++) {
                struct usage *item = &used->items[i];
                if (item->purpose == what->purpose && strcmp(item->provider, what->provider) == 0 &&
                    strcmp(item->model, what->model) == 0)
                        return item;
        }
        if (used->count == USED_MOST)
                return NULL;
        used->items[used->count] = (struct usage){
                .purpose = what->purpose,
                .provider = what->provider,
                .model = what->model,
                .currency = what->currency,
        };
        return &used->items[used->count++];
}

void
used_add(struct providers *providers, const struct endpoint *endpoint, struct usage what)
{
        if (providers->used == NULL || !provider_is_remote(endpoint->id))
                return;
        what.purpose = providers->purpose;
        what.provider = endpoint->provider;
        what.model = endpoint->model;
        what.currency = providers->config->price_currency;
        add_cost(endpoint, &what);
        pthread_mutex_lock(&lock);
        struct usage *item = find(providers->used, &what);
        if (item != NULL) {
                item->calls += what.calls;
                item->failed += what.failed;
                item->left_out += what.left_out;
                item->tokens_in += what.tokens_in;
                item->tokens_out += what.tokens_out;
                item->is_estimated |= what.is_estimated;
                item->audio_ms += what.audio_ms;
                item->characters += what.characters;
                item->cost += what.cost;
                item->has_cost |= what.has_cost;
        }
        pthread_mutex_unlock(&lock);
}
