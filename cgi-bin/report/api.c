/* The open API's question about a report, and the health of this program. */
#include "db/db.h"
#include "doc/sign.h"
#include "report/pages.h"
#include "report/reporter.h"
#include "report/verdict.h"
#include "web/health.h"
#include "web/problem.h"
#include "web/request.h"
#include "web/response.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static enum result answer(struct response *response, json_t *body)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    if (!text)
        return RESULT_ERROR;
    response_type(response, "application/json");
    buffer_puts(&response->body, text);
    free(text);
    return RESULT_OK;
}

/* null: the class was not asked for; a letter counts nothing. */
static json_t *counts_of(const struct verdict *verdict)
{
    const unsigned asked = verdict->letter.document_no ? 0 : verdict->summary.asked;
    json_t *counts = json_object();
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        json_object_set_new(counts, report_class_code(i), asked >> i & 1 ? json_integer(verdict->summary.n[i]) : json_null());
    json_object_set_new(counts, "under_objection", json_integer(verdict->summary.held));
    return counts;
}

static json_t *day_or_null(day_t day)
{
    char text[DAY_TEXT];
    return day == DAY_NONE ? json_null() : json_string(day_format(day, text));
}

/* What a report of one's own was asked for. */
static json_t *scope_of(const struct verdict *verdict)
{
    const struct gather_scope *scope = &verdict->summary.scope;
    json_t *classes = json_array(), *body = json_object();
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        if (verdict->summary.asked >> i & 1)
            json_array_append_new(classes, json_string(report_class_code(i)));
    json_object_set_new(body, "words", json_string(verdict->summary.words));
    json_object_set_new(body, "classes", classes);
    json_object_set_new(body, "from", day_or_null(scope->from));
    json_object_set_new(body, "until", day_or_null(scope->until));
    return body;
}

/* The firms of a search in the paper's order. */
static json_t *firms_of(const struct issue_summary *summary)
{
    json_t *firms = json_array();
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct issue_firm *firm = &summary->rows[i];
        json_array_append_new(firms, json_pack("{s:s, s:s, s:o, s:o, s:i}", "uscc", firm->code, "name", firm->name, "warns",
                                               firm->known ? json_integer(firm->warns) : json_null(), "honours",
                                               firm->known ? json_integer(firm->honours) : json_null(), "under_objection", (int)firm->held));
    }
    return firms;
}

/* Field by field and department by department; found null: not reported. */
static json_t *domains_of(const struct issue_summary *summary)
{
    json_t *domains = json_array();
    for (size_t i = 0; i < summary->domain_count; i++) {
        const struct issue_domain *one = &summary->domains[i];
        json_array_append_new(domains, json_pack("{s:s, s:s, s:o}", "domain", *one->domain ? one->domain : "other", "unit", one->unit, "found",
                                                 one->reported ? json_integer(one->n) : json_null()));
    }
    return domains;
}

/* What the paper shows besides, by its kind. */
static void add_paper(const struct verdict *verdict, json_t *body)
{
    char at[TIME_TEXT], day[DAY_TEXT];
    if (verdict->letter.document_no) {
        json_object_set_new(body, "title", json_string(verdict->letter.title));
        json_object_set_new(body, "document_no", json_string(verdict->letter.document_no));
        snprintf(day, sizeof day, "%.10s", time_format_shanghai(verdict->letter.at, at));
        json_object_set_new(body, "date", json_string(day));
    }
    if (!verdict->letter.document_no && verdict->summary.scope.scope == REPORT_OWN)
        json_object_set_new(body, "scope", scope_of(verdict));
    if (verdict->summary.row_count)
        json_object_set_new(body, "firms", firms_of(&verdict->summary));
    if (verdict->summary.domain_count)
        json_object_set_new(body, "domains", domains_of(&verdict->summary));
}

static json_t *changes_of(const struct verdict *verdict)
{
    json_t *changes = json_array();
    for (unsigned i = 0; i < REPORT_CLASSES + 2; i++)
        if (verdict->changes & 1u << i)
            json_array_append_new(changes, json_string(i < REPORT_CLASSES ? report_class_code(i) : i == REPORT_CLASSES ? "registration" : "under_objection"));
    return changes;
}

enum result api_report(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    struct verdict verdict;
    unsigned seconds = 0;
    char text[24], at[TIME_TEXT];
    (void)view;
    enum result r = reporter_ready(reporter);
    if (r == RESULT_OK)
        r = verdict_by_code(reporter, request, request_param(request, "number"), request_query(request, "code"), &verdict, &seconds);
    if (r == RESULT_DENIED) {
        snprintf(text, sizeof text, "%u", seconds ? seconds : 1);
        response_header(response, "Retry-After", text);
        return problem_answer(request, response, 429, "验证码错误次数过多，请按 Retry-After 稍后再试。", NULL);
    }
    if (r != RESULT_OK)
        return problem_of(request, response, r);
    if (!verdict.known) /* a wrong code and an unknown number are one answer: nobody learns which numbers there are */
        return problem_answer(request, response, 404, "编号或验证码不正确，没有这样一份报告。",
                              &(struct problem_member){"result", verdict_name(verdict.result)});
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "result", verdict_name(verdict.result), "number", verdict.report.number,
                             "kind", verdict.report.kind, "name", verdict.report.name, "issued_at",
                             time_format_rfc3339(verdict.report.issued_at, at), "counts", counts_of(&verdict), "changed", changes_of(&verdict));
    if (body && *verdict.report.uscc)
        json_object_set_new(body, "uscc", json_string(verdict.report.uscc));
    if (body)
        add_paper(&verdict, body);
    return answer(response, body);
}

enum result health_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    (void)view;
    const char *away = health_away(db_ping(reporter->db));
    if (away == NULL && sign_ping(reporter->sign) != RESULT_OK)
        away = "signer";
    return health_answer(request, response, away);
}
