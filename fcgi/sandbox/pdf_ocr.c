// earshot-sandbox-ocr: reads the pages of a PDF file that are only pictures, with tesseract and the
// languages that are installed. It is built where tesseract is; without it such files are refused.
// The one door to tesseract.
#if __has_include(<tesseract/capi.h>)
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <tesseract/capi.h>

#include "base/clock.h"
#include "base/own.h"
#include "cage.h"
#include "pdf_look_draw.h"
#include "pdf_text.h"
#include "reading.h"
#include "sandbox/document.h"

enum {
        MOST_LANGUAGES = 4,
        LANGUAGES_BYTES = 64,
        // Pixels an inch: letters of 10 points are 28 pixels high, and a page of A4 is drawn in one
        // piece.
        RESOLUTION = 195,
        POINTS_AN_INCH = 72,
        PIXEL_BYTES = 4,
};

// Pages that would begin later than that after the start are not read.
static const int64_t MOST_READING_MS = 8000;

static const struct cage CAGE = {.memory_bytes = (size_t)1 << 30,
                                 .cpu_seconds = 18,
                                 .most_payload_bytes = DOCUMENT_MOST_PAYLOAD_BYTES};

// For the life of the process.
static TessBaseAPI *tesseract;
static int64_t started_ms;

// It would start threads, which no cage allows: all of its work is done by the one there is.
static void
allow_one_thread(void)
{
        void (*set_levels)(int) = NULL;
        void *symbol = dlsym(RTLD_DEFAULT, "omp_set_max_active_levels");
        memcpy(&set_levels, &symbol, sizeof symbol);
        if (set_levels != NULL)
                set_levels(0);
}

// Such as "eng+deu": what lies in the directory, but for the data that tell scripts apart.
static void
find_languages(const char *path, char languages[LANGUAGES_BYTES])
{
        static const char END[] = ".traineddata";
        DIR *dir = opendir(path);
        size_t count = 0;
        languages[0] = '\0';
        for (struct dirent *entry = dir == NULL ? NULL : readdir(dir);
             entry != NULL && count < MOST_LANGUAGES; entry = readdir(dir)) {
                const char *end = strstr(entry->d_name, END);
                size_t used = strlen(languages),
                       length = end == NULL ? 0 : (size_t)(end - entry->d_name);
                bool is_one = length == 3 && strncmp(entry->d_name, "osd", 3) != 0;
                if (!is_one || used + length + 2 > LANGUAGES_BYTES)
                        continue;
                snprintf(languages + used, LANGUAGES_BYTES - used, "%s%.3s", count > 0 ? "+" : "",
                         entry->d_name);
                count++;
        }
        if (dir != NULL)
                closedir(dir);
}

static bool
prepare(void)
{
        static const char *const PLACES[] = {"/usr/share/tesseract-ocr/5/tessdata",
                                             "/usr/share/tesseract-ocr/4.00/tessdata",
                                             "/usr/share/tessdata"};
        char languages[LANGUAGES_BYTES];
        allow_one_thread();
        for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
                find_languages(PLACES[i], languages);
                tesseract = languages[0] == '\0' ? NULL : TessBaseAPICreate();
                if (tesseract == NULL)
                        continue;
                TessBaseAPISetVariable(tesseract, "debug_file", "/dev/null");
                return TessBaseAPIInit2(tesseract, PLACES[i], languages, OEM_LSTM_ONLY) == 0;
        }
        return false;
}

static void
text_close(char **text)
{
        if (*text != NULL)
                TessDeleteText(*text);
}

// Adds what is recognised on the page; false where that failed.
static bool
recognise(struct _PopplerPage *page, struct reading *reading)
{
        struct pdf_picture picture = {0};
        if (!pdf_draw_once(page, (double)RESOLUTION / POINTS_AN_INCH, &picture))
                return false;
        TessBaseAPISetImage(tesseract, (const unsigned char *)picture.with, picture.width,
                            picture.height, PIXEL_BYTES, (int)picture.stride * PIXEL_BYTES);
        TessBaseAPISetSourceResolution(tesseract, RESOLUTION);
        OWN(text_close) char *text = TessBaseAPIGetUTF8Text(tesseract);
        TessBaseAPIClear(tesseract);
        if (text == NULL)
                return false;
        buf_text(&reading->text, text);
        buf_text(&reading->text, "\n\n");
        return true;
}

// A page that has text is read as text.
static bool
look(struct _PopplerPage *page, struct pdf_page *letters, struct reading *reading)
{
        if (letters->count > 1)
                return true;
        bool is_in_time = clock_ms() - started_ms < MOST_READING_MS;
        if (is_in_time && recognise(page, reading))
                reading->warnings[DOCUMENT_RECOGNISED] = true;
        else
                reading->unread_pages++;
        return true;
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
        // It loads what it needs when it reads its first page, and that is ours.
        bool is_ready = prepare();
        pdf_text_prepare();
        is_ready = is_ready && pdf_text_known_page() != NULL &&
                   recognise(pdf_text_known_page(), &trial);
        cage_next_file(&CAGE);
        started_ms = clock_ms();
        if (!is_ready)
                cage_refuse(REFUSAL_NO_EYES, "tesseract has no language");
        if (!cage_read_file(DOCUMENT_MOST_BYTES, &bytes, &length))
                cage_refuse(REFUSAL_DOCUMENT_BYTES, "");
        pdf_text_read(bytes, length, look, &reading);
        reading.warnings[DOCUMENT_PICTURES] = reading.unread_pages > 0;
        reading_answer(&reading);
}
#else
// A translation unit must not be empty.
extern const int no_tesseract_here;
#endif
