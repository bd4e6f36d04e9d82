/* Tests of what the reads of lists and searches know without a database: page keys, patterns, counter keys, totals. */
#include "db/count.h"
#include "db/find.h"
#include "db/like.h"
#include "db/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_list_key_is_read_back(void **state)
{
    (void)state;
    struct list_key key = {.decided_on = day_from_civil(2026, 4, 1), .record_id = 9223372036854775807u}, back;
    char text[LIST_KEY_TEXT];
    assert_string_equal(list_key_format(&key, text), "2026-04-01.9223372036854775807");
    assert_true(list_key_parse(text, &back));
    assert_int_equal(back.decided_on, key.decided_on);
    assert_true(back.record_id == key.record_id);
    assert_false(back.documents);
    key.documents = true;
    assert_string_equal(list_key_format(&key, text), "d2026-04-01.9223372036854775807");
    assert_true(list_key_parse(text, &back));
    assert_true(back.documents && back.record_id == key.record_id);
}

static void a_malformed_list_key_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "", ".", "2026-04-01", "2026-04-01.", "2026-04-01.x", "2026-04-01.1x", "2026-04-01.-1", "2026-04-01. 1", "2026-02-30.1",
        "2026-4-1.1", "2026-04-01,1", "2026-04-01.12345678901234567890", "2026-04-01.99999999999999999999999999999999999999", "长期.1",
        "d", "d.1", "d2026-04-01", "dd2026-04-01.1", "e2026-04-01.1"};
    struct list_key key;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(list_key_parse(wrong[i], &key));
}

static void a_search_key_is_read_back_and_a_malformed_one_refused(void **state)
{
    (void)state;
    struct find_key key = {.stage = 'g', .id = 16016, .gram = 0x8D386613538259FF}, back;
    char text[FIND_KEY_TEXT];
    assert_string_equal(find_key_format(&key, text), "g.16016.8d386613538259ff");
    assert_true(find_key_parse(text, &back));
    assert_int_equal(back.stage, 'g');
    assert_int_equal(back.id, 16016);
    assert_int_equal(back.gram, key.gram);
    key = (struct find_key){.stage = 'p', .id = 16016};
    assert_string_equal(find_key_format(&key, text), "p.16016");
    assert_true(find_key_parse(text, &back));
    assert_true(find_key_parse("g.16016", &back)); /* of an older address: the stage begins anew */
    assert_int_equal(back.gram, 0);
    assert_false(back.half);
    key.half = true; /* of a word without half a company form */
    assert_string_equal(find_key_format(&key, text), "P.16016");
    assert_true(find_key_parse(text, &back));
    assert_true(back.stage == 'p' && back.half);
    static const char *const wrong[] = {"", "g", "g.", "x.1", "g.x", "g.1x", "gg.1", "e1", "p.12345678901234567890", ".1", "p.1.1", "g.1.", "g.1.x",
                                        "g.1.11112222333344445", "g.1.1.1", "g..1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(find_key_parse(wrong[i], &back));
}

static void a_word_means_itself_in_a_pattern(void **state)
{
    (void)state;
    char out[LIKE_TEXT];
    like_contains("100%_\\甲", out);
    assert_string_equal(out, "%100\\%\\_\\\\甲%");
    like_begins("a%", out);
    assert_string_equal(out, "a\\%%");
    like_contains("", out);
    assert_string_equal(out, "%%");
}

static void a_long_word_is_cut_within_the_pattern(void **state)
{
    (void)state;
    char word[3 * 500 + 1], out[LIKE_TEXT];
    for (size_t i = 0; i < 500; i++)
        memcpy(word + 3 * i, "长", 3);
    word[1500] = '\0';
    like_contains(word, out);
    assert_int_equal(strlen(out), 3 * LIKE_SIGNS + 2);
    memset(word, '%', 1500);
    like_contains(word, out);
    assert_int_equal(strlen(out), 2 * LIKE_SIGNS + 2);
}

/* Values of MariaDB: SELECT CRC32('罚款'), CRC32(''), TO_DAYS('2026-04-01'). */
static void counter_keys_are_those_of_the_database(void **state)
{
    (void)state;
    assert_int_equal(count_kind_key(""), 0);
    assert_int_equal(count_kind_key("123456789"), 0xcbf43926u);
    assert_int_equal(count_day_key(day_from_civil(2026, 4, 1)), 740072);
    assert_int_equal(count_day_key(day_from_civil(1970, 1, 1)), 719528);
    assert_int_equal(count_key_day(740072), day_from_civil(2026, 4, 1));
}

static void a_total_says_when_there_may_be_more(void **state)
{
    (void)state;
    char text[LIST_TOTAL_TEXT];
    assert_string_equal(list_total_text(&(struct list_total){.n = 101000}, text), "101000");
    assert_string_equal(list_total_text(&(struct list_total){.n = 10000, .capped = true}, text), "10000+");
    /* never "0+" or "37+": a count that was not finished is no number */
    assert_string_equal(list_total_text(&(struct list_total){.n = 0, .unfinished = true}, text), "10000+");
    assert_string_equal(list_total_text(&(struct list_total){.n = 37, .unfinished = true}, text), "10000+");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_key_is_read_back),
        cmocka_unit_test(a_malformed_list_key_is_refused),
        cmocka_unit_test(a_search_key_is_read_back_and_a_malformed_one_refused),
        cmocka_unit_test(a_word_means_itself_in_a_pattern),
        cmocka_unit_test(a_long_word_is_cut_within_the_pattern),
        cmocka_unit_test(counter_keys_are_those_of_the_database),
        cmocka_unit_test(a_total_says_when_there_may_be_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
