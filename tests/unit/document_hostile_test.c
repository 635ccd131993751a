// Files that are made to break their reader: each is read or refused in its time and memory, with a
// sentence that is true, and no program dies of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/own.h"
#include "documents.h"
#include "sandbox/clip.h"
#include "sandbox/document.h"
#include "sandbox_try.h"

enum {
        // What one file may take. Sanitized programs on a busy machine take a multiple of the time.
        MOST_MS = 10000,
        MOST_KILOBYTES = 512 << 10,
        ROOM = 80 << 20,
};

static const char DAMAGED[] = "This file is damaged and could not be read.";
static const char FORBIDDEN[] = "This file has parts that no DOCX file may have and is not read.";
static const char BURSTS[] = "This file is far larger inside than it looks and is not read.";
static const char NO_TEXT[] = "This file has no text.";
static const char NOT_A_CLIP[] =
        "This is not a recording that is read here: WebM, Ogg, MP4, WAV, FLAC and MP3 are.";

// Neither died nor was killed for its time: refused or read by a program in command of itself.
static void
is_contained(const char *name, bool is_read, const struct err *err, int64_t started_ms)
{
        struct rusage usage = {0};
        if (!is_read &&
            (strstr(err->detail, "ended with") || strstr(err->detail, "not done after")))
                fail_msg("%s: %s [%s]", name, err->message, err->detail);
        if (clock_ms() - started_ms > MOST_MS)
                fail_msg("%s took %d ms", name, (int)(clock_ms() - started_ms));
        getrusage(RUSAGE_CHILDREN, &usage);
        if (usage.ru_maxrss > MOST_KILOBYTES)
                fail_msg("%s took %ld kB", name, usage.ru_maxrss);
}

// `message` NULL: whichever, as long as it is contained; "": it must be read.
static void
tries(const char *name, int fd, const char *message)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int owned = fd;
        const struct sandbox_settings settings = sandbox_try_settings();
        struct document document = {0};
        struct err err = {0};
        int64_t started = clock_ms();
        bool is_read = document_read(&settings, owned, &arena, &document, &err);
        is_contained(name, is_read, &err, started);
        if (message != NULL && strcmp(message, is_read ? "" : err.message) != 0)
                fail_msg("%s: %s [%s] %.60s", name, err.message, err.detail,
                         is_read ? document.text : "");
        if (is_read && strstr(document.text, "root:") != NULL)
                fail_msg("%s: a file of this machine was read", name);
}

static uint32_t
crc_of(const char *bytes, size_t length)
{
        uint32_t crc = 0xFFFFFFFF;
        for (size_t i = 0; i < length; i++) {
                crc ^= (unsigned char)bytes[i];
                for (int bit = 0; bit < 8; bit++)
                        crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
        }
        return ~crc;
}

static void
add_number(struct buf *buf, uint32_t number, size_t bytes)
{
        for (size_t i = 0; i < bytes; i++)
                buf_char(buf, (char)(number >> (8 * i) & 0xFF));
}

struct entry {
        const char *name;
        const char *content; // NULL: it lies where the one before lies
};

// An archive as no honest program writes it: entries may share their bytes and their names.
static int
crooked_archive(const struct entry *entries, size_t count)
{
        OWN(buf_close) struct buf file = buf_open(ROOM);
        OWN(buf_close) struct buf directory = buf_open(ROOM);
        uint32_t offset = 0, crc = 0, size = 0;
        for (size_t i = 0; i < count; i++) {
                const struct entry *entry = &entries[i];
                uint32_t name_length = (uint32_t)strlen(entry->name);
                if (entry->content != NULL) {
                        offset = (uint32_t)file.length;
                        size = (uint32_t)strlen(entry->content);
                        crc = crc_of(entry->content, size);
                        buf_add(&file, "PK\3\4\x14\0\0\0\0\0\0\0\0\0", 14);
                        add_number(&file, crc, 4);
                        add_number(&file, size, 4);
                        add_number(&file, size, 4);
                        add_number(&file, name_length, 4);
                        buf_add(&file, entry->name, name_length);
                        buf_add(&file, entry->content, size);
                }
                buf_add(&directory, "PK\1\2\x14\0\x14\0\0\0\0\0\0\0\0\0", 16);
                add_number(&directory, crc, 4);
                add_number(&directory, size, 4);
                add_number(&directory, size, 4);
                add_number(&directory, name_length, 4);
                buf_add(&directory, "\0\0\0\0\0\0\0\0\0\0", 10);
                add_number(&directory, offset, 4);
                buf_add(&directory, entry->name, name_length);
        }
        uint32_t directory_at = (uint32_t)file.length;
        buf_add(&file, directory.bytes, directory.length);
        buf_add(&file, "PK\5\6\0\0\0\0", 8);
        add_number(&file, (uint32_t)count, 2);
        add_number(&file, (uint32_t)count, 2);
        add_number(&file, (uint32_t)directory.length, 4);
        add_number(&file, directory_at, 4);
        add_number(&file, 0, 2);
        return sandbox_try_file(file.bytes, file.length);
}

static int
docx_with(const char *document)
{
        const struct fake_part parts[] = {{"word/document.xml", document}};
        return fake_archive(parts, 1, NULL);
}

static void
add_times(struct buf *buf, const char *piece, size_t count)
{
        for (size_t i = 0; i < count; i++)
                buf_text(buf, piece);
}

static void
archives_that_burst_or_lie_are_contained(void **state)
{
        static const char PLAIN[] = WORD(P("Ana Example"));
        static const struct entry OVERLAPPING[] = {{"word/document.xml", PLAIN},
                                                   {"word/styles.xml", NULL},
                                                   {"word/numbering.xml", NULL},
                                                   {"[Content_Types].xml", NULL}};
        static const struct entry TWICE[] = {{"word/document.xml", PLAIN},
                                             {"word/document.xml", WORD(P("another"))}};
        static const struct entry TWICE_FOLDED[] = {{"word/document.xml", PLAIN},
                                                    {"WORD/DOCUMENT.XML", WORD(P("another"))}};
        static const struct entry SLIPS[] = {{"../../../../etc/passwd", "root:x"},
                                             {"/etc/passwd", "root:x"},
                                             {"word/document.xml", PLAIN}};
        static const struct entry NESTED[] = {{"word/document.xml", "PK\3\4nothing"},
                                              {"inner.zip", "PK\3\4"}};
        static struct entry many[12000];
        static char names[12000][16];
        OWN(buf_close) struct buf bomb = buf_open(ROOM);
        (void)state;
        for (size_t i = 0; i < COUNT_OF(many); i++) {
                snprintf(names[i], sizeof names[i], "part%zu", i);
                many[i] = (struct entry){names[i], i == 0 ? PLAIN : NULL};
        }
        tries("entries that share their bytes", crooked_archive(OVERLAPPING, 4), NULL);
        tries("two parts of one name", crooked_archive(TWICE, 2), FORBIDDEN);
        tries("two parts of one name but for capitals", crooked_archive(TWICE_FOLDED, 2),
              FORBIDDEN);
        tries("names that climb", crooked_archive(SLIPS, 3), "");
        tries("an archive in an archive", crooked_archive(NESTED, 2), DAMAGED);
        tries("many parts", crooked_archive(many, COUNT_OF(many)), BURSTS);
        buf_text(&bomb, "<w:document " NAMESPACES ">");
        add_times(&bomb, "                                ", 1 << 18);
        tries("a part packed to a thousandth", docx_with(buf_string(&bomb)), BURSTS);
        tries("no end of the archive", sandbox_try_file("PK\3\4\x14\0\0\0\10\0", 10), DAMAGED);
}

static void
xml_that_explodes_or_reaches_out_is_refused(void **state)
{
        static const struct {
                const char *name;
                const char *document;
                const char *message;
        } CASES[] = {
                {"a billion laughs",
                 "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY "
                 "c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" WORD(P("&c;")),
                 FORBIDDEN},
                {"an external entity",
                 "<!DOCTYPE d [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" WORD(P("&f;")),
                 FORBIDDEN},
                {"a parameter entity",
                 "<!DOCTYPE d [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x.dtd\">%p;]>" WORD(
                         P("text")),
                 FORBIDDEN},
                {"an external subset", "<!DOCTYPE d SYSTEM \"file:///etc/passwd\">" WORD(P("text")),
                 FORBIDDEN},
                {"XInclude",
                 WORD(P("Ana") "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" "
                               "href=\"file:///etc/passwd\" parse=\"text\"/>"),
                 ""},
                {"a style sheet", "<?xml-stylesheet href=\"file:///etc/passwd\"?>" WORD(P("Ana")),
                 ""},
        };
        OWN(buf_close) struct buf deep = buf_open(ROOM);
        OWN(buf_close) struct buf wide = buf_open(ROOM);
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                tries(CASES[i].name, docx_with(CASES[i].document), CASES[i].message);
        // Quadratic in libraries that compare each attribute with all others.
        buf_text(&wide, "<w:document " NAMESPACES "><w:body><w:p");
        for (int i = 0; i < 20000; i++)
                buf_print(&wide, " a%d=\"\"", i);
        buf_text(&wide, "/>" P("Ana") "</w:body></w:document>");
        tries("twenty thousand attributes", docx_with(buf_string(&wide)), NULL);
        add_times(&deep, "<w:tbl>", 100000);
        tries("deep nesting", docx_with(buf_string(&deep)), DAMAGED);
        buf_clear(&deep);
        buf_text(&deep, "<w:document " NAMESPACES "><w:body>");
        add_times(&deep, "<w:p><w:r><w:txbxContent>", 60);
        buf_text(&deep, P("Ana"));
        add_times(&deep, "</w:txbxContent></w:r></w:p>", 60);
        buf_text(&deep, "</w:body></w:document>");
        tries("boxes in boxes", docx_with(buf_string(&deep)), "");
}

#define CATALOG "%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
#define PAGE3                                                                                      \
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<<" \
        "/F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</X 5 0 R>>>>>>endobj\n"
#define TREE "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
#define SHOW "BT /F 12 Tf 20 100 Td (Ana Example) Tj ET "
#define END "trailer<</Root 1 0 R>>\n"

static void
pdf_files_that_loop_or_swell_are_contained(void **state)
{
        static const struct {
                const char *name;
                const char *file;
                const char *message;
        } CASES[] = {
                {"a tree that is its own child",
                 CATALOG "2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n" END, NULL},
                {"two trees in each other",
                 CATALOG "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 9>>endobj\n3 0 obj<</Type/Pages"
                         "/Kids[2 0 R]/Parent 2 0 R/Count 9>>endobj\n" END,
                 NULL},
                {"a count of two billion pages",
                 CATALOG "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 2147483647>>endobj\n" PAGE3
                         "4 0 obj<</Length 43>>stream\n" SHOW "\nendstream endobj\n" END,
                 DAMAGED},
                {"a negative count",
                 CATALOG "2 0 obj<</Type/Pages/Kids[3 0 R]/Count -5>>endobj\n" END, NULL},
                {"a form that draws itself",
                 CATALOG TREE PAGE3
                 "4 0 obj<</Length 50>>stream\n" SHOW "/X Do\nendstream endobj\n"
                 "5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 300 300]/Resources<</XObject<</X 5 "
                 "0 R>>>>/Length 11>>stream\n/X Do /X Do\nendstream endobj\n" END,
                 NULL},
                {"a length that refers to itself",
                 CATALOG TREE PAGE3 "4 0 obj<</Length 4 0 R>>stream\n" SHOW
                                    "\nendstream endobj\n" END,
                 NULL},
                {"a page as large as a town",
                 CATALOG TREE
                 "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99999999 99999999]"
                 "/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1"
                 "/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length 43>>stream\n" SHOW
                 "\nendstream endobj\n" END,
                 ""},
                {"a picture of four billion pixels",
                 CATALOG TREE PAGE3
                 "4 0 obj<</Length 80>>stream\n" SHOW
                 "q 300 0 0 300 0 0 cm /X Do Q\nendstream endobj\n5 0 obj<</Type"
                 "/XObject/Subtype/Image/Width 65535/Height 65535/ColorSpace"
                 "/DeviceRGB/BitsPerComponent 8/Length 3>>stream\nabc\nendstream "
                 "endobj\n" END,
                 ""},
                {"nothing on its page", CATALOG TREE PAGE3 END, NO_TEXT},
                {"a trailer that points at itself",
                 "%PDF-1.5\nxref\n0 0\ntrailer<</Prev 9/Root 1 0 R>>\nstartxref\n9\n%%EOF", NULL},
        };
        OWN(buf_close) struct buf long_one = buf_open(ROOM);
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                tries(CASES[i].name, sandbox_try_file(CASES[i].file, strlen(CASES[i].file)),
                      CASES[i].message);
        buf_text(&long_one, CATALOG TREE PAGE3 "4 0 obj<</Length 99999999>>stream\nBT /F 1 Tf ");
        add_times(&long_one, "1 0 Td (give me ten points) Tj ", 20000);
        buf_text(&long_one, "ET\nendstream endobj\n" END);
        tries("half a million letters of one point",
              sandbox_try_file(long_one.bytes, long_one.length), NULL);
        buf_clear(&long_one);
        buf_text(&long_one, CATALOG);
        add_times(&long_one, "[", 1000000);
        tries("a million brackets", sandbox_try_file(long_one.bytes, long_one.length), NULL);
}

static void
files_that_are_two_things_are_read_as_one(void **state)
{
        static const char BOTH[] = "{\\rtf1 %PDF-1.4 Ana Example}";
        static const char PAGE[] = "%PDF-1.4\n<html><script>alert(1)</script>";
        (void)state;
        tries("RTF that speaks of PDF", sandbox_try_file(BOTH, sizeof BOTH - 1), NULL);
        tries("a page that begins as PDF", sandbox_try_file(PAGE, sizeof PAGE - 1), DAMAGED);
        tries("sound", sandbox_try_file("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0", 20), NULL);
}

static void
tries_clip(const char *name, const void *bytes, size_t length, const char *message)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = sandbox_try_file(bytes, length);
        const struct sandbox_settings settings = sandbox_try_settings();
        struct clip clip = {0};
        struct err err = {0};
        int64_t started = clock_ms();
        bool is_read = clip_decode(&settings, fd, &arena, &clip, &err);
        is_contained(name, is_read, &err, started);
        if (message != NULL && (is_read || strcmp(err.message, message) != 0))
                fail_msg("%s: %s [%s]", name, is_read ? "was decoded" : err.message, err.detail);
}

// RIFF with these numbers in its format, and `samples` bytes of sound.
static size_t
wave(char *bytes, uint32_t channels, uint32_t rate, uint32_t bits, uint32_t claimed, size_t samples)
{
        OWN(buf_close) struct buf file = buf_open(ROOM);
        buf_add(&file, "RIFF\xFF\xFF\xFF\x7FWAVEfmt \x10\0\0\0\1\0", 22);
        add_number(&file, channels, 2);
        add_number(&file, rate, 4);
        add_number(&file, rate * channels * bits / 8, 4);
        add_number(&file, channels * bits / 8, 2);
        add_number(&file, bits, 2);
        buf_add(&file, "data", 4);
        add_number(&file, claimed, 4);
        add_times(&file, "\x11\x22", samples / 2);
        memcpy(bytes, file.bytes, file.length);
        return file.length;
}

static void
recordings_that_reach_out_or_claim_too_much_are_contained(void **state)
{
        static const char *const TEXTS[] = {
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
                "ffconcat version 1.0\nfile /etc/passwd\n",
                "concat:/etc/passwd|/etc/hosts",
                "<?xml version=\"1.0\"?><MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>",
                "v=0\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
                "[playlist]\nFile1=file:///etc/passwd\n",
        };
        static char bytes[1 << 16];
        static char tag[1 << 20] = "ID3\4\0\0\x7F\x7F\x7F\x7F";
        static const char MATROSKA[] =
                "\x1A\x45\xDF\xA3\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFE\x42\x86\x81"
                "\x01\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFE";
        static const char MOVIE[] = "\0\0\0\x18"
                                    "ftypM4A \0\0\0\0M4A mp42\xFF\xFF\xFF\xFFmoov\0\0\0\0trak";
        (void)state;
        for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
                tries_clip(TEXTS[i], TEXTS[i], strlen(TEXTS[i]), NOT_A_CLIP);
        tries_clip("a rate of four billion", bytes, wave(bytes, 1, 0xFFFFFFFF, 16, 4000, 4000),
                   NULL);
        tries_clip("a rate of none", bytes, wave(bytes, 1, 0, 16, 4000, 4000), NULL);
        tries_clip("65,535 channels", bytes, wave(bytes, 65535, 16000, 16, 4000, 4000), NULL);
        tries_clip("no channels", bytes, wave(bytes, 0, 16000, 16, 4000, 4000), NULL);
        tries_clip("samples of 65,535 bits", bytes, wave(bytes, 1, 16000, 65535, 4000, 4000), NULL);
        tries_clip("hours in four kilobytes", bytes, wave(bytes, 1, 8000, 8, 0xFFFFFFF0, 4000),
                   NULL);
        tries_clip("a tag larger than its file", tag, sizeof tag, NULL);
        tries_clip("WebM without an end", MATROSKA, sizeof MATROSKA - 1, NULL);
        tries_clip("MP4 whose box is larger than its file", MOVIE, sizeof MOVIE - 1, NULL);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(archives_that_burst_or_lie_are_contained),
                cmocka_unit_test(xml_that_explodes_or_reaches_out_is_refused),
                cmocka_unit_test(pdf_files_that_loop_or_swell_are_contained),
                cmocka_unit_test(files_that_are_two_things_are_read_as_one),
                cmocka_unit_test(recordings_that_reach_out_or_claim_too_much_are_contained),
        };
        int failures = cmocka_run_group_tests(tests, NULL, NULL);
        fake_documents_done();
        return failures;
}
