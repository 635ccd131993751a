// The parameters of queries.
#include <math.h>
#include <stdio.h>

#include "db/db.h"

struct db_value
db_value_uuid(struct uuid id)
{
        struct db_value value = {.type = DB_VALUE_TEXT};
        snprintf(value.own, sizeof value.own, "%s", uuid_to_text(id).text);
        return value;
}

struct db_value
db_value_text(const char *text)
{
        return (struct db_value){
                .type = text == NULL ? DB_VALUE_NULL : DB_VALUE_TEXT,
                .text = text,
        };
}

struct db_value
db_value_int(int64_t number)
{
        struct db_value value = {.type = DB_VALUE_TEXT};
        snprintf(value.own, sizeof value.own, "%lld", (long long)number);
        return value;
}

struct db_value
db_value_real(double number)
{
        struct db_value value = {.type = isnan(number) ? DB_VALUE_NULL : DB_VALUE_TEXT};
        snprintf(value.own, sizeof value.own, "%.15g", number);
        return value;
}

struct db_value
db_value_digest(const struct digest *digest)
{
        return digest_is_known(*digest) ? DB_BYTES(digest->bytes, sizeof digest->bytes) : DB_NULL;
}
