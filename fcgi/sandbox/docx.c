// earshot-sandbox-docx: reads one DOCX file and answers with its text and its number of pages.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_write.h"
#include "base/text.h"
#include "cage.h"
#include "docx_parts.h"
#include "docx_text.h"
#include "docx_xml.h"
#include "sandbox/document.h"

enum {
        MOST_TEXT_BYTES = DOCUMENT_MOST_CHARACTERS * 4,
        // What one page of a resume holds, where nobody noted the number of pages.
        CHARACTERS_A_PAGE = 3000,
};

static const struct cage CAGE = {
        .memory_bytes = 256u << 20, .cpu_seconds = 20, .most_payload_bytes = MOST_TEXT_BYTES};

// Headers and footers come once, however many sections repeat them.
static void
add_part(struct buf *whole, const struct buf *part)
{
        if (part->length == 0 ||
            memmem(buf_string(whole), whole->length, part->bytes, part->length))
                return;
        if (whole->length > 0)
                buf_text(whole, "\n\n");
        buf_add(whole, part->bytes, part->length);
}

static void
read_kind(struct docx_zip *zip, const struct docx_parts *parts, enum docx_part kind,
          struct docx_text *text)
{
        for (size_t i = 0; i < parts->count; i++) {
                OWN(buf_close) struct buf part = buf_open(MOST_TEXT_BYTES);
                struct buf *whole = text->text;
                if (parts->list[i].kind != kind)
                        continue;
                text->text = &part;
                docx_text_read(zip, parts->list[i].name, text);
                text->text = whole;
                add_part(whole, &part);
                whole->is_over = whole->is_over || part.is_over;
        }
}

static _Noreturn void
answer(const struct docx_text *text, const struct docx_parts *parts)
{
        OWN(arena_done) struct arena arena = {0};
        const char *clean = text_clean(&arena, text->text->bytes, text->text->length);
        size_t characters = text_length(clean);
        if (text->text->is_over || characters > DOCUMENT_MOST_CHARACTERS)
                cage_refuse(REFUSAL_DOCUMENT_CHARACTERS, "");
        int pages = parts->pages;
        bool is_estimate = pages < 1;
        if (is_estimate) {
                int by_length = (int)(characters / CHARACTERS_A_PAGE) + 1;
                int by_breaks = text->page_breaks + 1;
                pages = by_breaks > by_length ? by_breaks : by_length;
        }
        if (pages > DOCUMENT_MOST_PAGES)
                cage_refuse(REFUSAL_DOCUMENT_PAGES, "");
        struct buf line = buf_open(ANSWER_LINE_BYTES - 1);
        struct json_writer json = json_writer_on(&line);
        json_open_object(&json);
        json_put_int(&json, "pages", pages);
        json_name(&json, "warnings");
        json_open_list(&json);
        if (text->hidden_characters > 0)
                json_add_text(&json, "hidden_text");
        if (parts->has_macros)
                json_add_text(&json, "macros");
        if (is_estimate)
                json_add_text(&json, "pages_estimated");
        json_close_list(&json);
        json_close_object(&json);
        cage_payload(clean, strlen(clean));
        cage_answer(&line);
}

// A document with a password is an OLE file ([MS-OFFCRYPTO] 2.3) whose directory names the stream
// that holds the encrypted archive, in UTF-16. Without that name it is a Word file of the old kind.
static void
refuse_ole(const char *bytes, size_t length)
{
        static const char MARK[] = "\xD0\xCF\x11\xE0";
        static const char STREAM[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
        if (length < sizeof MARK - 1 || memcmp(bytes, MARK, sizeof MARK - 1) != 0)
                return;
        if (memmem(bytes, length, STREAM, sizeof STREAM) != NULL)
                cage_refuse(REFUSAL_DOCUMENT_LOCKED, "an encrypted package");
        cage_refuse(REFUSAL_NOT_A_DOCUMENT, "an OLE file");
}

int
main(void)
{
        const char *bytes = NULL;
        size_t length = 0;
        struct docx_zip zip = {0};
        struct docx_parts parts = {0};
        struct buf whole = buf_open(MOST_TEXT_BYTES);
        struct docx_text text = {.text = &whole};

        cage_prepare();
        docx_xml_prepare();
        cage_enter(&CAGE);
        if (!cage_read_file(DOCUMENT_MOST_BYTES, &bytes, &length))
                cage_refuse(REFUSAL_DOCUMENT_BYTES, "");
        refuse_ole(bytes, length);
        docx_zip_open(bytes, length, &zip);
        docx_parts_find(&zip, &parts);
        for (enum docx_part kind = 0; kind < DOCX_PART_COUNT; kind++)
                read_kind(&zip, &parts, kind, &text);
        if (whole.length == 0 && !whole.is_over)
                cage_refuse(REFUSAL_DOCUMENT_WITHOUT_TEXT, "");
        answer(&text, &parts);
}
