// WAV and FLAC: the one door to libsndfile.
#pragma once

#include "clip_pcm.h"

// Adds all samples of the stranger's file. Refuses what holds none.
void
clip_wave_decode(struct clip_pcm *pcm);
