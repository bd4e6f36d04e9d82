/* A case's page, shown by itself and again when something about it was faulty. */
#ifndef FILING_CASE_H
#define FILING_CASE_H

#include "base/result.h"

#include <stdbool.h>

struct filing;
struct request;
struct response;
struct view;

/* Whether this browser opened the case, or filed it. */
bool case_granted(const struct filing *filing, const struct request *request, const char *number);
/* The page of a case that was opened. */
enum result case_page(struct filing *filing, struct request *request, struct view *view, struct response *response, const char *number, int status) MUST_CHECK;

#endif
