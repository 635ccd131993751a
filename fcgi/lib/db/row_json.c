#include "db/row_json.h"

#include <string.h>

const char *
row_copied(const struct rows *rows, int row, const char *column, struct arena *arena)
{
        return arena_text(arena, row_text_or_null(rows, row, column));
}

struct digest
row_digest(const struct rows *rows, int row, const char *column)
{
        OWN(arena_done) struct arena arena = {0};
        struct digest digest = {{0}};
        size_t length = 0;
        const uint8_t *bytes = row_bytes(rows, row, column, &arena, &length);
        if (length == sizeof digest.bytes)
                memcpy(digest.bytes, bytes, sizeof digest.bytes);
        return digest;
}

bool
row_json(const struct rows *rows, int row, const char *column, struct json_document *document_out)
{
        struct err err;
        const char *text = row_text_or_null(rows, row, column);
        return text != NULL && json_parse(text, strlen(text), document_out, &err);
}
