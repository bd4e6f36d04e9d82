/* What the files of lists share; for db/list*.c only. */
#ifndef DB_LIST_PARTS_H
#define DB_LIST_PARTS_H

#include "base/buffer.h"
#include "db/db.h"
#include "db/like.h"
#include "db/list.h"
#include "domain/name.h"

#define LIST_SQL_MAX 8192 /* the longest statement put together here: an IN list of 256 */

#define LIST_NUMBER_TEXT (LIST_Q_MAX * 4 + 1)

/* Which index a read goes along. */
enum drive { DRIVE_SET, DRIVE_CITY, DRIVE_REGION, DRIVE_SOURCE, DRIVE_KIND, DRIVE_SUBJECT, DRIVE_NO_SUBJECT, DRIVE_DOCUMENT };

/* A filter looked at once: what q means and which index leads. */
struct plan {
    const struct list_filter *filter;
    enum drive drive;             /* of the rows without regard to subjects */
    size_t kind;                  /* DRIVE_KIND: which of the kinds is gone along now */
    bool nothing;                 /* q cannot match */
    bool word;                    /* q is a word, not a code: names and document numbers are compared with it row by row (list_row.c)
                                     but for the rows that an index answers: */
    bool by_subject;              /* those of the subjects below; row by row only those without a subject */
    bool by_document;             /* those whose document number begins with q: they come first, and nowhere else */
    bool documents_only;          /* q is a whole document number: nothing is compared row by row */
    uint64_t subjects[LIST_SUBJECTS_MAX];
    size_t subject_count;
    uint64_t document_rows;       /* how many by_document has */
    char number[LIST_NUMBER_TEXT];/* q as document numbers are written: its brackets may be others than those typed */
    char usual[LIST_NUMBER_TEXT]; /* q with the brackets 〔〕 that no keyboard has; "" when it has them or none */
    char document[LIKE_TEXT];     /* the number as the beginning of one */
    char norm[NAME_BYTES];        /* q as names are searched; "": as it is typed */
};

/* One way to rows of one set: a set along an index. */
struct lane {
    uint16_t set;
    enum drive drive;
    bool stopped;            /* at the scan limit: nothing is known behind `horizon` */
    struct list_key horizon; /* the last index entry looked at */
    size_t looked;           /* rows that were looked at one by one */
};

/* Whether the rows of the lane are looked at one by one, because the filter or q asks for what the index does not know. */
bool list_by_row(const struct plan *plan, enum drive drive);

/* ------------------------------------------------------------------ pieces of statements (list.c) */

/* FROM published along the index, one set: set_number = ? */
void list_add_from(struct buffer *sql, enum drive drive);
/* Only the leading condition: what scan limits count. */
void list_add_lead(struct buffer *sql, const struct plan *plan, enum drive drive);
void list_bind_lead(struct db_stmt *st, unsigned *at, const struct plan *plan, enum drive drive);
/* The conditions of the filter itself, without set, place and what is compared row by row. */
void list_add_filter(struct buffer *sql, const struct plan *plan, enum drive drive);
void list_bind_filter(struct db_stmt *st, unsigned *at, const struct plan *plan, enum drive drive);
/* Whether that filter asks for anything that the index does not know. */
bool list_has_rest(const struct plan *plan, enum drive drive);
/* The days of the filter, newest first, behind a key. */
extern const char list_before_key[];
void list_bind_key(struct db_stmt *st, unsigned *at, const struct list_filter *f, const struct list_key *after);
/* The key behind which the first row of the filter is. */
struct list_key list_start(const struct list_filter *f);
/* One set is a parameter, so that all lists share a statement; a group's sets stand in the text. */
void list_add_sets(struct buffer *sql, const uint16_t *sets, size_t count);
/* Takes the rows of a statement of LIST_COLUMNS into the page, behind those that it has. */
enum result list_take_rows(struct db_stmt *st, struct list_page *page, bool with_fields, size_t *cap) MUST_CHECK;

/* ------------------------------------------------------------------ row by row, and document numbers (list_row.c) */

/* Looks for rows whose document number is or begins with q; sets the plan's part about documents. */
enum result list_plan_documents(struct db *db, struct plan *plan) MUST_CHECK;

/* Looks at the lane's rows from `from` on, at most `most` of them. Takes the first `limit` that fit into the page, and stops
 * at them unless `total` is given: then the others are counted in it too. */
enum result list_row_read(struct db *db, const struct plan *plan, const struct list_key *from, unsigned limit, size_t most,
                           bool with_fields, struct lane *lane, struct list_page *page, size_t *cap, struct list_total *total) MUST_CHECK;

#endif
