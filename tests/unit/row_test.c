/* Values, catalogue files and rows: what a delivery becomes. One behaviour a test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "domain/catalogue.h"
#include "domain/row.h"
#include "domain/value.h"

#define TEST(name) static void name(void **state)
#define UNUSED (void)state

static struct arena arena;

static int open_arena(void **state)
{
    UNUSED;
    arena_init(&arena, 8 << 20);
    return 0;
}

static int close_arena(void **state)
{
    UNUSED;
    arena_free(&arena);
    return 0;
}

/* ------------------------------------------------ values */

static enum value_verdict clean(struct field field, const char *text, struct value *value)
{
    const char *reason;
    if (!field.length)
        field.length = 100;
    field.label = field.label ? field.label : "某项";
    enum value_verdict verdict = value_clean(&field, text, strlen(text), &arena, value, &reason);
    if (verdict == VALUE_FLAGGED || verdict == VALUE_WRONG)
        assert_non_null(reason);
    return verdict;
}

static void assert_clean(struct field field, const char *text, const char *expected)
{
    struct value value;
    assert_int_equal(clean(field, text, &value), VALUE_OK);
    assert_string_equal(value.text, expected);
    assert_int_equal(value.len, strlen(expected));
}

TEST(spreadsheet_marks_are_removed)
{
    UNUSED;
    struct field text = {.type = FIELD_TEXT};
    assert_clean(text, "=\"0012\"", "0012");
    assert_clean(text, "'0012", "0012");
    assert_clean(text, "\u00a0\u200b文号\u3000", "文号");
    assert_clean(text, "\uFEFF名称", "名称");
}
TEST(harmful_signs_never_stay)
{
    UNUSED;
    assert_clean((struct field){.type = FIELD_TEXT}, "甲\u202e乙\x01丙\n丁", "甲乙丙 丁");
    assert_clean((struct field){.type = FIELD_LONGTEXT}, "甲\r\n乙", "甲\n乙");
}
TEST(dates_as_departments_write_them)
{
    UNUSED;
    struct field date = {.type = FIELD_DATE};
    assert_clean(date, "2026-04-01", "2026-04-01");
    assert_clean(date, "2026/4/1", "2026-04-01");
    assert_clean(date, "20260401", "2026-04-01");
    assert_clean(date, "2026年4月1日", "2026-04-01");
    assert_clean(date, "２０２６－０４－０１", "2026-04-01");
    assert_clean(date, "2026-04-01 08:30:00", "2026-04-01");
}
TEST(two_days_of_2099_mean_no_end)
{
    UNUSED;
    struct value value;
    static const char *const texts[] = {"2099-12-31", "2099-01-31", "2099/12/31", "长期"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(clean((struct field){.type = FIELD_DATE}, texts[i], &value), VALUE_OK);
        assert_true(value.endless);
        assert_int_equal(value.day, DAY_NONE);
    }
    assert_int_equal(clean((struct field){.type = FIELD_DATE}, "2098-12-31", &value), VALUE_OK);
    assert_false(value.endless);
}
TEST(a_day_that_does_not_exist_is_wrong)
{
    UNUSED;
    struct value value;
    assert_int_equal(clean((struct field){.type = FIELD_DATE}, "2026-02-30", &value), VALUE_WRONG);
    assert_int_equal(clean((struct field){.type = FIELD_DATE}, "昨天", &value), VALUE_WRONG);
}
TEST(numbers_in_their_one_form)
{
    UNUSED;
    struct field wan = {.type = FIELD_DECIMAL, .length = 18, .scale = 6, .label = "罚款金额（万元）"};
    assert_clean(wan, "2.50", "2.5");
    assert_clean(wan, "１，２３４．５", "1234.5");
    assert_clean(wan, "10万元", "10");
    assert_clean(wan, "25000元", "2.5");
    assert_clean(wan, "500元", "0.05");
    assert_clean(wan, "0.000", "0");
    assert_clean(wan, "￥3", "3");
    struct value value;
    assert_int_equal(clean(wan, "十万", &value), VALUE_WRONG);
    assert_int_equal(clean(wan, "1.12345678", &value), VALUE_FLAGGED);
    assert_string_equal(value.text, "1.123456");
    assert_int_equal(clean(wan, "1234567890123", &value), VALUE_WRONG);
    assert_int_equal(clean((struct field){.type = FIELD_INTEGER, .length = 9}, "1.5", &value), VALUE_WRONG);
}
TEST(words_for_nothing_are_empty_codes)
{
    UNUSED;
    struct value value;
    assert_int_equal(clean((struct field){.type = FIELD_USCC, .length = 18}, "无", &value), VALUE_EMPTY);
    assert_int_equal(clean((struct field){.type = FIELD_DATE}, "-", &value), VALUE_EMPTY);
    assert_int_equal(clean((struct field){.type = FIELD_TEXT}, "NULL", &value), VALUE_EMPTY);
    assert_int_equal(clean((struct field){.type = FIELD_TEXT}, "无", &value), VALUE_OK);
    assert_int_equal(clean((struct field){.type = FIELD_TEXT}, "  ", &value), VALUE_EMPTY);
}
TEST(wrong_codes_are_flagged_and_kept)
{
    UNUSED;
    struct value value;
    struct field code = {.type = FIELD_USCC, .length = 18};
    assert_int_equal(clean(code, "91350100M000100Y44", &value), VALUE_FLAGGED);
    assert_true(value.quarantined);
    assert_string_equal(value.text, "91350100M000100Y44");
    assert_int_equal(clean(code, "00000000000000000X", &value), VALUE_FLAGGED);
    assert_int_equal(clean(code, "210100000012345", &value), VALUE_FLAGGED);
    assert_clean(code, "91350100m000100y43", "91350100M000100Y43");
}
TEST(lists_know_their_synonyms)
{
    UNUSED;
    static const char *const kinds[] = {"警告", "罚款", "没收违法所得、没收非法财物", "吊销许可证件", "其他"};
    struct field field = {.type = FIELD_ENUM, .values = {kinds, 5}};
    assert_clean(field, "其它", "其他");
    assert_clean(field, "没收违法所得", "没收违法所得、没收非法财物");
    field.multiple = true;
    assert_clean(field, "罚款;警告", "罚款、警告");
    assert_clean(field, "罚款、没收违法所得、没收非法财物", "罚款、没收违法所得、没收非法财物");
    struct value value;
    assert_int_equal(clean(field, "杖责", &value), VALUE_FLAGGED);
    assert_string_equal(value.text, "杖责");
}
TEST(too_long_is_wrong_and_characters_count)
{
    UNUSED;
    struct value value;
    assert_int_equal(clean((struct field){.type = FIELD_TEXT, .length = 3}, "甲乙丙", &value), VALUE_OK);
    assert_int_equal(clean((struct field){.type = FIELD_TEXT, .length = 3}, "甲乙丙丁", &value), VALUE_WRONG);
}

/* ------------------------------------------------ catalogue files */

static const char file_head[] =
    "{\"code\":\"test-set\",\"number\":7000,\"name\":\"%s\",\"unit\":\"samr\",\"subject_type\":\"%s\",\"class\":\"penalty\",\"section\":\"administration\","
    "\"cycle\":\"daily\",\"openness\":\"public\",\"publication\":{\"rule\":\"standing\",\"basis\":\"法\"},\"repair\":{\"route\":\"none\"},"
    "\"persons\":{\"publish\":\"%s\",\"basis\":\"《规定》\"},\"identity\":[\"no\",\"name\"],\"fields\":["
    "{\"code\":\"name\",\"label\":\"名称\",\"aliases\":[\"主体名称\"],\"type\":\"text\",\"length\":200,\"required\":true,\"openness\":\"public\",\"role\":\"name\"},"
    "{\"code\":\"kind\",\"label\":\"类别\",\"type\":\"enum\",\"length\":20,\"openness\":\"public\",\"role\":\"subject_kind\",\"enum\":[\"法人及非法人组织\",\"自然人\",\"个体工商户\"]},"
    "{\"code\":\"uscc\",\"label\":\"统一社会信用代码\",\"type\":\"uscc\",\"length\":18,\"openness\":\"public\",\"role\":\"uscc\"},"
    "{\"code\":\"card\",\"label\":\"证件号码\",\"type\":\"text\",\"length\":32,\"openness\":\"public\",\"mask\":\"id\",\"role\":\"person_id\"},"
    "{\"code\":\"rep\",\"label\":\"法定代表人\",\"type\":\"text\",\"length\":100,\"openness\":\"public\",\"role\":\"representative\"},"
    "{\"code\":\"no\",\"label\":\"文号\",\"type\":\"text\",\"length\":128,\"required\":true,\"openness\":\"public\",\"role\":\"document_no\"},"
    "{\"code\":\"fact\",\"label\":\"%s\",\"type\":\"longtext\",\"length\":2000,\"openness\":\"public\"%s},"
    "{\"code\":\"secret\",\"label\":\"内部意见\",\"type\":\"text\",\"length\":200,\"openness\":\"internal\"},"
    "{\"code\":\"day\",\"label\":\"决定日期\",\"type\":\"date\",\"length\":10,\"required\":true,\"openness\":\"public\",\"role\":\"decided_on\"},"
    "{\"code\":\"office\",\"label\":\"决定机关\",\"type\":\"text\",\"length\":200,\"required\":true,\"openness\":\"public\",\"role\":\"authority\"}]}";

static struct info_set *parse(const char *name, const char *type, const char *publish, const char *label, const char *more,
                              struct catalogue_faults *faults)
{
    char json[8192];
    struct info_set *set = NULL;
    int n = snprintf(json, sizeof json, file_head, name, type, publish, label, more);
    enum result result = info_set_parse("test-set.json", json, (size_t)n, faults, &set);
    assert_int_equal(result == RESULT_OK, set != NULL);
    return set;
}

static bool faulty(const char *name, const char *type, const char *label, const char *more, const char *word)
{
    struct catalogue_faults faults = {0};
    struct info_set *set = parse(name, type, "masked", label, more, &faults);
    bool found = false;
    for (size_t i = 0; i < faults.count; i++)
        found = found || strstr(faults.items[i].message, word);
    assert_int_equal(set == NULL, faults.count > 0);
    info_set_free(set);
    catalogue_faults_free(&faults);
    return found;
}

TEST(a_whole_file_is_understood)
{
    UNUSED;
    struct catalogue_faults faults = {0};
    struct info_set *set = parse("处罚", "mixed", "masked", "事实", "", &faults);
    assert_non_null(set);
    assert_int_equal(faults.count, 0);
    assert_int_equal(set->field_count, 10);
    assert_string_equal(set->roles[ROLE_NAME]->code, "name");
    assert_ptr_equal(info_set_column(set, "主体 名称", strlen("主体 名称")), &set->fields[0]);
    assert_ptr_equal(info_set_column(set, "ＵＳＣＣ", strlen("ＵＳＣＣ")), &set->fields[2]);
    assert_null(info_set_column(set, "没有", strlen("没有")));
    info_set_free(set);
}
TEST(what_the_law_forbids_is_refused_by_name)
{
    UNUSED;
    static const char *const labels[][2] = {{"婚姻状况", "婚姻"}, {"宗教信仰", "宗教"}, {"基因信息", "基因"}, {"指纹", "指纹"}, {"血型", "血型"},
        {"既往病史", "疾病"}, {"年收入", "收入"}, {"银行存款", "存款"}, {"持有证券", "有价证券"}, {"商业保险", "商业保险"}, {"名下房产", "不动产"},
        {"纳税数额", "纳税"}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        assert_true(faulty("个人信息", "person", labels[i][0], "", labels[i][1]));
    assert_true(faulty("个人信息", "mixed", "血型", "", "血型"));
    assert_true(faulty("信息", "mixed", "数额", ",\"content\":\"tax_amount\"", "纳税数额"));
    assert_true(faulty("信息", "person", "数额", ",\"content\":\"marriage\"", "婚姻"));
    assert_true(faulty("个人房产信息", "person", "事实", "", "不动产"));
}
TEST(lawful_sets_of_enterprises_pass)
{
    UNUSED;
    assert_false(faulty("房产产权记录", "organisation", "不动产坐落", "", "不动产"));
    assert_false(faulty("纳税及欠缴税", "organisation", "应纳税额", "", "纳税"));
    assert_false(faulty("纳税", "organisation", "数额", ",\"content\":\"tax_amount\"", "纳税"));
}
TEST(every_fault_is_told_not_only_the_first)
{
    UNUSED;
    struct catalogue_faults faults = {0};
    struct info_set *set;
    static const char json[] = "{\"code\":\"red\",\"number\":99999,\"name\":\"\",\"fields\":[],\"surprise\":1}";
    assert_int_equal(info_set_parse("red.json", json, sizeof json - 1, &faults, &set), RESULT_INVALID);
    assert_null(set);
    assert_in_range(faults.count, 8, 40);
    catalogue_faults_free(&faults);
}
TEST(text_that_is_no_json_is_refused)
{
    UNUSED;
    struct catalogue_faults faults = {0};
    struct info_set *set;
    assert_int_equal(info_set_parse("x.json", "{", 1, &faults, &set), RESULT_INVALID);
    assert_int_equal(info_set_parse("x.json", "[]", 2, &faults, &set), RESULT_INVALID);
    assert_int_equal(faults.count, 2);
    catalogue_faults_free(&faults);
}

/* ------------------------------------------------ rows */

static const unsigned char key[32] = "a key of thirty-two bytes, or so";
static const struct grade_rules grades = {{{0, 0}, {0, 3}, {3, 12}, {12, 36}}};

struct fixture {
    struct info_set *set;
    struct divisions divisions;
    struct row_rules rules;
};

static void begin(struct fixture *f)
{
    struct catalogue_faults faults = {0};
    f->set = parse("处罚", "mixed", "masked", "事实", "", &faults);
    assert_non_null(f->set);
    divisions_init(&f->divisions);
    assert_int_equal(divisions_add(&f->divisions, 210000, "辽宁省", "province", 0), RESULT_OK);
    assert_int_equal(divisions_add(&f->divisions, 210100, "沈阳市", "city", 210000), RESULT_OK);
    f->rules = (struct row_rules){f->set, &f->divisions, &grades, 210000, key, day_from_civil(2026, 6, 1)};
}

static void end(struct fixture *f)
{
    info_set_free(f->set);
    divisions_free(&f->divisions);
}

/* name, kind, uscc, card, rep, no, fact, secret, day, office */
static void read_row(struct fixture *f, const char *const cells[10], struct row *row)
{
    struct row_cell given[10];
    for (size_t i = 0; i < 10; i++)
        given[i] = (struct row_cell){cells[i], cells[i] ? strlen(cells[i]) : 0};
    assert_int_equal(row_read(&f->rules, given, &arena, row), RESULT_OK);
}

#define FIRM "沈阳某某商贸有限公司", "法人及非法人组织", "91350100M000100Y43", NULL, "张三", "沈罚〔2026〕1号"

TEST(an_organisation_is_shown_in_full_but_for_internal_fields)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){FIRM, "某事", "内部", "2026-05-01", "沈阳市某某局"}, &row);
    assert_false(row.rejected || row.flagged || row.is_person);
    assert_string_equal(row.uscc, "91350100M000100Y43");
    assert_int_equal(row.region, 210100);
    assert_non_null(strstr(row.facts, "内部"));
    assert_non_null(row.face);
    assert_null(strstr(row.face, "内部"));
    assert_non_null(strstr(row.face, "张三"));
    json_t *json = json_loads(row.facts, 0, NULL);
    assert_non_null(json);
    json_decref(json);
    end(&f);
}
TEST(a_person_is_masked_everywhere)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){"段正淳", "自然人", NULL, "11010519491231002X", NULL, "沈罚〔2026〕2号", "段正淳于2026年违法", NULL,
                                    "2026-05-01", "沈阳市某某局"}, &row);
    assert_true(row.is_person);
    assert_string_equal(row.public_name, "段**");
    assert_null(strstr(row.face, "段正淳"));
    assert_non_null(strstr(row.face, "1***************2X"));
    assert_null(strstr(row.facts, "11010519491231002X"));
    assert_int_equal(row.id_count, 1);
    assert_string_equal(row.ids[0].text, "11010519491231002X");
    assert_string_equal(row.uscc, "");
    end(&f);
}
TEST(a_row_that_contradicts_itself_protects_the_person)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){"王小明", "法人及非法人组织", NULL, "11010519491231002X", NULL, "沈罚〔2026〕3号", NULL, NULL, "2026-05-01", "沈阳市某某局"}, &row);
    assert_true(row.is_person);
    assert_true(row.flagged);
    end(&f);
}
TEST(a_sole_traders_operator_is_not_shown)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){"和平区某某面馆", "个体工商户", NULL, NULL, "李四", "沈罚〔2026〕4号", NULL, NULL, "2026-05-01", "沈阳市某某局"}, &row);
    assert_false(row.is_person);
    assert_non_null(row.face);
    assert_null(strstr(row.face, "李四"));
    assert_non_null(strstr(row.face, "面馆"));
    end(&f);
}
TEST(an_id_in_a_free_text_is_masked_and_said)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){FIRM, "经办人11010519491231002X签字", NULL, "2026-05-01", "沈阳市某某局"}, &row);
    assert_true(row.flagged);
    assert_null(strstr(row.facts, "19491231"));
    end(&f);
}
TEST(a_wrong_code_is_quarantined_and_the_row_kept)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){"沈阳某某商贸有限公司", "法人及非法人组织", "91350100M000100Y44", NULL, NULL, "沈罚〔2026〕5号", NULL, NULL, "2026-05-01", "沈阳市某某局"}, &row);
    assert_false(row.rejected);
    assert_true(row.flagged);
    assert_string_equal(row.uscc, "");
    assert_non_null(strstr(row.facts, "91350100M000100Y44"));
    assert_null(strstr(row.face, "91350100M000100Y44"));
    end(&f);
}
TEST(missing_identity_is_rejected_with_its_field)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){"沈阳某某商贸有限公司", NULL, NULL, NULL, NULL, NULL, NULL, NULL, "2026-05-01", "沈阳市某某局"}, &row);
    assert_true(row.rejected);
    assert_string_equal(row.issues[0].field->code, "no");
    end(&f);
}
TEST(a_wrong_date_is_rejected_and_a_later_one_said)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){FIRM, NULL, NULL, "2026-13-01", "沈阳市某某局"}, &row);
    assert_true(row.rejected);
    read_row(&f, (const char *[10]){FIRM, NULL, NULL, "2026-07-01", "沈阳市某某局"}, &row);
    assert_true(!row.rejected && row.flagged);
    read_row(&f, (const char *[10]){FIRM, NULL, NULL, "2036-07-01", "沈阳市某某局"}, &row);
    assert_true(row.rejected);
    end(&f);
}
TEST(width_and_brackets_do_not_make_another_fact)
{
    UNUSED;
    struct fixture f;
    struct row a, b, c;
    begin(&f);
    read_row(&f, (const char *[10]){FIRM, NULL, NULL, "2026-05-01", "沈阳市某某局"}, &a);
    read_row(&f, (const char *[10]){"沈阳某某商贸有限公司", NULL, NULL, NULL, NULL, "沈罚(2026) １号", NULL, NULL, "2026-05-01", "沈阳市某某局"}, &b);
    read_row(&f, (const char *[10]){"沈阳某某商贸有限公司", NULL, NULL, NULL, NULL, "沈罚〔2026〕11号", NULL, NULL, "2026-05-01", "沈阳市某某局"}, &c);
    assert_memory_equal(a.identity, b.identity, ROW_DIGEST);
    assert_memory_not_equal(a.identity, c.identity, ROW_DIGEST);
    assert_memory_not_equal(a.digest, b.digest, ROW_DIGEST);
    end(&f);
}
TEST(hostile_text_is_json_all_the_same)
{
    UNUSED;
    struct fixture f;
    struct row row;
    begin(&f);
    read_row(&f, (const char *[10]){"\"><script>\\", NULL, NULL, NULL, NULL, "a\"b\\c\td", "行一\n行二\"", NULL, "2026-05-01", "沈阳市某某局"}, &row);
    json_t *json = json_loads(row.facts, 0, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "name")), "\"><script>\\");
    assert_string_equal(json_string_value(json_object_get(json, "fact")), "行一\n行二\"");
    json_decref(json);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spreadsheet_marks_are_removed), cmocka_unit_test(harmful_signs_never_stay), cmocka_unit_test(dates_as_departments_write_them),
        cmocka_unit_test(two_days_of_2099_mean_no_end), cmocka_unit_test(a_day_that_does_not_exist_is_wrong),
        cmocka_unit_test(numbers_in_their_one_form), cmocka_unit_test(words_for_nothing_are_empty_codes),
        cmocka_unit_test(wrong_codes_are_flagged_and_kept), cmocka_unit_test(lists_know_their_synonyms),
        cmocka_unit_test(too_long_is_wrong_and_characters_count), cmocka_unit_test(a_whole_file_is_understood),
        cmocka_unit_test(what_the_law_forbids_is_refused_by_name), cmocka_unit_test(lawful_sets_of_enterprises_pass),
        cmocka_unit_test(every_fault_is_told_not_only_the_first), cmocka_unit_test(text_that_is_no_json_is_refused),
        cmocka_unit_test(an_organisation_is_shown_in_full_but_for_internal_fields), cmocka_unit_test(a_person_is_masked_everywhere),
        cmocka_unit_test(a_row_that_contradicts_itself_protects_the_person), cmocka_unit_test(a_sole_traders_operator_is_not_shown),
        cmocka_unit_test(an_id_in_a_free_text_is_masked_and_said), cmocka_unit_test(a_wrong_code_is_quarantined_and_the_row_kept),
        cmocka_unit_test(missing_identity_is_rejected_with_its_field), cmocka_unit_test(a_wrong_date_is_rejected_and_a_later_one_said),
        cmocka_unit_test(width_and_brackets_do_not_make_another_fact), cmocka_unit_test(hostile_text_is_json_all_the_same),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
