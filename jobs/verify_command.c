#include "verify_command.h"

#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "file.h"
#include "report/report_verify.h"

// Fifty answers of thirteen fast minutes, each word with its times, are a quarter of it.
static const size_t FILE_LIMIT = 32 * 1024 * 1024;

static void
print_findings(const struct report_findings *findings, FILE *out)
{
        if (findings->other_version != NULL)
                fprintf(out,
                        "Made by another version of Earshot (%s): rules may differ from today's.\n",
                        findings->other_version);
        for (int i = 0; i < CHECK_COUNT; i++) {
                const struct report_finding *finding = &findings->of[i];
                if (finding->deviating == 0)
                        fprintf(out, "%-32s %5zu checked, all agree\n", REPORT_CHECK_NAMES[i],
                                finding->checked);
                else
                        fprintf(out, "%-32s %5zu checked, %zu deviation%s\n", REPORT_CHECK_NAMES[i],
                                finding->checked, finding->deviating,
                                finding->deviating == 1 ? "" : "s");
                for (size_t k = 0; k < finding->deviating && k < DEVIATIONS_TOLD_MOST; k++)
                        fprintf(out, "  %s\n", finding->told[k]);
                if (finding->deviating > DEVIATIONS_TOLD_MOST)
                        fprintf(out, "  and %zu more\n", finding->deviating - DEVIATIONS_TOLD_MOST);
        }
        fputs(findings->deviating == 0 ? "The report agrees with itself.\n"
                                       : "The report does not agree with itself.\n",
              out);
}

bool
verify_run(const char *path, FILE *out, bool *agrees_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf file = buf_open(FILE_LIMIT);
        OWN(json_document_close) struct json_document document = {0};
        struct report_findings findings = {0};
        if (!file_read(path, &file, err) ||
            !json_parse(buf_string(&file), file.length, &document, err) ||
            !report_verify(document.root, &arena, &findings, err))
                return false;
        print_findings(&findings, out);
        *agrees_out = findings.deviating == 0;
        return true;
}

bool
verify_agrees(const char *text)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(json_document_close) struct json_document document = {0};
        struct report_findings findings = {0};
        struct err why;
        if (!json_parse(text, strlen(text), &document, &why) ||
            !report_verify(document.root, &arena, &findings, &why))
                return false;
        if (findings.other_version == NULL)
                return findings.deviating == 0;
        return findings.of[CHECK_TRANSCRIPT_DIGESTS].deviating == 0 &&
               findings.of[CHECK_RUBRIC_DIGEST].deviating == 0 &&
               findings.of[CHECK_EVIDENCE_DIGEST].deviating == 0;
}
