/* 公开信息查询证明: which public lists were searched for which firms, how fresh each is, found or not found. */
#include "doc/credit_report.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

static void draw_cover(struct flow *flow, const struct search_proof *p)
{
    char issued[TIME_TEXT], firms[80], name[400], lists[40];
    const struct proof_firm *first = &p->firms[0];
    snprintf(firms, sizeof firms, "%zu 户", p->firm_count);
    snprintf(lists, sizeof lists, "%zu 类", p->list_count);
    snprintf(name, sizeof name, p->firm_count > 1 ? "%.330s等 %zu 户" : "%.330s", first->name, p->firm_count);
    const struct paper_pair one[] = {
        {"统一社会信用代码", first->code}, {"证明编号", p->head.number}, {"查询时间", time_format_shanghai(p->head.issued, issued)},
        {"查询信息", lists}, {"出具单位", p->head.issuer},
    };
    const struct paper_pair many[] = {
        {"查询对象", firms}, {"证明编号", p->head.number}, {"查询时间", issued}, {"查询信息", lists}, {"出具单位", p->head.issuer},
        {"核对码", p->rows},
    };
    cover_page(flow, pdf_tag(flow->pdf, 0, TAG_SECT), &p->head, name, NULL, 0, p->firm_count > 1 ? many : one, p->firm_count > 1 && p->rows ? 6 : 5);
}

/* What all lists of one kind, those that honour or those that warn, say of a firm. */
struct tally {
    unsigned long n;
    size_t lists, missing; /* missing: of them, never delivered */
};

static struct tally tally_of(const struct search_proof *p, const struct proof_firm *firm, bool honour)
{
    struct tally tally = {0};
    for (size_t i = 0; i < p->list_count; i++) {
        if (p->lists[i].honour != honour)
            continue;
        tally.lists++;
        tally.missing += p->lists[i].delivered == NULL;
        if (firm->known)
            tally.n += firm->results[i].n;
    }
    return tally;
}

/* 未查见 is said only of what was delivered. */
static void put_found(char *out, size_t size, const struct tally *tally)
{
    const char *partly = tally->missing > 0 ? REPORT_PARTLY : "";
    if (tally->n > 0)
        snprintf(out, size, "查见 %lu 条%s", tally->n, partly);
    else if (tally->lists > 0 && tally->missing == tally->lists)
        snprintf(out, size, "%s", REPORT_UNDELIVERED);
    else
        snprintf(out, size, "未查见%s", partly);
}

/* All firms, a row each: what warns and what honours apart, since one is no comfort for the other. */
static void draw_firms(struct flow *flow, const struct search_proof *p)
{
    const tag_t sect = pdf_tag(flow->pdf, 0, TAG_SECT);
    flow->place[0] = "一、查询对象和结果";
    flow_heading(flow, sect, 2, flow->place[0], flow->place[0], 60);
    struct flow_table table = {
        .flow = flow,
        .tag = pdf_tag(flow->pdf, sect, TAG_TABLE),
        .columns = 6,
        .width = {32, FLOW_WIDTH - 366, 124, 78, 60, 72},
        .head = {"序号", "名称", "统一社会信用代码", "失信、处罚、\n异常、关注", "守信激励", "备注"},
    };
    for (size_t i = 0; i < p->firm_count && flow->result == RESULT_OK; i++) {
        const struct proof_firm *firm = &p->firms[i];
        const struct tally bad = tally_of(p, firm, false), good = tally_of(p, firm, true);
        char number[24], warns[96], honours[96], remark[80] = "";
        snprintf(number, sizeof number, "%zu", i + 1);
        put_found(warns, sizeof warns, &bad);
        put_found(honours, sizeof honours, &good);
        if (!firm->known)
            snprintf(remark, sizeof remark, "无该主体\n登记信息");
        else if (firm->open_objections > 0)
            snprintf(remark, sizeof remark, "有 %u 项\n异议处理中", firm->open_objections);
        flow->place[1] = firm->name;
        const struct flow_cell cells[6] = {
            {.text = number, .center = 1},
            {.text = firm->name},
            {.text = firm->code},
            {.text = firm->known ? warns : "未作查询", .center = 1, .color = bad.n > 0 || bad.missing == bad.lists || !firm->known ? ALERT : 0},
            {.text = firm->known ? honours : "未作查询", .center = 1},
            {.text = remark, .center = 1, .color = *remark ? ALERT : 0},
        };
        flow_row(&table, cells, 6);
    }
    flow->place[1] = NULL;
    flow_space(flow, 8);
    report_missing(flow, sect, p->missing, p->missing_count);
}

/* What each list says of a firm. */
static void draw_firm(struct flow *flow, tag_t sect, const struct search_proof *p, const struct proof_firm *firm)
{
    char text[120];
    flow->place[1] = firm->name;
    flow_heading(flow, sect, 3, firm->name, p->firm_count > 1 ? firm->name : NULL, 60);
    if (!firm->known) {
        flow_paragraph(flow, sect, &STYLE_BODY, "已归集的登记信息中没有该主体，未作查询。请核对名称和统一社会信用代码。");
        return;
    }
    if (firm->open_objections > 0) {
        snprintf(text, sizeof text, "有 %u 项信息异议处理中。异议处理期间，有关信息暂不列示。", firm->open_objections);
        flow_note(flow, sect, text, ALERT);
        flow_space(flow, 6);
    }
    struct flow_table table = {
        .flow = flow,
        .tag = pdf_tag(flow->pdf, sect, TAG_TABLE),
        .columns = 3,
        .width = {FLOW_WIDTH - 270, 80, 190},
        .head = {"查询的信息", "结果", "文号和日期、说明"},
    };
    for (size_t i = 0; i < p->list_count && flow->result == RESULT_OK; i++) {
        const struct report_source *list = &p->lists[i];
        const struct tally one = {.n = firm->results[i].n, .lists = 1, .missing = list->delivered == NULL && firm->results[i].n == 0};
        put_found(text, sizeof text, &one);
        flow->place[2] = list->set;
        const struct flow_cell cells[3] = {
            {.text = list->set},
            {.text = text, .center = 1, .color = one.missing > 0 || (one.n > 0 && !list->honour) ? ALERT : 0},
            {.text = firm->results[i].details},
        };
        flow_row(&table, cells, 3);
    }
    flow->place[1] = flow->place[2] = NULL;
}

enum result search_proof_write(struct press *press, const struct search_proof *p, struct pdf_output *output, struct paper_fault *fault)
{
    struct flow flow;
    memset(output, 0, sizeof *output);
    if (p->firm_count == 0 || p->firm_count > PROOF_FIRMS_MAX) {
        snprintf(fault->text, sizeof fault->text, "查询证明须有 1 至 %d 户：%zu", PROOF_FIRMS_MAX, p->firm_count);
        return RESULT_INVALID;
    }
    if (paper_begin(press, &p->head, p->firm_count > 1 ? p->head.title : p->firms[0].name, "查询公开的公共信用信息的证明", false, &flow, fault) == NULL)
        return flow.result;
    draw_cover(&flow, p);
    flow_page(&flow, false);
    draw_firms(&flow, p);
    tag_t sect = pdf_tag(flow.pdf, 0, TAG_SECT);
    flow.place[0] = "二、各类信息的查询结果";
    flow_heading(&flow, sect, 2, flow.place[0], flow.place[0], 80);
    for (size_t i = 0; i < p->firm_count && flow.result == RESULT_OK; i++)
        draw_firm(&flow, sect, p, &p->firms[i]);
    sect = pdf_tag(flow.pdf, 0, TAG_SECT);
    flow.place[0] = "三、信息来源和更新时间";
    flow_heading(&flow, sect, 2, flow.place[0], flow.place[0], 60);
    report_sources(&flow, sect, p->lists, p->list_count);
    sect = pdf_tag(flow.pdf, 0, TAG_SECT);
    flow.place[0] = "说明";
    flow_heading(&flow, sect, 2, flow.place[0], flow.place[0], 60);
    flow_paragraph(&flow, sect, &STYLE_BODY,
                   "本证明载明在所列查询时间，就所列主体查询已公开的公共信用信息的结果。“未查见”仅指当时已公开的信息中没有，“" REPORT_UNDELIVERED "”表示没有归集到该类信息，有无不明；不作信用评价。");
    report_help_text(&flow, sect, &p->help, p->head.verify);
    return paper_end(&flow, output, fault);
}
