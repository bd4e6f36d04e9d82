/* The clerk's chores with their periods, each in bounded bites, so that none starves another. */
#include "clerk/round.h"

#include "base/log.h"
#include "clerk/clerk.h"
#include "clerk/paper.h"
#include "db/chore.h"
#include "db/name_index.h"

#include <stddef.h>

#define FOLD_BITE 5000        /* rows of count_delta in one transaction: some 50 ms */
#define PUBLICATION_BITE 200  /* records, each in a transaction of its own: well below a second */
#define NAMES_BITE 4          /* ranges of a thousand names, each some 60 ms */
#define CLOCK_BITE 200        /* clocks, the same */
#define SWEEP_BITE 1000       /* rows of each kind */
#define SHORTEST_PAUSE_MS 50  /* between rounds that have more to do: the database serves pages too */

static enum result beat(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    (void)limit;
    *done = 0;
    clerk->beaten_ms = clock_monotonic_ms();
    return heartbeat_beat(clerk->db, "clerk");
}

static enum result fold(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    return chore_fold_counters(clerk->db, limit, done);
}

/* What an import did not get to. */
static enum result index_names(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    uint64_t names;
    for (*done = 0; *done < limit; ++*done) {
        const enum result result = name_index_take(clerk->db, false, &names);
        if (result != RESULT_OK)
            return result == RESULT_NOT_FOUND ? RESULT_OK : result;
    }
    return RESULT_OK;
}

static enum result end_publications(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    return chore_end_publications(clerk->db, limit, done);
}

static enum result begin_publications(struct clerk *clerk, uint32_t limit, uint32_t *done)
{
    return chore_begin_publications(clerk->db, limit, done);
}

static const struct {
    const char *name;
    enum result (*bite)(struct clerk *clerk, uint32_t limit, uint32_t *done);
    uint32_t limit;
    int64_t period_ms;
} chores[] = {
    {"heartbeat", beat, 1, 2000},
    {"counters", fold, FOLD_BITE, 1000},
    {"names to be found", index_names, NAMES_BITE, 1000},
    /* a publication ends with its day: what expires at midnight is gone within seconds */
    {"publications that end", end_publications, PUBLICATION_BITE, 3000},
    {"publications that begin", begin_publications, PUBLICATION_BITE, 3000},
    {"messages", clerk_post, 20, 1000},
    {"clocks that end soon", clerk_warn_clocks, CLOCK_BITE, 30000},
    {"clocks that are over", clerk_overdue_clocks, CLOCK_BITE, 30000},
    {"clocks that are over for long", clerk_escalate_clocks, CLOCK_BITE, 30000},
    {"cases to be closed", clerk_close_cases, 50, 10000},
    {"letters", clerk_letters, 16, 1000},
    {"timestamps", clerk_stamps, 16, 60000},
    {"jobs", clerk_jobs, 4, 10000},
    {"rows to be swept", clerk_sweep_rows, SWEEP_BITE, 60000},
    {"files to be swept", clerk_sweep_files, 1, 6 * 3600000},
};
#define CHORES (sizeof chores / sizeof chores[0])
_Static_assert(CHORES <= sizeof((struct round *)0)->due / sizeof((struct round *)0)->due[0], "a place for each chore");

enum result round_go(struct round *round, struct clerk *clerk, int64_t now_ms)
{
    enum result worst = RESULT_OK;
    for (size_t i = 0; i < CHORES && !clerk->stop(); i++) {
        if (round->due[i] > now_ms)
            continue;
        uint32_t done = 0;
        const enum result result = chores[i].bite(clerk, chores[i].limit, &done);
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
        } else if (done > 0 && chores[i].bite != fold && chores[i].bite != index_names && chores[i].bite != clerk_sweep_files) {
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

enum result round_all(struct clerk *clerk)
{
    enum result worst = RESULT_OK;
    for (size_t i = 0; i < CHORES && !clerk->stop(); i++) {
        uint32_t done;
        enum result result;
        do
            result = chores[i].bite(clerk, chores[i].limit, &done);
        while (result == RESULT_OK && done >= chores[i].limit && !clerk->stop());
        if (result != RESULT_OK) {
            log_warn("%s: %s", chores[i].name, result_name(result));
            worst = result;
        }
    }
    return worst;
}
