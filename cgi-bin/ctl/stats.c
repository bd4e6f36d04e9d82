/* creditctl stats: counts of what is stored and what is published, and how long certificates and revocation lists are good for. */
#include "ctl/ctl.h"

#include "base/clock.h"
#include "db/stats.h"
#include "doc/sign.h"

#include <stdio.h>

static void print_line(void *context, const char *name, const char *value)
{
    (void)context;
    printf("%-34s %14s\n", name, value);
}

/* A line for each, soonest first: a monitor warns from 60 days on. */
static void print_ends(const struct ctl *ctl)
{
    struct sign_expiry ends[SIGN_EXPIRIES_MAX];
    struct sign *sign;
    char name[64];
    if (sign_open(ctl->config, &sign) != RESULT_OK)
        return; /* the log says what is missing; an installation may issue nothing */
    const size_t count = sign_expiry(sign, clock_now(), ends);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "days until %s ends", ends[i].role);
        printf("%-34s %14d\n", name, ends[i].days_left);
    }
    sign_close(sign);
}

int ctl_stats(struct ctl *ctl, int argc, char **argv)
{
    (void)argv;
    if (argc != 1)
        return EXIT_USAGE;
    if (!ctl_open(ctl, "ctl"))
        return EXIT_REFUSED;
    const enum result result = stats_read(ctl->db, print_line, NULL);
    if (result == RESULT_OK)
        print_ends(ctl);
    return outcome(result, "stats");
}
