/* Tests of what filing works out by itself: codes and telephones as typed, record numbers, the cookie of opened cases, the calendar file. */
#include "base/log.h"
#include "base/random.h"
#include "filing/applicant.h"
#include "filing/calendar.h"
#include "web/ticket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void codes_are_made_right_or_refused(void **state)
{
    (void)state;
    char code[APPLICANT_CODE];
    bool doubtful;
    assert_null(applicant_code("91350100m000100y43", false, code, &doubtful));
    assert_string_equal(code, "91350100M000100Y43");
    assert_null(applicant_code("９１３５０１００ M000100-Y43", false, code, &doubtful));
    assert_string_equal(code, "91350100M000100Y43");
    assert_false(doubtful);
    assert_null(applicant_code("91350100M000100Y44", false, code, &doubtful));
    assert_true(doubtful);
    assert_non_null(applicant_code("00000000000000000X", false, code, &doubtful));
    assert_non_null(applicant_code("91350100M000100Y4", false, code, &doubtful));
    assert_non_null(applicant_code("91350100I000100Y43", false, code, &doubtful));
    assert_null(applicant_code("11010519491231002x", true, code, &doubtful));
    assert_string_equal(code, "11010519491231002X");
    assert_non_null(applicant_code("110105194912310021", true, code, &doubtful));
    assert_non_null(applicant_code("", true, code, &doubtful));
}

static void telephones_are_made_right_or_refused(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {"13800000000", "13800000000"}, {"138 0000 0000", "13800000000"}, {"138-0000-0000", "13800000000"}, {"+86 13800000000", "13800000000"},
        {"0086-13800000000", "13800000000"}, {"１３８００００００００", "13800000000"}, {"024-12345678", "024-12345678"}, {"（0411）1234567", "04111234567"},
        {"02412345678", "02412345678"}, {"024-12345678-801", "024-12345678-801"}, {"0412—1234567", "0412-1234567"}};
    static const char *const bad[] = {"", "12345678", "1380000000", "138000000001", "10086", "024-123", "024-123456789", "abc", "024-12345678-", "024-12345678-1234567",
                                      "0-12345678", "+1 650 0000000", "13800000000;rm"};
    char phone[APPLICANT_PHONE];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_null(applicant_phone(good[i][0], phone));
        assert_string_equal(phone, good[i][1]);
        assert_int_equal(applicant_phone_is_mobile(phone), phone[0] == '1');
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(applicant_phone(bad[i], phone));
}

static void mail_addresses_are_made_right_or_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "a", "a@", "@b.cn", "a@b", "a@b.c", "a@@b.cn", "a@b..cn", ".a@b.cn", "a.@b.cn", "a@-b.cn", "a,b@c.cn", "-oX@b.cn", "a@b_c.cn", "a@.cn",
                                      "甲@b.cn", "<a@b.cn>"};
    char mail[APPLICANT_MAIL], masked[APPLICANT_MAIL + 8], longer[400];
    assert_null(applicant_mail(" Zhang.San+x@Example.COM ", mail));
    assert_string_equal(mail, "Zhang.San+x@example.com");
    applicant_mail_mask(mail, masked);
    assert_string_equal(masked, "Z****@example.com");
    applicant_mail_mask("", masked);
    assert_string_equal(masked, "");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_non_null(applicant_mail(bad[i], mail));
    memset(longer, 'a', sizeof longer);
    memcpy(longer + 300, "@b.cn", 6);
    assert_non_null(applicant_mail(longer, mail));
}

static void opened_cases_are_remembered_signed_and_for_their_time(void **state)
{
    (void)state;
    const unsigned char key[TOKEN_KEY] = {1}, other[TOKEN_KEY] = {2};
    struct grants grants = {0}, back;
    char text[GRANT_TEXT];
    grants_add(&grants, "Y20261122000001", 'r', 'r', 2000);
    grants_add(&grants, "X20261122000002", 'c', 'r', 1500);
    grants_add(&grants, "non.sense", 'c', 'r', 1500);
    grants_write(key, &grants, text);
    assert_null(strpbrk(text, ";, \"\\"));
    grants_read(key, text, 1001, &back);
    assert_int_equal(back.count, 2);
    assert_int_equal(grants_find(&back, "Y20261122000001")->kind, 'r');
    assert_int_equal(grants_find(&back, "X20261122000002")->kind, 'c');
    assert_null(grants_find(&back, "Y20261122000009"));
    grants_read(key, text, 1500, &back);
    assert_int_equal(back.count, 1);
    grants_read(key, text, 2000, &back);
    assert_int_equal(back.count, 0);
    grants_read(other, text, 1001, &back);
    assert_int_equal(back.count, 0);
    for (size_t i = 0; text[i] != '\0'; i++) { /* nothing of it can be changed */
        char changed[GRANT_TEXT];
        memcpy(changed, text, sizeof changed);
        changed[i] = changed[i] == '1' ? '2' : '1';
        grants_read(key, changed, 1001, &back);
        assert_int_equal(back.count, 0);
    }
}

static void a_receipt_stays_one_and_the_oldest_case_goes(void **state)
{
    (void)state;
    const unsigned char key[TOKEN_KEY] = {1};
    struct grants grants = {0};
    char number[GRANT_NUMBER], text[GRANT_TEXT];
    grants_add(&grants, "Y20261122000000", 'r', 'r', 3000);
    grants_add(&grants, "Y20261122000000", 'c', 'r', 2000);
    assert_int_equal(grants.count, 1);
    assert_int_equal(grants.of[0].kind, 'r');
    for (int i = 1; i <= GRANTS_MAX + 3; i++) {
        snprintf(number, sizeof number, "Y20261122%06d", i);
        grants_add(&grants, number, 'r', 'r', 3000);
    }
    assert_int_equal(grants.count, GRANTS_MAX);
    assert_null(grants_find(&grants, "Y20261122000000"));
    assert_string_equal(grants.of[0].number, number);
    assert_true(strlen(grants_write(key, &grants, text)) < GRANT_TEXT);
    grants_read(key, text, 1000, &grants);
    assert_int_equal(grants.count, GRANTS_MAX);
}

static void a_day_for_the_calendar_is_folded_and_escaped(void **state)
{
    (void)state;
    const struct calendar_event event = {.uid = "repair-1", .host = "https://credit.example:8443/", .summary = "今天；可以,申请\\", .text =
        "一行很长很长很长很长很长很长很长很长很长很长很长很长的字\n第二行; 有分号", .url = "https://credit.example/repairs/new?record=1",
        .day = day_from_civil(2026, 12, 31), .now = 1795000000};
    struct buffer out;
    buffer_init(&out, 4096);
    assert_true(calendar_write(&out, &event));
    assert_non_null(strstr(out.data, "\r\nUID:repair-1@credit.example\r\n"));
    assert_non_null(strstr(out.data, "\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
    assert_non_null(strstr(out.data, "SUMMARY:今天；可以\\,申请\\\\\r\n"));
    for (const char *line = out.data; *line != '\0';) {
        const char *end = strstr(line, "\r\n");
        assert_non_null(end);
        assert_true(end - line <= 75);
        assert_true(((unsigned char)line[0] & 0xc0) != 0x80); /* folded between signs */
        line = end + 2;
    }
    buffer_free(&out);
    buffer_init(&out, 100);
    assert_false(calendar_write(&out, &event));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_made_right_or_refused),
        cmocka_unit_test(telephones_are_made_right_or_refused),
        cmocka_unit_test(mail_addresses_are_made_right_or_refused),
        cmocka_unit_test(opened_cases_are_remembered_signed_and_for_their_time),
        cmocka_unit_test(a_receipt_stays_one_and_the_oldest_case_goes),
        cmocka_unit_test(a_day_for_the_calendar_is_folded_and_escaped),
    };
    return random_open() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
