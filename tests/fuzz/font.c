/* Fuzz target: a font file. Whatever its tables say, reading, outlines and subsets stay within it. */
#include "fuzz.h"

#include "doc/font.h"

#include <string.h>

#define GLYPHS 40 /* of each font, so that a large one takes no longer than a small one */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct font *font = NULL;
    struct paper_fault fault;
    struct buffer out;
    uint16_t glyphs[GLYPHS] = {0};
    size_t n = 1, count;
    const enum result result = font_read(bytes, len, &font, &fault);
    ALWAYS((result == RESULT_OK) == (font != NULL));
    if (font == NULL) {
        ALWAYS(result != RESULT_INVALID || fault.text[0] != '\0');
        return 0;
    }
    buffer_init(&out, 1 << 20);
    ALWAYS(strlen(font_metrics(font)->name) > 0);
    for (unsigned glyph = 0; glyph < GLYPHS; glyph++) {
        ALWAYS(font_advance(font, glyph) < 65536 * 1000);
        buffer_reset(&out);
        if (font_outline(font, glyph, &out) && !font_has_ink(font, glyph))
            ALWAYS(out.len == 0);
        glyphs[n] = (uint16_t)glyph;
        n += n + 1 < GLYPHS;
    }
    for (uint32_t sign = 0; sign < 0x110000; sign += 0x101)
        ALWAYS(font_glyph(font, sign) < 65536);
    buffer_reset(&out);
    if (font_subset(font, glyphs, n, &out, &count))
        ALWAYS(count >= n && out.len >= 12 + 6 * 16 + 54);
    buffer_free(&out);
    font_close(font);
    return 0;
}
