/* Subjects of a delivery: found or made by their code; registrations brought up to date; names indexed. */
#include "db/import_parts.h"
#include "db/name_index.h"
#include "domain/name.h"
#include "domain/uscc.h"

#include <stdlib.h>
#include <string.h>

#define FORMER_MAX (NAME_SLOTS - 1)
#define IDS_AT_ONCE 10000 /* ten transactions; what is left of a block at the end is never used */

/* ids come in blocks from a row of their own (set 0), so that a new subject need not be looked up again */
static const char start_ids[] =
    "INSERT IGNORE INTO record_serial (set_number, year, next) SELECT 0, 0, COALESCE(MAX(id), 0) + 1 FROM subject";
static const char reserve_ids[] = "UPDATE record_serial SET next = LAST_INSERT_ID(next) + ? WHERE set_number = 0 AND year = 0";
static const char insert_subject[] =
    "INSERT IGNORE INTO subject (id, uscc, name, norm, kind, region, status, established, registered, basics, basics_set, updated_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))";
static const char update_subject[] =
    "UPDATE subject SET name = ?, norm = ?, region = ?, status = ?, established = ?, registered = TRUE, basics = ?, basics_set = ?, "
    "updated_at = UTC_TIMESTAMP(3) WHERE id = ?";
static const char insert_former[] = "INSERT IGNORE INTO subject_name (subject_id, name, norm, until) VALUES (?, ?, ?, ?)";
static const char date_former[] = "UPDATE subject_name SET until = ? WHERE subject_id = ? AND norm = ? AND until IS NULL";
static const char insert_published[] =
    "INSERT INTO published_subject (subject_id, uscc, name, norm, kind, region, status, established, registered, basics, basics_set, former, "
    "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))";
/* for subjects that were there before: everything as the subject has it now */
static const char renew_published[] =
    "INSERT INTO published_subject (subject_id, uscc, name, norm, kind, region, status, established, registered, basics, basics_set, former, "
    "updated_at) SELECT s.id, s.uscc, s.name, s.norm, s.kind, s.region, s.status, s.established, s.registered, s.basics, s.basics_set, "
    "(SELECT GROUP_CONCAT(n.name ORDER BY n.until IS NULL DESC, n.until DESC, n.norm SEPARATOR '\\n') FROM subject_name n "
    "WHERE n.subject_id = s.id AND n.norm <> s.norm), s.updated_at FROM subject s WHERE s.id = ? "
    "ON DUPLICATE KEY UPDATE name = VALUES(name), norm = VALUES(norm), region = VALUES(region), status = VALUES(status), "
    "established = VALUES(established), registered = VALUES(registered), basics = VALUES(basics), basics_set = VALUES(basics_set), "
    "former = VALUES(former), updated_at = VALUES(updated_at)";
static const char insert_count[] = "INSERT INTO count_delta (set_number, dim, k, n) VALUES (0, ?, ?, ?)";

/* A subject of the transaction. */
struct who {
    const char *uscc;
    const struct row *row;         /* the row that speaks of it; in a registering set its last one */
    uint64_t id, given;            /* given: the id with which this transaction tried to make it */
    bool known, registered, published, fresh; /* fresh: made by this transaction */
    const char *old_name, *old_norm;
    unsigned old_region;
    const char *name, *norm;       /* as it shall be */
    unsigned region;
    const char *former[FORMER_MAX], *former_norm[FORMER_MAX];
    size_t former_count;
};

struct crowd {
    struct import *import;
    struct who *who;               /* sorted by code */
    size_t n;
};

static int by_code(const void *a, const void *b)
{
    return strcmp(((const struct who *)a)->uscc, ((const struct who *)b)->uscc);
}

static struct who *find(const struct crowd *crowd, const char *uscc)
{
    struct who key = {.uscc = uscc};
    return crowd->n ? bsearch(&key, crowd->who, crowd->n, sizeof *crowd->who, by_code) : NULL;
}

static enum result gather(struct crowd *crowd)
{
    struct import *import = crowd->import;
    size_t n = 0;
    crowd->who = arena_alloc(&import->arena, (import->work_count + 1) * sizeof *crowd->who);
    if (!crowd->who)
        return RESULT_ERROR;
    for (size_t i = 0; i < import->work_count; i++) {
        const struct row *row = import->work[i]->row;
        if (row->uscc[0])
            crowd->who[n++] = (struct who){.uscc = row->uscc, .row = row};
    }
    qsort(crowd->who, n, sizeof *crowd->who, by_code);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(crowd->who[i].uscc, crowd->who[crowd->n - 1].uscc) != 0)
            crowd->who[crowd->n++] = crowd->who[i];
    return RESULT_OK;
}

/* Reads what is known of subjects; only those without an id when `missing`. */
static enum result look_up(struct crowd *crowd, bool missing)
{
    struct import *import = crowd->import;
    enum result result = RESULT_OK;
    for (size_t from = 0; from < crowd->n && result == RESULT_OK;) {
        struct db_stmt *st = db_sql(import->db, import->lookup_subjects);
        unsigned p = 0;
        for (; from < crowd->n && p < IN_LIST; from++)
            if (!missing || !crowd->who[from].id)
                db_bytes(st, p++, crowd->who[from].uscc, USCC_LENGTH);
        if (!p)
            break;
        while (p < IN_LIST)
            db_bytes(st, p++, "", 0);
        result = db_run(st);
        while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
            struct who *who = find(crowd, db_col_text(st, 0, NULL));
            if (!who)
                continue;
            who->id = db_col_uint(st, 1);
            who->fresh = who->id == who->given;
            who->known = !who->fresh;
            who->registered = db_col_int(st, 4) != 0;
            who->published = !db_is_null(st, 5);
            who->old_region = (unsigned)db_col_uint(st, 6);
            if (who->known) {
                who->old_name = arena_text(&import->arena, db_col_text(st, 2, NULL));
                who->old_norm = arena_text(&import->arena, db_col_text(st, 3, NULL));
                if (!who->old_name || !who->old_norm)
                    result = RESULT_ERROR;
            }
        }
        db_done(st);
        if (result == RESULT_NOT_FOUND)
            result = RESULT_OK;
    }
    return result;
}

/* Splits 曾用名 into names; each once and not today's. */
static enum result split_former(struct import *import, struct who *who)
{
    static const char *const marks[] = {"、", "；", ";", "，", ",", "|", "\n"};
    const char *text = who->row->former_name;
    char norm[NAME_BYTES];
    while (text && *text && who->former_count < FORMER_MAX) {
        size_t len = 0, mark = 0;
        for (; text[len] && !mark; len += mark ? 0 : 1)
            for (size_t m = 0; m < sizeof marks / sizeof *marks && !mark; m++)
                if (strncmp(text + len, marks[m], strlen(marks[m])) == 0)
                    mark = strlen(marks[m]);
        size_t norm_len = name_norm(text, len, norm);
        bool twice = norm_len == 0 || strcmp(norm, who->norm) == 0;
        for (size_t i = 0; i < who->former_count; i++)
            twice = twice || strcmp(norm, who->former_norm[i]) == 0;
        if (!twice) {
            who->former[who->former_count] = arena_copy(&import->arena, text, len);
            who->former_norm[who->former_count] = arena_copy(&import->arena, norm, norm_len);
            if (!who->former[who->former_count] || !who->former_norm[who->former_count])
                return RESULT_ERROR;
            who->former_count++;
        }
        text += len + mark;
    }
    /* in the order in which the index keeps former names whose day is not known */
    for (size_t i = 1; i < who->former_count; i++) {
        for (size_t k = i; k > 0 && strcmp(who->former_norm[k - 1], who->former_norm[k]) > 0; k--) {
            const char *name = who->former[k], *other = who->former_norm[k];
            who->former[k] = who->former[k - 1];
            who->former_norm[k] = who->former_norm[k - 1];
            who->former[k - 1] = name;
            who->former_norm[k - 1] = other;
        }
    }
    return RESULT_OK;
}

/* What the subject shall look like. A record alone does not rename a subject. */
static enum result shape(struct crowd *crowd)
{
    struct import *import = crowd->import;
    bool registers = import->delivery.set->registers;
    char norm[NAME_BYTES];
    for (size_t i = 0; i < crowd->n; i++) {
        struct who *who = &crowd->who[i];
        unsigned own = division_known(import->delivery.divisions, uscc_division(who->uscc));
        if (who->known && !registers)
            continue;
        who->name = who->row->name;
        size_t len = name_norm(who->name, strlen(who->name), norm);
        who->norm = arena_copy(&import->arena, norm, len);
        who->region = registers ? who->row->region : own ? own : who->row->region;
        if (!who->norm || (registers && split_former(import, who) != RESULT_OK))
            return RESULT_ERROR;
    }
    return RESULT_OK;
}

static const char *basics(const struct row *row, size_t *len)
{
    *len = row->face ? row->face_len : row->facts_len;
    return row->face ? row->face : row->facts;
}

enum result import_reserve(struct import *import)
{
    if (import->last_subject - import->reserved_subject >= IMPORT_ROWS)
        return RESULT_OK;
    struct db_stmt *st = db_sql(import->db, reserve_ids);
    db_int(st, 0, IDS_AT_ONCE);
    enum result result = db_run(st);
    if (result == RESULT_OK && !db_affected(st)) {
        result = db_run(db_sql(import->db, start_ids));
        if (result != RESULT_OK)
            return result;
        st = db_sql(import->db, reserve_ids);
        db_int(st, 0, IDS_AT_ONCE);
        result = db_run(st);
    }
    if (result != RESULT_OK)
        return result;
    import->reserved_subject = db_insert_id(st);
    import->last_subject = import->reserved_subject + IDS_AT_ONCE;
    return import->reserved_subject ? RESULT_OK : RESULT_ERROR;
}

static enum result insert_missing(struct crowd *crowd)
{
    struct import *import = crowd->import;
    bool registers = import->delivery.set->registers;
    size_t missing = 0, len;
    unsigned r = 0;
    for (size_t i = 0; i < crowd->n; i++)
        missing += !crowd->who[i].id;
    if (!missing)
        return RESULT_OK;
    struct db_stmt *st = db_sql(import->db, insert_subject);
    db_rows(st, (unsigned)missing);
    for (size_t i = 0; i < crowd->n; i++) {
        struct who *who = &crowd->who[i];
        if (who->id)
            continue;
        const char *json = basics(who->row, &len);
        db_row(st, r);
        who->id = who->given = import->next_subject + r++;
        who->fresh = true;
        db_int(st, 0, (int64_t)who->id);
        db_bytes(st, 1, who->uscc, USCC_LENGTH);
        db_text(st, 2, who->name);
        db_text(st, 3, who->norm);
        db_bytes(st, 4, who->uscc, 2);
        db_int(st, 5, who->region);
        db_text(st, 6, registers ? who->row->status : NULL);
        db_day(st, 7, registers ? who->row->established : DAY_NONE);
        db_int(st, 8, registers);
        db_bytes(st, 9, registers ? json : NULL, registers ? len : 0);
        if (registers)
            db_int(st, 10, import->delivery.set->number);
        else
            db_null(st, 10);
    }
    enum result result = db_run(st);
    if (result != RESULT_OK)
        return result;
    import->next_subject += r;
    if (db_affected(st) == missing)
        return RESULT_OK;
    /* another import made some of them just now: they are known like any other */
    for (size_t i = 0; i < crowd->n; i++)
        if (crowd->who[i].fresh) {
            crowd->who[i].id = 0;
            crowd->who[i].fresh = false;
        }
    result = look_up(crowd, true);
    for (size_t i = 0; i < crowd->n && !registers; i++)
        if (crowd->who[i].given && crowd->who[i].known)
            crowd->who[i].region = 0; /* it has its own: a record alone does not move a subject */
    return result;
}

static enum result add_former(struct import *import, uint64_t id, const char *name, const char *norm, day_t until)
{
    struct db_stmt *st = db_sql(import->db, insert_former);
    db_uint(st, 0, id);
    db_text(st, 1, name);
    db_text(st, 2, norm);
    db_day(st, 3, until);
    enum result result = db_run(st);
    if (result != RESULT_OK || until == DAY_NONE || db_affected(st))
        return result;
    st = db_sql(import->db, date_former);
    db_day(st, 0, until);
    db_uint(st, 1, id);
    db_text(st, 2, norm);
    return db_run(st);
}

/* A registering row about a subject that is known. */
static enum result update_known(struct import *import, struct who *who)
{
    size_t len;
    const char *json = basics(who->row, &len);
    struct db_stmt *st = db_sql(import->db, update_subject);
    db_text(st, 0, who->name);
    db_text(st, 1, who->norm);
    db_uint(st, 2, who->region);
    db_text(st, 3, who->row->status);
    db_day(st, 4, who->row->established);
    db_bytes(st, 5, json, len);
    db_uint(st, 6, import->delivery.set->number);
    db_uint(st, 7, who->id);
    enum result result = db_run(st);
    if (result == RESULT_OK && strcmp(who->old_norm, who->norm) != 0)
        result = add_former(import, who->id, who->old_name, who->old_norm, who->row->decided_on);
    return result;
}

/* ------------------------------------------------ the public side */

/* +1 or -1 for a published subject: all, by region, by kind (set 0, dimensions 0, 1, 6). */
struct tally {
    struct { unsigned dim, k; int n; } items[3 * IMPORT_ROWS * 2];
    size_t count;
};

static void tally_add(struct tally *tally, unsigned dim, unsigned k, int n)
{
    for (size_t i = 0; i < tally->count; i++) {
        if (tally->items[i].dim == dim && tally->items[i].k == k) {
            tally->items[i].n += n;
            return;
        }
    }
    tally->items[tally->count].dim = dim;
    tally->items[tally->count].k = k;
    tally->items[tally->count++].n = n;
}

static void tally_subject(struct tally *tally, const struct who *who, unsigned region, int n)
{
    tally_add(tally, 0, 0, n);
    tally_add(tally, 1, region, n);
    tally_add(tally, 6, (unsigned)(unsigned char)who->uscc[0] << 8 | (unsigned char)who->uscc[1], n);
}

static enum result tally_store(struct import *import, const struct tally *tally)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < tally->count && result == RESULT_OK; i++) {
        if (!tally->items[i].n)
            continue;
        struct db_stmt *st = db_sql(import->db, insert_count);
        db_uint(st, 0, tally->items[i].dim);
        db_uint(st, 1, tally->items[i].k);
        db_int(st, 2, tally->items[i].n);
        result = db_run(st);
    }
    return result;
}

static char *joined_former(struct import *import, const struct who *who)
{
    size_t room = 1, n = 0;
    for (size_t i = 0; i < who->former_count; i++)
        room += strlen(who->former[i]) + 1;
    char *out = arena_alloc(&import->arena, room);
    for (size_t i = 0; out && i < who->former_count; i++) {
        size_t len = strlen(who->former[i]);
        if (i)
            out[n++] = '\n';
        memcpy(out + n, who->former[i], len);
        n += len;
    }
    return out;
}

/* Subjects made just now: many at once. */
static enum result publish_fresh(struct crowd *crowd, struct tally *tally)
{
    struct import *import = crowd->import;
    bool registers = import->delivery.set->registers;
    size_t fresh = 0, len;
    uint64_t first = UINT64_MAX, last = 0;
    unsigned r = 0;
    for (size_t i = 0; i < crowd->n; i++)
        fresh += crowd->who[i].fresh && !crowd->who[i].published;
    if (!fresh)
        return RESULT_OK;
    struct db_stmt *st = db_sql(import->db, insert_published);
    db_rows(st, (unsigned)fresh);
    for (size_t i = 0; i < crowd->n; i++) {
        const struct who *who = &crowd->who[i];
        if (!who->fresh || who->published)
            continue;
        const char *json = basics(who->row, &len);
        db_row(st, r++);
        db_int(st, 0, (int64_t)who->id);
        db_bytes(st, 1, who->uscc, USCC_LENGTH);
        db_text(st, 2, who->name);
        db_text(st, 3, who->norm);
        db_bytes(st, 4, who->uscc, 2);
        db_int(st, 5, who->region);
        db_text(st, 6, registers ? who->row->status : NULL);
        db_day(st, 7, registers ? who->row->established : DAY_NONE);
        db_int(st, 8, registers);
        db_bytes(st, 9, registers ? json : NULL, registers ? len : 0);
        if (registers)
            db_int(st, 10, import->delivery.set->number);
        else
            db_null(st, 10);
        db_text(st, 11, who->former_count ? joined_former(import, who) : NULL);
        tally_subject(tally, who, who->region, 1);
        first = who->id < first ? who->id : first;
        last = who->id > last ? who->id : last;
    }
    enum result result = db_run(st);
    return result == RESULT_OK ? name_index_queue(import->db, first, last) : result;
}

/* A subject that was there before: one at a time, from what its tables say. */
static enum result publish_known(struct import *import, const struct who *who, struct tally *tally)
{
    struct db_stmt *st = db_sql(import->db, renew_published);
    unsigned region = who->region ? who->region : who->old_region;
    db_uint(st, 0, who->id);
    enum result result = db_run(st);
    if (who->published)
        tally_subject(tally, who, who->old_region, -1);
    tally_subject(tally, who, region, 1);
    return result == RESULT_OK ? name_index_renew(import->db, who->id) : result;
}

static enum result publish(struct crowd *crowd)
{
    struct import *import = crowd->import;
    static struct tally tally; /* 144 KiB */
    tally.count = 0;
    enum result result = publish_fresh(crowd, &tally);
    for (size_t i = 0; i < crowd->n && result == RESULT_OK; i++) {
        const struct who *who = &crowd->who[i];
        if (who->known && (!who->published || import->delivery.set->registers))
            result = publish_known(import, who, &tally);
    }
    return result == RESULT_OK ? tally_store(import, &tally) : result;
}

enum result import_subjects(struct import *import)
{
    struct crowd crowd = {.import = import};
    enum result result = gather(&crowd);
    if (result == RESULT_OK && crowd.n)
        result = look_up(&crowd, false);
    if (result == RESULT_OK)
        result = shape(&crowd);
    if (result == RESULT_OK)
        result = insert_missing(&crowd);
    for (size_t i = 0; i < crowd.n && result == RESULT_OK; i++) {
        struct who *who = &crowd.who[i];
        if (who->known && import->delivery.set->registers)
            result = update_known(import, who);
        for (size_t f = 0; f < who->former_count && result == RESULT_OK; f++)
            result = add_former(import, who->id, who->former[f], who->former_norm[f], DAY_NONE);
    }
    /* a subject that only sets without publication speak of is not public */
    if (result == RESULT_OK && info_set_published(import->delivery.set))
        result = publish(&crowd);
    for (size_t i = 0; i < import->work_count && result == RESULT_OK; i++) {
        const struct who *who = import->work[i]->row->uscc[0] ? find(&crowd, import->work[i]->row->uscc) : NULL;
        import->work[i]->subject_id = who ? who->id : 0;
        if (import->work[i]->row->uscc[0] && !import->work[i]->subject_id)
            result = RESULT_ERROR;
    }
    return result;
}
