// How long reports take: JSON and PDF of a made-up interview, warmed up, in time of the processor.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "line.h"
#include "made_up.h"
#include "report/pdf_report.h"
#include "report/report.h"

enum { ROUNDS = 41, FEW = 1000, MANY = 10000, BYTES_MOST = 64 * 1024 * 1024 };

static int
by_size(const void *a, const void *b)
{
        int64_t left = *(const int64_t *)a;
        int64_t right = *(const int64_t *)b;
        return (left > right) - (left < right);
}

static void
make(const struct report_matter *matter, struct buf *body, struct buf *pdf)
{
        OWN(arena_done) struct arena arena = {0};
        struct err err;
        struct json_writer json = json_writer_on(body);
        struct report report = report_of(matter, uuid_new(), "2026-11-20T09:20:35.000Z", &arena);
        report_write(&json, &report);
        if (!pdf_report(&report, &arena, pdf, &err)) {
                fprintf(stderr, "%s (%s)\n", err.message, err.detail);
                exit(1);
        }
}

// Of the processor: what else the machine does is no part of it, and nothing here waits.
static int64_t
processor_us(void)
{
        struct timespec now;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t
make_many(const struct report_matter *matter, int how_many, struct buf *body, struct buf *pdf)
{
        int64_t began = processor_us();
        for (int i = 0; i < how_many; i++) {
                buf_clear(body);
                buf_clear(pdf);
                make(matter, body, pdf);
        }
        return processor_us() - began;
}

// Arguments: how many turns, and where the last PDF is written, if anywhere.
int
main(int count, char **arguments)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf body = buf_open(BYTES_MOST);
        OWN(buf_close) struct buf pdf = buf_open(BYTES_MOST);
        int turns = count > 1 ? atoi(arguments[1]) : 12;
        const char *name = count > 3 ? arguments[3] : NULL;
        struct report_matter matter =
                made_up_matter((struct made_up){.turn_count = turns, .candidate = name}, &arena);
        int64_t took[ROUNDS];
        int64_t first = make_many(&matter, 1, &body, &pdf);
        for (int i = 0; i < ROUNDS; i++)
                took[i] = make_many(&matter, 1, &body, &pdf);
        qsort(took, ROUNDS, sizeof took[0], by_size);
        line_at_most("report as JSON and PDF, 12 turns, no language model",
                     (double)took[ROUNDS / 2] / 1000, 15, "ms");
        // In turns: a machine that becomes slower meanwhile is so for both.
        int64_t few[3];
        int64_t many = 0;
        few[0] = make_many(&matter, FEW, &body, &pdf);
        many += make_many(&matter, MANY / 2, &body, &pdf);
        few[1] = make_many(&matter, FEW, &body, &pdf);
        many += make_many(&matter, MANY / 2, &body, &pdf);
        few[2] = make_many(&matter, FEW, &body, &pdf);
        qsort(few, 3, sizeof few[0], by_size);
        line_at_least("reports in a batch, one processor", MANY / ((double)many / 1e6), 60, "/s");
        line_at_most("time of 10,000 reports / of 1,000", (double)many / (double)few[1], 10.5, "x");
        printf("    quickest %.1f ms, first %.1f ms, JSON %zu bytes, PDF %zu bytes\n",
               (double)took[0] / 1000, (double)first / 1000, body.length, pdf.length);
        if (count > 2) {
                FILE *file = fopen(arguments[2], "wb");
                bool is_written =
                        file != NULL && fwrite(pdf.bytes, 1, pdf.length, file) == pdf.length;
                if (file == NULL || fclose(file) != 0 || !is_written)
                        return 1;
        }
        return 0;
}
