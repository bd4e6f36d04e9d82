/* Fuzz target: a whole request: line, cookies and an urlencoded form through its declaration, as a route would read it.
   The input's lines are the target, the cookies, and the body. */
#include "fuzz.h"

#include "base/utf8.h"
#include "web/form.h"

#include <stdio.h>
#include <string.h>

struct source {
    const char *target, *cookies, *body;
    size_t left;
    char length[24];
};

static const char *param(void *context, const char *name)
{
    const struct source *source = context;
    if (strcmp(name, "REQUEST_URI") == 0)
        return source->target;
    if (strcmp(name, "HTTP_COOKIE") == 0 || strcmp(name, "HTTP_IF_NONE_MATCH") == 0 || strcmp(name, "HTTP_X_REQUEST_ID") == 0 || strcmp(name, "HTTP_HOST") == 0)
        return source->cookies;
    if (strcmp(name, "CONTENT_LENGTH") == 0)
        return source->length;
    if (strcmp(name, "CONTENT_TYPE") == 0)
        return "application/x-www-form-urlencoded";
    return strcmp(name, "REQUEST_METHOD") == 0 ? "POST" : NULL;
}

static ssize_t give(void *context, void *out, size_t n)
{
    struct source *source = context;
    if (n > source->left)
        n = source->left;
    memcpy(out, source->body, n);
    source->body += n;
    source->left -= n;
    return (ssize_t)n;
}

static const char *const choices[] = {"inaccurate", "other", NULL};
static const struct form_field fields[] = {
    {.name = "q", .type = FORM_LINE, .max = 20},   {.name = "statement", .type = FORM_TEXT, .required = true, .min = 10},
    {.name = "n", .type = FORM_INTEGER, .min = 1}, {.name = "record", .type = FORM_ID},
    {.name = "from", .type = FORM_DAY},            {.name = "reason", .type = FORM_CHOICE, .choices = choices},
    {.name = "region", .type = FORM_DIVISION},     {.name = "list", .type = FORM_SLUG},
    {.name = "uscc", .type = FORM_CODE, .many = 50}, {.name = "agree", .type = FORM_CHECK}, FORM_END};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct request request = {0};
    struct source source = {.target = "/", .cookies = "", .body = ""};
    char *text = malloc(len + 1);
    ALWAYS(text != NULL);
    if (len > 0)
        memcpy(text, bytes, len);
    text[len] = '\0';
    char *line = memchr(text, '\n', len);
    if (line != NULL) {
        *line = '\0';
        source.target = text;
        char *next = memchr(line + 1, '\n', (size_t)(text + len - line - 1));
        if (next != NULL) {
            *next = '\0';
            source.cookies = line + 1;
            source.body = next + 1;
            source.left = (size_t)(text + len - next - 1);
        }
    }
    snprintf(source.length, sizeof source.length, "%zu", source.left);
    const struct request_source from = {param, give, &source};
    const struct request_limits limits = {.form = true};
    int status = request_read(&request, &from, 1774972800);
    ALWAYS(status == 0 || status == 400 || status == 414 || status == 431);
    ALWAYS(request.path[0] == '/' && *request.id != '\0' && strlen(request.id) <= 64);
    if (status == 0)
        status = request_read_body(&request, &from, &limits);
    ALWAYS(status == 0 || status == 400 || status == 413 || status == 414 || status == 431);
    if (status == 0) {
        struct form_values *values = form_read(&request, fields);
        ALWAYS(values != NULL && values->errors <= values->count);
        for (size_t i = 0; i < values->count; i++) {
            const struct form_value *value = &values->value[i];
            ALWAYS(utf8_is_clean(value->text, value->len) && strlen(value->text) == value->len);
            ALWAYS(value->error == NULL || (value->number == 0 && value->day == DAY_NONE));
        }
        ALWAYS(form_number(values, "n") >= 0 && form_number(values, "record") >= 0);
        ALWAYS(utf8_length(form_text(values, "q"), strlen(form_text(values, "q"))) <= 20);
        const char *link = request_link(&request, "after", "信");
        ALWAYS(link == NULL || (link[0] == '/' && strpbrk(link, " \"<>\n") == NULL));
    }
    request_destroy(&request);
    free(text);
    return 0;
}
