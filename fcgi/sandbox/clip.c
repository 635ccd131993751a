// earshot-sandbox-clip: decodes one recording and answers with its samples, 16 kHz and mono.
#include "sandbox/clip.h"
#include "base/json_write.h"
#include "cage.h"
#include "clip_kind.h"
#include "clip_media.h"
#include "clip_pcm.h"
#include "clip_wave.h"

static const struct cage CAGE = {.memory_bytes = (size_t)1 << 30,
                                 .cpu_seconds = 60,
                                 .most_payload_bytes =
                                         sizeof(int16_t) * CLIP_MOST_SECONDS * CLIP_RATE};

static _Noreturn void
answer(enum clip_kind kind, bool is_cut)
{
        struct buf line = buf_open(ANSWER_LINE_BYTES - 1);
        struct json_writer json = json_writer_on(&line);
        json_open_object(&json);
        json_put_text(&json, "mime", clip_kind_mime(kind));
        json_put_bool(&json, "is_cut", is_cut);
        json_close_object(&json);
        cage_answer(&line);
}

int
main(void)
{
        static struct clip_pcm pcm;
        bool is_cut = false;

        cage_prepare();
        clip_kind_prepare();
        clip_media_prepare();
        cage_next_file(&CAGE);
        enum clip_kind kind = clip_kind_find();
        if (kind == CLIP_WAV || kind == CLIP_FLAC)
                clip_wave_decode(&pcm);
        else
                is_cut = clip_media_decode(kind, &pcm);
        clip_pcm_done(&pcm);
        if (pcm.sample_count == 0)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "no samples");
        answer(kind, is_cut);
}
