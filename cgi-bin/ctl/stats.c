/* creditctl stats: counts of what is stored and what is published. */
#include "ctl/ctl.h"

#include "db/stats.h"

#include <stdio.h>

static void print_line(void *context, const char *name, const char *value)
{
    (void)context;
    printf("%-34s %14s\n", name, value);
}

int ctl_stats(struct ctl *ctl, int argc, char **argv)
{
    (void)argv;
    if (argc != 1)
        return EXIT_USAGE;
    return ctl_open(ctl, "ctl") ? outcome(stats_read(ctl->db, print_line, NULL), "stats") : EXIT_REFUSED;
}
