/* One table a program says what every address is; the loop checks its columns, never the page. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/result.h"
#include "web/request.h"

#include <stdbool.h>
#include <stddef.h>

struct form_field;
struct response;
struct view;

/* Gathers all data of a page and puts it into the view (or the body into the response); writes nothing itself.
   RESULT_OK renders the route's template. RESULT_NOT_FOUND 404, RESULT_DENIED 403, RESULT_CONFLICT 409,
   RESULT_INVALID 422, RESULT_UNAVAILABLE 503 with Retry-After, RESULT_ERROR 500: the error page, unless the handler said
   response_status itself and wants its own template (see response.h: response_show). */
typedef enum result route_handler(struct request *request, struct view *view, struct response *response, void *program);

enum route_cache {
    ROUTE_CACHE_NO_STORE,   /* anything of an applicant or of staff, forms with a token */
    ROUTE_CACHE_REVALIDATE, /* no shared cache; the browser keeps it and asks each time */
    ROUTE_CACHE_FRONT,      /* nginx says it: for its own questions, whose headers would all come along (health) */
    ROUTE_CACHE_PUBLIC,     /* the same for everyone with the same address and view: nginx keeps it 2 s */
};

struct route {
    const char *method;     /* "GET" (answers HEAD too) or "POST" */
    const char *pattern;    /* "/records/{id:number}", "/lists/{list:slug}.csv", "/bulletins/{year:number}q{quarter:number}".
                               A part in braces takes the longest run of its kind's signs:
                               number [0-9] up to 19 · slug [a-z0-9-] up to 64 · code [0-9A-Za-z] up to 64 ·
                               text anything but "/" up to 255 bytes. Without a kind: slug.
                               First match wins */
    route_handler *handler;
    unsigned role;          /* bits of which one is needed; 0: everyone */
    bool csrf;              /* POST: the field `token` must be good */
    enum route_cache cache;
    const char *template;   /* "disclosure/list_show": templates/disclosure/list_show.cs in the layout; NULL: the handler fills the body */
    const struct form_field *fields; /* what it takes of query or form; NULL: nothing */
    bool files;             /* POST: multipart with files */
    route_handler *again;   /* POST with csrf: called in place of the handler when the token is bad or too old. It may only show the
                               form again with everything kept, as 403. NULL: the error page */
    bool keep_over;         /* a file over its limit does not refuse the whole body: it arrives without its bytes, upload.over set */
    uint64_t file_max;      /* bytes of a file, and of all, where REQUEST_FILE_MAX is too little; 0: the usual limits */
};

enum route_found { ROUTE_FOUND, ROUTE_NO_SUCH_PATH, ROUTE_NO_SUCH_METHOD };

/* Looks the request's path and method up and fills request->params. HEAD is taken as GET.
   ROUTE_NO_SUCH_METHOD: `allow` (ROUTE_ALLOW_MAX bytes) gets the methods of that path, such as "GET, HEAD, OPTIONS". */
#define ROUTE_ALLOW_MAX 64
enum route_found route_find(const struct route *routes, size_t count, struct request *request,
                            const struct route **route, char allow[ROUTE_ALLOW_MAX]) MUST_CHECK;

/* Matches one pattern. Pure; the values go to the arena of the request. False: no match (or no memory). */
bool route_match(const char *pattern, const char *path, struct request *request) MUST_CHECK;
/* Whether every pattern of a table can be read, every template named and no address unreachable; logs what is wrong. */
bool route_table_valid(const struct route *routes, size_t count) MUST_CHECK;

#endif
