/* Reads one file of the catalogue: JSON text in, a set or a list of faults out. */
#include "domain/catalogue.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <jansson.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_MAX (8 * 1024 * 1024) /* of one set: twenty times its longest file with every index */
#define CODE_MAX 48                 /* info_set.code, info_field.code */
#define LABEL_MAX 100               /* info_field.label, info_set.name */
#define ENUM_TEXT_MAX 200           /* one value of a list */
#define WORD_MAX 50                 /* the word for one */

struct reader {
    const char *file;
    struct catalogue_faults *faults;
    struct info_set *set;
    bool failed;        /* memory */
};

/* A place in the file, for faults. */
struct place { char text[160]; };

static struct place at(const char *format, ...) LIKE_PRINTF(1, 2);
static struct place at(const char *format, ...)
{
    struct place place;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(place.text, sizeof place.text, format, arguments);
    va_end(arguments);
    return place;
}

static struct place below(const struct place *parent, const char *key)
{
    return parent && parent->text[0] ? at("%.100s.%.50s", parent->text, key) : at("%.150s", key);
}

/* Refuses keys that nobody reads: they are typing errors more often than not. */
static void only_keys(struct reader *reader, const json_t *object, const struct place *parent, const char *const *keys)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        bool known = false;
        for (size_t i = 0; keys[i] && !known; i++)
            known = strcmp(keys[i], key) == 0;
        if (!known)
            catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "没有这一项");
    }
}

enum need { REQUIRED, OPTIONAL };

/* A text of at most `max` characters; NULL when absent or wrong. An optional one may be null. */
static const char *text_of(struct reader *reader, const json_t *object, const struct place *parent, const char *key, size_t max, enum need need)
{
    const json_t *value = json_object_get(object, key);
    if (!value || (json_is_null(value) && need == OPTIONAL)) {
        if (need == REQUIRED)
            catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "缺少该项");
        return NULL;
    }
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);
    if (!text) {
        catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "应为文本");
    } else if (need == REQUIRED && len == 0) {
        catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "不能为空");
    } else if (utf8_length(text, len) > max) {
        catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "超过%zu个字符", max);
    } else if (!utf8_is_clean(text, len) || memchr(text, 0, len)) {
        catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "含有控制字符");
    } else {
        const char *copy = arena_copy(&reader->set->arena, text, len);
        reader->failed = reader->failed || !copy;
        return copy;
    }
    return NULL;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static int64_t number_of(struct reader *reader, const json_t *object, const struct place *parent, const char *key, int64_t min, int64_t max,
                         int64_t fallback, enum need need)
{
    const json_t *value = json_object_get(object, key);
    if (!value || (json_is_null(value) && need == OPTIONAL)) {
        if (need == REQUIRED)
            catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "缺少该项");
        return fallback;
    }
    if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max) {
        catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "应为%lld到%lld之间的整数", (long long)min, (long long)max);
        return fallback;
    }
    return json_integer_value(value);
}

static bool flag_of(struct reader *reader, const json_t *object, const struct place *parent, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value && !json_is_boolean(value))
        catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "应为true或false");
    return json_is_true(value);
}

/* The place of the text among the names (`from`..`count`); fallback and a fault when it is none of them. */
static unsigned choice_of(struct reader *reader, const json_t *object, const struct place *parent, const char *key,
                          const char *(*name)(unsigned), unsigned from, unsigned fallback, enum need need)
{
    const char *text = text_of(reader, object, parent, key, CODE_MAX, need);
    if (!text)
        return fallback;
    for (unsigned i = from; name(i); i++)
        if (strcmp(name(i), text) == 0)
            return i;
    catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "不认识的取值 %s", text);
    return fallback;
}

static const char *name_of_type(unsigned i) { return field_type_name((enum field_type)i); }
static const char *name_of_mask(unsigned i) { return field_mask_name((enum field_mask)i); }
static const char *name_of_openness(unsigned i) { return openness_name((enum openness)i); }
static const char *name_of_role(unsigned i) { return field_role_name((enum field_role)i); }
static const char *name_of_subject(unsigned i) { return subject_type_name((enum subject_type)i); }
static const char *name_of_rule(unsigned i) { return publish_rule_name((enum publish_rule)i); }
static const char *name_of_grade(unsigned i) { return grade_name((enum grade)i); }

/* A text out of a fixed list that stays a text. */
static const char *word_of(struct reader *reader, const json_t *object, const struct place *parent, const char *key,
                           const char *const *words, enum need need)
{
    const char *text = text_of(reader, object, parent, key, CODE_MAX, need);
    for (size_t i = 0; text && words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return text;
    if (text)
        catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "不认识的取值 %s", text);
    return NULL;
}

static struct texts texts_of(struct reader *reader, const json_t *object, const struct place *parent, const char *key, size_t max_items,
                             size_t max_text)
{
    const json_t *array = json_object_get(object, key);
    struct texts texts = {NULL, 0};
    if (!array || json_is_null(array))
        return texts;
    size_t n = json_array_size(array);
    if (!json_is_array(array) || n > max_items) {
        catalogue_fault_add(reader->faults, reader->file, below(parent, key).text, "应为不超过%zu项的列表", max_items);
        return texts;
    }
    const char **items = arena_alloc(&reader->set->arena, (n + 1) * sizeof *items);
    if (!items) {
        reader->failed = true;
        return texts;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(array, i);
        const char *text = json_string_value(item);
        size_t len = json_string_length(item);
        struct place place = below(parent, key);
        if (!text || !len || utf8_length(text, len) > max_text || !utf8_is_clean(text, len) || memchr(text, 0, len)) {
            catalogue_fault_add(reader->faults, reader->file, at("%.140s[%zu]", place.text, i).text, "应为1到%zu个字符的文本", max_text);
            continue;
        }
        items[texts.count] = arena_copy(&reader->set->arena, text, len);
        reader->failed = reader->failed || !items[texts.count];
        texts.count++;
    }
    texts.items = items;
    return texts;
}

static const json_t *object_of(struct reader *reader, const json_t *root, const char *key, enum need need)
{
    const json_t *value = json_object_get(root, key);
    if (value && !json_is_object(value) && !(need == OPTIONAL && json_is_null(value)))
        catalogue_fault_add(reader->faults, reader->file, key, "应为对象");
    else if (!value && need == REQUIRED)
        catalogue_fault_add(reader->faults, reader->file, key, "缺少该项");
    return json_is_object(value) ? value : NULL;
}

/* ------------------------------------------------ what may not be collected */

/* 辽宁省公共信用信息管理办法 art. 11. The first kind speaks of persons whatever the set is about; the second only where the
   set is about persons: 房产产权记录 or 纳税及欠缴税 of enterprises are lawful sets. */
static const struct { const char *content, *law_name; bool always; const char *words[6]; } forbidden[] = {
    {"marriage", "婚姻状况", true, {"婚姻", "婚否", NULL}},
    {"religion", "宗教信仰", true, {"宗教信仰", "信仰", NULL}},
    {"genes", "基因", true, {"基因", "DNA", NULL}},
    {"fingerprint", "指纹", true, {"指纹", NULL}},
    {"blood_type", "血型", true, {"血型", NULL}},
    {"medical_history", "疾病和病史", true, {"病史", "病历", "疾病", "健康状况", NULL}},
    {"income", "收入", false, {"收入", "工资额", "薪酬", NULL}},
    {"deposit", "存款", false, {"存款", NULL}},
    {"securities", "有价证券", false, {"证券", "股票", NULL}},
    {"commercial_insurance", "商业保险", false, {"商业保险", NULL}},
    {"real_estate", "不动产", false, {"不动产", "房产", "房屋产权", NULL}},
    {"tax_amount", "纳税数额", false, {"纳税数额", "纳税额", "税额", "纳税金额", "缴税金额", NULL}},
};

/* Law of the sentence: a fault names what is refused and by which article. */
static void refuse_words(struct reader *reader, const char *path, const char *text, bool about_persons, bool about_them_alone)
{
    for (size_t f = 0; f < sizeof forbidden / sizeof *forbidden; f++) {
        if (forbidden[f].always ? !about_persons : !about_them_alone)
            continue;
        for (size_t w = 0; forbidden[f].words[w]; w++) {
            if (strstr(text, forbidden[f].words[w])) {
                catalogue_fault_add(reader->faults, reader->file, path, "“%s”：禁止采集自然人的%s（《辽宁省公共信用信息管理办法》第十一条）", text,
                                    forbidden[f].law_name);
                break;
            }
        }
    }
}

static void refuse_content(struct reader *reader, const struct place *place, const struct field *field)
{
    enum subject_type type = reader->set->subject_type;
    bool persons = type == SUBJECT_PERSON || type == SUBJECT_MIXED;
    if (field->content) {
        bool known = false;
        for (size_t f = 0; f < sizeof forbidden / sizeof *forbidden; f++) {
            if (strcmp(forbidden[f].content, field->content) != 0)
                continue;
            known = true;
            if (persons || forbidden[f].always)
                catalogue_fault_add(reader->faults, reader->file, below(place, "content").text,
                                    "“%s”：禁止采集自然人的%s（《辽宁省公共信用信息管理办法》第十一条）", or_empty(field->label), forbidden[f].law_name);
        }
        if (!known)
            catalogue_fault_add(reader->faults, reader->file, below(place, "content").text, "不认识的取值 %s", field->content);
    } else if (field->label) {
        refuse_words(reader, below(place, "label").text, field->label, persons, type == SUBJECT_PERSON);
    }
}

/* ------------------------------------------------ fields */

static bool code_ok(const char *code, bool upper)
{
    size_t len = strlen(code);
    if (len == 0 || len > CODE_MAX)
        return false;
    for (size_t i = 0; i < len; i++) {
        bool letter = (code[i] >= 'a' && code[i] <= 'z') || (upper && code[i] >= 'A' && code[i] <= 'Z');
        bool later = (code[i] >= '0' && code[i] <= '9') || (upper ? code[i] == '_' : code[i] == '-');
        if (!letter && !(later && i > 0))
            return false;
    }
    return true;
}

static bool personal_id(const struct field *field)
{
    return field->type == FIELD_PERSON_ID || field->role == ROLE_PERSON_ID || field->mask == MASK_ID ||
           (field->label && field->type != FIELD_USCC && (strstr(field->label, "证件号") || strstr(field->label, "身份证") || strstr(field->label, "身份号码")));
}

static bool text_among(const struct texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i], text) == 0)
            return true;
    return false;
}

/* {"1": "有效", "2": "无效"}: a word for each value of the list, in the list's order. */
static struct texts words_of(struct reader *reader, const json_t *object, const struct place *parent, const struct field *field)
{
    const json_t *words = json_object_get(object, "values");
    const struct place place = below(parent, "values");
    const char **items, *key;
    json_t *value;
    if (!words)
        return (struct texts){0};
    if (!json_is_object(words) || field->values.count == 0 || field->multiple) {
        catalogue_fault_add(reader->faults, reader->file, place.text, "只有单选的列表类型字段才有取值的文字，应为对象");
        return (struct texts){0};
    }
    json_object_foreach((json_t *)(uintptr_t)words, key, value)
        if (!text_among(&field->values, key))
            catalogue_fault_add(reader->faults, reader->file, place.text, "%s 不在取值之中", key);
    if (!(items = arena_alloc(&reader->set->arena, field->values.count * sizeof *items))) {
        reader->failed = true;
        return (struct texts){0};
    }
    for (size_t i = 0; i < field->values.count; i++) {
        if (!(items[i] = text_of(reader, words, &place, field->values.items[i], WORD_MAX, REQUIRED)))
            return (struct texts){0};
        if (text_among(&(struct texts){items, i}, items[i]))
            catalogue_fault_add(reader->faults, reader->file, place.text, "文字 %s 重复", items[i]);
    }
    return (struct texts){items, field->values.count};
}

static void check_field(struct reader *reader, const struct place *place, const struct field *field)
{
    if (field->code && !code_ok(field->code, true))
        catalogue_fault_add(reader->faults, reader->file, below(place, "code").text, "代码应以字母开头，只含字母、数字和下划线，不超过%d个字符", CODE_MAX);
    if (field->type == FIELD_ENUM && field->values.count == 0)
        catalogue_fault_add(reader->faults, reader->file, below(place, "enum").text, "列表类型的字段应给出取值");
    if (field->type != FIELD_ENUM && field->values.count)
        catalogue_fault_add(reader->faults, reader->file, below(place, "enum").text, "只有列表类型的字段才有取值");
    if (field->type == FIELD_USCC && field->length != 18)
        catalogue_fault_add(reader->faults, reader->file, below(place, "length").text, "统一社会信用代码的长度是18");
    bool date_role = field->role == ROLE_DECIDED_ON || field->role == ROLE_VALID_FROM || field->role == ROLE_VALID_UNTIL ||
                     field->role == ROLE_PUBLISH_UNTIL || field->role == ROLE_ESTABLISHED;
    if (date_role && field->type != FIELD_DATE)
        catalogue_fault_add(reader->faults, reader->file, below(place, "type").text, "该角色的字段应为日期");
    if (field->role == ROLE_USCC && field->type != FIELD_USCC)
        catalogue_fault_add(reader->faults, reader->file, below(place, "type").text, "该角色的字段应为统一社会信用代码");
    if ((field->role == ROLE_AMOUNT || field->role == ROLE_CAPITAL) && field->type != FIELD_DECIMAL && field->type != FIELD_INTEGER)
        catalogue_fault_add(reader->faults, reader->file, below(place, "type").text, "该角色的字段应为数字");
    if (field->type == FIELD_PERSON_ID && field->openness == OPEN_PUBLIC && field->mask == MASK_NONE)
        catalogue_fault_add(reader->faults, reader->file, below(place, "mask").text, "公开的身份证件号码必须遮盖");
    if (field->role == ROLE_NAME && field->openness != OPEN_PUBLIC)
        catalogue_fault_add(reader->faults, reader->file, below(place, "openness").text, "名称是每条信息的题目，应为public");
    for (size_t i = 0; i < field->ended.count; i++)
        if (!text_among(&field->values, field->ended.items[i]))
            catalogue_fault_add(reader->faults, reader->file, below(place, "ended").text, "%s 不在取值之中", field->ended.items[i]);
    if (field->ended.count && field->role != ROLE_STATUS)
        catalogue_fault_add(reader->faults, reader->file, below(place, "ended").text, "只用于角色为 status 的字段");
    if (field->removal && field->role != ROLE_VALID_UNTIL)
        catalogue_fault_add(reader->faults, reader->file, below(place, "removal").text, "只用于角色为 valid_until 的字段");
    for (size_t i = 0; i < field->values.count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(field->values.items[i], field->values.items[j]) == 0)
                catalogue_fault_add(reader->faults, reader->file, below(place, "enum").text, "取值 %s 重复", field->values.items[i]);
}

static void read_field(struct reader *reader, const json_t *object, unsigned ordinal, struct field *field)
{
    static const char *const keys[] = {"code", "label", "aliases", "type", "length", "scale", "required", "multiple", "mask", "openness",
                                       "role", "enum", "values", "ended", "removal", "draft", "content", "screen_only", NULL};
    struct place place = at("fields[%u]", ordinal);
    if (!json_is_object(object)) {
        catalogue_fault_add(reader->faults, reader->file, place.text, "应为对象");
        return;
    }
    only_keys(reader, object, &place, keys);
    field->ordinal = ordinal;
    field->code = text_of(reader, object, &place, "code", CODE_MAX, REQUIRED);
    field->label = text_of(reader, object, &place, "label", LABEL_MAX, REQUIRED);
    field->aliases = texts_of(reader, object, &place, "aliases", CATALOGUE_ALIASES_MAX, LABEL_MAX);
    field->type = choice_of(reader, object, &place, "type", name_of_type, 0, FIELD_TEXT, REQUIRED);
    field->length = (unsigned)number_of(reader, object, &place, "length", 1, CATALOGUE_LENGTH_MAX, 1, REQUIRED);
    field->scale = (unsigned)number_of(reader, object, &place, "scale", 0, 12, 6, OPTIONAL);
    field->required = flag_of(reader, object, &place, "required");
    field->multiple = flag_of(reader, object, &place, "multiple");
    field->draft = flag_of(reader, object, &place, "draft");
    field->screen_only = flag_of(reader, object, &place, "screen_only");
    field->mask = choice_of(reader, object, &place, "mask", name_of_mask, 0, MASK_NONE, OPTIONAL);
    field->openness = choice_of(reader, object, &place, "openness", name_of_openness, 0, OPEN_INTERNAL, REQUIRED);
    field->role = choice_of(reader, object, &place, "role", name_of_role, 1, ROLE_NONE, OPTIONAL);
    field->values = texts_of(reader, object, &place, "enum", CATALOGUE_ENUM_MAX, ENUM_TEXT_MAX);
    field->words = words_of(reader, object, &place, field);
    field->ended = texts_of(reader, object, &place, "ended", CATALOGUE_ENUM_MAX, ENUM_TEXT_MAX);
    field->removal = flag_of(reader, object, &place, "removal");
    field->content = text_of(reader, object, &place, "content", CODE_MAX, OPTIONAL);
    field->personal_id = personal_id(field);
    check_field(reader, &place, field);
    refuse_content(reader, &place, field);
}

/* No two fields may claim the same header; the same role only once. */
static void check_fields(struct reader *reader)
{
    struct info_set *set = reader->set;
    for (size_t i = 0; i < set->field_count; i++) {
        const struct field *field = &set->fields[i];
        if (field->role != ROLE_NONE) {
            if (set->roles[field->role])
                catalogue_fault_add(reader->faults, reader->file, at("fields[%zu].role", i).text, "角色 %s 已由 %s 担任", field_role_name(field->role),
                                    or_empty(set->roles[field->role]->code));
            else
                set->roles[field->role] = field;
        }
        for (size_t c = 0; field->label && c < COLUMN_COUNT; c++)
            if (strcmp(field->label, catalogue_columns[c]) == 0)
                catalogue_fault_add(reader->faults, reader->file, at("fields[%zu].label", i).text, "名称 %s 是开放数据每个文件都有的列", field->label);
        for (size_t j = 0; j < i; j++) {
            const struct field *other = &set->fields[j];
            if (field->code && other->code && strcmp(field->code, other->code) == 0)
                catalogue_fault_add(reader->faults, reader->file, at("fields[%zu].code", i).text, "代码 %s 重复", field->code);
            if (field->label && other->label && strcmp(field->label, other->label) == 0)
                catalogue_fault_add(reader->faults, reader->file, at("fields[%zu].label", i).text, "名称 %s 重复", field->label);
            for (size_t a = 0; a < field->aliases.count; a++)
                for (size_t b = 0; b < other->aliases.count; b++)
                    if (strcmp(field->aliases.items[a], other->aliases.items[b]) == 0)
                        catalogue_fault_add(reader->faults, reader->file, at("fields[%zu].aliases[%zu]", i, a).text, "别名 %s 已属于 %s", field->aliases.items[a],
                                            or_empty(other->code));
        }
    }
    static const enum field_role needed[] = {ROLE_NAME, ROLE_DECIDED_ON, ROLE_AUTHORITY};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!set->roles[needed[i]])
            catalogue_fault_add(reader->faults, reader->file, "fields", "缺少角色为 %s 的字段", field_role_name(needed[i]));
    if (!set->roles[ROLE_USCC] && !set->roles[ROLE_PERSON_ID] && set->subject_type != SUBJECT_VEHICLE)
        catalogue_fault_add(reader->faults, reader->file, "fields", "缺少角色为 uscc 或 person_id 的字段");
    if (set->registers && !set->roles[ROLE_USCC])
        catalogue_fault_add(reader->faults, reader->file, "registers", "登记信息必须有角色为 uscc 的字段");
}

static void read_fields(struct reader *reader, const json_t *root)
{
    const json_t *array = json_object_get(root, "fields");
    size_t n = json_array_size(array);
    if (!json_is_array(array) || n == 0 || n > CATALOGUE_FIELDS_MAX) {
        catalogue_fault_add(reader->faults, reader->file, "fields", "应为1到%d个字段的列表", CATALOGUE_FIELDS_MAX);
        return;
    }
    struct field *fields = arena_alloc(&reader->set->arena, n * sizeof *fields);
    if (!fields) {
        reader->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        read_field(reader, json_array_get(array, i), (unsigned)i, &fields[i]);
    reader->set->fields = fields;
    reader->set->field_count = n;
    check_fields(reader);
}

static const struct field *find_field(const struct info_set *set, const char *code)
{
    for (size_t i = 0; i < set->field_count; i++)
        if (set->fields[i].code && strcmp(set->fields[i].code, code) == 0)
            return &set->fields[i];
    return NULL;
}

static void read_identity(struct reader *reader, const json_t *root)
{
    struct info_set *set = reader->set;
    struct texts codes = texts_of(reader, root, NULL, "identity", CATALOGUE_IDENTITY_MAX, CODE_MAX);
    if (codes.count == 0)
        catalogue_fault_add(reader->faults, reader->file, "identity", "应指明哪些字段使两行成为同一条信息");
    for (size_t i = 0; i < codes.count && codes.items[i]; i++) {
        const struct field *field = find_field(set, codes.items[i]);
        if (!field)
            catalogue_fault_add(reader->faults, reader->file, at("identity[%zu]", i).text, "没有字段 %s", codes.items[i]);
        else if (!field->required)
            catalogue_fault_add(reader->faults, reader->file, at("identity[%zu]", i).text, "字段 %s 应为必填（required）", codes.items[i]);
        else
            set->identity[set->identity_count++] = field;
    }
}

/* ------------------------------------------------ the set */

static void read_grading(struct reader *reader, const json_t *object)
{
    static const char *const keys[] = {"kinds", "only_kinds", "amount_from", "grade", "draft", NULL};
    const json_t *array = json_object_get(object, "grading");
    size_t n = json_array_size(array);
    if (!array)
        return;
    if (!json_is_array(array) || n > CATALOGUE_GRADING_MAX) {
        catalogue_fault_add(reader->faults, reader->file, "publication.grading", "应为不超过%d项的列表", CATALOGUE_GRADING_MAX);
        return;
    }
    struct grading *grading = arena_alloc(&reader->set->arena, (n + 1) * sizeof *grading);
    if (!grading) {
        reader->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(array, i);
        struct place place = at("publication.grading[%zu]", i);
        if (!json_is_object(item)) {
            catalogue_fault_add(reader->faults, reader->file, place.text, "应为对象");
            continue;
        }
        only_keys(reader, item, &place, keys);
        grading[i].kinds = texts_of(reader, item, &place, "kinds", CATALOGUE_ENUM_MAX, ENUM_TEXT_MAX);
        grading[i].only_kinds = texts_of(reader, item, &place, "only_kinds", CATALOGUE_ENUM_MAX, ENUM_TEXT_MAX);
        grading[i].amount_from = number_of(reader, item, &place, "amount_from", 0, 1000000000, -1, OPTIONAL);
        grading[i].grade = choice_of(reader, item, &place, "grade", name_of_grade, 1, GRADE_NONE, REQUIRED);
        grading[i].draft = flag_of(reader, item, &place, "draft");
        if (!grading[i].kinds.count && !grading[i].only_kinds.count && grading[i].amount_from < 0)
            catalogue_fault_add(reader->faults, reader->file, place.text, "应给出kinds、only_kinds或amount_from之一");
    }
    reader->set->publication.grading = grading;
    reader->set->publication.grading_count = n;
}

static void read_only_when(struct reader *reader, const json_t *object)
{
    static const char *const keys[] = {"field", "values", NULL};
    static const struct place place = {"publication.only_when"};
    const json_t *when = json_object_get(object, "only_when");
    struct publication *publication = &reader->set->publication;
    if (!when)
        return;
    if (!json_is_object(when)) {
        catalogue_fault_add(reader->faults, reader->file, place.text, "应为对象");
        return;
    }
    only_keys(reader, when, &place, keys);
    const char *code = text_of(reader, when, &place, "field", CODE_MAX, REQUIRED);
    publication->only_values = texts_of(reader, when, &place, "values", CATALOGUE_ENUM_MAX, ENUM_TEXT_MAX);
    publication->only_field = code ? find_field(reader->set, code) : NULL;
    if (code && !publication->only_field)
        catalogue_fault_add(reader->faults, reader->file, place.text, "没有字段 %s", code);
}

static void read_publication(struct reader *reader, const json_t *root)
{
    static const char *const keys[] = {"rule", "months", "from", "until_field", "default_grade", "basis", "grading", "only_when", NULL};
    static const struct place place = {"publication"};
    const json_t *object = object_of(reader, root, "publication", REQUIRED);
    struct publication *publication = &reader->set->publication;
    publication->basis = "";
    if (!object)
        return;
    only_keys(reader, object, &place, keys);
    publication->rule = choice_of(reader, object, &place, "rule", name_of_rule, 0, PUBLISH_NONE, REQUIRED);
    publication->months = (unsigned)number_of(reader, object, &place, "months", 0, 1200, 0, OPTIONAL);
    publication->default_grade = choice_of(reader, object, &place, "default_grade", name_of_grade, 1, GRADE_NONE, OPTIONAL);
    publication->basis = or_empty(text_of(reader, object, &place, "basis", CATALOGUE_TEXT_MAX, OPTIONAL));
    const char *from = text_of(reader, object, &place, "from", CODE_MAX, OPTIONAL);
    if (from && strcmp(from, "decided_on") != 0)
        catalogue_fault_add(reader->faults, reader->file, "publication.from", "公示期自决定之日（decided_on）起算");
    const char *until = text_of(reader, object, &place, "until_field", CODE_MAX, OPTIONAL);
    publication->until_field = until ? find_field(reader->set, until) : NULL;
    if (until && (!publication->until_field || publication->until_field->type != FIELD_DATE))
        catalogue_fault_add(reader->faults, reader->file, "publication.until_field", "没有日期字段 %s", until);
    if (publication->rule == PUBLISH_UNTIL_FIELD && !until)
        catalogue_fault_add(reader->faults, reader->file, "publication.until_field", "缺少该项");
    if (publication->rule == PUBLISH_MONTHS && publication->months == 0)
        catalogue_fault_add(reader->faults, reader->file, "publication.months", "应说明公示多少个月");
    if (publication->rule == PUBLISH_GRADE && publication->default_grade == GRADE_NONE)
        catalogue_fault_add(reader->faults, reader->file, "publication.default_grade", "应说明未分级时按哪一级");
    if (publication->rule != PUBLISH_NONE && !publication->basis[0])
        catalogue_fault_add(reader->faults, reader->file, "publication.basis", "公示应有法律依据");
    read_grading(reader, object);
    read_only_when(reader, object);
}

static void read_repair(struct reader *reader, const json_t *root)
{
    static const char *const keys[] = {"route", "authority", "address", "phone", "min_months", NULL};
    static const char *const routes[] = {"portal", "court", "registry", "labour", "other", "none", NULL};
    static const struct place place = {"repair"};
    const json_t *object = object_of(reader, root, "repair", REQUIRED);
    struct repair_route *repair = &reader->set->repair;
    *repair = (struct repair_route){"none", "", "", "", 0};
    if (!object)
        return;
    only_keys(reader, object, &place, keys);
    const char *route = word_of(reader, object, &place, "route", routes, REQUIRED);
    if (route)
        repair->route = route;
    repair->authority = or_empty(text_of(reader, object, &place, "authority", CATALOGUE_TEXT_MAX, OPTIONAL));
    repair->address = or_empty(text_of(reader, object, &place, "address", CATALOGUE_TEXT_MAX, OPTIONAL));
    repair->phone = or_empty(text_of(reader, object, &place, "phone", CATALOGUE_TEXT_MAX, OPTIONAL));
    repair->min_months = (unsigned)number_of(reader, object, &place, "min_months", 0, 1200, 0, OPTIONAL);
}

static void read_persons(struct reader *reader, const json_t *root)
{
    static const char *const keys[] = {"publish", "basis", NULL};
    static const char *const ways[] = {"none", "masked", NULL};
    static const struct place place = {"persons"};
    const json_t *object = object_of(reader, root, "persons", OPTIONAL);
    struct info_set *set = reader->set;
    set->persons_basis = "";
    if (!object)
        return;
    only_keys(reader, object, &place, keys);
    const char *publish = word_of(reader, object, &place, "publish", ways, REQUIRED);
    set->persons_published = publish && strcmp(publish, "masked") == 0;
    set->persons_basis = or_empty(text_of(reader, object, &place, "basis", CATALOGUE_TEXT_MAX, OPTIONAL));
    if (set->persons_published && !set->persons_basis[0])
        catalogue_fault_add(reader->faults, reader->file, "persons.basis", "公示自然人信息必须写明法律法规依据");
}

static void read_list(struct reader *reader, const json_t *root)
{
    static const char *const keys[] = {"what", "authority", "enters", "leaves", "period", "consequences", NULL};
    static const struct place place = {"list"};
    const json_t *object = object_of(reader, root, "list", reader->set->group ? REQUIRED : OPTIONAL);
    struct list_head *list = &reader->set->list;
    const char **texts[] = {&list->what, &list->authority, &list->enters, &list->leaves, &list->period, &list->consequences};
    if (object)
        only_keys(reader, object, &place, keys);
    for (size_t i = 0; keys[i]; i++)
        *texts[i] = object ? or_empty(text_of(reader, object, &place, keys[i], CATALOGUE_TEXT_MAX, reader->set->group ? REQUIRED : OPTIONAL)) : "";
}

static void read_2017(struct reader *reader, const json_t *root)
{
    static const char *const keys[] = {"no", "name", "updated", "cumulative", NULL};
    static const struct place place = {"source_2017q1"};
    const json_t *object = object_of(reader, root, "source_2017q1", OPTIONAL);
    reader->set->name_2017 = "";
    if (!object)
        return;
    only_keys(reader, object, &place, keys);
    reader->set->in_2017 = true;
    reader->set->no_2017 = (unsigned)number_of(reader, object, &place, "no", 1, 10000, 0, REQUIRED);
    reader->set->name_2017 = or_empty(text_of(reader, object, &place, "name", LABEL_MAX, OPTIONAL));
    reader->set->updated_2017 = number_of(reader, object, &place, "updated", 0, INT64_C(1) << 40, 0, REQUIRED);
    reader->set->cumulative_2017 = number_of(reader, object, &place, "cumulative", 0, INT64_C(1) << 40, 0, REQUIRED);
}

static void read_head(struct reader *reader, const json_t *root)
{
    static const char *const classes[] = {"registration", "licence", "penalty", "reward", "serious", "abnormal", "attention", "commitment",
                                          "evaluation", "judicial", "inspection", "qualification", "utility", "other", NULL};
    static const char *const sections[] = {"registration", "administration", "honour", "serious", "abnormal", "commitment", "evaluation",
                                           "judicial", "other", "local", NULL};
    static const char *const cycles[] = {"realtime", "daily", "weekly", "monthly", "quarterly", "halfyearly", "yearly", NULL};
    struct info_set *set = reader->set;
    set->code = or_empty(text_of(reader, root, NULL, "code", CODE_MAX, REQUIRED));
    if (set->code[0] && (!code_ok(set->code, false) || strlen(set->code) < 3))
        catalogue_fault_add(reader->faults, reader->file, "code", "代码应为3到%d个小写字母、数字和连字符，以字母开头", CODE_MAX);
    if (catalogue_is_group(set->code))
        catalogue_fault_add(reader->faults, reader->file, "code", "%s 是分组的名称", set->code);
    set->number = (unsigned)number_of(reader, root, NULL, "number", 1, CATALOGUE_NUMBER_MAX, 0, REQUIRED);
    set->name = or_empty(text_of(reader, root, NULL, "name", LABEL_MAX, REQUIRED));
    set->legal_name = text_of(reader, root, NULL, "legal_name", LABEL_MAX, OPTIONAL);
    set->common_name = text_of(reader, root, NULL, "common_name", LABEL_MAX, OPTIONAL);
    set->unit = or_empty(text_of(reader, root, NULL, "unit", CODE_MAX, REQUIRED));
    set->subject_type = choice_of(reader, root, NULL, "subject_type", name_of_subject, 0, SUBJECT_PERSON, REQUIRED);
    set->class_code = or_empty(word_of(reader, root, NULL, "class", classes, REQUIRED));
    set->group = word_of(reader, root, NULL, "group", catalogue_groups, OPTIONAL);
    set->section = or_empty(word_of(reader, root, NULL, "section", sections, REQUIRED));
    set->cycle = or_empty(word_of(reader, root, NULL, "cycle", cycles, REQUIRED));
    set->openness = choice_of(reader, root, NULL, "openness", name_of_openness, 0, OPEN_INTERNAL, REQUIRED);
    set->registers = flag_of(reader, root, NULL, "registers");
    set->draft = flag_of(reader, root, NULL, "draft");
    set->legal_basis = texts_of(reader, root, NULL, "legal_basis", CATALOGUE_LAWS_MAX, CATALOGUE_TEXT_MAX);
    if (set->subject_type == SUBJECT_PERSON)
        refuse_words(reader, "name", set->name, true, true);
}

static void read_set(struct reader *reader, const json_t *root)
{
    static const char *const keys[] = {"code", "number", "name", "legal_name", "common_name", "unit", "subject_type", "class", "group",
                                       "section", "cycle", "openness", "publication", "repair", "persons", "legal_basis", "list",
                                       "registers", "source_2017q1", "draft", "identity", "fields", NULL};
    only_keys(reader, root, NULL, keys);
    read_head(reader, root);
    read_fields(reader, root);
    read_identity(reader, root);
    read_publication(reader, root);
    read_repair(reader, root);
    read_persons(reader, root);
    read_list(reader, root);
    read_2017(reader, root);
}

enum result info_set_parse(const char *file, const char *json, size_t len, struct catalogue_faults *faults, struct info_set **out)
{
    enum result result = RESULT_ERROR;
    size_t faults_before = faults->count;
    json_error_t error;
    json_t *root = NULL;
    struct info_set *set = NULL;
    *out = NULL;
    if (len > CATALOGUE_FILE_MAX) {
        catalogue_fault_add(faults, file, "", "文件超过%dKiB", CATALOGUE_FILE_MAX / 1024);
        return RESULT_INVALID;
    }
    if (len >= 3 && memcmp(json, "\xEF\xBB\xBF", 3) == 0) {
        json += 3;
        len -= 3;
    }
    root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(root)) {
        catalogue_fault_add(faults, file, "", root ? "应为一个JSON对象" : "不是JSON：第%d行第%d列", error.line, error.column);
        result = RESULT_INVALID;
        goto done;
    }
    set = calloc(1, sizeof *set);
    if (!set)
        goto done;
    arena_init(&set->arena, ARENA_MAX);
    struct reader reader = {file, faults, set, false};
    read_set(&reader, root);
    if (faults->count != faults_before || faults->cut) {
        result = RESULT_INVALID;
        goto done;
    }
    set->definition = json_dumps(root, JSON_COMPACT);
    if (reader.failed || !set->definition)
        goto done;
    crypto_generichash(set->digest, sizeof set->digest, (const unsigned char *)set->definition, strlen(set->definition), NULL, 0);
    *out = set;
    set = NULL;
    result = RESULT_OK;
done:
    info_set_free(set);
    json_decref(root);
    return result;
}
