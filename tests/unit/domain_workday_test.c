/* Tests of working days: every day of the notices 2007 to 2026, deadlines, and the year whose notice is not there yet. */
#include "domain_test.h"

#include "domain/workday.h"

static struct workdays days;

static int load(void **state)
{
    size_t len, line;
    (void)state;
    char *csv = source_file("db/data/workdays.csv", &len);
    workdays_init(&days);
    const enum result result = workdays_parse(&days, csv, len, &line);
    free(csv);
    return result == RESULT_OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    workdays_free(&days);
    return 0;
}

static day_t day(const char *text)
{
    day_t out = DAY_NONE;
    assert_true(day_parse(text, &out));
    return out;
}

/* The day of the week by another way than the room's own (Sakamoto): 0 Sunday. */
static int weekday(int y, int m, int d)
{
    static const int t[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    y -= m < 3;
    return (y + y / 4 - y / 100 + y / 400 + t[m - 1] + d) % 7;
}

static void every_day_follows_the_week_unless_a_notice_says_otherwise(void **state)
{
    size_t len, exceptions = 0, seen = 0;
    (void)state;
    char *csv = source_file("db/data/workdays.csv", &len);
    for (int y = 2007; y <= 2026; y++) {
        for (int m = 1; m <= 12; m++) {
            for (int d = 1; d <= 31 && day_exists(y, m, d); d++) {
                char text[32];
                snprintf(text, sizeof text, "\n%04d-%02d-%02d,", y, m, d);
                const char *line = strstr(csv, text);
                bool working = weekday(y, m, d) >= 1 && weekday(y, m, d) <= 5;
                if (line) {
                    working = strncmp(line + strlen(text), "work", 4) == 0;
                    exceptions++;
                }
                assert_int_equal(workday_is(&days, day_from_civil(y, m, d)), working);
                seen++;
            }
        }
    }
    free(csv);
    assert_int_equal(seen, 7305);
    assert_int_equal(exceptions, days.count);
    assert_int_equal(days.year_count, 20);
}

static void working_weekends_of_2026_are_known(void **state)
{
    static const char *const weekends[] = {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"};
    (void)state;
    for (size_t i = 0; i < COUNT(weekends); i++) {
        assert_true(workday_is(&days, day(weekends[i])));
        assert_true(day_weekday(day(weekends[i])) > 5);
    }
    int n = 0;
    for (day_t d = day("2026-01-01"); d <= day("2026-12-31"); d++)
        n += day_weekday(d) > 5 && workday_is(&days, d);
    assert_int_equal(n, COUNT(weekends));
    assert_false(workday_is(&days, day("2026-10-01")));
}

static void deadline(const char *from, unsigned n, const char *expected, bool provisional)
{
    char text[DAY_TEXT];
    bool may_move = !provisional;
    assert_string_equal(day_format(workday_add(&days, day(from), n, &may_move), text), expected);
    assert_int_equal(may_move, provisional);
}

static void deadlines_over_the_national_holiday(void **state)
{
    (void)state;
    deadline("2026-09-30", 2, "2026-10-09", false);
    deadline("2026-09-30", 3, "2026-10-10", false);
    deadline("2026-09-30", 10, "2026-10-20", false);
    deadline("2026-09-30", 0, "2026-09-30", false);
}

static void filing_on_a_day_off_counts_from_the_next_working_day(void **state)
{
    (void)state;
    deadline("2026-06-06", 1, "2026-06-08", false); /* a Saturday: Monday is day 1 */
    deadline("2026-06-07", 1, "2026-06-08", false);
    deadline("2026-06-05", 1, "2026-06-08", false); /* a Friday is day 0 */
    deadline("2026-06-06", 0, "2026-06-08", false);
    deadline("2026-06-06", 3, "2026-06-10", false);
    deadline("2026-10-03", 1, "2026-10-08", false);
    deadline("2026-05-09", 1, "2026-05-11", false); /* a worked Saturday is day 0 itself */
}

static void year_without_its_notice_makes_a_deadline_provisional(void **state)
{
    (void)state;
    assert_false(workdays_known(&days, 2027));
    assert_true(workdays_known(&days, 2026));
    deadline("2026-12-30", 1, "2026-12-31", false);
    deadline("2026-12-31", 1, "2027-01-01", true); /* a Friday of a year that nobody knows yet */
    deadline("2026-12-25", 10, "2027-01-08", true);
    deadline("2027-03-01", 0, "2027-03-01", true);
    struct workdays more;
    bool provisional;
    size_t line;
    char text[DAY_TEXT];
    workdays_init(&more);
    assert_int_equal(workdays_parse(&more, S("date,kind,name\n2026-01-01,off,元旦\n2027-01-01,off,元旦\n"), &line), RESULT_OK);
    assert_string_equal(day_format(workday_add(&more, day("2026-12-31"), 1, &provisional), text), "2027-01-04");
    assert_false(provisional);
    workdays_free(&more);
}

static void between_is_the_reverse_of_add(void **state)
{
    bool provisional;
    (void)state;
    for (day_t from = day("2026-01-01"); from < day("2026-11-01"); from++)
        for (unsigned n = 1; n <= 20; n++)
            assert_int_equal(workday_between(&days, from, workday_add(&days, from, n, &provisional)), n);
    assert_int_equal(workday_between(&days, day("2026-06-05"), day("2026-06-05")), 0);
    assert_int_equal(workday_between(&days, day("2026-06-05"), day("2026-06-01")), 0);
}

static void days_out_of_the_calendar_are_no_deadline(void **state)
{
    bool provisional = true;
    (void)state;
    assert_int_equal(workday_add(&days, DAY_NONE, 3, &provisional), DAY_NONE);
    assert_int_equal(workday_add(&days, DAY_MAX + 1, 3, &provisional), DAY_NONE);
    assert_int_equal(workday_between(&days, DAY_NONE, day("2026-01-01")), 0);
}

static void exceptions_may_be_said_twice_but_not_against_each_other(void **state)
{
    struct workdays table;
    (void)state;
    workdays_init(&table);
    assert_int_equal(workdays_add(&table, day("2026-01-01"), false), RESULT_OK);
    assert_int_equal(workdays_add(&table, day("2026-01-01"), false), RESULT_OK);
    assert_int_equal(workdays_add(&table, day("2026-01-01"), true), RESULT_CONFLICT);
    assert_int_equal(table.count, 1);
    assert_int_equal(workdays_know(&table, 0), RESULT_INVALID);
    assert_int_equal(workdays_know(&table, 2025), RESULT_OK);
    assert_true(workdays_known(&table, 2025) && workdays_known(&table, 2026));
    workdays_free(&table);
}

static void calendar_that_is_none_is_refused_with_its_line(void **state)
{
    static const struct { const char *csv; size_t line; enum result result; } files[] = {
        {"date,kind,name\n2026-01-01,off,x\n2026-02-30,off,x\n", 3, RESULT_INVALID},
        {"date,kind,name\n2026-01-01,holiday,x\n", 2, RESULT_INVALID},
        {"2026-01-01 off\n", 1, RESULT_INVALID},
        {"date,kind,name\n2026-01-01,off,x\r\n2026-01-01,work,x\r\n", 3, RESULT_CONFLICT},
        {"", 0, RESULT_INVALID},
        {"\xEF\xBB\xBF" "date,kind,name\r\n2026-01-01,off,元旦\r\n\r\n2026-01-04,work", 4, RESULT_OK},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct workdays table;
        size_t line = 99;
        workdays_init(&table);
        assert_int_equal(workdays_parse(&table, S(files[i].csv), &line), files[i].result);
        assert_int_equal(line, files[i].line);
        workdays_free(&table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_follows_the_week_unless_a_notice_says_otherwise),
        cmocka_unit_test(working_weekends_of_2026_are_known),
        cmocka_unit_test(deadlines_over_the_national_holiday),
        cmocka_unit_test(filing_on_a_day_off_counts_from_the_next_working_day),
        cmocka_unit_test(year_without_its_notice_makes_a_deadline_provisional),
        cmocka_unit_test(between_is_the_reverse_of_add),
        cmocka_unit_test(days_out_of_the_calendar_are_no_deadline),
        cmocka_unit_test(exceptions_may_be_said_twice_but_not_against_each_other),
        cmocka_unit_test(calendar_that_is_none_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
