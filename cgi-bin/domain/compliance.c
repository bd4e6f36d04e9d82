/* Domains of a 专项信用报告: their table, and to which one a record belongs. */
#include "domain/compliance.h"

#include "domain/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX (1u << 20)
static const char HEADER[] = "number,code,name,units,former,authorities,from,basis";
enum { NUMBER, CODE, NAME, UNITS, FORMER, AUTHORITIES, FROM, BASIS, COLUMNS };

/* Parts a text at a sign, in place. How many parts there are; more than `max`: max + 1. */
static size_t part(char *text, char sign, char **out, size_t max)
{
    size_t n = 0;
    for (char *at = text; at; n++) {
        char *end = strchr(at, sign);
        if (end)
            *end++ = '\0';
        if (n == max)
            return max + 1;
        out[n] = at;
        at = end;
    }
    return n;
}

static bool words_of(struct arena *arena, char *text, struct texts *out)
{
    char *words[COMPLIANCE_WORDS_MAX];
    const char **kept = arena_alloc(arena, COMPLIANCE_WORDS_MAX * sizeof *kept);
    const size_t n = part(text, ' ', words, COMPLIANCE_WORDS_MAX);
    if (!kept || n > COMPLIANCE_WORDS_MAX)
        return false;
    for (size_t i = 0; i < n; i++)
        if (*words[i])
            kept[out->count++] = words[i];
    out->items = kept;
    return true;
}

static bool is_code(const char *code)
{
    const size_t len = strlen(code);
    return len >= 1 && len <= COMPLIANCE_CODE_MAX && strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static bool read_row(struct compliance *c, char *line)
{
    char *cell[COLUMNS], *end;
    if (c->count == COMPLIANCE_DOMAINS_MAX || part(line, ',', cell, COLUMNS) != COLUMNS)
        return false;
    struct compliance_domain *d = &c->domains[c->count];
    const unsigned long number = strtoul(cell[NUMBER], &end, 10);
    if (!*cell[NUMBER] || *end || number < 1 || number > COMPLIANCE_DOMAINS_MAX || !is_code(cell[CODE]) || !*cell[NAME] || !*cell[BASIS] ||
        compliance_by_code(c, cell[CODE]))
        return false;
    for (size_t i = 0; i < c->count; i++)
        if (c->domains[i].number == number)
            return false;
    *d = (struct compliance_domain){.number = (unsigned)number, .code = cell[CODE], .name = cell[NAME], .basis = cell[BASIS], .from = DAY_NONE};
    if (!words_of(&c->arena, cell[UNITS], &d->units) || !words_of(&c->arena, cell[FORMER], &d->former) ||
        !words_of(&c->arena, cell[AUTHORITIES], &d->authorities) || d->units.count == 0 || (*cell[FROM] && !day_parse(cell[FROM], &d->from)))
        return false;
    c->count++;
    return true;
}

enum result compliance_parse(const char *text, size_t len, struct compliance *out, unsigned *line)
{
    *line = 0;
    arena_init(&out->arena, TEXTS_MAX);
    char *at = arena_copy(&out->arena, text, len);
    if (!at)
        return RESULT_ERROR;
    while (at && *at) {
        char *end = strchr(at, '\n');
        if (end)
            *end++ = '\0';
        ++*line;
        if (*line == 1 ? strcmp(at, HEADER) != 0 : !read_row(out, at))
            return RESULT_INVALID;
        at = end;
    }
    return out->count ? RESULT_OK : RESULT_INVALID;
}

void compliance_free(struct compliance *compliance)
{
    arena_free(&compliance->arena);
    compliance->count = 0;
}

const struct compliance_domain *compliance_by_code(const struct compliance *c, const char *code)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->domains[i].code, code) == 0)
            return &c->domains[i];
    return NULL;
}

uint64_t compliance_all(const struct compliance *c)
{
    uint64_t all = 0;
    for (size_t i = 0; i < c->count; i++)
        all |= COMPLIANCE_BIT(&c->domains[i]);
    return all;
}

day_t compliance_from(const struct compliance *c, uint64_t chosen)
{
    day_t from = DAY_MAX;
    for (size_t i = 0; i < c->count; i++)
        if (chosen & COMPLIANCE_BIT(&c->domains[i]) && c->domains[i].from < from) /* DAY_NONE is before all days */
            from = c->domains[i].from;
    return from == DAY_MAX ? DAY_NONE : from;
}

bool compliance_breach(const struct info_set *set)
{
    const enum report_class class_of = report_class_of(set);
    return class_of == REPORT_PENALTIES || class_of == REPORT_SERIOUS;
}

static bool among(const struct texts *texts, const char *code, size_t *place)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i], code) == 0) {
            *place = i;
            return true;
        }
    return false;
}

/* The domain that a unit answers for; what was merged into another counts to the first. */
static const struct compliance_domain *of_unit(const struct compliance *c, const char *unit, size_t *place)
{
    size_t ignored;
    for (size_t i = 0; i < c->count; i++) {
        *place = 0;
        if (among(&c->domains[i].units, unit, place) || among(&c->domains[i].former, unit, &ignored))
            return &c->domains[i];
    }
    return NULL;
}

static const struct compliance_domain *of_authority(const struct compliance *c, const char *authority)
{
    const struct compliance_domain *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->domains[i].authorities.count; k++) {
            const char *word = c->domains[i].authorities.items[k];
            const size_t len = strlen(word);
            if (len > longest && strstr(authority, word)) {
                longest = len;
                found = &c->domains[i];
            }
        }
    return found;
}

bool compliance_own(const struct compliance *c, const char *unit)
{
    size_t place;
    return of_unit(c, unit, &place) != NULL;
}

const struct compliance_domain *compliance_of(const struct compliance *c, const struct info_set *set, const char *delivered_by,
                                              const char *authority, size_t *place)
{
    const struct compliance_domain *d = of_unit(c, set->unit, place), *by;
    size_t of_source;
    if (d)
        return d;
    by = delivered_by ? of_unit(c, delivered_by, &of_source) : NULL;
    d = authority ? of_authority(c, authority) : NULL;
    *place = d && d == by ? of_source : 0;
    if (d)
        return d;
    *place = by ? of_source : 0;
    return by;
}
