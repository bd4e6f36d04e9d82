/* The clerk's procedures and the heartbeats. */
#include "db/chore.h"

#include "db/db.h"
#include "db/procedure.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An OUT parameter comes back through a variable of the session. */
static const char SQL_FOLD[] = "CALL counters_fold(?, @done)";
static const char SQL_END[] = "CALL publications_end(?, @done)";
static const char SQL_BEGIN[] = "CALL publications_begin(?, @done)";
static const char SQL_WARN[] = "CALL clocks_warn(?, ?, ?, ?, @done)";
static const char SQL_OVERDUE[] = "CALL clocks_overdue(?, ?, ?, ?, @done)";
static const char SQL_ESCALATE[] = "CALL clocks_escalate(?, ?, ?, @done)";
static const char SQL_RETENTION[] = "CALL retention_end(?, ?, @done)";
static const char SQL_SWEEP[] = "CALL rows_sweep(?, ?, @done)";
static const char SQL_RECIPIENTS[] = "CALL recipients_tell(?, ?, @done)";
static const char SQL_DONE[] = "SELECT @done";
static const char SQL_TOLD[] = "CALL cases_to_close(?, @credit_text)";
static const char SQL_FILES[] = "CALL files_known(?, @credit_text)";

static const char SQL_BEAT[] =
    "INSERT INTO heartbeat (program, at) VALUES (?, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE at = UTC_TIMESTAMP(3)";
static const char SQL_FRESH[] =
    "SELECT COUNT(*) FROM heartbeat WHERE program = ? AND at >= UTC_TIMESTAMP(3) - INTERVAL ? SECOND";

/* Runs a procedure with its parameters bound; *done is what it left behind. */
static enum result run(struct db *db, struct db_stmt *st, uint32_t *done)
{
    *done = 0;
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

static enum result call(struct db *db, const char *sql, uint32_t limit, uint32_t *done)
{
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, limit);
    return run(db, st, done);
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

enum result chore_warn_clocks(struct db *db, day_t today, day_t soon, time_t now, uint32_t limit, uint32_t *done)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, SQL_WARN);
    db_day(st, 0, today);
    db_day(st, 1, soon);
    db_text(st, 2, time_format_utc(now, at));
    db_uint(st, 3, limit);
    return run(db, st, done);
}

enum result chore_overdue_clocks(struct db *db, day_t today, time_t now, uint32_t limit, uint32_t *done)
{
    char at[TIME_TEXT], since[TIME_TEXT];
    struct db_stmt *st = db_sql(db, SQL_OVERDUE);
    db_day(st, 0, today);
    db_text(st, 1, time_format_utc(day_start_shanghai(today), since));
    db_text(st, 2, time_format_utc(now, at));
    db_uint(st, 3, limit);
    return run(db, st, done);
}

enum result chore_escalate_clocks(struct db *db, day_t until, time_t now, uint32_t limit, uint32_t *done)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, SQL_ESCALATE);
    db_day(st, 0, until);
    db_text(st, 1, time_format_utc(now, at));
    db_uint(st, 2, limit);
    return run(db, st, done);
}

enum result chore_end_retention(struct db *db, day_t until, uint32_t limit, uint32_t *done)
{
    struct db_stmt *st = db_sql(db, SQL_RETENTION);
    db_day(st, 0, until);
    db_uint(st, 1, limit);
    return run(db, st, done);
}

enum result chore_sweep_rows(struct db *db, time_t now, uint32_t limit, uint32_t *done)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, SQL_SWEEP);
    db_text(st, 0, time_format_utc(now, at));
    db_uint(st, 1, limit);
    return run(db, st, done);
}

enum result chore_cases_told(struct db *db, struct told_case *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, SQL_TOLD);
    json_t *list = NULL;
    db_uint(st, 0, max);
    *count = 0;
    const enum result result = procedure_list(db, st, &list);
    for (size_t i = 0; result == RESULT_OK && i < json_array_size(list) && *count < max; i++) {
        const char *number = json_string_value(json_object_get(json_array_get(list, i), "number"));
        const char *kind = json_string_value(json_object_get(json_array_get(list, i), "kind"));
        snprintf(out[*count].number, sizeof out->number, "%s", number ? number : "");
        if (kind && case_kind_parse(kind, &out[*count].kind))
            ++*count;
    }
    json_decref(list);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result chore_files_known(struct db *db, const unsigned char (*digests)[32], size_t n, bool *known)
{
    char hex[65];
    json_t *asked = json_array(), *list = NULL;
    for (size_t i = 0; i < n; i++) {
        known[i] = false;
        json_array_append_new(asked, json_string(sodium_bin2hex(hex, sizeof hex, digests[i], 32)));
    }
    char *text = n > 0 && n <= CHORE_FILES_MAX && json_array_size(asked) == n ? json_dumps(asked, JSON_COMPACT) : NULL;
    enum result result = n == 0 ? RESULT_NOT_FOUND : RESULT_ERROR;
    if (text) {
        struct db_stmt *st = db_sql(db, SQL_FILES);
        db_text(st, 0, text);
        result = procedure_list(db, st, &list);
    }
    for (size_t k = 0; result == RESULT_OK && k < json_array_size(list); k++)
        for (size_t i = 0; i < n; i++)
            known[i] = known[i] || strcmp(sodium_bin2hex(hex, sizeof hex, digests[i], 32), json_string_value(json_array_get(list, k))) == 0;
    json_decref(list);
    json_decref(asked);
    free(text);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result chore_tell_recipients(struct db *db, const char *case_number, time_t now, uint32_t *done)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, SQL_RECIPIENTS);
    db_text(st, 0, case_number);
    db_text(st, 1, time_format_utc(now, at));
    return run(db, st, done);
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
