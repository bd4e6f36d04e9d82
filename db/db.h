/* The door to MariaDB: one connection a worker, prepared statements, transactions that are tried again.
 * SQL texts are named constants in db/ only; every other .h of this folder speaks in verbs of the domain. */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/breaker.h"
#include "base/clock.h"
#include "base/result.h"

struct config;
struct db;

/* What a connection is for: the account `credit_<program>` of portal.conf and how long a statement may take.
 * Interactive programs give up after 2 s, so that a hung database is a 503 page within 3 s;
 * batch programs wait. */
enum db_patience { DB_INTERACTIVE, DB_BATCH };

/* Prepares a connection for `program`; connects lazily, so that a program starts while the database is down.
 * `cfg` must outlive it. RESULT_INVALID when the configuration lacks the account. */
enum result db_open(const struct config *cfg, const char *program, enum db_patience patience, struct db **out)
	__attribute__((warn_unused_result));
void db_close(struct db *db);

/* Lets a family of workers share what it learns: while the breaker (base/breaker.h) is open, all of them answer
 * UNAVAILABLE at once and only one tries. It must outlive db; NULL turns it off. */
void db_use_breaker(struct db *db, struct breaker *breaker);

/* RESULT_OK when the server answers now. */
enum result db_ping(struct db *db) __attribute__((warn_unused_result));

/* A prepared statement, cached by the address of its text: `sql` must be a constant. Never NULL:
 * errors are kept and come back from db_run. Parameters count from 0 and are copied at db_run. */
struct db_stmt;
struct db_stmt *db_sql(struct db *db, const char *sql);
/* A statement whose text is put together at run time from constants of db/ (a list of ?): cached by its content. */
struct db_stmt *db_sql_text(struct db *db, const char *sql);
void db_int(struct db_stmt *st, unsigned i, int64_t v);
void db_uint(struct db_stmt *st, unsigned i, uint64_t v);
void db_text(struct db_stmt *st, unsigned i, const char *s);               /* NULL → NULL; s lives until db_run */
void db_bytes(struct db_stmt *st, unsigned i, const void *p, size_t n);    /* p lives until db_run */
void db_day(struct db_stmt *st, unsigned i, day_t d);                      /* DAY_NONE → NULL */
void db_null(struct db_stmt *st, unsigned i);

/* Runs it. RESULT_OK; RESULT_CONFLICT (a key twice, 1062); RESULT_INVALID (SQLSTATE 45000); RESULT_UNAVAILABLE
 * (no server, timeout); RESULT_ERROR. Deadlock and lock wait (1213, 1205, 1047) come back as RESULT_ERROR inside
 * db_transaction, which then starts again. */
enum result db_run(struct db_stmt *st) __attribute__((warn_unused_result));
/* The next row: RESULT_OK, RESULT_NOT_FOUND after the last. Columns are valid until the next call. */
enum result db_next(struct db_stmt *st) __attribute__((warn_unused_result));
bool db_is_null(struct db_stmt *st, unsigned col);
int64_t db_col_int(struct db_stmt *st, unsigned col);                      /* 0 for NULL */
uint64_t db_col_uint(struct db_stmt *st, unsigned col);
const char *db_col_text(struct db_stmt *st, unsigned col, size_t *len);    /* "" for NULL; ends with NUL; len may be NULL */
day_t db_col_day(struct db_stmt *st, unsigned col);                        /* DAY_NONE for NULL; column type DATE */
uint64_t db_affected(struct db_stmt *st);
uint64_t db_insert_id(struct db_stmt *st);
/* Ends reading before the last row; harmless otherwise. */
void db_done(struct db_stmt *st);

/* Many rows with one statement (array binding): like db_* but for row `r` of `db_rows(st, n)`.
 * The statement is INSERT … VALUES (?, …) or UPDATE/DELETE … WHERE key = ?. Values live until db_run. */
void db_rows(struct db_stmt *st, unsigned n);
void db_row(struct db_stmt *st, unsigned r);       /* following db_int/db_text/… fill this row */

/* Runs `body` in a transaction; starts again on deadlock, up to 10 times with growing pauses.
 * `body` returns RESULT_OK to commit; anything else rolls back and is returned. */
enum result db_transaction(struct db *db, enum result (*body)(struct db *, void *), void *arg)
	__attribute__((warn_unused_result));
/* The same, and each statement sees what was committed before it began: for whoever waits for a row and then reads on. */
enum result db_transaction_committed(struct db *db, enum result (*body)(struct db *, void *), void *arg)
	__attribute__((warn_unused_result));

/* Runs a file of several statements (schema); batch connections only. The error text goes to the log. */
enum result db_script(struct db *db, const char *sql, size_t len) __attribute__((warn_unused_result));

#endif
