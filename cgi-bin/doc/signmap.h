/* From a sign (code point) to a small number, for all of Unicode: a table of pages of 256 signs. */
#ifndef DOC_SIGNMAP_H
#define DOC_SIGNMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define SIGNMAP_PAGES 0x1100 /* U+10FFFF / 256 */

struct signmap {
    uint16_t *page[SIGNMAP_PAGES];
};

/* The number of a sign; 0 when it has none. */
static inline uint16_t signmap_get(const struct signmap *map, uint32_t sign)
{
    const uint16_t *page = sign < SIGNMAP_PAGES << 8 ? map->page[sign >> 8] : NULL;
    return page != NULL ? page[sign & 0xff] : 0;
}

/* False: no memory, or no sign. */
static inline bool signmap_set(struct signmap *map, uint32_t sign, uint16_t number)
{
    if (sign >= SIGNMAP_PAGES << 8)
        return false;
    uint16_t **page = &map->page[sign >> 8];
    if (*page == NULL && (*page = calloc(256, sizeof **page)) == NULL)
        return false;
    (*page)[sign & 0xff] = number;
    return true;
}

static inline void signmap_free(struct signmap *map)
{
    for (size_t i = 0; i < SIGNMAP_PAGES; i++)
        free(map->page[i]);
}

#endif
