/* Reports: the facts that one may show, what was issued, and what became of it since.
 * Facts are read in one snapshot; an issue is one transaction: idempotency, report, its records, the use log and the count. */
#ifndef DB_REPORT_H
#define DB_REPORT_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/archive.h"
#include "domain/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;

#define REPORT_KEY 16               /* bytes of chance in the file's address */
#define REPORT_RECORDS_MAX 20000    /* of one report: some 2,400 pages; beyond it nothing is issued */
#define REPORT_REVISIONS_MAX 32     /* files of one: SIGN_STAMPS_MAX timestamps and the first, with room */
#define REPORT_SUBJECTS_MAX 50      /* firms of a search certificate (contract) */

/* ---------------------------------------------------------------- facts */
/* PUBLIC: what is published. OWN: also what is authorised or not published any more, for the subject itself. */
enum report_scope { REPORT_PUBLIC, REPORT_OWN };

/* Whose: a subject's, or those of the natural person who applied in a granted case (found by the keyed hash of the number). */
struct report_of {
    uint64_t subject_id;
    const char *person_case;        /* NULL: the subject's */
};

/* A record as a report shows it. */
struct report_row {
    uint64_t id;
    uint32_t version;
    uint16_t set_number, source_id;
    day_t publish_until;            /* DAY_NONE: not set */
    const char *fields;             /* JSON {code: value} */
};

/* Their records decided within [from, until] (DAY_NONE: open), by set, newest first in each.
 * RESULT_CONFLICT: more than REPORT_RECORDS_MAX. Texts go to the arena. */
enum result report_records(struct db *db, const struct report_of *of, enum report_scope scope, day_t from, day_t until,
                           struct arena *arena, struct report_row **rows, size_t *count) MUST_CHECK;
/* How many of their records an objection holds now; nothing else may be said of them. */
enum result report_held(struct db *db, const struct report_of *of, enum report_scope scope, unsigned *held) MUST_CHECK;
/* The same without fields: what a check of today's facts compares. */
enum result report_facts(struct db *db, const struct report_of *of, enum report_scope scope, day_t from, day_t until, struct arena *arena,
                         struct report_fact **facts, size_t *count) MUST_CHECK;
/* What tells the field of administration of each: who delivered it, and the deciding authority ("" for none). */
struct report_decider { uint64_t id; uint16_t set_number, source_id; const char *authority; };
/* Of the subject's own records, in the order of report_facts. */
enum result report_deciders(struct db *db, const struct report_of *of, day_t from, day_t until, struct arena *arena,
                            struct report_decider **deciders, size_t *count) MUST_CHECK;
/* Runs `body` so that everything it reads is of one moment. RESULT of body. */
enum result report_snapshot(struct db *db, enum result (*body)(struct db *, void *), void *arg) MUST_CHECK;

/* ---------------------------------------------------------------- issue */
struct report_issue {
    const char *number, *kind;      /* public search full compliance */
    uint64_t subject_id;            /* 0: search */
    const char *uscc, *name;        /* uscc NULL: search */
    int64_t issued_ms;              /* UTC, milliseconds since 1970: as printed */
    const unsigned char *code_hash; /* 32 bytes, of the 12 digits */
    const unsigned char *file_key;  /* REPORT_KEY */
    const unsigned char *sha256;    /* of the file */
    uint32_t size;
    const char *level, *level_note; /* B-B with its reason, or B-T, B-LT; note NULL */
    time_t good_until;              /* how long it stays provable without a further timestamp */
    const char *summary, *facts;    /* JSON */
    const unsigned char *facts_digest; /* 32 bytes, of `facts` */
    const char *purpose, *recipient, *case_number; /* NULL: none */
    const unsigned char *asked_by;  /* 16 bytes */
    const char *actor;              /* for the use log: who asked, with what authority */
    const struct report_fact *records; size_t record_count;
    const char *const *subjects; size_t subject_count; /* codes of a search */
    const unsigned char *scope, *key, *body; /* idempotency: 16, 16, 32 bytes */
};
/* RESULT_CONFLICT: the key was used with another body (*same true) or the number is taken (*same false).
 * RESULT_OK with *same: this key issued `number` before; nothing was done. */
enum result report_issue(struct db *db, const struct report_issue *issue, char number[REPORT_NUMBER_TEXT], bool *same) MUST_CHECK;
/* What an earlier request with this key issued, before any work is done again. RESULT_NOT_FOUND: none; RESULT_CONFLICT: other body. */
enum result report_issued_before(struct db *db, const unsigned char *scope, const unsigned char *key, const unsigned char *body,
                                 char number[REPORT_NUMBER_TEXT]) MUST_CHECK;
/* The report that a granted case brought; RESULT_NOT_FOUND: none yet. */
enum result report_of_case(struct db *db, const char *case_number, char number[REPORT_NUMBER_TEXT]) MUST_CHECK;

/* What a granted case for a report of one's own asks for: its kind (full, compliance), who applied, the application's JSON.
 * RESULT_NOT_FOUND: no such case, or not granted. */
enum result report_case(struct db *db, const char *case_number, struct arena *arena, const char **kind, const char **applicant,
                        const char **application) MUST_CHECK;

/* ---------------------------------------------------------------- afterwards */
struct report {
    char number[REPORT_NUMBER_TEXT];
    const char *kind, *uscc, *name, *level, *level_note, *summary, *facts, *purpose, *recipient, *case_number;
    uint64_t subject_id;
    time_t issued_at, revoked_at;   /* revoked_at 0: it stands */
    const char *revoked_by, *revoke_reason;
    unsigned char code_hash[32], file_key[REPORT_KEY], sha256[32], facts_digest[32], asked_by[16];
    uint32_t size;                  /* of the newest file, whose digest is sha256 */
    unsigned revisions;             /* files that it has had: 1, and one more for each later timestamp */
};
/* RESULT_NOT_FOUND. Texts go to the arena, "" for none. */
enum result report_read(struct db *db, const char *number, struct arena *arena, struct report *out) MUST_CHECK;
/* Whether these bytes are, or once were, the file of that report. */
enum result report_file_known(struct db *db, const char *number, const unsigned char sha256[32], bool *known) MUST_CHECK;
/* The records as they were shown, by id. */
enum result report_shown(struct db *db, const char *number, struct arena *arena, struct report_fact **facts, size_t *count) MUST_CHECK;
/* How many of the records shown are not published any more in the same version: the original is not opened then. */
enum result report_taken_down(struct db *db, const char *number, unsigned *gone) MUST_CHECK;
/* What the paper of a letter is headed with. RESULT_NOT_FOUND: it is no letter's. Texts go to the arena. */
struct report_letter { const char *title, *document_no; time_t at; };
enum result report_letter(struct db *db, const char *number, struct arena *arena, struct report_letter *out) MUST_CHECK;
/* The firms of a search certificate. */
enum result report_subjects(struct db *db, const char *number, struct arena *arena, const char **codes, size_t max, size_t *count) MUST_CHECK;

/* A file that was stamped later. RESULT_CONFLICT: somebody else stamped it. */
enum result report_restamped(struct db *db, const char *number, const unsigned char old_sha256[32], const unsigned char sha256[32],
                             uint32_t size, const char *level, time_t good_until) MUST_CHECK;
/* Issued papers that need another timestamp and whose next try is due: those that stay provable until `until` at most (at most half of
 * `max`), then those without one. None that was called back. */
struct report_file {
    char number[REPORT_NUMBER_TEXT];
    unsigned char sha256[32];
    uint32_t size;
    bool renewal;                   /* it has a timestamp */
    unsigned tries;                 /* that failed so far */
};
enum result report_to_stamp(struct db *db, time_t now, time_t until, struct report_file *out, size_t max, size_t *count) MUST_CHECK;
/* It could not be stamped, so many times by now: again at `until`. */
enum result report_stamp_put_off(struct db *db, const char *number, unsigned tries, time_t until) MUST_CHECK;

/* ---------------------------------------------------------------- letters (the clerk's) */
/* A letter of a case whose signed paper is due. Texts go to the arena. */
struct letter_due { const char *case_number, *document_no, *body; unsigned seq, tries; time_t at; bool is_person; };
enum result letters_due(struct db *db, time_t now, struct arena *arena, struct letter_due *out, size_t max, size_t *count) MUST_CHECK;
/* It could not be made: again at `until`. */
enum result letter_put_off(struct db *db, const char *case_number, unsigned seq, time_t until) MUST_CHECK;
/* Its paper lies in the store. `issue` has number, name, issued_ms, code_hash, file_key, sha256, size, level, level_note, good_until.
 * RESULT_OK also when another clerk was first (*done false); RESULT_CONFLICT: the number is taken. */
enum result letter_issued(struct db *db, const char *case_number, unsigned seq, const struct report_issue *issue, bool *done) MUST_CHECK;
/* By staff, with a reason. RESULT_CONFLICT: not there or revoked already; RESULT_INVALID: no reason. */
enum result report_revoke(struct db *db, const char *number, const char *actor, const char *reason) MUST_CHECK;

/* Opens a report by number and code. RESULT_NOT_FOUND alike for no such report and a wrong code. Wrong codes: 5 a number and
 * network, then a pause that doubles: RESULT_DENIED, *wait_seconds says how long. */
enum result report_open(struct db *db, const char *number, const unsigned char *code_hash, const unsigned char *network_hash,
                        time_t now, unsigned *wait_seconds) MUST_CHECK;

/* A paper that could not be made or kept provable, for the desk: `kind` is a report's, "letter" or "stamp", `about` a code, a case's or (stamp) a
 * paper's number, `text` says why. What is open already is counted and not told twice. */
enum result report_fault_add(struct db *db, const char *kind, const char *about, const char *text) MUST_CHECK;

/* ---------------------------------------------------------------- for staff */
struct report_fault_row {
    uint64_t id;
    time_t at, last_at, done_at;    /* first and last time; done_at 0: open */
    unsigned times;
    const char *kind, *about, *text, *done_by;
};
/* The newest first: those that are open, or those that were settled. Texts go to the arena. */
enum result report_faults(struct db *db, bool open, struct arena *arena, struct report_fault_row *out, size_t max, size_t *count) MUST_CHECK;
/* How many are open, counted up to `max`. */
enum result report_faults_open(struct db *db, unsigned max, unsigned *count) MUST_CHECK;
/* RESULT_NOT_FOUND. */
enum result report_fault_read(struct db *db, uint64_t id, struct arena *arena, struct report_fault_row *out) MUST_CHECK;
/* By staff. RESULT_CONFLICT: it was settled before. */
enum result report_fault_settle(struct db *db, uint64_t id, const char *actor) MUST_CHECK;

struct report_query {
    const char *kind, *state, *text; /* "" any; text: a number, or a USCC: its own reports and the searches that name it */
    const char *after;               /* number of the last row; "" */
    size_t max;
};
enum result report_list(struct db *db, const struct report_query *query, struct arena *arena, struct report *out, size_t *count) MUST_CHECK;
/* The reports that showed a record, newest first: who received it. */
enum result report_recipients(struct db *db, uint64_t record_id, struct arena *arena, struct report *out, size_t max, size_t *count) MUST_CHECK;
/* What became of a report: how often its file was fetched and it was checked, and when last (0: never). From the use log. */
struct report_use { uint64_t downloads, checks; time_t downloaded_at, checked_at; };
enum result report_use(struct db *db, const char *number, struct report_use *out) MUST_CHECK;
/* What a browser asked for (its digest) since `since`, the newest first, beginning behind the number `after` ("": at the newest). */
enum result report_asked(struct db *db, const unsigned char asked_by[16], time_t since, const char *after, struct arena *arena, struct report *out,
                         size_t max, size_t *count) MUST_CHECK;
/* One of its files by its place, 1 the one that was issued: the same bytes whenever it is asked for. RESULT_NOT_FOUND. */
enum result report_file_of(struct db *db, const struct report *report, unsigned revision, unsigned char sha256[32], uint32_t *size) MUST_CHECK;
/* The files that it had before later timestamps, oldest first. */
struct report_revision { unsigned seq; time_t replaced_at; unsigned char sha256[32]; uint32_t size; char level[6]; };
enum result report_revisions(struct db *db, const char *number, struct report_revision *out, size_t max, size_t *count) MUST_CHECK;
/* Tells the applicants of reports of their own that were issued before `before` that a record in them was wrong; each case once.
 * *told: messages that were added. */
enum result report_tell(struct db *db, uint64_t record_id, time_t before, time_t now, unsigned *told) MUST_CHECK;
/* Whether the applicant of a case was told so since. */
enum result report_was_told(struct db *db, const char *case_number, time_t since, bool *told) MUST_CHECK;
/* How many were issued: by month (yyyymm) and kind, newest month first. */
struct report_month { unsigned month; uint64_t n[4]; /* public search full compliance */ };
enum result report_months(struct db *db, struct report_month *out, size_t max, size_t *count) MUST_CHECK;

#endif
