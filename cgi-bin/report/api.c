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

static json_t *counts_of(const struct verdict *verdict)
{
    json_t *counts = json_object();
    for (unsigned i = 0; i < REPORT_CLASSES; i++)
        json_object_set_new(counts, report_class_code(i), json_integer(verdict->summary.n[i]));
    json_object_set_new(counts, "under_objection", json_integer(verdict->summary.held));
    return counts;
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
