/* What all documents of a process share: fonts, profile, compressor, the common signs as a ready subset. */
#include "doc/press_parts.h"

#include "base/file.h"
#include "base/utf8.h"
#include "doc/press_signs.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL_FAST 1  /* 200 KB of outlines in a millisecond; level 6 takes 7 ms for 3 % less */
#define LEVEL_KEPT 9 /* for what is kept; higher ones save 1 % and take 9 MiB for it */
#define PROGRAM_MAX (32u << 20) /* bytes of a font file: twice all of WenKai */

static const char *const DEFAULTS[PRESS_FACES] = {PRESS_TEXT_FONT, PRESS_HEAD_FONT};
static const char *const COMMON[PRESS_FACES] = {PRESS_SIGNS_TEXT, PRESS_SIGNS_HEAD};

bool press_deflate(struct libdeflate_compressor *compressor, const void *bytes, size_t len, struct buffer *out)
{
    const size_t bound = libdeflate_zlib_compress_bound(compressor, len);
    if (!buffer_reserve(out, bound))
        return false;
    const size_t n = libdeflate_zlib_compress(compressor, bytes, len, out->data + out->len, bound);
    out->len += n;
    out->data[out->len] = '\0';
    return n > 0;
}

static bool is_space(uint32_t sign)
{
    return sign == ' ' || sign == 0xa0 || sign == 0x3000;
}

/* Room for one more; the first room is 256 signs. */
static bool glyph_set_grow(struct glyph_set *set)
{
    if (set->n < set->max)
        return true;
    const size_t max = set->max == 0 ? 256 : set->max * 2;
    uint16_t *glyphs = realloc(set->glyphs, max * sizeof *glyphs);
    if (glyphs != NULL)
        set->glyphs = glyphs;
    uint32_t *signs = realloc(set->signs, max * sizeof *signs);
    if (signs != NULL)
        set->signs = signs;
    if (glyphs == NULL || signs == NULL)
        return false;
    set->max = max;
    return true;
}

uint16_t glyph_set_take(struct glyph_set *set, const struct font *font, uint32_t sign)
{
    uint16_t number = signmap_get(&set->numbers, sign);
    if (number != 0)
        return number;
    const unsigned glyph = font_glyph(font, sign);
    if (glyph == 0 || (!is_space(sign) && !font_has_ink(font, glyph)))
        return 0;
    if (set->n == 0) {
        if (!glyph_set_grow(set))
            return 0;
        set->glyphs[0] = 0;
        set->signs[0] = 0;
        set->n = 1;
    }
    if (set->n == GLYPH_SET_MAX || !glyph_set_grow(set) || !signmap_set(&set->numbers, sign, (uint16_t)set->n))
        return 0;
    number = (uint16_t)set->n++;
    set->glyphs[number] = (uint16_t)glyph;
    set->signs[number] = sign;
    return number;
}

void glyph_set_free(struct glyph_set *set)
{
    signmap_free(&set->numbers);
    free(set->glyphs);
    free(set->signs);
    memset(set, 0, sizeof *set);
}

/* Adds a number as at least four hexadecimal digits. */
static void put_hex(struct buffer *out, uint32_t value)
{
    static const char digits[] = "0123456789ABCDEF";
    const char text[4] = {digits[value >> 12 & 15], digits[value >> 8 & 15], digits[value >> 4 & 15], digits[value & 15]};
    buffer_add(out, text, sizeof text);
}

/* The ToUnicode CMap: one entry a sign, beyond the first plane as a pair of surrogates. */
static bool write_unicode(const struct glyph_set *set, struct buffer *out)
{
    buffer_puts(out, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                     "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                     "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
                     "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (size_t i = 1; i < set->n; i++) {
        if (i % 100 == 1) /* a block holds at most 100 */
            buffer_printf(out, "%s%zu beginbfchar\n", i > 1 ? "endbfchar\n" : "", set->n - i < 100 ? set->n - i : (size_t)100);
        const uint32_t sign = set->signs[i];
        buffer_putc(out, '<');
        put_hex(out, (uint32_t)i);
        buffer_puts(out, "><");
        if (sign >= 0x10000)
            put_hex(out, 0xd800 + ((sign - 0x10000) >> 10));
        put_hex(out, sign < 0x10000 ? sign : 0xdc00 + (sign & 0x3ff));
        buffer_puts(out, ">\n");
    }
    return buffer_puts(out, "endbfchar\nendcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
}

/* Widths other than 1000 (/DW), neighbours together. */
static bool write_widths(const struct font *font, const struct glyph_set *set, struct buffer *out)
{
    bool open = false;
    buffer_putc(out, '[');
    for (size_t i = 0; i < set->n; i++) {
        const unsigned width = font_advance(font, set->glyphs[i]);
        if (width == 1000) {
            if (open)
                buffer_putc(out, ']');
            open = false;
            continue;
        }
        if (!open) {
            buffer_add_int(out, (int64_t)i);
            buffer_putc(out, '[');
        } else
            buffer_putc(out, ' ');
        buffer_add_int(out, width);
        open = true;
    }
    return buffer_puts(out, open ? "]]" : "]");
}

bool glyph_program_make(const struct font *font, const struct glyph_set *set, struct libdeflate_compressor *compressor,
                        struct glyph_program *program)
{
    struct buffer raw;
    bool done = false;
    buffer_init(&raw, PROGRAM_MAX);
    buffer_init(&program->file, PROGRAM_MAX);
    buffer_init(&program->unicode, PROGRAM_MAX);
    buffer_init(&program->widths, PROGRAM_MAX);
    buffer_init(&program->present, PROGRAM_MAX);
    size_t count;
    if (font_subset(font, set->glyphs, set->n, &raw, &count) && press_deflate(compressor, raw.data, raw.len, &program->file)) {
        program->file_raw = raw.len;
        buffer_reset(&raw);
        done = write_unicode(set, &raw) && press_deflate(compressor, raw.data, raw.len, &program->unicode) &&
               write_widths(font, set, &program->widths);
        buffer_reset(&raw);
        for (size_t i = 0; i < count; i += 8)
            buffer_putc(&raw, count - i >= 8 ? (char)0xff : (char)(0xff << (8 - (count - i))));
        done = done && press_deflate(compressor, raw.data, raw.len, &program->present);
    }
    buffer_free(&raw);
    return done;
}

void glyph_program_free(struct glyph_program *program)
{
    buffer_free(&program->file);
    buffer_free(&program->unicode);
    buffer_free(&program->widths);
    buffer_free(&program->present);
}

/* The signs of our own words: every one must be there. */
static enum result open_face(struct press *press, struct libdeflate_compressor *small, enum press_face face, const char *path,
                             struct paper_fault *fault)
{
    const char *text = COMMON[face];
    const size_t len = strlen(text);
    const enum result result = font_open(path, &press->font[face], fault);
    if (result != RESULT_OK)
        return result;
    for (size_t at = 0; at < len;) {
        const uint32_t sign = utf8_next(text, len, &at);
        if (glyph_set_take(&press->common[face], press->font[face], sign) == 0) {
            snprintf(fault->text, sizeof fault->text, "font: %s has no sign U+%04X, which our own words need", path, sign);
            return RESULT_INVALID;
        }
    }
    if (!glyph_program_make(press->font[face], &press->common[face], small, &press->program[face])) {
        snprintf(fault->text, sizeof fault->text, "font: %s is damaged, or there is no memory", path);
        return RESULT_ERROR;
    }
    return RESULT_OK;
}

static enum result open_profile(struct press *press, struct libdeflate_compressor *small, const char *path, struct paper_fault *fault)
{
    size_t len = 0;
    char *bytes = file_read(path, PRESS_ICC_MAX, &len);
    enum result result = RESULT_NOT_FOUND;
    if (bytes == NULL)
        snprintf(fault->text, sizeof fault->text, "colour profile %s: %s", path, strerror(errno));
    else if (len < 128 || memcmp(bytes + 36, "acsp", 4) != 0 || memcmp(bytes + 16, "RGB ", 4) != 0) {
        snprintf(fault->text, sizeof fault->text, "%s is no RGB colour profile", path);
        result = RESULT_INVALID;
    } else
        result = press_deflate(small, bytes, len, &press->icc) ? RESULT_OK : RESULT_ERROR;
    free(bytes);
    return result;
}

enum result press_open(const struct press_files *files, struct press **out, struct paper_fault *fault)
{
    const char *const fonts[PRESS_FACES] = {files->text_font, files->head_font};
    enum result result = RESULT_ERROR;
    struct press *press = calloc(1, sizeof *press);
    struct libdeflate_compressor *small = libdeflate_alloc_compressor(LEVEL_KEPT);
    *out = NULL;
    fault->text[0] = '\0';
    if (press == NULL || small == NULL || (press->fast = libdeflate_alloc_compressor(LEVEL_FAST)) == NULL)
        goto done;
    buffer_init(&press->icc, PRESS_ICC_MAX * 2);
    for (int i = 0; i < PRESS_FACES; i++)
        if ((result = open_face(press, small, (enum press_face)i, fonts[i] ? fonts[i] : DEFAULTS[i], fault)) != RESULT_OK)
            goto done;
    result = open_profile(press, small, files->icc ? files->icc : PRESS_ICC, fault);
done:
    if (small != NULL)
        libdeflate_free_compressor(small);
    if (result == RESULT_OK)
        *out = press;
    else
        press_close(press);
    return result;
}

void press_close(struct press *press)
{
    if (press == NULL)
        return;
    for (int i = 0; i < PRESS_FACES; i++) {
        glyph_program_free(&press->program[i]);
        glyph_set_free(&press->common[i]);
        font_close(press->font[i]);
    }
    for (int i = 0; i < PRESS_FORMS; i++)
        buffer_free(&press->form[i].deflated);
    if (press->fast != NULL)
        libdeflate_free_compressor(press->fast);
    buffer_free(&press->icc);
    free(press);
}

const struct press_form *press_form(const struct press *press, const char *key)
{
    for (int i = 0; i < PRESS_FORMS; i++)
        if (press->form[i].deflated.len > 0 && strcmp(press->form[i].key, key) == 0)
            return &press->form[i];
    return NULL;
}

const struct press_form *press_keep_form(struct press *press, const char *key, const struct buffer *operators)
{
    struct press_form *form = &press->form[press->next_form];
    press->next_form = (press->next_form + 1) % PRESS_FORMS;
    buffer_free(&form->deflated);
    buffer_init(&form->deflated, PRESS_ICC_MAX);
    snprintf(form->key, sizeof form->key, "%s", key);
    struct libdeflate_compressor *good = libdeflate_alloc_compressor(LEVEL_KEPT);
    const bool done = good != NULL && press_deflate(good, operators->data, operators->len, &form->deflated);
    if (good != NULL)
        libdeflate_free_compressor(good);
    return done ? form : NULL;
}

const struct font *press_font(const struct press *press, enum press_face face)
{
    return press->font[face];
}
