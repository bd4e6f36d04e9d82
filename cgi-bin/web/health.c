/* /healthz: 200 `ok` only while every program and the database answer. */
#include "web/health.h"

#include <string.h>

#define NEXT "/_health/" /* the internal addresses under which nginx asks one program after the other */

enum result health_answer(const struct request *request, struct response *response, enum result state)
{
    const char *text = state == RESULT_OK ? "ok\n" : state == RESULT_NOT_FOUND ? "clerk silent\n" : "database away\n";
    const char *next = request_query(request, "next");
    if (state != RESULT_OK) {
        response_status(response, 503);
        response_header(response, "Retry-After", "2");
    } else if (strncmp(next, NEXT, sizeof NEXT - 1) == 0) {
        response_header(response, "X-Accel-Redirect", next);
    }
    response_type(response, "text/plain; charset=utf-8");
    response_no_store(response);
    response->body_ready = true;
    return buffer_puts(&response->body, text) ? RESULT_OK : RESULT_ERROR;
}
