/* What the clerk does again and again: each call takes a bounded bite, and any number of clerks may bite at once. */
#ifndef DB_CHORE_H
#define DB_CHORE_H

#include "base/clock.h"
#include "base/result.h"
#include "domain/casework.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;

/* Each does up to `limit` and says in *done how many it did: fewer than the limit means that nothing is left.
 * RESULT_UNAVAILABLE: the database does not answer; RESULT_ERROR: another time (a deadlock among clerks, or a fault
 * that the log names). What was done stays done. */

/* Folds moves of count_delta into the counters. */
enum result chore_fold_counters(struct db *db, uint32_t limit, uint32_t *done) MUST_CHECK;
/* Takes down what is published beyond its last day (its record's state becomes expired). */
enum result chore_end_publications(struct db *db, uint32_t limit, uint32_t *done) MUST_CHECK;
/* Publishes what was to appear on a day that has come. */
enum result chore_begin_publications(struct db *db, uint32_t limit, uint32_t *done) MUST_CHECK;

/* Tells the owners of clocks that end on `soon` (the next working day) or before and are not over; once a clock. */
enum result chore_warn_clocks(struct db *db, day_t today, day_t soon, time_t now, uint32_t limit, uint32_t *done) MUST_CHECK;
/* Tells owners and office of clocks that are over; once a clock and day. */
enum result chore_overdue_clocks(struct db *db, day_t today, time_t now, uint32_t limit, uint32_t *done) MUST_CHECK;
/* Tells the reviewers of clocks that ended on `until` or before and still run; once a clock. */
enum result chore_escalate_clocks(struct db *db, day_t until, time_t now, uint32_t limit, uint32_t *done) MUST_CHECK;
/* Personal negative information whose event ended on `until` or before expires (辽宁省公共信用信息管理办法 art. 17). */
enum result chore_end_retention(struct db *db, day_t until, uint32_t limit, uint32_t *done) MUST_CHECK;
/* Takes rows away that have had their time: waiting uploads after 24 hours, keys of forms after 30 days, ended sessions, wrong codes, done jobs. */
enum result chore_sweep_rows(struct db *db, time_t now, uint32_t limit, uint32_t *done) MUST_CHECK;

/* Decided cases whose applicant was told, to be closed. */
struct told_case { char number[33]; enum case_kind kind; };
enum result chore_cases_told(struct db *db, struct told_case *out, size_t max, size_t *count) MUST_CHECK;
/* Which of n digests (at most CHORE_FILES_MAX) a case or a waiting form refers to. */
#define CHORE_FILES_MAX 200
enum result chore_files_known(struct db *db, const unsigned char (*digests)[32], size_t n, bool *known) MUST_CHECK;
/* Whoever applied for a report that shows the record of this case, whose error was confirmed, is told. */
enum result chore_tell_recipients(struct db *db, const char *case_number, time_t now, uint32_t *done) MUST_CHECK;

/* Says that `program` lives now. */
enum result heartbeat_beat(struct db *db, const char *program) MUST_CHECK;
/* Whether `program` said so within the last `seconds`. */
enum result heartbeat_fresh(struct db *db, const char *program, uint32_t seconds, bool *fresh) MUST_CHECK;

#endif
