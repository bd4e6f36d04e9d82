/* Declared fields: from what was sent to typed values, with what is wrong beside each. */
#include "web/form.h"

#include "base/log.h"
#include "base/utf8.h"
#include "web/view.h"

#include <string.h>

#define LINE_MAX_SIGNS 200   /* the longest registered name has below 120 signs */
#define TEXT_MAX_SIGNS 2000  /* statement of the contract */
#define CODE_MAX_SIGNS 64

static const struct form_value no_value = {.text = "", .day = DAY_NONE};

/* Blanks as people type them: also the wide one of Chinese input. Returns the bytes of a blank at the text's beginning. */
static size_t blank_at(const char *text)
{
    if (*text == ' ' || *text == '\t' || *text == '\n')
        return 1;
    return strncmp(text, "　", 3) == 0 ? 3 : 0;
}

static bool blank_before(const char *text, size_t len, size_t *n)
{
    if (len >= 1 && (text[len - 1] == ' ' || text[len - 1] == '\t' || text[len - 1] == '\n'))
        *n = 1;
    else if (len >= 3 && memcmp(text + len - 3, "　", 3) == 0)
        *n = 3;
    else
        return false;
    return true;
}

/* A copy without harmful signs and blanks at the ends; in a line, runs of blanks are one. NULL: no memory. */
static char *clean_copy(struct request *request, const struct request_field *field, bool one_line)
{
    char *text = arena_alloc(&request->arena, 3 * field->len + 1);
    if (text == NULL)
        return NULL;
    size_t len = utf8_clean(field->value, field->len, one_line, text), n;
    while (blank_before(text, len, &n))
        len -= n;
    text[len] = '\0';
    while ((n = blank_at(text)) > 0)
        text += n;
    if (!one_line)
        return text;
    char *to = text;
    for (const char *at = text; *at != '\0'; at++)
        if (!(*at == ' ' && at[1] == ' '))
            *to++ = *at;
    *to = '\0';
    return text;
}

static const char *message(struct request *request, const char *before, int64_t number, const char *behind)
{
    const char *text = arena_printf(&request->arena, "%s%lld%s", before, (long long)number, behind);
    return text != NULL ? text : "填写有误";
}

static const char *check_length(struct request *request, const struct form_field *field, const struct form_value *value, int64_t most)
{
    const int64_t signs = (int64_t)utf8_length(value->text, value->len);
    if (field->max > 0)
        most = field->max;
    if (signs > most)
        return message(request, "不能超过 ", most, " 个字");
    if (signs < field->min)
        return message(request, "至少填写 ", field->min, " 个字");
    return NULL;
}

static bool read_integer(const char *text, int64_t *number)
{
    const bool negative = *text == '-';
    text += negative;
    int64_t value = 0;
    size_t n = 0;
    for (; text[n] >= '0' && text[n] <= '9'; n++) {
        if (n == 18)
            return false;
        value = value * 10 + (text[n] - '0');
    }
    *number = negative ? -value : value;
    return n > 0 && text[n] == '\0';
}

static bool read_id(const char *text, int64_t *number)
{
    uint64_t value = 0;
    size_t n = 0;
    for (; text[n] >= '0' && text[n] <= '9' && n < 19; n++)
        value = value * 10 + (uint64_t)(text[n] - '0');
    *number = value <= INT64_MAX ? (int64_t)value : 0;
    return n > 0 && text[n] == '\0' && value <= INT64_MAX;
}

static const char *check_integer(struct request *request, const struct form_field *field, struct form_value *value)
{
    if (!read_integer(value->text, &value->number)) {
        value->number = 0;
        return "请填写整数";
    }
    const int64_t number = value->number;
    const char *wrong = NULL;
    if (number < field->min)
        wrong = message(request, "不能小于 ", field->min, "");
    else if (field->max != 0 && number > field->max)
        wrong = message(request, "不能大于 ", field->max, "");
    if (wrong != NULL)
        value->number = 0;
    return wrong;
}

static const char *check_choice(const struct form_field *field, const struct form_value *value)
{
    for (size_t i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
        if (strcmp(field->choices[i], value->text) == 0)
            return NULL;
    return "请从所列各项中选择";
}

static bool only(const char *text, const char *signs)
{
    return text[strspn(text, signs)] == '\0';
}

/* Small letters made large, in the request's memory. */
static bool make_large(struct request *request, struct form_value *value)
{
    char *copy = arena_text(&request->arena, value->text);
    if (copy == NULL)
        return false;
    for (char *at = copy; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    value->text = copy;
    return true;
}

/* What is wrong with a non-empty value by its type; NULL when it is right. Sets number and day. */
static const char *check_type(struct request *request, const struct form_field *field, struct form_value *value)
{
    switch (field->type) {
    case FORM_LINE: return check_length(request, field, value, LINE_MAX_SIGNS);
    case FORM_TEXT: return check_length(request, field, value, TEXT_MAX_SIGNS);
    case FORM_INTEGER: return check_integer(request, field, value);
    case FORM_ID: return read_id(value->text, &value->number) ? NULL : "编号不正确";
    case FORM_DAY: return day_parse(value->text, &value->day) ? NULL : "请按“年-月-日”填写日期，如 2026-04-01";
    case FORM_CHOICE: return check_choice(field, value);
    case FORM_DIVISION: return value->len == 6 && only(value->text, "0123456789") ? NULL : "请选择行政区划";
    case FORM_SLUG:
        return value->len <= 64 && only(value->text, "abcdefghijklmnopqrstuvwxyz0123456789-") ? NULL : "代码不正确";
    case FORM_CODE:
        if (!make_large(request, value) || !only(value->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"))
            return "代码只能由数字和字母组成";
        return check_length(request, field, value, CODE_MAX_SIGNS);
    case FORM_CHECK: return NULL;
    case FORM_FILE: break;
    }
    return NULL;
}

static const char *check_files(struct request *request, const struct form_field *field, struct form_value *value)
{
    int64_t n = 0;
    while (request_upload(request, field->name, (size_t)n) != NULL)
        n++;
    value->given = n > 0;
    value->number = n;
    if (n == 0)
        return field->required ? "请上传文件" : NULL;
    if (field->max > 0 && n > field->max)
        return message(request, "最多上传 ", field->max, " 个文件");
    return n < field->min ? message(request, "至少上传 ", field->min, " 个文件") : NULL;
}

/* Every value of a repeated field, cleaned. */
static bool gather(struct request *request, const struct form_field *field, const struct request_field *sent, size_t count,
                   struct form_value *value)
{
    const size_t most = field->many > 1 ? field->many : 1;
    const char **all = arena_alloc(&request->arena, most * sizeof *all);
    if (all == NULL)
        return false;
    for (size_t i = 0; i < count && value->all_count < most; i++) {
        if (strcmp(sent[i].name, field->name) != 0)
            continue;
        const char *text = clean_copy(request, &sent[i], field->type != FORM_TEXT);
        if (text == NULL)
            return false;
        if (*text != '\0')
            all[value->all_count++] = text;
    }
    value->all = all;
    return true;
}

static bool read_value(struct request *request, const struct form_field *field, const struct request_field *sent, size_t count,
                       struct form_value *value)
{
    *value = no_value;
    value->field = field;
    if (field->type == FORM_FILE) {
        value->error = check_files(request, field, value);
        return true;
    }
    if (!gather(request, field, sent, count, value))
        return false;
    /* The first value last, so that its number and day stay. */
    for (size_t i = value->all_count; i-- > 0;) {
        value->text = value->all[i];
        value->len = strlen(value->text);
        const char *wrong = check_type(request, field, value);
        if (wrong == NULL && field->check != NULL)
            wrong = field->check(value->text);
        if (wrong != NULL)
            value->error = wrong;
    }
    value->given = value->all_count > 0;
    value->len = strlen(value->text);
    if (value->error != NULL) {
        value->number = 0;
        value->day = DAY_NONE;
    } else if (field->required && !value->given)
        value->error = field->type == FORM_CHECK ? "请勾选此项" : "请填写此项";
    return true;
}

struct form_values *form_read(struct request *request, const struct form_field *fields)
{
    struct form_values *values = arena_alloc(&request->arena, sizeof *values);
    if (values == NULL)
        return NULL;
    const bool post = request->method == METHOD_POST;
    const struct request_field *sent = post ? request->form : request->query;
    const size_t count = post ? request->form_count : request->query_count;
    for (; fields->name != NULL && values->count < FORM_FIELDS_MAX; fields++) {
        struct form_value *value = &values->value[values->count++];
        if (!read_value(request, fields, sent, count, value))
            return NULL;
        values->errors += value->error != NULL;
    }
    return values;
}

static struct form_value *find(const struct form_values *values, const char *name)
{
    for (size_t i = 0; values != NULL && i < values->count; i++)
        if (strcmp(values->value[i].field->name, name) == 0)
            return (struct form_value *)&values->value[i];
    log_error("form: the field %s is not declared", name);
    return NULL;
}

const struct form_value *form_get(const struct form_values *values, const char *name)
{
    const struct form_value *value = find(values, name);
    return value != NULL ? value : &no_value;
}

const char *form_text(const struct form_values *values, const char *name)
{
    const struct form_value *value = form_get(values, name);
    return value->error == NULL ? value->text : "";
}

int64_t form_number(const struct form_values *values, const char *name)
{
    return form_get(values, name)->number;
}

day_t form_day(const struct form_values *values, const char *name)
{
    return form_get(values, name)->day;
}

bool form_chosen(const struct form_values *values, const char *name, const char *code)
{
    const struct form_value *value = values ? form_get(values, name) : NULL;
    for (size_t i = 0; value && i < value->all_count; i++)
        if (strcmp(value->all[i], code) == 0)
            return true;
    return value && value->all_count == 0 && strcmp(value->text, code) == 0;
}

bool form_given(const struct form_values *values, const char *name)
{
    const struct form_value *value = form_get(values, name);
    return value->given && value->error == NULL;
}

void form_fail(struct form_values *values, const char *name, const char *wrong)
{
    struct form_value *value = find(values, name);
    if (value == NULL || value->error != NULL)
        return;
    value->error = wrong;
    values->errors++;
}

void form_show(const struct form_values *values, struct view *view)
{
    struct view_node *form = view_child(view, "form");
    size_t errors = 0;
    for (size_t i = 0; values != NULL && i < values->count; i++) {
        const struct form_value *value = &values->value[i];
        struct view_node *node = view_node_child(form, value->field->name);
        view_node_set(node, "value", value->text);
        if (value->error == NULL)
            continue;
        view_node_set(node, "error", value->error);
        struct view_node *row = view_row(view, "errors", errors++);
        view_node_set(row, "field", value->field->name);
        view_node_set(row, "message", value->error);
    }
}
