// What a recording is, by its content alone: the one door to libmagic.
#pragma once

enum clip_kind {
        CLIP_WEBM,
        CLIP_OGG,
        CLIP_MP4,
        CLIP_WAV,
        CLIP_FLAC,
        CLIP_MP3,
        CLIP_KIND_COUNT,
};

// Loads libmagic's tables from the disk; to be called before the cage closes.
void
clip_kind_prepare(void);

// Looks at the beginning of the stranger's file and leaves its offset at the start. Refuses what
// libmagic or the first bytes say is no recording.
enum clip_kind
clip_kind_find(void);

// The kind's mime type, such as "audio/webm".
const char *
clip_kind_mime(enum clip_kind kind);
