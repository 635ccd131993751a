#include "request.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "exchange.h"
#include "net/used.h"

// The largest JSON that anybody sends: a posting with a question set of 50 long questions.
static const size_t JSON_LIMIT = 512 * 1024;

struct turn_room
request_turn_room(const struct request *request)
{
        struct used *used = arena_alloc(request->arena, 1, sizeof *used);
        *used = (struct used){.count = 0};
        return (struct turn_room){
                .used = used,
                .config = request->server->config,
                .pool = request->server->pool,
                .store = &request->server->store,
                .sandbox = &request->server->sandbox,
                .client = request->client,
                .worker = request->server->worker,
                .helpers = request->server->helpers,
                .ear = request->server->ear,
        };
}

const char *
request_header(const struct request *request, const char *name)
{
        return FCGX_GetParam(name, request->exchange->fcgi->envp);
}

const char *
request_cookie(const struct request *request, const char *name)
{
        const char *place = request_header(request, "HTTP_COOKIE");
        size_t length = strlen(name);
        while (place != NULL && *place != '\0') {
                place += strspn(place, " ;");
                size_t piece = strcspn(place, ";");
                if (piece > length && strncmp(place, name, length) == 0 && place[length] == '=')
                        return arena_copy(request->arena, place + length + 1, piece - length - 1);
                place += piece;
        }
        return NULL;
}

bool
request_form_next(const struct request *request, const char **place, const char **name_out,
                  const char **value_out, struct err *err)
{
        size_t piece = strcspn(*place, "&");
        const char *equals = memchr(*place, '=', piece);
        size_t name_length = equals == NULL ? piece : (size_t)(equals - *place);
        const char *name = text_url_decoded(request->arena, *place, name_length, true);
        const char *value = equals == NULL ? ""
                                           : text_url_decoded(request->arena, equals + 1,
                                                              piece - name_length - 1, true);
        if (value == NULL)
                return FAIL_FIELD(err, name == NULL ? "" : name, "\"%.60s\" is not well encoded.",
                                  name == NULL ? "" : name);
        *place += piece + ((*place)[piece] == '&' ? 1 : 0);
        *name_out = name == NULL ? "" : name;
        *value_out = value;
        return true;
}

bool
request_query(const struct request *request, const char *name, const char **value_out,
              struct err *err)
{
        const char *place = request->query;
        while (*place != '\0') {
                const char *found = NULL;
                const char *value = NULL;
                struct err bad = {0};
                size_t piece = strcspn(place, "&");
                if (!request_form_next(request, &place, &found, &value, &bad)) {
                        if (text_equals(bad.field, name)) {
                                *err = bad;
                                return false;
                        }
                        place += piece + (place[piece] == '&' ? 1 : 0);
                } else if (text_equals(found, name)) {
                        *value_out = value;
                        return true;
                }
        }
        *value_out = NULL;
        return true;
}

bool
request_id(const struct request *request, int parameter, struct uuid *id_out, struct err *err)
{
        if (!uuid_from_text(request->parameters[parameter], id_out))
                return FAIL(err, ERR_MISSING, "There is nothing under this address.");
        return true;
}

bool
request_number(const struct request *request, int parameter, int *number_out, struct err *err)
{
        int64_t number = 0;
        if (!text_to_int(request->parameters[parameter], 1, 1000, &number))
                return FAIL(err, ERR_MISSING, "There is no such question in this interview.");
        *number_out = (int)number;
        return true;
}

bool
request_page(const struct request *request, int *limit_out, struct uuid *cursor_out,
             struct err *err)
{
        const char *limit = NULL;
        const char *cursor = NULL;
        int64_t number = 50;
        struct uuid before = {{0}};
        if (!request_query(request, "limit", &limit, err) ||
            !request_query(request, "cursor", &cursor, err))
                return false;
        if (limit != NULL && !text_to_int(limit, 1, 200, &number))
                return FAIL_FIELD(err, "limit", "\"limit\" must be between 1 and 200.");
        if (cursor != NULL && cursor[0] != '\0' && !uuid_from_text(cursor, &before))
                return FAIL_FIELD(err, "cursor", "\"cursor\" must be the next_cursor of a list.");
        *limit_out = (int)number;
        *cursor_out = before;
        return true;
}

bool
request_read(struct request *request, char *bytes, size_t room, size_t *length_out, struct err *err)
{
        struct exchange *exchange = request->exchange;
        uint64_t left = request->body_length - exchange->read_bytes;
        size_t wanted = left < room ? (size_t)left : room;
        int got = wanted == 0 ? 0
                              : FCGX_GetStr(bytes, wanted > 1 << 30 ? 1 << 30 : (int)wanted,
                                            exchange->fcgi->in);
        int problem = FCGX_GetError(exchange->fcgi->in);
        // Which is nginx's doing, since it had the whole body; or this process was stopped.
        if (problem == EAGAIN || problem == EINTR)
                return FAIL(err, ERR_BUSY, "The upload did not go on. Send it again.");
        if (got < 0 || problem != 0 || (got == 0 && left > 0))
                return FAIL(err, ERR_MALFORMED, "The upload ended before its end.");
        exchange->read_bytes += (uint64_t)got;
        *length_out = (size_t)got;
        return true;
}

bool
request_body(struct request *request, const char **bytes_out, size_t *length_out, struct err *err)
{
        size_t length = 0;
        char *bytes = arena_alloc(request->arena, request->body_length + 1, 1);
        while (length < request->body_length) {
                size_t got = 0;
                if (!request_read(request, bytes + length, request->body_length - length, &got,
                                  err))
                        return false;
                length += got;
        }
        bytes[length] = '\0';
        *bytes_out = bytes;
        *length_out = length;
        return true;
}

bool
request_json(struct request *request, struct json_document *document_out, const char **bytes_out,
             struct err *err)
{
        const char *type = request_header(request, "CONTENT_TYPE");
        size_t length = 0;
        if (type == NULL || strncasecmp(type, "application/json", 16) != 0 ||
            (type[16] != '\0' && type[16] != ';' && !isspace((unsigned char)type[16])))
                return FAIL(err, ERR_TYPE, "The body must be application/json.");
        if (request->body_length > JSON_LIMIT)
                return FAIL(err, ERR_TOO_LARGE, "The body is larger than 512 kB.");
        const char *bytes = NULL;
        if (!request_body(request, &bytes, &length, err))
                return false;
        if (!json_parse(bytes, length, document_out, err))
                return false;
        if (bytes_out != NULL)
                *bytes_out = bytes;
        return true;
}
