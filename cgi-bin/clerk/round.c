/* The clerk's chores with their periods, each in bounded bites, so that none starves another. */
#include "clerk/round.h"

#include "base/log.h"
#include "db/chore.h"

#include <stddef.h>

#define FOLD_BITE 5000        /* rows of count_delta in one transaction: some 50 ms */
#define PUBLICATION_BITE 200  /* records, each in a transaction of its own: well below a second */
#define SHORTEST_PAUSE_MS 50  /* between rounds that have more to do: the database serves pages too */

static enum result beat(struct db *db, uint32_t limit, uint32_t *done)
{
    (void)limit;
    *done = 0;
    return heartbeat_beat(db, "clerk");
}

static const struct {
    const char *name;
    enum result (*bite)(struct db *db, uint32_t limit, uint32_t *done);
    uint32_t limit;
    int64_t period_ms;
} chores[] = {
    {"heartbeat", beat, 1, 2000},
    {"counters", chore_fold_counters, FOLD_BITE, 1000},
    /* a publication ends with its day: what expires at midnight is gone within seconds */
    {"publications that end", chore_end_publications, PUBLICATION_BITE, 3000},
    {"publications that begin", chore_begin_publications, PUBLICATION_BITE, 3000},
};
#define CHORES (sizeof chores / sizeof chores[0])
_Static_assert(CHORES <= sizeof((struct round *)0)->due / sizeof((struct round *)0)->due[0], "a place for each chore");

enum result round_go(struct round *round, struct db *db, int64_t now_ms, bool (*stop)(void))
{
    enum result worst = RESULT_OK;
    for (size_t i = 0; i < CHORES && !stop(); i++) {
        if (round->due[i] > now_ms)
            continue;
        uint32_t done = 0;
        const enum result result = chores[i].bite(db, chores[i].limit, &done);
        round->due[i] = now_ms + (result == RESULT_OK && done >= chores[i].limit ? SHORTEST_PAUSE_MS : chores[i].period_ms);
        if (result == RESULT_UNAVAILABLE) {
            if (!round->unavailable)
                log_warn("the database does not answer; trying again");
            round->unavailable = true;
            return result;
        }
        if (round->unavailable)
            log_info("the database answers again");
        round->unavailable = false;
        if (result != RESULT_OK) {
            log_warn("%s: %s; another time", chores[i].name, result_name(result));
            worst = RESULT_ERROR;
        } else if (done > 0 && chores[i].bite != chore_fold_counters) {
            log_info("%s: %u", chores[i].name, done);
        }
    }
    return worst;
}

int64_t round_pause(const struct round *round, int64_t now_ms)
{
    int64_t next = round->due[0];
    for (size_t i = 1; i < CHORES; i++)
        if (round->due[i] < next)
            next = round->due[i];
    return next > now_ms ? next - now_ms : 0;
}
