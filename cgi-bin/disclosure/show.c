/* What several pages show. */
#include "disclosure/show.h"

#include "db/memory.h"
#include "disclosure/disclosure.h"
#include "web/request.h"
#include "web/view.h"

#include <inttypes.h>
#include <stdio.h>

void show_day(struct view_node *node, const char *name, day_t day)
{
    char text[DAY_TEXT];
    if (day != DAY_NONE)
        view_node_set(node, name, day_format(day, text));
}

day_t show_utc_day(const char *utc)
{
    time_t moment;
    return time_parse_utc(utc, &moment) ? day_today_shanghai(moment) : DAY_NONE;
}

void show_id(struct view_node *node, const char *name, uint64_t id)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRIu64, id);
    view_node_set_len(node, name, text, (size_t)n);
}

const char *show_source(const struct disclosure *site, const struct list_row *row)
{
    if (row->authority[0])
        return row->authority;
    const struct source_unit *unit = memory_unit(site->memory, row->source_id);
    return unit ? unit->name : "";
}

void show_row(const struct disclosure *site, struct view_node *node, const struct list_row *row)
{
    const struct info_set *set = catalogue_by_number(&site->memory->catalogue, row->set_number);
    show_id(node, "id", row->id);
    view_node_set(node, "name", row->name);
    view_node_set(node, "uscc", row->uscc);
    if (set) {
        view_node_set(node, "set_name", set->name);
        view_node_set(node, "group", set->group);
    }
    view_node_set(node, "document_no", row->document_no);
    view_node_set(node, "kind", set && set->roles[ROLE_KIND] ? field_word(set->roles[ROLE_KIND], row->kind) : row->kind);
    view_node_set(node, "source", show_source(site, row));
    show_day(node, "decided_on", row->decided_on);
    show_day(node, "until", row->publish_until);
    if (row->is_person)
        view_node_set(node, "masked", "1");
}

void show_regions(const struct disclosure *site, struct view *view, uint32_t selected)
{
    static const char *const levels[] = {"province", "city", "county"};
    const struct divisions *d = &site->memory->divisions;
    struct view_node *options = view_child(view, "options");
    size_t n = 0;
    for (size_t i = 0; i < d->count; i++) {
        const struct division *each = &d->items[i];
        if (each->level > 1 && (!selected || division_city(each->code) != division_city(selected)))
            continue; /* a hundred counties: only those of the chosen city */
        struct view_node *row = view_node_row(options, "regions", n++);
        view_node_set_int(row, "code", each->code);
        view_node_set(row, "name", each->level == 0 ? "省本级" : each->name);
        view_node_set(row, "level", levels[each->level < 3 ? each->level : 2]);
        if (selected == each->code)
            view_node_set(row, "selected", "1");
    }
}

void show_paging(struct view *view, struct request *request, const char *next, bool here, bool scanned)
{
    if (next)
        view_text(view, "paging.next", request_link(request, "after", next));
    if (here)
        view_text(view, "paging.first", request_link(request, "after", NULL));
    if (scanned)
        view_text(view, "paging.scanned", "1");
}

void show_missing(struct view *view, const char *kind, const char *text)
{
    view_text(view, "error.kind", kind);
    view_text(view, "error.text", text);
}
