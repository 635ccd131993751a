#include "docx_parts.h"

#include <string.h>

#include "base/text.h"
#include "cage.h"
#include "docx_xml.h"

static const char BODY_NAME[] = "word/document.xml";

static const struct {
        const char *type;
        enum docx_part kind;
} TYPES[] = {
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
         DOCX_BODY},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
         DOCX_BODY},
        {"application/vnd.ms-word.document.macroEnabled.main+xml", DOCX_BODY},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml", DOCX_HEADER},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml", DOCX_FOOTER},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
         DOCX_FOOTNOTES},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml",
         DOCX_ENDNOTES},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
         DOCX_COMMENTS},
        {"application/vnd.ms-office.drawingml.diagramDrawing+xml", DOCX_DIAGRAM},
};

static void
add_part(struct docx_parts *parts, enum docx_part kind, const char *name)
{
        if (parts->count == DOCX_MOST_PARTS)
                return;
        parts->list[parts->count].kind = kind;
        strncpy(parts->list[parts->count].name, name, DOCX_NAME_BYTES - 1);
        parts->count++;
}

static void
type_opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct docx_parts *parts = context;
        char type[128], part[DOCX_NAME_BYTES];
        if (strcmp(name, "Override") != 0)
                return;
        docx_attribute(attributes, "ContentType", type, sizeof type);
        docx_attribute(attributes, "PartName", part, sizeof part);
        for (size_t i = 0; i < COUNT_OF(TYPES); i++) {
                if (part[0] == '/' && text_equals_folded(TYPES[i].type, type))
                        add_part(parts, TYPES[i].kind, part + 1);
        }
}

static void
nothing_closes(void *context, const char *name)
{
        (void)context, (void)name;
}

static void
no_text(void *context, const char *bytes, size_t length)
{
        (void)context, (void)bytes, (void)length;
}

static const struct docx_reader TYPE_READER = {
        .opens = type_opens, .closes = nothing_closes, .text = no_text};

struct properties {
        bool is_pages;
        char pages[16];
};

static void
property_opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct properties *properties = context;
        (void)attributes;
        properties->is_pages = strcmp(name, "Pages") == 0;
}

static void
property_closes(void *context, const char *name)
{
        struct properties *properties = context;
        (void)name;
        properties->is_pages = false;
}

static void
property_text(void *context, const char *bytes, size_t length)
{
        struct properties *properties = context;
        size_t used = strlen(properties->pages);
        if (properties->is_pages && length < sizeof properties->pages - used)
                memcpy(properties->pages + used, bytes, length);
}

static const struct docx_reader PROPERTY_READER = {
        .opens = property_opens, .closes = property_closes, .text = property_text};

static bool
has_body(const struct docx_parts *parts)
{
        for (size_t i = 0; i < parts->count; i++) {
                if (parts->list[i].kind == DOCX_BODY)
                        return true;
        }
        return false;
}

void
docx_parts_find(struct docx_zip *zip, struct docx_parts *parts_out)
{
        static const int64_t MOST_PAGES = 1000000;
        struct properties properties = {0};
        int64_t pages = 0;
        docx_xml_read(zip, "[Content_Types].xml", &TYPE_READER, parts_out);
        if (!has_body(parts_out) && docx_zip_has(zip, BODY_NAME))
                add_part(parts_out, DOCX_BODY, BODY_NAME);
        if (!has_body(parts_out))
                cage_refuse(REFUSAL_NOT_A_DOCUMENT, "an archive without a Word document");
        docx_xml_read(zip, "docProps/app.xml", &PROPERTY_READER, &properties);
        if (text_to_int(properties.pages, 1, MOST_PAGES, &pages))
                parts_out->pages = (int)pages;
        parts_out->has_macros = docx_zip_has(zip, "word/vbaProject.bin");
}
