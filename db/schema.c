/* Runs the numbered files of db/schema/ once each, makes the accounts, applies the grants. */
#include "db/schema.h"

#include "base/config.h"
#include "base/log.h"
#include "db/db.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char *const programs[] = {"disclosure", "filing", "report", "console", "exchange", "clerk", "ctl"};

static const char create_table[] =
    "CREATE TABLE IF NOT EXISTS schema_file (number SMALLINT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, "
    "sha256 BINARY(32) NOT NULL, begun_at DATETIME(3) NOT NULL, done_at DATETIME(3) NULL) ENGINE=InnoDB";
static const char select_file[] = "SELECT sha256, done_at IS NOT NULL FROM schema_file WHERE number = ?";
static const char select_last[] = "SELECT COALESCE(MAX(number), 0) FROM schema_file";
static const char insert_file[] = "INSERT INTO schema_file (number, name, sha256, begun_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))";
static const char finish_file[] = "UPDATE schema_file SET done_at = UTC_TIMESTAMP(3) WHERE number = ?";

enum result schema_begin(struct db *db)
{
    return db_script(db, create_table, sizeof create_table - 1);
}

/* RESULT_NOT_FOUND: the file may be run. */
static enum result look_up(struct db *db, const struct schema_file *file, const unsigned char sha256[32])
{
    struct db_stmt *st = db_sql(db, select_file);
    db_uint(st, 0, file->number);
    enum result result = db_run(st);
    if (result != RESULT_OK)
        return result;
    result = db_next(st);
    if (result == RESULT_OK) {
        size_t len;
        const char *known = db_col_text(st, 0, &len);
        if (len != 32 || memcmp(known, sha256, 32) != 0) {
            log_error("schema: %s was changed after it was run; a change is a new file", file->name);
            result = RESULT_CONFLICT;
        } else if (!db_col_int(st, 1)) {
            log_error("schema: %s was begun and did not end; mend the database by hand or start with an empty one", file->name);
            result = RESULT_CONFLICT;
        }
        db_done(st);
        return result;
    }
    if (result != RESULT_NOT_FOUND)
        return result;
    st = db_sql(db, select_last);
    result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    if (result != RESULT_OK)
        return result;
    uint64_t last = db_col_uint(st, 0);
    db_done(st);
    if (last > file->number) {
        log_error("schema: %s comes after %03u, which was run already", file->name, (unsigned)last);
        return RESULT_CONFLICT;
    }
    return RESULT_NOT_FOUND;
}

enum result schema_run(struct db *db, const struct schema_file *file)
{
    unsigned char sha256[32];
    crypto_hash_sha256(sha256, (const unsigned char *)file->sql, file->len);
    enum result result = look_up(db, file, sha256);
    if (result != RESULT_NOT_FOUND)
        return result == RESULT_OK ? RESULT_NOT_FOUND : result;
    struct db_stmt *st = db_sql(db, insert_file);
    db_uint(st, 0, file->number);
    db_text(st, 1, file->name);
    db_bytes(st, 2, sha256, sizeof sha256);
    result = db_run(st);
    if (result == RESULT_OK)
        result = db_script(db, file->sql, file->len);
    if (result != RESULT_OK) {
        log_error("schema: %s failed", file->name);
        return result;
    }
    st = db_sql(db, finish_file);
    db_uint(st, 0, file->number);
    return db_run(st);
}

/* Passwords are put into the text of a statement: only signs that mean nothing there. */
static bool plain(const char *password)
{
    return strspn(password, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/=") == strlen(password) && strlen(password) >= 16;
}

enum result schema_accounts(struct db *db, const struct config *config)
{
    static const char definer[] = "CREATE USER IF NOT EXISTS 'credit_definer'@'localhost' ACCOUNT LOCK";
    char sql[512], key[64];
    enum result result = db_script(db, definer, sizeof definer - 1);
    for (size_t i = 0; i < sizeof programs / sizeof *programs && result == RESULT_OK; i++) {
        snprintf(key, sizeof key, "db_password_%s", programs[i]);
        const char *password = config_text(config, key, "");
        if (password[0] && !plain(password)) {
            log_error("%s: at least 16 letters, digits and - _ . + / = are wanted", key);
            return RESULT_INVALID;
        }
        int n = snprintf(sql, sizeof sql, password[0] ? "CREATE USER IF NOT EXISTS 'credit_%s'@'localhost'; ALTER USER 'credit_%s'@'localhost' IDENTIFIED BY '%s' ACCOUNT UNLOCK"
                                                      : "CREATE USER IF NOT EXISTS 'credit_%s'@'localhost'; ALTER USER 'credit_%s'@'localhost' ACCOUNT LOCK%s",
                         programs[i], programs[i], password);
        result = db_script(db, sql, (size_t)n);
    }
    sodium_memzero(sql, sizeof sql);
    return result;
}

enum result schema_grants(struct db *db, const char *sql, size_t len)
{
    static const char of_definer[] = "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'credit_definer'@'localhost'";
    char revoke[160];
    enum result result = db_script(db, of_definer, sizeof of_definer - 1);
    for (size_t i = 0; i < sizeof programs / sizeof *programs && result == RESULT_OK; i++) {
        int n = snprintf(revoke, sizeof revoke, "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'credit_%s'@'localhost'", programs[i]);
        result = db_script(db, revoke, (size_t)n);
    }
    if (result == RESULT_OK)
        result = db_script(db, sql, len);
    return result;
}
