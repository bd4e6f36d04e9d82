/* The readers of what comes over the wire: query and form fields, paths, cookies, media types, tags, file names. */
#include "web/parse.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <string.h>
#include <strings.h>

#define BAD_REQUEST 400
#define TOO_LARGE 413
#define URI_TOO_LONG 414
#define HEADERS_TOO_LARGE 431
#define NO_MEMORY 500

static int hex_value(char sign)
{
    if (sign >= '0' && sign <= '9')
        return sign - '0';
    if (sign >= 'a' && sign <= 'f')
        return sign - 'a' + 10;
    if (sign >= 'A' && sign <= 'F')
        return sign - 'A' + 10;
    return -1;
}

/* Decodes percent escapes (and + with plus_is_space) in place. False: a bad escape or a NUL. */
static bool decode(char *text, size_t *len, bool plus_is_space)
{
    size_t to = 0;
    for (size_t at = 0; at < *len; at++) {
        char sign = text[at];
        if (sign == '%') {
            if (*len - at < 3)
                return false;
            const int high = hex_value(text[at + 1]), low = hex_value(text[at + 2]);
            if (high < 0 || low < 0)
                return false;
            sign = (char)(high << 4 | low);
            at += 2;
        } else if (sign == '+' && plus_is_space)
            sign = ' ';
        if (sign == '\0')
            return false;
        text[to++] = sign;
    }
    text[to] = '\0';
    *len = to;
    return true;
}

/* One piece between two "&": a name and perhaps a value. 0 or a status. */
static int read_field(struct arena *arena, const char *bytes, size_t len, struct request_field *field)
{
    const char *equals = memchr(bytes, '=', len);
    size_t name_len = equals != NULL ? (size_t)(equals - bytes) : len;
    size_t value_len = equals != NULL ? len - name_len - 1 : 0;
    if (name_len > 3 * REQUEST_FIELD_NAME_MAX || value_len > 3 * REQUEST_FIELD_VALUE_MAX)
        return TOO_LARGE;
    char *name = arena_copy(arena, bytes, name_len);
    char *value = arena_copy(arena, equals != NULL ? equals + 1 : "", value_len);
    if (name == NULL || value == NULL)
        return NO_MEMORY;
    if (!decode(name, &name_len, true) || !decode(value, &value_len, true))
        return BAD_REQUEST;
    if (name_len == 0 || !utf8_valid(name, name_len) || !utf8_valid(value, value_len))
        return BAD_REQUEST;
    if (name_len > REQUEST_FIELD_NAME_MAX || value_len > REQUEST_FIELD_VALUE_MAX)
        return TOO_LARGE;
    *field = (struct request_field){name, value, value_len};
    return 0;
}

int parse_fields(struct arena *arena, const char *bytes, size_t len, size_t room, const struct request_field **fields, size_t *count)
{
    *fields = NULL;
    *count = 0;
    /* Counted first, so that a body of "&a&a&a…" is refused before anything is copied. */
    size_t pieces = 0;
    for (size_t at = 0; at < len; at++)
        if (bytes[at] != '&' && (at == 0 || bytes[at - 1] == '&') && ++pieces > room)
            return TOO_LARGE;
    if (pieces == 0)
        return 0;
    struct request_field *all = arena_alloc(arena, pieces * sizeof *all);
    if (all == NULL)
        return NO_MEMORY;
    size_t n = 0;
    for (size_t at = 0; at < len;) {
        const char *end = memchr(bytes + at, '&', len - at);
        const size_t piece = end != NULL ? (size_t)(end - bytes) - at : len - at;
        if (piece > 0) {
            const int status = read_field(arena, bytes + at, piece, &all[n]);
            if (status != 0)
                return status;
            n++;
        }
        at += piece + 1;
    }
    *fields = all;
    *count = n;
    return 0;
}

/* Whether a decoded path has only parts that a path of ours can have. */
static bool path_is_plain(const char *path, size_t len)
{
    if (len == 0 || path[0] != '/')
        return false;
    size_t begin = 1; /* of the part that we are in */
    for (size_t at = 1; at <= len; at++) {
        if (at < len && path[at] != '/')
            continue;
        const size_t part = at - begin;
        if (part == 0 && at < len)
            return false; /* "//" */
        if ((part == 1 && path[begin] == '.') || (part == 2 && path[begin] == '.' && path[begin + 1] == '.'))
            return false;
        begin = at + 1;
    }
    for (size_t at = 0; at < len;) {
        const uint32_t sign = utf8_next(path, len, &at);
        if (sign == UTF8_BAD || sign == '\\' || sign == '\t' || sign == '\n' || utf8_harmful(sign))
            return false;
    }
    return true;
}

int parse_path(struct arena *arena, const char *bytes, size_t len, const char **path)
{
    *path = "/";
    if (len > 3 * REQUEST_PATH_MAX)
        return URI_TOO_LONG;
    char *text = arena_copy(arena, bytes, len);
    if (text == NULL)
        return NO_MEMORY;
    if (!decode(text, &len, false))
        return BAD_REQUEST;
    if (len > REQUEST_PATH_MAX)
        return URI_TOO_LONG;
    if (!path_is_plain(text, len))
        return BAD_REQUEST;
    *path = text;
    return 0;
}

static bool token_sign(unsigned char sign)
{
    return (sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z') ||
           (sign != '\0' && strchr("!#$%&'*+-.^_`|~", sign) != NULL);
}

/* One "name=value" of a Cookie header (RFC 6265). False: not a cookie that we take. */
static bool read_cookie(struct arena *arena, const char *bytes, size_t len, struct cookie *cookie)
{
    while (len > 0 && (*bytes == ' ' || *bytes == '\t')) {
        bytes++;
        len--;
    }
    while (len > 0 && (bytes[len - 1] == ' ' || bytes[len - 1] == '\t'))
        len--;
    const char *equals = memchr(bytes, '=', len);
    if (equals == NULL || equals == bytes)
        return false;
    const size_t name_len = (size_t)(equals - bytes);
    const char *value = equals + 1;
    size_t value_len = len - name_len - 1;
    if (name_len > REQUEST_FIELD_NAME_MAX)
        return false;
    for (size_t i = 0; i < name_len; i++)
        if (!token_sign((unsigned char)bytes[i]))
            return false;
    if (value_len >= 2 && value[0] == '"' && value[value_len - 1] == '"') {
        value++;
        value_len -= 2;
    }
    for (size_t i = 0; i < value_len; i++)
        if ((unsigned char)value[i] <= ' ' || (unsigned char)value[i] >= 0x7f || strchr("\",;\\", value[i]) != NULL)
            return false;
    cookie->name = arena_copy(arena, bytes, name_len);
    cookie->value = arena_copy(arena, value, value_len);
    return cookie->name != NULL && cookie->value != NULL;
}

int parse_cookies(struct arena *arena, const char *bytes, size_t len, const struct cookie **cookies, size_t *count)
{
    *cookies = NULL;
    *count = 0;
    if (len > REQUEST_COOKIE_HEADER_MAX)
        return HEADERS_TOO_LARGE;
    size_t pieces = 1;
    for (size_t at = 0; at < len; at++)
        pieces += bytes[at] == ';';
    if (pieces > REQUEST_COOKIES_MAX)
        pieces = REQUEST_COOKIES_MAX;
    struct cookie *all = arena_alloc(arena, pieces * sizeof *all);
    if (all == NULL)
        return NO_MEMORY;
    size_t n = 0;
    for (size_t at = 0; at < len && n < pieces;) {
        const char *end = memchr(bytes + at, ';', len - at);
        const size_t piece = end != NULL ? (size_t)(end - bytes) - at : len - at;
        if (read_cookie(arena, bytes + at, piece, &all[n]))
            n++;
        at += piece + 1;
    }
    *cookies = all;
    *count = n;
    return 0;
}

bool parse_media_is(const char *header, const char *type)
{
    const size_t n = strlen(type);
    if (strncasecmp(header, type, n) != 0)
        return false;
    header += n;
    while (*header == ' ' || *header == '\t')
        header++;
    return *header == '\0' || *header == ';';
}

/* The value at *at: a quoted string or a token. NULL: neither, or no memory. Moves *at behind it. */
static const char *media_value(struct arena *arena, const char **at)
{
    const char *text = *at;
    if (*text != '"') {
        size_t n = 0;
        while (token_sign((unsigned char)text[n]))
            n++;
        *at = text + n;
        return n > 0 ? arena_copy(arena, text, n) : NULL;
    }
    text++;
    const size_t room = strlen(text);
    char *value = arena_copy(arena, text, room);
    if (value == NULL)
        return NULL;
    size_t to = 0;
    while (*text != '"') {
        if (*text == '\\')
            text++;
        if (*text == '\0')
            return NULL;
        value[to++] = *text++;
    }
    value[to] = '\0';
    *at = text + 1;
    return value;
}

const char *parse_media_param(struct arena *arena, const char *header, const char *name)
{
    const size_t wanted = strlen(name);
    const char *at = strchr(header, ';');
    while (at != NULL && *at == ';') {
        at++;
        while (*at == ' ' || *at == '\t')
            at++;
        size_t n = 0;
        while (token_sign((unsigned char)at[n]))
            n++;
        const bool found = n == wanted && strncasecmp(at, name, n) == 0;
        at += n;
        if (*at != '=') {
            if (n > 0)
                return NULL;
            continue;
        }
        at++;
        const char *value = media_value(arena, &at);
        if (value == NULL || found)
            return value;
        while (*at == ' ' || *at == '\t')
            at++;
    }
    return NULL;
}

bool parse_etag_match(const char *header, const char *tag)
{
    const size_t n = strlen(tag);
    while (*header != '\0') {
        while (*header == ' ' || *header == '\t' || *header == ',')
            header++;
        if (*header == '*')
            return true;
        if (strncmp(header, "W/", 2) == 0)
            header += 2;
        if (*header != '"')
            return false;
        const char *end = strchr(header + 1, '"');
        if (end == NULL)
            return false;
        if ((size_t)(end + 1 - header) == n && memcmp(header, tag, n) == 0)
            return true;
        header = end + 1;
    }
    return false;
}

#define FILE_NAME_MAX 255
#define FILE_ENDING_MAX 16 /* ".pdf", ".jpeg"; what is longer is not an ending */

/* Shortens a name to FILE_NAME_MAX bytes on a sign's border and keeps its ending. */
static size_t shorten(char *name, size_t len)
{
    if (len <= FILE_NAME_MAX)
        return len;
    const char *dot = memrchr(name, '.', len);
    size_t ending = dot != NULL ? len - (size_t)(dot - name) : 0;
    if (ending > FILE_ENDING_MAX)
        ending = 0;
    size_t keep = FILE_NAME_MAX - ending;
    while (keep > 0 && ((unsigned char)name[keep] & 0xc0) == 0x80)
        keep--;
    memmove(name + keep, name + len - ending, ending);
    name[keep + ending] = '\0';
    return keep + ending;
}

char *parse_filename(struct arena *arena, const char *bytes, size_t len)
{
    for (size_t at = len; at > 0; at--)
        if (bytes[at - 1] == '/' || bytes[at - 1] == '\\') {
            bytes += at;
            len -= at;
            break;
        }
    char *name = arena_alloc(arena, 3 * len + 1);
    if (name == NULL)
        return NULL;
    len = utf8_clean(bytes, len, true, name);
    char *begin = name;
    while (len > 0 && (*begin == ' ' || *begin == '.')) {
        begin++;
        len--;
    }
    while (len > 0 && begin[len - 1] == ' ')
        begin[--len] = '\0';
    if (len == 0)
        return arena_text(arena, "file");
    shorten(begin, len);
    return begin;
}

bool parse_encode(struct buffer *out, const char *text, size_t len)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t at = 0; at < len; at++) {
        const unsigned char sign = (unsigned char)text[at];
        if ((sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z') || sign == '-' ||
            sign == '_' || sign == '.' || sign == '~')
            buffer_putc(out, (char)sign);
        else {
            const char escape[3] = {'%', digits[sign >> 4], digits[sign & 15]};
            buffer_add(out, escape, 3);
        }
    }
    return !out->failed;
}
