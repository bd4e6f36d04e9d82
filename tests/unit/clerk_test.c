/* Tests of notices: every message of the tables has its text, short ones are short, mails are as the standards want them. */
#include "domain_test.h"

#include "base/utf8.h"
#include "clerk/mail.h"
#include "domain/casework.h"
#include "domain/notice.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBER "Y20261122123456"
#define SITE "公共信用信息门户"

static char *notice_file(const char *name)
{
    char path[128];
    size_t len;
    snprintf(path, sizeof path, "templates/notice/%s.txt", name);
    return source_file(path, &len);
}

static char *filled(const char *template, size_t len, const struct notice_values *values)
{
    struct buffer out;
    buffer_init(&out, NOTICE_TEXT_MAX);
    assert_int_equal(notice_fill(template, len, values, &out), RESULT_OK);
    char *text = buffer_take(&out);
    return text ? text : strdup("");
}

/* The text of a notice for a kind of case, with every value there. */
static char *text_of(const char *name, enum case_kind kind)
{
    const struct notice_values values = {.number = NUMBER, .kind = case_kind_label(kind), .state = case_state_label(CASE_CHECKING),
                                         .step = case_step_label(STEP_RESULT_NOTICE), .due = "2026-12-04", .code = "ABCDEFGHJK", .site = SITE, .link = "https://x.cn/cases"};
    const char *subject, *text;
    size_t subject_len, text_len;
    char *template = notice_file(name);
    assert_int_equal(notice_split(template, &subject, &subject_len, &text, &text_len), RESULT_OK);
    free(filled(subject, subject_len, &values));
    char *out = filled(text, text_len, &values);
    free(template);
    return out;
}

static void every_notice_of_the_tables_has_its_text(void **state)
{
    (void)state;
    size_t seen = 0;
    for (unsigned kind = 0; kind < CASE_KINDS; kind++) {
        size_t count;
        const struct case_move *moves = case_moves((enum case_kind)kind, &count);
        for (size_t i = 0; i < count; i++) {
            const char *names[] = {moves[i].notice, moves[i].notice_unit};
            for (size_t k = 0; k < 2; k++)
                if (names[k]) {
                    char *text = text_of(names[k], (enum case_kind)kind);
                    assert_non_null(strstr(text, NUMBER));
                    free(text);
                    seen++;
                }
        }
    }
    assert_true(seen > 40);
}

static void a_short_message_is_one(void **state)
{
    (void)state;
    static const char *const names[] = {"received", "supplemented", "returned", "accepted", "refused", "forwarded", "replied", "decided", "withdrawn",
                                        "code", "due_soon", "overdue", "report_changed"};
    for (unsigned kind = 0; kind < CASE_KINDS; kind++)
        for (size_t i = 0; i < COUNT(names); i++) {
            char sms[NOTICE_TEXT_MAX], *text = text_of(names[i], (enum case_kind)kind);
            snprintf(sms, sizeof sms, "【%s】%s", SITE, text);
            if (utf8_length(S(sms)) > NOTICE_SMS_SIGNS)
                fail_msg("%s: %zu signs: %s", names[i], utf8_length(S(sms)), sms);
            free(text);
        }
}

static void a_part_without_its_value_is_left_out(void **state)
{
    (void)state;
    const struct notice_values with = {.number = "7", .due = "2026-12-04"}, without = {.number = "7", .due = ""};
    char *text = filled(S("件{number}[，至{due}]。"), &with);
    assert_string_equal(text, "件7，至2026-12-04。");
    free(text);
    text = filled(S("件{number}[，至{due}]。"), &without);
    assert_string_equal(text, "件7。");
    free(text);
}

static void what_is_no_template_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"{unknown}", "{number", "number}", "[{number}", "{number}]", "[a[b]]", "[a{b]}"};
    const struct notice_values values = {.number = "7"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct buffer out;
        buffer_init(&out, NOTICE_TEXT_MAX);
        assert_int_equal(notice_fill(S(bad[i]), &values, &out), RESULT_INVALID);
        buffer_free(&out);
    }
    const char *subject, *text;
    size_t a, b;
    assert_int_equal(notice_split("one line", &subject, &a, &text, &b), RESULT_INVALID);
    assert_int_equal(notice_split("one\ntwo\nthree\n", &subject, &a, &text, &b), RESULT_INVALID);
}

static void values_are_told_in_words(void **state)
{
    (void)state;
    struct notice_keep keep;
    struct notice_values values = {0};
    assert_int_equal(notice_values_read("{\"number\": \"" NUMBER "\", \"kind\": \"repair\", \"state\": \"accepted\", \"step\": \"repair_site\", "
                                        "\"due\": \"2026-12-04\", \"code_version\": 3}", &keep, &values), RESULT_OK);
    assert_string_equal(values.number, NUMBER);
    assert_string_equal(values.kind, "信用修复申请");
    assert_string_equal(values.due, "2026-12-04");
    assert_int_equal(keep.code_version, 3);
    assert_int_equal(notice_values_read("[]", &keep, &values), RESULT_INVALID);
    assert_int_equal(notice_values_read("{", &keep, &values), RESULT_INVALID);
}

static struct mail sample(void)
{
    return (struct mail){.id = "0123456789abcdef0123456789abcdef", .host = "credit.example.cn", .from = "noreply@example.cn", .from_name = SITE,
                         .to = "someone@example.cn", .subject = "异议申请已有处理结果（" NUMBER "）请凭查询码在网站查看", .text = "您的异议申请已作出处理结果。\n第二行\n",
                         .at = 1795305600 /* 2026-11-22 08:00 in Shanghai */};
}

static void a_mail_is_as_the_standards_want_it(void **state)
{
    (void)state;
    struct buffer out;
    const struct mail mail = sample();
    buffer_init(&out, MAIL_MAX);
    assert_int_equal(mail_compose(&mail, &out), RESULT_OK);
    const char *text = buffer_text(&out);
    assert_non_null(strstr(text, "\r\nMessage-ID: <0123456789abcdef0123456789abcdef@credit.example.cn>\r\n"));
    assert_non_null(strstr(text, "\r\nDate: Sun, 22 Nov 2026 08:00:00 +0800\r\n"));
    assert_non_null(strstr(text, "\r\nTo: <someone@example.cn>\r\n"));
    for (const char *line = text; *line;) {
        const char *end = strstr(line, "\r\n");
        assert_non_null(end);
        assert_true(end - line <= 78);
        for (const char *at = line; at < end; at++)
            assert_true(*at > 31 && *at < 127);
        line = end + 2;
    }
    /* the body is the text */
    const char *body = strstr(text, "\r\n\r\n") + 4;
    unsigned char bytes[1024];
    size_t len;
    assert_int_equal(sodium_base642bin(bytes, sizeof bytes, body, strlen(body), "\r\n", &len, NULL, sodium_base64_VARIANT_ORIGINAL), 0);
    assert_int_equal(len, strlen(mail.text));
    assert_memory_equal(bytes, mail.text, len);
    buffer_free(&out);
}

static void an_address_that_could_be_an_option_or_a_header_is_none(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "a", "@b.cn", "a@", "-oQ/tmp@b.cn", "a@b", "a b@c.cn", "a@b.cn\nBcc: x@y.cn", "a@b@c.cn", "a@-b.cn", "a@b..cn", "a@b.cn.", "<a@b.cn>", "a@b.cn,c@d.cn"};
    static const char *const good[] = {"a@b.cn", "first.last+tag@mail.example.cn", "o'neil@x-y.cn"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(mail_address_good(bad[i]));
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(mail_address_good(good[i]));
}

/* A program in the place of sendmail. */
static void write_script(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
}

static void sendmail_gets_the_message_and_its_answer_counts(void **state)
{
    (void)state;
    char folder[] = "/tmp/clerk-test-XXXXXX", script[64], output[64], text[256], why[160];
    size_t len;
    const struct mail mail = sample();
    assert_non_null(mkdtemp(folder));
    snprintf(script, sizeof script, "%s/sendmail", folder);
    snprintf(output, sizeof output, "%s/out", folder);
    snprintf(text, sizeof text, "#!/bin/sh\necho \"$@\" >%s\ncat >>%s\n", output, output);
    write_script(script, text);
    assert_int_equal(mail_send(script, &mail, why, sizeof why), RESULT_OK);
    char *got = file_read(output, MAIL_MAX, &len);
    assert_non_null(got);
    assert_ptr_equal(strstr(got, "-i -f noreply@example.cn -- someone@example.cn\nFrom: "), got);
    assert_non_null(strstr(got, "Message-ID: <0123456789abcdef0123456789abcdef@"));
    free(got);
    write_script(script, "#!/bin/sh\ncat >/dev/null\nexit 67\n");   /* nobody of that name */
    assert_int_equal(mail_send(script, &mail, why, sizeof why), RESULT_INVALID);
    write_script(script, "#!/bin/sh\ncat >/dev/null\nexit 75\n");   /* another time */
    assert_int_equal(mail_send(script, &mail, why, sizeof why), RESULT_UNAVAILABLE);
    assert_int_equal(mail_send("/no/such/program", &mail, why, sizeof why), RESULT_UNAVAILABLE);
    unlink(script);
    unlink(output);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_notice_of_the_tables_has_its_text),
        cmocka_unit_test(a_short_message_is_one),
        cmocka_unit_test(a_part_without_its_value_is_left_out),
        cmocka_unit_test(what_is_no_template_is_refused),
        cmocka_unit_test(values_are_told_in_words),
        cmocka_unit_test(a_mail_is_as_the_standards_want_it),
        cmocka_unit_test(an_address_that_could_be_an_option_or_a_header_is_none),
        cmocka_unit_test(sendmail_gets_the_message_and_its_answer_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
