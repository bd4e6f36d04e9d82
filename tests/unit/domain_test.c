/* Rules of the domain room: codes, ids, names, masks, working days, divisions, publication. One behaviour a test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "domain/citizen_id.h"
#include "domain/division.h"
#include "domain/mask.h"
#include "domain/name.h"
#include "domain/publication.h"
#include "domain/uscc.h"
#include "domain/workday.h"

#define TEST(name) static void name(void **state)
#define UNUSED (void)state

/* ------------------------------------------------ codes */

TEST(the_printed_uscc_of_gb32100_is_valid) { UNUSED; assert_int_equal(uscc_check("91350100M000100Y43"), USCC_VALID); }
TEST(a_wrong_check_sign_is_told_apart) { UNUSED; assert_int_equal(uscc_check("91350100M000100Y44"), USCC_CHECK); }
TEST(placeholders_are_told_apart)
{
    UNUSED;
    assert_int_equal(uscc_check("00000000000000000X"), USCC_PLACEHOLDER);
    assert_int_equal(uscc_check("000000000000000000"), USCC_PLACEHOLDER);
    assert_int_equal(uscc_check("123456789012345678"), USCC_PLACEHOLDER);
}
TEST(letters_outside_the_alphabet_are_a_wrong_shape)
{
    UNUSED;
    assert_int_equal(uscc_check("91350100I000100Y43"), USCC_SHAPE);
    assert_int_equal(uscc_check("9135"), USCC_SHAPE);
}
TEST(a_code_is_normalised)
{
    UNUSED;
    char out[USCC_TEXT];
    const char *wide = "９１２１０３００５６３８９０７０５Ｘ", *spaced = " 91350100-m000 100y43\t";
    assert_true(uscc_normalise(wide, strlen(wide), out));
    assert_string_equal(out, "91210300563890705X");
    assert_true(uscc_normalise(spaced, strlen(spaced), out));
    assert_string_equal(out, "91350100M000100Y43");
    assert_false(uscc_normalise("91350100M000100Y", 16, out));
    assert_false(uscc_normalise("91350100M000100Y431", 19, out));
    assert_false(uscc_normalise("统一社会信用代码", 24, out));
    assert_string_equal(out, "");
}
TEST(a_single_changed_sign_is_found)
{
    UNUSED;
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[] = "91350100M000100Y43";
    for (size_t i = 0; i < 18; i++) {
        char kept = code[i];
        for (const char *sign = alphabet; *sign; sign++) {
            code[i] = *sign;
            assert_int_equal(uscc_check(code) == USCC_VALID, *sign == kept);
        }
        code[i] = kept;
    }
}
TEST(organisation_codes)
{
    UNUSED;
    assert_true(orgcode_valid("M000100Y4"));
    assert_true(orgcode_valid("M000100Y-4"));
    assert_false(orgcode_valid("M000100Y5"));
    assert_false(orgcode_valid(""));
}
TEST(kind_and_division_of_a_code)
{
    UNUSED;
    assert_string_equal(uscc_kind_name("91350100M000100Y43"), "企业");
    assert_string_equal(uscc_kind_name("92"), "个体工商户");
    assert_string_equal(uscc_kind_name("ZZ"), "其他");
    assert_int_equal(uscc_division("91350100M000100Y43"), 350100);
    assert_int_equal(uscc_division("91ABCDEFM000100Y43"), 0);
}
TEST(the_samples_of_gb11643_are_valid)
{
    UNUSED;
    assert_true(citizen_id_valid("11010519491231002X"));
    assert_true(citizen_id_valid("440524188001010014"));
}
TEST(wrong_ids_are_not_valid)
{
    UNUSED;
    assert_false(citizen_id_valid("110105194912310021"));
    assert_false(citizen_id_valid("110105194913310020"));
    assert_false(citizen_id_valid("11010519491231002"));
    assert_false(citizen_id_valid(""));
}
TEST(fifteen_digits_become_eighteen)
{
    UNUSED;
    char out[CITIZEN_ID_TEXT];
    assert_true(citizen_id_normalise("110105491231002", 15, out));
    assert_string_equal(out, "11010519491231002X");
    assert_true(citizen_id_normalise("11010519491231002x", 18, out));
    assert_string_equal(out, "11010519491231002X");
    assert_false(citizen_id_normalise("1101054912310", 13, out));
}
TEST(an_id_inside_a_text_is_found)
{
    UNUSED;
    const char *text = "当事人身份证号11010519491231002X，住址", *other = "编号110105194912310021", *longer = "9911010519491231002X";
    size_t start = 0;
    assert_true(citizen_id_find(text, strlen(text), &start));
    assert_memory_equal(text + start, "11010519491231002X", 18);
    assert_false(citizen_id_within(other, strlen(other)));
    assert_false(citizen_id_within(longer, strlen(longer)));
}

/* ------------------------------------------------ names */

static const char *norm(const char *name)
{
    static char out[NAME_BYTES];
    name_norm(name, strlen(name), out);
    return out;
}

TEST(width_brackets_blanks_and_case_do_not_matter)
{
    UNUSED;
    assert_string_equal(norm("沈阳（东方）ＡＢＣ 科技有限公司"), "沈阳东方abc科技");
    assert_string_equal(norm("沈阳(东方)abc科技有限公司"), "沈阳东方abc科技");
    assert_string_equal(norm("沈阳【东方】Abc·科技"), "沈阳东方abc科技");
}
TEST(traditional_becomes_simplified) { UNUSED; assert_string_equal(norm("遼寧東風機械製造股份有限公司"), "辽宁东风机械制造"); }
TEST(company_forms_are_left_out_wherever_they_stand)
{
    UNUSED;
    assert_string_equal(norm("大连海港物流有限责任公司"), "大连海港物流");
    assert_string_equal(norm("大连海港物流有限公司和平分公司"), "大连海港物流和平分公司");
    assert_string_equal(norm("某某合伙企业（有限合伙）"), "某某合伙企业");
}
TEST(a_name_of_nothing_else_is_kept) { UNUSED; assert_string_equal(norm("有限公司"), "有限公司"); }
TEST(rare_signs_beyond_the_bmp_are_kept) { UNUSED; assert_string_equal(norm("鞍山𠮷䶮㐂商贸有限公司"), "鞍山𠮷䶮㐂商贸"); }
TEST(a_name_of_marks_alone_is_empty) { UNUSED; assert_string_equal(norm("（%）_-"), ""); }
TEST(long_names_are_cut)
{
    UNUSED;
    char name[3 * 1000 + 1], out[NAME_BYTES];
    for (size_t i = 0; i < 1000; i++)
        memcpy(name + 3 * i, "甲", 3);
    assert_int_equal(name_norm(name, 3000, out), 3 * NAME_MAX_SIGNS);
}
TEST(a_shown_name_is_trimmed_and_cleaned)
{
    UNUSED;
    char out[200];
    const char *name = "  沈阳\u202e东方\u200b  科技\x07 ";
    name_display(name, strlen(name), out);
    assert_string_equal(out, "沈阳东方 科技");
}

/* ------------------------------------------------ masks */

static const char *masked(enum field_mask mask, const char *text)
{
    static char out[1000];
    mask_apply(mask, text, strlen(text), out);
    return out;
}

TEST(masks_as_the_facts_print_them)
{
    UNUSED;
    assert_string_equal(masked(MASK_NAME, "段正淳"), "段**");
    assert_string_equal(masked(MASK_ID, "53250119800101001X"), "5***************1X");
    assert_string_equal(masked(MASK_PHONE, "18012341999"), "180****1999");
}
TEST(compound_surnames_keep_both_signs)
{
    UNUSED;
    assert_string_equal(masked(MASK_NAME, "欧阳锋"), "欧阳**");
    assert_string_equal(masked(MASK_NAME, "司马"), "司**");
    assert_string_equal(masked(MASK_NAME, "王五"), "王**");
}
TEST(short_ids_and_land_lines)
{
    UNUSED;
    assert_string_equal(masked(MASK_ID, "E1234567"), "E*******");
    assert_string_equal(masked(MASK_PHONE, "02412345678"), "*********78");
    assert_string_equal(masked(MASK_ID, "A"), "*");
}
TEST(an_address_stops_at_the_district)
{
    UNUSED;
    assert_string_equal(masked(MASK_ADDRESS, "辽宁省沈阳市和平区某某街1号2单元"), "辽宁省沈阳市和平区****");
    assert_string_equal(masked(MASK_ADDRESS, "大连市庄河市某某镇"), "大连市庄河市****");
    assert_string_equal(masked(MASK_ADDRESS, "某某街1号"), "****");
}
TEST(hidden_is_empty_and_none_is_the_text)
{
    UNUSED;
    assert_string_equal(masked(MASK_HIDE, "秘密"), "");
    assert_string_equal(masked(MASK_NONE, "公开"), "公开");
    for (int m = MASK_NAME; m <= MASK_HIDE; m++)
        assert_string_equal(masked((enum field_mask)m, ""), "");
    for (int m = MASK_NAME; m <= MASK_HIDE; m++)
        assert_non_null(mask_reason((enum field_mask)m));
    assert_null(mask_reason(MASK_NONE));
}

/* ------------------------------------------------ working days */

static char *read_text(const char *name, size_t *len)
{
    const char *top = getenv("SOURCE_DIR");
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", top ? top : ".", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = malloc(1 << 20);
    assert_non_null(text);
    *len = fread(text, 1, (1 << 20) - 1, file);
    text[*len] = '\0';
    fclose(file);
    return text;
}

static void load_days(struct workdays *days)
{
    size_t len, line;
    char *csv = read_text("db/data/workdays.csv", &len);
    workdays_init(days);
    assert_int_equal(workdays_parse(days, csv, len, &line), RESULT_OK);
    free(csv);
}

TEST(every_day_of_2007_to_2026_follows_the_table)
{
    UNUSED;
    struct workdays days;
    size_t len, seen = 0, working = 0;
    load_days(&days);
    char *csv = read_text("db/data/workdays.csv", &len);
    for (day_t day = day_from_civil(2007, 1, 1); day <= day_from_civil(2026, 12, 31); day++) {
        char text[DAY_TEXT + 1];
        day_format(day, text + 1);
        text[0] = '\n';
        const char *line = strstr(csv, text);
        bool weekday = day_weekday(day) <= 5;
        bool expected = line ? strncmp(line + 12, "work", 4) == 0 : weekday;
        if (line)
            assert_int_not_equal(expected, weekday); /* the file holds exceptions only */
        assert_int_equal(workday_is(&days, day), expected);
        seen++;
        working += workday_is(&days, day);
    }
    assert_int_equal(seen, 7305);
    assert_in_range(working, 4950, 5050);
    assert_int_equal(workday_between(&days, day_from_civil(2006, 12, 31), day_from_civil(2026, 12, 31)), working);
    free(csv);
    workdays_free(&days);
}

static void assert_add(const struct workdays *days, day_t from, unsigned n, int y, int m, int d, bool provisional)
{
    bool p;
    assert_int_equal(workday_add(days, from, n, &p), day_from_civil(y, m, d));
    assert_int_equal(p, provisional);
}

TEST(the_dates_of_september_2026)
{
    UNUSED;
    struct workdays days;
    load_days(&days);
    day_t filed = day_from_civil(2026, 9, 30);
    assert_add(&days, filed, 2, 2026, 10, 9, false);
    assert_add(&days, filed, 3, 2026, 10, 10, false);
    assert_add(&days, filed, 10, 2026, 10, 20, false);
    workdays_free(&days);
}
TEST(filing_on_a_day_off_counts_from_the_next_working_day_as_day_one)
{
    UNUSED;
    struct workdays days;
    load_days(&days);
    assert_add(&days, day_from_civil(2026, 10, 3), 1, 2026, 10, 8, false);
    assert_add(&days, day_from_civil(2026, 10, 3), 0, 2026, 10, 8, false);
    assert_add(&days, day_from_civil(2026, 10, 8), 0, 2026, 10, 8, false);
    workdays_free(&days);
}
TEST(a_year_without_its_notice_is_provisional)
{
    UNUSED;
    struct workdays days;
    bool provisional;
    load_days(&days);
    (void)workday_add(&days, day_from_civil(2026, 12, 30), 5, &provisional);
    assert_true(provisional);
    assert_false(workdays_known(&days, 2027));
    assert_int_equal(workdays_know(&days, 2027), RESULT_OK);
    (void)workday_add(&days, day_from_civil(2026, 12, 30), 5, &provisional);
    assert_false(provisional);
    workdays_free(&days);
}
TEST(a_calendar_that_contradicts_itself_is_refused)
{
    UNUSED;
    struct workdays days;
    size_t line;
    const char *csv = "date,kind,name\n2026-01-01,off,x\n2026-01-01,work,x\n", *wrong = "date,kind,name\n2026-02-30,off,x\n";
    workdays_init(&days);
    assert_int_equal(workdays_parse(&days, csv, strlen(csv), &line), RESULT_CONFLICT);
    assert_int_equal(line, 3);
    workdays_free(&days);
    assert_int_equal(workdays_parse(&days, wrong, strlen(wrong), &line), RESULT_INVALID);
    assert_int_equal(line, 2);
    workdays_free(&days);
}

/* ------------------------------------------------ divisions */

static void load_divisions(struct divisions *divisions)
{
    divisions_init(divisions);
    assert_int_equal(divisions_add(divisions, 210100, "沈阳市", "city", 210000), RESULT_OK);
    assert_int_equal(divisions_add(divisions, 210000, "辽宁省", "province", 0), RESULT_OK);
    assert_int_equal(divisions_add(divisions, 210102, "和平区", "county", 210100), RESULT_OK);
    assert_int_equal(divisions_add(divisions, 210200, "大连市", "city", 210000), RESULT_OK);
    assert_int_equal(divisions_add(divisions, 210283, "庄河市", "county", 210200), RESULT_OK);
    assert_int_equal(divisions_add(divisions, 210100, "沈阳市", "city", 210000), RESULT_CONFLICT);
}

static unsigned in_name(const struct divisions *divisions, const char *name)
{
    return division_in_name(divisions, name, strlen(name));
}

TEST(an_authoritys_name_tells_its_division)
{
    UNUSED;
    struct divisions divisions;
    load_divisions(&divisions);
    assert_int_equal(in_name(&divisions, "辽宁省市场监督管理局"), 210000);
    assert_int_equal(in_name(&divisions, "辽宁省沈阳市和平区应急管理局"), 210102);
    assert_int_equal(in_name(&divisions, "沈阳市和平区市场监督管理局"), 210102);
    assert_int_equal(in_name(&divisions, "沈阳海关"), 210100);
    assert_int_equal(in_name(&divisions, "庄河市人民法院"), 210283);
    assert_int_equal(in_name(&divisions, "国家税务总局"), 0);
    assert_int_equal(division_known(&divisions, 210199), 210100);
    assert_int_equal(division_known(&divisions, 219999), 210000);
    assert_int_equal(division_known(&divisions, 110000), 0);
    assert_int_equal(division_city(210102), 210100);
    assert_int_equal(division_city(210000), 210000);
    divisions_free(&divisions);
}

/* ------------------------------------------------ publication */

static const struct grade_rules rules = {{{0, 0}, {0, 3}, {3, 12}, {12, 36}}};

static struct publication_plan plan_of(const struct info_set *set, struct publication_facts facts)
{
    struct publication_plan plan;
    publication_plan(set, &rules, &facts, &plan);
    return plan;
}

#define FACTS .decided_on = day_from_civil(2026, 1, 15), .until = DAY_NONE, .amount = -1

TEST(a_standing_set_is_shown_while_live)
{
    UNUSED;
    struct info_set set = {.publication = {.rule = PUBLISH_STANDING}};
    struct publication_plan plan = plan_of(&set, (struct publication_facts){FACTS});
    assert_true(plan.publishable);
    assert_int_equal(plan.from, day_from_civil(2026, 1, 15));
    assert_int_equal(plan.until, DAY_NONE);
}
TEST(months_count_from_the_decision)
{
    UNUSED;
    struct info_set set = {.publication = {.rule = PUBLISH_MONTHS, .months = 36}};
    assert_int_equal(plan_of(&set, (struct publication_facts){FACTS}).until, day_from_civil(2029, 1, 15));
}
TEST(the_grades_maximum_bounds_the_field)
{
    UNUSED;
    struct info_set set = {.publication = {.rule = PUBLISH_UNTIL_FIELD, .months = 36, .default_grade = GRADE_ORDINARY}};
    struct publication_facts facts = {FACTS};
    assert_int_equal(plan_of(&set, facts).until, day_from_civil(2027, 1, 15));
    facts.until = day_from_civil(2026, 6, 1);
    assert_int_equal(plan_of(&set, facts).until, day_from_civil(2026, 6, 1));
    facts.until = day_from_civil(2035, 6, 1);
    assert_int_equal(plan_of(&set, facts).until, day_from_civil(2027, 1, 15));
    facts.grade = GRADE_SERIOUS;
    assert_int_equal(plan_of(&set, facts).until, day_from_civil(2029, 1, 15));
}
TEST(a_minor_breach_is_shown_only_when_its_source_says_until_when)
{
    UNUSED;
    struct info_set set = {.publication = {.rule = PUBLISH_UNTIL_FIELD, .months = 36}};
    struct publication_facts facts = {FACTS, .grade = GRADE_MINOR};
    assert_false(plan_of(&set, facts).publishable);
    facts.until = day_from_civil(2028, 1, 1);
    assert_true(plan_of(&set, facts).publishable);
    assert_int_equal(plan_of(&set, facts).until, day_from_civil(2026, 4, 15));
}
TEST(the_kinds_of_a_row_grade_it)
{
    UNUSED;
    static const char *const grave[] = {"吊销许可证件"}, *const light[] = {"警告", "通报批评"}, *const middle[] = {"没收违法所得、没收非法财物"};
    static const struct grading grading[] = {
        {.kinds = {grave, 1}, .amount_from = -1, .grade = GRADE_SERIOUS}, {.amount_from = 100, .grade = GRADE_SERIOUS},
        {.kinds = {middle, 1}, .amount_from = -1, .grade = GRADE_ORDINARY}, {.only_kinds = {light, 2}, .amount_from = -1, .grade = GRADE_MINOR}};
    struct info_set set = {.publication = {.rule = PUBLISH_GRADE, .default_grade = GRADE_ORDINARY, .grading = grading, .grading_count = 4}};
    assert_int_equal(plan_of(&set, (struct publication_facts){FACTS, .kinds = "罚款、吊销许可证件"}).grade, GRADE_SERIOUS);
    assert_int_equal(plan_of(&set, (struct publication_facts){FACTS, .kinds = "警告、通报批评"}).grade, GRADE_MINOR);
    assert_int_equal(plan_of(&set, (struct publication_facts){FACTS, .kinds = "警告、罚款"}).grade, GRADE_ORDINARY);
    assert_int_equal(plan_of(&set, (struct publication_facts){FACTS, .kinds = "警告、没收违法所得、没收非法财物"}).grade, GRADE_ORDINARY);
    struct publication_facts large = {FACTS, .kinds = "罚款"};
    large.amount = 100;
    assert_int_equal(plan_of(&set, large).grade, GRADE_SERIOUS);
}
TEST(persons_need_a_law)
{
    UNUSED;
    struct info_set set = {.publication = {.rule = PUBLISH_STANDING}};
    struct publication_facts facts = {FACTS, .is_person = true};
    assert_false(plan_of(&set, facts).publishable);
    set.persons_published = true;
    assert_false(plan_of(&set, facts).publishable);
    set.persons_basis = "《规定》";
    assert_true(plan_of(&set, facts).publishable);
}
TEST(sets_that_are_not_public_are_never_published)
{
    UNUSED;
    struct info_set set = {.openness = OPEN_AUTHORISED, .publication = {.rule = PUBLISH_STANDING}};
    assert_false(plan_of(&set, (struct publication_facts){FACTS}).publishable);
    set.openness = OPEN_PUBLIC;
    set.publication.rule = PUBLISH_NONE;
    assert_false(plan_of(&set, (struct publication_facts){FACTS}).publishable);
}
TEST(only_rows_that_declare_it_are_published)
{
    UNUSED;
    static const char *const open[] = {"可向社会公开"};
    static const struct field field = {.code = "GKLX"};
    struct info_set set = {.publication = {.rule = PUBLISH_STANDING, .only_field = &field, .only_values = {open, 1}}};
    assert_false(plan_of(&set, (struct publication_facts){FACTS}).publishable);
    assert_false(plan_of(&set, (struct publication_facts){FACTS, .only_value = "不可公开"}).publishable);
    assert_true(plan_of(&set, (struct publication_facts){FACTS, .only_value = "可向社会公开"}).publishable);
}
TEST(repair_may_begin_after_the_minimum)
{
    UNUSED;
    struct info_set set = {.repair = {.min_months = 6}};
    day_t decided = day_from_civil(2026, 1, 31);
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_ORDINARY, decided), day_from_civil(2026, 5, 1));
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_MINOR, decided), decided);
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_NONE, decided), day_from_civil(2026, 8, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_printed_uscc_of_gb32100_is_valid), cmocka_unit_test(a_wrong_check_sign_is_told_apart),
        cmocka_unit_test(placeholders_are_told_apart), cmocka_unit_test(letters_outside_the_alphabet_are_a_wrong_shape),
        cmocka_unit_test(a_code_is_normalised), cmocka_unit_test(a_single_changed_sign_is_found), cmocka_unit_test(organisation_codes),
        cmocka_unit_test(kind_and_division_of_a_code), cmocka_unit_test(the_samples_of_gb11643_are_valid),
        cmocka_unit_test(wrong_ids_are_not_valid), cmocka_unit_test(fifteen_digits_become_eighteen),
        cmocka_unit_test(an_id_inside_a_text_is_found), cmocka_unit_test(width_brackets_blanks_and_case_do_not_matter),
        cmocka_unit_test(traditional_becomes_simplified), cmocka_unit_test(company_forms_are_left_out_wherever_they_stand),
        cmocka_unit_test(a_name_of_nothing_else_is_kept), cmocka_unit_test(rare_signs_beyond_the_bmp_are_kept),
        cmocka_unit_test(a_name_of_marks_alone_is_empty), cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(a_shown_name_is_trimmed_and_cleaned), cmocka_unit_test(masks_as_the_facts_print_them),
        cmocka_unit_test(compound_surnames_keep_both_signs), cmocka_unit_test(short_ids_and_land_lines),
        cmocka_unit_test(an_address_stops_at_the_district), cmocka_unit_test(hidden_is_empty_and_none_is_the_text),
        cmocka_unit_test(every_day_of_2007_to_2026_follows_the_table), cmocka_unit_test(the_dates_of_september_2026),
        cmocka_unit_test(filing_on_a_day_off_counts_from_the_next_working_day_as_day_one),
        cmocka_unit_test(a_year_without_its_notice_is_provisional), cmocka_unit_test(a_calendar_that_contradicts_itself_is_refused),
        cmocka_unit_test(an_authoritys_name_tells_its_division), cmocka_unit_test(a_standing_set_is_shown_while_live),
        cmocka_unit_test(months_count_from_the_decision), cmocka_unit_test(the_grades_maximum_bounds_the_field),
        cmocka_unit_test(a_minor_breach_is_shown_only_when_its_source_says_until_when), cmocka_unit_test(the_kinds_of_a_row_grade_it),
        cmocka_unit_test(persons_need_a_law), cmocka_unit_test(sets_that_are_not_public_are_never_published),
        cmocka_unit_test(only_rows_that_declare_it_are_published), cmocka_unit_test(repair_may_begin_after_the_minimum),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    name_close();
    return failed;
}
