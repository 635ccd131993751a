// Fuzz target for documents that are text themselves: RTF, Markdown and plain text of any encoding,
// read as the sandbox program reads them.
#include "fuzz.h"
#include "sandbox_main.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        sandbox_run(bytes, length);
        return 0;
}
