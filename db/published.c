/* One published record; notices of annulment. */
#include "db/published.h"

#include "db/db.h"

enum result published_record(struct db *db, uint64_t id, struct arena *arena, struct list_row *row)
{
    static const char sql[] = "SELECT " LIST_COLUMNS ", fields, EXISTS (SELECT 1 FROM published_mark m WHERE m.record_id = published.record_id) "
                              "FROM published WHERE record_id = ?";
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, id);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        if (!list_row_take(st, arena, true, row))
            r = RESULT_ERROR;
        else
            row->marked = db_col_int(st, 22) != 0;
    }
    db_done(st);
    return r;
}

enum result published_subject_of(struct db *db, uint64_t subject_id, struct arena *arena, const char **name, const char **uscc)
{
    static const char sql[] = "SELECT name, uscc FROM published_subject WHERE subject_id = ?";
    *name = *uscc = "";
    if (!subject_id)
        return RESULT_OK;
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, subject_id);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        *name = arena_text(arena, db_col_text(st, 0, NULL));
        *uscc = arena_text(arena, db_col_text(st, 1, NULL));
        if (!*name || !*uscc) {
            *name = *uscc = "";
            r = RESULT_ERROR;
        }
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

#define NOTICE_COLUMNS "record_id, set_number, name, document_no, notice_no, reason, day"

static bool take_notice(struct db_stmt *st, struct arena *arena, struct notice *n)
{
    *n = (struct notice){
        .record_id = db_col_uint(st, 0), .set_number = (uint16_t)db_col_uint(st, 1),
        .name = arena_text(arena, db_col_text(st, 2, NULL)), .document_no = arena_text(arena, db_col_text(st, 3, NULL)),
        .notice_no = arena_text(arena, db_col_text(st, 4, NULL)), .reason = arena_text(arena, db_col_text(st, 5, NULL)),
        .day = db_col_day(st, 6)};
    return n->name && n->document_no && n->notice_no && n->reason;
}

enum result published_notice(struct db *db, uint64_t record_id, struct arena *arena, struct notice *notice)
{
    static const char sql[] = "SELECT " NOTICE_COLUMNS " FROM published_notice WHERE record_id = ?";
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, record_id);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK && !take_notice(st, arena, notice))
        r = RESULT_ERROR;
    db_done(st);
    return r;
}

enum result published_notices(struct db *db, uint64_t subject_id, struct arena *arena, struct notice *out, size_t max, size_t *count)
{
    static const char sql[] = "SELECT " NOTICE_COLUMNS " FROM published_notice WHERE subject_id = ? ORDER BY day DESC, record_id LIMIT ?";
    struct db_stmt *st = db_sql(db, sql);
    *count = 0;
    db_uint(st, 0, subject_id);
    db_int(st, 1, (int64_t)max);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK)
        if (!take_notice(st, arena, &out[(*count)++]))
            r = RESULT_ERROR;
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}
