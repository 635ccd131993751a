#include "docx_zip.h"

#include <strings.h>
#include <zip.h>

#include "cage.h"

enum {
        // A long resume has some dozens, one full of pictures some hundreds.
        MOST_ENTRIES = 10000,
        // The XML of 500,000 characters with a tag around every few of them.
        MOST_INFLATED_BYTES = 64 << 20,
        PIECE_BYTES = 32 << 10,
        // XML of documents is packed to a twentieth, seldom to a hundredth; what is packed further
        // is made to burst. Small parts may be as empty as they like.
        MOST_RATIO = 400,
        RATIO_COUNTS_FROM = 4 << 20,
};

static void
entry_close(zip_file_t **entry)
{
        if (*entry != NULL)
                zip_fclose(*entry);
}

void
docx_zip_open(const char *bytes, size_t length, struct docx_zip *zip_out)
{
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &error);
        zip_t *archive = source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY, &error);
        if (archive == NULL)
                cage_refuse(REFUSAL_DOCUMENT_DAMAGED, zip_error_strerror(&error));
        if (zip_get_num_entries(archive, 0) > MOST_ENTRIES)
                cage_refuse(REFUSAL_DOCUMENT_INFLATED, "too many entries");
        *zip_out = (struct docx_zip){.archive = archive};
}

// Of two parts with one name every reader takes another: what one checks, the other does not show.
static void
refuse_duplicates(zip_t *archive, zip_int64_t index, const char *name)
{
        zip_int64_t count = zip_get_num_entries(archive, 0);
        for (zip_int64_t i = index + 1; i < count; i++) {
                const char *other = zip_get_name(archive, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
                if (other != NULL && strcasecmp(other, name) == 0)
                        cage_refuse(REFUSAL_DOCUMENT_FORBIDDEN, "two parts of one name");
        }
}

static zip_uint64_t
packed_bytes(zip_t *archive, zip_int64_t index)
{
        zip_stat_t facts;
        bool is_known = zip_stat_index(archive, (zip_uint64_t)index, 0, &facts) == 0 &&
                        (facts.valid & ZIP_STAT_COMP_SIZE) != 0;
        return is_known ? facts.comp_size : 0;
}

bool
docx_zip_has(const struct docx_zip *zip, const char *name)
{
        return zip_name_locate(zip->archive, name, ZIP_FL_NOCASE) >= 0;
}

static _Noreturn void
refuse_entry(zip_error_t *error)
{
        int code = zip_error_code_zip(error);
        bool is_locked =
                code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD || code == ZIP_ER_ENCRNOTSUPP;
        cage_refuse(is_locked ? REFUSAL_DOCUMENT_LOCKED : REFUSAL_DOCUMENT_DAMAGED,
                    zip_error_strerror(error));
}

bool
docx_zip_read(struct docx_zip *zip, const char *name,
              bool (*take)(const char *bytes, size_t length, void *context), void *context)
{
        zip_int64_t index = zip_name_locate(zip->archive, name, ZIP_FL_NOCASE);
        if (index < 0)
                return false;
        OWN(entry_close) zip_file_t *entry = zip_fopen_index(zip->archive, (zip_uint64_t)index, 0);
        if (entry == NULL)
                refuse_entry(zip_get_error(zip->archive));
        refuse_duplicates(zip->archive, index, name);
        zip_uint64_t packed = packed_bytes(zip->archive, index), inflated = 0;
        for (;;) {
                char piece[PIECE_BYTES];
                zip_int64_t length = zip_fread(entry, piece, sizeof piece);
                if (length < 0)
                        refuse_entry(zip_file_get_error(entry));
                if (length == 0)
                        return true;
                zip->inflated_bytes += (size_t)length;
                inflated += (zip_uint64_t)length;
                bool bursts = inflated > RATIO_COUNTS_FROM && inflated / MOST_RATIO > packed;
                if (bursts || zip->inflated_bytes > MOST_INFLATED_BYTES)
                        cage_refuse(REFUSAL_DOCUMENT_INFLATED, "too many inflated bytes");
                if (!take(piece, (size_t)length, context))
                        return true;
        }
}
