// A directory in which a shell script has the place of a sandbox program. The test that includes
// this is the script's template: it forks a shell for each file, without a cage.
#pragma once

#include "sandbox/sandbox.h"

// `settings` are for programs of `dir`, with 20 s for each file.
struct sandbox_place {
        char dir[64];
        struct sandbox_settings settings;
};

// The first call of main: does not return where this test was started as a template.
void
sandbox_place_serve(int count, char **arguments);

// The script says or does what it likes as `program`; `line TEXT` writes the answer's line with its
// padding, and $0 is its path. A template that finds PROGRAM.spoil beside its script removes it,
// reads and writes by the descriptors of its first file, and dies without a word. One that finds
// PROGRAM.bound removes it and is bound by limits from there on: it is not root, and may have few
// descriptors.
void
sandbox_place_open(struct sandbox_place *place, const char *program, const char *script);

// The same without a template of ours: the script alone, first line and all.
void
sandbox_place_open_bare(struct sandbox_place *place, const char *program, const char *script);

// The limit of processes binds all but root: this process is nobody from now on, if it was root.
void
sandbox_place_leave_root(void);

// Ends the templates and removes what lies there: programs and what scripts wrote beside them.
void
sandbox_place_close(struct sandbox_place *place);
