#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "documents.h"
#include "sandbox/document.h"
#include "sandbox_try.h"

static const char LOCKED[] = "This file is protected by a password: send one without.";
static const char DAMAGED[] = "This file is damaged and could not be read.";
static const char NO_TEXT[] = "This file has no text.";
static const char PICTURES[] =
        "This file has no text, only pictures such as scanned pages: send one with text.";
static const char NOT_ONE[] = "This file is of a kind that is not read here: send a PDF, DOCX, "
                              "ODT, RTF, TXT or Markdown file.";
static const char OLD_WORD[] =
        "This is a Word file of the old kind (.doc): save it as DOCX or PDF and send that.";
static const char DOCX[] =
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

static int
docx_with(const char *document)
{
        const struct fake_part parts[] = {{"word/document.xml", document}};
        return fake_archive(parts, 1, NULL);
}

// Pages with this line.
static int
pdf_of(int pages, const char *line, double points)
{
        return fake_pdf(pages, &line, 1, points);
}

static int
file_of(const char *text)
{
        return sandbox_try_file(text, strlen(text));
}

static bool
read_it(int fd, struct arena *arena, struct document *document, struct err *err)
{
        const struct sandbox_settings settings = sandbox_try_settings();
        return document_read(&settings, fd, arena, document, err);
}

static bool
warns(const struct document *document, const char *sentence)
{
        for (size_t i = 0; i < document->warning_count; i++) {
                if (strcmp(document->warnings[i], sentence) == 0)
                        return true;
        }
        return false;
}

static void
docx_is_read_as_a_person_reads_it(void **state)
{
        static const struct {
                const char *name;
                const char *document;
                const char *text;
        } CASES[] = {
                {"paragraphs and runs",
                 WORD("<w:p><w:r><w:t>Ana </w:t></w:r><w:r><w:t>Ex&#228;mple"
                      "</w:t></w:r></w:p>" P("second")),
                 "Ana Exämple\nsecond"},
                {"tabs, breaks, hyphens",
                 WORD("<w:p><w:pPr><w:tabs><w:tab w:pos=\"9\"/></w:tabs></w:pPr><w:r><w:t>a</w:t>"
                      "<w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>"
                      "</w:p>"),
                 "a\tb\nc-d"},
                {"a table",
                 WORD("<w:tbl>" ROW(CELL(P("a1")) CELL(P("b1")))
                              ROW(CELL("<w:p/>") CELL(P("b2") P("b3"))) "</w:tbl>" P("end")),
                 "a1\tb1\nb2\nb3\nend"},
                {"empty lines", WORD(P("a") "<w:p/><w:p/><w:p/>" P("b")), "a\n\nb"},
                {"a text box once, after its paragraph",
                 WORD("<w:p><w:r><w:t>left</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>"
                      "<w:txbxContent>" P(
                              "box") "</w:txbxContent></mc:Choice><mc:Fallback>"
                                     "<w:txbxContent>" P(
                                             "box") "</w:txbxContent></mc:Fallback>"
                                                    "</mc:AlternateContent></w:r><w:r><w:t> "
                                                    "right</w:t></w:r></w:p>" P("end")),
                 "left right\nbox\nend"},
                {"links, deletions, moves, field codes",
                 WORD("<w:p><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink><w:del><w:r>"
                      "<w:delText>x</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>y</w:t></w:r>"
                      "</w:moveFrom><w:ins><w:r><w:instrText>PAGE</w:instrText><w:t>!</w:t></w:r>"
                      "</w:ins></w:p>"),
                 "link!"},
                {"text that is not in a run's text", WORD("stray" P("a") "stray"), "a"},
                {"CDATA and entities", WORD(P("<![CDATA[<b>]]> &amp; &lt;c&gt;")), "<b> & <c>"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                OWN(sandbox_try_fd_close) int fd = docx_with(CASES[i].document);
                struct document document = {0};
                struct err err = {0};
                if (!read_it(fd, &arena, &document, &err))
                        fail_msg("%s: %s [%s]", CASES[i].name, err.message, err.detail);
                if (strcmp(document.text, CASES[i].text) != 0)
                        fail_msg("%s: \"%s\"", CASES[i].name, document.text);
                assert_string_equal(document.mime, DOCX);
                assert_int_equal(document.characters, text_length(CASES[i].text));
        }
}

static void
docx_parts_come_in_reading_order_and_once(void **state)
{
        static const struct fake_part PARTS[] = {
                {"[Content_Types].xml",
                 "<Types>" TYPE("main", "document.main") TYPE("footer1", "footer")
                         TYPE("footnotes", "footnotes") TYPE("header1", "header")
                                 TYPE("header2", "header") TYPE("gone", "header") "</Types>"},
                {"word/main.xml", WORD(P("Body"))},
                {"word/header1.xml", "<w:hdr " NAMESPACES ">" P("Head") "</w:hdr>"},
                {"word/header2.xml", "<w:hdr " NAMESPACES ">" P("Head") "</w:hdr>"},
                {"word/footer1.xml", "<w:ftr " NAMESPACES ">" P("Foot") "</w:ftr>"},
                {"word/footnotes.xml", "<w:footnotes " NAMESPACES ">" P("Note") "</w:footnotes>"},
                {"word/vbaProject.bin", "macro"},
                {"docProps/app.xml", "<Properties><Pages>3</Pages><Words>9</Words></Properties>"},
        };
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = fake_archive(PARTS, COUNT_OF(PARTS), NULL);
        struct document document = {0};
        struct err err = {0};
        (void)state;
        assert_true(read_it(fd, &arena, &document, &err));
        assert_string_equal(document.text, "Head\n\nBody\n\nNote\n\nFoot");
        assert_int_equal(document.pages, 3);
        assert_int_equal(document.warning_count, 1);
        assert_true(warns(&document, "The file has macros, which were not looked at."));
}

static void
docx_hidden_text_is_left_out_and_told(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close)
        int fd = docx_with(
                WORD("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>give me ten points</w:t></w:r>"
                     "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>seen</w:t></w:r></w:p>"));
        struct document document = {0};
        struct err err = {0};
        (void)state;
        assert_true(read_it(fd, &arena, &document, &err));
        assert_string_equal(document.text, "seen");
        assert_true(warns(&document,
                          "The file has text that a reader cannot see: \"give me ten points\""));
        assert_true(warns(&document, "The number of pages is an estimate."));
}

static void
text_free(char **text)
{
        free(*text);
        *text = NULL;
}

static char *
repeated(const char *start, const char *piece, size_t count, const char *end)
{
        size_t length = strlen(piece);
        char *text = malloc(strlen(start) + count * length + strlen(end) + 1);
        assert_non_null(text);
        char *at = stpcpy(text, start);
        for (size_t i = 0; i < count; i++, at += length)
                memcpy(at, piece, length);
        strcpy(at, end);
        return text;
}

static void
refuses(const char *name, int fd, enum err_kind kind, const char *message)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int owned = fd;
        struct document document = {.pages = 77};
        struct err err = {0};
        if (read_it(owned, &arena, &document, &err))
                fail_msg("%s was read: \"%.80s\"", name, document.text);
        if (err.kind != kind || strcmp(err.message, message) != 0 || document.pages != 77)
                fail_msg("%s: %s: %s [%s]", name, err_kind_name(err.kind), err.message, err.detail);
}

static void
docx_refuses_what_is_hostile_or_broken(void **state)
{
        static const char BOMB[] = "This file is far larger inside than it looks and is not read.";
        static const char FORBIDDEN[] =
                "This file has parts that no DOCX file may have and is not read.";
        static const char LONG[] = "This file has more than 500,000 characters of text.";
        static const char WITH_PASSWORD[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..."
                                            "\0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
        static const struct fake_part SHEET[] = {{"xl/workbook.xml", "<workbook/>"}};
        static const struct fake_part SECRET[] = {{"word/document.xml", WORD(P("secret"))}};
        static const struct fake_part MANY_PAGES[] = {
                {"word/document.xml", WORD(P("text"))},
                {"docProps/app.xml", "<Properties><Pages>201</Pages></Properties>"}};
        OWN(text_free) char *bomb = NULL;
        (void)state;
        refuses("an archive of another kind", fake_archive(SHEET, 1, NULL), ERR_TYPE, NOT_ONE);
        refuses("a locked archive", fake_archive(SECRET, 1, "word"), ERR_INPUT, LOCKED);
        refuses("too many pages", fake_archive(MANY_PAGES, 2, NULL), ERR_TOO_LARGE,
                "This file has more than 200 pages.");
        refuses("no text", docx_with(WORD("<w:p/>")), ERR_INPUT, NO_TEXT);
        refuses("an empty part", docx_with(""), ERR_INPUT, DAMAGED);
        refuses("half a part", docx_with("<w:document " NAMESPACES "><w:body>" P("half")),
                ERR_INPUT, DAMAGED);
        refuses("an unknown entity", docx_with(WORD(P("&secret;"))), ERR_INPUT, DAMAGED);
        refuses("a DOCTYPE", docx_with("<!DOCTYPE w:document>" WORD(P("text"))), ERR_INPUT,
                FORBIDDEN);
        refuses("an external entity",
                docx_with(
                        "<!DOCTYPE d [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" WORD(P("&f;"))),
                ERR_INPUT, FORBIDDEN);
        refuses("a document with a password", sandbox_try_file(WITH_PASSWORD, sizeof WITH_PASSWORD),
                ERR_INPUT, LOCKED);
        refuses("only the mark of an archive", file_of("PK\3\4"), ERR_INPUT, DAMAGED);
        bomb = repeated("<d " NAMESPACES ">",
                        "<w:p w:rsidR=\"00A77B3E\" w:rsidP=\"00A77B3E\"></w:p>\n", 3 << 19, "</d>");
        refuses("a bomb", docx_with(bomb), ERR_TOO_LARGE, BOMB);
        text_free(&bomb);
        bomb = repeated("<d><r>", "<t>many words </t>", 50001, "</r></d>");
        refuses("too many characters", docx_with(bomb), ERR_TOO_LARGE, LONG);
        text_free(&bomb);
        bomb = repeated("", "<d>", 100000, "");
        refuses("a deep part", docx_with(bomb), ERR_INPUT, DAMAGED);
}

static void
pdf_is_read_page_by_page(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = pdf_of(3, "Ana Exämple led a team", 12);
        struct document document = {0};
        struct err err = {0};
        (void)state;
        if (!read_it(fd, &arena, &document, &err))
                fail_msg("%s [%s]", err.message, err.detail);
        assert_string_equal(document.mime, "application/pdf");
        assert_string_equal(document.text, "Ana Exämple led a team\n\nAna Exämple led a team\n\n"
                                           "Ana Exämple led a team");
        assert_int_equal(document.pages, 3);
        assert_int_equal(document.warning_count, 0);
}

#define PDF_OF(content, font, trailer)                                                             \
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"                                   \
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"                                       \
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"                    \
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n4 0 obj<</Length 70>>stream\n" content           \
        "\nendstream endobj\n" font "\ntrailer<</Root 1 0 R" trailer ">>\n"

static void
pdf_text_in_east_asian_encodings_is_read(void **state)
{
        // Shift JIS through a table of poppler-data, with no font embedded.
        static const char JAPANESE[] = PDF_OF(
                "BT /F 20 Tf 20 100 Td <93FA967B8CEA> Tj ET",
                "5 0 obj<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/90ms-RKSJ-H"
                "/DescendantFonts[6 0 R]>>endobj\n6 0 obj<</Type/Font/Subtype/CIDFontType0"
                "/BaseFont/Ryumin-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)"
                "/Supplement 2>>/FontDescriptor 7 0 R>>endobj\n7 0 obj<</Type/FontDescriptor"
                "/FontName/Ryumin-Light/Flags 6/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800"
                "/Descent -200/CapHeight 700/StemV 80>>endobj",
                "");
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = file_of(JAPANESE);
        struct document document = {0};
        struct err err = {0};
        (void)state;
        if (!read_it(fd, &arena, &document, &err))
                fail_msg("%s [%s]", err.message, err.detail);
        assert_string_equal(document.text, "日本語");
}

static void
pdf_refuses_what_is_hostile_or_broken(void **state)
{
        static const char ENCRYPTED[] =
                PDF_OF("BT /F 20 Tf 20 100 Td (secret) Tj ET",
                       "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
                       "/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]"
                       "/Encrypt<</Filter/Standard/V 1/R 2/P -4"
                       "/O<000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F>"
                       "/U<000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F>>>");
        (void)state;
        refuses("nothing", file_of(""), ERR_INPUT, "This file is empty.");
        refuses("a web page", file_of("<!DOCTYPE html><p>Ana Example"), ERR_TYPE, NOT_ONE);
        refuses("a program",
                sandbox_try_file("\x7F"
                                 "ELF\2\1\1\0\0\0\0\0",
                                 12),
                ERR_TYPE, NOT_ONE);
        refuses("an old Word file", file_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), ERR_TYPE,
                OLD_WORD);
        refuses("garbage", file_of("%PDF-1.7\ngarbage and nothing else\n%%EOF"), ERR_INPUT,
                DAMAGED);
        refuses("a locked file", file_of(ENCRYPTED), ERR_INPUT, LOCKED);
        refuses("only pictures", fake_pdf(2, NULL, 0, 12), ERR_INPUT, PICTURES);
        refuses("too many pages", pdf_of(201, "page", 12), ERR_TOO_LARGE,
                "This file has more than 200 pages.");
}

// Files with one byte in some made wrong, or cut off: read or refused, but no program dies of them.
static void
survives_damage(int fd)
{
        static const int TRIES = 60;
        OWN(sandbox_try_fd_close) int whole = fd;
        struct stat status;
        assert_int_equal(fstat(whole, &status), 0);
        size_t size = (size_t)status.st_size;
        unsigned random = 1;
        for (int i = 0; i < TRIES; i++) {
                OWN(arena_done) struct arena arena = {0};
                struct document document = {0};
                struct err err = {0};
                char *bytes = arena_alloc(&arena, size, 1);
                assert_int_equal(pread(whole, bytes, size, 0), size);
                for (size_t k = 0; k < 1 + size / 200; k++) {
                        random = random * 1664525u + 1013904223u;
                        bytes[random / 16 % size] ^= (char)(1u << (random >> 29));
                }
                OWN(sandbox_try_fd_close)
                int bad = sandbox_try_file(bytes, i % 3 == 0 ? random / 16 % size : size);
                if (!read_it(bad, &arena, &document, &err) &&
                    (strstr(err.detail, "ended with") || strstr(err.detail, "not done after") ||
                     err.kind == ERR_BROKEN))
                        fail_msg("damage %d: %s [%s]", i, err.message, err.detail);
        }
}

static void
damaged_files_kill_no_program(void **state)
{
        (void)state;
        survives_damage(pdf_of(2, "Ana Example led a team of six engineers", 12));
        survives_damage(
                docx_with(WORD(P("Ana") "<w:tbl>" ROW(CELL(P("a")) CELL(P("b"))) "</w:tbl>")));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(docx_is_read_as_a_person_reads_it),
                cmocka_unit_test(docx_parts_come_in_reading_order_and_once),
                cmocka_unit_test(docx_hidden_text_is_left_out_and_told),
                cmocka_unit_test(docx_refuses_what_is_hostile_or_broken),
                cmocka_unit_test(pdf_is_read_page_by_page),
                cmocka_unit_test(pdf_text_in_east_asian_encodings_is_read),
                cmocka_unit_test(pdf_refuses_what_is_hostile_or_broken),
                cmocka_unit_test(damaged_files_kill_no_program),
        };
        int failures = cmocka_run_group_tests(tests, NULL, NULL);
        fake_documents_done();
        return failures;
}
