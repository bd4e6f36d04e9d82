/* Subjects by name or code. */
#include "db/find.h"

#include "base/buffer.h"
#include "base/log.h"
#include "base/utf8.h"
#include "db/db.h"
#include "db/like.h"
#include "domain/name.h"
#include "domain/uscc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SQL_TEXT_MAX 4096
#define PAGE_ARENA_MAX (1u << 20) /* 21 rows of names */
#define FIRST_WINDOW 1000         /* postings looked at before FIND_SCAN_MAX: enough for nearly every word */
#define AFTER_ALL "\xf4\x8f\xbf\xbf" /* U+10FFFF: behind every sign that a name may have */
#define JOINED_GRAMS 2            /* bigrams that confirm the rarest one by index; the name confirms the rest */

#define COLUMNS \
    "s.subject_id, s.name, s.uscc, s.status, s.former, s.kind, s.region, s.established, n.former, s.registered, n.id, n.norm"

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
    size_t signs;               /* of norm */
    uint32_t grams[NAME_GRAMS_MAX];
    size_t gram_count;          /* the rarest first once ranked */
    bool absent;                /* a bigram that no name has */
    bool rare;                  /* the rarest has at most FIND_PROBE_MAX postings */
    size_t want;                /* rows of a page */
    struct find_page *page;
    struct find_key keys[FIND_PAGE + 1]; /* of each row */
    size_t read;                /* rows that the last statement gave */
    uint64_t last;              /* name id of the last of them */
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

static enum result take_rows(struct search *s, struct db_stmt *st, char stage)
{
    enum result r = db_run(st);
    s->read = 0;
    while (r == RESULT_OK && s->count <= s->want && (r = db_next(st)) == RESULT_OK) {
        struct arena *a = &s->page->arena;
        struct find_row *row = &s->rows[s->count];
        s->read++;
        s->last = db_col_uint(st, 10);
        *row = (struct find_row){
            .subject_id = db_col_uint(st, 0), .name = arena_text(a, db_col_text(st, 1, NULL)),
            .uscc = arena_text(a, db_col_text(st, 2, NULL)), .status = arena_text(a, db_col_text(st, 3, NULL)),
            .former_names = arena_text(a, db_col_text(st, 4, NULL)), .region = (uint32_t)db_col_uint(st, 6),
            .established = db_col_day(st, 7), .by_former = db_col_int(st, 8) != 0, .registered = db_col_int(st, 9) != 0,
        };
        snprintf(row->kind, sizeof row->kind, "%s", db_col_text(st, 5, NULL));
        row->former = row->by_former && row->former_names ? matched_former(row, db_col_text(st, 11, NULL), a) : "";
        if (!row->name || !row->uscc || !row->status || !row->former_names || !row->former)
            r = RESULT_ERROR;
        else if (stage == 'c' || !row->former_names[0] || is_best_name(s, row, db_col_text(st, 11, NULL)))
            s->keys[s->count++] = (struct find_key){.stage = stage, .id = s->last};
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
        "SELECT s.subject_id, s.name, s.uscc, s.status, s.former, s.kind, s.region, s.established, FALSE, s.registered, s.subject_id, s.norm"
        " FROM published_subject s WHERE s.uscc = ?";
    struct db_stmt *st = db_sql(s->db, sql);
    db_text(st, 0, code);
    return take_rows(s, st, 'c');
}

static enum result exact(struct search *s, uint64_t after)
{
    struct buffer sql;
    buffer_init(&sql, SQL_TEXT_MAX);
    buffer_puts(&sql, "SELECT STRAIGHT_JOIN " COLUMNS " FROM published_name n FORCE INDEX (published_name_norm)"
                      " JOIN published_subject s ON s.subject_id = n.subject_id WHERE n.norm = ? AND n.id > ?");
    add_filter(&sql, s->query, "n");
    buffer_puts(&sql, " ORDER BY n.id LIMIT ?");
    enum result r = sql.failed ? RESULT_ERROR : RESULT_OK;
    int64_t asked = 0;
    do {
        struct db_stmt *st = db_sql_text(s->db, buffer_text(&sql));
        unsigned at = 0;
        db_text(st, at++, s->norm);
        db_uint(st, at++, after);
        bind_filter(st, &at, s->query);
        db_int(st, at, asked = room(s));
        if (r == RESULT_OK)
            r = take_rows(s, st, 'e');
        after = s->last;
    } while (r == RESULT_OK && goes_on(s, asked));
    buffer_free(&sql);
    return r;
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

/* Names that begin with the word and are longer. Sets *stopped when a filter let the scan limit end the page. */
static enum result prefix_once(struct search *s, uint64_t after, bool *stopped, int64_t *asked)
{
    char low[NAME_BYTES + 8], high[NAME_BYTES + 8], end[NAME_BYTES + 8] = "";
    uint64_t end_id = 0;
    enum result r;
    snprintf(low, sizeof low, "%s", s->norm);
    snprintf(high, sizeof high, "%s%s", s->norm, AFTER_ALL);
    if (after) {
        r = norm_of(s->db, after, low);
        if (r == RESULT_NOT_FOUND)
            after = 0;
        else if (r != RESULT_OK)
            return r;
    }
    if (!after)
        after = UINT64_MAX >> 1; /* every name that is the word itself is behind */
    if (filtered(s->query)) {
        static const char horizon[] =
            "SELECT norm, id FROM published_name FORCE INDEX (published_name_norm) WHERE norm >= ? AND norm < ?"
            " AND (norm > ? OR (norm = ? AND id > ?)) ORDER BY norm, id LIMIT ?, 1";
        struct db_stmt *st = db_sql(s->db, horizon);
        db_text(st, 0, low);
        db_text(st, 1, high);
        db_text(st, 2, low);
        db_text(st, 3, low);
        db_uint(st, 4, after);
        db_int(st, 5, FIND_SCAN_MAX - 1);
        r = db_run(st);
        if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
            snprintf(end, sizeof end, "%s", db_col_text(st, 0, NULL));
            end_id = db_col_uint(st, 1);
        }
        db_done(st);
        if (r != RESULT_OK && r != RESULT_NOT_FOUND)
            return r;
    }
    struct buffer sql;
    buffer_init(&sql, SQL_TEXT_MAX);
    buffer_puts(&sql, "SELECT STRAIGHT_JOIN " COLUMNS " FROM published_name n FORCE INDEX (published_name_norm)"
                      " JOIN published_subject s ON s.subject_id = n.subject_id"
                      " WHERE n.norm >= ? AND n.norm < ? AND (n.norm > ? OR (n.norm = ? AND n.id > ?))");
    add_filter(&sql, s->query, "n");
    if (end_id)
        buffer_puts(&sql, " AND (n.norm < ? OR (n.norm = ? AND n.id <= ?))");
    buffer_puts(&sql, " ORDER BY n.norm, n.id LIMIT ?");
    struct db_stmt *st = db_sql_text(s->db, buffer_text(&sql));
    unsigned at = 0;
    db_text(st, at++, low);
    db_text(st, at++, high);
    db_text(st, at++, low);
    db_text(st, at++, low);
    db_uint(st, at++, after);
    bind_filter(st, &at, s->query);
    if (end_id) {
        db_text(st, at++, end);
        db_text(st, at++, end);
        db_uint(st, at++, end_id);
    }
    db_int(st, at, *asked = room(s));
    r = sql.failed ? RESULT_ERROR : take_rows(s, st, 'p');
    buffer_free(&sql);
    if (r == RESULT_OK && end_id && s->count <= s->want) {
        *stopped = true;
        s->page->next = (struct find_key){.stage = 'p', .id = end_id};
    }
    return r;
}

static enum result prefix(struct search *s, uint64_t after, bool *stopped)
{
    int64_t asked = 0;
    enum result r = prefix_once(s, after, stopped, &asked);
    while (r == RESULT_OK && goes_on(s, asked)) {
        *stopped = false;
        r = prefix_once(s, s->last, stopped, &asked);
    }
    return r;
}

/* Puts the rarest of the word's bigrams first, the next rarest behind it. */
static enum result rank_grams(struct search *s)
{
    static const char sql[] = "SELECT COUNT(*) FROM (SELECT 1 FROM published_gram WHERE gram = ? LIMIT ?) w";
    int64_t n[FIND_GRAMS_MAX];
    uint32_t some[FIND_GRAMS_MAX];
    size_t all = s->gram_count, probed = all < FIND_GRAMS_MAX ? all : FIND_GRAMS_MAX;
    s->rare = false;
    for (size_t i = 0; i < probed; i++) {
        some[i] = s->grams[i * all / probed];
        struct db_stmt *st = db_sql(s->db, sql);
        db_uint(st, 0, some[i]);
        db_int(st, 1, FIND_PROBE_MAX + 1);
        enum result r = db_run(st);
        if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
            n[i] = db_col_int(st, 0);
        db_done(st);
        if (r != RESULT_OK)
            return r;
        if (n[i] == 0) {
            s->absent = true;
            return RESULT_OK;
        }
    }
    for (size_t i = 1; i < probed; i++) /* a dozen at most: sorted in place */
        for (size_t k = i; k > 0 && n[k] < n[k - 1]; k--) {
            int64_t m = n[k];
            uint32_t g = some[k];
            n[k] = n[k - 1], some[k] = some[k - 1];
            n[k - 1] = m, some[k - 1] = g;
        }
    memcpy(s->grams, some, probed * sizeof *some);
    s->gram_count = probed;
    s->rare = probed > 0 && n[0] <= FIND_PROBE_MAX;
    return RESULT_OK;
}

/* The name id at which `window` postings behind `after` end; 0 when there are fewer. */
static enum result gram_horizon(struct search *s, uint64_t after, int64_t window, uint64_t *end)
{
    static const char sql[] = "SELECT name_id FROM published_gram WHERE gram = ? AND name_id > ? ORDER BY name_id LIMIT ?, 1";
    struct db_stmt *st = db_sql(s->db, sql);
    db_uint(st, 0, s->grams[0]);
    db_uint(st, 1, after);
    db_int(st, 2, window - 1);
    *end = 0;
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *end = db_col_uint(st, 0);
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* FROM and WHERE of names that have the word's rarest bigrams and the word. */
static void add_grams(struct buffer *sql, const struct search *s, bool with_subject)
{
    size_t joined = s->gram_count - 1 < JOINED_GRAMS ? s->gram_count - 1 : JOINED_GRAMS;
    buffer_puts(sql, " FROM published_gram a");
    for (size_t i = 1; i <= joined; i++)
        buffer_printf(sql, " JOIN published_gram b%zu ON b%zu.gram = ? AND b%zu.name_id = a.name_id", i, i, i);
    buffer_puts(sql, " JOIN published_name n ON n.id = a.name_id");
    if (with_subject)
        buffer_puts(sql, " JOIN published_subject s ON s.subject_id = n.subject_id");
    buffer_puts(sql, " WHERE a.gram = ?");
}

static void bind_grams(struct db_stmt *st, unsigned *at, const struct search *s)
{
    size_t joined = s->gram_count - 1 < JOINED_GRAMS ? s->gram_count - 1 : JOINED_GRAMS;
    for (size_t i = 1; i <= joined; i++)
        db_uint(st, (*at)++, s->grams[i]);
    db_uint(st, (*at)++, s->grams[0]);
}

/* Names that contain the word further on, among the postings behind `after` up to `end` (0: all). */
static enum result contains(struct search *s, uint64_t after, uint64_t end)
{
    struct buffer sql;
    buffer_init(&sql, SQL_TEXT_MAX);
    buffer_puts(&sql, "SELECT STRAIGHT_JOIN " COLUMNS);
    add_grams(&sql, s, true);
    buffer_puts(&sql, " AND a.name_id > ? AND a.name_id <= ?");
    add_filter(&sql, s->query, "a");
    buffer_puts(&sql, " AND n.norm LIKE ? AND n.norm NOT LIKE ? ORDER BY a.name_id LIMIT ?");
    enum result r = sql.failed ? RESULT_ERROR : RESULT_OK;
    int64_t asked = 0;
    do {
        struct db_stmt *st = db_sql_text(s->db, buffer_text(&sql));
        unsigned at = 0;
        bind_grams(st, &at, s);
        db_uint(st, at++, after);
        db_uint(st, at++, end ? end : INT64_MAX);
        bind_filter(st, &at, s->query);
        db_text(st, at++, s->contains);
        db_text(st, at++, s->begins);
        db_int(st, at, asked = room(s));
        if (r == RESULT_OK)
            r = take_rows(s, st, 'g');
        after = s->last;
    } while (r == RESULT_OK && goes_on(s, asked));
    buffer_free(&sql);
    return r;
}

static enum result contains_windows(struct search *s, uint64_t after, bool *stopped)
{
    enum result r = s->gram_count ? rank_grams(s) : RESULT_OK;
    if (r != RESULT_OK || s->absent || s->gram_count == 0)
        return r;
    static const int64_t windows[] = {FIRST_WINDOW, FIND_SCAN_MAX - FIRST_WINDOW};
    for (size_t w = 0; w < 2; w++) {
        uint64_t end;
        if ((r = gram_horizon(s, after, windows[w], &end)) != RESULT_OK || (r = contains(s, after, end)) != RESULT_OK)
            return r;
        if (!end || s->count > s->want)
            return RESULT_OK;
        after = end;
    }
    *stopped = true;
    s->page->next = (struct find_key){.stage = 'g', .id = after};
    return RESULT_OK;
}

/* ------------------------------------------------------------------ the whole */

/* Makes the searched form; false when nothing of the word can be searched. */
static bool prepare(struct search *s, const char *q)
{
    size_t len = utf8_prefix(q, strlen(q), LIKE_SIGNS);
    size_t n = name_norm(q, len, s->norm);
    s->signs = utf8_length(s->norm, n);
    if (n == 0)
        return false;
    like_begins(s->norm, s->begins);
    like_contains(s->norm, s->contains);
    s->gram_count = s->signs > 1 ? name_query_grams(s->norm, n, s->grams) : 0;
    return true;
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
    char stage = after ? after->stage : 'e';
    uint64_t id = after ? after->id : 0;
    if (!query->q[0]) {
        page->empty_word = true;
    } else if (uscc_normalise(query->q, strlen(query->q), code)) {
        page->by_code = true;
        if (!after)
            r = by_code(s, code);
    } else if (!prepare(s, query->q)) {
        page->empty_word = true;
    } else {
        if (stage == 'e') {
            r = exact(s, id);
            id = 0;
            stage = 'p';
        }
        if (r == RESULT_OK && stage == 'p' && s->count <= want) {
            r = prefix(s, id, &stopped);
            id = 0;
            stage = 'g';
        }
        if (r == RESULT_OK && stage == 'g' && !stopped && s->count <= want)
            r = contains_windows(s, id, &stopped);
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

static enum result ids_of(struct db_stmt *st, size_t max, uint64_t *ids, size_t *count)
{
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        if (*count < max)
            ids[*count] = db_col_uint(st, 0);
        (*count)++;
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
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
        return ids_of(st, max, ids, count);
    }
    struct search *s = calloc(1, sizeof *s);
    enum result r = RESULT_OK;
    if (!s)
        return RESULT_ERROR;
    s->db = db;
    if (prepare(s, q) && s->gram_count > 0 && (r = rank_grams(s)) == RESULT_OK && s->rare && !s->absent) {
        struct buffer sql;
        buffer_init(&sql, SQL_TEXT_MAX);
        buffer_puts(&sql, "SELECT STRAIGHT_JOIN DISTINCT n.subject_id");
        add_grams(&sql, s, false);
        buffer_puts(&sql, " AND n.norm LIKE ? LIMIT ?");
        struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
        unsigned at = 0;
        bind_grams(st, &at, s);
        db_text(st, at++, s->contains);
        db_int(st, at, (int64_t)max + 1);
        r = sql.failed ? RESULT_ERROR : ids_of(st, max, ids, count);
        buffer_free(&sql);
        *complete = *count <= max;
        if (*count > max)
            *count = max;
    }
    free(s);
    return r;
}

const char *find_key_format(const struct find_key *key, char out[FIND_KEY_TEXT])
{
    snprintf(out, FIND_KEY_TEXT, "%c.%" PRIu64, key->stage, key->id);
    return out;
}

bool find_key_parse(const char *text, struct find_key *key)
{
    if (!text[0] || !strchr("epg", text[0]) || text[1] != '.' || !text[2])
        return false;
    const char *digits = text + 2;
    if (strlen(digits) > 19 || strspn(digits, "0123456789") != strlen(digits))
        return false;
    *key = (struct find_key){.stage = text[0], .id = strtoull(digits, NULL, 10)};
    return true;
}
