/* A field's value: from the row's event and subject by the field's role, its label, its list of values, its type. */
#include "ctl/generate_parts.h"

#include <stdio.h>
#include <string.h>

enum gen_source {
    FROM_NOTHING, FROM_TEMPLATES, FROM_NAME, FROM_USCC, FROM_PERSON_ID, FROM_SUBJECT_KIND, FROM_DOCUMENT_NO,
    FROM_DECIDED, FROM_AUTHORITY, FROM_AUTHORITY_CODE, FROM_OFFICE_DIVISION, FROM_HOME_DIVISION, FROM_VALID_FROM,
    FROM_VALID_UNTIL, FROM_END, FROM_REMOVED, FROM_FINE, FROM_CONFISCATED, FROM_AMOUNT, FROM_PENALTY_KIND,
    FROM_LICENCE_KIND, FROM_COMMITMENT_KIND, FROM_KIND_LABEL, FROM_ENTERPRISE_KIND, FROM_GRADE, FROM_STATUS,
    FROM_REPRESENTATIVE, FROM_OPERATOR, FROM_ESTABLISHED, FROM_FORMER, FROM_ADDRESS, FROM_CAPITAL, FROM_INDUSTRY,
    FROM_PUBLISH_UNTIL, FROM_VIOLATION, FROM_FACT, FROM_BASIS, FROM_PENALTY_TEXT, FROM_REVOKED, FROM_CERT,
    FROM_CERT_NO, FROM_LICENCE_TEXT, FROM_PAPER, FROM_CREDENTIAL_KIND, FROM_ORGCODE, FROM_REGISTRATION_NO,
    FROM_REMARK, FROM_SCOPE, FROM_PHONE, FROM_MATTER, FROM_COMMITMENT, FROM_LIABILITY, FROM_OPENNESS,
    FROM_ATTENTION, FROM_WAGE, FROM_WAGE_PERSONS, FROM_ESTATE, FROM_CONDUCT, FROM_DUTY, FROM_COURT_BASIS,
    FROM_COURT_UNIT, FROM_PROVINCE, FROM_PERFORMANCE, FROM_PERFORMED, FROM_UNPERFORMED, FROM_DEEDS, FROM_REMOVED_CAUSE,
    FROM_REMOVED_AUTHORITY, FROM_YEAR, FROM_EARLIER, FROM_LATER, FROM_COUNT, FROM_ENUM, FROM_PRODUCT, FROM_GENERIC
};

struct rule {
    const char *label; /* occurs in the field's label */
    enum gen_source source;
};

/* The first that occurs decides; only for fields without a role that decides by itself. */
static const struct rule rules[] = {
    {"备注", FROM_REMARK}, {"法定代表人证件类型", FROM_NOTHING}, {"法定代表人证件号码", FROM_NOTHING},
    {"自然人证件类型", FROM_CREDENTIAL_KIND}, {"税务登记号", FROM_NOTHING}, {"事业单位证书号", FROM_NOTHING},
    {"社会组织登记证号", FROM_NOTHING}, {"工商注册号", FROM_REGISTRATION_NO}, {"注册号", FROM_REGISTRATION_NO},
    {"数据来源单位统一社会信用代码", FROM_AUTHORITY_CODE}, {"数据来源单位", FROM_AUTHORITY},
    {"违法行为类型", FROM_VIOLATION}, {"违法事实", FROM_FACT}, {"处罚依据", FROM_BASIS},
    {"处罚内容", FROM_PENALTY_TEXT}, {"罚款金额", FROM_FINE}, {"没收", FROM_CONFISCATED}, {"暂扣或吊销", FROM_REVOKED},
    {"处罚有效期", FROM_PUBLISH_UNTIL}, {"公示截止期", FROM_PUBLISH_UNTIL},
    {"决定文书名称", FROM_PAPER}, {"许可证书名称", FROM_CERT}, {"许可编号", FROM_CERT_NO}, {"许可内容", FROM_LICENCE_TEXT},
    {"移出原因", FROM_REMOVED_CAUSE}, {"退出原因", FROM_NOTHING}, {"移出日期", FROM_REMOVED},
    {"改正（清偿）日期", FROM_REMOVED}, {"移出决定机关", FROM_REMOVED_AUTHORITY},
    {"违诺责任", FROM_LIABILITY}, {"列入依据", FROM_BASIS}, {"工程项目名称", FROM_ESTATE}, {"拖欠人数", FROM_WAGE_PERSONS},
    {"直接责任人员", FROM_NOTHING}, {"执行依据文号", FROM_COURT_BASIS}, {"执行依据单位", FROM_COURT_UNIT},
    {"省份", FROM_PROVINCE}, {"确定的义务", FROM_DUTY}, {"已履行部分", FROM_PERFORMED}, {"未履行部分", FROM_UNPERFORMED},
    {"失信", FROM_CONDUCT}, {"主要事迹", FROM_DEEDS}, {"经营范围", FROM_SCOPE}, {"业务范围", FROM_SCOPE},
    {"经营者姓名", FROM_OPERATOR}, {"地址", FROM_ADDRESS}, {"人数", FROM_COUNT}, {"数量", FROM_COUNT},
    {"评价年度", FROM_YEAR}, {"立案", FROM_EARLIER}, {"申请日期", FROM_EARLIER}, {"应缴日期", FROM_EARLIER},
    {"缴款期限", FROM_LATER}, {"证号", FROM_CERT_NO}, {"证书编号", FROM_CERT_NO}, {"证书号", FROM_CERT_NO},
    {"证件号码", FROM_NOTHING}, {"产品", FROM_PRODUCT},
};

static bool has(const char *text, const char *piece)
{
    return strstr(text, piece) != NULL;
}

static enum gen_source from_role(const struct gen_set *set, const struct field *f)
{
    bool registration = set->info->registers;
    switch (f->role) {
    case ROLE_NAME: return FROM_NAME;
    case ROLE_USCC: return FROM_USCC;
    case ROLE_PERSON_ID: return FROM_PERSON_ID;
    case ROLE_SUBJECT_KIND: return FROM_SUBJECT_KIND;
    case ROLE_DOCUMENT_NO: return has(f->label, "证") && set->topic != GEN_TOPIC_PENALTY ? FROM_CERT_NO : FROM_DOCUMENT_NO;
    case ROLE_DECIDED_ON: return FROM_DECIDED;
    case ROLE_AUTHORITY: return FROM_AUTHORITY;
    case ROLE_REGION:
        return f->type == FIELD_USCC ? FROM_AUTHORITY_CODE : registration ? FROM_HOME_DIVISION : FROM_OFFICE_DIVISION;
    case ROLE_VALID_FROM: return FROM_VALID_FROM;
    case ROLE_VALID_UNTIL:
        return has(f->label, "移出") || has(f->label, "解除") || has(f->label, "届满") || has(f->label, "缴清") ||
                       has(f->label, "清欠") || has(f->label, "结案")
                   ? FROM_REMOVED
               : set->topic == GEN_TOPIC_LICENCE || set->topic == GEN_TOPIC_COMMITMENT ? FROM_VALID_UNTIL
                                                                                      : FROM_END;
    case ROLE_AMOUNT: return set->topic == GEN_TOPIC_PENALTY ? FROM_FINE : FROM_AMOUNT;
    case ROLE_STATUS:
        return set->topic == GEN_TOPIC_DEBTOR && has(f->label, "履行情况") ? FROM_PERFORMANCE : FROM_STATUS;
    case ROLE_REPRESENTATIVE: return FROM_REPRESENTATIVE;
    case ROLE_ESTABLISHED: return FROM_ESTABLISHED;
    case ROLE_FORMER_NAME: return FROM_FORMER;
    case ROLE_ADDRESS: return FROM_ADDRESS;
    case ROLE_CAPITAL: return FROM_CAPITAL;
    case ROLE_INDUSTRY: return FROM_INDUSTRY;
    case ROLE_PUBLISH_UNTIL: return FROM_PUBLISH_UNTIL;
    case ROLE_KIND:
        if (set->topic == GEN_TOPIC_PENALTY)
            return FROM_PENALTY_KIND;
        if (set->topic == GEN_TOPIC_COMMITMENT)
            return FROM_COMMITMENT_KIND;
        if (set->topic == GEN_TOPIC_LICENCE && has(f->label, "许可类别"))
            return FROM_LICENCE_KIND;
        if (set->topic == GEN_TOPIC_WAGE && f->type != FIELD_ENUM)
            return FROM_WAGE;
        if (set->topic == GEN_TOPIC_DEBTOR && f->type != FIELD_ENUM)
            return FROM_CONDUCT;
        if (set->topic == GEN_TOPIC_DEBTOR && has(f->label, "履行情况"))
            return FROM_PERFORMANCE;
        if (registration && f->type == FIELD_ENUM)
            return FROM_KIND_LABEL;
        return has(f->label, "企业类型") ? FROM_ENTERPRISE_KIND : FROM_NOTHING;
    default: return FROM_NOTHING;
    }
}

static enum gen_source from_label(const struct gen_set *set, const struct field *f)
{
    if (set->topic == GEN_TOPIC_COMMITMENT) {
        if (strcmp(f->label, "事由") == 0)
            return FROM_MATTER;
        if (strcmp(f->label, "内容") == 0)
            return FROM_COMMITMENT;
        if (strcmp(f->label, "公开类型") == 0)
            return FROM_OPENNESS;
    }
    if (set->topic == GEN_TOPIC_WAGE && strcmp(f->label, "列入事由") == 0)
        return FROM_WAGE;
    if (set->topic == GEN_TOPIC_ATTENTION && strcmp(f->label, "列入事由") == 0)
        return FROM_ATTENTION;
    if (f->type == FIELD_DATE && has(f->label, "安全生产许可证有效期"))
        return FROM_LATER;
    if (f->type == FIELD_ENUM)
        return FROM_ENUM;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (!has(f->label, rules[i].label))
            continue;
        if (rules[i].source == FROM_PRODUCT && f->type != FIELD_TEXT && f->type != FIELD_LONGTEXT)
            continue;
        return rules[i].source;
    }
    return FROM_NOTHING;
}

static enum gen_source from_type(const struct field *f)
{
    switch (f->type) {
    case FIELD_ENUM: return FROM_ENUM;
    case FIELD_DATE: return FROM_DECIDED;
    case FIELD_DECIMAL: return FROM_AMOUNT;
    case FIELD_INTEGER: return has(f->label, "年度") ? FROM_YEAR : FROM_COUNT;
    case FIELD_ORGCODE: return FROM_ORGCODE;
    case FIELD_PHONE: return FROM_PHONE;
    case FIELD_DIVISION: return FROM_OFFICE_DIVISION;
    case FIELD_USCC: return FROM_NOTHING;
    case FIELD_PERSON_ID: return FROM_PERSON_ID;
    default: return f->required ? FROM_GENERIC : FROM_NOTHING;
    }
}

void gen_field_compile(const struct gen_set *set, struct gen_field *field)
{
    const struct field *f = field->field;
    enum gen_source source = from_role(set, f);
    if (field->values.n > 0 && (source == FROM_NOTHING || f->role == ROLE_KIND || f->role == ROLE_GRADE ||
                                f->role == ROLE_AUTHORITY || f->role == ROLE_AMOUNT || f->role == ROLE_INDUSTRY))
        source = FROM_TEMPLATES;
    if (source == FROM_NOTHING && f->type == FIELD_ORGCODE)
        source = FROM_ORGCODE;
    if (source == FROM_NOTHING)
        source = from_label(set, f);
    bool silent = false; /* a rule that says: leave it empty */
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        silent |= rules[i].source == FROM_NOTHING && has(f->label, rules[i].label);
    if (source == FROM_NOTHING && !silent)
        source = from_type(f);
    field->source = source;
}

/* A value of the list: the first ones far more often, as in real feeds. */
static const char *from_values(struct gen_event *e, const struct field *f, bool even)
{
    if (f->values.count == 0)
        return "";
    if (!even && gen_chance(&e->rng, 900))
        return f->values.items[0];
    return f->values.items[gen_below(&e->rng, f->values.count)];
}

/* A grade of honour or of office: who decides is of that level too. NULL: the list is none of levels. */
static const char *level_value(const struct gen_event *e, const struct field *f)
{
    static const char *const levels[] = {"县级", "市级", "省级"};
    bool is = false;
    for (size_t i = 0; i < f->values.count; i++)
        is |= strcmp(f->values.items[i], "省级") == 0;
    char level = e->g->divisions[e->division].level;
    for (size_t i = level == 'p' ? 2 : level == 'c' ? 1 : 0; is && i < 3; i++)
        for (size_t j = 0; j < f->values.count; j++)
            if (strcmp(f->values.items[j], levels[i]) == 0)
                return f->values.items[j];
    return NULL;
}

/* The list's value that contains the word; its first one when none does. */
static const char *value_with(const struct field *f, const char *word)
{
    for (size_t i = 0; i < f->values.count; i++)
        if (strcmp(f->values.items[i], word) == 0)
            return f->values.items[i];
    for (size_t i = 0; i < f->values.count; i++)
        if (has(f->values.items[i], word))
            return f->values.items[i];
    return f->values.count > 0 ? f->values.items[0] : word;
}

static const char *status_value(struct gen_event *e, const struct field *f)
{
    day_t today = e->g->options.today;
    if (f->values.count == 0)
        return e->subject->status;
    if (e->set->info->registers) {
        const char *status = value_with(f, e->subject->status);
        if (status == f->values.items[0] && strcmp(e->subject->status, "存续") != 0)
            status = value_with(f, "注销");
        return status;
    }
    if (strcmp(f->values.items[0], "1") == 0) /* 1 in force, 2 no longer */
        return e->until != DAY_NONE && e->until < today ? f->values.items[1] : f->values.items[0];
    if (e->set->topic == GEN_TOPIC_ABNORMAL && e->removed)
        return value_with(f, "解除");
    if (e->set->topic == GEN_TOPIC_PENALTY && e->decided + 90 > today)
        return from_values(e, f, true);
    return from_values(e, f, false);
}

static const char *put_code(struct gen_event *e, struct gen_text *text, size_t mark)
{
    const char *code = e->subject->uscc;
    if (e->subject->person)
        return "";
    if (e->bad_code == 2)
        return "00000000000000000X";
    gen_put_bytes(text, code, 17);
    char last[2] = {code[17], '\0'};
    if (e->bad_code == 1)
        last[0] = last[0] == '1' ? '2' : '1';
    gen_put(text, last);
    return gen_done(text, mark);
}

static void put_yuan(struct gen_text *text, const char *what, int64_t yuan)
{
    gen_put(text, what);
    gen_put_int(text, yuan);
    gen_put(text, "元");
}

static void put_penalty_text(struct gen_event *e, struct gen_text *text)
{
    gen_put(text, e->grade == 0 ? "责令改正，给予" : "责令改正违法行为，");
    if (e->grade == 0) {
        gen_put(text, e->kind);
        gen_put(text, "。");
        return;
    }
    if (e->confiscated > 0)
        put_yuan(text, "没收违法所得", e->confiscated);
    if (strcmp(e->kind, "罚款") != 0 && e->confiscated == 0) {
        gen_put(text, e->kind);
        if (strcmp(e->kind, "暂扣许可证件") == 0)
            gen_put(text, "三个月");
        else if (strcmp(e->kind, "责令停产停业") == 0)
            gen_put(text, "整顿");
        else if (strcmp(e->kind, "限制从业") == 0)
            gen_put(text, "三年");
    }
    if (e->fine > 0) {
        bool more = e->confiscated > 0 || strcmp(e->kind, "罚款") != 0;
        put_yuan(text, more ? "，并处罚款人民币" : "处罚款人民币", e->fine);
    }
    gen_put(text, "。");
}

static void put_basis(struct gen_event *e, struct gen_text *text)
{
    gen_put(text, "违反");
    gen_put(text, e->penalty->law);
    gen_put(text, "有关规定，依据该法规相应罚则和行政处罚裁量权基准作出决定。");
}

static void put_cert_no(struct gen_event *e, struct gen_text *text)
{
    if (e->set->number != NULL) {
        gen_put(text, e->document_no);
        return;
    }
    bool known = e->set->topic == GEN_TOPIC_LICENCE || e->set->topic == GEN_TOPIC_PENALTY;
    gen_put(text, known ? e->licence->prefix : "LN");
    gen_put_int(text, e->g->divisions[e->division].code);
    gen_put_int(text, e->year);
    gen_put_padded(text, e->serial + 1, 6);
}

static void put_court_number(struct gen_event *e, struct gen_text *text)
{
    gen_put(text, "（");
    gen_put_int(text, e->year - 1);
    gen_put(text, "）辽");
    gen_put_padded(text, e->g->divisions[e->division].code % 10000, 4);
    gen_put(text, "民初");
    gen_put_int(text, (int64_t)(e->serial * 7 % 9000) + 100);
    gen_put(text, "号");
}

static const char *subject_kind(const struct gen_event *e)
{
    if (e->subject->person)
        return "自然人";
    return strcmp(e->subject->class->kind, "individual") == 0 ? "个体工商户" : "法人及非法人组织";
}

/* Days. "" for none. */
static const char *day_value(struct gen_event *e, int source, struct gen_text *text, size_t mark)
{
    bool registration = e->set->info->registers;
    day_t day = e->decided;
    switch (source) {
    case FROM_VALID_FROM: day = registration ? e->subject->established : e->from; break;
    case FROM_VALID_UNTIL:
        if (e->until == DAY_NONE)
            return "2099-12-31";
        day = e->until;
        break;
    case FROM_END:
        if (registration)
            return e->subject->number % 3 == 0 ? "" : "2099-12-31";
        day = e->until;
        break;
    case FROM_REMOVED: day = e->told ? e->removed_on : DAY_NONE; break;
    case FROM_ESTABLISHED: day = e->subject->established; break;
    case FROM_PUBLISH_UNTIL: day = e->publish_until; break;
    case FROM_EARLIER: day = e->decided - 15 - e->n * 3; break;
    case FROM_LATER: day = e->decided + 30 * e->n; break;
    default: break;
    }
    if (day == DAY_NONE)
        return "";
    gen_put_day(text, day);
    return gen_done(text, mark);
}

/* Lists of the court, of commitments, of wages: texts of their own. NULL: not one of these. */
static const char *list_value(struct gen_event *e, int source, struct gen_text *text, size_t mark)
{
    struct gen_texts *t = &e->g->texts;
    switch (source) {
    case FROM_MATTER: gen_expand(e, text, e->commitment->matter); break;
    case FROM_COMMITMENT: gen_expand(e, text, e->commitment->content); break;
    case FROM_LIABILITY: gen_expand(e, text, gen_pick(&e->rng, &t->commitment_liability)); break;
    case FROM_OPENNESS: {
        unsigned way = (unsigned)gen_below(&e->rng, 100);
        return way < 90 ? "可向社会公开" : way < 97 ? "特定范围内公开" : "不可公开";
    }
    case FROM_ATTENTION: gen_expand(e, text, gen_pick(&e->rng, &t->attention_cause)); break;
    case FROM_WAGE: gen_expand(e, text, gen_pick(&e->rng, &t->wage_cause)); break;
    case FROM_WAGE_PERSONS: gen_put_int(text, e->n); break;
    case FROM_ESTATE: gen_expand(e, text, gen_pick(&e->rng, &t->project)); break;
    case FROM_CONDUCT: return gen_pick(&e->rng, &t->court_conduct);
    case FROM_DUTY: gen_expand(e, text, gen_pick(&e->rng, &t->court_duty)); break;
    case FROM_COURT_BASIS: put_court_number(e, text); break;
    case FROM_COURT_UNIT: return e->authority;
    case FROM_PROVINCE: return "辽宁";
    case FROM_PERFORMED: return e->n % 3 == 0 ? "已履行部分款项" : "暂无";
    case FROM_UNPERFORMED: return e->n % 3 == 0 ? "其余款项未履行" : "全部";
    case FROM_DEEDS: gen_expand(e, text, gen_pick(&e->rng, &t->model_deeds)); break;
    case FROM_REMOVED_CAUSE: return e->told ? "列入原因已经消除，经申请移出" : "";
    case FROM_REMOVED_AUTHORITY: return e->told ? e->authority : "";
    default: return NULL;
    }
    return gen_done(text, mark);
}

const char *gen_field_value(struct gen_event *e, const struct gen_field *field)
{
    struct gen_text *text = &e->g->scratch;
    const struct gen_subject *s = e->subject;
    const struct field *f = field->field;
    size_t mark = gen_mark(text);
    switch ((enum gen_source)field->source) {
    case FROM_NOTHING: return "";
    case FROM_TEMPLATES: gen_expand(e, text, gen_pick(&e->rng, &field->values)); break;
    case FROM_NAME: return s->name;
    case FROM_USCC: return put_code(e, text, mark);
    case FROM_PERSON_ID:
        if (!s->person && has(f->label, "组织机构代码")) {
            gen_put_bytes(text, s->uscc + 8, 9);
            break;
        }
        return s->person_id;
    case FROM_SUBJECT_KIND: return subject_kind(e);
    case FROM_DOCUMENT_NO: return e->document_no;
    case FROM_AUTHORITY: return e->authority;
    case FROM_AUTHORITY_CODE: return e->authority_code;
    case FROM_OFFICE_DIVISION: gen_put_int(text, e->g->divisions[e->division].code); break;
    case FROM_HOME_DIVISION: gen_put_int(text, s->division->code); break;
    case FROM_DECIDED: case FROM_VALID_FROM: case FROM_VALID_UNTIL: case FROM_END: case FROM_REMOVED: case FROM_ESTABLISHED:
    case FROM_PUBLISH_UNTIL: case FROM_EARLIER: case FROM_LATER:
        return day_value(e, field->source, text, mark);
    case FROM_FINE:
        if (e->fine == 0)
            return "";
        gen_put_wan(text, e->fine);
        break;
    case FROM_CONFISCATED:
        if (e->confiscated == 0)
            return "";
        gen_put_wan(text, e->confiscated);
        break;
    case FROM_AMOUNT: gen_put_wan(text, e->value); break;
    case FROM_PENALTY_KIND: return value_with(f, e->kind);
    case FROM_LICENCE_KIND: return value_with(f, e->licence->kind);
    case FROM_COMMITMENT_KIND: return value_with(f, e->commitment->kind);
    case FROM_KIND_LABEL: return value_with(f, s->class->label != NULL ? s->class->label : strcmp(s->class->kind, "individual") == 0 ? "个体工商户" : "其他");
    case FROM_ENTERPRISE_KIND: return gen_pick(&e->rng, &e->g->texts.enterprise_kind);
    case FROM_GRADE: return e->grade == 0 ? "轻微" : e->grade == 1 ? "一般" : "严重";
    case FROM_STATUS: return status_value(e, f);
    case FROM_PERFORMANCE: return value_with(f, e->n % 3 == 0 ? "部分未履行" : "全部未履行");
    case FROM_REPRESENTATIVE: return strcmp(s->class->kind, "individual") == 0 ? "" : s->representative;
    case FROM_OPERATOR: return strcmp(s->class->kind, "individual") == 0 ? s->representative : "";
    case FROM_FORMER: return s->former;
    case FROM_ADDRESS: return s->address;
    case FROM_CAPITAL: gen_put_int(text, s->capital); break;
    case FROM_INDUSTRY: return s->industry->name;
    case FROM_VIOLATION: gen_put(text, e->penalty->type); break;
    case FROM_FACT: gen_expand(e, text, e->penalty->fact); break;
    case FROM_BASIS: put_basis(e, text); break;
    case FROM_PENALTY_TEXT: put_penalty_text(e, text); break;
    case FROM_REVOKED:
        if (strcmp(e->kind, "吊销许可证件") != 0 && strcmp(e->kind, "暂扣许可证件") != 0)
            return "";
        gen_put(text, e->licence->cert);
        gen_put(text, " ");
        put_cert_no(e, text);
        break;
    case FROM_CERT: return e->licence->cert;
    case FROM_CERT_NO: put_cert_no(e, text); break;
    case FROM_LICENCE_TEXT: gen_expand(e, text, e->licence->content); break;
    case FROM_PAPER: return "准予行政许可决定书";
    case FROM_CREDENTIAL_KIND: return s->person ? "身份证" : "";
    case FROM_ORGCODE:
        gen_put_bytes(text, s->uscc + 8, s->person ? 0 : 9);
        break;
    case FROM_REGISTRATION_NO:
        if (s->person || s->number % 4 != 0)
            return "";
        gen_put_int(text, s->division->code);
        gen_put_padded(text, s->number % 1000000000, 9);
        break;
    case FROM_REMARK: return gen_pick(&e->rng, &e->g->texts.remark);
    case FROM_SCOPE: return s->industry->scope;
    case FROM_PHONE: gen_put(text, "024-0000"); gen_put_padded(text, gen_below(&e->rng, 10000), 4); break;
    case FROM_YEAR: gen_put_int(text, e->year); break;
    case FROM_COUNT: gen_put_int(text, e->n); break;
    case FROM_ENUM: {
        const char *level = level_value(e, f);
        return level != NULL ? level : from_values(e, f, true);
    }
    case FROM_PRODUCT: gen_expand(e, text, e->product); break;
    case FROM_GENERIC: return gen_pick(&e->rng, &e->g->texts.generic);
    default: {
        const char *value = list_value(e, field->source, text, mark);
        return value == NULL ? "" : value;
    }
    }
    return gen_done(text, mark);
}
