/* Deliveries and names: a row whose name is none that its code is registered under is kept and flagged, since one of the two is wrong
 * and what it says would stand against the wrong firm. */
#include "db/import_parts.h"

#include "domain/name.h"

#include <stdlib.h>
#include <string.h>

void import_name_texts(struct import *import)
{
    in_list(import->lookup_names, sizeof import->lookup_names, "SELECT uscc, norm, name FROM subject WHERE registered AND uscc", "");
    in_list(import->lookup_former, sizeof import->lookup_former,
            "SELECT s.uscc, n.norm, n.name FROM subject s JOIN subject_name n ON n.subject_id = s.id WHERE s.uscc", "");
}

/* A row with a code, and what is known of that. */
struct claim {
    struct import_row *item;
    const char *norm;       /* the delivered name as searched */
    const char *registered; /* NULL: nobody has registered the code here, or the names agree */
};

static int by_code(const void *a, const void *b)
{
    return strcmp(((const struct claim *)a)->item->row->uscc, ((const struct claim *)b)->item->row->uscc);
}

static enum result gather(struct import *import, struct claim *claims, size_t *n)
{
    char norm[NAME_BYTES];
    *n = 0;
    for (size_t i = 0; i < import->key_count; i++) {
        struct import_row *item = import->by_key[i];
        if (!item->row->uscc[0] || item->row->is_person)
            continue;
        const size_t len = name_norm(item->row->name, strlen(item->row->name), norm);
        claims[*n] = (struct claim){item, arena_copy(&import->arena, norm, len), NULL};
        if (!claims[(*n)++].norm)
            return RESULT_ERROR;
    }
    qsort(claims, *n, sizeof *claims, by_code);
    return RESULT_OK;
}

/* The first claim of a code in a sorted list; n: there is none. */
static size_t first_of(const struct claim *claims, size_t n, const char *uscc)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(claims[middle].item->row->uscc, uscc) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Holds the claims of one code against one name of it. `today`: it is the registered one, else a former one. */
static bool hold(struct import *import, struct claim *claims, size_t n, struct db_stmt *st, bool today)
{
    const char *uscc = db_col_text(st, 0, NULL), *norm = db_col_text(st, 1, NULL), *name = NULL;
    for (size_t i = first_of(claims, n, uscc); i < n && strcmp(claims[i].item->row->uscc, uscc) == 0; i++) {
        if (strcmp(claims[i].norm, norm) == 0) {
            claims[i].registered = NULL;
        } else if (today) {
            if (!name && !(name = arena_text(&import->arena, db_col_text(st, 2, NULL))))
                return false;
            claims[i].registered = name;
        }
    }
    return true;
}

static enum result look_up(struct import *import, const char *sql, struct claim *claims, size_t n, bool today)
{
    enum result result = RESULT_OK;
    for (size_t from = 0; from < n && result == RESULT_OK; from += IN_LIST) {
        struct db_stmt *st = db_sql(import->db, sql);
        for (size_t i = 0; i < IN_LIST; i++)
            db_bytes(st, (unsigned)i, claims[from + i < n ? from + i : n - 1].item->row->uscc, USCC_LENGTH);
        result = db_run(st);
        while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
            if (!hold(import, claims, n, st, today))
                result = RESULT_ERROR;
        db_done(st);
        result = result == RESULT_NOT_FOUND ? RESULT_OK : result;
    }
    return result;
}

/* Leaves the claims that differ from the registered name. */
static size_t keep_different(struct claim *claims, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (claims[i].registered)
            claims[kept++] = claims[i];
    return kept;
}

enum result import_names(struct import *import)
{
    struct claim *claims = arena_alloc(&import->arena, (import->key_count + 1) * sizeof *claims);
    size_t n;
    enum result result = claims ? gather(import, claims, &n) : RESULT_ERROR;
    if (result == RESULT_OK)
        result = look_up(import, import->lookup_names, claims, n, true);
    if (result != RESULT_OK)
        return result;
    n = keep_different(claims, n);
    result = look_up(import, import->lookup_former, claims, n, false);
    if (result != RESULT_OK)
        return result;
    n = keep_different(claims, n);
    for (size_t i = 0; i < n; i++) {
        claims[i].item->remark = arena_printf(&import->arena, "与该代码登记的名称“%s”不一致，请核对代码与名称", claims[i].registered);
        if (!claims[i].item->remark)
            return RESULT_ERROR;
    }
    return RESULT_OK;
}
