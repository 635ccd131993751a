// The inside of a speech, for the files of turn/speech.h alone.
#pragma once

#include <pthread.h>
#include <stdint.h>

#include "base/trace.h"
#include "net/providers.h"
#include "turn/speech.h"

struct stage_clock;

enum { PART_KEY_BYTES = 160 };

enum part_state { PART_WAITING, PART_SPEAKING, PART_BEGUN, PART_WHOLE, PART_FAILED };

struct part {
        const char *text;
        bool is_known;
        bool may_end;
        enum part_state state;
        int try;
        bool has_row;
        char key[PART_KEY_BYTES];
        const char *mime; // of those that net/ names, which are constants
        struct tts_maker maker;
        int duration_ms;
        struct digest sha256; // of a part that is whole; zeros where it is not known
        char passed_over[PROVIDERS_PASSED_BYTES]; // "": nobody
};

struct speech {
        // Never changed after speech_open.
        struct turn_room room;
        const struct course *course;
        int number;
        struct uuid id;
        int64_t worker;
        bool is_silent; // the candidate's browser speaks, or nobody
        int most_at_once;
        struct arena *arena;
        struct trace trace;
        struct stage_clock *clock; // of the turn
        int64_t opened_us;
        bool is_cut; // there was more text than parts; the turn's thread alone looks

        pthread_mutex_t lock; // of all below
        pthread_cond_t changed;
        struct tell *tell;
        struct part parts[SPEECH_PARTS_MOST];
        int count;
        int told;
        bool has_sounded;
        int helping; // helpers that speak now
        int asked;   // tasks that no helper has begun
        bool is_text_over;
        bool is_closed;
        int references; // the turn's thread, and tasks that were given to helpers
};

// Until every part has come so far. What no helper takes is spoken here.
void
speech_await(struct speech *speech, enum part_state least);

// Whether none of it is missing.
bool
speech_is_sound(const struct speech *speech);
