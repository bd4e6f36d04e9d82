/* The outbox: taken by workers under a lease, looked at by staff. */
#include "db/job.h"

#include "base/buffer.h"
#include "db/db.h"
#include "db/procedure.h"

#include <stdio.h>
#include <string.h>

#define TAKE_MAX 100        /* messages of one lease */
#define LATE_SECONDS 600    /* a message this far over its time: the gateway is away */
#define COUNT_CAP 1000
#define DESKS_MAX 8
#define DESK_DAYS 30
#define SQL_MAX 2048

static const char call_take[] = "CALL outbox_take(?, ?, ?, ?, @credit_text)";
static const char call_sent[] = "CALL outbox_sent(?, ?, ?, @credit_answer)";
static const char call_failed[] = "CALL outbox_failed(?, ?, ?, ?, ?, @credit_answer)";
static const char call_retry[] = "CALL outbox_retry(?, ?, @credit_answer)";
#define LINE_COLUMNS \
    "SELECT id, message_id, channel, template, COALESCE(case_number, ''), state, COALESCE(why, ''), values_json, tries, made_at, due_at, sent_at FROM outbox "
static const char select_all[] = LINE_COLUMNS "WHERE channel <> 'desk' AND id < ? ORDER BY id DESC LIMIT ?";
static const char select_state[] = LINE_COLUMNS "WHERE channel <> 'desk' AND id < ? AND state = ? ORDER BY id DESC LIMIT ?";
static const char count_late[] =
    "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = 'waiting' AND due_at < ? LIMIT ?) w), "
    "(SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = 'failed' LIMIT ?) f)";

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

static void copy(char *out, size_t size, const json_t *from, const char *key)
{
    const char *text = json_string_value(json_object_get(from, key));
    snprintf(out, size, "%s", text ? text : "");
}

static bool take_message(const json_t *from, struct arena *arena, struct message *out)
{
    const char *to = json_string_value(json_object_get(from, "to"));
    memset(out, 0, sizeof *out);
    out->id = (uint64_t)get_int(from, "id");
    out->key_no = (unsigned)get_int(from, "key_no");
    out->tries = (unsigned)get_int(from, "tries");
    copy(out->message_id, sizeof out->message_id, from, "message_id");
    copy(out->channel, sizeof out->channel, from, "channel");
    copy(out->template_name, sizeof out->template_name, from, "template");
    copy(out->case_number, sizeof out->case_number, from, "case_number");
    out->to_len = to ? strlen(to) / 2 : 0;
    if (out->to_len > sizeof out->to)
        return false;
    get_hex(from, "to", out->to, out->to_len);
    return (out->values = get_text(from, "values", arena)) != NULL;
}

enum result outbox_take(struct db *db, const char *owner, unsigned seconds, time_t now, struct arena *arena, struct message *out, size_t max,
                        size_t *count)
{
    struct taking taking = {owner, seconds, now, max < TAKE_MAX ? max : TAKE_MAX, NULL};
    enum result result = db_transaction_committed(db, take, &taking);
    *count = 0;
    for (size_t i = 0; result == RESULT_OK && i < json_array_size(taking.list); i++)
        if (!take_message(json_array_get(taking.list, i), arena, &out[(*count)++]))
            result = RESULT_ERROR;
    json_decref(taking.list);
    return result;
}

enum result outbox_sent(struct db *db, const struct message *message, const char *owner, time_t now)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_sent);
    db_uint(st, 0, message->id);
    db_text(st, 1, owner);
    db_text(st, 2, time_format_utc(now, at));
    return procedure_word(db, st);
}

enum result outbox_failed(struct db *db, const struct message *message, const char *owner, const char *why, bool final, time_t now)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_failed);
    db_uint(st, 0, message->id);
    db_text(st, 1, owner);
    db_text(st, 2, why);
    db_int(st, 3, final);
    db_text(st, 4, time_format_utc(now, at));
    return procedure_word(db, st);
}

enum result outbox_retry(struct db *db, uint64_t id, time_t now)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_retry);
    db_uint(st, 0, id);
    db_text(st, 1, time_format_utc(now, at));
    return procedure_word(db, st);
}

/* ---------------------------------------------------------------- as staff see it */

static bool take_line(struct db_stmt *st, struct arena *arena, struct message_line *line)
{
    const char **texts[] = {&line->channel, &line->template_name, &line->case_number, &line->state, &line->why, &line->values};
    line->id = db_col_uint(st, 0);
    snprintf(line->message_id, sizeof line->message_id, "%s", db_col_text(st, 1, NULL));
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!(*texts[i] = arena_text(arena, db_col_text(st, 2 + i, NULL))))
            return false;
    line->tries = (unsigned)db_col_uint(st, 8);
    line->made_at = moment_of(db_col_text(st, 9, NULL));
    line->due_at = moment_of(db_col_text(st, 10, NULL));
    line->sent_at = moment_of(db_col_text(st, 11, NULL));
    return true;
}

static enum result read_lines(struct db_stmt *st, struct arena *arena, struct message_line *out, size_t max, size_t *count)
{
    enum result result = db_run(st);
    *count = 0;
    while (result == RESULT_OK && *count < max && (result = db_next(st)) == RESULT_OK)
        if (!take_line(st, arena, &out[(*count)++]))
            result = RESULT_ERROR;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result outbox_list(struct db *db, const char *state, uint64_t before, struct arena *arena, struct message_line *out, size_t max, size_t *count)
{
    bool all = !state[0];
    struct db_stmt *st = db_sql(db, all ? select_all : select_state);
    unsigned p = 0;
    db_uint(st, p++, before ? before : INT64_MAX);
    if (!all)
        db_text(st, p++, state);
    db_uint(st, p, max);
    return read_lines(st, arena, out, max, count);
}

enum result outbox_late(struct db *db, time_t now, unsigned *waiting, unsigned *failed)
{
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, count_late);
    *waiting = *failed = 0;
    db_text(st, 0, time_format_utc(now - LATE_SECONDS, at));
    db_uint(st, 1, COUNT_CAP);
    db_uint(st, 2, COUNT_CAP);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        *waiting = (unsigned)db_col_uint(st, 0);
        *failed = (unsigned)db_col_uint(st, 1);
    }
    db_done(st);
    return result;
}

enum result desk_list(struct db *db, const char *const *desks, size_t desk_count, time_t now, struct arena *arena, struct message_line *out, size_t max,
                      size_t *count)
{
    struct buffer sql;
    char at[TIME_TEXT];
    *count = 0;
    if (desk_count == 0)
        return RESULT_OK;
    if (desk_count > DESKS_MAX)
        return RESULT_INVALID;
    buffer_init(&sql, SQL_MAX);
    buffer_puts(&sql, LINE_COLUMNS "WHERE channel = 'desk' AND made_at >= ? AND recipient IN (?");
    for (size_t i = 1; i < desk_count; i++)
        buffer_puts(&sql, ",?");
    buffer_puts(&sql, ") ORDER BY id DESC LIMIT ?");
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    db_text(st, 0, time_format_utc(now - DESK_DAYS * 86400L, at));
    for (size_t i = 0; i < desk_count; i++)
        db_text(st, 1 + (unsigned)i, desks[i]);
    db_uint(st, 1 + (unsigned)desk_count, max);
    enum result result = sql.failed ? RESULT_ERROR : read_lines(st, arena, out, max, count);
    buffer_free(&sql);
    return result;
}
