/* The clerk's procedures and the heartbeats. */
#include "db/chore.h"

#include "db/db.h"

/* An OUT parameter comes back through a variable of the session. */
static const char SQL_FOLD[] = "CALL counters_fold(?, @done)";
static const char SQL_END[] = "CALL publications_end(?, @done)";
static const char SQL_BEGIN[] = "CALL publications_begin(?, @done)";
static const char SQL_DONE[] = "SELECT @done";

static const char SQL_BEAT[] =
    "INSERT INTO heartbeat (program, at) VALUES (?, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE at = UTC_TIMESTAMP(3)";
static const char SQL_FRESH[] =
    "SELECT COUNT(*) FROM heartbeat WHERE program = ? AND at >= UTC_TIMESTAMP(3) - INTERVAL ? SECOND";

static enum result call(struct db *db, const char *sql, uint32_t limit, uint32_t *done)
{
    *done = 0;
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, limit);
    enum result result = db_run(st);
    db_done(st);
    if (result != RESULT_OK)
        return result;
    st = db_sql(db, SQL_DONE);
    if ((result = db_run(st)) == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        *done = (uint32_t)db_col_uint(st, 0);
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_ERROR : result;
}

enum result chore_fold_counters(struct db *db, uint32_t limit, uint32_t *done)
{
    return call(db, SQL_FOLD, limit, done);
}

enum result chore_end_publications(struct db *db, uint32_t limit, uint32_t *done)
{
    return call(db, SQL_END, limit, done);
}

enum result chore_begin_publications(struct db *db, uint32_t limit, uint32_t *done)
{
    return call(db, SQL_BEGIN, limit, done);
}

enum result heartbeat_beat(struct db *db, const char *program)
{
    struct db_stmt *st = db_sql(db, SQL_BEAT);
    db_text(st, 0, program);
    return db_run(st);
}

enum result heartbeat_fresh(struct db *db, const char *program, uint32_t seconds, bool *fresh)
{
    *fresh = false;
    struct db_stmt *st = db_sql(db, SQL_FRESH);
    db_text(st, 0, program);
    db_uint(st, 1, seconds);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        *fresh = db_col_int(st, 0) > 0;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
