/* Invented cases on invented records: objections, repairs, complaints and applications for reports in every state. */
#ifndef CTL_GENERATE_CASES_H
#define CTL_GENERATE_CASES_H

#include "ctl/ctl.h"
#include "ctl/import.h"

/* Plays db/data/demo/cases.json with the records that are in the database, by the same transactions as real cases, and writes a line
   each to the file `list` (mode 0600): number, query code, kind, state, what there is to see. The same seed, day and records give the
   same cases. A database that has cases is left alone. Complains. */
enum result generate_cases(struct ctl *ctl, const struct import_base *base, uint64_t seed, const char *list) MUST_CHECK;

#endif
