/* Corrections of a record: the changed fields of a form, judged as a row of a delivery is. */
#ifndef CONSOLE_CORRECT_H
#define CONSOLE_CORRECT_H

#include "base/result.h"
#include "console/casepage.h"
#include "domain/row.h"

struct console;
struct request;
struct view;

/* What the form changes, as JSON {code: new value} in *json, read by domain/row.h. RESULT_INVALID: nothing is changed, or a value is
   wrong; what is wrong stands beside the field (fields.N.error) and in the summary. */
enum result correct_read(struct console *console, struct request *request, struct view *view, const struct case_look *look, const char **json) MUST_CHECK;
/* The record with a proposed correction in it, as the rules make it today. RESULT_INVALID: they refuse it now. */
enum result correct_row(struct console *console, struct request *request, const struct case_look *look, const char *json, struct row *out) MUST_CHECK;

#endif
