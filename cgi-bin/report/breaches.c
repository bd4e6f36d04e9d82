/* Violations by field of administration and department. */
#include "report/breaches.h"

#include "domain/freshness.h"

#include <stdlib.h>
#include <string.h>

#define UNIT_SETS_MAX 64 /* breach sets of one department; the widest has 4 */

static bool chosen(const struct gather_scope *scope, const struct compliance_domain *domain)
{
    return (scope->domains & COMPLIANCE_BIT(domain)) != 0;
}

bool breaches_look_at(const struct gather_scope *scope, const struct info_set *set)
{
    size_t place;
    if (!compliance_breach(set))
        return false;
    const struct compliance_domain *domain = compliance_of(scope->compliance, set, NULL, NULL, &place);
    return !domain || chosen(scope, domain);
}

/* Whether the set is the department's own: of its unit, or, of the first, of one that was merged into it. */
static bool is_of(const struct compliance_domain *domain, size_t place, const struct info_set *set)
{
    if (strcmp(set->unit, domain->units.items[place]) == 0)
        return true;
    for (size_t i = 0; place == 0 && i < domain->former.count; i++)
        if (strcmp(set->unit, domain->former.items[i]) == 0)
            return true;
    return false;
}

/* The sets that tell of a department's violations: its own, and where it has none those into which many departments deliver. */
static size_t sets_of(const struct catalogue *catalogue, const struct gather_scope *scope, const struct compliance_domain *domain, size_t place,
                      const struct info_set *out[UNIT_SETS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; domain && i < catalogue->count && n < UNIT_SETS_MAX; i++)
        if (compliance_breach(catalogue->sets[i]) && catalogue->sets[i]->openness != OPEN_INTERNAL && is_of(domain, place, catalogue->sets[i]))
            out[n++] = catalogue->sets[i];
    if (n)
        return n;
    for (size_t i = 0; i < catalogue->count && n < UNIT_SETS_MAX; i++)
        if (compliance_breach(catalogue->sets[i]) && catalogue->sets[i]->openness != OPEN_INTERNAL &&
            !compliance_own(scope->compliance, catalogue->sets[i]->unit))
            out[n++] = catalogue->sets[i];
    return n;
}

/* The last delivery of a set that tells of a department: of what many deliver, its own one or one of somebody who collects for all. */
static day_t last_delivery(const struct memory *memory, const struct gather_scope *scope, const struct info_set *set, const char *unit)
{
    for (size_t i = 0; i < memory->delivery_count; i++) { /* newest first */
        const struct list_delivery *one = &memory->deliveries[i];
        const struct source_unit *source = one->set_number == set->number ? memory_unit(memory, one->source_id) : NULL;
        if (!source)
            continue;
        if (compliance_own(scope->compliance, set->unit) || !unit || strcmp(source->code, unit) == 0 || !compliance_own(scope->compliance, source->code))
            return one->day;
    }
    return DAY_NONE;
}

/* How fresh a row is, by the oldest of its sets. A department of which one set was never delivered has not reported: nothing is said of it. */
static void look_at_deliveries(const struct memory *memory, const struct gather_scope *scope, size_t place, day_t today, struct gathered_domain *row)
{
    const struct info_set *sets[UNIT_SETS_MAX];
    const size_t n = sets_of(&memory->catalogue, scope, row->domain, place, sets);
    const char *unit = row->domain ? row->domain->units.items[place] : NULL;
    row->delivered = DAY_NONE;
    row->reported = n > 0;
    for (size_t i = 0; i < n; i++) {
        const day_t day = last_delivery(memory, scope, sets[i], unit);
        row->reported = row->reported && day != DAY_NONE;
        row->overdue = row->overdue || delivery_overdue(sets[i]->cycle, day, today);
        if (day != DAY_NONE && (row->delivered == DAY_NONE || day < row->delivered))
            row->delivered = day;
    }
}

static bool make_rows(const struct memory *memory, const struct gather_scope *scope, struct arena *arena, struct breaches *out)
{
    const struct compliance *c = scope->compliance;
    const day_t today = day_today_shanghai(clock_now());
    size_t most = 1;
    for (size_t i = 0; i < c->count; i++)
        most += c->domains[i].units.count;
    out->rows = arena_alloc(arena, most * sizeof *out->rows);
    for (size_t i = 0; out->rows && i < c->count; i++)
        for (size_t u = 0; chosen(scope, &c->domains[i]) && u < c->domains[i].units.count; u++) {
            struct gathered_domain *row = &out->rows[out->row_count++];
            *row = (struct gathered_domain){.domain = &c->domains[i], .unit = memory_unit_by_code(memory, c->domains[i].units.items[u])};
            look_at_deliveries(memory, scope, u, today, row);
        }
    if (out->rows)
        look_at_deliveries(memory, scope, 0, today, &out->rows[out->row_count++]);
    return out->rows != NULL;
}

/* The row of a domain's department; of none: the last. */
static unsigned row_of(const struct breaches *b, const struct compliance_domain *domain, size_t place)
{
    for (size_t i = 0; domain && i < b->row_count; i++)
        if (b->rows[i].domain == domain)
            return (unsigned)(i + place);
    return (unsigned)b->row_count - 1;
}

static int by_id(const void *pa, const void *pb)
{
    const struct breach *a = pa, *b = pb;
    return a->id < b->id ? -1 : a->id > b->id;
}

enum result breaches_find(const struct memory *memory, const struct gather_scope *scope, const struct report_decider *deciders, size_t count,
                          struct arena *arena, struct breaches *out)
{
    *out = (struct breaches){.compliance = scope->compliance, .items = arena_alloc(arena, (count + 1) * sizeof *out->items)};
    if (!out->items || !make_rows(memory, scope, arena, out))
        return RESULT_ERROR;
    for (size_t i = 0; i < count; i++) {
        const struct info_set *set = catalogue_by_number(&memory->catalogue, deciders[i].set_number);
        const struct source_unit *unit = memory_unit(memory, deciders[i].source_id);
        size_t place;
        if (!set || set->openness == OPEN_INTERNAL || !compliance_breach(set))
            continue;
        const struct compliance_domain *domain = compliance_of(scope->compliance, set, unit ? unit->code : NULL, deciders[i].authority, &place);
        if (domain && !chosen(scope, domain))
            continue;
        struct breach *one = &out->items[out->count++];
        *one = (struct breach){.id = deciders[i].id, .row = row_of(out, domain, place)};
        out->rows[one->row].n++;
    }
    qsort(out->items, out->count, sizeof *out->items, by_id);
    return RESULT_OK;
}

const struct breach *breach_by_id(const struct breaches *breaches, uint64_t id)
{
    const struct breach key = {.id = id};
    return breaches->count ? bsearch(&key, breaches->items, breaches->count, sizeof key, by_id) : NULL;
}
