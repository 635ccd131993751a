// The question that will likely follow, spoken while the candidate still answers: by a helper that
// has nothing else to do, into the sounds that are kept for all interviews (turn/spoken.h). When
// the plan, knowing the answer, still wants it, its sound is there; else it waits for another
// interview.
#pragma once

#include "turn/turn.h"

struct course;

// Of the course whose question was just asked. Nothing where a language model will word the next
// one, where its words are not known beforehand, where the settings do not want it (SPEAK_AHEAD),
// and where helpers are busy. Never waits.
void
ahead_speak(const struct turn_room *room, const struct course *course);
