/* Signs of life. */
#include "db/health.h"

#include "db/db.h"

enum result health_check(struct db *db)
{
    static const char sql[] = "SELECT COUNT(*) FROM heartbeat WHERE program LIKE 'clerk%' AND at >= UTC_TIMESTAMP(3) - INTERVAL ? SECOND";
    struct db_stmt *st = db_sql(db, sql);
    db_int(st, 0, HEALTH_BEAT_SECONDS);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK && db_col_int(st, 0) == 0)
        r = RESULT_NOT_FOUND;
    db_done(st);
    return r;
}
