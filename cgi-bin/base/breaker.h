/* A circuit breaker that a family of workers shares: when the database hangs, one worker waits for it
   and all the others answer 503 at once.

   The struct lies in memory shared by the family (web/serve.h: serve_shared) or simply in one process.
   Closed: everyone may try. After BREAKER_TRIPS failures in a row it opens for BREAKER_PAUSE_MS; then one
   caller at a time may try, and the first success closes it. */
#ifndef BASE_BREAKER_H
#define BASE_BREAKER_H

#include "base/result.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define BREAKER_TRIPS 2       /* one failure may be a single lost connection */
#define BREAKER_PAUSE_MS 1000 /* normal service must be back within 5 s of the database's return */

struct breaker {
    _Atomic uint32_t failures;  /* in a row */
    _Atomic int64_t open_until; /* clock_monotonic_ms(); before it nobody tries */
};

/* Whether the caller may try now. When the pause is over exactly one caller gets true and the next
   pause begins, until someone reports success. */
bool breaker_allows(struct breaker *breaker, int64_t now_ms) MUST_CHECK;
void breaker_succeeded(struct breaker *breaker);
void breaker_failed(struct breaker *breaker, int64_t now_ms);
/* Whether it is open, without taking the turn. */
bool breaker_is_open(const struct breaker *breaker, int64_t now_ms);

#endif
