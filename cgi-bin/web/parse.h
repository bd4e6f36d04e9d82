/* The readers of what comes over the wire: pure functions over bytes, linear in their length.

   Each takes its limits from web/request.h, puts its result into an arena and returns 0 or the HTTP status of the
   refusal (400, 413, 414, 431; 500 without memory). These are what the fuzz targets call. */
#ifndef WEB_PARSE_H
#define WEB_PARSE_H

#include "base/arena.h"
#include "base/result.h"
#include "web/request.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* "a=1&b=%E4%B8%AD+x" into fields, at most `room` of them. An empty piece is skipped; a name without "=" has an
   empty value. Bad percent escapes, NUL, text that is not UTF-8, an empty name: 400. Limits: 413.
   *fields points into the arena; its count goes to *count. */
int parse_fields(struct arena *arena, const char *bytes, size_t len, size_t room,
                 const struct request_field **fields, size_t *count) MUST_CHECK;

/* The path of a request line, without query: percent-decoded once and checked as request.path says. */
int parse_path(struct arena *arena, const char *bytes, size_t len, const char **path) MUST_CHECK;

/* A Cookie header. A cookie that breaks the rules is left out (they come from anyone on the domain); only the
   size is refused (431). */
int parse_cookies(struct arena *arena, const char *bytes, size_t len, const struct cookie **cookies, size_t *count) MUST_CHECK;

/* A media type: compares its name without regard to case, and gives a parameter ("boundary") in the arena or NULL. */
bool parse_media_is(const char *header, const char *type) MUST_CHECK;
const char *parse_media_param(struct arena *arena, const char *header, const char *name) MUST_CHECK;

/* Whether an If-None-Match header names the tag (weak comparison; "*" matches). `tag` has its quotation marks. */
bool parse_etag_match(const char *header, const char *tag) MUST_CHECK;

/* The visitor's file name made harmless: last part after / and \, UTF-8, no harmful signs, not empty ("file"),
   at most 255 bytes with its ending kept. In the arena; NULL without memory. */
char *parse_filename(struct arena *arena, const char *bytes, size_t len) MUST_CHECK;

/* Writes text percent-encoded for a query value or path part: all but [A-Za-z0-9-_.~]. */
struct buffer;
bool parse_encode(struct buffer *out, const char *text, size_t len) MUST_CHECK;

#endif
