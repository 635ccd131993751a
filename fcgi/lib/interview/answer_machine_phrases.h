// The phrases of answer_machine.c.
#pragma once

// Said to a machine and hardly ever to a person who listens; as words_find wants them; end with
// NULL.
extern const char *const MACHINE_PHRASES[];

// Results, and the things of evaluating: an answer has no reason to name them; a resume may, of
// what somebody did and how that was received. The same form.
extern const char *const MACHINE_RESULTS[];

// What begins or ends an invented turn, as it stands in a text in small letters; ends with NULL.
extern const char *const MACHINE_MARKS[];

// Names before a colon that begin one; sorted.
extern const char *const MACHINE_NAMES[];
extern const unsigned MACHINE_NAME_COUNT;
