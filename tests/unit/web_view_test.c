/* Every template rendered twice with chance data: by the walk that pages use and by ClearSilver alone. The bytes must be the same,
   and nothing hostile may come through either. */
#include "base/log.h"
#include "web/view.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 6
#define WORDS 400
#define FORMS "tests/unit/templates" /* every form of expression that templates may use, whether or not a page does */

/* What the templates of a folder talk about: first parts of names, later parts, and constants to compare with. */
struct words {
    char *word[WORDS];
    size_t count;
};
static struct words tops, subs, constants;
static uint64_t chance_state;

static uint64_t chance(uint64_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return chance_state % below;
}

static void add_word(struct words *words, const char *text, size_t len)
{
    for (size_t i = 0; i < words->count; i++)
        if (strlen(words->word[i]) == len && memcmp(words->word[i], text, len) == 0)
            return;
    if (words->count < WORDS)
        words->word[words->count++] = strndup(text, len);
}

static void free_words(struct words *words)
{
    while (words->count > 0)
        free(words->word[--words->count]);
}

static size_t name_len(const char *at)
{
    size_t n = 0;
    while ((at[n] >= 'a' && at[n] <= 'z') || at[n] == '_' || (n > 0 && at[n] >= '0' && at[n] <= '9'))
        n++;
    return n;
}

/* Takes the names and constants out of one command. */
static void read_command(const char *at, const char *end)
{
    while (at < end) {
        const size_t n = name_len(at);
        if (*at == '"') {
            const size_t len = strcspn(at + 1, "\"");
            add_word(&constants, at + 1, len);
            at += len + 2;
        } else if (n > 0) {
            add_word(at[-1] == '.' ? &subs : &tops, at, n);
            at += n;
        } else
            at++;
    }
}

static void read_words(const char *path)
{
    static char text[1 << 20];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    for (const char *at = strstr(text, "<?cs "); at != NULL; at = strstr(at, "<?cs ")) {
        const char *end = strstr(at, "?>");
        if (end == NULL)
            return;
        if (at[5] != '#')
            read_command(at + 5, end);
        at = end;
    }
}

static const char *chance_value(void)
{
    static const char *const values[] = {"", "0", "1", "00", "0x0", "010", " 0", "-1", "a", "<b>\"'&", "2099-12-31", "2026-04-01", "1234567", "10000+", "信用 <辽宁>",
                                         "javascript:alert(1)", "/lists/red?a=1&b=2", "https://example.cn/'x'", "第一行\n<第二行>"};
    if (constants.count > 0 && chance(3) == 0)
        return constants.word[chance(constants.count)];
    return values[chance(sizeof values / sizeof values[0])];
}

/* content.html is the one name that holds HTML of our own. */
static const char *value_for(const char *word)
{
    return strcmp(word, "html") == 0 ? "<p>ours</p>" : chance_value();
}

/* A tree of what templates may ask for, some of it missing. The same seed gives the same tree. */
static void fill(struct view *view, uint64_t seed)
{
    chance_state = seed;
    const uint64_t gaps = 1 + chance(5);
    view_text(view, "content.html", "<p>ours</p>");
    for (size_t i = 0; i < tops.count; i++) {
        if (chance(8) < gaps || strcmp(tops.word[i], "content") == 0)
            continue;
        if (chance(4) > 0)
            view_text(view, tops.word[i], chance_value());
        struct view_node *top = view_child(view, tops.word[i]);
        for (size_t j = 0; j < subs.count; j++) {
            if (chance(6) < gaps)
                continue;
            view_node_set(top, subs.word[j], value_for(subs.word[j]));
            for (size_t row = chance(3) == 0 ? chance(3) : 0; row > 0; row--)
                view_node_set(view_node_row(view_node_child(top, subs.word[j]), "0", 0), "name", chance_value());
        }
        for (size_t row = 0, rows = chance(4); row < rows; row++) {
            struct view_node *node = view_row(view, tops.word[i], row);
            for (size_t j = 0; j < subs.count; j++)
                if (chance(6) >= gaps)
                    view_node_set(node, subs.word[j], value_for(subs.word[j]));
            for (size_t inner = 0, inners = chance(3); subs.count > 0 && inner < inners; inner++)
                view_node_set(view_node_row(node, subs.word[chance(subs.count)], inner), "name", chance_value());
        }
    }
}

static void render_both(struct views *views, const char *name, uint64_t seed)
{
    struct buffer fast, plain;
    buffer_init(&fast, VIEW_PAGE_MAX);
    buffer_init(&plain, VIEW_PAGE_MAX);
    for (int way = 0; way < 2; way++) {
        struct view *view = view_begin(views); /* anew: `set:` changes the tree */
        fill(view, seed);
        assert_int_equal(way == 0 ? view_render(view, name, &fast) : view_render_plain(view, name, &plain), RESULT_OK);
    }
    size_t same = 0;
    while (same < fast.len && same < plain.len && fast.data[same] == plain.data[same])
        same++;
    if (fast.len != plain.len || same < fast.len)
        fail_msg("%s, seed %llu, at %zu:\nwalk  …%.200s\nplain …%.200s", name, (unsigned long long)seed, same,
                 buffer_text(&fast) + (same > 80 ? same - 80 : 0), buffer_text(&plain) + (same > 80 ? same - 80 : 0));
    static const char *const hostile[] = {"<b>\"", "<辽宁>", "<第二行>", "href=\"javascript:"};
    for (size_t i = 0; i < 4; i++) {
        const char *found = strstr(buffer_text(&fast), hostile[i]);
        if (found != NULL)
            fail_msg("%s, seed %llu: unescaped: %.200s", name, (unsigned long long)seed, found - buffer_text(&fast) > 80 ? found - 80 : found);
    }
    buffer_free(&fast);
    buffer_free(&plain);
}

static void each_template(const char *root, const char *folder)
{
    char path[4096], name[300];
    const char *source = getenv("SOURCE_DIR");
    struct views *views = NULL;
    size_t count = 0;
    log_open("test", LOG_LEVEL_ERROR);
    snprintf(path, sizeof path, "%s/%s", source != NULL ? source : ".", root);
    assert_int_equal(view_open(path, &views), RESULT_OK);
    assert_true(view_global(views, "site.name", "信用<辽宁>"));
    static const char *const folders[] = {"", "part", NULL};
    for (size_t i = 0; i < 3; i++) {
        const char *part = folders[i] != NULL ? folders[i] : folder;
        snprintf(path, sizeof path, "%s/%s/%s", source != NULL ? source : ".", root, part);
        DIR *all = opendir(path);
        for (const struct dirent *one; all != NULL && (one = readdir(all)) != NULL;) {
            const size_t n = strlen(one->d_name);
            char file[4400];
            if (n < 4 || strcmp(one->d_name + n - 3, ".cs") != 0)
                continue;
            snprintf(file, sizeof file, "%s/%s", path, one->d_name);
            read_words(file);
            snprintf(name, sizeof name, "%s/%.*s", part, (int)(n - 3), one->d_name);
            if (i == 2 && strncmp(one->d_name, "sample", 6) != 0)
                assert_int_equal(view_load(views, name), RESULT_OK);
        }
        if (all != NULL && i < 2)
            closedir(all);
        else if (all != NULL) {
            rewinddir(all);
            for (const struct dirent *one; (one = readdir(all)) != NULL;) {
                const size_t n = strlen(one->d_name);
                if (n < 4 || strcmp(one->d_name + n - 3, ".cs") != 0)
                    continue;
                snprintf(name, sizeof name, "%s/%.*s", part, (int)(n - 3), one->d_name);
                for (uint64_t seed = 1; seed <= ROUNDS; seed++)
                    render_both(views, name, seed * 0x9e3779b97f4a7c15u);
                count++;
            }
            closedir(all);
        }
    }
    assert_true(count > 0);
    view_close(views);
    free_words(&tops);
    free_words(&subs);
    free_words(&constants);
}

static void the_portals_pages_are_the_same_both_ways(void **state)
{
    (void)state;
    each_template("templates", "disclosure");
}

static void every_form_is_the_same_both_ways(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        each_template(FORMS, "form");
}

static struct views *open_forms(void)
{
    char path[4096];
    struct views *views = NULL;
    const char *source = getenv("SOURCE_DIR");
    snprintf(path, sizeof path, "%s/%s", source != NULL ? source : ".", FORMS);
    assert_int_equal(view_open(path, &views), RESULT_OK);
    return views;
}

static void names_and_rows_find_each_other_again(void **state)
{
    (void)state;
    struct views *views = open_forms();
    for (int round = 0; round < 3; round++) {
        struct view *view = view_begin(views);
        view_set(view, "a.b.c", "value and more", 5);
        view_set_int(view, "a.n", INT64_MIN);
        view_set_bool(view, "a.on", true);
        view_set_bool(view, "a.off", false);
        view_printf(view, "a.f", "%s-%d", "x", 7);
        for (size_t i = 0; i < 30; i++)
            view_node_set_int(view_row(view, "rows", i), "i", (int64_t)i);
        view_node_set(view_row(view, "rows", 3), "again", "yes");
        view_node_printf(view_node_row(view_child(view, "rows.7"), "inner", 0), "x", "%0600d", 1);
        assert_string_equal(view_get(view, "a.b.c"), "value");
        assert_string_equal(view_get(view, "a.n"), "-9223372036854775808");
        assert_string_equal(view_get(view, "a.on"), "1");
        assert_string_equal(view_get(view, "a.off"), "");
        assert_string_equal(view_get(view, "a.f"), "x-7");
        assert_string_equal(view_get(view, "rows.29.i"), "29");
        assert_string_equal(view_get(view, "rows.3.i"), "3");
        assert_string_equal(view_get(view, "rows.3.again"), "yes");
        assert_int_equal(strlen(view_get(view, "rows.7.inner.0.x")), 600);
        assert_string_equal(view_get(view, "rows.30.i"), "");
        view_text(view, "a.b.c", "changed");
        assert_string_equal(view_get(view, "a.b.c"), "changed");
        view_text(view, "a.b.c", NULL);
        assert_string_equal(view_get(view, "a.b.c"), "");
        view_end(view);
    }
    view_close(views);
}

static void a_bad_name_fails_the_page_and_nothing_else(void **state)
{
    (void)state;
    static const char *const bad[] = {"", ".", "a.", ".a", "a..b",
                                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    struct views *views = open_forms();
    struct buffer out;
    buffer_init(&out, VIEW_PAGE_MAX);
    log_open("test", (enum log_level)0);
    assert_int_equal(view_load(views, "form/plain"), RESULT_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct view *view = view_begin(views);
        view_text(view, bad[i], "x");
        view_node_set(view_row(view, "rows", 0), "name", "swallowed");
        assert_int_equal(view_render(view, "form/plain", &out), RESULT_ERROR);
    }
    struct view *view = view_begin(views);
    assert_int_equal(view_render(view, "form/plain", &out), RESULT_OK);
    assert_int_equal(view_render(view, "form/unknown", &out), RESULT_NOT_FOUND);
    struct buffer small;
    buffer_init(&small, 50);
    assert_int_equal(view_render(view, "form/plain", &small), RESULT_ERROR); /* a page over its limit */
    assert_int_equal(view_render_plain(view, "form/plain", &small), RESULT_ERROR);
    buffer_free(&small);
    assert_int_equal(view_load(views, "form/none"), RESULT_NOT_FOUND);
    assert_int_equal(view_load(views, "bad/broken"), RESULT_INVALID);
    buffer_free(&out);
    view_close(views);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_the_same_both_ways),
        cmocka_unit_test(the_portals_pages_are_the_same_both_ways),
        cmocka_unit_test(names_and_rows_find_each_other_again),
        cmocka_unit_test(a_bad_name_fails_the_page_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
