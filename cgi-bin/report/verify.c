/* Verification: is this paper, number or file what was issued, and are its facts still so? (/verify, /v/{number}/{code}) */
#include "base/buffer.h"
#include "base/log.h"
#include "db/memory.h"
#include "db/report.h"
#include "db/use_log.h"
#include "doc/verify.h"
#include "report/issue.h"
#include "report/offline.h"
#include "report/pages.h"
#include "report/reporter.h"
#include "report/send.h"
#include "report/verdict.h"
#include "web/request.h"
#include "web/response.h"
#include "web/ticket.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define ADDRESS "/verify"

const struct form_field verify_fields[] = {
    {.name = "token", .type = FORM_LINE},
    {.name = "idempotency_key", .type = FORM_LINE, .max = 64},
    {.name = "number", .type = FORM_LINE, .max = 100},
    {.name = "code", .type = FORM_LINE, .max = 60},
    {.name = "file", .type = FORM_FILE, .max = 1},
    FORM_END,
};

static void show_keys(const struct reporter *reporter, struct view *view)
{
    char fingerprint[PROOF_FINGERPRINT];
    struct offline_words words;
    if (offline_words_make(reporter, &words)) {
        view_text(view, "proof.keys", buffer_text(&words.keys));
        view_text(view, "proof.labels", buffer_text(&words.labels));
        view_text(view, "proof.domains", buffer_text(&words.domains));
    }
    offline_words_free(&words);
    proof_fingerprint(reporter->proof_keys.key[0], fingerprint);
    view_text(view, "proof.fingerprint", fingerprint);
}

static enum result show_form(struct reporter *reporter, struct request *request, struct view *view, struct response *response)
{
    const char *cookie = ticket_cookie(request, response);
    if (!cookie)
        return RESULT_ERROR;
    ticket_show(reporter->form_key, request, view, cookie, "ticket", ADDRESS, NULL);
    show_keys(reporter, view);
    reporter_head(view, "验证报告");
    return RESULT_OK;
}

enum result verify_new(struct request *request, struct view *view, struct response *response, void *program)
{
    return show_form(program, request, view, response);
}

static enum result form_again(struct reporter *reporter, struct request *request, struct view *view, struct response *response, int status)
{
    if (request->values)
        form_show(request->values, view);
    if (status == 403)
        view_text(view, "notice.expired", "1");
    enum result r = show_form(reporter, request, view, response);
    response_show(response, status, "report/verify_new");
    return r;
}

enum result verify_again(struct request *request, struct view *view, struct response *response, void *program)
{
    return form_again(program, request, view, response, 403);
}

/* What the paper's first table says of a firm: nothing found is said only of what was delivered. */
static const char *found_words(struct request *request, uint32_t n, const struct issue_lists *lists)
{
    const char *partly = lists->missing ? REPORT_PARTLY : "";
    if (n)
        return request_printf(request, "查见 %u 条%s", (unsigned)n, partly);
    if (lists->lists && lists->missing == lists->lists)
        return REPORT_UNDELIVERED;
    return request_printf(request, "未查见%s", partly);
}

/* The firms of a search as its first table has them. Papers of before their rows were kept name their codes. */
static void show_firms(struct request *request, struct view *view, const struct verdict *verdict)
{
    const struct issue_summary *summary = &verdict->summary;
    struct proof_row rows[PROOF_FIRMS_MAX];
    uint8_t digest[PROOF_ROWS];
    char text[PROOF_ROWS_TEXT];
    for (size_t i = 0; i < summary->row_count && i < PROOF_FIRMS_MAX; i++) {
        const struct issue_firm *firm = &summary->rows[i];
        struct view_node *row = view_row(view, "firms", i);
        view_node_set(row, "uscc", firm->code);
        view_node_set(row, "name", firm->name);
        view_node_set(row, "known", firm->known ? "1" : "");
        view_node_set(row, "warns", firm->known ? found_words(request, firm->warns, &summary->warn) : "未作查询");
        view_node_set(row, "honours", firm->known ? found_words(request, firm->honours, &summary->honour) : "未作查询");
        view_node_set_int(row, "held", firm->held);
        rows[i] = (struct proof_row){.code = firm->code, .known = firm->known, .warns = firm->warns, .honours = firm->honours};
    }
    for (size_t i = 0; i < verdict->subject_count && summary->row_count == 0; i++)
        view_node_set(view_row(view, "subjects", i), "uscc", verdict->subjects[i]);
    if (summary->row_count < 2)
        return;
    proof_rows(rows, summary->row_count, digest);
    proof_rows_text(digest, text);
    view_text(view, "report.rows", text);
}

static void show_domains(const struct reporter *reporter, struct view *view, const struct issue_summary *summary)
{
    for (size_t i = 0; i < summary->domain_count; i++) {
        const struct issue_domain *one = &summary->domains[i];
        const struct compliance_domain *domain = compliance_by_code(&reporter->compliance, one->domain);
        const struct source_unit *unit = memory_unit_by_code(reporter->memory, one->unit);
        struct view_node *row = view_row(view, "domains", i);
        view_node_set(row, "domain", domain ? domain->name : one->domain);
        view_node_set(row, "unit", unit ? unit->name : one->unit);
        view_node_set(row, "reported", one->reported ? "1" : "");
        view_node_set_int(row, "n", one->n);
    }
}

static void show_counts(struct view *view, const struct issue_summary *summary)
{
    for (unsigned i = 0; i < REPORT_CLASSES; i++) {
        struct view_node *row = view_row(view, "counts", i);
        view_node_set(row, "label", report_class_label(i));
        view_node_set(row, "asked", summary->asked >> i & 1 ? "1" : "");
        view_node_set_int(row, "n", summary->n[i]);
    }
}

/* What the paper must show, by its kind: enough to notice another name, another firm's row, a page of another scope. */
static void show_paper(const struct reporter *reporter, struct request *request, struct view *view, const struct verdict *verdict)
{
    const struct report *report = &verdict->report;
    const struct issue_summary *summary = &verdict->summary;
    char period[ISSUE_PERIOD_TEXT], at[TIME_TEXT];
    view_set_int(view, "report.firms", summary->firms);
    view_set_int(view, "report.held", summary->held);
    if (strcmp(report->kind, "letter") == 0) {
        view_text(view, "letter.title", verdict->letter.title);
        view_text(view, "letter.document_no", verdict->letter.document_no);
        view_printf(view, "letter.date", "%.10s", time_format_shanghai(verdict->letter.at, at));
        return;
    }
    if (summary->scope.scope == REPORT_OWN) {
        issue_period_words(&summary->scope, period);
        view_text(view, "scope.words", summary->words);
        view_text(view, "scope.period", period);
    }
    if (strcmp(report->kind, "search") == 0)
        show_firms(request, view, verdict);
    else if (summary->domain_count)
        show_domains(reporter, view, summary);
    else
        show_counts(view, summary);
}

static void show_verdict(struct reporter *reporter, struct request *request, struct view *view, const struct verdict *verdict, const char *code)
{
    static const char *const sections[] = {"登记注册基础信息", "信息异议处理情况"};
    char at[TIME_TEXT];
    size_t n = 0;
    const struct report *report = &verdict->report;
    view_text(view, "verdict.result", verdict_name(verdict->result));
    view_text(view, "verdict.by_file", verdict->by_file ? "1" : "");
    view_text(view, "verdict.locked", verdict->locked ? "1" : "");
    show_keys(reporter, view);
    reporter_head(view, "验证结果");
    if (!verdict->known)
        return;
    view_text(view, "report.number", report->number);
    view_text(view, "report.kind", report->kind);
    view_text(view, "report.kind_name", issue_kind_label(report->kind));
    view_text(view, "report.name", report->name);
    view_text(view, "report.uscc", report->uscc);
    view_text(view, "report.issued_at", time_format_shanghai(report->issued_at, at));
    view_text(view, "report.purpose", report->purpose);
    view_text(view, "report.recipient", report->recipient);
    if (report->revoked_at) {
        view_text(view, "report.revoked_at", time_format_shanghai(report->revoked_at, at));
        view_text(view, "report.revoke_reason", report->revoke_reason);
    }
    show_paper(reporter, request, view, verdict);
    for (unsigned i = 0; i < REPORT_CLASSES + 2; i++)
        if (verdict->changes & 1u << i)
            view_node_set(view_row(view, "changes", n++), "label", i < REPORT_CLASSES ? report_class_label(i) : sections[i - REPORT_CLASSES]);
    if (verdict->may_open && code)
        view_printf(view, "report.original", "/v/%s/%s.pdf", report->number, code);
}

static enum result log_check(struct reporter *reporter, const struct verdict *verdict)
{
    return verdict->known ? use_log_add(reporter->db, "public", "report.check", verdict->report.number, verdict_name(verdict->result)) : RESULT_OK;
}

/* Too many wrong codes from this network. */
static enum result wait(struct view *view, struct response *response, unsigned seconds)
{
    char text[24];
    snprintf(text, sizeof text, "%u", seconds ? seconds : 1);
    response_header(response, "Retry-After", text);
    view_text(view, "error.text", "验证码连续输错次数过多，请稍后再试。更换网络后用正确的验证码仍可查询。");
    response_status(response, 429);
    return RESULT_DENIED;
}

enum result verify_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    const char *number = request_param(request, "number"), *code = request_param(request, "code");
    struct verdict verdict;
    unsigned seconds = 0;
    enum result r = reporter_ready(reporter);
    if (r == RESULT_OK)
        r = verdict_by_code(reporter, request, number, code, &verdict, &seconds);
    if (r == RESULT_DENIED)
        return wait(view, response, seconds);
    if (r == RESULT_OK)
        r = log_check(reporter, &verdict);
    if (r != RESULT_OK)
        return r;
    show_verdict(reporter, request, view, &verdict, verdict.code);
    response_show(response, verdict.result == VERDICT_UNKNOWN ? 404 : 200, "report/verify_show");
    return RESULT_OK;
}

/* What cannot be looked at as a document is refused beside its field; everything else has one of the five answers. */
static const char *refusal(enum verify_result result)
{
    switch (result) {
    case VERIFY_NOT_PDF:
        return "这个文件不是 PDF 文件，请选择下载的报告原件";
    case VERIFY_TOO_LARGE:
        return "文件太大，本站签发的报告不超过 64 MB";
    default:
        return NULL;
    }
}

static enum result check_file(struct reporter *reporter, struct request *request, struct view *view, struct response *response)
{
    struct verify_details details;
    struct verdict verdict;
    const enum verify_result looked = verify_file(reporter->verify, request_upload(request, "file", 0)->fd, request->now, &details);
    if (looked == VERIFY_ERROR)
        return RESULT_ERROR;
    const char *why = refusal(looked);
    if (why) {
        form_fail(request->values, "file", why);
        return form_again(reporter, request, view, response, 422);
    }
    enum result r = verdict_by_file(reporter, request, looked, &details, &verdict);
    if (r == RESULT_OK)
        r = log_check(reporter, &verdict);
    if (r != RESULT_OK)
        return r;
    log_info("a file was looked at: %s (%s), %s", verify_result_name(looked), details.reason, verdict_name(verdict.result));
    char at[TIME_TEXT];
    if (looked == VERIFY_GENUINE) {
        view_text(view, "seal.signer", details.signer);
        view_text(view, "seal.stamped_at", details.stamped ? time_format_shanghai(details.stamped_at, at) : "");
        view_text(view, "seal.authority", details.authority);
    }
    show_verdict(reporter, request, view, &verdict, NULL);
    return RESULT_OK;
}

enum result verify_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    struct form_values *values = request->values;
    char number[REPORT_NUMBER_TEXT], code[REPORT_CODE_TEXT];
    const char *typed = form_text(values, "number"), *digits = form_text(values, "code");
    enum result r = reporter_ready(reporter);
    if (r != RESULT_OK)
        return r;
    const struct upload *file = request_upload(request, "file", 0);
    if (file && file->over)
        form_fail(values, "file", refusal(VERIFY_TOO_LARGE));
    if (file && !form_get(values, "file")->error)
        return check_file(reporter, request, view, response);
    if (values->errors)
        return form_again(reporter, request, view, response, 422);
    if (!*typed && !*digits)
        form_fail(values, "number", "请填写报告编号和验证码，或者选择报告文件");
    else if (!report_number_normalise(typed, strlen(typed), number))
        form_fail(values, "number", "报告编号是 22 位，由数字和一个字母组成，印在报告封面");
    if (*typed && !report_code_normalise(digits, strlen(digits), code))
        form_fail(values, "code", "验证码是 12 位数字，印在报告封面");
    if (values->errors)
        return form_again(reporter, request, view, response, 422);
    struct verdict verdict;
    unsigned seconds = 0;
    r = verdict_by_code(reporter, request, number, code, &verdict, &seconds);
    if (r == RESULT_DENIED)
        return wait(view, response, seconds);
    if (r == RESULT_OK)
        r = log_check(reporter, &verdict);
    if (r == RESULT_OK)
        show_verdict(reporter, request, view, &verdict, verdict.code);
    return r;
}

enum result verify_original(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    struct verdict verdict;
    unsigned seconds = 0;
    enum result r = reporter_ready(reporter);
    if (r == RESULT_OK)
        r = verdict_by_code(reporter, request, request_param(request, "number"), request_param(request, "code"), &verdict, &seconds);
    if (r == RESULT_DENIED)
        return wait(view, response, seconds);
    if (r != RESULT_OK)
        return r;
    if (!verdict.may_open) {
        view_text(view, "error.text", "原件不在线提供：报告中的信息已有变化或停止公示，或者该种报告只交给申请人。");
        return RESULT_NOT_FOUND;
    }
    /* what was issued, as at its own address */
    r = report_file_of(reporter->db, &verdict.report, 1, verdict.report.sha256, &verdict.report.size);
    if (r == RESULT_OK)
        r = use_log_add(reporter->db, "public", "report.download", verdict.report.number, "original");
    if (r == RESULT_OK)
        send_file(&verdict.report, response);
    return r;
}

enum result verify_offline(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)response;
    show_keys(program, view);
    reporter_head(view, "离线验证二维码");
    return RESULT_OK;
}

enum result verify_key(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    (void)request;
    (void)view;
    response_type(response, "application/x-pem-file");
    response_attachment(response, "credit-proof-key.pem");
    buffer_add(&response->body, reporter->proof_pem, reporter->proof_pem_len);
    response->body_ready = true;
    return response->body.failed ? RESULT_ERROR : RESULT_OK;
}
