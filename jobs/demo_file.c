#include "demo_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"

enum { FILE_MOST = 8192 };

static void
close_file(int *file)
{
        if (*file >= 0)
                close(*file);
}

static bool
fail_file(const char *what, const char *path, struct err *err)
{
        return FAIL_DETAIL(err, errno == ENOSPC ? ERR_FULL : ERR_BROKEN,
                           "demo.json cannot be read or written in DATA_DIR.", "%s %s: %s", what,
                           path, strerror(errno));
}

bool
demo_file_read(const char *path, struct arena *arena, struct demo_file *file_out, struct err *err)
{
        OWN(close_file) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        OWN(json_document_close) struct json_document document = {0};
        struct err unreadable;
        char bytes[FILE_MOST];
        struct demo_file file = {
                .is_there = false, .base_url = "", .hr_email = "", .hr_password = "", .token = ""};
        if (fd < 0 && errno != ENOENT)
                return fail_file("open", path, err);
        ssize_t length = fd < 0 ? 0 : read(fd, bytes, sizeof bytes);
        if (length < 0)
                return fail_file("read", path, err);
        if (length > 0 && json_parse(bytes, (size_t)length, &document, &unreadable)) {
                const char *invite = json_text_or(document.root, "invite_url", "");
                const char *hash = strchr(invite, '#');
                file.base_url = arena_text(arena, json_text_or(document.root, "base_url", ""));
                file.hr_email = arena_text(arena, json_text_or(document.root, "hr_email", ""));
                file.hr_password =
                        arena_text(arena, json_text_or(document.root, "hr_password", ""));
                file.token = arena_text(arena, hash == NULL ? "" : hash + 1);
                file.is_there = json_get(document.root, "hr_password") != NULL;
        }
        *file_out = file;
        return true;
}

static bool
write_all(int fd, const char *bytes, size_t length)
{
        while (length > 0) {
                ssize_t put = write(fd, bytes, length);
                if (put < 0 && errno != EINTR)
                        return false;
                if (put > 0) {
                        bytes += put;
                        length -= (size_t)put;
                }
        }
        return true;
}

bool
demo_file_write(const char *path, const struct demo_file *file, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf buf = buf_open(FILE_MOST);
        struct json_writer json = json_writer_on(&buf);
        const char *temp = arena_print(&arena, "%s.new", path);
        json_open_object(&json);
        json_put_text(&json, "base_url", file->base_url);
        json_put_text(&json, "hr_email", file->hr_email);
        json_put_text(&json, "hr_password", file->hr_password);
        json_put_text(&json, "invite_url",
                      arena_print(&arena, "%s/i/#%s", file->base_url, file->token));
        json_close_object(&json);
        buf_char(&buf, '\n');
        if (!buf_check(&buf, ERR_INPUT, "demo.json", err))
                return false;
        if (unlink(temp) != 0 && errno != ENOENT)
                return fail_file("unlink", temp, err);
        OWN(close_file)
        int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0 || !write_all(fd, buf.bytes, buf.length) || fsync(fd) != 0)
                return fail_file("write", temp, err);
        return rename(temp, path) == 0 || fail_file("rename", temp, err);
}

bool
demo_file_remove(const char *path, struct err *err)
{
        return unlink(path) == 0 || errno == ENOENT || fail_file("unlink", path, err);
}
