/* A repair (信用修复管理办法): what one should know before, the calendar, the commitment letter, and POST /repairs. */
#include "db/memory.h"
#include "db/terms.h"
#include "domain/casework.h"
#include "domain/publication.h"
#include "filing/calendar.h"
#include "filing/fields.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "filing/parts.h"
#include "filing/sheet.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REPAIR_PAGE "/repairs/new"

static const struct paper_field papers[] = {
    {"identity", "identity_kept", "身份材料", 1, 3, "请上传身份材料：组织上传营业执照等登记证书，个人上传身份证件"},
    {"proof", "proof_kept", "履行义务的证明", 1, 5, "请上传已经履行义务的证明材料"},
    {"commitment", "commitment_kept", "信用承诺书", 1, 3, "请上传签字盖章的信用承诺书"},
    {0},
};

static const struct sheet_line lines[] = {
    {"一、要修复的信息", "record", "record", "记录编号", NULL},
    PARTS_APPLICANT_LINES("二、申请人", "applicant"),
    {"三、整改情况", "statement", "statement", "整改和履行情况", NULL},
    {"四、两份材料", "proof", "proof", "履行义务的证明", NULL},
    {"四、两份材料", "proof", "commitment", "信用承诺书", NULL},
    {0},
};

const struct form_field repair_fields[] = {
    PARTS_CARRIED_FIELDS,
    {.name = "record", .type = FORM_LINE, .required = true, .max = 300},
    PARTS_APPLICANT_FIELDS,
    {.name = "statement", .type = FORM_TEXT, .required = true, .min = 10, .max = 2000},
    {.name = "proof", .type = FORM_FILE},
    {.name = "proof_kept", .type = FORM_LINE, .max = PAPERS_IDS},
    {.name = "commitment", .type = FORM_FILE},
    {.name = "commitment_kept", .type = FORM_LINE, .max = PAPERS_IDS},
    {.name = "declaration", .type = FORM_CHECK, .required = true},
    FORM_END,
};

/* The first day on which an application is taken; DAY_NONE: the rules name none. */
static day_t open_from(const struct sheet_work *work)
{
    const struct case_record *record = &work->record;
    const enum grade grade = record->grade[0] != '\0' ? grade_parse(record->grade) : GRADE_NONE;
    return publication_repairable_from(work->set, &work->filing->memory->grades, grade, record->decided_on);
}

static bool is_ours(const struct sheet_work *work)
{
    return strcmp(work->set->repair.route, "portal") == 0;
}

static enum result check(struct sheet_work *work)
{
    sheet_check_applicant(work);
    papers_check_counts(&work->papers, papers, work->request, work->values);
    if (!work->has_record)
        return RESULT_OK;
    const day_t from = open_from(work);
    char day[DAY_TEXT];
    if (!is_ours(work))
        form_fail(work->values, "record", "这条信息不由本网站修复，请看下面写明的受理单位");
    else if (from != DAY_NONE && work->request->today < from) {
        const char *text = request_printf(work->request, "这条信息从 %s 起才可以申请修复", day_format(from, day));
        form_fail(work->values, "record", text ? text : "还没有到可以申请修复的日期");
    }
    return RESULT_OK;
}

/* Who repairs this record, where, from when. */
static void show_route(struct sheet_work *work)
{
    char day[DAY_TEXT];
    struct view_node *node = view_child(work->view, "repair");
    const struct repair_route *route = &work->set->repair;
    const day_t from = open_from(work);
    view_node_set(node, "route", route->route);
    view_node_set(node, "authority", route->authority);
    view_node_set(node, "address", route->address);
    view_node_set(node, "phone", route->phone);
    view_node_set(node, "from", from != DAY_NONE ? day_format(from, day) : "");
    view_node_set(node, "open", from == DAY_NONE || work->request->today >= from ? "1" : "");
    view_node_set_int(node, "months", route->min_months);
    if (from != DAY_NONE && work->request->today < from)
        view_node_set_int(node, "wait", from - work->request->today);
    const enum grade grade = work->record.grade[0] != '\0' ? grade_parse(work->record.grade) : GRADE_NONE;
    if (grade != GRADE_NONE)
        view_node_set(node, "grade", work->filing->memory->grade_label[grade]);
    if (grade != GRADE_NONE)
        view_node_set(node, "grade_basis", work->filing->memory->grade_basis[grade]);
}

static void show(struct sheet_work *work)
{
    if (work->has_record)
        show_route(work);
    parts_show_terms(work->view, &work->filing->terms->of[CASE_REPAIR]);
}

static const struct sheet sheet = {
    .kind = CASE_REPAIR, .address = "/repairs", .page = REPAIR_PAGE, .title = "申请信用修复", .template = "filing/repair_new",
    .papers = papers, .lines = lines, .with_record = true, .check = check, .show = show,
};

enum result repair_new(struct request *request, struct view *view, struct response *response, void *program)
{
    struct sheet_work work = {.filing = program, .request = request, .view = view, .response = response, .sheet = &sheet};
    return parts_open(&work, "repair");
}

/* The record that the query names, for the papers beside the form. */
static enum result named_record(struct sheet_work *work)
{
    const enum result r = filing_ready(work->filing);
    return r == RESULT_OK ? sheet_record(work, request_query(work->request, "record")) : r;
}

enum result repair_calendar(struct request *request, struct view *view, struct response *response, void *program)
{
    struct sheet_work work = {.filing = program, .request = request, .view = view, .response = response, .sheet = &sheet};
    const enum result r = named_record(&work);
    const day_t from = r == RESULT_OK && is_ours(&work) ? open_from(&work) : DAY_NONE;
    if (r != RESULT_OK)
        return r;
    if (from == DAY_NONE)
        return RESULT_NOT_FOUND;
    char uid[64];
    snprintf(uid, sizeof uid, "repair-%" PRIu64, work.record.id);
    const char *place = request_printf(request, "%s" REPAIR_PAGE "?record=%" PRIu64, work.filing->site_url, work.record.id);
    const char *text = request_printf(request, "%s，文书号%s。备好履行义务的证明和签字盖章的信用承诺书。修复不收费。",
                                      work.set->name, *work.record.document_no != '\0' ? work.record.document_no : "（无）");
    if (place == NULL || text == NULL)
        return RESULT_ERROR;
    const struct calendar_event event = {.uid = uid, .host = work.filing->site_url, .summary = "今天起可以申请信用修复", .text = text, .url = place,
                                         .day = from, .now = request->now};
    response_type(response, "text/calendar; charset=utf-8");
    response_attachment(response, "信用修复最早申请日.ics");
    return calendar_write(&response->body, &event) ? RESULT_OK : RESULT_ERROR;
}

/* The letter filled in so far as the site knows it, to be printed and signed. */
enum result repair_commitment(struct request *request, struct view *view, struct response *response, void *program)
{
    static const struct frame_place way[] = {{"网上办事", "/services"}, {"申请信用修复", REPAIR_PAGE}};
    struct sheet_work work = {.filing = program, .request = request, .view = view, .response = response, .sheet = &sheet};
    const enum result r = named_record(&work);
    if (r != RESULT_OK)
        return r;
    sheet_show_record(&work);
    show_route(&work);
    frame_head(view, "信用承诺书", "help", way, 2);
    return RESULT_OK;
}

enum result repair_create(struct request *request, struct view *view, struct response *response, void *program)
{
    return sheet_post(&sheet, request, view, response, program, false);
}

enum result repair_again(struct request *request, struct view *view, struct response *response, void *program)
{
    return sheet_post(&sheet, request, view, response, program, true);
}
