#include "documents.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static const double PAGE_WIDTH = 595, PAGE_HEIGHT = 842, MARGIN = 50, LINE_HEIGHT = 16;

static void
make_name(char *path)
{
        int fd = mkstemp(path);
        assert(fd >= 0);
        close(fd);
}

static int
open_and_unlink(const char *path)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        assert(fd >= 0);
        unlink(path);
        return fd;
}

int
fake_archive(const struct fake_part *parts, size_t count, const char *password)
{
        char path[] = "/tmp/earshot-archive-XXXXXX";
        int problem = 0;
        make_name(path);
        zip_t *zip = zip_open(path, ZIP_TRUNCATE, &problem);
        assert(zip != NULL);
        for (size_t i = 0; i < count; i++) {
                size_t length = strlen(parts[i].content);
                zip_source_t *source = zip_source_buffer(zip, parts[i].content, length, 0);
                zip_int64_t index = zip_file_add(zip, parts[i].name, source, 0);
                assert(index >= 0);
                if (password != NULL)
                        problem = zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_AES_256,
                                                          password);
                assert(problem == 0);
        }
        problem = zip_close(zip);
        assert(problem == 0);
        return open_and_unlink(path);
}

int
fake_pdf(int pages, const char *const *lines, size_t line_count, double points)
{
        char path[] = "/tmp/earshot-pdf-XXXXXX";
        make_name(path);
        cairo_surface_t *surface = cairo_pdf_surface_create(path, PAGE_WIDTH, PAGE_HEIGHT);
        cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 64, 64);
        cairo_t *cairo = cairo_create(surface);
        for (int i = 0; i < pages; i++) {
                cairo_set_font_size(cairo, points);
                for (size_t k = 0; k < line_count; k++) {
                        cairo_move_to(cairo, MARGIN, MARGIN + LINE_HEIGHT * (double)(k + 1));
                        cairo_show_text(cairo, lines[k]);
                }
                if (line_count == 0) {
                        cairo_set_source_surface(cairo, picture, MARGIN, MARGIN);
                        cairo_paint(cairo);
                }
                cairo_show_page(cairo);
        }
        cairo_destroy(cairo);
        cairo_surface_destroy(picture);
        cairo_surface_destroy(surface);
        return open_and_unlink(path);
}

void
fake_documents_done(void)
{
        cairo_debug_reset_static_data();
        FcFini();
}
