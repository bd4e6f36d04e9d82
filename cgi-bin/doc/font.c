/* TrueType fonts: tables, signs to glyphs, widths, outlines. The subset is in font_subset.c. */
#include "doc/font.h"

#include "doc/font_parts.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum result bad(struct paper_fault *fault, const char *what)
{
    snprintf(fault->text, sizeof fault->text, "font: %s", what);
    return RESULT_INVALID;
}

/* Bytes of the file; NULL when they are not all in it. */
static const uint8_t *bytes_at(struct font *f, size_t at, size_t len)
{
    if (at > f->len || len > f->len - at || len > FONT_TABLE_MAX)
        return NULL;
    if (f->fd < 0)
        return f->bytes + at;
    uint8_t *bytes = f->own_count < FONT_TABLES_MAX ? malloc(len > 0 ? len : 1) : NULL;
    if (bytes == NULL || pread(f->fd, bytes, len, (off_t)at) != (ssize_t)len) {
        free(bytes);
        return NULL;
    }
    f->own[f->own_count++] = bytes;
    return bytes;
}

/* Where the table with this tag is; false when there is none within the file. */
static bool find_table(const struct font *f, const char *tag, size_t *at, size_t *len)
{
    for (unsigned i = 0; i < f->table_count; i++) {
        const uint8_t *entry = f->directory + i * 16;
        *at = font_u32(entry + 8);
        *len = font_u32(entry + 12);
        if (memcmp(entry, tag, 4) == 0 && *at <= f->len && *len <= f->len - *at)
            return true;
    }
    return false;
}

/* The table with this tag; len 0 when there is none. */
static struct font_table table_of(struct font *f, const char *tag)
{
    struct font_table t = {NULL, 0};
    size_t at, len;
    if (find_table(f, tag, &at, &len) && (t.bytes = bytes_at(f, at, len)) != NULL)
        t.len = len;
    return t;
}

static bool map_sign(struct font *f, uint32_t sign, uint32_t glyph, size_t *count)
{
    if (glyph == 0 || glyph >= f->glyphs)
        return true;
    return ++*count <= FONT_SIGNS_MAX && signmap_set(&f->signs, sign, (uint16_t)glyph);
}

/* Format 12: groups of signs in a row with glyphs in a row. */
static bool read_cmap_12(struct font *f, struct font_table t)
{
    if (t.len < 16)
        return false;
    const uint32_t groups = font_u32(t.bytes + 12);
    if (groups > (t.len - 16) / 12)
        return false;
    size_t count = 0;
    for (uint32_t i = 0; i < groups; i++) {
        const uint8_t *group = t.bytes + 16 + (size_t)i * 12;
        const uint32_t first = font_u32(group), last = font_u32(group + 4), glyph = font_u32(group + 8);
        if (last < first || last > 0x10ffff || last - first > 0xffff)
            return false;
        for (uint32_t sign = first; sign <= last; sign++)
            if (!map_sign(f, sign, glyph + (sign - first), &count))
                return false;
    }
    return true;
}

/* Format 4: segments of the first plane. */
static bool read_cmap_4(struct font *f, struct font_table t)
{
    if (t.len < 16)
        return false;
    const size_t segments = font_u16(t.bytes + 6) / 2;
    if (16 + segments * 8 > t.len)
        return false;
    const uint8_t *ends = t.bytes + 14, *starts = ends + segments * 2 + 2, *deltas = starts + segments * 2,
                  *offsets = deltas + segments * 2;
    size_t count = 0;
    for (size_t i = 0; i < segments; i++) {
        const uint32_t first = font_u16(starts + i * 2), last = font_u16(ends + i * 2);
        const uint32_t delta = font_u16(deltas + i * 2), offset = font_u16(offsets + i * 2);
        for (uint32_t sign = first; sign <= last && sign < 0xffff; sign++) {
            uint32_t glyph = sign;
            if (offset != 0) {
                const size_t at = (size_t)(offsets - t.bytes) + i * 2 + offset + (sign - first) * 2;
                if (at + 2 > t.len)
                    return false;
                glyph = font_u16(t.bytes + at);
            }
            if ((glyph != 0 || offset == 0) && !map_sign(f, sign, (glyph + delta) & 0xffff, &count))
                return false;
        }
    }
    return true;
}

/* The best Unicode table of the cmap: all planes before the first alone. */
static bool read_cmap(struct font *f)
{
    const struct font_table cmap = table_of(f, "cmap");
    if (cmap.len < 4)
        return false;
    const unsigned n = font_u16(cmap.bytes + 2);
    struct font_table best = {0};
    unsigned best_format = 0;
    for (unsigned i = 0; i < n && 4 + (i + 1) * 8 <= cmap.len; i++) {
        const uint8_t *entry = cmap.bytes + 4 + i * 8;
        const unsigned platform = font_u16(entry), encoding = font_u16(entry + 2);
        const size_t at = font_u32(entry + 4);
        if ((platform != 0 && platform != 3) || (platform == 3 && encoding != 1 && encoding != 10) || at + 2 > cmap.len)
            continue;
        const unsigned format = font_u16(cmap.bytes + at);
        if ((format == 4 || format == 12) && format > best_format) {
            best_format = format;
            best = (struct font_table){.bytes = cmap.bytes + at, .len = cmap.len - at};
        }
    }
    return best_format == 12 ? read_cmap_12(f, best) : best_format == 4 && read_cmap_4(f, best);
}

static int scaled(const struct font *f, int value)
{
    return value * 1000 / f->units;
}

/* The PostScript name out of the name table, signs that a PDF name may have plainly. */
static void read_name(struct font *f)
{
    const struct font_table t = table_of(f, "name");
    size_t to = 0;
    const unsigned n = t.len >= 6 ? font_u16(t.bytes + 2) : 0;
    for (unsigned i = 0; i < n && 6 + (i + 1) * 12 <= t.len && to == 0; i++) {
        const uint8_t *entry = t.bytes + 6 + i * 12;
        const size_t len = font_u16(entry + 8), at = (size_t)font_u16(t.bytes + 4) + font_u16(entry + 10);
        if (font_u16(entry) != 3 || font_u16(entry + 6) != 6 || at > t.len || len > t.len - at)
            continue;
        for (size_t k = 1; k < len && to + 1 < sizeof f->metrics.name; k += 2) {
            const uint8_t sign = t.bytes[at + k];
            if ((sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z') || sign == '-')
                f->metrics.name[to++] = (char)sign;
        }
    }
    if (to == 0)
        snprintf(f->metrics.name, sizeof f->metrics.name, "Font");
}

static enum result read_tables(struct font *f, struct paper_fault *fault)
{
    const uint8_t *first = bytes_at(f, 0, 12);
    if (first == NULL || (font_u32(first) != 0x00010000 && memcmp(first, "true", 4) != 0))
        return bad(fault, "not a TrueType file");
    f->table_count = font_u16(first + 4);
    if ((f->directory = bytes_at(f, 12, f->table_count * 16u)) == NULL)
        return bad(fault, "cut off");
    f->head = table_of(f, "head");
    f->hhea = table_of(f, "hhea");
    f->maxp = table_of(f, "maxp");
    f->hmtx = table_of(f, "hmtx");
    f->loca = table_of(f, "loca");
    if (f->head.len < 54 || f->hhea.len < 36 || f->maxp.len < 32 || !find_table(f, "glyf", &f->glyf_at, &f->glyf_len))
        return bad(fault, "without glyf outlines (CFF?), or damaged");
    f->units = font_u16(f->head.bytes + 18);
    f->glyphs = font_u16(f->maxp.bytes + 4);
    f->advances = font_u16(f->hhea.bytes + 34);
    f->long_loca = font_u16(f->head.bytes + 50) != 0;
    if (f->units < 16 || f->units > 16384 || f->glyphs == 0)
        return bad(fault, "no glyphs, or a strange em");
    if (f->advances == 0 || f->advances > f->glyphs || f->hmtx.len < f->advances * 4u + (f->glyphs - f->advances) * 2u)
        return bad(fault, "widths missing");
    if (f->loca.len < (f->glyphs + 1u) * (f->long_loca ? 4u : 2u))
        return bad(fault, "places of glyphs missing");
    if (!read_cmap(f))
        return bad(fault, "no table of Unicode signs that can be read");
    struct font_table os2 = table_of(f, "OS/2");
    f->metrics.ascent = scaled(f, font_i16(f->hhea.bytes + 4));
    f->metrics.descent = scaled(f, font_i16(f->hhea.bytes + 6));
    f->metrics.cap_height = os2.len >= 90 ? scaled(f, font_i16(os2.bytes + 88)) : f->metrics.ascent;
    for (int i = 0; i < 4; i++)
        f->metrics.box[i] = scaled(f, font_i16(f->head.bytes + 36 + i * 2));
    read_name(f);
    return RESULT_OK;
}

static enum result make(const uint8_t *bytes, size_t len, int fd, struct font **out, struct paper_fault *fault)
{
    struct font *f = calloc(1, sizeof *f);
    enum result result = RESULT_ERROR;
    if (f == NULL)
        return RESULT_ERROR;
    f->bytes = bytes;
    f->len = len;
    f->fd = fd;
    if (fd < 0 || (f->room = malloc((FONT_DEPTH_MAX + 1) * (size_t)FONT_GLYPH_MAX)) != NULL)
        result = read_tables(f, fault);
    if (result == RESULT_OK) {
        *out = f;
        return RESULT_OK;
    }
    f->fd = -1; /* stays the caller's */
    font_close(f);
    return result;
}

enum result font_read(const uint8_t *bytes, size_t len, struct font **out, struct paper_fault *fault)
{
    *out = NULL;
    return make(bytes, len, -1, out, fault);
}

enum result font_open(const char *path, struct font **out, struct paper_fault *fault)
{
    struct stat st;
    enum result result = RESULT_NOT_FOUND;
    *out = NULL;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size < 0)
        snprintf(fault->text, sizeof fault->text, "font: %s cannot be read", path);
    else
        result = make(NULL, (size_t)st.st_size, fd, out, fault);
    if (result != RESULT_OK && fd >= 0)
        close(fd);
    return result;
}

void font_close(struct font *f)
{
    if (f == NULL)
        return;
    signmap_free(&f->signs);
    for (size_t i = 0; i < f->own_count; i++)
        free(f->own[i]);
    free(f->room);
    if (f->fd >= 0)
        close(f->fd);
    free(f);
}

const struct font_metrics *font_metrics(const struct font *f)
{
    return &f->metrics;
}

unsigned font_glyph(const struct font *f, uint32_t sign)
{
    return signmap_get(&f->signs, sign);
}

unsigned font_advance(const struct font *f, unsigned glyph)
{
    const unsigned at = glyph < f->advances ? glyph : f->advances - 1u;
    return (font_u16(f->hmtx.bytes + at * 4) * 1000u + f->units / 2u) / f->units;
}

struct font_table font_glyph_bytes(const struct font *f, unsigned glyph, unsigned depth)
{
    size_t from = 0, to = 0;
    if (glyph < f->glyphs && f->long_loca) {
        from = font_u32(f->loca.bytes + glyph * 4u);
        to = font_u32(f->loca.bytes + glyph * 4u + 4);
    } else if (glyph < f->glyphs) {
        from = font_u16(f->loca.bytes + glyph * 2u) * 2u;
        to = font_u16(f->loca.bytes + glyph * 2u + 2) * 2u;
    }
    if (to <= from || to > f->glyf_len || to - from < 10 || to - from > FONT_GLYPH_MAX)
        return (struct font_table){.bytes = NULL, .len = 0};
    const size_t at = f->glyf_at + from, len = to - from;
    if (f->fd < 0)
        return (struct font_table){.bytes = f->bytes + at, .len = len};
    uint8_t *room = f->room + (size_t)depth * FONT_GLYPH_MAX;
    const bool read = pread(f->fd, room, len, (off_t)at) == (ssize_t)len;
    return (struct font_table){.bytes = room, .len = read ? len : 0};
}

bool font_has_ink(const struct font *f, unsigned glyph)
{
    const struct font_table t = font_glyph_bytes(f, glyph, 0);
    return t.len > 0 && font_i16(t.bytes) != 0;
}

/* The next part of a composite glyph, moved to what follows it. */
bool font_next_part(struct font_table t, size_t *at, struct font_part *part)
{
    if (*at + 4 > t.len)
        return false;
    const unsigned flags = font_u16(t.bytes + *at);
    const size_t offsets = flags & FONT_PART_WORDS ? 4 : 2;
    const size_t scales = flags & FONT_PART_MATRIX ? 8 : flags & FONT_PART_XY ? 4 : flags & FONT_PART_SCALE ? 2 : 0;
    const size_t next = *at + 4 + offsets + scales;
    if (next > t.len)
        return false;
    const uint8_t *p = t.bytes + *at + 4;
    *part = (struct font_part){.at = *at, .flags = flags, .glyph = font_u16(t.bytes + *at + 2), .matrix = {1, 0, 0, 1, 0, 0}};
    if (flags & FONT_PART_IS_XY) {
        part->matrix[4] = offsets == 4 ? font_i16(p) : (int8_t)p[0];
        part->matrix[5] = offsets == 4 ? font_i16(p + 2) : (int8_t)p[1];
    }
    p += offsets;
    if (scales == 2)
        part->matrix[0] = part->matrix[3] = font_i16(p) / 16384.0;
    else if (scales == 4) {
        part->matrix[0] = font_i16(p) / 16384.0;
        part->matrix[3] = font_i16(p + 2) / 16384.0;
    } else if (scales == 8)
        for (int i = 0; i < 4; i++)
            part->matrix[i] = font_i16(p + i * 2) / 16384.0;
    *at = next;
    return true;
}

struct point {
    double x, y;
    bool on, last; /* on the curve; the last of its contour */
};

static struct point moved(const double m[6], double x, double y)
{
    return (struct point){.x = m[0] * x + m[2] * y + m[4], .y = m[1] * x + m[3] * y + m[5]};
}

/* One coordinate of all points: x with the bits 0x02 and 0x10, y with 0x04 and 0x20. */
static bool read_axis(struct font_table t, size_t *at, const uint8_t *flags, size_t n, unsigned is_short, unsigned same, int16_t *out)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (flags[i] & is_short) {
            if (*at + 1 > t.len)
                return false;
            value += flags[i] & same ? t.bytes[*at] : -(int)t.bytes[*at];
            *at += 1;
        } else if (!(flags[i] & same)) {
            if (*at + 2 > t.len)
                return false;
            value += font_i16(t.bytes + *at);
            *at += 2;
        }
        out[i] = (int16_t)value;
    }
    return true;
}

/* The points of a simple glyph; 0 for a damaged one. */
static size_t read_points(struct font_table t, const double m[6], struct point *points)
{
    static const size_t most = FONT_POINTS_MAX;
    const size_t contours = (size_t)font_i16(t.bytes);
    if (10 + contours * 2 + 2 > t.len)
        return 0;
    const size_t n = font_u16(t.bytes + 10 + (contours - 1) * 2) + 1u;
    size_t at = 10 + contours * 2;
    at += 2u + font_u16(t.bytes + at);
    uint8_t flags[FONT_POINTS_MAX];
    int16_t x[FONT_POINTS_MAX], y[FONT_POINTS_MAX];
    if (n > most)
        return 0;
    for (size_t i = 0; i < n;) {
        if (at + 1 > t.len)
            return 0;
        const uint8_t flag = t.bytes[at++];
        size_t times = 1;
        if (flag & 0x08) {
            if (at + 1 > t.len)
                return 0;
            times += t.bytes[at++];
        }
        while (times-- > 0 && i < n)
            flags[i++] = flag;
    }
    if (!read_axis(t, &at, flags, n, 0x02, 0x10, x) || !read_axis(t, &at, flags, n, 0x04, 0x20, y))
        return 0;
    for (size_t i = 0; i < n; i++) {
        points[i] = moved(m, x[i], y[i]);
        points[i].on = flags[i] & 1;
    }
    for (size_t i = 0; i < contours; i++) {
        const size_t end = font_u16(t.bytes + 10 + i * 2);
        if (end >= n)
            return 0;
        points[end].last = true;
    }
    return n;
}

static void put_point(struct buffer *out, double x, double y)
{
    buffer_add_int(out, (int64_t)floor(x + 0.5));
    buffer_putc(out, ' ');
    buffer_add_int(out, (int64_t)floor(y + 0.5));
    buffer_putc(out, ' ');
}

static struct point between(struct point a, struct point b)
{
    return (struct point){.x = (a.x + b.x) / 2, .y = (a.y + b.y) / 2, .on = true};
}

/* A quadratic curve from a over c to b, as the cubic one that PDF has. */
static void put_curve(struct buffer *out, struct point a, struct point c, struct point b)
{
    put_point(out, a.x + (c.x - a.x) * 2 / 3, a.y + (c.y - a.y) * 2 / 3);
    put_point(out, b.x + (c.x - b.x) * 2 / 3, b.y + (c.y - b.y) * 2 / 3);
    put_point(out, b.x, b.y);
    buffer_puts(out, "c\n");
}

static void put_contour(struct buffer *out, const struct point *points, size_t n)
{
    size_t first = 0;
    while (first < n && !points[first].on)
        first++;
    const struct point begin = first < n ? points[first] : between(points[0], points[n - 1]);
    if (first == n)
        first = n - 1;
    put_point(out, begin.x, begin.y);
    buffer_puts(out, "m\n");
    struct point pen = begin, control = {0};
    bool curving = false;
    for (size_t i = 1; i <= n; i++) {
        const struct point next = i == n ? begin : points[(first + i) % n];
        const bool on = i == n || next.on;
        if (curving) {
            const struct point end = on ? next : between(control, next);
            put_curve(out, pen, control, end);
            pen = end;
        } else if (on && i < n) {
            put_point(out, next.x, next.y);
            buffer_puts(out, "l\n");
            pen = next;
        }
        curving = !on;
        control = next;
    }
    buffer_puts(out, "h\n");
}

static bool outline(const struct font *f, unsigned glyph, const double m[6], unsigned depth, struct buffer *out)
{
    const struct font_table t = font_glyph_bytes(f, glyph, depth);
    if (t.len == 0 || font_i16(t.bytes) == 0)
        return true;
    if (font_i16(t.bytes) > 0) {
        static _Thread_local struct point points[FONT_POINTS_MAX];
        const size_t n = read_points(t, m, points);
        for (size_t i = 0, begin = 0; i < n; i++)
            if (points[i].last) {
                put_contour(out, points + begin, i + 1 - begin);
                begin = i + 1;
            }
        return n > 0 && !out->failed;
    }
    struct font_part part = {.flags = FONT_PART_MORE};
    size_t at = 10;
    for (unsigned parts = 0; part.flags & FONT_PART_MORE; parts++) {
        if (depth == FONT_DEPTH_MAX || parts == FONT_PARTS_MAX || !font_next_part(t, &at, &part))
            return false;
        const double *p = part.matrix;
        const double both[6] = {
            m[0] * p[0] + m[2] * p[1], m[1] * p[0] + m[3] * p[1], m[0] * p[2] + m[2] * p[3], m[1] * p[2] + m[3] * p[3],
            m[0] * p[4] + m[2] * p[5] + m[4], m[1] * p[4] + m[3] * p[5] + m[5],
        };
        if (!outline(f, part.glyph, both, depth + 1, out))
            return false;
    }
    return true;
}

bool font_outline(const struct font *f, unsigned glyph, struct buffer *out)
{
    const double k = 1000.0 / f->units;
    return outline(f, glyph, (const double[6]){k, 0, 0, k, 0, 0}, 0, out);
}
