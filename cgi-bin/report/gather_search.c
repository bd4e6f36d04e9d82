/* What the public lists say of several firms (公开信息查询证明): which lists, how fresh, found or not found. */
#include "report/gather.h"

#include "db/archive.h"
#include "db/memory.h"
#include "domain/freshness.h"
#include "report/reporter.h"

#include <string.h>

#define LISTS_MAX 256 /* as many as a group may have */

/* The lists that a tender asks for: what honours and what warns. */
#define HONOURS "red"
static const char *const groups[] = {"black", "abnormal", "attention", "penalty", HONOURS};
#define GROUPS (sizeof groups / sizeof *groups)

struct searching {
    struct reporter *reporter;
    struct arena *arena;
    const char *const *codes;
    size_t count;
    const struct info_set *sets[LISTS_MAX];
    size_t set_count;
    struct report_fact *facts;
    size_t fact_count, fact_room;
    struct gathered_search *out;      /* NULL: only the digest is wanted */
    struct report_digest *digest;
    struct proof_firm *firms;
    day_t today;
};

static void choose_lists(struct searching *s)
{
    for (size_t g = 0; g < GROUPS; g++)
        for (const struct info_set *set = NULL; (set = catalogue_next_in_group(&s->reporter->memory->catalogue, groups[g], set));)
            if (info_set_published(set) && s->set_count < LISTS_MAX)
                s->sets[s->set_count++] = set;
}

static bool among(const struct searching *s, unsigned set_number, size_t *place)
{
    for (size_t i = 0; i < s->set_count; i++)
        if (s->sets[i]->number == set_number) {
            *place = i;
            return true;
        }
    return false;
}

static bool keep_fact(struct searching *s, const struct report_fact *fact)
{
    if (s->fact_count == s->fact_room) {
        size_t room = s->fact_room ? s->fact_room * 4 : 256;
        struct report_fact *more = arena_alloc(s->arena, room * sizeof *more);
        if (!more)
            return false;
        if (s->fact_count)
            memcpy(more, s->facts, s->fact_count * sizeof *more);
        s->facts = more;
        s->fact_room = room;
    }
    s->facts[s->fact_count++] = *fact;
    return true;
}

/* Document number and day of the newest hits of one list. */
static enum result details_of(struct searching *s, uint64_t subject_id, const struct info_set *set, struct proof_result *result)
{
    struct list_row rows[GATHER_DETAILS];
    size_t n;
    char day[DAY_TEXT];
    enum result r = archive_newest(s->reporter->db, subject_id, (uint16_t)set->number, s->arena, rows, GATHER_DETAILS, &n);
    const char *text = "";
    for (size_t i = 0; r == RESULT_OK && i < n; i++) {
        text = arena_printf(s->arena, "%s%s%s%s（%s）", text, i ? "；" : "", rows[i].document_no, *rows[i].document_no ? "" : rows[i].kind,
                            day_format(rows[i].decided_on, day));
        if (!text)
            r = RESULT_ERROR;
    }
    if (r == RESULT_OK && result->n > n && !(text = arena_printf(s->arena, "%s；其余 %lu 条略", text, result->n - n)))
        r = RESULT_ERROR;
    result->details = text;
    return r;
}

static day_t last_delivery(const struct searching *s, const struct info_set *set)
{
    const uint16_t number = (uint16_t)set->number;
    struct list_delivery delivery;
    return memory_deliveries(s->reporter->memory, &number, 1, &delivery, 1) ? delivery.day : DAY_NONE;
}

/* Beside each result of a list that is overdue stands how far it reaches. */
static bool say_overdue(struct searching *s, const struct info_set *set, struct proof_result *result)
{
    const day_t day = last_delivery(s, set);
    char text[DAY_TEXT];
    if (!delivery_overdue(set->cycle, day, s->today))
        return true;
    result->details = arena_printf(s->arena, "%s%s截至 %s，其后逾期未更新", result->details ? result->details : "", result->details ? "；" : "",
                                   day_format(day, text));
    return result->details != NULL;
}

static enum result search_firm(struct searching *s, size_t at)
{
    struct archive_subject subject;
    struct report_fact *facts;
    size_t count, place;
    unsigned held = 0;
    struct db *db = s->reporter->db;
    struct proof_result *results = arena_alloc(s->arena, (s->set_count + 1) * sizeof *results);
    if (!results)
        return RESULT_ERROR;
    enum result r = archive_subject(db, s->codes[at], s->arena, &subject);
    if (r == RESULT_NOT_FOUND) {
        if (s->firms)
            s->firms[at] = (struct proof_firm){.name = "（未查到登记信息）", .code = s->codes[at], .results = results};
        return RESULT_OK;
    }
    if (r == RESULT_OK)
        r = report_facts(db, &(struct report_of){.subject_id = subject.id}, REPORT_PUBLIC, DAY_NONE, DAY_NONE, s->arena, &facts, &count);
    if (r == RESULT_OK)
        r = report_held(db, &(struct report_of){.subject_id = subject.id}, REPORT_PUBLIC, &held);
    for (size_t i = 0; r == RESULT_OK && i < count; i++)
        if (among(s, facts[i].set_number, &place)) {
            results[place].n++;
            if (!keep_fact(s, &facts[i]))
                r = RESULT_ERROR;
        }
    s->digest->held += held;
    if (r != RESULT_OK || !s->firms)
        return r;
    for (size_t i = 0; r == RESULT_OK && i < s->set_count; i++)
        if ((!results[i].n || (r = details_of(s, subject.id, s->sets[i], &results[i])) == RESULT_OK) &&
            !say_overdue(s, s->sets[i], &results[i]))
            r = RESULT_ERROR;
    s->firms[at] = (struct proof_firm){.name = subject.name, .code = subject.uscc, .known = true, .open_objections = held, .results = results};
    return r;
}

static enum result search_all(struct db *db, void *arg)
{
    struct searching *s = arg;
    enum result r = RESULT_OK;
    (void)db;
    s->fact_count = s->digest->held = 0; /* tried again */
    for (size_t i = 0; i < s->count && r == RESULT_OK; i++)
        r = search_firm(s, i);
    return r == RESULT_OK && s->fact_count > REPORT_RECORDS_MAX ? RESULT_CONFLICT : r;
}

/* The firms themselves are the basics: a code that was searched says nothing when it is renamed. */
static void close_digest(struct searching *s)
{
    report_digest_facts(&s->reporter->memory->catalogue, s->facts, s->fact_count, s->digest);
    report_digest_basics(s->codes, s->count, s->digest);
}

static bool show_lists(struct searching *s)
{
    const struct memory *memory = s->reporter->memory;
    struct report_source *lists = arena_alloc(s->arena, (s->set_count + 1) * sizeof *lists);
    struct report_source *missing = arena_alloc(s->arena, (s->set_count + 1) * sizeof *missing);
    size_t m = 0;
    if (!lists || !missing)
        return false;
    for (size_t i = 0; i < s->set_count; i++) {
        const struct source_unit *unit = memory_unit_by_code(memory, s->sets[i]->unit);
        const day_t day = last_delivery(s, s->sets[i]);
        char text[DAY_TEXT];
        lists[i] = (struct report_source){
            .set = arena_text(s->arena, s->sets[i]->name), .unit = unit ? arena_text(s->arena, unit->name) : NULL,
            .delivered = day == DAY_NONE ? NULL : arena_text(s->arena, day_format(day, text)), .remark = cycle_label(s->sets[i]->cycle),
            .overdue = delivery_overdue(s->sets[i]->cycle, day, s->today), .honour = strcmp(s->sets[i]->group, HONOURS) == 0};
        if (day == DAY_NONE || lists[i].overdue)
            missing[m++] = lists[i];
        if (!lists[i].set)
            return false;
    }
    s->out->proof.lists = lists;
    s->out->proof.list_count = s->set_count;
    s->out->proof.missing = missing;
    s->out->proof.missing_count = m;
    return true;
}

enum result gather_search(struct reporter *reporter, const char *const *codes, size_t count, struct arena *arena,
                          struct gathered_search *out)
{
    struct searching s = {.reporter = reporter, .arena = arena, .codes = codes, .count = count, .out = out, .digest = &out->digest,
                          .today = day_today_shanghai(clock_now())};
    memset(out, 0, sizeof *out);
    s.firms = arena_alloc(arena, count * sizeof *s.firms);
    if (!s.firms)
        return RESULT_ERROR;
    choose_lists(&s);
    enum result r = report_snapshot(reporter->db, search_all, &s);
    if (r != RESULT_OK)
        return r;
    close_digest(&s);
    for (size_t i = 0; i < s.set_count; i++)
        out->classes |= 1u << report_class_of(s.sets[i]);
    out->facts = s.facts;
    out->fact_count = s.fact_count;
    out->proof.firms = s.firms;
    out->proof.firm_count = count;
    return show_lists(&s) ? RESULT_OK : RESULT_ERROR;
}

enum result gather_search_digest(struct reporter *reporter, const char *const *codes, size_t count, struct arena *arena,
                                 struct report_digest *out)
{
    struct searching s = {.reporter = reporter, .arena = arena, .codes = codes, .count = count, .digest = out};
    memset(out, 0, sizeof *out);
    choose_lists(&s);
    enum result r = report_snapshot(reporter->db, search_all, &s);
    if (r == RESULT_OK)
        close_digest(&s);
    return r;
}
