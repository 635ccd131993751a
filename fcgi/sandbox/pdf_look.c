// earshot-sandbox-look: reads one PDF file as earshot-sandbox-pdf does, draws its pages besides,
// and answers with what a reader sees of its text and what not. It takes longer, and what it cannot
// judge, or not in its time, it leaves as it is and says so.
#include <time.h>

#include "base/clock.h"
#include "cage.h"
#include "pdf_look_draw.h"
#include "pdf_look_see.h"
#include "pdf_text.h"
#include "reading.h"
#include "sandbox/document.h"

static const struct cage CAGE = {.memory_bytes = 512u << 20,
                                 .cpu_seconds = 8,
                                 .most_payload_bytes = DOCUMENT_MOST_PAYLOAD_BYTES};

// Pages that are drawn later than that after the start are not looked at.
static const int64_t MOST_LOOKING_MS = 2000;

static int64_t started_ms;

static bool
look(struct _PopplerPage *page, struct pdf_page *letters, struct reading *reading)
{
        struct pdf_picture picture = {0};
        if (letters->count > 0 && !letters->has_places)
                return false;
        if (clock_ms() - started_ms > MOST_LOOKING_MS || !pdf_draw_page(page, reading, &picture))
                return false;
        if (pdf_see(&picture, letters))
                reading->warnings[DOCUMENT_SCAN] = true;
        return true;
}

// What cannot see a word that everybody sees cannot tell of others.
static bool
has_eyes(struct reading *reading)
{
        struct pdf_page letters = {0};
        struct _PopplerPage *page = pdf_text_known_page();
        if (page == NULL)
                return false;
        started_ms = clock_ms();
        pdf_text_letters(page, &letters);
        return look(page, &letters, reading) && letters.count > 0 && !letters.letters[0].is_hidden;
}

int
main(void)
{
        const char *bytes = NULL;
        size_t length = 0;
        struct reading reading = reading_open();
        struct reading trial = reading_open();

        cage_prepare();
        pdf_draw_prepare();
        pdf_text_prepare();
        bool is_ready = has_eyes(&trial);
        cage_next_file(&CAGE);
        started_ms = clock_ms();
        if (!is_ready)
                cage_refuse(REFUSAL_NO_EYES, "a known word was not seen");
        if (!cage_read_file(DOCUMENT_MOST_BYTES, &bytes, &length))
                cage_refuse(REFUSAL_DOCUMENT_BYTES, "");
        pdf_text_read(bytes, length, look, &reading);
        reading_answer(&reading);
}
