/* Issued reports in the browser that asked for them: the list, one with its codes, the file. */
#include "base/log.h"
#include "base/store.h"
#include "db/report.h"
#include "db/use_log.h"
#include "report/grant.h"
#include "report/issue.h"
#include "report/pages.h"
#include "report/reporter.h"
#include "report/send.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* The file is the one that was issued, whatever timestamps came later; the newest one stands beside it (doc/sign.h). */
static enum result show_one(struct reporter *reporter, struct view_node *node, const struct report *report)
{
    char code[REPORT_CODE_TEXT], at[TIME_TEXT], key[2 * REPORT_KEY + 1];
    unsigned char sha256[32];
    uint32_t size;
    const enum result r = report_file_of(reporter->db, report, 1, sha256, &size);
    if (r != RESULT_OK)
        return r;
    report_code_of(reporter->code_key, report->number, code);
    sodium_bin2hex(key, sizeof key, report->file_key, REPORT_KEY);
    view_node_set(node, "number", report->number);
    view_node_set(node, "code", code);
    view_node_printf(node, "code_text", "%.4s %.4s %.4s", code, code + 4, code + 8);
    view_node_set(node, "kind", report->kind);
    view_node_set(node, "kind_name", issue_kind_label(report->kind));
    view_node_set(node, "name", report->name);
    view_node_set(node, "uscc", report->uscc);
    view_node_set(node, "issued_at", time_format_shanghai(report->issued_at, at));
    view_node_set(node, "level", report->level);
    view_node_set_int(node, "kib", (size + 1023) / 1024);
    view_node_printf(node, "file", "/reports/%s/%s.pdf", report->number, key);
    if (report->revisions > 1) {
        view_node_set_int(node, "newest_kib", (report->size + 1023) / 1024);
        view_node_printf(node, "newest", "/reports/%s/%s.pdf?revision=%u", report->number, key, report->revisions);
    }
    view_node_printf(node, "proof", "/v/%s/%s", report->number, code);
    view_node_set(node, "revoked", report->revoked_at ? "1" : "");
    view_node_set(node, "revoke_reason", report->revoke_reason);
    return RESULT_OK;
}

const struct form_field mine_fields[] = {
    {.name = "after", .type = FORM_CODE, .min = REPORT_NUMBER_TEXT - 1, .max = REPORT_NUMBER_TEXT - 1},
    FORM_END,
};

enum result report_mine(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    struct report *reports = arena_alloc(&request->arena, GRANT_PAGE * sizeof *reports);
    const char *after = form_given(request->values, "after") ? form_text(request->values, "after") : "";
    size_t count = 0;
    bool more = false;
    (void)response;
    enum result r = reports ? grant_list(reporter, request, after, reports, &count, &more) : RESULT_ERROR;
    for (size_t i = 0; i < count && r == RESULT_OK; i++)
        r = show_one(reporter, view_row(view, "reports", i), &reports[i]);
    if (r != RESULT_OK)
        return r;
    if (more)
        view_text(view, "paging.next", request_link(request, "after", reports[count - 1].number));
    if (*after)
        view_text(view, "paging.first", request_link(request, "after", NULL));
    reporter_head(view, "我的报告");
    return RESULT_OK;
}

enum result report_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    char number[REPORT_NUMBER_TEXT];
    const char *asked = request_param(request, "number");
    struct report report;
    (void)response;
    enum result r = report_number_normalise(asked, strlen(asked), number) ? report_read(reporter->db, number, &request->arena, &report) : RESULT_NOT_FOUND;
    if (r == RESULT_OK && !grant_holds(reporter, request, &report))
        r = RESULT_NOT_FOUND;
    if (r == RESULT_NOT_FOUND) /* alike for what there is not and what another browser asked for */
        view_text(view, "error.text", "本页只在申请报告的浏览器中显示 24 小时。已有报告编号和验证码的，请到“验证报告”查询真伪。");
    if (r == RESULT_OK)
        r = show_one(reporter, view_child(view, "report"), &report);
    if (r == RESULT_OK)
        reporter_head(view, issue_kind_label(report.kind));
    return r;
}

void send_file(const struct report *report, struct response *response)
{
    char path[STORE_PATH], where[STORE_PATH + 16], name[700];
    snprintf(where, sizeof where, "/_reports/%s", store_path(report->sha256, path));
    snprintf(name, sizeof name, "%s-%s-%s.pdf", issue_kind_label(report->kind), report->name, report->number);
    response_header(response, "X-Accel-Redirect", where);
    response_attachment(response, name);
    response_type(response, "application/pdf");
    response->body_ready = true;
}

const struct form_field file_fields[] = {{.name = "revision", .type = FORM_INTEGER, .min = 1, .max = REPORT_REVISIONS_MAX}, FORM_END};

enum result report_file(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    char number[REPORT_NUMBER_TEXT];
    const char *asked = request_param(request, "number"), *key_text = request_param(request, "key");
    unsigned char key[REPORT_KEY];
    size_t len = 0;
    int64_t revision = 1;
    struct report report;
    if (!report_number_normalise(asked, strlen(asked), number) ||
        sodium_hex2bin(key, sizeof key, key_text, strlen(key_text), NULL, &len, NULL) != 0 || len != REPORT_KEY)
        return RESULT_NOT_FOUND;
    enum result r = report_read(reporter->db, number, &request->arena, &report);
    if (r == RESULT_OK && sodium_memcmp(key, report.file_key, REPORT_KEY) != 0)
        r = RESULT_NOT_FOUND;
    if (r != RESULT_OK)
        return r;
    if (report.revoked_at) {
        view_text(view, "error.text", "这份报告已由签发机关撤销，不再提供下载。");
        response_status(response, 410);
        return RESULT_NOT_FOUND;
    }
    if (request->values->errors)
        return RESULT_NOT_FOUND;
    if (form_given(request->values, "revision"))
        revision = form_number(request->values, "revision");
    /* each of its files has an address of its own: the same bytes whenever it is fetched */
    r = report_file_of(reporter->db, &report, (unsigned)revision, report.sha256, &report.size);
    if (r != RESULT_OK)
        return r;
    /* no log, no answer */
    r = use_log_add(reporter->db, "public", "report.download", report.number, NULL);
    if (r == RESULT_OK)
        send_file(&report, response);
    return r;
}
