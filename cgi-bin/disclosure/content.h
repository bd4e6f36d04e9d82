/* The site's written content: files under templates/content, read and rendered once before the workers are forked. */
#ifndef DISCLOSURE_CONTENT_H
#define DISCLOSURE_CONTENT_H

#include "base/clock.h"
#include "base/result.h"
#include "doc/article.h"

#include <stddef.h>

#define CONTENT_SLUG_MAX 64    /* signs of [a-z0-9-]: the file's name without .md, part of its address */
#define CONTENT_ITEMS_MAX 5000 /* items of one kind: ten years of news at more than one a day */

enum content_kind { CONTENT_PAGE, CONTENT_HELP, CONTENT_NEWS, CONTENT_POLICY, CONTENT_TERM, CONTENT_KINDS };

struct content_item {
    char slug[CONTENT_SLUG_MAX + 1];
    struct article *article;
    day_t date;  /* DAY_NONE: the file names none */
    long order;  /* smaller first; 1000 when the file names none */
};

struct content;

/* Reads every *.md file of dir's folders page, help, news, policy and term. A file that cannot be used is left out
   with an error in the log: one bad file must not close the site. RESULT_NOT_FOUND: no such dir.
   *out is the caller's, content_free. */
enum result content_load(const char *dir, struct content **out) MUST_CHECK;
void content_free(struct content *content);

/* All items of a kind: news and policies newest first, others by order, then by slug. */
const struct content_item *content_list(const struct content *content, enum content_kind kind, size_t *count);
/* NULL: there is none. */
const struct content_item *content_find(const struct content *content, enum content_kind kind, const char *slug);
/* The value of a key of the item's front matter; "" when absent. */
const char *content_key(const struct content_item *item, const char *name);

#endif
