#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_write.h"

static const size_t LINE_LIMIT = 4000;

static const char *const LEVEL_NAMES[] = {"error", "warn", "info", "debug"};

static enum log_level most_level = LOG_INFO;
static int file = -1;
static bool journal;

void
say_open(enum log_level level, int log_file, bool is_journal)
{
        most_level = level;
        file = log_file;
        journal = is_journal;
}

static void
write_line(enum log_level level, const char *sentence, int to)
{
        OWN(buf_close) struct buf line = buf_open(LINE_LIMIT);
        struct json_writer json = json_writer_on(&line);
        json_open_object(&json);
        json_put_text(&json, "at", clock_rfc3339(clock_wall_ms()).text);
        json_put_text(&json, "level", LEVEL_NAMES[level]);
        json_put_text(&json, "program", "earshot");
        json_put_int(&json, "pid", getpid());
        json_put_text(&json, "message", sentence);
        json_close_object(&json);
        buf_char(&line, '\n');
        ssize_t written = write(to, buf_string(&line), line.length);
        (void)written; // There is nowhere left to say that the log cannot be written.
}

void
say(enum log_level level, const char *format, ...)
{
        char sentence[1024];
        va_list args;
        va_start(args, format);
        vsnprintf(sentence, sizeof sentence, format, args);
        va_end(args);
        if (level > most_level)
                return;
        if (journal) {
                write_line(level, sentence, STDERR_FILENO);
                return;
        }
        fprintf(stderr, "earshot: %s\n", sentence);
        if (file >= 0)
                write_line(level, sentence, file);
}
