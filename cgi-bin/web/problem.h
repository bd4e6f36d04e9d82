/* Faults as programs read them: application/problem+json (RFC 9457), written here and nowhere else. */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include "base/result.h"
#include "web/request.h"
#include "web/response.h"

#include <stdbool.h>

/* Whether a program asks and not a browser: everything below /api/, and a list as .json. `target` is a path or a request's first
   line's target as it came; what follows a "?" is not looked at. Pure. conf/nginx.conf.in has the same rule ($fault). */
bool problem_due(const char *target) MUST_CHECK;

/* A member beside those of RFC 9457; both are our own words or well-formed text. */
struct problem_member {
    const char *name, *value;
};

/* The whole answer: status, type, body with type, title, status, detail, instance and request_id, Retry-After with 503. `detail` is
   Chinese; NULL or "": what the status says in general. `more` may be NULL. RESULT_ERROR without memory; to be returned by the
   handler. */
enum result problem_answer(const struct request *request, struct response *response, int status, const char *detail,
                           const struct problem_member *more) MUST_CHECK;
/* The same for what a handler's reads came to: 404, 400, 409, 403, 503, else 500, in general words. */
enum result problem_of(const struct request *request, struct response *response, enum result result) MUST_CHECK;

#endif
