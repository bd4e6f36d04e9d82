/* Figures of the whole installation, for the operator. */
#ifndef DB_STATS_H
#define DB_STATS_H

#include "base/result.h"

struct db;

/* Calls `line` with each figure: its name and its value as text. Counts rows, so it takes its time on a large installation. */
enum result stats_read(struct db *db, void (*line)(void *context, const char *name, const char *value), void *context) MUST_CHECK;

#endif
