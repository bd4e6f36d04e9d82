/* Figures of cases: one range of the table, grouped here. */
#include "db/figures.h"

#include "db/db.h"
#include "db/procedure.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A clock of the office or a unit ran over when it was stopped after its day, or still runs after it. */
#define COLUMNS \
    "SELECT c.kind, COALESCE(c.source_id, 0), COALESCE(c.set_number, 0), c.reason, c.outcome, c.state, c.is_open, c.filed_at, c.decided_at, " \
    "EXISTS (SELECT 1 FROM case_clock k WHERE k.case_number = c.number AND k.owner <> 'applicant' AND " \
    "k.due < COALESCE(DATE(k.stopped_at + INTERVAL 8 HOUR), ?)) FROM casefile c WHERE c.filed_at >= ? AND c.filed_at < ?"
static const char select_all[] = COLUMNS " LIMIT ?";
static const char select_kind[] = COLUMNS " AND c.kind = ? LIMIT ?";

#define CODE_TEXT 33 /* casefile.kind, reason, outcome */

struct one_case {
    char kind[CODE_TEXT], reason[CODE_TEXT], outcome[CODE_TEXT], state[CODE_TEXT];
    unsigned source_id, set_number, month; /* yyyymm */
    bool open, overdue;
    int days;                              /* working days to the decision; -1: none */
};

struct figures {
    struct one_case *cases;
    size_t count;
};

static void take(struct db_stmt *st, const struct workdays *days, struct one_case *out)
{
    time_t filed = moment_of(db_col_text(st, 7, NULL)), decided = moment_of(db_col_text(st, 8, NULL));
    day_t day = day_today_shanghai(filed);
    civil_date civil = day_to_civil(day);
    snprintf(out->kind, sizeof out->kind, "%s", db_col_text(st, 0, NULL));
    snprintf(out->reason, sizeof out->reason, "%s", db_col_text(st, 3, NULL));
    snprintf(out->outcome, sizeof out->outcome, "%s", db_col_text(st, 4, NULL));
    snprintf(out->state, sizeof out->state, "%s", db_col_text(st, 5, NULL));
    out->source_id = (unsigned)db_col_uint(st, 1);
    out->set_number = (unsigned)db_col_uint(st, 2);
    out->open = db_col_int(st, 6) != 0;
    out->overdue = db_col_int(st, 9) != 0;
    out->month = (unsigned)(civil.y * 100 + civil.m);
    out->days = decided && out->outcome[0] ? (int)workday_between(days, day, day_today_shanghai(decided)) : -1;
}

enum result figures_load(struct db *db, day_t from, day_t until, const char *kind, const struct workdays *days, day_t today, struct arena *arena,
                         struct figures **out)
{
    char begin[TIME_TEXT], end[TIME_TEXT];
    struct figures *figures = arena_alloc(arena, sizeof *figures);
    struct one_case one;
    unsigned p = 3;
    *out = figures;
    if (!figures)
        return RESULT_ERROR;
    struct db_stmt *st = db_sql(db, kind[0] ? select_kind : select_all);
    db_day(st, 0, today);
    db_text(st, 1, time_format_utc(day_start_shanghai(from), begin));
    db_text(st, 2, time_format_utc(day_start_shanghai(until + 1), end));
    if (kind[0])
        db_text(st, p++, kind);
    db_uint(st, p, FIGURES_CASES_MAX + 1);
    enum result result = db_run(st);
    size_t room = 0;
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        if (figures->count == FIGURES_CASES_MAX) {
            result = RESULT_CONFLICT;
            break;
        }
        if (figures->count == room) {
            size_t more = room ? room * 2 : 256;
            struct one_case *cases = arena_alloc(arena, more * sizeof *cases);
            if (!cases) {
                result = RESULT_ERROR;
                break;
            }
            if (figures->count)
                memcpy(cases, figures->cases, figures->count * sizeof *cases);
            figures->cases = cases;
            room = more;
        }
        take(st, days, &one);
        figures->cases[figures->count++] = one;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

/* ---------------------------------------------------------------- one table */

/* What a case counts under: a text and a number, of which one says something. */
static const char *code_of(const struct one_case *c, enum figure_by by, unsigned *number)
{
    *number = by == FIGURE_UNIT ? c->source_id : by == FIGURE_SET ? c->set_number : by == FIGURE_MONTH ? c->month : 0;
    switch (by) {
    case FIGURE_KIND:
        return c->kind;
    case FIGURE_REASON:
        return c->reason;
    case FIGURE_OUTCOME:
        return c->outcome;
    default:
        return "";
    }
}

struct keyed {
    const struct one_case *c;
    const char *code;
    unsigned number;
};

static int by_key(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = strcmp(x->code, y->code);
    if (order == 0 && x->number != y->number)
        order = x->number < y->number ? -1 : 1;
    if (order == 0) /* within a group by days: median and p90 are then places */
        order = (x->c->days > y->c->days) - (x->c->days < y->c->days);
    return order;
}

static bool upheld(const struct one_case *c)
{
    static const char *const outcomes[] = {"corrected", "deleted", "granted", "answered"};
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (strcmp(outcomes[i], c->outcome) == 0)
            return true;
    return false;
}

/* The value below which `share` of the n sorted ones lie, between two neighbours by distance. */
static double quantile(const struct keyed *sorted, size_t n, double share)
{
    double at = share * (double)(n - 1);
    size_t low = (size_t)at;
    double part = at - (double)low;
    double next = low + 1 < n ? sorted[low + 1].c->days : sorted[low].c->days;
    return sorted[low].c->days * (1 - part) + next * part;
}

/* One group, sorted by days. */
static void count_group(const struct keyed *group, size_t n, struct figure *out)
{
    size_t first = 0;
    *out = (struct figure){.code = group->code, .number = group->number, .filed = (unsigned)n, .median = -1, .p90 = -1};
    for (size_t i = 0; i < n; i++) {
        const struct one_case *c = group[i].c;
        out->open += c->open;
        out->decided += c->outcome[0] != '\0';
        out->upheld += upheld(c);
        out->refused += strcmp(c->state, "refused") == 0;
        out->withdrawn += strcmp(c->state, "withdrawn") == 0;
        out->overdue += c->overdue;
        first += c->days < 0;
    }
    if (first < n) {
        out->median = quantile(group + first, n - first, 0.5);
        out->p90 = quantile(group + first, n - first, 0.9);
    }
}

static int largest_first(const void *a, const void *b)
{
    const struct figure *x = a, *y = b;
    return (x->filed < y->filed) - (x->filed > y->filed);
}

enum result figures_by(const struct figures *figures, enum figure_by by, struct arena *arena, struct figure **out, size_t *count)
{
    size_t n = figures->count, groups = 0;
    struct keyed *keyed = arena_alloc(arena, (n + 1) * sizeof *keyed);
    struct figure *list = arena_alloc(arena, (n + 1) * sizeof *list);
    *count = 0;
    *out = list;
    if (!keyed || !list)
        return RESULT_ERROR;
    for (size_t i = 0; i < n; i++) {
        keyed[i].c = &figures->cases[i];
        keyed[i].code = code_of(keyed[i].c, by, &keyed[i].number);
    }
    qsort(keyed, n, sizeof *keyed, by_key);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && strcmp(keyed[end].code, keyed[i].code) == 0 && keyed[end].number == keyed[i].number; end++)
            ;
        count_group(&keyed[i], end - i, &list[groups]);
        if (by == FIGURE_MONTH && !(list[groups].code = arena_printf(arena, "%04u-%02u", list[groups].number / 100, list[groups].number % 100)))
            return RESULT_ERROR;
        groups++;
    }
    if (by != FIGURE_MONTH)
        qsort(list, groups, sizeof *list, largest_first);
    *count = groups < FIGURES_ROWS_MAX ? groups : FIGURES_ROWS_MAX;
    return RESULT_OK;
}
