#include "sandbox/clip.h"

#include <string.h>
#include <sys/stat.h>

#include "base/stage_clock.h"
#include "base/text.h"
#include "sandbox/answer.h"

static const char *const MIMES[] = {"audio/webm", "audio/ogg",  "audio/mp4",
                                    "audio/wav",  "audio/flac", "audio/mpeg"};

// Our own copy of the name, where it is one of ours.
static const char *
known_mime(const char *name)
{
        for (size_t i = 0; i < COUNT_OF(MIMES); i++) {
                if (text_equals(MIMES[i], name))
                        return MIMES[i];
        }
        return NULL;
}

bool
clip_decode(const struct sandbox_settings *settings, int fd, struct arena *arena,
            struct clip *clip_out, struct err *err)
{
        STAGE_TIMED(TURN_STAGE_DECODE);
        OWN(sandbox_answer_close) struct sandbox_answer answer = {0};
        struct stat status;

        if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0)
                return refusal_fail(refusal_name(REFUSAL_CLIP_EMPTY), "", err);
        if (!sandbox_run(settings, SANDBOX_CLIP, fd, arena, &answer, err))
                return false;
        const char *mime = known_mime(json_text_or(answer.line.root, "mime", ""));
        size_t count = answer.payload_bytes / sizeof(int16_t);
        if (mime == NULL || count == 0 || answer.payload_bytes % sizeof(int16_t) != 0)
                return refusal_fail(refusal_name(REFUSAL_CLIP_DAMAGED),
                                    "the program named no type or sent no whole samples", err);
        *clip_out = (struct clip){.mime = mime,
                                  .duration_ms = (int)(count * 1000 / CLIP_RATE),
                                  .is_cut = json_bool_or(answer.line.root, "is_cut", false),
                                  .samples = (const int16_t *)(const void *)answer.payload,
                                  .sample_count = count};
        return true;
}
