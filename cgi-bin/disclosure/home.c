/* Home: search, the lists, the newest publications, figures. */
#include "db/count.h"
#include "db/list.h"
#include "db/memory.h"
#include "disclosure/choice.h"
#include "disclosure/content.h"
#include "disclosure/disclosure.h"
#include "disclosure/figures.h"
#include "disclosure/pages.h"
#include "disclosure/show.h"
#include "disclosure/words.h"
#include "web/request.h"
#include "web/view.h"

#include <stdlib.h>
#include <string.h>

#define HOME_ROWS 10
#define HOME_NEWS 6
#define HOME_POLICIES 6

static uint64_t total_of(const struct count *totals, size_t n, unsigned set)
{
    for (size_t i = 0; i < n; i++)
        if (totals[i].key == set)
            return totals[i].n;
    return 0;
}

static void show_groups(const struct disclosure *site, struct view *view, const struct count *totals, size_t n)
{
    static const char *const order[] = {"red", "black", "attention", "penalty", "licence", "commitment", "abnormal"};
    for (size_t g = 0; g < sizeof order / sizeof *order; g++) {
        const struct content_item *item = content_find(site->content, CONTENT_TERM, order[g]);
        struct view_node *group = view_row(view, "groups", g);
        uint64_t sum = 0;
        for (const struct info_set *s = NULL; (s = catalogue_next_in_group(&site->memory->catalogue, order[g], s));)
            sum += total_of(totals, n, s->number);
        view_node_set(group, "code", order[g]);
        view_node_set(group, "name", word_group_legal(order[g]));
        view_node_set(group, "common", word_group(order[g]));
        view_node_set(group, "what", item ? content_key(item, "summary") : "");
        view_node_set_int(group, "total", (int64_t)sum);
    }
}

/* Numbers of the portal. Subjects: what the registering sets have published. */
static void show_figures(const struct disclosure *site, struct view *view, const struct count *totals, size_t n)
{
    const struct catalogue *c = &site->memory->catalogue;
    uint64_t records = 0, subjects = 0;
    for (size_t i = 0; i < c->count; i++) {
        uint64_t total = total_of(totals, n, c->sets[i]->number);
        records += total;
        subjects += c->sets[i]->registers ? total : 0;
    }
    struct view_node *home = view_child(view, "home");
    view_node_set_int(home, "subjects", (int64_t)subjects);
    view_node_set_int(home, "records", (int64_t)records);
    const struct figure_scope scope = figure_scope_of(site->memory);
    view_node_set_int(home, "sets", (int64_t)scope.sets);
    view_node_set_int(home, "open_sets", (int64_t)scope.open_sets);
    view_node_set_int(home, "units", (int64_t)scope.units);
}

/* The newest decisions of the grouped sets: what people come for. */
static enum result show_newest(struct disclosure *site, struct view *view)
{
    uint16_t sets[LIST_SETS_MAX];
    size_t n = 0;
    for (size_t g = 0; catalogue_groups[g]; g++)
        n += choice_group_sets(site, catalogue_groups[g], sets + n, LIST_SETS_MAX - n);
    if (n == 0)
        return RESULT_OK;
    struct list_filter filter = {.sets = sets, .set_count = n, .from = DAY_NONE, .to = DAY_NONE};
    struct list_page page;
    enum result r = list_read(site->db, &filter, NULL, HOME_ROWS, false, &page);
    for (size_t i = 0; r == RESULT_OK && i < page.count; i++)
        show_row(site, view_row(view, "rows", i), &page.rows[i]);
    list_page_free(&page);
    return r;
}

static void show_content(const struct disclosure *site, struct view *view)
{
    size_t n;
    const struct content_item *items = content_list(site->content, CONTENT_NEWS, &n);
    for (size_t i = 0; i < n && i < HOME_NEWS; i++)
        news_row(view_row(view, "news", i), &items[i]);
    items = content_list(site->content, CONTENT_POLICY, &n);
    for (size_t i = 0; i < n && i < HOME_POLICIES; i++) {
        struct view_node *row = view_row(view, "policies", i);
        view_node_set(row, "id", items[i].slug);
        view_node_set(row, "title", content_key(&items[i], "title"));
        view_node_set(row, "status", content_key(&items[i], "status"));
        view_node_set(row, "number", content_key(&items[i], "number"));
    }
}

enum result home_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request, (void)response;
    struct disclosure *site = program;
    struct count totals[LIST_SETS_MAX];
    uint16_t sets[LIST_SETS_MAX];
    size_t count = 0, n;
    enum result r = disclosure_ready(site);
    if (r != RESULT_OK)
        return r;
    n = choice_all_sets(site, sets, LIST_SETS_MAX);
    if (n && (r = count_sets(site->db, sets, n, COUNT_ALL, 0, 0, totals, LIST_SETS_MAX, &count)) != RESULT_OK)
        return r;
    show_figures(site, view, totals, count);
    show_groups(site, view, totals, count);
    if ((r = show_newest(site, view)) != RESULT_OK)
        return r;
    if (site->memory->delivery_count)
        show_day(view_child(view, "home"), "updated_on", site->memory->deliveries[0].day);
    show_content(site, view);
    view_text(view, "page.nav", "home");
    view_text(view, "page.description", "查询企业和其他组织的公共信用信息，查看红名单、黑名单、行政许可和行政处罚公示。免费，不需要登录。");
    return r;
}
