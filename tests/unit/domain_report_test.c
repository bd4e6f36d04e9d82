/* Tests of reports' numbers and codes, of the classes of their summary, and of what is told when facts changed. */
#include "domain_test.h"

#include "domain/report.h"

#include <regex.h>
#include <sodium.h>

static void test_number(void **state)
{
    (void)state;
    char number[REPORT_NUMBER_TEXT], again[REPORT_NUMBER_TEXT];
    regex_t pattern;
    assert_int_equal(regcomp(&pattern, "^[0-9]{17}[0-9]*[A-Z][0-9]*$", REG_EXTENDED | REG_NOSUB), 0);
    /* 2026-04-01 07:59:59.042 UTC is 15:59:59 in Shanghai */
    report_number_make(INT64_C(1775030399042), 0, number);
    assert_string_equal(number, "20260401155959042A0000");
    for (uint32_t chance = 0; chance < 3000000; chance += 977) {
        report_number_make(INT64_C(1775030399042), chance, number);
        assert_int_equal(strlen(number), 22);
        assert_int_equal(regexec(&pattern, number, 0, NULL, 0), 0);
        assert_true(report_number_normalise(S(number), again));
        assert_string_equal(number, again);
    }
    regfree(&pattern);
    /* all numbers of one millisecond differ */
    unsigned char *seen = calloc(5 * 26 * 10000, 1);
    assert_non_null(seen);
    for (uint32_t chance = 0; chance < 5 * 26 * 10000; chance++) {
        report_number_make(0, chance, number);
        unsigned place = 0, digits = 0;
        for (unsigned i = 0; i < 5; i++) {
            char c = number[17 + i];
            if (c >= 'A' && c <= 'Z')
                place = i * 26 + (unsigned)(c - 'A');
            else
                digits = digits * 10 + (unsigned)(c - '0');
        }
        assert_int_equal(seen[place * 10000 + digits]++, 0);
    }
    free(seen);
}

static void test_typed(void **state)
{
    (void)state;
    char number[REPORT_NUMBER_TEXT], code[REPORT_CODE_TEXT];
    assert_true(report_number_normalise(S(" 2026-0401 155959 042ａ0000"), number));
    assert_string_equal(number, "20260401155959042A0000");
    static const char *const bad[] = {"", "20260401155959042A000", "20260401155959042A00000", "20260401155959042AB000",
                                      "2026040115595904200000", "A026040115595904200000", "20260401155959042A000!", "２０２６"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(report_number_normalise(S(bad[i]), number));
    assert_true(report_code_normalise(S("１２３４ 5678-9012"), code));
    assert_string_equal(code, "123456789012");
    assert_false(report_code_normalise(S("12345678901"), code));
    assert_false(report_code_normalise(S("12345678901a"), code));
    static const unsigned char most[8] = {255, 255, 255, 255, 255, 255, 255, 255}, none[8] = {0};
    report_code_make(most, code);
    assert_string_equal(code, "073709551615");
    report_code_make(none, code);
    assert_string_equal(code, "000000000000");
}

static void test_classes(void **state)
{
    (void)state;
    static const struct {
        const char *section, *class_code;
        bool registers;
        enum report_class class_of;
    } sets[] = {
        {"administration", "licence", false, REPORT_LICENCES},   {"administration", "penalty", false, REPORT_PENALTIES},
        {"administration", "inspection", false, REPORT_LOCAL},   {"honour", "reward", false, REPORT_HONOURS},
        {"abnormal", "attention", false, REPORT_ABNORMAL},       {"registration", "registration", true, REPORT_CLASSES},
        {"registration", "registration", false, REPORT_LOCAL},   {"other", "other", false, REPORT_OTHER},
        {"judicial", "judicial", false, REPORT_JUDICIAL},        {"serious", "serious", false, REPORT_SERIOUS},
        {"evaluation", "evaluation", false, REPORT_EVALUATIONS}, {"commitment", "commitment", false, REPORT_COMMITMENTS},
    };
    for (size_t i = 0; i < COUNT(sets); i++) {
        const struct info_set set = {.section = sets[i].section, .class_code = sets[i].class_code, .registers = sets[i].registers};
        assert_int_equal(report_class_of(&set), sets[i].class_of);
    }
    for (enum report_class c = 0; c < REPORT_CLASSES; c++)
        assert_true(*report_class_code(c) && *report_class_label(c));
    assert_string_equal(report_class_code(REPORT_CLASSES), "");
}

static void test_changes(void **state)
{
    (void)state;
    struct info_set licence = {.number = 1, .section = "administration", .class_code = "licence"},
                    penalty = {.number = 2, .section = "administration", .class_code = "penalty"};
    struct info_set *sets[] = {&licence, &penalty};
    const struct catalogue catalogue = {.sets = sets, .count = 2};
    static const char *const basics[] = {"a", "bc"}, *const others[] = {"ab", "c"};
    struct report_fact facts[] = {{.id = 9, .version = 1, .set_number = 1}, {.id = 3, .version = 2, .set_number = 2}, {.id = 4, .version = 1, .set_number = 1}};
    struct report_fact same[] = {facts[2], facts[0], facts[1]};
    struct report_digest then = {0}, now = {0}, read;
    report_digest_facts(&catalogue, facts, 3, &then);
    report_digest_basics(basics, 2, &then);
    then.held = 1;
    assert_int_equal(then.n[REPORT_LICENCES], 2);
    assert_int_equal(then.n[REPORT_PENALTIES], 1);
    report_digest_facts(&catalogue, same, 3, &now);
    report_digest_basics(basics, 2, &now);
    now.held = 1;
    assert_int_equal(report_digest_changes(&then, &now), 0);

    struct buffer text;
    buffer_init(&text, 4096);
    assert_true(report_digest_write(&then, &text));
    assert_true(report_digest_read(text.data, text.len, &read));
    assert_int_equal(report_digest_changes(&then, &read), 0);
    for (size_t cut = 0; cut < text.len; cut++)
        assert_false(report_digest_read(text.data, cut, &read));
    buffer_free(&text);

    same[0].version++; /* the licence with id 4, sorted to another place by now: one of them changes anyway */
    report_digest_facts(&catalogue, same, 3, &now);
    const unsigned one = report_digest_changes(&then, &now);
    assert_true(one == 1u << REPORT_LICENCES || one == 1u << REPORT_PENALTIES);
    report_digest_facts(&catalogue, same, 0, &now);
    assert_int_equal(report_digest_changes(&then, &now), 1u << REPORT_LICENCES | 1u << REPORT_PENALTIES);
    report_digest_basics(others, 2, &now);
    now.held = 0;
    assert_int_equal(report_digest_changes(&then, &now),
                     1u << REPORT_LICENCES | 1u << REPORT_PENALTIES | 1u << REPORT_CLASSES | 1u << (REPORT_CLASSES + 1));
}

static int start(void **state)
{
    (void)state;
    return sodium_init() < 0 ? -1 : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_number), cmocka_unit_test(test_typed), cmocka_unit_test(test_classes),
                                       cmocka_unit_test(test_changes)};
    return cmocka_run_group_tests(tests, start, NULL);
}
