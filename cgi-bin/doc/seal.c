/* The round seal, as path operators. */
#include "doc/seal.h"

#include "base/utf8.h"
#include "doc/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define RED "0.84 0.10 0.12"
#define RING 2.6           /* width of the ring's stroke */
#define NAME_SIZE 15.0     /* of the signs along the arc; smaller for long names */
#define NAME_STEP 0.40     /* radians between two signs at most: a short name stands together */
#define ARC 4.36           /* radians that the name may take: 250 degrees */
#define STAR 21.0          /* radius of the star */

static void put(struct buffer *out, double a, double b, const char *operator)
{
    number_put(out, a);
    buffer_putc(out, ' ');
    number_put(out, b);
    buffer_putc(out, ' ');
    buffer_puts(out, operator);
}

/* A circle of four curves around the middle. */
static void circle(struct buffer *out, double r)
{
    const double c = SEAL_SIZE / 2, k = r * 0.5522847;
    put(out, c + r, c, "m\n");
    const double points[4][6] = {
        {r, k, k, r, 0, r}, {-k, r, -r, k, -r, 0}, {-r, -k, -k, -r, 0, -r}, {k, -r, r, -k, r, 0},
    };
    for (int i = 0; i < 4; i++) {
        put(out, c + points[i][0], c + points[i][1], "");
        put(out, c + points[i][2], c + points[i][3], "");
        put(out, c + points[i][4], c + points[i][5], "c\n");
    }
    buffer_puts(out, "h S\n");
}

static void star(struct buffer *out, double middle)
{
    for (int i = 0; i < 10; i++) {
        const double angle = M_PI / 2 + i * M_PI / 5, r = i % 2 == 0 ? STAR : STAR * 0.381966;
        put(out, SEAL_SIZE / 2 + r * cos(angle), middle + r * sin(angle), i == 0 ? "m\n" : "l\n");
    }
    buffer_puts(out, "h f\n");
}

/* Fills one sign, its middle (of 0.76 em, where Han signs have theirs) on x y. */
static bool put_sign(const struct font *font, uint32_t sign, const double m[4], double x, double y, struct buffer *out)
{
    const unsigned glyph = font_glyph(font, sign);
    const double dx = font_advance(font, glyph) / 2000.0, dy = 0.36;
    if (sign == ' ')
        return true;
    /* the outline is in thousandths: whole numbers take half the bytes */
    buffer_printf(out, "q %.5f %.5f %.5f %.5f ", m[0] / 1000, m[1] / 1000, m[2] / 1000, m[3] / 1000);
    put(out, x - m[0] * dx - m[2] * dy, y - m[1] * dx - m[3] * dy, "cm\n");
    if (glyph == 0 || !font_has_ink(font, glyph) || !font_outline(font, glyph, out))
        return false;
    return buffer_puts(out, "f Q\n");
}

bool seal_outline_text(const struct font *font, const char *text, double x, double y, double size, double cosine, double sine,
                       struct buffer *out)
{
    const size_t len = strlen(text);
    double width = 0;
    for (size_t at = 0; at < len;)
        width += font_advance(font, font_glyph(font, utf8_next(text, len, &at))) / 1000.0 * size;
    const double m[4] = {size * cosine, size * sine, -size * sine, size * cosine};
    double pen = -width / 2;
    for (size_t at = 0; at < len;) {
        const uint32_t sign = utf8_next(text, len, &at);
        const double advance = font_advance(font, font_glyph(font, sign)) / 1000.0 * size;
        if (!put_sign(font, sign, m, x + (pen + advance / 2) * cosine, y + (pen + advance / 2) * sine, out))
            return false;
        pen += advance;
    }
    return true;
}

/* The name, its signs standing on the ring with their feet inward. */
static bool name_on_arc(const struct font *font, const char *name, size_t n, struct buffer *out)
{
    const size_t len = strlen(name);
    const double step = n > 1 && ARC / (double)(n - 1) < NAME_STEP ? ARC / (double)(n - 1) : NAME_STEP;
    const double size = n > 12 ? NAME_SIZE - ((double)n - 12) * 0.45 : NAME_SIZE;
    const double r = SEAL_SIZE / 2 - RING - 2.5 - size * 0.5;
    double angle = M_PI / 2 + step * (double)(n - 1) / 2;
    for (size_t at = 0; at < len; angle -= step) {
        const double c = cos(angle - M_PI / 2), s = sin(angle - M_PI / 2);
        /* narrower than high, as seals are cut */
        const double wide = size * (n > 9 ? 0.8 : 0.9), high = size * 1.08;
        const double m[4] = {wide * c, wide * s, -high * s, high * c};
        if (!put_sign(font, utf8_next(name, len, &at), m, SEAL_SIZE / 2 + r * cos(angle), SEAL_SIZE / 2 + r * sin(angle), out))
            return false;
    }
    return true;
}

static bool draw(const struct press *press, const struct seal *seal, size_t n, size_t line, struct buffer *out)
{
    const struct font *font = press_font(press, FACE_HEAD);
    buffer_puts(out, RED " rg " RED " RG ");
    number_put(out, RING);
    buffer_puts(out, " w\n");
    circle(out, SEAL_SIZE / 2 - RING / 2 - 0.5);
    if (!name_on_arc(font, seal->name, n, out))
        return false;
    if (seal->star)
        star(out, SEAL_SIZE / 2 + 2);
    if (line == 0)
        return true;
    const double size = line > 6 ? 66.0 / (double)line : 11.5;
    return seal_outline_text(font, seal->line, SEAL_SIZE / 2, seal->star ? 26 : SEAL_SIZE / 2, size, 1, 0, out);
}

enum result seal_draw(struct press *press, const struct seal *seal, const struct press_form **out, struct paper_fault *fault)
{
    char key[PRESS_KEY_MAX];
    struct buffer operators;
    const size_t n = utf8_length(seal->name, strlen(seal->name));
    const size_t line = seal->line ? utf8_length(seal->line, strlen(seal->line)) : 0;
    *out = NULL;
    if (n == 0 || n > SEAL_NAME_MAX || line > SEAL_LINE_MAX) {
        snprintf(fault->text, sizeof fault->text, "印章文字过长：%s %s", seal->name, seal->line ? seal->line : "");
        return RESULT_INVALID;
    }
    snprintf(key, sizeof key, "%c%s|%s", seal->star ? '*' : 'o', seal->name, seal->line ? seal->line : "");
    if ((*out = press_form(press, key)) != NULL)
        return RESULT_OK;
    buffer_init(&operators, PAPER_BYTES_MAX);
    const bool drawn = draw(press, seal, n, line, &operators);
    if (drawn)
        *out = press_keep_form(press, key, &operators);
    else
        snprintf(fault->text, sizeof fault->text, "印章文字有字库没有的字：%s %s", seal->name, seal->line ? seal->line : "");
    buffer_free(&operators);
    return *out != NULL ? RESULT_OK : drawn ? RESULT_ERROR : RESULT_INVALID;
}
