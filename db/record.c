/* Decisions about one record, by the procedures of the schema. */
#include "db/record.h"

#include "db/db.h"

#include <stddef.h>

static const char SQL_FIND[] = "SELECT id FROM record WHERE set_number = ? AND identity = ?";
/* An OUT parameter comes back through a variable of the session. */
static const char SQL_END[] = "CALL record_end(?, ?, ?, ?, ?, @done)";
static const char SQL_HOLD_OPEN[] = "CALL record_hold_open(?, ?, ?, ?, @done)";
static const char SQL_HOLD_CLOSE[] = "CALL record_hold_close(?, ?, ?, @done)";
static const char SQL_DONE[] = "SELECT @done";

#define TEXTS_MAX 4 /* most texts that a procedure takes beside the record */

struct call {
    const char *sql;
    uint64_t id;
    const char *texts[TEXTS_MAX];
    unsigned n;
};

static enum result run_call(struct db *db, void *arg)
{
    const struct call *call = arg;
    struct db_stmt *st = db_sql(db, call->sql);
    db_uint(st, 0, call->id);
    for (unsigned i = 0; i < call->n; i++)
        db_text(st, i + 1, call->texts[i]);
    enum result result = db_run(st);
    db_done(st);
    if (result != RESULT_OK)
        return result;
    st = db_sql(db, SQL_DONE);
    if ((result = db_run(st)) == RESULT_OK && (result = db_next(st)) == RESULT_OK && db_col_int(st, 0) == 0)
        result = RESULT_NOT_FOUND;
    db_done(st);
    return result;
}

/* In one transaction, which starts again on a deadlock. */
static enum result carry_out(struct db *db, struct call call)
{
    return db_transaction(db, run_call, &call);
}

enum result record_by_identity(struct db *db, unsigned set_number, const unsigned char identity[RECORD_IDENTITY], uint64_t *id)
{
    struct db_stmt *st = db_sql(db, SQL_FIND);
    db_uint(st, 0, set_number);
    db_bytes(st, 1, identity, RECORD_IDENTITY);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        *id = db_col_uint(st, 0);
    db_done(st);
    return result;
}

static enum result end(struct db *db, uint64_t id, const char *state, const char *actor, const char *document, const char *reason)
{
    return carry_out(db, (struct call){SQL_END, id, {state, actor, document, reason}, 4});
}

enum result record_withdraw(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason)
{
    return end(db, id, "withdrawn", actor, document, reason);
}

enum result record_annul(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason)
{
    return end(db, id, "annulled", actor, document, reason);
}

enum result record_repair(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason)
{
    return end(db, id, "repaired", actor, document, reason);
}

enum result record_delete(struct db *db, uint64_t id, const char *actor, const char *document, const char *reason)
{
    return end(db, id, "deleted", actor, document, reason);
}

enum result record_expire(struct db *db, uint64_t id, const char *actor)
{
    return end(db, id, "expired", actor, NULL, NULL);
}

enum result record_hold_open(struct db *db, uint64_t id, const char *case_number, const char *rule, const char *actor)
{
    return carry_out(db, (struct call){SQL_HOLD_OPEN, id, {case_number, rule, actor}, 3});
}

enum result record_hold_close(struct db *db, uint64_t id, const char *case_number, const char *actor)
{
    return carry_out(db, (struct call){SQL_HOLD_CLOSE, id, {case_number, actor}, 2});
}
