/* What every program answers on /healthz. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "base/result.h"
#include "web/request.h"
#include "web/response.h"

/* `state`: RESULT_OK the program and what it needs answer; RESULT_NOT_FOUND the clerk is silent; else the database is away.
 * OK is 200 `ok`, or, where nginx asks one program after the other (conf/nginx.conf.in), the word to ask the next one;
 * anything else 503. To be returned by the handler. */
enum result health_answer(const struct request *request, struct response *response, enum result state) MUST_CHECK;

#endif
