/* Published records to show something with: the cases of the demonstration are about them. */
#ifndef DB_SAMPLE_H
#define DB_SAMPLE_H

#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

/* Up to max records of organisations of this set that are on the site, decided from `from` until `until`, newest first; `ordinary`:
   of that grade alone. The subjects of the demonstration's stories (signs 9 to 13 of the code are 99000) are left out. */
enum result published_sample(struct db *db, unsigned set_number, day_t from, day_t until, bool ordinary, uint64_t *ids, size_t max, size_t *count) MUST_CHECK;
/* Whether there is any case. */
enum result cases_any(struct db *db, bool *any) MUST_CHECK;

#endif
