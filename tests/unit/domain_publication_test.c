/* Tests of publication (grades, periods, caps, persons) and of divisions. */
#include "domain_test.h"

#include "domain/division.h"
#include "domain/publication.h"

static const struct grade_rules rules = {{{0, 0}, {0, 3}, {3, 12}, {12, 36}}};

static day_t day(const char *text)
{
    day_t out = DAY_NONE;
    assert_true(day_parse(text, &out));
    return out;
}

static struct info_set a_set(enum publish_rule rule)
{
    struct info_set set;
    memset(&set, 0, sizeof set);
    set.openness = OPEN_PUBLIC;
    set.publication.rule = rule;
    set.persons_basis = "";
    return set;
}

static struct publication_facts facts_of(const char *decided_on)
{
    return (struct publication_facts){.decided_on = day(decided_on), .until = DAY_NONE, .amount = -1};
}

/* The plan's last day as text, "" while the record is live, or why it is not published. */
static const char *planned(const struct info_set *set, const struct publication_facts *facts)
{
    static char text[DAY_TEXT];
    struct publication_plan plan;
    publication_plan(set, &rules, facts, &plan);
    assert_int_equal(plan.from, facts->decided_on);
    assert_int_equal(plan.publishable, plan.why_not == NULL);
    return plan.publishable ? day_format(plan.until, text) : plan.why_not;
}

static void each_grade_has_its_longest_period(void **state)
{
    static const struct { enum grade grade; const char *last; } grades[] = {
        {GRADE_ORDINARY, "2027-03-15"}, {GRADE_SERIOUS, "2029-03-15"}, {GRADE_MINOR, "轻微失信信息原则上不公示"}, {GRADE_NONE, ""}};
    (void)state;
    for (size_t i = 0; i < COUNT(grades); i++) {
        struct info_set set = a_set(PUBLISH_GRADE);
        struct publication_facts facts = facts_of("2026-03-15");
        facts.grade = grades[i].grade;
        assert_string_equal(planned(&set, &facts), grades[i].last);
    }
}

static void months_of_the_set_bound_the_grade_and_the_other_way_round(void **state)
{
    struct info_set set = a_set(PUBLISH_GRADE);
    struct publication_facts facts = facts_of("2026-03-15");
    (void)state;
    facts.grade = GRADE_SERIOUS;
    set.publication.months = 24;
    assert_string_equal(planned(&set, &facts), "2028-03-15");
    set.publication.months = 60;
    assert_string_equal(planned(&set, &facts), "2029-03-15");
}

static void months_run_from_the_decision_and_keep_to_the_calendar(void **state)
{
    struct info_set set = a_set(PUBLISH_MONTHS);
    (void)state;
    set.publication.months = 36;
    struct publication_facts facts = facts_of("2024-02-29");
    assert_string_equal(planned(&set, &facts), "2027-02-28");
    facts = facts_of("2026-01-01");
    assert_string_equal(planned(&set, &facts), "2029-01-01");
    set.publication.months = 1;
    facts = facts_of("2026-01-31");
    assert_string_equal(planned(&set, &facts), "2026-02-28");
}

/* 民法典 art. 201–202: the day of the decision does not count, the corresponding day is the last one. */
static void the_corresponding_day_is_the_last(void **state)
{
    struct info_set set = a_set(PUBLISH_UNTIL_FIELD);
    struct publication_facts facts = facts_of("2026-10-23");
    (void)state;
    facts.grade = GRADE_ORDINARY;
    assert_string_equal(planned(&set, &facts), "2027-10-23");
    facts.until = day("2027-10-23"); /* the source counts by the same law: its day is not cut */
    assert_string_equal(planned(&set, &facts), "2027-10-23");
    facts.until = day("2027-10-24");
    assert_string_equal(planned(&set, &facts), "2027-10-23");
    facts = facts_of("2024-02-29"); /* no corresponding day: the month's last */
    facts.grade = GRADE_ORDINARY;
    assert_string_equal(planned(&set, &facts), "2025-02-28");
}

static void standing_record_has_no_last_day(void **state)
{
    struct info_set set = a_set(PUBLISH_STANDING);
    struct publication_facts facts = facts_of("2001-03-15");
    (void)state;
    assert_string_equal(planned(&set, &facts), "");
}

static void field_decides_within_the_caps(void **state)
{
    struct info_set set = a_set(PUBLISH_UNTIL_FIELD);
    struct publication_facts facts = facts_of("2026-03-15");
    (void)state;
    facts.until = day("2026-06-30");
    assert_string_equal(planned(&set, &facts), "2026-06-30");
    facts.grade = GRADE_ORDINARY; /* at most a year, whatever the source says */
    facts.until = day("2028-06-30");
    assert_string_equal(planned(&set, &facts), "2027-03-15");
    facts.grade = GRADE_NONE;
    set.publication.months = 36;
    facts.until = day("2035-01-01");
    assert_string_equal(planned(&set, &facts), "2029-03-15");
    facts.until = DAY_NONE; /* the field is empty: the cap */
    assert_string_equal(planned(&set, &facts), "2029-03-15");
}

static void endless_field_ends_with_the_cap_or_never(void **state)
{
    struct info_set set = a_set(PUBLISH_UNTIL_FIELD);
    struct publication_facts facts = facts_of("2026-03-15");
    (void)state;
    facts.until_endless = true; /* 2099-12-31 */
    assert_string_equal(planned(&set, &facts), "");
    facts.grade = GRADE_SERIOUS;
    assert_string_equal(planned(&set, &facts), "2029-03-15");
}

static void minor_breach_is_published_only_when_the_source_asks(void **state)
{
    struct info_set set = a_set(PUBLISH_UNTIL_FIELD);
    struct publication_facts facts = facts_of("2026-03-15");
    (void)state;
    facts.grade = GRADE_MINOR;
    assert_string_equal(planned(&set, &facts), "轻微失信信息原则上不公示");
    facts.until_endless = true;
    assert_string_equal(planned(&set, &facts), "轻微失信信息原则上不公示");
    facts.until_endless = false;
    facts.until = day("2026-04-30");
    assert_string_equal(planned(&set, &facts), "2026-04-30");
    facts.until = day("2027-04-30"); /* three months at most */
    assert_string_equal(planned(&set, &facts), "2026-06-15");
}

static void grading_takes_the_first_rule_that_fits(void **state)
{
    static const char *const heavy[] = {"吊销许可证件", "责令关闭"}, *const fines[] = {"罚款", "没收违法所得、没收非法财物"},
                             *const light[] = {"警告", "通报批评"};
    const struct grading grading[] = {
        {.kinds = {heavy, 2}, .amount_from = -1, .grade = GRADE_SERIOUS},
        {.amount_from = 100, .grade = GRADE_SERIOUS},
        {.kinds = {fines, 2}, .amount_from = -1, .grade = GRADE_ORDINARY},
        {.only_kinds = {light, 2}, .amount_from = -1, .grade = GRADE_MINOR},
    };
    static const struct { const char *kinds; double amount; enum grade delivered, grade; } rows[] = {
        {"罚款", 0.5, GRADE_NONE, GRADE_ORDINARY},
        {"罚款", 100, GRADE_NONE, GRADE_SERIOUS},
        {"罚款", 99.999999, GRADE_NONE, GRADE_ORDINARY},
        {"警告", -1, GRADE_NONE, GRADE_MINOR},
        {"警告、通报批评", -1, GRADE_NONE, GRADE_MINOR},
        {"警告、罚款", 1, GRADE_NONE, GRADE_ORDINARY},
        {"警告、吊销许可证件", -1, GRADE_NONE, GRADE_SERIOUS},
        {"没收违法所得、没收非法财物", -1, GRADE_NONE, GRADE_ORDINARY},
        {"警告；没收违法所得、没收非法财物", -1, GRADE_NONE, GRADE_ORDINARY},
        {"其他", -1, GRADE_NONE, GRADE_ORDINARY}, /* by default */
        {NULL, -1, GRADE_NONE, GRADE_ORDINARY},
        {"吊销许可证件", 500, GRADE_MINOR, GRADE_MINOR}, /* the source graded it itself */
    };
    struct info_set set = a_set(PUBLISH_GRADE);
    (void)state;
    set.publication.grading = grading;
    set.publication.grading_count = COUNT(grading);
    set.publication.default_grade = GRADE_ORDINARY;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct publication_facts facts = facts_of("2026-03-15");
        struct publication_plan plan;
        facts.kinds = rows[i].kinds;
        facts.amount = rows[i].amount;
        facts.grade = rows[i].delivered;
        publication_plan(&set, &rules, &facts, &plan);
        assert_int_equal(plan.grade, rows[i].grade);
    }
}

static void person_is_published_only_with_a_law(void **state)
{
    struct info_set set = a_set(PUBLISH_STANDING);
    struct publication_facts facts = facts_of("2026-03-15");
    (void)state;
    facts.is_person = true;
    assert_string_equal(planned(&set, &facts), "自然人信息没有公开的法律依据");
    set.persons_published = true;
    assert_string_equal(planned(&set, &facts), "自然人信息没有公开的法律依据");
    set.persons_basis = "《中华人民共和国民事诉讼法》";
    assert_string_equal(planned(&set, &facts), "");
    set.persons_published = false;
    assert_string_equal(planned(&set, &facts), "自然人信息没有公开的法律依据");
}

static void closed_set_is_never_published(void **state)
{
    static const enum openness closed[] = {OPEN_AUTHORISED, OPEN_INTERNAL};
    struct publication_facts facts = facts_of("2026-03-15");
    (void)state;
    for (size_t i = 0; i < COUNT(closed); i++) {
        struct info_set set = a_set(PUBLISH_STANDING);
        set.openness = closed[i];
        assert_string_equal(planned(&set, &facts), "该信息集不公开");
        assert_false(info_set_published(&set));
    }
    struct info_set set = a_set(PUBLISH_NONE);
    assert_string_equal(planned(&set, &facts), "该信息集不公开");
    assert_false(info_set_published(&set));
    set = a_set(PUBLISH_STANDING);
    assert_true(info_set_published(&set));
}

static void declared_value_opens_the_record(void **state)
{
    static const char *const open_values[] = {"可向社会公开"};
    static const struct field field = {.code = "GKLX"};
    struct info_set set = a_set(PUBLISH_STANDING);
    struct publication_facts facts = facts_of("2026-03-15");
    (void)state;
    set.publication.only_field = &field;
    set.publication.only_values = (struct texts){open_values, 1};
    assert_string_equal(planned(&set, &facts), "该条信息未声明可以公开");
    facts.only_value = "不可公开";
    assert_string_equal(planned(&set, &facts), "该条信息未声明可以公开");
    facts.only_value = "可向社会公开";
    assert_string_equal(planned(&set, &facts), "");
}

static void repair_may_begin_after_the_shortest_period(void **state)
{
    struct info_set set = a_set(PUBLISH_GRADE);
    (void)state;
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_MINOR, day("2026-03-15")), day("2026-03-15"));
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_ORDINARY, day("2026-03-15")), day("2026-06-16"));
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_SERIOUS, day("2026-03-15")), day("2027-03-16"));
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_ORDINARY, day("2025-11-30")), day("2026-03-01"));
    set.repair.min_months = 6;
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_NONE, day("2026-03-15")), day("2026-09-16"));
    assert_int_equal(publication_repairable_from(&set, &rules, GRADE_NONE, DAY_NONE), DAY_NONE);
}

static void grades_are_read_in_both_languages(void **state)
{
    (void)state;
    assert_int_equal(grade_parse("轻微"), GRADE_MINOR);
    assert_int_equal(grade_parse("一般"), GRADE_ORDINARY);
    assert_int_equal(grade_parse("严重"), GRADE_SERIOUS);
    for (int grade = GRADE_MINOR; grade <= GRADE_SERIOUS; grade++)
        assert_int_equal(grade_parse(grade_name((enum grade)grade)), grade);
    assert_int_equal(grade_parse("A"), GRADE_NONE);
    assert_int_equal(grade_parse(""), GRADE_NONE);
    assert_int_equal(grade_parse(NULL), GRADE_NONE);
}

static struct divisions divisions;

static int load(void **state)
{
    size_t len;
    char *csv = source_file("db/data/divisions.csv", &len), *rest = csv, *line;
    (void)state;
    divisions_init(&divisions);
    strsep(&rest, "\n");
    while ((line = strsep(&rest, "\n")) != NULL && *line) {
        line[strcspn(line, "\r")] = '\0';
        const char *code = strsep(&line, ","), *name = strsep(&line, ","), *level = strsep(&line, ",");
        if (divisions_add(&divisions, (unsigned)strtoul(code, NULL, 10), name, level, (unsigned)strtoul(line, NULL, 10)) != RESULT_OK)
            return -1;
    }
    free(csv);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    divisions_free(&divisions);
    return 0;
}

static void divisions_are_found_by_code(void **state)
{
    (void)state;
    assert_int_equal(divisions.count, 115); /* the province, 14 cities, 100 counties */
    assert_string_equal(division_find(&divisions, 210102)->name, "和平区");
    assert_null(division_find(&divisions, 210199));
    assert_int_equal(division_known(&divisions, 210102), 210102);
    assert_int_equal(division_known(&divisions, 210199), 210100);
    assert_int_equal(division_known(&divisions, 219999), 210000);
    assert_int_equal(division_known(&divisions, 110000), 0);
    assert_int_equal(division_city(210102), 210100);
    assert_int_equal(division_city(210100), 210100);
    assert_int_equal(division_city(210000), 210000);
    assert_int_equal(divisions_add(&divisions, 210102, "和平区", "county", 210100), RESULT_CONFLICT);
    assert_int_equal(divisions_add(&divisions, 99, "无", "county", 210100), RESULT_INVALID);
}

static void authority_names_its_division(void **state)
{
    static const struct { const char *name; unsigned code; } names[] = {
        {"沈阳市和平区市场监督管理局", 210102}, {"沈阳市市场监督管理局", 210100}, {"辽宁省市场监督管理局", 210000},
        {"辽宁省沈阳市和平区应急管理局", 210102}, {"沈阳海关", 210100}, {"大连海事局", 210200}, {"庄河市税务局", 210283},
        {"康平县公安局", 210123}, {"国家税务总局某局", 0}, {"", 0}, {"铁西区税务局", 0 /* Shenyang and Anshan have one each */},
        {"鞍山市铁西区税务局", 210303}, {"和平路派出所", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        unsigned code = division_in_name(&divisions, S(names[i].name));
        if (code != names[i].code)
            print_error("%s\n", names[i].name);
        assert_int_equal(code, names[i].code);
    }
}

static void every_division_is_named_by_its_full_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < divisions.count; i++) {
        const struct division *division = &divisions.items[i];
        char name[256];
        const struct division *parent = division->level == 2 ? division_find(&divisions, division->parent) : NULL;
        snprintf(name, sizeof name, "%s%s公安局", parent ? parent->name : "", division->name);
        assert_int_equal(division_in_name(&divisions, S(name)), division->code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_grade_has_its_longest_period),
        cmocka_unit_test(months_of_the_set_bound_the_grade_and_the_other_way_round),
        cmocka_unit_test(months_run_from_the_decision_and_keep_to_the_calendar),
        cmocka_unit_test(the_corresponding_day_is_the_last), cmocka_unit_test(standing_record_has_no_last_day),
        cmocka_unit_test(field_decides_within_the_caps),
        cmocka_unit_test(endless_field_ends_with_the_cap_or_never),
        cmocka_unit_test(minor_breach_is_published_only_when_the_source_asks),
        cmocka_unit_test(grading_takes_the_first_rule_that_fits),
        cmocka_unit_test(person_is_published_only_with_a_law),
        cmocka_unit_test(closed_set_is_never_published),
        cmocka_unit_test(declared_value_opens_the_record),
        cmocka_unit_test(repair_may_begin_after_the_shortest_period),
        cmocka_unit_test(grades_are_read_in_both_languages),
        cmocka_unit_test(divisions_are_found_by_code),
        cmocka_unit_test(authority_names_its_division),
        cmocka_unit_test(every_division_is_named_by_its_full_name),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
