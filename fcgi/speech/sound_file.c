#include "sound_file.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include <sndfile.h>

#include "resample.h"

enum {
        BLOCK_FRAMES = 4096,
        CHANNELS_LIMIT = 8,
        LEAST_RATE = 8000,
        MOST_RATE = 192000,
};

static const char NOT_SOUND[] = "The file is neither a WAV nor a FLAC recording.";

// Bytes in memory, as libsndfile wants to see a file.
struct memory_file {
        const char *bytes;
        sf_count_t length;
        sf_count_t at;
};

static sf_count_t
memory_length(void *context)
{
        const struct memory_file *file = context;
        return file->length;
}

static sf_count_t
memory_seek(sf_count_t offset, int whence, void *context)
{
        struct memory_file *file = context;
        sf_count_t base = whence == SEEK_CUR ? file->at : whence == SEEK_END ? file->length : 0;
        sf_count_t at = 0;
        if (__builtin_add_overflow(base, offset, &at) || at < 0 || at > file->length)
                return -1;
        file->at = at;
        return at;
}

static sf_count_t
memory_read(void *to, sf_count_t count, void *context)
{
        struct memory_file *file = context;
        sf_count_t left = file->length - file->at;
        sf_count_t given = count < 0 ? 0 : count < left ? count : left;
        memcpy(to, file->bytes + file->at, (size_t)given);
        file->at += given;
        return given;
}

static sf_count_t
memory_write(const void *from, sf_count_t count, void *context)
{
        (void)from;
        (void)count;
        (void)context;
        return 0;
}

static sf_count_t
memory_tell(void *context)
{
        const struct memory_file *file = context;
        return file->at;
}

static void
close_file(SNDFILE **file)
{
        if (*file != NULL)
                sf_close(*file);
}

static bool
looks_right(const char *bytes, size_t length)
{
        if (length >= 4 && memcmp(bytes, "fLaC", 4) == 0)
                return true;
        return length >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WAVE", 4) == 0;
}

// A WAV can hold many codecs; the plain ones are all that anybody sends on purpose.
static bool
is_plain(int format)
{
        static const int PLAIN[] = {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32,
                                    SF_FORMAT_PCM_U8, SF_FORMAT_PCM_S8, SF_FORMAT_FLOAT,
                                    SF_FORMAT_DOUBLE, SF_FORMAT_ULAW,   SF_FORMAT_ALAW};
        int type = format & SF_FORMAT_TYPEMASK;
        bool is_known = false;
        for (size_t i = 0; i < COUNT_OF(PLAIN); i++)
                is_known = is_known || (format & SF_FORMAT_SUBMASK) == PLAIN[i];
        return is_known &&
               (type == SF_FORMAT_WAV || type == SF_FORMAT_WAVEX || type == SF_FORMAT_FLAC);
}

// The mean of the channels, in place. What is not a number is silence.
static void
mix(float *samples, size_t frames, int channels)
{
        for (size_t i = 0; i < frames; i++) {
                float sum = 0;
                for (int channel = 0; channel < channels; channel++)
                        sum += samples[i * (size_t)channels + (size_t)channel];
                float mean = sum / (float)channels;
                samples[i] = isfinite(mean) ? fmaxf(-1, fminf(1, mean)) : 0;
        }
}

bool
sound_file_read(const char *bytes, size_t length, struct buf *samples, struct err *err)
{
        SF_VIRTUAL_IO io = {.get_filelen = memory_length,
                            .seek = memory_seek,
                            .read = memory_read,
                            .write = memory_write,
                            .tell = memory_tell};
        struct memory_file memory = {.bytes = bytes, .length = (sf_count_t)length};
        float block[BLOCK_FRAMES * CHANNELS_LIMIT];
        SF_INFO info = {0};
        sf_count_t frames = 0;
        OWN(resample_close) struct resample resample = {0};
        if (!looks_right(bytes, length))
                return FAIL(err, ERR_TYPE, NOT_SOUND);
        OWN(close_file) SNDFILE *file = sf_open_virtual(&io, SFM_READ, &info, &memory);
        if (file == NULL)
                return FAIL_DETAIL(err, ERR_TYPE, NOT_SOUND, "%s", sf_strerror(NULL));
        if (!is_plain(info.format))
                return FAIL_DETAIL(err, ERR_TYPE, NOT_SOUND, "format %x", (unsigned)info.format);
        if (info.channels < 1 || info.channels > CHANNELS_LIMIT || info.samplerate < LEAST_RATE ||
            info.samplerate > MOST_RATE)
                return FAIL_FIELD(err, "file",
                                  "The recording must have 1 to 8 channels and 8 to 192 kHz.");
        if (!resample_open(info.samplerate, SOUND_FILE_RATE, &resample, err))
                return false;
        while ((frames = sf_readf_float(file, block, BLOCK_FRAMES)) > 0) {
                mix(block, (size_t)frames, info.channels);
                if (!resample_add(&resample, block, (size_t)frames, samples, err))
                        return false;
                if (samples->is_over)
                        return FAIL(err, ERR_TOO_LARGE, "The recording is longer than 15 minutes.");
        }
        return resample_add(&resample, NULL, 0, samples, err);
}
