/* Work for the clerks: a committed lease (owner, until), then the effect, then done. Effects in the database happen once, because
 * the end of a job is in the effect's own transaction; a message is sent at least once, always with the same message id. */
#ifndef DB_JOB_H
#define DB_JOB_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct db;

struct job { uint64_t id; char kind[33]; char argument[256]; unsigned tries; };
/* A job of this kind and argument, once: the same again is RESULT_OK and changes nothing. */
enum result job_add(struct db *db, const char *kind, const char *argument, time_t due) MUST_CHECK;
/* Takes up to max due jobs under a lease of `seconds` (FOR UPDATE SKIP LOCKED). */
enum result job_take(struct db *db, const char *owner, unsigned seconds, time_t now, struct job *out, size_t max, size_t *count) MUST_CHECK;
/* RESULT_CONFLICT: the lease was lost to another. */
enum result job_done(struct db *db, const struct job *job, const char *owner) MUST_CHECK;
/* Again after a pause that grows (1 min, doubled, at most 6 h); after 20 tries it stays as failed and the console shows it. */
enum result job_failed(struct db *db, const struct job *job, const char *owner, const char *why, time_t now) MUST_CHECK;
/* For the console: newest first; state waiting, failed or done; `before`: id of the page's last, 0: from the newest. */
struct job_line { uint64_t id; const char *kind, *argument, *state, *why; unsigned tries; time_t due_at; };
enum result job_list(struct db *db, const char *state, uint64_t before, struct arena *arena, struct job_line *out, size_t max, size_t *count) MUST_CHECK;
/* Tries a failed one again. RESULT_NOT_FOUND: none that failed. */
enum result job_retry(struct db *db, uint64_t id, time_t now) MUST_CHECK;

/* ---- the outbox: messages that were written with the move that brings them */
struct message {
    uint64_t id; char message_id[33];
    char channel[9];               /* mail sms desk */
    unsigned key_no; unsigned char to[400]; size_t to_len; /* sealed when key_no > 0 */
    char template_name[33];
    char case_number[33];
    const char *values;            /* JSON: number, state label, due, link; in the arena */
    unsigned tries;
};
enum result outbox_take(struct db *db, const char *owner, unsigned seconds, time_t now, struct arena *arena, struct message *out, size_t max, size_t *count) MUST_CHECK;
enum result outbox_sent(struct db *db, const struct message *message, const char *owner, time_t now) MUST_CHECK;
/* Later (pauses grow), or never (`final`), with the reason that the console shows. */
enum result outbox_failed(struct db *db, const struct message *message, const char *owner, const char *why, bool final, time_t now) MUST_CHECK;

/* ---- the outbox as staff see it */
struct message_line {
    uint64_t id; char message_id[33];
    const char *channel, *template_name, *case_number, *state, *why, *values; /* values: JSON of number, kind, state, move, due */
    unsigned tries; time_t made_at, due_at, sent_at;
};
/* Newest first; state waiting sent failed limited ("" all); `before`: id of the page's last, 0: from the newest. Desk messages apart. */
enum result outbox_list(struct db *db, const char *state, uint64_t before, struct arena *arena, struct message_line *out, size_t max, size_t *count) MUST_CHECK;
enum result outbox_retry(struct db *db, uint64_t id, time_t now) MUST_CHECK;
/* How many wait longer than ten minutes over their time or failed (each at most 1000): the gateway is away when there are some. */
enum result outbox_late(struct db *db, time_t now, unsigned *waiting, unsigned *failed) MUST_CHECK;
/* Messages to desks ("role:clerk", "staff:NAME", "unit:12"), newest first, of the last 30 days. At most 8 desks. */
enum result desk_list(struct db *db, const char *const *desks, size_t desk_count, time_t now, struct arena *arena, struct message_line *out, size_t max, size_t *count) MUST_CHECK;

#endif
