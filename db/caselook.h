/* What staff see beside a case and over all of them. */
#ifndef DB_CASELOOK_H
#define DB_CASELOOK_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/casefile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

struct case_other {
    const char *number, *applicant_name;
    enum case_kind kind;
    enum case_state state;
    bool held;
    time_t filed_at;
};
/* Other cases of a record, open ones first, newest first; not `number`. At most `max`. */
enum result case_of_record(struct db *db, uint64_t record_id, const char *number, struct arena *arena, struct case_other *out, size_t max,
                           size_t *count) MUST_CHECK;

/* Sealed numbers of persons that belong to a record, by the field's place in its set: a correction is judged with them in place of the
 * masked ones in the facts. At most `max`. */
struct record_number { unsigned ordinal, key_no; const unsigned char *cipher; size_t len; };
enum result record_numbers(struct db *db, uint64_t record_id, struct arena *arena, struct record_number *out, size_t max, size_t *count) MUST_CHECK;

#endif
