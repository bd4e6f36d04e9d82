/* When certificates and revocation lists of the seal end: a table on the reports' page, a warning where staff begin. */
#ifndef CONSOLE_EXPIRY_H
#define CONSOLE_EXPIRY_H

struct console;
struct request;
struct view;

/* ends.N.{role,subject,until,left,code(far|soon|over)}, soonest first; ends_unknown when they cannot be read. */
void expiry_show(const struct console *console, const struct request *request, struct view *view);
/* The first of those that end soon or are over, under ending.{role,until,left,code}; nothing when none does. */
void expiry_warn(const struct console *console, const struct request *request, struct view *view);

#endif
