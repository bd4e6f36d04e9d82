/* The reports of this browser, for a day. What it asked for itself is found in the database by the browser's digest, however many there
 * are; what it collected for a case with number and query code stands in a signed cookie (web/ticket.h). */
#ifndef REPORT_GRANT_H
#define REPORT_GRANT_H

#include "base/result.h"
#include "web/ticket.h"

#include <stdbool.h>
#include <stddef.h>

struct reporter;
struct report;
struct request;
struct response;

#define GRANT_COOKIE "report"
#define GRANT_SECONDS (24 * 3600)
#define GRANT_PAGE 20 /* reports of a page of the list */

/* What is asked for now belongs to this browser: its digest as issue_order.asked_by (and the scope of its idempotency keys). The form's cookie
 * that it is of lives on for a day. NULL: no memory. */
const unsigned char *grant_browser(struct request *request, struct response *response) MUST_CHECK;
/* It collected this one. */
void grant_add(const struct reporter *reporter, struct request *request, struct response *response, const char *number);
/* Whether the browser may see a report. */
bool grant_holds(const struct reporter *reporter, const struct request *request, const struct report *report) MUST_CHECK;
/* Its reports, the newest first, behind the number `after` ("": the first ones): at most GRANT_PAGE into `out`, *more says whether others follow. */
enum result grant_list(struct reporter *reporter, struct request *request, const char *after, struct report *out, size_t *count, bool *more) MUST_CHECK;

#endif
