/* Divisions by code, and the one that an authority's name tells. */
#include "domain/division.h"

#include <stdlib.h>
#include <string.h>

void divisions_init(struct divisions *divisions)
{
    memset(divisions, 0, sizeof *divisions);
}

void divisions_free(struct divisions *divisions)
{
    for (size_t i = 0; i < divisions->count; i++)
        free(divisions->items[i].name);
    free(divisions->items);
    divisions_init(divisions);
}

/* The place of the first division whose code is not below. */
static size_t find(const struct divisions *divisions, unsigned code)
{
    size_t low = 0, high = divisions->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (divisions->items[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum result divisions_add(struct divisions *divisions, unsigned code, const char *name, const char *level, unsigned parent)
{
    size_t at = find(divisions, code);
    if (code < 100000 || code > 999999 || !name[0] || divisions->count == DIVISIONS_MAX)
        return RESULT_INVALID;
    if (at < divisions->count && divisions->items[at].code == code)
        return RESULT_CONFLICT;
    if (divisions->count == divisions->capacity) {
        size_t capacity = divisions->capacity ? divisions->capacity * 2 : 128;
        struct division *more = realloc(divisions->items, capacity * sizeof *more);
        if (!more)
            return RESULT_ERROR;
        divisions->items = more;
        divisions->capacity = capacity;
    }
    char *copy = strdup(name);
    if (!copy)
        return RESULT_ERROR;
    memmove(divisions->items + at + 1, divisions->items + at, (divisions->count - at) * sizeof *divisions->items);
    divisions->items[at] = (struct division){code, parent, strcmp(level, "province") == 0 ? 0 : strcmp(level, "city") == 0 ? 1 : 2, copy};
    divisions->count++;
    return RESULT_OK;
}

const struct division *division_find(const struct divisions *divisions, unsigned code)
{
    size_t at = find(divisions, code);
    return at < divisions->count && divisions->items[at].code == code ? &divisions->items[at] : NULL;
}

unsigned division_city(unsigned code)
{
    return code == DIVISION_PROVINCE ? code : code / 100 * 100;
}

unsigned division_known(const struct divisions *divisions, unsigned code)
{
    if (division_find(divisions, code))
        return code;
    if (division_find(divisions, code / 100 * 100))
        return code / 100 * 100;
    return code / 10000 * 10000 == DIVISION_PROVINCE && division_find(divisions, DIVISION_PROVINCE) ? DIVISION_PROVINCE : 0;
}

/* How many bytes of the text the division's name takes: whole, or without its last sign when two or more remain
   (沈阳 for 沈阳市, but not 和平 for 和平区: that is a word). */
static size_t begins(const struct division *division, const char *text, size_t len)
{
    size_t whole = strlen(division->name);
    if (len >= whole && memcmp(text, division->name, whole) == 0)
        return whole;
    bool shortens = division->level < 2 && whole >= 9;
    return shortens && len >= whole - 3 && memcmp(text, division->name, whole - 3) == 0 ? whole - 3 : 0;
}

unsigned division_in_name(const struct divisions *divisions, const char *name, size_t len)
{
    const struct division *best = NULL;
    size_t taken = 0, at = 0;
    bool twice = false;
    unsigned found = 0;
    /* the province's name may stand in front of the city's, the city's in front of the county's */
    for (unsigned level = 0; level <= 2; level++) {
        best = NULL;
        taken = 0;
        twice = false;
        for (size_t i = 0; i < divisions->count; i++) {
            const struct division *division = &divisions->items[i];
            bool below = level < 2 || found % 10000 == 0 || division->parent == found;
            size_t n = division->level == level && below ? begins(division, name + at, len - at) : 0;
            if (n > taken) {
                best = division;
                taken = n;
                twice = false;
            } else if (n && n == taken) {
                twice = true;
            }
        }
        if (best && !twice) {
            found = best->code;
            at += taken;
        }
    }
    return found;
}
