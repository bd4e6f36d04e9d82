/* Text on pages: running head and foot, headings, paragraphs, notes. Tables are in flow_table.c. */
#include "doc/flow.h"

#include "base/utf8.h"
#include "doc/flow_parts.h"
#include "doc/number.h"

#include <stdio.h>
#include <string.h>

#define JUSTIFY_MAX 0.08 /* ems that justifying may put between two signs: more would read as a space */

const struct text_style STYLE_BODY = {FACE_TEXT, 10.5, 18, INK, ALIGN_JUSTIFY, 2};
const struct text_style STYLE_EMPTY = {FACE_TEXT, 10.5, 18, INK_SOFT, ALIGN_LEFT, 1};
const struct text_style STYLE_SMALL = {FACE_TEXT, 8.5, 13.5, INK_SOFT, ALIGN_LEFT, 0};
const struct text_style STYLE_CELL = {FACE_TEXT, 9.5, 13.5, INK, ALIGN_LEFT, 0};
const struct text_style STYLE_LABEL = {FACE_TEXT, 9, 13.5, INK_SOFT, ALIGN_LEFT, 0};
const struct text_style STYLE_HEAD_CELL = {FACE_TEXT, 9, 13.5, INK_SOFT, ALIGN_CENTER, 0};
static const struct text_style STYLE_RUNNING = {FACE_TEXT, 8, 12, INK_SOFT, ALIGN_LEFT, 0};

void flow_begin(struct flow *flow, struct pdf *pdf, struct paper_fault *fault)
{
    *flow = (struct flow){.pdf = pdf, .fault = fault, .result = RESULT_OK, .y = FLOW_TOP};
}

void flow_end(struct flow *flow)
{
    typeset_free(&flow->ts);
}

void flow_fail(struct flow *flow, enum result result, uint32_t bad)
{
    char sign[5] = "";
    if (flow->result != RESULT_OK)
        return;
    flow->result = result;
    if (result != RESULT_INVALID) {
        snprintf(flow->fault->text, sizeof flow->fault->text, "no memory for the text of a page");
        return;
    }
    char place[PAPER_FAULT_MAX - 120] = "";
    for (size_t i = 0, to = 0; i < 3; i++)
        if (flow->place[i] != NULL && to < sizeof place)
            to += (size_t)snprintf(place + to, sizeof place - to, "%s%s", to > 0 ? "，" : "", flow->place[i]);
    place[utf8_prefix(place, strlen(place), 80)] = '\0';
    if (bad == UTF8_BAD)
        snprintf(flow->fault->text, sizeof flow->fault->text, "文字不是 UTF-8：%s", place);
    else if (bad == 0)
        snprintf(flow->fault->text, sizeof flow->fault->text, "文字过长：%s", place);
    else {
        utf8_put(bad, sign);
        snprintf(flow->fault->text, sizeof flow->fault->text, "字库没有“%s”（U+%04X）：%s", sign, bad, place);
    }
}

size_t flow_shape(struct flow *flow, enum press_face face, const char *text)
{
    uint32_t bad = 0;
    const size_t begin = flow->ts.n;
    const enum result result = flow->result == RESULT_OK ? typeset_add(&flow->ts, flow->pdf, face, text, &bad) : flow->result;
    if (result != RESULT_OK)
        flow_fail(flow, result, bad);
    return begin;
}

void flow_draw_line(struct flow *flow, const struct text_style *style, const struct text_line *line, double x, double base, double width)
{
    const struct pdf_sign *signs = flow->ts.signs + line->begin;
    const size_t n = line->end - line->begin;
    const double own = line->width * style->size, rest = width - own;
    double spacing = 0;
    if (style->align == ALIGN_CENTER)
        x += rest / 2;
    else if (style->align == ALIGN_RIGHT)
        x += rest;
    else if (style->align == ALIGN_JUSTIFY && !line->last && n > 1 && rest > 0) {
        const double each = rest / (double)(n - 1);
        if (each <= JUSTIFY_MAX * style->size)
            spacing = each;
    }
    pdf_text(flow->pdf, x, base, style->size, style->color, signs, n, spacing);
}

/* The base line in a line of text: Han signs sit in the middle of it. */
double flow_base(const struct text_style *style, double top)
{
    return top - style->leading / 2 - style->size * 0.36;
}

double flow_width_of(struct flow *flow, const struct text_style *style, const char *text)
{
    const size_t begin = flow_shape(flow, style->face, text);
    const double width = typeset_width(flow->ts.signs + begin, flow->ts.n - begin) * style->size;
    flow->ts.n = begin;
    return width;
}

void flow_line_at(struct flow *flow, double x, double y, double width, const struct text_style *style, const char *text)
{
    size_t begin = flow_shape(flow, style->face, text);
    if (flow->result != RESULT_OK)
        return;
    double own = typeset_width(flow->ts.signs + begin, flow->ts.n - begin) * style->size;
    if (width > 0 && own > width) {
        const double dots = flow_width_of(flow, style, "…");
        while (flow->ts.n > begin && own + dots > width)
            own -= flow->ts.signs[--flow->ts.n].width / 1000.0 * style->size;
        flow_shape(flow, style->face, "…");
        own += dots;
    }
    if (style->align == ALIGN_RIGHT)
        x -= own;
    else if (style->align == ALIGN_CENTER)
        x -= own / 2;
    pdf_text(flow->pdf, x, y, style->size, style->color, flow->ts.signs + begin, flow->ts.n - begin, 0);
    flow->ts.n = begin;
}

/* The frame of a page: running head and foot. */
static void draw_running(struct flow *flow)
{
    struct text_style right = STYLE_RUNNING;
    right.align = ALIGN_RIGHT;
    const double end = FLOW_LEFT + FLOW_WIDTH;
    pdf_open_artifact(flow->pdf, ARTIFACT_HEADER);
    const double used = flow->head_right ? flow_width_of(flow, &right, flow->head_right) + 20 : 0;
    if (flow->head_left != NULL)
        flow_line_at(flow, FLOW_LEFT, 796, FLOW_WIDTH - used, &STYLE_RUNNING, flow->head_left);
    if (flow->head_right != NULL)
        flow_line_at(flow, end, 796, 0, &right, flow->head_right);
    pdf_close(flow->pdf);
    pdf_rule(flow->pdf, FLOW_LEFT, 788, FLOW_WIDTH, 0.6, ACCENT);
    pdf_open_artifact(flow->pdf, ARTIFACT_FOOTER);
    pdf_page_number(flow->pdf, PDF_WIDTH / 2.0, 42, 8, INK_SOFT);
    if (flow->foot_left != NULL)
        flow_line_at(flow, FLOW_LEFT, 42, FLOW_WIDTH / 2 - 60, &STYLE_RUNNING, flow->foot_left);
    if (flow->foot_right != NULL)
        flow_line_at(flow, end, 42, FLOW_WIDTH / 2 - 60, &right, flow->foot_right);
    pdf_close(flow->pdf);
    pdf_rule(flow->pdf, FLOW_LEFT, 55, FLOW_WIDTH, 0.4, RULE);
}

void flow_page(struct flow *flow, bool bare)
{
    if (flow->result != RESULT_OK)
        return;
    pdf_page(flow->pdf);
    flow->y = FLOW_TOP;
    flow->fresh = true;
    if (!bare)
        draw_running(flow);
}

void flow_advance(struct flow *flow, double height)
{
    flow->y -= height;
    flow->fresh = flow->under_heading = false;
}

void flow_space(struct flow *flow, double height)
{
    if (!flow->fresh)
        flow->y -= height;
}

void flow_need(struct flow *flow, double height)
{
    if (flow->y - height < FLOW_BOTTOM && !flow->fresh)
        flow_page(flow, false);
}

size_t flow_break(struct flow *flow, size_t begin, double width, double indent)
{
    const size_t first = flow->ts.line_count;
    if (flow->result == RESULT_OK && !typeset_break(&flow->ts, begin, width, indent))
        flow_fail(flow, RESULT_ERROR, 0);
    return first;
}

double flow_text_at(struct flow *flow, tag_t parent, enum pdf_tag_type type, double x, double y, double width,
                    const struct text_style *style, const char *text)
{
    typeset_reset(&flow->ts);
    (void)flow_shape(flow, style->face, text);
    (void)flow_break(flow, 0, width / style->size, style->indent);
    if (flow->result != RESULT_OK || flow->ts.line_count == 0)
        return 0;
    flow->last = pdf_tag(flow->pdf, parent, type);
    pdf_open(flow->pdf, flow->last);
    for (size_t i = 0; i < flow->ts.line_count; i++) {
        const double indent = i == 0 ? style->indent * style->size : 0;
        flow_draw_line(flow, style, &flow->ts.lines[i], x + indent, flow_base(style, y - (double)i * style->leading), width - indent);
    }
    pdf_close(flow->pdf);
    return (double)flow->ts.line_count * style->leading;
}

void flow_paragraph(struct flow *flow, tag_t parent, const struct text_style *style, const char *text)
{
    typeset_reset(&flow->ts);
    (void)flow_shape(flow, style->face, text);
    (void)flow_break(flow, 0, FLOW_WIDTH / style->size, style->indent);
    if (flow->result != RESULT_OK || flow->ts.line_count == 0)
        return;
    const tag_t tag = pdf_tag(flow->pdf, parent, TAG_P);
    const size_t n = flow->ts.line_count;
    flow_need(flow, style->leading * (n < 4 ? (double)n : 2)); /* no single line at the foot of a page */
    pdf_open(flow->pdf, tag);
    for (size_t i = 0; i < n && flow->result == RESULT_OK; i++) {
        const size_t left = n - i;
        if (flow->y - style->leading * (left == 2 ? 2 : 1) < FLOW_BOTTOM && !flow->fresh) {
            pdf_close(flow->pdf);
            flow_page(flow, false);
            /* the running head has used the scratch behind our lines only */
            pdf_open(flow->pdf, tag);
        }
        const double indent = i == 0 ? style->indent * style->size : 0;
        flow_draw_line(flow, style, &flow->ts.lines[i], FLOW_LEFT + indent, flow_base(style, flow->y), FLOW_WIDTH - indent);
        flow_advance(flow, style->leading);
    }
    pdf_close(flow->pdf);
}

void flow_heading(struct flow *flow, tag_t parent, int level, const char *text, const char *bookmark, double keep)
{
    static const struct text_style styles[] = {
        {FACE_HEAD, 14, 22, ACCENT, ALIGN_LEFT, 0},
        {FACE_HEAD, 11, 18, INK, ALIGN_LEFT, 0},
        {FACE_HEAD, 9.5, 16, INK, ALIGN_LEFT, 0},
    };
    static const enum pdf_tag_type types[] = {TAG_H2, TAG_H3, TAG_H4};
    static const double before[] = {16, 10, 7}, after[] = {7, 4, 3};
    const int i = level - 2;
    const struct text_style *style = &styles[i];
    const double bar = i == 0 ? 11 : 0; /* the bar before a heading of the first rank */
    flow_space(flow, flow->under_heading ? 0 : before[i]);
    typeset_reset(&flow->ts);
    (void)flow_shape(flow, style->face, text);
    (void)flow_break(flow, 0, (FLOW_WIDTH - bar) / style->size, 0);
    if (flow->result != RESULT_OK)
        return;
    const size_t n = flow->ts.line_count;
    flow_need(flow, (double)n * style->leading + after[i] + keep);
    if (bookmark != NULL)
        pdf_bookmark(flow->pdf, (unsigned)level - 1, bookmark, flow->y + 4);
    if (i == 0)
        pdf_rule(flow->pdf, FLOW_LEFT, flow->y - style->leading + 3.5, 3.5, style->leading - 7, ACCENT);
    pdf_open(flow->pdf, pdf_tag(flow->pdf, parent, types[i]));
    for (size_t k = 0; k < n; k++) {
        flow_draw_line(flow, style, &flow->ts.lines[k], FLOW_LEFT + bar, flow_base(style, flow->y), FLOW_WIDTH - bar);
        flow->y -= style->leading;
    }
    pdf_close(flow->pdf);
    flow_advance(flow, after[i]);
    flow->under_heading = true;
}

void flow_note(struct flow *flow, tag_t parent, const char *text, rgb color)
{
    const double pad = 8, inside = FLOW_WIDTH - 2 * pad - 4;
    struct text_style style = STYLE_CELL;
    style.leading = 15;
    style.color = color;
    typeset_reset(&flow->ts);
    (void)flow_shape(flow, style.face, text);
    (void)flow_break(flow, 0, inside / style.size, 0);
    if (flow->result != RESULT_OK)
        return;
    const double height = (double)flow->ts.line_count * style.leading + 2 * (pad - 2);
    flow_need(flow, height);
    pdf_under(flow->pdf, FLOW_LEFT, flow->y - height, FLOW_WIDTH, height, color == ALERT ? 0xfdf1f0 : TINT);
    pdf_rule(flow->pdf, FLOW_LEFT, flow->y - height, 3, height, color == ALERT ? ALERT : ACCENT);
    pdf_open(flow->pdf, pdf_tag(flow->pdf, parent, TAG_P));
    for (size_t i = 0; i < flow->ts.line_count; i++)
        flow_draw_line(flow, &style, &flow->ts.lines[i], FLOW_LEFT + 4 + pad,
                       flow_base(&style, flow->y - (pad - 2) - (double)i * style.leading), inside);
    pdf_close(flow->pdf);
    flow_advance(flow, height);
}
