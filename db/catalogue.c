/* The catalogue in and out of the database. */
#include "db/catalogue.h"

#include "base/log.h"
#include "db/db.h"

#include <string.h>

static const char select_digest[] = "SELECT digest, retired, number FROM info_set WHERE code = ?";
static const char put_set[] =
    "INSERT INTO info_set (number, code, name, unit_id, subject_type, class, group_code, section, cycle, openness, registers, retired, "
    "definition, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE, ?, ?) ON DUPLICATE KEY UPDATE code = VALUES(code), "
    "name = VALUES(name), unit_id = VALUES(unit_id), subject_type = VALUES(subject_type), class = VALUES(class), "
    "group_code = VALUES(group_code), section = VALUES(section), cycle = VALUES(cycle), openness = VALUES(openness), "
    "registers = VALUES(registers), retired = FALSE, definition = VALUES(definition), digest = VALUES(digest)";
static const char clear_fields[] = "DELETE FROM info_field WHERE set_number = ?";
static const char put_field[] =
    "INSERT INTO info_field (set_number, ordinal, code, label, type, length, required, mask, openness, role, draft) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char select_numbers[] = "SELECT number FROM info_set WHERE NOT retired ORDER BY number";
static const char retire_set[] = "UPDATE info_set SET retired = TRUE WHERE number = ?";
static const char select_version[] = "SELECT version FROM catalogue_version WHERE id = 1";
static const char bump_version[] = "INSERT INTO catalogue_version (id, version, loaded_at) VALUES (1, 1, UTC_TIMESTAMP(3)) "
                                   "ON DUPLICATE KEY UPDATE version = version + 1, loaded_at = VALUES(loaded_at)";
static const char select_sets[] = "SELECT code, definition FROM info_set WHERE NOT retired ORDER BY number";

static const char select_to_close[] = "SELECT s.number FROM info_set s WHERE s.openness <> 'public' AND EXISTS "
                                     "(SELECT 1 FROM published p WHERE p.set_number = s.number) ORDER BY s.number LIMIT 1";
static const char close_set[] = "CALL set_close(?, ?, @done)";
static const char select_done[] = "SELECT @done";
#define CLOSE_AT_ONCE 1000 /* records a call, so that a break-off loses little */

static enum result store_fields(struct db *db, const struct info_set *set)
{
    struct db_stmt *st = db_sql(db, clear_fields);
    db_uint(st, 0, set->number);
    enum result result = db_run(st);
    if (result != RESULT_OK)
        return result;
    st = db_sql(db, put_field);
    db_rows(st, (unsigned)set->field_count);
    for (size_t i = 0; i < set->field_count; i++) {
        const struct field *field = &set->fields[i];
        db_row(st, (unsigned)i);
        db_uint(st, 0, set->number);
        db_uint(st, 1, field->ordinal);
        db_text(st, 2, field->code);
        db_text(st, 3, field->label);
        db_text(st, 4, field_type_name(field->type));
        db_uint(st, 5, field->length);
        db_uint(st, 6, field->required);
        db_text(st, 7, field_mask_name(field->mask));
        db_text(st, 8, openness_name(field->openness));
        db_text(st, 9, field_role_name(field->role));
        db_uint(st, 10, field->draft);
    }
    return db_run(st);
}

static enum result store_set(struct db *db, const struct info_set *set, const struct source_units *units, struct catalogue_changes *changes)
{
    const struct source_unit *unit = source_unit_by_code(units, set->unit);
    if (!unit) {
        log_error("catalogue: %s: no source unit %s", set->code, set->unit);
        return RESULT_INVALID;
    }
    struct db_stmt *st = db_sql(db, select_digest);
    db_text(st, 0, set->code);
    enum result result = db_run(st);
    if (result != RESULT_OK)
        return result;
    result = db_next(st);
    bool known = result == RESULT_OK, same = false;
    if (known) {
        size_t len;
        const char *digest = db_col_text(st, 0, &len);
        same = len == sizeof set->digest && memcmp(digest, set->digest, len) == 0 && !db_col_int(st, 1);
        if (db_col_uint(st, 2) != set->number) {
            log_error("catalogue: %s had the number %u, which stands in the ids of its records; it cannot become %u", set->code,
                      (unsigned)db_col_uint(st, 2), set->number);
            db_done(st);
            return RESULT_INVALID;
        }
    } else if (result != RESULT_NOT_FOUND) {
        return result;
    }
    db_done(st);
    changes->same += same;
    changes->changed += known && !same;
    changes->added += !known;
    if (same)
        return RESULT_OK;
    st = db_sql(db, put_set);
    db_uint(st, 0, set->number);
    db_text(st, 1, set->code);
    db_text(st, 2, set->name);
    db_uint(st, 3, unit->id);
    db_text(st, 4, subject_type_name(set->subject_type));
    db_text(st, 5, set->class_code);
    db_text(st, 6, set->group);
    db_text(st, 7, set->section);
    db_text(st, 8, set->cycle);
    db_text(st, 9, openness_name(set->openness));
    db_uint(st, 10, set->registers);
    db_text(st, 11, set->definition);
    db_bytes(st, 12, set->digest, sizeof set->digest);
    result = db_run(st);
    return result == RESULT_OK ? store_fields(db, set) : result;
}

static enum result retire_others(struct db *db, const struct catalogue *catalogue, struct catalogue_changes *changes)
{
    unsigned gone[CATALOGUE_SETS_MAX];
    size_t n = 0;
    struct db_stmt *st = db_sql(db, select_numbers);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        if (n < CATALOGUE_SETS_MAX && !catalogue_by_number(catalogue, (unsigned)db_col_uint(st, 0)))
            gone[n++] = (unsigned)db_col_uint(st, 0);
    db_done(st);
    if (result != RESULT_NOT_FOUND)
        return result;
    result = RESULT_OK;
    for (size_t i = 0; i < n && result == RESULT_OK; i++) {
        st = db_sql(db, retire_set);
        db_uint(st, 0, gone[i]);
        result = db_run(st);
        changes->retired++;
    }
    return result;
}

enum result catalogue_store(struct db *db, const struct catalogue *catalogue, const struct source_units *units, struct catalogue_changes *changes)
{
    enum result result = RESULT_OK;
    memset(changes, 0, sizeof *changes);
    for (size_t i = 0; i < catalogue->count && result == RESULT_OK; i++)
        result = store_set(db, catalogue->sets[i], units, changes);
    if (result == RESULT_OK)
        result = retire_others(db, catalogue, changes);
    if (result == RESULT_OK && changes->added + changes->changed + changes->retired)
        result = catalogue_touch(db);
    return result;
}

/* The first set that has rows on the site and should have none. RESULT_NOT_FOUND: there is no such set. */
static enum result next_to_close(struct db *db, uint64_t *number)
{
    struct db_stmt *st = db_sql(db, select_to_close);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        *number = db_col_uint(st, 0);
    db_done(st);
    return result;
}

enum result catalogue_close_sets(struct db *db, uint64_t *n)
{
    uint64_t number;
    enum result result;
    *n = 0;
    while ((result = next_to_close(db, &number)) == RESULT_OK) {
        uint64_t done = 0;
        struct db_stmt *st = db_sql(db, close_set);
        db_uint(st, 0, number);
        db_uint(st, 1, CLOSE_AT_ONCE);
        result = db_run(st);
        db_done(st);
        if (result != RESULT_OK)
            return result;
        st = db_sql(db, select_done);
        if ((result = db_run(st)) == RESULT_OK && (result = db_next(st)) == RESULT_OK)
            done = db_col_uint(st, 0);
        db_done(st);
        if (result != RESULT_OK || done == 0) /* a set that stays must not be asked for ever */
            return result == RESULT_OK ? RESULT_ERROR : result;
        *n += done;
    }
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result catalogue_touch(struct db *db)
{
    return db_run(db_sql(db, bump_version));
}

enum result catalogue_version(struct db *db, uint64_t *version)
{
    struct db_stmt *st = db_sql(db, select_version);
    enum result result = db_run(st);
    *version = 0;
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        *version = db_col_uint(st, 0);
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result catalogue_load(struct db *db, struct catalogue *catalogue)
{
    struct catalogue_faults faults = {0};
    struct db_stmt *st = NULL;
    uint64_t version;
    /* the version first: what changes meanwhile is loaded anew at the next look */
    enum result result = catalogue_version(db, &version);
    catalogue_init(catalogue);
    if (result != RESULT_OK)
        return result;
    st = db_sql(db, select_sets);
    result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        struct info_set *set;
        size_t len;
        const char *definition = db_col_text(st, 1, &len), *code = db_col_text(st, 0, NULL);
        result = info_set_parse(code, definition, len, &faults, &set);
        if (result == RESULT_OK)
            result = catalogue_add(catalogue, set, code, &faults);
        if (result == RESULT_INVALID) {
            /* stored by another version of this program: the others still work */
            log_error("catalogue: %s: %s", code, faults.count ? faults.items[faults.count - 1].message : "");
            result = RESULT_OK;
        }
    }
    db_done(st);
    catalogue_faults_free(&faults);
    catalogue->version = version;
    if (result == RESULT_NOT_FOUND)
        return RESULT_OK;
    catalogue_free(catalogue);
    return result;
}
