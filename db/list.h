/* Published records as lists: newest decision first, page by page by key, with filters.
 *
 * A list is one set or several (a group). Rows of one set lie together in `published`, so a page is one key-range
 * read a set. Filters use an index each; what no single index covers is looked for among at most LIST_SCAN_MAX rows a page
 * (LIST_COUNT_SCAN_MAX on the first, which counts them as well), then the page ends and `next` goes on from there: no request
 * grows with a table.
 * A word is looked for in names, folded as the search folds them, and in document numbers as they stand. Rows whose document
 * number begins with it come first, by a key; names that few subjects have are found by these subjects; the rest is compared
 * row by row, newest first. A whole document number is answered by its key alone.
 * The pages take 20 rows at a time, open data LIST_CHUNK with their fields. */
#ifndef DB_LIST_H
#define DB_LIST_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define LIST_PAGE 20             /* rows of a page (contract) */
#define LIST_CHUNK 1000          /* rows of a key range of open data */
#define LIST_SCAN_MAX 10000      /* index entries looked at for one page: about 20 ms */
#define LIST_COUNT_MAX 10000     /* above it a filtered total is "10000+" */
#define LIST_COUNT_SCAN_MAX 30000 /* rows looked at for a total: about 60 ms */
#define LIST_DOCUMENT_ROWS_MAX 2000 /* rows whose document number begins with q that are worth sorting */
#define LIST_DOCUMENT_SIGNS 6    /* a document number of so many signs is meant as a whole: an authority, a year or a serial is in it */
#define LIST_SETS_MAX 256        /* sets of a group; the whole catalogue has half of it */
#define LIST_SUBJECTS_MAX 100    /* subjects whose name matches q, looked up by subject; more means scanning */
#define LIST_SUBJECT_ROWS_MAX 2000 /* records of these together that are worth sorting */
#define LIST_KEY_TEXT 40         /* "d2026-04-01.1234567890123456789" and NUL */
#define LIST_KINDS_MAX 64        /* combinations of kinds that are looked up one by one */
#define LIST_Q_MAX 100           /* signs of a search word that count */

struct list_filter {
    const uint16_t *sets;    /* numbers of the sets; not NULL */
    size_t set_count;        /* 1 … LIST_SETS_MAX */
    uint32_t region;         /* division code, 0: any; a city includes its counties, 210000 is what the province itself decided */
    uint16_t source_id;      /* 0: any */
    const char *const *kinds;/* rows of any of these kinds (list_kinds); kind_count 0: any */
    size_t kind_count;
    bool no_kind;            /* a kind is asked for that no row has */
    const char *kind_like;   /* NULL, or in place of kinds a pattern: the kind is part of too many combinations */
    day_t from, to;          /* days of decision, both included; DAY_NONE: open */
    const char *q;           /* a name, part of a name, document number or USCC; NULL or "": any */
};

/* Where a page ends: the next begins behind it. */
struct list_key {
    day_t decided_on;
    uint64_t record_id;
    bool documents;          /* still among the rows whose document number begins with q */
};

/* A published row; texts belong to the page, empty ones are "". */
struct list_row {
    uint64_t id, subject_id;   /* subject_id 0: none */
    uint16_t set_number, source_id;
    uint32_t region;
    const char *name, *uscc, *document_no, *authority, *kind, *grade;
    const char *amount;        /* decimal, in 万元 */
    const char *fields;        /* JSON {code: value}; NULL unless asked for */
    const char *updated_at;    /* UTC */
    day_t decided_on, valid_from, valid_until, published_on, publish_until; /* DAY_NONE: not set */
    uint32_t version;
    bool is_person, flagged;
    bool marked;               /* an objection is open and its rule set marks; set by published_record alone */
};

struct list_page {
    struct arena arena;
    struct list_row *rows;
    size_t count;
    bool more;                 /* next is where to go on */
    bool scanned;              /* the page ended at the scan limit: there may be fewer rows than asked for */
    struct list_key next;
};

struct list_total {
    uint64_t n;
    bool capped;               /* there are more than n, which is LIST_COUNT_MAX */
    bool unfinished;           /* counting ended at its limit: n were found so far, there may be more */
};

/* Fills the filter's kinds. Rows of some sets have several kinds at once ("警告、罚款"): with `several` every combination
 * that holds the kind is found. Texts go to the arena. */
enum result list_kinds(struct db *db, const char *kind, bool several, struct arena *arena, struct list_filter *filter) MUST_CHECK;

/* Reads up to `want` rows behind `after` (NULL: from the newest). `page` must be zeroed or freed; the caller frees it.
 * RESULT_UNAVAILABLE, RESULT_ERROR. */
enum result list_read(struct db *db, const struct list_filter *filter, const struct list_key *after, unsigned want,
                      bool with_fields, struct list_page *page) MUST_CHECK;
void list_page_free(struct list_page *page);
/* The same with the filter's total, together cheaper than list_read and list_count; a first page without a next one is exact. */
enum result list_read_counted(struct db *db, const struct list_filter *filter, const struct list_key *after, unsigned want,
                              bool with_fields, struct list_page *page, struct list_total *total) MUST_CHECK;

/* How many rows the filter has: exact where the counters know it, or where LIST_COUNT_MAX index entries or LIST_COUNT_SCAN_MAX rows
 * are all there is to look at. */
enum result list_count(struct db *db, const struct list_filter *filter, struct list_total *total) MUST_CHECK;
/* "12345"; "10000+" when it is not known how many. */
#define LIST_TOTAL_TEXT 32
const char *list_total_text(const struct list_total *total, char out[LIST_TOTAL_TEXT]);

/* The key as text for an address and back; false for a text that is none. */
const char *list_key_format(const struct list_key *key, char out[LIST_KEY_TEXT]);
bool list_key_parse(const char *text, struct list_key *key) MUST_CHECK;

/* The last delivery of each source to a set. */
struct list_delivery {
    uint16_t set_number, source_id;
    day_t day;                 /* in Asia/Shanghai */
    uint32_t accepted;
};
/* The deliveries to all sets, newest first, at most `max`; *count of them in `out`. */
enum result list_deliveries(struct db *db, struct list_delivery *out, size_t max, size_t *count) MUST_CHECK;

/* The published columns that list_row_take reads, in its order; `fields` follows when asked for. For db/ only. */
#define LIST_COLUMNS LIST_COLUMNS_WITH("updated_at")
#define LIST_COLUMNS_BRIEF LIST_COLUMNS_WITH("''") /* without the moment of the last change: tables do not show it */
#define LIST_COLUMNS_WITH(updated_at) \
    "record_id, subject_id, set_number, source_id, region, name, uscc, document_no, authority, kind, grade, amount, " \
    updated_at ", decided_on, valid_from, valid_until, published_on, publish_until, version, is_person, flagged"
struct db_stmt;
bool list_row_take(struct db_stmt *st, struct arena *arena, bool with_fields, struct list_row *row) MUST_CHECK;

#endif
