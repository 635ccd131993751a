#include "sandbox/answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

struct refusal_kind {
        const char *name;
        enum err_kind kind;
        const char *sentence;
};

// The programs send names alone: no sentence that reaches a person comes out of the sandbox.
static const struct refusal_kind REFUSALS[] = {
        [REFUSAL_NOT_A_DOCUMENT] = {"not_a_document", ERR_TYPE,
                                    "This file is of a kind that is not read here: send a PDF, "
                                    "DOCX, ODT, RTF, TXT or Markdown file."},
        [REFUSAL_DOCUMENT_OLD_WORD] = {"document_old_word", ERR_TYPE,
                                       "This is a Word file of the old kind (.doc): save it as "
                                       "DOCX or PDF and send that."},
        [REFUSAL_DOCUMENT_EMPTY] = {"document_empty", ERR_INPUT, "This file is empty."},
        [REFUSAL_DOCUMENT_DAMAGED] = {"document_damaged", ERR_INPUT,
                                      "This file is damaged and could not be read."},
        [REFUSAL_DOCUMENT_LOCKED] = {"document_locked", ERR_INPUT,
                                     "This file is protected by a password: send one without."},
        [REFUSAL_DOCUMENT_WITHOUT_TEXT] = {"document_without_text", ERR_INPUT,
                                           "This file has no text."},
        [REFUSAL_DOCUMENT_PICTURES] = {"document_pictures", ERR_INPUT,
                                       "This file has no text, only pictures such as scanned "
                                       "pages: send one with text."},
        [REFUSAL_DOCUMENT_HIDDEN] = {"document_hidden", ERR_INPUT,
                                     "All text of this file is such that a reader cannot see it."},
        [REFUSAL_DOCUMENT_BYTES] = {"document_bytes", ERR_TOO_LARGE,
                                    "This file is larger than 64 MB."},
        [REFUSAL_DOCUMENT_PAGES] = {"document_pages", ERR_TOO_LARGE,
                                    "This file has more than 200 pages."},
        [REFUSAL_DOCUMENT_CHARACTERS] = {"document_characters", ERR_TOO_LARGE,
                                         "This file has more than 500,000 characters of text."},
        [REFUSAL_DOCUMENT_INFLATED] = {"document_inflated", ERR_TOO_LARGE,
                                       "This file is far larger inside than it looks and is not "
                                       "read."},
        [REFUSAL_DOCUMENT_FORBIDDEN] = {"document_forbidden", ERR_INPUT,
                                        "This file has parts that no DOCX file may have and is not "
                                        "read."},
        [REFUSAL_NO_EYES] = {"no_eyes", ERR_BROKEN, "Pages cannot be drawn at the moment."},
        [REFUSAL_NOT_A_CLIP] = {"not_a_clip", ERR_TYPE,
                                "This is not a recording that is read here: WebM, Ogg, MP4, WAV, "
                                "FLAC and MP3 are."},
        [REFUSAL_CLIP_EMPTY] = {"clip_empty", ERR_INPUT, "The recording is empty."},
        [REFUSAL_CLIP_DAMAGED] = {"clip_damaged", ERR_INPUT,
                                  "The recording is damaged: no sound could be read from it."},
        [REFUSAL_CLIP_WITHOUT_SOUND] = {"clip_without_sound", ERR_INPUT,
                                        "The recording has no sound track."},
        [REFUSAL_CLIP_TOO_LONG] = {"clip_too_long", ERR_TOO_LARGE,
                                   "The recording is longer than 15 minutes."},
};
_Static_assert(COUNT_OF(REFUSALS) == REFUSAL_COUNT, "every refusal has its sentence");

const char *const DOCUMENT_MIMES[DOCUMENT_FORMAT_COUNT] = {
        [DOCUMENT_PDF] = "application/pdf",
        [DOCUMENT_DOCX] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [DOCUMENT_ODT] = "application/vnd.oasis.opendocument.text",
        [DOCUMENT_RTF] = "application/rtf",
        [DOCUMENT_PLAIN] = "text/plain",
        [DOCUMENT_MARKDOWN] = "text/markdown",
};

const char *const DOCUMENT_WARNING_NAMES[DOCUMENT_WARNING_COUNT] = {
        [DOCUMENT_HIDDEN_TEXT] = "hidden_text",
        [DOCUMENT_COMMENTS] = "comments",
        [DOCUMENT_MACROS] = "macros",
        [DOCUMENT_IS_DAMAGED] = "damaged",
        [DOCUMENT_PICTURES] = "pictures",
        [DOCUMENT_SCAN] = "scan",
        [DOCUMENT_RECOGNISED] = "recognised",
        [DOCUMENT_PAGES_ESTIMATED] = "pages_estimated",
        [DOCUMENT_NOT_LOOKED_AT] = "not_looked_at",
        [DOCUMENT_ENCODING_GUESSED] = "encoding_guessed",
};

const char *
refusal_name(enum refusal refusal)
{
        return REFUSALS[refusal].name;
}

bool
refusal_fail(const char *name, const char *detail, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        const char *clean = text_clean(&arena, detail, strlen(detail));
        for (size_t i = 0; i < COUNT_OF(REFUSALS); i++) {
                if (text_equals(REFUSALS[i].name, name))
                        return FAIL_DETAIL(err, REFUSALS[i].kind, REFUSALS[i].sentence, "%s",
                                           clean);
        }
        return FAIL_DETAIL(err, ERR_INPUT, "This file could not be read.",
                           "the sandbox refused without a known reason: %s", clean);
}
