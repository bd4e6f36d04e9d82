/* Terms of cases: rules in force, settings, calendar. */
#include "db/terms.h"

#include "db/reference.h"
#include "db/rules.h"

#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX (1u << 20)

/* How many records one may hold, as delivered, where the settings have not been loaded yet. */
#define CAPS_APPLICANT 5
#define CAPS_RECORD 3

static enum result make_terms(struct terms *t)
{
    enum result r = RESULT_OK;
    for (unsigned kind = 0; kind < CASE_KINDS && r == RESULT_OK; kind++) {
        r = case_terms_make(&t->rules, (enum case_kind)kind, NULL, t->day, &t->arena, &t->of[kind]);
        if (r == RESULT_NOT_FOUND) /* no law is in force: the site's own promises are all there is */
            r = RESULT_OK;
    }
    const struct repair_rule *repair = repair_rule_on(&t->rules, t->day);
    t->papers = repair ? repair->papers : "";
    t->fee = repair ? repair->fee : "";
    t->caps_applicant = rules_number(&t->rules, "caps_applicant", CAPS_APPLICANT);
    t->caps_record = rules_number(&t->rules, "caps_record", CAPS_RECORD);
    return r;
}

static enum result load(struct db *db, int64_t now_ms, day_t today, struct terms **out)
{
    struct terms *t = calloc(1, sizeof *t);
    *out = NULL;
    if (!t)
        return RESULT_ERROR;
    t->day = today;
    t->checked_ms = now_ms;
    arena_init(&t->arena, TEXTS_MAX);
    workdays_init(&t->days);
    enum result r = rules_load(db, &t->rules);
    if (r == RESULT_OK)
        r = make_terms(t);
    if (r == RESULT_OK)
        r = workdays_load(db, &t->days);
    if (r != RESULT_OK) {
        terms_free(t);
        return r;
    }
    *out = t;
    return RESULT_OK;
}

enum result terms_refresh(struct db *db, int64_t now_ms, day_t today, struct terms **terms)
{
    struct terms *old = *terms, *new;
    if (old && old->day == today && now_ms - old->checked_ms < TERMS_CHECK_MS)
        return RESULT_OK;
    enum result r = load(db, now_ms, today, &new);
    if (r == RESULT_OK) {
        terms_free(old);
        *terms = new;
    }
    return old ? RESULT_OK : r;
}

const struct case_terms *terms_of_case(const struct terms *terms, enum case_kind kind, const char *rule, struct arena *arena, struct case_terms *room)
{
    const struct case_terms *now = &terms->of[kind];
    if (strcmp(rule, now->rule) == 0 || case_terms_make(&terms->rules, kind, rule, terms->day, arena, room) != RESULT_OK)
        return now;
    return room;
}

void terms_free(struct terms *t)
{
    if (!t)
        return;
    workdays_free(&t->days);
    rules_free(&t->rules);
    arena_free(&t->arena);
    free(t);
}
