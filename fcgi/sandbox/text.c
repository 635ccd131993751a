// earshot-sandbox-text: reads one RTF, Markdown or plain text file and answers with its text.
#include <string.h>

#include "cage.h"
#include "reading.h"
#include "sandbox/document.h"
#include "text_plain.h"
#include "text_rtf.h"

static const struct cage CAGE = {.memory_bytes = 256u << 20,
                                 .cpu_seconds = 8,
                                 .most_payload_bytes = DOCUMENT_MOST_PAYLOAD_BYTES};

int
main(void)
{
        static const char RTF[] = "{\\rtf";
        const char *bytes = NULL;
        size_t length = 0;
        bool is_markdown = false;
        struct reading reading = reading_open();

        cage_prepare();
        text_plain_prepare();
        text_rtf_prepare();
        cage_next_file(&CAGE);
        if (!cage_read_file(DOCUMENT_MOST_BYTES, &bytes, &length))
                cage_refuse(REFUSAL_DOCUMENT_BYTES, "");
        if (length >= sizeof RTF - 1 && memcmp(bytes, RTF, sizeof RTF - 1) == 0) {
                reading.format = DOCUMENT_RTF;
                text_rtf_read(bytes, length, &reading);
        } else {
                text_plain_read(bytes, length, &reading, &is_markdown);
                reading.format = is_markdown ? DOCUMENT_MARKDOWN : DOCUMENT_PLAIN;
        }
        reading_answer(&reading);
}
