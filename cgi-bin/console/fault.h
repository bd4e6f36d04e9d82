/* Papers that could not be made or kept provable, on the list of reports and where the day begins. */
#ifndef CONSOLE_FAULT_H
#define CONSOLE_FAULT_H

#include "base/result.h"

struct console;
struct request;
struct view;

/* What is open and what was settled lately, each with the token of its button: for /console/reports. */
enum result fault_show(struct console *console, struct request *request, struct view *view) MUST_CHECK;
/* How many are open, for whoever may settle them; where the database does not say, nothing is shown. */
void fault_warn(struct console *console, struct view *view);

#endif
