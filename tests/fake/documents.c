#include "documents.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
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

static void
add_bytes(char **at, const void *bytes, size_t length)
{
        memcpy(*at, bytes, length);
        *at += length;
}

int
fake_scan(const char *first, const char *second, bool has_layer)
{
        enum { WIDTH = 600, HEIGHT = 200, PICTURE_BYTES = WIDTH * HEIGHT, ROOM = 4096 };
        static char file[PICTURE_BYTES + ROOM];
        char *at = file, text[1024], head[1024];
        char path[] = "/tmp/earshot-scan-XXXXXX";
        cairo_surface_t *page = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
        cairo_t *cairo = cairo_create(page);
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_paint(cairo);
        cairo_set_source_rgb(cairo, 0, 0, 0);
        cairo_set_font_size(cairo, 24);
        cairo_move_to(cairo, 20, 60);
        cairo_show_text(cairo, first);
        cairo_move_to(cairo, 20, 120);
        cairo_show_text(cairo, second);
        cairo_surface_flush(page);
        snprintf(text, sizeof text, "q 300 0 0 100 0 0 cm /X Do Q");
        if (has_layer)
                snprintf(text + strlen(text), sizeof text - strlen(text),
                         " BT 3 Tr /F 12 Tf 10 70 Td (%s) Tj 0 -30 Td (%s) Tj ET", first, second);
        add_bytes(&at, head,
                  (size_t)snprintf(head, sizeof head,
                                   "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                   "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                                   "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]"
                                   "/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>/Font<</F<<"
                                   "/Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
                                   "4 0 obj<</Length %zu>>stream\n",
                                   strlen(text)));
        add_bytes(&at, text, strlen(text));
        add_bytes(&at, head,
                  (size_t)snprintf(head, sizeof head,
                                   "\nendstream endobj\n5 0 obj<</Type/XObject/Subtype/Image"
                                   "/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
                                   "/Length %d>>stream\n",
                                   WIDTH, HEIGHT, PICTURE_BYTES));
        const unsigned char *pixels = cairo_image_surface_get_data(page);
        int stride = cairo_image_surface_get_stride(page);
        for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++)
                        add_bytes(&at, pixels + y * stride + x * 4, 1);
        }
        static const char END[] = "\nendstream endobj\ntrailer<</Root 1 0 R>>\n";
        add_bytes(&at, END, sizeof END - 1);
        cairo_destroy(cairo);
        cairo_surface_destroy(page);
        make_name(path);
        int fd = open(path, O_WRONLY);
        assert(fd >= 0 && write(fd, file, (size_t)(at - file)) == at - file);
        close(fd);
        return open_and_unlink(path);
}

void
fake_documents_done(void)
{
        cairo_debug_reset_static_data();
        FcFini();
}
