/* The clerk's rounds: what is to be done, and how often. */
#ifndef CLERK_ROUND_H
#define CLERK_ROUND_H

#include "base/result.h"

#include <stdbool.h>
#include <stdint.h>

struct clerk;

struct round {
    int64_t due[16];   /* for each chore: when it is due next, on the monotonic clock in ms; all zero at the start */
    bool unavailable;  /* the database did not answer last time (said once in the log) */
};

/* Does everything that is due at `now_ms` (of clock_monotonic_ms). A chore with more to do than one bite is due again
 * at once, after the others. The worker's stop is looked at between bites. RESULT_UNAVAILABLE when the database does not answer,
 * RESULT_ERROR when a chore failed otherwise (the log has it); the others were still done. */
enum result round_go(struct round *round, struct clerk *clerk, int64_t now_ms) MUST_CHECK;
/* Every chore until nothing of it is left. */
enum result round_all(struct clerk *clerk) MUST_CHECK;
/* How long until the next chore, in ms; 0 when one is due. */
int64_t round_pause(const struct round *round, int64_t now_ms);

#endif
