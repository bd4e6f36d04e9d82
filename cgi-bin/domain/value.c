/* One value of a delivery: hidden marks removed, read by its type, judged. */
#include "domain/value.h"

#include "base/utf8.h"
#include "domain/citizen_id.h"
#include "domain/name.h"
#include "domain/uscc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_DIGITS 30 /* longest number read, each side of the point */

static bool is(const char *text, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(text, word, len) == 0;
}

static bool blank_sign(uint32_t sign)
{
    return sign <= ' ' || sign == 0xA0 || sign == 0x3000 || sign == 0xFEFF || (sign >= 0x2000 && sign <= 0x200D) || sign == 0x2060 ||
           sign == 0x202F;
}

/* Drops blanks and invisible signs at both ends. */
static void trim(const char **text, size_t *len)
{
    const char *s = *text;
    size_t n = *len, at = 0, end = 0, start = n;
    if (n && (unsigned char)s[0] > ' ' && (unsigned char)s[0] < 0x80 && (unsigned char)s[n - 1] > ' ' && (unsigned char)s[n - 1] < 0x80)
        return;
    while (at < n) {
        size_t here = at;
        if (blank_sign(utf8_next(s, n, &at)))
            continue;
        if (start == n)
            start = here;
        end = at;
    }
    *text = s + (end ? start : 0);
    *len = end ? end - start : 0;
}

/* What spreadsheets hide in a cell: ="…" around it, a ' in front of a number kept as text. */
static void unhide(const char **text, size_t *len)
{
    trim(text, len);
    if (*len >= 3 && (*text)[0] == '=' && (*text)[1] == '"' && (*text)[*len - 1] == '"') {
        *text += 2;
        *len -= 3;
        trim(text, len);
    }
    if (*len >= 2 && (*text)[0] == '\'' && (*text)[*len - 1] != '\'') {
        (*text)++;
        (*len)--;
        trim(text, len);
    }
}

static bool says_nothing(enum field_type type, const char *text, size_t len)
{
    static const char *const nothing[] = {"NULL", "null", "(null)", "\\N", "None", "#N/A"};
    static const char *const no_code[] = {"无", "-", "--", "—", "——", "/", "\\", "0", "暂无", "N/A"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (is(text, len, nothing[i]))
            return true;
    if (type == FIELD_TEXT || type == FIELD_LONGTEXT)
        return false;
    bool zero_counts = type == FIELD_DECIMAL || type == FIELD_INTEGER || type == FIELD_ENUM;
    for (size_t i = 0; i < sizeof no_code / sizeof *no_code; i++)
        if (is(text, len, no_code[i]) && !(zero_counts && no_code[i][0] == '0'))
            return true;
    return false;
}

/* A copy with full-width ASCII made half-width and blanks dropped. */
static char *half_width(struct arena *arena, const char *text, size_t len, size_t *out_len)
{
    char *out = arena_alloc(arena, len + 1);
    size_t n = 0;
    if (!out)
        return NULL;
    for (size_t at = 0; at < len;) {
        uint32_t sign = utf8_next(text, len, &at);
        if (sign == UTF8_BAD || blank_sign(sign))
            continue;
        n += utf8_put(sign >= 0xFF01 && sign <= 0xFF5E ? sign - 0xFEE0 : sign, out + n);
    }
    out[n] = '\0';
    *out_len = n;
    return out;
}

static enum value_verdict read_text(const struct field *field, const char *text, size_t len, struct arena *arena, struct value *out,
                                    const char **reason)
{
    bool one_line = field->type != FIELD_LONGTEXT;
    if (field->role == ROLE_NAME || field->role == ROLE_FORMER_NAME) {
        char *name = arena_alloc(arena, 3 * len + 1);
        if (!name)
            return VALUE_WRONG;
        out->len = name_display(text, len, name);
        out->text = name;
    } else if (utf8_is_clean(text, len) && (!one_line || (!memchr(text, '\n', len) && !memchr(text, '\t', len)))) {
        out->text = arena_copy(arena, text, len);
        out->len = len;
    } else {
        char *clean = arena_alloc(arena, 3 * len + 1);
        if (!clean)
            return VALUE_WRONG;
        out->len = utf8_clean(text, len, one_line, clean);
        out->text = clean;
    }
    if (!out->text)
        return VALUE_WRONG;
    *reason = NULL;
    if (out->len == 0)
        return VALUE_EMPTY;
    if (out->len > field->length && utf8_length(out->text, out->len) > field->length) {
        *reason = arena_printf(arena, "超过%u个字符", field->length);
        return VALUE_WRONG;
    }
    return VALUE_OK;
}

static enum value_verdict read_date(const char *text, size_t len, struct arena *arena, struct value *out, const char **reason)
{
    static const char *const endless[] = {"长期", "永久", "长期有效", "无固定期限", "永久有效", "无限期"};
    char *half;
    for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
        if (is(text, len, endless[i])) {
            out->text = "长期";
            out->len = strlen(out->text);
            out->endless = true;
            return VALUE_OK;
        }
    }
    /* the blank between day and hour matters, so that only width is set right here */
    half = arena_alloc(arena, len + 1);
    if (!half)
        return VALUE_WRONG;
    size_t n = 0;
    for (size_t at = 0; at < len;) {
        uint32_t sign = utf8_next(text, len, &at);
        if (sign == 0xFEFF || sign == 0x200B)
            continue;
        n += utf8_put(sign >= 0xFF01 && sign <= 0xFF5E ? sign - 0xFEE0 : blank_sign(sign) ? ' ' : sign, half + n);
    }
    half[n] = '\0';
    day_t day;
    if (!day_parse_any(half, &day)) {
        *reason = "日期无法识别";
        return VALUE_WRONG;
    }
    civil_date civil = day_to_civil(day);
    char *form = arena_alloc(arena, DAY_TEXT);
    if (!form)
        return VALUE_WRONG;
    out->text = day_format(day, form);
    out->len = 10;
    out->endless = (civil.y == 2099 && ((civil.m == 12 && civil.d == 31) || (civil.m == 1 && civil.d == 31))) || civil.y == 9999;
    out->day = out->endless ? DAY_NONE : day;
    return VALUE_OK;
}

/* Reads "1,234.5万元" into digits before and behind the point. unit_shift: places that the unit moves the point to the left. */
struct number {
    bool negative;
    char whole[NUMBER_DIGITS * 2 + 1], part[NUMBER_DIGITS * 2 + 1];
    size_t wholes, parts;
};

static bool parse_number(const char *text, size_t len, bool in_wan, struct number *out)
{
    size_t at = 0, shift = 0;
    memset(out, 0, sizeof *out);
    static const struct { const char *unit; int wan, yuan; } units[] = {
        {"万元人民币", 0, 0}, {"元人民币", 4, 0}, {"人民币万元", 0, 0}, {"万元", 0, 0}, {"元整", 4, 0}, {"元", 4, 0}, {"万", 0, 0}, {"%", 0, 0},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].unit);
        if (len > n && memcmp(text + len - n, units[i].unit, n) == 0) {
            len -= n;
            shift = in_wan ? (size_t)units[i].wan : 0;
            break;
        }
    }
    static const char *const heads[] = {"人民币", "￥", "¥", "RMB"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t n = strlen(heads[i]);
        if (len > n && memcmp(text, heads[i], n) == 0)
            at = n;
    }
    if (at < len && (text[at] == '-' || text[at] == '+'))
        out->negative = text[at++] == '-';
    size_t digits = 0;
    bool point = false;
    for (; at < len; at++) {
        if (text[at] == ',' && !point)
            continue;
        if (text[at] == '.' && !point) {
            point = true;
            continue;
        }
        if (text[at] < '0' || text[at] > '9')
            return false;
        digits++;
        if (point) {
            if (out->parts < NUMBER_DIGITS)
                out->part[out->parts++] = text[at];
        } else if (out->wholes || text[at] != '0') {
            if (out->wholes == NUMBER_DIGITS)
                return false;
            out->whole[out->wholes++] = text[at];
        }
    }
    if (!digits)
        return false;
    /* 元 in a field of 万元: the point moves four places */
    for (; shift > 0; shift--) {
        memmove(out->part + 1, out->part, out->parts);
        out->part[0] = out->wholes ? out->whole[--out->wholes] : '0';
        out->parts++;
    }
    out->whole[out->wholes] = out->part[out->parts] = '\0';
    return true;
}

static enum value_verdict read_number(const struct field *field, const char *text, size_t len, struct arena *arena, struct value *out,
                                      const char **reason)
{
    struct number number;
    enum value_verdict verdict = VALUE_OK;
    size_t n;
    char *half = half_width(arena, text, len, &n);
    if (!half)
        return VALUE_WRONG;
    *reason = field->type == FIELD_INTEGER ? "不是整数" : "不是数字";
    if (!parse_number(half, n, strstr(field->label, "万元") != NULL, &number))
        return VALUE_WRONG;
    while (number.parts && number.part[number.parts - 1] == '0')
        number.parts--;
    if (field->type == FIELD_INTEGER && number.parts)
        return VALUE_WRONG;
    if (field->type == FIELD_DECIMAL && number.parts > field->scale) {
        number.parts = field->scale;
        while (number.parts && number.part[number.parts - 1] == '0')
            number.parts--;
        *reason = "小数位数过多，多出的位数未采用";
        verdict = VALUE_FLAGGED;
    }
    unsigned whole_max = field->type == FIELD_DECIMAL && field->length > field->scale ? field->length - field->scale : field->length;
    if (number.wholes > whole_max) {
        *reason = "数值过大";
        return VALUE_WRONG;
    }
    number.part[number.parts] = '\0';
    bool zero = !number.wholes && !number.parts;
    out->text = arena_printf(arena, "%s%s%s%s", number.negative && !zero ? "-" : "", number.wholes ? number.whole : "0",
                             number.parts ? "." : "", number.part);
    if (!out->text)
        return VALUE_WRONG;
    out->len = strlen(out->text);
    out->number = strtod(out->text, NULL);
    return verdict;
}

static enum value_verdict read_uscc(const char *text, size_t len, struct arena *arena, struct value *out, const char **reason)
{
    char code[USCC_TEXT];
    if (uscc_normalise(text, len, code)) {
        out->text = arena_copy(arena, code, USCC_LENGTH);
        out->len = USCC_LENGTH;
        switch (uscc_check(code)) {
        case USCC_VALID:
            return out->text ? VALUE_OK : VALUE_WRONG;
        case USCC_PLACEHOLDER:
            *reason = "统一社会信用代码是占位符";
            break;
        case USCC_CHECK:
            *reason = "统一社会信用代码校验码不正确";
            break;
        case USCC_SHAPE:
            *reason = "统一社会信用代码含有不允许的字母";
            break;
        }
    } else {
        char *clean = arena_alloc(arena, 3 * len + 1);
        if (!clean)
            return VALUE_WRONG;
        if (len > 200)
            len = utf8_prefix(text, len, 50);
        out->len = utf8_clean(text, len, true, clean);
        out->text = clean;
        *reason = "不是18位统一社会信用代码";
    }
    out->quarantined = true;
    return out->text ? VALUE_FLAGGED : VALUE_WRONG;
}

static enum value_verdict read_person_id(const char *text, size_t len, struct arena *arena, struct value *out, const char **reason)
{
    char id[CITIZEN_ID_TEXT];
    if (citizen_id_normalise(text, len, id)) {
        out->text = arena_copy(arena, id, 18);
        out->len = 18;
        if (!out->text)
            return VALUE_WRONG;
        if (citizen_id_valid(id))
            return VALUE_OK;
        *reason = "公民身份号码校验码不正确";
    } else {
        char *clean = arena_alloc(arena, 3 * len + 1);
        if (!clean)
            return VALUE_WRONG;
        if (len > 200)
            len = utf8_prefix(text, len, 50);
        out->len = utf8_clean(text, len, true, clean);
        out->text = clean;
        *reason = "不是公民身份号码";
    }
    out->quarantined = true;
    return VALUE_FLAGGED;
}

/* Organisation codes, telephones, divisions: signs of ASCII once the width is right. */
static enum value_verdict read_code(const struct field *field, const char *text, size_t len, struct arena *arena, struct value *out,
                                    const char **reason)
{
    size_t n;
    char *half = half_width(arena, text, len, &n);
    if (!half)
        return VALUE_WRONG;
    if (!utf8_is_clean(half, n) || utf8_length(half, n) > (field->type == FIELD_DIVISION ? 60 : field->length)) {
        *reason = "超过长度或含有不允许的字符";
        return VALUE_WRONG;
    }
    out->text = half;
    out->len = n;
    if (field->type == FIELD_ORGCODE) {
        for (size_t i = 0; i < n; i++)
            if (half[i] >= 'a' && half[i] <= 'z')
                half[i] -= 'a' - 'A';
        if (!orgcode_valid(half)) {
            *reason = "组织机构代码校验码不正确";
            return VALUE_FLAGGED;
        }
    } else if (field->type == FIELD_PHONE && (strspn(half, "0123456789+-()/;,转") != n || n < 5)) {
        *reason = "不是电话号码";
        return VALUE_FLAGGED;
    } else if (field->type == FIELD_DIVISION && strspn(half, "0123456789") == n && (n == 9 || n == 12)) {
        half[6] = '\0'; /* a code of statistics goes on with street and village */
        out->len = 6;
    }
    return VALUE_OK;
}

/* Other words for a value of a list; the second counts only where the list has it. */
static const char *const synonyms[][2] = {
    {"法人", "法人及非法人组织"}, {"非法人组织", "法人及非法人组织"}, {"法人和非法人组织", "法人及非法人组织"}, {"法人和其他组织", "法人及非法人组织"},
    {"法人及其他组织", "法人及非法人组织"}, {"法人或其他组织", "法人及非法人组织"}, {"企业", "法人及非法人组织"}, {"企业法人", "法人及非法人组织"},
    {"单位", "法人及非法人组织"}, {"个人", "自然人"}, {"公民", "自然人"}, {"个体", "个体工商户"}, {"个体户", "个体工商户"},
    {"没收违法所得", "没收违法所得、没收非法财物"}, {"没收非法财物", "没收违法所得、没收非法财物"}, {"没收违法所得和没收非法财物", "没收违法所得、没收非法财物"},
    {"暂扣许可证", "暂扣许可证件"}, {"暂扣证照", "暂扣许可证件"}, {"吊销许可证", "吊销许可证件"}, {"吊销执照", "吊销许可证件"}, {"吊销证照", "吊销许可证件"},
    {"吊销营业执照", "吊销许可证件"}, {"停产停业", "责令停产停业"}, {"责令停产停业整顿", "责令停产停业"}, {"责令关闭企业", "责令关闭"}, {"拘留", "行政拘留"},
    {"普通许可", "普通"}, {"特许许可", "特许"}, {"认可许可", "认可"}, {"核准许可", "核准"}, {"登记许可", "登记"}, {"其它", "其他"}, {"有效", "1"},
    {"正常", "存续"}, {"开业", "存续"}, {"在营", "存续"}, {"存续（在营、开业、在册）", "存续"}, {"存续(在营、开业、在册)", "存续"}, {"已注销", "注销"},
    {"已吊销", "吊销"}, {"吊销，未注销", "吊销未注销"}, {"A级", "A"}, {"向社会公开", "可向社会公开"}, {"公开", "可向社会公开"}, {"不公开", "不可公开"},
};

static const char *listed(const struct field *field, const char *text, size_t len)
{
    for (size_t i = 0; i < field->values.count; i++)
        if (is(text, len, field->values.items[i]))
            return field->values.items[i];
    for (size_t i = 0; i < field->words.count; i++)
        if (is(text, len, field->words.items[i]))
            return field->values.items[i];
    for (size_t s = 0; s < sizeof synonyms / sizeof *synonyms; s++)
        if (is(text, len, synonyms[s][0]))
            for (size_t i = 0; i < field->values.count; i++)
                if (strcmp(field->values.items[i], synonyms[s][1]) == 0)
                    return field->values.items[i];
    return NULL;
}

/* How many bytes a separator takes at this place; 0. */
static size_t separator(const char *text, size_t len)
{
    static const char *const marks[] = {"、", "；", ";", "，", ",", "|", "/", "+"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (len >= strlen(marks[i]) && memcmp(text, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

/* The longest value of the list, or word for one, that stands at the beginning and ends there or before a separator. */
static const char *first_listed(const struct field *field, const char *text, size_t len, size_t *taken)
{
    const char *found = NULL;
    *taken = 0;
    for (size_t n = 1; n <= len; n++) {
        if (n < len && !separator(text + n, len - n))
            continue;
        const char *value = listed(field, text, n);
        if (value) {
            found = value;
            *taken = n;
        }
    }
    return found;
}

static enum value_verdict read_enum(const struct field *field, const char *text, size_t len, struct arena *arena, struct value *out,
                                    const char **reason)
{
    const char *value = listed(field, text, len);
    size_t n;
    if (value) {
        out->text = value;
        out->len = strlen(value);
        return VALUE_OK;
    }
    char *half = half_width(arena, text, len, &n);
    if (!half)
        return VALUE_WRONG;
    value = listed(field, half, n);
    if (value) {
        out->text = value;
        out->len = strlen(value);
        return VALUE_OK;
    }
    if (field->multiple) {
        /* every value of a list may be written twice as long by its one form; three bytes for each mark */
        char *joined = arena_alloc(arena, n * 3 + 64 * 3 + 1);
        size_t used = 0, room = n * 3 + 64 * 3;
        bool all = true;
        for (size_t at = 0; joined && at < n;) {
            size_t taken = separator(half + at, n - at);
            if (taken) {
                at += taken;
                continue;
            }
            value = first_listed(field, half + at, n - at, &taken);
            if (!value || used + strlen(value) + 3 > room) {
                all = false;
                break;
            }
            if (used)
                used += utf8_put(0x3001, joined + used);
            memcpy(joined + used, value, strlen(value));
            used += strlen(value);
            at += taken;
        }
        if (joined && all && used) {
            joined[used] = '\0';
            out->text = joined;
            out->len = used;
            return VALUE_OK;
        }
    }
    char *clean = arena_alloc(arena, 3 * len + 1);
    if (!clean)
        return VALUE_WRONG;
    out->len = utf8_clean(text, len, true, clean);
    out->text = clean;
    if (utf8_length(clean, out->len) > field->length) {
        *reason = arena_printf(arena, "超过%u个字符", field->length);
        return VALUE_WRONG;
    }
    *reason = "不在规定的取值之内";
    return VALUE_FLAGGED;
}

enum value_verdict value_clean(const struct field *field, const char *text, size_t len, struct arena *arena, struct value *out,
                               const char **reason)
{
    *out = (struct value){.day = DAY_NONE};
    *reason = NULL;
    if (!text)
        return VALUE_EMPTY;
    unhide(&text, &len);
    if (len == 0 || says_nothing(field->type, text, len))
        return VALUE_EMPTY;
    *reason = "内存不足";
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_LONGTEXT:
        return read_text(field, text, len, arena, out, reason);
    case FIELD_DATE:
        return read_date(text, len, arena, out, reason);
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
        return read_number(field, text, len, arena, out, reason);
    case FIELD_USCC:
        return read_uscc(text, len, arena, out, reason);
    case FIELD_PERSON_ID:
        return read_person_id(text, len, arena, out, reason);
    case FIELD_ORGCODE:
    case FIELD_PHONE:
    case FIELD_DIVISION:
        return read_code(field, text, len, arena, out, reason);
    case FIELD_ENUM:
        return read_enum(field, text, len, arena, out, reason);
    }
    return VALUE_WRONG;
}
