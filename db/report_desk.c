/* What became of reports, for staff: their use, their earlier files, who is told that something in them was wrong, and what could not be made. */
#include "db/report.h"

#include "db/db.h"
#include "db/procedure.h"

#include <stdio.h>
#include <string.h>

static const char select_use[] =
    "SELECT action, COUNT(*), MAX(at) FROM use_log FORCE INDEX (use_log_object) WHERE object = ? AND action IN ('report.download','report.check') "
    "GROUP BY action";
static const char select_revisions[] = "SELECT seq, at, file_sha256, file_size, level FROM report_revision WHERE number = ? ORDER BY seq LIMIT ?";
static const char select_revision[] = "SELECT file_sha256, file_size FROM report_revision WHERE number = ? AND seq = ?";
static const char call_tell[] = "CALL report_tell(?, ?, ?, @credit_done)";
static const char select_done[] = "SELECT @credit_done";
static const char select_told[] = "SELECT EXISTS (SELECT 1 FROM outbox WHERE case_number = ? AND template = 'wrong_data' AND made_at >= ?)";

#define FAULT_COLUMNS "SELECT id, at, COALESCE(last_at, at), done_at, times, kind, about, text, COALESCE(done_by, '') FROM report_fault "
static const char select_open_faults[] = FAULT_COLUMNS "WHERE done_at IS NULL ORDER BY id DESC LIMIT ?";
static const char select_done_faults[] = FAULT_COLUMNS "WHERE done_at IS NOT NULL ORDER BY done_at DESC, id DESC LIMIT ?";
static const char select_fault[] = FAULT_COLUMNS "WHERE id = ?";
static const char count_faults[] = "SELECT COUNT(*) FROM (SELECT 1 FROM report_fault WHERE done_at IS NULL LIMIT ?) f";
static const char call_settle[] = "CALL report_fault_settle(?, ?, @credit_done)";

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

enum result report_file_of(struct db *db, const struct report *report, unsigned revision, unsigned char sha256[32], uint32_t *size)
{
    size_t len;
    if (revision == report->revisions) {
        memcpy(sha256, report->sha256, sizeof report->sha256);
        *size = report->size;
        return RESULT_OK;
    }
    struct db_stmt *st = db_sql(db, select_revision);
    db_text(st, 0, report->number);
    db_uint(st, 1, revision);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        const char *digest = db_col_text(st, 0, &len);
        if (len != sizeof report->sha256)
            r = RESULT_ERROR;
        else
            memcpy(sha256, digest, len);
        *size = (uint32_t)db_col_uint(st, 1);
    }
    db_done(st);
    return r;
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

/* ---------------------------------------------------------------- what could not be made */
static enum result take_faults(struct db_stmt *st, struct arena *arena, struct report_fault_row *out, size_t max, size_t *count)
{
    *count = 0;
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK) {
        struct report_fault_row *row = &out[(*count)++];
        *row = (struct report_fault_row){.id = db_col_uint(st, 0), .at = moment_of(db_col_text(st, 1, NULL)), .last_at = moment_of(db_col_text(st, 2, NULL)),
                                         .done_at = moment_of(db_col_text(st, 3, NULL)), .times = (unsigned)db_col_uint(st, 4),
                                         .kind = arena_text(arena, db_col_text(st, 5, NULL)), .about = arena_text(arena, db_col_text(st, 6, NULL)),
                                         .text = arena_text(arena, db_col_text(st, 7, NULL)), .done_by = arena_text(arena, db_col_text(st, 8, NULL))};
        if (!row->kind || !row->about || !row->text || !row->done_by)
            r = RESULT_ERROR;
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result report_faults(struct db *db, bool open, struct arena *arena, struct report_fault_row *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, open ? select_open_faults : select_done_faults);
    db_uint(st, 0, max);
    return take_faults(st, arena, out, max, count);
}

enum result report_faults_open(struct db *db, unsigned max, unsigned *count)
{
    struct db_stmt *st = db_sql(db, count_faults);
    db_uint(st, 0, max);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *count = (unsigned)db_col_uint(st, 0);
    db_done(st);
    return r;
}

enum result report_fault_read(struct db *db, uint64_t id, struct arena *arena, struct report_fault_row *out)
{
    size_t count;
    struct db_stmt *st = db_sql(db, select_fault);
    db_uint(st, 0, id);
    const enum result r = take_faults(st, arena, out, 1, &count);
    return r == RESULT_OK && count == 0 ? RESULT_NOT_FOUND : r;
}

struct settling {
    uint64_t id;
    const char *actor;
};

static enum result settle_body(struct db *db, void *arg)
{
    const struct settling *settling = arg;
    struct db_stmt *st = db_sql(db, call_settle);
    db_uint(st, 0, settling->id);
    db_text(st, 1, settling->actor);
    enum result r = db_run(st);
    db_done(st);
    if (r != RESULT_OK)
        return r;
    st = db_sql(db, select_done);
    if ((r = db_run(st)) == RESULT_OK && (r = db_next(st)) == RESULT_OK && !db_col_int(st, 0))
        r = RESULT_CONFLICT;
    db_done(st);
    return r;
}

enum result report_fault_settle(struct db *db, uint64_t id, const char *actor)
{
    struct settling settling = {.id = id, .actor = actor};
    return db_transaction(db, settle_body, &settling);
}
