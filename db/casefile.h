/* Cases: filing, what the applicant sees, what staff see, and the moves. Every change is one transaction of a procedure of the
 * schema: case, event, clocks, hold, record, what is published, letters and outbox together, or nothing of it.
 * Callers say what the engine (domain/casework.h) worked out; the procedure checks version and state again under the row's lock. */
#ifndef DB_CASEFILE_H
#define DB_CASEFILE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/casework.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;

#define CASE_NUMBER_TEXT 17       /* Y20261122123456: kind letter (Y 异议 X 修复 T 投诉 B 报告), day, 6 digits of chance; and NUL */
#define CASE_CODE_SIGNS 10        /* of the query code */
#define CASE_FILES_MAX 20
#define CASE_EVENTS_MAX 200
#define CASE_CLOCKS_MAX 32
#define CASE_LETTERS_MAX 32
#define CASE_NOTICES_MAX 8        /* that one move brings */

/* ---------------------------------------------------------------- what goes in */
struct case_file_in {              /* a file that lies in the store by its digest already */
    const char *purpose;           /* identity evidence proof commitment authority */
    const char *name;              /* made safe, for people */
    const char *type;              /* application/pdf image/jpeg image/png */
    uint32_t size;
    const unsigned char *sha256;   /* 32 bytes */
    const char *scan;              /* clean, or none where no scanner is set up; NULL: "" */
};
/* A message in the outbox, in the same transaction. Its text is made when it is sent, from templates/notice/<template>.txt. */
struct case_notice_in {
    const char *channel;           /* mail sms desk (to staff: role or unit in `to`) */
    unsigned key_no;               /* of `to` when it is sealed; 0: `to` is plain (desk) */
    const unsigned char *to; size_t to_len;
    const unsigned char *to_hash;  /* 32 bytes, for the limit a day; NULL for desk */
    const char *template_name;
};
struct case_person_in {            /* sealed numbers of applicant (role "applicant") and agent ("agent") */
    const char *role;
    unsigned key_no;
    const unsigned char *code, *phone, *mail; size_t code_len, phone_len, mail_len; /* NULL: none */
    const unsigned char *code_hash, *phone_hash, *mail_hash;                         /* 32 bytes or NULL */
};
struct case_filing {
    enum case_kind kind;
    const char *number;            /* drawn by the caller; RESULT_CONFLICT with *same false asks for another */
    const unsigned char *code_hash;/* 32 bytes, of the query code */
    unsigned code_version;
    const char *channel;           /* online counter */
    const char *filed_by;          /* staff name when entered at a counter; "" */
    uint64_t record_id;            /* 0: none (complaint, report) */
    const char *rule;              /* rule_set.code or repair rule code */
    bool hold;                     /* hold_from = receipt: held at once, unless over the caps */
    unsigned caps_applicant, caps_record; /* open holds allowed; over them the case goes on without a hold */
    const char *applicant_name, *reason; /* reason: objection reason, complaint kind, report kind */
    const char *application;       /* JSON: the declared fields but for numbers of persons */
    const struct case_person_in *persons; size_t person_count;
    const struct case_file_in *files; size_t file_count;
    const struct case_clock_plan *clocks; size_t clock_count;
    const struct case_notice_in *notices; size_t notice_count;
    time_t now;
    /* idempotency: NULL scope: none (counter entries have one too) */
    const unsigned char *scope, *key, *body; /* 16, 16, 32 bytes */
};
/* Files it. RESULT_OK: *same says that this key filed it before: `number` is then that case's and nothing was done.
 * RESULT_CONFLICT: the key with another body (*same true), or the number is taken (*same false).
 * RESULT_NOT_FOUND: no such record, or one that cannot be objected to (ended). */
enum result case_file(struct db *db, const struct case_filing *filing, char number[CASE_NUMBER_TEXT], bool *same) MUST_CHECK;

/* ---------------------------------------------------------------- the applicant */
/* What may be shown of a record to somebody who is about to file: what is published, or, while it is held, only its number, set
 * and source (held true). RESULT_NOT_FOUND otherwise. */
struct case_record {
    uint64_t id;
    unsigned set_number, source_id, region, version;
    bool held, is_person;
    const char *set_name, *name, *uscc, *document_no, *authority, *source, *grade; /* "" when not to be shown */
    day_t decided_on, publish_until;
    const char *fields;            /* JSON as published; "" while held */
    unsigned open_cases;           /* open objections to it */
};
enum result case_record_for_filing(struct db *db, uint64_t id, struct arena *arena, struct case_record *out) MUST_CHECK;

/* Opens a case by number and code for a browser. Same answer and same work for "no such case" and "wrong code":
 * RESULT_NOT_FOUND. RESULT_DENIED: too many wrong codes from this network (5 a number and network, then a pause that doubles);
 * *wait_seconds says how long. */
enum result case_open(struct db *db, const char *number, const unsigned char *code_hash, const unsigned char *network_hash,
                      time_t now, unsigned *wait_seconds) MUST_CHECK;

struct case_event { unsigned seq; time_t at; const char *move, *actor, *actor_role, *text; bool inside; /* not for the applicant */ };
struct case_clock { unsigned seq; enum case_step step; const char *basis, *owner; day_t started_on, due, due_before; unsigned days; bool provisional; time_t stopped_at; /* 0: runs */ };
struct case_attachment { uint64_t id; const char *purpose, *name, *type, *scan; uint32_t size; unsigned char sha256[32]; time_t at; const char *by; };
struct case_letter { unsigned seq; const char *kind, *document_no, *body; /* JSON: facts frozen at issue */ const char *file; /* address of its signed paper; "" until it is there */ time_t at; };
struct case_notice { char message_id[33]; const char *channel, *template_name, *state; /* waiting sent failed limited */ time_t due_at, sent_at; unsigned tries; const char *why; };
struct case_proposal { const char *outcome, *grounds, *by; time_t at; unsigned record_version; const char *correction; /* JSON {code: value} */ };
struct casefile {
    char number[CASE_NUMBER_TEXT];
    enum case_kind kind;
    enum case_state state;
    const char *rule, *channel, *filed_by, *applicant_name, *reason, *application, *outcome, *owner; /* owner: staff name in charge */
    uint64_t record_id; unsigned set_number, source_id;
    unsigned version, code_version;
    bool held, over_cap;           /* its hold is open; the case goes on without one */
    time_t filed_at, decided_at, closed_at;
    struct case_proposal proposal; /* outcome "" when none waits */
    struct case_event *events; size_t event_count;
    struct case_clock *clocks; size_t clock_count;
    struct case_attachment *files; size_t file_count;
    struct case_letter *letters; size_t letter_count;
    struct case_notice *notices; size_t notice_count; /* for staff */
};
/* The case as its applicant may see it: events that are not for inside, no notices. By the filing account: procedure case_of_applicant. */
enum result case_of_applicant(struct db *db, const char *number, struct arena *arena, struct casefile *out) MUST_CHECK;
/* The whole case, for staff. `source_id`: of the source unit that asks (0: the centre); another unit's is RESULT_NOT_FOUND. */
enum result case_read(struct db *db, const char *number, unsigned source_id, struct arena *arena, struct casefile *out) MUST_CHECK;
/* An attachment's name, type and digest, when it belongs to that case. */
enum result case_attachment_find(struct db *db, const char *number, uint64_t id, struct arena *arena, struct case_attachment *out) MUST_CHECK;
/* Sealed numbers of a case's persons, for showing after a reason was given and for notices. */
struct case_person { const char *role; unsigned key_no; const unsigned char *code, *phone, *mail; size_t code_len, phone_len, mail_len; };
enum result case_persons(struct db *db, const char *number, struct arena *arena, struct case_person out[4], size_t *count) MUST_CHECK;

/* ---------------------------------------------------------------- moves */
struct case_move_in {
    const char *number;
    unsigned version;              /* of the case as the actor saw it; 0: whatever it is (applicant, system) */
    const struct case_move *move;
    const char *actor, *actor_role;/* staff name and its role; "applicant" both; the background worker: "clerk", role "system" */
    unsigned source_id;            /* of a source unit's user: the case must be theirs; 0 */
    const char *text;              /* reason, list, reply, grounds, statement; "" */
    bool inside;                   /* the text is not for the applicant */
    unsigned forward_to;           /* forward: the unit that is to answer, when the case has none of its record; 0 */
    day_t supplement_due;          /* return: until when; DAY_NONE */
    const char *outcome;           /* propose: corrected deleted maintained granted denied answered */
    unsigned record_version;       /* propose, confirm: of the record as the actor saw it; 0 when there is none */
    const char *correction;        /* propose corrected: JSON {code: value} of changed fields; NULL */
    const struct record_correction *corrected; /* confirm of "corrected": the record as the rules make it (db/record.h); NULL */
    const struct case_clock_plan *clocks; size_t clock_count;
    const struct case_file_in *files; size_t file_count;   /* supplement, reply */
    const struct case_notice_in *notices; size_t notice_count;
    bool tell_applicant;           /* the move's notice goes to the registered telephone and mail, which this caller cannot read */
    const char *letter_body;       /* JSON facts of the letter that the move brings; NULL */
    bool hold;                     /* EFFECT_HOLD: the rule set holds; caps as in case_filing */
    unsigned caps_applicant, caps_record;
    time_t now;
    const unsigned char *scope, *key, *body; /* idempotency as in case_filing; NULL: none */
};
/* RESULT_CONFLICT: somebody else moved it meanwhile (version or state), or the record changed since the proposal was made
 * (then *record_moved is true; may be NULL). RESULT_NOT_FOUND. */
enum result case_move(struct db *db, const struct case_move_in *move, bool *record_moved) MUST_CHECK;
/* A new query code, sent to the registered phone or mail by the outbox (template "code", values code_version): the worker that sends
 * it derives the code of that version, stores its digest with case_code_set and sends; the old code opens until then. The same work
 * and RESULT_NOT_FOUND for no such case and for a number that is not registered; RESULT_DENIED as in case_open. */
enum result case_code_renew(struct db *db, const char *number, const unsigned char *phone_or_mail_hash, const unsigned char *network_hash,
                            time_t now, unsigned *wait_seconds) MUST_CHECK;
/* By the worker. Again with the same version and digest is RESULT_OK; RESULT_CONFLICT: a later version is in force, or no such case. */
enum result case_code_set(struct db *db, const char *number, unsigned version, const unsigned char *code_hash) MUST_CHECK;

/* ---------------------------------------------------------------- queues (console) */
struct case_query {
    const char *queue;             /* mine today overdue waiting new all closed */
    const char *kind;              /* "" all */
    const char *staff;             /* whose "mine" */
    unsigned source_id;            /* of a source unit's user; 0: the centre */
    const char *text;              /* number, name or code hash is elsewhere; "" */
    const char *after;             /* key of the next page; "" */
    day_t today;
    size_t max;
};
struct case_line {
    char number[CASE_NUMBER_TEXT];
    enum case_kind kind; enum case_state state;
    const char *applicant_name, *record_name, *set_name, *reason, *owner, *source;
    bool proposed, held;
    enum case_step step; day_t due; bool provisional; /* the clock that ends first; DAY_NONE: none runs */
    time_t filed_at;
    const char *key;               /* for `after` */
};
enum result case_queue(struct db *db, const struct case_query *query, struct arena *arena, struct case_line *out, size_t *count) MUST_CHECK;
/* How many stand in each queue (capped at 1000 each), in the order mine today overdue waiting new all. */
enum result case_queue_counts(struct db *db, const struct case_query *query, unsigned counts[6]) MUST_CHECK;
/* Takes a case as one's own ("" gives it back). */
enum result case_assign(struct db *db, const char *number, const char *staff) MUST_CHECK;

/* ---------------------------------------------------------------- uploads that wait for their form to be right */
struct case_upload { char id[33]; const char *purpose, *name, *type, *scan; uint32_t size; unsigned char sha256[32]; };
/* Keeps a checked file for this browser (scope as in idempotency) until its form is filed: at most 24 h.
 * RESULT_DENIED: CASE_FILES_MAX wait already. */
enum result upload_keep(struct db *db, const unsigned char *scope, const struct case_file_in *file, time_t now, char id[33]) MUST_CHECK;
enum result upload_of(struct db *db, const unsigned char *scope, const char *id, struct arena *arena, struct case_upload *out) MUST_CHECK;
enum result upload_drop(struct db *db, const unsigned char *scope, const char *id) MUST_CHECK;

#endif
