/* Tests of names: one searched form for every way of writing, grams also beyond the BMP, the shown form. */
#include "domain_test.h"

#include "domain/name.h"

static void norm_is(const char *name, const char *expected)
{
    char out[NAME_BYTES];
    const size_t n = name_norm(S(name), out);
    assert_string_equal(out, expected);
    assert_int_equal(n, strlen(expected));
}

static void width_case_and_compatibility_signs_make_no_difference(void **state)
{
    (void)state;
    norm_is("ＡＢＣ１２３", "abc123");
    norm_is("Abc 123", "abc123");
    norm_is("①号", "1号");
    norm_is("㈱东方", "株东方");
    norm_is("ｶﾞﾗｽ", "ガラス");
    norm_is("ﬁne", "fine");
    norm_is("\xE2\x85\xA3期", "iv期"); /* Ⅳ */
}

static void traditional_and_simplified_are_one(void **state)
{
    (void)state;
    norm_is("遼寧東風國際貿易", "辽宁东风国际贸易");
    norm_is("沈陽機電設備廠", "沈阳机电设备厂");
    norm_is("辽宁东风国际贸易", "辽宁东风国际贸易");
}

static void brackets_blanks_and_marks_are_left_out(void **state)
{
    (void)state;
    norm_is("大连（开发区）星海厂", "大连开发区星海厂");
    norm_is("大连(开发区)星海厂", "大连开发区星海厂");
    norm_is("大连【开发区】 星海　厂", "大连开发区星海厂");
    norm_is("“星·海”，厂。", "星海厂");
    norm_is("星\xE2\x80\x8B海\xE2\x80\xAE厂", "星海厂");
    norm_is("一〇三队", "一〇三队");
}

static void company_form_is_left_out_unless_nothing_remains(void **state)
{
    (void)state;
    norm_is("沈阳星海贸易有限公司", "沈阳星海贸易");
    norm_is("沈阳星海贸易有限责任公司", "沈阳星海贸易");
    norm_is("沈阳星海贸易股份有限公司", "沈阳星海贸易");
    norm_is("沈阳星海贸易股份有限责任公司", "沈阳星海贸易");
    norm_is("瀋陽星海貿易有限責任公司", "沈阳星海贸易");
    norm_is("沈阳星海贸易有限公司大连分公司", "沈阳星海贸易大连分公司");
    norm_is("沈阳星海会计师事务所（特殊普通合伙）", "沈阳星海会计师事务所");
    norm_is("沈阳星海小吃部（个体工商户）", "沈阳星海小吃部");
    norm_is("有限公司", "有限公司");
    norm_is("股份有限公司", "股份有限公司");
}

static void rare_signs_stay(void **state)
{
    (void)state;
    norm_is("𠮷野家", "𠮷野家");
    norm_is("䶮记商行", "䶮记商行");
    norm_is("㐂乐饭店", "㐂乐饭店");
}

static void name_of_nothing_has_no_form(void **state)
{
    (void)state;
    norm_is("", "");
    norm_is("（）——", "");
    norm_is("   ", "");
    norm_is("%_%", "");
    norm_is("\xFF\xFE\xC0", "");
}

static void form_is_stable_and_bounded(void **state)
{
    static const char *const names[] = {"沈阳星海贸易有限公司", "𠮷野家（大连）", "ＡＢＣ有限公司", "瀋陽星海"};
    char once[NAME_BYTES], twice[NAME_BYTES], *longest = malloc(30001);
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        const size_t n = name_norm(S(names[i]), once);
        assert_int_equal(name_norm(once, n, twice), n);
        assert_string_equal(once, twice);
    }
    assert_non_null(longest);
    for (size_t i = 0; i < 30000; i += 3)
        memcpy(longest + i, "海", 3);
    longest[30000] = '\0';
    assert_int_equal(name_norm(longest, 30000, once), NAME_MAX_SIGNS * 3);
    free(longest);
}

static bool has(const uint64_t *grams, size_t n, uint64_t low, uint64_t high)
{
    for (size_t i = 0; i < n; i++)
        if (grams[i] >= low && grams[i] <= high)
            return true;
    return false;
}

static void grams_are_four_signs_from_each_place_but_the_first(void **state)
{
    uint64_t grams[NAME_GRAMS_MAX];
    (void)state;
    const size_t n = name_grams(S("旧星海厂甲"), grams);
    assert_int_equal(n, 3); /* 星海厂甲 海厂甲 厂甲 */
    assert_true(has(grams, n, 0x661F6D7753827532, 0x661F6D7753827532));
    assert_true(has(grams, n, 0x6D77538275320000, 0x6D77538275320000));
    assert_true(has(grams, n, 0x5382753200000000, 0x5382753200000000));
    assert_int_equal(name_grams(S("星海厂"), grams), 1);
    assert_int_equal(name_grams(S("星海"), grams), 0); /* two signs are found as a beginning */
    assert_int_equal(name_grams(S(""), grams), 0);
    assert_int_equal(name_gram_at(S("星海厂甲乙")), 0x661F6D7753827532);
    assert_int_equal(name_gram_at(S("厂甲")), 0x5382753200000000);
}

static void a_short_word_is_a_range_of_grams(void **state)
{
    uint64_t grams[NAME_GRAMS_MAX];
    (void)state;
    assert_int_equal(name_query_grams(S("星海"), grams), 1);
    assert_int_equal(grams[0], 0x661F6D7700000000);
    assert_int_equal(name_gram_high(grams[0]), 0x661F6D77FFFFFFFF);
    assert_int_equal(name_query_grams(S("星海厂"), grams), 1);
    assert_int_equal(name_gram_high(grams[0]), 0x661F6D775382FFFF);
    assert_int_equal(name_query_grams(S("星海厂甲"), grams), 1);
    assert_int_equal(name_gram_high(grams[0]), grams[0]);
    assert_int_equal(name_query_grams(S("旧星海厂甲"), grams), 2); /* 旧星海厂 星海厂甲 */
    assert_int_equal(name_query_grams(S("星"), grams), 0);
    assert_int_equal(name_query_grams(S(""), grams), 0);
}

static void grams_are_unique_and_in_order(void **state)
{
    uint64_t grams[NAME_GRAMS_MAX];
    (void)state;
    const size_t n = name_grams(S("海海海海海海厂海海"), grams);
    assert_int_equal(n, 6); /* 海海海海 海海海厂 海海厂海 海厂海海 厂海海 海海 */
    for (size_t i = 1; i < n; i++)
        assert_true(grams[i - 1] < grams[i]);
}

static void signs_beyond_the_bmp_have_grams_too(void **state)
{
    uint64_t of_name[NAME_GRAMS_MAX], of_word[NAME_GRAMS_MAX];
    (void)state;
    const size_t n = name_grams(S("沈阳𠮷野家"), of_name);
    assert_int_equal(n, 3);
    static const char *const words[] = {"𠮷野", "阳𠮷", "阳𠮷野家"};
    for (size_t w = 0; w < COUNT(words); w++) {
        assert_int_equal(name_query_grams(S(words[w]), of_word), 1);
        assert_true(has(of_name, n, of_word[0], name_gram_high(of_word[0])));
    }
    /* the folded sign lies in the private area, which no sign of a name uses */
    assert_in_range(name_gram_at(S("𠮷")) >> 48, 0xE000, 0xF8FF);
}

static void every_inner_part_of_a_name_has_its_grams_in_it(void **state)
{
    static const char name[] = "辽宁省沈阳市和平区𠮷祥䶮龙商贸";
    uint64_t of_name[NAME_GRAMS_MAX], of_word[NAME_GRAMS_MAX];
    size_t starts[64], signs = 0;
    (void)state;
    for (size_t i = 0; name[i]; i++)
        if (((unsigned char)name[i] & 0xC0) != 0x80)
            starts[signs++] = i;
    starts[signs] = sizeof name - 1;
    const size_t n = name_grams(name, sizeof name - 1, of_name);
    for (size_t a = 1; a < signs; a++) {
        for (size_t b = a + 2; b <= signs; b++) {
            const size_t m = name_query_grams(name + starts[a], starts[b] - starts[a], of_word);
            assert_true(m >= 1);
            for (size_t i = 0; i < m; i++)
                assert_true(has(of_name, n, of_word[i], name_gram_high(of_word[i])));
        }
    }
}

static bool holds(const char *name, const char *typed)
{
    char word[NAME_BYTES];
    assert_true(name_norm(S(typed), word) > 0);
    return name_holds(S(name), word);
}

static void a_name_holds_a_word_in_any_spelling(void **state)
{
    (void)state;
    assert_true(holds("瀋陽（集團）有限公司", "沈阳集团"));
    assert_true(holds("沈阳(集团)有限公司", "（集团）"));
    assert_true(holds("沈阳集团有限公司", "瀋陽集團"));
    assert_true(holds("ＡＢＣ贸易", "abc"));
    assert_true(holds("沈阳星海贸易有限公司大连分公司", "贸易大连")); /* as the search finds it */
    assert_true(holds("沈阳星海贸易有限公司", "有限公司"));
    assert_true(holds("沈阳星海贸易有限公司", "限公"));
    assert_false(holds("沈阳星海贸易有限公司", "星海厂"));
    assert_false(holds("", "星"));
}

static void whole_is(const char *typed, const char *whole)
{
    char norm[NAME_BYTES];
    const size_t n = name_norm(S(typed), norm);
    norm[name_without_half_form(norm, n)] = '\0';
    assert_string_equal(norm, whole);
}

static void half_a_company_form_is_taken_off_the_end(void **state)
{
    (void)state;
    static const char *const halves[] = {"有", "有限", "有限公", "有限责", "有限责任", "有限责任公", "股", "股份", "股份有限公", "股份有限责任公", "（个体工商", "(有限合", "（特殊普通", "有限公司"};
    for (size_t i = 0; i < COUNT(halves); i++) {
        char typed[128];
        snprintf(typed, sizeof typed, "大连星海进出口%s", halves[i]);
        whole_is(typed, "大连星海进出口");
    }
    whole_is("大连星海进出口", "大连星海进出口");
    whole_is("有限公", "有限公"); /* nothing else would remain */
    whole_is("国有", "国");
    whole_is("", "");
}

static void a_company_form_alone_names_nobody(void **state)
{
    (void)state;
    static const char *const alone[] = {"有限公司", "有限责任公司", "责任公司", "股份有限", "有限", "公司", "个体工商户", "（个体工商户）", "普通合伙"};
    static const char *const names[] = {"", "有", "国有", "沈阳", "公司街", "有限公司街"};
    char norm[NAME_BYTES];
    for (size_t i = 0; i < COUNT(alone); i++) {
        assert_true(name_norm(S(alone[i]), norm) > 0);
        assert_true(name_is_form(norm));
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        name_norm(S(names[i]), norm);
        assert_false(name_is_form(norm));
    }
}

static void a_rare_sign_is_one_beyond_common_use(void **state)
{
    (void)state;
    assert_true(name_is_rare_sign(S("䶮")));
    assert_true(name_is_rare_sign(S("𠮷")));
    assert_false(name_is_rare_sign(S("科")));
    assert_false(name_is_rare_sign(S("a")));
    assert_false(name_is_rare_sign(S("䶮𠮷")));
    assert_false(name_is_rare_sign(S("")));
}

static void shown_name_keeps_its_signs_but_not_harmful_ones(void **state)
{
    char out[512];
    (void)state;
    assert_int_equal(name_display(S("  沈阳　 星海（贸易）\t有限公司 "), out), strlen("沈阳 星海（贸易） 有限公司"));
    assert_string_equal(out, "沈阳 星海（贸易） 有限公司");
    name_display(S("星\xE2\x80\xAE海\x01\x02" "厂"), out);
    assert_null(strstr(out, "\xE2\x80\xAE"));
    assert_null(strchr(out, 1));
    name_display(S("ＡＢ𠮷"), out);
    assert_string_equal(out, "ＡＢ𠮷");
    assert_int_equal(name_display(S(""), out), 0);
}

static int open_names(void **state)
{
    (void)state;
    return name_open() == RESULT_OK ? 0 : -1;
}

static int close_names(void **state)
{
    (void)state;
    name_close();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_case_and_compatibility_signs_make_no_difference),
        cmocka_unit_test(traditional_and_simplified_are_one),
        cmocka_unit_test(brackets_blanks_and_marks_are_left_out),
        cmocka_unit_test(company_form_is_left_out_unless_nothing_remains),
        cmocka_unit_test(rare_signs_stay),
        cmocka_unit_test(name_of_nothing_has_no_form),
        cmocka_unit_test(form_is_stable_and_bounded),
        cmocka_unit_test(grams_are_four_signs_from_each_place_but_the_first),
        cmocka_unit_test(a_short_word_is_a_range_of_grams),
        cmocka_unit_test(grams_are_unique_and_in_order),
        cmocka_unit_test(signs_beyond_the_bmp_have_grams_too),
        cmocka_unit_test(every_inner_part_of_a_name_has_its_grams_in_it),
        cmocka_unit_test(a_name_holds_a_word_in_any_spelling),
        cmocka_unit_test(half_a_company_form_is_taken_off_the_end),
        cmocka_unit_test(a_company_form_alone_names_nobody),
        cmocka_unit_test(a_rare_sign_is_one_beyond_common_use),
        cmocka_unit_test(shown_name_keeps_its_signs_but_not_harmful_ones),
    };
    return cmocka_run_group_tests(tests, open_names, close_names);
}
