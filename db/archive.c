/* A subject's credit archive. */
#include "db/archive.h"

#include "db/db.h"

#include <stdio.h>
#include <string.h>

#define COUNT_ALL_MAX 2000  /* index entries counted in one go; a subject with more is counted set by set */
#define CHANGES_LOOKED_AT 200 /* of the log, to find `max` that may be told */

static const char *take(struct db_stmt *st, unsigned col, struct arena *arena, bool *ok)
{
    const char *copy = arena_text(arena, db_col_text(st, col, NULL));
    if (!copy)
        *ok = false;
    return copy ? copy : "";
}

enum result archive_subject(struct db *db, const char *uscc, struct arena *arena, struct archive_subject *out)
{
    static const char sql[] =
        "SELECT subject_id, uscc, name, norm, status, former, basics, COALESCE(basics_set, 0), kind, region, established, registered,"
        " updated_at FROM published_subject WHERE uscc = ?";
    struct db_stmt *st = db_sql(db, sql);
    bool ok = true;
    db_text(st, 0, uscc);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        *out = (struct archive_subject){
            .id = db_col_uint(st, 0), .uscc = take(st, 1, arena, &ok), .name = take(st, 2, arena, &ok), .norm = take(st, 3, arena, &ok),
            .status = take(st, 4, arena, &ok), .former = take(st, 5, arena, &ok), .basics = take(st, 6, arena, &ok),
            .basics_set = (uint16_t)db_col_uint(st, 7), .region = (uint32_t)db_col_uint(st, 9), .established = db_col_day(st, 10),
            .registered = db_col_int(st, 11) != 0, .updated_at = take(st, 12, arena, &ok)};
        snprintf(out->kind, sizeof out->kind, "%s", db_col_text(st, 8, NULL));
        if (!ok)
            r = RESULT_ERROR;
    }
    db_done(st);
    return r;
}

/* Every set that the subject has records of, by skipping through the index. */
static enum result sets_of(struct db *db, uint64_t subject_id, struct count *out, size_t max, size_t *count)
{
    static const char sql[] = "SELECT set_number FROM published WHERE subject_id = ? AND set_number > ? ORDER BY set_number LIMIT 1";
    uint64_t last = 0;
    enum result r = RESULT_OK;
    *count = 0;
    while (r == RESULT_OK && *count < max) {
        struct db_stmt *st = db_sql(db, sql);
        db_uint(st, 0, subject_id);
        db_uint(st, 1, last);
        if ((r = db_run(st)) == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
            last = db_col_uint(st, 0);
            out[(*count)++].key = (uint32_t)last;
        }
        db_done(st);
    }
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result archive_counts(struct db *db, uint64_t subject_id, struct count *out, size_t max, size_t *count)
{
    static const char all[] =
        "SELECT set_number, COUNT(*) FROM (SELECT set_number FROM published FORCE INDEX (published_subject) WHERE subject_id = ? LIMIT ?) w"
        " GROUP BY set_number ORDER BY set_number";
    static const char one[] =
        "SELECT COUNT(*) FROM (SELECT 1 FROM published FORCE INDEX (published_subject) WHERE subject_id = ? AND set_number = ? LIMIT ?) w";
    struct db_stmt *st = db_sql(db, all);
    uint64_t sum = 0;
    *count = 0;
    db_uint(st, 0, subject_id);
    db_int(st, 1, COUNT_ALL_MAX + 1);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK) {
        out[*count] = (struct count){.key = (uint32_t)db_col_uint(st, 0), .n = db_col_uint(st, 1)};
        sum += out[(*count)++].n;
    }
    db_done(st);
    if (r == RESULT_NOT_FOUND)
        r = RESULT_OK;
    if (r != RESULT_OK || sum <= COUNT_ALL_MAX)
        return r;
    r = sets_of(db, subject_id, out, max, count);
    for (size_t i = 0; i < *count && r == RESULT_OK; i++) {
        st = db_sql(db, one);
        db_uint(st, 0, subject_id);
        db_uint(st, 1, out[i].key);
        db_int(st, 2, ARCHIVE_COUNT_MAX + 1);
        if ((r = db_run(st)) == RESULT_OK && (r = db_next(st)) == RESULT_OK)
            out[i].n = db_col_uint(st, 0);
        db_done(st);
    }
    return r;
}

/* Runs a statement whose last parameter is the limit and takes its rows. */
static enum result take_rows(struct db_stmt *st, struct arena *arena, struct list_row *out, size_t max, size_t *count)
{
    *count = 0;
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK)
        if (!list_row_take(st, arena, false, &out[(*count)++]))
            r = RESULT_ERROR;
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result archive_newest(struct db *db, uint64_t subject_id, uint16_t set, struct arena *arena, struct list_row *out, size_t max, size_t *count)
{
    static const char sql[] = "SELECT " LIST_COLUMNS " FROM published FORCE INDEX (published_subject) WHERE subject_id = ? AND set_number = ?"
                              " ORDER BY decided_on DESC, record_id DESC LIMIT ?";
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, subject_id);
    db_uint(st, 1, set);
    db_int(st, 2, (int64_t)max);
    return take_rows(st, arena, out, max, count);
}

enum result archive_some(struct db *db, uint64_t subject_id, struct arena *arena, struct list_row *out, size_t max, size_t *count)
{
    static const char sql[] = "SELECT " LIST_COLUMNS " FROM published FORCE INDEX (published_subject) WHERE subject_id = ?"
                              " ORDER BY set_number, decided_on, record_id LIMIT ?";
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, subject_id);
    db_int(st, 1, (int64_t)max);
    return take_rows(st, arena, out, max, count);
}

enum result archive_changes(struct db *db, uint64_t subject_id, struct archive_change *out, size_t max, size_t *count)
{
    static const char sql[] =
        "SELECT c.at, c.kind, c.record_id, c.set_number, p.record_id IS NOT NULL, n.record_id IS NOT NULL"
        " FROM (SELECT id, at, kind, record_id, set_number FROM published_change WHERE subject_id = ? ORDER BY id DESC LIMIT ?) c"
        " LEFT JOIN published p ON p.record_id = c.record_id LEFT JOIN published_notice n ON n.record_id = c.record_id ORDER BY c.id DESC";
    struct db_stmt *st = db_sql(db, sql);
    *count = 0;
    db_uint(st, 0, subject_id);
    db_int(st, 1, CHANGES_LOOKED_AT);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK) {
        const char *kind = db_col_text(st, 1, NULL);
        struct archive_change c = {.record_id = db_col_uint(st, 2), .set_number = (uint16_t)db_col_uint(st, 3)};
        bool there = db_col_int(st, 4) != 0, notice = db_col_int(st, 5) != 0;
        if (!time_parse_utc(db_col_text(st, 0, NULL), &c.at))
            continue;
        if (strcmp(kind, "annulled") == 0 && notice) {
            c.kind = CHANGE_ANNULLED;
        } else if (strcmp(kind, "gone") == 0 || strcmp(kind, "annulled") == 0) {
            c.kind = CHANGE_GONE;
            c.record_id = c.set_number = 0;
        } else if (there) {
            c.kind = strcmp(kind, "corrected") == 0 ? CHANGE_CORRECTED : CHANGE_PUBLISHED;
        } else {
            continue;
        }
        out[(*count)++] = c;
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result archive_namesakes(struct db *db, uint64_t subject_id, const char *norm, struct arena *arena,
                              struct archive_namesake *out, size_t max, size_t *count)
{
    static const char sql[] =
        "SELECT name, uscc, region, established, kind, status FROM published_subject WHERE norm = ? AND subject_id <> ? ORDER BY subject_id LIMIT ?";
    struct db_stmt *st = db_sql(db, sql);
    bool ok = true;
    *count = 0;
    db_text(st, 0, norm);
    db_uint(st, 1, subject_id);
    db_int(st, 2, (int64_t)max);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK) {
        struct archive_namesake *n = &out[(*count)++];
        *n = (struct archive_namesake){.name = take(st, 0, arena, &ok), .uscc = take(st, 1, arena, &ok), .status = take(st, 5, arena, &ok),
                                       .region = (uint32_t)db_col_uint(st, 2), .established = db_col_day(st, 3)};
        snprintf(n->kind, sizeof n->kind, "%s", db_col_text(st, 4, NULL));
        if (!ok)
            r = RESULT_ERROR;
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}
