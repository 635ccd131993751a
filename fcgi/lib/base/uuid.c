#include "base/uuid.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/text.h"

struct uuid
uuid_new(void)
{
        struct uuid id;
        uint64_t now = (uint64_t)clock_wall_ms();
        crypto_random(id.bytes, sizeof id.bytes);
        for (int i = 0; i < 6; i++)
                id.bytes[i] = (uint8_t)(now >> (40 - 8 * i));
        id.bytes[6] = (uint8_t)(0x70 | (id.bytes[6] & 0x0F));
        id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3F));
        return id;
}

struct uuid_text
uuid_to_text(struct uuid id)
{
        struct uuid_text out;
        char hex[33];
        text_hex(id.bytes, sizeof id.bytes, hex);
        snprintf(out.text, sizeof out.text, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
                 hex + 16, hex + 20);
        return out;
}

bool
uuid_from_text(const char *text, struct uuid *id_out)
{
        struct uuid id = {0};
        int digits = 0;
        if (text == NULL || strlen(text) != 36)
                return false;
        for (int i = 0; i < 36; i++) {
                char c = text[i];
                if (i == 8 || i == 13 || i == 18 || i == 23) {
                        if (c != '-')
                                return false;
                        continue;
                }
                int value = c >= '0' && c <= '9'   ? c - '0'
                            : c >= 'a' && c <= 'f' ? c - 'a' + 10
                            : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                   : -1;
                if (value < 0)
                        return false;
                id.bytes[digits / 2] = (uint8_t)(id.bytes[digits / 2] << 4 | value);
                digits++;
        }
        *id_out = id;
        return true;
}

bool
uuid_equals(struct uuid a, struct uuid b)
{
        return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

bool
uuid_is_zero(struct uuid id)
{
        return uuid_equals(id, (struct uuid){0});
}
