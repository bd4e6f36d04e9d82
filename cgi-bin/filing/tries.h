/* Guessing of numbers and codes: where a try comes from, and how long one has to wait. */
#ifndef FILING_TRIES_H
#define FILING_TRIES_H

#include "base/result.h"

struct filing;
struct request;
struct response;

/* The network of whoever asks, as a keyed digest. */
void tries_network(const struct filing *filing, const struct request *request, unsigned char network[32]);
/* Retry-After, and the pause in words: "3 分钟". */
const char *tries_pause(struct request *request, struct response *response, unsigned seconds);

#endif
