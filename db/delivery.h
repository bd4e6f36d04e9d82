/* Deliveries as staff see them: batches with their counts, and what was said of single rows. */
#ifndef DB_DELIVERY_H
#define DB_DELIVERY_H

#include "base/arena.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;

struct delivery {
    uint64_t id;
    unsigned set_number, source_id;
    const char *file_name, *state, *actor; /* state: running done failed */
    time_t started_at, finished_at;        /* 0: not yet */
    uint32_t accepted, flagged, rejected, changed;
};
/* Newest first; of one source unit (0: all) and one set (0: all); behind the id `before` (0: from the newest). At most `max`. */
enum result delivery_list(struct db *db, unsigned source_id, unsigned set_number, uint64_t before, struct arena *arena, struct delivery *out,
                          size_t max, size_t *count) MUST_CHECK;
/* source_id: of the unit that asks; another's is RESULT_NOT_FOUND. */
enum result delivery_find(struct db *db, uint64_t id, unsigned source_id, struct arena *arena, struct delivery *out) MUST_CHECK;

struct delivery_issue {
    uint32_t line;
    unsigned seq;
    const char *kind, *field, *reason;     /* flag reject decision */
};
/* In order of line, behind (line, seq); 0, 0 from the first. At most `max`. */
enum result delivery_issues(struct db *db, uint64_t id, uint32_t line, unsigned seq, struct arena *arena, struct delivery_issue *out, size_t max,
                            size_t *count) MUST_CHECK;

#endif
