/* What font.c and font_subset.c share; nobody else includes it. */
#ifndef DOC_FONT_PARTS_H
#define DOC_FONT_PARTS_H

#include "doc/font.h"
#include "doc/signmap.h"

#define FONT_TABLES_MAX 10 /* the head of the file, and nine tables that we read */

/* A stretch of the file. */
struct font_table {
    const uint8_t *bytes;
    size_t len;
};

struct font {
    const uint8_t *bytes;     /* the whole file, when it is in memory */
    size_t len;               /* of the file */
    const uint8_t *directory; /* of its tables */
    unsigned table_count;
    int fd;                   /* the file, when it is not; -1 */
    uint8_t *own[FONT_TABLES_MAX]; /* tables read from it */
    size_t own_count;
    uint8_t *room;            /* for glyphs: FONT_GLYPH_MAX for each depth of composites */
    size_t glyf_at, glyf_len; /* the outlines */
    bool long_loca;           /* places of glyphs are 32 bits */
    uint16_t units;           /* of the em */
    uint16_t glyphs;          /* how many there are */
    uint16_t advances;        /* widths given; the last one holds for the glyphs behind it */
    struct font_table head, hhea, maxp, hmtx, loca;
    struct font_metrics metrics;
    struct signmap signs;     /* sign to glyph */
};

/* A part of a composite glyph. */
struct font_part {
    size_t at;        /* where its entry begins in the glyph */
    unsigned flags, glyph;
    double matrix[6]; /* in font units */
};

#define FONT_PART_WORDS 0x0001        /* offsets are 16 bits */
#define FONT_PART_IS_XY 0x0002        /* offsets are a move, not points to join */
#define FONT_PART_SCALE 0x0008
#define FONT_PART_MORE 0x0020         /* another part follows */
#define FONT_PART_XY 0x0040           /* a scale for each axis */
#define FONT_PART_MATRIX 0x0080
#define FONT_PART_INSTRUCTIONS 0x0100 /* hints follow the last part */

static inline unsigned font_u16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}
static inline int font_i16(const uint8_t *p)
{
    return (int16_t)font_u16(p);
}
static inline uint32_t font_u32(const uint8_t *p)
{
    return (uint32_t)font_u16(p) << 16 | font_u16(p + 2);
}

/* The bytes of a glyph, at least the ten of its head, valid until the next call with the same depth (0: a glyph itself,
   1: a part of one …); len 0 for one without an outline or out of range (bytes is NULL), or that cannot be read. */
struct font_table font_glyph_bytes(const struct font *font, unsigned glyph, unsigned depth);
/* The part at *at, which moves behind it. False: the glyph ends before it. */
bool font_next_part(struct font_table glyph, size_t *at, struct font_part *part) MUST_CHECK;

#endif
