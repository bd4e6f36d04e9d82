/* The log: a line an event to standard error, in the form that journald keeps. */
#include "base/log.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ID_MAX 64

static const char *program_name = "portal";
static enum log_level threshold = LOG_LEVEL_INFO;
static char request_id[ID_MAX + 1];

void log_open(const char *program, enum log_level level)
{
    program_name = program;
    threshold = level;
}

bool log_level_parse(const char *text, enum log_level *level)
{
    static const struct {
        const char *name;
        enum log_level level;
    } names[] = {
        {"error", LOG_LEVEL_ERROR}, {"warn", LOG_LEVEL_WARN}, {"info", LOG_LEVEL_INFO}, {"debug", LOG_LEVEL_DEBUG}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(text, names[i].name) == 0) {
            *level = names[i].level;
            return true;
        }
    return false;
}

void log_request_id(const char *id)
{
    size_t n = 0;
    for (; id != NULL && id[n] != '\0' && n < ID_MAX; n++)
        request_id[n] = id[n] > ' ' && id[n] < 0x7f && id[n] != ']' ? id[n] : '_';
    request_id[n] = '\0';
}

const char *log_request_id_now(void)
{
    return request_id;
}

/* Adds text to a line with everything visible: harmful signs and bad bytes as \x1b or \u202e. */
static size_t add_printable(char *line, size_t at, size_t room, const char *text, size_t len)
{
    size_t from = 0;
    while (from < len) {
        const size_t begin = from;
        const uint32_t sign = utf8_next(text, len, &from);
        char piece[16];
        int n;
        if (sign == UTF8_BAD)
            n = snprintf(piece, sizeof piece, "\\x%02x", (unsigned char)text[begin]);
        else if (sign < 0x20 || sign == 0x7f)
            n = snprintf(piece, sizeof piece, "\\x%02x", (unsigned)sign);
        else if (utf8_harmful(sign))
            n = snprintf(piece, sizeof piece, "\\u%04x", (unsigned)sign);
        else {
            n = (int)(from - begin);
            memcpy(piece, text + begin, (size_t)n);
        }
        if (n < 0 || at + (size_t)n > room)
            break;
        memcpy(line + at, piece, (size_t)n);
        at += (size_t)n;
    }
    return at;
}

static void write_line(enum log_level level, const char *format, va_list arguments) LIKE_PRINTF(2, 0);
static void write_line(enum log_level level, const char *format, va_list arguments)
{
    if (level > threshold)
        return;
    const int saved = errno;
    char text[LOG_LINE_MAX];
    char line[LOG_LINE_MAX + 1];
    const int n = vsnprintf(text, sizeof text, format, arguments);
    const size_t len = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    const int head = request_id[0] != '\0'
                         ? snprintf(line, sizeof line, "<%d>%s[%s]: ", (int)level, program_name, request_id)
                         : snprintf(line, sizeof line, "<%d>%s: ", (int)level, program_name);
    size_t at = head < 0 ? 0 : (size_t)head < sizeof line - 1 ? (size_t)head : sizeof line - 2;
    at = add_printable(line, at, LOG_LINE_MAX - 1, text, len);
    line[at++] = '\n';
    ssize_t done;
    do
        done = write(STDERR_FILENO, line, at);
    while (done < 0 && errno == EINTR);
    errno = saved;
}

#define WRITE(level)                         \
    do {                                     \
        va_list arguments;                   \
        va_start(arguments, format);         \
        write_line(level, format, arguments);\
        va_end(arguments);                   \
    } while (0)

void log_error(const char *format, ...)
{
    WRITE(LOG_LEVEL_ERROR);
}

void log_warn(const char *format, ...)
{
    WRITE(LOG_LEVEL_WARN);
}

void log_info(const char *format, ...)
{
    WRITE(LOG_LEVEL_INFO);
}

void log_debug(const char *format, ...)
{
    WRITE(LOG_LEVEL_DEBUG);
}
