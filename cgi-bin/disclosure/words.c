/* Chinese words for codes. */
#include "disclosure/words.h"

#include "domain/freshness.h"

#include <stdio.h>
#include <string.h>

struct word {
    const char *code, *text;
};

static const char *find(const struct word *words, size_t n, const char *code)
{
    for (size_t i = 0; code && i < n; i++)
        if (strcmp(words[i].code, code) == 0)
            return words[i].text;
    return "";
}
#define FIND(words, code) find(words, sizeof words / sizeof *words, code)

const char *word_group(const char *code)
{
    static const struct word words[] = {
        {"red", "红名单"}, {"black", "黑名单"}, {"attention", "重点关注名单"}, {"licence", "行政许可"},
        {"penalty", "行政处罚"}, {"commitment", "信用承诺"}, {"abnormal", "经营异常名录"},
    };
    return FIND(words, code);
}

const char *word_group_legal(const char *code)
{
    static const struct word words[] = {
        {"red", "守信激励对象名单"}, {"black", "严重失信主体名单"}, {"attention", "重点关注对象名单"}, {"licence", "行政许可信息"},
        {"penalty", "行政处罚信息"}, {"commitment", "信用承诺信息"}, {"abnormal", "经营（活动）异常名录（状态）"},
    };
    return FIND(words, code);
}

const char *word_cycle(const char *code)
{
    return cycle_label(code);
}

const char *word_class(const char *code)
{
    static const struct word words[] = {
        {"registration", "登记注册"}, {"licence", "行政许可"}, {"penalty", "行政处罚"}, {"reward", "表彰奖励"}, {"serious", "严重失信"},
        {"abnormal", "经营异常"}, {"attention", "重点关注"}, {"commitment", "信用承诺"}, {"evaluation", "信用评价"}, {"judicial", "司法信息"},
        {"inspection", "监督检查"}, {"qualification", "资质资格"}, {"utility", "公用事业"}, {"other", "其他"},
    };
    return FIND(words, code);
}

const char *word_openness(enum openness openness)
{
    static const char *const words[] = {[OPEN_PUBLIC] = "向社会公开", [OPEN_AUTHORISED] = "授权查询", [OPEN_INTERNAL] = "政务共享"};
    return openness <= OPEN_INTERNAL ? words[openness] : "";
}

const char *word_subject_type(enum subject_type type)
{
    static const char *const words[] = {
        [SUBJECT_ORGANISATION] = "法人和非法人组织", [SUBJECT_PERSON] = "自然人", [SUBJECT_MIXED] = "法人、非法人组织和自然人", [SUBJECT_VEHICLE] = "车辆"};
    return type <= SUBJECT_VEHICLE ? words[type] : "";
}

const char *word_field_type(enum field_type type)
{
    static const char *const words[] = {
        [FIELD_TEXT] = "文本", [FIELD_LONGTEXT] = "长文本", [FIELD_DATE] = "日期", [FIELD_DECIMAL] = "小数", [FIELD_INTEGER] = "整数",
        [FIELD_USCC] = "统一社会信用代码", [FIELD_PERSON_ID] = "证件号码", [FIELD_ORGCODE] = "组织机构代码", [FIELD_PHONE] = "电话",
        [FIELD_ENUM] = "代码项", [FIELD_DIVISION] = "行政区划"};
    return type <= FIELD_DIVISION ? words[type] : "";
}

const char *word_field_role(enum field_role role)
{
    static const char *const words[ROLE_COUNT] = {
        [ROLE_NAME] = "主体名称", [ROLE_USCC] = "主体代码", [ROLE_PERSON_ID] = "自然人证件", [ROLE_SUBJECT_KIND] = "主体类别",
        [ROLE_DOCUMENT_NO] = "文书号", [ROLE_DECIDED_ON] = "决定日期", [ROLE_AUTHORITY] = "决定机关", [ROLE_REGION] = "地区",
        [ROLE_VALID_FROM] = "有效期自", [ROLE_VALID_UNTIL] = "有效期至", [ROLE_AMOUNT] = "金额", [ROLE_KIND] = "类别",
        [ROLE_GRADE] = "失信程度", [ROLE_STATUS] = "状态", [ROLE_REPRESENTATIVE] = "法定代表人", [ROLE_ESTABLISHED] = "成立日期",
        [ROLE_FORMER_NAME] = "曾用名", [ROLE_ADDRESS] = "地址", [ROLE_CAPITAL] = "注册资本", [ROLE_INDUSTRY] = "行业",
        [ROLE_PUBLISH_UNTIL] = "公示截止"};
    return role < ROLE_COUNT && words[role] ? words[role] : "";
}

const char *word_mask(enum field_mask mask)
{
    static const char *const words[] = {
        [MASK_NONE] = "", [MASK_NAME] = "姓名只显示姓氏", [MASK_ID] = "证件号码部分隐去", [MASK_PHONE] = "电话号码部分隐去",
        [MASK_ADDRESS] = "地址只显示到县（区）", [MASK_HIDE] = "不公示"};
    return mask <= MASK_HIDE ? words[mask] : "";
}

const char *word_kind(const char *two_signs)
{
    static const struct word words[] = {
        {"91", "企业"}, {"92", "个体工商户"}, {"93", "农民专业合作社"}, {"11", "机关"}, {"12", "事业单位"}, {"13", "群众团体"},
        {"19", "其他机构编制单位"}, {"51", "社会团体"}, {"52", "民办非企业单位"}, {"53", "基金会"}, {"59", "其他民政登记单位"},
        {"31", "律师事务所"}, {"N1", "农村集体经济组织"}, {"Y1", "其他组织"},
    };
    const char *word = FIND(words, two_signs);
    return *word ? word : "其他组织";
}

/* 十 of the report are its suggestions (信用状况提升建议), which hold no records. */
const struct section_word section_words[] = {
    {"registration", "一", "登记注册基础信息"},
    {"administration", "二", "行政管理信息"},
    {"honour", "三", "诚实守信相关荣誉信息"},
    {"serious", "四", "严重失信主体名单信息"},
    {"abnormal", "五", "经营（活动）异常名录（状态）信息"},
    {"commitment", "六", "信用承诺信息"},
    {"evaluation", "七", "信用评价信息"},
    {"judicial", "八", "司法判决及执行信息"},
    {"other", "九", "其他信息"},
    {"local", "十一", "公共信用信息地方补充内容"},
};
const size_t section_count = sizeof section_words / sizeof *section_words;

const struct section_word *section_find(const char *code)
{
    for (size_t i = 0; i < section_count; i++)
        if (strcmp(section_words[i].code, code) == 0)
            return &section_words[i];
    return NULL;
}

const char *word_rule(const struct info_set *set, const struct grade_rules *rules, char out[WORDS_RULE])
{
    const struct publication *p = &set->publication;
    char cap[64] = "";
    switch (p->rule) {
    case PUBLISH_STANDING:
        return "信息有效期间持续公示，来源单位撤下即停止";
    case PUBLISH_MONTHS:
        snprintf(out, WORDS_RULE, "自决定之日起公示%u个月", p->months);
        return out;
    case PUBLISH_GRADE:
        snprintf(out, WORDS_RULE, "自决定之日起，按失信程度公示：轻微最长%u个月，一般%u至%u个月，严重%u至%u个月",
                 rules->of[GRADE_MINOR].max_months, rules->of[GRADE_ORDINARY].min_months, rules->of[GRADE_ORDINARY].max_months,
                 rules->of[GRADE_SERIOUS].min_months, rules->of[GRADE_SERIOUS].max_months);
        return out;
    case PUBLISH_UNTIL_FIELD:
        if (p->default_grade != GRADE_NONE)
            snprintf(cap, sizeof cap, "，但不超过其失信程度的最长公示期");
        else if (p->months)
            snprintf(cap, sizeof cap, "，最长%u个月", p->months);
        snprintf(out, WORDS_RULE, "公示至“%s”所载日期%s", p->until_field ? p->until_field->label : "公示截止期", cap);
        return out;
    case PUBLISH_NONE:
        break;
    }
    return "不公示";
}

const char *word_repair(const struct info_set *set)
{
    static const struct word words[] = {
        {"portal", "由本网站受理，认定机关决定"}, {"court", "向执行法院申请"}, {"registry", "向登记机关（市场监督管理部门）申请"},
        {"labour", "向人力资源社会保障部门申请"}, {"other", "向认定机关申请"},
    };
    return FIND(words, set->repair.route);
}
