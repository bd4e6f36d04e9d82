/* /healthz of the public program and of its download sister. */
#include "db/health.h"

#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "web/health.h"

enum result health_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    const struct disclosure *site = program;
    return health_answer(request, response, health_away(health_check(site->db)));
}
