/* /console/batches: deliveries with their counts and issues; a source unit sees its own. */
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "db/delivery.h"
#include "db/memory.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BATCHES_PAGE 30
#define ISSUES_PAGE 100

const struct form_field batch_fields[] = {
    {.name = "set", .type = FORM_SLUG}, {.name = "after", .type = FORM_LINE, .max = 40}, FORM_END};

static void show_batch(const struct console *console, struct view_node *row, const struct delivery *batch)
{
    static const struct { const char *code, *name; } states[] = {{"running", "处理中"}, {"done", "完成"}, {"failed", "未完成"}};
    const struct info_set *set = catalogue_by_number(&console->memory->catalogue, batch->set_number);
    const struct source_unit *source = memory_unit(console->memory, batch->source_id);
    desk_id(row, "id", batch->id);
    view_node_set(row, "set_name", set ? set->name : "");
    view_node_set(row, "set", set ? set->code : "");
    view_node_set(row, "source", source ? source->name : "");
    view_node_set(row, "file", batch->file_name);
    view_node_set(row, "state", batch->state);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].code, batch->state) == 0)
            view_node_set(row, "state_name", states[i].name);
    view_node_set(row, "actor", batch->actor);
    desk_time(row, "started_at", batch->started_at);
    desk_time(row, "finished_at", batch->finished_at);
    view_node_set_int(row, "accepted", batch->accepted);
    view_node_set_int(row, "flagged", batch->flagged);
    view_node_set_int(row, "rejected", batch->rejected);
    view_node_set_int(row, "changed", batch->changed);
}

/* The key of a page of batches is an id, that of issues "line.seq". */
static bool read_key(const char *text, uint64_t *first, unsigned *second)
{
    char rest;
    *first = 0;
    *second = 0;
    return !*text || sscanf(text, "%" SCNu64 ".%u%c", first, second, &rest) == 2 || sscanf(text, "%" SCNu64 "%c", first, &rest) == 1;
}

enum result batch_index(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct delivery *batches = arena_alloc(&request->arena, (BATCHES_PAGE + 1) * sizeof *batches);
    const char *code = form_text(request->values, "set");
    uint64_t before;
    unsigned unused;
    size_t count = 0;
    if (!batches)
        return RESULT_ERROR;
    if (console->role == ACTOR_SOURCE && !console_unit(console))
        return RESULT_DENIED;
    enum result result = console_ready(console);
    const struct info_set *set = result == RESULT_OK && *code ? catalogue_by_code(&console->memory->catalogue, code) : NULL;
    if (result == RESULT_OK && (!read_key(form_text(request->values, "after"), &before, &unused) || (*code && !set)))
        result = RESULT_NOT_FOUND;
    if (result == RESULT_OK)
        result = console_looks(console, "batch.read", *code ? code : "-", NULL);
    if (result == RESULT_OK)
        result = delivery_list(console->db, console_unit(console), set ? set->number : 0, before, &request->arena, batches, BATCHES_PAGE + 1, &count);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "数据批次", "batches");
    view_set_bool(view, "unit", console->role == ACTOR_SOURCE);
    view_text(view, "filter.set", code);
    for (size_t i = 0; i < console->memory->catalogue.count; i++) {
        struct view_node *option = view_row(view, "sets", i);
        view_node_set(option, "code", console->memory->catalogue.sets[i]->code);
        view_node_set(option, "name", console->memory->catalogue.sets[i]->name);
        if (console->memory->catalogue.sets[i] == set)
            view_node_set(option, "selected", "1");
    }
    for (size_t i = 0; i < count && i < BATCHES_PAGE; i++)
        show_batch(console, view_row(view, "rows", i), &batches[i]);
    if (count > BATCHES_PAGE)
        view_text(view, "paging.next", request_link(request, "after", request_printf(request, "%" PRIu64, batches[BATCHES_PAGE - 1].id)));
    if (before)
        view_text(view, "paging.first", request_link(request, "after", NULL));
    return RESULT_OK;
}

enum result batch_show(struct request *request, struct view *view, struct response *response, void *program)
{
    static const struct { const char *code, *name; } kinds[] = {{"flag", "存疑，已收下"}, {"reject", "未收下"}, {"decision", "与已作的决定不符，未改动"}};
    struct console *console = program;
    struct delivery_issue *issues = arena_alloc(&request->arena, (ISSUES_PAGE + 1) * sizeof *issues);
    struct delivery batch;
    int64_t id;
    uint64_t line;
    unsigned seq;
    size_t count = 0;
    if (!issues)
        return RESULT_ERROR;
    if (!request_param_int(request, "id", &id) || !read_key(form_text(request->values, "after"), &line, &seq) || line > UINT32_MAX)
        return RESULT_NOT_FOUND;
    if (console->role == ACTOR_SOURCE && !console_unit(console))
        return RESULT_DENIED;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = delivery_find(console->db, (uint64_t)id, console_unit(console), &request->arena, &batch);
    if (result == RESULT_OK)
        result = console_looks(console, "batch.read", request_printf(request, "%" PRId64, id), NULL);
    if (result == RESULT_OK)
        result = delivery_issues(console->db, batch.id, (uint32_t)line, seq, &request->arena, issues, ISSUES_PAGE + 1, &count);
    if (result != RESULT_OK)
        return result;
    const struct info_set *set = catalogue_by_number(&console->memory->catalogue, batch.set_number);
    desk_begin(console, request, view, response, request_printf(request, "批次 %" PRId64, id), "batches");
    show_batch(console, view_child(view, "batch"), &batch);
    for (size_t i = 0; i < count && i < ISSUES_PAGE; i++) {
        const struct field *field = set && *issues[i].field ? info_set_field(set, issues[i].field) : NULL;
        struct view_node *row = view_row(view, "rows", i);
        view_node_set_int(row, "line", issues[i].line);
        view_node_set(row, "kind", issues[i].kind);
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (strcmp(kinds[k].code, issues[i].kind) == 0)
                view_node_set(row, "kind_name", kinds[k].name);
        view_node_set(row, "field", field ? field->label : issues[i].field);
        view_node_set(row, "reason", issues[i].reason);
    }
    if (count > ISSUES_PAGE)
        view_text(view, "paging.next", request_link(request, "after", request_printf(request, "%" PRIu32 ".%u", issues[ISSUES_PAGE - 1].line,
                                                                                        issues[ISSUES_PAGE - 1].seq)));
    if (line || seq)
        view_text(view, "paging.first", request_link(request, "after", NULL));
    return RESULT_OK;
}
