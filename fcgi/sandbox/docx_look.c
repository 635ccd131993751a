#include "docx_look.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"

enum {
        // Two points.
        LEAST_HALF_POINTS = 4,
        LEAST_WIDTH_PERCENT = 15,
        // A line that high shows nothing of ordinary letters.
        LEAST_LINE_TWIPS = 40,
        MOST_NUMBER = 100000,
};

// WCAG's contrast below which nobody sees letters: #F0F0F0 on white has 1.14.
static const double LEAST_CONTRAST = 1.15;

static const uint32_t WHITE = 0xFFFFFF;

static const struct {
        const char *name;
        uint32_t rgb;
} NAMED[] = {{"white", 0xFFFFFF},    {"black", 0x000000},      {"yellow", 0xFFFF00},
             {"green", 0x00FF00},    {"cyan", 0x00FFFF},       {"magenta", 0xFF00FF},
             {"blue", 0x0000FF},     {"red", 0xFF0000},        {"darkBlue", 0x000080},
             {"darkCyan", 0x008080}, {"darkGreen", 0x008000},  {"darkMagenta", 0x800080},
             {"darkRed", 0x800000},  {"darkYellow", 0x808000}, {"darkGray", 0x808080},
             {"lightGray", 0xC0C0C0}};

struct docx_colour
docx_colour_of(const char *text)
{
        char *end = NULL;
        const char *digits = text[0] == '#' ? text + 1 : text;
        if (*text == '\0' || strcmp(text, "none") == 0)
                return (struct docx_colour){0};
        if (strcmp(text, "auto") == 0)
                return (struct docx_colour){.kind = DOCX_COLOUR_AUTO};
        for (size_t i = 0; i < COUNT_OF(NAMED); i++) {
                if (strcmp(NAMED[i].name, text) == 0)
                        return (struct docx_colour){DOCX_COLOUR_RGB, NAMED[i].rgb};
        }
        unsigned long rgb = strtoul(digits, &end, 16);
        if (strlen(digits) < 6 || end < digits + 6)
                return (struct docx_colour){.kind = DOCX_COLOUR_UNKNOWN};
        return (struct docx_colour){DOCX_COLOUR_RGB, (uint32_t)rgb & WHITE};
}

static struct docx_colour
colour_in(const struct docx_attributes *attributes, const char *name)
{
        char value[24];
        docx_attribute(attributes, name, value, sizeof value);
        return docx_colour_of(value);
}

static int
number_in(const struct docx_attributes *attributes, const char *name)
{
        char value[24];
        int64_t number = 0;
        docx_attribute(attributes, name, value, sizeof value);
        return text_to_int(value, -MOST_NUMBER, MOST_NUMBER, &number) ? (int)number : 0;
}

static enum docx_switch
switch_in(const struct docx_attributes *attributes)
{
        char value[8];
        docx_attribute(attributes, "val", value, sizeof value);
        bool is_off =
                strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "off") == 0;
        return is_off ? DOCX_OFF : DOCX_ON;
}

static void
take_line(struct docx_look *look, const struct docx_attributes *attributes)
{
        char rule[16];
        docx_attribute(attributes, "lineRule", rule, sizeof rule);
        if (strcmp(rule, "exact") == 0)
                look->line_twips = number_in(attributes, "line");
}

// w:shd stands in runs and in paragraphs; which one the caller knows.
static void
take_shade(struct docx_colour *shade, const struct docx_attributes *attributes)
{
        char pattern[16];
        docx_attribute(attributes, "val", pattern, sizeof pattern);
        *shade = strcmp(pattern, "solid") == 0 ? colour_in(attributes, "color")
                                               : colour_in(attributes, "fill");
}

void
docx_look_take(struct docx_look *look, const char *name, const struct docx_attributes *attributes)
{
        if (strcmp(name, "vanish") == 0 || strcmp(name, "specVanish") == 0)
                look->vanish = switch_in(attributes);
        else if (strcmp(name, "color") == 0)
                look->colour = colour_in(attributes, "val");
        else if (strcmp(name, "sz") == 0)
                look->half_points = number_in(attributes, "val");
        else if (strcmp(name, "w") == 0)
                look->width_percent = number_in(attributes, "val");
        else if (strcmp(name, "shd") == 0)
                take_shade(&look->shade, attributes);
        else if (strcmp(name, "highlight") == 0)
                look->highlight = colour_in(attributes, "val");
        else if (strcmp(name, "spacing") == 0)
                take_line(look, attributes);
        else if (strcmp(name, "ilvl") == 0)
                look->number_level = number_in(attributes, "val");
        else if (strcmp(name, "numId") == 0)
                look->number_id =
                        number_in(attributes, "val") > 0 ? number_in(attributes, "val") : -1;
}

static void
colour_add(struct docx_colour *colour, const struct docx_colour *over)
{
        if (over->kind != DOCX_COLOUR_UNSET)
                *colour = *over;
}

void
docx_look_add(struct docx_look *look, const struct docx_look *over)
{
        if (over->vanish != DOCX_UNSET)
                look->vanish = over->vanish;
        if (over->no_fill != DOCX_UNSET)
                look->no_fill = over->no_fill;
        colour_add(&look->colour, &over->colour);
        colour_add(&look->shade, &over->shade);
        colour_add(&look->highlight, &over->highlight);
        colour_add(&look->line_shade, &over->line_shade);
        if (over->half_points != 0)
                look->half_points = over->half_points;
        if (over->width_percent != 0)
                look->width_percent = over->width_percent;
        if (over->line_twips != 0)
                look->line_twips = over->line_twips;
        if (over->number_id != 0) {
                look->number_id = over->number_id;
                look->number_level = over->number_level;
        }
}

// WCAG 2.1, relative luminance.
static double
channel(uint32_t rgb, unsigned shift)
{
        double value = (double)(rgb >> shift & 0xFF) / 255;
        return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double
luminance(uint32_t rgb)
{
        return 0.2126 * channel(rgb, 16) + 0.7152 * channel(rgb, 8) + 0.0722 * channel(rgb, 0);
}

// Colours of one brightness are still told apart where they differ much in one channel.
static bool
is_alike(uint32_t one, uint32_t other)
{
        static const int MOST_DIFFERENCE = 40;
        double a = luminance(one) + 0.05, b = luminance(other) + 0.05;
        if ((a > b ? a / b : b / a) >= LEAST_CONTRAST)
                return false;
        for (unsigned shift = 0; shift <= 16; shift += 8) {
                if (abs((int)(one >> shift & 0xFF) - (int)(other >> shift & 0xFF)) >
                    MOST_DIFFERENCE)
                        return false;
        }
        return true;
}

static struct docx_colour
behind_of(const struct docx_look *look, struct docx_colour behind)
{
        if (look->line_shade.kind != DOCX_COLOUR_UNSET && look->line_shade.kind != DOCX_COLOUR_AUTO)
                behind = look->line_shade;
        if (look->shade.kind != DOCX_COLOUR_UNSET && look->shade.kind != DOCX_COLOUR_AUTO)
                behind = look->shade;
        if (look->highlight.kind != DOCX_COLOUR_UNSET)
                behind = look->highlight;
        if (behind.kind == DOCX_COLOUR_UNSET || behind.kind == DOCX_COLOUR_AUTO)
                behind = (struct docx_colour){DOCX_COLOUR_RGB, WHITE};
        return behind;
}

// Automatic letters are black on light and white on dark.
static bool
is_told_apart(const struct docx_look *look, struct docx_colour behind)
{
        struct docx_colour ground = behind_of(look, behind);
        if (look->no_fill == DOCX_ON)
                return false;
        return look->colour.kind != DOCX_COLOUR_RGB || ground.kind != DOCX_COLOUR_RGB ||
               !is_alike(look->colour.rgb, ground.rgb);
}

static bool
is_large_enough(const struct docx_look *look)
{
        return (look->half_points == 0 || look->half_points >= LEAST_HALF_POINTS) &&
               (look->width_percent == 0 || look->width_percent >= LEAST_WIDTH_PERCENT) &&
               (look->line_twips == 0 || look->line_twips >= LEAST_LINE_TWIPS);
}

bool
docx_look_is_seen(const struct docx_look *look, struct docx_colour behind)
{
        return look->vanish != DOCX_ON && is_large_enough(look) && is_told_apart(look, behind);
}

bool
docx_look_is_white(const struct docx_look *look, struct docx_colour behind)
{
        struct docx_colour ground = behind_of(look, behind);
        return look->vanish != DOCX_ON && look->no_fill != DOCX_ON && is_large_enough(look) &&
               behind.kind != DOCX_COLOUR_RGB && ground.kind == DOCX_COLOUR_RGB &&
               ground.rgb == WHITE;
}
