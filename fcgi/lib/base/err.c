#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

struct kind_facts {
        const char *name;
        int http_status;
        bool may_pass;
};

static const struct kind_facts KINDS[] = {
        [ERR_NONE] = {"none", 200, false},         [ERR_MALFORMED] = {"malformed", 400, false},
        [ERR_SIGN_IN] = {"sign_in", 401, false},   [ERR_DENIED] = {"denied", 403, false},
        [ERR_MISSING] = {"missing", 404, false},   [ERR_METHOD] = {"method", 405, false},
        [ERR_CONFLICT] = {"conflict", 409, false}, [ERR_TOO_LARGE] = {"too_large", 413, false},
        [ERR_TYPE] = {"type", 415, false},         [ERR_INPUT] = {"input", 422, false},
        [ERR_LIMITED] = {"limited", 429, true},    [ERR_BROKEN] = {"broken", 500, false},
        [ERR_UPSTREAM] = {"upstream", 502, true},  [ERR_BUSY] = {"busy", 503, true},
        [ERR_FULL] = {"full", 507, true},
};
_Static_assert(COUNT_OF(KINDS) == ERR_KIND_COUNT, "every kind of error has its facts");

// A sentence may quote what somebody sent, and be cut inside a character: what is shown is UTF-8.
static void
make_well_formed(char *text)
{
        char *place = text;
        while (*place != '\0') {
                const char *behind = place;
                // One byte that comes as U+FFFD, which has three, is malformed.
                if (text_next(&behind) == 0xFFFD && behind == place + 1)
                        *place = '?';
                place += behind - place;
        }
}

bool
err_set(struct err *err, enum err_kind kind, const char *file, int line, const char *message,
        const char *detail_format, ...)
{
        int saved = errno;
        err->kind = kind;
        err->file = file;
        err->line = line;
        err->field[0] = '\0';
        err->detail[0] = '\0';
        snprintf(err->message, sizeof err->message, "%s", message);
        make_well_formed(err->message);
        if (detail_format != NULL) {
                va_list args;
                va_start(args, detail_format);
                vsnprintf(err->detail, sizeof err->detail, detail_format, args);
                va_end(args);
        }
        errno = saved;
        return false;
}

bool
err_set_field(struct err *err, const char *field, const char *file, int line,
              const char *message_format, ...)
{
        int saved = errno;
        va_list args;
        err->kind = ERR_INPUT;
        err->file = file;
        err->line = line;
        err->detail[0] = '\0';
        snprintf(err->field, sizeof err->field, "%s", field);
        va_start(args, message_format);
        vsnprintf(err->message, sizeof err->message, message_format, args);
        va_end(args);
        make_well_formed(err->field);
        make_well_formed(err->message);
        errno = saved;
        return false;
}

const char *
err_kind_name(enum err_kind kind)
{
        return kind < ERR_KIND_COUNT ? KINDS[kind].name : "unknown";
}

int
err_http_status(enum err_kind kind)
{
        return kind < ERR_KIND_COUNT ? KINDS[kind].http_status : 500;
}

bool
err_may_pass(enum err_kind kind)
{
        return kind < ERR_KIND_COUNT && KINDS[kind].may_pass;
}
