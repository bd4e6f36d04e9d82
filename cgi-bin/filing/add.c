/* What an applicant does with a case: adds to it, or takes it back. */
#include "base/log.h"
#include "db/casefile.h"
#include "db/notice.h"
#include "db/terms.h"
#include "domain/casework.h"
#include "filing/case.h"
#include "filing/fields.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "filing/papers.h"
#include "filing/sheet.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/ticket.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

static const struct paper_field papers_of_supplement[] = {{"evidence", "evidence_kept", "材料", 0, 5, ""}, {0}};
static const struct paper_field no_papers[] = {{0}};

const struct form_field supplement_fields[] = {
    {.name = "token", .type = FORM_LINE},
    {.name = "idempotency_key", .type = FORM_LINE, .max = 64},
    {.name = "drop", .type = FORM_SLUG},
    {.name = "statement", .type = FORM_TEXT, .required = true, .min = 2, .max = 2000},
    {.name = "evidence", .type = FORM_FILE},
    {.name = "evidence_kept", .type = FORM_LINE, .max = PAPERS_IDS},
    FORM_END,
};
const struct form_field withdraw_fields[] = {
    {.name = "token", .type = FORM_LINE},
    {.name = "idempotency_key", .type = FORM_LINE, .max = 64},
    {.name = "drop", .type = FORM_SLUG},
    {.name = "statement", .type = FORM_TEXT, .max = 500},
    FORM_END,
};

/* One request that moves a case. */
struct addition {
    struct filing *filing;
    struct request *request;
    struct view *view;
    struct response *response;
    const char *number, *cookie;
    struct papers papers;
};

/* The page of the case again, with what was typed and sent. */
static enum result again(struct addition *add, int status)
{
    struct form_values *values = add->request->values;
    const enum result r = papers_keep(add->filing, add->request, &add->papers);
    if (r != RESULT_OK && r != RESULT_DENIED)
        return r;
    form_show(values, add->view);
    papers_show(&add->papers, papers_of_supplement, add->view);
    if (add->papers.scanner_away || add->papers.no_room) {
        view_text(add->view, add->papers.scanner_away ? "notice.scanner" : "notice.room", "1");
        response_header(add->response, "Retry-After", "60");
    }
    if (status == 403)
        view_text(add->view, "notice.expired", "1");
    return case_page(add->filing, add->request, add->view, add->response, add->number, status);
}

/* Grant, cookie, files. RESULT_NOT_FOUND alike for a case that there is not and one that this browser did not open. */
static enum result begin(struct addition *add, const struct paper_field *fields)
{
    unsigned char scope[PAPERS_SCOPE], unused[TICKET_KEY];
    char endpoint[160];
    add->number = request_param(add->request, "number");
    if (!case_granted(add->filing, add->request, add->number))
        return RESULT_NOT_FOUND;
    const enum result r = filing_ready(add->filing);
    if (r != RESULT_OK)
        return r;
    add->cookie = ticket_cookie(add->request, add->response);
    if (add->cookie == NULL)
        return RESULT_ERROR;
    snprintf(endpoint, sizeof endpoint, "files of %s %.64s", add->request->path, form_text(add->request->values, "idempotency_key"));
    (void)!ticket_key(endpoint, add->cookie, "", scope, unused);
    return papers_gather(add->filing, add->request, add->request->values, fields, scope, &add->papers);
}

static unsigned running(const struct casefile *file)
{
    unsigned steps = 0;
    for (size_t i = 0; i < file->clock_count; i++)
        if (file->clocks[i].stopped_at == 0)
            steps |= 1u << file->clocks[i].step;
    return steps;
}

/* What the page says when a move is not possible any more. */
static enum result too_late(struct addition *add)
{
    view_text(add->view, "notice.moved", "1");
    return again(add, 409);
}

/* Makes the move and goes back to the case. The move's row depends on the state, so a case that somebody moved meanwhile is looked at
   once more. */
static enum result move(struct addition *add, const char *name)
{
    unsigned char scope[TICKET_KEY], key[TICKET_KEY], body[32];
    struct case_file_in files[CASE_FILES_MAX];
    struct case_clock_plan clocks[CASE_STEPS];
    struct notice_plan plan;
    const struct form_values *values = add->request->values;
    const bool keyed = ticket_key(add->request->path, add->cookie, form_text(values, "idempotency_key"), scope, key);
    sheet_digest(values, &add->papers, body);
    papers_list(&add->papers, files);
    for (int round = 0; round < 2; round++) {
        struct casefile *file = arena_alloc(&add->request->arena, sizeof *file);
        enum result r = file != NULL ? case_of_applicant(add->filing->db, add->number, &add->request->arena, file) : RESULT_ERROR;
        if (r != RESULT_OK)
            return r;
        const struct case_move *row = case_move_find(file->kind, file->state, name);
        struct case_terms *room = arena_alloc(&add->request->arena, sizeof *room);
        if (room == NULL)
            return RESULT_ERROR;
        const struct case_terms *terms = terms_of_case(add->filing->terms, file->kind, file->rule, &add->request->arena, room);
        struct case_move_in in = {
            .number = add->number, .move = row, .actor = "applicant", .actor_role = "applicant", .text = form_text(values, "statement"),
            .supplement_due = DAY_NONE, .files = files, .file_count = add->papers.count, .clocks = clocks,
            .notices = plan.notices, .tell_applicant = true, .now = add->request->now,
            .scope = keyed ? scope : NULL, .key = keyed ? key : NULL, .body = keyed ? body : NULL,
        };
        if (row == NULL)
            return RESULT_NOT_FOUND;
        notice_plan(row, NULL, file->source_id, "", "", &plan);
        in.notice_count = plan.count;
        in.clock_count = case_clocks(row, terms, &add->filing->terms->days, add->request->today, running(file), NULL, clocks);
        r = case_move(add->filing->db, &in, NULL);
        if (r == RESULT_OK) {
            response_redirect(add->response, request_printf(add->request, "/cases/%s", add->number));
            return RESULT_OK;
        }
        if (r != RESULT_CONFLICT)
            return r;
    }
    return too_late(add);
}

enum result supplement_create(struct request *request, struct view *view, struct response *response, void *program)
{
    struct addition add = {.filing = program, .request = request, .view = view, .response = response};
    const enum result r = begin(&add, papers_of_supplement);
    if (r != RESULT_OK)
        return r;
    papers_check_counts(&add.papers, papers_of_supplement, request, request->values);
    if (form_given(request->values, "drop")) {
        for (size_t i = 0; i < request->values->count; i++)
            request->values->value[i].error = NULL;
        request->values->errors = 0;
        return again(&add, 200);
    }
    if (add.papers.scanner_away || add.papers.no_room)
        return again(&add, 503);
    if (request->values->errors > 0)
        return again(&add, add.papers.over ? 413 : 422);
    return move(&add, "supplement");
}

enum result supplement_again(struct request *request, struct view *view, struct response *response, void *program)
{
    struct addition add = {.filing = program, .request = request, .view = view, .response = response};
    const enum result r = begin(&add, papers_of_supplement);
    return r == RESULT_OK ? again(&add, 403) : r;
}

enum result withdraw_create(struct request *request, struct view *view, struct response *response, void *program)
{
    struct addition add = {.filing = program, .request = request, .view = view, .response = response};
    const enum result r = begin(&add, no_papers);
    if (r != RESULT_OK)
        return r;
    return request->values->errors > 0 ? again(&add, 422) : move(&add, "withdraw");
}

enum result withdraw_again(struct request *request, struct view *view, struct response *response, void *program)
{
    struct addition add = {.filing = program, .request = request, .view = view, .response = response};
    const enum result r = begin(&add, no_papers);
    return r == RESULT_OK ? again(&add, 403) : r;
}
