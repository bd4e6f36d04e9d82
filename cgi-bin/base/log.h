/* The log: a line an event to standard error, with the priority in front that journald understands.

   <3>disclosure[4f1c…]: what happened

   The name between brackets is the request's, so that the number on an error page finds its line.
   Control signs (and bytes that are not UTF-8) of the text are made printable: nobody can write a
   second line into the log. A line is at most LOG_LINE_MAX bytes. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/result.h"

#include <stdbool.h>

/* What journald takes as one record of a stream in a stock configuration is 48 KiB; a line that
   long helps no one, and a write of less than PIPE_BUF (4096) is never torn by another worker's. */
#define LOG_LINE_MAX 2048

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARN = 4, LOG_LEVEL_INFO = 6, LOG_LEVEL_DEBUG = 7 };

/* Says who speaks and what is too unimportant to be written. The program's name is not copied. */
void log_open(const char *program, enum log_level level);
/* "error", "warn", "info" or "debug" from a configuration; false leaves *level alone. */
bool log_level_parse(const char *text, enum log_level *level) MUST_CHECK;
/* The request that the following lines belong to, copied; NULL or "" for none. */
void log_request_id(const char *id);
const char *log_request_id_now(void);

void log_error(const char *format, ...) LIKE_PRINTF(1, 2);
void log_warn(const char *format, ...) LIKE_PRINTF(1, 2);
void log_info(const char *format, ...) LIKE_PRINTF(1, 2);
void log_debug(const char *format, ...) LIKE_PRINTF(1, 2);

#endif
