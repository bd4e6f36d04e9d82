/* Reference tables in memory. */
#include "db/memory.h"

#include "db/catalogue.h"
#include "db/db.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX (8u << 20) /* names of a few thousand units and laws */

static const char *keep(struct memory *m, struct db_stmt *st, unsigned col)
{
    const char *text = arena_text(&m->arena, db_col_text(st, col, NULL));
    return text ? text : "";
}

static enum result load_grades(struct db *db, struct memory *m)
{
    struct grade_text texts[4] = {0};
    enum result r = grade_rules_load(db, &m->grades, texts);
    for (size_t g = 0; g < 4; g++) {
        m->grade_label[g] = arena_text(&m->arena, texts[g].label);
        m->grade_basis[g] = arena_text(&m->arena, texts[g].basis);
        if (r == RESULT_OK && (!m->grade_label[g] || !m->grade_basis[g]))
            r = RESULT_ERROR;
    }
    return r;
}

/* The rule in force; of several the province's own (the first by code). */
static enum result load_objection(struct db *db, day_t today, struct memory *m)
{
    static const char sql[] =
        "SELECT law, article, effect, COALESCE(check_days, 0), COALESCE(correct_notice_days, 0), COALESCE(provider_days, 0),"
        " COALESCE(result_notice_days, 0) FROM rule_set WHERE (valid_from IS NULL OR valid_from <= ?) AND (valid_until IS NULL OR valid_until >= ?)"
        " ORDER BY code LIKE 'liaoning%' DESC, valid_from DESC, code LIMIT 1";
    struct db_stmt *st = db_sql(db, sql);
    m->objection = (struct objection_rule){.law = "", .article = "", .effect = ""};
    db_day(st, 0, today);
    db_day(st, 1, today);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        m->objection = (struct objection_rule){
            .law = keep(m, st, 0), .article = keep(m, st, 1), .effect = keep(m, st, 2), .check_days = (unsigned)db_col_uint(st, 3),
            .correct_notice_days = (unsigned)db_col_uint(st, 4), .provider_days = (unsigned)db_col_uint(st, 5),
            .result_notice_days = (unsigned)db_col_uint(st, 6)};
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* A county is told with its city: there is more than one 铁西区. */
static enum result name_places(struct memory *m)
{
    const struct divisions *d = &m->divisions;
    m->places = arena_alloc(&m->arena, (d->count + 1) * sizeof *m->places);
    if (!m->places)
        return RESULT_ERROR;
    for (size_t i = 0; i < d->count; i++) {
        const struct division *city = d->items[i].level == 2 ? division_find(d, d->items[i].parent) : NULL;
        m->places[i] = city ? arena_printf(&m->arena, "%s%s", city->name, d->items[i].name) : d->items[i].name;
        if (!m->places[i])
            return RESULT_ERROR;
    }
    return RESULT_OK;
}

static enum result load(struct db *db, uint64_t version, day_t today, struct memory **out)
{
    struct memory *m = calloc(1, sizeof *m);
    *out = NULL;
    if (!m)
        return RESULT_ERROR;
    m->deliveries = calloc(MEMORY_DELIVERIES_MAX, sizeof *m->deliveries);
    if (!m->deliveries) {
        free(m);
        return RESULT_ERROR;
    }
    arena_init(&m->arena, TEXTS_MAX);
    catalogue_init(&m->catalogue);
    divisions_init(&m->divisions);
    enum result r = catalogue_load(db, &m->catalogue);
    if (r == RESULT_OK)
        r = source_units_load(db, &m->source_units);
    if (r == RESULT_OK)
        r = divisions_load(db, &m->divisions);
    if (r == RESULT_OK)
        r = name_places(m);
    if (r == RESULT_OK)
        r = load_grades(db, m);
    if (r == RESULT_OK)
        r = load_objection(db, today, m);
    if (r != RESULT_OK) {
        memory_free(m);
        return r;
    }
    m->catalogue.version = version;
    *out = m;
    return RESULT_OK;
}

enum result memory_refresh(struct db *db, int64_t now_ms, day_t today, struct memory **memory)
{
    struct memory *old = *memory, *new;
    uint64_t version;
    if (old && now_ms - old->checked_ms < MEMORY_CHECK_MS)
        return RESULT_OK;
    enum result r = catalogue_version(db, &version);
    if (r == RESULT_OK && (!old || old->catalogue.version != version)) {
        r = load(db, version, today, &new);
        if (r == RESULT_OK) {
            memory_free(old);
            *memory = old = new;
        }
    }
    if (!old)
        return r;
    if (r == RESULT_OK)
        r = list_deliveries(db, old->deliveries, MEMORY_DELIVERIES_MAX, &old->delivery_count);
    old->away = r == RESULT_UNAVAILABLE;
    if (r == RESULT_OK)
        old->checked_ms = now_ms;
    return RESULT_OK;
}

void memory_free(struct memory *m)
{
    if (!m)
        return;
    catalogue_free(&m->catalogue);
    divisions_free(&m->divisions);
    source_units_free(&m->source_units);
    free(m->deliveries);
    arena_free(&m->arena);
    free(m);
}

const struct source_unit *memory_unit(const struct memory *m, unsigned id)
{
    return source_unit_by_id(&m->source_units, id);
}

const struct source_unit *memory_unit_by_code(const struct memory *m, const char *code)
{
    return source_unit_by_code(&m->source_units, code);
}

const char *memory_division(const struct memory *m, unsigned code)
{
    const struct division *d = division_find(&m->divisions, code);
    return d ? d->name : "";
}

const char *memory_place(const struct memory *m, unsigned code)
{
    const struct division *d = division_find(&m->divisions, code);
    return d ? m->places[d - m->divisions.items] : "";
}

size_t memory_deliveries(const struct memory *m, const uint16_t *sets, size_t set_count, struct list_delivery *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < m->delivery_count && n < max; i++)
        for (size_t s = 0; s < set_count; s++)
            if (sets[s] == m->deliveries[i].set_number) {
                out[n++] = m->deliveries[i];
                break;
            }
    return n;
}
