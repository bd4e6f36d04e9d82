/* The reports of this browser, for a day: a signed cookie with their numbers (web/ticket.h). */
#ifndef REPORT_GRANT_H
#define REPORT_GRANT_H

#include "web/ticket.h"

struct reporter;
struct request;
struct response;

#define GRANT_COOKIE "report"
#define GRANT_SECONDS (24 * 3600)

void grant_read(const struct reporter *reporter, const struct request *request, struct grants *grants);
void grant_add(const struct reporter *reporter, struct request *request, struct response *response, const char *number);

#endif
