/* Decisions about one record. Each is one transaction that changes the record, its history, what is published, the
 * change log and the counters; the procedures of db/schema/ carry them out. */
#ifndef DB_RECORD_H
#define DB_RECORD_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;
struct row;

/* The record of a set that has this identity (domain/row.h, 16 bytes). RESULT_NOT_FOUND. */
enum result record_by_identity(struct db *db, unsigned set_number, const unsigned char *identity, uint64_t *id) MUST_CHECK;

/* Each: RESULT_OK done; RESULT_NOT_FOUND no such record; RESULT_CONFLICT it is not live any more; RESULT_INVALID no reason
 * given. `actor` is whoever decided, `document` the decision's number (may be NULL). */
enum result record_withdraw(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason) MUST_CHECK; /* by its source */
enum result record_annul(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason) MUST_CHECK; /* 行政处罚法 2021 art. 48: a public notice stays */
enum result record_repair(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason) MUST_CHECK; /* 信用修复管理办法 2026 */
enum result record_delete(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason) MUST_CHECK; /* unverifiable: 辽宁省公共信用信息管理办法 art. 21 */
enum result record_expire(struct db *db, uint64_t id, const char *actor) MUST_CHECK; /* its publication or retention is over */

/* A record with an open hold is not published. `rule` is a rule_set's code. The same case again changes nothing. */
enum result record_hold_open(struct db *db, uint64_t id, const char *case_number, const char *rule, const char *actor) MUST_CHECK;
/* RESULT_CONFLICT: the case holds nothing on this record. The record returns when its last hold is closed. */
enum result record_hold_close(struct db *db, uint64_t id, const char *case_number, const char *actor) MUST_CHECK;

/* A record as a correction makes it: what domain/row.h worked out of the facts with the changed fields in them. It survives the
 * next delivery: a delivered row that says otherwise becomes an issue of its batch and changes nothing. */
struct record_correction {
    uint64_t id;
    unsigned version;              /* that the correction was made against; RESULT_CONFLICT when it moved on */
    const struct row *row;
    const char *actor, *case_number, *reason;
};
enum result record_correct(struct db *db, const struct record_correction *correction) MUST_CHECK;

/* A record as staff see it, published or not, with its state, history and holds. */
struct record_event { unsigned seq; time_t at; const char *kind, *actor, *document_no, *reason, *before; };
struct record_whole {
    uint64_t id; unsigned set_number, source_id, version, region;
    const char *state, *name, *uscc, *document_no, *authority, *kind, *grade, *facts; /* facts: JSON */
    day_t decided_on, publish_from, publish_until;
    bool is_person, publishable, published, flagged, corrected;
    time_t received_at, updated_at;
    struct record_event *events; size_t event_count;      /* newest first, at most 100 */
    const char *holds[32]; size_t hold_count;             /* numbers of cases with an open hold */
};
enum result record_read_whole(struct db *db, uint64_t id, struct arena *arena, struct record_whole *out) MUST_CHECK;

#endif
