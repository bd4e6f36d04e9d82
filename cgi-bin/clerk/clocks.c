/* Clocks that end soon, that are over, and that are over for long; decided cases that can be closed. */
#include "clerk/clerk.h"

#include "db/casefile.h"
#include "db/chore.h"
#include "db/reference.h"
#include "domain/casework.h"

#define DAYS_MS 60000    /* the calendar is read again after a minute: staff may have loaded a year */
#define SOON 1           /* working days before the end */
#define ESCALATE 2       /* working days after it */
#define CLOSE_MAX 50     /* cases of a bite */

static enum result calendar(struct clerk *clerk)
{
    const int64_t now = clock_monotonic_ms();
    if (clerk->days_ms != 0 && now - clerk->days_ms < DAYS_MS)
        return RESULT_OK;
    workdays_free(&clerk->days);
    workdays_init(&clerk->days);
    const enum result result = workdays_load(clerk->db, &clerk->days);
    clerk->days_ms = result == RESULT_OK ? now : 0;
    return result;
}

enum result clerk_warn_clocks(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    const time_t now = clock_now();
    const day_t today = day_today_shanghai(now);
    bool provisional;
    *done = 0;
    enum result result = calendar(clerk);
    if (result == RESULT_OK)
        result = chore_warn_clocks(clerk->db, today, workday_add(&clerk->days, today, SOON, &provisional), now, limit, done);
    return result;
}

enum result clerk_overdue_clocks(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    const time_t now = clock_now();
    const day_t today = day_today_shanghai(now);
    *done = 0;
    const enum result result = calendar(clerk);
    /* nobody is at work on a day off; what ended before it was told when it did */
    return result != RESULT_OK || !workday_is(&clerk->days, today) ? result : chore_overdue_clocks(clerk->db, today, now, limit, done);
}

enum result clerk_escalate_clocks(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    const time_t now = clock_now();
    const day_t today = day_today_shanghai(now);
    *done = 0;
    const enum result result = calendar(clerk);
    if (result != RESULT_OK)
        return result;
    day_t until = today - 1; /* the last day with that many working days after it */
    while (workday_between(&clerk->days, until, today) < ESCALATE)
        until--;
    return chore_escalate_clocks(clerk->db, until, now, limit, done);
}

enum result clerk_close_cases(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    struct told_case told[CLOSE_MAX];
    size_t count;
    *done = 0;
    enum result result = chore_cases_told(clerk->db, told, limit < CLOSE_MAX ? limit : CLOSE_MAX, &count);
    for (size_t i = 0; i < count && result == RESULT_OK && !clerk->stop(); i++) {
        const struct case_move *close = case_move_find(told[i].kind, CASE_DECIDED, "close");
        const struct case_move_in in = {.number = told[i].number, .move = close, .actor = "clerk", .actor_role = "system", .text = "",
                                        .supplement_due = DAY_NONE, .now = clock_now()};
        result = case_move(clerk->db, &in, NULL);
        if (result == RESULT_OK)
            ++*done;
        else if (result == RESULT_CONFLICT || result == RESULT_NOT_FOUND)
            result = RESULT_OK; /* somebody moved it meanwhile */
    }
    return result;
}
