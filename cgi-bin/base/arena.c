/* Memory of one owner that is given back in one go. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 16384 /* a request with a few filters and cookies fits into one block */
#define ALIGNMENT alignof(max_align_t)

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes after this header */
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t max)
{
    *arena = (struct arena){.max = max};
}

static void free_after(struct arena_block *block)
{
    struct arena_block *next = block->next;
    block->next = NULL;
    while (next != NULL) {
        struct arena_block *after = next->next;
        free(next);
        next = after;
    }
}

void arena_reset(struct arena *arena)
{
    size_t kept = 0;
    arena->used = 0;
    arena->current = arena->first;
    for (struct arena_block *block = arena->first; block != NULL; block = block->next) {
        block->used = 0;
        kept += block->size;
        if (block->next != NULL && kept + block->next->size > ARENA_KEEP)
            free_after(block);
    }
}

void arena_free(struct arena *arena)
{
    if (arena->first != NULL) {
        free_after(arena->first);
        free(arena->first);
    }
    arena_init(arena, arena->max);
}

/* Makes a block with room for n bytes the current one: the next that was kept, or a new one before it. */
static struct arena_block *block_for(struct arena *arena, size_t n)
{
    struct arena_block *next = arena->current != NULL ? arena->current->next : NULL;
    if (next != NULL && n <= next->size) {
        arena->current = next;
        return next;
    }
    const size_t size = n > BLOCK_SIZE ? n : BLOCK_SIZE;
    struct arena_block *block = malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->next = next;
    block->size = size;
    block->used = 0;
    if (arena->first == NULL)
        arena->first = block;
    else
        arena->current->next = block;
    arena->current = block;
    return block;
}

/* n bytes, not zeroed. */
static void *take(struct arena *arena, size_t n)
{
    if (n > arena->max - arena->used)
        return NULL;
    const size_t rounded = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct arena_block *block = arena->current;
    if (block == NULL || rounded > block->size - block->used)
        block = block_for(arena, rounded);
    if (block == NULL)
        return NULL;
    void *piece = block->bytes + block->used;
    block->used += rounded;
    arena->used += n;
    return piece;
}

void *arena_alloc(struct arena *arena, size_t n)
{
    void *piece = take(arena, n);
    if (piece != NULL)
        memset(piece, 0, n);
    return piece;
}

char *arena_copy(struct arena *arena, const void *bytes, size_t n)
{
    if (n == SIZE_MAX)
        return NULL;
    char *piece = take(arena, n + 1);
    if (piece == NULL)
        return NULL;
    if (n > 0)
        memcpy(piece, bytes, n);
    piece[n] = '\0';
    return piece;
}

char *arena_text(struct arena *arena, const char *text)
{
    return arena_copy(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (n < 0)
        return NULL;
    char *piece = take(arena, (size_t)n + 1);
    if (piece == NULL)
        return NULL;
    va_start(arguments, format);
    vsnprintf(piece, (size_t)n + 1, format, arguments);
    va_end(arguments);
    return piece;
}
