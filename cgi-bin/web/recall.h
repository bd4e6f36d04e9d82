/* Pages that a worker rendered before, by the facts that they were made of.

   The facts are read anew for every request; when they are the same to the last byte, the page is too, and need not
   be rendered again. Nothing is kept by address or by time, so nothing can be out of date. */
#ifndef WEB_RECALL_H
#define WEB_RECALL_H

#include "base/buffer.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define RECALL_PAGES 32              /* pages of a worker: the lists that many people look at */
#define RECALL_PAGE_MAX (64 * 1024)  /* bytes of one page: 20 rows are 25 KiB; together at most 2 MiB */
#define RECALL_KEY 16

struct recall;

/* NULL without memory. */
struct recall *recall_open(void) MUST_CHECK;
void recall_close(struct recall *recall);
/* The key of some facts: a keyed hash of 128 bits, with a key of this process's own. */
void recall_key(const struct recall *recall, const void *facts, size_t len, unsigned char key[RECALL_KEY]);
/* Whether the page of a key is there: then it is added to `body`. */
bool recall_find(struct recall *recall, const unsigned char key[RECALL_KEY], struct buffer *body) MUST_CHECK;
/* Keeps a page in place of the one not used for longest; a longer one is not kept. */
void recall_keep(struct recall *recall, const unsigned char key[RECALL_KEY], const void *page, size_t len);

#endif
