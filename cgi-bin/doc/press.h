/* What all documents of a process share: the fonts, the colour profile, the compressor, and for each face the signs that
   every document uses (labels, headings, digits), as a subset that is compressed once.

   A press is opened once a process, before it forks or after; it is used by one thread. */
#ifndef DOC_PRESS_H
#define DOC_PRESS_H

#include "base/buffer.h"
#include "doc/font.h"
#include "doc/paper.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum press_face {
    FACE_TEXT, /* what is read */
    FACE_HEAD, /* headings */
    PRESS_FACES
};

/* Files of the installation. */
struct press_files {
    const char *text_font, *head_font; /* TrueType: the configuration's font_text, font_head */
    const char *icc;                   /* an sRGB profile */
};
#define PRESS_TEXT_FONT "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
#define PRESS_HEAD_FONT "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf"
#define PRESS_ICC "/usr/share/color/icc/sRGB.icc"
#define PRESS_ICC_MAX (1u << 20) /* a profile has 3 to 60 KiB */

#define PRESS_FORMS 8      /* a document has two: its watermark and its seal */
#define PRESS_KEY_MAX 256

struct press;

/* Opens fonts and profile; NULL for one of the files means its PRESS_ default. The fault names the file and what is
   wrong, also when a font has not all signs of our own words. RESULT_NOT_FOUND, RESULT_INVALID, RESULT_ERROR. */
enum result press_open(const struct press_files *files, struct press **out, struct paper_fault *fault) MUST_CHECK;
void press_close(struct press *press);

/* A drawing that many documents have, such as a seal: path operators, deflated. */
struct press_form {
    char key[PRESS_KEY_MAX]; /* what it is */
    struct buffer deflated;
};

/* The drawing kept under a key; NULL: not drawn yet. */
const struct press_form *press_form(const struct press *press, const char *key);
/* Keeps a drawing under a key, instead of the oldest one; it stays until PRESS_FORMS more are kept, so no document may
   use more of them. NULL: no memory. */
const struct press_form *press_keep_form(struct press *press, const char *key, const struct buffer *operators);

const struct font *press_font(const struct press *press, enum press_face face);

#endif
