/* Lists of published records: key-range reads, filters, totals. */
#include "db/list.h"

#include "base/log.h"
#include "base/utf8.h"
#include "db/count.h"
#include "db/find.h"
#include "db/list_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_ARENA_MAX (256u << 20) /* a chunk of 1,000 rows with fields of at most a few KiB each, with room to spare */
#define ID_MAX INT64_MAX

static const char *const index_of[] = {
    [DRIVE_SET] = "PRIMARY", [DRIVE_CITY] = "published_city", [DRIVE_REGION] = "published_region",
    [DRIVE_SOURCE] = "published_source", [DRIVE_KIND] = "published_kind",
    [DRIVE_SUBJECT] = "published_subject", [DRIVE_NO_SUBJECT] = "published_subject", [DRIVE_DOCUMENT] = "published_document",
};

static bool region_is_city(uint32_t region)
{
    return region % 100 == 0;
}

static bool has_kind(const struct list_filter *f)
{
    return f->kind_count > 0 || f->kind_like;
}

static bool has_q(const struct list_filter *f)
{
    return f->q && f->q[0];
}

static unsigned dimensions(const struct list_filter *f)
{
    return (f->region != 0) + (f->source_id != 0) + has_kind(f);
}

static enum count_dimension region_range(uint32_t region, uint32_t *low, uint32_t *high)
{
    *low = region;
    *high = region_is_city(region) && region != COUNT_PROVINCE ? region + 99 : region;
    return COUNT_REGION;
}

/* Rows of the filter's kinds, by the counters. */
static enum result count_kinds(struct db *db, const struct list_filter *f, uint64_t *n)
{
    enum result r = RESULT_OK;
    *n = 0;
    for (size_t i = 0; i < f->kind_count && r == RESULT_OK; i++) {
        uint64_t one;
        uint32_t k = count_kind_key(f->kinds[i]);
        r = count_range(db, f->sets, f->set_count, COUNT_KIND, k, k, &one);
        *n += one;
    }
    return r;
}

/* The narrowest of the filter's indexes, by its counters. */
static enum result choose_drive(struct db *db, const struct list_filter *f, enum drive *drive)
{
    enum result r = RESULT_OK;
    uint64_t least = UINT64_MAX, n;
    *drive = DRIVE_SET;
    bool only = dimensions(f) == 1;
    if (f->region) {
        uint32_t low, high;
        enum count_dimension d = region_range(f->region, &low, &high);
        *drive = region_is_city(f->region) ? DRIVE_CITY : DRIVE_REGION;
        if (!only && (r = count_range(db, f->sets, f->set_count, d, low, high, &least)) != RESULT_OK)
            return r;
    }
    if (f->source_id) {
        n = 0;
        if (!only && (r = count_range(db, f->sets, f->set_count, COUNT_SOURCE, f->source_id, f->source_id, &n)) != RESULT_OK)
            return r;
        if (n < least || only) {
            least = n;
            *drive = DRIVE_SOURCE;
        }
    }
    if (f->kind_count) {
        if (!only && (r = count_kinds(db, f, &n)) != RESULT_OK)
            return r;
        if (n < least || only)
            *drive = DRIVE_KIND;
    }
    return r;
}

/* ------------------------------------------------------------------ statements */

void list_add_from(struct buffer *sql, enum drive drive)
{
    buffer_printf(sql, " FROM published FORCE INDEX (%s) WHERE set_number = ?", index_of[drive]);
}

void list_add_sets(struct buffer *sql, const uint16_t *sets, size_t count)
{
    buffer_puts(sql, count == 1 ? "set_number = ?" : "set_number IN (");
    for (size_t i = 0; count > 1 && i < count; i++)
        buffer_printf(sql, i ? ",%u" : "%u", sets[i]);
    buffer_puts(sql, count == 1 ? "" : ")");
}

/* Subject lists come in three lengths, so that there are few different statements. */
static size_t padded(size_t count)
{
    return count <= 1 ? 1 : count <= 8 ? 8 : LIST_SUBJECTS_MAX;
}

static void add_subjects(struct buffer *sql, size_t count)
{
    buffer_puts(sql, "subject_id IN (?");
    for (size_t i = 1; i < padded(count); i++)
        buffer_puts(sql, ",?");
    buffer_puts(sql, ")");
}

static void bind_subjects(struct db_stmt *st, unsigned *at, const struct plan *plan)
{
    for (size_t i = 0; i < padded(plan->subject_count); i++)
        db_uint(st, (*at)++, plan->subjects[i < plan->subject_count ? i : 0]);
}

bool list_has_rest(const struct plan *plan, enum drive drive)
{
    const struct list_filter *f = plan->filter;
    bool covered = drive >= DRIVE_CITY && drive <= DRIVE_KIND;
    return dimensions(f) > (covered ? 1u : 0u) || f->kind_like || (plan->by_document && drive == DRIVE_SUBJECT);
}

/* Always the same number of them, so that there is one statement. */
static void add_kinds(struct buffer *sql)
{
    buffer_puts(sql, " AND kind IN (?");
    for (size_t i = 1; i < LIST_KINDS_MAX; i++)
        buffer_puts(sql, ",?");
    buffer_puts(sql, ")");
}

void list_add_filter(struct buffer *sql, const struct plan *plan, enum drive drive)
{
    const struct list_filter *f = plan->filter;
    if (drive == DRIVE_SUBJECT) {
        buffer_puts(sql, " AND ");
        add_subjects(sql, plan->subject_count);
    } else if (drive == DRIVE_NO_SUBJECT) {
        buffer_puts(sql, " AND subject_id IS NULL");
    } else if (drive == DRIVE_DOCUMENT) {
        buffer_puts(sql, " AND document_no LIKE ?");
    }
    if (f->region)
        buffer_puts(sql, region_is_city(f->region) ? " AND city = ?" : " AND region = ?");
    if (f->source_id)
        buffer_puts(sql, " AND source_id = ?");
    if (drive == DRIVE_KIND || f->kind_count == 1)
        buffer_puts(sql, " AND kind = ?");
    else if (f->kind_count)
        add_kinds(sql);
    if (f->kind_like)
        buffer_puts(sql, " AND kind LIKE ?");
    if (plan->by_document && drive == DRIVE_SUBJECT)
        buffer_puts(sql, " AND (document_no IS NULL OR document_no NOT LIKE ?)");
}

void list_bind_filter(struct db_stmt *st, unsigned *at, const struct plan *plan, enum drive drive)
{
    const struct list_filter *f = plan->filter;
    if (drive == DRIVE_SUBJECT)
        bind_subjects(st, at, plan);
    else if (drive == DRIVE_DOCUMENT)
        db_text(st, (*at)++, plan->document);
    if (f->region)
        db_uint(st, (*at)++, f->region);
    if (f->source_id)
        db_uint(st, (*at)++, f->source_id);
    if (drive == DRIVE_KIND || f->kind_count == 1)
        db_text(st, (*at)++, f->kinds[drive == DRIVE_KIND ? plan->kind : 0]);
    else if (f->kind_count)
        for (size_t i = 0; i < LIST_KINDS_MAX; i++)
            db_text(st, (*at)++, f->kinds[i < f->kind_count ? i : 0]);
    if (f->kind_like)
        db_text(st, (*at)++, f->kind_like);
    if (plan->by_document && drive == DRIVE_SUBJECT)
        db_text(st, (*at)++, plan->document);
}

void list_add_lead(struct buffer *sql, const struct plan *plan, enum drive drive)
{
    static const char *const lead[] = {
        [DRIVE_SET] = "", [DRIVE_CITY] = " AND city = ?", [DRIVE_REGION] = " AND region = ?",
        [DRIVE_SOURCE] = " AND source_id = ?", [DRIVE_KIND] = " AND kind = ?",
        [DRIVE_NO_SUBJECT] = " AND subject_id IS NULL", [DRIVE_SUBJECT] = " AND ", [DRIVE_DOCUMENT] = " AND document_no LIKE ?",
    };
    buffer_puts(sql, lead[drive]);
    if (drive == DRIVE_SUBJECT)
        add_subjects(sql, plan->subject_count);
}

void list_bind_lead(struct db_stmt *st, unsigned *at, const struct plan *plan, enum drive drive)
{
    const struct list_filter *f = plan->filter;
    if (drive == DRIVE_CITY || drive == DRIVE_REGION)
        db_uint(st, (*at)++, f->region);
    else if (drive == DRIVE_SOURCE)
        db_uint(st, (*at)++, f->source_id);
    else if (drive == DRIVE_KIND)
        db_text(st, (*at)++, f->kinds[plan->kind]);
    else if (drive == DRIVE_SUBJECT)
        bind_subjects(st, at, plan);
    else if (drive == DRIVE_DOCUMENT)
        db_text(st, (*at)++, plan->document);
}

const char list_before_key[] = " AND decided_on >= ? AND (decided_on < ? OR (decided_on = ? AND record_id < ?))";

void list_bind_key(struct db_stmt *st, unsigned *at, const struct list_filter *f, const struct list_key *after)
{
    db_day(st, (*at)++, f->from == DAY_NONE ? DAY_MIN : f->from);
    db_day(st, (*at)++, after->decided_on);
    db_day(st, (*at)++, after->decided_on);
    db_uint(st, (*at)++, after->record_id);
}

struct list_key list_start(const struct list_filter *f)
{
    struct list_key key = {.decided_on = DAY_MAX, .record_id = ID_MAX};
    if (f->to != DAY_NONE && f->to < DAY_MAX)
        key.decided_on = f->to;
    return key;
}

static int compare_keys(const struct list_key *a, const struct list_key *b)
{
    if (a->decided_on != b->decided_on)
        return a->decided_on > b->decided_on ? -1 : 1;
    return a->record_id == b->record_id ? 0 : a->record_id > b->record_id ? -1 : 1;
}

/* ------------------------------------------------------------------ planning */

/* Whether the named subjects have few enough records in these sets to sort them. */
static enum result few_rows(struct db *db, const struct plan *plan, bool *few)
{
    char text[LIST_SQL_MAX];
    struct buffer sql = {0};
    *few = true;
    if (plan->subject_count <= 1)
        return RESULT_OK; /* one subject's records lie in order */
    buffer_init(&sql, sizeof text - 1);
    buffer_puts(&sql, "SELECT COUNT(*) FROM (SELECT 1 FROM published FORCE INDEX (published_subject) WHERE ");
    list_add_sets(&sql, plan->filter->sets, plan->filter->set_count);
    buffer_puts(&sql, " AND ");
    add_subjects(&sql, plan->subject_count);
    buffer_puts(&sql, " LIMIT ?) w");
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    unsigned at = 0;
    if (plan->filter->set_count == 1)
        db_uint(st, at++, plan->filter->sets[0]);
    bind_subjects(st, &at, plan);
    db_int(st, at, LIST_SUBJECT_ROWS_MAX + 1);
    enum result r = sql.failed ? RESULT_ERROR : db_run(st);
    buffer_free(&sql);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *few = db_col_int(st, 0) <= LIST_SUBJECT_ROWS_MAX;
    db_done(st);
    return r;
}

static enum result plan_make(struct db *db, const struct list_filter *f, struct plan *plan)
{
    memset(plan, 0, sizeof *plan);
    plan->filter = f;
    plan->nothing = f->no_kind || f->set_count == 0;
    if (plan->nothing)
        return RESULT_OK;
    enum result r = choose_drive(db, f, &plan->drive);
    if (r != RESULT_OK || !has_q(f))
        return r;
    bool is_code, complete;
    r = find_subject_ids(db, f->q, LIST_SUBJECTS_MAX, plan->subjects, &plan->subject_count, &is_code, &complete);
    if (r != RESULT_OK)
        return r;
    if (is_code) {
        plan->by_subject = true;
        plan->nothing = plan->subject_count == 0;
        return RESULT_OK;
    }
    plan->word = true;
    if (!strchr(f->q, '*')) /* a masked name is what it looks like */
        name_norm(f->q, strlen(f->q), plan->norm);
    if (complete && plan->subject_count && (r = few_rows(db, plan, &plan->by_subject)) != RESULT_OK)
        return r;
    return list_plan_documents(db, plan);
}

/* ------------------------------------------------------------------ reading */

static const char *copy_text(struct db_stmt *st, unsigned col, struct arena *arena, bool *ok)
{
    size_t len;
    const char *text = db_col_text(st, col, &len);
    if (len == 0)
        return "";
    bool clean = utf8_is_clean(text, len);
    char *copy = clean ? arena_copy(arena, text, len) : arena_alloc(arena, 3 * len + 1);
    if (!copy)
        *ok = false;
    else if (!clean) /* import lets none through; what came by another way must not reach a reader either */
        utf8_clean(text, len, false, copy);
    return copy ? copy : "";
}

bool list_row_take(struct db_stmt *st, struct arena *arena, bool with_fields, struct list_row *row)
{
    bool ok = true;
    *row = (struct list_row){
        .id = db_col_uint(st, 0), .subject_id = db_col_uint(st, 1),
        .set_number = (uint16_t)db_col_uint(st, 2), .source_id = (uint16_t)db_col_uint(st, 3),
        .region = (uint32_t)db_col_uint(st, 4),
        .name = copy_text(st, 5, arena, &ok), .uscc = copy_text(st, 6, arena, &ok),
        .document_no = copy_text(st, 7, arena, &ok), .authority = copy_text(st, 8, arena, &ok),
        .kind = copy_text(st, 9, arena, &ok), .grade = copy_text(st, 10, arena, &ok),
        .amount = copy_text(st, 11, arena, &ok), .updated_at = copy_text(st, 12, arena, &ok),
        .decided_on = db_col_day(st, 13), .valid_from = db_col_day(st, 14), .valid_until = db_col_day(st, 15),
        .published_on = db_col_day(st, 16), .publish_until = db_col_day(st, 17),
        .version = (uint32_t)db_col_uint(st, 18), .is_person = db_col_int(st, 19) != 0, .flagged = db_col_int(st, 20) != 0,
        .fields = with_fields ? copy_text(st, 21, arena, &ok) : NULL,
    };
    return ok;
}

/* How many lanes lead through a set, and which index the l-th goes along. The rows by document number come before these. */
static size_t lanes_of(const struct plan *plan)
{
    if (plan->by_subject)
        return plan->word && !plan->documents_only ? 2 : 1;
    if (plan->documents_only)
        return 0;
    return plan->drive == DRIVE_KIND ? plan->filter->kind_count : 1;
}

static enum drive lane_drive(struct plan *plan, size_t l)
{
    if (plan->by_subject)
        return l == 0 ? DRIVE_SUBJECT : DRIVE_NO_SUBJECT;
    plan->kind = l;
    return plan->drive;
}

/* How many rows of a lane are looked at one by one when they are counted: what the lanes before it left of the whole, so that of
 * most lists nothing remains to be searched behind the first page. */
static size_t row_budget(size_t looked)
{
    return looked + LIST_SCAN_MAX < LIST_COUNT_SCAN_MAX ? LIST_COUNT_SCAN_MAX - looked : LIST_SCAN_MAX;
}

/* How far LIST_SCAN_MAX index entries of a subject reach. */
static enum result find_horizon(struct db *db, const struct plan *plan, const struct list_key *after, struct lane *lane)
{
    struct buffer sql = {0};
    buffer_init(&sql, LIST_SQL_MAX);
    buffer_puts(&sql, "SELECT decided_on, record_id");
    list_add_from(&sql, lane->drive);
    list_add_lead(&sql, plan, lane->drive);
    buffer_puts(&sql, list_before_key);
    buffer_puts(&sql, " ORDER BY decided_on DESC, record_id DESC LIMIT ?, 1");
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    unsigned at = 0;
    db_uint(st, at++, lane->set);
    list_bind_lead(st, &at, plan, lane->drive);
    list_bind_key(st, &at, plan->filter, after);
    db_int(st, at, LIST_SCAN_MAX - 1);
    enum result r = sql.failed ? RESULT_ERROR : db_run(st);
    buffer_free(&sql);
    if (r != RESULT_OK)
        return r;
    r = db_next(st);
    if (r == RESULT_OK) {
        lane->stopped = true;
        lane->horizon = (struct list_key){.decided_on = db_col_day(st, 0), .record_id = db_col_uint(st, 1)};
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

static bool room_for(struct list_page *page, size_t *cap)
{
    if (page->count < *cap)
        return true;
    size_t more = *cap ? *cap * 2 : 64;
    struct list_row *rows = realloc(page->rows, more * sizeof *rows);
    if (!rows)
        return false;
    page->rows = rows;
    *cap = more;
    return true;
}

enum result list_take_rows(struct db_stmt *st, struct list_page *page, bool with_fields, size_t *cap)
{
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        if (!room_for(page, cap) || !list_row_take(st, &page->arena, with_fields, &page->rows[page->count])) {
            log_error("list: no memory for a page");
            r = RESULT_ERROR;
            break;
        }
        page->count++;
    }
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

/* Reads up to `limit` rows of a lane into the page. */
static enum result lane_read(struct db *db, const struct plan *plan, const struct list_key *after, unsigned limit,
                             bool with_fields, struct lane *lane, struct list_page *page, size_t *cap)
{
    /* rows by document number are few and have to be sorted whatever else is asked of them */
    bool rest = list_has_rest(plan, lane->drive) && lane->drive != DRIVE_DOCUMENT;
    enum result r = RESULT_OK;
    if (rest && (r = find_horizon(db, plan, after, lane)) != RESULT_OK)
        return r;

    struct buffer sql = {0};
    buffer_init(&sql, LIST_SQL_MAX);
    buffer_puts(&sql, with_fields ? "SELECT " LIST_COLUMNS : "SELECT " LIST_COLUMNS_BRIEF);
    buffer_puts(&sql, with_fields ? ", fields" : "");
    list_add_from(&sql, lane->drive);
    list_add_filter(&sql, plan, lane->drive);
    buffer_puts(&sql, list_before_key);
    if (lane->stopped)
        buffer_puts(&sql, " AND (decided_on > ? OR (decided_on = ? AND record_id >= ?))");
    buffer_puts(&sql, " ORDER BY decided_on DESC, record_id DESC LIMIT ?");
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    unsigned at = 0;
    db_uint(st, at++, lane->set);
    list_bind_filter(st, &at, plan, lane->drive);
    list_bind_key(st, &at, plan->filter, after);
    if (lane->stopped) {
        db_day(st, at++, lane->horizon.decided_on);
        db_day(st, at++, lane->horizon.decided_on);
        db_uint(st, at++, lane->horizon.record_id);
    }
    db_int(st, at, limit);
    size_t before = page->count;
    r = sql.failed ? RESULT_ERROR : list_take_rows(st, page, with_fields, cap);
    buffer_free(&sql);
    if (page->count - before == limit)
        lane->stopped = false; /* the page is full: where the scan would have ended is of no interest */
    return r;
}

static int compare_rows(const void *pa, const void *pb)
{
    const struct list_row *a = pa, *b = pb;
    struct list_key ka = {.decided_on = a->decided_on, .record_id = a->id}, kb = {.decided_on = b->decided_on, .record_id = b->id};
    return compare_keys(&ka, &kb);
}

/* Sorts what the lanes brought behind the first `begin` rows, cuts at `want` of them and at the nearest horizon, and says where
 * to go on; `from` is where the lanes began. */
static void page_close(struct list_page *page, size_t begin, size_t want, const struct list_key *from, const struct list_key *horizon)
{
    struct list_row *rows = page->rows ? page->rows + begin : NULL;
    size_t count = page->count - begin, keep = 0;
    if (count > 1)
        qsort(rows, count, sizeof *rows, compare_rows);
    while (keep < count && keep < want) {
        struct list_key key = {.decided_on = rows[keep].decided_on, .record_id = rows[keep].id};
        if (horizon && compare_keys(&key, horizon) > 0)
            break;
        keep++;
    }
    if (keep == want && count > want) {
        page->more = true;
        page->next = keep ? (struct list_key){.decided_on = rows[keep - 1].decided_on, .record_id = rows[keep - 1].id} : *from;
    } else if (horizon) {
        page->more = page->scanned = true;
        page->next = *horizon;
    }
    page->count = begin + keep;
}

/* The later of a place and the filter's beginning. */
static struct list_key place(const struct list_filter *f, const struct list_key *after)
{
    struct list_key from = list_start(f);
    if (after && compare_keys(after, &from) > 0)
        from = (struct list_key){.decided_on = after->decided_on, .record_id = after->record_id};
    return from;
}

/* Rows whose document number begins with q. */
static enum result read_documents(struct db *db, struct plan *plan, const struct list_key *after, unsigned want, bool with_fields,
                                  struct list_page *page, size_t *cap)
{
    const struct list_filter *f = plan->filter;
    struct list_key from = place(f, after);
    enum result r = RESULT_OK;
    for (size_t i = 0; i < f->set_count && r == RESULT_OK; i++) {
        struct lane lane = {.set = f->sets[i], .drive = DRIVE_DOCUMENT};
        r = lane_read(db, plan, &from, want + 1, with_fields, &lane, page, cap);
    }
    if (r == RESULT_OK)
        page_close(page, 0, want, &from, NULL);
    page->next.documents = page->more;
    return r;
}

/* The other rows, `want` behind those that the page has. `total`: counts the rows that are looked at one by one. */
static enum result read_lanes(struct db *db, struct plan *plan, const struct list_key *after, unsigned want, bool with_fields,
                              struct list_page *page, size_t *cap, struct list_total *total)
{
    const struct list_filter *f = plan->filter;
    struct list_key from = place(f, after), horizon = {0};
    size_t begin = page->count, looked = 0;
    bool stopped = false;
    enum result r = RESULT_OK;
    for (size_t i = 0; i < f->set_count && r == RESULT_OK; i++) {
        for (size_t l = 0; l < lanes_of(plan) && r == RESULT_OK; l++) {
            struct lane lane = {.set = f->sets[i], .drive = lane_drive(plan, l)};
            if (list_by_row(plan, lane.drive))
                r = list_row_read(db, plan, &from, want + 1, total ? row_budget(looked) : LIST_SCAN_MAX, with_fields, &lane, page, cap, total);
            else
                r = lane_read(db, plan, &from, want + 1, with_fields, &lane, page, cap);
            looked += lane.looked;
            if (lane.stopped && (!stopped || compare_keys(&lane.horizon, &horizon) < 0)) {
                horizon = lane.horizon;
                stopped = true;
            }
        }
    }
    if (r == RESULT_OK)
        page_close(page, begin, want, &from, stopped ? &horizon : NULL);
    return r;
}

static enum result read_page(struct db *db, struct plan *plan, const struct list_key *after, unsigned want, bool with_fields,
                             struct list_page *page, struct list_total *total)
{
    size_t cap = 0;
    if (plan->nothing)
        return RESULT_OK;
    if (plan->by_document && (!after || after->documents)) {
        enum result r = read_documents(db, plan, after, want, with_fields, page, &cap);
        if (r != RESULT_OK || page->more)
            return r;
        after = NULL;
    } else if (after && after->documents) {
        after = NULL; /* of another time: there are none now */
    }
    return read_lanes(db, plan, after, want - (unsigned)page->count, with_fields, page, &cap, total);
}

static void page_begin(struct list_page *page)
{
    memset(page, 0, sizeof *page);
    arena_init(&page->arena, CHUNK_ARENA_MAX);
}

enum result list_read(struct db *db, const struct list_filter *filter, const struct list_key *after, unsigned want,
                      bool with_fields, struct list_page *page)
{
    struct plan plan;
    page_begin(page);
    enum result r = plan_make(db, filter, &plan);
    return r == RESULT_OK ? read_page(db, &plan, after, want, with_fields, page, NULL) : r;
}

void list_page_free(struct list_page *page)
{
    free(page->rows);
    arena_free(&page->arena);
    memset(page, 0, sizeof *page);
}

/* ------------------------------------------------------------------ totals */

/* Counts the rows of one lane, by at most LIST_COUNT_MAX + 1 index entries or within the budget of rows. */
static enum result lane_count(struct db *db, const struct plan *plan, uint16_t set, enum drive drive, size_t *looked, struct list_total *total)
{
    const struct list_filter *f = plan->filter;
    struct list_key from = list_start(f);
    struct buffer sql = {0};
    if (list_by_row(plan, drive)) {
        struct lane lane = {.set = set, .drive = drive};
        enum result r = list_row_read(db, plan, &from, 0, row_budget(*looked), false, &lane, NULL, NULL, total);
        *looked += lane.looked;
        return r;
    }
    buffer_init(&sql, LIST_SQL_MAX);
    bool rest = list_has_rest(plan, drive);
    buffer_puts(&sql, "SELECT COUNT(*), CAST(COALESCE(SUM(m), 0) AS SIGNED) FROM (SELECT ");
    if (rest) {
        buffer_puts(&sql, "(TRUE");
        list_add_filter(&sql, plan, drive);
        buffer_puts(&sql, ") AS m");
    } else {
        buffer_puts(&sql, "1 AS m");
    }
    list_add_from(&sql, drive);
    list_add_lead(&sql, plan, drive);
    buffer_puts(&sql, " AND decided_on >= ? AND decided_on <= ? LIMIT ?) w");
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    unsigned at = 0;
    if (rest)
        list_bind_filter(st, &at, plan, drive);
    db_uint(st, at++, set);
    list_bind_lead(st, &at, plan, drive);
    db_day(st, at++, f->from == DAY_NONE ? DAY_MIN : f->from);
    db_day(st, at++, from.decided_on);
    db_int(st, at, LIST_COUNT_MAX + 1);
    enum result r = sql.failed ? RESULT_ERROR : db_run(st);
    buffer_free(&sql);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        total->unfinished |= db_col_int(st, 0) > LIST_COUNT_MAX;
        total->n += db_col_uint(st, 1);
    }
    db_done(st);
    return r;
}

/* The filter is one dimension or none: the counters know. */
static enum result count_exactly(struct db *db, const struct list_filter *f, struct list_total *total)
{
    uint32_t low = 0, high = 0;
    enum count_dimension d = COUNT_ALL;
    if (f->region)
        d = region_range(f->region, &low, &high);
    else if (f->source_id) {
        d = COUNT_SOURCE;
        low = high = f->source_id;
    } else if (f->kind_count) {
        return count_kinds(db, f, &total->n);
    } else if (f->from != DAY_NONE || f->to != DAY_NONE) {
        d = COUNT_DECIDED;
        low = count_day_key(f->from == DAY_NONE ? DAY_MIN : f->from);
        high = count_day_key(f->to == DAY_NONE ? DAY_MAX : f->to);
    }
    return count_range(db, f->sets, f->set_count, d, low, high, &total->n);
}

/* Whether the counters know the total. */
static bool is_counted(const struct list_filter *f)
{
    bool days = f->from != DAY_NONE || f->to != DAY_NONE;
    return !has_q(f) && !f->kind_like && dimensions(f) + days <= 1;
}

/* Adds the lanes together. `rows_counted`: those looked at one by one are in `total` already. */
static enum result count_lanes(struct db *db, struct plan *plan, bool rows_counted, struct list_total *total)
{
    const struct list_filter *f = plan->filter;
    enum result r = RESULT_OK;
    size_t looked = 0;
    total->n += plan->by_document ? plan->document_rows : 0;
    for (size_t i = 0; i < f->set_count && r == RESULT_OK && total->n <= LIST_COUNT_MAX; i++) {
        for (size_t l = 0; l < lanes_of(plan) && r == RESULT_OK; l++) {
            enum drive drive = lane_drive(plan, l);
            if (!rows_counted || !list_by_row(plan, drive))
                r = lane_count(db, plan, f->sets[i], drive, &looked, total);
        }
    }
    if (total->n > LIST_COUNT_MAX) {
        total->n = LIST_COUNT_MAX;
        total->capped = true;
        total->unfinished = false;
    }
    return r;
}

enum result list_count(struct db *db, const struct list_filter *f, struct list_total *total)
{
    struct plan plan;
    *total = (struct list_total){0};
    if (f->no_kind || f->set_count == 0 || (f->from != DAY_NONE && f->to != DAY_NONE && f->from > f->to))
        return RESULT_OK;
    if (is_counted(f))
        return count_exactly(db, f, total);
    enum result r = plan_make(db, f, &plan);
    return r == RESULT_OK && !plan.nothing ? count_lanes(db, &plan, false, total) : r;
}

enum result list_read_counted(struct db *db, const struct list_filter *f, const struct list_key *after, unsigned want,
                              bool with_fields, struct list_page *page, struct list_total *total)
{
    struct plan plan;
    struct list_total rows = {0};
    page_begin(page);
    *total = (struct list_total){0};
    enum result r = plan_make(db, f, &plan);
    if (r == RESULT_OK)
        r = read_page(db, &plan, after, want, with_fields, page, after ? NULL : &rows);
    if (r != RESULT_OK || plan.nothing)
        return r;
    if (!after && !page->more) {
        total->n = page->count; /* the page is the whole list */
        return RESULT_OK;
    }
    if (is_counted(f))
        return count_exactly(db, f, total);
    /* the first page has gone through the rows already, unless it was full of document numbers */
    bool rows_counted = !after && !page->next.documents;
    if (rows_counted)
        *total = rows;
    return count_lanes(db, &plan, rows_counted, total);
}

/* The contract knows two kinds of totals: exact ones and "10000+". A count that ended at its limit before it had found 10,000 rows
 * is the second kind too: more than so many rows would have to be looked at, and "37+" or "0+" would be taken for a number of
 * hits. Pages say in words what was found so far and that the search is not finished. */
const char *list_total_text(const struct list_total *total, char out[LIST_TOTAL_TEXT])
{
    if (total->capped || total->unfinished)
        snprintf(out, LIST_TOTAL_TEXT, "%d+", LIST_COUNT_MAX);
    else
        snprintf(out, LIST_TOTAL_TEXT, "%" PRIu64, total->n);
    return out;
}

const char *list_key_format(const struct list_key *key, char out[LIST_KEY_TEXT])
{
    char day[DAY_TEXT];
    snprintf(out, LIST_KEY_TEXT, "%s%s.%" PRIu64, key->documents ? "d" : "", day_format(key->decided_on, day), key->record_id);
    return out;
}

bool list_key_parse(const char *text, struct list_key *key)
{
    char day[DAY_TEXT];
    key->documents = *text == 'd';
    text += key->documents;
    if (strlen(text) < DAY_TEXT + 1 || strlen(text) >= LIST_KEY_TEXT || text[DAY_TEXT - 1] != '.')
        return false;
    memcpy(day, text, DAY_TEXT - 1);
    day[DAY_TEXT - 1] = '\0';
    const char *digits = text + DAY_TEXT;
    if (strlen(digits) > 19 || strspn(digits, "0123456789") != strlen(digits) || !day_parse(day, &key->decided_on))
        return false;
    key->record_id = strtoull(digits, NULL, 10);
    return true;
}
