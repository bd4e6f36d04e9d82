/* creditctl search: compares the index of names with the data, or builds it anew. */
#include "ctl/ctl.h"

#include "db/name_index.h"
#include "domain/name.h"

#include <stdio.h>
#include <string.h>

static void show(void *context, uint64_t names)
{
    (void)context;
    progress("%llu names", (unsigned long long)names);
}

static int check(struct ctl *ctl)
{
    struct name_index_faults faults = {0};
    enum result result = name_index_take_all(ctl->db); /* what waits is not missing */
    if (result == RESULT_OK)
        result = name_index_check(ctl->db, &faults, show, NULL);
    progress_end();
    if (result != RESULT_OK)
        return outcome(result, "search check");
    printf("names %llu, missing %llu, surplus %llu\n", (unsigned long long)faults.names, (unsigned long long)faults.missing,
           (unsigned long long)faults.surplus);
    return faults.missing || faults.surplus ? EXIT_REFUSED : EXIT_DONE;
}

static int rebuild(struct ctl *ctl)
{
    uint64_t names;
    enum result result = name_index_rebuild(ctl->db, &names, show, NULL);
    progress_end();
    if (result == RESULT_OK)
        printf("names %llu\n", (unsigned long long)names);
    return outcome(result, "search rebuild");
}

int ctl_search(struct ctl *ctl, int argc, char **argv)
{
    bool checks = argc == 2 && strcmp(argv[1], "check") == 0;
    if (!checks && !(argc == 2 && strcmp(argv[1], "rebuild") == 0))
        return EXIT_USAGE;
    if (!ctl_open(ctl, "ctl") || outcome(name_open(), "names") != EXIT_DONE)
        return EXIT_REFUSED;
    return checks ? check(ctl) : rebuild(ctl);
}
