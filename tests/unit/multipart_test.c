#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/multipart.h"

#define TYPE "multipart/form-data; boundary=XX"
#define HEAD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static const char TRUNCATED[] = "The upload ended before its end.";
static const char UNREADABLE[] = "The headers of a part of the upload cannot be read.";

// Gives the bytes in pieces of `step`, or of random sizes where `step` is 0.
struct feed {
        const char *bytes;
        size_t length;
        size_t step;
        uint32_t random;
        bool fails_at_end;
};

static bool
feed_read(void *context, char *bytes, size_t room, size_t *length_out, struct err *err)
{
        struct feed *feed = context;
        feed->random = feed->random * 1664525u + 1013904223u;
        size_t length = feed->step > 0 ? feed->step : 1 + feed->random / 65536 % 97;
        if (feed->length == 0 && feed->fails_at_end)
                return FAIL(err, ERR_BUSY, "The line went dead.");
        length = length > room ? room : length;
        length = length > feed->length ? feed->length : length;
        memcpy(bytes, feed->bytes, length);
        feed->bytes += length;
        feed->length -= length;
        *length_out = length;
        return true;
}

// Reads everything and writes "name|filename|type|data;" per part; `-` where there is no filename.
static bool
summary(struct feed feed, const char *type, size_t room, struct buf *out, struct err *err)
{
        struct multipart multipart;
        struct multipart_part part;
        bool has_part = true;
        char bytes[64 * 1024];
        buf_clear(out);
        if (!multipart_open(&multipart, type,
                            (struct multipart_source){.read = feed_read, .context = &feed}, err))
                return false;
        for (;;) {
                size_t length = 1;
                if (!multipart_next_part(&multipart, &part, &has_part, err))
                        return false;
                if (!has_part)
                        break;
                buf_print(out, "%s|%s|%s|", part.name, part.is_file ? part.filename : "-",
                          part.content_type);
                while (length > 0) {
                        if (!multipart_read(&multipart, bytes, room, &length, err))
                                return false;
                        buf_add(out, bytes, length);
                }
                // The end of a part stays its end however often it is asked for.
                assert_true(multipart_read(&multipart, bytes, room, &length, err));
                assert_int_equal(length, 0);
                buf_char(out, ';');
        }
        assert_true(multipart_next_part(&multipart, &part, &has_part, err));
        assert_false(has_part);
        return true;
}

static void
check(const char *row, const char *type, const char *body, size_t length, const char *expected)
{
        static const size_t STEPS[] = {1, 2, 3, 7, 0, 1 << 20};
        static const size_t ROOMS[] = {1, 5, 64 * 1024};
        OWN(buf_close) struct buf out = buf_open(1 << 20);
        for (size_t i = 0; i < COUNT_OF(STEPS) * COUNT_OF(ROOMS); i++) {
                struct err err = {0};
                struct feed feed = {body, length, STEPS[i % COUNT_OF(STEPS)], (uint32_t)i, false};
                bool is_good = summary(feed, type, ROOMS[i / COUNT_OF(STEPS)], &out, &err);
                if (!is_good)
                        print_error("%s: %s\n", row, err.message);
                assert_true(is_good);
                if (strcmp(buf_string(&out), expected) != 0)
                        print_error("%s\n", row);
                assert_string_equal(buf_string(&out), expected);
        }
}

struct good_case {
        const char *name;
        const char *type;
        const char *body;
        const char *expected;
};

static const struct good_case GOOD[] = {
        {"one field", TYPE, "--XX\r\n" HEAD("a") "1\r\n--XX--\r\n", "a|-||1;"},
        {"two fields", TYPE, "--XX\r\n" HEAD("a") "1\r\n--XX\r\n" HEAD("b") "2\r\n--XX--",
         "a|-||1;b|-||2;"},
        {"empty part", TYPE, "--XX\r\n" HEAD("a") "\r\n--XX--", "a|-||;"},
        {"no parts", TYPE, "--XX--\r\n", ""},
        {"preamble and epilogue", TYPE,
         "hello\r\nthere\r\n--XX\r\n" HEAD("a") "1\r\n--XX--\r\nbye\r\n--XX\r\n", "a|-||1;"},
        {"padding behind the boundary", TYPE, "--XX \t \r\n" HEAD("a") "1\r\n--XX--", "a|-||1;"},
        {"what only looks like a boundary", TYPE,
         "--XX\r\n" HEAD("a") "\r\n--X\r\n--XXY\r\n--XX \r--XX\r\n-\r\r\n--XX-\r\n\r\n--XX--",
         "a|-||\r\n--X\r\n--XXY\r\n--XX \r--XX\r\n-\r\r\n--XX-\r\n;"},
        {"line feeds alone end nothing", TYPE, "--XX\r\n" HEAD("a") "\n--XX--\n\r\n--XX--",
         "a|-||\n--XX--\n;"},
        {"quoted boundary with odd letters",
         "Multipart/Form-Data; charset=utf-8; BOUNDARY=\"a b:/?'\" ;",
         "--a b:/?'\r\n" HEAD("a") "1\r\n--a b:/?'--", "a|-||1;"},
        {"boundary with '=' not quoted", "multipart/form-data; boundary=----=_Part_1",
         "------=_Part_1\r\n" HEAD("a") "1\r\n------=_Part_1--", "a|-||1;"},
        {"file", TYPE,
         "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.wav\"\r\n"
         "Content-Type: audio/wav\r\nX-Else: y\r\n\r\nRIFF\r\n--XX--",
         "f|x.wav|audio/wav|RIFF;"},
        {"no file chosen", TYPE,
         "--XX\r\nContent-Disposition: form-data; name=f; filename=\"\"\r\n"
         "content-type: application/octet-stream \r\n\r\n\r\n--XX--",
         "f||application/octet-stream|;"},
        {"quotes in a name, escaped", TYPE,
         "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a \\\"b\\\" \\\\ \\c; "
         "d=e.pdf\"\r\n\r\n1\r\n--XX--",
         "f|a \"b\" \\ \\c; d=e.pdf||1;"},
        {"quotes in a name, as browsers write them", TYPE,
         "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a %22b%22 "
         "100%.pdf\"\r\n\r\n1\r\n--XX--",
         "f|a \"b\" 100%.pdf||1;"},
        {"UTF-8 in a name", TYPE,
         "--XX\r\nContent-Disposition: form-data; name=\"n\xC3\xA4me\"; "
         "filename=\"\xE5\xB1\xA5\xE6\xAD\xB4.pdf\"\r\n\r\n1\r\n--XX--",
         "n\xC3\xA4me|\xE5\xB1\xA5\xE6\xAD\xB4.pdf||1;"},
        {"filename* before filename", TYPE,
         "--XX\r\nContent-Disposition: form-data; name=f; filename*=UTF-8'en'na%C3%AFve.pdf; "
         "filename=\"naive.pdf\"\r\n\r\n1\r\n--XX--",
         "f|na\xC3\xAFve.pdf||1;"},
        {"filename* behind filename", TYPE,
         "--XX\r\nContent-Disposition: form-data; name=f; filename=\"naive.pdf\"; "
         "filename*=utf-8''na%c3%afve.pdf\r\n\r\n1\r\n--XX--",
         "f|na\xC3\xAFve.pdf||1;"},
        {"filename* in another character set", TYPE,
         "--XX\r\nContent-Disposition: form-data; name=f; filename*=ISO-8859-1''na%EFve.pdf; "
         "filename=\"naive.pdf\"\r\n\r\n1\r\n--XX--",
         "f|naive.pdf||1;"},
        {"folded header", TYPE,
         "--XX\r\nContent-Disposition: form-data;\r\n  name=\"a\"\r\n\r\n1\r\n--XX--", "a|-||1;"},
};

static void
multipart_reads_well_formed_bodies_however_they_are_cut(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(GOOD); i++)
                check(GOOD[i].name, GOOD[i].type, GOOD[i].body, strlen(GOOD[i].body),
                      GOOD[i].expected);
}

struct bad_case {
        const char *name;
        const char *type;
        const char *body;
        enum err_kind kind;
        const char *message;
};

static const char NOT_MULTIPART[] = "The upload must be sent as multipart/form-data.";
static const char NO_BOUNDARY[] = "The Content-Type of the upload names no boundary.";
static const char BAD_TYPE[] = "The Content-Type of the upload cannot be read.";

#define DISPOSITION "--XX\r\nContent-Disposition: "

static const struct bad_case BAD[] = {
        {"no type", NULL, "", ERR_TYPE, NOT_MULTIPART},
        {"other type", "application/json", "", ERR_TYPE, NOT_MULTIPART},
        {"longer word", "multipart/form-database; boundary=XX", "", ERR_TYPE, NOT_MULTIPART},
        {"no boundary", "multipart/form-data", "", ERR_MALFORMED, NO_BOUNDARY},
        {"no boundary, lone semicolon", "multipart/form-data;", "", ERR_MALFORMED, NO_BOUNDARY},
        {"empty boundary", "multipart/form-data; boundary=\"\"", "", ERR_MALFORMED, BAD_TYPE},
        {"boundary with no value", "multipart/form-data; boundary=", "", ERR_MALFORMED, BAD_TYPE},
        {"two boundaries", TYPE "; boundary=YY", "", ERR_MALFORMED, BAD_TYPE},
        {"boundary with a wrong letter", "multipart/form-data; boundary=a*b", "", ERR_MALFORMED,
         BAD_TYPE},
        {"boundary that ends in a space", "multipart/form-data; boundary=\"a \"", "", ERR_MALFORMED,
         BAD_TYPE},
        {"quote that never ends", "multipart/form-data; boundary=\"a", "", ERR_MALFORMED, BAD_TYPE},
        {"boundary of 71",
         "multipart/form-data; boundary="
         "12345678901234567890123456789012345678901234567890123456789012345678901",
         "", ERR_MALFORMED, BAD_TYPE},
        {"nothing at all", TYPE, "", ERR_MALFORMED, TRUNCATED},
        {"preamble alone", TYPE, "hello", ERR_MALFORMED, TRUNCATED},
        {"half a boundary", TYPE, "--X", ERR_MALFORMED, TRUNCATED},
        {"closing boundary cut", TYPE, "--XX\r\n" HEAD("a") "1\r\n--XX-", ERR_MALFORMED, TRUNCATED},
        {"no closing boundary", TYPE, "--XX\r\n" HEAD("a") "1\r\n", ERR_MALFORMED, TRUNCATED},
        {"another boundary than promised", TYPE, "--YY\r\n" HEAD("a") "1\r\n--YY--", ERR_MALFORMED,
         TRUNCATED},
        {"headers cut", TYPE, "--XX\r\nContent-Disposition: form-data", ERR_MALFORMED, TRUNCATED},
        {"no headers", TYPE, "--XX\r\n\r\n1\r\n--XX--", ERR_MALFORMED, UNREADABLE},
        {"no name", TYPE, DISPOSITION "form-data\r\n\r\n1\r\n--XX--", ERR_MALFORMED, UNREADABLE},
        {"no disposition", TYPE, "--XX\r\nContent-Type: a/b\r\n\r\n1\r\n--XX--", ERR_MALFORMED,
         UNREADABLE},
        {"other disposition", TYPE, DISPOSITION "attachment; name=a\r\n\r\n1\r\n--XX--",
         ERR_MALFORMED, UNREADABLE},
        {"two dispositions", TYPE,
         DISPOSITION
         "form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--XX--",
         ERR_MALFORMED, UNREADABLE},
        {"two names", TYPE, DISPOSITION "form-data; name=a; name=b\r\n\r\n1\r\n--XX--",
         ERR_MALFORMED, UNREADABLE},
        {"two filenames", TYPE,
         DISPOSITION "form-data; name=a; filename=b; filename=c\r\n\r\n1\r\n--XX--", ERR_MALFORMED,
         UNREADABLE},
        {"a name that is not UTF-8", TYPE,
         DISPOSITION "form-data; name=\"\xFF\"\r\n\r\n1\r\n--XX--", ERR_MALFORMED, UNREADABLE},
        {"filename* that is not UTF-8", TYPE,
         DISPOSITION "form-data; name=a; filename*=UTF-8''%FF\r\n\r\n1\r\n--XX--", ERR_MALFORMED,
         UNREADABLE},
        {"filename* with a NUL", TYPE,
         DISPOSITION "form-data; name=a; filename*=UTF-8''a%00b\r\n\r\n1\r\n--XX--", ERR_MALFORMED,
         UNREADABLE},
        {"filename* with a line end", TYPE,
         DISPOSITION "form-data; name=a; filename*=UTF-8''a%0Ab\r\n\r\n1\r\n--XX--", ERR_MALFORMED,
         UNREADABLE},
        {"filename* with a broken escape", TYPE,
         DISPOSITION "form-data; name=a; filename*=UTF-8''a%4\r\n\r\n1\r\n--XX--", ERR_MALFORMED,
         UNREADABLE},
        {"filename* without its quotes", TYPE,
         DISPOSITION "form-data; name=a; filename*=abc\r\n\r\n1\r\n--XX--", ERR_MALFORMED,
         UNREADABLE},
        {"header without a colon", TYPE, "--XX\r\nhello\r\n\r\n1\r\n--XX--", ERR_MALFORMED,
         UNREADABLE},
        {"line feed in a header", TYPE, DISPOSITION "form-data; name=a\nX: y\r\n\r\n1\r\n--XX--",
         ERR_MALFORMED, UNREADABLE},
        {"quote that never ends in a header", TYPE,
         DISPOSITION "form-data; name=\"a\r\n\r\n1\r\n--XX--", ERR_MALFORMED, UNREADABLE},
};

static void
multipart_refuses_broken_bodies_with_their_reason(void **state)
{
        (void)state;
        static const size_t STEPS[] = {1, 0, 1 << 20};
        OWN(buf_close) struct buf out = buf_open(1 << 20);
        for (size_t i = 0; i < COUNT_OF(BAD) * COUNT_OF(STEPS); i++) {
                const struct bad_case *row = &BAD[i / COUNT_OF(STEPS)];
                struct err err = {0};
                struct feed feed = {row->body, strlen(row->body), STEPS[i % COUNT_OF(STEPS)], 1,
                                    false};
                bool is_good = summary(feed, row->type, 16, &out, &err);
                if (is_good || err.kind != row->kind || strcmp(err.message, row->message) != 0)
                        print_error("%s: %s\n", row->name, err.message);
                assert_false(is_good);
                assert_int_equal(err.kind, row->kind);
                assert_string_equal(err.message, row->message);
        }
}

static void
multipart_refuses_nul_in_headers(void **state)
{
        (void)state;
        static const char BODY[] = "--XX\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n1"
                                   "\r\n--XX--";
        struct err err = {0};
        OWN(buf_close) struct buf out = buf_open(1 << 20);
        struct feed feed = {BODY, sizeof BODY - 1, 3, 1, false};
        assert_false(summary(feed, TYPE, 16, &out, &err));
        assert_int_equal(err.kind, ERR_MALFORMED);
        assert_string_equal(err.message, UNREADABLE);
}

// Every truncation of a good body is refused, and nothing but the truncation is blamed for it.
static void
multipart_refuses_every_truncation(void **state)
{
        (void)state;
        static const char BODY[] =
                "pre\r\n--XX\r\n" HEAD("a") "12\r\n--XX\r\n" HEAD("b") "\r\n-\r\n--XX--";
        OWN(buf_close) struct buf out = buf_open(1 << 20);
        for (size_t length = 0; length < sizeof BODY - 1; length++) {
                struct err err = {0};
                struct feed feed = {BODY, length, 0, (uint32_t)length, false};
                assert_false(summary(feed, TYPE, 16, &out, &err));
                assert_int_equal(err.kind, ERR_MALFORMED);
                assert_string_equal(err.message, TRUNCATED);
        }
}

static void
multipart_hands_on_the_failure_of_its_source(void **state)
{
        (void)state;
        static const char BODY[] = "--XX\r\n" HEAD("a") "12";
        struct err err = {0};
        OWN(buf_close) struct buf out = buf_open(1 << 20);
        struct feed feed = {BODY, sizeof BODY - 1, 0, 1, true};
        assert_false(summary(feed, TYPE, 16, &out, &err));
        assert_int_equal(err.kind, ERR_BUSY);
        assert_string_equal(err.message, "The line went dead.");
}

// A part whose header block has exactly `length` bytes, then its name.
static void
body_with_headers(struct buf *body, size_t length)
{
        static const char END[] = "\r\nContent-Disposition: form-data; name=a";
        buf_clear(body);
        buf_text(body, "--XX\r\nX: ");
        while (body->length < 6 + length - (sizeof END - 1))
                buf_char(body, 'x');
        buf_text(body, END);
        buf_text(body, "\r\n\r\n1\r\n--XX--");
}

static void
multipart_limits_the_headers_of_a_part(void **state)
{
        (void)state;
        struct err err = {0};
        OWN(buf_close) struct buf out = buf_open(1 << 20);
        OWN(buf_close) struct buf body = buf_open(1 << 20);
        body_with_headers(&body, MULTIPART_HEADERS_LIMIT);
        check("headers at the limit", TYPE, body.bytes, body.length, "a|-||1;");
        body_with_headers(&body, MULTIPART_HEADERS_LIMIT + 1);
        for (size_t step = 0; step < 3; step++) {
                struct feed feed = {body.bytes, body.length, step, 1, false};
                assert_false(summary(feed, TYPE, 16, &out, &err));
                assert_int_equal(err.kind, ERR_MALFORMED);
                assert_string_equal(err.message,
                                    "The headers of a part of the upload are too long.");
        }
        buf_clear(&body);
        buf_text(&body, "--XX\r\nX: ");
        while (body.length < 100000)
                buf_char(&body, 'x');
        struct feed feed = {body.bytes, body.length, 0, 1, false};
        assert_false(summary(feed, TYPE, 16, &out, &err));
        assert_string_equal(err.message, "The headers of a part of the upload are too long.");
}

static void
multipart_limits_the_number_of_parts(void **state)
{
        (void)state;
        struct err err = {0};
        OWN(buf_close) struct buf out = buf_open(1 << 20);
        OWN(buf_close) struct buf body = buf_open(1 << 20);
        for (int i = 0; i < MULTIPART_PARTS_LIMIT; i++)
                buf_text(&body, "--XX\r\n" HEAD("a") "1\r\n");
        buf_text(&body, "--XX--");
        struct feed feed = {body.bytes, body.length, 0, 1, false};
        assert_true(summary(feed, TYPE, 16, &out, &err));
        body.length -= 2;
        buf_text(&body, "\r\n" HEAD("a") "1\r\n--XX--");
        feed = (struct feed){body.bytes, body.length, 0, 1, false};
        assert_false(summary(feed, TYPE, 16, &out, &err));
        assert_int_equal(err.kind, ERR_MALFORMED);
        assert_string_equal(err.message, "The upload has too many parts.");
}

static void
multipart_refuses_names_that_are_too_long(void **state)
{
        (void)state;
        OWN(buf_close) struct buf out = buf_open(1 << 20);
        OWN(buf_close) struct buf body = buf_open(1 << 20);
        for (int extra = 0; extra < 2; extra++) {
                struct err err = {0};
                buf_clear(&body);
                buf_text(&body, "--XX\r\nContent-Disposition: form-data; name=a; filename=\"");
                for (int i = 0; i < MULTIPART_FILENAME_LIMIT + extra; i++)
                        buf_char(&body, 'x');
                buf_text(&body, "\"\r\n\r\n1\r\n--XX--");
                struct feed feed = {body.bytes, body.length, 0, 1, false};
                bool is_good = summary(feed, TYPE, 16, &out, &err);
                assert_int_equal(is_good, extra == 0);
                if (extra > 0)
                        assert_string_equal(err.message, UNREADABLE);
        }
}

// Binary data larger than the window, full of line ends and near boundaries, comes back unchanged.
static void
multipart_gives_large_data_back_unchanged(void **state)
{
        (void)state;
        static const char *const PIECES[] = {"\r\n--X", "\r",        "\n", "-",
                                             "--XX",    "\r\n--XXz", "abc"};
        OWN(buf_close) struct buf data = buf_open(1 << 20);
        OWN(buf_close) struct buf body = buf_open(1 << 20);
        OWN(buf_close) struct buf expected = buf_open(1 << 20);
        uint32_t random = 7;
        while (data.length < 50000) {
                random = random * 1664525u + 1013904223u;
                buf_text(&data, PIECES[random / 65536 % COUNT_OF(PIECES)]);
                buf_char(&data, (char)('a' + random / 4096 % 26));
        }
        buf_text(&body, "--XX\r\n" HEAD("a"));
        buf_add(&body, data.bytes, data.length);
        buf_text(&body, "\r\n--XX--\r\n");
        buf_print(&expected, "a|-||%s;", data.bytes);
        check("large data", TYPE, body.bytes, body.length, expected.bytes);
}

// Parts whose data nobody reads are passed over.
static void
multipart_passes_over_unread_data(void **state)
{
        (void)state;
        static const char BODY[] =
                "--XX\r\n" HEAD("a") "12\r\n3\r\n--XX\r\n" HEAD("b") "4\r\n--XX--";
        struct feed feed = {BODY, sizeof BODY - 1, 1, 1, false};
        struct multipart multipart;
        struct multipart_part part;
        struct err err = {0};
        bool has_part = false;
        char byte = 0;
        size_t length = 0;
        assert_true(multipart_open(&multipart, TYPE, (struct multipart_source){feed_read, &feed},
                                   &err));
        assert_true(multipart_next_part(&multipart, &part, &has_part, &err));
        assert_true(multipart_read(&multipart, &byte, 1, &length, &err));
        assert_int_equal(byte, '1');
        assert_true(multipart_next_part(&multipart, &part, &has_part, &err));
        assert_string_equal(part.name, "b");
        assert_true(multipart_next_part(&multipart, &part, &has_part, &err));
        assert_false(has_part);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(multipart_reads_well_formed_bodies_however_they_are_cut),
                cmocka_unit_test(multipart_refuses_broken_bodies_with_their_reason),
                cmocka_unit_test(multipart_refuses_nul_in_headers),
                cmocka_unit_test(multipart_refuses_every_truncation),
                cmocka_unit_test(multipart_hands_on_the_failure_of_its_source),
                cmocka_unit_test(multipart_limits_the_headers_of_a_part),
                cmocka_unit_test(multipart_limits_the_number_of_parts),
                cmocka_unit_test(multipart_refuses_names_that_are_too_long),
                cmocka_unit_test(multipart_gives_large_data_back_unchanged),
                cmocka_unit_test(multipart_passes_over_unread_data),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
