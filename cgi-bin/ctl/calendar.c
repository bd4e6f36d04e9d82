/* creditctl calendar load FILE: the exceptions of working days, year by year; deadlines that run move with them. */
#include "ctl/ctl.h"

#include "ctl/files.h"
#include "db/catalogue.h"
#include "db/clocks.h"
#include "db/db.h"
#include "db/reference.h"

#include <stdio.h>
#include <string.h>

struct loading {
    struct db *db;
    const char *path;
    struct workdays seen;      /* of this file: a day twice, years */
};

static bool take_day(void *context, size_t line, const char *const *v)
{
    struct loading *loading = context;
    bool working = strcmp(v[1], "work") == 0;
    day_t day;
    (void)line;
    if (!day_parse(v[0], &day) || (!working && strcmp(v[1], "off") != 0))
        return false;
    int year = day_to_civil(day).y;
    if (!workdays_known(&loading->seen, year) &&
        (workday_year_clear(loading->db, year) != RESULT_OK || workday_year_put(loading->db, year) != RESULT_OK))
        return false;
    return workdays_add(&loading->seen, day, working) == RESULT_OK && workday_put(loading->db, day, working, v[2]) == RESULT_OK;
}

static enum result load_days(struct db *db, void *context)
{
    static const char *const columns[] = {"date", "kind", "name"};
    struct loading *loading = context;
    workdays_free(&loading->seen);
    enum result result = data_read(loading->path, columns, 3, take_day, loading);
    return result == RESULT_OK ? catalogue_touch(db) : result;
}

/* Clocks that run are counted by what is known now; again and again the same, so a run that was killed is simply run again. */
static enum result recompute(struct db *db)
{
    struct workdays days;
    unsigned moved = 0;
    workdays_init(&days);
    enum result result = workdays_load(db, &days);
    if (result == RESULT_OK)
        result = clocks_recompute(db, &days, "creditctl", clock_now(), &moved);
    if (result == RESULT_OK && moved)
        printf("%u deadlines moved\n", moved);
    workdays_free(&days);
    return result;
}

int ctl_calendar(struct ctl *ctl, int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[1], "load") != 0)
        return EXIT_USAGE;
    if (!ctl_open(ctl, "ctl"))
        return EXIT_REFUSED;
    struct loading loading = {.db = ctl->db, .path = argv[2]};
    workdays_init(&loading.seen);
    enum result result = db_transaction(ctl->db, load_days, &loading);
    if (result == RESULT_OK)
        printf("%zu days of %zu years (%d to %d)\n", loading.seen.count, loading.seen.year_count, loading.seen.years[0],
               loading.seen.years[loading.seen.year_count - 1]);
    workdays_free(&loading.seen);
    if (result == RESULT_OK)
        result = recompute(ctl->db);
    return outcome(result, "calendar load");
}
