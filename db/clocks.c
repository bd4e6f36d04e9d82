/* Running clocks for the background worker and for whoever loads a calendar. */
#include "db/clocks.h"

#include "db/db.h"
#include "db/notices_json.h"
#include "db/procedure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char call_due[] = "CALL clocks_due(?, ?, ?, @credit_text)";
static const char call_told[] = "CALL clock_told(?, ?, ?, ?, ?, @credit_answer)";
static const char call_cases[] = "CALL cases_told(?, @credit_text)";
static const char call_move[] = "CALL clock_move(?, ?, ?, ?, ?, ?, ?, @credit_answer)";
static const char select_running[] =
    "SELECT case_number, seq, step, started_on, working_days, due, provisional FROM case_clock FORCE INDEX (case_clock_running) "
    "WHERE stopped_at IS NULL AND case_number > ? ORDER BY case_number, seq LIMIT ?";

/* Copies a member that is at most `size` - 1 long. */
static void copy(char *out, size_t size, const json_t *from, const char *key)
{
    const char *text = json_string_value(json_object_get(from, key));
    snprintf(out, size, "%s", text ? text : "");
}

static bool take_due(const json_t *from, struct arena *arena, struct clock_due *clock)
{
    const char *kind = json_string_value(json_object_get(from, "kind")), *state = json_string_value(json_object_get(from, "state"));
    const char *step = json_string_value(json_object_get(from, "step"));
    memset(clock, 0, sizeof *clock);
    copy(clock->number, sizeof clock->number, from, "number");
    clock->seq = (unsigned)get_int(from, "seq");
    clock->due = get_day(from, "due");
    clock->over = get_int(from, "over") != 0;
    clock->source_id = (unsigned)get_int(from, "source");
    clock->owner = get_text(from, "owner", arena);
    clock->staff = get_text(from, "staff", arena);
    return clock->owner && clock->staff && kind && state && step && case_kind_parse(kind, &clock->kind) && case_state_parse(state, &clock->state) &&
           case_step_parse(step, &clock->step);
}

enum result clocks_due(struct db *db, day_t today, day_t soon, struct arena *arena, struct clock_due *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, call_due);
    json_t *list;
    *count = 0;
    db_day(st, 0, today);
    db_day(st, 1, soon);
    db_uint(st, 2, (max < CLOCKS_AT_ONCE ? max : CLOCKS_AT_ONCE) / 2);
    enum result result = procedure_list(db, st, &list);
    if (result == RESULT_NOT_FOUND)
        return RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < json_array_size(list) && *count < max; i++)
        if (!take_due(json_array_get(list, i), arena, &out[(*count)++]))
            result = RESULT_ERROR;
    json_decref(list);
    return result;
}

struct telling {
    const struct clock_due *clock;
    const char *notices;
    time_t now;
};

static enum result tell(struct db *db, void *context)
{
    const struct telling *telling = context;
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_told);
    db_text(st, 0, telling->clock->number);
    db_uint(st, 1, telling->clock->seq);
    db_int(st, 2, telling->clock->over);
    db_text(st, 3, telling->notices);
    db_text(st, 4, time_format_utc(telling->now, at));
    return procedure_word(db, st);
}

enum result clock_told(struct db *db, const struct clock_due *clock, const struct case_notice_in *notices, size_t notice_count, time_t now)
{
    json_t *object = json_object();
    put_value(object, "notices", notices_json(notices, notice_count));
    char *text = json_dumps(object, JSON_COMPACT);
    struct telling telling = {clock, text, now};
    json_decref(object);
    if (!text)
        return RESULT_ERROR;
    enum result result = db_transaction_committed(db, tell, &telling);
    free(text);
    return result;
}

enum result cases_told(struct db *db, struct case_told *out, size_t max, size_t *count)
{
    struct db_stmt *st = db_sql(db, call_cases);
    json_t *list;
    *count = 0;
    db_uint(st, 0, max < CLOCKS_AT_ONCE ? max : CLOCKS_AT_ONCE);
    enum result result = procedure_list(db, st, &list);
    if (result == RESULT_NOT_FOUND)
        return RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < json_array_size(list) && *count < max; i++) {
        const json_t *from = json_array_get(list, i);
        const char *kind = json_string_value(json_object_get(from, "kind"));
        copy(out[*count].number, sizeof out[*count].number, from, "number");
        if (!kind || !case_kind_parse(kind, &out[(*count)++].kind))
            result = RESULT_ERROR;
    }
    json_decref(list);
    return result;
}

/* ---------------------------------------------------------------- the calendar */

struct running {
    char number[CASE_NUMBER_TEXT];
    unsigned seq, days;
    day_t started_on, due;
    bool provisional;
};

/* A page of running clocks after a number. A case's clocks stay together: a page that is full gives its last case to the next one. */
static enum result read_page(struct db *db, const char *after, struct running *page, size_t *count)
{
    struct db_stmt *st = db_sql(db, select_running);
    *count = 0;
    db_text(st, 0, after);
    db_uint(st, 1, CLOCKS_AT_ONCE);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        struct running *clock = &page[(*count)++];
        snprintf(clock->number, sizeof clock->number, "%s", db_col_text(st, 0, NULL));
        clock->seq = (unsigned)db_col_uint(st, 1);
        clock->started_on = db_col_day(st, 3);
        clock->days = (unsigned)db_col_uint(st, 4);
        clock->due = db_col_day(st, 5);
        clock->provisional = db_col_int(st, 6) != 0;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

struct moving {
    const struct running *clock;
    const char *actor;
    day_t due;
    bool provisional;
    time_t now;
};

static enum result move_clock(struct db *db, void *context)
{
    const struct moving *moving = context;
    char at[TIME_TEXT];
    struct db_stmt *st = db_sql(db, call_move);
    db_text(st, 0, moving->clock->number);
    db_uint(st, 1, moving->clock->seq);
    db_day(st, 2, moving->clock->due);
    db_day(st, 3, moving->due);
    db_int(st, 4, moving->provisional);
    db_text(st, 5, moving->actor);
    db_text(st, 6, time_format_utc(moving->now, at));
    return procedure_word(db, st);
}

enum result clocks_recompute(struct db *db, const struct workdays *days, const char *actor, time_t now, unsigned *moved)
{
    struct running *page = calloc(CLOCKS_AT_ONCE, sizeof *page);
    char after[CASE_NUMBER_TEXT] = "";
    size_t count = CLOCKS_AT_ONCE;
    enum result result = page ? RESULT_OK : RESULT_ERROR;
    *moved = 0;
    while (result == RESULT_OK && count == CLOCKS_AT_ONCE) {
        result = read_page(db, after, page, &count);
        size_t whole = count;
        while (count == CLOCKS_AT_ONCE && whole > 1 && strcmp(page[whole - 1].number, page[count - 1].number) == 0)
            whole--;
        for (size_t i = 0; i < whole && result == RESULT_OK; i++) {
            struct moving moving = {.clock = &page[i], .actor = actor, .now = now};
            moving.due = case_due(days, page[i].started_on, page[i].days, &moving.provisional);
            if (moving.due == page[i].due && moving.provisional == page[i].provisional)
                continue;
            result = db_transaction_committed(db, move_clock, &moving);
            *moved += result == RESULT_OK && moving.due != page[i].due;
            if (result == RESULT_CONFLICT) /* stopped meanwhile */
                result = RESULT_OK;
        }
        if (whole)
            memcpy(after, page[whole - 1].number, sizeof after);
    }
    free(page);
    return result;
}
