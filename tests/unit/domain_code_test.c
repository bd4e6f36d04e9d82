/* Tests of codes and masks: USCC, organisation code, citizen's identity number, what a mask leaves. */
#include "domain_test.h"

#include "domain/citizen_id.h"
#include "domain/mask.h"
#include "domain/uscc.h"

static void uscc_of_the_standard_is_valid(void **state)
{
    (void)state;
    assert_int_equal(uscc_check("91350100M000100Y43"), USCC_VALID); /* printed in GB 32100 */
    assert_int_equal(uscc_check_sign("91350100M000100Y43"), '3');
    assert_int_equal(orgcode_check_sign("M000100Y"), '4');
}

static void uscc_with_any_one_sign_changed_is_not_valid(void **state)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    (void)state;
    for (size_t i = 0; i < USCC_LENGTH; i++) {
        char code[USCC_TEXT] = "91350100M000100Y43";
        for (const char *sign = alphabet; *sign; sign++) {
            if (*sign == "91350100M000100Y43"[i])
                continue;
            code[i] = *sign;
            assert_int_equal(uscc_check(code), USCC_CHECK);
        }
    }
}

static void uscc_with_two_neighbours_exchanged_is_not_valid(void **state)
{
    (void)state;
    for (size_t i = 0; i + 1 < USCC_LENGTH; i++) {
        char code[USCC_TEXT] = "91350100M000100Y43";
        if (code[i] == code[i + 1])
            continue;
        char kept = code[i];
        code[i] = code[i + 1];
        code[i + 1] = kept;
        assert_int_equal(uscc_check(code), USCC_CHECK);
    }
}

static void uscc_of_another_shape_is_said(void **state)
{
    static const char *const shapes[] = {"", "9135", "91350100M000100Y4", "91350100M000100Y433", "9135010OM000100Y43", "91350100M000100Y4I",
                                         "91350100M000100Z43", "91350100M000100S43", "91350100M000100V43", "91350100m000100y43"};
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++)
        assert_int_equal(uscc_check(shapes[i]), USCC_SHAPE);
}

static void uscc_placeholders_are_known(void **state)
{
    static const char *const codes[] = {"00000000000000000X", "000000000000000000", "111111111111111111", "123456789012345678",
                                        "XXXXXXXXXXXXXXXXXX", "999999999999999990", "012345678901234567"};
    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_int_equal(uscc_check(codes[i]), USCC_PLACEHOLDER);
}

static void uscc_is_set_right_as_people_write_it(void **state)
{
    static const char *const ways[] = {"91350100M000100Y43", "91350100m000100y43", " 91350100M000100Y43\t", "9135 0100 M000 100Y 43",
                                       "９１３５０１００Ｍ０００１００Ｙ４３", "９１３５０１００ｍ０００１００ｙ４３", "91350100-M000100Y-43",
                                       "\xC2\xA0" "91350100M000100Y43\xE3\x80\x80", "\xEF\xBB\xBF" "91350100M000100Y43"};
    static const char *const wrong[] = {"", "91350100M000100Y4", "91350100M000100Y433", "91350100M000100Y4中", "91350100M000100Y4\xFF",
                                        "９１３５０１００Ｍ０００１００Ｙ４３３", "91350100M000100Y4'"};
    char code[USCC_TEXT];
    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        assert_true(uscc_normalise(S(ways[i]), code));
        assert_string_equal(code, "91350100M000100Y43");
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(uscc_normalise(S(wrong[i]), code));
        assert_string_equal(code, "");
    }
}

static void uscc_tells_kind_and_division(void **state)
{
    static const char *const kinds[][2] = {{"11", "机关"}, {"12", "事业单位"}, {"13", "群众团体"}, {"51", "社会团体"}, {"52", "民办非企业单位"},
                                           {"53", "基金会"}, {"91", "企业"}, {"92", "个体工商户"}, {"93", "农民专业合作社"}, {"Y1", "其他"},
                                           {"ZZ", "其他"}};
    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++)
        assert_string_equal(uscc_kind_name(kinds[i][0]), kinds[i][1]);
    assert_int_equal(uscc_division("91350100M000100Y43"), 350100);
    assert_int_equal(uscc_division("9135A100M000100Y43"), 0);
    assert_int_equal(uscc_division("91"), 0);
}

static void orgcode_with_and_without_its_hyphen(void **state)
{
    (void)state;
    assert_true(orgcode_valid("M000100Y4"));
    assert_true(orgcode_valid("M000100Y-4"));
    assert_false(orgcode_valid("M000100Y5"));
    assert_false(orgcode_valid("M000100Y"));
    assert_false(orgcode_valid("M000100y4"));
    assert_false(orgcode_valid(""));
    /* GB 11714 prints D2143569 with X: 10 as remainder */
    assert_int_equal(orgcode_check_sign("D2143569"), 'X');
    assert_true(orgcode_valid("D2143569-X"));
}

static void citizen_ids_of_the_standard_are_valid(void **state)
{
    (void)state;
    assert_true(citizen_id_valid("11010519491231002X"));
    assert_true(citizen_id_valid("440524188001010014"));
    assert_int_equal(citizen_id_check_sign("11010519491231002X"), 'X');
}

static void citizen_id_wrong_in_sign_day_or_form_is_not_valid(void **state)
{
    static const char *const wrong[] = {"110105194912310021", "11010519491231002x", "1101051949123100", "", "11010519491231002XX",
                                        "1101051949A231002X", "01010519491231002X"};
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(citizen_id_valid(wrong[i]));
    /* the right sign for a day that does not exist, and for a leap day that does and one that does not */
    char id[CITIZEN_ID_TEXT] = "110105194902300020";
    id[17] = citizen_id_check_sign(id);
    assert_false(citizen_id_valid(id));
    memcpy(id, "11010520000229002", 17);
    id[17] = citizen_id_check_sign(id);
    assert_true(citizen_id_valid(id));
    memcpy(id, "11010519000229002", 17);
    id[17] = citizen_id_check_sign(id);
    assert_false(citizen_id_valid(id));
}

static void citizen_ids_of_residents_from_beyond_are_good_too(void **state)
{
    static const char *const heads[] = {"81000019900101001", "82000019900101002", "83000019900101003", "91110019800101101"};
    (void)state;
    for (size_t i = 0; i < COUNT(heads); i++) {
        char id[CITIZEN_ID_TEXT] = "";
        memcpy(id, heads[i], 17);
        id[17] = citizen_id_check_sign(id);
        assert_true(citizen_id_valid(id));
    }
}

static void citizen_id_with_one_digit_changed_is_not_valid(void **state)
{
    (void)state;
    for (size_t i = 0; i < 17; i++) {
        char id[CITIZEN_ID_TEXT] = "11010519491231002X";
        for (char digit = '0'; digit <= '9'; digit++) {
            if (digit == "11010519491231002X"[i])
                continue;
            id[i] = digit;
            assert_false(citizen_id_valid(id));
        }
    }
}

static void citizen_id_is_set_right_as_people_write_it(void **state)
{
    char id[CITIZEN_ID_TEXT];
    (void)state;
    assert_true(citizen_id_normalise(S(" 110105 19491231 002x "), id));
    assert_string_equal(id, "11010519491231002X");
    assert_true(citizen_id_normalise(S("１１０１０５１９４９１２３１００２Ｘ"), id));
    assert_string_equal(id, "11010519491231002X");
    assert_true(citizen_id_normalise(S("110105491231002"), id)); /* 15 digits: 19 + yy */
    assert_string_equal(id, "11010519491231002X");
    assert_true(citizen_id_valid(id));
    static const char *const wrong[] = {"", "1101054912310", "11010519491231002", "1101051949123100X2", "11010549123100X", "11010519491231002XX"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(citizen_id_normalise(S(wrong[i]), id));
        assert_string_equal(id, "");
    }
}

static void citizen_id_is_found_inside_a_text(void **state)
{
    size_t start = 0;
    (void)state;
    assert_true(citizen_id_find(S("当事人身份证11010519491231002X，住址"), &start));
    assert_int_equal(start, strlen("当事人身份证"));
    assert_true(citizen_id_within(S("440524188001010014")));
    assert_true(citizen_id_within(S("号码11010519491231002x")));
    assert_false(citizen_id_within(S("110105194912310021")));       /* wrong sign */
    assert_false(citizen_id_within(S("1440524188001010014")));      /* a longer number is another number */
    assert_false(citizen_id_within(S("4405241880010100142")));
    assert_false(citizen_id_within(S("")));
    assert_false(citizen_id_within(S("44052418800101001")));
    /* the second of two */
    assert_true(citizen_id_find(S("110105194912310021 440524188001010014"), &start));
    assert_int_equal(start, 19);
}

static void masked_as(size_t (*mask)(const char *, size_t, char *), const char *text, const char *expected)
{
    char out[1024];
    const size_t n = mask(S(text), out);
    assert_string_equal(out, expected);
    assert_int_equal(n, strlen(expected));
}

static void names_keep_their_surname(void **state)
{
    static const char *const names[][2] = {
        {"段誉", "段**"}, {"王小明", "王**"}, {"欧阳锋", "欧阳**"}, {"司马相如", "司马**"}, {"诸葛亮", "诸葛**"}, {"歐陽鋒", "歐陽**"},
        {"令狐冲", "令狐**"}, {"司马", "司**"}, {"王", "王**"}, {"", ""}, {"𠮷田", "𠮷**"}, {"阿卜杜拉·买买提", "阿**"},
        {"John Smith", "J**"}, {"东方不败", "东方**"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        masked_as(mask_name, names[i][0], names[i][1]);
}

static void ids_keep_first_and_last_two(void **state)
{
    (void)state;
    masked_as(mask_id, "51010519491231001X", "5***************1X");
    masked_as(mask_id, "110105491231002", "1************02");
    masked_as(mask_id, "G12345678", "G********");
    masked_as(mask_id, "1", "*");
    masked_as(mask_id, "", "");
    masked_as(mask_id, "护照G1", "护***");
}

static void phones_keep_what_the_rule_says(void **state)
{
    (void)state;
    masked_as(mask_phone, "18012341999", "180****1999");
    masked_as(mask_phone, "024-23456789", "**********89");
    masked_as(mask_phone, "28012341999", "*********99");
    masked_as(mask_phone, "1", "*");
    masked_as(mask_phone, "", "");
}

static void addresses_stop_at_the_district(void **state)
{
    static const char *const addresses[][2] = {
        {"辽宁省沈阳市和平区南京街1号2单元", "辽宁省沈阳市和平区****"}, {"大连市庄河市新华路5号", "大连市庄河市****"},
        {"沈阳市市场街1号", "沈阳市****"}, {"康平县东关屯镇", "康平县****"}, {"阜新蒙古族自治县新华街9号", "阜新蒙古族自治县****"},
        {"沈阳市星海小区3号", "沈阳市****"}, {"沈阳市铁西区星海小区3号", "沈阳市铁西区****"}, {"鞍山市海城市兴海路1号", "鞍山市海城市****"},
        {"某路3号", "****"}, {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(addresses); i++)
        masked_as(mask_address, addresses[i][0], addresses[i][1]);
}

static void each_mask_is_applied_and_has_its_reason(void **state)
{
    char out[256];
    (void)state;
    assert_int_equal(mask_apply(MASK_HIDE, S("账号"), out), 0);
    assert_string_equal(out, "");
    assert_int_equal(mask_apply(MASK_NONE, S("公司"), out), 6);
    assert_string_equal(out, "公司");
    mask_apply(MASK_NAME, S("段誉"), out);
    assert_string_equal(out, "段**");
    mask_apply(MASK_PHONE, S("18012341999"), out);
    assert_string_equal(out, "180****1999");
    mask_apply(MASK_ID, S("51010519491231001X"), out);
    assert_string_equal(out, "5***************1X");
    mask_apply(MASK_ADDRESS, S("沈阳市和平区南京街1号"), out);
    assert_string_equal(out, "沈阳市和平区****");
    for (int mask = MASK_NAME; mask <= MASK_HIDE; mask++)
        assert_true(strlen(mask_reason((enum field_mask)mask)) > 10);
    assert_null(mask_reason(MASK_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uscc_of_the_standard_is_valid),
        cmocka_unit_test(uscc_with_any_one_sign_changed_is_not_valid),
        cmocka_unit_test(uscc_with_two_neighbours_exchanged_is_not_valid),
        cmocka_unit_test(uscc_of_another_shape_is_said),
        cmocka_unit_test(uscc_placeholders_are_known),
        cmocka_unit_test(uscc_is_set_right_as_people_write_it),
        cmocka_unit_test(uscc_tells_kind_and_division),
        cmocka_unit_test(orgcode_with_and_without_its_hyphen),
        cmocka_unit_test(citizen_ids_of_the_standard_are_valid),
        cmocka_unit_test(citizen_id_wrong_in_sign_day_or_form_is_not_valid),
        cmocka_unit_test(citizen_ids_of_residents_from_beyond_are_good_too),
        cmocka_unit_test(citizen_id_with_one_digit_changed_is_not_valid),
        cmocka_unit_test(citizen_id_is_set_right_as_people_write_it),
        cmocka_unit_test(citizen_id_is_found_inside_a_text),
        cmocka_unit_test(names_keep_their_surname),
        cmocka_unit_test(ids_keep_first_and_last_two),
        cmocka_unit_test(phones_keep_what_the_rule_says),
        cmocka_unit_test(addresses_stop_at_the_district),
        cmocka_unit_test(each_mask_is_applied_and_has_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
