#include "model/texts.h"

#include "base/arena.h"
#include "base/json_read.h"
#include "base/json_write.h"

void
texts_write(struct json_writer *json, const char *const *texts, size_t count)
{
        json_open_list(json);
        for (size_t i = 0; i < count; i++)
                json_add_text(json, texts[i]);
        json_close_list(json);
}

void
texts_from_json(const struct json_object *list, struct arena *arena, const char *const **texts_out,
                size_t *count_out)
{
        size_t most = json_count(list);
        size_t count = 0;
        const char **texts = arena_alloc(arena, most + 1, sizeof *texts);
        for (size_t i = 0; i < most; i++) {
                const char *text = json_text_at(list, i);
                if (text != NULL)
                        texts[count++] = arena_text(arena, text);
        }
        *texts_out = texts;
        *count_out = count;
}
