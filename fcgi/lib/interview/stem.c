#include "interview/stem.h"

#include <ctype.h>
#include <errno.h>
#include <libstemmer.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

// Only what is spoken here as a whole language; Snowball takes the subtag itself.
struct stemmer *
stemmer_new(const char *language)
{
        // The library knows the languages by their subtags of two letters, in lower case.
        if (language == NULL || strcspn(language, "-_") != 2)
                return NULL;
        const char primary[] = {(char)tolower((unsigned char)language[0]),
                                (char)tolower((unsigned char)language[1]), '\0'};
        errno = 0;
        struct sb_stemmer *stemmer = sb_stemmer_new(primary, "UTF_8");
        // Words that are not stemmed for want of memory would count otherwise than they do.
        if (stemmer == NULL && errno == ENOMEM)
                memory_none(0);
        return (struct stemmer *)stemmer;
}

void
stemmer_free(struct stemmer *stemmer)
{
        sb_stemmer_delete((struct sb_stemmer *)stemmer);
}

void
stemmer_done(struct stemmer **stemmer)
{
        if (*stemmer != NULL)
                stemmer_free(*stemmer);
        *stemmer = NULL;
}

const char *
stemmer_stem(struct stemmer *stemmer, const char *folded, struct arena *arena)
{
        size_t length = strlen(folded);
        // Longer than any word of a language: Snowball's time would grow with it.
        if (stemmer == NULL || length > 60)
                return folded;
        const sb_symbol *stem = sb_stemmer_stem((struct sb_stemmer *)stemmer,
                                                (const sb_symbol *)folded, (int)length);
        if (stem == NULL)
                memory_none(length);
        length = (size_t)sb_stemmer_length((struct sb_stemmer *)stemmer);
        return length == 0 ? folded : arena_copy(arena, (const char *)stem, length);
}
