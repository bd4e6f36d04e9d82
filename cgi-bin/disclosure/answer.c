/* Answers in JSON. Faults are web/problem.h's. */
#include "disclosure/answer.h"

#include "base/utf8.h"
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
