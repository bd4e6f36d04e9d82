/* What became of reports, for staff: their use, their earlier files, and who is told that something in them was wrong. */
#include "db/report.h"

#include "db/db.h"
#include "db/procedure.h"

#include <stdio.h>
#include <string.h>

static const char select_use[] =
    "SELECT action, COUNT(*), MAX(at) FROM use_log FORCE INDEX (use_log_object) WHERE object = ? AND action IN ('report.download','report.check') "
    "GROUP BY action";
static const char select_revisions[] = "SELECT seq, at, file_sha256, file_size, level FROM report_revision WHERE number = ? ORDER BY seq LIMIT ?";
static const char call_tell[] = "CALL report_tell(?, ?, ?, @credit_done)";
static const char select_done[] = "SELECT @credit_done";
static const char select_told[] = "SELECT EXISTS (SELECT 1 FROM outbox WHERE case_number = ? AND template = 'wrong_data' AND made_at >= ?)";

enum result report_use(struct db *db, const char *number, struct report_use *out)
{
    struct db_stmt *st = db_sql(db, select_use);
    memset(out, 0, sizeof *out);
    db_text(st, 0, number);
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        const bool check = strcmp(db_col_text(st, 0, NULL), "report.check") == 0;
        *(check ? &out->checks : &out->downloads) = db_col_uint(st, 1);
        *(check ? &out->checked_at : &out->downloaded_at) = moment_of(db_col_text(st, 2, NULL));
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result report_revisions(struct db *db, const char *number, struct report_revision *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_revisions);
    *count = 0;
    db_text(st, 0, number);
    db_uint(st, 1, max);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK) {
        struct report_revision *one = &out[(*count)++];
        size_t len;
        one->seq = (unsigned)db_col_uint(st, 0);
        one->replaced_at = moment_of(db_col_text(st, 1, NULL));
        const char *digest = db_col_text(st, 2, &len);
        if (len != sizeof one->sha256)
            r = RESULT_ERROR;
        else
            memcpy(one->sha256, digest, len);
        one->size = (uint32_t)db_col_uint(st, 3);
        snprintf(one->level, sizeof one->level, "%s", db_col_text(st, 4, NULL));
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

struct telling {
    uint64_t record_id;
    time_t before, now;
    unsigned told;
};

static enum result tell_body(struct db *db, void *arg)
{
    struct telling *telling = arg;
    char before[TIME_TEXT], now[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_tell);
    db_uint(st, 0, telling->record_id);
    db_text(st, 1, time_format_utc(telling->before, before));
    db_text(st, 2, time_format_utc(telling->now, now));
    enum result r = db_run(st);
    db_done(st);
    if (r != RESULT_OK)
        return r;
    st = db_sql(db, select_done);
    if ((r = db_run(st)) == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        telling->told = (unsigned)db_col_uint(st, 0);
    db_done(st);
    return r;
}

enum result report_tell(struct db *db, uint64_t record_id, time_t before, time_t now, unsigned *told)
{
    struct telling telling = {.record_id = record_id, .before = before, .now = now};
    const enum result r = db_transaction(db, tell_body, &telling);
    *told = telling.told;
    return r;
}

enum result report_was_told(struct db *db, const char *case_number, time_t since, bool *told)
{
    char text[TIME_TEXT];
    struct db_stmt *st = db_sql(db, select_told);
    db_text(st, 0, case_number);
    db_text(st, 1, time_format_utc(since, text));
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *told = db_col_int(st, 0) != 0;
    db_done(st);
    return r;
}
