#include "batch/archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/own.h"

// Fast and not much larger: a batch is downloaded once.
enum { PACKING = 4 };

struct writing {
        const struct archive_plan *plan;
        struct err *err; // of the content that failed
        bool has_failed;
};

// One file while it is being read by libzip; owned by its source.
struct reading {
        struct writing *writing;
        size_t file;
        struct archive_content content;
        size_t place;
};

static zip_int64_t
read_on(struct reading *reading, void *data, zip_uint64_t length)
{
        size_t left = reading->content.length - reading->place;
        size_t take = length < left ? (size_t)length : left;
        if (take > 0)
                memcpy(data, (const char *)reading->content.bytes + reading->place, take);
        reading->place += take;
        return (zip_int64_t)take;
}

static zip_int64_t
open_content(struct reading *reading)
{
        struct writing *writing = reading->writing;
        reading->place = 0;
        if (writing->plan->content(reading->file, writing->plan->context, &reading->content,
                                   writing->err))
                return 0;
        writing->has_failed = true;
        return -1;
}

static zip_int64_t
on_source(void *context, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
        static const int ERRORS[2] = {ZIP_ER_READ, 0};
        struct reading *reading = context;
        switch (command) {
        case ZIP_SOURCE_SUPPORTS:
                return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ,
                                                      ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                                      ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
        case ZIP_SOURCE_STAT:
                zip_stat_init(data);
                return sizeof(struct zip_stat);
        case ZIP_SOURCE_OPEN:
                return open_content(reading);
        case ZIP_SOURCE_READ:
                return read_on(reading, data, length);
        case ZIP_SOURCE_CLOSE:
                return 0;
        case ZIP_SOURCE_ERROR:
                memcpy(data, ERRORS, sizeof ERRORS);
                return sizeof ERRORS;
        case ZIP_SOURCE_FREE:
                free(reading);
                return 0;
        default:
                return -1;
        }
}

static bool
fail_zip(zip_error_t *error, const char *what, struct err *err)
{
        bool is_full =
                zip_error_system_type(error) == ZIP_ET_SYS &&
                (zip_error_code_system(error) == ENOSPC || zip_error_code_system(error) == EDQUOT);
        if (is_full)
                return FAIL_DETAIL(err, ERR_FULL, "The disk is full: the archive was not written.",
                                   "%s: %s", what, zip_error_strerror(error));
        return FAIL_DETAIL(err, ERR_BUSY, "The archive cannot be written now.", "%s: %s", what,
                           zip_error_strerror(error));
}

static void
archive_discard(zip_t **archive)
{
        if (*archive != NULL)
                zip_discard(*archive);
        *archive = NULL;
}

static bool
add_file(zip_t *archive, struct writing *writing, size_t file, struct err *err)
{
        const struct archive_file *facts = &writing->plan->files[file];
        struct reading *reading = calloc(1, sizeof *reading);
        if (reading == NULL)
                abort();
        *reading = (struct reading){.writing = writing, .file = file};
        zip_source_t *source = zip_source_function(archive, on_source, reading);
        if (source == NULL) {
                free(reading);
                return fail_zip(zip_get_error(archive), "zip_source_function", err);
        }
        zip_int64_t index = zip_file_add(archive, facts->name, source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
                zip_source_free(source);
                return fail_zip(zip_get_error(archive), "zip_file_add", err);
        }
        return zip_set_file_compression(archive, (zip_uint64_t)index,
                                        facts->is_packed ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
                                        PACKING) == 0 ||
               fail_zip(zip_get_error(archive), "zip_set_file_compression", err);
}

bool
archive_write(const char *path, const struct archive_plan *plan, struct err *err)
{
        OWN(archive_discard) zip_t *archive = NULL;
        struct writing writing = {.plan = plan, .err = err};
        int code = 0;
        archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
        if (archive == NULL)
                return FAIL_DETAIL(err, ERR_BUSY, "The archive cannot be written now.",
                                   "zip_open: %d, %s", code, strerror(errno));
        for (size_t i = 0; i < plan->count; i++) {
                if (!add_file(archive, &writing, i, err))
                        return false;
        }
        if (zip_close(archive) != 0)
                return writing.has_failed ? false
                                          : fail_zip(zip_get_error(archive), "zip_close", err);
        archive = NULL;
        return true;
}
