/* Deliveries and corrections: a record that staff corrected stays as they confirmed it until its source delivers the same. */
#include "db/import_parts.h"

#include <string.h>

#define DIFFERS "与核查更正结果不一致，未改变"

static const char select_any[] = "SELECT 1 FROM record_correction WHERE set_number = ? LIMIT 1";
static const char clear_mark[] = "UPDATE record SET corrected = FALSE WHERE id = ?";
/* The record goes by its corrected identity from now on; the wrong one becomes the other name. */
static const char note_wrong[] =
    "UPDATE record_correction c JOIN record r ON r.id = c.record_id SET c.identity = r.identity WHERE c.record_id = ? AND c.identity = ?";
static const char take_identity[] = "UPDATE record SET corrected = FALSE, identity = ? WHERE id = ?";

void import_correction_texts(struct import *import)
{
    in_list(import->lookup_other, sizeof import->lookup_other,
            "SELECT c.identity, r.id, r.version, r.state, r.facts_digest, r.corrected FROM record_correction c JOIN record r ON r.id = c.record_id "
            "WHERE c.set_number = ? AND c.identity",
            " FOR UPDATE");
    in_list(import->lookup_wrong, sizeof import->lookup_wrong, "SELECT record_id, wrong_digest FROM record_correction WHERE record_id", "");
}

static void decide(struct import_row *item)
{
    item->fate = IMPORT_DECISION;
    item->decided = DIFFERS;
}

/* ---------------------------------------------------------------- rows by what they were corrected to */

struct list {
    struct import_row **items;
    size_t count;
};

static enum result look_up_others(struct import *import, struct import_row **missing, size_t from, size_t n)
{
    struct db_stmt *st = db_sql(import->db, import->lookup_other);
    db_uint(st, 0, import->delivery.set->number);
    for (size_t i = 0; i < IN_LIST; i++)
        db_bytes(st, 1 + (unsigned)i, missing[from + i < n ? from + i : n - 1]->row->identity, ROW_DIGEST);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        size_t len;
        const char *identity = db_col_text(st, 0, &len);
        struct import_row *item = len == ROW_DIGEST ? import_row_of(import, identity) : NULL;
        if (item) {
            import_judge(import, item, st);
            item->other = true;
        }
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

/* Rows that no record has by its own identity may be one under the name that its correction gave. */
static enum result find_others(struct import *import, const struct list *all)
{
    struct import_row **missing = arena_alloc(&import->arena, (all->count + 1) * sizeof *missing);
    size_t n = 0;
    enum result result = missing ? RESULT_OK : RESULT_ERROR;
    for (size_t i = 0; missing && i < all->count; i++)
        if (!all->items[i]->found)
            missing[n++] = all->items[i];
    for (size_t from = 0; from < n && result == RESULT_OK; from += IN_LIST)
        result = look_up_others(import, missing, from, n);
    return result;
}

/* ---------------------------------------------------------------- what differs, what is equal */

/* Binds up to IN_LIST record ids of the list; the last fills up. */
static void bind_records(struct db_stmt *st, const struct list *list, size_t from)
{
    for (size_t i = 0; i < IN_LIST; i++)
        db_uint(st, (unsigned)i, list->items[from + i < list->count ? from + i : list->count - 1]->record_id);
}

/* A row that was wrong once and would come back. */
static enum result refuse_wrong(struct import *import, const struct list *changed)
{
    enum result result = RESULT_OK;
    for (size_t from = 0; from < changed->count && result == RESULT_OK; from += IN_LIST) {
        struct db_stmt *st = db_sql(import->db, import->lookup_wrong);
        bind_records(st, changed, from);
        result = db_run(st);
        while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
            size_t len;
            uint64_t id = db_col_uint(st, 0);
            const char *digest = db_col_text(st, 1, &len);
            for (size_t i = 0; i < changed->count; i++)
                if (changed->items[i]->record_id == id && len == ROW_DIGEST && memcmp(digest, changed->items[i]->row->digest, ROW_DIGEST) == 0)
                    decide(changed->items[i]);
        }
        db_done(st);
        result = result == RESULT_NOT_FOUND ? RESULT_OK : result;
    }
    return result;
}

static void hold_against(struct import_row *item, const char *facts, size_t len)
{
    if (item->fate == IMPORT_SAME)
        return;
    if (len == item->row->facts_len && memcmp(facts, item->row->facts, len) == 0)
        item->fate = item->other ? IMPORT_SAME : IMPORT_CORRECTED;
    else
        decide(item);
}

/* Rows of corrected records: equal by digest or, where the correction could not know a person's number, by their facts. */
static enum result compare(struct import *import, const struct list *marked)
{
    enum result result = RESULT_OK;
    for (size_t from = 0; from < marked->count && result == RESULT_OK; from += IN_LIST) {
        struct db_stmt *st = db_sql(import->db, import->lookup_facts);
        bind_records(st, marked, from);
        result = db_run(st);
        while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
            size_t len;
            uint64_t id = db_col_uint(st, 0);
            const char *facts = db_col_text(st, 1, &len);
            for (size_t i = 0; i < marked->count; i++) /* two rows may mean the same record: by the wrong name and by the right one */
                if (marked->items[i]->record_id == id)
                    hold_against(marked->items[i], facts, len);
        }
        db_done(st);
        result = result == RESULT_NOT_FOUND ? RESULT_OK : result;
    }
    return result;
}

/* Its source says the same now. */
static enum result unmark(struct import *import, const struct import_row *item)
{
    struct db_stmt *st;
    if (!item->other) {
        st = db_sql(import->db, clear_mark);
        db_uint(st, 0, item->record_id);
        return db_run(st);
    }
    st = db_sql(import->db, note_wrong);
    db_uint(st, 0, item->record_id);
    db_bytes(st, 1, item->row->identity, ROW_DIGEST);
    enum result result = db_run(st);
    if (result != RESULT_OK)
        return result;
    st = db_sql(import->db, take_identity);
    db_bytes(st, 0, item->row->identity, ROW_DIGEST);
    db_uint(st, 1, item->record_id);
    return db_run(st);
}

/* Sorts the rows into those whose record is marked and those that would change another. */
static bool sort(struct import *import, const struct list *all, struct list *marked, struct list *changed)
{
    marked->items = arena_alloc(&import->arena, (all->count + 1) * sizeof *marked->items);
    changed->items = arena_alloc(&import->arena, (all->count + 1) * sizeof *changed->items);
    if (!marked->items || !changed->items)
        return false;
    for (size_t i = 0; i < all->count; i++) {
        struct import_row *item = all->items[i];
        if (!item->found || (item->fate == IMPORT_DECISION && !item->corrected))
            continue;
        if (item->corrected)
            marked->items[marked->count++] = item;
        else if (item->other && item->fate != IMPORT_SAME)
            decide(item); /* under its other name nothing changes a record */
        else if (item->fate == IMPORT_CORRECTED || item->fate == IMPORT_RESTORED)
            changed->items[changed->count++] = item;
    }
    return true;
}

enum result import_corrections(struct import *import)
{
    struct list all = {import->by_key, import->key_count}, marked = {0}, changed = {0};
    struct db_stmt *st = db_sql(import->db, select_any);
    db_uint(st, 0, import->delivery.set->number);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    db_done(st);
    if (result != RESULT_OK)
        return result == RESULT_NOT_FOUND ? RESULT_OK : result; /* the common case: none in this set */
    result = find_others(import, &all);
    if (result == RESULT_OK && !sort(import, &all, &marked, &changed))
        result = RESULT_ERROR;
    if (result == RESULT_OK)
        result = refuse_wrong(import, &changed);
    if (result == RESULT_OK)
        result = compare(import, &marked);
    for (size_t i = 0; i < marked.count && result == RESULT_OK; i++)
        if (marked.items[i]->fate != IMPORT_DECISION)
            result = unmark(import, marked.items[i]);
    return result;
}
