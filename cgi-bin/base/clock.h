/* Days and times. A day is a number; a moment is UTC; people see Asia/Shanghai.

   Rules take "now" or "today" as a parameter; only a program's outermost code asks clock_now(). */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/result.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Days since 1970-01-01 in the proleptic Gregorian calendar; may be negative. */
typedef int32_t day_t;
#define DAY_NONE INT32_MIN /* no day: an empty column */
/* The first and last day that is read or written: four-digit years. */
#define DAY_MIN (-719162) /* 0001-01-01 */
#define DAY_MAX 2932896   /* 9999-12-31 */

typedef struct {
    int y; /* 1..9999 */
    int m; /* 1..12 */
    int d; /* 1..31 */
} civil_date;

#define DAY_TEXT 11   /* "YYYY-MM-DD" and its NUL */
#define TIME_TEXT 32  /* the longest of the time formats and its NUL */

/* Whether there is such a day in the calendar, years 1 to 9999. */
bool day_exists(int y, int m, int d);
/* The day of a date that exists; DAY_NONE for one that does not. */
day_t day_from_civil(int y, int m, int d);
civil_date day_to_civil(day_t day);

/* "2026-04-01" exactly, a day that exists: true and *day. */
bool day_parse(const char *text, day_t *day) MUST_CHECK;
/* As people and departments write it: YYYY-MM-DD, YYYY/M/D, YYYY.M.D, YYYYMMDD, YYYY年M月D日, any of
   them with a time of day behind it after a space or T (dropped), blanks around it. */
bool day_parse_any(const char *text, day_t *day) MUST_CHECK;
/* Writes YYYY-MM-DD, or nothing ("") for DAY_NONE and days out of range. Returns out. */
const char *day_format(day_t day, char out[DAY_TEXT]);
/* 1 Monday … 7 Sunday. */
int day_weekday(day_t day);
/* The same day of the month n months later (n may be negative), or that month's last day:
   2026-01-31 + 1 month = 2026-02-28. DAY_NONE stays DAY_NONE; out of range gives DAY_NONE. */
day_t day_add_months(day_t day, int n);

/* The present moment. Wall clock, seconds, and what clock_shift added. */
time_t clock_now(void);
/* The same in milliseconds. */
int64_t clock_now_ms(void);
/* Moves clock_now: the setting clock_offset_seconds, for demonstrations and tests that live on another day. */
void clock_shift(long seconds);
/* Milliseconds that never run backwards, for durations and time limits; their zero means nothing. */
int64_t clock_monotonic_ms(void);
/* The day that it is in Asia/Shanghai (UTC+8, no summer time since 1991) at a moment. */
day_t day_today_shanghai(time_t now);
/* The moment at which a day begins in Asia/Shanghai. */
time_t day_start_shanghai(day_t day);

/* Each writes a moment and returns out; "" for a moment outside the years 1 to 9999. */
const char *time_format_shanghai(time_t moment, char out[TIME_TEXT]); /* 2026-04-01 08:00:00 */
const char *time_format_rfc3339(time_t moment, char out[TIME_TEXT]);  /* 2026-04-01T08:00:00+08:00 */
const char *time_format_utc(time_t moment, char out[TIME_TEXT]);      /* 2026-04-01 00:00:00, as the database keeps it */
const char *time_format_http(time_t moment, char out[TIME_TEXT]);     /* Wed, 01 Apr 2026 00:00:00 GMT */
/* "YYYY-MM-DD HH:MM:SS" in UTC as the database gives it (a fraction behind it is dropped). */
bool time_parse_utc(const char *text, time_t *moment) MUST_CHECK;

#endif
