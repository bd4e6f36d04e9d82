/* The head that all our papers share, and the cover that shows it. */
#include "doc/cover.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "doc/flow_parts.h"
#include "doc/number.h"
#include "doc/qr.h"

#include <stdio.h>
#include <string.h>

#define QR_SIDE 162.0  /* points: 81 modules of 2, the largest code with its quiet zone */
#define MODULE_MIN 2.0 /* below that it is not read from a rendering at 72 dpi */
#define COVER_LEFT 92.0
#define COVER_WIDTH (PDF_WIDTH - 2 * COVER_LEFT)
#define LABEL_WIDTH 118.0

struct pdf *paper_begin(struct press *press, const struct paper_head *head, const char *name, const char *what, bool lean,
                        struct flow *flow, struct paper_fault *fault)
{
    const struct pdf_meta meta = {
        .title = head->title,
        .author = head->issuer,
        .subject = what,
        .watermark = head->demonstration ? PAPER_DEMO : NULL,
        .created = head->issued,
        .seed = head->number,
        .lean = lean,
    };
    const char *const texts[] = {head->title, head->issuer, what, head->number};
    static const char *const places[] = {"标题", "出具单位", "说明", "编号"};
    struct pdf *pdf = NULL;
    fault->text[0] = '\0';
    flow_begin(flow, NULL, fault);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] != NULL && !utf8_valid(texts[i], strlen(texts[i]))) {
            flow->place[0] = places[i];
            flow_fail(flow, RESULT_INVALID, UTF8_BAD);
            return NULL;
        }
    if ((pdf = pdf_begin(press, &meta)) == NULL) {
        flow_fail(flow, RESULT_ERROR, 0);
        return NULL;
    }
    flow_begin(flow, pdf, fault);
    flow->press = press;
    flow->head_left = name;
    snprintf(flow->head, sizeof flow->head, "编号 %s", head->number);
    flow->head_right = flow->head;
    flow->foot_left = head->demonstration ? PAPER_DEMO : head->site;
    snprintf(flow->foot, sizeof flow->foot, "验证码 %s", head->code);
    flow->foot_right = flow->foot;
    return pdf;
}

enum result paper_end(struct flow *flow, struct pdf_output *output, struct paper_fault *fault)
{
    enum result result = flow->result;
    if (result == RESULT_OK)
        result = pdf_finish(flow->pdf, output, fault);
    flow_end(flow);
    pdf_free(flow->pdf);
    return result;
}

/* The QR code, its quiet zone from x on and in the middle of the block at y; on whole points. Its width; in a square of
   QR_SIDE when `square`. */
static double draw_qr(struct flow *flow, tag_t parent, const struct paper_head *head, double x, double y, bool square)
{
    struct qr qr;
    const enum result result = qr_encode(head->qr, &qr);
    if (result != RESULT_OK) {
        flow_fail(flow, result, 0);
        return QR_SIDE;
    }
    double module = (double)(int)(QR_SIDE / (qr.size + 2 * QR_QUIET));
    if (module < MODULE_MIN)
        module = MODULE_MIN;
    const double side = module * qr.size, quiet = module * QR_QUIET, whole = side + 2 * quiet;
    const double left = (double)(int)(x + (square ? (QR_SIDE - side) / 2 : quiet));
    const double top = (double)(int)(y + VERIFY_HEIGHT / 2 + side / 2);
    const tag_t tag = pdf_tag(flow->pdf, parent, TAG_FIGURE);
    pdf_open(flow->pdf, tag);
    pdf_rectangle(flow->pdf, left - quiet, top - side - quiet, whole, whole, 0xffffff);
    struct qr_run run = {0};
    while (qr_next_run(&qr, &run))
        pdf_rectangle(flow->pdf, left + run.x * module, top - (run.y + 1) * module, run.length * module, module, 0x000000);
    pdf_close(flow->pdf);
    pdf_describe(flow->pdf, tag, "核验二维码，扫描后打开本件的核验页面", (double[4]){left, top - side, left + side, top});
    qr_free(&qr);
    return square ? QR_SIDE : whole;
}

/* Twelve digits in groups of four. */
static void group_code(const char *code, char *out, size_t size)
{
    size_t to = 0;
    for (size_t i = 0; code[i] != '\0' && to + 2 < size; i++) {
        if (i > 0 && i % 4 == 0)
            out[to++] = ' ';
        out[to++] = code[i];
    }
    out[to] = '\0';
}

void paper_verify(struct flow *flow, tag_t parent, const struct paper_head *head, double y, double width)
{
    static const struct text_style caption = {FACE_TEXT, 9, 14, INK_SOFT, ALIGN_LEFT, 0};
    static const struct text_style fine = {FACE_TEXT, 7.5, 11, INK_SOFT, ALIGN_LEFT, 0};
    const bool wide = width >= FLOW_WIDTH;
    const struct text_style digits = {FACE_HEAD, wide ? 21 : 14, wide ? 27 : 20, INK, ALIGN_LEFT, 0};
    const struct text_style how = {FACE_TEXT, wide ? 9.5 : 8.5, wide ? 15 : 13, INK, ALIGN_LEFT, 0};
    struct text_style link = how;
    char code[32], text[256];
    const double x = FLOW_LEFT, pad = wide ? 8 : 0;
    if (wide)
        pdf_under(flow->pdf, x, y, width, VERIFY_HEIGHT, TINT);
    pdf_rule(flow->pdf, x, y + VERIFY_HEIGHT - 1, FLOW_WIDTH, 1, ACCENT);
    flow->place[0] = "核验区";
    const double side = draw_qr(flow, parent, head, x + pad, y, wide);
    const double inside = x + pad + side + (wide ? 14 : 8), room = x + width - pad - inside;
    double top = y + VERIFY_HEIGHT - (wide ? 12 : 14);
    top -= flow_text_at(flow, parent, TAG_P, inside, top, room, &caption, "验证码");
    group_code(head->code, code, sizeof code);
    top -= flow_text_at(flow, parent, TAG_P, inside, top, room, &digits, code) + 4;
    top -= flow_text_at(flow, parent, TAG_P, inside, top, room, &how,
                        wide ? "一、扫描左侧二维码，核对名称、时间和条数与纸面一致；" : "一、扫描左侧二维码核对；");
    top -= flow_text_at(flow, parent, TAG_P, inside, top, room, &how,
                        wide ? "二、或打开下列网址，输入编号和验证码，或上传本电子文件。" : "二、或打开下列网址，输入编号和验证码，或上传本电子文件。");
    link.color = ACCENT;
    const tag_t p = pdf_tag(flow->pdf, parent, TAG_P);
    const double height = flow_text_at(flow, p, TAG_LINK, inside, top, room, &link, head->verify);
    if (height > 0)
        pdf_link(flow->pdf, flow->last, (double[4]){inside, top - height, inside + room, top}, head->verify, "打开核验页面");
    top -= height + 2;
    if (head->fingerprint != NULL && wide) {
        snprintf(text, sizeof text, "离线核验公钥指纹 %s", head->fingerprint);
        (void)flow_text_at(flow, parent, TAG_P, inside, top, room, &fine, text);
    }
}

/* "2026年4月1日" in Shanghai. */
static void chinese_date(time_t moment, char *out, size_t size)
{
    const civil_date date = day_to_civil(day_today_shanghai(moment));
    snprintf(out, size, "%d年%d月%d日", date.y, date.m, date.d);
}

void paper_seal(struct flow *flow, tag_t parent, const struct paper_head *head, double x, double y)
{
    static const struct text_style style = {FACE_TEXT, 12, 20, INK, ALIGN_RIGHT, 0};
    char date[40], words[256];
    const struct press_form *seal;
    flow->place[0] = "落款";
    chinese_date(head->issued, date, sizeof date);
    const double most = 330, wide = flow_width_of(flow, &style, head->issuer);
    const double height = flow_text_at(flow, parent, TAG_P, x - most, y + 12, most, &style, head->issuer);
    (void)flow_text_at(flow, parent, TAG_P, x - most, y + 12 - height, most, &style, date);
    if (flow->result != RESULT_OK)
        return;
    const enum result result = seal_draw(flow->press, &head->seal, &seal, flow->fault);
    if (result != RESULT_OK)
        flow->result = result;
    else {
        /* over the middle of the shorter line, as a seal is set: on the issuer and on the date */
        const double date_wide = flow_width_of(flow, &style, date);
        const double middle = x - (wide < date_wide + 40 ? wide : date_wide + 40) / 2;
        const double left = (double)(int)(middle - SEAL_SIZE / 2), bottom = (double)(int)(y - SEAL_SIZE / 2);
        snprintf(words, sizeof words, "%s的电子印章和数字签名", head->issuer);
        pdf_seal(flow->pdf, parent, (double[4]){left, bottom, left + SEAL_SIZE, bottom + SEAL_SIZE}, seal, words);
    }
}

/* A row of labels, each in a tinted frame, centred; broken into several rows when there are many. */
static double draw_labels(struct flow *flow, tag_t parent, const struct paper_label *labels, size_t n, double y)
{
    static const rgb fills[] = {TINT, 0xfdf3e1, 0xfff6e0, 0xfdf1f0}, inks[] = {INK_SOFT, 0x8a4b08, 0x7a5a00, ALERT};
    const double height = 19, gap = 8, pad = 9;
    const tag_t list = n > 0 ? pdf_tag(flow->pdf, parent, TAG_LIST) : 0;
    double used = 0;
    for (size_t i = 0; i < n && flow->result == RESULT_OK;) {
        struct text_style style = {FACE_TEXT, 10, height, INK, ALIGN_LEFT, 0};
        size_t end = i;
        double width = -gap;
        for (; end < n; end++) {
            const double own = flow_width_of(flow, &style, labels[end].text) + 2 * pad + gap;
            if (end > i && width + own > FLOW_WIDTH)
                break;
            width += own;
        }
        double x = (PDF_WIDTH - width) / 2;
        for (; i < end; i++) {
            const double own = flow_width_of(flow, &style, labels[i].text) + 2 * pad;
            style.color = inks[labels[i].tone];
            pdf_under(flow->pdf, x, y - used - height, own, height, fills[labels[i].tone]);
            pdf_rule(flow->pdf, x, y - used - height, 2, height, style.color);
            const tag_t item = pdf_tag(flow->pdf, list, TAG_ITEM);
            (void)flow_text_at(flow, item, TAG_BODY, x + pad, y - used, own, &style, labels[i].text);
            x += own + gap;
        }
        used += height + 6;
    }
    return used;
}

/* Pairs between hairlines: labels grey, values black. */
static double draw_pairs(struct flow *flow, tag_t parent, const struct paper_pair *pairs, size_t n, double y)
{
    static const struct text_style label = {FACE_TEXT, 10.5, 16, INK_SOFT, ALIGN_LEFT, 0};
    static const struct text_style value = {FACE_TEXT, 11.5, 16, INK, ALIGN_LEFT, 0};
    const double pad = n > 9 ? 1 : n > 7 ? 2 : 3.5; /* ten lines leave room for the seal */
    const tag_t table = pdf_tag(flow->pdf, parent, TAG_TABLE);
    double used = 0;
    pdf_rule(flow->pdf, COVER_LEFT, y, COVER_WIDTH, 0.5, RULE);
    for (size_t i = 0; i < n; i++) {
        const char *text = pairs[i].value && *pairs[i].value ? pairs[i].value : FLOW_EMPTY;
        const tag_t row = pdf_tag(flow->pdf, table, TAG_ROW);
        flow->place[1] = pairs[i].label;
        (void)flow_text_at(flow, row, TAG_HEAD_OF_ROW, COVER_LEFT + 6, y - used - pad, LABEL_WIDTH, &label, pairs[i].label);
        const double height = flow_text_at(flow, row, TAG_CELL, COVER_LEFT + LABEL_WIDTH + 8, y - used - pad,
                                           COVER_WIDTH - LABEL_WIDTH - 14, &value, text);
        used += height + 2 * pad;
        pdf_rule(flow->pdf, COVER_LEFT, y - used, COVER_WIDTH, 0.5, RULE);
    }
    flow->place[1] = NULL;
    return used;
}

void cover_page(struct flow *flow, tag_t parent, const struct paper_head *head, const char *name, const struct paper_label *labels,
                size_t label_count, const struct paper_pair *pairs, size_t pair_count)
{
    static const struct text_style site = {FACE_HEAD, 12, 18, ACCENT, ALIGN_LEFT, 0};
    static const struct text_style title = {FACE_HEAD, 33, 44, INK, ALIGN_CENTER, 0};
    static const struct text_style subtitle = {FACE_TEXT, 12, 20, INK_SOFT, ALIGN_CENTER, 0};
    static const struct text_style foot = {FACE_TEXT, 9, 12, ALERT, ALIGN_CENTER, 0};
    const size_t signs = utf8_length(name, strlen(name));
    struct text_style subject = {FACE_HEAD, 20, 29, INK, ALIGN_CENTER, 0};
    if (signs > 44) {
        subject.size = signs > 110 ? 11 : 14;
        subject.leading = signs > 110 ? 15 : 20;
    }
    flow->place[0] = "封面";
    flow_page(flow, true);
    if (flow->result != RESULT_OK)
        return;
    pdf_under(flow->pdf, 0, PDF_HEIGHT - 10, PDF_WIDTH, 10, ACCENT);
    (void)flow_text_at(flow, parent, TAG_P, FLOW_LEFT, 804, FLOW_WIDTH, &site, head->site);
    pdf_bookmark(flow->pdf, 1, head->title, PDF_HEIGHT);
    double y = 742;
    y -= flow_text_at(flow, parent, TAG_H1, FLOW_LEFT, y, FLOW_WIDTH, &title, head->title) + 2;
    if (head->subtitle != NULL)
        y -= flow_text_at(flow, parent, TAG_P, FLOW_LEFT, y, FLOW_WIDTH, &subtitle, head->subtitle);
    y -= 9;
    pdf_rule(flow->pdf, PDF_WIDTH / 2.0 - 28, y, 56, 2, ACCENT);
    y -= signs > 44 ? 14 : 26;
    flow->place[1] = "名称";
    y -= flow_text_at(flow, parent, TAG_P, FLOW_LEFT, y, FLOW_WIDTH, &subject, name) + 8;
    flow->place[1] = NULL;
    y -= draw_labels(flow, parent, labels, label_count, y) + 10;
    y -= draw_pairs(flow, parent, pairs, pair_count, y);
    const double box = 62, above = box + VERIFY_HEIGHT;
    /* the seal in the middle of what is left */
    double middle = (y + above) / 2;
    if (middle < above + SEAL_SIZE / 2 + 4)
        middle = above + SEAL_SIZE / 2 + 4;
    paper_seal(flow, parent, head, FLOW_LEFT + FLOW_WIDTH - 34, middle);
    paper_verify(flow, parent, head, box, FLOW_WIDTH);
    if (head->demonstration && flow->result == RESULT_OK) {
        pdf_open_artifact(flow->pdf, ARTIFACT_FOOTER);
        flow_line_at(flow, PDF_WIDTH / 2.0, 38, 0, &foot, PAPER_DEMO);
        pdf_close(flow->pdf);
    }
    flow_advance(flow, 0);
}
