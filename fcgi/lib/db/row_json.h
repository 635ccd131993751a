// Columns as copies, as digests and as JSON.
#pragma once

#include "base/arena.h"
#include "base/json_read.h"
#include "db/db.h"

// The text in the arena; NULL where the column is NULL.
const char *
row_copied(const struct rows *rows, int row, const char *column, struct arena *arena);

// A digest; of zeros where the column is NULL.
struct digest
row_digest(const struct rows *rows, int row, const char *column);

// A jsonb column, parsed; false where it is NULL.
bool
row_json(const struct rows *rows, int row, const char *column, struct json_document *document_out);
