/* The staff's program as a whole: what is opened once, in each worker, and looked at before each request. */
#ifndef CONSOLE_OFFICE_H
#define CONSOLE_OFFICE_H

#include "base/result.h"

#include <stdbool.h>

struct config;
struct console;
struct request;
struct view;
struct views;

/* Reads the keys, before the fork. Logs what is missing. */
enum result office_open(struct console *console, const struct config *config) MUST_CHECK;
void office_close(struct console *console);

/* The hooks of struct site (web/site.h); `program` is the struct console. */
bool office_worker_start(void *program);
void office_worker_stop(void *program);
bool office_globals(struct views *views, void *program);
void office_prepare(struct request *request, struct view *view, void *program);
unsigned office_roles(const struct request *request, void *program);

#endif
