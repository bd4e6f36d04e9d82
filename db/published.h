/* One published record, and what stays of an annulled one. */
#ifndef DB_PUBLISHED_H
#define DB_PUBLISHED_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/list.h"

#include <stdint.h>

struct db;

/* The record with its fields, as it may be shown. RESULT_NOT_FOUND alike for unknown, held, withdrawn, repaired,
 * deleted and expired ones. Texts go to the arena. */
enum result published_record(struct db *db, uint64_t id, struct arena *arena, struct list_row *row) MUST_CHECK;
/* The name and code under which the record's subject stands in the archive; "" when it has none. */
enum result published_subject_of(struct db *db, uint64_t subject_id, struct arena *arena, const char **name, const char **uscc) MUST_CHECK;

/* A penalty that was annulled is withdrawn and the reason published (行政处罚法 2021, art. 48). */
struct notice {
    uint64_t record_id;
    uint16_t set_number;
    const char *name, *document_no, *notice_no, *reason;
    day_t day;
};
enum result published_notice(struct db *db, uint64_t record_id, struct arena *arena, struct notice *notice) MUST_CHECK;
/* The newest notices of a subject. */
enum result published_notices(struct db *db, uint64_t subject_id, struct arena *arena, struct notice *out, size_t max, size_t *count) MUST_CHECK;

#endif
