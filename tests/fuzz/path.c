/* Fuzz target: request paths, and the patterns of routes over what came through. */
#include "fuzz.h"

#include "base/utf8.h"
#include "web/parse.h"
#include "web/route.h"

#include <string.h>

static const char *const patterns[] = {"/", "/lists/{list}", "/lists/{list}.csv", "/records/{id:number}", "/bulletins/{year:number}q{n:number}",
                                       "/{a:text}", "/{a:text}/{b:code}", "/{a}{b:number}{c:code}{d:text}"};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct request request = {0};
    const char *path = NULL;
    arena_init(&request.arena, REQUEST_ARENA_MAX);
    const int status = parse_path(&request.arena, (const char *)bytes, len, &path);
    ALWAYS(status == 0 || status == 400 || status == 414);
    ALWAYS(path != NULL && path[0] == '/');
    if (status == 0) {
        const size_t n = strlen(path);
        ALWAYS(n <= REQUEST_PATH_MAX && utf8_is_clean(path, n));
        ALWAYS(strstr(path, "//") == NULL && strstr(path, "/../") == NULL && strstr(path, "/./") == NULL && strchr(path, '\\') == NULL);
        ALWAYS(n < 3 || strcmp(path + n - 3, "/..") != 0);
    }
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        request.param_count = 0;
        if (!route_match(patterns[i], path, &request))
            continue;
        for (size_t p = 0; p < request.param_count; p++)
            ALWAYS(*request.params[p].value != '\0' && strchr(request.params[p].value, '/') == NULL);
    }
    arena_free(&request.arena);
    return 0;
}
