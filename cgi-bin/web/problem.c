/* Faults as programs read them: application/problem+json (RFC 9457). */
#include "web/problem.h"

#include "base/utf8.h"

#include <string.h>

#define API "/api/"
#define LISTS "/lists/"
#define JSON ".json"

bool problem_due(const char *target)
{
    const size_t len = strcspn(target, "?");
    if (strncmp(target, API, sizeof API - 1) == 0)
        return true;
    return strncmp(target, LISTS, sizeof LISTS - 1) == 0 && len > sizeof LISTS + sizeof JSON - 2 &&
           memcmp(target + len - (sizeof JSON - 1), JSON, sizeof JSON - 1) == 0;
}

/* What a status says when nobody knows better. conf/nginx.conf.in has the same words for what nginx refuses itself. */
static const char *general(int status)
{
    switch (status) {
    case 400: return "请求的地址或参数有误。";
    case 403: return "不能访问这个地址。";
    case 404: return "没有这个地址，或者该信息未公示、已停止公示。";
    case 405: return "这个地址不支持这种方法，支持的方法见 Allow。";
    case 409: return "与先前的请求不一致。";
    case 413: return "提交的内容太长。";
    case 414: return "请求的地址太长。";
    case 415: return "不接受这种类型的内容。";
    case 422: return "提交的内容有误。";
    case 429: return "请求过于频繁，请按 Retry-After 稍后再试。";
    case 431: return "请求头太长。";
    case 503: return "数据服务暂时不可用，请按 Retry-After 稍后再试。";
    default: return "服务发生故障，请稍后再试。";
    }
}

/* A text in quotation marks (RFC 8259), without the signs that must not reach a reader. */
static void add_text(struct buffer *out, const char *text)
{
    const size_t len = strlen(text);
    buffer_putc(out, '"');
    for (size_t at = 0; at < len;) {
        const size_t start = at;
        const uint32_t sign = utf8_next(text, len, &at);
        if (sign == UTF8_BAD || utf8_harmful(sign))
            continue;
        if (sign == '"' || sign == '\\')
            buffer_putc(out, '\\');
        buffer_add(out, text + start, at - start);
    }
    buffer_putc(out, '"');
}

static void add_member(struct buffer *out, const char *name, const char *value)
{
    buffer_putc(out, ',');
    add_text(out, name);
    buffer_putc(out, ':');
    add_text(out, value);
}

enum result problem_answer(const struct request *request, struct response *response, int status, const char *detail,
                           const struct problem_member *more)
{
    struct buffer *out = &response->body;
    const char *title = strchr(response_reason(status), ' ') + 1;
    buffer_reset(out);
    buffer_puts(out, "{\"type\":\"about:blank\"");
    add_member(out, "title", title);
    buffer_printf(out, ",\"status\":%d", status);
    add_member(out, "detail", detail != NULL && *detail != '\0' ? detail : general(status));
    if (request->path[1] != '\0') /* "/": the address could not be read */
        add_member(out, "instance", request->path);
    add_member(out, "request_id", request->id);
    if (more != NULL)
        add_member(out, more->name, more->value);
    buffer_puts(out, "}\n");
    if (status == 503)
        response_header(response, "Retry-After", RESPONSE_RETRY_AFTER);
    response_status(response, status);
    response_type(response, "application/problem+json");
    response_no_store(response);
    return out->failed ? RESULT_ERROR : RESULT_OK;
}

enum result problem_of(const struct request *request, struct response *response, enum result result)
{
    const int status = response_status_of(result);
    return problem_answer(request, response, status == 422 ? 400 : status, NULL, NULL);
}
