// Reads documents as the service does and prints one JSON line for each: what tests/bench/documents
// compares with what other readers find.
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json_write.h"
#include "sandbox/document.h"
#include "sandbox/template.h"

static const size_t MOST_LINE = 8 << 20;

static void
write_document(struct json_writer *json, const struct document *document)
{
        json_put_text(json, "mime", document->mime);
        json_put_int(json, "pages", document->pages);
        json_put_text(json, "text", document->text);
        json_put_text(json, "hidden", document->hidden);
        json_put_text(json, "comments", document->comments);
        json_name(json, "warnings");
        json_open_list(json);
        for (size_t i = 0; i < document->warning_count; i++)
                json_add_text(json, document->warnings[i]);
        json_close_list(json);
}

static void
read_one(const struct sandbox_settings *settings, const char *path)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf line = buf_open(MOST_LINE);
        struct json_writer json = json_writer_on(&line);
        struct document document = {0};
        struct err err = {0};
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        assert(fd >= 0);
        int64_t started_us = clock_us();
        bool is_read = document_read(settings, fd, &arena, &document, &err);
        int64_t took_us = clock_us() - started_us;
        close(fd);
        json_open_object(&json);
        json_put_text(&json, "file", path);
        json_put_int(&json, "took_us", took_us);
        if (is_read) {
                write_document(&json, &document);
        } else {
                json_put_text(&json, "error", err.message);
                json_put_text(&json, "detail", err.detail);
                json_put_text(&json, "kind", err_kind_name(err.kind));
        }
        json_close_object(&json);
        puts(buf_string(&line));
}

// Arguments: the programs' directory, and files.
int
main(int count, char **arguments)
{
        assert(count >= 2);
        const struct sandbox_settings settings = {.templates = templates_new(arguments[1], false),
                                                  .document_wall_ms = 10000,
                                                  .clip_wall_ms = 60000};
        for (int i = 2; i < count; i++)
                read_one(&settings, arguments[i]);
        return 0;
}
