#include "interview/prompt_data.h"

#include <string.h>

#include "base/text.h"

void
prompt_add_data(struct buf *buf, const char *name, const char *text, const char *delimiter,
                struct arena *arena)
{
        const char *clean = text == NULL ? "" : text_clean(arena, text, strlen(text));
        buf_print(buf, "\n%s, as data:\n<<%s\n", name, delimiter);
        // Nobody can close the data from inside: the delimiter itself is taken out.
        size_t length = strlen(delimiter);
        for (const char *hit = NULL; length > 0 && (hit = strstr(clean, delimiter)) != NULL;) {
                buf_add(buf, clean, (size_t)(hit - clean));
                buf_char(buf, ' ');
                clean = hit + length;
        }
        buf_print(buf, "%s\n%s>>\n", clean, delimiter);
}
