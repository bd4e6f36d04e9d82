/* Working days: weekends and the yearly notice of the State Council with its made-up working weekends. */
#ifndef DOMAIN_WORKDAY_H
#define DOMAIN_WORKDAY_H

#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define WORKDAY_EXCEPTIONS_MAX 20000 /* 25 a year */
#define WORKDAY_YEARS_MAX 200

/* The table of exceptions: all other days follow the week. */
struct workdays {
    struct workday_exception { day_t day; bool working; } *exceptions; /* in order of day */
    size_t count, capacity;
    short years[WORKDAY_YEARS_MAX]; /* whose notice is known, in order */
    size_t year_count;
};

void workdays_init(struct workdays *days);
void workdays_free(struct workdays *days);
/* An exception twice with the same meaning is one; with another meaning RESULT_CONFLICT. Its year becomes known. */
enum result workdays_add(struct workdays *days, day_t day, bool working) MUST_CHECK;
enum result workdays_know(struct workdays *days, int year) MUST_CHECK;
/* Reads `date,kind,name` lines (kind off or work). RESULT_INVALID: *line says where. */
enum result workdays_parse(struct workdays *days, const char *csv, size_t len, size_t *line) MUST_CHECK;

bool workdays_known(const struct workdays *days, int year);
bool workday_is(const struct workdays *days, day_t day);
/* The n-th working day after day 0, the day of filing; filing on a day off counts from the next working day as day 1
   (辽宁省公共信用信息管理办法 art. 20–21 speaks in working days). n = 0 gives the day itself or, on a day off, the next
   working day. *provisional: a year on the way has no notice yet, so the date may move. */
day_t workday_add(const struct workdays *days, day_t from, unsigned n, bool *provisional);
/* Working days after `from` up to and with `until`; 0 when until is not later. */
unsigned workday_between(const struct workdays *days, day_t from, day_t until);

#endif
