/* The press from within: for press.c and pdf_*.c. */
#ifndef DOC_PRESS_PARTS_H
#define DOC_PRESS_PARTS_H

#include "doc/press.h"
#include "doc/signmap.h"

struct libdeflate_compressor;

/* Some glyphs of a font, numbered: the number is CID and glyph in the embedded file. Number 0 is .notdef. */
struct glyph_set {
    struct signmap numbers; /* sign to number */
    uint16_t *glyphs;       /* number to glyph of the font */
    uint32_t *signs;        /* number to sign */
    size_t n, max;
};

#define GLYPH_SET_MAX 60000 /* numbers are 16 bits; all signs of our font are 29,000 */

/* A glyph set as it stands in a file. */
struct glyph_program {
    struct buffer file;    /* FontFile2, deflated */
    size_t file_raw;       /* its length before: /Length1 */
    struct buffer unicode; /* the ToUnicode CMap, deflated */
    struct buffer widths;  /* the array /W */
    struct buffer present; /* /CIDSet: a bit for each glyph, deflated */
};

struct press {
    struct font *font[PRESS_FACES];
    struct glyph_set common[PRESS_FACES];        /* signs of every document */
    struct glyph_program program[PRESS_FACES];   /* … and what they are in the file */
    struct libdeflate_compressor *fast;          /* for what a document has of its own */
    struct buffer icc;                           /* the profile, deflated */
    struct press_form form[PRESS_FORMS];
    size_t next_form;                            /* the oldest */
};

/* The number of a sign in the set, taken in when it is new and the font has ink for it (spaces need none).
   0: the font has no such sign, the set is full, or memory ran out. */
uint16_t glyph_set_take(struct glyph_set *set, const struct font *font, uint32_t sign);
void glyph_set_free(struct glyph_set *set);
/* Makes subset, ToUnicode and widths. False: a damaged font, or no memory. */
bool glyph_program_make(const struct font *font, const struct glyph_set *set, struct libdeflate_compressor *compressor,
                        struct glyph_program *program) MUST_CHECK;
void glyph_program_free(struct glyph_program *program);

/* Adds the bytes to out as a zlib stream. False: out is full. */
bool press_deflate(struct libdeflate_compressor *compressor, const void *bytes, size_t len, struct buffer *out) MUST_CHECK;

#endif
