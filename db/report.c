/* Reports that were issued. */
#include "db/report.h"

#include "db/db.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS_AT_ONCE 500 /* rows of report_record a statement */
#define NUMBERS_END "A"       /* behind every number: they begin with digits */
#define COUNT_DIM 7         /* of counter: reports by month and kind, k = yyyymm * 10 + kind */

static const char select_key[] = "SELECT body, answer FROM idempotency WHERE scope = ? AND k = ?";
static const char insert_key[] = "INSERT INTO idempotency (scope, k, body, answer, at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))";
static const char insert_report[] =
    "INSERT INTO report (number, kind, subject_id, issued_at, state, code_hash, file_sha256, facts_digest, uscc, name, file_key, file_size, "
    "level, level_note, summary, facts, purpose, recipient, case_number, asked_by, good_until) "
    "VALUES (?, ?, ?, ?, 'issued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char insert_record[] = "INSERT INTO report_record (number, record_id, version) VALUES (?, ?, ?)";
static const char insert_subject[] = "INSERT INTO report_subject (number, ordinal, uscc) VALUES (?, ?, ?)";
static const char insert_use[] = "INSERT INTO use_log (at, actor, action, object, purpose) VALUES (UTC_TIMESTAMP(3), ?, 'report.issue', ?, ?)";
static const char insert_count[] = "INSERT INTO count_delta (set_number, dim, k, n) VALUES (0, ?, ?, 1)";

#define REPORT_COLUMNS \
    "number, kind, uscc, name, level, level_note, summary, facts, purpose, recipient, case_number, COALESCE(subject_id, 0), issued_at, " \
    "revoked_at, revoked_by, revoke_reason, code_hash, file_key, file_sha256, facts_digest, asked_by, file_size, " \
    "(SELECT COUNT(*) FROM report_revision v WHERE v.number = report.number)"
static const char select_report[] = "SELECT " REPORT_COLUMNS " FROM report WHERE number = ?";
static const char call_case[] = "CALL report_case(?, @credit_kind, @credit_applicant, @credit_text)";
static const char select_application[] = "SELECT @credit_kind, @credit_applicant, @credit_text";
static const char select_asked[] =
    "SELECT " REPORT_COLUMNS " FROM report FORCE INDEX (report_asked) WHERE asked_by = ? AND number < ? AND number > ? AND issued_at >= ? "
    "ORDER BY number DESC LIMIT ?";
static const char select_case[] = "SELECT number FROM report WHERE case_number = ? AND letter_seq = 0"; /* the case's letters are papers of it too */
static const char select_known[] =
    "SELECT EXISTS (SELECT 1 FROM report WHERE number = ? AND file_sha256 = ?) OR "
    "EXISTS (SELECT 1 FROM report_revision WHERE number = ? AND file_sha256 = ?)";
static const char select_shown[] = "SELECT record_id, version FROM report_record WHERE number = ? ORDER BY record_id";
static const char count_gone[] =
    "SELECT COUNT(*) FROM report_record s LEFT JOIN published p ON p.record_id = s.record_id AND p.version = s.version "
    "WHERE s.number = ? AND p.record_id IS NULL";
static const char select_subjects[] = "SELECT uscc FROM report_subject WHERE number = ? ORDER BY ordinal";
static const char select_letter[] = "SELECT COALESCE(title, ''), document_no, at FROM report_letter WHERE number = ?";
static const char call_restamp[] = "CALL report_restamp(?, ?, ?, ?, ?, ?, @credit_done)";
static const char call_revoke[] = "CALL report_revoke(?, ?, ?, @credit_done)";
static const char select_done[] = "SELECT @credit_done";
static const char call_open[] = "CALL report_open(?, ?, ?, ?, @credit_result, @credit_wait)";
static const char select_open[] = "SELECT @credit_result, @credit_wait";
static const char select_recipients[] =
    "SELECT " REPORT_COLUMNS " FROM report JOIN report_record USING (number) WHERE record_id = ? ORDER BY number DESC LIMIT ?";
static const char select_months[] =
    "SELECT k, SUM(n) FROM (SELECT k, n FROM counter WHERE set_number = 0 AND dim = ? UNION ALL "
    "SELECT k, n FROM count_delta WHERE set_number = 0 AND dim = ?) c GROUP BY k ORDER BY k DESC LIMIT ?";

static const char call_fault[] = "CALL report_fault_tell(?, ?, ?)";

static const char *const kinds[] = {"public", "search", "full", "compliance"};
#define KINDS (sizeof kinds / sizeof *kinds)

/* ---------------------------------------------------------------- issue */
/* RESULT_OK: used for `number`; RESULT_NOT_FOUND: not used; RESULT_CONFLICT: used with another body. */
static enum result key_used(struct db *db, const unsigned char *scope, const unsigned char *key, const unsigned char *body,
                            char number[REPORT_NUMBER_TEXT])
{
    struct db_stmt *st = db_sql(db, select_key);
    db_bytes(st, 0, scope, 16);
    db_bytes(st, 1, key, 16);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        size_t len;
        const char *known = db_col_text(st, 0, &len);
        if (len != 32 || memcmp(known, body, 32) != 0)
            r = RESULT_CONFLICT;
        else
            snprintf(number, REPORT_NUMBER_TEXT, "%s", db_col_text(st, 1, NULL));
    }
    db_done(st);
    return r;
}

enum result report_issued_before(struct db *db, const unsigned char *scope, const unsigned char *key, const unsigned char *body,
                                 char number[REPORT_NUMBER_TEXT])
{
    return key_used(db, scope, key, body, number);
}

struct issuing {
    const struct report_issue *issue;
    char *number;
    bool same;
};

static void moment_text(int64_t ms, char out[TIME_TEXT + 4])
{
    char seconds[TIME_TEXT];
    snprintf(out, TIME_TEXT + 4, "%s.%03d", time_format_utc((time_t)(ms / 1000), seconds), (int)(ms % 1000));
}

static enum result put_report(struct db *db, const struct report_issue *in)
{
    char at[TIME_TEXT + 4], until[TIME_TEXT];
    moment_text(in->issued_ms, at);
    struct db_stmt *st = db_sql(db, insert_report);
    db_text(st, 0, in->number);
    db_text(st, 1, in->kind);
    if (in->subject_id)
        db_uint(st, 2, in->subject_id);
    else
        db_null(st, 2);
    db_text(st, 3, at);
    db_bytes(st, 4, in->code_hash, 32);
    db_bytes(st, 5, in->sha256, 32);
    db_bytes(st, 6, in->facts_digest, 32);
    db_text(st, 7, in->uscc);
    db_text(st, 8, in->name);
    db_bytes(st, 9, in->file_key, REPORT_KEY);
    db_uint(st, 10, in->size);
    db_text(st, 11, in->level);
    db_text(st, 12, in->level_note);
    db_text(st, 13, in->summary);
    db_text(st, 14, in->facts);
    db_text(st, 15, in->purpose);
    db_text(st, 16, in->recipient);
    db_text(st, 17, in->case_number);
    db_bytes(st, 18, in->asked_by, 16);
    db_text(st, 19, time_format_utc(in->good_until, until));
    return db_run(st);
}

static enum result put_records(struct db *db, const struct report_issue *in)
{
    enum result r = RESULT_OK;
    for (size_t done = 0; done < in->record_count && r == RESULT_OK;) {
        size_t n = in->record_count - done;
        struct db_stmt *st = db_sql(db, insert_record);
        if (n > RECORDS_AT_ONCE)
            n = RECORDS_AT_ONCE;
        db_rows(st, (unsigned)n);
        for (size_t i = 0; i < n; i++) {
            db_row(st, (unsigned)i);
            db_text(st, 0, in->number);
            db_uint(st, 1, in->records[done + i].id);
            db_uint(st, 2, in->records[done + i].version);
        }
        r = db_run(st);
        done += n;
    }
    return r;
}

static enum result put_subjects(struct db *db, const struct report_issue *in)
{
    enum result r = RESULT_OK;
    for (size_t i = 0; i < in->subject_count && r == RESULT_OK; i++) {
        struct db_stmt *st = db_sql(db, insert_subject);
        db_text(st, 0, in->number);
        db_uint(st, 1, i + 1);
        db_text(st, 2, in->subjects[i]);
        r = db_run(st);
    }
    return r;
}

/* The use log and the count of the month in which it was issued, as the number says it. */
static enum result put_traces(struct db *db, const struct report_issue *in)
{
    struct db_stmt *st = db_sql(db, insert_use);
    db_text(st, 0, in->actor);
    db_text(st, 1, in->number);
    db_text(st, 2, in->purpose ? in->purpose : in->kind);
    enum result r = db_run(st);
    if (r != RESULT_OK)
        return r;
    char month[7];
    unsigned kind = 0;
    snprintf(month, sizeof month, "%.6s", in->number);
    while (kind < KINDS && strcmp(kinds[kind], in->kind) != 0)
        kind++;
    st = db_sql(db, insert_count);
    db_uint(st, 0, COUNT_DIM);
    db_uint(st, 1, strtoul(month, NULL, 10) * 10 + kind);
    return db_run(st);
}

static enum result issue_body(struct db *db, void *arg)
{
    struct issuing *issuing = arg;
    const struct report_issue *in = issuing->issue;
    enum result r;
    issuing->same = false;
    if (in->scope) {
        struct db_stmt *st = db_sql(db, insert_key);
        db_bytes(st, 0, in->scope, 16);
        db_bytes(st, 1, in->key, 16);
        db_bytes(st, 2, in->body, 32);
        db_text(st, 3, in->number);
        r = db_run(st);
        if (r == RESULT_CONFLICT) { /* another of the same came first; nothing was read here yet, so its row is seen */
            r = key_used(db, in->scope, in->key, in->body, issuing->number);
            issuing->same = r == RESULT_OK || r == RESULT_CONFLICT;
            return r == RESULT_NOT_FOUND ? RESULT_ERROR : r;
        }
        if (r != RESULT_OK)
            return r;
    }
    r = put_report(db, in);
    if (r == RESULT_OK)
        r = put_records(db, in);
    if (r == RESULT_OK)
        r = put_subjects(db, in);
    if (r == RESULT_OK)
        r = put_traces(db, in);
    if (r == RESULT_OK)
        snprintf(issuing->number, REPORT_NUMBER_TEXT, "%s", in->number);
    return r;
}

enum result report_issue(struct db *db, const struct report_issue *issue, char number[REPORT_NUMBER_TEXT], bool *same)
{
    struct issuing issuing = {.issue = issue, .number = number};
    enum result r = db_transaction(db, issue_body, &issuing);
    *same = issuing.same;
    return r;
}

/* ---------------------------------------------------------------- afterwards */
static const char *take(struct db_stmt *st, unsigned col, struct arena *arena, bool *ok)
{
    const char *copy = arena_text(arena, db_col_text(st, col, NULL));
    *ok = *ok && copy;
    return copy ? copy : "";
}

static void take_bytes(struct db_stmt *st, unsigned col, unsigned char *out, size_t n)
{
    size_t len;
    const char *bytes = db_col_text(st, col, &len);
    memset(out, 0, n);
    memcpy(out, bytes, len < n ? len : n);
}

static bool take_report(struct db_stmt *st, struct arena *arena, struct report *out)
{
    bool ok = true;
    memset(out, 0, sizeof *out);
    snprintf(out->number, sizeof out->number, "%s", db_col_text(st, 0, NULL));
    const char **texts[] = {&out->kind, &out->uscc, &out->name, &out->level, &out->level_note,
                            &out->summary, &out->facts, &out->purpose, &out->recipient, &out->case_number};
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = take(st, i + 1, arena, &ok);
    out->subject_id = db_col_uint(st, 11);
    ok = time_parse_utc(db_col_text(st, 12, NULL), &out->issued_at) && ok;
    if (!db_is_null(st, 13))
        ok = time_parse_utc(db_col_text(st, 13, NULL), &out->revoked_at) && ok;
    out->revoked_by = take(st, 14, arena, &ok);
    out->revoke_reason = take(st, 15, arena, &ok);
    take_bytes(st, 16, out->code_hash, sizeof out->code_hash);
    take_bytes(st, 17, out->file_key, sizeof out->file_key);
    take_bytes(st, 18, out->sha256, sizeof out->sha256);
    take_bytes(st, 19, out->facts_digest, sizeof out->facts_digest);
    take_bytes(st, 20, out->asked_by, sizeof out->asked_by);
    out->size = (uint32_t)db_col_uint(st, 21);
    out->revisions = (unsigned)db_col_uint(st, 22) + 1;
    return ok;
}

static enum result take_reports(struct db_stmt *st, struct arena *arena, struct report *out, size_t max, size_t *count)
{
    *count = 0;
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK)
        if (!take_report(st, arena, &out[(*count)++]))
            r = RESULT_ERROR;
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result report_read(struct db *db, const char *number, struct arena *arena, struct report *out)
{
    size_t count;
    struct db_stmt *st = db_sql(db, select_report);
    db_text(st, 0, number);
    enum result r = take_reports(st, arena, out, 1, &count);
    return r == RESULT_OK && count == 0 ? RESULT_NOT_FOUND : r;
}

/* A number begins with its moment in Asia/Shanghai: what is older is not even looked at. */
static void number_since(time_t since, char out[REPORT_NUMBER_TEXT])
{
    char text[TIME_TEXT];
    size_t n = 0;
    time_format_shanghai(since, text);
    for (const char *at = text; *at && n < REPORT_NUMBER_TEXT - 1; at++)
        if (*at >= '0' && *at <= '9')
            out[n++] = *at;
    out[n] = '\0';
}

enum result report_asked(struct db *db, const unsigned char asked_by[16], time_t since, const char *after, struct arena *arena, struct report *out,
                         size_t max, size_t *count)
{
    char oldest[REPORT_NUMBER_TEXT], text[TIME_TEXT];
    number_since(since, oldest);
    struct db_stmt *st = db_sql(db, select_asked);
    db_bytes(st, 0, asked_by, 16);
    db_text(st, 1, *after ? after : NUMBERS_END);
    db_text(st, 2, oldest);
    db_text(st, 3, time_format_utc(since, text));
    db_uint(st, 4, max);
    return take_reports(st, arena, out, max, count);
}

enum result report_of_case(struct db *db, const char *case_number, char number[REPORT_NUMBER_TEXT])
{
    struct db_stmt *st = db_sql(db, select_case);
    db_text(st, 0, case_number);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        snprintf(number, REPORT_NUMBER_TEXT, "%s", db_col_text(st, 0, NULL));
    db_done(st);
    return r;
}

struct granting {
    const char *case_number;
    struct arena *arena;
    const char **kind, **applicant, **application;
};

static enum result case_body(struct db *db, void *arg)
{
    struct granting *granting = arg;
    bool ok = true;
    struct db_stmt *st = db_sql(db, call_case);
    db_text(st, 0, granting->case_number);
    enum result r = db_run(st);
    db_done(st);
    if (r != RESULT_OK)
        return r;
    st = db_sql(db, select_application);
    if ((r = db_run(st)) == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        if (db_is_null(st, 0))
            r = RESULT_NOT_FOUND;
        *granting->kind = take(st, 0, granting->arena, &ok);
        *granting->applicant = take(st, 1, granting->arena, &ok);
        *granting->application = take(st, 2, granting->arena, &ok);
    }
    db_done(st);
    return ok ? r : RESULT_ERROR;
}

enum result report_case(struct db *db, const char *case_number, struct arena *arena, const char **kind, const char **applicant, const char **application)
{
    struct granting granting = {.case_number = case_number, .arena = arena, .kind = kind, .applicant = applicant, .application = application};
    return db_transaction(db, case_body, &granting);
}

enum result report_file_known(struct db *db, const char *number, const unsigned char sha256[32], bool *known)
{
    struct db_stmt *st = db_sql(db, select_known);
    db_text(st, 0, number);
    db_bytes(st, 1, sha256, 32);
    db_text(st, 2, number);
    db_bytes(st, 3, sha256, 32);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *known = db_col_int(st, 0) != 0;
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_ERROR : r;
}

enum result report_shown(struct db *db, const char *number, struct arena *arena, struct report_fact **facts, size_t *count)
{
    *count = 0;
    *facts = arena_alloc(arena, REPORT_RECORDS_MAX * sizeof **facts);
    if (!*facts)
        return RESULT_ERROR;
    struct db_stmt *st = db_sql(db, select_shown);
    db_text(st, 0, number);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < REPORT_RECORDS_MAX && (r = db_next(st)) == RESULT_OK)
        (*facts)[(*count)++] = (struct report_fact){.id = db_col_uint(st, 0), .version = (uint32_t)db_col_uint(st, 1)};
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result report_taken_down(struct db *db, const char *number, unsigned *gone)
{
    struct db_stmt *st = db_sql(db, count_gone);
    *gone = 0;
    db_text(st, 0, number);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *gone = (unsigned)db_col_uint(st, 0);
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_ERROR : r;
}

enum result report_letter(struct db *db, const char *number, struct arena *arena, struct report_letter *out)
{
    struct db_stmt *st = db_sql(db, select_letter);
    db_text(st, 0, number);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        *out = (struct report_letter){.title = arena_text(arena, db_col_text(st, 0, NULL)), .document_no = arena_text(arena, db_col_text(st, 1, NULL))};
        if (!out->title || !out->document_no || !time_parse_utc(db_col_text(st, 2, NULL), &out->at))
            r = RESULT_ERROR;
    }
    db_done(st);
    return r;
}

enum result report_subjects(struct db *db, const char *number, struct arena *arena, const char **codes, size_t max, size_t *count)
{
    bool ok = true;
    *count = 0;
    struct db_stmt *st = db_sql(db, select_subjects);
    db_text(st, 0, number);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK)
        codes[(*count)++] = take(st, 0, arena, &ok);
    db_done(st);
    if (!ok)
        return RESULT_ERROR;
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

struct restamp {
    const char *number, *level;
    const unsigned char *old, *sha256;
    uint32_t size;
    time_t good_until;
};

/* What a procedure left in its OUT parameter; RESULT_CONFLICT: 0. */
static enum result was_done(struct db *db)
{
    struct db_stmt *st = db_sql(db, select_done);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK && !db_col_int(st, 0))
        r = RESULT_CONFLICT;
    db_done(st);
    return r;
}

static enum result restamp_body(struct db *db, void *arg)
{
    const struct restamp *restamp = arg;
    char until[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_restamp);
    db_text(st, 0, restamp->number);
    db_bytes(st, 1, restamp->old, 32);
    db_bytes(st, 2, restamp->sha256, 32);
    db_uint(st, 3, restamp->size);
    db_text(st, 4, restamp->level);
    db_text(st, 5, time_format_utc(restamp->good_until, until));
    enum result r = db_run(st);
    db_done(st);
    return r == RESULT_OK ? was_done(db) : r;
}

enum result report_restamped(struct db *db, const char *number, const unsigned char old_sha256[32], const unsigned char sha256[32],
                             uint32_t size, const char *level, time_t good_until)
{
    struct restamp restamp = {.number = number, .level = level, .old = old_sha256, .sha256 = sha256, .size = size, .good_until = good_until};
    return db_transaction(db, restamp_body, &restamp);
}

struct opening {
    const char *number;
    const unsigned char *code_hash, *network_hash;
    time_t now;
    enum result result;
    unsigned wait;
};

/* Always commits: a wrong code counts. */
static enum result open_body(struct db *db, void *arg)
{
    struct opening *opening = arg;
    char now[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_open);
    db_text(st, 0, opening->number);
    db_bytes(st, 1, opening->code_hash, 32);
    db_bytes(st, 2, opening->network_hash, 32);
    db_text(st, 3, time_format_utc(opening->now, now));
    enum result r = db_run(st);
    db_done(st);
    if (r != RESULT_OK)
        return r;
    st = db_sql(db, select_open);
    if ((r = db_run(st)) == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        const char *answer = db_col_text(st, 0, NULL);
        opening->result = strcmp(answer, "ok") == 0 ? RESULT_OK : strcmp(answer, "denied") == 0 ? RESULT_DENIED : RESULT_NOT_FOUND;
        opening->wait = (unsigned)db_col_uint(st, 1);
    }
    db_done(st);
    return r;
}

enum result report_open(struct db *db, const char *number, const unsigned char *code_hash, const unsigned char *network_hash,
                        time_t now, unsigned *wait_seconds)
{
    struct opening opening = {.number = number, .code_hash = code_hash, .network_hash = network_hash, .now = now};
    enum result r = db_transaction(db, open_body, &opening);
    *wait_seconds = opening.wait;
    return r == RESULT_OK ? opening.result : r;
}

struct revocation {
    const char *number, *actor, *reason;
};

static enum result revoke_body(struct db *db, void *arg)
{
    const struct revocation *revocation = arg;
    struct db_stmt *st = db_sql(db, call_revoke);
    db_text(st, 0, revocation->number);
    db_text(st, 1, revocation->actor);
    db_text(st, 2, revocation->reason);
    enum result r = db_run(st);
    db_done(st);
    return r == RESULT_OK ? was_done(db) : r;
}

enum result report_revoke(struct db *db, const char *number, const char *actor, const char *reason)
{
    struct revocation revocation = {.number = number, .actor = actor, .reason = reason};
    return db_transaction(db, revoke_body, &revocation);
}

enum result report_fault_add(struct db *db, const char *kind, const char *about, const char *text)
{
    struct db_stmt *st = db_sql(db, call_fault);
    db_text(st, 0, kind);
    db_text(st, 1, about);
    db_text(st, 2, text);
    const enum result r = db_run(st);
    db_done(st);
    return r;
}

/* ---------------------------------------------------------------- for staff */
/* A number begins with its moment, so that its order is that of time. One of these by what is asked for; each goes along one index
 * and stops at the page's end: few are revoked, and a firm's own are a list of its own. */
#define LIST_FILTER "number < ? AND (? = '' OR kind = ?) AND (? = '' OR state = ?) ORDER BY number DESC LIMIT ?"
static const char list_all[] = "SELECT " REPORT_COLUMNS " FROM report FORCE INDEX (PRIMARY) WHERE " LIST_FILTER;
static const char list_kind[] = "SELECT " REPORT_COLUMNS " FROM report FORCE INDEX (report_kind) WHERE kind = ? AND " LIST_FILTER;
static const char list_revoked[] = "SELECT " REPORT_COLUMNS " FROM report FORCE INDEX (report_state) WHERE state = ? AND " LIST_FILTER;
static const char list_uscc[] =
    "SELECT " REPORT_COLUMNS " FROM report JOIN ("
    "(SELECT number FROM report FORCE INDEX (report_uscc) WHERE uscc = ? AND " LIST_FILTER ") UNION "
    "(SELECT number FROM report JOIN (SELECT number AS n FROM report_subject WHERE uscc = ?) s ON n = number WHERE " LIST_FILTER ")) f USING (number) "
    "ORDER BY number DESC LIMIT ?";

static unsigned put_filter(struct db_stmt *st, unsigned n, const struct report_query *query)
{
    db_text(st, n++, *query->after ? query->after : NUMBERS_END);
    db_text(st, n++, query->kind);
    db_text(st, n++, query->kind);
    db_text(st, n++, query->state);
    db_text(st, n++, query->state);
    db_uint(st, n++, query->max);
    return n;
}

enum result report_list(struct db *db, const struct report_query *query, struct arena *arena, struct report *out, size_t *count)
{
    const bool revoked = strcmp(query->state, "revoked") == 0;
    unsigned n = 0;
    if (strlen(query->text) == REPORT_NUMBER_TEXT - 1) {
        enum result r = report_read(db, query->text, arena, out);
        *count = r == RESULT_OK;
        return r == RESULT_NOT_FOUND ? RESULT_OK : r;
    }
    struct db_stmt *st = db_sql(db, *query->text ? list_uscc : revoked ? list_revoked : *query->kind ? list_kind : list_all);
    if (*query->text || revoked || *query->kind)
        db_text(st, n++, *query->text ? query->text : revoked ? query->state : query->kind);
    n = put_filter(st, n, query);
    if (*query->text) {
        db_text(st, n++, query->text);
        n = put_filter(st, n, query);
        db_uint(st, n, query->max);
    }
    return take_reports(st, arena, out, query->max, count);
}

enum result report_recipients(struct db *db, uint64_t record_id, struct arena *arena, struct report *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_recipients);
    db_uint(st, 0, record_id);
    db_uint(st, 1, max);
    return take_reports(st, arena, out, max, count);
}

enum result report_months(struct db *db, struct report_month *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_months);
    *count = 0;
    db_uint(st, 0, COUNT_DIM);
    db_uint(st, 1, COUNT_DIM);
    db_uint(st, 2, max * KINDS);
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        unsigned k = (unsigned)db_col_uint(st, 0), month = k / 10, kind = k % 10;
        if (*count == 0 || out[*count - 1].month != month) {
            if (*count == max)
                break;
            out[(*count)++] = (struct report_month){.month = month};
        }
        if (kind < KINDS)
            out[*count - 1].n[kind] = db_col_uint(st, 1);
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}
