/* iCalendar: lines of at most 75 bytes, folded between signs, CR LF. */
#include "filing/calendar.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define FOLD 74 /* RFC 5545, 3.1: 75 bytes without the line's end, the blank of a folded line included */

/* "NAME:value" with the value's own signs escaped (3.3.11) and folded. */
static void line(struct buffer *out, const char *name, const char *value, bool is_text)
{
    const size_t len = strlen(value);
    size_t width = strlen(name) + 1;
    buffer_puts(out, name);
    buffer_putc(out, ':');
    for (size_t at = 0; at < len;) {
        const size_t begin = at;
        const uint32_t sign = utf8_next(value, len, &at);
        const bool escaped = is_text && (sign == '\\' || sign == ';' || sign == ',' || sign == '\n');
        const size_t n = at - begin + escaped;
        if (sign == '\r')
            continue;
        if (width + n > FOLD) {
            buffer_puts(out, "\r\n ");
            width = 1;
        }
        if (escaped)
            buffer_putc(out, '\\');
        if (sign == '\n')
            buffer_putc(out, 'n');
        else
            buffer_add(out, value + begin, at - begin);
        width += n;
    }
    buffer_puts(out, "\r\n");
}

static void whole_day(struct buffer *out, const char *name, day_t day)
{
    const civil_date date = day_to_civil(day);
    buffer_printf(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, date.y, date.m, date.d);
}

bool calendar_write(struct buffer *out, const struct calendar_event *event)
{
    char stamp[TIME_TEXT], uid[300];
    const char *host = strstr(event->host, "://");
    host = host != NULL ? host + 3 : event->host;
    snprintf(uid, sizeof uid, "%s@%.*s", event->uid, (int)strcspn(host, ":/"), host);
    time_format_utc(event->now, stamp); /* 2026-04-01 00:00:00 */
    buffer_puts(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//credit-portal//zh\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n");
    line(out, "UID", uid, false);
    buffer_printf(out, "DTSTAMP:%.4s%.2s%.2sT%.2s%.2s%.2sZ\r\n", stamp, stamp + 5, stamp + 8, stamp + 11, stamp + 14, stamp + 17);
    whole_day(out, "DTSTART", event->day);
    whole_day(out, "DTEND", event->day + 1);
    line(out, "SUMMARY", event->summary, true);
    line(out, "DESCRIPTION", event->text, true);
    line(out, "URL", event->url, false);
    buffer_puts(out, "TRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:PT9H\r\n");
    line(out, "DESCRIPTION", event->summary, true);
    buffer_puts(out, "END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    return !out->failed;
}
