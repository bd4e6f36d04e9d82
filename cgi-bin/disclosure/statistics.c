/* The figures of the portal: /statistics. Counters only: no table is counted. */
#include "base/clock.h"
#include "db/count.h"
#include "db/memory.h"
#include "disclosure/disclosure.h"
#include "disclosure/figures.h"
#include "disclosure/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOURCES_SHOWN 15
#define MONTHS_SHOWN 12
#define SUBJECT_KINDS_MAX 64
#define LEVELS 5 /* fifths of the range on the map of tiles */

const struct group_name figure_groups[FIGURE_GROUPS] = {
    {"red", "守信激励对象名单（红名单）"}, {"black", "严重失信主体名单（黑名单）"}, {"attention", "重点关注名单"},
    {"abnormal", "经营异常名录"}, {"licence", "行政许可"}, {"penalty", "行政处罚"}, {"commitment", "信用承诺"},
};

static const struct {
    const char *sign, *name;
} subject_kinds[] = {
    {"91", "企业"}, {"92", "个体工商户"}, {"93", "农民专业合作社"}, {"11", "机关"}, {"12", "事业单位"},
    {"13", "群众团体"}, {"51", "社会团体"}, {"52", "民办非企业单位"}, {"53", "基金会"},
};

size_t figure_sets(const struct memory *memory, const char *group, uint16_t *sets, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < memory->catalogue.count && n < max; i++) {
        const struct info_set *set = memory->catalogue.sets[i];
        if (info_set_published(set) && (!group || (set->group && strcmp(set->group, group) == 0)))
            sets[n++] = (uint16_t)set->number;
    }
    return n;
}

struct figure_scope figure_scope_of(const struct memory *memory)
{
    const struct catalogue *c = &memory->catalogue;
    struct figure_scope scope = {.sets = c->count};
    for (size_t i = 0; i < c->count; i++) {
        size_t before = 0;
        while (before < i && strcmp(c->sets[before]->unit, c->sets[i]->unit) != 0)
            before++;
        scope.units += before == i;
        scope.open_sets += c->sets[i]->openness == OPEN_PUBLIC;
    }
    return scope;
}

int figure_permille(uint64_t n, uint64_t most)
{
    return most ? (int)(n * 1000 / most) : 0;
}

void figure_bars(struct view *view, const char *key, const struct figure *figures, size_t n)
{
    uint64_t most = 0;
    for (size_t i = 0; i < n; i++)
        if (figures[i].value > most)
            most = figures[i].value;
    for (size_t i = 0; i < n; i++) {
        struct view_node *row = view_row(view, key, i);
        view_node_set(row, "name", figures[i].name);
        view_node_printf(row, "value", "%llu", (unsigned long long)figures[i].value);
        view_node_set_int(row, "permille", figure_permille(figures[i].value, most));
        view_node_set(row, "href", figures[i].href);
        if (figures[i].code) {
            view_node_set_int(row, "code", figures[i].code);
            view_node_set_int(row, "level", 1 + (figure_permille(figures[i].value, most) * (LEVELS - 1) + 999) / 1000);
        }
    }
}

static int most_first(const void *a, const void *b)
{
    const struct figure *x = a, *y = b;
    return x->value == y->value ? strcmp(x->name, y->name) : x->value < y->value ? 1 : -1;
}

static enum result fill_groups(struct disclosure *site, struct view *view)
{
    struct figure figures[FIGURE_GROUPS];
    for (size_t g = 0; g < FIGURE_GROUPS; g++) {
        uint16_t sets[FIGURE_SETS_MAX];
        static char href[FIGURE_GROUPS][32];
        size_t n = figure_sets(site->memory, figure_groups[g].code, sets, FIGURE_SETS_MAX);
        snprintf(href[g], sizeof href[g], "/lists/%s", figure_groups[g].code);
        figures[g] = (struct figure){.name = figure_groups[g].name, .href = href[g]};
        enum result r = n ? count_range(site->db, sets, n, COUNT_ALL, 0, 0, &figures[g].value) : RESULT_OK;
        if (r != RESULT_OK)
            return r;
    }
    figure_bars(view, "groups", figures, FIGURE_GROUPS);
    return RESULT_OK;
}

/* The 14 cities with their counties, and the provincial level. */
static enum result fill_regions(struct disclosure *site, struct view *view, const uint16_t *sets, size_t n_sets)
{
    struct figure figures[32];
    static struct count counts[DIVISIONS_MAX];
    size_t n = 0, n_counts = 0;
    enum result r = count_keys(site->db, sets, n_sets, COUNT_REGION, 0, UINT32_MAX, counts, DIVISIONS_MAX, &n_counts);
    if (r != RESULT_OK)
        return r;
    const struct divisions *divisions = &site->memory->divisions;
    for (size_t i = 0; i < divisions->count && n < sizeof figures / sizeof *figures; i++) {
        const struct division *d = &divisions->items[i];
        if (d->level > 1)
            continue;
        figures[n] = (struct figure){.name = d->level ? d->name : "省级", .code = (int)d->code};
        for (size_t c = 0; c < n_counts; c++)
            if (division_city(counts[c].key) == d->code)
                figures[n].value += counts[c].n;
        n++;
    }
    figure_bars(view, "regions", figures, n);
    return RESULT_OK;
}

static enum result fill_sources(struct disclosure *site, struct view *view, const uint16_t *sets, size_t n_sets)
{
    static struct count counts[MEMORY_UNITS_MAX];
    static struct figure figures[MEMORY_UNITS_MAX];
    size_t n_counts = 0, n = 0;
    enum result r = count_keys(site->db, sets, n_sets, COUNT_SOURCE, 0, UINT32_MAX, counts, MEMORY_UNITS_MAX, &n_counts);
    for (size_t i = 0; r == RESULT_OK && i < n_counts; i++) {
        const struct source_unit *unit = memory_unit(site->memory, counts[i].key);
        if (unit && counts[i].n)
            figures[n++] = (struct figure){.name = unit->name, .value = counts[i].n};
    }
    qsort(figures, n, sizeof *figures, most_first);
    figure_bars(view, "sources", figures, n < SOURCES_SHOWN ? n : SOURCES_SHOWN);
    return r;
}

/* What was decided in each of the last twelve months, this one included. Not by the day of publication: the day a site
   is filled would dwarf all others. */
static enum result fill_months(struct disclosure *site, struct view *view, const uint16_t *sets, size_t n_sets, day_t today)
{
    static struct count days[400];
    uint64_t values[MONTHS_SHOWN] = {0}, most = 0;
    civil_date now = day_to_civil(today);
    day_t first = day_add_months(day_from_civil(now.y, now.m, 1), 1 - MONTHS_SHOWN);
    size_t n = 0;
    enum result r = count_keys(site->db, sets, n_sets, COUNT_DECIDED, count_day_key(first), count_day_key(today), days,
                               sizeof days / sizeof *days, &n);
    civil_date start = day_to_civil(first);
    for (size_t i = 0; r == RESULT_OK && i < n; i++) {
        civil_date d = day_to_civil(count_key_day(days[i].key));
        values[(d.y - start.y) * 12 + d.m - start.m] += days[i].n;
    }
    for (int m = 0; m < MONTHS_SHOWN; m++)
        if (values[m] > most)
            most = values[m];
    for (int m = 0; m < MONTHS_SHOWN; m++) {
        civil_date d = day_to_civil(day_add_months(first, m));
        struct view_node *row = view_row(view, "months", (size_t)m);
        view_node_printf(row, "name", "%d年%d月", d.y, d.m);
        view_node_printf(row, "short", "%d月", d.m);
        view_node_printf(row, "value", "%llu", (unsigned long long)values[m]);
        view_node_set_int(row, "permille", figure_permille(values[m], most));
    }
    return r;
}

static enum result fill_kinds(struct disclosure *site, struct view *view, uint64_t subjects)
{
    struct count counts[SUBJECT_KINDS_MAX];
    struct figure figures[sizeof subject_kinds / sizeof *subject_kinds + 1];
    size_t n_counts = 0, n = 0;
    uint64_t named = 0;
    static const uint16_t subject_counter[] = {COUNT_SUBJECTS_SET};
    enum result r = count_keys(site->db, subject_counter, 1, COUNT_SUBJECT_KIND, 0, UINT32_MAX, counts, SUBJECT_KINDS_MAX, &n_counts);
    for (size_t k = 0; r == RESULT_OK && k < sizeof subject_kinds / sizeof *subject_kinds; k++) {
        uint32_t key = (uint32_t)subject_kinds[k].sign[0] * 256 + (uint32_t)subject_kinds[k].sign[1];
        for (size_t i = 0; i < n_counts; i++)
            if (counts[i].key == key && counts[i].n) {
                figures[n++] = (struct figure){.name = subject_kinds[k].name, .value = counts[i].n};
                named += counts[i].n;
            }
    }
    if (subjects > named)
        figures[n++] = (struct figure){.name = "其他", .value = subjects - named};
    figure_bars(view, "kinds", figures, n);
    return r;
}

enum result statistics_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    uint16_t sets[FIGURE_SETS_MAX];
    uint64_t subjects = 0, records = 0;
    char today[DAY_TEXT];
    static const uint16_t subject_counter[] = {COUNT_SUBJECTS_SET};
    size_t n = figure_sets(site->memory, NULL, sets, FIGURE_SETS_MAX);

    enum result r = count_range(site->db, subject_counter, 1, COUNT_ALL, 0, 0, &subjects);
    if (r == RESULT_OK && n)
        r = count_range(site->db, sets, n, COUNT_ALL, 0, 0, &records);
    if (r == RESULT_OK)
        r = fill_groups(site, view);
    if (r == RESULT_OK && n)
        r = fill_regions(site, view, sets, n);
    if (r == RESULT_OK && n)
        r = fill_sources(site, view, sets, n);
    if (r == RESULT_OK && n)
        r = fill_months(site, view, sets, n, request->today);
    if (r == RESULT_OK)
        r = fill_kinds(site, view, subjects);
    if (r != RESULT_OK)
        return r;
    view_text(view, "stats.updated_on", day_format(request->today, today));
    view_printf(view, "stats.subjects", "%llu", (unsigned long long)subjects);
    view_printf(view, "stats.records", "%llu", (unsigned long long)records);
    const struct figure_scope scope = figure_scope_of(site->memory);
    view_set_int(view, "stats.sets", (int64_t)scope.sets);
    view_set_int(view, "stats.open_sets", (int64_t)scope.open_sets);
    view_set_int(view, "stats.units", (int64_t)scope.units);
    page_head(view, "数据统计", "open", NULL, 0);
    return RESULT_OK;
}
