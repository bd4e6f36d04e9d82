/* Finding the record, and who applies: what objection and repair have in common. */
#include "filing/parts.h"

#include "base/utf8.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "web/frame.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define FIND_TEMPLATE "filing/find_show"

const char *const parts_steps[] = {"check", "edit", "file", NULL};
const char *const parts_kinds[] = {"organisation", "person", NULL};

const char *parts_kind_word(const char *code)
{
    return strcmp(code, "person") == 0 ? "个人" : "企业或其他组织";
}

/* The page on which a record is found, by number or link. */
static enum result find(struct sheet_work *work, const char *kind, const char *typed, bool missing)
{
    static const struct frame_place way[] = {{"网上办事", "/services"}};
    struct view *view = work->view;
    view_text(view, "find.kind", kind);
    view_text(view, "find.page", work->sheet->page);
    view_text(view, "find.typed", typed);
    if (missing) {
        struct view_node *row = view_row(view, "errors", 0);
        view_node_set(row, "field", "record");
        view_node_set(row, "message", "没有找到这条公示信息：可能编号有误，也可能已经停止公示");
    }
    frame_head(view, work->sheet->title, "help", way, 1);
    response_show(work->response, missing ? 404 : 200, FIND_TEMPLATE);
    return RESULT_OK;
}

void parts_prefill(struct sheet_work *work)
{
    const struct case_record *record = &work->record;
    view_text(work->view, "form.applicant_kind.value", record->is_person ? "person" : "organisation");
    if (record->is_person || *record->uscc == '\0')
        return;
    view_text(work->view, "form.applicant_name.value", record->name);
    view_text(work->view, "form.applicant_code.value", record->uscc);
    view_text(work->view, "form.prefilled", "1");
}

enum result parts_open(struct sheet_work *work, const char *kind)
{
    const char *typed = request_query(work->request, "record");
    enum result r = filing_ready(work->filing);
    if (r != RESULT_OK)
        return r;
    if (*typed == '\0')
        return find(work, kind, "", false);
    if (strlen(typed) > 300)
        return find(work, kind, "", true);
    r = sheet_record(work, typed);
    if (r == RESULT_NOT_FOUND)
        return find(work, kind, typed, true);
    if (r != RESULT_OK)
        return r;
    parts_prefill(work);
    return sheet_open(work);
}

void parts_show_terms(struct view *view, const struct case_terms *terms)
{
    for (unsigned step = 0; step < CASE_STEPS; step++) {
        char key[48];
        if (!terms->step[step].known)
            continue;
        snprintf(key, sizeof key, "terms.%s", case_step_code((enum case_step)step));
        struct view_node *node = view_child(view, key);
        view_node_set_int(node, "days", terms->step[step].days);
        view_node_set(node, "basis", terms->step[step].basis);
    }
}
