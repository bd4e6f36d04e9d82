/* What a delivery changes on the site: the records that were written pass through the one rule (the view publishable). */
#include "db/import_parts.h"

#include <stdlib.h>
#include <string.h>

static const char clear_rows[] = "DELETE FROM batch_row";
static const char insert_rows[] = "INSERT INTO batch_row (record_id) VALUES (?)";
static const char note_published[] = "UPDATE batch_row b JOIN published p ON p.record_id = b.record_id SET b.published_on = p.published_on";
static const char unpublish[] = "DELETE p FROM batch_row b JOIN published p ON p.record_id = b.record_id";
static const char publish[] =
    "INSERT INTO published (set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region, city, "
    "source_id, kind, amount, grade, valid_from, valid_until, published_on, publish_until, flagged, version, updated_at, fields) "
    "SELECT STRAIGHT_JOIN p.set_number, p.decided_on, p.record_id, p.subject_id, p.name, p.uscc, p.is_person, p.document_no, p.authority, "
    "p.region, p.city, p.source_id, p.kind, p.amount, p.grade, p.valid_from, p.valid_until, COALESCE(b.published_on, p.published_on), "
    "p.publish_until, p.flagged, p.version, p.updated_at, p.fields FROM batch_row b JOIN publishable p ON p.record_id = b.record_id";
static const char log_published[] =
    "INSERT INTO published_change (at, kind, record_id, set_number, subject_id) "
    "SELECT STRAIGHT_JOIN UTC_TIMESTAMP(3), IF(b.published_on IS NULL, 'published', 'corrected'), p.record_id, p.set_number, p.subject_id "
    "FROM batch_row b JOIN published p ON p.record_id = b.record_id";
static const char log_gone[] =
    "INSERT INTO published_change (at, kind, record_id, set_number, subject_id) "
    "SELECT STRAIGHT_JOIN UTC_TIMESTAMP(3), 'gone', r.id, r.set_number, r.subject_id FROM batch_row b JOIN record r ON r.id = b.record_id "
    "LEFT JOIN published p ON p.record_id = b.record_id WHERE b.published_on IS NOT NULL AND p.record_id IS NULL";
/* dimensions as in counter: all, region, source, day of decision, day of publication, kind */
#define COUNT_ROWS(sign) \
    "INSERT INTO count_delta (set_number, dim, k, n) SELECT p.set_number, d.dim, " \
    "CASE d.dim WHEN 0 THEN 0 WHEN 1 THEN p.region WHEN 2 THEN p.source_id WHEN 3 THEN TO_DAYS(p.decided_on) " \
    "WHEN 4 THEN TO_DAYS(p.published_on) ELSE CRC32(COALESCE(p.kind, '')) END AS key_, " sign "COUNT(*) " \
    "FROM (SELECT STRAIGHT_JOIN q.set_number, q.region, q.source_id, q.decided_on, q.published_on, q.kind " \
    "FROM batch_row b JOIN published q ON q.record_id = b.record_id) p " \
    "JOIN (SELECT 0 AS dim UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) d " \
    "GROUP BY p.set_number, d.dim, key_"
static const char count_up[] = COUNT_ROWS("");
static const char count_down[] = COUNT_ROWS("-");

static enum result run(struct db *db, const char *sql)
{
    return db_run(db_sql(db, sql));
}

static enum result take_down(struct db *db)
{
    enum result result = run(db, note_published);
    if (result == RESULT_OK)
        result = run(db, count_down);
    return result == RESULT_OK ? run(db, unpublish) : result;
}

/* ------------------------------------------------ new records alone, the common case */

/* New records have no holds: what the rule publishes of them is known beforehand, and the number of rows that the view gave
 * tells whether that was right. Then the change log and the counters need no second look at the table. */
static bool expected(const struct import *import, const struct import_row *item)
{
    const struct publication_plan *plan = &item->row->plan;
    return info_set_published(import->delivery.set) && plan->publishable && plan->from <= import->delivery.today &&
           (plan->until == DAY_NONE || plan->until >= import->delivery.today);
}

/* One column of one row of a counter: what is counted and under which key. */
struct move {
    unsigned dim;
    int64_t key;
    const char *kind; /* dimension 5: hashed by the database, as everywhere */
    int64_t n;
};

static int by_move(const void *a, const void *b)
{
    const struct move *x = a, *y = b;
    if (x->dim != y->dim)
        return x->dim < y->dim ? -1 : 1;
    if (x->kind || y->kind)
        return strcmp(x->kind, y->kind);
    return x->key < y->key ? -1 : x->key > y->key;
}

static const char insert_move[] = "INSERT INTO count_delta (set_number, dim, k, n) VALUES (?, ?, ?, ?)";
static const char insert_kind_move[] = "INSERT INTO count_delta (set_number, dim, k, n) VALUES (?, 5, CRC32(?), ?)";
static const char insert_change[] =
    "INSERT INTO published_change (at, kind, record_id, set_number, subject_id) VALUES (UTC_TIMESTAMP(3), 'published', ?, ?, ?)";

#define DAYS_TO_1970 719528 /* TO_DAYS('1970-01-01') */

static enum result store_moves(struct import *import, struct move *moves, size_t n)
{
    enum result result = RESULT_OK;
    size_t kept = 0, plain = 0;
    qsort(moves, n, sizeof *moves, by_move);
    for (size_t i = 0; i < n; i++) {
        if (kept && by_move(&moves[kept - 1], &moves[i]) == 0)
            moves[kept - 1].n++;
        else
            moves[kept++] = moves[i];
    }
    while (plain < kept && !moves[plain].kind)
        plain++;
    struct db_stmt *st = db_sql(import->db, insert_move);
    db_rows(st, (unsigned)plain);
    for (size_t i = 0; i < plain; i++) {
        db_row(st, (unsigned)i);
        db_int(st, 0, import->delivery.set->number);
        db_int(st, 1, moves[i].dim);
        db_int(st, 2, moves[i].key);
        db_int(st, 3, moves[i].n);
    }
    result = db_run(st);
    for (size_t i = plain; i < kept && result == RESULT_OK; i++) {
        st = db_sql(import->db, insert_kind_move);
        db_int(st, 0, import->delivery.set->number);
        db_text(st, 1, moves[i].kind);
        db_int(st, 2, moves[i].n);
        result = db_run(st);
    }
    return result;
}

static enum result log_new(struct import *import, size_t count)
{
    struct move *moves = arena_alloc(&import->arena, count * 6 * sizeof *moves);
    size_t n = 0;
    unsigned r = 0;
    if (!moves)
        return RESULT_ERROR;
    struct db_stmt *st = db_sql(import->db, insert_change);
    db_rows(st, (unsigned)count);
    for (size_t i = 0; i < import->work_count; i++) {
        const struct import_row *item = import->work[i];
        if (!expected(import, item))
            continue;
        db_row(st, r++);
        db_int(st, 0, (int64_t)item->record_id);
        db_int(st, 1, import->delivery.set->number);
        if (item->subject_id)
            db_int(st, 2, (int64_t)item->subject_id);
        else
            db_null(st, 2);
        moves[n++] = (struct move){0, 0, NULL, 1};
        moves[n++] = (struct move){1, item->row->region, NULL, 1};
        moves[n++] = (struct move){2, import->delivery.source_id, NULL, 1};
        moves[n++] = (struct move){3, item->row->decided_on + DAYS_TO_1970, NULL, 1};
        moves[n++] = (struct move){4, import->delivery.today + DAYS_TO_1970, NULL, 1};
        moves[n++] = (struct move){5, 0, item->row->kind ? item->row->kind : "", 1};
    }
    enum result result = db_run(st);
    return result == RESULT_OK ? store_moves(import, moves, n) : result;
}

enum result import_publish(struct import *import, bool any_found)
{
    struct db *db = import->db;
    enum result result = run(db, clear_rows);
    if (result != RESULT_OK)
        return result;
    struct db_stmt *st = db_sql(db, insert_rows);
    db_rows(st, (unsigned)import->work_count);
    for (size_t i = 0; i < import->work_count; i++) {
        db_row(st, (unsigned)i);
        db_int(st, 0, (int64_t)import->work[i]->record_id);
    }
    result = db_run(st);
    if (result == RESULT_OK && any_found)
        result = take_down(db);
    size_t count = 0;
    for (size_t i = 0; i < import->work_count; i++)
        count += expected(import, import->work[i]);
    if (result == RESULT_OK) {
        st = db_sql(db, publish);
        result = db_run(st);
    }
    if (result == RESULT_OK && !any_found && db_affected(st) == count)
        return count ? log_new(import, count) : RESULT_OK;
    if (result == RESULT_OK)
        result = run(db, log_published);
    if (result == RESULT_OK && any_found)
        result = run(db, log_gone);
    return result == RESULT_OK ? run(db, count_up) : result;
}
