/* What the files of the import share; for db/import*.c only. */
#ifndef DB_IMPORT_PARTS_H
#define DB_IMPORT_PARTS_H

#include "base/arena.h"
#include "db/db.h"
#include "db/import.h"

#define IN_LIST 500          /* keys of one lookup; PARAMS_MAX of db.c has room for it */
#define IN_LIST_TEXT (IN_LIST * 2)

struct import {
    struct db *db;
    struct import_delivery delivery;
    uint64_t batch_id;
    uint64_t next_serial[256], reserved_serial[256]; /* by year - 2000: what the next record gets; what is committed */
    uint64_t next_subject, reserved_subject;         /* what the next new subject gets; what is committed */
    uint64_t last_subject;                           /* the end of the block of ids that this import took */
    uint64_t accepted, flagged, rejected, changed;   /* of the delivery so far */
    struct import_row **work;    /* of the transaction: rows that are written, IMPORT_ROWS places */
    size_t work_count;
    struct import_row **by_key;  /* all kept rows of the transaction, sorted for lookups */
    size_t key_count;
    struct arena arena;          /* of the transaction */
    char lookup_records[IN_LIST_TEXT + 400], lookup_facts[IN_LIST_TEXT + 400], lookup_subjects[IN_LIST_TEXT + 600],
        lookup_seq[IN_LIST_TEXT + 400], lookup_other[IN_LIST_TEXT + 400], lookup_wrong[IN_LIST_TEXT + 400],
        lookup_names[IN_LIST_TEXT + 400], lookup_former[IN_LIST_TEXT + 400]; /* statements, put together once */
};

/* Writes `head` IN (?,?,…) `tail`. */
void in_list(char *out, size_t room, const char *head, const char *tail);

/* The kept row of this identity; NULL. */
struct import_row *import_row_of(const struct import *import, const void *identity);
/* Decides what becomes of a row whose record was found: columns identity, id, version, state, facts_digest, corrected. */
void import_judge(const struct import *import, struct import_row *item, struct db_stmt *st);

void import_correction_texts(struct import *import);
/* Holds the rows against what staff corrected: a row that says otherwise becomes a decision's issue, one that says the same ends the mark. */
enum result import_corrections(struct import *import) MUST_CHECK;

void import_name_texts(struct import *import);
/* Holds the names of the kept rows against those that their codes are registered under; sets remark. */
enum result import_names(struct import *import) MUST_CHECK;

/* Sees to it that a transaction has ids for its new subjects; outside of it. */
enum result import_reserve(struct import *import) MUST_CHECK;
/* Finds or makes the subjects of the rows to be written and brings registrations up to date; sets subject_id. */
enum result import_subjects(struct import *import) MUST_CHECK;
/* Brings published, its counters and the change log in line with the written records. `any_found`: some existed before. */
enum result import_publish(struct import *import, bool any_found) MUST_CHECK;

#endif
