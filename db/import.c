/* Deliveries: the lock of a set, batches, records with their history, issues. */
#include "db/import.h"

#include "base/log.h"
#include "base/vault.h"
#include "db/import_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRANSACTION_ARENA (128u << 20) /* old facts of a thousand records at their longest, and room */
#define LOCK_SECONDS 2                 /* another delivery to the same set is not waited for */
#define FIRST_YEAR 2000                /* of a record's id */

static const char get_lock[] = "SELECT GET_LOCK(?, ?)";
static const char release_lock[] = "SELECT RELEASE_LOCK(?)";
static const char read_committed[] = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"; /* no locks on gaps between keys */
static const char make_batch_row[] =
    "CREATE TEMPORARY TABLE IF NOT EXISTS batch_row (record_id BIGINT UNSIGNED NOT NULL PRIMARY KEY, published_on DATE NULL) ENGINE=MEMORY";
static const char fail_others[] = "UPDATE batch SET state = 'failed', finished_at = UTC_TIMESTAMP(3) WHERE set_number = ? AND state = 'running'";
static const char insert_batch[] =
    "INSERT INTO batch (set_number, source_id, file_name, sha256, state, actor, started_at) VALUES (?, ?, ?, ?, 'running', ?, UTC_TIMESTAMP(3))";
static const char update_batch[] = "UPDATE batch SET accepted = ?, flagged = ?, rejected = ?, changed = ? WHERE id = ?";
static const char finish_batch[] = "UPDATE batch SET state = ?, finished_at = UTC_TIMESTAMP(3) WHERE id = ?";
static const char put_delivery[] =
    "INSERT INTO set_delivery (set_number, source_id, at, accepted) VALUES (?, ?, UTC_TIMESTAMP(3), ?) "
    "ON DUPLICATE KEY UPDATE at = VALUES(at), accepted = VALUES(accepted)";
static const char select_serials[] = "SELECT year, next FROM record_serial WHERE set_number = ?";
static const char put_serial[] = "INSERT INTO record_serial (set_number, year, next) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE next = VALUES(next)";
static const char insert_record[] =
    "INSERT INTO record (id, set_number, identity, subject_id, state, source_id, first_batch, last_batch, received_at, updated_at, name, "
    "public_name, uscc, is_person, document_no, decided_on, authority, region, valid_from, valid_until, amount, kind, grade, publishable, "
    "publish_from, publish_until, flagged, facts, facts_digest, face) VALUES (?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char update_record[] =
    "UPDATE record SET subject_id = ?, state = ?, source_id = ?, last_batch = ?, name = ?, public_name = ?, uscc = ?, is_person = ?, "
    "document_no = ?, decided_on = ?, authority = ?, region = ?, valid_from = ?, valid_until = ?, amount = ?, kind = ?, grade = ?, "
    "publishable = ?, publish_from = ?, publish_until = ?, flagged = ?, facts = ?, facts_digest = ?, face = ?, version = version + 1, "
    "updated_at = UTC_TIMESTAMP(3) WHERE id = ?";
static const char insert_event[] =
    "INSERT INTO record_event (record_id, seq, at, kind, actor, batch_id, before_facts) VALUES (?, ?, UTC_TIMESTAMP(3), ?, ?, ?, ?)";
static const char forget_persons[] = "DELETE FROM person_identity WHERE record_id = ?";
/* bytes of a number that are kept: person_identity.cipher has 255 and sealing takes 48 */
#define PERSON_NUMBER_MAX 207
static const char insert_person[] = "INSERT INTO person_identity (record_id, ordinal, key_no, hash, cipher) VALUES (?, ?, ?, ?, ?)";
static const char insert_due[] = "INSERT IGNORE INTO publish_due (day, record_id) VALUES (?, ?)";
static const char insert_issue[] = "INSERT INTO batch_issue (batch_id, line, seq, kind, field, reason) VALUES (?, ?, ?, ?, ?, ?)";

const char *record_state_text(const char *state)
{
    static const char *const texts[][2] = {
        {"withdrawn", "该信息已由来源单位撤回，未恢复"}, {"annulled", "原决定已被撤销，未恢复"}, {"repaired", "该信息已完成信用修复，未恢复"},
        {"deleted", "该信息已经核查删除，未恢复"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i][0], state) == 0)
            return texts[i][1];
    return "工作人员已作出处理，未改变";
}

void in_list(char *out, size_t room, const char *head, const char *tail)
{
    size_t n = (size_t)snprintf(out, room, "%s IN (?", head);
    for (size_t i = 1; i < IN_LIST; i++) {
        out[n++] = ',';
        out[n++] = '?';
    }
    snprintf(out + n, room - n, ")%s", tail);
}

/* ------------------------------------------------ the set's lock, the batch */

static void lock_name(const struct import *import, char name[64])
{
    snprintf(name, 64, "credit import %u", import->delivery.set->number);
}

static enum result take_lock(struct import *import)
{
    char name[64];
    lock_name(import, name);
    struct db_stmt *st = db_sql(import->db, get_lock);
    db_text(st, 0, name);
    db_int(st, 1, LOCK_SECONDS);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    if (result == RESULT_OK && db_col_int(st, 0) != 1)
        result = RESULT_CONFLICT;
    db_done(st);
    return result;
}

static enum result load_serials(struct import *import)
{
    for (size_t i = 0; i < 256; i++)
        import->reserved_serial[i] = 1;
    struct db_stmt *st = db_sql(import->db, select_serials);
    db_uint(st, 0, import->delivery.set->number);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        import->reserved_serial[(db_col_uint(st, 0) - FIRST_YEAR) & 255] = db_col_uint(st, 1);
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static enum result open_batch(struct import *import)
{
    const struct import_delivery *delivery = &import->delivery;
    struct db_stmt *st = db_sql(import->db, fail_others);
    db_uint(st, 0, delivery->set->number);
    enum result result = db_run(st); /* whoever left a batch running does not hold the lock any more */
    if (result != RESULT_OK)
        return result;
    st = db_sql(import->db, insert_batch);
    db_uint(st, 0, delivery->set->number);
    db_uint(st, 1, delivery->source_id);
    db_text(st, 2, delivery->file_name);
    db_bytes(st, 3, delivery->sha256, 32);
    db_text(st, 4, delivery->actor);
    result = db_run(st);
    import->batch_id = db_insert_id(st);
    return result;
}

enum result import_open(struct db *db, const struct import_delivery *delivery, struct import **out)
{
    struct import *import = calloc(1, sizeof *import);
    *out = NULL;
    if (!import)
        return RESULT_ERROR;
    import->db = db;
    import->delivery = *delivery;
    import->work = calloc(IMPORT_ROWS, sizeof *import->work);
    import->by_key = calloc(IMPORT_ROWS, sizeof *import->by_key);
    arena_init(&import->arena, TRANSACTION_ARENA);
    in_list(import->lookup_records, sizeof import->lookup_records,
            "SELECT identity, id, version, state, facts_digest, corrected FROM record FORCE INDEX (record_identity) WHERE set_number = ? AND identity",
            " FOR UPDATE");
    in_list(import->lookup_facts, sizeof import->lookup_facts, "SELECT id, facts FROM record WHERE id", "");
    in_list(import->lookup_seq, sizeof import->lookup_seq, "SELECT record_id, MAX(seq) FROM record_event WHERE record_id", " GROUP BY record_id");
    in_list(import->lookup_subjects, sizeof import->lookup_subjects,
            "SELECT s.uscc, s.id, s.name, s.norm, s.registered, p.subject_id, s.region, s.kind FROM subject s "
            "LEFT JOIN published_subject p ON p.subject_id = s.id WHERE s.uscc", "");
    import_correction_texts(import);
    import_name_texts(import);
    enum result result = import->work && import->by_key ? take_lock(import) : RESULT_ERROR;
    if (result == RESULT_OK)
        result = db_script(db, read_committed, sizeof read_committed - 1);
    if (result == RESULT_OK)
        result = db_script(db, make_batch_row, sizeof make_batch_row - 1);
    if (result == RESULT_OK)
        result = load_serials(import);
    if (result == RESULT_OK)
        result = open_batch(import);
    if (result == RESULT_OK) {
        *out = import;
        return RESULT_OK;
    }
    free(import->work);
    free(import->by_key);
    free(import);
    return result;
}

enum result import_close(struct import *import, bool done)
{
    char name[64];
    struct db_stmt *st = db_sql(import->db, finish_batch);
    db_text(st, 0, done ? "done" : "failed");
    db_uint(st, 1, import->batch_id);
    enum result result = db_run(st);
    if (result == RESULT_OK && done) {
        st = db_sql(import->db, put_delivery);
        db_uint(st, 0, import->delivery.set->number);
        db_uint(st, 1, import->delivery.source_id);
        db_uint(st, 2, import->accepted);
        result = db_run(st);
    }
    lock_name(import, name);
    st = db_sql(import->db, release_lock);
    db_text(st, 0, name);
    if (db_run(st) == RESULT_OK)
        db_done(st);
    arena_free(&import->arena);
    free(import->work);
    free(import->by_key);
    free(import);
    return result;
}

/* ------------------------------------------------ what is there already */

static int by_identity(const void *a, const void *b)
{
    return memcmp((*(struct import_row *const *)a)->row->identity, (*(struct import_row *const *)b)->row->identity, ROW_DIGEST);
}

struct import_row *import_row_of(const struct import *import, const void *identity)
{
    size_t low = 0, high = import->key_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(import->by_key[middle]->row->identity, identity, ROW_DIGEST);
        if (order == 0)
            return import->by_key[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static day_t last_day(const struct row *row)
{
    return row->plan.publishable ? row->plan.until : DAY_NONE;
}

/* Whether the row's publication ended before today: such a record is kept as expired. */
static bool over(const struct import *import, const struct row *row)
{
    return last_day(row) != DAY_NONE && last_day(row) < import->delivery.today;
}

void import_judge(const struct import *import, struct import_row *item, struct db_stmt *st)
{
    const char *state = db_col_text(st, 3, NULL);
    size_t len;
    const char *digest = db_col_text(st, 4, &len);
    bool same = len == ROW_DIGEST && memcmp(digest, item->row->digest, ROW_DIGEST) == 0;
    item->found = true;
    item->record_id = db_col_uint(st, 1);
    item->version = (unsigned)db_col_uint(st, 2);
    item->was_expired = strcmp(state, "expired") == 0;
    item->corrected = db_col_int(st, 5) != 0 && strcmp(state, "live") == 0;
    if (strcmp(state, "live") != 0 && !item->was_expired) {
        item->fate = IMPORT_DECISION;
        item->decided = record_state_text(state);
    } else if (same) {
        item->fate = IMPORT_SAME;
    } else if (item->was_expired) {
        item->fate = over(import, item->row) ? IMPORT_OVER : IMPORT_RESTORED;
    } else {
        item->fate = IMPORT_CORRECTED;
    }
}

/* Looks up IN_LIST rows of by_key from `from`. */
static enum result look_up(struct import *import, size_t from, size_t *found)
{
    struct db_stmt *st = db_sql(import->db, import->lookup_records);
    db_uint(st, 0, import->delivery.set->number);
    for (size_t i = 0; i < IN_LIST; i++) {
        size_t at = from + i < import->key_count ? from + i : import->key_count - 1; /* the last one fills up */
        db_bytes(st, 1 + (unsigned)i, import->by_key[at]->row->identity, ROW_DIGEST);
    }
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        size_t len;
        const char *identity = db_col_text(st, 0, &len);
        struct import_row *item = len == ROW_DIGEST ? import_row_of(import, identity) : NULL;
        if (item) {
            import_judge(import, item, st);
            (*found)++;
        }
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

/* ------------------------------------------------ records */

static unsigned year_of(const struct row *row)
{
    int year = day_to_civil(row->decided_on).y;
    return year < FIRST_YEAR ? 0 : year > FIRST_YEAR + 255 ? 255 : (unsigned)(year - FIRST_YEAR);
}

/* By day of decision: neighbours in the tables are written one after the other. */
static int by_day(const void *a, const void *b)
{
    const struct import_row *x = *(struct import_row *const *)a, *y = *(struct import_row *const *)b;
    if (x->row->decided_on != y->row->decided_on)
        return x->row->decided_on < y->row->decided_on ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static void give_ids(struct import *import)
{
    qsort(import->work, import->work_count, sizeof *import->work, by_day);
    for (size_t i = 0; i < import->work_count; i++) {
        struct import_row *item = import->work[i];
        if (item->found)
            continue;
        unsigned year = year_of(item->row);
        item->record_id = (uint64_t)year << 55 | (uint64_t)import->delivery.set->number << 42 | import->next_serial[year]++;
        item->version = 1;
    }
}

static enum result store_serials(struct import *import)
{
    enum result result = RESULT_OK;
    for (unsigned year = 0; year < 256 && result == RESULT_OK; year++) {
        if (import->next_serial[year] == import->reserved_serial[year])
            continue;
        struct db_stmt *st = db_sql(import->db, put_serial);
        db_uint(st, 0, import->delivery.set->number);
        db_uint(st, 1, FIRST_YEAR + year);
        db_uint(st, 2, import->next_serial[year]);
        result = db_run(st);
    }
    return result;
}

/* The columns from subject_id to face that insert and update share, from parameter `p` on, without the batch columns. */
static unsigned bind_row(struct db_stmt *st, unsigned p, const struct row *row)
{
    db_text(st, p++, row->name);
    db_text(st, p++, row->public_name);
    db_text(st, p++, row->uscc[0] ? row->uscc : NULL);
    db_int(st, p++, row->is_person);
    db_text(st, p++, row->document_no);
    db_day(st, p++, row->decided_on);
    db_text(st, p++, row->authority);
    db_int(st, p++, row->region);
    db_day(st, p++, row->valid_from);
    db_day(st, p++, row->valid_until);
    db_text(st, p++, row->amount);
    db_text(st, p++, row->kind);
    db_text(st, p++, grade_name(row->plan.grade));
    db_int(st, p++, row->plan.publishable);
    db_day(st, p++, row->plan.from);
    db_day(st, p++, row->plan.until);
    db_int(st, p++, row->flagged);
    db_bytes(st, p++, row->facts, row->facts_len);
    db_bytes(st, p++, row->digest, ROW_DIGEST);
    db_bytes(st, p++, row->face, row->face_len);
    return p;
}

static void bind_subject(struct db_stmt *st, unsigned p, uint64_t id)
{
    if (id)
        db_int(st, p, (int64_t)id);
    else
        db_null(st, p);
}

static enum result insert_records(struct import *import, size_t count)
{
    struct db_stmt *st = db_sql(import->db, insert_record);
    unsigned r = 0;
    if (!count)
        return RESULT_OK;
    db_rows(st, (unsigned)count);
    for (size_t i = 0; i < import->work_count; i++) {
        const struct import_row *item = import->work[i];
        if (item->found)
            continue;
        db_row(st, r++);
        db_int(st, 0, (int64_t)item->record_id);
        db_int(st, 1, import->delivery.set->number);
        db_bytes(st, 2, item->row->identity, ROW_DIGEST);
        bind_subject(st, 3, item->subject_id);
        db_text(st, 4, over(import, item->row) ? "expired" : "live");
        db_int(st, 5, import->delivery.source_id);
        db_int(st, 6, (int64_t)import->batch_id);
        db_int(st, 7, (int64_t)import->batch_id);
        bind_row(st, 8, item->row);
    }
    return db_run(st);
}

static enum result update_records(struct import *import)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < import->work_count && result == RESULT_OK; i++) {
        const struct import_row *item = import->work[i];
        if (!item->found)
            continue;
        struct db_stmt *st = db_sql(import->db, update_record);
        bind_subject(st, 0, item->subject_id);
        db_text(st, 1, over(import, item->row) ? "expired" : "live");
        db_int(st, 2, import->delivery.source_id);
        db_int(st, 3, (int64_t)import->batch_id);
        unsigned p = bind_row(st, 4, item->row);
        db_int(st, p, (int64_t)item->record_id);
        result = db_run(st);
    }
    return result;
}

/* What a record said before, and the number of its last event. */
struct before {
    uint64_t id;
    const char *facts;
    size_t len;
    uint64_t seq;
};

static struct before *find_before(struct before *list, size_t n, uint64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].id == id)
            return &list[i];
    return NULL;
}

static enum result read_before(struct import *import, struct before *list, size_t n)
{
    struct db_stmt *st = db_sql(import->db, import->lookup_facts);
    for (size_t i = 0; i < IN_LIST; i++)
        db_int(st, (unsigned)i, (int64_t)list[i < n ? i : n - 1].id);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        struct before *before = find_before(list, n, db_col_uint(st, 0));
        const char *facts = db_col_text(st, 1, before ? &before->len : NULL);
        if (before && !(before->facts = arena_copy(&import->arena, facts, before->len)))
            result = RESULT_ERROR;
    }
    db_done(st);
    if (result != RESULT_NOT_FOUND)
        return result;
    st = db_sql(import->db, import->lookup_seq);
    for (size_t i = 0; i < IN_LIST; i++)
        db_int(st, (unsigned)i, (int64_t)list[i < n ? i : n - 1].id);
    result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        struct before *before = find_before(list, n, db_col_uint(st, 0));
        if (before)
            before->seq = db_col_uint(st, 1);
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

/* The history of up to IN_LIST records before they change. */
static enum result write_events(struct import *import, struct import_row *const *items, size_t n)
{
    struct before *list = arena_alloc(&import->arena, n * sizeof *list);
    if (!list)
        return RESULT_ERROR;
    for (size_t i = 0; i < n; i++)
        list[i].id = items[i]->record_id;
    enum result result = read_before(import, list, n);
    if (result != RESULT_OK)
        return result;
    struct db_stmt *st = db_sql(import->db, insert_event);
    db_rows(st, (unsigned)n);
    for (size_t i = 0; i < n; i++) {
        db_row(st, (unsigned)i);
        db_int(st, 0, (int64_t)list[i].id);
        db_int(st, 1, (int64_t)list[i].seq + 1);
        db_text(st, 2, items[i]->fate == IMPORT_RESTORED ? "restored" : "corrected");
        db_text(st, 3, import->delivery.actor);
        db_int(st, 4, (int64_t)import->batch_id);
        db_bytes(st, 5, list[i].facts, list[i].len);
    }
    return db_run(st);
}

static enum result keep_history(struct import *import, size_t found)
{
    struct import_row **items = arena_alloc(&import->arena, (found + 1) * sizeof *items);
    size_t n = 0;
    enum result result = items ? RESULT_OK : RESULT_ERROR;
    for (size_t i = 0; items && i < import->work_count; i++)
        if (import->work[i]->found)
            items[n++] = import->work[i];
    for (size_t from = 0; from < n && result == RESULT_OK; from += IN_LIST)
        result = write_events(import, items + from, n - from < IN_LIST ? n - from : IN_LIST);
    return result;
}

/* ------------------------------------------------ persons, later days, issues */

static enum result store_persons(struct import *import)
{
    const struct vault *vault = import->delivery.vault;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < import->work_count && result == RESULT_OK; i++) {
        const struct import_row *item = import->work[i];
        struct db_stmt *st;
        if (item->found) {
            st = db_sql(import->db, forget_persons);
            db_int(st, 0, (int64_t)item->record_id);
            result = db_run(st);
        }
        for (size_t k = 0; k < item->row->id_count && result == RESULT_OK; k++) {
            unsigned char hash[VAULT_HASH], cipher[VAULT_CIPHER_MAX];
            const char *text = item->row->ids[k].text;
            size_t len = strlen(text), cipher_len;
            if (len > PERSON_NUMBER_MAX)
                len = PERSON_NUMBER_MAX;
            vault_hash(vault, "id", text, len, hash);
            result = vault_seal(vault, text, len, cipher, &cipher_len);
            if (result != RESULT_OK)
                break;
            st = db_sql(import->db, insert_person);
            db_int(st, 0, (int64_t)item->record_id);
            db_int(st, 1, item->row->ids[k].ordinal);
            db_int(st, 2, vault_current(vault));
            db_bytes(st, 3, hash, sizeof hash);
            db_bytes(st, 4, cipher, cipher_len);
            result = db_run(st);
        }
    }
    return result;
}

static enum result store_due(struct import *import)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < import->work_count && result == RESULT_OK; i++) {
        const struct import_row *item = import->work[i];
        if (!item->row->plan.publishable || item->row->plan.from <= import->delivery.today)
            continue;
        struct db_stmt *st = db_sql(import->db, insert_due);
        db_day(st, 0, item->row->plan.from);
        db_int(st, 1, (int64_t)item->record_id);
        result = db_run(st);
    }
    return result;
}

/* One issue of a line, counted or written. */
static void issue(struct db_stmt *st, const struct import *import, unsigned r, size_t line, unsigned seq, const char *kind, const char *field,
                  const char *reason)
{
    db_row(st, r);
    db_int(st, 0, (int64_t)import->batch_id);
    db_int(st, 1, (int64_t)line);
    db_int(st, 2, seq);
    db_text(st, 3, kind);
    db_text(st, 4, field);
    db_text(st, 5, reason);
}

static size_t issues_of(const struct import_row *item)
{
    return item->row->issue_count + (!item->row->rejected && item->remark) + (!item->row->rejected && item->fate == IMPORT_DECISION);
}

static enum result store_issues(struct import *import, const struct import_row *rows, size_t n)
{
    size_t count = 0;
    unsigned r = 0;
    for (size_t i = 0; i < n; i++)
        count += issues_of(&rows[i]);
    if (!count)
        return RESULT_OK;
    enum result result = RESULT_OK;
    struct db_stmt *st = NULL;
    for (size_t i = 0; i < n && result == RESULT_OK; i++) {
        const struct row *row = rows[i].row;
        const size_t own = issues_of(&rows[i]);
        for (size_t k = 0; k < own && result == RESULT_OK; k++) {
            if (r == 0) {
                st = db_sql(import->db, insert_issue);
                db_rows(st, (unsigned)(count < IMPORT_ROWS ? count : IMPORT_ROWS));
            }
            if (k < row->issue_count)
                issue(st, import, r, rows[i].line, (unsigned)k, row->issues[k].reject ? "reject" : "flag",
                      row->issues[k].field ? row->issues[k].field->code : NULL, row->issues[k].reason);
            else if (k == row->issue_count && rows[i].remark)
                issue(st, import, r, rows[i].line, (unsigned)k, "flag", import->delivery.set->roles[ROLE_NAME]->code, rows[i].remark);
            else
                issue(st, import, r, rows[i].line, (unsigned)k, "decision", NULL, rows[i].decided);
            r++;
            if (r == (count < IMPORT_ROWS ? count : IMPORT_ROWS)) {
                result = db_run(st);
                count -= r;
                r = 0;
            }
        }
    }
    return result;
}

static enum result store_batch(struct import *import, const struct import_row *rows, size_t n)
{
    uint64_t accepted = import->accepted, flagged = import->flagged, rejected = import->rejected;
    for (size_t i = 0; i < n; i++) {
        accepted += !rows[i].row->rejected;
        rejected += rows[i].row->rejected;
        flagged += import_row_flagged(&rows[i]);
    }
    struct db_stmt *st = db_sql(import->db, update_batch);
    db_uint(st, 0, accepted);
    db_uint(st, 1, flagged);
    db_uint(st, 2, rejected);
    db_uint(st, 3, import->changed + import->work_count);
    db_uint(st, 4, import->batch_id);
    return db_run(st);
}

/* ------------------------------------------------ one transaction */

struct transaction {
    struct import *import;
    struct import_row *rows;
    size_t n;
};

/* Sorts the rows out: which are written, which existed. */
static enum result sort_out(struct import *import, struct import_row *rows, size_t n, size_t *new_count, size_t *found_count)
{
    size_t found = 0;
    import->key_count = import->work_count = 0;
    for (size_t i = 0; i < n; i++) {
        struct import_row *item = &rows[i];
        item->fate = IMPORT_NEW;
        item->found = item->was_expired = item->corrected = item->other = false;
        item->record_id = item->subject_id = 0;
        item->remark = NULL;
        if (!item->row->rejected)
            import->by_key[import->key_count++] = item;
    }
    qsort(import->by_key, import->key_count, sizeof *import->by_key, by_identity);
    enum result result = RESULT_OK;
    for (size_t from = 0; from < import->key_count && result == RESULT_OK; from += IN_LIST)
        result = look_up(import, from, &found);
    if (result == RESULT_OK && import->key_count)
        result = import_corrections(import);
    if (result == RESULT_OK && import->key_count && !import->delivery.set->registers)
        result = import_names(import);
    *new_count = *found_count = 0;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].row->rejected || rows[i].fate == IMPORT_SAME || rows[i].fate == IMPORT_DECISION || rows[i].fate == IMPORT_OVER)
            continue;
        import->work[import->work_count++] = &rows[i];
        *(rows[i].found ? found_count : new_count) += 1;
    }
    return result;
}

static enum result write_rows(struct db *db, void *context)
{
    struct transaction *t = context;
    struct import *import = t->import;
    size_t new_count, found_count;
    (void)db;
    arena_reset(&import->arena);
    memcpy(import->next_serial, import->reserved_serial, sizeof import->next_serial); /* anew when tried again */
    import->next_subject = import->reserved_subject;
    enum result result = sort_out(import, t->rows, t->n, &new_count, &found_count);
    if (result == RESULT_OK && import->work_count) {
        give_ids(import);
        result = import_subjects(import);
        if (result == RESULT_OK && found_count)
            result = keep_history(import, found_count);
        if (result == RESULT_OK)
            result = insert_records(import, new_count);
        if (result == RESULT_OK && found_count)
            result = update_records(import);
        if (result == RESULT_OK)
            result = store_persons(import);
        if (result == RESULT_OK)
            result = store_due(import);
        if (result == RESULT_OK)
            result = store_serials(import);
        if (result == RESULT_OK)
            result = import_publish(import, found_count > 0);
    }
    if (result == RESULT_OK)
        result = store_issues(import, t->rows, t->n);
    if (result == RESULT_OK)
        result = store_batch(import, t->rows, t->n);
    return result;
}

enum result import_rows(struct import *import, struct import_row *rows, size_t n)
{
    struct transaction transaction = {import, rows, n};
    if (n > IMPORT_ROWS)
        return RESULT_INVALID;
    enum result result = import_reserve(import);
    if (result == RESULT_OK)
        result = db_transaction(import->db, write_rows, &transaction);
    if (result != RESULT_OK)
        return result;
    memcpy(import->reserved_serial, import->next_serial, sizeof import->reserved_serial);
    import->reserved_subject = import->next_subject;
    import->changed += import->work_count;
    for (size_t i = 0; i < n; i++) {
        import->accepted += !rows[i].row->rejected;
        import->rejected += rows[i].row->rejected;
        import->flagged += import_row_flagged(&rows[i]);
    }
    return RESULT_OK;
}
