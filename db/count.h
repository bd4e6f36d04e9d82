/* How many rows are published: the counters and the moves not yet folded into them, added. Exact, and never a scan of
 * `published`. */
#ifndef DB_COUNT_H
#define DB_COUNT_H

#include "base/clock.h"
#include "base/result.h"

#include <stddef.h>
#include <stdint.h>

struct db;

enum count_dimension { /* as written in the table */
    COUNT_ALL = 0, COUNT_REGION = 1, COUNT_SOURCE = 2, COUNT_DECIDED = 3, COUNT_PUBLISHED = 4, COUNT_KIND = 5,
    COUNT_SUBJECT_KIND = 6, /* of subjects: first sign of the code's kind * 256 + second */
};
#define COUNT_SUBJECTS_SET 0   /* stands for the set number where subjects are counted: all, by region, by kind */
#define COUNT_PROVINCE 210000 /* decided by the province itself: a division of its own in the counters */

/* The key of a day and of a kind in their dimensions. */
uint32_t count_day_key(day_t day);
day_t count_key_day(uint32_t key);
uint32_t count_kind_key(const char *kind);

/* The rows of these sets whose key in the dimension lies in low … high. */
enum result count_range(struct db *db, const uint16_t *sets, size_t set_count, enum count_dimension dimension,
                        uint32_t low, uint32_t high, uint64_t *n) MUST_CHECK;

struct count {
    uint32_t key;
    uint64_t n;
};
/* Each key of low … high with its rows over these sets, in order of key; keys without rows are left out.
 * At most `max`. */
enum result count_keys(struct db *db, const uint16_t *sets, size_t set_count, enum count_dimension dimension,
                       uint32_t low, uint32_t high, struct count *out, size_t max, size_t *count) MUST_CHECK;
/* Each set with its rows in the key range; key is the set's number. */
enum result count_sets(struct db *db, const uint16_t *sets, size_t set_count, enum count_dimension dimension,
                       uint32_t low, uint32_t high, struct count *out, size_t max, size_t *count) MUST_CHECK;

#endif
