/* Figures for charts and bulletins, from the counters. */
#ifndef DISCLOSURE_FIGURES_H
#define DISCLOSURE_FIGURES_H

#include "domain/catalogue.h"

#include <stddef.h>
#include <stdint.h>

struct memory;
struct view;

#define FIGURE_SETS_MAX CATALOGUE_SETS_MAX
#define FIGURE_GROUPS 7

struct group_name {
    const char *code, *name;
};
/* The groups in the order in which people look for them. */
extern const struct group_name figure_groups[FIGURE_GROUPS];

struct figure {
    const char *name, *href; /* href may be NULL */
    uint64_t value;
    int code;                /* a division; 0: none */
};
/* Fills key.N.{name,value,permille,href} and, with a code, {code,level}; permille is of the largest. */
void figure_bars(struct view *view, const char *key, const struct figure *figures, size_t n);
int figure_permille(uint64_t n, uint64_t most);

/* What the catalogue holds: said alike on every page. */
struct figure_scope {
    size_t sets;      /* information sets */
    size_t open_sets; /* of these the ones that everyone may look at and download */
    size_t units;     /* that answer for at least one set; units that only deliver to another's set are none of them */
};
struct figure_scope figure_scope_of(const struct memory *memory);

/* The numbers of the published sets of a group (NULL: of all); how many. */
size_t figure_sets(const struct memory *memory, const char *group, uint16_t *sets, size_t max);

#endif
