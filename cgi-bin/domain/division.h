/* Divisions (GB/T 2260): the province, its cities and counties. */
#ifndef DOMAIN_DIVISION_H
#define DOMAIN_DIVISION_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define DIVISION_PROVINCE 210000
#define DIVISIONS_MAX 4000 /* all of China has some 3,200 */

struct division {
    unsigned code;
    unsigned parent;   /* 0 for the province */
    unsigned level;    /* 0 province, 1 city, 2 county */
    char *name;
};
struct divisions {
    struct division *items; /* by code */
    size_t count, capacity;
};

void divisions_init(struct divisions *divisions);
void divisions_free(struct divisions *divisions);
/* RESULT_CONFLICT: the code is there already. */
enum result divisions_add(struct divisions *divisions, unsigned code, const char *name, const char *level, unsigned parent) MUST_CHECK;
const struct division *division_find(const struct divisions *divisions, unsigned code);
/* The division that the province knows this code by: itself, else its city (a new district), else 0. */
unsigned division_known(const struct divisions *divisions, unsigned code);
/* The division that an authority's name begins with: 沈阳市和平区市场监督管理局 → 210102, 辽宁省… → 210000; also without
   the last sign (沈阳). 0 when it names none, or several counties of one name without their city. */
unsigned division_in_name(const struct divisions *divisions, const char *name, size_t len);
/* Its city: 210102 → 210100; a city and the province are their own. */
unsigned division_city(unsigned code);

#endif
