/* What a delivery changes on the site: the records that were written pass through the one rule (the view publishable). */
#include "db/import_parts.h"

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
    if (result == RESULT_OK)
        result = run(db, publish);
    if (result == RESULT_OK)
        result = run(db, log_published);
    if (result == RESULT_OK && any_found)
        result = run(db, log_gone);
    return result == RESULT_OK ? run(db, count_up) : result;
}
