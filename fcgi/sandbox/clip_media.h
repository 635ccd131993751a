// WebM, Ogg, MP4 and MP3: the one door to libavformat and libavcodec.
#pragma once

#include <stdbool.h>

#include "clip_kind.h"
#include "clip_pcm.h"

// Makes ready what the decoders have in common for all files.
void
clip_media_prepare(void);

// Adds all samples of the first sound track that can be decoded, by counting them, never by their
// time stamps. Refuses what has none, or one in a codec that is not read here. True where the file
// was found damaged or cut off on the way.
bool
clip_media_decode(enum clip_kind kind, struct clip_pcm *pcm);
