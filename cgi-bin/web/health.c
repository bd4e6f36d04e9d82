/* /healthz: 200 `ok` only while every program and the database answer. */
#include "web/health.h"

#include <string.h>

#define NEXT "/_health/" /* the internal addresses under which nginx asks one program after the other */
#define RETRY_SECONDS "2"

const char *health_away(enum result state)
{
    return state == RESULT_OK ? NULL : state == RESULT_NOT_FOUND ? "clerk" : "database";
}

enum result health_answer(const struct request *request, struct response *response, const char *away)
{
    const char *next = request_query(request, "next");
    response_type(response, "text/plain; charset=utf-8");
    response_no_store(response);
    if (away != NULL) {
        response_status(response, 503);
        response_header(response, "Retry-After", RETRY_SECONDS);
        return buffer_printf(&response->body, "%s away\n", away) ? RESULT_OK : RESULT_ERROR;
    }
    if (strncmp(next, NEXT, sizeof NEXT - 1) == 0) {
        response_header(response, "X-Accel-Redirect", next);
        response->cache = ROUTE_CACHE_FRONT; /* each hop's would come along, and the last answer have them all */
    }
    return buffer_puts(&response->body, "ok\n") ? RESULT_OK : RESULT_ERROR;
}
