/* /healthz of the applicants' program. */
#include "db/health.h"

#include "filing/filing.h"
#include "filing/pages.h"
#include "web/health.h"

enum result filing_health(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    const struct filing *filing = program;
    return health_answer(request, response, health_away(health_check(filing->db)));
}
