/* A request, read within limits: line and headers first, the body when the route is known. */
#include "web/request.h"

#include "base/buffer.h"
#include "base/random.h"
#include "web/multipart.h"
#include "web/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BAD_REQUEST 400
#define TOO_LARGE 413
#define URI_TOO_LONG 414
#define UNSUPPORTED_TYPE 415
#define NO_MEMORY 500

#define HEADER_MAX 1024 /* bytes of a single header that we look at: a list of a few tags, a boundary */
#define HOST_MAX 255
#define ID_MAX 64
#define ID_BYTES 8      /* of chance in a request id made here */

static const char *param(const struct request_source *source, const char *name)
{
    const char *value = source->param(source->context, name);
    return value != NULL ? value : "";
}

static enum method method_of(const char *name)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return (enum method)i;
    return METHOD_OTHER;
}

/* A copy of a header, or "" when it is absent, too long or holds control signs: these headers are only hints. */
static const char *plain_header(struct request *request, const char *text, size_t max)
{
    const size_t n = strnlen(text, max + 1);
    if (n == 0 || n > max)
        return "";
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return "";
    const char *copy = arena_copy(&request->arena, text, n);
    return copy != NULL ? copy : "";
}

static const char *host_of(struct request *request, const char *text)
{
    const char *host = plain_header(request, text, HOST_MAX);
    for (const char *at = host; *at != '\0'; at++)
        if (!((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
              strchr(".-:[]_", *at) != NULL))
            return "";
    return host;
}

static const char *id_of(struct request *request, const char *text)
{
    const size_t n = strnlen(text, ID_MAX + 1);
    bool good = n > 0 && n <= ID_MAX;
    for (size_t i = 0; good && i < n; i++)
        good = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'z') ||
               (text[i] >= 'A' && text[i] <= 'Z') || text[i] == '-';
    char made[2 * ID_BYTES + 1];
    if (!good) {
        random_hex(made, ID_BYTES);
        text = made;
    }
    const char *copy = arena_text(&request->arena, text);
    return copy != NULL ? copy : "-";
}

/* Content-Length as a number; false: not a number. Absent is 0. */
static bool length_of(const char *text, uint64_t *length)
{
    uint64_t number = 0;
    size_t n = 0;
    for (; text[n] >= '0' && text[n] <= '9'; n++) {
        if (n == 18)
            return false;
        number = number * 10 + (uint64_t)(text[n] - '0');
    }
    *length = number;
    return text[n] == '\0';
}

/* The request target's two halves: "/path?query". */
static int read_target(struct request *request, const char *target)
{
    const size_t most = 3 * REQUEST_PATH_MAX + 1 + REQUEST_QUERY_MAX;
    const size_t len = strnlen(target, most + 1);
    if (len > most)
        return URI_TOO_LONG;
    const char *mark = memchr(target, '?', len);
    const size_t path_len = mark != NULL ? (size_t)(mark - target) : len;
    const char *query = mark != NULL ? mark + 1 : "";
    const size_t query_len = mark != NULL ? len - path_len - 1 : 0;
    int status = parse_path(&request->arena, target, path_len, &request->path);
    if (status != 0)
        return status;
    if (query_len > REQUEST_QUERY_MAX)
        return URI_TOO_LONG;
    request->raw_query = arena_copy(&request->arena, query, query_len);
    if (request->raw_query == NULL) {
        request->raw_query = "";
        return NO_MEMORY;
    }
    status = parse_fields(&request->arena, query, query_len, REQUEST_FIELDS_MAX, &request->query, &request->query_count);
    return status == TOO_LARGE ? URI_TOO_LONG : status;
}

int request_read(struct request *request, const struct request_source *source, time_t now)
{
    struct arena arena = request->arena;
    if (arena.max == 0)
        arena_init(&arena, REQUEST_ARENA_MAX);
    *request = (struct request){
        .arena = arena, .path = "/", .raw_query = "", .host = "", .remote_address = "", .if_none_match = "",
        .content_type = "", .method_name = "", .method = METHOD_OTHER, .now = now, .today = day_today_shanghai(now)};
    request->id = id_of(request, param(source, "HTTP_X_REQUEST_ID"));
    request->method_name = plain_header(request, param(source, "REQUEST_METHOD"), 32);
    request->method = method_of(request->method_name);
    request->remote_address = plain_header(request, param(source, "REMOTE_ADDR"), 64);
    request->host = host_of(request, param(source, "HTTP_HOST"));
    request->if_none_match = plain_header(request, param(source, "HTTP_IF_NONE_MATCH"), HEADER_MAX);
    request->content_type = plain_header(request, param(source, "CONTENT_TYPE"), HEADER_MAX);
    request->https = strcmp(param(source, "HTTPS"), "on") == 0;
    if (*request->method_name == '\0' || !length_of(param(source, "CONTENT_LENGTH"), &request->content_length))
        return BAD_REQUEST;
    /* The cookies first: a page about a fault of the address is shown in the view that its visitor chose. */
    const char *text = param(source, "HTTP_COOKIE");
    const int cookies = parse_cookies(&request->arena, text, strnlen(text, REQUEST_COOKIE_HEADER_MAX + 1), &request->cookies,
                                      &request->cookie_count);
    const int target = read_target(request, param(source, "REQUEST_URI"));
    return target != 0 ? target : cookies;
}

/* A body of "a=1&b=2". */
static int read_urlencoded(struct request *request, const struct request_source *source)
{
    if (request->content_length > REQUEST_FORM_MAX)
        return TOO_LARGE;
    const size_t len = (size_t)request->content_length;
    char *bytes = malloc(len + 1);
    if (bytes == NULL)
        return NO_MEMORY;
    size_t have = 0;
    while (have < len) {
        const ssize_t n = source->read(source->context, bytes + have, len - have);
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    const int status = have < len ? BAD_REQUEST
                                  : parse_fields(&request->arena, bytes, len, REQUEST_FIELDS_MAX - request->query_count,
                                                 &request->form, &request->form_count);
    free(bytes);
    return status;
}

static int read_multipart(struct request *request, const struct request_source *source, const struct request_limits *limits)
{
    const char *boundary = parse_media_param(&request->arena, request->content_type, "boundary");
    if (boundary == NULL)
        return BAD_REQUEST;
    const struct multipart_limits most = {
        .fields_max = REQUEST_FIELDS_MAX - request->query_count,
        .files = limits->files,
        .keep_over = limits->keep_over,
        .file_max = limits->file_max > 0 ? limits->file_max : REQUEST_FILE_MAX,
        .total_max = limits->file_max > REQUEST_FILES_TOTAL_MAX ? limits->file_max : REQUEST_FILES_TOTAL_MAX,
        .body_max = request->content_length,
        .tmp_dir = limits->tmp_dir,
    };
    struct multipart_result result;
    const int status = multipart_read(&request->arena, boundary, source->read, source->context, &most, &result);
    if (status != 0)
        return status;
    request->form = result.fields;
    request->form_count = result.field_count;
    request->uploads = result.uploads;
    request->upload_count = result.upload_count;
    return 0;
}

int request_read_body(struct request *request, const struct request_source *source, const struct request_limits *limits)
{
    /* No body, or an empty form. A length cannot be missing behind nginx, which reads the body first. */
    if (request->content_length == 0 && (!limits->form || *request->content_type == '\0'))
        return 0;
    if (!limits->form)
        return TOO_LARGE;
    const uint64_t most = limits->body_max > 0 ? limits->body_max : REQUEST_BODY_MAX;
    if (request->content_length > most)
        return TOO_LARGE;
    if (parse_media_is(request->content_type, "application/x-www-form-urlencoded"))
        return read_urlencoded(request, source);
    if (parse_media_is(request->content_type, "multipart/form-data"))
        return read_multipart(request, source, limits);
    return UNSUPPORTED_TYPE;
}

void request_free(struct request *request)
{
    for (size_t i = 0; i < request->upload_count; i++)
        if (request->uploads[i].fd >= 0)
            close(request->uploads[i].fd);
    struct arena arena = request->arena;
    arena_reset(&arena);
    *request = (struct request){.arena = arena};
}

void request_destroy(struct request *request)
{
    request_free(request);
    arena_free(&request->arena);
}

static const char *first_of(const struct request_field *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return fields[i].value;
    return "";
}

const char *request_query(const struct request *request, const char *name)
{
    return first_of(request->query, request->query_count, name);
}

const char *request_form(const struct request *request, const char *name)
{
    return first_of(request->form, request->form_count, name);
}

const char *request_cookie(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->cookie_count; i++)
        if (strcmp(request->cookies[i].name, name) == 0)
            return request->cookies[i].value;
    return "";
}

const char *request_param(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->param_count; i++)
        if (strcmp(request->params[i].name, name) == 0)
            return request->params[i].value;
    return "";
}

bool request_param_int(const struct request *request, const char *name, int64_t *number)
{
    const char *text = request_param(request, name);
    uint64_t value = 0;
    size_t n = 0;
    for (; text[n] >= '0' && text[n] <= '9' && n < 19; n++)
        value = value * 10 + (uint64_t)(text[n] - '0');
    if (n == 0 || text[n] != '\0' || value > INT64_MAX)
        return false;
    *number = (int64_t)value;
    return true;
}

struct upload *request_upload(const struct request *request, const char *field, size_t n)
{
    for (size_t i = 0; i < request->upload_count; i++)
        if (strcmp(request->uploads[i].field, field) == 0 && n-- == 0)
            return &request->uploads[i];
    return NULL;
}

char *request_printf(struct request *request, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = n < 0 ? NULL : arena_alloc(&request->arena, (size_t)n + 1);
    if (text == NULL)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)n + 1, format, arguments);
    va_end(arguments);
    return text;
}

static void add_pair(struct buffer *out, const char *name, const char *value, bool *first)
{
    buffer_putc(out, *first ? '?' : '&');
    *first = false;
    if (parse_encode(out, name, strlen(name)) && buffer_putc(out, '='))
        (void)!parse_encode(out, value, strlen(value));
}

const char *request_link(struct request *request, const char *name, const char *value)
{
    struct buffer out;
    buffer_init(&out, REQUEST_ARENA_MAX);
    const char *link = NULL;
    /* The path is kept readable: only what would end it is escaped again. */
    for (const char *at = request->path; *at != '\0'; at++) {
        if ((unsigned char)*at > ' ' && *at != 0x7f && (*at & 0x80) == 0 && strchr("?#%\"<>^`{|}", *at) == NULL)
            buffer_putc(&out, *at);
        else
            (void)!parse_encode(&out, at, 1);
    }
    bool first = true, placed = value == NULL;
    for (size_t i = 0; i < request->query_count; i++) {
        const struct request_field *field = &request->query[i];
        if (strcmp(field->name, name) != 0)
            add_pair(&out, field->name, field->value, &first);
        else if (!placed) {
            add_pair(&out, name, value, &first);
            placed = true;
        }
    }
    if (!placed)
        add_pair(&out, name, value, &first);
    if (!out.failed)
        link = arena_copy(&request->arena, out.data, out.len);
    buffer_free(&out);
    return link;
}
