#include "docx_xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>

#include "cage.h"

enum {
        // A SAX2 attribute is five pointers: name, prefix, URI, begin and end of the value.
        ATTRIBUTE_NAME = 0,
        ATTRIBUTE_BEGIN = 3,
        ATTRIBUTE_END = 4,
        ATTRIBUTE_POINTERS = 5,
};

struct docx_attributes {
        const xmlChar **pointers;
        size_t count;
};

struct parse {
        const struct docx_reader *reader;
        void *context;
        xmlParserCtxt *parser;
};

void
docx_attribute(const struct docx_attributes *attributes, const char *name, char *value,
               size_t value_bytes)
{
        value[0] = '\0';
        for (size_t i = 0; i < attributes->count; i++) {
                const xmlChar **one = attributes->pointers + i * ATTRIBUTE_POINTERS;
                size_t length = (size_t)(one[ATTRIBUTE_END] - one[ATTRIBUTE_BEGIN]);
                if (strcmp((const char *)one[ATTRIBUTE_NAME], name) != 0 || length >= value_bytes)
                        continue;
                memcpy(value, one[ATTRIBUTE_BEGIN], length);
                value[length] = '\0';
                return;
        }
}

static void
opens(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
      int namespace_count, const xmlChar **namespaces, int attribute_count, int default_count,
      const xmlChar **pointers)
{
        struct parse *parse = data;
        struct docx_attributes attributes = {.pointers = pointers,
                                             .count = (size_t)attribute_count};
        (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)default_count;
        parse->reader->opens(parse->context, (const char *)name, &attributes);
}

static void
closes(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
        struct parse *parse = data;
        (void)prefix, (void)uri;
        parse->reader->closes(parse->context, (const char *)name);
}

static void
text(void *data, const xmlChar *bytes, int length)
{
        struct parse *parse = data;
        parse->reader->text(parse->context, (const char *)bytes, (size_t)length);
}

static void
refuse_doctype(void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
        (void)data, (void)name, (void)external, (void)system;
        cage_refuse(REFUSAL_DOCUMENT_FORBIDDEN, "a part has a DOCTYPE");
}

static bool
take(const char *bytes, size_t length, void *data)
{
        struct parse *parse = data;
        if (xmlParseChunk(parse->parser, bytes, (int)length, 0) != 0)
                cage_refuse(REFUSAL_DOCUMENT_DAMAGED, "a part is not well-formed");
        return true;
}

void
docx_xml_prepare(void)
{
        xmlInitParser();
}

bool
docx_xml_read(struct docx_zip *zip, const char *name, const struct docx_reader *reader,
              void *context)
{
        struct parse parse = {.reader = reader, .context = context};
        xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                                 .startElementNs = opens,
                                 .endElementNs = closes,
                                 .characters = text,
                                 .cdataBlock = text,
                                 .internalSubset = refuse_doctype};
        if (!docx_zip_has(zip, name))
                return false;
        parse.parser = xmlCreatePushParserCtxt(&handler, &parse, NULL, 0, NULL);
        if (parse.parser == NULL)
                cage_refuse(REFUSAL_DOCUMENT_DAMAGED, "no memory for the parser");
        xmlCtxtUseOptions(parse.parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
        docx_zip_read(zip, name, take, &parse);
        if (xmlParseChunk(parse.parser, "", 0, 1) != 0)
                cage_refuse(REFUSAL_DOCUMENT_DAMAGED, "a part is not well-formed");
        xmlFreeParserCtxt(parse.parser);
        return true;
}
