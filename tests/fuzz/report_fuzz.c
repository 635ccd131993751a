// Fuzz target for earshot-jobs verify: any file at all is read as a report and recomputed.
#include <assert.h>

#include "base/json_read.h"
#include "fuzz.h"
#include "report/report_verify.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        struct json_document document = {0};
        struct report_findings findings = {0};
        struct arena arena = {0};
        struct err err = {0};
        size_t deviating = 0;
        if (json_parse((const char *)bytes, length, &document, &err)) {
                if (report_verify(document.root, &arena, &findings, &err)) {
                        for (int i = 0; i < CHECK_COUNT; i++)
                                deviating += findings.of[i].deviating;
                        assert(deviating == findings.deviating);
                } else {
                        assert(err.kind == ERR_INPUT && err.message[0] != '\0');
                }
        }
        json_document_close(&document);
        arena_done(&arena);
        return 0;
}
