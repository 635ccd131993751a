#include "progress.h"

#include <sys/ioctl.h>

#include "base/clock.h"
#include "db/db.h"
#include "db/job.h"

static const int64_t SHOW_MS = 1000;
// Back to the start of the line, and the rest of it empty (ECMA-48).
static const char ANEW[] = "\r\x1b[K";

void
progress_count(struct progress *progress, enum run_outcome outcome)
{
        if (progress == NULL)
                return;
        if (outcome == RUN_DONE || outcome == RUN_ELSEWHERE)
                progress->done++;
        else
                progress->failed++;
}

enum { LONGEST = 240 };

// What is wider than the terminal would go on in a second line, which stays. Where the width is not
// known it is all shown.
static int
room_of(FILE *out)
{
        struct winsize size = {0};
        return ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1
                                                                             : LONGEST;
}

static void
write_line(struct progress *progress, struct db_pool *pool)
{
        OWN(db_give) struct db *db = NULL;
        struct job_counts counts = {0};
        struct err err = {0};
        char line[LONGEST];
        char batches[LONGEST / 2] = "";
        double seconds = (double)(clock_ms() - progress->began_ms) / 1000;
        if (!db_take(pool, &db, &err) || !job_count(db, &counts, &err))
                return;
        if (counts.batch_total > 0)
                snprintf(batches, sizeof batches, " | batches: %d of %d reports", counts.batch_done,
                         counts.batch_total);
        snprintf(line, sizeof line, "%d done, %d failed, %.1f a second | %d ready, %d later%s",
                 progress->done, progress->failed,
                 seconds > 0 ? (progress->done + progress->failed) / seconds : 0.0, counts.ready,
                 counts.later, batches);
        // A line of the log that comes next is written over it.
        fprintf(progress->out, "%s%.*s\r", ANEW, room_of(progress->out), line);
        fflush(progress->out);
}

void
progress_show(struct progress *progress, struct db_pool *pool)
{
        if (progress == NULL)
                return;
        if (progress->began_ms == 0)
                progress->began_ms = clock_ms();
        if (progress->shown_ms != 0 && clock_ms() - progress->shown_ms < SHOW_MS)
                return;
        progress->shown_ms = clock_ms();
        write_line(progress, pool);
}

void
progress_end(struct progress *progress, struct db_pool *pool)
{
        if (progress == NULL || progress->began_ms == 0)
                return;
        write_line(progress, pool);
        fputc('\n', progress->out);
}
