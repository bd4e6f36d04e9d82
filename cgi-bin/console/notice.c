/* /console/notices and /console/jobs: messages to applicants and work in the background, with what failed. */
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/job.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <string.h>

#define PAGE 50

static const char *const states[] = {"waiting", "failed", "limited", "sent", NULL};
static const char *const job_states[] = {"waiting", "failed", "done", NULL};

const struct form_field notice_fields[] = {{.name = "state", .type = FORM_CHOICE, .choices = states}, {.name = "after", .type = FORM_ID}, FORM_END};
const struct form_field notice_retry_fields[] = {{.name = "id", .type = FORM_ID, .required = true}, FORM_END};
const struct form_field job_fields[] = {{.name = "state", .type = FORM_CHOICE, .choices = job_states}, {.name = "after", .type = FORM_ID}, FORM_END};

static void show_paging(struct request *request, struct view *view, size_t count, uint64_t last)
{
    if (count > PAGE)
        view_text(view, "paging.next", request_link(request, "after", request_printf(request, "%" PRIu64, last)));
    if (form_given(request->values, "after"))
        view_text(view, "paging.first", request_link(request, "after", NULL));
}

enum result notice_index(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct message_line *lines = arena_alloc(&request->arena, (PAGE + 1) * sizeof *lines);
    const char *state = form_text(request->values, "state");
    unsigned waiting, failed;
    size_t count = 0;
    if (!lines)
        return RESULT_ERROR;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = console_looks(console, "notice.read", *state ? state : "-", NULL);
    if (result == RESULT_OK)
        result = outbox_late(console->db, request->now, &waiting, &failed);
    if (result == RESULT_OK)
        result = outbox_list(console->db, state, (uint64_t)form_number(request->values, "after"), &request->arena, lines, PAGE + 1, &count);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "通知", "notices");
    desk_token(console, request, view, "form.token", "/console/notices");
    view_text(view, "state", state);
    view_set_int(view, "late.waiting", waiting);
    view_set_int(view, "late.failed", failed);
    view_set_bool(view, "cases", console->role & ROLE_CENTRE);
    if (strcmp(desk_done(request), "retry") == 0)
        desk_say(view, "ok", "已重新排入发送", "");
    for (size_t i = 0; i < count && i < PAGE; i++) {
        struct view_node *row = view_row(view, "rows", i);
        desk_id(row, "id", lines[i].id);
        view_node_set(row, "channel", word_channel(lines[i].channel));
        view_node_set(row, "name", word_template(lines[i].template_name));
        view_node_set(row, "number", lines[i].case_number);
        view_node_set(row, "state", lines[i].state);
        view_node_set(row, "state_name", word_notice_state(lines[i].state));
        view_node_set(row, "why", lines[i].why);
        view_node_set_int(row, "tries", lines[i].tries);
        desk_time(row, "made_at", lines[i].made_at);
        desk_time(row, "due_at", lines[i].due_at);
        desk_time(row, "sent_at", lines[i].sent_at);
    }
    show_paging(request, view, count, count > PAGE ? lines[PAGE - 1].id : 0);
    return RESULT_OK;
}

enum result notice_retry(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct console *console = program;
    if (request->values->errors)
        return RESULT_NOT_FOUND;
    const uint64_t id = (uint64_t)form_number(request->values, "id");
    enum result result = console_looks(console, "notice.retry", request_printf(request, "%" PRIu64, id), NULL);
    if (result == RESULT_OK)
        result = outbox_retry(console->db, id, request->now);
    if (result == RESULT_OK)
        response_redirect(response, "/console/notices?done=retry");
    return result;
}

enum result job_index(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct job_line *lines = arena_alloc(&request->arena, (PAGE + 1) * sizeof *lines);
    const char *state = form_given(request->values, "state") ? form_text(request->values, "state") : "waiting";
    size_t count = 0;
    if (!lines)
        return RESULT_ERROR;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = console_looks(console, "job.read", state, NULL);
    if (result == RESULT_OK)
        result = job_list(console->db, state, (uint64_t)form_number(request->values, "after"), &request->arena, lines, PAGE + 1, &count);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "后台任务", "jobs");
    desk_token(console, request, view, "form.token", "/console/jobs");
    view_text(view, "state", state);
    if (strcmp(desk_done(request), "retry") == 0)
        desk_say(view, "ok", "已重新排入", "");
    for (size_t i = 0; i < count && i < PAGE; i++) {
        struct view_node *row = view_row(view, "rows", i);
        desk_id(row, "id", lines[i].id);
        view_node_set(row, "kind", word_job(lines[i].kind));
        view_node_set(row, "argument", lines[i].argument);
        view_node_set(row, "state", lines[i].state);
        view_node_set(row, "why", lines[i].why);
        view_node_set_int(row, "tries", lines[i].tries);
        desk_time(row, "due_at", lines[i].due_at);
    }
    show_paging(request, view, count, count > PAGE ? lines[PAGE - 1].id : 0);
    return RESULT_OK;
}

enum result job_again(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct console *console = program;
    if (request->values->errors)
        return RESULT_NOT_FOUND;
    const enum result result = job_retry(console->db, (uint64_t)form_number(request->values, "id"), request->now);
    if (result == RESULT_OK)
        response_redirect(response, "/console/jobs?state=waiting&done=retry");
    return result;
}
