/* A lost query code: sent anew to the registered telephone or mail address. The answer is the same whether or not there is such a case. */
#include "base/query_code.h"
#include "base/vault.h"
#include "db/casefile.h"
#include "filing/applicant.h"
#include "filing/fields.h"
#include "filing/filing.h"
#include "filing/receipt.h"
#include "filing/pages.h"
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

#define CODE_TEMPLATE "filing/code_show"

const struct form_field code_fields[] = {
    {.name = "token", .type = FORM_LINE},
    {.name = "number", .type = FORM_LINE, .required = true, .max = 60},
    {.name = "contact", .type = FORM_LINE, .required = true, .max = 254},
    FORM_END,
};

static enum result show(struct filing *filing, struct request *request, struct view *view, struct response *response, int status)
{
    static const struct frame_place way[] = {{"网上办事", "/services"}, {"办理进度查询", "/cases"}};
    const char *cookie = ticket_cookie(request, response);
    if (cookie == NULL)
        return RESULT_ERROR;
    ticket_show(filing->form_key, request, view, cookie, "sheet", "/cases/code", "");
    frame_head(view, "找回查询码", "help", way, 2);
    view_text(view, "request.uri", "/cases/code");
    if (status != 200)
        response_show(response, status, CODE_TEMPLATE);
    return RESULT_OK;
}

enum result code_show(struct request *request, struct view *view, struct response *response, void *program)
{
    return show(program, request, view, response, 200);
}

enum result code_send(struct request *request, struct view *view, struct response *response, void *program)
{
    struct filing *filing = program;
    struct form_values *values = request->values;
    char number[CASE_NUMBER_TEXT], phone[APPLICANT_PHONE], mail[APPLICANT_MAIL];
    unsigned char hash[VAULT_HASH], network[32];
    unsigned wait = 0;
    const char *contact = form_text(values, "contact");
    const bool by_mail = strchr(contact, '@') != NULL;
    const char *wrong = !form_given(values, "contact") ? NULL : by_mail ? applicant_mail(contact, mail) : applicant_phone(contact, phone);
    if (wrong != NULL)
        form_fail(values, "contact", wrong);
    if (form_given(values, "number") && (!query_code_normalise(form_text(values, "number"), number, sizeof number) || !grant_number_good(number)))
        form_fail(values, "number", "编号为1个字母加14位数字，如 Y20260401123456");
    if (values->errors > 0) {
        form_show(values, view);
        return show(filing, request, view, response, 422);
    }
    vault_hash(filing->vault, by_mail ? "mail" : "phone", by_mail ? mail : phone, strlen(by_mail ? mail : phone), hash);
    ticket_network(filing->grant_key, request, network);
    const enum result r = case_code_renew(filing->db, number, hash, network, request->now, &wait);
    if (r == RESULT_DENIED) {
        form_show(values, view);
        view_text(view, "notice.pause", tries_pause(request, response, wait));
        return show(filing, request, view, response, 429);
    }
    if (r != RESULT_OK && r != RESULT_NOT_FOUND)
        return r;
    view_text(view, "notice.sent", "1");
    return show(filing, request, view, response, 200);
}

enum result code_again(struct request *request, struct view *view, struct response *response, void *program)
{
    form_show(request->values, view);
    view_text(view, "notice.expired", "1");
    return show(program, request, view, response, 403);
}
