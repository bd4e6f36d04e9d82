/* Sealed numbers of people in batches, by the primary keys of the tables they lie in. */
#include "db/sealed.h"

#include "base/log.h"
#include "db/db.h"

#include <stdlib.h>
#include <string.h>

/* FOR UPDATE: nobody changes a number between reading and writing it. A message keeps no recipient once it is sent. */
static const char select_records[] =
    "SELECT record_id, ordinal, '', '', key_no, hash, cipher, NULL, NULL FROM person_identity "
    "WHERE (record_id > ? OR (record_id = ? AND ordinal > ?)) ORDER BY record_id, ordinal LIMIT ? FOR UPDATE";
static const char select_cases[] =
    "SELECT 0, 0, case_number, role, key_no, NULL, code, phone, mail FROM case_person "
    "WHERE (case_number > ? OR (case_number = ? AND role > ?)) ORDER BY case_number, role LIMIT ? FOR UPDATE";
static const char select_messages[] =
    "SELECT id, 0, '', '', key_no, NULL, recipient, NULL, NULL FROM outbox WHERE id > ? AND key_no > 0 ORDER BY id LIMIT ? FOR UPDATE";
static const char update_record[] = "UPDATE person_identity SET key_no = ?, hash = ?, cipher = ? WHERE record_id = ? AND ordinal = ?";
static const char update_case[] = "UPDATE case_person SET key_no = ?, code = ?, phone = ?, mail = ? WHERE case_number = ? AND role = ?";
static const char update_message[] = "UPDATE outbox SET key_no = ?, recipient = ? WHERE id = ?";
static const char count_keys[] =
    "SELECT key_no, SUM(n) FROM (SELECT key_no, COUNT(*) AS n FROM person_identity GROUP BY key_no UNION ALL "
    "SELECT key_no, COUNT(*) FROM case_person GROUP BY key_no UNION ALL "
    "SELECT key_no, COUNT(*) FROM outbox WHERE key_no > 0 AND recipient <> '' GROUP BY key_no) k WHERE key_no > 0 GROUP BY key_no ORDER BY key_no";

struct step {
    struct sealed_walk *walk, begin;
    unsigned current;
    sealed_again *again;
    void *context;
    struct sealed_row *rows;
};

static void take_word(struct db_stmt *st, unsigned col, char *out, size_t size)
{
    size_t len;
    const char *text = db_col_text(st, col, &len);
    if (len >= size)
        len = size - 1;
    memcpy(out, text, len);
    out[len] = '\0';
}

static enum result take_row(struct db_stmt *st, struct sealed_row *row)
{
    size_t len;
    memset(row, 0, sizeof *row);
    row->id = db_col_uint(st, 0);
    row->ordinal = (unsigned)db_col_uint(st, 1);
    take_word(st, 2, row->number, sizeof row->number);
    take_word(st, 3, row->role, sizeof row->role);
    row->key_no = (unsigned)db_col_uint(st, 4);
    const char *hash = db_col_text(st, 5, &len);
    if (len == sizeof row->hash)
        memcpy(row->hash, hash, len);
    for (unsigned i = 0; i < SEALED_TEXTS; i++) {
        struct sealed_text *text = &row->text[i];
        const char *bytes = db_col_text(st, 6 + i, &len);
        if (len > sizeof text->bytes)
            return RESULT_ERROR;
        text->there = len > 0;
        text->len = len;
        memcpy(text->bytes, bytes, len);
    }
    return RESULT_OK;
}

/* The rows behind the one where the walk stands. */
static enum result read_rows(struct db *db, const struct sealed_walk *walk, struct sealed_row *rows, size_t *n)
{
    static const char *const texts[SEALED_PLACES] = {select_records, select_cases, select_messages};
    const struct sealed_row *last = &walk->last;
    struct db_stmt *st = db_sql(db, texts[walk->place]);
    unsigned i = 0;
    if (walk->place == SEALED_CASES) {
        db_text(st, i++, last->number);
        db_text(st, i++, last->number);
        db_text(st, i++, last->role);
    } else {
        db_uint(st, i++, last->id);
        if (walk->place == SEALED_RECORDS) {
            db_uint(st, i++, last->id);
            db_uint(st, i++, last->ordinal);
        }
    }
    db_uint(st, i, SEALED_STEP);
    enum result result = db_run(st);
    for (*n = 0; result == RESULT_OK && *n < SEALED_STEP && (result = db_next(st)) == RESULT_OK;)
        result = take_row(st, &rows[(*n)++]);
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static void put_text(struct db_stmt *st, unsigned i, const struct sealed_text *text)
{
    if (text->there)
        db_bytes(st, i, text->bytes, text->len);
    else
        db_null(st, i);
}

static enum result write_row(struct db *db, enum sealed_place place, const struct sealed_row *row)
{
    static const char *const texts[SEALED_PLACES] = {update_record, update_case, update_message};
    struct db_stmt *st = db_sql(db, texts[place]);
    db_uint(st, 0, row->key_no);
    if (place == SEALED_RECORDS) {
        db_bytes(st, 1, row->hash, sizeof row->hash);
        db_bytes(st, 2, row->text[0].bytes, row->text[0].len);
        db_uint(st, 3, row->id);
        db_uint(st, 4, row->ordinal);
    } else if (place == SEALED_CASES) {
        for (unsigned i = 0; i < SEALED_TEXTS; i++)
            put_text(st, 1 + i, &row->text[i]);
        db_text(st, 4, row->number);
        db_text(st, 5, row->role);
    } else {
        db_bytes(st, 1, row->text[0].bytes, row->text[0].len);
        db_uint(st, 2, row->id);
    }
    return db_run(st);
}

static enum result step_body(struct db *db, void *context)
{
    struct step *step = context;
    struct sealed_walk *walk = step->walk;
    size_t n = 0;
    *walk = step->begin;
    enum result result = read_rows(db, walk, step->rows, &n);
    for (size_t i = 0; i < n && result == RESULT_OK; i++) {
        struct sealed_row *row = &step->rows[i];
        walk->seen++;
        if (row->key_no == step->current)
            continue;
        if (!step->again(step->context, row)) {
            walk->failed++;
            continue;
        }
        result = write_row(db, walk->place, row);
        walk->changed++;
    }
    if (n)
        walk->last = step->rows[n - 1];
    walk->over = n < SEALED_STEP;
    return result;
}

enum result sealed_step(struct db *db, struct sealed_walk *walk, unsigned current, sealed_again *again, void *context)
{
    struct step step = {.walk = walk, .begin = *walk, .current = current, .again = again, .context = context};
    step.rows = malloc(SEALED_STEP * sizeof *step.rows);
    if (!step.rows)
        return RESULT_ERROR;
    enum result result = db_transaction_committed(db, step_body, &step);
    if (result != RESULT_OK)
        *walk = step.begin;
    free(step.rows);
    return result;
}

enum result sealed_counts(struct db *db, unsigned *keys, uint64_t *counts, size_t max, size_t *n)
{
    struct db_stmt *st = db_sql(db, count_keys);
    enum result result = db_run(st);
    for (*n = 0; result == RESULT_OK && *n < max && (result = db_next(st)) == RESULT_OK; (*n)++) {
        keys[*n] = (unsigned)db_col_uint(st, 0);
        counts[*n] = db_col_uint(st, 1);
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
