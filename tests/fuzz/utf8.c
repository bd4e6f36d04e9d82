/* Fuzz target: UTF-8. Cleaned text is clean, cleaning twice changes nothing, and clean text is left alone. */
#include "fuzz.h"

#include "base/utf8.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const char *text = (const char *)bytes;
    char *once = malloc(3 * len + 1), *twice = malloc(9 * len + 1);
    ALWAYS(once != NULL && twice != NULL);
    for (int one_line = 0; one_line < 2; one_line++) {
        const size_t n = utf8_clean(text, len, one_line, once);
        ALWAYS(n <= 3 * len && strlen(once) == n && utf8_is_clean(once, n));
        ALWAYS(!one_line || strpbrk(once, "\t\n") == NULL);
        ALWAYS(utf8_clean(once, n, one_line, twice) == n && memcmp(once, twice, n) == 0);
        if (!one_line && utf8_is_clean(text, len))
            ALWAYS(n == len && memcmp(once, text, len) == 0);
    }
    ALWAYS(!utf8_is_clean(text, len) || utf8_valid(text, len));
    const size_t signs = utf8_length(text, len);
    ALWAYS(signs <= len && utf8_prefix(text, len, signs) == len);
    ALWAYS(signs == 0 || utf8_prefix(text, len, signs - 1) < len);
    free(once);
    free(twice);
    return 0;
}
