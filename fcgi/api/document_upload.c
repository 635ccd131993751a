#include "document_upload.h"

#include <string.h>

#include "model/texts.h"

static const uint64_t FILE_LIMIT = 16 * 1024 * 1024;
static const size_t WARNINGS_LIMIT = 1024 * 1024;

static bool
store_file(struct request *request, const char *key_start, struct upload *upload_out,
           struct err *err)
{
        struct multipart *multipart = arena_alloc(request->arena, 1, sizeof *multipart);
        struct multipart_part *part = arena_alloc(request->arena, 1, sizeof *part);
        bool has_part = false;
        if (!upload_open(request, multipart, err) ||
            !multipart_next_part(multipart, part, &has_part, err))
                return false;
        if (!has_part || strcmp(part->name, "file") != 0)
                return FAIL_FIELD(err, "file", "The form needs one part named \"file\".");
        const char *key =
                arena_print(request->arena, "%s-%s", key_start, uuid_to_text(uuid_new()).text);
        return upload_store(request, multipart, part, key, FILE_LIMIT, upload_out, err);
}

static bool
read_stored(struct request *request, const struct upload *upload, struct document *document_out,
            struct err *err)
{
        OWN(store_file_close) int file = -1;
        uint64_t size = 0;
        return store_open(&request->server->store, upload->key, &file, &size, err) &&
               document_read(&request->server->sandbox, file, request->arena, document_out, err);
}

bool
document_take(struct request *request, const char *key_start, struct upload *upload_out,
              struct document *document_out, struct err *err)
{
        struct upload upload = {0};
        if (!store_file(request, key_start, &upload, err))
                return false;
        if (!read_stored(request, &upload, document_out, err)) {
                upload_forget(request, &upload);
                return false;
        }
        *upload_out = upload;
        return true;
}

const char *
document_texts_json(const char *const *texts, size_t count, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(WARNINGS_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        texts_write(&json, texts, count);
        return arena_text(arena, buf_string(&buf));
}
