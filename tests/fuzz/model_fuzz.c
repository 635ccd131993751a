// Fuzz target for the nouns that are read from JSON, from rows and from providers alike: the first
// byte chooses which. What was read can be written, and what was written is read as the same.
#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "fuzz.h"
#include "model/evaluation.h"
#include "model/question.h"
#include "model/rubric.h"
#include "model/texts.h"
#include "model/transcript.h"

enum { MOST_BYTES = 16 << 20 };

static void
rewrite_question(const struct json_object *node, struct arena *arena, struct json_writer *json)
{
        struct question question = question_from_json(node, arena);
        question_write(json, &question);
}

static void
rewrite_transcript(const struct json_object *node, struct arena *arena, struct json_writer *json)
{
        struct transcript transcript = transcript_from_json(node, arena);
        transcript_write(json, &transcript);
}

static void
rewrite_voice(const struct json_object *node, struct arena *arena, struct json_writer *json)
{
        struct voice_metrics metrics = voice_metrics_from_json(node, arena);
        json_open_object(json);
        voice_metrics_write_members(json, &metrics);
        json_close_object(json);
}

static void
rewrite_evaluation(const struct json_object *node, struct arena *arena, struct json_writer *json)
{
        struct evaluation evaluation = evaluation_from_json(node, arena);
        evaluation_write(json, &evaluation);
}

static void
rewrite_texts(const struct json_object *node, struct arena *arena, struct json_writer *json)
{
        const char *const *texts = NULL;
        size_t count = 0;
        texts_from_json(node, arena, &texts, &count);
        texts_write(json, texts, count);
}

static void
rewrite_rubric(const struct json_object *node, struct arena *arena, struct json_writer *json)
{
        struct rubric rubric = {0};
        struct err err = {0};
        if (!rubric_read_criteria(node, arena, &rubric, &err)) {
                assert(err.kind == ERR_INPUT && err.message[0] != '\0');
                json_add_null(json);
                return;
        }
        rubric_write_criteria(json, &rubric);
}

static void (*const REWRITERS[])(const struct json_object *node, struct arena *arena,
                                 struct json_writer *json) = {
        rewrite_question,   rewrite_transcript, rewrite_voice,
        rewrite_evaluation, rewrite_texts,      rewrite_rubric,
};

// The noun once more as JSON; false where the bytes are no JSON.
static bool
rewrite(size_t which, const char *bytes, size_t length, struct arena *arena, struct buf *out)
{
        struct json_document document = {0};
        struct json_writer json = json_writer_on(out);
        struct err err = {0};
        bool is_json = json_parse(bytes, length, &document, &err);
        if (is_json)
                REWRITERS[which](document.root, arena, &json);
        json_document_close(&document);
        return is_json;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        struct buf once = buf_open(MOST_BYTES);
        struct buf twice = buf_open(MOST_BYTES);
        struct arena arena = {0};
        size_t which = length == 0 ? 0 : bytes[0] % COUNT_OF(REWRITERS);
        if (length > 0 && rewrite(which, (const char *)bytes + 1, length - 1, &arena, &once)) {
                assert(rewrite(which, buf_string(&once), once.length, &arena, &twice));
                assert(strcmp(buf_string(&once), buf_string(&twice)) == 0);
        }
        buf_close(&twice);
        buf_close(&once);
        arena_done(&arena);
        return 0;
}
