/* /console/figures: how many cases, of what kind and outcome, how long they took, and what to look into. */
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/figures.h"
#include "db/memory.h"
#include "db/terms.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_MAX (16u << 20) /* bytes: FIGURES_CASES_MAX cases and their tables */
#define ROWS_MAX 15            /* of one chart */
#define MONTHS_MAX 12
#define PERIOD_DAYS 364
#define HINT_CASES 3           /* fewer decided ones say nothing */

const struct form_field figures_fields[] = {{.name = "from", .type = FORM_DAY}, {.name = "to", .type = FORM_DAY}, FORM_END};

static const char *name_of(const struct console *console, enum figure_by by, const struct figure *figure)
{
    enum case_kind kind;
    switch (by) {
    case FIGURE_KIND:
        return case_kind_parse(figure->code, &kind) ? case_kind_label(kind) : figure->code;
    case FIGURE_UNIT: {
        const struct source_unit *unit = memory_unit(console->memory, figure->number);
        return unit ? unit->name : "（不涉及来源单位）";
    }
    case FIGURE_SET: {
        const struct info_set *set = catalogue_by_number(&console->memory->catalogue, figure->number);
        return set ? set->name : "（不涉及记录）";
    }
    case FIGURE_REASON:
        return *figure->code ? word_reason(CASE_OBJECTION, figure->code) : "（未注明）";
    case FIGURE_OUTCOME: {
        const char *label = case_outcome_label(CASE_OBJECTION, figure->code);
        return label ? label : figure->code;
    }
    default:
        return figure->code;
    }
}

static void show_figure(struct view_node *row, const struct figure *figure)
{
    view_node_set_int(row, "value", figure->filed);
    view_node_set_int(row, "open", figure->open);
    view_node_set_int(row, "decided", figure->decided);
    view_node_set_int(row, "upheld", figure->upheld);
    view_node_set_int(row, "refused", figure->refused);
    view_node_set_int(row, "withdrawn", figure->withdrawn);
    view_node_set_int(row, "late", figure->overdue);
    if (figure->decided)
        view_node_printf(row, "share", "%u%%", (figure->upheld * 100 + figure->decided / 2) / figure->decided);
    if (figure->filed)
        view_node_printf(row, "late_share", "%u.%u%%", figure->overdue * 100 / figure->filed, figure->overdue * 1000 / figure->filed % 10);
    if (figure->median >= 0)
        view_node_printf(row, "median", "%.3g", figure->median);
    if (figure->p90 >= 0)
        view_node_printf(row, "p90", "%.3g", figure->p90);
}

/* One table and chart under `key`. `hint`: the kind of the line that says that half of the decided ones were upheld; NULL: none. */
static enum result show_by(const struct console *console, struct view *view, const struct figures *figures, enum figure_by by, const char *key,
                           const char *hint, size_t *hints, struct arena *arena)
{
    struct figure *rows;
    size_t count, shown = 0;
    unsigned largest = 1;
    const enum result result = figures_by(figures, by, arena, &rows, &count);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < count; i++)
        if (by != FIGURE_OUTCOME || *rows[i].code)
            largest = rows[i].filed > largest ? rows[i].filed : largest;
    for (size_t i = 0; i < count; i++) {
        const char *name = name_of(console, by, &rows[i]);
        if (hint && rows[i].number && rows[i].decided >= HINT_CASES && rows[i].upheld * 2 >= rows[i].decided) {
            struct view_node *line = view_row(view, "hints", (*hints)++);
            view_node_set(line, "kind", hint);
            view_node_set(line, "name", name);
            show_figure(line, &rows[i]);
        }
        if (by == FIGURE_KIND && rows[i].overdue) {
            struct view_node *line = view_row(view, "hints", (*hints)++);
            view_node_set(line, "kind", "late");
            view_node_set(line, "name", name);
            show_figure(line, &rows[i]);
        }
        if (shown == ROWS_MAX || (by == FIGURE_OUTCOME && !*rows[i].code))
            continue;
        struct view_node *row = view_row(view, key, shown++);
        view_node_set(row, "name", name);
        view_node_set_int(row, "permille", (int64_t)rows[i].filed * 1000 / largest);
        show_figure(row, &rows[i]);
    }
    return RESULT_OK;
}

/* Cases by month, with the months that had none; of a longer time the last ones. */
static enum result show_months(struct view *view, const struct figures *figures, day_t from, day_t to, struct arena *arena)
{
    struct figure *rows;
    size_t count, shown = 0;
    unsigned largest = 1;
    const enum result result = figures_by(figures, FIGURE_MONTH, arena, &rows, &count);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < count; i++)
        largest = rows[i].filed > largest ? rows[i].filed : largest;
    const civil_date last = day_to_civil(to), first = day_to_civil(from);
    int months = (last.y - first.y) * 12 + last.m - first.m + 1;
    months = months > MONTHS_MAX ? MONTHS_MAX : months < 1 ? 1 : months;
    for (int m = months - 1; m >= 0; m--) {
        const civil_date month = day_to_civil(day_add_months(day_from_civil(last.y, last.m, 1), -m));
        char code[16];
        snprintf(code, sizeof code, "%04d-%02d", month.y, month.m);
        struct view_node *row = view_row(view, "months", shown++);
        const struct figure *found = NULL;
        for (size_t i = 0; i < count; i++)
            if (strcmp(rows[i].code, code) == 0)
                found = &rows[i];
        view_node_printf(row, "name", "%d年%d月", month.y, month.m);
        view_node_printf(row, "short", "%d月", month.m);
        view_node_set_int(row, "value", found ? found->filed : 0);
        view_node_set_int(row, "permille", found ? (int64_t)found->filed * 1000 / largest : 0);
    }
    return RESULT_OK;
}

static enum result show_tables(struct console *console, struct request *request, struct view *view, day_t from, day_t to, struct arena *arena)
{
    static const struct { enum figure_by by; const char *key, *hint; } tables[] = {
        {FIGURE_KIND, "kinds", NULL}};
    static const struct { enum figure_by by; const char *key, *hint; } of_objections[] = {
        {FIGURE_OUTCOME, "outcomes", NULL}, {FIGURE_REASON, "reasons", NULL}, {FIGURE_UNIT, "units", "unit"}, {FIGURE_SET, "sets", "set"}};
    struct figures *all, *objections;
    struct figure *total;
    size_t count, hints = 0;
    enum result result = figures_load(console->db, from, to, "", &console->terms->days, request->today, arena, &all);
    if (result == RESULT_OK)
        result = figures_load(console->db, from, to, "objection", &console->terms->days, request->today, arena, &objections);
    if (result == RESULT_OK)
        result = show_months(view, all, from, to, arena);
    if (result == RESULT_OK)
        result = figures_by(all, FIGURE_ALL, arena, &total, &count);
    static const struct figure none = {.code = "", .median = -1, .p90 = -1};
    if (result == RESULT_OK)
        show_figure(view_child(view, "total"), count ? total : &none);
    for (size_t i = 0; result == RESULT_OK && i < sizeof tables / sizeof *tables; i++)
        result = show_by(console, view, all, tables[i].by, tables[i].key, tables[i].hint, &hints, arena);
    for (size_t i = 0; result == RESULT_OK && i < sizeof of_objections / sizeof *of_objections; i++)
        result = show_by(console, view, objections, of_objections[i].by, of_objections[i].key, of_objections[i].hint, &hints, arena);
    if (result == RESULT_OK)
        result = figures_by(objections, FIGURE_ALL, arena, &total, &count);
    if (result == RESULT_OK && count)
        show_figure(view_child(view, "objection"), total);
    return result;
}

enum result figures_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    const day_t to = form_given(request->values, "to") ? form_day(request->values, "to") : request->today;
    const day_t from = form_given(request->values, "from") ? form_day(request->values, "from") : to - PERIOD_DAYS;
    struct arena arena;
    enum result result = console_ready(console);
    if (result != RESULT_OK)
        return result;
    arena_init(&arena, MEMORY_MAX);
    result = show_tables(console, request, view, from, to, &arena);
    arena_free(&arena);
    if (result == RESULT_CONFLICT)
        view_text(view, "more", "1");
    else if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "办件统计", "figures");
    desk_day(view_child(view, "period"), "from", from);
    desk_day(view_child(view, "period"), "to", to);
    return RESULT_OK;
}
