/* Tests of the base room: buffer, arena, UTF-8, calendar and clock, configuration, breaker. */
#include "base/arena.h"
#include "base/breaker.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/random.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void buffer_never_exceeds_its_maximum(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 10);
    assert_string_equal(buffer_text(&buffer), "");
    assert_true(buffer_puts(&buffer, "12345"));
    assert_true(buffer_add_int(&buffer, -789));
    assert_string_equal(buffer_text(&buffer), "12345-789");
    assert_false(buffer_puts(&buffer, "ab"));
    assert_true(buffer.failed);
    assert_false(buffer_putc(&buffer, 'c')); /* sticky, though one sign would fit */
    assert_int_equal(buffer.len, 9);
    assert_null(buffer_take(&buffer));
    buffer_reset(&buffer);
    assert_true(buffer_printf(&buffer, "%s=%d", "n", 1234567));
    assert_false(buffer_printf(&buffer, "%d", 12));
    assert_string_equal(buffer_text(&buffer), "n=1234567");
    buffer_free(&buffer);
}

static void buffer_writes_the_extreme_numbers(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 100);
    buffer_add_int(&buffer, INT64_MIN);
    buffer_putc(&buffer, ' ');
    buffer_add_int(&buffer, INT64_MAX);
    buffer_putc(&buffer, ' ');
    buffer_add_int(&buffer, 0);
    assert_string_equal(buffer_text(&buffer), "-9223372036854775808 9223372036854775807 0");
    char *text = buffer_take(&buffer);
    assert_non_null(text);
    assert_int_equal(buffer.len, 0);
    free(text);
    buffer_free(&buffer);
}

static void arena_gives_up_to_its_maximum_and_takes_all_back(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 100000);
    for (int round = 0; round < 3; round++) {
        char *first = arena_text(&arena, "first");
        char *large = arena_alloc(&arena, 50000);
        assert_non_null(first);
        assert_non_null(large);
        large[49999] = 1;
        assert_null(arena_alloc(&arena, 60000));
        const char *formatted = arena_printf(&arena, "%d-%s", 7, "x");
        assert_string_equal(formatted, "7-x");
        assert_string_equal(first, "first");
        arena_reset(&arena);
        assert_int_equal(arena.used, 0);
    }
    assert_null(arena_copy(&arena, "", SIZE_MAX));
    arena_free(&arena);
}

static void utf8_knows_what_is_well_formed(void **state)
{
    (void)state;
    static const char *const good[] = {"", "abc", "信用辽宁", "𠮷䶮㐂", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "é"};
    static const char *const bad[] = {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                                      "\xff", "\xe4\xbf", "a\xe4", "\xf0\x80\x80\xaf", "\xe4\xbf\x20"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(utf8_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(utf8_valid(bad[i], strlen(bad[i])));
}

static void utf8_counts_and_cuts_by_signs(void **state)
{
    (void)state;
    const char *text = "a信𠮷";
    assert_int_equal(utf8_length(text, strlen(text)), 3);
    assert_int_equal(utf8_prefix(text, strlen(text), 2), 4);
    assert_int_equal(utf8_prefix(text, strlen(text), 9), strlen(text));
    char out[4];
    for (uint32_t sign = 0; sign < 0x110000; sign += 7) {
        const size_t n = utf8_put(sign, out);
        if (sign >= 0xd800 && sign <= 0xdfff) {
            assert_int_equal(n, 0);
            continue;
        }
        size_t at = 0;
        assert_int_equal(utf8_next(out, n, &at), sign);
        assert_int_equal(at, n);
    }
}

static void utf8_clean_takes_harmful_signs_out(void **state)
{
    (void)state;
    char out[256];
    const char dirty[] = "a\0b\x01\x7f\xe2\x80\xae" "c\xe2\x81\xa6" "d\xd8\x9c" "e\xe2\x80\x8f" "f\xff\r\ng\rh\ti\xef\xbb\xbf\xc2\x85\xe2\x80\xa8";
    assert_false(utf8_is_clean(dirty, sizeof dirty - 1));
    size_t n = utf8_clean(dirty, sizeof dirty - 1, false, out);
    assert_string_equal(out, "abcdef\xef\xbf\xbd\ng\nh\ti");
    assert_int_equal(n, strlen(out));
    utf8_clean(dirty, sizeof dirty - 1, true, out);
    assert_string_equal(out, "abcdef\xef\xbf\xbd g h i");
    const char *clean = "行政处罚决定书 “一般”\t𠮷—— é　（）《》";
    assert_true(utf8_is_clean(clean, strlen(clean)));
    utf8_clean(clean, strlen(clean), false, out);
    assert_string_equal(out, clean);
}

static void utf8_quick_question_and_full_answer_agree(void **state)
{
    (void)state;
    char text[8], out[32];
    for (uint32_t sign = 1; sign < 0x110000; sign++) {
        const size_t n = utf8_put(sign, text);
        if (n == 0)
            continue;
        assert_int_equal(utf8_is_clean(text, n), !utf8_harmful(sign));
        assert_int_equal(utf8_clean(text, n, false, out) == n && memcmp(text, out, n) == 0, !utf8_harmful(sign));
    }
}

static void days_and_dates_are_each_others_reverse(void **state)
{
    (void)state;
    int y = 1, m = 1, d = 1;
    for (day_t day = DAY_MIN; day <= DAY_MAX; day++) {
        const civil_date date = day_to_civil(day);
        if (date.y != y || date.m != m || date.d != d || day_from_civil(y, m, d) != day)
            fail_msg("%d is %d-%d-%d, wanted %d-%d-%d", (int)day, date.y, date.m, date.d, y, m, d);
        d++;
        if (!day_exists(y, m, d)) {
            d = 1;
            if (++m > 12) {
                m = 1;
                y++;
            }
        }
    }
    assert_int_equal(y, 10000);
    assert_int_equal(day_from_civil(2025, 2, 29), DAY_NONE);
    assert_int_equal(day_from_civil(1900, 2, 29), DAY_NONE);
    assert_int_equal(day_from_civil(2000, 2, 29), 11016);
}

static void day_parse_takes_only_its_own_form(void **state)
{
    (void)state;
    day_t day;
    char text[DAY_TEXT];
    assert_true(day_parse("2026-04-01", &day));
    assert_string_equal(day_format(day, text), "2026-04-01");
    static const char *const bad[] = {"", "2026-4-1", "2026-02-30", "2026-04-01 ", "x2026-04-01", "0000-01-01", "2026/04/01", "99999-01-01"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(day_parse(bad[i], &day));
    assert_string_equal(day_format(DAY_NONE, text), "");
}

static void day_parse_any_takes_what_departments_write(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-04-01", "2026/4/1", "2026.04.01", "20260401", "2026年4月1日", " 2026年04月01日 ",
                                       "2026-04-01 08:30:00", "2026-04-01T08:30:00+08:00", "2026/4/1 0:00", "2026-04-01 00:00:00.0"};
    static const char *const bad[] = {"", "2026", "2026-04", "2026-04/01", "2026年4月", "202604011", "26-04-01", "2026-04-01x", "2026-04-01 99:00",
                                      "2026年13月1日", "长期", "2026-04-01T"};
    day_t day;
    char text[DAY_TEXT];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!day_parse_any(good[i], &day))
            fail_msg("%s", good[i]);
        assert_string_equal(day_format(day, text), "2026-04-01");
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (day_parse_any(bad[i], &day))
            fail_msg("%s", bad[i]);
}

static void months_end_on_their_last_day(void **state)
{
    (void)state;
    char text[DAY_TEXT];
    assert_string_equal(day_format(day_add_months(day_from_civil(2026, 1, 31), 1), text), "2026-02-28");
    assert_string_equal(day_format(day_add_months(day_from_civil(2024, 1, 31), 1), text), "2024-02-29");
    assert_string_equal(day_format(day_add_months(day_from_civil(2026, 4, 1), 36), text), "2029-04-01");
    assert_string_equal(day_format(day_add_months(day_from_civil(2026, 1, 15), -1), text), "2025-12-15");
    assert_int_equal(day_add_months(day_from_civil(9999, 12, 1), 1), DAY_NONE);
    assert_int_equal(day_add_months(day_from_civil(1, 1, 1), -1), DAY_NONE);
    assert_int_equal(day_add_months(DAY_NONE, 1), DAY_NONE);
    assert_int_equal(day_weekday(day_from_civil(2026, 4, 1)), 3);
    assert_int_equal(day_weekday(day_from_civil(1970, 1, 1)), 4);
    assert_int_equal(day_weekday(day_from_civil(1969, 12, 28)), 7);
}

static void moments_are_shown_in_shanghai(void **state)
{
    (void)state;
    char text[TIME_TEXT];
    const time_t moment = 1774972800; /* 2026-03-31 16:00 UTC */
    assert_string_equal(time_format_shanghai(moment, text), "2026-04-01 00:00:00");
    assert_string_equal(time_format_rfc3339(moment, text), "2026-04-01T00:00:00+08:00");
    assert_string_equal(time_format_utc(moment, text), "2026-03-31 16:00:00");
    assert_string_equal(time_format_http(moment, text), "Tue, 31 Mar 2026 16:00:00 GMT");
    assert_int_equal(day_today_shanghai(moment), day_from_civil(2026, 4, 1));
    assert_int_equal(day_today_shanghai(moment - 1), day_from_civil(2026, 3, 31));
    assert_int_equal(day_start_shanghai(day_from_civil(2026, 4, 1)), moment);
    assert_string_equal(time_format_utc(-1, text), "1969-12-31 23:59:59");
    time_t back;
    assert_true(time_parse_utc("2026-03-31 16:00:00", &back));
    assert_int_equal(back, moment);
    assert_true(time_parse_utc("2026-03-31 16:00:00.123", &back));
    assert_false(time_parse_utc("2026-03-31 24:00:00", &back));
    assert_false(time_parse_utc("2026-03-31", &back));
    assert_string_equal(time_format_utc((time_t)INT64_MAX / 2, text), "");
}

static struct config *parse(const char *text)
{
    struct config *config = NULL;
    return config_parse(text, strlen(text), "test", &config) == RESULT_OK ? config : NULL;
}

static void configuration_gives_values_and_defaults(void **state)
{
    (void)state;
    struct config *config = parse("\xef\xbb\xbf# portal\r\nworkers = 8\r\n\n  site_url=http://x/?a=b  \ndemonstration = yes\nprovince =\n");
    assert_non_null(config);
    bool ok = true;
    assert_int_equal(config_int(config, "workers", 4, 1, 64, &ok), 8);
    assert_string_equal(config_text(config, "site_url", ""), "http://x/?a=b");
    assert_string_equal(config_text(config, "province", "辽宁省"), "辽宁省");
    assert_true(config_bool(config, "demonstration", false, &ok));
    assert_false(config_bool(config, "absent", false, &ok));
    assert_true(ok);
    assert_int_equal(config_int(config, "workers", 4, 1, 6, &ok), 4);
    assert_false(ok);
    ok = true;
    assert_int_equal(config_int(config, "site_url", 7, 0, 9, &ok), 7);
    assert_false(ok);
    ok = true;
    assert_true(config_bool(config, "site_url", true, &ok));
    assert_false(ok);
    config_free(config);
    config_free(NULL);
}

static void configuration_refuses_what_is_no_line(void **state)
{
    (void)state;
    static const char *const bad[] = {"workers\n", "= 8\n", "workers=1\nworkers=2\n", "Wor kers=1\n", "workers=\xff\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_null(parse(bad[i]));
    struct config *config = NULL;
    assert_int_equal(config_parse("a=b\0c", 5, "test", &config), RESULT_INVALID);
    assert_int_equal(config_load("/nowhere/portal.conf", &config), RESULT_NOT_FOUND);
    assert_null(config);
}

static void breaker_lets_one_try_after_the_pause(void **state)
{
    (void)state;
    struct breaker breaker = {0};
    assert_true(breaker_allows(&breaker, 1000));
    for (int i = 0; i < BREAKER_TRIPS; i++)
        breaker_failed(&breaker, 1000);
    assert_false(breaker_allows(&breaker, 1000));
    assert_true(breaker_is_open(&breaker, 1000 + BREAKER_PAUSE_MS - 1));
    assert_true(breaker_allows(&breaker, 1000 + BREAKER_PAUSE_MS));
    assert_false(breaker_allows(&breaker, 1000 + BREAKER_PAUSE_MS)); /* the turn is taken */
    breaker_failed(&breaker, 1000 + BREAKER_PAUSE_MS);
    assert_false(breaker_allows(&breaker, 1500 + BREAKER_PAUSE_MS));
    breaker_succeeded(&breaker);
    assert_true(breaker_allows(&breaker, 1500 + BREAKER_PAUSE_MS));
}

/* What a call writes to standard error. */
static void caught(char *out, size_t size, void (*call)(void))
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const int before = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    call();
    dup2(before, STDERR_FILENO);
    close(before);
    close(ends[1]);
    const ssize_t n = read(ends[0], out, size - 1);
    out[n > 0 ? n : 0] = '\0';
    close(ends[0]);
}

static void write_hostile_line(void)
{
    log_request_id("ab]c\n1");
    log_error("%s", "one\ntwo\x1b[31m \xe2\x80\xae \xff 名");
    log_request_id(NULL);
    log_debug("not written");
}

static void write_long_line(void)
{
    char text[10000];
    memset(text, '\n', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    log_warn("%s", text);
}

static void log_shows_control_signs_and_keeps_to_one_line(void **state)
{
    (void)state;
    char line[16384];
    log_open("test", LOG_LEVEL_INFO);
    caught(line, sizeof line, write_hostile_line);
    assert_string_equal(line, "<3>test[ab_c_1]: one\\x0atwo\\x1b[31m \\u202e \\xff 名\n");
    caught(line, sizeof line, write_long_line);
    assert_true(strlen(line) <= LOG_LINE_MAX);
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    enum log_level level = LOG_LEVEL_INFO;
    assert_true(log_level_parse("debug", &level));
    assert_int_equal(level, LOG_LEVEL_DEBUG);
    assert_false(log_level_parse("loud", &level));
}

static void chance_has_the_asked_form(void **state)
{
    (void)state;
    char a[33], b[33];
    assert_true(random_open());
    random_hex(a, 16);
    random_hex(b, 16);
    assert_int_equal(strspn(a, "0123456789abcdef"), 32);
    assert_string_not_equal(a, b);
    random_signs(a, 10, "xy");
    assert_int_equal(strspn(a, "xy"), 10);
    assert_int_equal(strlen(a), 10);
    for (int i = 0; i < 1000; i++)
        assert_true(random_below(7) < 7);
    assert_int_equal(random_below(1), 0);
    assert_true(random_equal("abc", "abc", 3));
    assert_false(random_equal("abc", "abd", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffer_never_exceeds_its_maximum),
        cmocka_unit_test(buffer_writes_the_extreme_numbers),
        cmocka_unit_test(arena_gives_up_to_its_maximum_and_takes_all_back),
        cmocka_unit_test(utf8_knows_what_is_well_formed),
        cmocka_unit_test(utf8_counts_and_cuts_by_signs),
        cmocka_unit_test(utf8_clean_takes_harmful_signs_out),
        cmocka_unit_test(utf8_quick_question_and_full_answer_agree),
        cmocka_unit_test(days_and_dates_are_each_others_reverse),
        cmocka_unit_test(day_parse_takes_only_its_own_form),
        cmocka_unit_test(day_parse_any_takes_what_departments_write),
        cmocka_unit_test(months_end_on_their_last_day),
        cmocka_unit_test(moments_are_shown_in_shanghai),
        cmocka_unit_test(configuration_gives_values_and_defaults),
        cmocka_unit_test(configuration_refuses_what_is_no_line),
        cmocka_unit_test(breaker_lets_one_try_after_the_pause),
        cmocka_unit_test(log_shows_control_signs_and_keeps_to_one_line),
        cmocka_unit_test(chance_has_the_asked_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
