#include "pdf_look_draw.h"

#include <cairo-ft.h>
#include <dlfcn.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <math.h>
#include <poppler.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "pdf_maps.h"

// Has letters of most scripts, and a box for those that it lacks: ink is all that matters here.
static const char FONT[] = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

static const double SCALE = 2.0;        // pixels a point: 144 a inch
static const double LEAST_SCALE = 0.75; // below that small letters are a grey mist
static const double MOST_PIXELS = 4e6;  // 16 MB each; A4 has 2 million
static const double MOST_POINTS = 20000;

// For the life of the process, which reads one file.
static struct {
        void (*show_glyphs)(cairo_t *, const cairo_glyph_t *, int);
        void (*glyph_path)(cairo_t *, const cairo_glyph_t *, int);
        cairo_t *page; // being drawn with its letters
        bool has_letters;
        double width, height;
        struct reading *reading;
        cairo_surface_t *with;
        cairo_surface_t *without;
} drawing;

// The functions below take the place of those of cairo for this program and its
// libraries: that is how letters can be left out, and how text is learnt that poppler's own reading
// drops because it lies off the page.

cairo_bool_t
cairo_surface_has_show_text_glyphs(cairo_surface_t *surface)
{
        (void)surface;
        return 1;
}

// Farther out than a letter is large: its edge may stand over the page's.
static bool
is_off_page(cairo_t *cairo, const cairo_glyph_t *glyph)
{
        cairo_matrix_t matrix;
        double x = glyph->x, y = glyph->y, across = 1, down = 1;
        cairo_get_font_matrix(cairo, &matrix);
        cairo_matrix_transform_distance(&matrix, &across, &down);
        cairo_user_to_device(cairo, &x, &y);
        cairo_user_to_device_distance(cairo, &across, &down);
        double size = fabs(across) > fabs(down) ? fabs(across) : fabs(down);
        return x < -size || y < -size || x > drawing.width + size || y > drawing.height + size;
}

static bool
is_all_off_page(cairo_t *cairo, const cairo_glyph_t *glyphs, int count)
{
        for (int i = 0; i < count; i++) {
                if (!is_off_page(cairo, &glyphs[i]))
                        return false;
        }
        return count > 0 && cairo == drawing.page && drawing.reading != NULL;
}

// What the font says a glyph stands for; letters come without their text where poppler chose the
// font itself.
static void
hide_glyphs(cairo_t *cairo, const cairo_glyph_t *glyphs, int count)
{
        static const int MOST = 200;
        cairo_scaled_font_t *font = cairo_get_scaled_font(cairo);
        FT_Face face = cairo_scaled_font_get_type(font) == CAIRO_FONT_TYPE_FT
                               ? cairo_ft_scaled_font_lock_face(font)
                               : NULL;
        for (int i = 0; i < count && i < MOST && face != NULL; i++) {
                char bytes[4];
                FT_UInt index = 0;
                FT_ULong point = FT_Get_First_Char(face, &index);
                while (index != 0 && index != glyphs[i].index)
                        point = FT_Get_Next_Char(face, point, &index);
                if (index != 0)
                        buf_add(&drawing.reading->hidden, bytes,
                                text_encode((uint32_t)point, bytes));
        }
        if (face != NULL)
                cairo_ft_scaled_font_unlock_face(font);
        reading_hide(drawing.reading, " ", 1);
}

void
cairo_show_glyphs(cairo_t *cairo, const cairo_glyph_t *glyphs, int count)
{
        if (!drawing.has_letters)
                return;
        if (is_all_off_page(cairo, glyphs, count))
                hide_glyphs(cairo, glyphs, count);
        drawing.show_glyphs(cairo, glyphs, count);
}

void
cairo_show_text_glyphs(cairo_t *cairo, const char *text, int text_bytes,
                       const cairo_glyph_t *glyphs, int count, const cairo_text_cluster_t *clusters,
                       int cluster_count, cairo_text_cluster_flags_t flags)
{
        (void)clusters, (void)cluster_count, (void)flags;
        if (!drawing.has_letters)
                return;
        if (is_all_off_page(cairo, glyphs, count) && text_bytes > 0)
                reading_hide(drawing.reading, text, (size_t)text_bytes);
        drawing.show_glyphs(cairo, glyphs, count);
}

void
cairo_glyph_path(cairo_t *cairo, const cairo_glyph_t *glyphs, int count)
{
        if (drawing.has_letters)
                drawing.glyph_path(cairo, glyphs, count);
}

// Function pointers and data pointers are the same on POSIX; ISO C has no cast between them.
static void
find(const char *name, void *function_out)
{
        void *symbol = dlsym(RTLD_NEXT, name);
        if (symbol == NULL)
                abort();
        memcpy(function_out, &symbol, sizeof symbol);
}

void
pdf_draw_prepare(void)
{
        find("cairo_show_glyphs", &drawing.show_glyphs);
        find("cairo_glyph_path", &drawing.glyph_path);
        FcConfig *fonts = FcConfigCreate();
        if (fonts == NULL || !FcConfigAppFontAddFile(fonts, (const FcChar8 *)FONT))
                return;
        FcConfigBuildFonts(fonts);
        FcConfigSetCurrent(fonts);
        pdf_maps_add(FONT);
}

static void
cairo_close(cairo_t **cairo)
{
        cairo_destroy(*cairo);
}

static void
draw(PopplerPage *page, cairo_surface_t *surface, double scale, bool has_letters)
{
        OWN(cairo_close) cairo_t *cairo = cairo_create(surface);
        cairo_set_source_rgb(cairo, 1, 1, 1);
        cairo_paint(cairo);
        cairo_scale(cairo, scale, scale);
        drawing.has_letters = has_letters;
        drawing.page = has_letters ? cairo : NULL;
        poppler_page_render(page, cairo);
        drawing.page = NULL;
        cairo_surface_flush(surface);
}

static cairo_surface_t *
surface_of(cairo_surface_t *old, int width, int height)
{
        if (old != NULL && cairo_image_surface_get_width(old) == width &&
            cairo_image_surface_get_height(old) == height)
                return old;
        cairo_surface_destroy(old);
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
}

static const uint32_t *
pixels_of(cairo_surface_t *surface)
{
        return (const uint32_t *)(const void *)cairo_image_surface_get_data(surface);
}

bool
pdf_draw_once(PopplerPage *page, double scale, struct pdf_picture *picture_out)
{
        double width = 0, height = 0;
        poppler_page_get_size(page, &width, &height);
        if (!(width >= 1 && height >= 1 && width * scale * height * scale <= MOST_PIXELS))
                return false;
        drawing.width = ceil(width * scale);
        drawing.height = ceil(height * scale);
        drawing.reading = NULL;
        drawing.with = surface_of(drawing.with, (int)drawing.width, (int)drawing.height);
        draw(page, drawing.with, scale, true);
        struct pdf_picture picture = {
                .with = pixels_of(drawing.with),
                .stride = (size_t)cairo_image_surface_get_stride(drawing.with) / 4,
                .width = (int)drawing.width,
                .height = (int)drawing.height,
                .scale = scale};
        if (picture.with == NULL)
                return false;
        *picture_out = picture;
        return true;
}

bool
pdf_draw_page(PopplerPage *page, struct reading *reading, struct pdf_picture *picture_out)
{
        double width = 0, height = 0;
        poppler_page_get_size(page, &width, &height);
        if (!(width >= 1 && height >= 1 && width < MOST_POINTS && height < MOST_POINTS))
                return false;
        double scale = fmin(SCALE, sqrt(MOST_PIXELS / (width * height)));
        if (scale < LEAST_SCALE)
                return false;
        drawing.width = ceil(width * scale);
        drawing.height = ceil(height * scale);
        drawing.reading = reading;
        drawing.with = surface_of(drawing.with, (int)drawing.width, (int)drawing.height);
        drawing.without = surface_of(drawing.without, (int)drawing.width, (int)drawing.height);
        draw(page, drawing.with, scale, true);
        draw(page, drawing.without, scale, false);
        struct pdf_picture picture = {
                .with = pixels_of(drawing.with),
                .without = pixels_of(drawing.without),
                .stride = (size_t)cairo_image_surface_get_stride(drawing.with) / 4,
                .width = (int)drawing.width,
                .height = (int)drawing.height,
                .scale = scale};
        if (picture.with == NULL || picture.without == NULL)
                return false;
        *picture_out = picture;
        return true;
}
