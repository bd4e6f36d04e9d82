/* Reference tables in memory. */
#include "db/memory.h"

#include "base/log.h"
#include "db/db.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX (8u << 20) /* names of a few thousand units and laws */

static const char *keep(struct memory *m, struct db_stmt *st, unsigned col)
{
    const char *text = arena_text(&m->arena, db_col_text(st, col, NULL));
    return text ? text : "";
}

static enum result load_sets(struct db *db, struct memory *m)
{
    static const char sql[] = "SELECT code, definition FROM info_set ORDER BY number";
    struct db_stmt *st = db_sql(db, sql);
    struct catalogue_faults faults = {0};
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        size_t len;
        const char *code = db_col_text(st, 0, NULL), *json = db_col_text(st, 1, &len);
        struct info_set *set;
        if (info_set_parse(code, json, len, &faults, &set) != RESULT_OK || catalogue_add(&m->catalogue, set, code, &faults) != RESULT_OK)
            log_error("catalogue: the set %s of the database cannot be used: %s", code, faults.count ? faults.items[0].message : "memory");
        catalogue_faults_free(&faults);
        memset(&faults, 0, sizeof faults);
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

static enum result load_units(struct db *db, struct memory *m)
{
    static const char sql[] = "SELECT id, region, code, name, name_2017, kind, address, phone FROM source_unit ORDER BY id LIMIT ?";
    struct db_stmt *st = db_sql(db, sql);
    m->units = calloc(MEMORY_UNITS_MAX, sizeof *m->units);
    if (!m->units)
        return RESULT_ERROR;
    db_int(st, 0, MEMORY_UNITS_MAX);
    enum result r = db_run(st);
    while (r == RESULT_OK && m->unit_count < MEMORY_UNITS_MAX && (r = db_next(st)) == RESULT_OK)
        m->units[m->unit_count++] = (struct unit){
            .id = (uint16_t)db_col_uint(st, 0), .region = (uint32_t)db_col_uint(st, 1), .code = keep(m, st, 2), .name = keep(m, st, 3),
            .name_2017 = keep(m, st, 4), .kind = keep(m, st, 5), .address = keep(m, st, 6), .phone = keep(m, st, 7)};
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

static enum result load_divisions(struct db *db, struct memory *m)
{
    static const char sql[] = "SELECT code, name, level, COALESCE(parent, 0) FROM division ORDER BY code";
    struct db_stmt *st = db_sql(db, sql);
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        if (divisions_add(&m->divisions, (unsigned)db_col_uint(st, 0), db_col_text(st, 1, NULL), db_col_text(st, 2, NULL),
                          (unsigned)db_col_uint(st, 3)) != RESULT_OK)
            log_warn("division %u cannot be used", (unsigned)db_col_uint(st, 0));
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

static enum result load_grades(struct db *db, struct memory *m)
{
    static const char sql[] = "SELECT grade, label, min_months, max_months, basis FROM grade_rule";
    struct db_stmt *st = db_sql(db, sql);
    for (size_t g = 0; g < 4; g++)
        m->grade_label[g] = m->grade_basis[g] = "";
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        enum grade g = grade_parse(db_col_text(st, 0, NULL));
        m->grade_label[g] = keep(m, st, 1);
        m->grades.of[g].min_months = (unsigned)db_col_uint(st, 2);
        m->grades.of[g].max_months = (unsigned)db_col_uint(st, 3);
        m->grade_basis[g] = keep(m, st, 4);
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
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

static enum result version_of(struct db *db, uint64_t *version)
{
    static const char sql[] = "SELECT version FROM catalogue_version WHERE id = 1";
    struct db_stmt *st = db_sql(db, sql);
    *version = 0;
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *version = db_col_uint(st, 0);
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

static enum result load(struct db *db, uint64_t version, day_t today, struct memory **out)
{
    struct memory *m = calloc(1, sizeof *m);
    *out = NULL;
    if (!m)
        return RESULT_ERROR;
    arena_init(&m->arena, TEXTS_MAX);
    catalogue_init(&m->catalogue);
    divisions_init(&m->divisions);
    enum result r = load_sets(db, m);
    if (r == RESULT_OK)
        r = load_units(db, m);
    if (r == RESULT_OK)
        r = load_divisions(db, m);
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
    enum result r = version_of(db, &version);
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
        old->checked_ms = now_ms;
    return RESULT_OK;
}

void memory_free(struct memory *m)
{
    if (!m)
        return;
    catalogue_free(&m->catalogue);
    divisions_free(&m->divisions);
    free(m->units);
    arena_free(&m->arena);
    free(m);
}

const struct unit *memory_unit(const struct memory *m, unsigned id)
{
    for (size_t i = 0; i < m->unit_count; i++) /* some forty */
        if (m->units[i].id == id)
            return &m->units[i];
    return NULL;
}

const struct unit *memory_unit_by_code(const struct memory *m, const char *code)
{
    for (size_t i = 0; i < m->unit_count; i++)
        if (strcmp(m->units[i].code, code) == 0)
            return &m->units[i];
    return NULL;
}

const char *memory_division(const struct memory *m, unsigned code)
{
    const struct division *d = division_find(&m->divisions, code);
    return d ? d->name : "";
}
