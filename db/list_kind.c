/* Beside the rows of a list: the kinds that it has, and who delivered what when. */
#include "db/list_parts.h"

#include <stdio.h>
#include <string.h>

#define KIND_BYTES 260 /* published.kind: 64 characters */
#define KIND_STEPS 400 /* different kinds of a list that are looked through: some 20 µs each */

/* ------------------------------------------------------------------ kinds */

/* Whether the combination names the kind: between separators or alone. */
static bool names_kind(const char *combination, const char *kind)
{
    static const char *const separators[] = {"、", "；", "，", ";", ","};
    size_t len = strlen(kind);
    for (const char *at = combination; (at = strstr(at, kind)); at++) {
        bool begins = at == combination, ends = at[len] == '\0';
        for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
            size_t n = strlen(separators[i]);
            begins |= (size_t)(at - combination) >= n && memcmp(at - n, separators[i], n) == 0;
            ends |= strncmp(at + len, separators[i], n) == 0;
        }
        if (begins && ends)
            return true;
    }
    return false;
}

/* The next kind behind `last` in a set: one step of skipping through the index. */
static enum result next_kind(struct db *db, uint16_t set, const char *last, char *out, size_t size)
{
    static const char sql[] = "SELECT kind FROM published FORCE INDEX (published_kind) WHERE set_number = ? AND kind > ? ORDER BY kind LIMIT 1";
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, set);
    db_text(st, 1, last);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        snprintf(out, size, "%s", db_col_text(st, 0, NULL));
    db_done(st);
    return r;
}

enum result list_kinds(struct db *db, const char *kind, bool several, struct arena *arena, struct list_filter *filter)
{
    const char **kinds = arena_alloc(arena, LIST_KINDS_MAX * sizeof *kinds);
    size_t n = 0, steps = 0;
    enum result r = RESULT_OK;
    if (!kinds)
        return RESULT_ERROR;
    if (!several)
        kinds[n++] = kind;
    for (size_t i = 0; several && i < filter->set_count && r == RESULT_OK; i++) {
        char last[KIND_BYTES] = "";
        while (n <= LIST_KINDS_MAX && steps++ < KIND_STEPS && (r = next_kind(db, filter->sets[i], last, last, sizeof last)) == RESULT_OK) {
            size_t k = 0;
            while (k < n && k < LIST_KINDS_MAX && strcmp(kinds[k], last) != 0)
                k++;
            if (k < n || !names_kind(last, kind))
                continue;
            if (n < LIST_KINDS_MAX && !(kinds[n] = arena_text(arena, last)))
                return RESULT_ERROR;
            n++;
        }
        r = r == RESULT_NOT_FOUND ? RESULT_OK : r;
    }
    if (n > LIST_KINDS_MAX || steps >= KIND_STEPS) {
        char like[LIKE_TEXT];
        like_contains(kind, like);
        filter->kind_like = arena_text(arena, like);
        return filter->kind_like ? r : RESULT_ERROR;
    }
    filter->kinds = kinds;
    filter->kind_count = n;
    filter->no_kind = n == 0;
    return r;
}

/* ------------------------------------------------------------------ deliveries */

enum result list_deliveries(struct db *db, struct list_delivery *out, size_t max, size_t *count)
{
    static const char sql[] = "SELECT set_number, source_id, DATE(at + INTERVAL 8 HOUR) AS day, accepted FROM set_delivery"
                              " ORDER BY day DESC, set_number, source_id LIMIT ?";
    struct db_stmt *st = db_sql(db, sql);
    *count = 0;
    db_int(st, 0, (int64_t)max);
    enum result r = db_run(st);
    while (r == RESULT_OK && *count < max && (r = db_next(st)) == RESULT_OK)
        out[(*count)++] = (struct list_delivery){
            .set_number = (uint16_t)db_col_uint(st, 0), .source_id = (uint16_t)db_col_uint(st, 1),
            .day = db_col_day(st, 2), .accepted = (uint32_t)db_col_uint(st, 3)};
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}
