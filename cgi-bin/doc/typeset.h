/* From text to lines: glyphs, and where a line of Chinese may end.

   The rules are those of GB/T 15834 and of good printing: no line begins with a mark that closes or with 、。，；：, none ends
   with one that opens, —— and …… stay whole, a word, a number or a code is only broken when it is longer than a line, then
   behind one of / ? & = - _ . if there is one. A closing mark may stand with its blank half beyond the edge. */
#ifndef DOC_TYPESET_H
#define DOC_TYPESET_H

#include "doc/pdf.h"

#define TYPESET_SIGNS_MAX 200000 /* signs of one text: fifty times the longest field of the catalogue */

/* A line of signs: begin to end; spaces at its end are within it but not in its width. */
struct text_line {
    uint32_t begin, end;
    double width;    /* in ems, the blank half of a closing mark at the end left out */
    bool last;       /* of its paragraph */
};

/* Scratch for texts; zeroed to begin with, used again and again. */
struct typeset {
    struct pdf_sign *signs;
    size_t n, max;
    struct text_line *lines;
    size_t line_count, line_max;
};

void typeset_free(struct typeset *ts);
/* Forgets all texts, keeps the memory. */
void typeset_reset(struct typeset *ts);

/* Adds the signs of a text. CR LF is a line feed; a tab is a space; what has no width by nature (joiners, variation
   selectors) is left out; controls and signs that turn the direction of writing become a visible □.
   RESULT_INVALID: not UTF-8 (*bad is UTF8_BAD), longer than TYPESET_SIGNS_MAX (*bad is 0), or without a glyph (*bad is the sign). */
enum result typeset_add(struct typeset *ts, struct pdf *pdf, enum press_face face, const char *text, uint32_t *bad) MUST_CHECK;
/* Breaks the signs from `begin` on into lines at most `width` ems wide and adds them; the first is `indent` ems shorter.
   An empty text has no lines. False: no memory. */
bool typeset_break(struct typeset *ts, size_t begin, double width, double indent) MUST_CHECK;
/* The width of signs in ems. */
double typeset_width(const struct pdf_sign *signs, size_t n);

#endif
