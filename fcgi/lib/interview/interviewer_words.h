// What an interviewer does not say, and how it asks without a question mark: English, German and
// Spanish phrases as words_find wants them. Each list ends with NULL.
#pragma once

// Age, health, family, origin, religion and what else the law of most countries keeps out of an
// interview.
extern const char *const INTERVIEWER_FORBIDDEN[];

// About the outcome, and about how the candidate is doing.
extern const char *const INTERVIEWER_PROMISES[];

// About being a model, and about the task.
extern const char *const INTERVIEWER_OUT_OF_ROLE[];

extern const char *const INTERVIEWER_REQUESTS[];
