/* Running clocks and the calendar that moves them. */
#ifndef DB_CLOCKS_H
#define DB_CLOCKS_H

#include "base/clock.h"
#include "base/result.h"
#include "domain/workday.h"

#include <time.h>

struct db;

/* After a year of the calendar was loaded: every running clock is computed again; the old date stays beside the new one and as an
 * event of the case. *moved: how many dates changed. By console and creditctl. */
enum result clocks_recompute(struct db *db, const struct workdays *days, const char *actor, time_t now, unsigned *moved) MUST_CHECK;

#endif
