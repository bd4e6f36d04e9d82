/* An application for a report of one's own, which holds more than is published: /reports/apply. The subject's own written authority
   is looked at by staff (辽宁省公共信用信息管理办法 art. 14); the paper is collected from the reports' program once it is granted. */
#include "db/terms.h"
#include "domain/casework.h"
#include "domain/report.h"
#include "filing/fields.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "filing/parts.h"
#include "filing/sheet.h"
#include "web/form.h"
#include "web/request.h"
#include "web/view.h"

#include <string.h>

static const char *const kinds[] = {"compliance", "full", NULL};
static const char *const domains[] = {"licences",   "penalties", "honours", "serious", "abnormal", "commitments",
                                      "evaluations", "judicial",  "other",   "local",   NULL};
_Static_assert(sizeof domains / sizeof *domains == REPORT_CLASSES + 1, "one for each class of the summary");

static const struct paper_field papers[] = {
    {"identity", "identity_kept", "身份材料", 1, 3, "请上传身份材料：组织上传营业执照等登记证书，个人上传身份证件"},
    {"authority", "authority_kept", "书面授权", 1, 3, "请上传书面授权，写明用途和使用单位；组织盖章，个人签名"},
    {0},
};

static const char *kind_word(const char *code)
{
    return strcmp(code, "full") == 0 ? "本主体查询报告" : strcmp(code, "compliance") == 0 ? "专项信用报告（信用代证）" : NULL;
}

static const struct sheet_line lines[] = {
    {"一、哪种报告", "kind", "kind", "报告种类", kind_word},
    {"一、哪种报告", "kind", "purpose", "用途", NULL},
    {"一、哪种报告", "kind", "recipient", "使用单位", NULL},
    {"一、哪种报告", "kind", "from", "起始日期", NULL},
    {"一、哪种报告", "kind", "until", "截止日期", NULL},
    PARTS_APPLICANT_LINES("二、申请人", "applicant"),
    {"三、书面授权", "authority", "authority", "书面授权", NULL},
    {0},
};

const struct form_field apply_fields[] = {
    PARTS_CARRIED_FIELDS,
    {.name = "kind", .type = FORM_CHOICE, .required = true, .choices = kinds},
    {.name = "purpose", .type = FORM_LINE, .required = true, .min = 2, .max = 100},
    {.name = "recipient", .type = FORM_LINE, .required = true, .min = 2, .max = 100},
    {.name = "from", .type = FORM_DAY},
    {.name = "until", .type = FORM_DAY},
    {.name = "domain", .type = FORM_CHOICE, .choices = domains, .many = REPORT_CLASSES},
    PARTS_APPLICANT_FIELDS,
    {.name = "authority", .type = FORM_FILE},
    {.name = "authority_kept", .type = FORM_SLUG, .many = CASE_FILES_MAX},
    {.name = "declaration", .type = FORM_CHECK, .required = true},
    FORM_END,
};

static enum result check(struct sheet_work *work)
{
    struct form_values *values = work->values;
    sheet_check_applicant(work);
    if (form_day(values, "from") != DAY_NONE && form_day(values, "until") != DAY_NONE && form_day(values, "from") > form_day(values, "until"))
        form_fail(values, "until", "截止日期不能早于起始日期");
    papers_check_counts(&work->papers, papers, work->request, values);
    return RESULT_OK;
}

static bool chosen(const struct form_values *values, const char *code)
{
    const struct form_value *value = values ? form_get(values, "domain") : NULL;
    for (size_t i = 0; value && i < value->all_count; i++)
        if (strcmp(value->all[i], code) == 0)
            return true;
    return value && value->all_count == 0 && strcmp(value->text, code) == 0;
}

static void show(struct sheet_work *work)
{
    for (size_t i = 0; domains[i] != NULL; i++) {
        struct view_node *row = view_row(work->view, "domains", i);
        view_node_set(row, "code", domains[i]);
        view_node_set(row, "label", report_class_label((enum report_class)i));
        view_node_set(row, "chosen", chosen(work->values, domains[i]) ? "1" : "");
    }
    parts_show_terms(work->view, &work->filing->terms->of[CASE_REPORT]);
}

static const struct sheet sheet = {
    .kind = CASE_REPORT, .address = "/reports/apply", .page = "/reports/apply", .title = "申请本主体的信用报告", .template = "filing/apply_new",
    .papers = papers, .lines = lines, .check = check, .show = show,
};

enum result apply_new(struct request *request, struct view *view, struct response *response, void *program)
{
    struct sheet_work work = {.filing = program, .request = request, .view = view, .response = response, .sheet = &sheet};
    const char *kind = request_query(request, "kind"), *code = request_query(request, "uscc");
    const enum result r = filing_ready(work.filing);
    if (r != RESULT_OK)
        return r;
    view_text(view, "form.kind.value", kind_word(kind) != NULL ? kind : "compliance");
    view_text(view, "form.applicant_kind.value", "organisation");
    view_text(view, "form.applicant_code.value", strlen(code) <= 40 ? code : "");
    return sheet_open(&work);
}

enum result apply_create(struct request *request, struct view *view, struct response *response, void *program)
{
    return sheet_post(&sheet, request, view, response, program, false);
}

enum result apply_again(struct request *request, struct view *view, struct response *response, void *program)
{
    return sheet_post(&sheet, request, view, response, program, true);
}
