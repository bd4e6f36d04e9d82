/* Who received a record that was wrong: the reports that show it, and telling their applicants. */
#ifndef CONSOLE_RECIPIENT_H
#define CONSOLE_RECIPIENT_H

#include "base/result.h"

struct console;
struct record_whole;
struct request;
struct view;

/* For a record whose error was mended (corrected, withdrawn, annulled, deleted): recipients.N and how many can be told. Nothing for others. */
enum result recipient_show(struct console *console, struct request *request, struct view *view, const struct record_whole *record) MUST_CHECK;

#endif
