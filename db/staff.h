/* Staff accounts, how they sign in, and their sessions. What is secret comes in hashed (passwords by Argon2id, session tokens by
 * SHA-256); whoever signs in is judged by the caller, what it came to is kept here. */
#ifndef DB_STAFF_H
#define DB_STAFF_H

#include "base/arena.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;

#define STAFF_NAME_MAX 64                        /* signs of staff.name */
#define STAFF_NAME_TEXT (4 * STAFF_NAME_MAX + 1) /* … and its bytes with NUL */
#define STAFF_TOTP_MAX 64                        /* bytes of an authenticator secret */
#define STAFF_MAX 1000                           /* accounts that a list shows */
#define STAFF_FAILURES 5                         /* wrong sign-ins in a row, then a pause of … */
#define STAFF_PAUSE 900                          /* … 15 minutes, doubled by each further one, at most a day */

/* Makes an account. unit_id 0: none. RESULT_CONFLICT: the name is taken. */
enum result staff_add(struct db *db, const char *name, const char *role, unsigned unit_id, const char *password_hash,
                      const unsigned char *totp, size_t totp_len) MUST_CHECK;

/* ---------------------------------------------------------------- signing in */
struct staff_secret {
    unsigned id;
    bool may;                                    /* neither disabled nor locked at this moment */
    char password[256];                          /* Argon2id */
    unsigned char totp[STAFF_TOTP_MAX];
    size_t totp_len;
};
/* RESULT_NOT_FOUND: no such name. */
enum result staff_secret_of(struct db *db, const char *name, time_t now, struct staff_secret *out) MUST_CHECK;
/* One more wrong sign-in: from the STAFF_FAILURES-th on the account is locked for a while. */
enum result staff_sign_in_failed(struct db *db, unsigned id, time_t now) MUST_CHECK;
/* Signed in, in one transaction: the authenticator's time step is used up, failures are forgotten, this sign-in becomes the last
 * one, a session opens. `hash`: SHA-256 of the session's token. RESULT_CONFLICT: that step or a later one was used before. */
enum result staff_session_open(struct db *db, unsigned id, uint64_t totp_step, const unsigned char hash[32], time_t now) MUST_CHECK;

/* Who a session stands for. */
struct staff_who {
    unsigned id, unit_id;                        /* unit_id 0: none */
    char name[STAFF_NAME_TEXT], role[16];
    time_t last_sign_in;                         /* the one before this session's; 0: none */
    unsigned failures;                           /* wrong sign-ins between that one and this */
};
/* RESULT_NOT_FOUND: none, or it ended (settings session_minutes idle, session_hours at most; account disabled, role changed).
 * It is seen now: written at most once a minute. */
enum result staff_session_find(struct db *db, const unsigned char hash[32], time_t now, struct staff_who *out) MUST_CHECK;
enum result staff_session_close(struct db *db, const unsigned char hash[32]) MUST_CHECK;

/* ---------------------------------------------------------------- accounts (admin) */
struct staff_line {
    unsigned id, unit_id, failures;
    const char *name, *role;
    bool disabled;
    time_t created_at, last_sign_in, locked_until; /* 0: never, not */
};
/* In order of name; at most `max`. */
enum result staff_list(struct db *db, struct arena *arena, struct staff_line *out, size_t max, size_t *count) MUST_CHECK;
enum result staff_find(struct db *db, unsigned id, struct arena *arena, struct staff_line *out) MUST_CHECK;
/* Each ends the account's sessions. RESULT_NOT_FOUND. RESULT_DENIED: it would be done to oneself (`actor` is the account's name),
 * or take the last admin who can sign in away. */
enum result staff_disable(struct db *db, unsigned id, bool disabled, const char *actor) MUST_CHECK;
enum result staff_role_set(struct db *db, unsigned id, const char *role, unsigned unit_id, const char *actor) MUST_CHECK;
enum result staff_reset(struct db *db, unsigned id, const char *password_hash, const unsigned char *totp, size_t totp_len, const char *actor) MUST_CHECK;
/* One's own new password; other sessions than `hash` end. */
enum result staff_password_set(struct db *db, unsigned id, const char *password_hash, const unsigned char hash[32]) MUST_CHECK;

#endif
