/* A tagged PDF (PDF/A-2a, PDF/UA-1) in the making: pages, text by glyph, tags, bookmarks, the seal's field.

   Through libharu's document, dictionaries and streams (pdf.c is its only door); fonts, tags and metadata are our own, since
   libharu's are broken or missing: it loses signs beyond U+FFFF and glyphs beyond 32767, has no tags and no PDF/A-2.

   Lengths are points (1/72 inch) from the lower left corner of an A4 page. Every piece of content is either inside a tag
   (pdf_open … pdf_close) or an artifact. Failures are sticky; pdf_finish tells. */
#ifndef DOC_PDF_H
#define DOC_PDF_H

#include "base/buffer.h"
#include "doc/paper.h"
#include "doc/press.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define PDF_WIDTH 595  /* A4 in whole points, so that a module of a QR code falls on whole pixels at 72 dpi */
#define PDF_HEIGHT 842
#define PDF_PAGES_MAX 6000      /* four times the largest report that the tests make */
#define PDF_TAGS_MAX 500000     /* a record of 12 fields has some 30; each takes 50 bytes while it is made, 100 in the file */
#define PDF_BOOKMARKS_MAX 2000  /* sections and their groups; not records */

typedef uint32_t rgb; /* 0xRRGGBB */
typedef uint32_t tag_t;

enum pdf_tag_type {
    TAG_DOCUMENT,
    TAG_SECT,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_P,
    TAG_LIST,
    TAG_ITEM,
    TAG_BODY,
    TAG_TABLE,
    TAG_THEAD,
    TAG_TBODY,
    TAG_ROW,
    TAG_HEAD_OF_COLUMN,
    TAG_HEAD_OF_ROW,
    TAG_CELL,
    TAG_FIGURE,
    TAG_LINK,
    TAG_FORM,
};

enum pdf_artifact { ARTIFACT_HEADER, ARTIFACT_FOOTER, ARTIFACT_PAGE, ARTIFACT_LAYOUT };

struct pdf_meta {
    const char *title;     /* of the document: shown by the viewer */
    const char *author;    /* who issues it */
    const char *subject;   /* what it is, in a line; NULL for none */
    const char *watermark; /* drawn lightly across every page; NULL for none */
    time_t created;        /* the moment of issue: the only clock here */
    const char *seed;      /* what the file's identifier is made of, such as number and kind */
    bool lean;             /* short: take only the glyphs that are used, not the common sets */
};

/* A sign with its glyph. */
struct pdf_sign {
    uint32_t sign;
    uint16_t number; /* in its glyph set */
    uint16_t width;  /* thousandths of the size */
    uint8_t face;
    uint8_t own;     /* of the document's own set, not of the common one */
    uint8_t kind;    /* the typesetter's */
};

struct pdf;

/* Begins a document without pages. NULL: no memory, or another libharu than the one built for. */
struct pdf *pdf_begin(struct press *press, const struct pdf_meta *meta) MUST_CHECK;
/* Writes the document into output (zeroed or used before). RESULT_INVALID: a limit was passed, RESULT_ERROR: no memory;
   the fault says which. pdf_free must follow in any case. */
enum result pdf_finish(struct pdf *pdf, struct pdf_output *output, struct paper_fault *fault) MUST_CHECK;
void pdf_free(struct pdf *pdf);

/* Begins the next page. */
void pdf_page(struct pdf *pdf);
unsigned pdf_pages(const struct pdf *pdf);

/* The glyph of a sign. False: no font has it. */
bool pdf_take_sign(struct pdf *pdf, enum press_face face, uint32_t sign, struct pdf_sign *out) MUST_CHECK;

/* A new tag below another (0 is the document itself), after the ones that are there. */
tag_t pdf_tag(struct pdf *pdf, tag_t parent, enum pdf_tag_type type);
/* What is drawn from here to pdf_close belongs to the tag. A tag may be opened again, also on a later page. */
void pdf_open(struct pdf *pdf, tag_t tag);
void pdf_open_artifact(struct pdf *pdf, enum pdf_artifact kind);
void pdf_close(struct pdf *pdf);
/* A cell of a table that takes several columns. */
void pdf_span(struct pdf *pdf, tag_t tag, unsigned columns);
/* What a figure shows, for who cannot see it, and its box. */
void pdf_describe(struct pdf *pdf, tag_t tag, const char *text, const double box[4]);

/* A line of text from x on the base line y. spacing is added after each sign, in points. */
void pdf_text(struct pdf *pdf, double x, double y, double size, rgb color, const struct pdf_sign *signs, size_t n, double spacing);
/* A filled rectangle, inside what is open. */
void pdf_rectangle(struct pdf *pdf, double x, double y, double width, double height, rgb color);
/* The same below everything, also below the watermark; an artifact by itself: fills and rules. */
void pdf_under(struct pdf *pdf, double x, double y, double width, double height, rgb color);
/* A rule: as pdf_under, but above fills and watermark. */
void pdf_rule(struct pdf *pdf, double x, double y, double width, double height, rgb color);
/* "第 n 页 · 共 m 页" around x: m is known only at the end. */
void pdf_page_number(struct pdf *pdf, double x, double y, double size, rgb color);

/* A bookmark to y on this page; level 1 is the outermost. Its text is copied. */
void pdf_bookmark(struct pdf *pdf, unsigned level, const char *text, double y);
/* Makes a rectangle of this page a link to an address, belonging to a TAG_LINK. */
void pdf_link(struct pdf *pdf, tag_t tag, const double box[4], const char *address, const char *description);
/* Puts the signature field on this page, once a document. The appearance is operators in a box of the rectangle's
   size from 0 0, kept by the press; the description is what a reader hears. */
void pdf_seal(struct pdf *pdf, tag_t parent, const double box[4], const struct press_form *appearance, const char *description);

#endif
