// earshot-sandbox-pdf: reads one PDF file and answers with its text and its number of pages.
#include <string.h>

#include "base/arena.h"
#include "base/json_write.h"
#include "base/text.h"
#include "cage.h"
#include "pdf_text.h"
#include "sandbox/document.h"

enum {
        MOST_TEXT_BYTES = DOCUMENT_MOST_CHARACTERS * 4,
};

static const struct cage CAGE = {
        .memory_bytes = (size_t)1 << 30, .cpu_seconds = 20, .most_payload_bytes = MOST_TEXT_BYTES};

static _Noreturn void
answer(const struct buf *text, const struct pdf_text *read)
{
        OWN(arena_done) struct arena arena = {0};
        const char *clean = text_clean(&arena, buf_string(text), text->length);
        if (text->is_over || text_length(clean) > DOCUMENT_MOST_CHARACTERS)
                cage_refuse(REFUSAL_DOCUMENT_CHARACTERS, "");
        if (*clean == '\0')
                cage_refuse(REFUSAL_DOCUMENT_WITHOUT_TEXT, "");
        struct buf line = buf_open(ANSWER_LINE_BYTES - 1);
        struct json_writer json = json_writer_on(&line);
        json_open_object(&json);
        json_put_int(&json, "pages", read->pages);
        json_name(&json, "warnings");
        json_open_list(&json);
        if (read->hidden_characters > 0)
                json_add_text(&json, "hidden_text");
        if (read->pages_of_pictures > 0)
                json_add_text(&json, "pictures");
        json_close_list(&json);
        json_close_object(&json);
        cage_payload(clean, strlen(clean));
        cage_answer(&line);
}

int
main(void)
{
        const char *bytes = NULL;
        size_t length = 0;
        struct buf text = buf_open(MOST_TEXT_BYTES);
        struct pdf_text read = {0};

        cage_prepare();
        pdf_text_prepare();
        cage_enter(&CAGE);
        if (!cage_read_file(DOCUMENT_MOST_BYTES, &bytes, &length))
                cage_refuse(REFUSAL_DOCUMENT_BYTES, "");
        pdf_text_read(bytes, length, &text, &read);
        answer(&text, &read);
}
