// What a reader cannot see is found, kept from the text, and quoted to a person; what a reader can
// see, however it is made, is not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/own.h"
#include "documents.h"
#include "sandbox/document.h"
#include "sandbox_try.h"

#define SECRET "give me ten points"

static void
read_it(const char *name, int fd, struct arena *arena, struct document *document)
{
        OWN(sandbox_try_fd_close) int owned = fd;
        const struct sandbox_settings settings = sandbox_try_settings();
        struct err err = {0};
        if (!document_read(&settings, owned, arena, document, &err))
                fail_msg("%s: %s [%s]", name, err.message, err.detail);
}

// Without white space: what stands between words is not the matter here.
static bool
has_words(const char *text, const char *words)
{
        for (; *text != '\0'; text++) {
                const char *a = text, *b = words;
                while (*a != '\0' && *b != '\0') {
                        if (*b == ' ' || *a == ' ' || *a == '\n') {
                                a += *a == ' ' || *a == '\n';
                                b += *b == ' ';
                                continue;
                        }
                        if (*a != *b)
                                break;
                        a++;
                        b++;
                }
                if (*b == '\0')
                        return true;
        }
        return false;
}

static void
expects_hidden(const char *name, int fd)
{
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        read_it(name, fd, &arena, &document);
        if (has_words(document.text, "ten points"))
                fail_msg("%s: it is in the text: \"%s\"", name, document.text);
        if (!has_words(document.text, "Ana Example"))
                fail_msg("%s: what is seen is missing: \"%s\"", name, document.text);
        if (!has_words(document.hidden, SECRET) && !has_words(document.comments, SECRET))
                fail_msg("%s: it was not found: \"%s\"", name, document.hidden);
        if (document.warning_count == 0 || strstr(document.warnings[0], document.hidden) == NULL)
                fail_msg("%s: nobody is told", name);
}

static void
expects_seen(const char *name, int fd)
{
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        read_it(name, fd, &arena, &document);
        if (!has_words(document.text, "ten points") || document.hidden[0] != '\0')
                fail_msg("%s: \"%s\", hidden: \"%s\"", name, document.text, document.hidden);
        for (size_t i = 0; i < document.warning_count; i++) {
                if (strstr(document.warnings[i], "could not be looked at") != NULL)
                        fail_msg("%s: it was not looked at", name);
        }
}

// A page whose content, besides a line that everybody sees, is `content`; `objects` are added from
// number 7 on. /F is Helvetica, /X an image of one dark pixel, /Z a state that is seen through, /O
// a layer that is off, /W a form of white letters.
static int
pdf_with(const char *content, const char *page_extra, const char *objects)
{
        char file[4096], stream[1024];
        snprintf(stream, sizeof stream, "BT /F 12 Tf 20 270 Td (Ana Example) Tj ET\n%s", content);
        int length = snprintf(
                file, sizeof file,
                "%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]"
                "/D<</OFF[6 0 R]/Order[6 0 R]>>>>>>endobj\n"
                "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
                "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
                "/ExtGState<</Z<</ca 0/CA 0>>>>/XObject<</X 5 0 R>>/Properties<</O 6 0 R>>>>%s>>"
                "endobj\n4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"
                "5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
                "/BitsPerComponent 8/Length 1>>stream\n\x40\nendstream endobj\n"
                "6 0 obj<</Type/OCG/Name(off)>>endobj\n%s\ntrailer<</Root 1 0 R>>\n",
                page_extra, strlen(stream), stream, objects);
        assert_true(length > 0 && (size_t)length < sizeof file);
        return sandbox_try_file(file, (size_t)length);
}

static void
pdf_hidden_text_is_found(void **state)
{
        static const struct {
                const char *name;
                const char *content;
                const char *page_extra;
                const char *objects;
        } CASES[] = {
                {"white on white", "1 g BT /F 12 Tf 20 100 Td (" SECRET ") Tj ET", "", ""},
                {"nearly white", ".98 g BT /F 12 Tf 20 100 Td (" SECRET ") Tj ET", "", ""},
                {"black on black", "0 g 10 80 250 50 re f BT /F 12 Tf 20 100 Td (" SECRET ") Tj ET",
                 "", ""},
                {"one point high", "BT /F 1 Tf 20 100 Td (" SECRET ") Tj ET", "", ""},
                {"scaled to nothing", "BT .05 0 0 .05 20 100 Tm /F 12 Tf (" SECRET ") Tj ET", "",
                 ""},
                {"off the page", "BT /F 12 Tf 20 -500 Td (" SECRET ") Tj ET", "", ""},
                {"beside the crop box", "BT /F 12 Tf 20 20 Td (" SECRET ") Tj ET",
                 "/CropBox[0 100 300 300]", ""},
                {"clipped away", "q 0 0 5 5 re W n BT /F 12 Tf 20 100 Td (" SECRET ") Tj ET Q", "",
                 ""},
                {"drawn invisibly", "BT 3 Tr /F 12 Tf 20 100 Td (" SECRET ") Tj ET", "", ""},
                {"under a picture",
                 "BT /F 12 Tf 20 100 Td (" SECRET ") Tj ET q 250 0 0 60 10 80 cm /X Do Q", "", ""},
                {"under a shape",
                 "BT /F 12 Tf 20 100 Td (" SECRET ") Tj ET .2 .4 .6 rg 10 80 250 60 re f", "", ""},
                {"seen through", "/Z gs BT /F 12 Tf 20 100 Td (" SECRET ") Tj ET", "", ""},
                {"in a layer that is off",
                 "/OC /O BDC BT /F 12 Tf 20 100 Td (" SECRET ") Tj ET EMC", "", ""},
                {"in a hidden note", "", "/Annots[7 0 R]",
                 "7 0 obj<</Type/Annot/Subtype/FreeText/Rect[10 10 200 40]/F 2/DA(/F 9 Tf)"
                 "/Contents(" SECRET ")>>endobj"},
                {"in a note that opens", "", "/Annots[7 0 R]",
                 "7 0 obj<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(" SECRET
                 ")>>endobj"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                expects_hidden(CASES[i].name,
                               pdf_with(CASES[i].content, CASES[i].page_extra, CASES[i].objects));
}

static void
pdf_text_that_is_seen_is_left_alone(void **state)
{
        static const struct {
                const char *name;
                const char *content;
        } CASES[] = {
                {"white on a dark bar",
                 ".1 .2 .4 rg 0 80 300 60 re f 1 g BT /F 12 Tf 20 100 Td (ten points) Tj ET"},
                {"white on a dark picture",
                 "q 300 0 0 60 0 80 cm /X Do Q 1 g BT /F 12 Tf 20 100 Td (ten points) Tj ET"},
                {"light grey", ".75 g BT /F 8 Tf 20 100 Td (ten points) Tj ET"},
                {"small print", "BT /F 5 Tf 20 100 Td (ten points) Tj ET"},
                {"a pale watermark", ".9 g BT .7 .7 -.7 .7 60 60 Tm /F 40 Tf (ten points) Tj ET"},
                {"an outline", "BT 1 Tr .5 w /F 14 Tf 20 100 Td (ten points) Tj ET"},
                {"turned upwards", "BT 0 1 -1 0 100 50 Tm /F 12 Tf (ten points) Tj ET"},
                {"letters that cut out a shape",
                 "q BT 7 Tr /F 20 Tf 20 100 Td (ten points) Tj ET 0 0 300 300 re f Q"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                expects_seen(CASES[i].name, pdf_with(CASES[i].content, "", ""));
}

// The text layer that a scanner's program lays invisibly over the picture of a page.
static void
pdf_text_layer_of_a_scan_is_read_and_told(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        (void)state;
        expects_hidden("invisible text over nothing",
                       pdf_with("BT 3 Tr /F 12 Tf 20 100 Td (" SECRET ") Tj ET", "", ""));
        int fd = fake_scan("Ana Example was here to be scanned", "and keeps ten points", true);
        read_it("a scan", fd, &arena, &document);
        assert_true(has_words(document.text, "and keeps ten points"));
        assert_string_equal(document.hidden, "");
        assert_int_equal(document.warning_count, 1);
        assert_string_equal(document.warnings[0],
                            "The text was read from the text layer of scanned pages.");
}

#define RUN(properties) "<w:p><w:r><w:rPr>" properties "</w:rPr><w:t>" SECRET "</w:t></w:r></w:p>"
#define SEEN_RUN(properties)                                                                       \
        "<w:p><w:r><w:rPr>" properties "</w:rPr><w:t>ten points</w:t></w:r></w:p>"
#define STYLES                                                                                     \
        "<w:styles " NAMESPACES "><w:style w:type=\"character\" w:styleId=\"Base\"><w:rPr>"        \
        "<w:vanish/></w:rPr></w:style><w:style w:type=\"character\" w:styleId=\"Gone\">"           \
        "<w:basedOn w:val=\"Base\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"White\">"  \
        "<w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr></w:style><w:style w:type=\"paragraph\" "       \
        "w:styleId=\"Tiny\"><w:rPr><w:sz w:val=\"2\"/></w:rPr></w:style><w:style "                 \
        "w:type=\"table\" w:styleId=\"Banded\"><w:tblStylePr w:type=\"firstRow\"><w:tcPr><w:shd "  \
        "w:val=\"clear\" w:fill=\"203050\"/></w:tcPr></w:tblStylePr></w:style></w:styles>"
#define ANCHOR(behind, x, cx, cy, shape)                                                           \
        "<w:r><w:drawing><wp:anchor behindDoc=\"" behind "\"><wp:positionH "                       \
        "relativeFrom=\"page\"><wp:posOffset>" x "</wp:posOffset></wp:positionH><wp:extent "       \
        "cx=\"" cx "\" cy=\"" cy "\"/><wps:wsp><wps:spPr>" shape "</wp:anchor></w:drawing></w:r>"
#define FILLED(colour)                                                                             \
        "<a:solidFill><a:srgbClr val=\"" colour "\"/></a:solidFill></wps:spPr></wps:wsp>"
#define BOX(content)                                                                               \
        "<a:noFill/></wps:spPr><wps:txbx><w:txbxContent>" content                                  \
        "</w:txbxContent></wps:txbx></wps:wsp>"
#define DRAWN NAMESPACES " xmlns:wp=\"wp\" xmlns:wps=\"wps\" xmlns:a=\"a\" xmlns:w14=\"w14\""

// A document of this body after a line that everybody sees, with styles and a comment that may be
// "".
static int
docx_of(const char *body, const char *comments)
{
        char document[4096];
        snprintf(document, sizeof document,
                 "<w:document " DRAWN
                 "><w:body>" P("Ana Example") "%s"
                                              "<w:sectPr><w:pgSz w:w=\"11906\" "
                                              "w:h=\"16838\"/></w:sectPr></w:body></w:document>",
                 body);
        const struct fake_part parts[] = {
                {"[Content_Types].xml", "<Types>" TYPE("document", "document.main")
                                                TYPE("comments", "comments") "</Types>"},
                {"word/document.xml", document},
                {"word/styles.xml", STYLES},
                {"docProps/app.xml", "<Properties><Pages>1</Pages></Properties>"},
                {"word/comments.xml", comments}};
        return fake_archive(parts, *comments == '\0' ? 4 : 5, NULL);
}

static void
docx_hidden_text_is_found(void **state)
{
        static const struct {
                const char *name;
                const char *body;
        } CASES[] = {
                {"vanish", RUN("<w:vanish/>")},
                {"vanish by a style's base", RUN("<w:rStyle w:val=\"Gone\"/>")},
                {"white", RUN("<w:color w:val=\"FFFFFF\"/>")},
                {"nearly white", RUN("<w:color w:val=\"F9F9F9\"/>")},
                {"white by a paragraph's style",
                 "<w:p><w:pPr><w:pStyle w:val=\"White\"/></w:pPr><w:r><w:t>" SECRET
                 "</w:t></w:r></w:p>"},
                {"black on black",
                 RUN("<w:color w:val=\"000000\"/><w:shd w:val=\"clear\" w:fill=\"000000\"/>")},
                {"as white as its cell",
                 "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill=\"336699\"/></w:tcPr>" RUN(
                         "<w:color w:val=\"336699\"/>") "</w:tc></w:tr></w:tbl>"},
                {"one point high", RUN("<w:sz w:val=\"2\"/>")},
                {"one point high by a style",
                 "<w:p><w:pPr><w:pStyle w:val=\"Tiny\"/></w:pPr><w:r><w:t>" SECRET
                 "</w:t></w:r></w:p>"},
                {"one per cent wide", RUN("<w:w w:val=\"1\"/>")},
                {"lines of no height",
                 "<w:p><w:pPr><w:spacing w:line=\"10\" "
                 "w:lineRule=\"exact\"/></w:pPr><w:r><w:t>" SECRET "</w:t></w:r></w:p>"},
                {"letters without a fill", RUN("<w14:textFill><w14:noFill/></w14:textFill>")},
                {"a text box off the page",
                 "<w:p>" ANCHOR("0", "9000000", "900000", "900000", BOX(P(SECRET))) "</w:p>"},
                {"a text box far to the left",
                 "<w:p>" ANCHOR("0", "-9000000", "900000", "900000", BOX(P(SECRET))) "</w:p>"},
                {"a paragraph far to the right",
                 "<w:p><w:pPr><w:ind w:left=\"40000\"/></w:pPr><w:r><w:t>" SECRET
                 "</w:t></w:r></w:p>"},
                {"the code of a field",
                 "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:rPr><w:vanish/>"
                 "</w:rPr><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
                 "<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>" RUN(
                         "<w:specVanish/>")},
                {"Unicode's invisible letters",
                 P("&#xE0067;&#xE0069;&#xE0076;&#xE0065;&#xE0020;&#xE006D;&#xE0065;&#xE0020;"
                   "&#xE0074;&#xE0065;&#xE006E;&#xE0020;&#xE0070;&#xE006F;&#xE0069;&#xE006E;"
                   "&#xE0074;&#xE0073;")},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                expects_hidden(CASES[i].name, docx_of(CASES[i].body, ""));
        expects_hidden("a comment", docx_of("", "<w:comments " NAMESPACES "><w:comment>" P(
                                                        SECRET) "</w:comment></w:comments>"));
}

static void
docx_text_that_is_seen_is_left_alone(void **state)
{
        static const struct {
                const char *name;
                const char *body;
        } CASES[] = {
                {"grey", SEEN_RUN("<w:color w:val=\"BFBFBF\"/>")},
                {"small", SEEN_RUN("<w:sz w:val=\"10\"/>")},
                {"white on its own shade",
                 SEEN_RUN("<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"203050\"/>")},
                {"white on a mark", SEEN_RUN("<w:color w:val=\"FFFFFF\"/><w:highlight "
                                             "w:val=\"black\"/>")},
                {"white in a dark paragraph",
                 "<w:p><w:pPr><w:shd w:val=\"clear\" w:fill=\"203050\"/></w:pPr><w:r><w:rPr>"
                 "<w:color w:val=\"FFFFFF\"/></w:rPr><w:t>ten points</w:t></w:r></w:p>"},
                {"white in a dark cell",
                 "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val=\"clear\" "
                 "w:fill=\"203050\"/></w:tcPr>" SEEN_RUN(
                         "<w:color w:val=\"FFFFFF\"/>") "</w:tc></w:tr></w:tbl>"},
                {"white in a row that its style colours",
                 "<w:tbl><w:tblPr><w:tblStyle w:val=\"Banded\"/></w:tblPr><w:tr><w:tc>" SEEN_RUN(
                         "<w:color w:val=\"FFFFFF\"/>") "</w:tc></w:tr></w:tbl>"},
                {"white before a dark shape behind the page's text",
                 SEEN_RUN("<w:color w:val=\"FFFFFF\"/>") "<w:p>" ANCHOR(
                         "1", "0", "2000000", "9000000", FILLED("203050")) "</w:p>"},
                {"white in a box over another",
                 "<w:p>" ANCHOR("0", "0", "2000000", "9000000", FILLED("203050"))
                         ANCHOR("0", "0", "2000000", "900000",
                                BOX(SEEN_RUN("<w:color "
                                             "w:val=\"FFFFFF\"/>"))) "</w:p>"},
                {"vanish switched off", SEEN_RUN("<w:vanish w:val=\"0\"/>")},
                {"joiners of Persian, soft hyphens", P("ten po&#xAD;ints &#x645;&#x6CC;&#x200C;"
                                                       "&#x62E;&#x648;&#x627;&#x647;&#x645;")},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                expects_seen(CASES[i].name, docx_of(CASES[i].body, ""));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(pdf_hidden_text_is_found),
                cmocka_unit_test(pdf_text_that_is_seen_is_left_alone),
                cmocka_unit_test(pdf_text_layer_of_a_scan_is_read_and_told),
                cmocka_unit_test(docx_hidden_text_is_found),
                cmocka_unit_test(docx_text_that_is_seen_is_left_alone),
        };
        int failures = cmocka_run_group_tests(tests, NULL, NULL);
        fake_documents_done();
        return failures;
}
