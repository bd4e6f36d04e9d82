/* Which records of a subject are violations of the chosen fields of administration: what a 专项信用报告（信用代证） is about. */
#ifndef REPORT_BREACHES_H
#define REPORT_BREACHES_H

#include "db/memory.h"
#include "db/report.h"
#include "domain/compliance.h"
#include "report/gather.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One violation and where it belongs. */
struct breach {
    uint64_t id;
    unsigned row;          /* of the table, in its order */
};

struct breaches {
    const struct compliance *compliance;
    struct gathered_domain *rows; size_t row_count; /* a row for each chosen domain and department; the last is for what belongs to none */
    struct breach *items; size_t count;             /* by id */
};

/* RESULT_NOT_FOUND is never returned; RESULT_ERROR: no memory. Texts live in the arena. The deciders are those of report_deciders. */
enum result breaches_find(const struct memory *memory, const struct gather_scope *scope, const struct report_decider *deciders, size_t count,
                          struct arena *arena, struct breaches *out) MUST_CHECK;
/* The violation with this id; NULL: the record is none, or of a domain that was not chosen. */
const struct breach *breach_by_id(const struct breaches *breaches, uint64_t id);
/* Whether violations of the set could stand in a paper of these domains. */
bool breaches_look_at(const struct gather_scope *scope, const struct info_set *set);

#endif
