// Fuzz target for the functions on text: what they promise of UTF-8, lengths and encodings.
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "fuzz.h"

static size_t
count_points(const char *text)
{
        size_t count = 0;
        size_t bytes = 0;
        char out[4];
        for (const char *place = text; *place != '\0'; count++) {
                const char *before = place;
                uint32_t point = text_next(&place);
                size_t length = text_encode(point, out);
                assert(point != 0 && length == (size_t)(place - before));
                assert(memcmp(out, before, length) == 0);
                bytes += length;
        }
        assert(bytes == strlen(text));
        return count;
}

static void
check_well_formed(struct arena *arena, const char *text, size_t most)
{
        const char *trimmed = text_trim(arena, text);
        const char *cut = text_cut(arena, text, most);
        size_t points = text_length(text);
        assert(points == count_points(text));
        assert(strstr(text, trimmed) != NULL && strcmp(text_trim(arena, trimmed), trimmed) == 0);
        assert(text_is_utf8(cut, strlen(cut)) && text_length(cut) <= most + 1);
        assert(points > most || strcmp(cut, text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        struct arena arena = {0};
        const char *text = (const char *)bytes;
        const char *clean = text_clean(&arena, text, length);
        size_t most = length == 0 ? 0 : bytes[0];
        int64_t number = 0;
        assert(text_is_utf8(clean, strlen(clean)));
        check_well_formed(&arena, clean, most);
        const char *copy = arena_copy(&arena, text, length);
        if (text_is_utf8(text, length)) {
                assert(strlen(copy) == length);
                check_well_formed(&arena, copy, most);
        }
        // Malformed bytes are passed one by one: the walk comes to the end.
        for (const char *place = copy; text_next(&place) != 0;)
                assert(place <= copy + strlen(copy));
        const char *decoded = text_url_decoded(&arena, text, length, most % 2 == 0);
        assert(decoded == NULL ||
               (text_is_utf8(decoded, strlen(decoded)) && strlen(decoded) <= length));
        if (text_to_int(copy, -100, 100, &number))
                assert(number >= -100 && number <= 100);
        assert(text_equals_folded(copy, copy) && text_starts(copy, ""));
        arena_done(&arena);
        return 0;
}
