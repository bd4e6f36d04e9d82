/* Letters of cases as signed papers, and papers that need another timestamp: the clerk's side of what is issued. */
#include "db/report.h"

#include "db/db.h"

#include <stdio.h>
#include <string.h>

static const char select_due[] =
    "SELECT case_number, seq, tries, document_no, body, at, is_person FROM letter_to_issue WHERE due_at <= ? ORDER BY due_at LIMIT ?";
static const char call_put_off[] = "CALL letter_put_off(?, ?, ?)";
static const char call_issued[] = "CALL letter_issued(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, @credit_done)";
static const char select_done[] = "SELECT @credit_done";
/* Each once its time has come: a paper that cannot be stamped goes behind the others. */
static const char select_unstamped[] =
    "SELECT number, file_sha256, file_size, level, stamp_tries FROM report_stamp WHERE level = 'B-B' AND stamp_at <= ? ORDER BY stamp_at LIMIT ?";
static const char select_ending[] =
    "SELECT number, file_sha256, file_size, level, stamp_tries FROM report_stamp WHERE good_until <= ? AND level <> 'B-B' AND stamp_at <= ? "
    "ORDER BY good_until LIMIT ?";
static const char call_stamp_put_off[] = "CALL report_stamp_put_off(?, ?, ?)";

/* Adds the rows of a statement that is bound. */
static enum result add_files(struct db_stmt *st, struct report_file *out, size_t max, size_t *count)
{
    size_t len;
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK) {
        struct report_file *file = &out[(*count)++];
        snprintf(file->number, sizeof file->number, "%s", db_col_text(st, 0, NULL));
        const char *sha256 = db_col_text(st, 1, &len);
        if (len != sizeof file->sha256)
            r = RESULT_ERROR;
        else
            memcpy(file->sha256, sha256, len);
        file->size = (uint32_t)db_col_uint(st, 2);
        file->renewal = strcmp(db_col_text(st, 3, NULL), "B-B") != 0;
        file->tries = (unsigned)db_col_uint(st, 4);
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result report_to_stamp(struct db *db, time_t now, time_t until, struct report_file *out, size_t max, size_t *count)
{
    char now_text[TIME_TEXT], until_text[TIME_TEXT];
    *count = 0;
    time_format_utc(now, now_text);
    struct db_stmt *st = db_sql(db, select_ending);
    db_text(st, 0, time_format_utc(until, until_text));
    db_text(st, 1, now_text);
    db_uint(st, 2, max > 1 ? max / 2 : max); /* neither kind keeps the other waiting */
    const enum result r = add_files(st, out, max, count);
    if (r != RESULT_OK || *count == max)
        return r;
    st = db_sql(db, select_unstamped);
    db_text(st, 0, now_text);
    db_uint(st, 1, max - *count);
    return add_files(st, out, max, count);
}

enum result report_stamp_put_off(struct db *db, const char *number, unsigned tries, time_t until)
{
    char text[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_stamp_put_off);
    db_text(st, 0, number);
    db_uint(st, 1, tries);
    db_text(st, 2, time_format_utc(until, text));
    const enum result r = db_run(st);
    db_done(st);
    return r;
}

static const char *take(struct db_stmt *st, unsigned col, struct arena *arena, bool *ok)
{
    const char *copy = arena_text(arena, db_col_text(st, col, NULL));
    *ok = *ok && copy;
    return copy ? copy : "";
}

enum result letters_due(struct db *db, time_t now, struct arena *arena, struct letter_due *out, size_t max, size_t *count)
{
    char text[TIME_TEXT];
    *count = 0;
    struct db_stmt *st = db_sql(db, select_due);
    db_text(st, 0, time_format_utc(now, text));
    db_uint(st, 1, max);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK) {
        struct letter_due *due = &out[(*count)++];
        bool ok = true;
        *due = (struct letter_due){.case_number = take(st, 0, arena, &ok), .seq = (unsigned)db_col_uint(st, 1), .tries = (unsigned)db_col_uint(st, 2),
                                   .document_no = take(st, 3, arena, &ok), .body = take(st, 4, arena, &ok), .is_person = db_col_int(st, 6) != 0};
        if (!ok || !time_parse_utc(db_col_text(st, 5, NULL), &due->at))
            r = RESULT_ERROR;
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result letter_put_off(struct db *db, const char *case_number, unsigned seq, time_t until)
{
    char text[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_put_off);
    db_text(st, 0, case_number);
    db_uint(st, 1, seq);
    db_text(st, 2, time_format_utc(until, text));
    const enum result r = db_run(st);
    db_done(st);
    return r;
}

struct issuing {
    const char *case_number;
    unsigned seq;
    const struct report_issue *issue;
    bool done;
};

static enum result issued_body(struct db *db, void *arg)
{
    struct issuing *issuing = arg;
    const struct report_issue *in = issuing->issue;
    char at[TIME_TEXT], until[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_issued);
    db_text(st, 0, issuing->case_number);
    db_uint(st, 1, issuing->seq);
    db_text(st, 2, in->number);
    db_text(st, 3, in->name);
    db_text(st, 4, time_format_utc((time_t)(in->issued_ms / 1000), at));
    db_bytes(st, 5, in->code_hash, 32);
    db_bytes(st, 6, in->file_key, REPORT_KEY);
    db_bytes(st, 7, in->sha256, 32);
    db_uint(st, 8, in->size);
    db_text(st, 9, in->level);
    db_text(st, 10, in->level_note);
    db_text(st, 11, time_format_utc(in->good_until, until));
    enum result r = db_run(st);
    db_done(st);
    if (r != RESULT_OK)
        return r;
    st = db_sql(db, select_done);
    if ((r = db_run(st)) == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        issuing->done = db_col_int(st, 0) != 0;
    db_done(st);
    return r;
}

enum result letter_issued(struct db *db, const char *case_number, unsigned seq, const struct report_issue *issue, bool *done)
{
    struct issuing issuing = {.case_number = case_number, .seq = seq, .issue = issue};
    const enum result r = db_transaction(db, issued_body, &issuing);
    *done = issuing.done;
    return r;
}
