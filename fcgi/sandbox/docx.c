// earshot-sandbox-docx: reads one DOCX or ODT file and answers with its text and its number of
// pages.
#include <string.h>

#include "base/own.h"
#include "cage.h"
#include "docx_look.h"
#include "docx_numbers.h"
#include "docx_odt.h"
#include "docx_parts.h"
#include "docx_text.h"
#include "docx_xml.h"
#include "reading.h"
#include "sandbox/document.h"

static const struct cage CAGE = {.memory_bytes = 256u << 20,
                                 .cpu_seconds = 8,
                                 .most_payload_bytes = DOCUMENT_MOST_PAYLOAD_BYTES};

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
        struct reading *reading = text->reading;
        for (size_t i = 0; i < parts->count; i++) {
                OWN(buf_close) struct buf part = buf_open(DOCUMENT_MOST_TEXT_BYTES);
                if (parts->list[i].kind != kind)
                        continue;
                docx_text_read(zip, parts->list[i].name, text, &part);
                if (kind == DOCX_COMMENTS)
                        reading_comment(reading, buf_string(&part), part.length);
                else
                        add_part(&reading->text, &part);
                reading->text.is_over = reading->text.is_over || part.is_over;
        }
}

static void
read_all(struct docx_zip *zip, const struct docx_parts *parts, struct docx_text *text)
{
        buf_clear(&text->reading->text);
        buf_clear(&text->reading->hidden);
        buf_clear(&text->reading->comments);
        text->numbers = docx_numbers_read(zip);
        text->page_breaks = 0;
        for (enum docx_part kind = 0; kind < DOCX_PART_COUNT; kind++)
                read_kind(zip, parts, kind, text);
}

// Whether what was found shows that text was hidden or shown wrongly.
static bool
is_contradicted(const struct docx_text *text)
{
        const struct docx_facts *found = &text->found;
        bool is_on_backdrop = found->has_white && found->has_backdrop;
        bool is_on_float = found->has_white_box && found->has_float;
        return is_on_backdrop || is_on_float || found->has_far_box;
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
        cage_refuse(REFUSAL_DOCUMENT_OLD_WORD, "an OLE file");
}

static void
read_docx(struct docx_zip *zip, struct reading *reading)
{
        static struct docx_parts parts;
        struct docx_text text = {.reading = reading};
        reading->format = DOCUMENT_DOCX;
        docx_parts_find(zip, &parts);
        text.styles = docx_styles_read(zip);
        read_all(zip, &parts, &text);
        if (is_contradicted(&text)) {
                text.assumed = text.found;
                read_all(zip, &parts, &text);
        }
        reading->pages = parts.pages;
        reading->least_pages = text.page_breaks + 1;
        reading->warnings[DOCUMENT_MACROS] = parts.has_macros;
}

int
main(void)
{
        const char *bytes = NULL;
        size_t length = 0;
        struct docx_zip zip = {0};
        struct reading reading = reading_open();

        cage_prepare();
        docx_xml_prepare();
        cage_next_file(&CAGE);
        if (!cage_read_file(DOCUMENT_MOST_BYTES, &bytes, &length))
                cage_refuse(REFUSAL_DOCUMENT_BYTES, "");
        refuse_ole(bytes, length);
        docx_zip_open(bytes, length, &zip);
        if (docx_odt_is_one(&zip))
                docx_odt_read(&zip, &reading);
        else
                read_docx(&zip, &reading);
        reading_answer(&reading);
}
