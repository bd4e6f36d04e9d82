/* creditctl record: one decision about one record. */
#include "ctl/ctl.h"

#include "db/record.h"

#include <stdio.h>
#include <string.h>

#define ACTOR "creditctl"
#define RULE "liaoning-2016" /* whose terms a hold follows: the rule set of db/data/rule-sets.csv */

struct request {
    const char *document, *reason, *case_number;
};

/* -1: no such verb or an argument is missing; else an exit status. */
static int decide(struct ctl *ctl, uint64_t id, const char *verb, const struct request *request)
{
    static const struct {
        const char *verb;
        enum result (*run)(struct db *, uint64_t, const char *, const char *, const char *);
    } ends[] = {{"withdraw", record_withdraw}, {"annul", record_annul}, {"repair", record_repair}, {"delete", record_delete}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (strcmp(ends[i].verb, verb) != 0)
            continue;
        if (!request->reason || !request->reason[0]) {
            complain("%s wants --reason", verb);
            return -1;
        }
        return ctl_open(ctl, "ctl") ? outcome(ends[i].run(ctl->db, id, ACTOR, request->document, request->reason), verb) : EXIT_REFUSED;
    }
    bool hold = strcmp(verb, "hold") == 0;
    if (!hold && strcmp(verb, "release") != 0)
        return -1;
    if (!request->case_number || !request->case_number[0] || strlen(request->case_number) > 32) {
        complain("%s wants --case of at most 32 signs", verb);
        return -1;
    }
    if (!ctl_open(ctl, "ctl"))
        return EXIT_REFUSED;
    return outcome(hold ? record_hold_open(ctl->db, id, request->case_number, RULE, ACTOR)
                        : record_hold_close(ctl->db, id, request->case_number, ACTOR), verb);
}

int ctl_record(struct ctl *ctl, int argc, char **argv)
{
    struct request request = {0};
    const char *words[2] = {NULL, NULL};
    unsigned long long id;
    bool bad = false;
    int n = 0;
    for (int i = 1; i < argc && !bad; i++) {
        if (option("--document", argc, argv, &i, &request.document, &bad) || option("--reason", argc, argv, &i, &request.reason, &bad) ||
            option("--case", argc, argv, &i, &request.case_number, &bad))
            continue;
        bad = argv[i][0] == '-' || n == 2;
        if (!bad)
            words[n++] = argv[i];
    }
    if (bad || n != 2 || !number_of(words[0], INT64_MAX, &id))
        return EXIT_USAGE;
    int status = decide(ctl, id, words[1], &request);
    return status < 0 ? EXIT_USAGE : status;
}
