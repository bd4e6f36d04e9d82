/* Reference data: source units, divisions, working days, grades; small tables that programs keep in memory. */
#ifndef DB_REFERENCE_H
#define DB_REFERENCE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/division.h"
#include "domain/publication.h"
#include "domain/workday.h"

#include <stddef.h>
#include <stdint.h>

struct db;

#define SOURCE_UNITS_MAX 65535 /* source_unit.id */

struct source_unit {
    unsigned id;               /* 0 when it is to be stored */
    const char *code, *name;
    const char *name_2017;     /* as printed in the bulletin of 2017 Q1; "" */
    unsigned region;
    const char *kind;          /* province, city, central */
    const char *address, *phone;
};
struct source_units {
    struct source_unit *items; /* by id */
    size_t count;
    struct arena arena;
};
/* Adds the unit or brings it up to date, by its code. */
enum result source_unit_put(struct db *db, const struct source_unit *unit) MUST_CHECK;
/* `units` must be zeroed or freed. */
enum result source_units_load(struct db *db, struct source_units *units) MUST_CHECK;
void source_units_free(struct source_units *units);
const struct source_unit *source_unit_by_code(const struct source_units *units, const char *code);
const struct source_unit *source_unit_by_id(const struct source_units *units, unsigned id);

enum result division_put(struct db *db, unsigned code, const char *name, const char *level, unsigned parent) MUST_CHECK;
enum result divisions_load(struct db *db, struct divisions *divisions) MUST_CHECK;

/* One exception of the calendar; its year becomes known. */
enum result workday_put(struct db *db, day_t day, bool working, const char *note) MUST_CHECK;
/* Forgets a year's exceptions, so that a corrected notice replaces them. */
enum result workday_year_clear(struct db *db, int year) MUST_CHECK;
enum result workday_year_put(struct db *db, int year) MUST_CHECK;
enum result workdays_load(struct db *db, struct workdays *days) MUST_CHECK;

struct grade_text { char label[32]; char basis[600]; }; /* of a grade, for pages */
enum result grade_rule_put(struct db *db, const char *grade, const char *label, unsigned min_months, unsigned max_months,
                           const char *basis) MUST_CHECK;
/* texts may be NULL; else four places, by enum grade. */
enum result grade_rules_load(struct db *db, struct grade_rules *rules, struct grade_text *texts) MUST_CHECK;

#endif
