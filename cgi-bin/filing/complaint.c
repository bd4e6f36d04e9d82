/* A complaint: /complaints/new and POST /complaints. */
#include "db/memory.h"
#include "db/terms.h"
#include "domain/casework.h"
#include "filing/fields.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "filing/parts.h"
#include "filing/sheet.h"
#include "web/form.h"
#include "web/request.h"
#include "web/view.h"

#include <string.h>

static const char *const kinds[] = {"enterprise", "government", "paid_repair", "agency", "site", NULL};

static const struct paper_field papers[] = {{"evidence", "evidence_kept", "证据材料", 0, 5, ""}, {0}};

static const char *confidential_word(const char *code)
{
    (void)code;
    return "要求保密：转交其他单位前先征求我的同意";
}

static const struct sheet_line lines[] = {
    {"一、投诉什么", "kind", "kind", "投诉类型", complaint_kind_label},
    {"一、投诉什么", "kind", "about", "投诉对象", NULL},
    {"二、事情经过", "statement", "statement", "事情经过", NULL},
    {"二、事情经过", "statement", "evidence", "证据材料", NULL},
    {"三、怎样答复您", "phone", "phone", "联系电话", NULL},
    {"三、怎样答复您", "phone", "email", "电子邮箱", NULL},
    {"三、怎样答复您", "phone", "confidential", "保密", confidential_word},
    {0},
};

const struct form_field complaint_fields[] = {
    PARTS_CARRIED_FIELDS,
    {.name = "kind", .type = FORM_CHOICE, .required = true, .choices = kinds},
    {.name = "about", .type = FORM_LINE, .required = true, .min = 2, .max = 200},
    {.name = "statement", .type = FORM_TEXT, .required = true, .min = 10, .max = 2000},
    {.name = "evidence", .type = FORM_FILE},
    {.name = "evidence_kept", .type = FORM_LINE, .max = PAPERS_IDS},
    {.name = "phone", .type = FORM_LINE, .max = 40},
    {.name = "email", .type = FORM_LINE, .max = 254},
    {.name = "confidential", .type = FORM_CHECK},
    FORM_END,
};

static enum result check(struct sheet_work *work)
{
    struct form_values *values = work->values;
    const char *wrong;
    if (form_given(values, "phone") && (wrong = applicant_phone(form_text(values, "phone"), work->phone)) != NULL)
        form_fail(values, "phone", wrong);
    if (form_given(values, "email") && (wrong = applicant_mail(form_text(values, "email"), work->mail)) != NULL)
        form_fail(values, "email", wrong);
    if (!form_get(values, "phone")->given && !form_get(values, "email")->given)
        form_fail(values, "phone", "电话和邮箱至少填写一项，用于答复您");
    papers_check_counts(&work->papers, papers, work->request, values);
    return RESULT_OK;
}

static void show(struct sheet_work *work)
{
    for (size_t i = 0; kinds[i] != NULL; i++) {
        struct view_node *row = view_row(work->view, "kinds", i);
        view_node_set(row, "code", kinds[i]);
        view_node_set(row, "label", complaint_kind_label(kinds[i]));
    }
    parts_show_terms(work->view, &work->filing->terms->of[CASE_COMPLAINT]);
}

static const struct sheet sheet = {
    .kind = CASE_COMPLAINT, .address = "/complaints", .page = "/complaints/new", .title = "投诉", .template = "filing/complaint_new",
    .papers = papers, .lines = lines, .check = check, .show = show,
};

enum result complaint_new(struct request *request, struct view *view, struct response *response, void *program)
{
    struct sheet_work work = {.filing = program, .request = request, .view = view, .response = response, .sheet = &sheet};
    const enum result r = filing_ready(work.filing);
    if (r != RESULT_OK)
        return r;
    view_text(view, "form.about.value", strlen(request_query(request, "about")) <= 200 ? request_query(request, "about") : "");
    view_text(view, "form.kind.value", complaint_kind_label(request_query(request, "kind")) != NULL ? request_query(request, "kind") : "");
    return sheet_open(&work);
}

enum result complaint_create(struct request *request, struct view *view, struct response *response, void *program)
{
    return sheet_post(&sheet, request, view, response, program, false);
}

enum result complaint_again(struct request *request, struct view *view, struct response *response, void *program)
{
    return sheet_post(&sheet, request, view, response, program, true);
}
