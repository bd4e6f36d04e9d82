/* The queues of staff: open cases by the clock that ends first, closed ones by when they ended. Each is a range of an index. */
#include "db/casefile.h"

#include "base/buffer.h"
#include "db/db.h"
#include "db/like.h"
#include "db/procedure.h"

#include <stdio.h>
#include <string.h>

#define SQL_MAX 4096
#define COUNT_CAP 1000     /* a count beyond is shown as 1000+ */
#define KEY_MAX 64         /* of `after`: a day or moment, a space, a number */

static const char *const queues[] = {"mine", "today", "overdue", "waiting", "new", "all"};
#define QUEUES (sizeof queues / sizeof *queues)

static bool is(const struct case_query *query, const char *queue)
{
    return strcmp(query->queue, queue) == 0;
}

/* What the conditions bind, in the order of their ?. */
struct binding {
    const char *texts[8];
    size_t text_count;
    char today[DAY_TEXT], begins[LIKE_TEXT];
};

static void bind(struct binding *binding, const char *text)
{
    binding->texts[binding->text_count++] = text;
}

/* The WHERE of a queue, without the page's key. */
static void add_where(struct buffer *sql, const struct case_query *query, struct binding *binding)
{
    day_format(query->today, binding->today);
    buffer_printf(sql, " WHERE c.is_open = %d", !is(query, "closed"));
    if (is(query, "mine")) {
        buffer_puts(sql, " AND c.owner = ?");
        bind(binding, query->staff);
    } else if (is(query, "today")) {
        buffer_puts(sql, " AND c.next_due = ?");
        bind(binding, binding->today);
    } else if (is(query, "overdue")) {
        buffer_puts(sql, " AND c.next_due < ?");
        bind(binding, binding->today);
    } else if (is(query, "waiting")) {
        buffer_puts(sql, " AND c.state = 'with_provider'");
    } else if (is(query, "new")) {
        buffer_puts(sql, " AND c.state = 'submitted'");
    }
    if (query->kind && query->kind[0]) {
        buffer_puts(sql, " AND c.kind = ?");
        bind(binding, query->kind);
    }
    if (query->source_id)
        buffer_printf(sql, " AND c.source_id = %u AND c.forwarded_at IS NOT NULL", query->source_id);
    if (query->text && query->text[0]) {
        buffer_puts(sql, is_case_number(query->text) ? " AND c.number = ?" : " AND c.applicant_name LIKE ?");
        like_begins(query->text, binding->begins);
        bind(binding, is_case_number(query->text) ? query->text : binding->begins);
    }
}

static void bind_texts(struct db_stmt *st, const struct binding *binding)
{
    for (size_t i = 0; i < binding->text_count; i++)
        db_text(st, (unsigned)i, binding->texts[i]);
}

/* The page's key: "2026-03-05 Y20260302000001", or with a moment for closed ones. False: not one that we gave. */
static bool split_key(const char *after, char when[KEY_MAX], const char **number)
{
    const char *space = strrchr(after, ' ');
    if (!space || space == after || (size_t)(space - after) >= KEY_MAX || !is_case_number(space + 1))
        return false;
    memcpy(when, after, (size_t)(space - after));
    when[space - after] = '\0';
    *number = space + 1;
    return true;
}

static bool take_line(struct db_stmt *st, struct arena *arena, struct case_line *line)
{
    const char **texts[] = {&line->applicant_name, &line->record_name, &line->set_name, &line->reason, &line->owner, &line->source};
    snprintf(line->number, sizeof line->number, "%s", db_col_text(st, 0, NULL));
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!(*texts[i] = arena_text(arena, db_col_text(st, 3 + i, NULL))))
            return false;
    line->proposed = db_col_int(st, 9) != 0;
    line->held = db_col_int(st, 10) != 0;
    line->due = case_step_parse(db_col_text(st, 11, NULL), &line->step) ? db_col_day(st, 12) : DAY_NONE; /* no step: no clock runs */
    line->provisional = db_col_int(st, 13) != 0;
    line->filed_at = moment_of(db_col_text(st, 14, NULL));
    line->key = arena_printf(arena, "%s %s", db_col_text(st, 15, NULL), line->number);
    return line->key && case_kind_parse(db_col_text(st, 1, NULL), &line->kind) && case_state_parse(db_col_text(st, 2, NULL), &line->state);
}

enum result case_queue(struct db *db, const struct case_query *query, struct arena *arena, struct case_line *out, size_t *count)
{
    struct buffer sql;
    struct binding binding = {0};
    char when[KEY_MAX];
    const char *number, *order = is(query, "closed") ? "c.closed_at" : "c.next_due";
    bool closed = is(query, "closed");
    *count = 0;
    buffer_init(&sql, SQL_MAX);
    buffer_printf(&sql, "SELECT c.number, c.kind, c.state, c.applicant_name, COALESCE(r.public_name, r.name, ''), COALESCE(s.name, ''), c.reason, c.owner, "
                        "COALESCE(u.name, ''), c.proposal <> '', c.held, c.next_step, c.next_due, c.next_provisional, c.filed_at, CAST(%s AS CHAR) "
                        "FROM casefile c LEFT JOIN record r ON r.id = c.record_id LEFT JOIN info_set s ON s.number = c.set_number "
                        "LEFT JOIN source_unit u ON u.id = c.source_id", order);
    add_where(&sql, query, &binding);
    if (query->after && query->after[0]) {
        if (!split_key(query->after, when, &number)) {
            buffer_free(&sql);
            return RESULT_INVALID;
        }
        /* the first condition bounds the range of the index, the second cuts it to the row */
        buffer_printf(&sql, " AND %s %s ? AND (%s %s ? OR c.number %s ?)", order, closed ? "<=" : ">=", order, closed ? "<" : ">", closed ? "<" : ">");
        bind(&binding, when);
        bind(&binding, when);
        bind(&binding, number);
    }
    buffer_printf(&sql, " ORDER BY %s%s, c.number%s LIMIT %zu", order, closed ? " DESC" : "", closed ? " DESC" : "", query->max);
    struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
    bind_texts(st, &binding);
    enum result result = sql.failed ? RESULT_ERROR : db_run(st);
    while (result == RESULT_OK && *count < query->max && (result = db_next(st)) == RESULT_OK)
        if (!take_line(st, arena, &out[(*count)++]))
            result = RESULT_ERROR;
    db_done(st);
    buffer_free(&sql);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result case_queue_counts(struct db *db, const struct case_query *query, unsigned counts[6])
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < QUEUES && result == RESULT_OK; i++) {
        struct case_query one = *query;
        struct binding binding = {0};
        struct buffer sql;
        one.queue = queues[i];
        buffer_init(&sql, SQL_MAX);
        buffer_puts(&sql, "SELECT COUNT(*) FROM (SELECT 1 FROM casefile c");
        add_where(&sql, &one, &binding);
        buffer_printf(&sql, " LIMIT %d) w", COUNT_CAP);
        struct db_stmt *st = db_sql_text(db, buffer_text(&sql));
        bind_texts(st, &binding);
        result = sql.failed ? RESULT_ERROR : db_run(st);
        if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
            counts[i] = (unsigned)db_col_uint(st, 0);
        db_done(st);
        buffer_free(&sql);
    }
    return result;
}
