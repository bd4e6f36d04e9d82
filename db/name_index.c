/* The search index of names in and out of the database; check and rebuild. */
#include "db/name_index.h"

#include "base/arena.h"
#include "db/db.h"
#include "domain/name.h"

#include <stdlib.h>
#include <string.h>

#define GRAMS_AT_ONCE 10000   /* rows of one statement; some 1,200 names */
#define SUBJECTS_AT_ONCE 1000 /* of a round of check or rebuild */
#define ROUND_ARENA (32u << 20)

/* REPLACE: something may be left of a damaged index */
static const char replace_name[] = "REPLACE INTO published_name (id, subject_id, norm, former, region, kind) VALUES (?, ?, ?, ?, ?, ?)";
static const char replace_gram[] = "REPLACE INTO published_gram (gram, name_id, region, kind) VALUES (?, ?, ?, ?)";
static const char select_names[] = "SELECT id, norm, region, kind FROM published_name WHERE id >= ? AND id <= ?";
static const char delete_names[] = "DELETE FROM published_name WHERE id >= ? AND id <= ?";
static const char delete_gram[] = "DELETE FROM published_gram WHERE gram = ? AND name_id = ?";
static const char select_subject[] = "SELECT norm, region, kind FROM published_subject WHERE subject_id = ?";
static const char select_former[] = "SELECT norm FROM subject_name WHERE subject_id = ? ORDER BY until IS NULL DESC, until DESC, norm LIMIT 16";
static const char select_round[] =
    "SELECT subject_id, norm, region, kind FROM published_subject WHERE subject_id > ? AND subject_id <= ? ORDER BY subject_id LIMIT 1000";
/* an import that changes one of them waits until its names are written */
static const char lock_round[] =
    "SELECT subject_id, norm, region, kind FROM published_subject WHERE subject_id > ? AND subject_id <= ? ORDER BY subject_id LIMIT 1000 "
    "FOR UPDATE";
static const char select_round_former[] =
    "SELECT n.subject_id, n.norm FROM subject_name n JOIN published_subject p ON p.subject_id = n.subject_id "
    "WHERE n.subject_id > ? AND n.subject_id <= ? ORDER BY n.subject_id, n.until IS NULL DESC, n.until DESC, n.norm";
static const char select_round_names[] = "SELECT id, norm, region, kind FROM published_name WHERE id > ? AND id <= ? ORDER BY id";
static const char count_names[] = "SELECT COUNT(*) FROM published_name";
static const char count_grams[] = "SELECT COUNT(*) FROM published_gram";
static const char make_wanted[] =
    "CREATE TEMPORARY TABLE IF NOT EXISTS wanted_gram (gram BIGINT UNSIGNED NOT NULL, name_id BIGINT UNSIGNED NOT NULL, "
    "region MEDIUMINT UNSIGNED NOT NULL, kind CHAR(2) CHARACTER SET ascii NOT NULL, PRIMARY KEY (gram, name_id)) ENGINE=MEMORY";
static const char clear_wanted[] = "DELETE FROM wanted_gram";
static const char insert_wanted[] = "INSERT INTO wanted_gram (gram, name_id, region, kind) VALUES (?, ?, ?, ?)";
static const char lacking[] =
    "SELECT DISTINCT w.name_id FROM wanted_gram w LEFT JOIN published_gram g ON g.gram = w.gram AND g.name_id = w.name_id "
    "WHERE g.gram IS NULL OR g.region <> w.region OR g.kind <> w.kind";
static const char stray_names[] =
    "SELECT n.subject_id FROM published_name n LEFT JOIN published_subject s ON s.subject_id = n.subject_id WHERE s.subject_id IS NULL LIMIT 1000";
static const char select_grams[] =
    "SELECT STRAIGHT_JOIN g.gram, g.name_id, n.norm FROM published_gram g LEFT JOIN published_name n ON n.id = g.name_id "
    "WHERE (g.gram = ? AND g.name_id > ?) OR g.gram > ? ORDER BY g.gram, g.name_id LIMIT 10000";

static const char put_queue[] = "INSERT INTO name_queue (first_subject, last_subject) VALUES (?, ?)";
static const char next_queue[] = "SELECT id, first_subject, last_subject FROM name_queue ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED";
static const char last_queue[] = "SELECT id, first_subject, last_subject FROM name_queue ORDER BY id LIMIT 1 FOR UPDATE";
static const char delete_queue[] = "DELETE FROM name_queue WHERE id = ?";

/* a schema file that changes what the index holds asks for a new one */
static const char is_wanted[] = "SELECT 1 FROM setting WHERE name = 'names_to_index'";
static const char is_done[] = "DELETE FROM setting WHERE name = 'names_to_index'";

struct indexed_name {
    uint64_t subject_id;
    unsigned slot;
    const char *norm;      /* domain/name */
    unsigned region;
    const char *kind;      /* two signs */
};

struct gram_row {
    uint64_t gram;
    uint64_t name_id;
    uint32_t region;
    const char *kind;
};

static int by_gram(const void *a, const void *b)
{
    const struct gram_row *x = a, *y = b;
    if (x->gram != y->gram)
        return x->gram < y->gram ? -1 : 1;
    return x->name_id < y->name_id ? -1 : x->name_id > y->name_id;
}

/* In the order of the key: neighbours share a page. */
static enum result insert_grams(struct db *db, const char *sql, struct gram_row *rows, size_t n)
{
    if (!n)
        return RESULT_OK;
    qsort(rows, n, sizeof *rows, by_gram);
    struct db_stmt *st = db_sql(db, sql);
    db_rows(st, (unsigned)n);
    for (size_t i = 0; i < n; i++) {
        db_row(st, (unsigned)i);
        db_uint(st, 0, rows[i].gram);
        db_int(st, 1, (int64_t)rows[i].name_id);
        db_int(st, 2, rows[i].region);
        db_bytes(st, 3, rows[i].kind, 2);
    }
    return db_run(st);
}

static uint64_t name_id(const struct indexed_name *name)
{
    return name->subject_id * NAME_SLOTS + name->slot;
}

static enum result insert_names(struct db *db, const struct indexed_name *names, size_t n)
{
    struct db_stmt *st = db_sql(db, replace_name);
    db_rows(st, (unsigned)n);
    for (size_t i = 0; i < n; i++) {
        db_row(st, (unsigned)i);
        db_int(st, 0, (int64_t)name_id(&names[i]));
        db_int(st, 1, (int64_t)names[i].subject_id);
        db_text(st, 2, names[i].norm);
        db_int(st, 3, names[i].slot > 0);
        db_int(st, 4, names[i].region);
        db_bytes(st, 5, names[i].kind, 2);
    }
    return db_run(st);
}

/* The grams of names, as many at once as a statement takes; `then` follows each of these statements. */
static enum result each_gram(struct db *db, const char *sql, const struct indexed_name *names, size_t n,
                             enum result (*then)(struct db *, void *), void *context)
{
    static struct gram_row rows[GRAMS_AT_ONCE]; /* 320 KiB that are used a thousand times a second */
    uint64_t grams[NAME_GRAMS_MAX];
    size_t held = 0;
    enum result result = RESULT_OK;
    for (size_t i = 0; i <= n && result == RESULT_OK; i++) {
        size_t count = i < n ? name_grams(names[i].norm, strlen(names[i].norm), grams) : 0;
        if (held + count > GRAMS_AT_ONCE || i == n) {
            result = insert_grams(db, sql, rows, held);
            if (result == RESULT_OK && held && then)
                result = then(db, context);
            held = 0;
        }
        for (size_t g = 0; g < count; g++)
            rows[held++] = (struct gram_row){grams[g], name_id(&names[i]), names[i].region, names[i].kind};
    }
    return result;
}

static enum result add_names(struct db *db, const struct indexed_name *names, size_t n)
{
    enum result result = RESULT_OK;
    for (size_t from = 0; from < n && result == RESULT_OK; from += SUBJECTS_AT_ONCE)
        result = insert_names(db, names + from, n - from < SUBJECTS_AT_ONCE ? n - from : SUBJECTS_AT_ONCE);
    return result == RESULT_OK ? each_gram(db, replace_gram, names, n, NULL, NULL) : result;
}

static enum result remove_grams(struct db *db, uint64_t id, const char *norm, size_t len)
{
    uint64_t grams[NAME_GRAMS_MAX];
    size_t count = name_grams(norm, len, grams);
    if (!count)
        return RESULT_OK;
    struct db_stmt *st = db_sql(db, delete_gram);
    db_rows(st, (unsigned)count);
    for (size_t g = 0; g < count; g++) {
        db_row(st, (unsigned)g);
        db_uint(st, 0, grams[g]);
        db_int(st, 1, (int64_t)id);
    }
    return db_run(st);
}

enum result name_index_remove(struct db *db, uint64_t subject_id)
{
    uint64_t first = subject_id * NAME_SLOTS, ids[NAME_SLOTS];
    char norms[NAME_SLOTS][NAME_BYTES];
    size_t n = 0;
    struct db_stmt *st = db_sql(db, select_names);
    db_uint(st, 0, first);
    db_uint(st, 1, first + NAME_SLOTS - 1);
    enum result result = db_run(st);
    while (result == RESULT_OK && n < NAME_SLOTS && (result = db_next(st)) == RESULT_OK) {
        size_t len;
        const char *norm = db_col_text(st, 1, &len);
        ids[n] = db_col_uint(st, 0);
        memcpy(norms[n], norm, len < NAME_BYTES ? len + 1 : 0);
        n++;
    }
    db_done(st);
    if (result == RESULT_NOT_FOUND)
        result = RESULT_OK;
    for (size_t i = 0; i < n && result == RESULT_OK; i++)
        result = remove_grams(db, ids[i], norms[i], strlen(norms[i]));
    if (result != RESULT_OK || !n)
        return result;
    st = db_sql(db, delete_names);
    db_uint(st, 0, first);
    db_uint(st, 1, first + NAME_SLOTS - 1);
    return db_run(st);
}

/* The names that a subject should have in the index: today's and its former ones. Texts in the arena. */
static enum result wanted_names(struct db *db, uint64_t subject_id, struct arena *arena, struct indexed_name names[NAME_SLOTS], size_t *n)
{
    struct db_stmt *st = db_sql(db, select_subject);
    *n = 0;
    db_uint(st, 0, subject_id);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    if (result != RESULT_OK)
        return result == RESULT_NOT_FOUND ? RESULT_OK : result; /* not published: no names */
    names[0] = (struct indexed_name){subject_id, 0, arena_text(arena, db_col_text(st, 0, NULL)), (unsigned)db_col_uint(st, 1),
                                     arena_text(arena, db_col_text(st, 2, NULL))};
    db_done(st);
    if (!names[0].norm || !names[0].kind)
        return RESULT_ERROR;
    *n = 1;
    st = db_sql(db, select_former);
    db_uint(st, 0, subject_id);
    result = db_run(st);
    while (result == RESULT_OK && *n < NAME_SLOTS && (result = db_next(st)) == RESULT_OK) {
        const char *norm = db_col_text(st, 0, NULL);
        if (strcmp(norm, names[0].norm) == 0)
            continue; /* it has its old name again */
        names[*n] = names[0];
        names[*n].slot = (unsigned)*n;
        names[*n].norm = arena_text(arena, norm);
        if (!names[*n].norm)
            result = RESULT_ERROR;
        ++*n;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result name_index_renew(struct db *db, uint64_t subject_id)
{
    struct indexed_name names[NAME_SLOTS];
    struct arena arena;
    size_t n;
    arena_init(&arena, 65536);
    enum result result = name_index_remove(db, subject_id);
    if (result == RESULT_OK)
        result = wanted_names(db, subject_id, &arena, names, &n);
    if (result == RESULT_OK && n)
        result = add_names(db, names, n);
    arena_free(&arena);
    return result;
}

/* ------------------------------------------------ check and rebuild */

/* Names of up to SUBJECTS_AT_ONCE subjects behind `after`, as they should be, in order of id. */
struct round {
    struct arena arena;
    struct indexed_name *names;
    size_t n, capacity;
    uint64_t last;          /* subject */
    size_t subjects;
};

static bool round_add(struct round *round, struct indexed_name name)
{
    if (round->n == round->capacity) {
        size_t capacity = round->capacity ? round->capacity * 2 : 2048;
        struct indexed_name *more = realloc(round->names, capacity * sizeof *more);
        if (!more)
            return false;
        round->names = more;
        round->capacity = capacity;
    }
    round->names[round->n++] = name;
    return true;
}

static int by_id(const void *a, const void *b)
{
    uint64_t x = name_id(a), y = name_id(b);
    return x < y ? -1 : x > y;
}

static enum result read_former(struct db *db, struct round *round, uint64_t after)
{
    size_t subjects = round->n, at = 0;
    unsigned slot = 0;
    struct db_stmt *st = db_sql(db, select_round_former);
    db_uint(st, 0, after);
    db_uint(st, 1, round->last);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        uint64_t subject = db_col_uint(st, 0);
        const char *norm = db_col_text(st, 1, NULL);
        while (at < subjects && round->names[at].subject_id < subject) {
            at++;
            slot = 0;
        }
        if (at == subjects)
            break;
        struct indexed_name name = round->names[at];
        if (name.subject_id != subject || slot + 1 >= NAME_SLOTS || strcmp(norm, name.norm) == 0)
            continue;
        name.slot = ++slot;
        name.norm = arena_text(&round->arena, norm);
        if (!name.norm || !round_add(round, name))
            result = RESULT_ERROR;
    }
    db_done(st);
    qsort(round->names, round->n, sizeof *round->names, by_id);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

/* Up to SUBJECTS_AT_ONCE subjects behind `after`, `until` the last of them. */
static enum result read_round(struct db *db, const char *sql, struct round *round, uint64_t after, uint64_t until)
{
    arena_reset(&round->arena);
    round->n = round->subjects = 0;
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, after);
    db_uint(st, 1, until);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        struct indexed_name name = {db_col_uint(st, 0), 0, arena_text(&round->arena, db_col_text(st, 1, NULL)), (unsigned)db_col_uint(st, 2),
                                    arena_text(&round->arena, db_col_text(st, 3, NULL))};
        if (!name.norm || !name.kind || !round_add(round, name))
            result = RESULT_ERROR;
        round->last = name.subject_id;
        round->subjects++;
    }
    db_done(st);
    if (result != RESULT_NOT_FOUND)
        return result;
    return round->n ? read_former(db, round, after) : RESULT_OK;
}

/* Names of a round whose entries are as they should be. */
struct comparison {
    const struct round *round;
    bool *whole;
    uint64_t grams;
};

/* The wanted grams in wanted_gram beside those of the index. */
static enum result compare_grams(struct db *db, void *context)
{
    struct comparison *comparison = context;
    const struct round *round = comparison->round;
    struct db_stmt *st = db_sql(db, lacking);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        uint64_t id = db_col_uint(st, 0);
        struct indexed_name key = {.subject_id = id / NAME_SLOTS, .slot = (unsigned)(id % NAME_SLOTS)};
        const struct indexed_name *name = bsearch(&key, round->names, round->n, sizeof key, by_id);
        if (name)
            comparison->whole[name - round->names] = false;
    }
    db_done(st);
    if (result != RESULT_NOT_FOUND)
        return result;
    st = db_sql(db, clear_wanted);
    result = db_run(st);
    comparison->grams += db_affected(st);
    return result;
}

/* The index's names of the round's subjects beside those that should be there. */
static enum result compare_round(struct db *db, const struct round *round, uint64_t after, struct name_index_faults *faults, uint64_t *grams)
{
    size_t at = 0;
    struct comparison comparison = {round, calloc(round->n, sizeof *comparison.whole), 0};
    if (!comparison.whole)
        return RESULT_ERROR;
    struct db_stmt *st = db_sql(db, select_round_names);
    db_uint(st, 0, after * NAME_SLOTS + NAME_SLOTS - 1);
    db_uint(st, 1, round->last * NAME_SLOTS + NAME_SLOTS - 1);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        uint64_t id = db_col_uint(st, 0);
        while (at < round->n && name_id(&round->names[at]) < id)
            at++;
        const struct indexed_name *name = at < round->n ? &round->names[at] : NULL;
        if (name && name_id(name) == id)
            comparison.whole[at] = strcmp(db_col_text(st, 1, NULL), name->norm) == 0 && db_col_uint(st, 2) == name->region &&
                       strcmp(db_col_text(st, 3, NULL), name->kind) == 0;
    }
    db_done(st);
    if (result == RESULT_NOT_FOUND)
        result = RESULT_OK;
    if (result == RESULT_OK)
        result = each_gram(db, insert_wanted, round->names, round->n, compare_grams, &comparison);
    for (size_t i = 0; i < round->n && result == RESULT_OK; i++) {
        faults->missing += !comparison.whole[i];
        faults->names++;
    }
    *grams += comparison.grams;
    free(comparison.whole);
    return result;
}

static enum result count_of(struct db *db, const char *sql, uint64_t *n)
{
    struct db_stmt *st = db_sql(db, sql);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    *n = result == RESULT_OK ? db_col_uint(st, 0) : 0;
    db_done(st);
    return result;
}

enum result name_index_check(struct db *db, struct name_index_faults *faults, void (*progress)(void *, uint64_t), void *context)
{
    struct round round = {0};
    uint64_t after = 0, grams = 0, stored = 0;
    enum result result;
    memset(faults, 0, sizeof *faults);
    arena_init(&round.arena, ROUND_ARENA);
    result = db_script(db, make_wanted, sizeof make_wanted - 1);
    if (result == RESULT_OK)
        result = db_run(db_sql(db, clear_wanted));
    while (result == RESULT_OK && (result = read_round(db, select_round, &round, after, UINT64_MAX)) == RESULT_OK && round.n) {
        result = compare_round(db, &round, after, faults, &grams);
        if (result != RESULT_OK)
            break;
        after = round.last;
        if (progress)
            progress(context, faults->names);
    }
    arena_free(&round.arena);
    free(round.names);
    if (result == RESULT_OK)
        result = count_of(db, count_names, &stored);
    if (result == RESULT_OK && stored > faults->names)
        faults->surplus += stored - faults->names;
    if (result == RESULT_OK)
        result = count_of(db, count_grams, &stored);
    if (result == RESULT_OK && stored > grams)
        faults->surplus += stored - grams;
    return result;
}

struct renewal {
    const uint64_t *ids;
    size_t n;
};

static enum result renew_some(struct db *db, void *context)
{
    const struct renewal *renewal = context;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < renewal->n && result == RESULT_OK; i++)
        result = name_index_renew(db, renewal->ids[i]);
    return result;
}

/* Subjects whose names stand in the index while they are not published. */
static enum result remove_stray_names(struct db *db)
{
    uint64_t ids[SUBJECTS_AT_ONCE];
    size_t n;
    enum result result;
    do {
        n = 0;
        struct db_stmt *st = db_sql(db, stray_names);
        result = db_run(st);
        while (result == RESULT_OK && n < SUBJECTS_AT_ONCE && (result = db_next(st)) == RESULT_OK)
            ids[n++] = db_col_uint(st, 0);
        db_done(st);
        if (result == RESULT_NOT_FOUND || n)
            result = RESULT_OK;
        struct renewal renewal = {ids, n};
        if (result == RESULT_OK && n)
            result = db_transaction(db, renew_some, &renewal);
    } while (result == RESULT_OK && n);
    return result;
}

static bool has_gram_of(const char *norm, size_t len, uint64_t gram)
{
    uint64_t grams[NAME_GRAMS_MAX];
    size_t n = name_grams(norm, len, grams);
    for (size_t g = 0; g < n; g++)
        if (grams[g] == gram)
            return true;
    return false;
}

/* Walks the whole of published_gram and takes out what no name has. */
static enum result remove_stray_grams(struct db *db)
{
    struct gram_row *stray = calloc(GRAMS_AT_ONCE, sizeof *stray), last = {0};
    size_t seen, n;
    enum result result = stray ? RESULT_OK : RESULT_ERROR;
    if (!stray)
        return result;
    do {
        seen = n = 0;
        struct db_stmt *st = db_sql(db, select_grams);
        db_uint(st, 0, last.gram);
        db_uint(st, 1, last.name_id);
        db_uint(st, 2, last.gram);
        result = db_run(st);
        while (result == RESULT_OK && seen < GRAMS_AT_ONCE && (result = db_next(st)) == RESULT_OK) {
            size_t len;
            const char *norm = db_col_text(st, 2, &len);
            last = (struct gram_row){.gram = db_col_uint(st, 0), .name_id = db_col_uint(st, 1)};
            seen++;
            if (!has_gram_of(norm, len, last.gram))
                stray[n++] = last;
        }
        db_done(st);
        if (result == RESULT_NOT_FOUND)
            result = RESULT_OK;
        for (size_t i = 0; i < n && result == RESULT_OK; i++) {
            st = db_sql(db, delete_gram);
            db_uint(st, 0, stray[i].gram);
            db_uint(st, 1, stray[i].name_id);
            result = db_run(st);
        }
    } while (result == RESULT_OK && seen == GRAMS_AT_ONCE);
    free(stray);
    return result;
}

/* What the index holds of the subjects of a round goes: the grams by the names that they were made of, then the names. */
static enum result clear_round(struct db *db, uint64_t first, uint64_t last)
{
    struct gram_row *rows = calloc(GRAMS_AT_ONCE + NAME_GRAMS_MAX, sizeof *rows);
    uint64_t grams[NAME_GRAMS_MAX], seen = first;
    enum result result = rows ? RESULT_OK : RESULT_ERROR;
    bool all = false;
    while (result == RESULT_OK && !all) {
        size_t n = 0;
        struct db_stmt *st = db_sql(db, select_round_names);
        db_uint(st, 0, seen);
        db_uint(st, 1, last);
        result = db_run(st);
        while (result == RESULT_OK && n < GRAMS_AT_ONCE && (result = db_next(st)) == RESULT_OK) {
            size_t len;
            const char *norm = db_col_text(st, 1, &len);
            size_t count = name_grams(norm, len, grams);
            seen = db_col_uint(st, 0);
            for (size_t g = 0; g < count; g++)
                rows[n++] = (struct gram_row){.gram = grams[g], .name_id = seen};
        }
        db_done(st);
        all = result == RESULT_NOT_FOUND;
        if (all)
            result = RESULT_OK;
        qsort(rows, n, sizeof *rows, by_gram);
        for (size_t from = 0; from < n && result == RESULT_OK; from += GRAMS_AT_ONCE) {
            size_t some = n - from < GRAMS_AT_ONCE ? n - from : GRAMS_AT_ONCE;
            st = db_sql(db, delete_gram);
            db_rows(st, (unsigned)some);
            for (size_t i = 0; i < some; i++) {
                db_row(st, (unsigned)i);
                db_uint(st, 0, rows[from + i].gram);
                db_uint(st, 1, rows[from + i].name_id);
            }
            result = db_run(st);
        }
    }
    free(rows);
    if (result != RESULT_OK)
        return result;
    struct db_stmt *st = db_sql(db, delete_names);
    db_uint(st, 0, first + 1);
    db_uint(st, 1, last);
    return db_run(st);
}

/* The subjects of one transaction: behind `after`, `until` the last. */
struct renewal_round {
    struct round *round;
    uint64_t after, until;
};

static enum result renew_round(struct db *db, void *context)
{
    const struct renewal_round *renewal = context;
    struct round *round = renewal->round;
    enum result result = read_round(db, lock_round, round, renewal->after, renewal->until);
    if (result != RESULT_OK || !round->n)
        return result;
    result = clear_round(db, renewal->after * NAME_SLOTS + NAME_SLOTS - 1, round->last * NAME_SLOTS + NAME_SLOTS - 1);
    return result == RESULT_OK ? add_names(db, round->names, round->n) : result;
}

enum result name_index_rebuild(struct db *db, uint64_t *names, void (*progress)(void *, uint64_t), void *context)
{
    struct round round = {0};
    struct renewal_round renewal = {&round, 0, UINT64_MAX};
    enum result result;
    *names = 0;
    arena_init(&round.arena, ROUND_ARENA);
    while ((result = db_transaction(db, renew_round, &renewal)) == RESULT_OK && round.n) {
        renewal.after = round.last;
        *names += round.n;
        if (progress)
            progress(context, *names);
    }
    arena_free(&round.arena);
    free(round.names);
    if (result == RESULT_OK)
        result = remove_stray_names(db);
    return result == RESULT_OK ? remove_stray_grams(db) : result;
}

enum result name_index_catch_up(struct db *db, uint64_t *names, void (*progress)(void *, uint64_t), void *context)
{
    struct db_stmt *st = db_sql(db, is_wanted);
    *names = 0;
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    db_done(st);
    if (result != RESULT_OK)
        return result == RESULT_NOT_FOUND ? RESULT_OK : result;
    result = name_index_rebuild(db, names, progress, context);
    return result == RESULT_OK ? db_run(db_sql(db, is_done)) : result;
}

/* ------------------------------------------------ names that wait */

enum result name_index_queue(struct db *db, uint64_t first, uint64_t last)
{
    struct db_stmt *st = db_sql(db, put_queue);
    db_uint(st, 0, first);
    db_uint(st, 1, last);
    return db_run(st);
}

struct taking {
    bool wait;
    struct round *round;
};

static enum result take_range(struct db *db, void *context)
{
    const struct taking *taking = context;
    struct renewal_round renewal = {.round = taking->round};
    taking->round->n = 0;
    struct db_stmt *st = db_sql(db, taking->wait ? last_queue : next_queue);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    if (result != RESULT_OK)
        return result;
    const uint64_t id = db_col_uint(st, 0);
    renewal.after = db_col_uint(st, 1) - 1;
    renewal.until = db_col_uint(st, 2);
    db_done(st);
    result = renew_round(db, &renewal);
    if (result != RESULT_OK)
        return result;
    st = db_sql(db, delete_queue);
    db_uint(st, 0, id);
    return db_run(st);
}

enum result name_index_take(struct db *db, bool wait, uint64_t *names)
{
    struct round round = {0};
    struct taking taking = {wait, &round};
    arena_init(&round.arena, ROUND_ARENA);
    enum result result = db_transaction_committed(db, take_range, &taking);
    *names = result == RESULT_OK ? round.n : 0;
    arena_free(&round.arena);
    free(round.names);
    return result;
}

enum result name_index_take_all(struct db *db)
{
    enum result result;
    uint64_t names;
    while ((result = name_index_take(db, true, &names)) == RESULT_OK)
        ;
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
