/* Papers that could not be made (a sign without glyph, too many records, an application that lacks something) or that get no timestamp: whoever
 * asked was told that staff see to it. A list on /console/reports, a notice where the day begins, settled by whoever saw to it. */
#include "console/fault.h"

#include "base/log.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/report.h"
#include "domain/report.h"
#include "domain/uscc.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <string.h>

#define OPEN_MAX 50     /* on the page; beyond it the notice says so, and the next ones show as these are settled */
#define SETTLED_MAX 10  /* the last ones, to see who did what */

/* Where what it is about is looked at: a paper, the subject's page, a case; NULL for whoever may not look at cases. */
static const char *place_of(const struct console *console, struct request *request, const struct report_fault_row *row)
{
    char number[REPORT_NUMBER_TEXT], uscc[USCC_TEXT];
    if (report_number_normalise(row->about, strlen(row->about), number))
        return request_printf(request, "/console/reports/%s", number);
    if (uscc_normalise(row->about, strlen(row->about), uscc))
        return request_printf(request, "/subjects/%s", uscc);
    return console->role & ROLE_CENTRE ? request_printf(request, "/console/cases/%s", row->about) : NULL;
}

static void show_row(struct console *console, struct request *request, struct view *view, const char *list, size_t n, const struct report_fault_row *row)
{
    struct view_node *node = view_row(view, list, n);
    desk_id(node, "id", row->id);
    view_node_set(node, "kind_name", word_fault(row->kind));
    view_node_set(node, "about", row->about);
    view_node_set(node, "href", place_of(console, request, row));
    view_node_set(node, "text", row->text);
    view_node_set(node, "done_by", strcmp(row->done_by, "clerk") == 0 ? "系统" : row->done_by);
    view_node_set_int(node, "times", row->times);
    desk_time(node, "at", row->at);
    if (row->times > 1)
        desk_time(node, "last_at", row->last_at);
    desk_time(node, "done_at", row->done_at);
    if (!row->done_at)
        desk_token(console, request, view, request_printf(request, "%s.%zu.token", list, n),
                   request_printf(request, "/console/reports/faults/%" PRIu64 "/settle", row->id));
}

static enum result show_list(struct console *console, struct request *request, struct view *view, const char *list, bool open, size_t max)
{
    struct report_fault_row *rows = arena_alloc(&request->arena, (max + 1) * sizeof *rows);
    size_t count = 0;
    if (!rows)
        return RESULT_ERROR;
    const enum result result = report_faults(console->db, open, &request->arena, rows, max + 1, &count);
    for (size_t i = 0; result == RESULT_OK && i < count && i < max; i++)
        show_row(console, request, view, list, i, &rows[i]);
    if (open)
        view_set_bool(view, "faults_more", count > max);
    return result;
}

enum result fault_show(struct console *console, struct request *request, struct view *view)
{
    const enum result result = show_list(console, request, view, "faults", true, OPEN_MAX);
    return result == RESULT_OK ? show_list(console, request, view, "settled", false, SETTLED_MAX) : result;
}

void fault_warn(struct console *console, struct view *view)
{
    unsigned count = 0;
    if (!(console->role & (ROLE_CENTRE | ACTOR_ADMIN)))
        return;
    if (report_faults_open(console->db, OPEN_MAX + 1, &count) != RESULT_OK)
        log_warn("papers that could not be made are not counted now");
    view_set_int(view, "unmade", count > OPEN_MAX ? OPEN_MAX : count);
    view_set_bool(view, "unmade_more", count > OPEN_MAX);
}

enum result fault_settle(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct report_fault_row row;
    int64_t id;
    (void)view;
    if (!request_param_int(request, "id", &id))
        return RESULT_NOT_FOUND;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = report_fault_read(console->db, (uint64_t)id, &request->arena, &row);
    if (result == RESULT_OK)
        result = console_looks(console, "report.settle", row.about, row.text);
    if (result != RESULT_OK)
        return result;
    result = report_fault_settle(console->db, row.id, console->who.name);
    const bool before = result == RESULT_CONFLICT;
    if (result == RESULT_OK || before)
        response_redirect(response, before ? "/console/reports?done=settled_before#faults" : "/console/reports?done=settled#faults");
    return before ? RESULT_OK : result;
}
