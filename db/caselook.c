/* What staff see beside a case. */
#include "db/caselook.h"

#include "db/db.h"

static const char select_others[] =
    "SELECT number, applicant_name, kind, state, held, UNIX_TIMESTAMP(filed_at) "
    "FROM casefile WHERE record_id = ? AND number <> ? ORDER BY is_open DESC, filed_at DESC LIMIT ?";

static const char select_numbers[] = "SELECT ordinal, key_no, cipher FROM person_identity WHERE record_id = ? ORDER BY ordinal LIMIT ?";

enum result case_of_record(struct db *db, uint64_t record_id, const char *number, struct arena *arena, struct case_other *out, size_t max,
                           size_t *count)
{
    struct db_stmt *st = db_sql(db, select_others);
    enum result result;
    *count = 0;
    db_uint(st, 0, record_id);
    db_text(st, 1, number);
    db_uint(st, 2, max);
    if ((result = db_run(st)) != RESULT_OK)
        return result;
    while (*count < max && (result = db_next(st)) == RESULT_OK) {
        struct case_other *other = &out[*count];
        other->number = arena_text(arena, db_col_text(st, 0, NULL));
        other->applicant_name = arena_text(arena, db_col_text(st, 1, NULL));
        other->held = db_col_int(st, 4) != 0;
        other->filed_at = (time_t)db_col_int(st, 5);
        if (!other->number || !other->applicant_name || !case_kind_parse(db_col_text(st, 2, NULL), &other->kind) ||
            !case_state_parse(db_col_text(st, 3, NULL), &other->state)) {
            db_done(st);
            return RESULT_ERROR;
        }
        (*count)++;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result record_numbers(struct db *db, uint64_t record_id, struct arena *arena, struct record_number *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_numbers);
    *count = 0;
    db_uint(st, 0, record_id);
    db_uint(st, 1, max);
    enum result result = db_run(st);
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK) {
        struct record_number *number = &out[(*count)++];
        number->ordinal = (unsigned)db_col_uint(st, 0);
        number->key_no = (unsigned)db_col_uint(st, 1);
        const char *bytes = db_col_text(st, 2, &number->len);
        number->cipher = (const unsigned char *)arena_copy(arena, bytes, number->len);
        if (!number->cipher)
            result = RESULT_ERROR;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
