/* A request, read within limits: method, path, query, form, cookies, files.

   Everything in it was checked once: text is well-formed UTF-8 without NUL, lengths are below the limits.
   It lives in one arena and in unlinked files, and is gone with request_free. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* Limits. What is over them gets its 4xx at once. */
#define REQUEST_PATH_MAX 1024              /* bytes, decoded: the longest address of ours is below 200 */
#define REQUEST_QUERY_MAX 8192             /* bytes: a search for the longest name with every filter is below 2 KiB */
#define REQUEST_FIELDS_MAX 100             /* fields of query and form together: the longest form has about 20, a report 50 codes */
#define REQUEST_FIELD_NAME_MAX 64          /* bytes */
#define REQUEST_FIELD_VALUE_MAX 65536      /* bytes: 2,000 characters are 6 KiB, percent-encoded 18 KiB */
#define REQUEST_COOKIE_HEADER_MAX 8192     /* bytes */
#define REQUEST_COOKIES_MAX 50             /* browsers keep about that many a site */
#define REQUEST_FORM_MAX (256 * 1024)      /* bytes of an urlencoded body */
#define REQUEST_BODY_MAX (32 * 1024 * 1024)/* bytes of a multipart body: 30 MiB of files and its fields */
#define REQUEST_FILES_MAX 20               /* files in a body */
#define REQUEST_FILE_MAX (10 * 1024 * 1024)/* bytes a file */
#define REQUEST_FILES_TOTAL_MAX (30 * 1024 * 1024)
#define REQUEST_ARENA_MAX (2 * 1024 * 1024)/* memory of one request's own */

struct request_field {
    const char *name;  /* decoded, well-formed, not empty, NUL-terminated */
    const char *value; /* decoded, well-formed, without NUL inside */
    size_t len;        /* bytes of value */
};

struct cookie {
    const char *name;
    const char *value; /* as it came, quotation marks taken off */
};

/* A file that the visitor sent. */
struct upload {
    const char *field;     /* name of the form's field */
    const char *name;      /* the visitor's file name: last path part, clean, at most 255 bytes; never used as a path */
    const char *type;      /* what the browser called it: not to be believed */
    int fd;                /* an unlinked file opened for reading and writing, at its beginning; closed by request_free */
    uint64_t size;         /* bytes */
    unsigned char sha256[32];
    bool over;             /* it was longer than a file may be, or than all together may be: its bytes were thrown away, fd is -1 */
};

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_PUT, METHOD_DELETE, METHOD_OPTIONS, METHOD_OTHER };

/* A part of the path that the route's pattern named. */
struct path_param {
    const char *name;  /* as in the pattern */
    const char *value;
};
#define REQUEST_PATH_PARAMS_MAX 4

struct form_values;

struct request {
    struct arena arena;         /* the request's memory; handlers may take from it */
    enum method method;
    const char *method_name;    /* as it came, for Allow and the log */
    const char *path;           /* decoded: begins with "/", no "//", no "." or ".." part, no control sign, no "\" */
    const char *raw_query;      /* as it came, without "?"; "" for none */
    const char *host;           /* Host header, checked for form only; "" when absent */
    const char *remote_address; /* as nginx saw it; "" when absent */
    const char *id;             /* X-Request-Id of nginx, or one made here: 1 to 64 signs of [0-9A-Za-z-] */
    const char *if_none_match;  /* "" when absent */
    const char *content_type;   /* "" when absent */
    uint64_t content_length;
    bool https;
    time_t now;                 /* when it arrived; the only clock for a handler */
    day_t today;                /* that moment's day in Asia/Shanghai */

    const struct request_field *query; size_t query_count;
    const struct request_field *form; size_t form_count;      /* a POST's urlencoded or multipart fields */
    const struct cookie *cookies; size_t cookie_count;
    struct upload *uploads; size_t upload_count;
    struct path_param params[REQUEST_PATH_PARAMS_MAX]; size_t param_count;

    struct form_values *values; /* the declared fields of the route, read and checked; NULL without a declaration */
    unsigned roles;             /* roles of whoever asks, as bits; 0 for the public */
};

/* First value of that name, or "" when absent: never NULL. */
const char *request_query(const struct request *request, const char *name);
const char *request_form(const struct request *request, const char *name);
const char *request_cookie(const struct request *request, const char *name);
/* A named part of the path; "" when the pattern has no such name. */
const char *request_param(const struct request *request, const char *name);
/* The same as a number of up to 19 digits within 0 … INT64_MAX: false when it is none. */
bool request_param_int(const struct request *request, const char *name, int64_t *number) MUST_CHECK;
/* The n-th upload of a field (0 the first); NULL when there is none. */
struct upload *request_upload(const struct request *request, const char *field, size_t n);
/* A formatted text in the request's memory; NULL when memory ran out. */
char *request_printf(struct request *request, const char *format, ...) LIKE_PRINTF(2, 3) MUST_CHECK;

/* The address of this page with one query field set to value (NULL: taken out), the others of the query kept in
   order, properly encoded: for filters and pages ("?region=210200&after=…"). In the request's memory; NULL: no memory. */
const char *request_link(struct request *request, const char *name, const char *value) MUST_CHECK;

/* Where a CGI variable comes from, so that a test needs no FastCGI. */
struct request_source {
    const char *(*param)(void *context, const char *name);
    ssize_t (*read)(void *context, void *out, size_t n); /* 0 end, -1 broken */
    void *context;
};
/* What a route allows of a body. */
struct request_limits {
    bool form;         /* a body is wanted at all; otherwise it is 413 */
    bool files;        /* multipart with files is wanted; otherwise it is 415 */
    bool keep_over;    /* see upload.over; otherwise such a body is 413 */
    uint64_t body_max; /* 0 means REQUEST_BODY_MAX */
    uint64_t file_max; /* bytes a file, where they are more than REQUEST_FILE_MAX: then also of all files; 0 means that */
    const char *tmp_dir; /* where uploads go; NULL means /tmp */
};

/* Reads line, headers and query: all that is known before a route is. Returns 0, or the HTTP status of the
   refusal: 400 malformed, 414 line too long, 431 cookies too long, 500 no memory. Even then the request can
   be answered (path is "/" when it was unusable) and must be freed.
   The struct must be zeroed or have been through request_free: its arena's first block is kept in use. */
int request_read(struct request *request, const struct request_source *source, time_t now) MUST_CHECK;
/* Reads the body as the route allows. 0, or 400, 413, 415, 500, 503 (no room on disk). */
int request_read_body(struct request *request, const struct request_source *source,
                      const struct request_limits *limits) MUST_CHECK;
/* Closes the uploads and gives all memory but one block back. */
void request_free(struct request *request);
/* Gives that block back too: at the end of a worker. */
void request_destroy(struct request *request);

#endif
