#include "docx_zip.h"

#include <zip.h>

#include "cage.h"

enum {
        // A long resume has some dozens, one full of pictures some hundreds.
        MOST_ENTRIES = 10000,
        // The XML of 500,000 characters with a tag around every few of them.
        MOST_INFLATED_BYTES = 64 << 20,
        PIECE_BYTES = 32 << 10,
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
        for (;;) {
                char piece[PIECE_BYTES];
                zip_int64_t length = zip_fread(entry, piece, sizeof piece);
                if (length < 0)
                        refuse_entry(zip_file_get_error(entry));
                if (length == 0)
                        return true;
                zip->inflated_bytes += (size_t)length;
                if (zip->inflated_bytes > MOST_INFLATED_BYTES)
                        cage_refuse(REFUSAL_DOCUMENT_INFLATED, "too many inflated bytes");
                if (!take(piece, (size_t)length, context))
                        return true;
        }
}
