/* Lists: /lists and /lists/{set or group}. */
#include "db/list.h"

#include "base/buffer.h"
#include "db/count.h"
#include "db/memory.h"
#include "disclosure/choice.h"
#include "disclosure/content.h"
#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "disclosure/show.h"
#include "disclosure/words.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define DELIVERIES_MAX 200 /* sources of a group; all of a set's sources are some dozens */
#define KINDS_MAX 60       /* options of the filter by kind */
#define FACTS_MAX (256 * 1024) /* what a page of 20 rows is made of: some KiB */
#define LAWS_MAX 40        /* laws that a group's sets stand on */

/* ------------------------------------------------------------------ /lists */

/* Totals and last deliveries of every set, by number. */
struct figures {
    uint64_t total[CATALOGUE_NUMBER_MAX + 1];
    day_t day[CATALOGUE_NUMBER_MAX + 1];
};

static enum result read_figures(struct disclosure *site, struct request *request, struct figures **out)
{
    uint16_t sets[LIST_SETS_MAX];
    size_t n = choice_all_sets(site, sets, LIST_SETS_MAX), count = 0;
    struct count *totals = arena_alloc(&request->arena, LIST_SETS_MAX * sizeof *totals);
    struct figures *f = arena_alloc(&request->arena, sizeof *f);
    if (!f || !totals)
        return RESULT_ERROR;
    for (size_t i = 0; i <= CATALOGUE_NUMBER_MAX; i++)
        f->day[i] = DAY_NONE;
    *out = f;
    if (n == 0)
        return RESULT_OK;
    enum result r = count_sets(site->db, sets, n, COUNT_ALL, 0, 0, totals, LIST_SETS_MAX, &count);
    for (size_t i = 0; r == RESULT_OK && i < count; i++)
        f->total[totals[i].key] = totals[i].n;
    for (size_t i = site->memory->delivery_count; i-- > 0;) /* the newest last */
        f->day[site->memory->deliveries[i].set_number] = site->memory->deliveries[i].day;
    return r;
}

static void show_set(const struct disclosure *site, struct view_node *node, const struct info_set *set, const struct figures *f)
{
    const struct source_unit *unit = memory_unit_by_code(site->memory, set->unit);
    view_node_set(node, "code", set->code);
    view_node_set(node, "name", set->name);
    view_node_set(node, "legal_name", set->legal_name);
    view_node_set(node, "common_name", set->common_name);
    view_node_set(node, "unit", unit ? unit->name : "");
    view_node_set_int(node, "total", (int64_t)f->total[set->number]);
    show_day(node, "updated_on", f->day[set->number]);
}

static const char *group_what(const struct disclosure *site, const char *group)
{
    const struct content_item *item = content_find(site->content, CONTENT_TERM, group);
    return item ? content_key(item, "summary") : "";
}

enum result list_index(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    struct figures *f;
    enum result r = disclosure_ready(site);
    if (r != RESULT_OK || (r = read_figures(site, request, &f)) != RESULT_OK)
        return r;
    const struct catalogue *c = &site->memory->catalogue;
    for (size_t g = 0; catalogue_groups[g]; g++) {
        struct view_node *group = view_row(view, "groups", g);
        uint64_t total = 0;
        size_t n = 0;
        for (const struct info_set *s = NULL; (s = catalogue_next_in_group(c, catalogue_groups[g], s));)
            if (info_set_published(s)) {
                show_set(site, view_node_row(group, "sets", n++), s, f);
                total += f->total[s->number];
            }
        view_node_set(group, "code", catalogue_groups[g]);
        view_node_set(group, "name", word_group_legal(catalogue_groups[g]));
        view_node_set(group, "common", word_group(catalogue_groups[g]));
        view_node_set(group, "what", group_what(site, catalogue_groups[g]));
        view_node_set_int(group, "total", (int64_t)total);
    }
    size_t shown = 0;
    for (size_t i = 0; i < section_count; i++) {
        struct view_node *section = NULL;
        uint64_t total = 0;
        size_t n = 0;
        for (const struct info_set *s = NULL; (s = catalogue_next_in_section(c, section_words[i].code, s));)
            if (!s->group && info_set_published(s)) {
                if (!section)
                    section = view_row(view, "sections", shown++);
                show_set(site, view_node_row(section, "sets", n++), s, f);
                total += f->total[s->number];
            }
        if (section) {
            view_node_set(section, "name", section_words[i].name);
            view_node_set_int(section, "total", (int64_t)total);
        }
    }
    page_head(view, "名单公示", "lists", NULL, 0);
    return RESULT_OK;
}

/* ------------------------------------------------------------------ /lists/{list}: the head */

static void show_laws(const struct disclosure *site, struct view *view, const struct choice *c)
{
    const char *laws[LAWS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < c->filter.set_count; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, c->sets[i]);
        for (size_t l = 0; set && l < set->legal_basis.count && n < LAWS_MAX; l++) {
            size_t k = 0;
            while (k < n && strcmp(laws[k], set->legal_basis.items[l]) != 0)
                k++;
            if (k == n)
                laws[n++] = set->legal_basis.items[l];
        }
    }
    for (size_t i = 0; i < n; i++) {
        char key[32];
        snprintf(key, sizeof key, "list.basis.%zu", i);
        view_text(view, key, laws[i]);
    }
}

/* What the catalogue says of a set as a list: who decides, what puts one on it and takes one off, for how long, what follows. */
static void show_rules(const struct disclosure *site, struct view_node *node, const struct info_set *set)
{
    const struct source_unit *unit = memory_unit_by_code(site->memory, set->unit);
    view_node_set(node, "authority", set->list.authority);
    view_node_set(node, "enters", set->list.enters);
    view_node_set(node, "leaves", set->list.leaves);
    view_node_set(node, "period", set->list.period);
    view_node_set(node, "consequences", set->list.consequences);
    view_node_set(node, "unit", unit ? unit->name : "");
    if (strcmp(set->repair.route, "none") != 0)
        view_node_set(node, "repair", set->repair.authority);
}

static void show_head(const struct disclosure *site, struct view *view, const struct choice *c)
{
    /* a group of one set says what that set says */
    const struct info_set *set = c->set ? c->set : c->filter.set_count == 1 ? catalogue_by_number(&site->memory->catalogue, c->sets[0]) : NULL;
    struct view_node *list = view_child(view, "list");
    view_node_set(list, "code", c->code);
    view_node_set(list, "name", c->name);
    view_node_set(list, "kind", c->set ? "set" : "group");
    view_node_set(list, "group", c->group);
    view_node_set(list, "legal_name", c->set ? c->set->legal_name : word_group_legal(c->code));
    view_node_set(list, "common_name", c->set ? c->set->common_name : c->name);
    view_node_set(list, "what", c->set ? c->set->list.what : group_what(site, c->code));
    if (set)
        show_rules(site, list, set);
    show_laws(site, view, c);
}

/* The sets of a group, each with its own rules. */
static enum result show_members(struct disclosure *site, struct view *view, const struct choice *c)
{
    struct count totals[LIST_SETS_MAX];
    size_t count;
    enum result r = count_sets(site->db, c->sets, c->filter.set_count, COUNT_ALL, 0, 0, totals, LIST_SETS_MAX, &count);
    if (r != RESULT_OK)
        return r;
    struct view_node *list = view_child(view, "list");
    for (size_t i = 0; i < c->filter.set_count; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, c->sets[i]);
        struct view_node *row = view_node_row(list, "sets", i);
        int64_t total = 0;
        for (size_t k = 0; k < count; k++)
            if (totals[k].key == c->sets[i])
                total = (int64_t)totals[k].n;
        view_node_set(row, "code", set->code);
        view_node_set(row, "name", set->name);
        view_node_set(row, "what", set->list.what);
        view_node_set_int(row, "total", total);
        show_rules(site, row, set);
        for (size_t l = 0; l < set->legal_basis.count; l++)
            view_node_set(view_node_row(row, "basis", l), "law", set->legal_basis.items[l]);
    }
    return RESULT_OK;
}

/* The last delivery of each source; they are the choices of the filter by source too. */
static void show_deliveries(const struct disclosure *site, struct view *view, const struct choice *c)
{
    struct list_delivery d[DELIVERIES_MAX];
    size_t n = memory_deliveries(site->memory, c->sets, c->filter.set_count, d, DELIVERIES_MAX), options = 0;
    struct view_node *choices = view_child(view, "options");
    for (size_t i = 0; i < n; i++) {
        const struct source_unit *unit = memory_unit(site->memory, d[i].source_id);
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, d[i].set_number);
        struct view_node *row = view_row(view, "deliveries", i);
        view_node_set(row, "source", unit ? unit->name : "");
        view_node_set(row, "set_name", set ? set->name : "");
        view_node_set(row, "cycle_name", set ? word_cycle(set->cycle) : "");
        show_day(row, "at", d[i].day);
        view_node_set_int(row, "accepted", d[i].accepted);
        size_t before = 0;
        while (before < i && d[before].source_id != d[i].source_id)
            before++;
        if (unit && before == i) {
            struct view_node *option = view_node_row(choices, "sources", options++);
            view_node_set(option, "code", unit->code);
            view_node_set(option, "name", unit->name);
            if (strcmp(unit->code, c->source) == 0)
                view_node_set(option, "selected", "1");
        }
    }
    if (n)
        show_day(view_child(view, "list"), "updated_on", d[0].day);
}

/* The kinds that the sets' field of that role may have. */
static void show_kinds(const struct disclosure *site, struct view *view, const struct choice *c)
{
    const char *kinds[KINDS_MAX];
    size_t n = 0;
    struct view_node *options = view_child(view, "options");
    for (size_t i = 0; i < c->filter.set_count; i++) {
        const struct info_set *set = catalogue_by_number(&site->memory->catalogue, c->sets[i]);
        const struct field *field = set ? set->roles[ROLE_KIND] : NULL;
        for (size_t v = 0; field && v < field->values.count && n < KINDS_MAX; v++) {
            size_t k = 0;
            while (k < n && strcmp(kinds[k], field->values.items[v]) != 0)
                k++;
            if (k == n)
                kinds[n++] = field->values.items[v];
        }
    }
    for (size_t i = 0; i < n; i++) {
        struct view_node *option = view_node_row(options, "kinds", i);
        view_node_set(option, "value", kinds[i]);
        if (strcmp(kinds[i], c->kind) == 0)
            view_node_set(option, "selected", "1");
    }
}

static void show_filter(struct view *view, const struct choice *c)
{
    struct view_node *filter = view_child(view, "filter");
    view_node_set(filter, "q", c->q);
    view_node_set(filter, "region", c->region);
    view_node_set(filter, "source", c->source);
    view_node_set(filter, "kind", c->kind);
    view_node_set(filter, "from", c->from);
    view_node_set(filter, "to", c->to);
    if (c->active)
        view_node_set(filter, "active", "1");
    for (size_t i = 0; i < c->fault_count; i++) {
        bool of_filter = strcmp(c->faults[i].field, "after") != 0;
        struct view_node *error = view_row(view, "errors", i);
        view_node_set(error, "field", of_filter ? c->faults[i].field : "");
        view_node_set(error, "message", c->faults[i].message);
        if (of_filter)
            view_node_set(view_child(view, "fault"), c->faults[i].field, c->faults[i].message);
    }
}

/* The open data of exactly this list and filter. */
static void show_open(struct view *view, struct request *request, const struct choice *c)
{
    static const char *const forms[] = {"csv", "json", "xlsx", "atom"};
    const char *link = request_link(request, "after", NULL);
    const char *query = link ? strchr(link, '?') : NULL;
    struct view_node *open = view_child(view, "open");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        view_node_printf(open, forms[i], "/lists/%s.%s%s", c->code, forms[i], query ? query : "");
    view_printf(view, "page.feed", "/lists/%s.atom%s", c->code, query ? query : "");
}

/* ------------------------------------------------------------------ /lists/{list}: the rows */

/* What a list's page shows of the database. */
struct found {
    struct list_page page;
    struct list_total total;
};

static enum result read_rows(struct disclosure *site, const struct choice *c, struct found *found)
{
    memset(found, 0, sizeof *found);
    if (c->filter.set_count == 0)
        return RESULT_OK;
    return list_read_counted(site->db, &c->filter, c->after, LIST_PAGE, false, &found->page, &found->total);
}

/* Everything that the page of these rows depends on, for response_recall. */
static void add_facts(const struct disclosure *site, const struct request *request, const struct view *view, const struct found *found,
                      struct buffer *facts)
{
    const struct { int64_t looked; uint64_t version, total; day_t today; uint32_t flags; } state = {
        .looked = site->memory->checked_ms, .version = site->memory->catalogue.version, .total = found->total.n, .today = request->today,
        .flags = (uint32_t)found->total.capped | (uint32_t)found->page.more << 1 | (uint32_t)found->page.scanned << 2 |
                 (uint32_t)found->total.unfinished << 3 | (uint32_t)found->page.next.documents << 4};
    const char *const address[] = {request->path, request->raw_query, view_get(view, "page.view")};
    buffer_add(facts, &state, sizeof state);
    for (size_t i = 0; i < sizeof address / sizeof *address; i++)
        buffer_add(facts, address[i], strlen(address[i]) + 1);
    buffer_add(facts, &found->page.next.decided_on, sizeof found->page.next.decided_on);
    buffer_add(facts, &found->page.next.record_id, sizeof found->page.next.record_id);
    for (size_t i = 0; i < found->page.count; i++) {
        const struct list_row *row = &found->page.rows[i];
        const char *const texts[] = {row->name, row->uscc, row->document_no, row->authority, row->kind, row->grade, row->amount, row->updated_at};
        const uint64_t numbers[] = {row->id, row->subject_id, (uint64_t)row->set_number << 32 | row->source_id,
                                    (uint64_t)row->region << 32 | row->version, (uint64_t)row->is_person << 1 | row->flagged};
        const day_t days[] = {row->decided_on, row->valid_from, row->valid_until, row->published_on, row->publish_until};
        buffer_add(facts, numbers, sizeof numbers);
        buffer_add(facts, days, sizeof days);
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            buffer_add(facts, texts[t], strlen(texts[t]) + 1);
    }
}

static bool seen_before(const struct disclosure *site, const struct request *request, const struct view *view, const struct found *found,
                        struct response *response)
{
    struct buffer facts;
    buffer_init(&facts, FACTS_MAX);
    add_facts(site, request, view, found, &facts);
    bool same = response_recall(response, &facts);
    buffer_free(&facts);
    return same;
}

static void show_rows(struct disclosure *site, struct request *request, struct view *view, const struct choice *c, const struct found *found)
{
    char text[LIST_TOTAL_TEXT], key[LIST_KEY_TEXT];
    for (size_t i = 0; i < found->page.count; i++)
        show_row(site, view_row(view, "rows", i), &found->page.rows[i]);
    view_text(view, "list.total", list_total_text(&found->total, text));
    if (found->total.unfinished)
        view_printf(view, "list.found", "%llu", (unsigned long long)found->total.n);
    if (c->filter.set_count)
        show_paging(view, request, found->page.more ? list_key_format(&found->page.next, key) : NULL, c->after != NULL, found->page.scanned);
}

/* The head of a list's page: what it is, its filters and files. */
static enum result show_list(struct disclosure *site, struct request *request, struct view *view, struct choice *c)
{
    static const struct crumb way[] = {{"名单公示", "/lists"}};
    show_head(site, view, c);
    show_filter(view, c);
    show_regions(site, view, c->filter.region);
    show_kinds(site, view, c);
    show_open(view, request, c);
    show_deliveries(site, view, c);
    page_head(view, c->name, "lists", way, 1);
    view_text(view, "page.description", c->set ? c->set->list.what : group_what(site, c->code));
    view_printf(view, "page.canonical", "%s/lists/%s", site->site_url, c->code);
    return !c->set && c->filter.set_count ? show_members(site, view, c) : RESULT_OK;
}

enum result list_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct disclosure *site = program;
    struct choice *c = arena_alloc(&request->arena, sizeof *c);
    struct found found;
    enum result r = disclosure_ready(site);
    if (!c)
        return RESULT_ERROR;
    if (r == RESULT_OK)
        r = choice_read(site, request, request_param(request, "list"), c);
    if (r == RESULT_NOT_FOUND)
        show_missing(view, "list", "没有这个名单。");
    if (r != RESULT_OK)
        return r;
    if (c->fault_count) {
        r = show_list(site, request, view, c);
        view_text(view, "list.total", ""); /* an unset name is not equal to "" in a template */
        if (r == RESULT_OK)
            response_show(response, 400, "disclosure/list_show");
        return r;
    }
    r = read_rows(site, c, &found);
    /* a group's page also counts its members, which are not among the facts */
    if (r == RESULT_OK && !(c->set && seen_before(site, request, view, &found, response))) {
        r = show_list(site, request, view, c);
        show_rows(site, request, view, c, &found);
    }
    list_page_free(&found.page);
    return r;
}
