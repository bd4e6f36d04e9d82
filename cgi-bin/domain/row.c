/* A row of a delivery becomes a record. */
#include "domain/row.h"

#include "base/utf8.h"
#include "domain/citizen_id.h"
#include "domain/mask.h"
#include "domain/name.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define KIND_MAX 64          /* characters of record.kind */
#define DOCUMENT_MAX 128     /* record.document_no */
#define AUTHORITY_MAX 200    /* record.authority */
#define STATUS_MAX 32        /* subject.status */
#define EARLIEST_YEAR 1949   /* no decision of today's authorities is older */
#define AHEAD_DAYS 366       /* decisions dated further ahead than this are typing errors */
#define PERSON_SIGNS 4       /* the longest personal name that is guessed as one */

/* What one row's reading needs at hand. */
struct reading {
    const struct row_rules *rules;
    const struct info_set *set;
    struct arena *arena;
    struct row *row;
    struct value values[CATALOGUE_FIELDS_MAX];
    const char *shown[CATALOGUE_FIELDS_MAX]; /* what the facts say: the value, numbers of persons masked */
    size_t shown_len[CATALOGUE_FIELDS_MAX];
    const char *open[CATALOGUE_FIELDS_MAX];  /* what may be shown; NULL: left out */
    size_t open_len[CATALOGUE_FIELDS_MAX];
    bool sole_trader;                        /* 个体工商户: its operator is not shown (facts of the law: name yes, operator never) */
    bool failed;
};

static void issue(struct reading *r, bool reject, const struct field *field, const char *reason)
{
    struct row *row = r->row;
    if (reject)
        row->rejected = true;
    else
        row->flagged = true;
    if (row->issue_count < ROW_ISSUES_MAX)
        row->issues[row->issue_count++] = (struct row_issue){reject, field, reason};
}

static const struct value *role(const struct reading *r, enum field_role which)
{
    const struct field *field = r->set->roles[which];
    return field && r->values[field->ordinal].text ? &r->values[field->ordinal] : NULL;
}

static void read_values(struct reading *r, const struct row_cell *cells)
{
    for (size_t i = 0; i < r->set->field_count; i++) {
        const struct field *field = &r->set->fields[i];
        struct value *value = &r->values[i];
        const char *reason;
        switch (value_clean(field, cells[i].text, cells[i].len, r->arena, value, &reason)) {
        case VALUE_OK:
            break;
        case VALUE_EMPTY:
            *value = (struct value){.day = DAY_NONE};
            if (field->required)
                issue(r, true, field, "缺少必填字段");
            break;
        case VALUE_FLAGGED:
            issue(r, false, field, reason);
            break;
        case VALUE_WRONG:
            *value = (struct value){.day = DAY_NONE};
            if (field->required)
                issue(r, true, field, reason);
            else
                issue(r, false, field, arena_printf(r->arena, "%s，该字段未采用", reason));
            break;
        }
    }
}

/* ------------------------------------------------ who */

/* Surnames that some nine in ten people bear; a guess needs no more. */
static const char surnames[] =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
    "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包"
    "宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷"
    "晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝";

static bool among_signs(const char *signs, const char *sign, size_t len)
{
    const char *at = signs;
    while ((at = strstr(at, sign)) != NULL) {
        if ((size_t)(at - signs) % 3 == 0 && len == 3)
            return true;
        at++;
    }
    return false;
}

/* Whether a name looks like a person's: two to four Han signs that begin with a surname and end with no word of a firm. */
static bool personal_name(const char *name, size_t len)
{
    static const char firm_ends[] = "厂店社会所院局部队校行站库场馆园处公司团室中心铺坊堂楼阁屋吧苑村寺庙港矿宫居府业城网庄";
    size_t signs = utf8_length(name, len);
    char sign[4] = "";
    if (strstr(name, "·") && len < 60)
        return true;
    if (signs < 2 || signs > PERSON_SIGNS || len != signs * 3)
        return false;
    memcpy(sign, name + len - 3, 3);
    if (among_signs(firm_ends, sign, 3))
        return false;
    memcpy(sign, name, 3);
    return among_signs(surnames, sign, 3);
}

/* Whether the row is about a natural person. When a row contradicts itself the person is protected. */
static bool about_person(struct reading *r)
{
    const struct value *kind = role(r, ROLE_SUBJECT_KIND), *id = role(r, ROLE_PERSON_ID), *name = role(r, ROLE_NAME);
    const struct value *code = role(r, ROLE_USCC);
    char number[CITIZEN_ID_TEXT];
    bool citizen = id && citizen_id_normalise(id->text, id->len, number) && citizen_id_valid(number);
    bool personal = name && personal_name(name->text, name->len);
    if (r->set->subject_type == SUBJECT_PERSON)
        return true;
    if (kind && strcmp(kind->text, "自然人") == 0)
        return true;
    r->sole_trader = (kind && strcmp(kind->text, "个体工商户") == 0) || (code && strncmp(code->text, "92", 2) == 0);
    if (code || r->set->subject_type == SUBJECT_VEHICLE)
        return false;
    if (kind) {
        if (citizen && personal) {
            issue(r, false, r->set->roles[ROLE_SUBJECT_KIND], "类别与身份证件不符，按自然人处理");
            return true;
        }
        return false;
    }
    if (citizen || personal) {
        if (r->set->subject_type == SUBJECT_ORGANISATION)
            issue(r, false, r->set->roles[ROLE_NAME], "没有统一社会信用代码且像是自然人姓名，按自然人处理");
        return true;
    }
    return false;
}

/* ------------------------------------------------ what is stored and what is shown */

/* A number of a person, not a code of an organisation. */
static bool number_of_person(const struct reading *r, const struct value *value)
{
    char code[USCC_TEXT];
    if (r->row->is_person)
        return true;
    if (orgcode_valid(value->text))
        return false;
    return !(uscc_normalise(value->text, value->len, code) && uscc_check(code) == USCC_VALID && !citizen_id_valid(code));
}

/* A copy of the text in which every `what` is replaced; the text itself when there is none. */
static const char *replaced(struct reading *r, const char *text, size_t *len, const char *what, const char *by)
{
    size_t what_len = strlen(what), by_len = strlen(by), n = 0, times = 0;
    for (const char *at = text; what_len && (at = strstr(at, what)) != NULL; at += what_len)
        times++;
    if (!times)
        return text;
    char *out = arena_alloc(r->arena, *len + times * by_len + 1);
    if (!out) {
        r->failed = true;
        return "";
    }
    for (const char *at = text; *at;) {
        if (strncmp(at, what, what_len) == 0) {
            memcpy(out + n, by, by_len);
            n += by_len;
            at += what_len;
        } else {
            out[n++] = *at++;
        }
    }
    out[n] = '\0';
    *len = n;
    return out;
}

/* Valid numbers of citizens inside a free text are masked in place, and said. */
static const char *numbers_masked(struct reading *r, const struct field *field, const char *text, size_t len)
{
    size_t start;
    char *copy = NULL;
    if (len < 18 || !citizen_id_find(text, len, &start))
        return text;
    copy = arena_copy(r->arena, text, len);
    if (!copy) {
        r->failed = true;
        return "";
    }
    while (citizen_id_find(copy, len, &start))
        memset(copy + start + 1, '*', 15);
    issue(r, false, field, "内容中含有公民身份号码，已遮盖");
    return copy;
}

static void keep_number(struct reading *r, const struct field *field, const struct value *value)
{
    struct row *row = r->row;
    if (row->id_count < ROW_IDS_MAX)
        row->ids[row->id_count++] = (struct row_id){field->ordinal, value->text};
}

/* What the facts keep of a field. */
static void store(struct reading *r, const struct field *field)
{
    const struct value *value = &r->values[field->ordinal];
    const char *text = value->text;
    size_t len = value->len;
    if (!text)
        return;
    if (field->personal_id && number_of_person(r, value)) {
        char *masked = arena_alloc(r->arena, 3 * len + 16);
        keep_number(r, field, value);
        if (!masked) {
            r->failed = true;
            return;
        }
        len = mask_id(text, len, masked);
        text = masked;
    } else if (field->type == FIELD_TEXT || field->type == FIELD_LONGTEXT) {
        text = numbers_masked(r, field, text, len);
    }
    r->shown[field->ordinal] = text;
    r->shown_len[field->ordinal] = len;
}

/* Whether the field may be shown at all for this row. */
static bool may_show(const struct reading *r, const struct field *field)
{
    const struct value *value = &r->values[field->ordinal];
    if (!r->shown[field->ordinal] || field->openness != OPEN_PUBLIC || field->mask == MASK_HIDE)
        return false;
    if (value->quarantined)
        return false;
    bool operator = field->role == ROLE_REPRESENTATIVE || strstr(field->label, "经营者");
    if ((r->sole_trader || r->row->is_person) && operator)
        return false;
    if (r->row->is_person && (field->type == FIELD_PHONE || field->role == ROLE_USCC || field->type == FIELD_ORGCODE))
        return false;
    return true;
}

static void show(struct reading *r, const struct field *field)
{
    const char *text = r->shown[field->ordinal];
    size_t len = r->shown_len[field->ordinal];
    enum field_mask mask = field->mask;
    if (!may_show(r, field))
        return;
    if (r->row->is_person && field->role == ROLE_NAME)
        mask = MASK_NAME;
    else if (r->row->is_person && field->role == ROLE_ADDRESS)
        mask = MASK_ADDRESS;
    else if (mask == MASK_ID || (mask == MASK_NAME && !r->row->is_person))
        mask = MASK_NONE; /* numbers are masked in the facts already; names of organisations are public */
    if (mask != MASK_NONE) {
        char *out = arena_alloc(r->arena, 3 * len + 16);
        if (!out) {
            r->failed = true;
            return;
        }
        len = mask_apply(mask, text, len, out);
        text = out;
    } else if (r->row->is_person && r->row->name && r->row->public_name) {
        text = replaced(r, text, &len, r->row->name, r->row->public_name);
    }
    r->open[field->ordinal] = text;
    r->open_len[field->ordinal] = len;
}

/* {"code":"value",…} of the fields that have one, in the set's order. */
static char *json_of(struct reading *r, const char *const *texts, const size_t *lens, size_t *out_len)
{
    size_t room = 3, n = 0;
    for (size_t i = 0; i < r->set->field_count; i++)
        if (texts[i])
            room += strlen(r->set->fields[i].code) + 2 * lens[i] + 6; /* a sign takes two bytes at most: \" \\ \n \t */
    char *out = arena_alloc(r->arena, room);
    if (!out) {
        r->failed = true;
        return NULL;
    }
    out[n++] = '{';
    for (size_t i = 0; i < r->set->field_count; i++) {
        if (!texts[i])
            continue;
        size_t code_len = strlen(r->set->fields[i].code);
        if (n > 1)
            out[n++] = ',';
        out[n++] = '"';
        memcpy(out + n, r->set->fields[i].code, code_len);
        n += code_len;
        memcpy(out + n, "\":\"", 3);
        n += 3;
        for (size_t at = 0; at < lens[i]; at++) {
            char sign = texts[i][at];
            if (sign == '"' || sign == '\\') {
                out[n++] = '\\';
                out[n++] = sign;
            } else if (sign == '\n' || sign == '\t') {
                out[n++] = '\\';
                out[n++] = sign == '\n' ? 'n' : 't';
            } else {
                out[n++] = sign;
            }
        }
        out[n++] = '"';
    }
    out[n++] = '}';
    out[n] = '\0';
    *out_len = n;
    return out;
}

/* ------------------------------------------------ typed columns */

/* The public form of a role's value, cut to the column; NULL when it is empty or may not be shown. */
static const char *column(struct reading *r, enum field_role which, size_t max)
{
    const struct field *field = r->set->roles[which];
    if (!field || !r->open[field->ordinal] || !r->open_len[field->ordinal])
        return NULL;
    const char *text = r->open[field->ordinal];
    size_t len = r->open_len[field->ordinal];
    bool lines = memchr(text, '\n', len) != NULL;
    if (len <= max && !lines)
        return text;
    char *cut = arena_copy(r->arena, text, utf8_prefix(text, len, max));
    r->failed = r->failed || !cut;
    for (char *at = cut; cut && *at; at++)
        if (*at == '\n' || *at == '\t')
            *at = ' ';
    return cut;
}

static day_t day_of(const struct reading *r, enum field_role which)
{
    const struct value *value = role(r, which);
    return value ? value->day : DAY_NONE;
}

/* The division of the deciding authority: the field that says so, else the authority's name, else the source unit's. */
static unsigned region_of(struct reading *r)
{
    const struct field *field = r->set->roles[ROLE_REGION];
    const struct value *value = role(r, ROLE_REGION), *authority = role(r, ROLE_AUTHORITY);
    unsigned code = 0;
    if (value && field->type == FIELD_USCC && !value->quarantined) {
        code = division_known(r->rules->divisions, uscc_division(value->text));
    } else if (value && field->type != FIELD_USCC) {
        if (strspn(value->text, "0123456789") == 6 && value->len == 6)
            code = division_known(r->rules->divisions, (unsigned)((value->text[0] - '0') * 100000 + (value->text[1] - '0') * 10000 +
                (value->text[2] - '0') * 1000 + (value->text[3] - '0') * 100 + (value->text[4] - '0') * 10 + (value->text[5] - '0')));
        else
            code = division_in_name(r->rules->divisions, value->text, value->len);
        if (!code)
            issue(r, false, field, "不认识的行政区划，按作出决定的机关归类");
    }
    if (!code && authority)
        code = division_in_name(r->rules->divisions, authority->text, authority->len);
    return code ? code : r->rules->source_region;
}

static void check_decided_on(struct reading *r)
{
    const struct field *field = r->set->roles[ROLE_DECIDED_ON];
    const struct value *value = role(r, ROLE_DECIDED_ON);
    if (!value) {
        if (!field->required)
            issue(r, true, field, "缺少日期");
        return;
    }
    if (value->day == DAY_NONE)
        issue(r, true, field, "日期不能是长期");
    else if (day_to_civil(value->day).y < EARLIEST_YEAR)
        issue(r, true, field, "日期早于1949年");
    else if (value->day > r->rules->today + AHEAD_DAYS)
        issue(r, true, field, "日期晚于今天一年以上");
    else if (value->day > r->rules->today)
        issue(r, false, field, "日期晚于今天，到期才公示");
}

static void plan(struct reading *r)
{
    const struct publication *publication = &r->set->publication;
    const struct value *kind = role(r, ROLE_KIND), *amount = role(r, ROLE_AMOUNT), *grade = role(r, ROLE_GRADE);
    struct publication_facts facts = {
        .decided_on = r->row->decided_on,
        .until = DAY_NONE,
        .kinds = kind ? kind->text : NULL,
        .amount = amount ? amount->number : -1,
        .grade = grade ? grade_parse(grade->text) : GRADE_NONE,
        .is_person = r->row->is_person,
    };
    if (publication->until_field) {
        facts.until = r->values[publication->until_field->ordinal].day;
        facts.until_endless = r->values[publication->until_field->ordinal].endless;
        if (facts.until != DAY_NONE && facts.until < facts.decided_on)
            issue(r, false, publication->until_field, "早于作出决定的日期，该条信息不公示");
    }
    if (publication->only_field)
        facts.only_value = r->values[publication->only_field->ordinal].text;
    publication_plan(r->set, r->rules->grades, &facts, &r->row->plan);
}

/* ------------------------------------------------ identity and digest */

/* Adds the text in the form that counts for "the same": width, case, blanks and the kind of bracket do not. */
static void add_identity(crypto_generichash_state *state, const char *text, size_t len)
{
    unsigned char out[512];
    size_t n = 0;
    for (size_t at = 0; at < len;) {
        uint32_t sign = utf8_next(text, len, &at);
        if (sign >= 0xFF01 && sign <= 0xFF5E)
            sign -= 0xFEE0;
        if (sign <= ' ' || sign == 0xA0 || sign == 0x3000)
            continue;
        if (sign >= 'a' && sign <= 'z')
            sign -= 'a' - 'A';
        if (sign == 0x3010 || sign == 0x3014 || sign == '[' || sign == 0x3008)
            sign = '(';
        else if (sign == 0x3011 || sign == 0x3015 || sign == ']' || sign == 0x3009)
            sign = ')';
        n += utf8_put(sign, (char *)out + n);
        if (n > sizeof out - 4) {
            crypto_generichash_update(state, out, n);
            n = 0;
        }
    }
    out[n++] = 0x1F;
    crypto_generichash_update(state, out, n);
}

static void identify(struct reading *r)
{
    crypto_generichash_state state;
    unsigned char number[2] = {(unsigned char)(r->set->number >> 8), (unsigned char)r->set->number};
    bool uncertain = false;
    crypto_generichash_init(&state, r->rules->key, 32, ROW_DIGEST);
    crypto_generichash_update(&state, number, sizeof number);
    for (size_t i = 0; i < r->set->identity_count; i++) {
        const struct value *value = &r->values[r->set->identity[i]->ordinal];
        add_identity(&state, value->text ? value->text : "", value->len);
        uncertain = uncertain || value->quarantined;
    }
    /* two firms with the same placeholder are not the same firm */
    const struct value *name = role(r, ROLE_NAME);
    if (uncertain && name)
        add_identity(&state, name->text, name->len);
    crypto_generichash_final(&state, r->row->identity, ROW_DIGEST);
}

static void digest(struct reading *r)
{
    crypto_generichash_state state;
    struct row *row = r->row;
    char made[160];
    int n = snprintf(made, sizeof made, "|%d|%d|%d|%d|%u|%d|%d|%zu|", row->plan.publishable, (int)row->plan.from, (int)row->plan.until,
                     (int)row->plan.grade, row->region, row->is_person, row->flagged, row->face ? row->face_len : 0);
    crypto_generichash_init(&state, r->rules->key, 32, ROW_DIGEST);
    crypto_generichash_update(&state, (const unsigned char *)row->facts, row->facts_len);
    crypto_generichash_update(&state, (const unsigned char *)made, (size_t)n);
    for (size_t i = 0; i < row->id_count; i++)
        crypto_generichash_update(&state, (const unsigned char *)row->ids[i].text, strlen(row->ids[i].text) + 1);
    if (row->face)
        crypto_generichash_update(&state, (const unsigned char *)row->face, row->face_len);
    crypto_generichash_final(&state, row->digest, ROW_DIGEST);
}

/* The JSON texts; one alone when everything stored may be shown. */
static void write_json(struct reading *r)
{
    bool same = true;
    for (size_t i = 0; i < r->set->field_count; i++)
        same = same && r->open[i] == r->shown[i];
    r->row->facts = json_of(r, r->shown, r->shown_len, &r->row->facts_len);
    if (!same)
        r->row->face = json_of(r, r->open, r->open_len, &r->row->face_len);
}

static void take_columns(struct reading *r)
{
    struct row *row = r->row;
    row->document_no = column(r, ROLE_DOCUMENT_NO, DOCUMENT_MAX);
    row->authority = column(r, ROLE_AUTHORITY, AUTHORITY_MAX);
    row->kind = column(r, ROLE_KIND, KIND_MAX);
    row->amount = column(r, ROLE_AMOUNT, 40);
    row->valid_from = day_of(r, ROLE_VALID_FROM);
    row->valid_until = day_of(r, ROLE_VALID_UNTIL);
    row->status = column(r, ROLE_STATUS, STATUS_MAX);
    row->former_name = column(r, ROLE_FORMER_NAME, 1000);
    row->established = day_of(r, ROLE_ESTABLISHED);
}

enum result row_read(const struct row_rules *rules, const struct row_cell *cells, struct arena *arena, struct row *out)
{
    struct reading reading, *r = &reading; /* 18 KiB, of which only the set's fields are touched */
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < rules->set->field_count; i++) {
        r->shown[i] = r->open[i] = NULL;
        r->shown_len[i] = r->open_len[i] = 0;
    }
    r->sole_trader = r->failed = false;
    r->rules = rules;
    r->set = rules->set;
    r->arena = arena;
    r->row = out;
    out->decided_on = out->valid_from = out->valid_until = out->established = DAY_NONE;

    read_values(r, cells);
    check_decided_on(r);
    if (out->rejected)
        return RESULT_OK;
    const struct value *name = role(r, ROLE_NAME), *code = role(r, ROLE_USCC);
    if (!name) {
        issue(r, true, r->set->roles[ROLE_NAME], "缺少名称");
        return RESULT_OK;
    }
    out->name = name->text;
    out->is_person = about_person(r);
    if (code && !code->quarantined && !out->is_person)
        memcpy(out->uscc, code->text, USCC_LENGTH);
    if (out->is_person) {
        char *masked = arena_alloc(arena, 3 * name->len + 16);
        if (!masked)
            return RESULT_ERROR;
        mask_name(name->text, name->len, masked);
        out->public_name = masked;
    }
    out->decided_on = day_of(r, ROLE_DECIDED_ON);
    for (size_t i = 0; i < r->set->field_count; i++)
        store(r, &r->set->fields[i]);
    for (size_t i = 0; i < r->set->field_count; i++)
        show(r, &r->set->fields[i]);
    take_columns(r);
    out->region = region_of(r);
    plan(r);
    identify(r);
    write_json(r);
    if (r->failed)
        return RESULT_ERROR;
    digest(r);
    return RESULT_OK;
}
