/* A content file: front matter between `---` lines, then CommonMark with tables. The only door to cmark-gfm. */
#ifndef DOC_ARTICLE_H
#define DOC_ARTICLE_H

#include "base/result.h"
#include "base/buffer.h"

#include <stddef.h>

#define ARTICLE_FILE_MAX (256 * 1024) /* bytes: the longest law page is below 100 KiB */
#define ARTICLE_KEYS_MAX 16           /* twice what templates/content/README.md names */
#define ARTICLE_KEY_MAX 32            /* bytes */
#define ARTICLE_VALUE_MAX 1024        /* bytes: a summary, a citation */

struct article_key {
    char *name;
    char *value; /* blanks around it taken off; may be "" */
};

struct article {
    struct article_key keys[ARTICLE_KEYS_MAX];
    size_t n_keys;
    char *html; /* the rendered body; markup in the source is left out, addresses of unsafe schemes are emptied */
};

/* Reads a file's bytes. RESULT_INVALID: not UTF-8, over a limit, no front matter or a line of it that is not
   `key: value`, a key twice; then *fault says which in one English phrase with the line number (valid until
   the next call). *out is the caller's, article_free; NULL on failure. Pure. */
enum result article_parse(const char *bytes, size_t len, struct article **out, const char **fault) MUST_CHECK;
void article_free(struct article *article);
/* The value of a key; "" when it is absent. */
const char *article_key(const struct article *article, const char *name);

#endif
