/* Text on pages: headings, paragraphs, tables and notes that flow from page to page, with running head and foot.

   Everything is tagged as what it is. The first failure is kept in the fault and makes all that follows do nothing. */
#ifndef DOC_FLOW_H
#define DOC_FLOW_H

#include "doc/pdf.h"
#include "doc/typeset.h"

#define FLOW_LEFT 62.0
#define FLOW_WIDTH (PDF_WIDTH - 2 * FLOW_LEFT)
#define FLOW_TOP 770.0    /* where content begins below the running head */
#define FLOW_BOTTOM 70.0  /* where it ends above the foot */
#define FLOW_COLUMNS_MAX 6
#define FLOW_EMPTY "— —"  /* a field without a value */

#define INK 0x1f2933u     /* text */
#define INK_SOFT 0x5a6675u /* labels, captions: 5.9 to 1 on white, 5.4 on TINT */
#define ACCENT 0x17406du  /* headings and rules of the first rank */
#define RULE 0xc5ced8u    /* hairlines */
#define TINT 0xf1f5f9u    /* behind labels and heads */
#define ALERT 0xa61b1bu   /* what must not be overlooked */

struct text_style {
    enum press_face face;
    double size, leading; /* points */
    rgb color;
    enum { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT, ALIGN_JUSTIFY } align;
    double indent;        /* of the first line, ems */
};

extern const struct text_style STYLE_BODY, STYLE_EMPTY, STYLE_SMALL, STYLE_CELL, STYLE_LABEL, STYLE_HEAD_CELL;

struct flow {
    struct pdf *pdf;
    struct press *press;
    struct typeset ts;
    struct paper_fault *fault;
    enum result result;       /* RESULT_OK until something failed */
    double y;                 /* the upper edge of what comes next */
    const char *head_left, *head_right; /* on every page begun by flow_page; NULL for none */
    const char *foot_left, *foot_right;
    char head[96], foot[64];  /* room for head_right, foot_right */
    const char *place[3];     /* where we are, for a fault: section, entry, field */
    tag_t last;               /* what flow_text_at made last */
    bool fresh;               /* nothing stands on this page yet */
    bool under_heading;       /* what comes next stands right below a heading */
};

/* Begins on a pdf that is begun; no page yet. */
void flow_begin(struct flow *flow, struct pdf *pdf, struct paper_fault *fault);
void flow_end(struct flow *flow);
/* The next page, with or without running head and foot. */
void flow_page(struct flow *flow, bool bare);
/* Something of this height was drawn at y. */
void flow_advance(struct flow *flow, double height);
/* Blank; none at the top of a page. */
void flow_space(struct flow *flow, double height);
/* A new page when less than this is left. */
void flow_need(struct flow *flow, double height);

/* A line at a place of its own, cut with … when it is wider than `width` (0: never). Inside what is open. */
void flow_line_at(struct flow *flow, double x, double y, double width, const struct text_style *style, const char *text);
/* The width of a text in points. */
double flow_width_of(struct flow *flow, const struct text_style *style, const char *text);
/* Lines at a place of their own within `width`, as much as they need: x y is the upper left corner. Tagged. Returns the
   height. */
double flow_text_at(struct flow *flow, tag_t parent, enum pdf_tag_type type, double x, double y, double width,
                    const struct text_style *style, const char *text);

/* A paragraph of the full width that flows over pages. */
void flow_paragraph(struct flow *flow, tag_t parent, const struct text_style *style, const char *text);
/* A heading with its bookmark (NULL: none); it stays with `keep` points of what follows. Levels 2 to 4. */
void flow_heading(struct flow *flow, tag_t parent, int level, const char *text, const char *bookmark, double keep);
/* A framed note that must not be overlooked. */
void flow_note(struct flow *flow, tag_t parent, const char *text, rgb color);

struct flow_cell {
    const char *text;         /* NULL or "": FLOW_EMPTY for values */
    enum { CELL_VALUE, CELL_LABEL, CELL_HEAD } kind;
    uint8_t span;             /* columns; 0 is 1 */
    uint8_t center;           /* centred in its column */
    rgb color;                /* 0: the kind's own */
};

struct flow_table {
    struct flow *flow;
    tag_t tag;
    size_t columns;
    double width[FLOW_COLUMNS_MAX];      /* points; together FLOW_WIDTH */
    const char *head[FLOW_COLUMNS_MAX];  /* labels of the columns; head[0] NULL: none. Repeated on every page */
    const struct text_style *style;      /* of values; NULL: STYLE_CELL */
    bool begun;
};

/* A row: cells that wrap; one that does not fit is moved, or split when it is long. The table begins with its first. */
void flow_row(struct flow_table *table, const struct flow_cell *cells, size_t n);

#endif
