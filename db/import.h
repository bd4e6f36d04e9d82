/* A delivery on its way into the database: transactions of at most IMPORT_ROWS rows, each durable and complete with
 * history, projections, search index and counters. A delivery that was cut off can be begun anew and ends the same. */
#ifndef DB_IMPORT_H
#define DB_IMPORT_H

#include "base/clock.h"
#include "base/result.h"
#include "domain/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct vault;

#define IMPORT_ROWS 1000           /* rows of a transaction */

struct import_delivery {
    const struct info_set *set;
    const struct divisions *divisions;
    const struct vault *vault;     /* seals numbers of persons */
    unsigned source_id;
    const char *file_name;         /* without its path */
    const unsigned char *sha256;   /* of the file */
    const char *actor;
    day_t today;                   /* Asia/Shanghai */
};

/* What became of a row. */
enum import_fate {
    IMPORT_NEW, IMPORT_SAME, IMPORT_CORRECTED, IMPORT_RESTORED, /* in the database as delivered */
    IMPORT_DECISION,               /* staff decided otherwise: nothing was changed */
    IMPORT_OVER,                   /* its publication is over and the row does not change that */
};

struct import_row {
    size_t line;
    const struct row *row;         /* rejected rows too: only their issues count */
    enum import_fate fate;         /* set by import_rows */
    const char *decided;           /* IMPORT_DECISION: the record's state, Chinese, static */
    const char *remark;            /* its name and its code do not agree, Chinese; until the next call; NULL: they do */
    /* for import_rows itself */
    uint64_t record_id, subject_id;
    unsigned version;
    bool found, was_expired;
    bool corrected, other;         /* staff corrected the record; it was found by the identity that the correction gave */
};

/* Whether something is said of a row that is kept. */
static inline bool import_row_flagged(const struct import_row *item)
{
    return !item->row->rejected && (item->row->flagged || item->remark || item->fate == IMPORT_DECISION);
}

struct import;

/* Takes the set's lock and notes the delivery. RESULT_CONFLICT: another delivery to this set is under way. */
enum result import_open(struct db *db, const struct import_delivery *delivery, struct import **out) MUST_CHECK;
/* Brings up to IMPORT_ROWS rows in, in one transaction; no two with the same identity. */
enum result import_rows(struct import *import, struct import_row *rows, size_t n) MUST_CHECK;
/* Notes the end (`done` false: it failed), gives the lock back and frees. */
enum result import_close(struct import *import, bool done) MUST_CHECK;

/* What a decision left of a record, in Chinese: 已被撤销 … */
const char *record_state_text(const char *state);

#endif
