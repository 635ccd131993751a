// POST /api/candidate/turns/{n}/answer: one answer, from its bytes to the next question.
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "candidate_views.h"
#include "db/answer.h"
#include "db/db.h"
#include "net/providers.h"
#include "queries.h"
#include "route.h"
#include "upload.h"

// 13 minutes of any type that browsers record; nginx refuses more before it comes here.
static const uint64_t CLIP_LIMIT = 64 * 1024 * 1024;
// Some 3,000 words: what nobody types in the time that an answer has.
enum { TYPED_BYTES = 80 * 1024, TYPED_CHARACTERS = 20000 };

// What was posted, at rest.
struct posted {
        bool has_answer;
        bool is_spoken;
        bool has_browser_text;
        const char *browser_text; // NULL: none, or it is of no use here
        struct upload clip;       // where it is spoken
        struct turn_post post;
};

static bool
take_clip(struct request *request, struct multipart *multipart, const struct multipart_part *part,
          int number, struct posted *posted, struct err *err)
{
        const char *key = arena_print(request->arena, "interviews/%s/answer-%d-%s",
                                      uuid_to_text(request->interview).text, number,
                                      uuid_to_text(uuid_new()).text);
        if (!upload_store(request, multipart, part, key, CLIP_LIMIT, &posted->clip, err))
                return false;
        posted->is_spoken = true;
        const char *mime = upload_sound_type(&posted->clip);
        if (posted->clip.size_bytes == 0 || mime == NULL) {
                upload_forget(request, &posted->clip);
                if (posted->clip.size_bytes == 0)
                        return FAIL_FIELD(err, "audio", "The recording is empty.");
                return FAIL(err, ERR_TYPE,
                            "This is no recording that is read here: WebM, Ogg, MP4, WAV, FLAC "
                            "or MP3.");
        }
        posted->post = (struct turn_post){
                .media_key = key,
                .mime = mime,
                .size_bytes = posted->clip.size_bytes,
                .sha256 = posted->clip.sha256,
        };
        return true;
}

static bool
take_typed(struct request *request, struct multipart *multipart, struct posted *posted,
           struct err *err)
{
        const char *text = NULL;
        if (!upload_text(request, multipart, "text", TYPED_BYTES, &text, err))
                return false;
        text = text_trim(request->arena, text);
        if (text[0] == '\0')
                return FAIL_FIELD(err, "text", "The answer is empty.");
        if (text_length(text) > TYPED_CHARACTERS)
                return FAIL_FIELD(err, "text", "The answer may have at most %d characters.",
                                  TYPED_CHARACTERS);
        posted->is_spoken = false;
        posted->post = (struct turn_post){
                .mime = "text/plain",
                .typed_text = text,
                .size_bytes = strlen(text),
                .sha256 = sha256_of(text, strlen(text)),
        };
        return true;
}

// What the candidate's own browser understood of the recording. Kept only where it may be used.
static bool
take_browser_text(struct request *request, struct multipart *multipart, struct posted *posted,
                  struct err *err)
{
        const char *text = NULL;
        if (posted->has_browser_text)
                return FAIL_FIELD(err, "browser_text", "\"browser_text\" was sent twice.");
        if (!upload_text(request, multipart, "browser_text", TYPED_BYTES, &text, err))
                return false;
        text = text_trim(request->arena, text);
        if (text_length(text) > TYPED_CHARACTERS)
                return FAIL_FIELD(err, "browser_text", "The text may have at most %d characters.",
                                  TYPED_CHARACTERS);
        posted->has_browser_text = true;
        if (text[0] != '\0' && stt_names_browser(request->server->config))
                posted->browser_text = text;
        return true;
}

static bool
take_part(struct request *request, struct multipart *multipart, const struct multipart_part *part,
          int number, struct posted *posted, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        bool is_audio = strcmp(part->name, "audio") == 0;
        if (strcmp(part->name, "browser_text") == 0)
                return take_browser_text(request, multipart, posted, err);
        if (!is_audio && strcmp(part->name, "text") != 0)
                return FAIL_FIELD(err, part->name, "\"%.60s\" is not a field of an answer.",
                                  part->name);
        if (posted->has_answer)
                return FAIL_FIELD(err, part->name, "An answer is one recording or one text.");
        if (!turn_may_answer(&room, request->interview, number, is_audio, request->arena, err) ||
            !(is_audio ? take_clip(request, multipart, part, number, posted, err)
                       : take_typed(request, multipart, posted, err)))
                return false;
        posted->has_answer = true;
        return true;
}

static bool
take_parts(struct request *request, int number, struct posted *posted, struct err *err)
{
        struct multipart *multipart = arena_alloc(request->arena, 1, sizeof *multipart);
        struct multipart_part *part = arena_alloc(request->arena, 1, sizeof *part);
        bool has_part = true;
        if (!upload_open(request, multipart, err))
                return false;
        for (;;) {
                if (!multipart_next_part(multipart, part, &has_part, err))
                        return false;
                if (!has_part)
                        break;
                if (!take_part(request, multipart, part, number, posted, err))
                        return false;
        }
        if (!posted->has_answer)
                return FAIL_FIELD(err, "audio", "The form has neither \"audio\" nor \"text\".");
        if (posted->has_browser_text && !posted->is_spoken)
                return FAIL_FIELD(err, "browser_text",
                                  "\"browser_text\" stands beside a recording alone.");
        posted->post.browser_text = posted->browser_text;
        return true;
}

// Reads the form: exactly one of `audio` and `text`, and `browser_text` beside `audio` where there
// is one. What was stored is thrown away on failure.
static bool
take_form(struct request *request, int number, struct posted *posted, struct err *err)
{
        if (take_parts(request, number, posted, err))
                return true;
        if (posted->has_answer && posted->is_spoken)
                upload_forget(request, &posted->clip);
        return false;
}

static bool
accept(struct request *request, int number, const struct posted *posted, struct uuid *answer_out,
       struct err *err)
{
        struct turn_room room = request_turn_room(request);
        bool is_new = false;
        bool is_accepted = turn_accept(&room, request->interview, number, &posted->post, answer_out,
                                       &is_new, err);
        // A commit whose reply was lost may have been made: such a clip is left to the sweep.
        bool is_sure = is_accepted || err->kind == ERR_CONFLICT;
        if (posted->is_spoken && !is_new && is_sure)
                upload_forget(request, &posted->clip);
        return is_accepted;
}

// A conflict tells which turn is open.
static void
add_current_turn(struct request *request)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct err err;
        if (!db_take(request->server->pool, &db, &err) ||
            !db_ask(db, &TURN_NEWEST, &rows, &err, DB_UUID(request->interview)) || rows.count == 0)
                return;
        const char *status = row_text(&rows, 0, "status");
        bool is_open = text_equals(status, "asked") || text_equals(status, "received") ||
                       text_equals(status, "transcribed");
        request->problem_members = is_open ? arena_print(request->arena, ",\"current_turn\":%d",
                                                         (int)row_int(&rows, 0, "number"))
                                           : ",\"current_turn\":null";
}

static void
send_event(void *context, const char *json)
{
        respond_line(context, json);
}

static bool
stream(struct request *request, int number, const struct posted *posted, struct uuid answer,
       struct err *err)
{
        struct turn_room room = request_turn_room(request);
        struct turn_events events = {.send = send_event, .context = request};
        respond_stream(request);
        respond_line(request, arena_print(request->arena,
                                          "{\"event\":\"received\",\"turn\":%d,\"bytes\":%llu,"
                                          "\"sha256\":\"%s\"}",
                                          number, (unsigned long long)posted->post.size_bytes,
                                          digest_to_text(posted->post.sha256).text));
        bool is_done = turn_work(&room, answer, &events, request->arena, err);
        if (!is_done)
                respond_line(request,
                             arena_print(request->arena, "{\"event\":\"error\",\"problem\":%s}",
                                         problem_json(request, err)));
        respond_line(request,
                     arena_print(request->arena, "{\"event\":\"done\",\"turn\":%d}", number));
        return is_done;
}

static bool
wants_stream(const struct request *request)
{
        const char *accepted = request_header(request, "HTTP_ACCEPT");
        return accepted != NULL && strstr(accepted, "application/x-ndjson") != NULL;
}

bool
candidate_answer(struct request *request, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        struct posted posted = {0};
        struct uuid answer = {{0}};
        int number = 0;
        if (!request_number(request, 0, &number, err))
                return false;
        if (!take_form(request, number, &posted, err) ||
            !accept(request, number, &posted, &answer, err)) {
                if (err->kind == ERR_CONFLICT)
                        add_current_turn(request);
                return false;
        }
        if (wants_stream(request))
                return stream(request, number, &posted, answer, err);
        return turn_work(&room, answer, NULL, request->arena, err) &&
               candidate_answer_respond(request, number, answer, err);
}

bool
candidate_skip(struct request *request, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        int number = 0;
        int next = 0;
        if (!request_number(request, 0, &number, err))
                return false;
        if (!turn_skip(&room, request->interview, number, request->arena, &next, err)) {
                if (err->kind == ERR_CONFLICT)
                        add_current_turn(request);
                return false;
        }
        return candidate_skip_respond(request, next, err);
}
