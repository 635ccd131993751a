// What one stranger's file costs, from the call to the answer, where a template waits for it. Each
// figure is a median; where a well-known program does the same work, the two take turns.
#include <assert.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "documents.h"
#include "line.h"
#include "sandbox/clip.h"
#include "sandbox/document.h"
#include "sandbox/template.h"

enum {
        TRIES = 21,
        LINES_A_PAGE = 45,
        PARAGRAPHS = 3 * LINES_A_PAGE,
        PATH_BYTES = 64,
        MOST_WORDS = 16,
        LABEL_BYTES = 96,
};

static const char LINE[] = "Led a team of six engineers to move a billing service to PostgreSQL.";

struct figure {
        int64_t us[TRIES];
};

static int
by_size(const void *a, const void *b)
{
        int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
        return (left > right) - (left < right);
}

static double
median_ms(struct figure *figure)
{
        qsort(figure->us, TRIES, sizeof figure->us[0], by_size);
        return (double)figure->us[TRIES / 2] / 1000;
}

static struct sandbox_settings
settings_of(const char *program_dir)
{
        return (struct sandbox_settings){.templates = templates_new(program_dir, false),
                                         .document_wall_ms = 60000,
                                         .clip_wall_ms = 60000};
}

static int64_t
read_document(const struct sandbox_settings *settings, int fd)
{
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        struct err err = {0};
        int64_t started = clock_us();
        if (!document_read(settings, fd, &arena, &document, &err)) {
                fprintf(stderr, "%s [%s]\n", err.message, err.detail);
                exit(1);
        }
        return clock_us() - started;
}

// The text of a PDF alone, without the look at its pixels.
static int64_t
read_text(const struct sandbox_settings *settings, int fd)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_answer_close) struct sandbox_answer answer = {0};
        struct err err = {0};
        int64_t started = clock_us();
        if (!sandbox_run(settings, SANDBOX_PDF, fd, &arena, &answer, &err)) {
                fprintf(stderr, "%s [%s]\n", err.message, err.detail);
                exit(1);
        }
        return clock_us() - started;
}

static int64_t
decode_clip(const struct sandbox_settings *settings, int fd)
{
        OWN(arena_done) struct arena arena = {0};
        struct clip clip = {0};
        struct err err = {0};
        int64_t started = clock_us();
        if (!clip_decode(settings, fd, &arena, &clip, &err)) {
                fprintf(stderr, "%s [%s]\n", err.message, err.detail);
                exit(1);
        }
        return clock_us() - started;
}

// Runs another program whose words are those of `command`, with FILE for the file.
static int64_t
run_other(const char *command, int fd)
{
        char copy[256], path[PATH_BYTES];
        char *words[MOST_WORDS] = {NULL}, *rest = NULL, *environment[] = {NULL};
        size_t count = 0;
        pid_t pid = -1;
        int status = 0;
        snprintf(copy, sizeof copy, "%s", command);
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), fd);
        for (char *word = strtok_r(copy, " ", &rest); word != NULL && count < MOST_WORDS - 1;
             word = strtok_r(NULL, " ", &rest))
                words[count++] = strcmp(word, "FILE") == 0 ? path : word;
        int64_t started = clock_us();
        int problem = posix_spawn(&pid, words[0], NULL, NULL, words, environment);
        if (problem != 0 || waitpid(pid, &status, 0) != pid || status != 0) {
                fprintf(stderr, "%s failed\n", command);
                exit(1);
        }
        return clock_us() - started;
}

static int64_t
spent_us(void)
{
        static const int WHOSE[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
        struct rusage usage = {0};
        int64_t us = 0;
        for (size_t i = 0; i < COUNT_OF(WHOSE); i++) {
                getrusage(WHOSE[i], &usage);
                us += (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
                      usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
        }
        return us;
}

// Processor's time of one more file, in all processes together: of many and of twice as many, so
// that the start of the template drops out.
static void
tell_processor(const char *what, const char *program_dir, int fd,
               int64_t (*ours)(const struct sandbox_settings *, int))
{
        double ms[2];
        for (int round = 0; round < 2; round++) {
                struct sandbox_settings settings = settings_of(program_dir);
                int64_t before = spent_us();
                for (int i = 0; i < (round + 1) * TRIES; i++)
                        ours(&settings, fd);
                templates_free(settings.templates);
                ms[round] = (double)(spent_us() - before) / 1000;
        }
        printf("    %s: %.1f ms of processor\n", what, (ms[1] - ms[0]) / TRIES);
}

// `budget_ms` 0 where there is none; `other` NULL where nobody else does this, `most_of_other` 0
// where it is told only.
static void
measure(const char *what, const char *program_dir, int fd,
        int64_t (*ours)(const struct sandbox_settings *, int), double budget_ms, const char *other,
        double most_of_other)
{
        struct figure our_figure, other_figure;
        struct sandbox_settings settings = settings_of(program_dir);
        assert(fd >= 0);
        ours(&settings, fd);
        for (size_t i = 0; i < TRIES; i++) {
                our_figure.us[i] = ours(&settings, fd);
                other_figure.us[i] = other == NULL ? 0 : run_other(other, fd);
        }
        double our_ms = median_ms(&our_figure), other_ms = median_ms(&other_figure);
        char label[LABEL_BYTES];
        if (budget_ms > 0)
                line_at_most(what, our_ms, budget_ms, "ms");
        templates_free(settings.templates);
        tell_processor(what, program_dir, fd, ours);
        close(fd);
        if (other == NULL)
                return;
        snprintf(label, sizeof label, "%s / %.*s", what, (int)strcspn(other, " "), other);
        if (most_of_other > 0)
                line_at_most_of(label, our_ms, other_ms, most_of_other, "ms");
        else
                printf("    %s: %.1f and %.1f ms, ratio %.2f\n", label, our_ms, other_ms,
                       our_ms / other_ms);
}

static int
pdf(int pages)
{
        const char *lines[LINES_A_PAGE];
        for (size_t i = 0; i < LINES_A_PAGE; i++)
                lines[i] = LINE;
        return fake_pdf(pages, lines, LINES_A_PAGE, 12);
}

static int
docx(void)
{
        struct buf xml = buf_open(1 << 20);
        buf_text(&xml, "<w:document xmlns:w=\"http://schemas.openxmlformats.org/"
                       "wordprocessingml/2006/main\"><w:body>");
        for (size_t i = 0; i < PARAGRAPHS; i++)
                buf_print(&xml,
                          "<w:p w:rsidR=\"00A77B3E\"><w:pPr><w:spacing w:after=\"0\"/></w:pPr>"
                          "<w:r><w:rPr><w:sz w:val=\"22\"/></w:rPr><w:t>%s</w:t></w:r></w:p>",
                          LINE);
        buf_text(&xml, "</w:body></w:document>");
        const struct fake_part parts[] = {
                {"word/document.xml", buf_string(&xml)},
                {"docProps/app.xml", "<Properties><Pages>3</Pages></Properties>"}};
        int fd = fake_archive(parts, COUNT_OF(parts), NULL);
        buf_close(&xml);
        return fd;
}

// Arguments: the programs' directory, and recordings of 60 s as WebM and MP4, and of 5 s as WAV.
int
main(int count, char **arguments)
{
        static const char PDFTOTEXT[] = "/usr/bin/pdftotext -q FILE /dev/null";
        static const char FFMPEG[] = "/usr/bin/ffmpeg -v quiet -nostdin -i FILE -ar 16000 -ac 1 "
                                     "-f s16le -y /dev/null";
        assert(count == 5);
        const char *dir = arguments[1];
        measure("resume of 3 pages, DOCX", dir, docx(), read_document, 8, NULL, 0);
        measure("PDF of 1 page", dir, pdf(1), read_text, 0, PDFTOTEXT, 0);
        measure("resume of 3 pages, PDF", dir, pdf(3), read_text, 16, PDFTOTEXT, 1.3);
        measure("PDF of 20 pages", dir, pdf(20), read_text, 0, PDFTOTEXT, 0);
        measure("PDF of 3 pages, looked at", dir, pdf(3), read_document, 0, PDFTOTEXT, 0);
        measure("WebM/Opus of 60 s", dir, open(arguments[2], O_RDONLY), decode_clip, 0, FFMPEG, 0);
        measure("MP4/AAC of 60 s", dir, open(arguments[3], O_RDONLY), decode_clip, 0, FFMPEG, 0);
        measure("WAV of 5 s", dir, open(arguments[4], O_RDONLY), decode_clip, 0, FFMPEG, 0);
        return 0;
}
