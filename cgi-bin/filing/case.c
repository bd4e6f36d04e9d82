/* A case as its applicant sees it: /cases/{number}, its letters and its files. */
#include "filing/case.h"

#include "base/store.h"
#include "db/casefile.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "filing/receipt.h"
#include "filing/sheet.h"
#include "web/form.h"
#include "web/frame.h"
#include "web/letter.h"
#include "web/request.h"
#include "web/response.h"
#include "web/ticket.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define CASE_TEMPLATE "filing/case_show"

bool case_granted(const struct filing *filing, const struct request *request, const char *number)
{
    struct grants grants;
    receipt_grants(filing, request, &grants);
    return grants_find(&grants, number) != NULL;
}

enum result case_page(struct filing *filing, struct request *request, struct view *view, struct response *response, const char *number, int status)
{
    static const struct frame_place way[] = {{"网上办事", "/services"}, {"办理进度查询", "/cases"}};
    struct grants grants;
    enum result r = filing_ready(filing);
    struct casefile *file = r == RESULT_OK ? arena_alloc(&request->arena, sizeof *file) : NULL;
    if (r != RESULT_OK || file == NULL)
        return r != RESULT_OK ? r : RESULT_ERROR;
    r = case_of_applicant(filing->db, number, &request->arena, file);
    if (r != RESULT_OK)
        return r;
    const char *cookie = ticket_cookie(request, response);
    const char *here = request_printf(request, "/cases/%s", number);
    const char *supplement = request_printf(request, "%s/supplement", here != NULL ? here : ""), *withdraw = request_printf(request, "%s/withdraw", here != NULL ? here : "");
    if (cookie == NULL || here == NULL || supplement == NULL || withdraw == NULL)
        return RESULT_ERROR;
    receipt_show_case(filing, request, view, file);
    ticket_show(filing->form_key, request, view, cookie, "supplement", supplement,
                     request->method == METHOD_POST ? form_text(request->values, "idempotency_key") : "");
    ticket_show(filing->form_key, request, view, cookie, "withdraw", withdraw, "");
    ticket_show(filing->form_key, request, view, cookie, "leave", "/cases/leave", "");
    receipt_grants(filing, request, &grants);
    const struct grant *grant = grants_find(&grants, number);
    view_set_bool(view, "case.receipt", grant != NULL && grant->kind == GRANT_RECEIPT);
    frame_head(view, number, "help", way, 2);
    view_printf(view, "page.title", "%s %s", case_kind_label(file->kind), number);
    view_text(view, "request.uri", here);
    if (status != 200)
        response_show(response, status, CASE_TEMPLATE);
    return RESULT_OK;
}

enum result case_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct filing *filing = program;
    const char *number = request_param(request, "number");
    if (!case_granted(filing, request, number)) {
        /* the same for a case that there is not: number and code open it */
        response_redirect(response, grant_number_good(number) ? request_printf(request, "/cases?number=%s", number) : "/cases");
        return RESULT_OK;
    }
    return case_page(filing, request, view, response, number, 200);
}

enum result letter_read(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct filing *filing = program;
    const char *number = request_param(request, "number");
    int64_t seq;
    if (!case_granted(filing, request, number) || !request_param_int(request, "seq", &seq))
        return RESULT_NOT_FOUND;
    struct casefile *file = arena_alloc(&request->arena, sizeof *file);
    if (file == NULL)
        return RESULT_ERROR;
    enum result r = case_of_applicant(filing->db, number, &request->arena, file);
    if (r != RESULT_OK)
        return r;
    const char *here = request_printf(request, "/cases/%s", number);
    const struct frame_place way[] = {{"办理进度查询", "/cases"}, {number, here}};
    for (size_t i = 0; i < file->letter_count; i++) {
        const struct case_letter *letter = &file->letters[i];
        if (letter->seq != seq)
            continue;
        r = letter_show(view, letter->document_no, letter->body);
        view_text(view, "case.number", number);
        view_text(view, "letter.file", letter->file);
        frame_head(view, view_get(view, "letter.title"), "help", way, 2);
        return r;
    }
    return RESULT_NOT_FOUND;
}

/* A file that this applicant handed in, as a download through nginx. */
enum result case_file_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct filing *filing = program;
    const char *number = request_param(request, "number");
    int64_t id;
    if (!case_granted(filing, request, number) || !request_param_int(request, "id", &id))
        return RESULT_NOT_FOUND;
    struct casefile *file = arena_alloc(&request->arena, sizeof *file);
    if (file == NULL)
        return RESULT_ERROR;
    const enum result r = case_of_applicant(filing->db, number, &request->arena, file);
    if (r != RESULT_OK)
        return r;
    for (size_t i = 0; i < file->file_count; i++) {
        const struct case_attachment *paper = &file->files[i];
        char path[STORE_PATH];
        if (paper->id != (uint64_t)id || strcmp(paper->by, "applicant") != 0)
            continue;
        const char *inside = request_printf(request, "/_files/%s", store_path(paper->sha256, path));
        if (inside == NULL)
            return RESULT_ERROR;
        response_header(response, "X-Accel-Redirect", inside);
        response_attachment(response, paper->name);
        response_type(response, paper->type);
        return RESULT_OK;
    }
    return RESULT_NOT_FOUND;
}
