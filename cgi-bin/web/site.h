/* A web program put together: routes, templates, workers. main() fills a struct site and returns site_run. */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "base/result.h"
#include "web/request.h"
#include "web/response.h"
#include "web/route.h"
#include "web/serve.h"
#include "web/token.h"
#include "web/view.h"

#include <stdbool.h>
#include <stddef.h>

struct site {
    const char *name;              /* of the program: "disclosure" */
    const struct route *routes;
    size_t route_count;
    const char *templates_dir;
    const char *error_template;    /* "disclosure/error_show": gets error.status, error.allow and request.id; NULL: plain text.
                                      Every page gets request.path and request.query; the id only this one, so that
                                      the same page is the same bytes */
    const char *const *more_templates; /* loaded too, for response_show; NULL-terminated; may be NULL */
    const char *tmp_dir;           /* uploads; NULL: /tmp */
    const char *cache_dir;         /* where nginx keeps answers: none are kept while its disk is nearly full; NULL: not looked at */
    const unsigned char *token_key;/* TOKEN_KEY bytes; NULL: a route with csrf is refused at start */
    struct serve_options serve;    /* worker_start and worker_stop are called around the site's own */

    /* Texts that every page sees, set in each worker with view_global; false stops the worker. May be NULL. */
    bool (*globals)(struct views *views, void *program);
    /* Before each handler: what every page shows of this request (the view cookie, the navigation). May be NULL. */
    void (*prepare)(struct request *request, struct view *view, void *program);
    /* The roles of whoever asks, from a session. Needed only when a route has a role; NULL: nobody has any. */
    unsigned (*roles)(const struct request *request, void *program);
    const char *login_address;     /* where a GET by nobody of a route with a role is sent, with ?next=; NULL: 403 */
    void *program;                 /* handed to everything above and to handlers; its database is opened by serve.worker_start */
};

/* Serves until stopped; the exit status for main. Routes and options are checked first. */
int site_run(struct site *site) MUST_CHECK;

/* One request from start to end, for tests without sockets: reads from `source`, writes through `write`. */
struct site_worker;
struct site_worker *site_worker_open(struct site *site) MUST_CHECK;
void site_worker_close(struct site_worker *worker);
void site_answer(struct site_worker *worker, const struct request_source *source,
                 bool (*write)(void *context, const void *bytes, size_t n), void *write_context);

#endif
