/* The background worker: clocks, messages, counters, publication and expiry by date, clean-up; says that it lives. No HTTP. */
#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/program.h"
#include "clerk/clerk.h"
#include "clerk/paper.h"
#include "clerk/round.h"
#include "db/db.h"

#include <signal.h>
#include <stdio.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#define STOP_SECONDS 6 /* a bite that hangs this long after SIGTERM is broken off: every move is a transaction, a message comes again */

static volatile sig_atomic_t stopping;

static void on_stop(int signal_number)
{
    (void)signal_number;
    stopping = 1;
    alarm(STOP_SECONDS);
}

static bool stop(void)
{
    return stopping != 0;
}

/* SIGTERM and SIGINT interrupt the pause between rounds (no SA_RESTART). */
static bool catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_stop};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGTERM, &action, NULL) == 0 && sigaction(SIGINT, &action, NULL) == 0 &&
           signal(SIGPIPE, SIG_IGN) != SIG_ERR;
}

/* Rounds until told to stop. The signals are blocked but for the pauses, so that none falls between the look at
 * `stopping` and the pause. */
static void work(struct clerk *clerk)
{
    struct round round = {0};
    sigset_t blocked, open;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    while (!stop()) {
        const int64_t begun = clock_monotonic_ms();
        const bool down = round_go(&round, clerk, begun) == RESULT_UNAVAILABLE;
        const int64_t pause = down ? 1000 : round_pause(&round, clock_monotonic_ms());
        const struct timespec time = {.tv_sec = pause / 1000, .tv_nsec = pause % 1000 * 1000000};
        sigprocmask(SIG_BLOCK, &blocked, &open);
        if (!stop())
            (void)pselect(0, NULL, NULL, NULL, &time, &open);
        sigprocmask(SIG_SETMASK, &open, NULL);
    }
}

int main(int argc, char **argv)
{
    static const char usage[] = "usage: clerk --config FILE [--once]\n"
                                "  --once   every chore until nothing of it is left, then end (0 done, 1 failed)\n";
    bool once = false;
    const struct program_flag flags[] = {{"once", &once}, {NULL, NULL}};
    struct config *config;
    struct clerk clerk = {.stop = stop};
    int status;
    if (!program_begin("clerk", usage, flags, argc, argv, &config, &status))
        return status;
    status = 1;
    if (!catch_signals())
        goto done;
    if (clerk_open(&clerk, config) != RESULT_OK || db_open(config, "clerk", DB_BATCH, &clerk.db) != RESULT_OK)
        goto done;
    if (once) {
        status = round_all(&clerk) == RESULT_OK ? 0 : 1;
    } else {
        log_info("at work");
        work(&clerk);
        log_info("stopped");
        status = 0;
    }
done:
    clerk_papers_close(&clerk);
    clerk_close(&clerk);
    db_close(clerk.db);
    config_free(config);
    return status;
}
