/* Working days by the table of exceptions. */
#include "domain/workday.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_WAIT 4000 /* days walked for one deadline: eleven years, far beyond any term of law */

void workdays_init(struct workdays *days)
{
    memset(days, 0, sizeof *days);
}

void workdays_free(struct workdays *days)
{
    free(days->exceptions);
    workdays_init(days);
}

/* The place of the first exception that is not before the day. */
static size_t find(const struct workdays *days, day_t day)
{
    size_t low = 0, high = days->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (days->exceptions[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool workdays_known(const struct workdays *days, int year)
{
    for (size_t i = 0; i < days->year_count; i++)
        if (days->years[i] == year)
            return true;
    return false;
}

enum result workdays_know(struct workdays *days, int year)
{
    size_t i = days->year_count;
    if (workdays_known(days, year))
        return RESULT_OK;
    if (i == WORKDAY_YEARS_MAX || year < 1 || year > 9999)
        return RESULT_INVALID;
    for (; i > 0 && days->years[i - 1] > year; i--)
        days->years[i] = days->years[i - 1];
    days->years[i] = (short)year;
    days->year_count++;
    return RESULT_OK;
}

enum result workdays_add(struct workdays *days, day_t day, bool working)
{
    size_t at = find(days, day);
    if (at < days->count && days->exceptions[at].day == day)
        return days->exceptions[at].working == working ? RESULT_OK : RESULT_CONFLICT;
    if (days->count == WORKDAY_EXCEPTIONS_MAX || day < DAY_MIN || day > DAY_MAX)
        return RESULT_INVALID;
    if (days->count == days->capacity) {
        size_t capacity = days->capacity ? days->capacity * 2 : 512;
        struct workday_exception *more = realloc(days->exceptions, capacity * sizeof *more);
        if (!more)
            return RESULT_ERROR;
        days->exceptions = more;
        days->capacity = capacity;
    }
    memmove(days->exceptions + at + 1, days->exceptions + at, (days->count - at) * sizeof *days->exceptions);
    days->exceptions[at] = (struct workday_exception){day, working};
    days->count++;
    return workdays_know(days, day_to_civil(day).y);
}

/* One line without its end: date,kind,… */
static enum result parse_line(struct workdays *days, const char *line, size_t len)
{
    char date[DAY_TEXT];
    day_t day;
    if (len < 14 || line[10] != ',')
        return RESULT_INVALID;
    memcpy(date, line, 10);
    date[10] = '\0';
    if (!day_parse(date, &day))
        return RESULT_INVALID;
    const char *kind = line + 11, *end = memchr(kind, ',', len - 11);
    size_t n = end ? (size_t)(end - kind) : len - 11;
    if (n == 3 && memcmp(kind, "off", 3) == 0)
        return workdays_add(days, day, false);
    if (n == 4 && memcmp(kind, "work", 4) == 0)
        return workdays_add(days, day, true);
    return RESULT_INVALID;
}

enum result workdays_parse(struct workdays *days, const char *csv, size_t len, size_t *line)
{
    *line = 0;
    if (len >= 3 && memcmp(csv, "\xEF\xBB\xBF", 3) == 0) {
        csv += 3;
        len -= 3;
    }
    for (size_t at = 0; at < len;) {
        const char *end = memchr(csv + at, '\n', len - at);
        size_t n = end ? (size_t)(end - (csv + at)) : len - at, next = at + n + 1;
        (*line)++;
        if (n && csv[at + n - 1] == '\r')
            n--;
        bool head = *line == 1 && n >= 4 && memcmp(csv + at, "date", 4) == 0;
        if (n && !head) {
            enum result result = parse_line(days, csv + at, n);
            if (result != RESULT_OK)
                return result;
        }
        at = next;
    }
    return days->count ? RESULT_OK : RESULT_INVALID;
}

bool workday_is(const struct workdays *days, day_t day)
{
    size_t at = find(days, day);
    if (at < days->count && days->exceptions[at].day == day)
        return days->exceptions[at].working;
    return day_weekday(day) <= 5;
}

/* Moves to the next working day; notes a year without its notice. */
static day_t next_workday(const struct workdays *days, day_t day, bool *provisional)
{
    for (int i = 0; i < LONGEST_WAIT && day < DAY_MAX; i++) {
        day++;
        if (!workdays_known(days, day_to_civil(day).y))
            *provisional = true;
        if (workday_is(days, day))
            break;
    }
    return day;
}

day_t workday_add(const struct workdays *days, day_t from, unsigned n, bool *provisional)
{
    bool unknown = false;
    day_t day = from;
    if (from < DAY_MIN || from > DAY_MAX) {
        *provisional = false;
        return DAY_NONE;
    }
    if (!workdays_known(days, day_to_civil(from).y))
        unknown = true;
    if (n == 0 && !workday_is(days, from))
        day = next_workday(days, from, &unknown);
    for (unsigned i = 0; i < n && i < LONGEST_WAIT; i++)
        day = next_workday(days, day, &unknown);
    *provisional = unknown;
    return day;
}

unsigned workday_between(const struct workdays *days, day_t from, day_t until)
{
    unsigned n = 0;
    if (from < DAY_MIN || until > DAY_MAX || until - from > 366 * 100)
        return 0;
    for (day_t day = from + 1; day <= until; day++)
        n += workday_is(days, day);
    return n;
}
