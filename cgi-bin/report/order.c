/* Asking for a report: /reports/new, and the issue at POST /reports. A report of one's own is a case and asked for elsewhere. */
#include "db/archive.h"
#include "db/memory.h"
#include "domain/uscc.h"
#include "report/grant.h"
#include "report/issue.h"
#include "report/pages.h"
#include "report/reporter.h"
#include "web/request.h"
#include "web/response.h"
#include "web/ticket.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define CODES_TEXT_MAX 2000 /* signs of one field: fifty codes with their line ends are 950 */
#define ADDRESS "/reports"
#define TEMPLATE "report/order_new"

static const char *const kinds[] = {"public", "search", "full", "compliance", NULL};

const struct form_field order_fields[] = {
    {.name = "token", .type = FORM_LINE},
    {.name = "idempotency_key", .type = FORM_LINE, .max = 64},
    {.name = "kind", .type = FORM_CHOICE, .required = true, .choices = kinds},
    {.name = "uscc", .type = FORM_TEXT, .max = CODES_TEXT_MAX, .required = true, .many = REPORT_SUBJECTS_MAX},
    FORM_END,
};

/* The codes of an order, each once. */
struct codes {
    const char *of[REPORT_SUBJECTS_MAX];
    size_t count;
};

/* Adds the codes of one field: people paste a column of them. NULL when all are right, else what is wrong, in Chinese. */
static const char *add_codes(struct request *request, const char *text, struct codes *codes)
{
    static const char marks[] = " \t\r\n,;";
    char whole[USCC_TEXT];
    if (uscc_normalise(text, strlen(text), whole)) { /* one code with blanks in it, as it is printed on licences */
        if (codes->count == REPORT_SUBJECTS_MAX)
            return "一次最多查询 50 个主体";
        return (codes->of[codes->count++] = arena_text(&request->arena, whole)) ? NULL : "代码太长";
    }
    while (*text) {
        text += strspn(text, marks);
        size_t len = strcspn(text, marks);
        const char *full = text;
        for (const char *at = text; at < text + len; at++) /* 、 ， ； and a wide blank part codes as well */
            if (strncmp(at, "、", 3) == 0 || strncmp(at, "，", 3) == 0 || strncmp(at, "；", 3) == 0 || strncmp(at, "\xE3\x80\x80", 3) == 0) {
                len = (size_t)(at - text);
                full = at + 3;
                break;
            }
        char code[USCC_TEXT];
        if (len > 0) {
            if (!uscc_normalise(text, len, code))
                return request_printf(request, "“%.*s”不是 18 位统一社会信用代码", (int)(len > 60 ? 60 : len), text);
            bool known = false;
            for (size_t i = 0; i < codes->count; i++)
                known = known || strcmp(codes->of[i], code) == 0;
            if (!known && codes->count == REPORT_SUBJECTS_MAX)
                return "一次最多查询 50 个主体";
            if (!known && !(codes->of[codes->count++] = arena_text(&request->arena, code)))
                return "代码太长";
        }
        text = full > text ? full : text + len;
    }
    return NULL;
}

static void show_subject(struct reporter *reporter, struct request *request, struct view *view, const char *code)
{
    struct archive_subject subject;
    char normal[USCC_TEXT];
    if (!uscc_normalise(code, strlen(code), normal) || archive_subject(reporter->db, normal, &request->arena, &subject) != RESULT_OK)
        return;
    view_text(view, "subject.name", subject.name);
    view_text(view, "subject.uscc", subject.uscc);
    view_text(view, "subject.region", memory_place(reporter->memory, subject.region));
    view_text(view, "subject.status", subject.status);
}

static enum result show_form(struct reporter *reporter, struct request *request, struct view *view, struct response *response,
                             const char *key_text)
{
    const char *cookie = ticket_cookie(request, response);
    if (!cookie)
        return RESULT_ERROR;
    ticket_show(reporter->form_key, request, view, cookie, "ticket", ADDRESS, key_text);
    reporter_head(view, "获取信用报告");
    return RESULT_OK;
}

enum result order_new(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    enum result r = reporter_ready(reporter);
    const char *code = request_query(request, "uscc"), *kind = request_query(request, "kind");
    if (r != RESULT_OK)
        return r;
    view_text(view, "form.uscc.value", code);
    view_text(view, "form.kind.value", *kind ? kind : "public");
    if (*code)
        show_subject(reporter, request, view, code);
    return show_form(reporter, request, view, response, NULL);
}

static enum result form_again(struct reporter *reporter, struct request *request, struct view *view, struct response *response, int status)
{
    form_show(request->values, view);
    if (status == 403)
        view_text(view, "notice.expired", "1");
    enum result r = show_form(reporter, request, view, response, status == 409 ? NULL : request_form(request, "idempotency_key"));
    response_show(response, status, TEMPLATE);
    return r;
}

enum result order_again(struct request *request, struct view *view, struct response *response, void *program)
{
    return form_again(program, request, view, response, 403);
}

static enum result issue(struct reporter *reporter, struct request *request, struct response *response, const struct codes *codes,
                         const char *kind, char number[REPORT_NUMBER_TEXT])
{
    unsigned char scope[TICKET_KEY], key[TICKET_KEY], body[TICKET_DIGEST];
    const char *cookie = ticket_cookie(request, response);
    const unsigned char *browser = grant_browser(request, response);
    if (!cookie || !browser)
        return RESULT_ERROR;
    /* a form without a key is its own each time */
    if (!ticket_key(ADDRESS, cookie, request_form(request, "idempotency_key"), scope, key) &&
        !ticket_key(ADDRESS, cookie, request->id, scope, key))
        return RESULT_ERROR;
    ticket_digest(request->values, body);
    const struct issue_order order = {
        .kind = kind, .codes = codes->of, .code_count = codes->count,
        .scope = {.scope = REPORT_PUBLIC, .from = DAY_NONE, .until = DAY_NONE},
        .asked_by = browser, .actor = "public", .scope_id = scope, .key = key, .body = body, .now_ms = clock_now_ms(),
    };
    return issue_report(reporter, &order, number);
}

enum result order_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct reporter *reporter = program;
    struct form_values *values = request->values;
    const struct form_value *given = form_get(values, "uscc");
    const char *kind = form_text(values, "kind"), *fault = NULL;
    struct codes codes = {.count = 0};
    char number[REPORT_NUMBER_TEXT];
    enum result r = reporter_ready(reporter);
    if (r != RESULT_OK)
        return r;
    for (size_t i = 0; !fault && i < given->all_count; i++)
        fault = add_codes(request, given->all[i], &codes);
    if (!fault && given->all_count == 0)
        fault = add_codes(request, given->text, &codes);
    if (fault)
        form_fail(values, "uscc", fault);
    else if (codes.count > 1 && strcmp(kind, "search") != 0)
        form_fail(values, "uscc", "这种报告一次只能查询一个主体；查询多个主体请选“公开信息查询证明”");
    else if (codes.count == 0)
        form_fail(values, "uscc", "请填写统一社会信用代码");
    if (values->errors)
        return form_again(reporter, request, view, response, 422);
    if (strcmp(kind, "full") == 0 || strcmp(kind, "compliance") == 0) { /* needs the subject's own written authority: a case */
        const char *where = request_printf(request, "/reports/apply?kind=%s&uscc=%s", kind, codes.of[0]);
        response_redirect(response, where ? where : "/reports/apply");
        response->body_ready = true;
        return RESULT_OK;
    }
    r = issue(reporter, request, response, &codes, kind, number);
    if (r == RESULT_NOT_FOUND) {
        form_fail(values, "uscc", "没有查到这个统一社会信用代码的主体，请核对后重试");
        return form_again(reporter, request, view, response, 422);
    }
    if (r == RESULT_CONFLICT) {
        view_text(view, "notice.conflict", "1");
        return form_again(reporter, request, view, response, 409);
    }
    if (r == RESULT_INVALID) {
        view_text(view, "notice.unprintable", "1");
        return form_again(reporter, request, view, response, 422);
    }
    if (r != RESULT_OK)
        return r;
    response_redirect(response, request_printf(request, "/reports/%s", number));
    response->body_ready = true;
    return RESULT_OK;
}
