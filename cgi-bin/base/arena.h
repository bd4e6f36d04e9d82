/* Memory of one owner that is given back in one go: everything that belongs to a request. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/result.h"

#include <stddef.h>
#include <stdint.h>

#define ARENA_KEEP (256 * 1024) /* bytes kept for the next use: an ordinary page's tree, twice */

struct arena_block;

struct arena {
    struct arena_block *first;   /* kept from use to use */
    struct arena_block *current; /* where the next piece comes from */
    size_t used;                 /* bytes given out since the last reset */
    size_t max;                  /* bytes that it gives out at most */
};

/* Makes an empty arena that gives out at most max bytes between two resets. */
void arena_init(struct arena *arena, size_t max);
/* Takes every piece back. Blocks beyond ARENA_KEEP bytes are freed, so that one large request does not
   make a worker large for ever. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

/* n bytes, zeroed, aligned for any type; NULL over the maximum or without memory. */
void *arena_alloc(struct arena *arena, size_t n) MUST_CHECK;
/* A copy of n bytes with a NUL after them; NULL as above. */
char *arena_copy(struct arena *arena, const void *bytes, size_t n) MUST_CHECK;
/* A copy of a text; NULL as above. */
char *arena_text(struct arena *arena, const char *text) MUST_CHECK;
/* A formatted text; NULL as above. */
char *arena_printf(struct arena *arena, const char *format, ...) LIKE_PRINTF(2, 3) MUST_CHECK;

#endif
