/* The paper of a granted case: /reports/collect takes the case's number and query code and issues the report, once a case. */
#include "base/log.h"
#include "base/query_code.h"
#include "db/casefile.h"
#include "db/report.h"
#include "domain/uscc.h"
#include "report/grant.h"
#include "report/issue.h"
#include "report/pages.h"
#include "report/reporter.h"
#include "web/request.h"
#include "web/response.h"
#include "web/ticket.h"
#include "web/view.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define ADDRESS "/reports/collect"
#define TEMPLATE "report/collect_new"

const struct form_field collect_fields[] = {
    {.name = "token", .type = FORM_LINE},
    {.name = "number", .type = FORM_LINE, .max = 60, .required = true},
    {.name = "code", .type = FORM_LINE, .max = 60, .required = true},
    FORM_END,
};

static enum result show_form(struct reporter *reporter, struct request *request, struct view *view, struct response *response)
{
    const char *cookie = ticket_cookie(request, response);
    if (!cookie)
        return RESULT_ERROR;
    ticket_show(reporter->form_key, request, view, cookie, "ticket", ADDRESS, NULL);
    reporter_head(view, "领取本主体的报告");
    return RESULT_OK;
}

enum result collect_new(struct request *request, struct view *view, struct response *response, void *program)
{
    view_text(view, "form.number.value", request_query(request, "case"));
    return show_form(program, request, view, response);
}

static enum result form_again(struct reporter *reporter, struct request *request, struct view *view, struct response *response, int status)
{
    form_show(request->values, view);
    if (status == 403)
        view_text(view, "notice.expired", "1");
    enum result r = show_form(reporter, request, view, response);
    response_show(response, status, TEMPLATE);
    return r;
}

enum result collect_again(struct request *request, struct view *view, struct response *response, void *program)
{
    return form_again(program, request, view, response, 403);
}

static const char *text_of(struct request *request, const json_t *application, const char *name)
{
    const char *text = json_string_value(json_object_get(application, name));
    return text && *text ? arena_text(&request->arena, text) : NULL;
}

/* The classes that were chosen for a report of everything: an array of codes; none or all of them mean all. Applications of before
   fields of administration could be chosen have them under "domain". */
static unsigned classes_of(const json_t *application)
{
    const json_t *chosen = json_object_get(application, "class");
    unsigned classes = 0;
    size_t i;
    const json_t *one;
    if (json_array_size(chosen) == 0)
        chosen = json_object_get(application, "domain");
    json_array_foreach(chosen, i, one)
        for (unsigned c = 0; c < REPORT_CLASSES; c++)
            if (json_is_string(one) && strcmp(json_string_value(one), report_class_code(c)) == 0)
                classes |= 1u << c;
    return classes == (1u << REPORT_CLASSES) - 1 ? 0 : classes;
}

/* The fields of administration that were chosen; none means all. */
static uint64_t domains_of(const struct compliance *compliance, const json_t *application)
{
    const json_t *chosen = json_object_get(application, "domain"), *one;
    uint64_t domains = 0;
    size_t i;
    json_array_foreach(chosen, i, one) {
        const struct compliance_domain *domain = json_is_string(one) ? compliance_by_code(compliance, json_string_value(one)) : NULL;
        if (domain)
            domains |= COMPLIANCE_BIT(domain);
    }
    return domains ? domains : compliance_all(compliance);
}

/* What the application asks for, into the order's scope. False: a day is none. */
static bool scope_of(const struct reporter *reporter, struct request *request, const json_t *application, const char *kind, struct gather_scope *scope)
{
    const char *from = text_of(request, application, "from"), *until = text_of(request, application, "until");
    if (strcmp(kind, "compliance") == 0) {
        scope->compliance = &reporter->compliance;
        scope->domains = domains_of(&reporter->compliance, application);
        scope->from = compliance_from(&reporter->compliance, scope->domains);
    } else {
        scope->classes = classes_of(application);
    }
    return (!from || day_parse(from, &scope->from)) && (!until || day_parse(until, &scope->until));
}

/* An application that a report cannot be made by, such as one from a counter of before its form asked for all of it. */
static enum result incomplete(struct reporter *reporter, const char *kind, const char *case_number)
{
    log_error("case %s: the application has no code of its subject or no period that can be read", case_number);
    const enum result r = report_fault_add(reporter->db, kind, case_number, "申请中缺少申请人的代码，或者起止日期读不出：请重新录入申请");
    return r == RESULT_OK ? RESULT_INVALID : r;
}

static enum result issue(struct reporter *reporter, struct request *request, const char *case_number, char number[REPORT_NUMBER_TEXT])
{
    const char *kind, *applicant, *text;
    char code[USCC_TEXT], *actor;
    unsigned char asked_by[crypto_hash_sha256_BYTES];
    json_error_t error;
    enum result r = report_case(reporter->db, case_number, &request->arena, &kind, &applicant, &text);
    if (r != RESULT_OK)
        return r;
    json_t *application = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    const char *uscc = text_of(request, application, "applicant_code"); /* the subject itself applied */
    const char *const codes[] = {code};
    struct issue_order order = {
        .kind = kind, .codes = codes, .code_count = 1, .scope = {.scope = REPORT_OWN, .from = DAY_NONE, .until = DAY_NONE},
        .purpose = text_of(request, application, "purpose"), .recipient = text_of(request, application, "recipient"),
        .case_number = case_number, .asked_by = asked_by, .now_ms = clock_now_ms(),
    };
    order.authority = request_printf(request, "本主体书面授权（办件 %s）", case_number);
    const char *who = text_of(request, application, "applicant_kind");
    if (who && strcmp(who, "person") == 0) {
        order.scope.person_case = case_number;
        order.scope.person = applicant;
        order.scope.code = uscc; /* masked when it was filed */
        snprintf(code, sizeof code, "%s", case_number);
    }
    const bool ok = uscc && (order.scope.person_case || uscc_normalise(uscc, strlen(uscc), code)) &&
                    scope_of(reporter, request, application, kind, &order.scope);
    json_decref(application);
    if (!ok)
        return incomplete(reporter, kind, case_number);
    if (!order.authority || !(actor = request_printf(request, "case %s", case_number)))
        return RESULT_ERROR;
    order.actor = actor;
    crypto_hash_sha256(asked_by, (const unsigned char *)case_number, strlen(case_number));
    return issue_report(reporter, &order, number);
}

/* Too many wrong codes. */
static enum result wait(struct reporter *reporter, struct request *request, struct view *view, struct response *response, unsigned seconds)
{
    char text[24];
    snprintf(text, sizeof text, "%u", seconds ? seconds : 1);
    response_header(response, "Retry-After", text);
    view_text(view, "notice.pause", "1");
    return form_again(reporter, request, view, response, 429);
}

enum result collect_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    struct form_values *values = request->values;
    char case_number[CASE_NUMBER_TEXT], code[QUERY_CODE_TEXT], number[REPORT_NUMBER_TEXT];
    unsigned char hash[QUERY_CODE_HASH], network[TICKET_DIGEST];
    unsigned seconds = 0;
    enum result r = reporter_ready(reporter);
    if (r != RESULT_OK)
        return r;
    if (!form_get(values, "number")->error && !query_code_normalise(form_text(values, "number"), case_number, sizeof case_number))
        form_fail(values, "number", "编号是 1 个字母加 14 位数字，如 B20260401123456");
    if (!form_get(values, "code")->error && !query_code_normalise(form_text(values, "code"), code, sizeof code))
        form_fail(values, "code", "查询码是 10 位字母和数字");
    if (values->errors)
        return form_again(reporter, request, view, response, 422);
    query_code_hash(code, hash);
    ticket_network(reporter->grant_key, request, network);
    r = case_open(reporter->db, case_number, hash, network, request->now, &seconds);
    if (r == RESULT_DENIED)
        return wait(reporter, request, view, response, seconds);
    if (r == RESULT_OK)
        r = issue(reporter, request, case_number, number);
    if (r == RESULT_NOT_FOUND) {
        form_fail(values, "number", "没有可以领取的报告：请核对编号和查询码；申请还没有批准的，批准后会通知您");
        return form_again(reporter, request, view, response, 422);
    }
    if (r == RESULT_INVALID) {
        view_text(view, "notice.unprintable", "1");
        return form_again(reporter, request, view, response, 422);
    }
    if (r != RESULT_OK)
        return r;
    grant_add(reporter, request, response, number);
    response_redirect(response, request_printf(request, "/reports/%s", number));
    response->body_ready = true;
    return RESULT_OK;
}
