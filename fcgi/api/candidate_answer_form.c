#include "candidate_answer_form.h"

#include <string.h>

#include "base/text.h"
#include "candidate_clip.h"
#include "net/providers.h"
#include "session.h"

// Some 3,000 words: what nobody types in the time that an answer has.
enum { TYPED_BYTES = 80 * 1024, TYPED_CHARACTERS = 20000 };
// A form in which every byte of two such texts is escaped, and some short fields.
enum { FORM_BYTES = 2 * 3 * TYPED_BYTES + 4096, WORD_BYTES = 64 };
// A larger body is not read before it is known who posts it.
enum { EARLY_BYTES = 1024 * 1024 };

// What was found so far.
struct reading {
        struct request *request;
        struct gate_asked *asked;
        struct answer_form *form;
        bool has_answer;
        bool is_spoken;
        bool is_uploaded;
        uint64_t uploaded_bytes;
        bool has_bytes;
        bool has_browser_text;
        const char *browser_text; // NULL: none, or it is of no use here
};

// Whether somebody may post here, and the answer that has come so far.
static bool
pass_gate(struct reading *reading, struct err *err)
{
        struct gate_asked *asked = reading->asked;
        if (!gate_take(asked, err))
                return false;
        if (uuid_is_zero(asked->gate.interview))
                return session_fail_candidate(err);
        reading->request->interview = asked->gate.interview;
        return !reading->has_answer ||
               turn_may_answer(reading->request->server->config, &asked->gate, asked->number,
                               reading->is_spoken, err);
}

static bool
take_clip(struct reading *reading, struct multipart *multipart, const struct multipart_part *part,
          struct err *err)
{
        struct request *request = reading->request;
        struct upload *clip = &reading->form->clip;
        // What is small is read while the gate is looked for.
        if ((request->body_length > EARLY_BYTES && !pass_gate(reading, err)) ||
            !upload_receive(request, multipart, part, ANSWER_CLIP_BYTES, &reading->form->put, clip,
                            err))
                return false;
        const char *mime = upload_sound_type(clip->head, clip->head_length);
        if (clip->size_bytes == 0)
                return FAIL_FIELD(err, "audio", "The recording is empty.");
        if (mime == NULL)
                return upload_fail_sound_type(err);
        reading->form->post = (struct turn_post){
                .mime = mime,
                .size_bytes = clip->size_bytes,
        };
        return true;
}

static bool
take_typed(struct reading *reading, const char *value, struct err *err)
{
        struct request *request = reading->request;
        const char *text = text_trim(request->arena, value);
        if (text[0] == '\0')
                return FAIL_FIELD(err, "text", "The answer is empty.");
        if (text_length(text) > TYPED_CHARACTERS)
                return FAIL_FIELD(err, "text", "The answer may have at most %d characters.",
                                  TYPED_CHARACTERS);
        reading->form->post = (struct turn_post){
                .mime = "text/plain",
                .typed_text = text,
                .size_bytes = strlen(text),
                .sha256 = sha256_of(text, strlen(text)),
        };
        return true;
}

static bool
take_uploaded(struct reading *reading, const char *value, struct err *err)
{
        if (!text_equals(value, "uploaded"))
                return FAIL_FIELD(err, "clip", "\"clip\" can only be \"uploaded\".");
        reading->is_uploaded = true;
        return true;
}

static bool
take_bytes(struct reading *reading, const char *value, struct err *err)
{
        int64_t bytes = 0;
        if (reading->has_bytes)
                return FAIL_FIELD(err, "bytes", "\"bytes\" was sent twice.");
        if (!text_to_int(value, 1, (int64_t)ANSWER_CLIP_BYTES, &bytes))
                return FAIL_FIELD(err, "bytes",
                                  "\"bytes\" must be the length of the recording, 1 to %lld.",
                                  (long long)ANSWER_CLIP_BYTES);
        reading->has_bytes = true;
        reading->uploaded_bytes = (uint64_t)bytes;
        return true;
}

// What the candidate's own browser understood of the recording. Kept only where it may be used.
static bool
take_browser_text(struct reading *reading, const char *value, struct err *err)
{
        const char *text = text_trim(reading->request->arena, value);
        if (reading->has_browser_text)
                return FAIL_FIELD(err, "browser_text", "\"browser_text\" was sent twice.");
        if (text_length(text) > TYPED_CHARACTERS)
                return FAIL_FIELD(err, "browser_text", "The text may have at most %d characters.",
                                  TYPED_CHARACTERS);
        reading->has_browser_text = true;
        if (text[0] != '\0' && stt_names_browser(reading->request->server->config))
                reading->browser_text = text;
        return true;
}

// The fields that are text. Of those that are an answer one alone may come.
static const struct field {
        const char *name;
        size_t most_bytes;
        bool is_answer;
        bool is_spoken;
        bool (*take)(struct reading *reading, const char *value, struct err *err);
} FIELDS[] = {
        {"text", TYPED_BYTES, true, false, take_typed},
        {"clip", WORD_BYTES, true, true, take_uploaded},
        {"bytes", WORD_BYTES, false, false, take_bytes},
        {"browser_text", TYPED_BYTES, false, false, take_browser_text},
};

static const struct field *
field_of(const char *name)
{
        for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
                if (text_equals(FIELDS[i].name, name))
                        return &FIELDS[i];
        }
        return NULL;
}

static bool
fail_unknown(const char *name, struct err *err)
{
        return FAIL_FIELD(err, name, "\"%.60s\" is not a field of an answer.", name);
}

// An answer is one recording or one text.
static bool
begin_answer(struct reading *reading, const char *name, bool is_spoken, struct err *err)
{
        if (reading->has_answer)
                return FAIL_FIELD(err, name, "An answer is one recording or one text.");
        reading->has_answer = true;
        reading->is_spoken = is_spoken;
        return true;
}

static bool
take_value(struct reading *reading, const struct field *field, const char *value, struct err *err)
{
        return (!field->is_answer || begin_answer(reading, field->name, field->is_spoken, err)) &&
               field->take(reading, value, err);
}

static bool
take_part(struct reading *reading, struct multipart *multipart, const struct multipart_part *part,
          struct err *err)
{
        const struct field *field = field_of(part->name);
        const char *value = NULL;
        if (text_equals(part->name, "audio"))
                return begin_answer(reading, part->name, true, err) &&
                       take_clip(reading, multipart, part, err);
        if (field == NULL)
                return fail_unknown(part->name, err);
        return upload_text(reading->request, multipart, field->name, field->most_bytes, &value,
                           err) &&
               take_value(reading, field, value, err);
}

static bool
take_parts(struct reading *reading, struct err *err)
{
        struct request *request = reading->request;
        struct multipart *multipart = arena_alloc(request->arena, 1, sizeof *multipart);
        struct multipart_part *part = arena_alloc(request->arena, 1, sizeof *part);
        bool has_part = true;
        if (!upload_open(request, multipart, err))
                return false;
        while (has_part) {
                if (!multipart_next_part(multipart, part, &has_part, err) ||
                    (has_part && !take_part(reading, multipart, part, err)))
                        return false;
        }
        return true;
}

static bool
take_members(struct reading *reading, struct err *err)
{
        const char *place = NULL;
        size_t length = 0;
        if (reading->request->body_length > FORM_BYTES)
                return FAIL(err, ERR_TOO_LARGE, "The form is larger than it can be.");
        if (!request_body(reading->request, &place, &length, err))
                return false;
        if (memchr(place, '\0', length) != NULL)
                return FAIL(err, ERR_MALFORMED, "The form is not well encoded.");
        while (*place != '\0') {
                const char *name = NULL;
                const char *value = NULL;
                if (!request_form_next(reading->request, &place, &name, &value, err))
                        return false;
                const struct field *field = field_of(name);
                if (field == NULL)
                        return fail_unknown(name, err);
                if (strlen(value) > field->most_bytes)
                        return FAIL_FIELD(err, name, "\"%s\" is too long.", field->name);
                if (!take_value(reading, field, value, err))
                        return false;
        }
        return true;
}

static bool
check_whole(const struct reading *reading, struct err *err)
{
        if (!reading->has_answer)
                return FAIL_FIELD(err, "audio",
                                  "The form has neither \"audio\" nor \"text\" nor \"clip\".");
        if (reading->has_browser_text && !reading->is_spoken)
                return FAIL_FIELD(err, "browser_text",
                                  "\"browser_text\" stands beside a recording alone.");
        if (reading->has_bytes != reading->is_uploaded)
                return FAIL_FIELD(err, "bytes",
                                  "\"bytes\" stands beside \"clip\", and only there.");
        return true;
}

static bool
read_body(struct reading *reading, struct err *err)
{
        static const char MEMBERS[] = "application/x-www-form-urlencoded";
        const char *type = request_header(reading->request, "CONTENT_TYPE");
        bool is_members = type != NULL && strncasecmp(type, MEMBERS, strlen(MEMBERS)) == 0;
        return (is_members ? take_members(reading, err) : take_parts(reading, err)) &&
               check_whole(reading, err);
}

bool
answer_form_read(struct request *request, struct gate_asked *asked, struct answer_form *form,
                 struct err *err)
{
        struct reading reading = {.request = request, .asked = asked, .form = form};
        struct err problem = {.kind = ERR_NONE};
        bool is_read = read_body(&reading, &problem);
        if (!pass_gate(&reading, err))
                return false;
        if (!is_read) {
                *err = problem;
                return false;
        }
        if (reading.is_uploaded &&
            !candidate_clip_take(request, asked->number, reading.uploaded_bytes, form, err))
                return false;
        if (form->put.file >= 0)
                form->post.media_key = arena_print(request->arena, "interviews/%s/answer-%d-%s",
                                                   uuid_to_text(request->interview).text,
                                                   asked->number, uuid_to_text(uuid_new()).text);
        form->post.browser_text = reading.browser_text;
        return true;
}

bool
answer_form_keep(struct answer_form *form, struct err *err)
{
        if (form->put.file < 0)
                return true;
        if (!upload_keep(&form->put, form->post.media_key, &form->clip, err))
                return false;
        form->post.sha256 = form->clip.sha256;
        return true;
}

void
answer_form_forget(struct request *request, const struct answer_form *form)
{
        if (form->clip.key != NULL)
                upload_forget(request, &form->clip);
}

void
answer_form_let_go(struct answer_form *form)
{
        store_growing_close(&form->growing);
}

void
answer_form_close(struct answer_form *form)
{
        answer_form_let_go(form);
        store_put_close(&form->put);
}
