/* Answers in JSON. Faults are web/problem.h's. */
#ifndef DISCLOSURE_ANSWER_H
#define DISCLOSURE_ANSWER_H

#include "base/clock.h"
#include "base/result.h"

#include <jansson.h>

struct response;

/* A text without the signs that must not reach a reader; never NULL but without memory. */
json_t *answer_text(const char *text);
/* A day, null for DAY_NONE. */
json_t *answer_day(day_t day);
/* The whole body. RESULT_ERROR without memory. `value` stays the caller's. */
enum result answer_json(struct response *response, int status, const char *type, const json_t *value) MUST_CHECK;
#endif
