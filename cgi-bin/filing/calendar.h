/* A day for people's calendars (iCalendar, RFC 5545). */
#ifndef FILING_CALENDAR_H
#define FILING_CALENDAR_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <time.h>

struct calendar_event {
    const char *uid, *host;           /* the event's name for ever is uid@host; of an address the host is taken */
    const char *summary, *text, *url; /* UTF-8; escaped here */
    day_t day;                        /* a whole day, with a reminder on its morning */
    time_t now;
};

/* Adds the file to `out`. False: it did not fit. */
bool calendar_write(struct buffer *out, const struct calendar_event *event) MUST_CHECK;

#endif
