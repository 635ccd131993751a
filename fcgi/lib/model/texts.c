#include "model/texts.h"

#include <stdbool.h>
#include <string.h>

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

static bool
names_it(const char *names, const char *name)
{
        size_t length = strlen(name);
        for (const char *place = names; (place = strstr(place, name)) != NULL; place += length) {
                bool begins = place == names || (place - names >= 2 && place[-2] == ',');
                if (begins && (place[length] == '\0' || place[length] == ','))
                        return true;
        }
        return false;
}

const char *
texts_named_once(const char *names, const char *more, struct arena *arena)
{
        if (names == NULL || more == NULL)
                return names == NULL ? more : names;
        while (*more != '\0') {
                size_t length = strcspn(more, ",");
                const char *name = arena_copy(arena, more, length);
                if (!names_it(names, name))
                        names = arena_print(arena, "%s, %s", names, name);
                more += length + strspn(more + length, ", ");
        }
        return names;
}
