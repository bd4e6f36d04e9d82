/* What a program keeps in memory of the reference tables: catalogue, source units, divisions, grades, the rules of
 * objection. Loaded once and again when the catalogue's version changes. */
#ifndef DB_MEMORY_H
#define DB_MEMORY_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/list.h"
#include "db/reference.h"
#include "domain/catalogue.h"
#include "domain/division.h"
#include "domain/publication.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define MEMORY_DELIVERIES_MAX 8192 /* sets times the sources that deliver them */
#define MEMORY_UNITS_MAX 4096 /* source units that figures are made for; the province has some forty */
#define MEMORY_CHECK_MS 2000 /* how long a change of the catalogue may stay unseen */

/* How an objection runs in this province (rule_set); days are working days, 0: the law names none. */
struct objection_rule {
    const char *law, *article, *effect; /* effect: hold, mark; "" when no rule is loaded */
    unsigned check_days, correct_notice_days, provider_days, result_notice_days;
};

struct memory {
    struct catalogue catalogue;
    struct divisions divisions;
    struct source_units source_units; /* by id */
    struct grade_rules grades;
    const char *grade_label[4], *grade_basis[4]; /* by enum grade; "" for none */
    struct objection_rule objection;
    const char **places;          /* beside divisions.items: the name with its city's before it, 沈阳市和平区 */
    struct list_delivery *deliveries; /* last one of each source to each set, newest first; read at every look */
    size_t delivery_count;
    struct arena arena;           /* owns the texts */
    bool away;                    /* the last look found no database */
    int64_t checked_ms;           /* when the version was looked at, clock_monotonic_ms */
};

/* Makes *memory fit the database: loads it when NULL, looks at the version every MEMORY_CHECK_MS and loads anew when it
 * has changed. While the database is away what is there stays. RESULT_UNAVAILABLE or RESULT_ERROR only when there is
 * nothing. Texts of the old memory are gone afterwards, so it is called between requests' uses of it. */
enum result memory_refresh(struct db *db, int64_t now_ms, day_t today, struct memory **memory) MUST_CHECK;
void memory_free(struct memory *memory);

/* NULL: there is none. */
const struct source_unit *memory_unit(const struct memory *memory, unsigned id);
const struct source_unit *memory_unit_by_code(const struct memory *memory, const char *code);
/* Where something is, so that counties of one name differ: 沈阳市和平区; "" when unknown. */
const char *memory_place(const struct memory *memory, unsigned code);
/* The deliveries to these sets, newest first: at most `max`, returns how many. */
size_t memory_deliveries(const struct memory *memory, const uint16_t *sets, size_t set_count, struct list_delivery *out, size_t max);
/* The name of a division, "" when unknown. */
const char *memory_division(const struct memory *memory, unsigned code);

#endif
