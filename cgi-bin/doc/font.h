/* TrueType fonts: which glyph a sign has, how wide it is, its outline, and a small font with only some glyphs.

   Fonts with glyf outlines only (fonts-lxgw-wenkai); CFF is refused. The file is one that ships, yet every read is
   bounded: a damaged file gives a fault, never a wild read. Nothing here knows of PDF but font_outline, which writes
   path operators. */
#ifndef DOC_FONT_H
#define DOC_FONT_H

#include "base/buffer.h"
#include "doc/paper.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FONT_SIGNS_MAX 200000      /* signs that a cmap may name: more than Unicode has assigned Han */
#define FONT_TABLE_MAX (16u << 20) /* of a table other than the outlines; the largest of WenKai has 200 KiB */
#define FONT_GLYPH_MAX 32768 /* bytes of a glyph; the richest of WenKai has some 1,500 */
#define FONT_POINTS_MAX 4096       /* points of a glyph; the richest of WenKai has some 300 */
#define FONT_PARTS_MAX 32          /* parts of a composite glyph, and glyphs that a subset takes in for each */
#define FONT_DEPTH_MAX 4           /* composites of composites */

struct font;

/* In thousandths of the em. */
struct font_metrics {
    int ascent, descent; /* descent is negative */
    int cap_height;
    int box[4];          /* left, bottom, right, top of all glyphs */
    char name[64];       /* PostScript name, such as LXGWWenKai-Regular */
};

/* Opens a font file. The outlines stay in it and are read one by one: mapped into memory, 30 MiB of two fonts would
   creep into every worker. RESULT_NOT_FOUND: it cannot be read; RESULT_INVALID: not a font that we can use; the fault
   says why. Freed by font_close; used by one thread. */
enum result font_open(const char *path, struct font **out, struct paper_fault *fault) MUST_CHECK;
/* The same from bytes, which stay the caller's and must outlive the font. */
enum result font_read(const uint8_t *bytes, size_t len, struct font **out, struct paper_fault *fault) MUST_CHECK;
void font_close(struct font *font);

const struct font_metrics *font_metrics(const struct font *font);
/* The glyph of a sign; 0 when the font has none. */
unsigned font_glyph(const struct font *font, uint32_t sign);
/* The width of a glyph in thousandths of the em. */
unsigned font_advance(const struct font *font, unsigned glyph);
/* Whether a glyph has an outline: one that is empty shows nothing, whatever a cmap says. */
bool font_has_ink(const struct font *font, unsigned glyph);

/* Adds a glyph's outline as path operators (m l c h) to out, in whole thousandths of the em. False: a damaged glyph, or
   out is full. */
bool font_outline(const struct font *font, unsigned glyph, struct buffer *out) MUST_CHECK;

/* Adds a TrueType font file with these glyphs to out, the glyph glyphs[i] under the number i; glyphs[0] must be 0
   (.notdef). Parts of composites follow behind; *count is how many glyphs there are then. Hints are left out. False: a
   damaged glyph, too many, or out is full. */
bool font_subset(const struct font *font, const uint16_t *glyphs, size_t n, struct buffer *out, size_t *count) MUST_CHECK;

#endif
