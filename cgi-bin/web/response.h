/* The answer: gathered whole, then written once. */
#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

#include "base/buffer.h"
#include "base/result.h"
#include "web/recall.h"
#include "web/request.h"
#include "web/route.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define RESPONSE_HEADERS_MAX 8192  /* bytes of the headers that a handler adds */
#define RESPONSE_BODY_MAX (8 * 1024 * 1024)
#define RESPONSE_RETRY_AFTER "5"   /* seconds after a 503: the database's breaker tries again each second */
#define RESPONSE_ETAG 24           /* "16 hexadecimal signs" in quotation marks, and NUL */

struct response {
    int status;                /* 200 unless said otherwise */
    const char *type;          /* Content-Type; "text/html; charset=utf-8" unless said otherwise; not copied */
    const char *template;      /* to be rendered in place of the route's own; not copied */
    bool body_ready;           /* the handler filled the body itself: nothing is rendered */
    bool unmade;               /* HEAD of what is long to make: there is no body, so neither its length nor its tag is known */
    struct buffer body;
    struct buffer headers;     /* further header lines, each with its CR LF */
    enum route_cache cache;    /* the route's, unless the handler was stricter */
    bool streaming;            /* response_begin_stream was called */
    struct recall *recall;       /* the worker's; NULL: pages are always rendered */
    bool to_keep;                /* the page that is rendered now is kept under `key` */
    unsigned char key[RECALL_KEY];
    bool broken;               /* the peer is gone, or the disk is full: writing more is of no use */
    int scratch;               /* the file that a stream is gathered in; -1: none */
    const char *tmp_dir;       /* where it lies, unnamed; NULL: /tmp */
    bool scarce;               /* the front's disk is nearly full: nothing is to be kept there */
    time_t asked;              /* when the request came: the age of a kept answer counts from here */
    uint64_t written;          /* bytes gathered in scratch */
    bool (*write)(void *context, const void *bytes, size_t n); /* to the peer */
    void *context;
};

/* Another status with the route's template or error page (404 → the error page with 404). */
void response_status(struct response *response, int status);
/* Shows a template of the route table with that status, in place of the error page: a form again with 422. */
void response_show(struct response *response, int status, const char *template);
/* The handler fills response->body itself with this media type. */
void response_type(struct response *response, const char *type);
/* Whether this worker rendered a page of the very same facts before: then the body is ready and the handler returns RESULT_OK at
   once. Else the page that it goes on to fill is kept for next time. `facts` must hold everything that the page depends on:
   what was read, address and query, view, day, the state of what is in memory. For pages of 200 only. */
bool response_recall(struct response *response, const struct buffer *facts) MUST_CHECK;
/* A header line. The name is ours; a value with control signs is refused (and logged), so nobody can split an answer. */
void response_header(struct response *response, const char *name, const char *value);
/* 303 to an address on this site: must begin with one "/"; anything else becomes "/". */
void response_redirect(struct response *response, const char *path);
/* 301 to the lasting address. */
void response_moved(struct response *response, const char *path);
/* A cookie for the whole site: HttpOnly, SameSite=Lax, Secure and the prefix __Host- when the site is https.
   max_age 0: until the browser closes; below 0: away with it. */
void response_cookie(struct response *response, const struct request *request, const char *name, const char *value, long max_age);
/* For HEAD of an answer that would take long to make: its headers without a length and a tag. */
void response_unmade(struct response *response, const char *type);
/* Stricter caching than the route's. */
void response_no_store(struct response *response);
/* "attachment; filename=…; filename*=UTF-8''…" for a download; the name is cleaned. */
void response_attachment(struct response *response, const char *filename);

/* An answer too long for memory, for the downloads' own pool only: the pieces are gathered in a file and sent with their
   length when the handler is content. So an error is still an error page, and nobody takes an answer that broke off in
   its middle (a killed worker) for a whole one. Both false: no room on the disk, stop. */
bool response_begin_stream(struct response *response) MUST_CHECK;
bool response_write(struct response *response, const void *bytes, size_t n) MUST_CHECK;

/* The pieces below are for web/site.c and the tests. */
void response_init(struct response *response, bool (*write)(void *, const void *, size_t), void *context);
void response_reset(struct response *response);
/* Sends what was gathered, with its length. */
void response_send_stream(struct response *response);
/* Forgets it, and the headers with it: an error page follows. */
void response_drop_stream(struct response *response);
void response_free(struct response *response);
/* Writes the gathered answer: ETag and 304 for a 200 of a GET that may be kept, Cache-Control by the cache column, length;
   for HEAD no body. X-Request-Id is nginx's, which writes it also on what it answers from its cache. */
void response_send(struct response *response, const struct request *request);
/* The tag of a body, in quotation marks. */
void response_etag(const void *body, size_t len, char out[RESPONSE_ETAG]);
/* "404 Not Found". */
const char *response_reason(int status);
/* The status of what a handler returned: 200, 404, 409, 403, 422, 503 or 500. */
int response_status_of(enum result result);

#endif
