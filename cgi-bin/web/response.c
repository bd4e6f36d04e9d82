/* The answer: status, headers and body gathered, then written once. */
#include "web/response.h"

#include "base/log.h"
#include "base/utf8.h"
#include "web/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BODY_KEEP (256 * 1024) /* bytes kept for the next page: one large answer must not make a worker large for ever */
#define HTML "text/html; charset=utf-8"
#define HEAD_MAX (RESPONSE_HEADERS_MAX + 2048) /* the handler's headers and our own */
#define COPY_BYTES (64 * 1024) /* four of nginx's buffers */
#define PUBLIC_SECONDS 2 /* what was taken down is gone within 5 s: 2 s of age and 1 s while it is refilled, rounded up */

void response_init(struct response *response, bool (*write)(void *, const void *, size_t), void *context)
{
    *response = (struct response){.write = write, .context = context, .scratch = -1};
    buffer_init(&response->body, RESPONSE_BODY_MAX);
    buffer_init(&response->headers, RESPONSE_HEADERS_MAX);
    response_reset(response);
}

void response_reset(struct response *response)
{
    struct response fresh = {
        .status = 200, .type = HTML, .cache = ROUTE_CACHE_NO_STORE, .write = response->write, .context = response->context,
        .body = response->body, .headers = response->headers, .scratch = -1, .tmp_dir = response->tmp_dir, .recall = response->recall};
    if (response->scratch >= 0)
        close(response->scratch);
    *response = fresh;
    if (response->body.cap > BODY_KEEP)
        buffer_free(&response->body);
    buffer_reset(&response->body);
    buffer_reset(&response->headers);
}

void response_free(struct response *response)
{
    buffer_free(&response->body);
    buffer_free(&response->headers);
    if (response->scratch >= 0)
        close(response->scratch);
    response->scratch = -1;
}

const char *response_reason(int status)
{
    switch (status) {
    case 200: return "200 OK";
    case 204: return "204 No Content";
    case 301: return "301 Moved Permanently";
    case 303: return "303 See Other";
    case 304: return "304 Not Modified";
    case 400: return "400 Bad Request";
    case 403: return "403 Forbidden";
    case 404: return "404 Not Found";
    case 405: return "405 Method Not Allowed";
    case 409: return "409 Conflict";
    case 410: return "410 Gone";
    case 413: return "413 Content Too Large";
    case 414: return "414 URI Too Long";
    case 415: return "415 Unsupported Media Type";
    case 422: return "422 Unprocessable Content";
    case 429: return "429 Too Many Requests";
    case 431: return "431 Request Header Fields Too Large";
    case 503: return "503 Service Unavailable";
    default: return "500 Internal Server Error";
    }
}

int response_status_of(enum result result)
{
    switch (result) {
    case RESULT_OK: return 200;
    case RESULT_NOT_FOUND: return 404;
    case RESULT_CONFLICT: return 409;
    case RESULT_DENIED: return 403;
    case RESULT_INVALID: return 422;
    case RESULT_UNAVAILABLE: return 503;
    case RESULT_ERROR: break;
    }
    return 500;
}

void response_status(struct response *response, int status)
{
    response->status = status;
}

void response_show(struct response *response, int status, const char *template)
{
    response->status = status;
    response->template = template;
}

void response_type(struct response *response, const char *type)
{
    response->type = type;
    response->body_ready = true;
}

void response_unmade(struct response *response, const char *type)
{
    response_type(response, type);
    response->unmade = true;
}

void response_header(struct response *response, const char *name, const char *value)
{
    for (const char *at = value; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f) {
            log_error("response: control sign in the header %s: %s", name, value);
            return;
        }
    buffer_puts(&response->headers, name);
    buffer_puts(&response->headers, ": ");
    buffer_puts(&response->headers, value);
    buffer_puts(&response->headers, "\r\n");
}

/* An address on this site: "/…", no "//" or "/\" that a browser would take for another host, no control signs or blanks. */
static const char *own_address(const char *path)
{
    if (path == NULL || path[0] != '/' || path[1] == '/' || path[1] == '\\')
        return "/";
    for (const char *at = path; *at != '\0'; at++)
        if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7f || *at == '\\')
            return "/";
    return path;
}

void response_redirect(struct response *response, const char *path)
{
    response->status = 303;
    response->body_ready = true;
    response_header(response, "Location", own_address(path));
}

void response_moved(struct response *response, const char *path)
{
    response->status = 301;
    response->body_ready = true;
    response_header(response, "Location", own_address(path));
}

void response_cookie(struct response *response, const struct request *request, const char *name, const char *value, long max_age)
{
    char line[1024], age[32] = "";
    if (max_age != 0)
        snprintf(age, sizeof age, "; Max-Age=%ld", max_age > 0 ? max_age : 0);
    const int n = snprintf(line, sizeof line, "%s%s=%s; Path=/%s; HttpOnly; SameSite=Lax%s", request->https ? "__Host-" : "", name,
                           value, age, request->https ? "; Secure" : "");
    if (n < 0 || (size_t)n >= sizeof line || strpbrk(value, ";, \"\\") != NULL) {
        log_error("response: the cookie %s cannot be written", name);
        return;
    }
    response_header(response, "Set-Cookie", line);
}

void response_no_store(struct response *response)
{
    response->cache = ROUTE_CACHE_NO_STORE;
}

void response_attachment(struct response *response, const char *filename)
{
    struct buffer line;
    buffer_init(&line, 2048);
    buffer_puts(&line, "attachment; filename=\"");
    for (const char *at = filename; *at != '\0'; at++) {
        const unsigned char sign = (unsigned char)*at;
        if (sign >= ' ' && sign < 0x7f && strchr("\"\\/%;", *at) == NULL)
            buffer_putc(&line, *at);
        else if ((sign & 0xc0) != 0x80)
            buffer_putc(&line, '_');
    }
    buffer_puts(&line, "\"; filename*=UTF-8''");
    if (utf8_is_clean(filename, strlen(filename)) && parse_encode(&line, filename, strlen(filename)))
        response_header(response, "Content-Disposition", buffer_text(&line));
    else
        response_header(response, "Content-Disposition", "attachment");
    buffer_free(&line);
}

/* Two lanes of multiply and fold over eight bytes at a time: a fingerprint of our own pages, no defence against forgers
   (who would gain nothing: a tag only answers "has what I have changed?"). 30 KiB take about 5 µs. */
void response_etag(const void *body, size_t len, char out[RESPONSE_ETAG])
{
    static const uint64_t prime = 0x9e3779b97f4a7c15u, other = 0xd6e8feb86659fd93u;
    const unsigned char *bytes = body;
    uint64_t a = len * prime, b = other;
    size_t at = 0;
    for (uint64_t x, y; at + 16 <= len; at += 16) {
        memcpy(&x, bytes + at, 8);
        memcpy(&y, bytes + at + 8, 8);
        const unsigned __int128 p = (unsigned __int128)(a ^ x) * prime, q = (unsigned __int128)(b ^ y) * other;
        a = (uint64_t)p ^ (uint64_t)(p >> 64) ^ x;
        b = (uint64_t)q ^ (uint64_t)(q >> 64) ^ y;
    }
    uint64_t rest[2] = {0, 0};
    if (at < len)
        memcpy(rest, bytes + at, len - at);
    const unsigned __int128 p = (unsigned __int128)(a ^ rest[0]) * other, q = (unsigned __int128)(b ^ rest[1]) * prime;
    const uint64_t sum = ((uint64_t)p ^ (uint64_t)(p >> 64)) * prime + ((uint64_t)q ^ (uint64_t)(q >> 64));
    snprintf(out, RESPONSE_ETAG, "\"%016llx\"", (unsigned long long)(sum ^ sum >> 32));
}

/* NULL: nothing is said. */
static const char *cache_control(const struct response *response)
{
    switch (response->cache) {
    case ROUTE_CACHE_PUBLIC: return "max-age=2, stale-while-revalidate=1";
    case ROUTE_CACHE_REVALIDATE: return "private, no-cache";
    case ROUTE_CACHE_FRONT: return NULL;
    case ROUTE_CACHE_NO_STORE: break;
    }
    return "no-store";
}

/* The headers up to the empty line, in CGI form. */
static void add_head(struct buffer *out, const struct response *response, const char *etag)
{
    buffer_puts(out, "Status: ");
    buffer_puts(out, response_reason(response->status));
    if (response->status != 304 && response->status != 204) {
        buffer_puts(out, "\r\nContent-Type: ");
        buffer_puts(out, response->type);
    }
    if (cache_control(response) != NULL) {
        buffer_puts(out, "\r\nCache-Control: ");
        buffer_puts(out, cache_control(response));
    }
    if (response->cache == ROUTE_CACHE_PUBLIC && response->scarce) {
        buffer_puts(out, "\r\nX-Accel-Expires: 0"); /* an answer that nginx cannot write down is lost for the visitor too */
    } else if (response->cache == ROUTE_CACHE_PUBLIC && response->asked > 0) {
        /* nginx: not 2 s from when the answer came (a worker may have hung over it) but from when its data were read */
        buffer_puts(out, "\r\nX-Accel-Expires: @");
        buffer_printf(out, "%lld", (long long)response->asked + PUBLIC_SECONDS);
    }
    if (*etag != '\0') {
        buffer_puts(out, "\r\nETag: ");
        buffer_puts(out, etag);
    }
    buffer_puts(out, "\r\n");
    buffer_add(out, response->headers.data, response->headers.len);
}

/* A file without a name: gone with the worker, whatever happens. */
static int open_scratch(const char *folder)
{
    char name[4096];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL))
        return fd;
    const int n = snprintf(name, sizeof name, "%s/answer-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof name || (fd = mkostemp(name, O_CLOEXEC)) < 0)
        return -1;
    unlink(name);
    return fd;
}

bool response_begin_stream(struct response *response)
{
    const char *folder = response->tmp_dir != NULL ? response->tmp_dir : "/tmp";
    response->streaming = true;
    if (response->scarce) {
        log_error("no room on the disk for a long answer");
        response->broken = true;
        return false;
    }
    response->scratch = open_scratch(folder);
    if (response->scratch < 0) {
        log_error("no file for a long answer in %s: %s", folder, strerror(errno));
        response->broken = true;
    }
    return !response->broken;
}

bool response_write(struct response *response, const void *bytes, size_t n)
{
    const char *at = bytes;
    while (!response->broken && n > 0) {
        const ssize_t done = write(response->scratch, at, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            log_error("a long answer cannot be gathered: %s", strerror(errno));
            response->broken = true;
            break;
        }
        at += done;
        n -= (size_t)done;
        response->written += (uint64_t)done;
    }
    return !response->broken;
}

void response_drop_stream(struct response *response)
{
    if (response->scratch >= 0)
        close(response->scratch);
    response->scratch = -1;
    response->streaming = false;
    response->broken = false;
    response->written = 0;
    buffer_reset(&response->headers); /* they spoke of the file */
}

void response_send_stream(struct response *response)
{
    struct buffer out;
    char bytes[COPY_BYTES];
    off_t at = 0;
    buffer_init(&out, HEAD_MAX);
    add_head(&out, response, "");
    buffer_printf(&out, "Content-Length: %" PRIu64 "\r\n\r\n", response->written);
    response->broken = out.failed || response->headers.failed || !response->write(response->context, out.data, out.len);
    while (!response->broken && (uint64_t)at < response->written) {
        const ssize_t n = pread(response->scratch, bytes, sizeof bytes, at);
        response->broken = n <= 0 || !response->write(response->context, bytes, (size_t)n);
        at += n > 0 ? n : 0;
    }
    buffer_free(&out);
}

/* Whether a tag makes sense: a whole answer that may be kept or asked for again. */
static bool taggable(const struct response *response, const struct request *request)
{
    return response->status == 200 && !response->unmade && response->cache != ROUTE_CACHE_NO_STORE &&
           (request->method == METHOD_GET || request->method == METHOD_HEAD);
}

bool response_recall(struct response *response, const struct buffer *facts)
{
    if (response->recall == NULL || facts->failed)
        return false;
    recall_key(response->recall, facts->data, facts->len, response->key);
    response->body_ready = recall_find(response->recall, response->key, &response->body);
    response->to_keep = !response->body_ready;
    return response->body_ready;
}

void response_send(struct response *response, const struct request *request)
{
    char etag[RESPONSE_ETAG] = "";
    struct buffer out;
    if (taggable(response, request)) {
        response_etag(response->body.data, response->body.len, etag);
        if (*request->if_none_match != '\0' && parse_etag_match(request->if_none_match, etag))
            response->status = 304;
    }
    if (response->status >= 400 || response->status == 303)
        response->cache = ROUTE_CACHE_NO_STORE;
    const bool bodiless = response->status == 304 || response->status == 204;
    buffer_init(&out, HEAD_MAX + response->body.len);
    add_head(&out, response, etag);
    if (!bodiless && !response->unmade)
        buffer_printf(&out, "Content-Length: %zu\r\n", response->body.len);
    buffer_puts(&out, "\r\n");
    if (!bodiless && request->method != METHOD_HEAD) /* one piece: nginx is woken once */
        buffer_add(&out, response->body.data, response->body.len);
    response->broken = out.failed || response->headers.failed || !response->write(response->context, out.data, out.len);
    buffer_free(&out);
}
