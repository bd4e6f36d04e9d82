/* An objection (辽宁省公共信用信息管理办法 art. 20–21): /objections/new and POST /objections. */
#include "db/memory.h"
#include "db/terms.h"
#include "domain/casework.h"
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

#include <string.h>

static const char *const reasons[] = {"inaccurate", "incomplete", "outdated", "not_mine", "should_not_be_public", "other", NULL};

static const struct paper_field papers[] = {
    {"identity", "identity_kept", "身份材料", 1, 3, "请上传身份材料：组织上传营业执照等登记证书，个人上传身份证件"},
    {"evidence", "evidence_kept", "证据材料", 0, 5, ""},
    {0},
};

static const struct sheet_line lines[] = {
    {"一、有异议的信息", "record", "record", "记录编号", NULL},
    PARTS_APPLICANT_LINES("二、申请人", "applicant"),
    {"三、哪里有误", "statement", "reason", "异议理由", objection_reason_label},
    {"三、哪里有误", "statement", "statement", "具体说明", NULL},
    {"四、证据", "evidence", "evidence", "证据材料", NULL},
    {"四、证据", "evidence", "no_evidence_reason", "没有证据的原因", NULL},
    {0},
};

const struct form_field objection_fields[] = {
    PARTS_CARRIED_FIELDS,
    {.name = "record", .type = FORM_LINE, .required = true, .max = 300},
    PARTS_APPLICANT_FIELDS,
    {.name = "reason", .type = FORM_CHOICE, .required = true, .choices = reasons},
    {.name = "statement", .type = FORM_TEXT, .required = true, .min = 10, .max = 2000},
    {.name = "evidence", .type = FORM_FILE},
    {.name = "evidence_kept", .type = FORM_LINE, .max = PAPERS_IDS},
    {.name = "no_evidence_reason", .type = FORM_TEXT, .max = 500},
    {.name = "declaration", .type = FORM_CHECK, .required = true},
    FORM_END,
};

static enum result check(struct sheet_work *work)
{
    sheet_check_applicant(work);
    papers_check_counts(&work->papers, papers, work->request, work->values);
    if (papers_count(&work->papers, &papers[1]) == 0 && !form_given(work->values, "no_evidence_reason"))
        form_fail(work->values, "evidence", "请上传证据材料；确实没有的，请在下面写明原因");
    return RESULT_OK;
}

static void show(struct sheet_work *work)
{
    const struct case_terms *terms = &work->filing->terms->of[CASE_OBJECTION];
    for (size_t i = 0; reasons[i] != NULL; i++) {
        struct view_node *row = view_row(work->view, "reasons", i);
        view_node_set(row, "code", reasons[i]);
        view_node_set(row, "label", objection_reason_label(reasons[i]));
    }
    parts_show_terms(work->view, terms);
    view_set_bool(work->view, "terms.hold", terms->hold);
    view_set_bool(work->view, "terms.from_receipt", terms->hold_from_receipt);
}

static const struct sheet sheet = {
    .kind = CASE_OBJECTION, .address = "/objections", .page = "/objections/new", .title = "提出异议", .template = "filing/objection_new",
    .papers = papers, .lines = lines, .with_record = true, .check = check, .show = show,
};

enum result objection_new(struct request *request, struct view *view, struct response *response, void *program)
{
    struct sheet_work work = {.filing = program, .request = request, .view = view, .response = response, .sheet = &sheet};
    return parts_open(&work, "objection");
}

enum result objection_create(struct request *request, struct view *view, struct response *response, void *program)
{
    return sheet_post(&sheet, request, view, response, program, false);
}

enum result objection_again(struct request *request, struct view *view, struct response *response, void *program)
{
    return sheet_post(&sheet, request, view, response, program, true);
}
