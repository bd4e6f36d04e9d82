/* Running clocks, computed again when a calendar was loaded. */
#include "db/clocks.h"

#include "db/casefile.h"
#include "db/db.h"
#include "db/procedure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCKS_AT_ONCE 500 /* clocks read in one go */

static const char call_move[] = "CALL clock_move(?, ?, ?, ?, ?, ?, ?, @credit_answer)";
static const char select_running[] =
    "SELECT case_number, seq, step, started_on, working_days, due, provisional FROM case_clock FORCE INDEX (case_clock_running) "
    "WHERE stopped_at IS NULL AND case_number > ? ORDER BY case_number, seq LIMIT ?";

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
