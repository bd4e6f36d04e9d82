/* Short messages: handed to a gateway over HTTP. The only door to libcurl here. */
#ifndef CLERK_SMS_H
#define CLERK_SMS_H

#include "base/result.h"

#include <stddef.h>

#define SMS_CONNECT_SECONDS 3
#define SMS_SECONDS 10         /* from beginning to end */

/* Once a process, before the first message. */
enum result sms_open(void) MUST_CHECK;
void sms_close(void);
/* POST {"id", "to", "text"} with "Authorization: Bearer KEY" (none without a key). RESULT_OK: 2xx, taken; RESULT_INVALID: refused
 * for good (another 4xx than 401, 403, 404, 408, 425, 429: these are our own faults or pass); RESULT_UNAVAILABLE another time. */
enum result sms_send(const char *url, const char *key, const char *id, const char *to, const char *text, char *why, size_t why_size) MUST_CHECK;

#endif
