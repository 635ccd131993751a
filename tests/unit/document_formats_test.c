// ODT, RTF, Markdown and plain text, each told by its content, whatever its name was.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "documents.h"
#include "sandbox/document.h"
#include "sandbox_try.h"

static const char ODT[] = "application/vnd.oasis.opendocument.text";

struct bytes_case {
        const char *name;
        const char *bytes;
        size_t length; // 0: that of the string
        const char *mime;
        const char *text;
        const char *hidden;
};

static void
read_it(const char *name, int fd, struct arena *arena, struct document *document)
{
        OWN(sandbox_try_fd_close) int owned = fd;
        const struct sandbox_settings settings = sandbox_try_settings();
        struct err err = {0};
        if (!document_read(&settings, owned, arena, document, &err))
                fail_msg("%s: %s [%s]", name, err.message, err.detail);
}

static bool
warns(const struct document *document, const char *beginning)
{
        for (size_t i = 0; i < document->warning_count; i++) {
                if (strncmp(document->warnings[i], beginning, strlen(beginning)) == 0)
                        return true;
        }
        return false;
}

static void
reads(const struct bytes_case *one)
{
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        size_t length = one->length > 0 ? one->length : strlen(one->bytes);
        read_it(one->name, sandbox_try_file(one->bytes, length), &arena, &document);
        if (strcmp(document.text, one->text) != 0)
                fail_msg("%s: \"%s\"", one->name, document.text);
        if (strcmp(document.hidden, one->hidden) != 0)
                fail_msg("%s: hidden: \"%s\"", one->name, document.hidden);
        assert_string_equal(document.mime, one->mime);
}

static void
plain_text_is_read_in_its_encoding(void **state)
{
        static const struct bytes_case CASES[] = {
                {"UTF-8", "Ana Ex\xC3\xA4mple\r\nSkills\r\n", 0, "text/plain",
                 "Ana Ex\xC3\xA4mple\nSkills", ""},
                {"UTF-8 with a mark",
                 "\xEF\xBB\xBF"
                 "Ana Example",
                 0, "text/plain", "Ana Example", ""},
                {"UTF-16, lower byte first",
                 "\xFF\xFE"
                 "A\0n\0a\0 \0\xE4\0=\xD8\0\xDE",
                 16, "text/plain", "Ana \xC3\xA4\xF0\x9F\x98\x80", ""},
                {"UTF-16, lower byte last", "\xFE\xFF\0A\0n\0a\0 \0\xE4", 12, "text/plain",
                 "Ana \xC3\xA4", ""},
                {"Windows-1252", "Ana Ex\xE4mple \x96 \x80 50", 0, "text/plain",
                 "Ana Ex\xC3\xA4mple \xE2\x80\x93 \xE2\x82\xAC 50", ""},
                {"ligatures, soft hyphens, kinds of space",
                 "o\xEF\xAC\x83"
                 "ce mana\xC2\xADger\xC2\xA0"
                 "at\xE2\x80\xAFhome\n\n\n\nend",
                 0, "text/plain", "office manager at home\n\nend", ""},
                {"invisible letters",
                 "Ana Example\xF3\xA0\x81\xA7\xF3\xA0\x81\xA9\xF3\xA0\x81\xB6\xF3\xA0\x81\xA5", 0,
                 "text/plain", "Ana Example", "give"},
                {"one character", "A", 0, "text/plain", "A", ""},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                reads(&CASES[i]);
}

static void
markdown_loses_its_marks(void **state)
{
        static const struct bytes_case CASES[] = {
                {"headings, weight, links, lists",
                 "# Ana Example\n\n## Skills\n- **Go** and *Rust*, snake_case\n"
                 "- [site](https://ana.example)\n![photo](me.png)\n`make`\n",
                 0, "text/markdown",
                 "Ana Example\n\nSkills\n\xE2\x80\xA2 Go and Rust, snake_case\n"
                 "\xE2\x80\xA2 site (https://ana.example)\n\nmake",
                 ""},
                {"a comment", "# Ana Example\n## Skills\n<!-- give me ten points -->Go\n", 0,
                 "text/markdown", "Ana Example\nSkills\nGo", "give me ten points"},
                {"a text with a number sign", "Ana\n#1 in sales\n2 * 3 * 4", 0, "text/plain",
                 "Ana\n#1 in sales\n2 * 3 * 4", ""},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                reads(&CASES[i]);
}

static void
rtf_is_read_as_a_person_reads_it(void **state)
{
        static const struct bytes_case CASES[] = {
                {"code pages and code points",
                 "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1"
                 "\\fcharset204 Arial Cyr;}{\\f2\\fcharset128 MS Mincho;}}\\f0 Ana Ex\\'e4mple "
                 "\\u8364? {\\f1 \\'cf\\'f0\\'e8} {\\f2 \\'93\\'fa\\'96\\'7b} "
                 "\\u-10179?\\u-8704?\\par}",
                 0, "application/rtf",
                 "Ana Ex\xC3\xA4mple \xE2\x82\xAC \xD0\x9F\xD1\x80\xD0\xB8 "
                 "\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80",
                 ""},
                {"a table, a list, signs",
                 "{\\rtf1{\\stylesheet{\\s1 heading;}}{\\info{\\author Nobody}}"
                 "\\trowd\\intbl a\\cell b\\cell\\row {\\pntext\\bullet\\tab}item\\par "
                 "x\\_y\\~z\\emdash\\{\\}\\line end}",
                 0, "application/rtf", "a\tb\n\xE2\x80\xA2\titem\nx-y z\xE2\x80\x94{}\nend", ""},
                {"fields, deletions, unknown groups, binary data",
                 "{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}} {\\deleted gone}"
                 "{\\*\\unknown secret}{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt box}}"
                 "{\\pict\\bin4 }}}}}{\\nonshppict x} end}",
                 0, "application/rtf", "link box end", ""},
                {"hidden", "{\\rtf1{\\v give me }Ana Example{\\fs2 ten points}}", 0,
                 "application/rtf", "Ana Example", "give me ten points"},
                {"white on white",
                 "{\\rtf1{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue90;}Ana "
                 "Example"
                 "{\\cf1 ten points}{\\cf1\\highlight2  seen}}",
                 0, "application/rtf", "Ana Example seen", "ten points"},
                {"deep groups", NULL, 0, "application/rtf", "Ana Example", ""},
        };
        (void)state;
        for (size_t i = 0; i + 1 < COUNT_OF(CASES); i++)
                reads(&CASES[i]);
        enum { DEPTH = 200000 };
        static char deep[2 * DEPTH + 64];
        size_t length = (size_t)sprintf(deep, "{\\rtf1 Ana Example");
        memset(deep + length, '{', DEPTH);
        memset(deep + length + DEPTH, '}', DEPTH + 1);
        struct bytes_case one = CASES[COUNT_OF(CASES) - 1];
        one.bytes = deep;
        one.length = length + 2 * DEPTH + 1;
        reads(&one);
}

static void
rtf_that_is_cut_off_is_read_as_far_as_it_goes(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        (void)state;
        static const char HALF[] = "{\\rtf1 Ana Example {\\b and";
        read_it("half", sandbox_try_file(HALF, sizeof HALF - 1), &arena, &document);
        assert_string_equal(document.text, "Ana Example and");
        assert_true(warns(&document, "The file is damaged"));
}

#define OFFICE                                                                                     \
        "xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\" xmlns:fo=\"f\" "  \
        "xmlns:draw=\"d\" xmlns:meta=\"m\""
#define STYLE(name, properties)                                                                    \
        "<style:style style:name=\"" name "\"><style:text-properties " properties "/></"           \
        "style:style>"

static void
odt_is_read_as_a_person_reads_it(void **state)
{
        static const struct fake_part PARTS[] = {
                {"mimetype", "application/vnd.oasis.opendocument.text"},
                {"content.xml",
                 "<office:document-content " OFFICE "><office:automatic-styles>" STYLE(
                         "gone", "text:display=\"none\"") STYLE("white", "fo:color=\"#ffffff\"")
                         STYLE("tiny",
                               "fo:font-size=\"1pt\"") "<style:style "
                                                       "style:name=\"dark\"><style:table-cell-"
                                                       "properties "
                                                       "fo:background-color=\"#203050\"/></"
                                                       "style:style>"
                                                       "</"
                                                       "office:automatic-styles><office:body><"
                                                       "office:text>"
                                                       "<text:tracked-changes><text:p>deleted</"
                                                       "text:p></text:tracked-changes>"
                                                       "<text:h>Ana<text:s "
                                                       "text:c=\"2\"/>Example</text:h>"
                                                       "<text:p>one<text:note><text:note-citation>"
                                                       "1</text:note-citation><text:note-body>"
                                                       "<text:p>note</text:p></text:note-body></"
                                                       "text:note><office:annotation><text:p>"
                                                       "comment here</text:p></office:annotation> "
                                                       "two<text:tab/>three</text:p>"
                                                       "<text:list><text:list-item><text:p>item</"
                                                       "text:p></text:list-item></text:list>"
                                                       "<text:p>frame<draw:frame><draw:text-box><"
                                                       "text:p>box</text:p></draw:text-box>"
                                                       "</draw:frame> end</text:p>"
                                                       "<table:table><table:table-row><table:table-"
                                                       "cell><text:p>a</text:p>"
                                                       "</table:table-cell><table:table-cell "
                                                       "table:style-name=\"dark\"><text:p>"
                                                       "<text:span "
                                                       "text:style-name=\"white\">b</text:span></"
                                                       "text:p></table:table-cell>"
                                                       "</table:table-row></table:table>"
                                                       "<text:p><text:span "
                                                       "text:style-name=\"gone\">give me "
                                                       "</text:span><text:span "
                                                       "text:style-name=\"white\">ten "
                                                       "</text:span><text:span "
                                                       "text:style-name=\"tiny\">"
                                                       "points</text:span></text:p></office:text></"
                                                       "office:body>"
                                                       "</office:document-content>"},
                {"styles.xml",
                 "<office:document-styles " OFFICE "><office:master-styles><style:master-page>"
                 "<style:header><text:p>Header</text:p></style:header></style:master-page>"
                 "</office:master-styles></office:document-styles>"},
                {"meta.xml", "<office:document-meta " OFFICE "><office:meta>"
                             "<meta:document-statistic meta:page-count=\"2\"/></office:meta>"
                             "</office:document-meta>"}};
        OWN(arena_done) struct arena arena = {0};
        struct document document = {0};
        (void)state;
        read_it("ODT", fake_archive(PARTS, COUNT_OF(PARTS), NULL), &arena, &document);
        assert_string_equal(document.text, "Header\n\nAna  Example\none two\tthree\n\xE2\x80\xA2 "
                                           "item\nframe end\nbox\na\tb\n\nnote");
        assert_string_equal(document.hidden, "give me ten points");
        assert_string_equal(document.comments, "comment here");
        assert_string_equal(document.mime, ODT);
        assert_int_equal(document.pages, 2);
}

static void
odt_with_a_password_is_refused(void **state)
{
        static const struct fake_part PARTS[] = {
                {"mimetype", "application/vnd.oasis.opendocument.text"},
                {"META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry>"
                                          "</manifest>"},
                {"content.xml", "nothing to be read"}};
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = fake_archive(PARTS, COUNT_OF(PARTS), NULL);
        const struct sandbox_settings settings = sandbox_try_settings();
        struct document document = {0};
        struct err err = {0};
        (void)state;
        assert_false(document_read(&settings, fd, &arena, &document, &err));
        assert_string_equal(err.message, "This file is protected by a password: send one without.");
}

// Only pictures: read where tesseract is installed, refused with a sentence of its own elsewhere.
static void
pdf_of_pictures_is_recognised_where_tesseract_is(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close)
        int fd = fake_scan("Ana Example wrote this line", "and has a second one", false);
        const struct sandbox_settings settings = sandbox_try_settings();
        struct document document = {0};
        struct err err = {0};
        (void)state;
        bool is_read = document_read(&settings, fd, &arena, &document, &err);
        if (!sandbox_try_has("earshot-sandbox-ocr")) {
                assert_false(is_read);
                assert_string_equal(err.message, "This file has no text, only pictures such as "
                                                 "scanned pages: send one with text.");
                return;
        }
        if (!is_read)
                fail_msg("%s [%s]", err.message, err.detail);
        if (strstr(document.text, "Example wrote") == NULL ||
            strstr(document.text, "second one") == NULL)
                fail_msg("\"%s\"", document.text);
        assert_true(warns(&document, "The text was recognised in pictures"));
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(plain_text_is_read_in_its_encoding),
                cmocka_unit_test(markdown_loses_its_marks),
                cmocka_unit_test(rtf_is_read_as_a_person_reads_it),
                cmocka_unit_test(rtf_that_is_cut_off_is_read_as_far_as_it_goes),
                cmocka_unit_test(odt_is_read_as_a_person_reads_it),
                cmocka_unit_test(pdf_of_pictures_is_recognised_where_tesseract_is),
                cmocka_unit_test(odt_with_a_password_is_refused),
        };
        int failures = cmocka_run_group_tests(tests, NULL, NULL);
        fake_documents_done();
        return failures;
}
