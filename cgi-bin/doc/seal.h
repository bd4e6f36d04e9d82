/* The round seal, as path operators: a ring, a star or a line in the middle, the issuer's name along the upper arc. */
#ifndef DOC_SEAL_H
#define DOC_SEAL_H

#include "doc/press.h"

#define SEAL_SIZE 120.0    /* points across: 42 mm, as seals of offices are */
#define SEAL_NAME_MAX 24   /* signs along the arc; more would touch each other */
#define SEAL_LINE_MAX 10   /* signs of the line below the middle */

struct seal {
    const char *name; /* along the arc: who issues */
    const char *line; /* straight, below the star; such as 演示专用章 or 信用报告专用章; NULL for none */
    bool star;        /* a five-pointed star in the middle; without one, the line stands there */
};

/* The seal in a square of SEAL_SIZE from 0 0, in red. Everything is outlines: it needs no font. Kept by the press.
   RESULT_INVALID: a name or line that is too long, or a sign without a glyph (the fault names it). */
enum result seal_draw(struct press *press, const struct seal *seal, const struct press_form **out, struct paper_fault *fault) MUST_CHECK;

/* Adds a text as outlines, centred on x y, turned by an angle given as its cosine and sine. False as above. */
bool seal_outline_text(const struct font *font, const char *text, double x, double y, double size, double cosine, double sine,
                       struct buffer *out) MUST_CHECK;

#endif
