/* /console: the queues of cases with their clocks; taking a case as one's own. */
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/casefile.h"
#include "db/job.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <string.h>

#define QUEUE_PAGE 30   /* rows of a page: a screen and a half */
#define MESSAGES_MAX 8   /* that the page lists */
#define QUEUE_CAP 1000  /* case_queue_counts counts so far */

static const char *const queues[] = {"mine", "today", "overdue", "waiting", "new", "all", "closed", NULL};
static const char *const kinds[] = {"objection", "repair", "complaint", "report", NULL};

const struct form_field queue_fields[] = {
    {.name = "queue", .type = FORM_CHOICE, .choices = queues},
    {.name = "kind", .type = FORM_CHOICE, .choices = kinds},
    {.name = "q", .type = FORM_LINE, .max = 100},
    {.name = "after", .type = FORM_LINE, .max = 100},
    FORM_END};

/* The tabs, in the order of case_queue_counts. What a unit calls them; NULL: a unit has none. */
static const struct tab { const char *code, *name, *unit_name; } tabs[] = {
    {"mine", "我的", NULL}, {"today", "今天到期", "今天到期"}, {"overdue", "已超期", "已超期"},
    {"waiting", "待来源单位", "待我单位答复"}, {"new", "新收", NULL}, {"all", "在办", "全部在办"},
};
#define TABS (sizeof tabs / sizeof *tabs)

static void show_tabs(const struct console *console, struct view *view, const char *chosen, const unsigned *counts)
{
    const bool unit = console->role == ACTOR_SOURCE;
    size_t n = 0;
    for (size_t i = 0; i <= TABS; i++) {
        const char *name = i == TABS ? "已办结" : unit ? tabs[i].unit_name : tabs[i].name, *code = i == TABS ? "closed" : tabs[i].code;
        if (!name)
            continue;
        struct view_node *tab = view_row(view, "tabs", n++);
        view_node_set(tab, "name", name);
        view_node_set(tab, "code", code);
        view_node_printf(tab, "href", "/console?queue=%s", code);
        if (strcmp(code, chosen) == 0)
            view_node_set(tab, "chosen", "1");
        if (i == TABS)
            continue;
        if (counts[i] >= QUEUE_CAP)
            view_node_printf(tab, "count", "%d+", QUEUE_CAP);
        else
            view_node_set_int(tab, "count", counts[i]);
        if (strcmp(code, "overdue") == 0 && counts[i])
            view_node_set(tab, "hot", "1");
    }
}

static void show_line(struct console *console, struct request *request, struct view_node *row, const struct case_line *line)
{
    view_node_set(row, "number", line->number);
    view_node_set(row, "kind", case_kind_code(line->kind));
    view_node_set(row, "kind_name", case_kind_label(line->kind));
    view_node_set(row, "state", case_state_code(line->state));
    view_node_set(row, "state_name", case_state_label(line->state));
    view_node_set(row, "applicant", line->applicant_name);
    view_node_set(row, "record", line->record_name);
    view_node_set(row, "set", line->set_name);
    view_node_set(row, "reason", word_reason(line->kind, line->reason));
    view_node_set(row, "source", line->source);
    view_node_set(row, "owner", line->owner);
    if (*line->owner && strcmp(line->owner, console->who.name) == 0)
        view_node_set(row, "mine", "1");
    if (line->held)
        view_node_set(row, "held", "1");
    if (line->proposed)
        view_node_set(row, "proposed", "1");
    if (case_state_over(line->state))
        view_node_set(row, "over", "1");
    desk_day(row, "filed_on", day_today_shanghai(line->filed_at));
    if (line->due != DAY_NONE) {
        struct view_node *clock = view_node_child(row, "clock");
        desk_clock(console, request, clock, line->due, line->provisional);
        view_node_set(clock, "step", case_step_label(line->step));
    }
}

/* The queue that is shown when none is asked for: what is waiting for this person. */
static const char *first_queue(const struct console *console, const unsigned *counts)
{
    if (console->role == ACTOR_SOURCE)
        return "waiting";
    return counts[0] ? "mine" : "all";
}

/* What came in for this person, this role or this unit: the newest messages to their desks. */
static enum result show_messages(struct console *console, struct request *request, struct view *view)
{
    struct message_line *lines = arena_alloc(&request->arena, MESSAGES_MAX * sizeof *lines);
    const char *desks[2];
    size_t count = 0;
    desks[0] = request_printf(request, "staff:%s", console->who.name);
    desks[1] = console->role == ACTOR_SOURCE ? request_printf(request, "unit:%u", console_unit(console)) : request_printf(request, "role:%s", console->who.role);
    if (!lines || !desks[0] || !desks[1])
        return RESULT_ERROR;
    const enum result result = desk_list(console->db, desks, 2, request->now, &request->arena, lines, MESSAGES_MAX, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        struct view_node *row = view_row(view, "messages", i);
        view_node_set(row, "name", word_template(lines[i].template_name));
        view_node_set(row, "number", lines[i].case_number);
        desk_time(row, "at", lines[i].made_at);
    }
    return result;
}

static void show_paging(struct request *request, struct view *view, const struct case_line *lines, size_t count)
{
    if (count > QUEUE_PAGE)
        view_text(view, "paging.next", request_link(request, "after", lines[QUEUE_PAGE - 1].key));
    if (form_given(request->values, "after"))
        view_text(view, "paging.first", request_link(request, "after", NULL));
}

enum result queue_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct case_line *lines = arena_alloc(&request->arena, (QUEUE_PAGE + 1) * sizeof *lines);
    unsigned counts[TABS] = {0};
    size_t count = 0;
    if (!(console->role & ROLE_CASES)) {
        response_redirect(response, desk_home(console->role));
        return RESULT_OK;
    }
    struct case_query query = {.staff = console->who.name, .source_id = console_unit(console), .kind = form_text(request->values, "kind"),
                               .text = form_text(request->values, "q"), .after = form_text(request->values, "after"),
                               .today = request->today, .max = QUEUE_PAGE + 1};
    if (!lines)
        return RESULT_ERROR;
    if (console->role == ACTOR_SOURCE && !query.source_id)
        return RESULT_DENIED; /* an account without its unit sees nothing */
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = case_queue_counts(console->db, &query, counts);
    if (result != RESULT_OK)
        return result;
    query.queue = form_given(request->values, "queue") ? form_text(request->values, "queue") : *query.text ? "all" : first_queue(console, counts);
    result = console_looks(console, "queue.read", query.queue, *query.text ? query.text : NULL);
    if (result == RESULT_OK)
        result = case_queue(console->db, &query, &request->arena, lines, &count);
    if (result == RESULT_INVALID)
        return RESULT_NOT_FOUND; /* a key that is none */
    if (result != RESULT_OK)
        return result;
    result = show_messages(console, request, view);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "办件", "queue");
    desk_token(console, request, view, "form.take", "/console/take");
    view_text(view, "queue", query.queue);
    view_text(view, "filter.q", query.text);
    view_text(view, "filter.kind", query.kind);
    view_set_bool(view, "unit", console->role == ACTOR_SOURCE);
    view_printf(view, "here", "/console?%s", request->raw_query);
    show_tabs(console, view, query.queue, counts);
    for (size_t i = 0; kinds[i]; i++) {
        enum case_kind kind;
        struct view_node *option = view_row(view, "kinds", i);
        view_node_set(option, "code", kinds[i]);
        view_node_set(option, "name", case_kind_parse(kinds[i], &kind) ? case_kind_label(kind) : "");
        if (strcmp(kinds[i], query.kind) == 0)
            view_node_set(option, "selected", "1");
    }
    for (size_t i = 0; i < count && i < QUEUE_PAGE; i++)
        show_line(console, request, view_row(view, "rows", i), &lines[i]);
    show_paging(request, view, lines, count);
    return RESULT_OK;
}

const struct form_field take_fields[] = {
    {.name = "number", .type = FORM_CODE, .required = true, .max = CASE_NUMBER_TEXT},
    {.name = "give", .type = FORM_CHECK},
    {.name = "back", .type = FORM_LINE, .max = 500},
    FORM_END};

enum result case_take(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct console *console = program;
    const char *number = form_text(request->values, "number"), *back = form_text(request->values, "back");
    struct casefile *file = arena_alloc(&request->arena, sizeof *file);
    if (!file)
        return RESULT_ERROR;
    if (request->values->errors)
        return RESULT_NOT_FOUND;
    /* only a case that this person may see */
    enum result result = case_read(console->db, number, console_unit(console), &request->arena, file);
    if (result == RESULT_OK)
        result = case_assign(console->db, number, form_given(request->values, "give") ? "" : console->who.name);
    if (result != RESULT_OK)
        return result;
    const bool ours = strcmp(back, "/console") == 0 || strncmp(back, "/console?", 9) == 0;
    response_redirect(response, ours ? back : request_printf(request, "/console/cases/%s", file->number));
    return RESULT_OK;
}
