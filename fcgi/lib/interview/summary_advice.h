// What helps with an indicator that was not shown: for the next answer, to practise, to ask.
#pragma once

#include "model/rubric.h"

struct advice {
        const char *indicator;
        const char *improve;  // a sentence for the next answer
        const char *practise; // a sentence to practise by
        const char *ask;      // a question that would show it
};

// NULL for indicators of a rubric of the posting's own.
const struct advice *
advice_for(const char *indicator);

// A known work or method to read on, by dimension; `family` is the job family of a technical
// question, NULL for any.
const char *
advice_resource(enum dimension dimension, const char *family);
