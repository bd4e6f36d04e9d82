/* Decisions about one record. Each is one transaction that changes the record, its history, what is published, the
 * change log and the counters; the procedures of db/schema/ carry them out. */
#ifndef DB_RECORD_H
#define DB_RECORD_H

#include "base/result.h"

#include <stdint.h>

struct db;

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

#endif
