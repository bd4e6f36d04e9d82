/* Days and times: the calendar, Asia/Shanghai, and the texts of both. */
#include "base/clock.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400
#define SHANGHAI (8 * 3600) /* no summer time since 1991; records are never shown with a time of day before that */

static bool leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return m == 2 && leap(y) ? 29 : days[m - 1];
}

bool day_exists(int y, int m, int d)
{
    return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= month_days(y, m);
}

day_t day_from_civil(int y, int m, int d)
{
    if (!day_exists(y, m, d))
        return DAY_NONE;
    /* Years that begin in March: the leap day is their last. */
    const int year = m <= 2 ? y - 1 : y;
    const int era = year / 400, of_era = year % 400;
    const int of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

civil_date day_to_civil(day_t day)
{
    if (day < DAY_MIN || day > DAY_MAX)
        return (civil_date){0, 0, 0};
    const int n = day + 719468;
    const int era = n / 146097, rest = n % 146097;
    const int of_era = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    const int of_year = rest - (365 * of_era + of_era / 4 - of_era / 100);
    const int month = (5 * of_year + 2) / 153;
    civil_date date = {.d = of_year - (153 * month + 2) / 5 + 1, .m = month < 10 ? month + 3 : month - 9};
    date.y = of_era + era * 400 + (date.m <= 2);
    return date;
}

/* Up to `most` digits at *text, moved behind them; -1 when there are fewer than `least`. */
static int digits(const char **text, int least, int most)
{
    int value = 0, n = 0;
    while (n < most && **text >= '0' && **text <= '9') {
        value = value * 10 + (**text - '0');
        ++*text;
        n++;
    }
    return n >= least ? value : -1;
}

static bool skip(const char **text, const char *word)
{
    const size_t n = strlen(word);
    if (strncmp(*text, word, n) != 0)
        return false;
    *text += n;
    return true;
}

static bool set_day(int y, int m, int d, day_t *day)
{
    if (!day_exists(y, m, d))
        return false;
    *day = day_from_civil(y, m, d);
    return true;
}

bool day_parse(const char *text, day_t *day)
{
    const int y = digits(&text, 4, 4);
    if (y < 0 || !skip(&text, "-"))
        return false;
    const int m = digits(&text, 2, 2);
    if (m < 0 || !skip(&text, "-"))
        return false;
    const int d = digits(&text, 2, 2);
    return d >= 0 && *text == '\0' && set_day(y, m, d, day);
}

static const char *blanks(const char *text)
{
    while (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n')
        text++;
    return text;
}

/* "08:00", "08:00:00", "08:00:00.0", with an offset or Z behind it; blanks to the end. */
static bool time_of_day_or_end(const char *text)
{
    if (*text == 'T' || *text == ' ') {
        const char *at = *text == 'T' ? text + 1 : blanks(text);
        if (*at != '\0' || *text == 'T') {
            const int hour = digits(&at, 1, 2);
            if (hour < 0 || hour > 24 || !skip(&at, ":"))
                return false;
            if (digits(&at, 2, 2) < 0)
                return false;
            while (*at != '\0' && strchr("0123456789:.+-Z", *at) != NULL)
                at++;
        }
        text = at;
    }
    return *blanks(text) == '\0';
}

bool day_parse_any(const char *text, day_t *day)
{
    text = blanks(text);
    const int y = digits(&text, 4, 4);
    if (y < 0)
        return false;
    int m, d;
    if (skip(&text, "年")) {
        m = digits(&text, 1, 2);
        if (m < 0 || !skip(&text, "月"))
            return false;
        d = digits(&text, 1, 2);
        if (d < 0 || !skip(&text, "日"))
            return false;
    } else if (*text == '-' || *text == '/' || *text == '.') {
        const char mark[2] = {*text, '\0'};
        text++;
        m = digits(&text, 1, 2);
        if (m < 0 || !skip(&text, mark))
            return false;
        d = digits(&text, 1, 2);
        if (d < 0)
            return false;
    } else {
        m = digits(&text, 2, 2);
        d = digits(&text, 2, 2);
        if (m < 0 || d < 0)
            return false;
    }
    return time_of_day_or_end(text) && set_day(y, m, d, day);
}

static void put_number(char *out, int digits_wanted, int value)
{
    for (int i = digits_wanted - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

const char *day_format(day_t day, char out[DAY_TEXT])
{
    if (day < DAY_MIN || day > DAY_MAX) {
        out[0] = '\0';
        return out;
    }
    const civil_date date = day_to_civil(day);
    put_number(out, 4, date.y);
    out[4] = '-';
    put_number(out + 5, 2, date.m);
    out[7] = '-';
    put_number(out + 8, 2, date.d);
    out[10] = '\0';
    return out;
}

int day_weekday(day_t day)
{
    const int n = (int)(((int64_t)day + 3) % 7); /* 1970-01-01 was a Thursday */
    return (n < 0 ? n + 7 : n) + 1;
}

day_t day_add_months(day_t day, int n)
{
    if (day < DAY_MIN || day > DAY_MAX)
        return DAY_NONE;
    const civil_date date = day_to_civil(day);
    const int64_t months = (int64_t)date.y * 12 + date.m - 1 + n;
    if (months < 12 || months >= (int64_t)10000 * 12)
        return DAY_NONE;
    const int y = (int)(months / 12), m = (int)(months % 12) + 1;
    const int last = month_days(y, m);
    return day_from_civil(y, m, date.d < last ? date.d : last);
}

static long shift; /* seconds; set once, before a program's first request */

time_t clock_now(void)
{
    return time(NULL) + shift;
}

int64_t clock_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return ((int64_t)now.tv_sec + shift) * 1000 + now.tv_nsec / 1000000;
}

void clock_shift(long seconds)
{
    shift = seconds;
}

int64_t clock_monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Days since 1970 and the seconds of that day, also before 1970. */
static void split(time_t moment, int64_t *day, int *seconds)
{
    int64_t n = (int64_t)moment / DAY_SECONDS;
    int64_t rest = (int64_t)moment % DAY_SECONDS;
    if (rest < 0) {
        rest += DAY_SECONDS;
        n--;
    }
    *day = n;
    *seconds = (int)rest;
}

day_t day_today_shanghai(time_t now)
{
    int64_t day;
    int seconds;
    split(now + SHANGHAI, &day, &seconds);
    return day < DAY_MIN || day > DAY_MAX ? DAY_NONE : (day_t)day;
}

time_t day_start_shanghai(day_t day)
{
    return (time_t)day * DAY_SECONDS - SHANGHAI;
}

/* "YYYY-MM-DD" + between + "HH:MM:SS" + behind. */
static const char *format(time_t moment, int offset, char between, const char *behind, char out[TIME_TEXT])
{
    int64_t day;
    int seconds;
    split(moment + offset, &day, &seconds);
    if (day < DAY_MIN || day > DAY_MAX) {
        out[0] = '\0';
        return out;
    }
    day_format((day_t)day, out);
    out[10] = between;
    put_number(out + 11, 2, seconds / 3600);
    out[13] = ':';
    put_number(out + 14, 2, seconds / 60 % 60);
    out[16] = ':';
    put_number(out + 17, 2, seconds % 60);
    const size_t n = strlen(behind);
    memcpy(out + 19, behind, n + 1);
    return out;
}

const char *time_format_shanghai(time_t moment, char out[TIME_TEXT])
{
    return format(moment, SHANGHAI, ' ', "", out);
}

const char *time_format_rfc3339(time_t moment, char out[TIME_TEXT])
{
    return format(moment, SHANGHAI, 'T', "+08:00", out);
}

const char *time_format_utc(time_t moment, char out[TIME_TEXT])
{
    return format(moment, 0, ' ', "", out);
}

const char *time_format_http(time_t moment, char out[TIME_TEXT])
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t day;
    int seconds;
    split(moment, &day, &seconds);
    if (day < DAY_MIN || day > DAY_MAX) {
        out[0] = '\0';
        return out;
    }
    const civil_date date = day_to_civil((day_t)day);
    snprintf(out, TIME_TEXT, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[day_weekday((day_t)day) - 1], (unsigned)date.d % 100,
             months[date.m - 1], (unsigned)date.y % 10000, (unsigned)seconds / 3600 % 24, (unsigned)seconds / 60 % 60,
             (unsigned)seconds % 60);
    return out;
}

bool time_parse_utc(const char *text, time_t *moment)
{
    char date[DAY_TEXT];
    for (size_t i = 0; i < DAY_TEXT - 1; i++) {
        if (text[i] == '\0')
            return false;
        date[i] = text[i];
    }
    date[DAY_TEXT - 1] = '\0';
    day_t day;
    if (!day_parse(date, &day))
        return false;
    const char *at = text + DAY_TEXT - 1;
    if (!skip(&at, " ") && !skip(&at, "T"))
        return false;
    const int h = digits(&at, 2, 2);
    if (h < 0 || h > 23 || !skip(&at, ":"))
        return false;
    const int m = digits(&at, 2, 2);
    if (m < 0 || m > 59 || !skip(&at, ":"))
        return false;
    const int s = digits(&at, 2, 2);
    if (s < 0 || s > 60)
        return false;
    if (*at == '.') {
        at++;
        while (*at >= '0' && *at <= '9')
            at++;
    }
    if (*at != '\0')
        return false;
    *moment = (time_t)day * DAY_SECONDS + h * 3600 + m * 60 + s;
    return true;
}
