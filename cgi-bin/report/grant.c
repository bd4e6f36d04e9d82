/* Which reports this browser asked for. */
#include "report/grant.h"

#include "report/reporter.h"
#include "web/request.h"
#include "web/response.h"

void grant_read(const struct reporter *reporter, const struct request *request, struct grants *grants)
{
    grants_read(reporter->grant_key, request_cookie(request, request->https ? "__Host-" GRANT_COOKIE : GRANT_COOKIE), request->now, grants);
}

void grant_add(const struct reporter *reporter, struct request *request, struct response *response, const char *number)
{
    struct grants grants;
    char text[GRANT_TEXT];
    grant_read(reporter, request, &grants);
    grants_add(&grants, number, 'r', 0, request->now + GRANT_SECONDS);
    response_cookie(response, request, GRANT_COOKIE, grants_write(reporter->grant_key, &grants, text), GRANT_SECONDS);
}
