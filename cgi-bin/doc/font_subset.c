/* A small TrueType font with only some glyphs: what a PDF embeds. */
#include "doc/font_parts.h"

#include <stdlib.h>
#include <string.h>

#define TABLES 6
#define HEAD_BYTES (12 + TABLES * 16)

/* A subset in the making. Glyphs of the caller first, then the parts of composites. */
struct subset {
    const struct font *font;
    uint16_t *glyphs; /* number in the subset to number in the font */
    size_t n, max;
    uint32_t *places; /* of n + 1 glyphs */
};

static void put_u16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put_u32(uint8_t *at, uint32_t value)
{
    put_u16(at, value >> 16);
    put_u16(at + 2, value & 0xffff);
}

/* The number of a part in the subset, taken in when it is new. */
static bool take_part(struct subset *s, size_t own, unsigned glyph, unsigned *number)
{
    for (size_t i = own; i < s->n; i++)
        if (s->glyphs[i] == glyph) {
            *number = (unsigned)i;
            return true;
        }
    if (s->n == s->max || s->n > 0xfffe)
        return false;
    *number = (unsigned)s->n;
    s->glyphs[s->n++] = (uint16_t)glyph;
    return true;
}

/* Copies a simple glyph without its hints. */
static bool copy_simple(struct font_table t, struct buffer *out)
{
    const size_t head = 10 + (size_t)font_i16(t.bytes) * 2;
    if (head + 2 > t.len)
        return false;
    const size_t rest = head + 2 + font_u16(t.bytes + head);
    if (rest > t.len)
        return false;
    buffer_add(out, t.bytes, head);
    buffer_add(out, "\0\0", 2);
    return buffer_add(out, t.bytes + rest, t.len - rest);
}

/* Copies a composite glyph, its parts renumbered. */
static bool copy_composite(struct subset *s, size_t own, struct font_table t, struct buffer *out)
{
    const size_t begin = out->len;
    struct font_part part = {.flags = FONT_PART_MORE};
    size_t at = 10;
    buffer_add(out, t.bytes, 10);
    for (unsigned parts = 0; part.flags & FONT_PART_MORE; parts++) {
        unsigned number;
        if (parts == FONT_PARTS_MAX || !font_next_part(t, &at, &part) || !take_part(s, own, part.glyph, &number) ||
            !buffer_add(out, t.bytes + part.at, at - part.at))
            return false;
        uint8_t *entry = (uint8_t *)out->data + begin + part.at;
        put_u16(entry, part.flags & ~(unsigned)FONT_PART_INSTRUCTIONS);
        put_u16(entry + 2, number);
    }
    return true;
}

static void pad(struct buffer *out, size_t begin, size_t to)
{
    while ((out->len - begin) % to != 0 && buffer_putc(out, '\0'))
        continue;
}

static bool copy_glyphs(struct subset *s, size_t own, struct buffer *out)
{
    const size_t begin = out->len;
    for (size_t i = 0; i < s->n; i++) {
        const struct font_table t = font_glyph_bytes(s->font, s->glyphs[i], 0);
        s->places[i] = (uint32_t)(out->len - begin);
        if (t.bytes == NULL)
            continue;
        if (t.len == 0)
            return false;
        if (!(font_i16(t.bytes) >= 0 ? copy_simple(t, out) : copy_composite(s, own, t, out)))
            return false;
        pad(out, begin, 4);
    }
    s->places[s->n] = (uint32_t)(out->len - begin);
    return !out->failed;
}

static uint32_t checksum(const uint8_t *bytes, size_t len)
{
    uint32_t sum = 0;
    for (size_t i = 0; i + 4 <= len; i += 4)
        sum += font_u32(bytes + i);
    return sum;
}

/* An entry of the directory for what stands from `at` to the end of out, which is padded. */
static void end_table(struct buffer *out, size_t file, unsigned number, const char *tag, size_t at)
{
    const size_t len = out->len - at;
    pad(out, file, 4);
    if (out->failed)
        return;
    uint8_t *entry = (uint8_t *)out->data + file + 12 + number * 16;
    memcpy(entry, tag, 4);
    put_u32(entry + 4, checksum((uint8_t *)out->data + at, out->len - at));
    put_u32(entry + 8, (uint32_t)(at - file));
    put_u32(entry + 12, (uint32_t)len);
}

/* Tables with a number for each glyph, and the heads. Called when glyf stands. */
static void write_tables(struct subset *s, size_t file, struct buffer *out)
{
    const struct font *f = s->font;
    const uint8_t head[HEAD_BYTES] = {0, 1, 0, 0, 0, TABLES, 0, 64, 0, 2, 0, 32};
    uint8_t number[4];
    size_t at = out->len;
    memcpy(out->data + file, head, 12);

    buffer_add(out, f->head.bytes, 54);
    if (!out->failed) {
        put_u32((uint8_t *)out->data + at + 8, 0);
        put_u16((uint8_t *)out->data + at + 50, 1);
    }
    end_table(out, file, 1, "head", at);
    at = out->len;
    buffer_add(out, f->hhea.bytes, 36);
    if (!out->failed)
        put_u16((uint8_t *)out->data + at + 34, (unsigned)s->n);
    end_table(out, file, 2, "hhea", at);
    at = out->len;
    for (size_t i = 0; i < s->n; i++) {
        const unsigned glyph = s->glyphs[i];
        const uint8_t *wide = f->hmtx.bytes + (glyph < f->advances ? glyph : f->advances - 1u) * 4u;
        const uint8_t *side = wide + 2; /* a number that the font has no glyph for: a composite may name one */
        if (glyph >= f->advances && glyph < f->glyphs)
            side = f->hmtx.bytes + f->advances * 4u + (glyph - f->advances) * 2u;
        buffer_add(out, wide, 2);
        buffer_add(out, side, 2);
    }
    end_table(out, file, 3, "hmtx", at);
    at = out->len;
    for (size_t i = 0; i <= s->n; i++) {
        put_u32(number, s->places[i]);
        buffer_add(out, number, 4);
    }
    end_table(out, file, 4, "loca", at);
    at = out->len;
    buffer_add(out, f->maxp.bytes, 32);
    if (!out->failed) {
        put_u16((uint8_t *)out->data + at + 4, (unsigned)s->n);
        memset(out->data + at + 14, 0, 14); /* what hints would need */
        put_u16((uint8_t *)out->data + at + 14, 2);
    }
    end_table(out, file, 5, "maxp", at);
}

bool font_subset(const struct font *font, const uint16_t *glyphs, size_t n, struct buffer *out, size_t *count)
{
    const uint8_t zero[HEAD_BYTES] = {0};
    struct subset s = {.font = font, .n = n, .max = n + FONT_PARTS_MAX * 8};
    const size_t file = out->len;
    bool done = false;
    if (n == 0 || glyphs[0] != 0 || s.max > 0xffff)
        return false;
    s.glyphs = malloc(s.max * sizeof *s.glyphs);
    s.places = malloc((s.max + 1) * sizeof *s.places);
    if (s.glyphs != NULL && s.places != NULL && buffer_add(out, zero, sizeof zero)) {
        memcpy(s.glyphs, glyphs, n * sizeof *glyphs);
        if (copy_glyphs(&s, n, out)) {
            end_table(out, file, 0, "glyf", file + HEAD_BYTES);
            write_tables(&s, file, out);
            if ((done = !out->failed)) {
                const uint32_t sum = checksum((uint8_t *)out->data + file, out->len - file);
                const uint8_t *head = (uint8_t *)out->data + file + 12 + 16;
                put_u32((uint8_t *)out->data + file + font_u32(head + 8) + 8, 0xb1b0afbau - sum);
            }
        }
    }
    *count = s.n;
    free(s.glyphs);
    free(s.places);
    return done;
}
