// One question on its way to being heard. Its text comes piece by piece, while a model still writes
// it; each piece is spoken at once, beside the others (turn/helpers.h), into a file of the media
// store that others read while it grows; where somebody listens, `question_audio` is told of each
// part in order, as soon as its first bytes are there.
//
//   a part:  waiting --taken--> speaking --first bytes--> begun --+--> whole
//               |                  |                        |     |
//               +--(cached)--------|------------------------|-----+
//                                  +------------------------+--> failed (no provider spoke it)
//
// The speech itself is used by the thread of the turn alone; what helpers share with it stands
// behind a lock of its own.
#pragma once

#include <stdbool.h>

#include "net/providers.h"
#include "turn/ask.h"

struct speech;
struct tell;

// How a text is spoken by the course's speaker.
struct tts_request
speech_request(const struct config *config, const struct course *course, const char *text);

// A speech of the turn's question; nothing is made yet. `tell` (may be NULL) hears of its parts,
// and of its text where that is new: both live until speech_close, and so does the arena.
struct speech *
speech_open(const struct turn_room *room, const struct course *course, int number,
            struct tell *tell, struct arena *arena);

// What is spoken next. Where all of a text was known before the interview (`is_known`) it is taken
// from what was spoken before, or kept for the next one. `may_end`: it may be the last. A text of
// more pieces than SPEECH_PARTS_MOST is not spoken to its end, and is then no whole sound.
enum { SPEECH_PARTS_MOST = 24 };
void
speech_say(struct speech *speech, const char *text, bool is_known, bool may_end);

// There is no more text. Waits until the first bytes of each part are there, or it has failed; true
// where all of it can be heard. Without helpers it is then spoken already.
bool
speech_begun(struct speech *speech);

// Waits until every part is whole, and makes of them the one sound that is the question. Nothing in
// it where somebody else's provider (the candidate's browser, nobody) is to speak, or a part
// failed.
struct spoken
speech_whole(struct speech *speech);

// Takes away what was made: it is nobody's question.
void
speech_discard(struct speech *speech);

// Waits for those who still speak. Accepts NULL.
void
speech_close(struct speech **speech);
