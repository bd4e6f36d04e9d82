/* Staff accounts, sign-in and sessions in the database. */
#include "db/staff.h"

#include "base/clock.h"
#include "db/db.h"
#include "db/procedure.h"

#include <stdio.h>
#include <string.h>

#define SEEN_SECONDS 60 /* a session's last use is written at most this often */

static const char call_new[] = "CALL staff_new(?, ?, ?, ?, ?)";
static const char select_secret[] =
    "SELECT id, NOT disabled AND COALESCE(locked_until, ?) <= ?, password, totp FROM staff WHERE name = ?";
static const char call_failed[] = "CALL staff_failed(?, ?, ?, ?)";
static const char call_signed_in[] = "CALL staff_signed_in(?, ?, ?, ?, @credit_answer)";
/* The two settings bound a session; what they say now counts, also for sessions that are open. */
static const char select_session[] =
    "SELECT s.id, COALESCE(s.unit_id, 0), s.name, s.role, w.before_at, w.before_failures, w.seen_at FROM staff_session w "
    "JOIN staff s ON s.id = w.staff_id WHERE w.hash = ? AND NOT s.disabled "
    "AND w.seen_at > ? - INTERVAL COALESCE((SELECT CAST(value AS UNSIGNED) FROM setting WHERE name = 'session_minutes'), 30) MINUTE "
    "AND w.opened_at > ? - INTERVAL COALESCE((SELECT CAST(value AS UNSIGNED) FROM setting WHERE name = 'session_hours'), 10) HOUR";
static const char call_seen[] = "CALL staff_session_seen(?, ?)";
static const char call_end[] = "CALL staff_session_end(?, @credit_answer)";
#define LINE_COLUMNS "SELECT id, COALESCE(unit_id, 0), failures, name, role, disabled, created_at, last_sign_in, locked_until FROM staff "
static const char select_list[] = LINE_COLUMNS "ORDER BY name LIMIT ?";
static const char select_one[] = LINE_COLUMNS "WHERE id = ?";
static const char call_change[] = "CALL staff_change(?, ?, ?, ?, ?, ?, ?, @credit_answer)";
static const char call_password[] = "CALL staff_password(?, ?, ?, @credit_answer)";

enum result staff_add(struct db *db, const char *name, const char *role, unsigned unit_id, const char *password_hash, const unsigned char *totp,
                      size_t totp_len)
{
    struct db_stmt *st = db_sql(db, call_new);
    db_text(st, 0, name);
    db_text(st, 1, role);
    db_uint(st, 2, unit_id);
    db_text(st, 3, password_hash);
    db_bytes(st, 4, totp, totp_len);
    return db_run(st);
}

/* ---------------------------------------------------------------- signing in */

enum result staff_secret_of(struct db *db, const char *name, time_t now, struct staff_secret *out)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, select_secret);
    memset(out, 0, sizeof *out);
    time_format_utc(now, at);
    db_text(st, 0, at);
    db_text(st, 1, at);
    db_text(st, 2, name);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        const char *totp = db_col_text(st, 3, &out->totp_len);
        out->id = (unsigned)db_col_uint(st, 0);
        out->may = db_col_int(st, 1) != 0;
        snprintf(out->password, sizeof out->password, "%s", db_col_text(st, 2, NULL));
        if (out->totp_len > sizeof out->totp)
            result = RESULT_ERROR;
        else
            memcpy(out->totp, totp, out->totp_len);
    }
    db_done(st);
    return result;
}

enum result staff_sign_in_failed(struct db *db, unsigned id, time_t now)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_failed);
    db_uint(st, 0, id);
    db_uint(st, 1, STAFF_FAILURES);
    db_uint(st, 2, STAFF_PAUSE);
    db_text(st, 3, time_format_utc(now, at));
    return db_run(st);
}

struct signing_in {
    unsigned id;
    uint64_t step;
    const unsigned char *hash;
    time_t now;
};

static enum result sign_in(struct db *db, void *context)
{
    const struct signing_in *in = context;
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_signed_in);
    db_uint(st, 0, in->id);
    db_uint(st, 1, in->step);
    db_bytes(st, 2, in->hash, 32);
    db_text(st, 3, time_format_utc(in->now, at));
    return procedure_word(db, st);
}

enum result staff_session_open(struct db *db, unsigned id, uint64_t totp_step, const unsigned char hash[32], time_t now)
{
    struct signing_in in = {id, totp_step, hash, now};
    return db_transaction_committed(db, sign_in, &in);
}

static enum result seen(struct db *db, const unsigned char hash[32], time_t now)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_seen);
    db_bytes(st, 0, hash, 32);
    db_text(st, 1, time_format_utc(now, at));
    return db_run(st);
}

enum result staff_session_find(struct db *db, const unsigned char hash[32], time_t now, struct staff_who *out)
{
    char at[TIME_TEXT];
    time_t last = 0;
    struct db_stmt *st = db_sql(db, select_session);
    memset(out, 0, sizeof *out);
    time_format_utc(now, at);
    db_bytes(st, 0, hash, 32);
    db_text(st, 1, at);
    db_text(st, 2, at);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        out->id = (unsigned)db_col_uint(st, 0);
        out->unit_id = (unsigned)db_col_uint(st, 1);
        snprintf(out->name, sizeof out->name, "%s", db_col_text(st, 2, NULL));
        snprintf(out->role, sizeof out->role, "%s", db_col_text(st, 3, NULL));
        out->last_sign_in = moment_of(db_col_text(st, 4, NULL));
        out->failures = (unsigned)db_col_uint(st, 5);
        last = moment_of(db_col_text(st, 6, NULL));
    }
    db_done(st);
    return result == RESULT_OK && last + SEEN_SECONDS <= now ? seen(db, hash, now) : result;
}

enum result staff_session_close(struct db *db, const unsigned char hash[32])
{
    struct db_stmt *st = db_sql(db, call_end);
    db_bytes(st, 0, hash, 32);
    return procedure_word(db, st);
}

/* ---------------------------------------------------------------- accounts */

static bool take_line(struct db_stmt *st, struct arena *arena, struct staff_line *line)
{
    line->id = (unsigned)db_col_uint(st, 0);
    line->unit_id = (unsigned)db_col_uint(st, 1);
    line->failures = (unsigned)db_col_uint(st, 2);
    line->name = arena_text(arena, db_col_text(st, 3, NULL));
    line->role = arena_text(arena, db_col_text(st, 4, NULL));
    line->disabled = db_col_int(st, 5) != 0;
    line->created_at = moment_of(db_col_text(st, 6, NULL));
    line->last_sign_in = moment_of(db_col_text(st, 7, NULL));
    line->locked_until = moment_of(db_col_text(st, 8, NULL));
    return line->name && line->role;
}

enum result staff_list(struct db *db, struct arena *arena, struct staff_line *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_list);
    *count = 0;
    db_uint(st, 0, max);
    enum result result = db_run(st);
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK)
        if (!take_line(st, arena, &out[(*count)++]))
            result = RESULT_ERROR;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result staff_find(struct db *db, unsigned id, struct arena *arena, struct staff_line *out)
{
    struct db_stmt *st = db_sql(db, select_one);
    memset(out, 0, sizeof *out);
    db_uint(st, 0, id);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK && !take_line(st, arena, out))
        result = RESULT_ERROR;
    db_done(st);
    return result;
}

struct changing {
    unsigned id, unit_id;
    const char *what, *role, *password, *actor;
    const unsigned char *totp;
    size_t totp_len;
};

static enum result change(struct db *db, void *context)
{
    const struct changing *in = context;
    struct db_stmt *st = db_sql(db, call_change);
    db_uint(st, 0, in->id);
    db_text(st, 1, in->what);
    db_text(st, 2, in->role);
    db_uint(st, 3, in->unit_id);
    db_text(st, 4, in->password);
    db_bytes(st, 5, in->totp, in->totp_len);
    db_text(st, 6, in->actor);
    return procedure_word(db, st);
}

enum result staff_disable(struct db *db, unsigned id, bool disabled, const char *actor)
{
    struct changing in = {.id = id, .what = disabled ? "disable" : "enable", .actor = actor};
    return db_transaction_committed(db, change, &in);
}

enum result staff_role_set(struct db *db, unsigned id, const char *role, unsigned unit_id, const char *actor)
{
    struct changing in = {.id = id, .what = "role", .role = role, .unit_id = unit_id, .actor = actor};
    return db_transaction_committed(db, change, &in);
}

enum result staff_reset(struct db *db, unsigned id, const char *password_hash, const unsigned char *totp, size_t totp_len, const char *actor)
{
    struct changing in = {.id = id, .what = "secret", .password = password_hash, .totp = totp, .totp_len = totp_len, .actor = actor};
    return db_transaction_committed(db, change, &in);
}

struct own_password {
    unsigned id;
    const char *password;
    const unsigned char *hash;
};

static enum result set_password(struct db *db, void *context)
{
    const struct own_password *in = context;
    struct db_stmt *st = db_sql(db, call_password);
    db_uint(st, 0, in->id);
    db_text(st, 1, in->password);
    db_bytes(st, 2, in->hash, 32);
    return procedure_word(db, st);
}

enum result staff_password_set(struct db *db, unsigned id, const char *password_hash, const unsigned char hash[32])
{
    struct own_password in = {id, password_hash, hash};
    return db_transaction_committed(db, set_password, &in);
}
