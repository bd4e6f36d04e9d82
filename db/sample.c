/* Published records for a demonstration. */
#include "db/sample.h"

#include "db/db.h"

static const char select_sample[] =
    "SELECT record_id FROM published WHERE set_number = ? AND decided_on BETWEEN ? AND ? AND NOT is_person AND NOT flagged AND uscc IS NOT NULL "
    "AND SUBSTRING(uscc, 9, 5) <> '99000' AND (NOT ? OR grade = 'ordinary') ORDER BY decided_on DESC, record_id LIMIT ?";

static const char select_any[] = "SELECT 1 FROM casefile LIMIT 1";

enum result published_sample(struct db *db, unsigned set_number, day_t from, day_t until, bool ordinary, uint64_t *ids, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_sample);
    *count = 0;
    db_uint(st, 0, set_number);
    db_day(st, 1, from);
    db_day(st, 2, until);
    db_int(st, 3, ordinary);
    db_uint(st, 4, max);
    enum result result = db_run(st);
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK)
        ids[(*count)++] = db_col_uint(st, 0);
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result cases_any(struct db *db, bool *any)
{
    struct db_stmt *st = db_sql(db, select_any);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    *any = result == RESULT_OK;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
