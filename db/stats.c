/* Figures of the whole installation. */
#include "db/stats.h"

#include "db/db.h"

static const char figures[] =
    "SELECT 'information sets', COUNT(*) FROM info_set WHERE NOT retired "
    "UNION ALL SELECT 'source units', COUNT(*) FROM source_unit "
    "UNION ALL SELECT 'divisions', COUNT(*) FROM division "
    "UNION ALL SELECT 'subjects', COUNT(*) FROM subject "
    "UNION ALL SELECT 'subjects registered', COUNT(*) FROM subject WHERE registered "
    "UNION ALL SELECT 'subjects published', COUNT(*) FROM published_subject "
    "UNION ALL SELECT 'names in the search index', COUNT(*) FROM published_name "
    "UNION ALL SELECT 'records', COUNT(*) FROM record "
    "UNION ALL SELECT 'records published', COUNT(*) FROM published "
    "UNION ALL SELECT 'records published by the counters', (SELECT COALESCE(SUM(n), 0) FROM counter WHERE set_number > 0 AND dim = 0) + "
    "(SELECT COALESCE(SUM(n), 0) FROM count_delta WHERE set_number > 0 AND dim = 0) "
    "UNION ALL SELECT 'open holds', COUNT(*) FROM record_hold WHERE closed_at IS NULL "
    "UNION ALL SELECT 'deliveries', COUNT(*) FROM batch";
static const char states[] = "SELECT CONCAT('records ', state), COUNT(*) FROM record GROUP BY state ORDER BY state";

static enum result read_lines(struct db *db, const char *sql, void (*line)(void *, const char *, const char *), void *context)
{
    struct db_stmt *st = db_sql(db, sql);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        char number[24]; /* DECIMAL and BIGINT alike */
        int64_t n = db_col_int(st, 1);
        char *at = number + sizeof number - 1;
        uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
        *at = '\0';
        do
            *--at = (char)('0' + rest % 10);
        while (rest /= 10);
        if (n < 0)
            *--at = '-';
        line(context, db_col_text(st, 0, NULL), at);
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result stats_read(struct db *db, void (*line)(void *context, const char *name, const char *value), void *context)
{
    enum result result = read_lines(db, figures, line, context);
    return result == RESULT_OK ? read_lines(db, states, line, context) : result;
}
