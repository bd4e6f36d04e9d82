/* Fuzz target: a content file, its front matter and its markdown. No markup of the source comes through. */
#include "fuzz.h"

#include "base/utf8.h"
#include "doc/article.h"

#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct article *article = NULL;
    const char *fault = NULL;
    const enum result result = article_parse((const char *)bytes, len, &article, &fault);
    ALWAYS((result == RESULT_OK) == (article != NULL));
    if (article == NULL) {
        ALWAYS(result != RESULT_INVALID || (fault != NULL && *fault != '\0'));
        return 0;
    }
    ALWAYS(article->n_keys <= ARTICLE_KEYS_MAX && article->html != NULL);
    for (size_t i = 0; i < article->n_keys; i++) {
        ALWAYS(strlen(article->keys[i].name) <= ARTICLE_KEY_MAX && strlen(article->keys[i].value) <= ARTICLE_VALUE_MAX);
        ALWAYS(article_key(article, article->keys[i].name) == article->keys[i].value);
    }
    ALWAYS(utf8_valid(article->html, strlen(article->html)));
    ALWAYS(strcasestr(article->html, "<script") == NULL && strcasestr(article->html, "<iframe") == NULL);
    ALWAYS(strcasestr(article->html, "=\"javascript:") == NULL);
    article_free(article);
    return 0;
}
