/* The credit report: cover, summary, sections, freshness, explanations. */
#include "doc/credit_report.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define PAIRS_MAX 10          /* lines of the cover's table */
#define CARDS 4               /* counts in a row of the summary */
#define LABEL_COLUMN 92.0 /* nine signs of STYLE_LABEL */
#define VALUE_COLUMN ((FLOW_WIDTH - 2 * LABEL_COLUMN) / 2)
#define CELL_ROOM (VALUE_COLUMN - 10.5) /* points that a value of half a row may take */
#define KEEP_TOGETHER 240.0 /* an entry of about this height is not split over pages; longer ones are */

const char *const REPORT_PART_TITLE[REPORT_PARTS] = {
    "登记注册基础信息", "行政管理信息", "诚实守信相关荣誉信息", "严重失信主体名单信息", "经营（活动）异常名录（状态）信息", "信用承诺信息",
    "信用评价信息", "司法判决及执行信息", "其他信息", "信用状况提升建议", "公共信用信息地方补充内容",
};

static const char *const NUMERALS[REPORT_SECTIONS_MAX] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"};

static void draw_cover(struct flow *flow, const struct credit_report *r)
{
    struct paper_pair pairs[PAIRS_MAX];
    char issued[TIME_TEXT];
    size_t n = 0;
    const struct paper_pair always[] = {
        {r->code_label, r->code},
        {"报告编号", r->head.number},
        {"报告生成日期", time_format_shanghai(r->head.issued, issued)},
        {"报告版本", REPORT_VERSION},
        {"出具单位", r->head.issuer},
    };
    const struct paper_pair sometimes[] = {
        {"查询范围", r->scope}, {"查询期间", r->period}, {"报告用途", r->purpose}, {"报告使用方", r->recipient}, {"查询依据", r->authority},
    };
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        pairs[n++] = always[i];
    for (size_t i = 0; i < sizeof sometimes / sizeof *sometimes; i++)
        if (sometimes[i].value != NULL)
            pairs[n++] = sometimes[i];
    cover_page(flow, pdf_tag(flow->pdf, 0, TAG_SECT), &r->head, r->name, r->labels, r->label_count, pairs, n);
}

static const struct text_style CARD_FIGURE = {FACE_HEAD, 17, 24, INK, ALIGN_CENTER, 0}, CARD_WORDS = {FACE_HEAD, 13, 24, INK, ALIGN_CENTER, 0},
                               CARD_LABEL = {FACE_TEXT, 9, 13, INK_SOFT, ALIGN_CENTER, 0}, CARD_REMARK = {FACE_TEXT, 8, 12, ALERT, ALIGN_CENTER, 0};
#define CARD_GAP 8.0
#define CARD_WIDTH ((FLOW_WIDTH - CARD_GAP * (CARDS - 1)) / CARDS)
#define CARD_ROOM (CARD_WIDTH - 8) /* of a label */
#define CARD_PAD 5.0

/* How high the highest label of a row of cards is. A sign that does not go to the end of a line may take a further one. */
static double label_height(struct flow *flow, const struct report_count *counts, size_t n)
{
    double lines = 1;
    for (size_t i = 0; i < n; i++) {
        const double width = flow_width_of(flow, &CARD_LABEL, counts[i].label);
        const double own = width <= CARD_ROOM ? 1 : 1 + (double)(int)(width / (CARD_ROOM - 2 * CARD_LABEL.size));
        if (own > lines)
            lines = own;
    }
    return lines * CARD_LABEL.leading;
}

/* One count: its label, and below whatever height that has the figure. */
static void draw_card(struct flow *flow, tag_t parent, const struct report_count *count, double x, double height, double label)
{
    const char *words = count->not_asked ? "未查询" : count->instead;
    const bool found = count->n > 0 && words == NULL;
    struct text_style style = words ? CARD_WORDS : CARD_FIGURE;
    char text[32];
    style.color = words && !count->not_asked ? ALERT : found ? ACCENT : 0x6b7684;
    pdf_under(flow->pdf, x, flow->y - height, CARD_WIDTH, height, TINT);
    pdf_under(flow->pdf, x, flow->y - height, CARD_WIDTH, 1.2, found ? ACCENT : RULE);
    const tag_t body = pdf_tag(flow->pdf, pdf_tag(flow->pdf, parent, TAG_ITEM), TAG_BODY);
    flow->place[1] = count->label;
    const double used = flow_text_at(flow, body, TAG_P, x + (CARD_WIDTH - CARD_ROOM) / 2, flow->y - CARD_PAD, CARD_ROOM, &CARD_LABEL, count->label);
    const double top = flow->y - CARD_PAD - (used > label ? used : label) - 1;
    snprintf(text, sizeof text, "%lu 条", count->n);
    const double figure = flow_text_at(flow, body, TAG_P, x, top, CARD_WIDTH, &style, words ? words : text);
    if (count->remark != NULL)
        (void)flow_text_at(flow, body, TAG_P, x, top - figure, CARD_WIDTH, &CARD_REMARK, count->remark);
}

/* The counts as cards, four in a row. */
static void draw_cards(struct flow *flow, tag_t parent, const struct report_count *counts, size_t n)
{
    const tag_t list = n > 0 ? pdf_tag(flow->pdf, parent, TAG_LIST) : 0;
    for (size_t i = 0; i < n && flow->result == RESULT_OK; i += CARDS) {
        const size_t end = i + CARDS < n ? i + CARDS : n;
        const double label = label_height(flow, counts + i, end - i);
        double height = CARD_PAD + label + 1 + CARD_FIGURE.leading + 7;
        for (size_t k = i; k < end; k++)
            if (counts[k].remark != NULL) {
                height += CARD_REMARK.leading;
                break;
            }
        flow_need(flow, height);
        for (size_t k = i; k < end; k++)
            draw_card(flow, list, &counts[k], FLOW_LEFT + (double)(k - i) * (CARD_WIDTH + CARD_GAP), height, label);
        flow_advance(flow, height + CARD_GAP);
    }
    flow->place[1] = NULL;
}

void report_missing(struct flow *flow, tag_t parent, const struct report_source *missing, size_t n)
{
    char text[400];
    size_t never = 0;
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        never += missing[i].delivered == NULL;
    snprintf(text, sizeof text, "有 %zu 类信息的来源单位未按期报送（见下表）。%s%s", n,
             never > 0 ? "尚未报送不等于没有相关信息，本件对这些信息不作有无的说明。" : "",
             never < n ? "逾期未更新的，只反映最近报送时的情况。" : "");
    flow_space(flow, 4);
    flow_note(flow, parent, text, ALERT);
    flow_space(flow, 6);
    report_sources(flow, parent, missing, n);
}

static void draw_summary(struct flow *flow, const struct credit_report *r)
{
    const tag_t sect = pdf_tag(flow->pdf, 0, TAG_SECT);
    char text[160];
    flow->place[0] = "信用信息概要";
    flow_heading(flow, sect, 2, "信用信息概要", "信用信息概要", 60);
    if (r->asked != NULL) {
        flow_paragraph(flow, sect, &STYLE_BODY, r->asked);
        flow_space(flow, 4);
    }
    if (r->domain_count > 0)
        report_domains(flow, sect, r->domains, r->domain_count);
    else
        draw_cards(flow, sect, r->counts, r->count_count);
    if (r->open_objections > 0) {
        snprintf(text, sizeof text, "有 %u 项信息异议处理中。异议处理期间，有关信息暂不列示，其数量不计入以上条数。", r->open_objections);
        flow_space(flow, r->domain_count > 0 ? 6 : 0);
        flow_note(flow, sect, text, ALERT);
        flow_space(flow, 8);
    }
    if (r->domain_count == 0) /* the table of domains names them itself */
        report_missing(flow, sect, r->missing, r->missing_count);
}

/* Whether a value may share its row with another: one line in half a row. */
static bool is_short(struct flow *flow, const struct paper_pair *pair)
{
    if (pair->value == NULL)
        return true;
    const size_t len = strlen(pair->value);
    if (len > CELL_ROOM / 2) /* bytes: three for a Han sign of 9.5 points, one for a Latin one of 5 */
        return false;
    return memchr(pair->value, '\n', len) == NULL && flow_width_of(flow, &STYLE_CELL, pair->value) <= CELL_ROOM;
}

/* About how high an entry will be: counted in bytes, three a Han sign. */
static double height_of(const struct report_entry *entry)
{
    const double row = STYLE_CELL.leading + 6.4, half = CELL_ROOM / STYLE_CELL.size * 3;
    double height = 0;
    bool alone = true; /* no other value may share the row that was begun */
    for (size_t i = 0; i < entry->n; i++) {
        const double len = entry->pairs[i].value ? (double)strlen(entry->pairs[i].value) : 0;
        if (len <= half && !alone) {
            alone = true;
            continue;
        }
        alone = len > half;
        height += row + (double)(int)(len / (half * 2.85)) * STYLE_CELL.leading;
    }
    return height;
}

static void draw_entry(struct flow *flow, tag_t parent, const struct report_entry *entry)
{
    struct flow_table table = {
        .flow = flow,
        .tag = pdf_tag(flow->pdf, parent, TAG_TABLE),
        .columns = 4,
        .width = {LABEL_COLUMN, VALUE_COLUMN, LABEL_COLUMN, VALUE_COLUMN},
    };
    for (size_t i = 0; i < entry->n && flow->result == RESULT_OK;) {
        const struct paper_pair *a = &entry->pairs[i], *b = i + 1 < entry->n ? a + 1 : NULL;
        flow->place[2] = a->label;
        const bool two = b != NULL && is_short(flow, a) && is_short(flow, b);
        const struct flow_cell cells[4] = {
            {.text = a->label, .kind = CELL_LABEL},
            {.text = a->value, .span = two ? 1 : 3},
            {.text = two ? b->label : NULL, .kind = CELL_LABEL},
            {.text = two ? b->value : NULL},
        };
        flow_row(&table, cells, two ? 4 : 2);
        i += two ? 2 : 1;
    }
    flow->place[2] = NULL;
}

static struct report_entry entry_of(struct flow *flow, const struct report_group *group, size_t i)
{
    struct report_entry entry = {0};
    if (group->entries != NULL)
        return group->entries[i];
    if (!group->make(group->source, i, &entry) && flow->result == RESULT_OK) {
        flow->result = RESULT_ERROR;
        snprintf(flow->fault->text, sizeof flow->fault->text, "a record cannot be read: %s", group->title ? group->title : "");
        entry = (struct report_entry){0};
    }
    return entry;
}

/* What must stand with the heading above a group: its own heading and its first entry, when that is short. */
static double begins_with(struct flow *flow, const struct report_group *group)
{
    const double title = group->title != NULL ? 32 : 0;
    if (group->n == 0)
        return title + STYLE_EMPTY.leading;
    const struct report_entry first = entry_of(flow, group, 0);
    const double height = height_of(&first);
    return title + (group->numbered ? 26 : 0) + (height < KEEP_TOGETHER ? height : 60);
}

static void draw_group(struct flow *flow, tag_t sect, const struct report_group *group)
{
    const int level = group->title != NULL ? 4 : 3;
    char place[80], heading[80];
    if (group->title != NULL) {
        snprintf(heading, sizeof heading, "%.60s（%zu 条）", group->title, group->n);
        heading[utf8_prefix(heading, strlen(heading), sizeof heading)] = '\0';
        flow_heading(flow, sect, 3, group->numbered ? heading : group->title, group->title, begins_with(flow, group) - 32);
    }
    if (group->n == 0)
        flow_paragraph(flow, sect, &STYLE_EMPTY, group->nothing ? group->nothing : REPORT_NOTHING);
    for (size_t i = 0; i < group->n && flow->result == RESULT_OK; i++) {
        snprintf(place, sizeof place, "第 %zu 条", i + 1);
        flow->place[1] = place;
        const struct report_entry entry = entry_of(flow, group, i);
        const double height = height_of(&entry);
        if (group->numbered)
            flow_heading(flow, sect, level, place, NULL, height < KEEP_TOGETHER ? height : 60);
        draw_entry(flow, sect, &entry);
        flow_space(flow, 5);
    }
    flow->place[1] = NULL;
}

static void draw_section(struct flow *flow, const struct report_section *section, size_t number)
{
    const tag_t sect = pdf_tag(flow->pdf, 0, TAG_SECT);
    char heading[160];
    snprintf(heading, sizeof heading, "%s、%s", NUMERALS[number], section->title);
    flow->place[0] = section->title;
    flow_heading(flow, sect, 2, heading, heading, section->n > 0 ? begins_with(flow, &section->groups[0]) : STYLE_EMPTY.leading);
    for (size_t i = 0; i < section->n; i++)
        draw_group(flow, sect, &section->groups[i]);
    for (size_t i = 0; i < section->paragraph_count; i++)
        flow_paragraph(flow, sect, &STYLE_BODY, section->paragraphs[i]);
    if (section->n == 0 && section->paragraph_count == 0)
        flow_paragraph(flow, sect, &STYLE_EMPTY, section->nothing ? section->nothing : REPORT_NOTHING);
}

void report_sources(struct flow *flow, tag_t parent, const struct report_source *sources, size_t n)
{
    struct flow_table table = {
        .flow = flow,
        .tag = n > 0 ? pdf_tag(flow->pdf, parent, TAG_TABLE) : 0,
        .columns = 4,
        .width = {FLOW_WIDTH - 310, 140, 110, 60},
        .head = {"信息名称", "来源单位", "最近报送时间", "更新周期"},
    };
    for (size_t i = 0; i < n && flow->result == RESULT_OK; i++) {
        char day[64];
        flow->place[1] = sources[i].set;
        snprintf(day, sizeof day, "%.30s%s", sources[i].delivered ? sources[i].delivered : "尚未报送",
                 sources[i].delivered && sources[i].overdue ? "\n逾期未更新" : "");
        const struct flow_cell cells[4] = {
            {.text = sources[i].set},
            {.text = sources[i].unit},
            {.text = day, .color = sources[i].delivered && !sources[i].overdue ? 0 : ALERT},
            {.text = sources[i].remark, .center = 1},
        };
        flow_row(&table, cells, 4);
    }
    flow->place[1] = NULL;
}

void report_help_text(struct flow *flow, tag_t parent, const struct report_help *help, const char *verify)
{
    char text[900];
    if (help->objection != NULL) {
        snprintf(text, sizeof text, "信息主体认为本件所载信息有错误、遗漏、超过期限或者不应公开的，可以提出异议申请：%s。异议处理不收取费用，处理结果以书面形式告知。",
                 help->objection);
        flow_paragraph(flow, parent, &STYLE_BODY, text);
    }
    if (help->repair != NULL) {
        snprintf(text, sizeof text, "失信信息符合信用修复条件的，可以申请信用修复：%s。信用修复不收取费用，任何机构和个人以“信用修复”名义收费的，请向我们反映。",
                 help->repair);
        flow_paragraph(flow, parent, &STYLE_BODY, text);
    }
    snprintf(text, sizeof text, "本件经电子签名。核验真伪，请打开 %s 输入编号和验证码，或者上传电子文件；核验还会告知出具之后有关信息是否发生变化。", verify);
    flow_paragraph(flow, parent, &STYLE_BODY, text);
    if (help->phone != NULL) {
        snprintf(text, sizeof text, "咨询电话：%s。", help->phone);
        flow_paragraph(flow, parent, &STYLE_BODY, text);
    }
}

static void draw_explanations(struct flow *flow, const struct credit_report *r)
{
    const tag_t sect = pdf_tag(flow->pdf, 0, TAG_SECT);
    flow->place[0] = "报告说明";
    flow_heading(flow, sect, 2, "报告说明", "报告说明", 60);
    flow_paragraph(flow, sect, &STYLE_BODY,
                   "本报告依据有关单位依法归集和报送的公共信用信息生成，客观、中立地列示，未作任何修改、评价，不含信用评分和信用等级。");
    flow_paragraph(flow, sect, &STYLE_BODY,
                   "本报告反映生成之时已经归集的信息；各类信息的来源单位和最近报送时间见“信息来源和更新时间”。“" REPORT_NOTHING
                   "”仅指已归集的信息中没有，“" REPORT_UNDELIVERED "”表示没有归集到该类信息，有无不明，“" FLOW_EMPTY "”表示来源单位未提供该项内容。");
    for (size_t i = 0; i < r->note_count; i++)
        flow_paragraph(flow, sect, &STYLE_BODY, r->notes[i]);
    report_help_text(flow, sect, &r->help, r->head.verify);
}

enum result credit_report_write(struct press *press, const struct credit_report *r, struct pdf_output *output, struct paper_fault *fault)
{
    struct flow flow;
    char what[400];
    memset(output, 0, sizeof *output);
    if (r->section_count > REPORT_SECTIONS_MAX) {
        snprintf(fault->text, sizeof fault->text, "报告的章节过多：%zu", r->section_count);
        return RESULT_INVALID;
    }
    snprintf(what, sizeof what, "%.300s %s", r->name, r->head.number);
    what[utf8_prefix(what, strlen(what), 120)] = '\0';
    if (paper_begin(press, &r->head, r->name, what, false, &flow, fault) == NULL)
        return flow.result;
    draw_cover(&flow, r);
    flow_page(&flow, false);
    draw_summary(&flow, r);
    for (size_t i = 0; i < r->section_count && flow.result == RESULT_OK; i++)
        draw_section(&flow, &r->sections[i], i);
    if (r->source_count > 0) {
        const tag_t sect = pdf_tag(flow.pdf, 0, TAG_SECT);
        flow.place[0] = "信息来源和更新时间";
        flow_heading(&flow, sect, 2, "信息来源和更新时间", "信息来源和更新时间", 60);
        report_sources(&flow, sect, r->sources, r->source_count);
    }
    draw_explanations(&flow, r);
    return paper_end(&flow, output, fault);
}
