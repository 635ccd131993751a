// Prints how long a report takes: JSON and PDF of a made-up interview of so many turns, warmed up,
// the median of many. With a second argument the last PDF is written there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "made_up.h"
#include "report/pdf_report.h"
#include "report/report.h"

enum { ROUNDS = 41, BYTES_MOST = 64 * 1024 * 1024 };

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
        int64_t first = 0;
        for (int i = -1; i < ROUNDS; i++) {
                buf_clear(&body);
                buf_clear(&pdf);
                int64_t began = clock_us();
                make(&matter, &body, &pdf);
                if (i < 0)
                        first = clock_us() - began;
                else
                        took[i] = clock_us() - began;
        }
        qsort(took, ROUNDS, sizeof took[0], by_size);
        // On a machine that does other things besides, the quickest one says more.
        printf("report of %d turns: median %.1f ms, quickest %.1f ms, first %.1f ms, "
               "JSON %zu bytes, PDF %zu bytes\n",
               turns, (double)took[ROUNDS / 2] / 1000, (double)took[0] / 1000, (double)first / 1000,
               body.length, pdf.length);
        if (count > 2) {
                FILE *file = fopen(arguments[2], "wb");
                bool is_written =
                        file != NULL && fwrite(pdf.bytes, 1, pdf.length, file) == pdf.length;
                if (file == NULL || fclose(file) != 0 || !is_written)
                        return 1;
        }
        return 0;
}
