/* Counters of published rows. */
#include "db/count.h"

#include "base/buffer.h"
#include "db/db.h"

#include <stdio.h>

#define SQL_TEXT_MAX 8192
#define TO_DAYS_1970 719528 /* MariaDB's TO_DAYS('1970-01-01') */

uint32_t count_day_key(day_t day)
{
    return (uint32_t)(day + TO_DAYS_1970);
}

day_t count_key_day(uint32_t key)
{
    return (day_t)key - TO_DAYS_1970;
}

/* CRC-32 as MariaDB's CRC32() computes it (reflected 0x04C11DB7). */
uint32_t count_kind_key(const char *kind)
{
    uint32_t crc = 0xffffffffu;
    for (const unsigned char *p = (const unsigned char *)kind; *p; p++) {
        crc ^= *p;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

/* One set is a parameter, so that all lists share a statement; a group's sets stand in the text. */
static void add_where(struct buffer *sql, const uint16_t *sets, size_t set_count, enum count_dimension dimension)
{
    buffer_puts(sql, set_count == 1 ? " WHERE set_number = ?" : " WHERE set_number IN (");
    for (size_t i = 0; set_count > 1 && i < set_count; i++)
        buffer_printf(sql, i ? ",%u" : "%u", sets[i]);
    buffer_printf(sql, "%s AND dim = %d AND k BETWEEN ? AND ?", set_count == 1 ? "" : ")", (int)dimension);
}

/* SELECT <head> FROM both tables <tail>, keys bound. */
static enum result run(struct db *db, const char *head, const char *between, const char *tail, const uint16_t *sets, size_t set_count,
                       enum count_dimension dimension, uint32_t low, uint32_t high, struct db_stmt **out)
{
    struct buffer sql;
    buffer_init(&sql, SQL_TEXT_MAX);
    buffer_printf(&sql, "SELECT %s FROM counter", head);
    add_where(&sql, sets, set_count, dimension);
    buffer_printf(&sql, "%s FROM count_delta", between);
    add_where(&sql, sets, set_count, dimension);
    buffer_puts(&sql, tail);
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    for (unsigned table = 0, at = 0; table < 2; table++) {
        if (set_count == 1)
            db_uint(st, at++, sets[0]);
        db_uint(st, at++, low);
        db_uint(st, at++, high);
    }
    enum result r = sql.failed || set_count == 0 ? RESULT_ERROR : db_run(st);
    buffer_free(&sql);
    *out = st;
    return r;
}

enum result count_range(struct db *db, const uint16_t *sets, size_t set_count, enum count_dimension dimension,
                        uint32_t low, uint32_t high, uint64_t *n)
{
    struct db_stmt *st;
    *n = 0;
    /* two sums and no union: no temporary table for what every list page asks */
    enum result r = run(db, "CAST(COALESCE((SELECT SUM(n)", "), 0) + COALESCE((SELECT SUM(n)", "), 0) AS SIGNED)", sets, set_count,
                        dimension, low, high, &st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        int64_t sum = db_col_int(st, 0);
        *n = sum > 0 ? (uint64_t)sum : 0;
    }
    db_done(st);
    return r;
}

static enum result grouped(struct db *db, const char *head, const char *tail, const uint16_t *sets, size_t set_count,
                           enum count_dimension dimension, uint32_t low, uint32_t high, struct count *out, size_t max, size_t *count)
{
    struct db_stmt *st;
    *count = 0;
    if (set_count == 0)
        return RESULT_OK;
    char begin[160];
    snprintf(begin, sizeof begin, "%s FROM (SELECT set_number, k, n", head);
    enum result r = run(db, begin, " UNION ALL SELECT set_number, k, n", tail, sets, set_count, dimension, low, high, &st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK)
        out[(*count)++] = (struct count){.key = (uint32_t)db_col_uint(st, 0), .n = db_col_uint(st, 1)};
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result count_keys(struct db *db, const uint16_t *sets, size_t set_count, enum count_dimension dimension,
                       uint32_t low, uint32_t high, struct count *out, size_t max, size_t *count)
{
    return grouped(db, "k, CAST(SUM(n) AS SIGNED) AS s", ") w GROUP BY k HAVING s > 0 ORDER BY k", sets, set_count, dimension, low, high,
                   out, max, count);
}

enum result count_sets(struct db *db, const uint16_t *sets, size_t set_count, enum count_dimension dimension,
                       uint32_t low, uint32_t high, struct count *out, size_t max, size_t *count)
{
    return grouped(db, "set_number, CAST(SUM(n) AS SIGNED) AS s", ") w GROUP BY set_number HAVING s > 0 ORDER BY set_number", sets,
                   set_count, dimension, low, high, out, max, count);
}
