/* /healthz: 200 `ok` only while the programs and the database answer. */
#include "db/health.h"

#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "web/response.h"

enum result health_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request, (void)view;
    struct disclosure *site = program;
    enum result r = health_check(site->db);
    const char *text = r == RESULT_OK ? "ok\n" : r == RESULT_NOT_FOUND ? "clerk silent\n" : "database away\n";
    if (r != RESULT_OK) {
        response_status(response, 503);
        response_header(response, "Retry-After", "2");
    }
    response_type(response, "text/plain; charset=utf-8");
    response_no_store(response);
    response->body_ready = true;
    return buffer_puts(&response->body, text) ? RESULT_OK : RESULT_ERROR;
}
