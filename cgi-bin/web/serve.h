/* A family of worker processes that answer FastCGI requests; the only door to fcgiapp.h.

   One parent opens the listening socket, forks the workers and watches them: a dead one is replaced
   (with a pause that doubles when they die young), one that is over its time limit or gives no sign of life
   while it waits is killed and replaced.
   A worker dies with its parent. SIGTERM or SIGINT to the parent: no new requests, those under way are finished,
   then all are gone. */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include "base/breaker.h"
#include "base/result.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SERVE_WORKERS_MAX 256       /* slots in the shared page */
#define SERVE_REQUEST_SECONDS 6     /* a page that takes longer has a fault; nginx gave up after 3 s. A family that hangs
                                       as a whole is back after this long */
#define SERVE_START_SECONDS 30      /* a worker reads its templates; the slowest machine needs a few seconds */
#define SERVE_STOP_SECONDS 8        /* ./run promises that everything is gone within 10 s */
#define SERVE_BREAKERS 4            /* one a part that may fail: the database, the signer … */

/* One request as nginx hands it over. */
struct exchange;

/* A CGI variable ("REQUEST_METHOD", "HTTP_COOKIE"); NULL when absent. Lives as long as the request. */
const char *exchange_param(const struct exchange *exchange, const char *name);
/* Reads up to n bytes of the body; 0 at its end, -1 when the peer broke off. */
ssize_t exchange_read(struct exchange *exchange, void *out, size_t n);
/* Hands bytes of the answer over (headers in CGI form, empty line, body). False: the peer is gone. */
bool exchange_write(struct exchange *exchange, const void *bytes, size_t n) MUST_CHECK;

/* Answers one request: everything that it writes is the answer. */
typedef void serve_handler(struct exchange *exchange, void *context);

struct serve_options {
    const char *program;         /* for log lines and the process title */
    const char *socket_path;     /* a Unix socket to create; ignored when a socket was inherited (LISTEN_FDS or fd 0) */
    mode_t mode;                 /* of the socket; 0 means 0660: whoever can write to it can forge every CGI variable */
    unsigned workers;            /* 0 means 4 */
    unsigned max_requests;       /* a worker retires after about this many; 0 means 10000 */
    unsigned request_seconds;    /* wall time of one request, anew from each exchange_write; 0 means SERVE_REQUEST_SECONDS */
    unsigned stop_seconds;       /* after SIGTERM, until SIGKILL; 0 means SERVE_STOP_SECONDS */
    bool (*worker_start)(void *context); /* in each worker after the fork: open the database, parse the templates.
                                            False: the worker ends and is tried again later. May be NULL */
    void (*worker_stop)(void *context);  /* in each worker before it ends in peace. May be NULL */
};

/* Serves until SIGTERM or SIGINT. Returns the exit status for main: 0 after an orderly stop,
   1 when the socket cannot be had (another family holds it, no right) or the options are wrong. */
int serve_run(const struct serve_options *options, serve_handler *handler, void *context) MUST_CHECK;

/* What the whole family shares, all zero at the start; valid inside serve_run and in its workers.
   Before serve_run (in tests) it is a page of the process's own. */
struct serve_shared {
    struct breaker breaker[SERVE_BREAKERS]; /* [0] is the database's */
    _Atomic uint64_t requests;              /* answered by the family */
    _Atomic uint64_t killed;                /* workers over their time limit */
    _Atomic uint64_t died;                  /* workers that ended otherwise than in peace */
    _Atomic uint64_t counters[16];          /* the program's own use */
};
struct serve_shared *serve_shared(void);

#endif
