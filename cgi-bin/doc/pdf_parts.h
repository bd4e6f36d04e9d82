/* A document from within: for pdf.c and its sisters. Only pdf.c knows libharu; the others write the text of objects. */
#ifndef DOC_PDF_PARTS_H
#define DOC_PDF_PARTS_H

#include "doc/pdf.h"
#include "doc/press_parts.h"

#define PDF_NONE UINT32_MAX
#define PDF_STORE_MAX (64u << 20) /* bytes of objects before they are written */

/* An object of our own: the inside of a dictionary, and a stream. Both stand in pdf->store, or the stream elsewhere. */
struct pdf_object {
    uint32_t at, len;
    uint32_t stream_at, stream_len;
    const char *borrowed; /* the stream's bytes when they are the press's */
    bool has_stream;
};

/* A piece of a tag's content: marked content of a page, or an annotation. */
struct pdf_piece {
    uint32_t page; /* from 0 */
    uint32_t mark; /* the MCID; of an annotation its object */
    uint32_t next;
    bool annotation;
};

struct pdf_tag_node {
    uint32_t parent, first, next;
    union {
        uint32_t last;  /* of its kids, while they are added */
        uint32_t place; /* where it stands in the file, when it is written */
    };
    uint32_t pieces, last_piece;
    uint32_t extra; /* in pdf->store: more of its dictionary, up to a NUL; PDF_NONE */
    uint8_t type, span;
};

struct pdf_page_info {
    unsigned object;
    uint32_t first_mark, marks; /* in pdf->marks: the tag of each MCID */
};

struct pdf_bookmark_entry {
    uint32_t title; /* in pdf->store, up to a NUL */
    uint32_t page;
    unsigned level;
    double y;
};

/* An annotation that has a number in the parent tree. */
struct pdf_annotation {
    uint32_t tag;
    unsigned object;
};

struct pdf {
    struct press *press;
    struct haru *haru;   /* libharu's document, known to pdf.c */
    bool failed;         /* no memory, or a limit passed */
    const char *limit;   /* the limit's name */

    struct pdf_object *objects; /* by object number */
    size_t object_count, object_max;
    struct buffer store;

    /* the page being drawn */
    struct buffer under, rules, operators;
    unsigned page_count;
    struct pdf_page_info *page;
    size_t page_max;
    int font;        /* what the operators so far have set */
    double size, spacing;
    int64_t color, under_color, rule_color;
    bool open;

    uint32_t *marks;
    size_t mark_count, mark_max;
    struct pdf_tag_node *tags;
    size_t tag_count, tag_max;
    struct pdf_piece *pieces;
    size_t piece_count, piece_max;
    unsigned structure;        /* the root of the structure: the parent of the first tag */
    unsigned parent_tree;
    unsigned first_tag_object; /* the tags are the file's last objects */
    unsigned scope_column, scope_row; /* shared attribute objects */

    struct pdf_bookmark_entry *bookmarks;
    size_t bookmark_count, bookmark_max;
    struct pdf_annotation annotations[16]; /* the seal and a few links */
    size_t annotation_count;

    struct glyph_set own[PRESS_FACES];
    bool used[PRESS_FACES]; /* the common set is used */
    struct glyph_program program[PRESS_FACES];

    struct pdf_meta meta;   /* the texts are the caller's and outlive the document */
    char id[33];
    unsigned resources, fonts, watermark, total, field;
    struct pdf_object info; /* the inside of the information dictionary */
    double total_size;
    rgb total_color;
    double seal[4];
    unsigned seal_page;
};

/* Makes room for one more item of an array that doubles; the document fails at `most`. */
bool pdf_grow(struct pdf *pdf, void *items, size_t *max, size_t count, size_t item, size_t most, const char *limit) MUST_CHECK;

/* pdf.c: libharu's version. */
const char *pdf_library(void);
/* A new object, an empty dictionary; its number, or 0. */
unsigned pdf_object(struct pdf *pdf);
/* Begins and ends an object's text: what is added to pdf->store between the two. */
void pdf_object_begin(struct pdf *pdf, unsigned object);
void pdf_object_end(struct pdf *pdf, unsigned object);
/* A stream whose dictionary has `entries` beside /Length and, when deflated, /Filter. */
unsigned pdf_stream(struct pdf *pdf, const char *entries, const void *bytes, size_t len, bool deflate);
/* One that is deflated already and outlives the document. */
unsigned pdf_stream_borrowed(struct pdf *pdf, const char *entries, const char *bytes, size_t len);
/* Adds a text as a PDF string in UTF-16, such as <FEFF4E00>. */
void pdf_put_string(struct buffer *out, const char *text);
/* Adds an annotation to the page being drawn, with its number in the parent tree. */
void pdf_annotate(struct pdf *pdf, unsigned object);

/* pdf_text.c: makes the font dictionaries and pdf->fonts, which names them. */
bool pdf_fonts_finish(struct pdf *pdf) MUST_CHECK;
void pdf_forget_state(struct pdf *pdf);
/* The watermark as outlines, so that it is not in the way of who searches or copies text. */
void pdf_watermark(struct pdf *pdf);
/* pdf_tags.c */
void pdf_mark(struct pdf *pdf, tag_t tag, bool annotation, uint32_t mark);
void pdf_tag_write(const struct pdf *pdf, uint32_t tag, struct buffer *out);
/* Makes the objects that tags refer to; fills them and the root, when first_tag_object is known. */
void pdf_tags_prepare(struct pdf *pdf);
void pdf_tags_finish(struct pdf *pdf);
/* pdf_meta.c: writes the catalogue's entries into out. */
void pdf_meta_finish(struct pdf *pdf, unsigned structure, struct buffer *out);
void pdf_meta_id(struct pdf *pdf);

#endif
