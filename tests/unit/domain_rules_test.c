/* Tests of rules and settings: what a setting may be, which rule is in force, the terms of a case by the rule it was filed under. */
#include "domain_test.h"

#include "domain/rules.h"

static day_t day(const char *text)
{
    day_t out = DAY_NONE;
    assert_true(day_parse(text, &out));
    return out;
}

static struct rule_set sets[] = {
    {"liaoning-2016", "辽宁省", "《办法》", "第二十条", 3, 2, 10, 2, "hold", DAY_NONE, DAY_NONE},
    {"liaoning-2030", "辽宁省", "《条例》", "", 5, RULE_UNKNOWN, 7, 1, "mark", DAY_NONE, DAY_NONE},
    {"shanghai", "上海市", "《某条例》", "", 5, 5, 5, 5, "mark", DAY_NONE, DAY_NONE},
};
static struct repair_rule repairs[] = {
    {"national-2023", "《试行办法》", "", RULE_UNKNOWN, RULE_UNKNOWN, "", "免费", DAY_NONE, DAY_NONE},
    {"national-2026", "《修复办法》", "第十条", 10, 3, "证明;承诺书", "免费", DAY_NONE, DAY_NONE},
};
static struct setting settings[] = {
    {.name = "accept_days", .value = "0", .allowed = "0-5", .basis = "承诺"},
    {.name = "caps_record", .value = "x", .allowed = "0-100", .basis = ""},
    {.name = "complaint_days", .value = "15", .allowed = "1-60", .basis = "承诺"},
    {.name = "hold_from", .value = "acceptance", .allowed = "acceptance|receipt", .basis = ""},
    {.name = "letter_word_result", .value = "辽信复", .allowed = "text:4", .basis = ""},
    {.name = "report_days", .value = "999", .allowed = "1-30", .basis = "承诺"},
    {.name = "rule_set", .value = "liaoning-2016", .allowed = "rule-set", .basis = ""},
    {.name = "supplement_days", .value = "10", .allowed = "3-60", .basis = "规定"},
};
static struct rules rules = {.sets = sets, .set_count = COUNT(sets), .repairs = repairs, .repair_count = COUNT(repairs),
                             .settings = settings, .setting_count = COUNT(settings)};

static int start(void **state)
{
    (void)state;
    sets[0].until = day("2029-12-31");
    sets[1].from = day("2030-01-01");
    repairs[0].until = day("2026-03-31");
    repairs[1].from = day("2026-04-01");
    arena_init(&rules.arena, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&rules.arena);
    return 0;
}

static bool allows(const char *name, const char *value)
{
    for (size_t i = 0; i < COUNT(settings); i++)
        if (strcmp(settings[i].name, name) == 0)
            return setting_allows(&rules, &settings[i], value);
    fail_msg("no setting %s", name);
    return false;
}

static void a_setting_takes_only_what_it_allows(void **state)
{
    (void)state;
    assert_true(allows("accept_days", "0") && allows("accept_days", "5"));
    assert_false(allows("accept_days", "6") || allows("accept_days", "-1") || allows("accept_days", "") || allows("accept_days", "1 ") ||
                 allows("accept_days", "+1") || allows("accept_days", "4294967296") || allows("accept_days", "99999999999999999999"));
    assert_false(allows("complaint_days", "0"));
    assert_true(allows("hold_from", "receipt"));
    assert_false(allows("hold_from", "receip") || allows("hold_from", "acceptance|receipt") || allows("hold_from", ""));
    assert_true(allows("letter_word_result", "辽信复函"));
    assert_false(allows("letter_word_result", "辽信复函〔") || allows("letter_word_result", "") || allows("letter_word_result", "a\nb"));
    assert_true(allows("rule_set", "shanghai"));
    assert_false(allows("rule_set", "beijing"));
}

static void a_setting_that_is_no_number_has_the_other_value(void **state)
{
    (void)state;
    assert_int_equal(rules_number(&rules, "supplement_days", 7), 10);
    assert_int_equal(rules_number(&rules, "caps_record", 3), 3);
    assert_int_equal(rules_number(&rules, "none", 4), 4);
    assert_string_equal(rules_setting(&rules, "none", "x"), "x");
}

static void the_rule_in_force_on_the_day_counts(void **state)
{
    (void)state;
    assert_string_equal(rule_set_on(&rules, day("2026-11-22"))->code, "liaoning-2016");
    assert_string_equal(rule_set_on(&rules, day("2029-12-31"))->code, "liaoning-2016");
    assert_string_equal(rule_set_on(&rules, day("2030-01-01"))->code, "liaoning-2030"); /* of the same province */
    assert_string_equal(repair_rule_on(&rules, day("2026-03-31"))->code, "national-2023");
    assert_string_equal(repair_rule_on(&rules, day("2026-04-01"))->code, "national-2026");
    assert_null(repair_rule_find(&rules, "national-2000"));
}

static void a_case_keeps_the_rule_it_was_filed_under(void **state)
{
    struct case_terms terms;
    (void)state;
    assert_int_equal(case_terms_make(&rules, CASE_OBJECTION, "", day("2026-11-22"), &rules.arena, &terms), RESULT_OK);
    assert_string_equal(terms.rule, "liaoning-2016");
    assert_true(terms.hold && !terms.hold_from_receipt);
    assert_int_equal(terms.step[STEP_CHECK].days, 3);
    assert_int_equal(terms.step[STEP_CORRECT_NOTICE].days, 2);
    assert_int_equal(terms.step[STEP_PROVIDER].days, 10);
    assert_int_equal(terms.step[STEP_RESULT_NOTICE].days, 2);
    assert_string_equal(terms.step[STEP_PROVIDER].basis, "《办法》第二十条");
    assert_int_equal(terms.step[STEP_SUPPLEMENT].days, 10);
    assert_string_equal(terms.step[STEP_SUPPLEMENT].law, "");
    assert_string_equal(terms.step[STEP_SUPPLEMENT].basis, "规定");
    assert_true(terms.step[STEP_ACCEPT].known && terms.step[STEP_ACCEPT].days == 0);
    assert_false(terms.step[STEP_COMPLAINT].known || terms.step[STEP_REPAIR_SITE].known);
    /* years later, when another law is in force */
    assert_int_equal(case_terms_make(&rules, CASE_OBJECTION, "liaoning-2016", day("2031-01-01"), &rules.arena, &terms), RESULT_OK);
    assert_int_equal(terms.step[STEP_CHECK].days, 3);
    assert_int_equal(case_terms_make(&rules, CASE_OBJECTION, NULL, day("2031-01-01"), &rules.arena, &terms), RESULT_OK);
    assert_string_equal(terms.rule, "liaoning-2030");
    assert_false(terms.hold || terms.step[STEP_CORRECT_NOTICE].known);
    assert_int_equal(case_terms_make(&rules, CASE_OBJECTION, "gone", day("2026-11-22"), &rules.arena, &terms), RESULT_NOT_FOUND);
}

static void repair_complaint_and_report_have_terms_of_their_own(void **state)
{
    struct case_terms terms;
    (void)state;
    assert_int_equal(case_terms_make(&rules, CASE_REPAIR, NULL, day("2026-11-22"), &rules.arena, &terms), RESULT_OK);
    assert_string_equal(terms.rule, "national-2026");
    assert_int_equal(terms.step[STEP_REPAIR_SITE].days, 10);
    assert_int_equal(terms.step[STEP_REPAIR_UNIT].days, 3);
    assert_string_equal(terms.step[STEP_REPAIR_UNIT].basis, "《修复办法》第十条");
    assert_false(terms.hold);
    assert_int_equal(case_terms_make(&rules, CASE_REPAIR, NULL, day("2025-11-22"), &rules.arena, &terms), RESULT_OK);
    assert_false(terms.step[STEP_REPAIR_SITE].known);
    assert_int_equal(case_terms_make(&rules, CASE_COMPLAINT, NULL, day("2026-11-22"), &rules.arena, &terms), RESULT_OK);
    assert_string_equal(terms.rule, "site");
    assert_int_equal(terms.step[STEP_COMPLAINT].days, 15);
    assert_int_equal(case_terms_make(&rules, CASE_COMPLAINT, "site", day("2026-11-22"), &rules.arena, &terms), RESULT_OK);
    assert_int_equal(case_terms_make(&rules, CASE_REPORT, NULL, day("2026-11-22"), &rules.arena, &terms), RESULT_OK);
    assert_false(terms.step[STEP_REPORT].known); /* 999 days are none */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_setting_takes_only_what_it_allows),
        cmocka_unit_test(a_setting_that_is_no_number_has_the_other_value),
        cmocka_unit_test(the_rule_in_force_on_the_day_counts),
        cmocka_unit_test(a_case_keeps_the_rule_it_was_filed_under),
        cmocka_unit_test(repair_complaint_and_report_have_terms_of_their_own),
    };
    return cmocka_run_group_tests(tests, start, end);
}
