// Fuzz target for JSON in: what is read is written as JSON that reads the same, and the strict
// readers keep their promises.
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/json_read.h"
#include "base/text.h"
#include "fuzz.h"

enum { DEEPEST = 16 };

static void
walk(const struct json_object *node, int depth);

static bool
walk_member(const char *name, struct json_object *value, void *context)
{
        int *depth = context;
        assert(text_is_utf8(name, strlen(name)));
        walk(value, *depth + 1);
        return true;
}

static void
walk(const struct json_object *node, int depth)
{
        assert(depth <= DEEPEST);
        for (size_t i = 0; i < json_count(node); i++) {
                const char *text = json_text_at(node, i);
                assert(text == NULL || text_is_utf8(text, strlen(text)));
                (void)json_number_at(node, i);
                walk(json_at(node, i), depth + 1);
        }
        assert(json_at(node, json_count(node)) == NULL);
        if (json_is_object(node))
                assert(json_each(node, walk_member, &depth));
}

static void
read_strictly(const struct json_object *root, struct arena *arena)
{
        static const char *const CHOICES[] = {"none", "end", "live"};
        struct err err = {0};
        const char *text = NULL;
        int64_t number = 0;
        int choice = 0;
        bool is_true = false;
        struct json_object *list = NULL;
        if (json_read_text(root, (struct json_text_rule){"text", 1, 20, false}, arena, &text, &err))
                assert(text_is_utf8(text, strlen(text)) && text_length(text) >= 1 &&
                       text_length(text) <= 20);
        else
                assert(err.kind == ERR_INPUT && err.message[0] != '\0');
        if (json_read_int(root, "number", -5, 1000, false, &number, &err))
                assert(number >= -5 && number <= 1000);
        if (json_read_choice(root, "choice", CHOICES, 3, false, &choice, &err))
                assert(choice >= 0 && choice < 3);
        (void)!json_read_bool(root, "is", false, &is_true, &err);
        if (json_read_list(root, "list", 4, false, &list, &err))
                assert(json_count(list) <= 4);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        struct json_document document = {0};
        struct json_document again = {0};
        struct arena arena = {0};
        struct err err = {0};
        if (json_parse((const char *)bytes, length, &document, &err)) {
                walk(document.root, 0);
                read_strictly(document.root, &arena);
                const char *text = json_to_text(document.root, &arena);
                assert(json_parse(text, strlen(text), &again, &err));
                assert(strcmp(json_to_text(again.root, &arena), text) == 0);
        } else {
                assert(err.kind == ERR_MALFORMED && text_is_utf8(err.message, strlen(err.message)));
        }
        json_document_close(&again);
        json_document_close(&document);
        arena_done(&arena);
        return 0;
}
