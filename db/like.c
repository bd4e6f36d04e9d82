/* Words as LIKE patterns. */
#include "db/like.h"

#include "base/utf8.h"

#include <string.h>

static size_t escape(const char *word, char *out)
{
    size_t len = utf8_prefix(word, strlen(word), LIKE_SIGNS), n = 0;
    for (size_t i = 0; i < len; i++) {
        if (word[i] == '%' || word[i] == '_' || word[i] == '\\')
            out[n++] = '\\';
        out[n++] = word[i];
    }
    return n;
}

void like_contains(const char *word, char out[LIKE_TEXT])
{
    out[0] = '%';
    size_t n = 1 + escape(word, out + 1);
    out[n] = '%';
    out[n + 1] = '\0';
}

void like_begins(const char *word, char out[LIKE_TEXT])
{
    size_t n = escape(word, out);
    out[n] = '%';
    out[n + 1] = '\0';
}
