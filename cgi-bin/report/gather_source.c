/* Who delivered what of a report, and when: what counts as nothing found, what was never delivered, what is overdue. */
#include "report/gather_parts.h"

#include "domain/freshness.h"
#include "report/reporter.h"

#include <jansson.h>
#include <string.h>

const char *gather_text(struct work *work, const char *text)
{
    return text ? arena_text(work->arena, text) : NULL;
}

const char *gather_day(struct work *work, day_t day)
{
    char text[DAY_TEXT];
    return day == DAY_NONE ? NULL : gather_text(work, day_format(day, text));
}

bool gather_in_scope(const struct work *work, const struct info_set *set)
{
    if (work->scope->scope == REPORT_OWN ? set->openness == OPEN_INTERNAL : !info_set_published(set))
        return false;
    if (work->scope->compliance && !set->registers)
        return breaches_look_at(work->scope, set);
    return set->registers || !work->scope->classes || (work->scope->classes & 1u << report_class_of(set));
}

static day_t last_delivery(const struct memory *memory, const struct info_set *set)
{
    struct list_delivery delivery;
    const uint16_t number = (uint16_t)set->number;
    return memory_deliveries(memory, &number, 1, &delivery, 1) ? delivery.day : DAY_NONE;
}

/* Whether the report answers for the set: it is in scope and can speak of such a subject. */
static bool answers_for(const struct work *work, const struct info_set *set)
{
    return gather_in_scope(work, set) && set_concerns(set, work->scope->person_case != NULL);
}

bool gather_deliveries(struct work *work)
{
    const struct catalogue *catalogue = &work->reporter->memory->catalogue;
    work->delivered = arena_alloc(work->arena, (catalogue->count + 1) * sizeof *work->delivered);
    for (size_t i = 0; work->delivered && i < catalogue->count; i++) {
        const struct info_set *set = catalogue->sets[i];
        if (!answers_for(work, set)) {
            work->delivered[i] = (struct delivered){.day = DAY_NONE};
            continue;
        }
        const day_t day = last_delivery(work->reporter->memory, set);
        work->delivered[i] = (struct delivered){.counts = true, .day = day, .overdue = delivery_overdue(set->cycle, day, work->today)};
        if (set->registers)
            continue;
        struct coverage *c = &work->coverage[report_class_of(set)];
        if (day == DAY_NONE)
            c->missing++;
        else
            c->delivered++;
    }
    return work->delivered != NULL;
}

static const char *value_of(const json_t *facts, const struct field *field)
{
    return field ? json_string_value(json_object_get(facts, field->code)) : NULL;
}

void gather_running(struct work *work)
{
    for (size_t i = 0; i < work->row_count; i++) {
        const struct info_set *set = catalogue_by_number(&work->reporter->memory->catalogue, work->rows[i].set_number);
        const enum report_class class_of = report_class_of(set);
        bool *more = strcmp(set->class_code, "abnormal") == 0 ? &work->running.abnormal
                     : strcmp(set->class_code, "attention") == 0 ? &work->running.attention : NULL;
        if (work->running.of[class_of] && (!more || *more))
            continue;
        json_t *facts = json_loads(work->rows[i].fields, JSON_REJECT_DUPLICATES, NULL);
        const struct entry_end end = {.valid_until = value_of(facts, set->roles[ROLE_VALID_UNTIL]),
                                      .status = value_of(facts, set->roles[ROLE_STATUS]), .publish_until = work->rows[i].publish_until};
        if (entry_runs(set, &end, work->today)) {
            work->running.of[class_of] = true;
            if (more)
                *more = true;
        }
        json_decref(facts);
    }
}

/* Whether the set at `other` is told in one row with the set at `at`: one unit and one cycle, both delivered in time. */
static bool same_row(const struct work *work, size_t at, size_t other)
{
    const struct info_set *const *sets = (const struct info_set *const *)work->reporter->memory->catalogue.sets;
    const struct delivered *d = &work->delivered[other];
    return d->counts && d->day != DAY_NONE && !d->overdue && strcmp(sets[at]->unit, sets[other]->unit) == 0 &&
           strcmp(sets[at]->cycle, sets[other]->cycle) == 0;
}

/* The row of the set at `first` and those behind it that belong there, with the oldest of their days. */
static struct report_source source_row(struct work *work, size_t first, const char *unit)
{
    const struct catalogue *catalogue = &work->reporter->memory->catalogue;
    const struct info_set *set = catalogue->sets[first];
    day_t oldest = work->delivered[first].day;
    unsigned kinds = 0;
    for (size_t i = first; i < catalogue->count; i++)
        if (same_row(work, first, i)) {
            kinds++;
            if (work->delivered[i].day < oldest)
                oldest = work->delivered[i].day;
        }
    return (struct report_source){.set = kinds == 1 ? gather_text(work, set->name) : arena_printf(work->arena, "%s等 %u 类信息", set->name, kinds),
                                  .unit = unit, .delivered = gather_day(work, oldest), .remark = cycle_label(set->cycle)};
}

static bool has_row(const struct work *work, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (same_row(work, at, i))
            return true;
    return false;
}

bool gather_sources(struct work *work)
{
    const struct memory *memory = work->reporter->memory;
    const struct catalogue *catalogue = &memory->catalogue;
    struct report_source *sources = arena_alloc(work->arena, (catalogue->count + 1) * sizeof *sources);
    struct report_source *missing = arena_alloc(work->arena, (catalogue->count + 1) * sizeof *missing);
    size_t n = 0, m = 0;
    if (!sources || !missing)
        return false;
    for (size_t u = 0; u < memory->source_units.count; u++) {
        const struct source_unit *unit = &memory->source_units.items[u];
        const char *name = gather_text(work, unit->name);
        for (size_t i = 0; i < catalogue->count; i++) {
            const struct info_set *set = catalogue->sets[i];
            const day_t day = work->delivered[i].day;
            const bool overdue = work->delivered[i].overdue;
            if (!work->delivered[i].counts || strcmp(set->unit, unit->code) != 0)
                continue;
            if (day == DAY_NONE || overdue)
                missing[m++] = (struct report_source){.set = gather_text(work, set->name), .unit = name, .delivered = gather_day(work, day),
                                                      .remark = cycle_label(set->cycle), .overdue = overdue};
            if (overdue)
                sources[n++] = missing[m - 1];
            else if (day != DAY_NONE && !has_row(work, i))
                sources[n++] = source_row(work, i, name);
        }
    }
    work->out->report.sources = sources;
    work->out->report.source_count = n;
    work->out->report.missing = missing;
    work->out->report.missing_count = m;
    return true;
}
