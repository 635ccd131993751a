#include "net/http_client.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/trace.h"

enum {
        // Two servers of each function in a chain, and the embedded speech, each kept open between
        // calls.
        KEPT_CONNECTIONS = 8,
        // Real answers have a few kilobytes of headers; libcurl alone would store any number.
        MOST_HEADER_BYTES = 64 * 1024,
        // Of a part that is copied.
        MOST_COPIED_BYTES = 4 * 1024,
        // Longer than anybody waits here: keeps a strange Retry-After within an int.
        MOST_RETRY_AFTER_SECONDS = 24 * 60 * 60,
};

struct http_client {
        CURLM *multi;
        CURL *easy;
        const char *ca_file;
        long connections;
        bool was_late;
        atomic_bool is_stopped;
};

// One request on its way.
struct transfer {
        const struct http_request *request;
        CURL *easy;
        struct buf body;
        size_t header_bytes;
        bool has_answer;
        bool is_unwanted;
        struct err problem; // where there was no memory
};

struct part_reader {
        const struct http_part *part;
        size_t place; // in head and bytes together
};

struct number_option {
        CURLoption option;
        long value;
};

// Beside the obvious: without QUICK_EXIT a lookup of a name that hangs would hold the thread past
// its deadline.
static const struct number_option ALWAYS[] = {
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_HTTP09_ALLOWED, 0},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS},
        {CURLOPT_QUICK_EXIT, 1},
};

// What may well pass when the same is sent again.
static const CURLcode PASSING[] = {
        CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_GOT_NOTHING, CURLE_SEND_ERROR,
        CURLE_RECV_ERROR,           CURLE_PARTIAL_FILE,    CURLE_HTTP2,       CURLE_HTTP2_STREAM,
};

bool
net_open(struct err *err)
{
        CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
        if (code != CURLE_OK)
                return FAIL_DETAIL(err, ERR_BROKEN, "The HTTP library cannot be started.", "%s",
                                   curl_easy_strerror(code));
        return true;
}

void
net_close(void)
{
        curl_global_cleanup();
}

struct http_client *
http_client_new(const char *ca_file)
{
        struct http_client *client = calloc(1, sizeof *client);
        if (client == NULL)
                return NULL;
        client->multi = curl_multi_init();
        client->easy = curl_easy_init();
        client->ca_file = ca_file;
        if (client->multi == NULL || client->easy == NULL ||
            curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)KEPT_CONNECTIONS) !=
                    CURLM_OK)
                http_client_free(&client);
        return client;
}

long
http_client_connections(const struct http_client *client)
{
        return client->connections;
}

bool
http_client_was_late(const struct http_client *client)
{
        return client->was_late;
}

void
http_client_stop(struct http_client *client)
{
        atomic_store(&client->is_stopped, true);
        // One that is not heard ends later, and as it would have.
        (void)curl_multi_wakeup(client->multi);
}

void
http_client_go(struct http_client *client)
{
        atomic_store(&client->is_stopped, false);
}

void
http_client_free(struct http_client **client)
{
        if (*client == NULL)
                return;
        curl_easy_cleanup((*client)->easy);
        curl_multi_cleanup((*client)->multi);
        free(*client);
        *client = NULL;
}

static void
transfer_close(struct transfer *transfer)
{
        buf_close(&transfer->body);
}

static void
headers_close(struct curl_slist **headers)
{
        curl_slist_free_all(*headers);
}

static void
mime_close(curl_mime **mime)
{
        curl_mime_free(*mime);
}

static size_t
take_header(char *bytes, size_t size, size_t count, void *context)
{
        struct transfer *transfer = context;
        (void)bytes;
        transfer->has_answer = true;
        transfer->header_bytes += size * count;
        return transfer->header_bytes > MOST_HEADER_BYTES ? 0 : size * count;
}

// A piece of the body, as it came.
struct piece {
        struct transfer *transfer;
        const char *bytes;
        size_t length;
};

static bool
take_piece(void *context, struct err *err)
{
        const struct piece *piece = context;
        struct transfer *transfer = piece->transfer;
        const struct http_request *request = transfer->request;
        long status = 0;
        (void)err; // nothing fails here, but memory
        buf_add(&transfer->body, piece->bytes, piece->length);
        if (transfer->body.is_over || request->take == NULL)
                return true;
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
        if (request->take_type != NULL) {
                const char *type = NULL;
                curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_TYPE, &type);
                if (type == NULL ||
                    strncasecmp(type, request->take_type, strlen(request->take_type)) != 0)
                        return true;
        }
        transfer->is_unwanted =
                status == 200 && !request->take(request->take_context, piece->bytes, piece->length);
        return true;
}

// libcurl must not be left by any other way than its own.
static size_t
take_body(char *bytes, size_t size, size_t count, void *context)
{
        struct transfer *transfer = context;
        struct piece piece = {transfer, bytes, size * count};
        bool is_taken = memory_try(take_piece, &piece, &transfer->problem);
        return is_taken && !transfer->body.is_over && !transfer->is_unwanted ? size * count : 0;
}

static size_t
part_length(const struct http_part *part)
{
        return part->head_length + part->length;
}

static size_t
read_part(char *bytes, size_t size, size_t count, void *context)
{
        struct part_reader *reader = context;
        const struct http_part *part = reader->part;
        bool is_head = reader->place < part->head_length;
        const char *from = is_head ? part->head : part->bytes;
        size_t place = is_head ? reader->place : reader->place - part->head_length;
        size_t length = (is_head ? part->head_length : part->length) - place;
        if (length > size * count)
                length = size * count;
        if (length > 0)
                memcpy(bytes, from + place, length);
        reader->place += length;
        return length;
}

// libcurl starts again from the beginning when a kept connection turns out to be dead.
static int
seek_part(void *context, curl_off_t offset, int origin)
{
        struct part_reader *reader = context;
        if (origin != SEEK_SET || offset < 0 || (size_t)offset > part_length(reader->part))
                return CURL_SEEKFUNC_FAIL;
        reader->place = (size_t)offset;
        return CURL_SEEKFUNC_OK;
}

// Programs started meanwhile by other threads must not inherit the connection.
static curl_socket_t
open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
        (void)context;
        (void)purpose;
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool
add_header(struct curl_slist **headers, const char *line)
{
        struct curl_slist *longer = curl_slist_append(*headers, line);
        if (longer == NULL)
                return false;
        *headers = longer;
        return true;
}

static bool
has_control(const char *text)
{
        for (; *text != '\0'; text++) {
                if ((unsigned char)*text < 0x20 || *text == 0x7F)
                        return true;
        }
        return false;
}

// The request that this is done for, so that others' logs and traces can be laid beside ours.
static bool
add_trace(struct curl_slist **headers, struct arena *arena)
{
        const char *id = trace_of_thread()->request_id;
        struct trace_parent parent = trace_parent(true);
        return (id[0] == '\0' || has_control(id) ||
                add_header(headers, arena_print(arena, "X-Request-Id: %s", id))) &&
               (parent.text[0] == '\0' ||
                add_header(headers, arena_print(arena, "traceparent: %s", parent.text)));
}

static bool
headers_of(const struct http_request *request, struct arena *arena, struct curl_slist **headers)
{
        // Without this, bodies of a megabyte and more wait a second for a "100 Continue".
        if (!add_header(headers, "Expect:"))
                return false;
        for (size_t i = 0; i < request->header_count; i++) {
                const struct http_header *header = &request->headers[i];
                if (has_control(header->name) || has_control(header->value))
                        return false;
                // To libcurl "Name:" takes a header away; "Name;" sends it empty.
                const char *line =
                        header->value[0] == '\0'
                                ? arena_print(arena, "%s;", header->name)
                                : arena_print(arena, "%s: %s", header->name, header->value);
                if (!add_header(headers, line))
                        return false;
        }
        return add_trace(headers, arena);
}

// What is short is copied: libcurl sends what it reads through a function by itself, a packet each.
static CURLcode
fill_part(curl_mimepart *part, struct part_reader *reader)
{
        const struct http_part *from = reader->part;
        return from->head_length == 0 && from->length <= MOST_COPIED_BYTES
                       ? curl_mime_data(part, from->bytes, from->length)
                       : curl_mime_data_cb(part, (curl_off_t)part_length(from), read_part,
                                           seek_part, NULL, reader);
}

static bool
parts_of(const struct http_request *request, struct arena *arena, curl_mime *mime)
{
        struct part_reader *readers = arena_alloc(arena, request->part_count, sizeof *readers);
        for (size_t i = 0; i < request->part_count; i++) {
                const struct http_part *from = &request->parts[i];
                curl_mimepart *part = curl_mime_addpart(mime);
                readers[i] = (struct part_reader){.part = from};
                if (part == NULL || curl_mime_name(part, from->name) != CURLE_OK ||
                    curl_mime_filename(part, from->filename) != CURLE_OK ||
                    curl_mime_type(part, from->content_type) != CURLE_OK ||
                    fill_part(part, &readers[i]) != CURLE_OK)
                        return false;
        }
        return true;
}

// The system's authorities are a file and a directory: neither counts beside one's own file.
static bool
set_trust(const struct http_client *client)
{
        return client->ca_file == NULL ||
               (curl_easy_setopt(client->easy, CURLOPT_CAINFO, client->ca_file) == CURLE_OK &&
                curl_easy_setopt(client->easy, CURLOPT_CAPATH, NULL) == CURLE_OK);
}

static bool
set_numbers(CURL *easy)
{
        for (size_t i = 0; i < COUNT_OF(ALWAYS); i++) {
                if (curl_easy_setopt(easy, ALWAYS[i].option, ALWAYS[i].value) != CURLE_OK)
                        return false;
        }
        return true;
}

static bool
set_content(CURL *easy, const struct http_request *request, curl_mime *mime)
{
        if (request->part_count > 0)
                return curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime) == CURLE_OK;
        if (request->body_length == 0 && strcmp(request->method, "HEAD") == 0)
                return curl_easy_setopt(easy, CURLOPT_NOBODY, 1L) == CURLE_OK;
        if (request->body_length == 0 && strcmp(request->method, "POST") != 0)
                return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
        const void *body = request->body_length == 0 ? "" : request->body;
        curl_off_t length = (curl_off_t)request->body_length;
        return curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, length) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body) == CURLE_OK;
}

static bool
set_up(CURL *easy, const struct http_request *request, struct curl_slist *headers, curl_mime *mime,
       struct transfer *transfer)
{
        long connect_ms = request->connect_ms;
        curl_off_t most = (curl_off_t)request->max_response_bytes;
        return set_numbers(easy) && set_content(easy, request, mime) &&
               curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, request->unix_socket) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_USERAGENT, "Earshot") == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, most) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer) == CURLE_OK;
}

static int64_t
left_ms(const struct http_request *request, const struct transfer *transfer, int64_t started_ms)
{
        int64_t limit = request->total_ms;
        if (request->first_byte_ms > 0 && !transfer->has_answer && request->first_byte_ms < limit)
                limit = request->first_byte_ms;
        return started_ms + limit - clock_ms();
}

static CURLcode
wait_for_end(struct http_client *client, const struct http_request *request,
             struct transfer *transfer)
{
        int64_t started_ms = clock_ms();
        for (;;) {
                int running = 0;
                int queued = 0;
                if (atomic_load(&client->is_stopped)) {
                        transfer->is_unwanted = true;
                        return CURLE_ABORTED_BY_CALLBACK;
                }
                if (curl_multi_perform(client->multi, &running) != CURLM_OK)
                        return CURLE_FAILED_INIT;
                if (running == 0) {
                        CURLMsg *message = curl_multi_info_read(client->multi, &queued);
                        return message == NULL ? CURLE_FAILED_INIT : message->data.result;
                }
                int64_t left = left_ms(request, transfer, started_ms);
                if (left <= 0)
                        return CURLE_OPERATION_TIMEDOUT;
                if (curl_multi_poll(client->multi, NULL, 0, (int)left, NULL) != CURLM_OK)
                        return CURLE_FAILED_INIT;
        }
}

static CURLcode
perform(struct http_client *client, const struct http_request *request, struct transfer *transfer)
{
        if (curl_multi_add_handle(client->multi, client->easy) != CURLM_OK)
                return CURLE_FAILED_INIT;
        CURLcode code = wait_for_end(client, request, transfer);
        curl_multi_remove_handle(client->multi, client->easy);
        return code;
}

static bool
fail_with(CURLcode code, const struct http_request *request, const struct transfer *transfer,
          struct err *err)
{
        if (transfer->problem.kind != ERR_NONE) {
                *err = transfer->problem;
                return false;
        }
        if (transfer->is_unwanted)
                return FAIL(err, ERR_CONFLICT, "Nobody waits for the answer any more.");
        if (transfer->body.is_over || code == CURLE_FILESIZE_EXCEEDED)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The other server answered too much.",
                                   "the answer is longer than %zu bytes",
                                   request->max_response_bytes);
        if (transfer->header_bytes > MOST_HEADER_BYTES)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The other server answered too much.",
                                   "the headers are longer than %d bytes", MOST_HEADER_BYTES);
        if (code == CURLE_OPERATION_TIMEDOUT)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The other server took too long.",
                                   transfer->has_answer ? "the answer did not end in time"
                                                        : "no answer in time");
        for (size_t i = 0; i < COUNT_OF(PASSING); i++) {
                if (code == PASSING[i])
                        return FAIL_DETAIL(err, ERR_BUSY, "The other server cannot be reached.",
                                           "%s", curl_easy_strerror(code));
        }
        return FAIL_DETAIL(err, ERR_UPSTREAM, "The other server did not answer properly.", "%s",
                           curl_easy_strerror(code));
}

static void
take_reply(CURL *easy, const struct transfer *transfer, struct arena *arena,
           struct http_reply *reply_out)
{
        long status = 0;
        const char *type = NULL;
        curl_off_t retry_after = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
        curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_after);
        if (retry_after < 0)
                retry_after = 0;
        if (retry_after > MOST_RETRY_AFTER_SECONDS)
                retry_after = MOST_RETRY_AFTER_SECONDS;
        *reply_out = (struct http_reply){
                .status = (int)status,
                .content_type = type == NULL ? "" : text_clean(arena, type, strlen(type)),
                .body = arena_copy(arena, buf_string(&transfer->body), transfer->body.length),
                .length = transfer->body.length,
                .retry_after_seconds = (int)retry_after,
        };
}

bool
http_send(struct http_client *client, const struct http_request *request, struct arena *arena,
          struct http_reply *reply_out, struct err *err)
{
        OWN(transfer_close)
        struct transfer transfer = {
                .request = request,
                .easy = client->easy,
                .body = buf_open(request->max_response_bytes),
        };
        OWN(headers_close) struct curl_slist *headers = NULL;
        OWN(mime_close) curl_mime *mime = NULL;

        assert(request->connect_ms > 0 && request->total_ms > 0);
        if (!headers_of(request, arena, &headers))
                return FAIL(err, ERR_BROKEN, "A header of the request cannot be sent.");
        if (request->part_count > 0) {
                mime = curl_mime_init(client->easy);
                if (mime == NULL || !parts_of(request, arena, mime))
                        return FAIL(err, ERR_BROKEN, "The parts of the request cannot be sent.");
        }
        // Nothing borrowed by the request before may be left.
        curl_easy_reset(client->easy);
        if (!set_trust(client) || !set_up(client->easy, request, headers, mime, &transfer))
                return FAIL(err, ERR_BROKEN, "The request cannot be sent.");
        CURLcode code = perform(client, request, &transfer);
        client->was_late = code == CURLE_OPERATION_TIMEDOUT;
        long opened = 0;
        if (curl_easy_getinfo(client->easy, CURLINFO_NUM_CONNECTS, &opened) == CURLE_OK)
                client->connections += opened;
        if (code != CURLE_OK)
                return fail_with(code, request, &transfer, err);
        take_reply(client->easy, &transfer, arena, reply_out);
        return true;
}
