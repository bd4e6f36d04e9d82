/* The generator's rows straight into the database, by the same path as a department's file. */
#ifndef CTL_GENERATE_IMPORT_H
#define CTL_GENERATE_IMPORT_H

#include "ctl/ctl.h"
#include "ctl/generate.h"
#include "ctl/import.h"

struct generate_import;

struct generate_import_counts {
    struct import_counts rows;
    uint64_t decided;  /* decisions carried out */
    uint64_t undecided; /* whose record is not live: it has expired, or was decided before (a second run) */
};

/* `total` rows are expected, for the progress line. RESULT_ERROR: memory. */
enum result generate_import_open(struct ctl *ctl, const struct import_base *base, uint64_t total, struct generate_import **out) MUST_CHECK;
/* The sink to give to generate_run: each set is a delivery of its own unit, and what was decided about its records
   follows as soon as they are in. */
const struct generate_sink *generate_import_sink(const struct generate_import *import);
/* Ends a delivery that was cut off, frees. RESULT_ERROR: that end could not be noted. */
enum result generate_import_close(struct generate_import *import, struct generate_import_counts *counts) MUST_CHECK;

#endif
