/* Jobs of the background workers: leases, ends, tries. */
#include "db/job.h"

#include "db/db.h"
#include "db/procedure.h"

#include <stdio.h>
#include <string.h>

#define TAKE_MAX 100 /* jobs of one lease */

static const char call_add[] = "CALL job_add(?, ?, ?)";
static const char call_take[] = "CALL job_take(?, ?, ?, ?, @credit_text)";
static const char call_done[] = "CALL job_done(?, ?, @credit_answer)";
static const char call_failed[] = "CALL job_failed(?, ?, ?, ?, @credit_answer)";
static const char call_retry[] = "CALL job_retry(?, ?, @credit_answer)";
static const char select_jobs[] =
    "SELECT id, kind, argument, state, COALESCE(why, ''), tries, due_at FROM job WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?";

enum result job_add(struct db *db, const char *kind, const char *argument, time_t due)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_add);
    db_text(st, 0, kind);
    db_text(st, 1, argument);
    db_text(st, 2, time_format_utc(due, at));
    return db_run(st);
}

struct taking {
    const char *owner;
    unsigned seconds;
    time_t now;
    size_t max;
    json_t *list;
};

static enum result take(struct db *db, void *context)
{
    struct taking *taking = context;
    char at[TIME_TEXT];
    json_decref(taking->list); /* of a try that was undone */
    taking->list = NULL;
    struct db_stmt *st = db_sql(db, call_take);
    db_text(st, 0, taking->owner);
    db_uint(st, 1, taking->seconds);
    db_text(st, 2, time_format_utc(taking->now, at));
    db_uint(st, 3, taking->max);
    return procedure_list(db, st, &taking->list);
}

enum result job_take(struct db *db, const char *owner, unsigned seconds, time_t now, struct job *out, size_t max, size_t *count)
{
    struct taking taking = {owner, seconds, now, max < TAKE_MAX ? max : TAKE_MAX, NULL};
    enum result result = db_transaction_committed(db, take, &taking);
    *count = 0;
    for (size_t i = 0; result == RESULT_OK && i < json_array_size(taking.list); i++) {
        const json_t *from = json_array_get(taking.list, i);
        struct job *job = &out[(*count)++];
        const char *kind = json_string_value(json_object_get(from, "kind")), *argument = json_string_value(json_object_get(from, "argument"));
        job->id = (uint64_t)get_int(from, "id");
        job->tries = (unsigned)get_int(from, "tries");
        snprintf(job->kind, sizeof job->kind, "%s", kind ? kind : "");
        snprintf(job->argument, sizeof job->argument, "%s", argument ? argument : "");
    }
    json_decref(taking.list);
    return result;
}

enum result job_done(struct db *db, const struct job *job, const char *owner)
{
    struct db_stmt *st = db_sql(db, call_done);
    db_uint(st, 0, job->id);
    db_text(st, 1, owner);
    return procedure_word(db, st);
}

enum result job_failed(struct db *db, const struct job *job, const char *owner, const char *why, time_t now)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_failed);
    db_uint(st, 0, job->id);
    db_text(st, 1, owner);
    db_text(st, 2, why);
    db_text(st, 3, time_format_utc(now, at));
    return procedure_word(db, st);
}

enum result job_retry(struct db *db, uint64_t id, time_t now)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_retry);
    db_uint(st, 0, id);
    db_text(st, 1, time_format_utc(now, at));
    return procedure_word(db, st);
}

enum result job_list(struct db *db, const char *state, uint64_t before, struct arena *arena, struct job_line *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_jobs);
    *count = 0;
    db_text(st, 0, state);
    db_uint(st, 1, before ? before : INT64_MAX);
    db_uint(st, 2, max);
    enum result result = db_run(st);
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK) {
        struct job_line *line = &out[(*count)++];
        line->id = db_col_uint(st, 0);
        line->kind = arena_text(arena, db_col_text(st, 1, NULL));
        line->argument = arena_text(arena, db_col_text(st, 2, NULL));
        line->state = arena_text(arena, db_col_text(st, 3, NULL));
        line->why = arena_text(arena, db_col_text(st, 4, NULL));
        line->tries = (unsigned)db_col_uint(st, 5);
        line->due_at = moment_of(db_col_text(st, 6, NULL));
        if (!line->kind || !line->argument || !line->state || !line->why)
            result = RESULT_ERROR;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
