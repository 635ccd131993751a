// The groups of words that are written down here by subject; read by evidence_synonyms.c alone.
// In English, in the form in which they stand in a dictionary or are said; entries are parted by
// commas and may be of several words. A word may be in many groups. Lists end with NULL.
#pragma once

// Each group says the same thing.
extern const char *const SAME_IN_COMPUTING[];
extern const char *const SAME_IN_TRADES[];
extern const char *const SAME_AT_WORK[];
extern const char *const SAME_IN_SPEECH[];

// Each group belongs to the same thing: a hint, not the same.
extern const char *const NEAR_IN_COMPUTING[];
extern const char *const NEAR_AT_WORK[];

// "left: right, other right": what one side says, the other denies.
extern const char *const OPPOSITE_IN_COMPUTING[];
extern const char *const OPPOSITE_IN_SPEECH[];
