#include "clip_media.h"

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <string.h>
#include <unistd.h>

#include "cage.h"

enum {
        READ_BYTES = 32 << 10,
        USUAL_RATE = 48000,
        // Packets that cannot be decoded, one after the other, after which the rest is not tried.
        MOST_BAD_PACKETS = 500,
};

static const struct {
        enum clip_kind kind;
        const char *demuxer;
        const char *name; // the demuxer's whole name, for the list of those allowed
} DEMUXERS[] = {
        {CLIP_WEBM, "matroska", "matroska,webm"},
        {CLIP_OGG, "ogg", "ogg"},
        {CLIP_MP4, "mp4", "mov,mp4,m4a,3gp,3g2,mj2"},
        {CLIP_MP3, "mp3", "mp3"},
};

static const struct {
        enum AVCodecID id;
        const char *decoder;
} DECODERS[] = {
        {AV_CODEC_ID_OPUS, "opus"},
        {AV_CODEC_ID_VORBIS, "vorbis"},
        {AV_CODEC_ID_AAC, "aac"},
        {AV_CODEC_ID_MP3, "mp3float"},
};
static const char DECODER_NAMES[] = "opus,vorbis,aac,mp3float";

struct decoding {
        AVFormatContext *format;
        AVCodecContext *codec;
        AVPacket *packet;
        AVFrame *frame;
        int track;
        int bad_packets;
        bool is_cut;
};

static _Noreturn void
refuse(enum refusal refusal, int problem)
{
        char detail[AV_ERROR_MAX_STRING_SIZE];
        cage_refuse(refusal, av_make_error_string(detail, sizeof detail, problem));
}

static int
read_some(void *opaque, uint8_t *bytes, int size)
{
        (void)opaque;
        ssize_t got = read(ANSWER_FILE_FD, bytes, (size_t)size);
        return got > 0 ? (int)got : got == 0 ? AVERROR_EOF : AVERROR(errno);
}

static int64_t
seek_to(void *opaque, int64_t offset, int whence)
{
        (void)opaque;
        if (whence == AVSEEK_SIZE) {
                off_t here = lseek(ANSWER_FILE_FD, 0, SEEK_CUR);
                off_t size = lseek(ANSWER_FILE_FD, 0, SEEK_END);
                return lseek(ANSWER_FILE_FD, here, SEEK_SET) == here ? size : AVERROR(EIO);
        }
        return lseek(ANSWER_FILE_FD, offset, whence & ~AVSEEK_FORCE);
}

static AVFormatContext *
new_format(AVIOContext *io)
{
        AVFormatContext *format = io == NULL ? NULL : avformat_alloc_context();
        if (format != NULL) {
                format->pb = io;
                format->flags |= AVFMT_FLAG_CUSTOM_IO;
        }
        return format;
}

// The demuxer is forced and may open nothing but our descriptor, whatever the file names.
static void
open_format(enum clip_kind kind, struct decoding *decoding)
{
        const char *name = NULL, *allowed = NULL;
        for (size_t i = 0; i < COUNT_OF(DEMUXERS); i++) {
                if (DEMUXERS[i].kind == kind) {
                        name = DEMUXERS[i].demuxer;
                        allowed = DEMUXERS[i].name;
                }
        }
        const AVInputFormat *demuxer = name == NULL ? NULL : av_find_input_format(name);
        AVDictionary *options = NULL;
        uint8_t *room = av_malloc(READ_BYTES);
        AVIOContext *io = room == NULL ? NULL
                                       : avio_alloc_context(room, READ_BYTES, 0, NULL, read_some,
                                                            NULL, seek_to);
        AVFormatContext *format = new_format(io);
        if (demuxer == NULL || format == NULL)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "no demuxer, or no memory for one");
        if (av_dict_set(&options, "protocol_whitelist", "", 0) < 0 ||
            av_dict_set(&options, "format_whitelist", allowed, 0) < 0 ||
            av_dict_set(&options, "codec_whitelist", DECODER_NAMES, 0) < 0 ||
            av_dict_set(&options, "enable_drefs", "0", 0) < 0)
                refuse(REFUSAL_CLIP_DAMAGED, AVERROR(ENOMEM));
        int problem = avformat_open_input(&format, "", demuxer, &options);
        av_dict_free(&options);
        if (problem < 0)
                refuse(REFUSAL_CLIP_DAMAGED, problem);
        decoding->format = format;
}

// The headers say enough: guessing from the content (avformat_find_stream_info) decodes all twice.
static void
choose_track(struct decoding *decoding)
{
        AVFormatContext *format = decoding->format;
        decoding->track = -1;
        for (unsigned i = 0; i < format->nb_streams; i++) {
                bool is_first = decoding->track < 0 &&
                                format->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
                if (is_first)
                        decoding->track = (int)i;
                format->streams[i]->discard = is_first ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
        }
        if (decoding->track < 0)
                cage_refuse(REFUSAL_CLIP_WITHOUT_SOUND, "");
}

static void
open_codec(struct decoding *decoding)
{
        const AVStream *stream = decoding->format->streams[decoding->track];
        const char *name = NULL;
        for (size_t i = 0; i < COUNT_OF(DECODERS); i++) {
                if (DECODERS[i].id == stream->codecpar->codec_id)
                        name = DECODERS[i].decoder;
        }
        if (name == NULL)
                cage_refuse(REFUSAL_NOT_A_CLIP, avcodec_get_name(stream->codecpar->codec_id));
        const AVCodec *decoder = avcodec_find_decoder_by_name(name);
        decoding->codec = avcodec_alloc_context3(decoder);
        decoding->packet = av_packet_alloc();
        decoding->frame = av_frame_alloc();
        if (decoder == NULL || decoding->codec == NULL || decoding->packet == NULL ||
            decoding->frame == NULL)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "no decoder, or no memory for one");
        int problem = avcodec_parameters_to_context(decoding->codec, stream->codecpar);
        // What the encoder put in front and behind is cut off with the help of its time base.
        decoding->codec->pkt_timebase = stream->time_base;
        decoding->codec->thread_count = 1;
        if (problem == 0)
                problem = avcodec_open2(decoding->codec, decoder, NULL);
        if (problem < 0)
                refuse(REFUSAL_CLIP_DAMAGED, problem);
}

static void
take_frames(struct decoding *decoding, struct clip_pcm *pcm)
{
        AVFrame *frame = decoding->frame;
        while (avcodec_receive_frame(decoding->codec, frame) == 0) {
                struct clip_sound sound = {.rate = frame->sample_rate,
                                           .channels = frame->ch_layout.nb_channels,
                                           .format = frame->format};
                clip_pcm_add(pcm, sound, (const uint8_t **)frame->extended_data, frame->nb_samples);
                av_frame_unref(frame);
        }
}

// A packet that cannot be decoded is passed over: the rest of an answer is worth having.
static void
decode_packet(struct decoding *decoding, struct clip_pcm *pcm)
{
        if (avcodec_send_packet(decoding->codec, decoding->packet) < 0) {
                decoding->is_cut = true;
                decoding->bad_packets++;
        } else {
                decoding->bad_packets = 0;
        }
        take_frames(decoding, pcm);
}

// One that asks for a file's header first has made its tables by then, or makes them with each
// file.
void
clip_media_prepare(void)
{
        av_log_set_level(AV_LOG_QUIET);
        for (size_t i = 0; i < COUNT_OF(DECODERS); i++) {
                const AVCodec *decoder = avcodec_find_decoder_by_name(DECODERS[i].decoder);
                AVCodecContext *codec = avcodec_alloc_context3(decoder);
                if (decoder == NULL || codec == NULL)
                        continue;
                codec->thread_count = 1;
                codec->sample_rate = USUAL_RATE;
                av_channel_layout_default(&codec->ch_layout, 1);
                (void)!avcodec_open2(codec, decoder, NULL);
                avcodec_free_context(&codec);
        }
}

bool
clip_media_decode(enum clip_kind kind, struct clip_pcm *pcm)
{
        struct decoding decoding = {0};
        int problem = 0;
        open_format(kind, &decoding);
        choose_track(&decoding);
        open_codec(&decoding);
        while (decoding.bad_packets < MOST_BAD_PACKETS &&
               (problem = av_read_frame(decoding.format, decoding.packet)) >= 0) {
                if (decoding.packet->stream_index == decoding.track)
                        decode_packet(&decoding, pcm);
                av_packet_unref(decoding.packet);
        }
        avcodec_send_packet(decoding.codec, NULL);
        take_frames(&decoding, pcm);
        return decoding.is_cut || (problem < 0 && problem != AVERROR_EOF);
}
