/* What no index of a list knows: filters and words compared row by row; document numbers by their key. */
#include "db/list_parts.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW_FIRST 500  /* rows looked at first: enough for a common word */
#define WINDOW_MAX 2000   /* at once: some hundred KiB of names, so that a worker stays small */
#define FETCH_FEW 32      /* rows fetched by their ids with one statement: a page */
#define FETCH_MANY 256    /* … a chunk of open data */

bool list_by_row(const struct plan *plan, enum drive drive)
{
    return drive != DRIVE_SUBJECT && drive != DRIVE_DOCUMENT && (plan->word || list_has_rest(plan, drive));
}

/* ------------------------------------------------------------------ document numbers */

/* A document number has its year in 〔〕, a court's in （）; people type what their keyboard has. */
static const char *const brackets[][2] = {{"〔", "〕"}, {"（", "）"}, {"(", ")"}, {"[", "]"}, {"［", "］"}, {"【", "】"}, {"﹝", "﹞"}};
#define SPELLINGS 2 /* the first ones are those that numbers are written with */

/* Which side of brackets a sign is; -1: none. */
static int side_of(const char *sign, size_t len)
{
    for (size_t b = 0; b < sizeof brackets / sizeof *brackets; b++)
        for (int side = 0; side < 2; side++)
            if (strlen(brackets[b][side]) == len && memcmp(sign, brackets[b][side], len) == 0)
                return side;
    return -1;
}

/* The word with the brackets of a spelling in place of its own; "" when nothing changes. */
static void respell(const char *q, size_t spelling, char out[LIST_NUMBER_TEXT])
{
    size_t n = 0, len = utf8_prefix(q, strlen(q), LIST_Q_MAX);
    for (size_t at = 0; at < len;) {
        const char *sign = q + at;
        size_t from = at;
        utf8_next(q, len, &at);
        int side = side_of(sign, at - from);
        const char *put = side < 0 ? sign : brackets[spelling][side];
        size_t wide = side < 0 ? at - from : strlen(put);
        memcpy(out + n, put, wide);
        n += wide;
    }
    out[n] = '\0';
    if (strcmp(out, q) == 0)
        out[0] = '\0';
}

/* Looks for plan->number. */
static enum result plan_number(struct db *db, struct plan *plan)
{
    const struct list_filter *f = plan->filter;
    struct list_key from = list_start(f);
    struct buffer sql = {0};
    like_begins(plan->number, plan->document);
    buffer_init(&sql, LIST_SQL_MAX);
    buffer_puts(&sql, "SELECT COUNT(*), CAST(COALESCE(SUM(m), 0) AS SIGNED), CAST(COALESCE(SUM(m AND whole), 0) AS SIGNED) FROM (SELECT (TRUE");
    list_add_filter(&sql, plan, DRIVE_DOCUMENT);
    buffer_puts(&sql, " AND decided_on >= ? AND decided_on <= ?) AS m, document_no = ? AS whole FROM published FORCE INDEX (published_document) WHERE ");
    list_add_sets(&sql, f->sets, f->set_count);
    list_add_lead(&sql, plan, DRIVE_DOCUMENT);
    buffer_puts(&sql, " LIMIT ?) w");
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    unsigned at = 0;
    list_bind_filter(st, &at, plan, DRIVE_DOCUMENT);
    db_day(st, at++, f->from == DAY_NONE ? DAY_MIN : f->from);
    db_day(st, at++, from.decided_on);
    db_text(st, at++, plan->number);
    if (f->set_count == 1)
        db_uint(st, at++, f->sets[0]);
    list_bind_lead(st, &at, plan, DRIVE_DOCUMENT);
    db_int(st, at, LIST_DOCUMENT_ROWS_MAX + 1);
    enum result r = sql.failed ? RESULT_ERROR : db_run(st);
    buffer_free(&sql);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK && db_col_int(st, 0) <= LIST_DOCUMENT_ROWS_MAX) {
        plan->document_rows = db_col_uint(st, 1);
        plan->by_document = plan->document_rows > 0;
        /* "3号" may be a whole number somewhere and the end of many others; a long one is meant as it stands */
        plan->documents_only = db_col_uint(st, 2) > 0 && utf8_length(f->q, strlen(f->q)) >= LIST_DOCUMENT_SIGNS;
    }
    db_done(st);
    return r;
}

enum result list_plan_documents(struct db *db, struct plan *plan)
{
    const char *q = plan->filter->q;
    char other[LIST_NUMBER_TEXT];
    respell(q, 0, plan->usual);
    memcpy(plan->number, q, utf8_prefix(q, strlen(q), LIST_Q_MAX));
    enum result r = plan_number(db, plan);
    for (size_t spelling = 0; spelling < SPELLINGS && r == RESULT_OK && !plan->by_document; spelling++) {
        respell(q, spelling, other);
        if (!other[0])
            continue;
        memcpy(plan->number, other, sizeof other);
        r = plan_number(db, plan);
    }
    return r;
}

/* ------------------------------------------------------------------ row by row */

/* Whether a row that the filter lets through has the word. Names fold as those of the search do; a masked name (段**) and a document number are
 * compared as they stand, but for the brackets of a year. */
static bool fits(const struct plan *plan, const char *name, size_t len, const char *document)
{
    const char *q = plan->filter->q;
    if (!plan->word)
        return true;
    if (plan->by_document && strncmp(document, plan->number, strlen(plan->number)) == 0)
        return false; /* it came first */
    if (strstr(document, q) || strstr(name, q) || (plan->usual[0] && strstr(document, plan->usual)))
        return true;
    return plan->norm[0] && name_holds(name, len, plan->norm);
}

/* A scan under way. */
struct scan {
    struct list_key at;      /* the last row looked at */
    size_t looked, found;
    bool ended;              /* there are no more rows */
    uint64_t *ids;           /* of the first `limit` that fit */
    size_t limit;
};

/* Looks at the next `window` rows of the lane; stops at the limit when nobody counts. */
static enum result look(struct db *db, const struct plan *plan, const struct lane *lane, size_t window, bool counting, struct scan *scan)
{
    struct buffer sql = {0};
    buffer_init(&sql, LIST_SQL_MAX);
    buffer_puts(&sql, plan->word ? "SELECT decided_on, record_id, name, document_no, (TRUE" : "SELECT decided_on, record_id, '', '', (TRUE");
    list_add_filter(&sql, plan, lane->drive);
    buffer_puts(&sql, ")");
    list_add_from(&sql, lane->drive);
    list_add_lead(&sql, plan, lane->drive);
    buffer_puts(&sql, list_before_key);
    buffer_puts(&sql, " ORDER BY decided_on DESC, record_id DESC LIMIT ?");
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    unsigned at = 0;
    list_bind_filter(st, &at, plan, lane->drive);
    db_uint(st, at++, lane->set);
    list_bind_lead(st, &at, plan, lane->drive);
    list_bind_key(st, &at, plan->filter, &scan->at);
    db_int(st, at, (int64_t)window + 1); /* one more tells whether it goes on */
    enum result r = sql.failed ? RESULT_ERROR : db_run(st);
    buffer_free(&sql);
    size_t n = 0;
    while (r == RESULT_OK && (counting || scan->found < scan->limit) && (r = db_next(st)) == RESULT_OK && n++ < window) {
        size_t len;
        const char *name = db_col_text(st, 2, &len);
        scan->at = (struct list_key){.decided_on = db_col_day(st, 0), .record_id = db_col_uint(st, 1)};
        scan->looked++;
        if (!db_col_int(st, 4) || !fits(plan, name, len, db_col_text(st, 3, NULL)))
            continue;
        if (scan->found < scan->limit)
            scan->ids[scan->found] = scan->at.record_id;
        scan->found++;
    }
    db_done(st);
    scan->ended = r == RESULT_NOT_FOUND;
    return scan->ended ? RESULT_OK : r;
}

/* The rows with these ids, which may have become fewer meanwhile. */
static enum result fetch(struct db *db, const uint64_t *ids, size_t count, bool with_fields, struct list_page *page, size_t *cap)
{
    size_t at_once = count <= FETCH_FEW ? FETCH_FEW : FETCH_MANY;
    struct buffer sql = {0};
    buffer_init(&sql, LIST_SQL_MAX);
    buffer_puts(&sql, with_fields ? "SELECT " LIST_COLUMNS ", fields" : "SELECT " LIST_COLUMNS_BRIEF);
    buffer_puts(&sql, " FROM published WHERE record_id IN (?");
    for (size_t i = 1; i < at_once; i++)
        buffer_puts(&sql, ",?");
    buffer_puts(&sql, ")");
    enum result r = sql.failed ? RESULT_ERROR : RESULT_OK;
    for (size_t i = 0; i < count && r == RESULT_OK; i += at_once) {
        struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
        for (size_t k = 0; k < at_once; k++)
            db_uint(st, (unsigned)k, ids[i + k < count ? i + k : i]);
        r = list_take_rows(st, page, with_fields, cap);
    }
    buffer_free(&sql);
    return r;
}

/* How many rows to look at next: more each time, so that a chunk full of hits is not read for nothing. */
static size_t next_window(const struct scan *scan, size_t most)
{
    size_t window = scan->looked ? 2 * scan->looked : scan->limit > WINDOW_FIRST ? scan->limit : WINDOW_FIRST;
    if (window > WINDOW_MAX)
        window = WINDOW_MAX;
    return window < most - scan->looked ? window : most - scan->looked;
}

enum result list_row_read(struct db *db, const struct plan *plan, const struct list_key *from, unsigned limit, size_t most,
                           bool with_fields, struct lane *lane, struct list_page *page, size_t *cap, struct list_total *total)
{
    struct scan scan = {.at = *from, .limit = limit, .ids = malloc((limit + 1) * sizeof *scan.ids)};
    enum result r = scan.ids ? RESULT_OK : RESULT_ERROR;
    while (r == RESULT_OK && !scan.ended && scan.looked < most && (total ? scan.found <= LIST_COUNT_MAX : scan.found < limit)) {
        r = look(db, plan, lane, next_window(&scan, most), total != NULL, &scan);
    }
    lane->looked = scan.looked;
    if (total) {
        total->n += scan.found;
        total->unfinished |= !scan.ended;
    }
    if (!scan.ended && scan.found < limit) {
        lane->stopped = true;
        lane->horizon = scan.at;
    }
    if (r == RESULT_OK && page)
        r = fetch(db, scan.ids, scan.found < limit ? scan.found : limit, with_fields, page, cap);
    free(scan.ids);
    return r;
}
