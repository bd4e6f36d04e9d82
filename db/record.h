/* Decisions about one record: what staff, a source or the calendar do to it. All in the database's own procedures, so
 * that state, history, projections and counters move in one transaction. */
#ifndef DB_RECORD_H
#define DB_RECORD_H

#include "base/result.h"

#include <stdint.h>

struct db;

#define RECORD_IDENTITY 16 /* bytes of a keyed digest of the identity fields: domain/row.h ROW_DIGEST */

/* The record that a set knows under this identity. RESULT_NOT_FOUND. */
enum result record_by_identity(struct db *db, unsigned set_number, const unsigned char identity[RECORD_IDENTITY], uint64_t *id) MUST_CHECK;

/* Each ends a live record. RESULT_NOT_FOUND: there is none, or it is not live any more (nothing changes);
 * RESULT_INVALID: no reason given. `actor` and `document` (its number) go into the history; an annulment leaves a public
 * notice with document and reason (行政处罚法 2021, art. 48); a deletion keeps its reason (辽宁省公共信用信息管理办法 art. 21). */
enum result record_withdraw(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason) MUST_CHECK;
enum result record_annul(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason) MUST_CHECK;
enum result record_repair(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason) MUST_CHECK;
enum result record_delete(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason) MUST_CHECK;
enum result record_expire(struct db *db, uint64_t id, const char *actor) MUST_CHECK;

/* Opens a hold of a case under a rule set: the record is not published while it is open. The same case again changes
 * nothing. RESULT_NOT_FOUND: no such live record. */
enum result record_hold_open(struct db *db, uint64_t id, const char *case_number, const char *rule, const char *actor) MUST_CHECK;
/* Closes it; the record returns with its last hold. RESULT_NOT_FOUND: no such open hold. */
enum result record_hold_close(struct db *db, uint64_t id, const char *case_number, const char *actor) MUST_CHECK;

#endif
