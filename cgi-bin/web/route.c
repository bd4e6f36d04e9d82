/* The route table: patterns, methods, and what is wrong with a table. */
#include "web/route.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_MAX 19 /* digits of a 63-bit key */
#define WORD_MAX 64
#define TEXT_MAX 255

enum kind { KIND_NUMBER, KIND_SLUG, KIND_CODE, KIND_TEXT, KIND_BAD };

/* A part in braces: "{list:slug}". */
struct part {
    const char *name;
    size_t name_len;
    enum kind kind;
};

static enum kind kind_of(const char *name, size_t len)
{
    static const struct {
        const char *name;
        enum kind kind;
    } kinds[] = {{"number", KIND_NUMBER}, {"slug", KIND_SLUG}, {"code", KIND_CODE}, {"text", KIND_TEXT}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strlen(kinds[i].name) == len && memcmp(kinds[i].name, name, len) == 0)
            return kinds[i].kind;
    return KIND_BAD;
}

/* Reads the part that begins at the brace *at and moves *at behind it. False: it cannot be read. */
static bool read_part(const char **at, struct part *part)
{
    const char *begin = *at + 1;
    const char *end = strchr(begin, '}');
    if (end == NULL)
        return false;
    const char *colon = memchr(begin, ':', (size_t)(end - begin));
    part->name = begin;
    part->name_len = (size_t)((colon != NULL ? colon : end) - begin);
    part->kind = colon != NULL ? kind_of(colon + 1, (size_t)(end - colon - 1)) : KIND_SLUG;
    *at = end + 1;
    return part->name_len > 0 && part->kind != KIND_BAD;
}

static bool belongs(enum kind kind, char sign)
{
    const bool digit = sign >= '0' && sign <= '9', small = sign >= 'a' && sign <= 'z', large = sign >= 'A' && sign <= 'Z';
    switch (kind) {
    case KIND_NUMBER: return digit;
    case KIND_SLUG: return digit || small || sign == '-';
    case KIND_CODE: return digit || small || large;
    case KIND_TEXT: return sign != '/' && sign != '\0';
    case KIND_BAD: break;
    }
    return false;
}

/* How many signs of the path the part takes; 0 when it does not fit. */
static size_t take(enum kind kind, const char *path)
{
    const size_t most = kind == KIND_NUMBER ? NUMBER_MAX : kind == KIND_TEXT ? TEXT_MAX : WORD_MAX;
    size_t n = 0;
    while (belongs(kind, path[n]))
        if (++n > most)
            return 0;
    return n;
}

bool route_match(const char *pattern, const char *path, struct request *request)
{
    struct {
        struct part part;
        const char *value;
        size_t len;
    } found[REQUEST_PATH_PARAMS_MAX];
    size_t count = 0;
    while (*pattern != '\0') {
        if (*pattern != '{') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        if (count == REQUEST_PATH_PARAMS_MAX || !read_part(&pattern, &found[count].part))
            return false;
        found[count].value = path;
        found[count].len = take(found[count].part.kind, path);
        if (found[count].len == 0)
            return false;
        path += found[count].len;
        count++;
    }
    if (*path != '\0')
        return false;
    for (size_t i = 0; i < count; i++) {
        request->params[i].name = arena_copy(&request->arena, found[i].part.name, found[i].part.name_len);
        request->params[i].value = arena_copy(&request->arena, found[i].value, found[i].len);
        if (request->params[i].name == NULL || request->params[i].value == NULL)
            return false;
    }
    request->param_count = count;
    return true;
}

/* Adds a method to the text of Allow unless it is there. */
static void add_method(char allow[ROUTE_ALLOW_MAX], const char *method)
{
    if (strstr(allow, method) != NULL)
        return;
    const size_t n = strlen(allow);
    snprintf(allow + n, ROUTE_ALLOW_MAX - n, "%s%s", n > 0 ? ", " : "", method);
}

enum route_found route_find(const struct route *routes, size_t count, struct request *request, const struct route **route,
                            char allow[ROUTE_ALLOW_MAX])
{
    const char *wanted = request->method == METHOD_HEAD ? "GET" : request->method_name;
    *route = NULL;
    allow[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const bool same_method = strcmp(routes[i].method, wanted) == 0;
        /* A path that matched under another method only adds to Allow. */
        if (!route_match(routes[i].pattern, request->path, request))
            continue;
        if (same_method) {
            *route = &routes[i];
            return ROUTE_FOUND;
        }
        add_method(allow, routes[i].method);
        if (strcmp(routes[i].method, "GET") == 0)
            add_method(allow, "HEAD");
    }
    request->param_count = 0;
    if (allow[0] == '\0')
        return ROUTE_NO_SUCH_PATH;
    add_method(allow, "OPTIONS");
    return ROUTE_NO_SUCH_METHOD;
}

static bool pattern_valid(const char *pattern)
{
    if (*pattern != '/')
        return false;
    size_t count = 0;
    while (*pattern != '\0') {
        struct part part;
        if (*pattern != '{')
            pattern++;
        else if (count++ == REQUEST_PATH_PARAMS_MAX || !read_part(&pattern, &part))
            return false;
    }
    return true;
}

bool route_table_valid(const struct route *routes, size_t count)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const struct route *route = &routes[i];
        const char *fault = NULL;
        if (!pattern_valid(route->pattern))
            fault = "the pattern cannot be read";
        else if (strcmp(route->method, "GET") != 0 && strcmp(route->method, "POST") != 0)
            fault = "the method is neither GET nor POST";
        else if (route->handler == NULL)
            fault = "no handler";
        else if (strcmp(route->method, "POST") == 0 && !route->csrf)
            fault = "a POST without csrf";
        else if (strcmp(route->method, "POST") == 0 && route->cache != ROUTE_CACHE_NO_STORE)
            fault = "a POST that may be kept";
        for (size_t j = 0; fault == NULL && j < i; j++)
            if (strcmp(routes[j].pattern, route->pattern) == 0 && strcmp(routes[j].method, route->method) == 0)
                fault = "the same as an earlier route";
        if (fault != NULL) {
            log_error("route %s %s: %s", route->method, route->pattern, fault);
            good = false;
        }
    }
    return good;
}
