/* Tables that flow over pages: cells that wrap, heads that are repeated, long rows that are split. */
#include "doc/flow_parts.h"

#include <string.h>

#define PAD_X 5.0
#define PAD_Y 3.2
#define HAIR 0.5
#define SPLIT_FROM 120.0 /* a row higher than this is split rather than moved to the next page */

/* A cell with its place and lines. */
struct placed {
    const struct flow_cell *cell;
    const struct text_style *style;
    double x, width;
    size_t first, count; /* lines */
    size_t drawn;        /* of them */
    tag_t tag;
};

static const struct text_style *style_of(const struct flow_table *t, const struct flow_cell *cell)
{
    if (cell->kind == CELL_LABEL)
        return &STYLE_LABEL;
    if (cell->kind == CELL_HEAD)
        return &STYLE_HEAD_CELL;
    return t->style ? t->style : &STYLE_CELL;
}

/* Shapes and breaks all cells of a row. */
static void place_cells(struct flow_table *t, const struct flow_cell *cells, size_t n, struct placed *placed)
{
    struct flow *flow = t->flow;
    double x = FLOW_LEFT;
    size_t column = 0;
    typeset_reset(&flow->ts);
    for (size_t i = 0; i < n; i++) {
        const unsigned span = cells[i].span ? cells[i].span : 1;
        double width = 0;
        for (unsigned k = 0; k < span && column < t->columns; k++)
            width += t->width[column++];
        const char *text = cells[i].text && *cells[i].text ? cells[i].text : FLOW_EMPTY;
        placed[i] = (struct placed){.cell = &cells[i], .style = style_of(t, &cells[i]), .x = x, .width = width};
        const size_t begin = flow_shape(flow, placed[i].style->face, text);
        placed[i].first = flow_break(flow, begin, (width - 2 * PAD_X) / placed[i].style->size, 0);
        placed[i].count = flow->ts.line_count - placed[i].first;
        x += width;
    }
}

/* How many lines of a cell fit into a height. */
static size_t lines_that_fit(const struct placed *p, double height)
{
    const double lines = (height - 2 * PAD_Y) / p->style->leading + 0.01;
    const size_t left = p->count - p->drawn;
    return lines < 1 ? 0 : (double)left < lines ? left : (size_t)lines;
}

static double height_left(const struct placed *placed, size_t n)
{
    double height = 0;
    for (size_t i = 0; i < n; i++) {
        const double own = (double)(placed[i].count - placed[i].drawn) * placed[i].style->leading + 2 * PAD_Y;
        if (own > height)
            height = own;
    }
    return height;
}

/* Fills and rules of a part of a row. */
static void draw_grid(const struct flow_table *t, const struct placed *placed, size_t n, double height)
{
    struct pdf *pdf = t->flow->pdf;
    const double top = t->flow->y, bottom = top - height;
    for (size_t i = 0; i < n; i++)
        if (placed[i].cell->kind != CELL_VALUE)
            pdf_under(pdf, placed[i].x, bottom, placed[i].width, height, TINT);
    for (size_t i = 0; i < n; i++)
        pdf_rule(pdf, placed[i].x - HAIR / 2, bottom, HAIR, height, RULE);
    const double right = placed[n - 1].x + placed[n - 1].width;
    pdf_rule(pdf, right - HAIR / 2, bottom, HAIR, height, RULE);
    pdf_rule(pdf, FLOW_LEFT - HAIR / 2, bottom - HAIR / 2, right - FLOW_LEFT + HAIR, HAIR, RULE);
    if (!t->begun || t->flow->fresh)
        pdf_rule(pdf, FLOW_LEFT - HAIR / 2, top - HAIR / 2, right - FLOW_LEFT + HAIR, HAIR, RULE);
}

/* Draws the next lines of each cell in a part of the row; artifact: heads that are repeated. */
static void draw_part(struct flow_table *t, struct placed *placed, size_t n, double height, bool artifact)
{
    struct flow *flow = t->flow;
    draw_grid(t, placed, n, height);
    if (artifact)
        pdf_open_artifact(flow->pdf, ARTIFACT_PAGE);
    for (size_t i = 0; i < n; i++) {
        struct placed *p = &placed[i];
        const size_t lines = lines_that_fit(p, height);
        struct text_style style = *p->style;
        if (p->cell->color != 0)
            style.color = p->cell->color;
        if (p->cell->center)
            style.align = ALIGN_CENTER;
        /* in the middle of a row that stands whole, at the top of one that is split */
        const bool whole = height < SPLIT_FROM && lines == p->count;
        const double top = flow->y - (whole ? (height - (double)lines * style.leading) / 2 : PAD_Y);
        if (lines == 0)
            continue;
        if (!artifact)
            pdf_open(flow->pdf, p->tag);
        for (size_t k = 0; k < lines; k++, p->drawn++)
            flow_draw_line(flow, &style, &flow->ts.lines[p->first + p->drawn], p->x + PAD_X,
                           flow_base(&style, top - (double)k * style.leading), p->width - 2 * PAD_X);
        if (!artifact)
            pdf_close(flow->pdf);
    }
    if (artifact)
        pdf_close(flow->pdf);
    flow_advance(flow, height);
    t->begun = true;
}

static enum pdf_tag_type tag_type(const struct flow_cell *cell)
{
    return cell->kind == CELL_VALUE ? TAG_CELL : cell->kind == CELL_LABEL ? TAG_HEAD_OF_ROW : TAG_HEAD_OF_COLUMN;
}

static void tag_row(struct flow_table *t, struct placed *placed, size_t n)
{
    const tag_t row = pdf_tag(t->flow->pdf, t->tag, TAG_ROW);
    for (size_t i = 0; i < n; i++) {
        placed[i].tag = pdf_tag(t->flow->pdf, row, tag_type(placed[i].cell));
        if (placed[i].cell->span > 1)
            pdf_span(t->flow->pdf, placed[i].tag, placed[i].cell->span);
    }
}

/* The row of column heads: tagged the first time, an artifact on the pages that follow. */
static void draw_head(struct flow_table *t, bool again)
{
    struct flow_cell cells[FLOW_COLUMNS_MAX];
    struct placed placed[FLOW_COLUMNS_MAX];
    if (t->head[0] == NULL)
        return;
    for (size_t i = 0; i < t->columns; i++)
        cells[i] = (struct flow_cell){.text = t->head[i], .kind = CELL_HEAD};
    place_cells(t, cells, t->columns, placed);
    if (t->flow->result != RESULT_OK)
        return;
    if (!again)
        tag_row(t, placed, t->columns);
    draw_part(t, placed, t->columns, height_left(placed, t->columns), again);
}

void flow_row(struct flow_table *t, const struct flow_cell *cells, size_t n)
{
    struct flow *flow = t->flow;
    struct placed placed[FLOW_COLUMNS_MAX];
    if (flow->result != RESULT_OK)
        return;
    place_cells(t, cells, n, placed);
    if (flow->result != RESULT_OK)
        return;
    double height = height_left(placed, n);
    const bool whole = height < SPLIT_FROM;
    const double needs = (whole ? height : 3 * STYLE_CELL.leading + 2 * PAD_Y) + (t->begun || !t->head[0] ? 0 : 22);
    if (flow->y - needs < FLOW_BOTTOM && !flow->fresh) {
        flow_page(flow, false);
        if (t->begun)
            draw_head(t, true);
        place_cells(t, cells, n, placed);
    }
    if (!t->begun) {
        draw_head(t, false);
        place_cells(t, cells, n, placed);
    }
    if (flow->result != RESULT_OK)
        return;
    tag_row(t, placed, n);
    while (flow->y - height < FLOW_BOTTOM && flow->result == RESULT_OK) {
        draw_part(t, placed, n, flow->y - FLOW_BOTTOM, false);
        size_t drawn[FLOW_COLUMNS_MAX];
        tag_t tags[FLOW_COLUMNS_MAX];
        for (size_t i = 0; i < n; i++) {
            drawn[i] = placed[i].drawn;
            tags[i] = placed[i].tag;
        }
        flow_page(flow, false);
        draw_head(t, true);
        place_cells(t, cells, n, placed);
        for (size_t i = 0; i < n; i++) {
            placed[i].drawn = drawn[i];
            placed[i].tag = tags[i];
        }
        height = height_left(placed, n);
    }
    if (height > 0 && flow->result == RESULT_OK)
        draw_part(t, placed, n, height, false);
}
