/* What the clerk does again and again: each call takes a bounded bite, and any number of clerks may bite at once. */
#ifndef DB_CHORE_H
#define DB_CHORE_H

#include "base/result.h"

#include <stdbool.h>
#include <stdint.h>

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

/* Says that `program` lives now. */
enum result heartbeat_beat(struct db *db, const char *program) MUST_CHECK;
/* Whether `program` said so within the last `seconds`. */
enum result heartbeat_fresh(struct db *db, const char *program, uint32_t seconds, bool *fresh) MUST_CHECK;

#endif
