// earshot-sandbox-pdf: reads one PDF file and answers with its text and its number of pages.
#include "cage.h"
#include "pdf_text.h"
#include "reading.h"
#include "sandbox/document.h"

static const struct cage CAGE = {.memory_bytes = 512u << 20,
                                 .cpu_seconds = 8,
                                 .most_payload_bytes = DOCUMENT_MOST_PAYLOAD_BYTES};

int
main(void)
{
        const char *bytes = NULL;
        size_t length = 0;
        struct reading reading = reading_open();

        cage_prepare();
        pdf_text_prepare();
        cage_next_file(&CAGE);
        if (!cage_read_file(DOCUMENT_MOST_BYTES, &bytes, &length))
                cage_refuse(REFUSAL_DOCUMENT_BYTES, "");
        pdf_text_read(bytes, length, NULL, &reading);
        reading_answer(&reading);
}
