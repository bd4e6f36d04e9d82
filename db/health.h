/* Whether the parts behind the site are alive. */
#ifndef DB_HEALTH_H
#define DB_HEALTH_H

#include "base/result.h"

struct db;

#define HEALTH_BEAT_SECONDS 30 /* a background program says that it lives every few seconds */

/* RESULT_OK when the database answers and the clerk's last sign of life is at most HEALTH_BEAT_SECONDS old;
 * RESULT_NOT_FOUND when the clerk is silent; RESULT_UNAVAILABLE without the database. */
enum result health_check(struct db *db) MUST_CHECK;

#endif
