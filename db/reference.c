/* Reference data in and out of the database. */
#include "db/reference.h"

#include "db/db.h"

#include <stdio.h>
#include <string.h>

#define UNITS_ARENA_MAX (32u << 20) /* 65,535 units of half a KiB */

static const char put_unit[] =
    "INSERT INTO source_unit (code, name, name_2017, region, kind, address, phone) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE name = VALUES(name), name_2017 = VALUES(name_2017), region = VALUES(region), kind = VALUES(kind), "
    "address = VALUES(address), phone = VALUES(phone)";
static const char select_units[] = "SELECT id, code, name, COALESCE(name_2017, ''), region, kind, COALESCE(address, ''), COALESCE(phone, '') "
                                   "FROM source_unit ORDER BY id";
static const char count_units[] = "SELECT COUNT(*) FROM source_unit";
static const char put_division[] = "INSERT INTO division (code, name, level, parent) VALUES (?, ?, ?, ?) "
                                   "ON DUPLICATE KEY UPDATE name = VALUES(name), level = VALUES(level), parent = VALUES(parent)";
static const char select_divisions[] = "SELECT code, name, level, COALESCE(parent, 0) FROM division ORDER BY code";
static const char put_workday[] = "INSERT INTO workday (day, working, note) VALUES (?, ?, ?) "
                                  "ON DUPLICATE KEY UPDATE working = VALUES(working), note = VALUES(note)";
static const char clear_year[] = "DELETE FROM workday WHERE day >= ? AND day <= ?";
static const char put_year[] = "INSERT INTO workday_year (year, loaded_at) VALUES (?, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE loaded_at = VALUES(loaded_at)";
static const char select_workdays[] = "SELECT day, working FROM workday ORDER BY day";
static const char select_years[] = "SELECT year FROM workday_year ORDER BY year";
static const char put_grade[] =
    "INSERT INTO grade_rule (grade, label, min_months, max_months, basis) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
    "label = VALUES(label), min_months = VALUES(min_months), max_months = VALUES(max_months), basis = VALUES(basis)";
static const char select_grades[] = "SELECT grade, min_months, max_months, label, basis FROM grade_rule";

enum result source_unit_put(struct db *db, const struct source_unit *unit)
{
    struct db_stmt *st = db_sql(db, put_unit);
    db_text(st, 0, unit->code);
    db_text(st, 1, unit->name);
    db_text(st, 2, unit->name_2017 && unit->name_2017[0] ? unit->name_2017 : NULL);
    db_uint(st, 3, unit->region);
    db_text(st, 4, unit->kind);
    db_text(st, 5, unit->address);
    db_text(st, 6, unit->phone);
    return db_run(st);
}

static enum result take_units(struct db_stmt *st, struct source_units *units, size_t room)
{
    enum result result;
    while ((result = db_next(st)) == RESULT_OK && units->count < room) {
        struct source_unit *unit = &units->items[units->count];
        unit->id = (unsigned)db_col_uint(st, 0);
        unit->code = arena_text(&units->arena, db_col_text(st, 1, NULL));
        unit->name = arena_text(&units->arena, db_col_text(st, 2, NULL));
        unit->name_2017 = arena_text(&units->arena, db_col_text(st, 3, NULL));
        unit->region = (unsigned)db_col_uint(st, 4);
        unit->kind = arena_text(&units->arena, db_col_text(st, 5, NULL));
        unit->address = arena_text(&units->arena, db_col_text(st, 6, NULL));
        unit->phone = arena_text(&units->arena, db_col_text(st, 7, NULL));
        if (!unit->code || !unit->name || !unit->name_2017 || !unit->kind || !unit->address || !unit->phone)
            return RESULT_ERROR;
        units->count++;
    }
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result source_units_load(struct db *db, struct source_units *units)
{
    struct db_stmt *st = db_sql(db, count_units);
    size_t n = 0;
    enum result result = db_run(st);
    memset(units, 0, sizeof *units);
    arena_init(&units->arena, UNITS_ARENA_MAX);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        n = (size_t)db_col_uint(st, 0) + 16; /* one that comes in between */
    db_done(st);
    if (result == RESULT_OK && !(units->items = arena_alloc(&units->arena, n * sizeof *units->items)))
        result = RESULT_ERROR;
    if (result == RESULT_OK) {
        st = db_sql(db, select_units);
        result = db_run(st);
        if (result == RESULT_OK)
            result = take_units(st, units, n);
        db_done(st);
    }
    if (result != RESULT_OK)
        source_units_free(units);
    return result;
}

void source_units_free(struct source_units *units)
{
    arena_free(&units->arena);
    memset(units, 0, sizeof *units);
}

const struct source_unit *source_unit_by_code(const struct source_units *units, const char *code)
{
    for (size_t i = 0; i < units->count; i++)
        if (strcmp(units->items[i].code, code) == 0)
            return &units->items[i];
    return NULL;
}

const struct source_unit *source_unit_by_id(const struct source_units *units, unsigned id)
{
    size_t low = 0, high = units->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (units->items[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < units->count && units->items[low].id == id ? &units->items[low] : NULL;
}

enum result division_put(struct db *db, unsigned code, const char *name, const char *level, unsigned parent)
{
    struct db_stmt *st = db_sql(db, put_division);
    db_uint(st, 0, code);
    db_text(st, 1, name);
    db_text(st, 2, level);
    if (parent)
        db_uint(st, 3, parent);
    else
        db_null(st, 3);
    return db_run(st);
}

enum result divisions_load(struct db *db, struct divisions *divisions)
{
    struct db_stmt *st = db_sql(db, select_divisions);
    enum result result = db_run(st);
    divisions_init(divisions);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        result = divisions_add(divisions, (unsigned)db_col_uint(st, 0), db_col_text(st, 1, NULL), db_col_text(st, 2, NULL), (unsigned)db_col_uint(st, 3));
    db_done(st);
    if (result == RESULT_NOT_FOUND)
        return RESULT_OK;
    divisions_free(divisions);
    return result;
}

enum result workday_put(struct db *db, day_t day, bool working, const char *note)
{
    struct db_stmt *st = db_sql(db, put_workday);
    db_day(st, 0, day);
    db_int(st, 1, working);
    db_text(st, 2, note && note[0] ? note : NULL);
    return db_run(st);
}

enum result workday_year_clear(struct db *db, int year)
{
    struct db_stmt *st = db_sql(db, clear_year);
    db_day(st, 0, day_from_civil(year, 1, 1));
    db_day(st, 1, day_from_civil(year, 12, 31));
    return db_run(st);
}

enum result workday_year_put(struct db *db, int year)
{
    struct db_stmt *st = db_sql(db, put_year);
    db_int(st, 0, year);
    return db_run(st);
}

enum result workdays_load(struct db *db, struct workdays *days)
{
    struct db_stmt *st = db_sql(db, select_workdays);
    enum result result = db_run(st);
    workdays_init(days);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        result = workdays_add(days, db_col_day(st, 0), db_col_int(st, 1) != 0);
    db_done(st);
    if (result == RESULT_NOT_FOUND) {
        days->year_count = 0; /* only a loaded notice makes a year known */
        st = db_sql(db, select_years);
        result = db_run(st);
        while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
            result = workdays_know(days, (int)db_col_int(st, 0));
        db_done(st);
    }
    if (result == RESULT_NOT_FOUND)
        return RESULT_OK;
    workdays_free(days);
    return result;
}

enum result grade_rule_put(struct db *db, const char *grade, const char *label, unsigned min_months, unsigned max_months, const char *basis)
{
    struct db_stmt *st = db_sql(db, put_grade);
    db_text(st, 0, grade);
    db_text(st, 1, label);
    db_uint(st, 2, min_months);
    db_uint(st, 3, max_months);
    db_text(st, 4, basis);
    return db_run(st);
}

enum result grade_rules_load(struct db *db, struct grade_rules *rules, struct grade_text *texts)
{
    struct db_stmt *st = db_sql(db, select_grades);
    enum result result = db_run(st);
    memset(rules, 0, sizeof *rules);
    if (texts)
        memset(texts, 0, 4 * sizeof *texts);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        enum grade grade = grade_parse(db_col_text(st, 0, NULL));
        if (grade == GRADE_NONE)
            continue;
        rules->of[grade].min_months = (unsigned)db_col_uint(st, 1);
        rules->of[grade].max_months = (unsigned)db_col_uint(st, 2);
        if (texts) {
            snprintf(texts[grade].label, sizeof texts[grade].label, "%s", db_col_text(st, 3, NULL));
            snprintf(texts[grade].basis, sizeof texts[grade].basis, "%s", db_col_text(st, 4, NULL));
        }
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
