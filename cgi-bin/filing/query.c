/* Where does my case stand: /cases with number and query code, and the end of looking at it on a shared computer. */
#include "base/query_code.h"
#include "db/casefile.h"
#include "filing/fields.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "filing/receipt.h"
#include "filing/sheet.h"
#include "filing/tries.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/request.h"
#include "web/response.h"
#include "web/ticket.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define QUERY_TEMPLATE "filing/query_show"

const struct form_field query_fields[] = {
    {.name = "token", .type = FORM_LINE},
    {.name = "number", .type = FORM_LINE, .required = true, .max = 60},
    {.name = "code", .type = FORM_LINE, .required = true, .max = 60},
    FORM_END,
};

const char *tries_pause(struct request *request, struct response *response, unsigned seconds)
{
    char text[16];
    snprintf(text, sizeof text, "%u", seconds > 0 ? seconds : 1);
    response_header(response, "Retry-After", text);
    const unsigned minutes = (seconds + 59) / 60;
    const char *said = minutes < 120 ? request_printf(request, "%u 分钟", minutes) : request_printf(request, "%u 小时", (minutes + 59) / 60);
    return said != NULL ? said : "";
}

static enum result show(struct filing *filing, struct request *request, struct view *view, struct response *response, int status)
{
    static const struct frame_place way[] = {{"网上办事", "/services"}};
    struct grants grants;
    const char *cookie = ticket_cookie(request, response);
    if (cookie == NULL)
        return RESULT_ERROR;
    receipt_grants(filing, request, &grants);
    for (size_t i = 0; i < grants.count; i++)
        view_node_set(view_row(view, "opened", i), "number", grants.of[i].number);
    ticket_show(filing->form_key, request, view, cookie, "sheet", "/cases", "");
    ticket_show(filing->form_key, request, view, cookie, "leave", "/cases/leave", "");
    frame_head(view, "办理进度查询", "help", way, 1);
    view_text(view, "request.uri", "/cases");
    if (status != 200)
        response_show(response, status, QUERY_TEMPLATE);
    return RESULT_OK;
}

enum result query_show(struct request *request, struct view *view, struct response *response, void *program)
{
    char number[CASE_NUMBER_TEXT];
    if (query_code_normalise(request_query(request, "number"), number, sizeof number))
        view_text(view, "form.number.value", number);
    return show(program, request, view, response, 200);
}

enum result query_open(struct request *request, struct view *view, struct response *response, void *program)
{
    struct filing *filing = program;
    struct form_values *values = request->values;
    char number[CASE_NUMBER_TEXT], code[QUERY_CODE_TEXT];
    unsigned char hash[QUERY_CODE_HASH], network[32];
    unsigned wait = 0;
    /* what cannot be a number or a code is said at once: that tells nothing of any case */
    if (form_given(values, "number") && (!query_code_normalise(form_text(values, "number"), number, sizeof number) || !grant_number_good(number)))
        form_fail(values, "number", "编号为1个字母加14位数字，如 Y20260401123456");
    if (form_given(values, "code") && (!query_code_normalise(form_text(values, "code"), code, sizeof code) || strlen(code) != QUERY_CODE_SIGNS))
        form_fail(values, "code", "查询码为10位字母和数字");
    if (values->errors > 0) {
        form_show(values, view);
        return show(filing, request, view, response, 422);
    }
    query_code_hash(code, hash);
    ticket_network(filing->grant_key, request, network);
    const enum result r = case_open(filing->db, number, hash, network, request->now, &wait);
    if (r == RESULT_OK) {
        receipt_grant(filing, request, response, number, false);
        response_redirect(response, request_printf(request, "/cases/%s", number));
        return RESULT_OK;
    }
    if (r != RESULT_NOT_FOUND && r != RESULT_DENIED)
        return r;
    if (r == RESULT_DENIED)
        view_text(view, "notice.pause", tries_pause(request, response, wait));
    else
        form_fail(values, "code", "编号或查询码不正确，请核对后重新输入");
    form_show(values, view);
    view_text(view, "form.code.value", "");
    return show(filing, request, view, response, r == RESULT_DENIED ? 429 : 422);
}

enum result query_again(struct request *request, struct view *view, struct response *response, void *program)
{
    form_show(request->values, view);
    view_text(view, "notice.expired", "1");
    return show(program, request, view, response, 403);
}

enum result query_leave(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)program;
    response_cookie(response, request, GRANT_COOKIE, "", -1);
    response_redirect(response, "/cases");
    return RESULT_OK;
}
