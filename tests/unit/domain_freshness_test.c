/* Tests of cycles and overdue deliveries, of whom a set speaks, and of entries that still run. */
#include "domain_test.h"

#include "domain/freshness.h"

static day_t day(const char *text)
{
    day_t out;
    assert_true(day_parse(text, &out));
    return out;
}

static void a_delivery_is_overdue_after_its_cycle_and_the_tolerance(void **state)
{
    (void)state;
    static const struct { const char *cycle; int term; } cycles[] = {
        {"daily", 1}, {"weekly", 7}, {"monthly", 31}, {"quarterly", 92}, {"halfyearly", 184}, {"yearly", 366}};
    const day_t last = day("2026-01-31");
    for (size_t i = 0; i < COUNT(cycles); i++) {
        const day_t due = last + cycles[i].term + DELIVERY_TOLERANCE;
        assert_false(delivery_overdue(cycles[i].cycle, last, last));
        assert_false(delivery_overdue(cycles[i].cycle, last, due));
        assert_true(delivery_overdue(cycles[i].cycle, last, due + 1));
    }
    assert_true(delivery_overdue("daily", day("2021-01-01"), day("2026-11-30")));
    /* the longest holiday alone makes nobody late */
    assert_false(delivery_overdue("daily", day("2026-09-30"), day("2026-10-09")));
}

static void no_term_and_no_delivery_are_never_overdue(void **state)
{
    (void)state;
    assert_false(delivery_overdue("realtime", day("2021-01-01"), day("2026-11-30")));
    assert_false(delivery_overdue("", day("2021-01-01"), day("2026-11-30")));
    assert_false(delivery_overdue(NULL, day("2021-01-01"), day("2026-11-30")));
    assert_false(delivery_overdue("daily", DAY_NONE, day("2026-11-30")));
}

static void a_cycle_has_its_word(void **state)
{
    (void)state;
    static const char *const words[][2] = {{"realtime", "实时"}, {"daily", "每日"}, {"weekly", "每周"}, {"monthly", "每月"},
                                           {"quarterly", "每季度"}, {"halfyearly", "每半年"}, {"yearly", "每年"}, {"sometimes", ""}};
    for (size_t i = 0; i < COUNT(words); i++)
        assert_string_equal(cycle_label(words[i][0]), words[i][1]);
    assert_string_equal(cycle_label(NULL), "");
}

static void a_set_speaks_of_organisations_of_persons_or_of_both(void **state)
{
    (void)state;
    static const struct field uscc = {.role = ROLE_USCC};
    static const struct { enum subject_type type; bool organisation, person; } types[] = {
        {SUBJECT_ORGANISATION, true, false}, {SUBJECT_PERSON, false, true}, {SUBJECT_MIXED, true, true}, {SUBJECT_VEHICLE, true, false}};
    for (size_t i = 0; i < COUNT(types); i++) {
        struct info_set set = {.subject_type = types[i].type};
        set.roles[ROLE_USCC] = &uscc;
        assert_int_equal(set_concerns(&set, false), types[i].organisation);
        assert_int_equal(set_concerns(&set, true), types[i].person);
    }
}

static void an_entry_runs_until_its_term_is_over_or_it_is_removed(void **state)
{
    (void)state;
    static const char *const ended[] = {"已解除", "已注销"};
    struct field until = {.role = ROLE_VALID_UNTIL};
    const struct field status = {.role = ROLE_STATUS, .ended = {ended, COUNT(ended)}};
    struct info_set set = {.name = "名单"};
    const day_t today = day("2026-11-30");
    const struct entry_end open = {.publish_until = DAY_NONE};
    assert_true(entry_runs(&set, &open, today));
    set.roles[ROLE_VALID_UNTIL] = &until;
    set.roles[ROLE_STATUS] = &status;
    assert_true(entry_runs(&set, &open, today));
    assert_true(entry_runs(&set, &(struct entry_end){.valid_until = "", .status = "", .publish_until = DAY_NONE}, today));
    assert_true(entry_runs(&set, &(struct entry_end){.valid_until = "2099-12-31", .status = "非正常", .publish_until = today}, today));
    assert_true(entry_runs(&set, &(struct entry_end){.valid_until = "2026-11-30", .publish_until = DAY_NONE}, today));
    assert_false(entry_runs(&set, &(struct entry_end){.valid_until = "2026-11-29", .publish_until = DAY_NONE}, today));
    assert_false(entry_runs(&set, &(struct entry_end){.status = "已解除", .publish_until = DAY_NONE}, today));
    assert_false(entry_runs(&set, &(struct entry_end){.publish_until = today - 1}, today));
    until.removal = true; /* the day on which a firm is removed is the first on which it is not on the list */
    assert_false(entry_runs(&set, &(struct entry_end){.valid_until = "2026-11-30", .publish_until = DAY_NONE}, today));
    assert_true(entry_runs(&set, &(struct entry_end){.valid_until = "2026-12-01", .publish_until = DAY_NONE}, today));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_delivery_is_overdue_after_its_cycle_and_the_tolerance),
        cmocka_unit_test(no_term_and_no_delivery_are_never_overdue),
        cmocka_unit_test(a_cycle_has_its_word),
        cmocka_unit_test(a_set_speaks_of_organisations_of_persons_or_of_both),
        cmocka_unit_test(an_entry_runs_until_its_term_is_over_or_it_is_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
