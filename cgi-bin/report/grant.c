/* Which reports this browser asked for or collected. */
#include "report/grant.h"

#include "db/report.h"
#include "report/reporter.h"
#include "web/request.h"
#include "web/response.h"

#include <stdlib.h>
#include <string.h>

#define BROWSER "/reports" /* the digest's scope: where reports are asked for */

/* The digest of a form cookie; the key beside it is not wanted here. */
static void digest(const char *cookie, unsigned char out[TICKET_KEY])
{
    unsigned char key[TICKET_KEY];
    (void)!ticket_key(BROWSER, cookie, "", out, key);
}

const unsigned char *grant_browser(struct request *request, struct response *response)
{
    const char *cookie = ticket_cookie(request, response);
    unsigned char *out = arena_alloc(&request->arena, TICKET_KEY);
    if (!cookie || !out)
        return NULL;
    digest(cookie, out);
    response_cookie(response, request, TOKEN_COOKIE, cookie, GRANT_SECONDS);
    return out;
}

/* False: a browser without a form's cookie asked for nothing. */
static bool browser_of(const struct request *request, unsigned char out[TICKET_KEY])
{
    const char *cookie = ticket_cookie_known(request);
    if (cookie)
        digest(cookie, out);
    return cookie != NULL;
}

static void grant_read(const struct reporter *reporter, const struct request *request, struct grants *grants)
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

bool grant_holds(const struct reporter *reporter, const struct request *request, const struct report *report)
{
    struct grants grants;
    unsigned char browser[TICKET_KEY];
    grant_read(reporter, request, &grants);
    if (grants_find(&grants, report->number))
        return true;
    return browser_of(request, browser) && memcmp(browser, report->asked_by, TICKET_KEY) == 0 && report->issued_at >= request->now - GRANT_SECONDS;
}

static int newest_first(const void *a, const void *b)
{
    const struct report *one = a, *two = b;
    return strcmp(two->number, one->number);
}

/* The collected ones behind `after` join those that were asked for; a number that is both stands once. */
static enum result add_collected(struct reporter *reporter, struct request *request, const char *after, struct report *all, size_t *count)
{
    struct grants grants;
    grant_read(reporter, request, &grants);
    for (size_t i = 0; i < grants.count; i++) {
        const char *number = grants.of[i].number;
        bool known = *after && strcmp(number, after) >= 0;
        for (size_t k = 0; k < *count && !known; k++)
            known = strcmp(all[k].number, number) == 0;
        if (known)
            continue;
        const enum result r = report_read(reporter->db, number, &request->arena, &all[*count]);
        if (r == RESULT_OK)
            ++*count;
        else if (r != RESULT_NOT_FOUND)
            return r;
    }
    return RESULT_OK;
}

enum result grant_list(struct reporter *reporter, struct request *request, const char *after, struct report *out, size_t *count, bool *more)
{
    struct report *all = arena_alloc(&request->arena, (GRANT_PAGE + 1 + GRANTS_MAX) * sizeof *all);
    unsigned char browser[TICKET_KEY];
    size_t n = 0;
    enum result r = RESULT_OK;
    *count = 0;
    if (!all)
        return RESULT_ERROR;
    if (browser_of(request, browser))
        r = report_asked(reporter->db, browser, request->now - GRANT_SECONDS, after, &request->arena, all, GRANT_PAGE + 1, &n);
    if (r == RESULT_OK)
        r = add_collected(reporter, request, after, all, &n);
    if (r != RESULT_OK)
        return r;
    qsort(all, n, sizeof *all, newest_first);
    *more = n > GRANT_PAGE;
    *count = *more ? GRANT_PAGE : n;
    memcpy(out, all, *count * sizeof *out);
    return RESULT_OK;
}
