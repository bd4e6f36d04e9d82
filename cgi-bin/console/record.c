/* /console/records: a whole record with its history, and decisions about it by two people. */
#include "console/casepage.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/recipient.h"
#include "console/words.h"
#include "db/caselook.h"
#include "db/decision.h"
#include "db/memory.h"
#include "db/record.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <string.h>

#define DECISIONS_PAGE 30
#define DECISIONS_MAX 20   /* of one record */
#define CASES_MAX 20       /* of one record */
#define REASON_SIGNS 500   /* the public notice of an annulment shows it */

static const char *const states[] = {"waiting", "decided", NULL};
static const char *const kinds[] = {"withdrawn", "annulled", NULL};

const struct form_field decision_query[] = {
    {.name = "id", .type = FORM_ID}, {.name = "state", .type = FORM_CHOICE, .choices = states}, {.name = "after", .type = FORM_ID}, FORM_END};
const struct form_field propose_fields[] = {
    {.name = "kind", .type = FORM_CHOICE, .choices = kinds, .required = true},
    {.name = "document_no", .type = FORM_LINE, .max = 128},
    {.name = "reason", .type = FORM_TEXT, .required = true, .min = 4, .max = REASON_SIGNS},
    {.name = "version", .type = FORM_INTEGER, .required = true, .min = 1, .max = INT32_MAX},
    FORM_END};
const struct form_field decision_fields[] = {
    {.name = "decision", .type = FORM_ID, .required = true}, {.name = "reason", .type = FORM_TEXT, .max = REASON_SIGNS}, FORM_END};

static const char *kind_name(const char *kind)
{
    return strcmp(kind, "annulled") == 0 ? "决定已撤销" : "来源撤回";
}

static void show_decision(const struct console *console, struct view_node *row, const struct decision_line *line)
{
    desk_id(row, "id", line->id);
    desk_id(row, "record", line->record_id);
    view_node_set(row, "kind", line->kind);
    view_node_set(row, "kind_name", kind_name(line->kind));
    view_node_set(row, "state", line->state);
    view_node_set(row, "document_no", line->document_no);
    view_node_set(row, "reason", line->reason);
    view_node_set(row, "by", line->by);
    view_node_set(row, "mine", strcmp(line->by, console->who.name) == 0 ? "1" : "");
    view_node_set(row, "decided_by", line->decided_by);
    view_node_set(row, "decided_reason", line->decided_reason);
    view_node_set(row, "name", line->name);
    view_node_set(row, "set_name", line->set_name);
    desk_time(row, "at", line->at);
    desk_time(row, "decided_at", line->decided_at);
}

enum result decision_index(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct decision_line *lines = arena_alloc(&request->arena, (DECISIONS_PAGE + 1) * sizeof *lines);
    const bool waiting = strcmp(form_text(request->values, "state"), "decided") != 0;
    size_t count = 0;
    if (!lines)
        return RESULT_ERROR;
    if (form_given(request->values, "id")) {
        response_redirect(response, request_printf(request, "/console/records/%" PRId64, form_number(request->values, "id")));
        return RESULT_OK;
    }
    if (console->role == ACTOR_SOURCE && !console_unit(console))
        return RESULT_DENIED;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = console_looks(console, "record.list", waiting ? "waiting" : "decided", NULL);
    if (result == RESULT_OK)
        result = decision_list(console->db, 0, console_unit(console), waiting, (uint64_t)form_number(request->values, "after"), &request->arena, lines,
                               DECISIONS_PAGE + 1, &count);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "记录决定", "decisions");
    view_set_bool(view, "waiting", waiting);
    for (size_t i = 0; i < count && i < DECISIONS_PAGE; i++)
        show_decision(console, view_row(view, "rows", i), &lines[i]);
    if (count > DECISIONS_PAGE)
        view_text(view, "paging.next", request_link(request, "after", request_printf(request, "%" PRIu64, lines[DECISIONS_PAGE - 1].id)));
    if (form_given(request->values, "after"))
        view_text(view, "paging.first", request_link(request, "after", NULL));
    return RESULT_OK;
}

/* ---------------------------------------------------------------- one record */

static enum result show_facts(struct view *view, const struct info_set *set, const struct record_whole *record)
{
    json_t *facts = case_facts(record->facts);
    if (!facts)
        return RESULT_ERROR;
    for (size_t i = 0; i < set->field_count; i++) {
        struct view_node *row = view_row(view, "fields", i);
        view_node_set(row, "code", set->fields[i].code);
        view_node_set(row, "label", set->fields[i].label);
        desk_value(row, "value", &set->fields[i], json_string_value(json_object_get(facts, set->fields[i].code)));
        view_node_set(row, "secret", set->fields[i].openness != OPEN_PUBLIC || set->fields[i].mask == MASK_HIDE ? "1" : "");
    }
    json_decref(facts);
    return RESULT_OK;
}

static void show_head(const struct console *console, struct view *view, const struct record_whole *record, const struct info_set *set)
{
    const struct source_unit *source = memory_unit(console->memory, record->source_id);
    struct view_node *node = view_child(view, "record");
    desk_id(node, "id", record->id);
    view_node_set(node, "name", record->name);
    view_node_set(node, "uscc", record->uscc);
    view_node_set(node, "document_no", record->document_no);
    view_node_set(node, "authority", record->authority);
    view_node_set(node, "set", set->code);
    view_node_set(node, "set_name", set->name);
    view_node_set(node, "group", set->group);
    view_node_set(node, "source", source ? source->name : "");
    view_node_set(node, "region", memory_place(console->memory, record->region));
    view_node_set(node, "state", record->state);
    view_node_set(node, "state_name", word_record_state(record->state));
    view_node_set(node, "live", strcmp(record->state, "live") == 0 ? "1" : "");
    view_node_set(node, "published", record->published ? "1" : "");
    view_node_set(node, "publishable", record->publishable ? "1" : "");
    view_node_set(node, "flagged", record->flagged ? "1" : "");
    view_node_set(node, "corrected", record->corrected ? "1" : "");
    view_node_set(node, "is_person", record->is_person ? "1" : "");
    view_node_set_int(node, "version", record->version);
    desk_day(node, "decided_on", record->decided_on);
    desk_day(node, "publish_from", record->publish_from);
    desk_day(node, "publish_until", record->publish_until);
    desk_time(node, "received_at", record->received_at);
    desk_time(node, "updated_at", record->updated_at);
    for (size_t i = 0; i < record->hold_count; i++)
        view_node_set(view_row(view, "holds", i), "number", record->holds[i]);
    for (size_t i = 0; i < record->event_count; i++) {
        struct view_node *row = view_row(view, "events", i);
        desk_time(row, "at", record->events[i].at);
        view_node_set(row, "kind", word_record_event(record->events[i].kind));
        view_node_set(row, "actor", record->events[i].actor);
        view_node_set(row, "document_no", record->events[i].document_no);
        view_node_set(row, "reason", record->events[i].reason);
    }
}

static enum result show_beside(struct console *console, struct request *request, struct view *view, const struct record_whole *record)
{
    struct decision_line *lines = arena_alloc(&request->arena, DECISIONS_MAX * sizeof *lines);
    struct case_other *cases = arena_alloc(&request->arena, CASES_MAX * sizeof *cases);
    size_t count = 0, old = 0;
    if (!lines || !cases)
        return RESULT_ERROR;
    enum result result = decision_list(console->db, record->id, console_unit(console), false, 0, &request->arena, lines, DECISIONS_MAX, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        const bool waits = strcmp(lines[i].state, "waiting") == 0;
        struct view_node *row = waits ? view_child(view, "decision") : view_row(view, "decisions", old++);
        show_decision(console, row, &lines[i]);
        if (waits && lines[i].record_version != record->version)
            view_node_set(row, "stale", "1");
    }
    count = 0;
    if (result == RESULT_OK && console->role & ROLE_CENTRE)
        result = case_of_record(console->db, record->id, "", &request->arena, cases, CASES_MAX, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        struct view_node *row = view_row(view, "cases", i);
        view_node_set(row, "number", cases[i].number);
        view_node_set(row, "kind_name", case_kind_label(cases[i].kind));
        view_node_set(row, "state_name", case_state_label(cases[i].state));
        view_node_set(row, "held", cases[i].held ? "1" : "");
        desk_day(row, "filed_on", day_today_shanghai(cases[i].filed_at));
    }
    return result;
}

/* The whole page; also after a POST that was not carried out. */
static enum result fill(struct console *console, struct request *request, struct view *view, struct response *response)
{
    struct record_whole *record = arena_alloc(&request->arena, sizeof *record);
    int64_t id;
    if (!record)
        return RESULT_ERROR;
    if (!request_param_int(request, "id", &id) || (console->role == ACTOR_SOURCE && !console_unit(console)))
        return RESULT_NOT_FOUND;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = record_read_whole(console->db, (uint64_t)id, &request->arena, record);
    if (result == RESULT_OK && console_unit(console) && record->source_id != console_unit(console))
        result = RESULT_NOT_FOUND;
    const struct info_set *set = result == RESULT_OK ? catalogue_by_number(&console->memory->catalogue, record->set_number) : NULL;
    if (result == RESULT_OK && !set)
        result = RESULT_NOT_FOUND;
    if (result == RESULT_OK)
        result = console_looks(console, "record.read", request_printf(request, "%" PRId64, id), NULL);
    if (result == RESULT_OK)
        result = show_facts(view, set, record);
    if (result == RESULT_OK)
        result = show_beside(console, request, view, record);
    if (result == RESULT_OK)
        result = recipient_show(console, request, view, record);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, record->name, "decisions");
    show_head(console, view, record, set);
    desk_token(console, request, view, "form.propose", request_printf(request, "/console/records/%" PRId64 "/propose", id));
    desk_token(console, request, view, "form.confirm", request_printf(request, "/console/records/%" PRId64 "/confirm", id));
    desk_token(console, request, view, "form.reject", request_printf(request, "/console/records/%" PRId64 "/reject", id));
    view_set_bool(view, "may.propose", console->role & (ACTOR_REVIEWER | ACTOR_PUBLISHER | ACTOR_SOURCE));
    view_set_bool(view, "may.decide", console->role & (ACTOR_REVIEWER | ACTOR_PUBLISHER));
    return RESULT_OK;
}

enum result record_show(struct request *request, struct view *view, struct response *response, void *program)
{
    if (strcmp(desk_done(request), "proposed") == 0)
        desk_say(view, "ok", "已提出，等待另一人确认", "确认之前，记录与公示都不变。");
    else if (strcmp(desk_done(request), "confirm") == 0)
        desk_say(view, "ok", "已确认，立即生效", "");
    else if (strcmp(desk_done(request), "reject") == 0)
        desk_say(view, "ok", "已退回，记录不变", "");
    else if (strcmp(desk_done(request), "told") == 0)
        desk_say(view, "ok", "已告知", "通知已排入发送。没有联系方式的，请用其他方式告知。");
    else if (strcmp(desk_done(request), "untold") == 0)
        desk_say(view, "warn", "没有可发的通知", "都已告知过，或没有留下联系方式；请用其他方式告知。");
    return fill(program, request, view, response);
}

/* The page again, with what was typed. */
static enum result show_again(struct request *request, struct view *view, struct response *response, struct console *console, int status)
{
    form_show(request->values, view);
    response_show(response, status, "console/record_show");
    return fill(console, request, view, response);
}

enum result decision_offer(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    const struct form_values *values = request->values;
    int64_t id;
    if (!request_param_int(request, "id", &id))
        return RESULT_NOT_FOUND;
    if (strcmp(form_text(values, "kind"), "annulled") == 0 && !form_given(values, "document_no"))
        form_fail(request->values, "document_no", "撤销须有文书号，公告中会写明");
    if (values->errors)
        return show_again(request, view, response, console, 422);
    const enum result result = decision_propose(console->db, (uint64_t)id, form_text(values, "kind"), form_text(values, "document_no"),
                                                form_text(values, "reason"), (unsigned)form_number(values, "version"), console_unit(console),
                                                console->who.name);
    if (result == RESULT_CONFLICT) {
        desk_say(view, "stop", "没有提出：记录已有变化", "记录不再有效、有了更新，或者已有一份提议等待确认。下面是现在的情况。");
        return show_again(request, view, response, console, 409);
    }
    if (result == RESULT_OK)
        response_redirect(response, request_printf(request, "/console/records/%" PRId64 "?done=proposed", id));
    return result;
}

enum result decision_settle(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    const char *move = request_param(request, "move");
    const bool confirm = strcmp(move, "confirm") == 0;
    bool moved = false;
    int64_t id;
    if (!request_param_int(request, "id", &id) || (!confirm && strcmp(move, "reject") != 0))
        return RESULT_NOT_FOUND;
    if (!confirm && !form_given(request->values, "reason"))
        form_fail(request->values, "reason", "请写明退回的理由");
    if (request->values->errors)
        return show_again(request, view, response, console, 422);
    const enum result result = decision_decide(console->db, (uint64_t)id, (uint64_t)form_number(request->values, "decision"), confirm,
                                               form_text(request->values, "reason"), console->who.name, &moved);
    switch (result) {
    case RESULT_OK:
        response_redirect(response, request_printf(request, "/console/records/%" PRId64 "?done=%s", id, move));
        return RESULT_OK;
    case RESULT_DENIED:
        desk_say(view, "stop", "没有办理：不能确认自己的提议", "须由另一人确认；您可以退回自己的提议。");
        return show_again(request, view, response, console, 403);
    case RESULT_CONFLICT:
        desk_say(view, "stop", "没有办理：记录已有变化", moved ? "提议之后记录又有更新，请退回后重新提出。" : "等待确认的已是另一份提议。");
        return show_again(request, view, response, console, 409);
    case RESULT_NOT_FOUND:
        desk_say(view, "stop", "没有办理：别人已先办理", "这份提议已经确认或退回。下面是现在的情况。");
        return show_again(request, view, response, console, 409);
    default:
        return result;
    }
}
