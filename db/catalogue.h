/* The catalogue in the database: stored from its files by the operator's command, loaded by every program. */
#ifndef DB_CATALOGUE_H
#define DB_CATALOGUE_H

#include "base/result.h"
#include "db/reference.h"
#include "domain/catalogue.h"

#include <stdint.h>

struct db;

struct catalogue_changes {
    unsigned added, changed, same, retired; /* sets */
};

/* Makes the database's catalogue that of the files: new and changed sets are written, sets whose file is gone are retired
   (their records stay). Call within a transaction; a change bumps the version. RESULT_INVALID: a set's unit is unknown. */
enum result catalogue_store(struct db *db, const struct catalogue *catalogue, const struct source_units *units,
                            struct catalogue_changes *changes) MUST_CHECK;
/* Takes the records of sets that are no longer public off the site, each in a transaction of its own; may be broken off and
   called again. *n: how many. Call after the transaction of catalogue_store. What a set that becomes public holds is published
   by its next delivery. */
enum result catalogue_close_sets(struct db *db, uint64_t *n) MUST_CHECK;
/* The version that programs compare; 0 when nothing was ever stored. */
enum result catalogue_version(struct db *db, uint64_t *version) MUST_CHECK;
/* Says that reference data changed, so that programs load anew. */
enum result catalogue_touch(struct db *db) MUST_CHECK;
/* All sets that are not retired. `catalogue` must be initialised or freed; the caller frees it. */
enum result catalogue_load(struct db *db, struct catalogue *catalogue) MUST_CHECK;

#endif
