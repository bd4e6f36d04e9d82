/* Guessing of numbers and codes: how long one has to wait (web/ticket.h says where a try comes from). */
#ifndef FILING_TRIES_H
#define FILING_TRIES_H

#include "base/result.h"

struct request;
struct response;

/* Retry-After, and the pause in words: "3 分钟". */
const char *tries_pause(struct request *request, struct response *response, unsigned seconds);

#endif
