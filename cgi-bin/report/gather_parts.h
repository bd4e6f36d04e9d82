/* What the files of a report's gathering share; for report/gather*.c only. */
#ifndef REPORT_GATHER_PARTS_H
#define REPORT_GATHER_PARTS_H

#include "db/memory.h"
#include "report/breaches.h"
#include "report/gather.h"

/* What is known of a set's last delivery. */
struct delivered {
    bool counts;                  /* the report answers for the set */
    bool overdue;
    day_t day;                    /* DAY_NONE: never */
};

/* Whether the sets of a class were ever delivered. */
struct coverage {
    unsigned delivered, missing;
};

/* Entries that still run: ended ones are listed, and give neither label nor advice. */
struct running {
    bool of[REPORT_CLASSES];
    bool abnormal, attention;     /* of the class of abnormal entries: those of the catalogue's classes of these names */
};

/* One gathering on its way. */
struct work {
    struct reporter *reporter;
    struct arena *arena;
    const char *uscc;
    const struct gather_scope *scope;
    struct gathered *out;
    struct report_row *rows;
    size_t row_count;
    struct breaches breaches;     /* only with scope.compliance */
    day_t today;
    struct delivered *delivered;  /* a set each, by its place in the catalogue */
    struct coverage coverage[REPORT_CLASSES];
    struct running running;
};

/* A text, and a day as YYYY-MM-DD, in the gathering's memory; NULL for none, and without memory. */
const char *gather_text(struct work *work, const char *text);
const char *gather_day(struct work *work, day_t day);
/* Whether records of the set could stand in this report. */
bool gather_in_scope(const struct work *work, const struct info_set *set);
/* Looks at the last delivery of every set; false: no memory. */
bool gather_deliveries(struct work *work) MUST_CHECK;
/* Looks which classes have an entry that still runs. */
void gather_running(struct work *work);
/* How fresh each source unit is: a row for what it delivers in one cycle, with the oldest delivery. What has not been delivered, or is
   overdue, is named set by set. False: no memory. */
bool gather_sources(struct work *work) MUST_CHECK;

#endif
