/* What a visitor chose of the lists: the set or group and the filters, read once for the page, the open data and the API. */
#ifndef DISCLOSURE_CHOICE_H
#define DISCLOSURE_CHOICE_H

#include "base/result.h"
#include "db/list.h"

#include <stdbool.h>
#include <stddef.h>

struct disclosure;
struct info_set;
struct request;

#define CHOICE_FAULTS_MAX 8

struct choice {
    const char *code;            /* of the set or group */
    const char *name;            /* what it is called */
    const char *group;           /* its group's code; "" for a set without */
    const struct info_set *set;  /* NULL for a group */
    uint16_t sets[LIST_SETS_MAX];
    struct list_filter filter;   /* points into this struct and the request */
    struct list_key after_key;
    const struct list_key *after;/* NULL: from the newest */
    const char *q, *region, *source, *kind, *from, *to; /* as typed, to be shown again */
    bool active;                 /* any filter is set */
    struct { const char *field, *message; } faults[CHOICE_FAULTS_MAX]; /* message in Chinese; field "after" is no filter */
    size_t fault_count;
};

/* Reads the path's {list} and the query. RESULT_NOT_FOUND: no such public list. Wrong filters are in `faults`: nothing
 * should be read then. `choice` must not move afterwards. Needs disclosure_ready. */
enum result choice_read(struct disclosure *site, struct request *request, const char *code, struct choice *choice) MUST_CHECK;

/* What is wrong with the filters as one text, each fault after its field's name in the address: "from：…；region：…". In the request's
 * memory; "" when nothing is wrong. */
const char *choice_faults(struct request *request, const struct choice *choice);

/* The sets of a group that the public sees; returns how many. */
size_t choice_group_sets(const struct disclosure *site, const char *group, uint16_t *out, size_t max);
/* Every set that the public sees. */
size_t choice_all_sets(const struct disclosure *site, uint16_t *out, size_t max);

#endif
