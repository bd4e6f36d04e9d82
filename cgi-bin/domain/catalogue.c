/* The catalogue in memory: names of what its files say, lookups, and what belongs together. */
#include "domain/catalogue.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const types[] = {"text", "longtext", "date", "decimal", "integer", "uscc", "person_id", "orgcode", "phone", "enum", "division"};
static const char *const masks[] = {"none", "name", "id", "phone", "address", "hide"};
static const char *const opennesses[] = {"public", "authorised", "internal"};
static const char *const roles[] = {NULL, "name", "uscc", "person_id", "subject_kind", "document_no", "decided_on", "authority", "region",
    "valid_from", "valid_until", "amount", "kind", "grade", "status", "representative", "established", "former_name", "address",
    "capital", "industry", "publish_until"};
static const char *const subject_types[] = {"organisation", "person", "mixed", "vehicle"};
static const char *const rules[] = {"none", "standing", "months", "grade", "until_field"};
static const char *const grades[] = {NULL, "minor", "ordinary", "serious"};

#define NAME_OF(list, i) ((size_t)(i) < sizeof(list) / sizeof *(list) ? (list)[i] : NULL)

const char *field_type_name(enum field_type type) { return NAME_OF(types, type); }
const char *field_mask_name(enum field_mask mask) { return NAME_OF(masks, mask); }
const char *openness_name(enum openness openness) { return NAME_OF(opennesses, openness); }
const char *field_role_name(enum field_role role) { return NAME_OF(roles, role); }
const char *subject_type_name(enum subject_type type) { return NAME_OF(subject_types, type); }
const char *publish_rule_name(enum publish_rule rule) { return NAME_OF(rules, rule); }
const char *grade_name(enum grade grade) { return NAME_OF(grades, grade); }

const char *const catalogue_columns[COLUMN_COUNT] = {
    [COLUMN_ID] = "记录编号", [COLUMN_PAGE] = "公示页", [COLUMN_REGION] = "公示地区代码", [COLUMN_SOURCE] = "报送单位",
    [COLUMN_DEMONSTRATION] = "数据说明"};

const char *const catalogue_groups[] = {"red", "black", "attention", "licence", "penalty", "commitment", "abnormal", NULL};

bool catalogue_is_group(const char *code)
{
    for (size_t i = 0; catalogue_groups[i]; i++)
        if (strcmp(catalogue_groups[i], code) == 0)
            return true;
    return false;
}

void catalogue_faults_free(struct catalogue_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->items[i].file);
        free(faults->items[i].path);
        free(faults->items[i].message);
    }
    free(faults->items);
    memset(faults, 0, sizeof *faults);
}

void catalogue_fault_add(struct catalogue_faults *faults, const char *file, const char *path, const char *format, ...)
{
    char message[512];
    va_list arguments;
    if (faults->count == CATALOGUE_FAULTS_MAX) {
        faults->cut = true;
        return;
    }
    if (faults->count == faults->capacity) {
        size_t capacity = faults->capacity ? faults->capacity * 2 : 16;
        struct catalogue_fault *more = realloc(faults->items, capacity * sizeof *more);
        if (!more) {
            faults->cut = true;
            return;
        }
        faults->items = more;
        faults->capacity = capacity;
    }
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct catalogue_fault *fault = &faults->items[faults->count];
    fault->file = strdup(file);
    fault->path = strdup(path);
    fault->message = strdup(message);
    if (fault->file && fault->path && fault->message) {
        faults->count++;
        return;
    }
    free(fault->file);
    free(fault->path);
    free(fault->message);
    faults->cut = true;
}

void info_set_free(struct info_set *set)
{
    if (!set)
        return;
    free(set->definition);
    arena_free(&set->arena);
    free(set);
}

const struct field *info_set_field(const struct info_set *set, const char *code)
{
    for (size_t i = 0; i < set->field_count; i++)
        if (strcmp(set->fields[i].code, code) == 0)
            return &set->fields[i];
    return NULL;
}

/* The next sign of a header that counts: half-width, lower case, no blank, one kind of bracket; 0 at the end. */
static uint32_t header_sign(const char *text, size_t len, size_t *at)
{
    while (*at < len) {
        uint32_t sign = utf8_next(text, len, at);
        if (sign >= 0xFF01 && sign <= 0xFF5E)
            sign -= 0xFEE0;
        if (sign <= ' ' || sign == 0xA0 || sign == 0x3000 || sign == 0xFEFF || (sign >= 0x2000 && sign <= 0x200D) || sign == '"' || sign == '*')
            continue;
        if (sign >= 'A' && sign <= 'Z')
            return sign + ('a' - 'A');
        if (sign == 0x3010 || sign == 0x3014 || sign == '[')
            return '(';
        if (sign == 0x3011 || sign == 0x3015 || sign == ']')
            return ')';
        return sign;
    }
    return 0;
}

static bool same_header(const char *a, size_t a_len, const char *b)
{
    size_t b_len = strlen(b), at_a = 0, at_b = 0;
    uint32_t x, y;
    do {
        x = header_sign(a, a_len, &at_a);
        y = header_sign(b, b_len, &at_b);
    } while (x == y && x);
    return x == y;
}

const struct field *info_set_column(const struct info_set *set, const char *header, size_t len)
{
    /* codes and labels first: an alias of one field may be the label of another */
    for (size_t i = 0; i < set->field_count; i++)
        if (same_header(header, len, set->fields[i].code) || same_header(header, len, set->fields[i].label))
            return &set->fields[i];
    for (size_t i = 0; i < set->field_count; i++)
        for (size_t a = 0; a < set->fields[i].aliases.count; a++)
            if (same_header(header, len, set->fields[i].aliases.items[a]))
                return &set->fields[i];
    return NULL;
}

const char *field_word(const struct field *field, const char *value)
{
    for (size_t i = 0; i < field->words.count; i++)
        if (strcmp(field->values.items[i], value) == 0)
            return field->words.items[i];
    return value;
}

bool info_set_published(const struct info_set *set)
{
    return set->openness == OPEN_PUBLIC && set->publication.rule != PUBLISH_NONE;
}

void catalogue_init(struct catalogue *catalogue)
{
    memset(catalogue, 0, sizeof *catalogue);
}

void catalogue_free(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++)
        info_set_free(catalogue->sets[i]);
    free(catalogue->sets);
    catalogue_init(catalogue);
}

enum result catalogue_add(struct catalogue *catalogue, struct info_set *set, const char *file, struct catalogue_faults *faults)
{
    const struct info_set *other = catalogue_by_code(catalogue, set->code);
    size_t at = catalogue->count;
    enum result result = RESULT_INVALID;
    if (other)
        catalogue_fault_add(faults, file, "code", "代码 %s 已被另一个信息集使用", set->code);
    else if ((other = catalogue_by_number(catalogue, set->number)))
        catalogue_fault_add(faults, file, "number", "编号 %u 已被 %s 使用", set->number, other->code);
    else if (catalogue->count == CATALOGUE_SETS_MAX)
        catalogue_fault_add(faults, file, "", "信息集超过 %d 个", CATALOGUE_SETS_MAX);
    else
        result = RESULT_OK;
    if (result == RESULT_OK && catalogue->count == catalogue->capacity) {
        size_t capacity = catalogue->capacity ? catalogue->capacity * 2 : 64;
        struct info_set **more = realloc(catalogue->sets, capacity * sizeof *more);
        if (more) {
            catalogue->sets = more;
            catalogue->capacity = capacity;
        } else {
            result = RESULT_ERROR;
        }
    }
    if (result != RESULT_OK) {
        info_set_free(set);
        return result;
    }
    for (; at > 0 && catalogue->sets[at - 1]->number > set->number; at--)
        catalogue->sets[at] = catalogue->sets[at - 1];
    catalogue->sets[at] = set;
    catalogue->count++;
    return RESULT_OK;
}

const struct info_set *catalogue_by_code(const struct catalogue *catalogue, const char *code)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (strcmp(catalogue->sets[i]->code, code) == 0)
            return catalogue->sets[i];
    return NULL;
}

const struct info_set *catalogue_by_number(const struct catalogue *catalogue, unsigned number)
{
    size_t low = 0, high = catalogue->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (catalogue->sets[middle]->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < catalogue->count && catalogue->sets[low]->number == number ? catalogue->sets[low] : NULL;
}

const struct info_set *catalogue_next_in_group(const struct catalogue *catalogue, const char *group, const struct info_set *after)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct info_set *set = catalogue->sets[i];
        if ((!after || set->number > after->number) && set->group && strcmp(set->group, group) == 0)
            return set;
    }
    return NULL;
}

const struct info_set *catalogue_next_in_section(const struct catalogue *catalogue, const char *section, const struct info_set *after)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct info_set *set = catalogue->sets[i];
        if ((!after || set->number > after->number) && strcmp(set->section, section) == 0)
            return set;
    }
    return NULL;
}
