#include "base/load.h"

#include <stdatomic.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/shared.h"

enum { PIECE_MS = 10 * 1000, PIECES = LOAD_SECONDS_MOST * 1000 / PIECE_MS + 1 };

struct piece {
        _Atomic int64_t number; // of the ten seconds since the machine's start
        _Atomic int64_t counts[LOAD_COUNT];
        _Atomic int64_t us[LOAD_COUNT];
};

static struct piece *
pieces(void)
{
        return shared_area(SHARED_LOAD, PIECES * sizeof(struct piece));
}

static struct piece *
piece_now(void)
{
        int64_t number = clock_ms() / PIECE_MS + 1;
        struct piece *piece = &pieces()[number % PIECES];
        int64_t found = atomic_load(&piece->number);
        // Whoever comes first empties it. What another one adds at this very moment may be lost:
        // one of hundreds.
        if (found != number && atomic_compare_exchange_strong(&piece->number, &found, number)) {
                for (int i = 0; i < LOAD_COUNT; i++) {
                        atomic_store(&piece->counts[i], 0);
                        atomic_store(&piece->us[i], 0);
                }
        }
        return piece;
}

void
load_add(enum load load, int64_t us)
{
        struct piece *piece = piece_now();
        atomic_fetch_add_explicit(&piece->counts[load], 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&piece->us[load], us, memory_order_relaxed);
}

struct load_sum
load_of(enum load load, int seconds)
{
        struct load_sum sum = {0};
        int64_t newest = clock_ms() / PIECE_MS + 1;
        int64_t oldest = newest - (int64_t)seconds * 1000 / PIECE_MS;
        for (int i = 0; i < PIECES; i++) {
                struct piece *piece = &pieces()[i];
                int64_t number = atomic_load(&piece->number);
                if (number <= oldest || number > newest)
                        continue;
                sum.count += atomic_load(&piece->counts[load]);
                sum.us += atomic_load(&piece->us[load]);
        }
        return sum;
}
