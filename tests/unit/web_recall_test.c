/* Pages kept by their facts: the same facts give the same page, others give none, the one unused longest makes room. */
#include "web/recall.h"

#include "base/buffer.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void key_of(const struct recall *recall, unsigned number, unsigned char key[RECALL_KEY])
{
    recall_key(recall, &number, sizeof number, key);
}

static int open_recall(void **state)
{
    *state = random_open() ? recall_open() : NULL;
    return *state == NULL;
}

static int close_recall(void **state)
{
    recall_close(*state);
    return 0;
}

static void a_page_is_found_by_the_same_facts_only(void **state)
{
    struct recall *recall = *state;
    unsigned char one[RECALL_KEY], two[RECALL_KEY];
    struct buffer body;
    buffer_init(&body, 100);
    key_of(recall, 1, one);
    key_of(recall, 2, two);
    assert_memory_not_equal(one, two, RECALL_KEY);
    assert_false(recall_find(recall, one, &body));
    recall_keep(recall, one, "page", 4);
    assert_true(recall_find(recall, one, &body));
    assert_string_equal(buffer_text(&body), "page");
    assert_false(recall_find(recall, two, &body));
    buffer_free(&body);
}

static void two_processes_have_other_keys(void **state)
{
    struct recall *other = recall_open();
    unsigned char a[RECALL_KEY], b[RECALL_KEY];
    assert_non_null(other);
    key_of(*state, 1, a);
    key_of(other, 1, b);
    assert_memory_not_equal(a, b, RECALL_KEY);
    recall_close(other);
}

static void the_page_unused_longest_makes_room(void **state)
{
    struct recall *recall = *state;
    unsigned char key[RECALL_KEY];
    struct buffer body;
    buffer_init(&body, 100000);
    for (unsigned i = 0; i < RECALL_PAGES; i++) {
        key_of(recall, i, key);
        recall_keep(recall, key, "old", 3);
    }
    key_of(recall, 0, key);
    assert_true(recall_find(recall, key, &body)); /* used again: 1 is now the oldest */
    key_of(recall, 1000, key);
    recall_keep(recall, key, "new", 3);
    assert_true(recall_find(recall, key, &body));
    key_of(recall, 0, key);
    assert_true(recall_find(recall, key, &body));
    key_of(recall, 1, key);
    assert_false(recall_find(recall, key, &body));
    buffer_free(&body);
}

static void a_long_page_and_an_empty_one_are_not_kept(void **state)
{
    struct recall *recall = *state;
    unsigned char key[RECALL_KEY];
    struct buffer body;
    char *page = calloc(1, RECALL_PAGE_MAX + 1);
    assert_non_null(page);
    buffer_init(&body, RECALL_PAGE_MAX + 1);
    key_of(recall, 1, key);
    recall_keep(recall, key, page, RECALL_PAGE_MAX + 1);
    assert_false(recall_find(recall, key, &body));
    recall_keep(recall, key, page, 0);
    assert_false(recall_find(recall, key, &body));
    recall_keep(recall, key, page, RECALL_PAGE_MAX);
    assert_true(recall_find(recall, key, &body));
    assert_int_equal(body.len, RECALL_PAGE_MAX);
    buffer_free(&body);
    free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_is_found_by_the_same_facts_only, open_recall, close_recall),
        cmocka_unit_test_setup_teardown(two_processes_have_other_keys, open_recall, close_recall),
        cmocka_unit_test_setup_teardown(the_page_unused_longest_makes_room, open_recall, close_recall),
        cmocka_unit_test_setup_teardown(a_long_page_and_an_empty_one_are_not_kept, open_recall, close_recall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
