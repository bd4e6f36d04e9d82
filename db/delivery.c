/* Deliveries as staff see them. */
#include "db/delivery.h"

#include "db/db.h"

#define COLUMNS \
    "id, set_number, source_id, file_name, state, actor, UNIX_TIMESTAMP(started_at), UNIX_TIMESTAMP(finished_at), accepted, flagged, " \
    "rejected, changed FROM batch "

static const char select_all[] = "SELECT " COLUMNS "WHERE id < ? ORDER BY id DESC LIMIT ?";
static const char select_some[] =
    "SELECT " COLUMNS "WHERE id < ? AND (? = 0 OR source_id = ?) AND (? = 0 OR set_number = ?) ORDER BY id DESC LIMIT ?";
static const char select_one[] = "SELECT " COLUMNS "WHERE id = ? AND (? = 0 OR source_id = ?)";
static const char select_issues[] =
    "SELECT line, seq, kind, field, reason FROM batch_issue WHERE batch_id = ? AND (line > ? OR (line = ? AND seq > ?)) "
    "ORDER BY batch_id, line, seq LIMIT ?";

static bool take(struct db_stmt *st, struct arena *arena, struct delivery *out)
{
    out->id = db_col_uint(st, 0);
    out->set_number = (unsigned)db_col_uint(st, 1);
    out->source_id = (unsigned)db_col_uint(st, 2);
    out->file_name = arena_text(arena, db_col_text(st, 3, NULL));
    out->state = arena_text(arena, db_col_text(st, 4, NULL));
    out->actor = arena_text(arena, db_col_text(st, 5, NULL));
    out->started_at = (time_t)db_col_int(st, 6);
    out->finished_at = (time_t)db_col_int(st, 7);
    out->accepted = (uint32_t)db_col_uint(st, 8);
    out->flagged = (uint32_t)db_col_uint(st, 9);
    out->rejected = (uint32_t)db_col_uint(st, 10);
    out->changed = (uint32_t)db_col_uint(st, 11);
    return out->file_name && out->state && out->actor;
}

enum result delivery_list(struct db *db, unsigned source_id, unsigned set_number, uint64_t before, struct arena *arena, struct delivery *out,
                          size_t max, size_t *count)
{
    const bool some = source_id || set_number;
    struct db_stmt *st = db_sql(db, some ? select_some : select_all);
    unsigned i = 0;
    *count = 0;
    db_uint(st, i++, before ? before : INT64_MAX);
    if (some) {
        db_uint(st, i++, source_id);
        db_uint(st, i++, source_id);
        db_uint(st, i++, set_number);
        db_uint(st, i++, set_number);
    }
    db_uint(st, i, max);
    enum result result = db_run(st);
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK)
        if (!take(st, arena, &out[(*count)++]))
            result = RESULT_ERROR;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result delivery_find(struct db *db, uint64_t id, unsigned source_id, struct arena *arena, struct delivery *out)
{
    struct db_stmt *st = db_sql(db, select_one);
    db_uint(st, 0, id);
    db_uint(st, 1, source_id);
    db_uint(st, 2, source_id);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    if (result == RESULT_OK && !take(st, arena, out))
        result = RESULT_ERROR;
    db_done(st);
    return result;
}

enum result delivery_issues(struct db *db, uint64_t id, uint32_t line, unsigned seq, struct arena *arena, struct delivery_issue *out, size_t max,
                            size_t *count)
{
    struct db_stmt *st = db_sql(db, select_issues);
    *count = 0;
    db_uint(st, 0, id);
    db_uint(st, 1, line);
    db_uint(st, 2, line);
    db_uint(st, 3, seq);
    db_uint(st, 4, max);
    enum result result = db_run(st);
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK) {
        struct delivery_issue *issue = &out[(*count)++];
        issue->line = (uint32_t)db_col_uint(st, 0);
        issue->seq = (unsigned)db_col_uint(st, 1);
        issue->kind = arena_text(arena, db_col_text(st, 2, NULL));
        issue->field = arena_text(arena, db_col_text(st, 3, NULL));
        issue->reason = arena_text(arena, db_col_text(st, 4, NULL));
        if (!issue->kind || !issue->field || !issue->reason)
            result = RESULT_ERROR;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
