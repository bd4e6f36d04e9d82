/* Texts as pages want them: what templates call as functions. */
#include "web/text.h"

#include "base/clock.h"
#include "web/parse.h"

#include <string.h>
#include <strings.h>

/* The entity of a sign; NULL for one that may stay. */
static const char *entity(char sign)
{
    switch (sign) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void text_escape(struct buffer *out, const char *text)
{
    const char *begin = text;
    for (const char *at = text;; at++) {
        /* All five lie between 0x22 and 0x3e, most text above. */
        if (*at != '\0' && ((unsigned char)*at > '>' || entity(*at) == NULL))
            continue;
        if (at > begin)
            buffer_add(out, begin, (size_t)(at - begin));
        if (*at == '\0')
            return;
        buffer_puts(out, entity(*at));
        begin = at + 1;
    }
}

bool text_is_address(const char *url)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};
    for (const char *at = url; *at != '\0'; at++)
        if ((unsigned char)*at <= ' ' || *at == '\\' || *at == 0x7f)
            return false;
    if (url[0] == '/')
        return url[1] != '/';
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return url[strcspn(url, ":/?#")] != ':';
}

void text_address(struct buffer *out, const char *url)
{
    text_escape(out, text_is_address(url) ? url : "#");
}

void text_encode(struct buffer *out, const char *text)
{
    (void)!parse_encode(out, text, strlen(text));
}

void text_thousands(struct buffer *out, const char *text)
{
    const char *digits = text + (*text == '-');
    const size_t n = strspn(digits, "0123456789");
    if (n == 0 || (digits[n] != '\0' && strcmp(digits + n, "+") != 0)) {
        buffer_puts(out, text);
        return;
    }
    buffer_add(out, text, (size_t)(digits - text));
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            buffer_putc(out, ',');
        buffer_putc(out, digits[i]);
    }
    buffer_puts(out, digits + n);
}

void text_date(struct buffer *out, const char *text)
{
    day_t day;
    if (day_parse(text, &day)) {
        const civil_date date = day_to_civil(day);
        buffer_printf(out, "%d年%d月%d日", date.y, date.m, date.d);
    } else
        buffer_puts(out, text);
}

void text_breaks(struct buffer *out, const char *text)
{
    for (const char *line = text;;) {
        char piece[1024];
        size_t len = strcspn(line, "\n");
        const bool end = line[len] == '\0';
        for (const char *stop = line + len; line < stop; line += len) {
            len = (size_t)(stop - line) < sizeof piece - 1 ? (size_t)(stop - line) : sizeof piece - 1;
            memcpy(piece, line, len);
            piece[len] = '\0';
            text_escape(out, piece);
        }
        if (end)
            return;
        buffer_puts(out, "<br>");
        line++;
    }
}
