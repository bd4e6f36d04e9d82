/* An application for a report of one's own, which holds more than is published: /reports/apply. The subject's own written authority
   is looked at by staff (辽宁省公共信用信息管理办法 art. 14); the paper is collected from the reports' program once it is granted. */
#include "db/terms.h"
#include "domain/application.h"
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

static const struct paper_field papers[] = {
    {"identity", "identity_kept", "身份材料", 1, 3, "请上传身份材料：组织上传营业执照等登记证书，个人上传身份证件"},
    {"authority", "authority_kept", "书面授权", 1, 3, "请上传书面授权，写明用途和使用单位；组织盖章，个人签名"},
    {0},
};

static const char *domain_name(const struct sheet_work *work, const char *field, const char *code)
{
    const struct compliance_domain *domain = strcmp(field, "domain") == 0 ? compliance_by_code(&work->filing->compliance, code) : NULL;
    return domain ? domain->name : strcmp(field, "domain") == 0 ? application_class_label(code) : NULL;
}

static const struct sheet_line lines[] = {
    {"一、哪种报告", "kind", "kind", "报告种类", application_kind_label},
    {"一、哪种报告", "kind", "purpose", "用途", NULL},
    {"一、哪种报告", "kind", "recipient", "使用单位", NULL},
    {"一、哪种报告", "kind", "from", "起始日期", NULL},
    {"一、哪种报告", "kind", "until", "截止日期", NULL},
    {"一、哪种报告", "kind", "domain", "领域（专项信用报告）", NULL},
    {"一、哪种报告", "kind", "class", "信息类别（本主体查询报告）", application_class_label},
    PARTS_APPLICANT_LINES("二、申请人", "applicant"),
    {"三、书面授权", "authority", "authority", "书面授权", NULL},
    {0},
};

const struct form_field apply_fields[] = {
    PARTS_CARRIED_FIELDS,
    {.name = "kind", .type = FORM_CHOICE, .required = true, .choices = application_kinds},
    {.name = "purpose", .type = FORM_LINE, .required = true, .min = APPLICATION_LINE_MIN, .max = APPLICATION_LINE_MAX},
    {.name = "recipient", .type = FORM_LINE, .required = true, .min = APPLICATION_LINE_MIN, .max = APPLICATION_LINE_MAX},
    {.name = "from", .type = FORM_DAY},
    {.name = "until", .type = FORM_DAY},
    {.name = "class", .type = FORM_CHOICE, .choices = application_classes, .many = REPORT_CLASSES}, /* of a full report */
    {.name = "domain", .type = FORM_SLUG, .many = COMPLIANCE_DOMAINS_MAX},              /* of a compliance report: db/data/domains.csv */
    PARTS_APPLICANT_FIELDS,
    {.name = "authority", .type = FORM_FILE},
    {.name = "authority_kept", .type = FORM_SLUG, .many = CASE_FILES_MAX},
    {.name = "declaration", .type = FORM_CHECK, .required = true},
    FORM_END,
};

/* A domain that there is not is never dropped without a word: the paper would cover less than was asked for. For a full report, classes
   may stand in the domains' place, as they did before there were domains. */
static void check_domains(struct sheet_work *work)
{
    const struct form_value *value = form_get(work->values, "domain");
    const bool full = strcmp(form_text(work->values, "kind"), "full") == 0;
    for (size_t i = 0; i < value->all_count; i++)
        if (!compliance_by_code(&work->filing->compliance, value->all[i]) && !(full && application_class_label(value->all[i])))
            form_fail(work->values, "domain", "请从所列领域中选择");
}

static enum result check(struct sheet_work *work)
{
    struct form_values *values = work->values;
    const char *wrong = application_period_fault(form_day(values, "from"), form_day(values, "until"));
    sheet_check_applicant(work);
    if (wrong)
        form_fail(values, "until", wrong);
    if (form_day(values, "from") != DAY_NONE && form_day(values, "from") > work->request->today)
        form_fail(values, "from", "起始日期不能晚于今天");
    check_domains(work);
    papers_check_counts(&work->papers, papers, work->request, values);
    return RESULT_OK;
}

static void show_choice(struct sheet_work *work, const char *list, size_t i, const char *field, const char *code, const char *label)
{
    struct view_node *row = view_row(work->view, list, i);
    view_node_set(row, "code", code);
    view_node_set(row, "label", label);
    view_node_set(row, "chosen", form_chosen(work->values, field, code) ? "1" : "");
}

static void show(struct sheet_work *work)
{
    const struct compliance *compliance = &work->filing->compliance;
    char from[DAY_TEXT];
    for (size_t i = 0; application_classes[i] != NULL; i++)
        show_choice(work, "classes", i, "class", application_classes[i], report_class_label((enum report_class)i));
    for (size_t i = 0; i < compliance->count; i++)
        show_choice(work, "domains", i, "domain", compliance->domains[i].code, compliance->domains[i].name);
    view_text(work->view, "domains_from", day_format(compliance_from(compliance, compliance_all(compliance)), from));
    parts_show_terms(work->view, &work->filing->terms->of[CASE_REPORT]);
}

static const struct sheet sheet = {
    .kind = CASE_REPORT, .address = "/reports/apply", .page = "/reports/apply", .title = "申请本主体的信用报告", .template = "filing/apply_new",
    .papers = papers, .lines = lines, .check = check, .name = domain_name, .show = show,
};

enum result apply_new(struct request *request, struct view *view, struct response *response, void *program)
{
    struct sheet_work work = {.filing = program, .request = request, .view = view, .response = response, .sheet = &sheet};
    const char *kind = request_query(request, "kind"), *code = request_query(request, "uscc");
    const enum result r = filing_ready(work.filing);
    if (r != RESULT_OK)
        return r;
    view_text(view, "form.kind.value", application_kind_label(kind) != NULL ? kind : "compliance");
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
