/* How fresh what was delivered is: the words for a set's cycle, whether its next delivery is overdue, and whether an entry of a
   list still runs. Pure. */
#ifndef DOMAIN_FRESHNESS_H
#define DOMAIN_FRESHNESS_H

#include "base/clock.h"
#include "domain/catalogue.h"

#include <stdbool.h>

/* Days that a delivery may come after its cycle's end before it is called overdue: the longest public holiday has eight, with a
   day of work around it. */
#define DELIVERY_TOLERANCE 10

/* 每日 for daily, as the catalogue's `cycle` has it; "" for an unknown one or NULL. */
const char *cycle_label(const char *cycle);
/* Whether the next delivery should have come: `last` lies more than the cycle and DELIVERY_TOLERANCE days before today. A cycle
   without a fixed term (realtime: as facts arise) is never overdue, nor is what was never delivered (DAY_NONE): that is said
   as such. */
bool delivery_overdue(const char *cycle, day_t last, day_t today);

/* Whether the set's rows can speak of natural persons (`person`), or of organisations. */
bool set_concerns(const struct info_set *set, bool person);

/* What a row says of its end. */
struct entry_end {
    const char *valid_until;   /* value of the field with this role, YYYY-MM-DD; NULL or "": none */
    const char *status;        /* … status; NULL or "": none */
    day_t publish_until;       /* last day of publication; DAY_NONE: none */
};
/* Whether an entry still runs today: within its publication period, its term not over, not removed, and its status none of those
   that the catalogue calls ended. The last day of a term counts, the day of a removal does not. */
bool entry_runs(const struct info_set *set, const struct entry_end *end, day_t today);

#endif
