// A passage of a company or role document, or of a resume: what questions and evaluations are
// grounded in.
#pragma once

struct passage {
        const char *id;      // NULL before it is kept
        const char *source;  // the document's file name; NULL for the resume
        const char *heading; // what it stands under; "" for nothing
        const char *body;
        double rank; // of a search: above 0, only to be compared with those of the same search
};
