#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/trace.h"

// A line is written with one write(2): lines of several processes on one pipe do not mix as long
// as they are at most PIPE_BUF.
enum { LINE_LIMIT = 4000 };

static const char *const LEVEL_NAMES[] = {"error", "warn", "info", "debug"};

static const char *program_name = "earshot";
static enum log_level most_level = LOG_INFO;
static _Thread_local char subject_name[24];
static _Thread_local char subject_id[64];

void
log_open(const char *program, enum log_level level)
{
        program_name = program;
        most_level = level;
}

void
log_subject(const char *name, const char *id)
{
        snprintf(subject_name, sizeof subject_name, "%s", name == NULL ? "" : name);
        snprintf(subject_id, sizeof subject_id, "%s", id == NULL ? "" : id);
}

const char *
log_subject_id(void)
{
        return subject_id;
}

// What the thread works for, unless that is its subject.
static void
put_trace(struct json_writer *json)
{
        const struct trace *trace = trace_of_thread();
        if (trace->request_id[0] != '\0' && strcmp(subject_name, "request_id") != 0)
                json_put_text(json, "request_id", trace->request_id);
        if (trace->trace_id[0] != '\0')
                json_put_text(json, "trace_id", trace->trace_id);
}

void
log_line(enum log_level level, const char *message, const struct log_field *fields, int count)
{
        if (level > most_level)
                return;
        char room[LINE_LIMIT + 1];
        struct buf line = buf_on(room, sizeof room);
        struct json_writer json = json_writer_on(&line);
        json_open_object(&json);
        json_put_text(&json, "at", clock_rfc3339(clock_wall_ms()).text);
        json_put_text(&json, "level", LEVEL_NAMES[level]);
        json_put_text(&json, "program", program_name);
        json_put_int(&json, "pid", getpid());
        if (subject_name[0] != '\0')
                json_put_text(&json, subject_name, subject_id);
        put_trace(&json);
        json_put_text(&json, "message", message);
        for (int i = 0; i < count; i++) {
                if (fields[i].text != NULL)
                        json_put_text(&json, fields[i].name, fields[i].text);
                else
                        json_put_int(&json, fields[i].name, fields[i].number);
        }
        json_close_object(&json);
        buf_char(&line, '\n');
        const char *bytes = buf_string(&line);
        size_t length = line.length;
        if (line.is_over) {
                bytes = "{\"level\":\"error\",\"message\":\"a log line was too long\"}\n";
                length = strlen(bytes);
        }
        ssize_t written = write(STDERR_FILENO, bytes, length);
        (void)written; // There is nowhere left to say that the log cannot be written.
}

void
log_err(enum log_level level, const char *message, const struct err *err)
{
        LOG_LINE(level, message, LOG_TEXT("error", err_kind_name(err->kind)),
                 LOG_TEXT("sentence", err->message), LOG_TEXT("detail", err->detail),
                 LOG_TEXT("file", err->file == NULL ? "" : err->file),
                 LOG_NUMBER("line", err->line));
}
