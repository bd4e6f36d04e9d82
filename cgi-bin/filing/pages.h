/* The handlers of the applicants' program. Address, file, function and template share a name. */
#ifndef FILING_PAGES_H
#define FILING_PAGES_H

#include "base/result.h"

struct request;
struct response;
struct view;

#define PAGE_HANDLER(name) enum result name(struct request *request, struct view *view, struct response *response, void *program)

PAGE_HANDLER(objection_new);
PAGE_HANDLER(objection_create);
PAGE_HANDLER(objection_again);
PAGE_HANDLER(repair_new);
PAGE_HANDLER(repair_calendar);
PAGE_HANDLER(repair_commitment);
PAGE_HANDLER(repair_create);
PAGE_HANDLER(repair_again);
PAGE_HANDLER(complaint_new);
PAGE_HANDLER(complaint_create);
PAGE_HANDLER(complaint_again);
PAGE_HANDLER(apply_new);
PAGE_HANDLER(apply_create);
PAGE_HANDLER(apply_again);
PAGE_HANDLER(receipt_show);
PAGE_HANDLER(query_show);
PAGE_HANDLER(query_open);
PAGE_HANDLER(query_again);
PAGE_HANDLER(query_leave);
PAGE_HANDLER(code_show);
PAGE_HANDLER(code_send);
PAGE_HANDLER(code_again);
PAGE_HANDLER(case_show);
PAGE_HANDLER(case_file_show);
PAGE_HANDLER(letter_read);
PAGE_HANDLER(supplement_create);
PAGE_HANDLER(supplement_again);
PAGE_HANDLER(withdraw_create);
PAGE_HANDLER(withdraw_again);
PAGE_HANDLER(filing_health);

#endif
