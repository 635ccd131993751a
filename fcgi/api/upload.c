#include "upload.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"

enum { PIECE_BYTES = MULTIPART_WINDOW, FILENAME_LONGEST = 150 };

static bool
read_body(void *context, char *bytes, size_t room, size_t *length_out, struct err *err)
{
        return request_read(context, bytes, room, length_out, err);
}

bool
upload_open(struct request *request, struct multipart *multipart, struct err *err)
{
        struct multipart_source source = {.read = read_body, .context = request};
        if (request->body_length == 0)
                return FAIL(err, ERR_MALFORMED, "The body is empty; a file is expected.");
        return multipart_open(multipart, request_header(request, "CONTENT_TYPE"), source, err);
}

bool
upload_receive(struct request *request, struct multipart *multipart,
               const struct multipart_part *part, uint64_t limit_bytes, struct store_put *put,
               struct upload *upload_out, struct err *err)
{
        struct upload upload = {0};
        char *piece = arena_alloc(request->arena, PIECE_BYTES, 1);
        if (!store_put_open(&request->server->store, limit_bytes, put, err))
                return false;
        for (;;) {
                size_t got = 0;
                if (!multipart_read(multipart, piece, PIECE_BYTES, &got, err))
                        return false;
                if (got == 0)
                        break;
                size_t missing = sizeof upload.head - upload.head_length;
                size_t taken = got < missing ? got : missing;
                memcpy(upload.head + upload.head_length, piece, taken);
                upload.head_length += taken;
                if (!store_put_add(put, piece, got, err))
                        return false;
        }
        upload.size_bytes = put->size_bytes;
        upload.filename = text_cut(request->arena, part->filename, FILENAME_LONGEST);
        *upload_out = upload;
        return true;
}

bool
upload_keep(struct store_put *put, const char *key, struct upload *upload, struct err *err)
{
        if (!store_put_finish(put, key, &upload->sha256, err))
                return false;
        upload->key = key;
        return true;
}

bool
upload_store(struct request *request, struct multipart *multipart,
             const struct multipart_part *part, const char *key, uint64_t limit_bytes,
             struct upload *upload_out, struct err *err)
{
        OWN(store_put_close) struct store_put put = {.file = -1};
        return upload_receive(request, multipart, part, limit_bytes, &put, upload_out, err) &&
               upload_keep(&put, key, upload_out, err);
}

bool
upload_text(struct request *request, struct multipart *multipart, const char *name, size_t limit,
            const char **text_out, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(limit);
        for (;;) {
                char piece[4096];
                size_t got = 0;
                if (!multipart_read(multipart, piece, sizeof piece, &got, err))
                        return false;
                if (got == 0)
                        break;
                buf_add(&buf, piece, got);
        }
        if (!buf_check(&buf, ERR_TOO_LARGE, "The text", err))
                return false;
        if (!text_is_utf8(buf_string(&buf), buf.length))
                return FAIL_FIELD(err, name, "\"%s\" is not valid UTF-8 text.", name);
        *text_out = arena_text(request->arena, buf_string(&buf));
        return true;
}

void
upload_forget(struct request *request, const struct upload *upload)
{
        struct err err;
        if (!store_delete(&request->server->store, upload->key, &err))
                log_err(LOG_WARN, "a file that is not needed was left", &err);
}

struct head {
        const unsigned char *bytes;
        size_t length;
};

static bool
head_is(struct head head, size_t at, const char *magic)
{
        size_t length = strlen(magic);
        return head.length >= at + length && memcmp(head.bytes + at, magic, length) == 0;
}

const char *
upload_sound_type(const unsigned char *bytes, size_t length)
{
        struct head head = {bytes, length};
        if (head_is(head, 0, "\x1A\x45\xDF\xA3"))
                return "audio/webm";
        if (head_is(head, 0, "OggS"))
                return "audio/ogg";
        if (head_is(head, 4, "ftyp") || head_is(head, 4, "styp") || head_is(head, 4, "moof"))
                return "audio/mp4";
        if ((head_is(head, 0, "RIFF") || head_is(head, 0, "RF64")) && head_is(head, 8, "WAVE"))
                return "audio/wav";
        if (head_is(head, 0, "fLaC"))
                return "audio/flac";
        // ID3 tag, or a frame of MPEG audio: 11 bits set, then a valid version and layer.
        if (head_is(head, 0, "ID3") ||
            (length >= 3 && bytes[0] == 0xFF && (bytes[1] & 0xE0) == 0xE0 &&
             (bytes[1] & 0x18) != 0x08 && (bytes[1] & 0x06) != 0x00 && (bytes[2] & 0xF0) != 0xF0))
                return "audio/mpeg";
        return NULL;
}

bool
upload_fail_sound_type(struct err *err)
{
        return FAIL(err, ERR_TYPE,
                    "This is no recording that is read here: WebM, Ogg, MP4, WAV, FLAC or MP3.");
}
