/* The public program as a whole: what is opened once, in each worker, and looked at before each request. */
#ifndef DISCLOSURE_PORTAL_H
#define DISCLOSURE_PORTAL_H

#include "base/result.h"

#include <stdbool.h>

struct config;
struct disclosure;
struct request;
struct view;
struct views;

/* Reads content and the API's description, before the fork. Logs what is missing. */
enum result portal_open(struct disclosure *site, const struct config *config) MUST_CHECK;
void portal_close(struct disclosure *site);

/* The hooks of struct site (web/site.h); `program` is the struct disclosure. */
bool portal_worker_start(void *program);
void portal_worker_stop(void *program);
bool portal_globals(struct views *views, void *program);
void portal_prepare(struct request *request, struct view *view, void *program);

#endif
