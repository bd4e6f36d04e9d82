/* Pages rendered before, found by the facts that they were made of. */
#include "web/recall.h"

#include "base/random.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(RECALL_KEY == crypto_shorthash_siphashx24_BYTES, "the key is what the hash gives");

struct page {
    unsigned char key[RECALL_KEY];
    uint64_t used; /* 0: empty */
    char *bytes;
    size_t len, cap;
};

struct recall {
    unsigned char secret[crypto_shorthash_siphashx24_KEYBYTES];
    uint64_t clock;
    struct page pages[RECALL_PAGES];
};

struct recall *recall_open(void)
{
    struct recall *recall = calloc(1, sizeof *recall);
    if (recall != NULL)
        random_bytes(recall->secret, sizeof recall->secret);
    return recall;
}

void recall_close(struct recall *recall)
{
    if (recall == NULL)
        return;
    for (size_t i = 0; i < RECALL_PAGES; i++)
        free(recall->pages[i].bytes);
    free(recall);
}

void recall_key(const struct recall *recall, const void *facts, size_t len, unsigned char key[RECALL_KEY])
{
    crypto_shorthash_siphashx24(key, facts, len, recall->secret);
}

bool recall_find(struct recall *recall, const unsigned char key[RECALL_KEY], struct buffer *body)
{
    for (size_t i = 0; i < RECALL_PAGES; i++) {
        struct page *page = &recall->pages[i];
        if (page->used != 0 && memcmp(page->key, key, RECALL_KEY) == 0) {
            page->used = ++recall->clock;
            return buffer_add(body, page->bytes, page->len);
        }
    }
    return false;
}

void recall_keep(struct recall *recall, const unsigned char key[RECALL_KEY], const void *bytes, size_t len)
{
    struct page *oldest = &recall->pages[0];
    if (len == 0 || len > RECALL_PAGE_MAX)
        return;
    for (size_t i = 1; i < RECALL_PAGES; i++)
        if (recall->pages[i].used < oldest->used)
            oldest = &recall->pages[i];
    if (oldest->cap < len) {
        char *more = realloc(oldest->bytes, len);
        if (more == NULL)
            return;
        oldest->bytes = more;
        oldest->cap = len;
    }
    memcpy(oldest->bytes, bytes, len);
    memcpy(oldest->key, key, RECALL_KEY);
    oldest->len = len;
    oldest->used = ++recall->clock;
}
