// Fuzz target for recordings: what they are, how they are decoded and brought to one rate.
#include <stdbool.h>

#include "clip_kind.h"
#include "fuzz.h"
#include "sandbox_main.h"

void
__real_clip_kind_prepare(void);
void
__wrap_clip_kind_prepare(void);

// libmagic's tables, which are large, are loaded for the first input alone.
void
__wrap_clip_kind_prepare(void)
{
        static bool is_prepared;
        if (!is_prepared)
                __real_clip_kind_prepare();
        is_prepared = true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        sandbox_run(bytes, length);
        return 0;
}
