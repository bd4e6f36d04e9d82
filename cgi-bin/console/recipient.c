/* Who received a record that was wrong: an error is not over while a paper that has it is out. */
#include "console/recipient.h"

#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/record.h"
#include "db/report.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <string.h>

#define RECIPIENTS_MAX 50 /* reports of one record that the page lists, newest first */

/* When the error was mended; 0: there was none. */
static time_t mended_at(const struct record_whole *record)
{
    static const char *const kinds[] = {"corrected", "withdrawn", "annulled", "deleted"};
    for (size_t i = 0; i < record->event_count; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (strcmp(record->events[i].kind, kinds[k]) == 0)
                return record->events[i].at;
    return 0;
}

enum result recipient_show(struct console *console, struct request *request, struct view *view, const struct record_whole *record)
{
    struct report *reports = arena_alloc(&request->arena, RECIPIENTS_MAX * sizeof *reports);
    const time_t mended = mended_at(record);
    size_t count = 0, shown = 0;
    unsigned open = 0;
    if (!reports)
        return RESULT_ERROR;
    if (!mended || !(console->role & (ROLE_CENTRE | ACTOR_PUBLISHER)))
        return RESULT_OK;
    enum result result = report_recipients(console->db, record->id, &request->arena, reports, RECIPIENTS_MAX, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        struct view_node *row = reports[i].issued_at < mended ? view_row(view, "recipients", shown++) : NULL;
        struct report_use use;
        bool told = false;
        if (!row)
            continue; /* has the mended record */
        result = report_use(console->db, reports[i].number, &use);
        if (result == RESULT_OK && *reports[i].case_number)
            result = report_was_told(console->db, reports[i].case_number, mended, &told);
        view_node_set(row, "number", reports[i].number);
        view_node_set(row, "kind_name", word_report(reports[i].kind));
        view_node_set(row, "name", reports[i].name);
        view_node_set(row, "recipient", reports[i].recipient);
        view_node_set(row, "case", reports[i].case_number);
        view_node_set(row, "revoked", reports[i].revoked_at ? "1" : "");
        view_node_set(row, "told", told ? "1" : "");
        view_node_set_int(row, "downloads", (int64_t)use.downloads);
        view_node_set_int(row, "checks", (int64_t)use.checks);
        desk_time(row, "issued_at", reports[i].issued_at);
        desk_time(row, "checked_at", use.checked_at);
        open += *reports[i].case_number && !told;
    }
    view_set_bool(view, "recipients_asked", true);
    view_set_bool(view, "recipients_more", count == RECIPIENTS_MAX);
    view_set_int(view, "recipients_open", open);
    view_set_bool(view, "may.reports", console->role & ROLE_CENTRE);
    view_set_bool(view, "may.tell", console->role & (ACTOR_REVIEWER | ACTOR_PUBLISHER));
    desk_token(console, request, view, "form.tell", request_printf(request, "/console/records/%" PRIu64 "/tell", record->id));
    return result;
}

enum result recipient_tell(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct console *console = program;
    struct record_whole *record = arena_alloc(&request->arena, sizeof *record);
    unsigned told = 0;
    int64_t id;
    if (!record)
        return RESULT_ERROR;
    if (!request_param_int(request, "id", &id))
        return RESULT_NOT_FOUND;
    enum result result = record_read_whole(console->db, (uint64_t)id, &request->arena, record);
    if (result == RESULT_OK && !mended_at(record))
        result = RESULT_NOT_FOUND;
    if (result == RESULT_OK)
        result = console_looks(console, "report.tell", request_printf(request, "%" PRId64, id), NULL);
    if (result == RESULT_OK)
        result = report_tell(console->db, (uint64_t)id, mended_at(record), request->now, &told);
    if (result == RESULT_OK)
        response_redirect(response, request_printf(request, "/console/records/%" PRId64 "?done=%s#recipients", id, told ? "told" : "untold"));
    return result;
}
