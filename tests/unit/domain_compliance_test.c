/* Tests of the fields of administration: their table, and to which one a record belongs. */
#include "domain_test.h"

#include "domain/compliance.h"

static struct compliance shipped;

static int start(void **state)
{
    size_t len;
    unsigned line;
    (void)state;
    char *text = source_file("db/data/domains.csv", &len);
    const enum result r = compliance_parse(text, len, &shipped, &line);
    free(text);
    return r == RESULT_OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    compliance_free(&shipped);
    return 0;
}

static void test_table(void **state)
{
    (void)state;
    assert_in_range(shipped.count, 25, COMPLIANCE_DOMAINS_MAX);
    const struct compliance_domain *tax = compliance_by_code(&shipped, "tax");
    assert_non_null(tax);
    assert_string_equal(tax->name, "税务");
    assert_string_equal(tax->units.items[0], "national-tax");
    assert_string_equal(tax->former.items[0], "local-tax");
    assert_null(compliance_by_code(&shipped, "nowhere"));
    char day[DAY_TEXT];
    assert_string_equal(day_format(compliance_from(&shipped, compliance_all(&shipped)), day), "2020-09-01");
    assert_true(compliance_own(&shipped, "environment") && compliance_own(&shipped, "price") && !compliance_own(&shipped, "credit-centre"));
}

static void check(const char *set_unit, const char *by, const char *authority, const char *code, size_t place)
{
    const struct info_set set = {.unit = set_unit};
    size_t found = 99;
    const struct compliance_domain *domain = compliance_of(&shipped, &set, by, authority, &found);
    assert_string_equal(domain ? domain->code : "", code);
    assert_int_equal(found, place);
}

static void test_where_a_record_belongs(void **state)
{
    (void)state;
    /* the set's own department decides, whatever authority a row names */
    check("environment", "shenyang-credit", "沈阳市市场监督管理局", "environment", 0);
    check("local-tax", NULL, NULL, "tax", 0);
    check("shenyang-customs", NULL, NULL, "customs", 1);
    /* into 双公示 many deliver: the authority decides */
    check("credit-centre", "credit-centre", "沈阳市和平区市场监督管理局", "market", 0);
    check("credit-centre", "credit-centre", "国家税务总局大连市税务局", "tax", 0);
    check("credit-centre", "credit-centre", "盖州市农业农村局", "agriculture", 0);
    check("credit-centre", "credit-centre", "辽宁省药品监督管理局", "drug", 0);
    check("credit-centre", "shenyang-customs", "沈阳海关", "customs", 1);
    /* 大连市规划和自然资源局 and 沈阳市水务局: by the longest word */
    check("credit-centre", "credit-centre", "大连市自然资源局", "land", 0);
    check("credit-centre", "credit-centre", "沈阳市水务局", "water", 0);
    /* an authority that no domain knows: by who delivered it, else by none */
    check("credit-centre", "samr", "某某委员会", "market", 0);
    check("credit-centre", "credit-centre", "沈阳市消防救援支队", "", 0);
    check("credit-centre", NULL, "", "", 0);
}

static void test_what_is_a_violation(void **state)
{
    (void)state;
    static const struct { const char *section, *class_code; bool breach; } sets[] = {
        {"administration", "penalty", true}, {"serious", "serious", true}, {"administration", "licence", false}, {"abnormal", "attention", false},
        {"honour", "reward", false}, {"judicial", "judicial", false},
    };
    for (size_t i = 0; i < COUNT(sets); i++) {
        const struct info_set set = {.section = sets[i].section, .class_code = sets[i].class_code};
        assert_int_equal(compliance_breach(&set), sets[i].breach);
    }
}

#define HEAD "number,code,name,units,former,authorities,from,basis\n"
#define ONE "1,tax,税务,national-tax,,税务局,2020-09-01,依据\n"

static void test_faults_name_their_line(void **state)
{
    (void)state;
    static const struct { const char *text; unsigned line; } bad[] = {
        {"", 0}, {HEAD, 1}, {"code,name\n", 1}, {HEAD "0,tax,税务,national-tax,,,,依据\n", 2}, {HEAD "65,tax,税务,national-tax,,,,依据\n", 2},
        {HEAD "1x,tax,税务,national-tax,,,,依据\n", 2}, {HEAD "1,Tax,税务,national-tax,,,,依据\n", 2}, {HEAD "1,tax,,national-tax,,,,依据\n", 2},
        {HEAD "1,tax,税务,,,,,依据\n", 2}, {HEAD "1,tax,税务,national-tax,,,2020-13-01,依据\n", 2}, {HEAD "1,tax,税务,national-tax,,,,\n", 2},
        {HEAD ONE "1,water,水利,water,,,,依据\n", 3}, {HEAD ONE "2,tax,水利,water,,,,依据\n", 3}, {HEAD ONE "2,water,水利,water,,,\n", 3},
        {HEAD ONE "2,water,水利,water,,,,依据,more\n", 3},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct compliance out = {0};
        unsigned line = 99;
        assert_int_equal(compliance_parse(S(bad[i].text), &out, &line), RESULT_INVALID);
        assert_int_equal(line, bad[i].line);
        compliance_free(&out);
    }
    struct compliance out = {0};
    unsigned line;
    assert_int_equal(compliance_parse(S(HEAD ONE "64,water,水利,water  land,,,,依据"), &out, &line), RESULT_OK);
    assert_int_equal(out.count, 2);
    assert_int_equal(out.domains[1].units.count, 2);
    assert_true(compliance_all(&out) == (UINT64_C(1) << 63 | 1) && compliance_from(&out, UINT64_C(1) << 63) == DAY_NONE);
    compliance_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_where_a_record_belongs),
                                       cmocka_unit_test(test_what_is_a_violation), cmocka_unit_test(test_faults_name_their_line)};
    return cmocka_run_group_tests(tests, start, stop);
}
