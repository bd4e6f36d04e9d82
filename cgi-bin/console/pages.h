/* The handlers of the staff's program and the fields that they take. Address, file, function and template share a name. */
#ifndef CONSOLE_PAGES_H
#define CONSOLE_PAGES_H

#include "base/result.h"
#include "web/form.h"

struct request;
struct response;
struct view;

#define HANDLER(name) enum result name(struct request *request, struct view *view, struct response *response, void *program)

HANDLER(account_show);
HANDLER(account_post);
HANDLER(batch_index);
HANDLER(batch_show);
HANDLER(case_file_show);
HANDLER(case_letter_show);
HANDLER(case_reveal);
HANDLER(case_show);
HANDLER(case_take);
HANDLER(counter_again);
HANDLER(counter_new);
HANDLER(counter_post);
HANDLER(counter_receipt);
HANDLER(decision_index);
HANDLER(decision_settle);
HANDLER(decision_offer);
HANDLER(figures_show);
HANDLER(health_show);
HANDLER(holiday_post);
HANDLER(job_again);
HANDLER(job_index);
HANDLER(log_index);
HANDLER(login_post);
HANDLER(login_show);
HANDLER(logout_post);
HANDLER(move_again);
HANDLER(move_post);
HANDLER(notice_index);
HANDLER(notice_retry);
HANDLER(queue_show);
HANDLER(recipient_tell);
HANDLER(record_show);
HANDLER(report_index);
HANDLER(report_revoke_post);
HANDLER(fault_settle);
HANDLER(report_show);
HANDLER(setting_index);
HANDLER(setting_post);
HANDLER(staff_change);
HANDLER(staff_create);
HANDLER(staff_index);

extern const struct form_field batch_fields[], counter_fields[], counter_query[], decision_fields[],
    decision_query[], figures_fields[], holiday_fields[], job_fields[], log_fields[], login_fields[], login_query[], move_fields[],
    notice_fields[], notice_retry_fields[], propose_fields[], queue_fields[], report_fields[], report_use_fields[], revoke_fields[], reveal_fields[], setting_fields[], staff_fields[],
    staff_change_fields[], take_fields[];

#endif
