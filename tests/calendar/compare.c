/* Holds due dates of the case engine against a table from another source (oracle.js): standard input, lines of
   "FIRST LAST DAY TERM DUE KNOWN". Ends with "N passed, N failed": a check a term, one for the edges of days, one for what is provisional. */
#include "base/file.h"
#include "domain/casework.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TERMS 8
#define DAYS 7305 /* 2007-01-01 to 2026-12-31 */
#define SHOWN 5   /* differences that are printed of each check */

static const unsigned terms[TERMS] = {0, 1, 2, 3, 5, 7, 10, 15};
static const char *const zones[] = {"UTC", "America/New_York", "Pacific/Kiritimati"}; /* that the server may be in */

struct check { char name[64]; size_t tried, wrong; };

static void note(struct check *check, bool right, const char *line)
{
    check->tried++;
    if (right)
        return;
    if (check->wrong++ < SHOWN)
        printf("%s: %s\n", check->name, line);
}

/* The clock that forwarding a case on this day starts, with this term. */
static struct case_clock_plan clock_of(const struct workdays *days, day_t day, unsigned term)
{
    struct case_clock_plan plan[CASE_STEPS] = {0};
    struct case_terms all = {.rule = "", .step[STEP_PROVIDER] = {.days = term, .known = true, .basis = ""}};
    const struct case_move *move = case_move_find(CASE_OBJECTION, CASE_ACCEPTED, "forward");
    if (case_clocks(move, &all, days, day, 0, NULL, plan) != 1)
        plan[0].due = DAY_NONE;
    return plan[0];
}

static bool load(const char *path, struct workdays *days)
{
    size_t len, line;
    char *csv = file_read(path, 1 << 20, &len);
    workdays_init(days);
    bool ok = csv && workdays_parse(days, csv, len, &line) == RESULT_OK;
    free(csv);
    return ok;
}

static bool compare(const struct workdays *days, const char *line, struct check *checks)
{
    long long first, last;
    char date[DAY_TEXT], due_date[DAY_TEXT], got[DAY_TEXT];
    unsigned term, known, t = 0;
    day_t day;
    if (sscanf(line, "%lld %lld %10s %u %10s %u", &first, &last, date, &term, due_date, &known) != 6 || !day_parse(date, &day))
        return false;
    while (t < TERMS && terms[t] != term)
        t++;
    if (t == TERMS)
        return false;
    const struct case_clock_plan plan = clock_of(days, day, term);
    note(&checks[t], strcmp(day_format(plan.due, got), due_date) == 0, line);
    note(&checks[TERMS], day_today_shanghai((time_t)first) == day && day_today_shanghai((time_t)first - 1) == day - 1 &&
         day_today_shanghai((time_t)last) == day && day_today_shanghai((time_t)last + 1) == day + 1, line);
    note(&checks[TERMS + 1], plan.provisional == !known, line);
    return true;
}

int main(int argc, char **argv)
{
    struct check checks[TERMS + 2] = {0};
    struct workdays days;
    char line[128];
    size_t lines = 0, failed = 0;
    if (argc != 2 || !load(argv[1], &days)) {
        fprintf(stderr, "usage: compare WORKDAYS.csv <TABLE\n");
        return 2;
    }
    for (size_t t = 0; t < TERMS; t++)
        snprintf(checks[t].name, sizeof checks[t].name, "%u working days", terms[t]);
    snprintf(checks[TERMS].name, sizeof checks[TERMS].name, "the day of a receipt at midnight");
    snprintf(checks[TERMS + 1].name, sizeof checks[TERMS + 1].name, "provisional beyond the known years");
    while (fgets(line, sizeof line, stdin)) {
        setenv("TZ", zones[lines % (sizeof zones / sizeof *zones)], 1);
        tzset();
        line[strcspn(line, "\n")] = '\0';
        if (!compare(&days, line, checks)) {
            fprintf(stderr, "not a line of the table: %s\n", line);
            return 2;
        }
        lines++;
    }
    for (size_t t = 0; t < TERMS + 2; t++) {
        bool whole = checks[t].tried == (t < TERMS ? DAYS : (size_t)DAYS * TERMS);
        if (!whole)
            printf("%s: tried %zu\n", checks[t].name, checks[t].tried);
        failed += checks[t].wrong > 0 || !whole;
    }
    workdays_free(&days);
    printf("%zu due dates\n%zu passed, %zu failed\n", lines, TERMS + 2 - failed, failed);
    return failed ? 1 : 0;
}
