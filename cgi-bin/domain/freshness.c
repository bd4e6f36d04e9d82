/* Cycles of deliveries, and whether an entry still runs. */
#include "domain/freshness.h"

#include <string.h>

#define NO_TERM 0

/* A cycle's longest term in days. */
static const struct {
    const char *code, *label;
    int days;
} cycles[] = {
    {"realtime", "实时", NO_TERM}, {"daily", "每日", 1},        {"weekly", "每周", 7},   {"monthly", "每月", 31},
    {"quarterly", "每季度", 92},   {"halfyearly", "每半年", 184}, {"yearly", "每年", 366},
};

const char *cycle_label(const char *cycle)
{
    for (size_t i = 0; cycle && i < sizeof cycles / sizeof *cycles; i++)
        if (strcmp(cycles[i].code, cycle) == 0)
            return cycles[i].label;
    return "";
}

bool delivery_overdue(const char *cycle, day_t last, day_t today)
{
    if (!cycle || last == DAY_NONE)
        return false;
    for (size_t i = 0; i < sizeof cycles / sizeof *cycles; i++)
        if (strcmp(cycles[i].code, cycle) == 0)
            return cycles[i].days != NO_TERM && today > last + cycles[i].days + DELIVERY_TOLERANCE;
    return false;
}

bool set_concerns(const struct info_set *set, bool person)
{
    if (set->subject_type == SUBJECT_MIXED)
        return true;
    if (person)
        return set->subject_type == SUBJECT_PERSON || (set->subject_type == SUBJECT_VEHICLE && set->roles[ROLE_PERSON_ID]);
    return set->subject_type == SUBJECT_ORGANISATION || (set->subject_type == SUBJECT_VEHICLE && set->roles[ROLE_USCC]);
}

bool entry_runs(const struct info_set *set, const struct entry_end *end, day_t today)
{
    const struct field *until = set->roles[ROLE_VALID_UNTIL], *status = set->roles[ROLE_STATUS];
    day_t last;
    if (end->publish_until != DAY_NONE && end->publish_until < today)
        return false;
    if (until && end->valid_until && day_parse(end->valid_until, &last) && (until->removal ? last <= today : last < today))
        return false;
    for (size_t i = 0; status && end->status && i < status->ended.count; i++)
        if (strcmp(status->ended.items[i], end->status) == 0)
            return false;
    return true;
}
