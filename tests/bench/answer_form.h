// An answer as a browser posts it, and where the reply ends: for the programs that post answers
// (post.c, turns.c).
#pragma once

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// Before and behind the recording, in a form whose boundary is "bench".
static const char FORM_HEAD[] = "--bench\r\nContent-Disposition: form-data; name=\"audio\"; "
                                "filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n";
static const char FORM_TAIL[] = "\r\n--bench--\r\n";

// Whether a reply of nginx, 0-terminated, is here to its end: it has a length, or comes in chunks.
// Lines of a stream hold no carriage return.
static inline bool
is_whole_reply(const char *reply, size_t length)
{
        static const char LENGTH[] = "\r\nContent-Length:", LAST[] = "\r\n0\r\n\r\n";
        const char *head_end = strstr(reply, "\r\n\r\n");
        if (head_end == NULL)
                return false;
        size_t head_length = (size_t)(head_end + 4 - reply);
        const char *said = memmem(reply, head_length, LENGTH, strlen(LENGTH));
        if (said != NULL)
                return length - head_length >= strtoul(said + strlen(LENGTH), NULL, 10);
        return memcmp(reply + length - strlen(LAST), LAST, strlen(LAST)) == 0;
}
