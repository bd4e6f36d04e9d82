/* Answers in JSON. */
#include "disclosure/answer.h"

#include "base/utf8.h"
#include "web/request.h"
#include "web/response.h"

#include <stdlib.h>
#include <string.h>

json_t *answer_text(const char *text)
{
    size_t len = strlen(text);
    if (utf8_is_clean(text, len))
        return json_stringn(text, len);
    char *clean = malloc(3 * len + 1);
    if (!clean)
        return NULL;
    size_t n = utf8_clean(text, len, false, clean);
    json_t *value = json_stringn(clean, n);
    free(clean);
    return value;
}

json_t *answer_day(day_t day)
{
    char text[DAY_TEXT];
    return day == DAY_NONE ? json_null() : json_string(day_format(day, text));
}

static int add(const char *bytes, size_t n, void *body)
{
    return buffer_add(body, bytes, n) ? 0 : -1;
}

enum result answer_json(struct response *response, int status, const char *type, const json_t *value)
{
    if (!value || json_dump_callback(value, add, &response->body, JSON_COMPACT) != 0 || !buffer_putc(&response->body, '\n'))
        return RESULT_ERROR;
    response_status(response, status);
    response_type(response, type);
    response->body_ready = true;
    return RESULT_OK;
}

enum result answer_problem(const struct request *request, struct response *response, int status, const char *title, const char *detail)
{
    json_t *value = json_pack("{s:s, s:s, s:i, s:s, s:o, s:s}", "type", "about:blank", "title", title, "status", status, "detail", detail,
                              "instance", answer_text(request->path), "request_id", request->id);
    if (status == 503)
        response_header(response, "Retry-After", "2");
    enum result r = answer_json(response, status, "application/problem+json", value);
    json_decref(value);
    return r;
}
