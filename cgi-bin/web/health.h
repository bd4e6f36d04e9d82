/* What every program answers on /healthz. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "base/result.h"
#include "web/request.h"
#include "web/response.h"

/* `away` names in English what does not answer: "database", "clerk", "signer"; NULL: the program and all that it needs are there.
 * That is 200 `ok`, or, where nginx asks one program after the other (conf/nginx.conf.in), the word to ask the next one;
 * anything else 503 `<away> away`. To be returned by the handler. */
enum result health_answer(const struct request *request, struct response *response, const char *away) MUST_CHECK;
/* What is away by what health_check of db/health.h said: RESULT_NOT_FOUND the clerk, else the database; NULL for RESULT_OK. Pure. */
const char *health_away(enum result state);

#endif
