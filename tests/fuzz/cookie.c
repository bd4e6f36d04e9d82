/* Fuzz target: cookies, media types, entity tags and file names: the headers that a browser fills. */
#include "fuzz.h"

#include "base/utf8.h"
#include "web/parse.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena;
    const struct cookie *cookies;
    size_t count;
    arena_init(&arena, REQUEST_ARENA_MAX);
    const int status = parse_cookies(&arena, (const char *)bytes, len, &cookies, &count);
    ALWAYS(status == (len > REQUEST_COOKIE_HEADER_MAX ? 431 : 0) && count <= REQUEST_COOKIES_MAX);
    for (size_t i = 0; i < count; i++) {
        ALWAYS(*cookies[i].name != '\0' && strlen(cookies[i].name) <= REQUEST_FIELD_NAME_MAX);
        for (const char *at = cookies[i].value; *at != '\0'; at++)
            ALWAYS(*at > ' ' && *at < 0x7f);
    }
    char *text = arena_copy(&arena, bytes, len);
    ALWAYS(text != NULL);
    const char *boundary = parse_media_param(&arena, text, "boundary");
    ALWAYS(boundary == NULL || strlen(boundary) <= len);
    (void)!parse_media_is(text, "multipart/form-data");
    (void)!parse_etag_match(text, "\"0123456789abcdef\"");
    const char *name = parse_filename(&arena, (const char *)bytes, len);
    ALWAYS(name != NULL && *name != '\0' && strlen(name) <= 255);
    ALWAYS(utf8_is_clean(name, strlen(name)) && strpbrk(name, "/\\\n") == NULL && name[0] != '.');
    arena_free(&arena);
    return 0;
}
