/* The texts of notices: filling templates. */
#include "domain/notice.h"

#include "domain/casework.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* The value of a {name}; NULL for a name that there is not. */
static const char *value_of(const char *name, size_t len, const struct notice_values *values)
{
    const struct { const char *name, *value; } known[] = {
        {"number", values->number}, {"kind", values->kind}, {"state", values->state}, {"step", values->step}, {"due", values->due},
        {"code", values->code}, {"site", values->site}, {"link", values->link}, {"text", values->text},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == len && memcmp(known[i].name, name, len) == 0)
            return known[i].value ? known[i].value : "";
    return NULL;
}

/* One piece without brackets. *empty: a name in it has no value. */
static enum result fill_piece(const char *at, size_t len, const struct notice_values *values, struct buffer *out, bool *empty)
{
    const char *end = at + len;
    *empty = false;
    while (at < end) {
        const char *open = memchr(at, '{', (size_t)(end - at));
        const char *plain_end = open ? open : end;
        if (memchr(at, '}', (size_t)(plain_end - at)))
            return RESULT_INVALID;
        if (!buffer_add(out, at, (size_t)(plain_end - at)))
            return RESULT_ERROR;
        if (!open)
            break;
        const char *close = memchr(open, '}', (size_t)(end - open));
        const char *value = close ? value_of(open + 1, (size_t)(close - open - 1), values) : NULL;
        if (!value)
            return RESULT_INVALID;
        *empty = *empty || !*value;
        if (!buffer_puts(out, value))
            return RESULT_ERROR;
        at = close + 1;
    }
    return RESULT_OK;
}

enum result notice_fill(const char *template, size_t len, const struct notice_values *values, struct buffer *out)
{
    const char *at = template, *end = template + len;
    bool empty;
    while (at < end) {
        const char *open = memchr(at, '[', (size_t)(end - at));
        const char *plain_end = open ? open : end;
        if (memchr(at, ']', (size_t)(plain_end - at)))
            return RESULT_INVALID;
        enum result result = fill_piece(at, (size_t)(plain_end - at), values, out, &empty);
        if (result != RESULT_OK || !open)
            return result;
        const char *close = memchr(open, ']', (size_t)(end - open));
        if (!close || memchr(open + 1, '[', (size_t)(close - open - 1)))
            return RESULT_INVALID;
        struct buffer piece;
        buffer_init(&piece, NOTICE_TEXT_MAX);
        result = fill_piece(open + 1, (size_t)(close - open - 1), values, &piece, &empty);
        if (result == RESULT_OK && !empty && !buffer_add(out, piece.data ? piece.data : "", piece.len))
            result = RESULT_ERROR;
        buffer_free(&piece);
        if (result != RESULT_OK)
            return result;
        at = close + 1;
    }
    return RESULT_OK;
}

enum result notice_split(const char *template, const char **subject, size_t *subject_len, const char **text, size_t *text_len)
{
    const char *end = strchr(template, '\n');
    if (!end || end == template)
        return RESULT_INVALID;
    *subject = template;
    *subject_len = (size_t)(end - template);
    *text = end + 1;
    *text_len = strcspn(*text, "\n");
    /* nothing behind the second line */
    return *text_len > 0 && (*text)[*text_len + strspn(*text + *text_len, "\n")] == '\0' ? RESULT_OK : RESULT_INVALID;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

enum result notice_values_read(const char *values_json, struct notice_keep *keep, struct notice_values *out)
{
    json_t *object = json_loads(values_json, 0, NULL);
    enum case_kind kind;
    enum case_state state;
    enum case_step step;
    enum result result = json_is_object(object) ? RESULT_OK : RESULT_INVALID;
    *keep = (struct notice_keep){0};
    if (result == RESULT_OK) {
        const json_int_t version = json_integer_value(json_object_get(object, "code_version"));
        snprintf(keep->number, sizeof keep->number, "%s", text_of(object, "number"));
        snprintf(keep->due, sizeof keep->due, "%s", text_of(object, "due"));
        keep->code_version = version > 0 && version < 1000000 ? (unsigned)version : 0;
        out->number = keep->number;
        out->due = keep->due;
        out->kind = case_kind_parse(text_of(object, "kind"), &kind) ? case_kind_label(kind) : "";
        out->state = case_state_parse(text_of(object, "state"), &state) ? case_state_label(state) : "";
        out->step = case_step_parse(text_of(object, "step"), &step) ? case_step_label(step) : "";
    }
    json_decref(object);
    return result;
}
