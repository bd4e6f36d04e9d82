/* Decisions about one record, carried out by the procedures of the schema. */
#include "db/record.h"

#include "db/db.h"

#include <stdbool.h>

static const char select_identity[] = "SELECT id FROM record WHERE set_number = ? AND identity = ?";
static const char select_state[] = "SELECT state FROM record WHERE id = ?";
static const char call_end[] = "CALL record_end(?, ?, ?, ?, ?, @credit_done)";
static const char call_hold[] = "CALL record_hold_open(?, ?, ?, ?, @credit_done)";
static const char call_release[] = "CALL record_hold_close(?, ?, ?, @credit_done)";
static const char select_done[] = "SELECT @credit_done";

enum result record_by_identity(struct db *db, unsigned set_number, const unsigned char *identity, uint64_t *id)
{
    struct db_stmt *st = db_sql(db, select_identity);
    db_uint(st, 0, set_number);
    db_bytes(st, 1, identity, 16);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        *id = db_col_uint(st, 0);
    db_done(st);
    return result;
}

enum verb { END, HOLD, RELEASE };

struct decision {
    enum verb verb;
    uint64_t id;
    const char *state, *actor, *document, *reason; /* END */
    const char *case_number, *rule;                /* HOLD, RELEASE */
};

static void bind(struct db_stmt *st, const struct decision *d)
{
    db_uint(st, 0, d->id);
    switch (d->verb) {
    case END:
        db_text(st, 1, d->state);
        db_text(st, 2, d->actor);
        db_text(st, 3, d->document);
        db_text(st, 4, d->reason);
        break;
    case HOLD:
        db_text(st, 1, d->case_number);
        db_text(st, 2, d->rule);
        db_text(st, 3, d->actor);
        break;
    case RELEASE:
        db_text(st, 1, d->case_number);
        db_text(st, 2, d->actor);
        break;
    }
}

/* Nothing was done: there is no such record, or it is in another state. */
static enum result why_not(struct db *db, uint64_t id)
{
    struct db_stmt *st = db_sql(db, select_state);
    db_uint(st, 0, id);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    db_done(st);
    return result == RESULT_OK ? RESULT_CONFLICT : result;
}

static enum result carry_out(struct db *db, void *context)
{
    const struct decision *d = context;
    struct db_stmt *st = db_sql(db, d->verb == END ? call_end : d->verb == HOLD ? call_hold : call_release);
    bind(st, d);
    enum result result = db_run(st);
    if (result != RESULT_OK)
        return result;
    st = db_sql(db, select_done);
    result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    bool done = result == RESULT_OK && db_col_int(st, 0) == 1;
    db_done(st);
    if (result != RESULT_OK)
        return result;
    return done ? RESULT_OK : why_not(db, d->id);
}

static enum result end(struct db *db, uint64_t id, const char *state, const char *actor, const char *document, const char *reason)
{
    struct decision decision = {.verb = END, .id = id, .state = state, .actor = actor, .document = document, .reason = reason};
    return db_transaction(db, carry_out, &decision);
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
    struct decision decision = {.verb = HOLD, .id = id, .actor = actor, .case_number = case_number, .rule = rule};
    return db_transaction(db, carry_out, &decision);
}

enum result record_hold_close(struct db *db, uint64_t id, const char *case_number, const char *actor)
{
    struct decision decision = {.verb = RELEASE, .id = id, .actor = actor, .case_number = case_number};
    return db_transaction(db, carry_out, &decision);
}
