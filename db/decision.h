/* Decisions about a record without a case (withdrawn by its source, annulled): proposed by one person, confirmed by another. */
#ifndef DB_DECISION_H
#define DB_DECISION_H

#include "base/arena.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;

struct decision_line {
    uint64_t id, record_id;
    unsigned record_version;
    const char *kind, *state;                    /* withdrawn annulled; waiting confirmed rejected */
    const char *document_no, *reason, *by, *decided_by, *decided_reason;
    const char *name, *set_name;                 /* of the record */
    time_t at, decided_at;
};
/* Newest first, those that wait before the others; of one record, or of all (record_id 0); of one source unit (0: all). `before`: id of
 * the last one of the page before (0: first page). At most `max`. */
enum result decision_list(struct db *db, uint64_t record_id, unsigned source_id, bool waiting, uint64_t before, struct arena *arena,
                          struct decision_line *out, size_t max, size_t *count) MUST_CHECK;
/* source_id: of the source unit that proposes; another unit's record is RESULT_NOT_FOUND. RESULT_CONFLICT: the record is not live,
 * has another version, or a proposal waits already. */
enum result decision_propose(struct db *db, uint64_t record_id, const char *kind, const char *document_no, const char *reason,
                             unsigned version, unsigned source_id, const char *actor) MUST_CHECK;
/* RESULT_NOT_FOUND: nothing waits; RESULT_DENIED: one's own proposal cannot be confirmed; RESULT_CONFLICT: another one waits, or the
 * record changed since (*record_moved). */
enum result decision_decide(struct db *db, uint64_t record_id, uint64_t decision, bool confirm, const char *reason, const char *actor,
                            bool *record_moved) MUST_CHECK;

#endif
