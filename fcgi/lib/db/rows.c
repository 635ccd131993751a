// What a query gave, column by column.
#include <assert.h>
#include <libpq-fe.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "db/db.h"

void
rows_close(struct rows *rows)
{
        PQclear(rows->result);
        *rows = (struct rows){0};
}

static int
column_of(const struct rows *rows, int row, const char *column)
{
        int number = PQfnumber(rows->result, column);
        assert(number >= 0 && row >= 0 && row < rows->count);
        return number;
}

bool
row_is_null(const struct rows *rows, int row, const char *column)
{
        return PQgetisnull(rows->result, row, column_of(rows, row, column)) == 1;
}

const char *
row_text(const struct rows *rows, int row, const char *column)
{
        return PQgetvalue(rows->result, row, column_of(rows, row, column));
}

const char *
row_text_or_null(const struct rows *rows, int row, const char *column)
{
        return row_is_null(rows, row, column) ? NULL : row_text(rows, row, column);
}

int64_t
row_int(const struct rows *rows, int row, const char *column)
{
        return strtoll(row_text(rows, row, column), NULL, 10);
}

double
row_real(const struct rows *rows, int row, const char *column)
{
        return row_is_null(rows, row, column) ? NAN : strtod(row_text(rows, row, column), NULL);
}

bool
row_bool(const struct rows *rows, int row, const char *column)
{
        return row_text(rows, row, column)[0] == 't';
}

struct uuid
row_uuid(const struct rows *rows, int row, const char *column)
{
        struct uuid id = {{0}};
        bool is_uuid = uuid_from_text(row_text(rows, row, column), &id);
        assert(is_uuid || row_is_null(rows, row, column));
        return id;
}

const uint8_t *
row_bytes(const struct rows *rows, int row, const char *column, struct arena *arena,
          size_t *length_out)
{
        size_t length = 0;
        const char *text = row_text(rows, row, column);
        unsigned char *bytes = PQunescapeBytea((const unsigned char *)text, &length);
        if (bytes == NULL)
                memory_none(strlen(text));
        const uint8_t *copy = (const uint8_t *)arena_copy(arena, (const char *)bytes, length);
        PQfreemem(bytes);
        *length_out = length;
        return copy;
}
