/* What the browser may see, and where it goes after filing. */
#ifndef FILING_RECEIPT_H
#define FILING_RECEIPT_H

#include "base/result.h"
#include "web/ticket.h"

#include <stdbool.h>

struct casefile;
struct filing;
struct request;
struct response;
struct view;

#define GRANT_COOKIE "case"
#define GRANT_RECEIPT 'r'                /* this browser filed it: its receipt may be shown */
#define GRANT_CASE 'c'                   /* it was opened by its code */
#define GRANT_RECEIPT_SECONDS (24 * 3600)/* contract */
#define GRANT_CASE_SECONDS (2 * 3600)    /* as long as somebody reads and adds to it */

/* Whether the text is a case's number: Y, X, T or B and 14 digits. */
bool grant_number_good(const char *number) MUST_CHECK;
/* The cases that this browser may see now. */
void receipt_grants(const struct filing *filing, const struct request *request, struct grants *grants);
/* Lets it see one more: sets the cookie. */
void receipt_grant(const struct filing *filing, const struct request *request, struct response *response, const char *number, bool receipt);
/* 303 to the receipt of a case that was just filed, for this browser alone. */
void receipt_go(const struct filing *filing, struct request *request, struct response *response, const char *number);
/* case.* for the templates: number, kind, state, record, clocks, history, letters, files. */
void receipt_show_case(struct filing *filing, struct request *request, struct view *view, const struct casefile *file);

#endif
