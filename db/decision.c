/* Decisions about a record without a case. */
#include "db/decision.h"

#include "db/db.h"

#include <string.h>

#define COLUMNS \
    "d.id, d.record_id, d.record_version, d.kind, d.state, d.document_no, d.reason, d.proposed_by, d.decided_by, d.decided_reason, " \
    "r.name, s.name, UNIX_TIMESTAMP(d.proposed_at), UNIX_TIMESTAMP(d.decided_at) " \
    "FROM record_decision d JOIN record r ON r.id = d.record_id JOIN info_set s ON s.number = r.set_number "

static const char select_record[] = "SELECT " COLUMNS "WHERE d.record_id = ? AND (? = 0 OR r.source_id = ?) ORDER BY d.id DESC LIMIT ?";
static const char select_waiting[] =
    "SELECT " COLUMNS "WHERE d.state = 'waiting' AND d.id < ? AND (? = 0 OR r.source_id = ?) ORDER BY d.id DESC LIMIT ?";
static const char select_decided[] =
    "SELECT " COLUMNS "WHERE d.state <> 'waiting' AND d.id < ? AND (? = 0 OR r.source_id = ?) ORDER BY d.id DESC LIMIT ?";
static const char call_propose[] = "CALL decision_propose(?, ?, ?, ?, ?, ?, ?, @credit_answer)";
static const char call_decide[] = "CALL decision_decide(?, ?, ?, ?, ?, @credit_answer)";
static const char select_answer[] = "SELECT @credit_answer";

static bool take(struct db_stmt *st, struct arena *arena, struct decision_line *line)
{
    const char **const texts[] = {&line->kind, &line->state, &line->document_no, &line->reason, &line->by, &line->decided_by, &line->decided_reason,
                                  &line->name, &line->set_name};
    line->id = db_col_uint(st, 0);
    line->record_id = db_col_uint(st, 1);
    line->record_version = (unsigned)db_col_uint(st, 2);
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!(*texts[i] = arena_text(arena, db_col_text(st, 3 + i, NULL))))
            return false;
    line->at = (time_t)db_col_int(st, 12);
    line->decided_at = (time_t)db_col_int(st, 13);
    return true;
}

enum result decision_list(struct db *db, uint64_t record_id, unsigned source_id, bool waiting, uint64_t before, struct arena *arena,
                          struct decision_line *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, record_id ? select_record : waiting ? select_waiting : select_decided);
    enum result result;
    *count = 0;
    db_uint(st, 0, record_id ? record_id : before ? before : INT64_MAX);
    db_uint(st, 1, source_id);
    db_uint(st, 2, source_id);
    db_uint(st, 3, max);
    result = db_run(st);
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK)
        if (!take(st, arena, &out[(*count)++]))
            result = RESULT_ERROR;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

struct deciding {
    enum result (*bind)(struct db *db, struct deciding *deciding);
    uint64_t record_id, decision;
    const char *kind, *document_no, *reason, *actor;
    unsigned version, source_id;
    bool confirm, record_moved;
};

static enum result bind_propose(struct db *db, struct deciding *d)
{
    struct db_stmt *st = db_sql(db, call_propose);
    db_uint(st, 0, d->record_id);
    db_text(st, 1, d->kind);
    db_text(st, 2, d->document_no);
    db_text(st, 3, d->reason);
    db_uint(st, 4, d->version);
    db_uint(st, 5, d->source_id);
    db_text(st, 6, d->actor);
    return db_run(st);
}

static enum result bind_decide(struct db *db, struct deciding *d)
{
    struct db_stmt *st = db_sql(db, call_decide);
    db_uint(st, 0, d->record_id);
    db_uint(st, 1, d->decision);
    db_uint(st, 2, d->confirm);
    db_text(st, 3, d->reason);
    db_text(st, 4, d->actor);
    return db_run(st);
}

static enum result run(struct db *db, void *context)
{
    struct deciding *d = context;
    static const struct { const char *word; enum result result; } answers[] = {
        {"ok", RESULT_OK}, {"not_found", RESULT_NOT_FOUND}, {"conflict", RESULT_CONFLICT}, {"moved", RESULT_CONFLICT}, {"denied", RESULT_DENIED}};
    enum result result = d->bind(db, d);
    if (result != RESULT_OK)
        return result;
    struct db_stmt *st = db_sql(db, select_answer);
    result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    if (result != RESULT_OK)
        return RESULT_ERROR;
    result = RESULT_ERROR;
    const char *word = db_col_text(st, 0, NULL);
    d->record_moved = strcmp(word, "moved") == 0;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (strcmp(word, answers[i].word) == 0)
            result = answers[i].result;
    db_done(st);
    return result;
}

enum result decision_propose(struct db *db, uint64_t record_id, const char *kind, const char *document_no, const char *reason,
                             unsigned version, unsigned source_id, const char *actor)
{
    struct deciding d = {.bind = bind_propose, .record_id = record_id, .kind = kind, .document_no = document_no, .reason = reason,
                         .version = version, .source_id = source_id, .actor = actor};
    return db_transaction(db, run, &d);
}

enum result decision_decide(struct db *db, uint64_t record_id, uint64_t decision, bool confirm, const char *reason, const char *actor,
                            bool *record_moved)
{
    struct deciding d = {.bind = bind_decide, .record_id = record_id, .decision = decision, .confirm = confirm, .reason = reason, .actor = actor};
    const enum result result = db_transaction(db, run, &d);
    *record_moved = d.record_moved;
    return result;
}
