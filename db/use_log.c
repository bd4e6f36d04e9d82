/* The use log and its daily digests. */
#include "db/use_log.h"

#include "base/buffer.h"
#include "db/db.h"
#include "db/procedure.h"

#include <string.h>

#define SQL_MAX 1024

static const char insert_entry[] = "INSERT INTO use_log (at, actor, action, object, purpose) VALUES (UTC_TIMESTAMP(3), ?, ?, ?, ?)";
static const char call_next[] = "CALL /* reads */ use_digest_next(?, @credit_text)";
static const char call_compute[] = "CALL /* reads */ use_digest_compute(?, @credit_text)";
static const char call_put[] = "CALL use_digest_put(?, ?, ?, ?, ?, ?)";
static const char select_digests[] =
    "SELECT day, first_id, last_id, entries, digest, signature FROM use_digest WHERE day >= ? ORDER BY day LIMIT ?";

enum result use_log_add(struct db *db, const char *actor, const char *action, const char *object, const char *purpose)
{
    struct db_stmt *st = db_sql(db, insert_entry);
    db_text(st, 0, actor);
    db_text(st, 1, action);
    db_text(st, 2, object);
    db_text(st, 3, purpose && purpose[0] ? purpose : NULL);
    return db_run(st);
}

/* A day of Shanghai as the moment at which it begins. */
static const char *begin_of(day_t day, char out[TIME_TEXT])
{
    return time_format_utc(day_start_shanghai(day), out);
}

static bool given(const char *text)
{
    return text && text[0];
}

enum result use_log_read(struct db *db, const struct use_query *query, struct arena *arena, struct use_entry *out, size_t *count)
{
    struct buffer sql;
    char from[TIME_TEXT], until[TIME_TEXT];
    const char *texts[5];
    unsigned n = 0;
    *count = 0;
    buffer_init(&sql, SQL_MAX);
    buffer_puts(&sql, "SELECT id, at, actor, action, object, COALESCE(purpose, '') FROM use_log WHERE id < ?");
    if (given(query->actor)) {
        buffer_puts(&sql, " AND actor = ?");
        texts[n++] = query->actor;
    }
    if (given(query->action)) {
        buffer_puts(&sql, " AND action = ?");
        texts[n++] = query->action;
    }
    if (given(query->object)) {
        buffer_puts(&sql, " AND object = ?");
        texts[n++] = query->object;
    }
    if (query->from != DAY_NONE) {
        buffer_puts(&sql, " AND at >= ?");
        texts[n++] = begin_of(query->from, from);
    }
    if (query->until != DAY_NONE) {
        buffer_puts(&sql, " AND at < ?");
        texts[n++] = begin_of(query->until + 1, until);
    }
    buffer_puts(&sql, " ORDER BY id DESC LIMIT ?");
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    db_uint(st, 0, query->before ? query->before : INT64_MAX);
    for (unsigned i = 0; i < n; i++)
        db_text(st, 1 + i, texts[i]);
    db_uint(st, 1 + n, query->max);
    enum result result = sql.failed ? RESULT_ERROR : db_run(st);
    while (result == RESULT_OK && *count < query->max && (result = db_next(st)) == RESULT_OK) {
        struct use_entry *entry = &out[(*count)++];
        const char **columns[] = {&entry->actor, &entry->action, &entry->object, &entry->purpose};
        entry->id = db_col_uint(st, 0);
        entry->at = moment_of(db_col_text(st, 1, NULL));
        for (unsigned i = 0; i < sizeof columns / sizeof *columns && result == RESULT_OK; i++)
            if (!(*columns[i] = arena_text(arena, db_col_text(st, 2 + i, NULL))))
                result = RESULT_ERROR;
    }
    db_done(st);
    buffer_free(&sql);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static enum result computed(struct db *db, const char *sql, day_t day, struct use_digest *out)
{
    struct db_stmt *st = db_sql(db, sql);
    json_t *json;
    memset(out, 0, sizeof *out);
    db_day(st, 0, day);
    enum result result = procedure_list(db, st, &json);
    if (result != RESULT_OK)
        return result;
    out->day = get_day(json, "day");
    out->first = (uint64_t)get_int(json, "first");
    out->last = (uint64_t)get_int(json, "last");
    out->count = (uint64_t)get_int(json, "count");
    get_hex(json, "digest", out->digest, sizeof out->digest);
    json_decref(json);
    return RESULT_OK;
}

enum result use_digest_next(struct db *db, day_t today, struct use_digest *out)
{
    return computed(db, call_next, today, out);
}

enum result use_digest_compute(struct db *db, day_t day, struct use_digest *out)
{
    return computed(db, call_compute, day, out);
}

enum result use_digest_put(struct db *db, const struct use_digest *digest)
{
    struct db_stmt *st = db_sql(db, call_put);
    db_day(st, 0, digest->day);
    db_uint(st, 1, digest->first);
    db_uint(st, 2, digest->last);
    db_uint(st, 3, digest->count);
    db_bytes(st, 4, digest->digest, sizeof digest->digest);
    db_bytes(st, 5, digest->signature, sizeof digest->signature);
    return db_run(st);
}

static void take_bytes(struct db_stmt *st, unsigned column, unsigned char *out, size_t n)
{
    size_t len;
    const char *bytes = db_col_text(st, column, &len);
    memset(out, 0, n);
    memcpy(out, bytes, len < n ? len : n);
}

enum result use_digest_list(struct db *db, day_t from, struct use_digest *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_digests);
    *count = 0;
    db_day(st, 0, from);
    db_uint(st, 1, max);
    enum result result = db_run(st);
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK) {
        struct use_digest *digest = &out[(*count)++];
        digest->day = db_col_day(st, 0);
        digest->first = db_col_uint(st, 1);
        digest->last = db_col_uint(st, 2);
        digest->count = db_col_uint(st, 3);
        take_bytes(st, 4, digest->digest, sizeof digest->digest);
        take_bytes(st, 5, digest->signature, sizeof digest->signature);
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
