/* Running clocks: which end soon or are over, and the calendar that moves them. */
#ifndef DB_CLOCKS_H
#define DB_CLOCKS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/casefile.h"
#include "domain/workday.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct db;

#define CLOCKS_AT_ONCE 500

struct clock_due {
    char number[CASE_NUMBER_TEXT];
    unsigned seq;
    enum case_kind kind;
    enum case_state state;
    enum case_step step;
    day_t due;
    bool over;                     /* it ended before today; else it ends soon */
    const char *owner;             /* centre unit applicant */
    const char *staff;             /* in charge of the case; "" */
    unsigned source_id;            /* the unit in charge; 0 */
};
/* Clocks that end on `soon` or before and of which nobody was told, and those that ended before today and were not escalated; at most
 * max of each, CLOCKS_AT_ONCE in all. */
enum result clocks_due(struct db *db, day_t today, day_t soon, struct arena *arena, struct clock_due *out, size_t max, size_t *count) MUST_CHECK;
/* Notes it, with the messages that say so, in one transaction. RESULT_CONFLICT: stopped meanwhile, or told by another worker. */
enum result clock_told(struct db *db, const struct clock_due *clock, const struct case_notice_in *notices, size_t notice_count, time_t now) MUST_CHECK;

/* Decided cases whose applicant was told (the message of template "decided" is sent): what the worker closes. */
struct case_told { char number[CASE_NUMBER_TEXT]; enum case_kind kind; };
enum result cases_told(struct db *db, struct case_told *out, size_t max, size_t *count) MUST_CHECK;

/* After a year of the calendar was loaded: every running clock is computed again; the old date stays beside the new one and as an
 * event of the case. *moved: how many dates changed. By console and creditctl. */
enum result clocks_recompute(struct db *db, const struct workdays *days, const char *actor, time_t now, unsigned *moved) MUST_CHECK;

#endif
