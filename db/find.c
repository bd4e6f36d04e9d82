/* Subjects by name or code. */
#include "db/find.h"

#include "base/buffer.h"
#include "base/log.h"
#include "base/utf8.h"
#include "db/db.h"
#include "db/like.h"
#include "domain/name.h"
#include "domain/uscc.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SQL_TEXT_MAX 4096
#define PAGE_ARENA_MAX (1u << 20) /* 21 rows of names */
#define FIRST_WINDOW 100          /* entries looked at first: enough for nearly every word */
#define SECOND_WINDOW 900         /* then: enough for most filters; the third makes FIND_SCAN_MAX of them */
#define FEW 100                   /* entries of a gram that is not compared with others */
#define AFTER_ALL "\xf4\x8f\xbf\xbf" /* U+10FFFF: behind every sign that a name may have */

#define COLUMNS \
    "s.subject_id, s.name, s.uscc, s.status, s.former, s.kind, s.region, s.established, n.former, s.registered, n.id, n.norm, "

static const char *const kind_conditions[] = {
    [FIND_ANY] = "",
    [FIND_ENTERPRISE] = " AND %s.kind = '91'",
    [FIND_HOUSEHOLD] = " AND %s.kind = '92'",
    [FIND_COOPERATIVE] = " AND %s.kind = '93'",
    [FIND_AGENCY] = " AND %s.kind = '11'",
    [FIND_INSTITUTION] = " AND %s.kind = '12'",
    [FIND_MASS] = " AND %s.kind IN ('13','19')",
    [FIND_SOCIAL] = " AND %s.kind IN ('51','52','53')",
    [FIND_OTHER] = " AND %s.kind NOT IN ('91','92','93','11','12','13','19','51','52','53')",
};

/* A search under way. */
struct search {
    struct db *db;
    const struct find_query *query;
    char norm[NAME_BYTES], begins[LIKE_TEXT], contains[LIKE_TEXT];
    uint64_t grams[NAME_GRAMS_MAX];
    size_t gram_count;
    uint64_t lead, high;        /* the range of grams that is read */
    bool half;                  /* the word without the half of a company form at its end */
    size_t want;                /* rows of a page */
    struct find_page *page;
    struct find_key keys[FIND_PAGE + 1]; /* of each row */
    size_t read;                /* rows that the last statement gave */
    struct find_key last;       /* place of the last of them */
    char last_norm[NAME_BYTES]; /* and its name */
    size_t count;               /* rows so far, one more than wanted tells that there are more */
    struct find_row rows[FIND_PAGE + 1];
};

static bool filtered(const struct find_query *q)
{
    return q->region != 0 || q->type != FIND_ANY;
}

static void add_filter(struct buffer *sql, const struct find_query *q, const char *alias)
{
    if (q->region)
        buffer_printf(sql, " AND %s.region BETWEEN ? AND ?", alias);
    const char *condition = kind_conditions[q->type];
    const char *mark = strstr(condition, "%s");
    if (mark) {
        buffer_add(sql, condition, (size_t)(mark - condition));
        buffer_puts(sql, alias);
        buffer_puts(sql, mark + 2);
    }
}

static void bind_filter(struct db_stmt *st, unsigned *at, const struct find_query *q)
{
    if (!q->region)
        return;
    bool with_counties = q->region % 100 == 0 && q->region % 10000 != 0;
    db_uint(st, (*at)++, q->region);
    db_uint(st, (*at)++, with_counties ? q->region + 99 : q->region);
}

/* How well a name fits the word: the earlier stage is the better. */
static char stage_of(const struct search *s, const char *norm)
{
    if (strcmp(norm, s->norm) == 0)
        return 'e';
    if (strncmp(norm, s->norm, strlen(s->norm)) == 0)
        return 'p';
    return strstr(norm, s->norm) ? 'g' : 'n';
}

static bool better(char a, char b)
{
    static const char order[] = "epgn";
    return strchr(order, a) < strchr(order, b);
}

/* Whether a subject of several names is to be shown by this one: it is found once, by the name that fits best; among
 * equals by the first in the order of the stage, today's before former ones. `norm` is the name found. */
static bool is_best_name(const struct search *s, const struct find_row *row, const char *norm)
{
    char best[NAME_BYTES] = "", other[NAME_BYTES];
    char stage = stage_of(s, norm);
    const char *line = row->former_names;
    bool known = false, todays_is_best = false;
    name_norm(row->name, strlen(row->name), other);
    for (bool todays = true;; todays = false) {
        char o = stage_of(s, other);
        if (better(o, stage))
            return false;
        if (o == stage && (!best[0] || (stage == 'p' && strcmp(other, best) < 0))) {
            snprintf(best, sizeof best, "%s", other);
            todays_is_best = todays;
        }
        known |= strcmp(other, norm) == 0;
        if (!*line)
            break;
        size_t len = strcspn(line, "\n");
        name_norm(line, len, other);
        line += len + (line[len] == '\n');
    }
    if (!known)
        return true; /* the index is older than the rule of names: rather twice than not at all */
    return todays_is_best ? !row->by_former : row->by_former && strcmp(best, norm) == 0;
}

/* The former name that was found, by its searched form; NULL without memory. */
static const char *matched_former(const struct find_row *row, const char *norm, struct arena *arena)
{
    char other[NAME_BYTES];
    for (const char *line = row->former_names; *line;) {
        size_t len = strcspn(line, "\n");
        name_norm(line, len, other);
        if (strcmp(other, norm) == 0)
            return arena_copy(arena, line, len);
        line += len + (line[len] == '\n');
    }
    return "";
}

/* The entry by which a name is found that has the word in several places: the first in order. */
static bool is_first_gram(const struct search *s, const char *norm, uint64_t gram)
{
    if (s->high == s->lead)
        return true; /* of each gram a name has one entry */
    for (const char *at = strstr(norm + 1, s->norm); at; at = strstr(at + 1, s->norm))
        if (name_gram_at(at, strlen(at)) < gram)
            return false;
    return true;
}

/* Whether a row that was found by its name is shown by it. */
static bool is_wanted(const struct search *s, const struct find_row *row, const struct find_key *key)
{
    if (key->stage == 'g' && !is_first_gram(s, s->last_norm, key->gram))
        return false;
    return !row->former_names[0] || is_best_name(s, row, s->last_norm);
}

static enum result take_rows(struct search *s, struct db_stmt *st, char stage)
{
    enum result r = db_run(st);
    s->read = 0;
    while (r == RESULT_OK && s->count <= s->want && (r = db_next(st)) == RESULT_OK) {
        struct arena *a = &s->page->arena;
        struct find_row *row = &s->rows[s->count];
        s->read++;
        s->last = (struct find_key){.stage = stage, .id = db_col_uint(st, 10), .gram = db_col_uint(st, 12)};
        snprintf(s->last_norm, sizeof s->last_norm, "%s", db_col_text(st, 11, NULL));
        *row = (struct find_row){
            .subject_id = db_col_uint(st, 0), .name = arena_text(a, db_col_text(st, 1, NULL)),
            .uscc = arena_text(a, db_col_text(st, 2, NULL)), .status = arena_text(a, db_col_text(st, 3, NULL)),
            .former_names = arena_text(a, db_col_text(st, 4, NULL)), .region = (uint32_t)db_col_uint(st, 6),
            .established = db_col_day(st, 7), .by_former = db_col_int(st, 8) != 0, .registered = db_col_int(st, 9) != 0,
        };
        snprintf(row->kind, sizeof row->kind, "%s", db_col_text(st, 5, NULL));
        row->former = row->by_former && row->former_names ? matched_former(row, s->last_norm, a) : "";
        if (!row->name || !row->uscc || !row->status || !row->former_names || !row->former)
            r = RESULT_ERROR;
        else if (stage == 'c' || is_wanted(s, row, &s->last))
            s->keys[s->count++] = s->last;
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* Whether a statement gave as many rows as it was asked for and some of them were not taken. */
static bool goes_on(const struct search *s, int64_t asked)
{
    return (int64_t)s->read == asked && s->count <= s->want;
}

static int64_t room(const struct search *s)
{
    return (int64_t)(s->want + 1 - s->count);
}

/* ------------------------------------------------------------------ stages */

static enum result by_code(struct search *s, const char *code)
{
    static const char sql[] =
        "SELECT s.subject_id, s.name, s.uscc, s.status, s.former, s.kind, s.region, s.established, FALSE, s.registered, s.subject_id, s.norm, 0"
        " FROM published_subject s WHERE s.uscc = ?";
    struct db_stmt *st = db_sql(s->db, sql);
    db_text(st, 0, code);
    return take_rows(s, st, 'c');
}

/* The norm of the name that a page ended with; when that name is gone, the stage begins anew. */
static enum result norm_of(struct db *db, uint64_t id, char out[NAME_BYTES])
{
    static const char sql[] = "SELECT norm FROM published_name WHERE id = ?";
    struct db_stmt *st = db_sql(db, sql);
    db_uint(st, 0, id);
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        snprintf(out, NAME_BYTES, "%s", db_col_text(st, 0, NULL));
    db_done(st);
    return r;
}

/* Where FIND_SCAN_MAX names behind `low`, `after` and before `high` end, all of them looked at by a filter. *end 0: there are fewer. */
static enum result name_horizon(struct search *s, const char *low, uint64_t after, const char *high, char norm[NAME_BYTES], uint64_t *end)
{
    static const char sql[] =
        "SELECT norm, id FROM published_name FORCE INDEX (published_name_norm) WHERE (norm = ? AND id > ?) OR (norm > ? AND norm < ?)"
        " ORDER BY norm, id LIMIT ?, 1";
    struct db_stmt *st = db_sql(s->db, sql);
    db_text(st, 0, low);
    db_uint(st, 1, after);
    db_text(st, 2, low);
    db_text(st, 3, high);
    db_int(st, 4, FIND_SCAN_MAX - 1);
    *end = 0;
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        snprintf(norm, NAME_BYTES, "%s", db_col_text(st, 0, NULL));
        *end = db_col_uint(st, 1);
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* Names in their order: of `low` those behind `after`, then all before `high`. Sets *stopped when a filter let the scan
 * limit end the page. */
static enum result in_order(struct search *s, char stage, const char *low, uint64_t after, const char *high, bool *stopped)
{
    char from[NAME_BYTES + 8], end[NAME_BYTES] = "";
    uint64_t end_id = 0;
    int64_t asked = 0;
    enum result r = filtered(s->query) ? name_horizon(s, low, after, high, end, &end_id) : RESULT_OK;
    struct buffer sql;
    buffer_init(&sql, SQL_TEXT_MAX);
    buffer_puts(&sql, "SELECT STRAIGHT_JOIN " COLUMNS "0 FROM published_name n FORCE INDEX (published_name_norm)"
                      " JOIN published_subject s ON s.subject_id = n.subject_id"
                      " WHERE ((n.norm = ? AND n.id > ?) OR (n.norm > ? AND n.norm < ?))");
    add_filter(&sql, s->query, "n");
    if (end_id)
        buffer_puts(&sql, " AND (n.norm < ? OR (n.norm = ? AND n.id <= ?))");
    buffer_puts(&sql, " ORDER BY n.norm, n.id LIMIT ?");
    if (r == RESULT_OK && sql.failed)
        r = RESULT_ERROR;
    snprintf(from, sizeof from, "%s", low);
    while (r == RESULT_OK && (asked == 0 || goes_on(s, asked))) {
        struct db_stmt *st = db_sql_text(s->db, buffer_text(&sql));
        unsigned at = 0;
        db_text(st, at++, from);
        db_uint(st, at++, after);
        db_text(st, at++, from);
        db_text(st, at++, high);
        bind_filter(st, &at, s->query);
        if (end_id) {
            db_text(st, at++, end);
            db_text(st, at++, end);
            db_uint(st, at++, end_id);
        }
        db_int(st, at, asked = room(s));
        r = take_rows(s, st, stage);
        if (s->read) {
            snprintf(from, sizeof from, "%s", s->last_norm);
            after = s->last.id;
        }
    }
    buffer_free(&sql);
    if (r == RESULT_OK && end_id && s->count <= s->want) {
        *stopped = true;
        s->page->next = (struct find_key){.stage = stage, .id = end_id};
    }
    return r;
}

static enum result exact(struct search *s, uint64_t after, bool *stopped)
{
    return in_order(s, 'e', s->norm, after, s->norm, stopped);
}

/* Names that begin with the word and are longer. */
static enum result prefix(struct search *s, uint64_t after, bool *stopped)
{
    char low[NAME_BYTES], high[NAME_BYTES + 8];
    snprintf(low, sizeof low, "%s", s->norm);
    snprintf(high, sizeof high, "%s%s", s->norm, AFTER_ALL);
    if (after) {
        enum result r = norm_of(s->db, after, low);
        if (r == RESULT_NOT_FOUND)
            after = 0;
        else if (r != RESULT_OK)
            return r;
    }
    if (!after)
        after = UINT64_MAX >> 1; /* every name that is the word itself is behind */
    return in_order(s, 'p', low, after, high, stopped);
}

/* Whether the range of grams has more than `n` entries. */
static enum result more_than(struct search *s, uint64_t low, uint64_t high, int64_t n, bool *more)
{
    static const char sql[] = "SELECT gram FROM published_gram WHERE gram >= ? AND gram <= ? ORDER BY gram, name_id LIMIT ?, 1";
    struct db_stmt *st = db_sql(s->db, sql);
    db_uint(st, 0, low);
    db_uint(st, 1, high);
    db_int(st, 2, n);
    enum result r = db_run(st);
    if (r == RESULT_OK)
        r = db_next(st);
    *more = r == RESULT_OK;
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* Chooses the range of grams that is read: of a long word a gram that few names have. */
static enum result choose_grams(struct search *s)
{
    static const int64_t steps[] = {FEW, FIND_PROBE_MAX};
    size_t all = s->gram_count, probed = all < FIND_GRAMS_MAX ? all : FIND_GRAMS_MAX;
    s->lead = s->grams[0];
    s->high = name_gram_high(s->lead);
    if (all == 1)
        return RESULT_OK;
    for (size_t step = 0; step < sizeof steps / sizeof *steps; step++)
        for (size_t i = 0; i < probed; i++) {
            uint64_t gram = s->grams[i * all / probed];
            bool more;
            enum result r = more_than(s, gram, gram, steps[step], &more);
            if (r != RESULT_OK)
                return r;
            if (!more) {
                s->lead = s->high = gram;
                return RESULT_OK;
            }
        }
    return RESULT_OK;
}

/* Where `window` entries from `from` on end; *end stays at the end of the range when there are fewer. */
static enum result gram_horizon(struct search *s, const struct find_key *from, int64_t window, struct find_key *end, bool *fewer)
{
    static const char sql[] =
        "SELECT gram, name_id FROM published_gram WHERE ((gram = ? AND name_id > ?) OR gram > ?) AND gram <= ? ORDER BY gram, name_id LIMIT ?, 1";
    struct db_stmt *st = db_sql(s->db, sql);
    db_uint(st, 0, from->gram);
    db_uint(st, 1, from->id);
    db_uint(st, 2, from->gram);
    db_uint(st, 3, s->high);
    db_int(st, 4, window - 1);
    *end = (struct find_key){.stage = 'g', .gram = s->high, .id = INT64_MAX};
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *end = (struct find_key){.stage = 'g', .gram = db_col_uint(st, 0), .id = db_col_uint(st, 1)};
    *fewer = r == RESULT_NOT_FOUND;
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* Names that contain the word further on, by the entries behind `from` up to `end`. */
static enum result contains(struct search *s, struct find_key from, const struct find_key *end)
{
    struct buffer sql;
    buffer_init(&sql, SQL_TEXT_MAX);
    buffer_puts(&sql, "SELECT STRAIGHT_JOIN " COLUMNS "a.gram FROM published_gram a FORCE INDEX (PRIMARY) JOIN published_name n ON n.id = a.name_id"
                      " JOIN published_subject s ON s.subject_id = n.subject_id"
                      " WHERE ((a.gram = ? AND a.name_id > ?) OR a.gram > ?) AND (a.gram < ? OR (a.gram = ? AND a.name_id <= ?))");
    add_filter(&sql, s->query, "a");
    buffer_puts(&sql, " AND n.norm LIKE ? AND n.norm NOT LIKE ? ORDER BY a.gram, a.name_id LIMIT ?");
    enum result r = sql.failed ? RESULT_ERROR : RESULT_OK;
    int64_t asked = 0;
    while (r == RESULT_OK && (asked == 0 || goes_on(s, asked))) {
        struct db_stmt *st = db_sql_text(s->db, buffer_text(&sql));
        unsigned at = 0;
        db_uint(st, at++, from.gram);
        db_uint(st, at++, from.id);
        db_uint(st, at++, from.gram);
        db_uint(st, at++, end->gram);
        db_uint(st, at++, end->gram);
        db_uint(st, at++, end->id);
        bind_filter(st, &at, s->query);
        db_text(st, at++, s->contains);
        db_text(st, at++, s->begins);
        db_int(st, at, asked = room(s));
        r = take_rows(s, st, 'g');
        if (s->read)
            from = s->last;
    }
    buffer_free(&sql);
    return r;
}

static enum result contains_windows(struct search *s, const struct find_key *after, bool *stopped)
{
    static const int64_t windows[] = {FIRST_WINDOW, SECOND_WINDOW, FIND_SCAN_MAX - FIRST_WINDOW - SECOND_WINDOW};
    enum result r = s->gram_count ? choose_grams(s) : RESULT_OK;
    if (r != RESULT_OK || s->gram_count == 0)
        return r;
    struct find_key from = {.stage = 'g', .gram = s->lead}, end;
    if (after && s->high == s->lead) /* of all grams of a word the entries of a name come in the same order */
        from.id = after->id;
    else if (after && after->gram >= s->lead)
        from = *after;
    for (size_t w = 0; w < sizeof windows / sizeof *windows; w++) {
        bool fewer;
        if ((r = gram_horizon(s, &from, windows[w], &end, &fewer)) != RESULT_OK || (r = contains(s, from, &end)) != RESULT_OK)
            return r;
        if (fewer || s->count > s->want)
            return RESULT_OK;
        from = end;
    }
    *stopped = true;
    s->page->next = from;
    return RESULT_OK;
}

/* ------------------------------------------------------------------ the whole */

/* What is looked for when the searched form is known. */
static void use_norm(struct search *s)
{
    like_begins(s->norm, s->begins);
    like_contains(s->norm, s->contains);
    s->gram_count = name_query_grams(s->norm, strlen(s->norm), s->grams);
}

/* Makes the searched form; false when nothing of the word can be searched. */
static bool prepare(struct search *s, const char *q)
{
    if (name_norm(q, utf8_prefix(q, strlen(q), LIKE_SIGNS), s->norm) == 0)
        return false;
    use_norm(s);
    return true;
}

/* Takes the half of a company form off the word's end; false when there is none, or less than two signs would remain: one
 * sign is no word. */
static bool halve(struct search *s)
{
    size_t len = strlen(s->norm), kept = name_without_half_form(s->norm, len);
    if (kept == len || utf8_length(s->norm, kept) < 2)
        return false;
    s->norm[kept] = '\0';
    s->half = true;
    use_norm(s);
    return true;
}

/* A rare sign is looked for inside of names too: few have it. */
static void use_rare_sign(struct search *s)
{
    if (s->gram_count == 0 && name_is_rare_sign(s->norm, strlen(s->norm))) {
        s->grams[0] = name_gram_at(s->norm, strlen(s->norm));
        s->gram_count = 1;
    }
}

static void close_page(struct search *s, bool stopped)
{
    struct find_page *page = s->page;
    page->count = s->count < s->want ? s->count : s->want;
    memcpy(page->rows, s->rows, page->count * sizeof *s->rows);
    if (s->count > s->want) {
        page->more = true;
        page->next = s->keys[page->count - 1];
    } else if (stopped) {
        page->more = page->scanned = true;
    }
    page->next.half = s->half;
}

/* The stages of a word, from the place `after` on. */
static enum result all_stages(struct search *s, const struct find_key *after, bool *stopped)
{
    char stage = after ? after->stage : 'e';
    uint64_t id = after ? after->id : 0;
    enum result r = RESULT_OK;
    if (stage == 'e') {
        r = exact(s, id, stopped);
        id = 0;
        stage = 'p';
    }
    if (r == RESULT_OK && stage == 'p' && !*stopped && s->count <= s->want) {
        r = prefix(s, id, stopped);
        stage = 'g';
    }
    if (r == RESULT_OK && stage == 'g' && !*stopped && s->count <= s->want)
        r = contains_windows(s, after && after->stage == 'g' ? after : NULL, stopped);
    return r;
}

/* The word, and when nothing has it the word without half a company form. */
static enum result by_name(struct search *s, const struct find_key *after, bool *stopped)
{
    bool form = name_is_form(s->norm), one = utf8_length(s->norm, strlen(s->norm)) == 1;
    if (after && after->half && !halve(s))
        return RESULT_INVALID; /* a place in the results of another word */
    use_rare_sign(s);
    enum result r = all_stages(s, after, stopped);
    if (r == RESULT_OK && !after && s->count == 0 && !*stopped && halve(s))
        r = all_stages(s, NULL, stopped);
    bool nothing = !after && s->count == 0 && !*stopped;
    s->page->only_form = nothing && form;
    s->page->one_sign = nothing && one;
    return r;
}

static enum result find(struct db *db, const struct find_query *query, const struct find_key *after, size_t want, struct find_page *page)
{
    struct search *s = calloc(1, sizeof *s);
    char code[USCC_TEXT];
    bool stopped = false;
    memset(page, 0, sizeof *page);
    arena_init(&page->arena, PAGE_ARENA_MAX);
    enum result r = RESULT_OK;
    if (!s)
        return RESULT_ERROR;
    s->db = db;
    s->query = query;
    s->want = want;
    s->page = page;
    if (!query->q[0]) {
        page->empty_word = true;
    } else if (uscc_normalise(query->q, strlen(query->q), code)) {
        page->by_code = true;
        if (!after)
            r = by_code(s, code);
    } else if (!prepare(s, query->q)) {
        page->empty_word = true;
    } else {
        r = by_name(s, after, &stopped);
    }
    if (r == RESULT_OK)
        close_page(s, stopped);
    free(s);
    return r;
}

enum result find_subjects(struct db *db, const struct find_query *query, const struct find_key *after, struct find_page *page)
{
    return find(db, query, after, FIND_PAGE, page);
}

enum result find_suggest(struct db *db, const char *q, size_t max, struct find_page *page)
{
    struct find_query query = {.q = q};
    return find(db, &query, NULL, max < FIND_PAGE ? max : FIND_PAGE, page);
}

void find_page_free(struct find_page *page)
{
    arena_free(&page->arena);
    memset(page, 0, sizeof *page);
}

/* Adds the ids of a statement that are not there yet; *count is one more than `max` when there are more. */
static enum result add_ids(struct db_stmt *st, size_t max, uint64_t *ids, size_t *count)
{
    enum result r = db_run(st);
    while (r == RESULT_OK && *count <= max && (r = db_next(st)) == RESULT_OK) {
        uint64_t id = db_col_uint(st, 0);
        size_t i = 0;
        while (i < *count && ids[i] != id)
            i++;
        if (i == *count && i < max)
            ids[i] = id;
        *count += i == *count;
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* Subjects of which a name begins with the word or contains it. */
static enum result subjects_of(struct search *s, size_t max, uint64_t *ids, size_t *count)
{
    static const char beginning[] =
        "SELECT DISTINCT subject_id FROM published_name FORCE INDEX (published_name_norm) WHERE norm >= ? AND norm < ? LIMIT ?";
    static const char inside[] =
        "SELECT STRAIGHT_JOIN DISTINCT n.subject_id FROM published_gram a FORCE INDEX (PRIMARY) JOIN published_name n ON n.id = a.name_id"
        " WHERE a.gram >= ? AND a.gram <= ? AND n.norm LIKE ? LIMIT ?";
    char high[NAME_BYTES + 8];
    snprintf(high, sizeof high, "%s%s", s->norm, AFTER_ALL);
    struct db_stmt *st = db_sql(s->db, beginning);
    db_text(st, 0, s->norm);
    db_text(st, 1, high);
    db_int(st, 2, (int64_t)max + 1);
    enum result r = add_ids(st, max, ids, count);
    if (r != RESULT_OK || *count > max)
        return r;
    st = db_sql(s->db, inside);
    db_uint(st, 0, s->lead);
    db_uint(st, 1, s->high);
    db_text(st, 2, s->contains);
    db_int(st, 3, (int64_t)max + 1);
    return add_ids(st, max, ids, count);
}

/* The same for a word that is rare enough to be answered whole; *complete false: it is not. */
static enum result few_subjects_of(struct search *s, size_t max, uint64_t *ids, size_t *count, bool *complete)
{
    bool often = false;
    enum result r = RESULT_OK;
    *complete = false;
    if (s->gram_count == 0 || (r = choose_grams(s)) != RESULT_OK ||
        (r = more_than(s, s->lead, s->high, FIND_PROBE_MAX, &often)) != RESULT_OK || often)
        return r;
    r = subjects_of(s, max, ids, count);
    *complete = *count <= max;
    if (*count > max)
        *count = max;
    return r;
}

enum result find_subject_ids(struct db *db, const char *q, size_t max, uint64_t *ids, size_t *count, bool *is_code, bool *complete)
{
    static const char by_uscc[] = "SELECT subject_id FROM published_subject WHERE uscc = ?";
    char code[USCC_TEXT];
    *count = 0;
    *is_code = *complete = false;
    if (uscc_normalise(q, strlen(q), code)) {
        struct db_stmt *st = db_sql(db, by_uscc);
        db_text(st, 0, code);
        *is_code = *complete = true;
        return add_ids(st, max, ids, count);
    }
    struct search *s = calloc(1, sizeof *s);
    enum result r = RESULT_OK;
    if (!s)
        return RESULT_ERROR;
    s->db = db;
    if (prepare(s, q)) {
        r = few_subjects_of(s, max, ids, count, complete);
        if (r == RESULT_OK && *complete && *count == 0 && halve(s))
            r = few_subjects_of(s, max, ids, count, complete);
    }
    free(s);
    return r;
}

const char *find_key_format(const struct find_key *key, char out[FIND_KEY_TEXT])
{
    /* a capital: of a word without half a company form */
    int n = snprintf(out, FIND_KEY_TEXT, "%c.%" PRIu64, key->half ? toupper(key->stage) : key->stage, key->id);
    if (key->stage == 'g')
        snprintf(out + n, FIND_KEY_TEXT - (size_t)n, ".%" PRIx64, key->gram);
    return out;
}

bool find_key_parse(const char *text, struct find_key *key)
{
    if (!text[0] || !strchr("epgEPG", text[0]) || text[1] != '.')
        return false;
    char stage = (char)tolower((unsigned char)text[0]);
    const char *id = text + 2, *gram = "0";
    size_t digits = strspn(id, "0123456789");
    if (stage == 'g' && id[digits] == '.')
        gram = id + digits + 1;
    else if (id[digits])
        return false;
    size_t hex = strspn(gram, "0123456789abcdef");
    if (digits < 1 || digits > 19 || hex < 1 || hex > 16 || gram[hex])
        return false;
    *key = (struct find_key){
        .stage = stage, .id = strtoull(id, NULL, 10), .gram = strtoull(gram, NULL, 16), .half = stage != text[0]};
    return true;
}
