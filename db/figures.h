/* Figures of cases for the console: how many, how long, how late, how often the applicant was right. */
#ifndef DB_FIGURES_H
#define DB_FIGURES_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/workday.h"

#include <stdbool.h>
#include <stddef.h>

struct db;

#define FIGURES_CASES_MAX 50000 /* cases of one look: a large province's year */
#define FIGURES_ROWS_MAX 500    /* rows of one table; the others are left out, smallest first */

enum figure_by { FIGURE_ALL, FIGURE_KIND, FIGURE_UNIT, FIGURE_SET, FIGURE_REASON, FIGURE_OUTCOME, FIGURE_MONTH };

struct figure {
    const char *code;           /* kind, reason or outcome; month "2026-03"; "" where there is none */
    unsigned number;            /* source_id or set_number; 0 where there is none */
    unsigned filed, open;       /* in the period; of these not over yet */
    unsigned decided;           /* with an outcome */
    unsigned upheld;            /* of these corrected, deleted, granted or answered */
    unsigned refused, withdrawn;
    unsigned overdue;           /* a clock of the centre or a unit ran over */
    double median, p90;         /* working days from filing to decision, of the decided ones; -1: none */
};

struct figures;

/* Reads the cases filed within [from, until] (`kind` "" all). RESULT_CONFLICT: more than FIGURES_CASES_MAX, ask for a shorter time.
 * Lives in the arena. */
enum result figures_load(struct db *db, day_t from, day_t until, const char *kind, const struct workdays *days, day_t today,
                         struct arena *arena, struct figures **out) MUST_CHECK;
/* One table: largest first, months in order. RESULT_ERROR: no memory. */
enum result figures_by(const struct figures *figures, enum figure_by by, struct arena *arena, struct figure **out, size_t *count) MUST_CHECK;

#endif
