/* Documents: content files, CSV and XLSX without formulas, Atom without markup from data. */
#include "doc/article.h"
#include "doc/atom.h"
#include "doc/csv.h"
#include "doc/xlsx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct article *parsed(const char *text)
{
    struct article *a = NULL;
    const char *fault = NULL;
    assert_int_equal(article_parse(text, strlen(text), &a, &fault), RESULT_OK);
    return a;
}

static void refused(const char *text, const char *why)
{
    struct article *a = NULL;
    const char *fault = NULL;
    assert_int_equal(article_parse(text, strlen(text), &a, &fault), RESULT_INVALID);
    assert_null(a);
    assert_non_null(strstr(fault, why));
}

static void an_article_has_keys_and_html(void **state)
{
    (void)state;
    struct article *a = parsed("---\ntitle: 信用修复：怎么办\r\norder:5\n---\n## 谁\n\n一段 **重点**。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n");
    assert_string_equal(article_key(a, "title"), "信用修复：怎么办");
    assert_string_equal(article_key(a, "order"), "5");
    assert_string_equal(article_key(a, "nothing"), "");
    assert_non_null(strstr(a->html, "<h2>谁</h2>"));
    assert_non_null(strstr(a->html, "<strong>重点</strong>"));
    assert_non_null(strstr(a->html, "tabindex=\"0\" aria-label=\"表格\"><table>"));
    assert_non_null(strstr(a->html, "</table></section>"));
    assert_non_null(strstr(a->html, "<th scope=\"col\">"));
    article_free(a);
}

static void an_article_never_brings_markup_of_its_own(void **state)
{
    (void)state;
    struct article *a = parsed("---\ntitle: x\n---\n<script>alert(1)</script>\n\na <b onclick=x>b</b> [链接](javascript:alert(1)) <table> </table>\n");
    assert_null(strstr(a->html, "<script"));
    assert_null(strstr(a->html, "onclick"));
    assert_null(strstr(a->html, "javascript:"));
    assert_null(strstr(a->html, "<table>"));
    article_free(a);
}

static void faults_of_front_matter_are_named_with_their_line(void **state)
{
    (void)state;
    refused("title: x\n", "line 1: no front matter");
    refused("---\ntitle: x\n", "does not end");
    refused("---\ntitle: x\ntitle: y\n---\n", "line 3: the key stands twice");
    refused("---\nno colon here\n---\n", "line 2: not `key: value`");
    refused("---\nt: \xff\n---\n", "not UTF-8");
    char *many = calloc(1, 4096);
    memcpy(many, "---\n", 5);
    for (int i = 0; i < 17; i++)
        snprintf(many + strlen(many), 16, "k%d: v\n", i);
    memcpy(many + strlen(many), "---\n", 5);
    refused(many, "too many keys");
    free(many);
}

static void formulas_are_told_from_texts(void **state)
{
    (void)state;
    static const char *const bad[] = {"=1+1", " =1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1", "　＠x", "－cmd", "-", "--1"};
    static const char *const good[] = {"", "信用", "12.5", "-12.5", "+3", "1=2", "a@b.cn", "— —", "2026-01-01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_true(spreadsheet_formula(bad[i], strlen(bad[i])));
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_false(spreadsheet_formula(good[i], strlen(good[i])));
}

static void csv_quotes_and_guards(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 4096);
    assert_true(csv_add(&b, "说\"是\"", strlen("说\"是\""), true));
    assert_true(csv_add(&b, "a,b\nc", 5, false));
    assert_true(csv_add(&b, "=HYPERLINK(\"x\")", 15, false));
    assert_true(csv_add(&b, "", 0, false));
    assert_true(csv_end_row(&b));
    assert_string_equal(buffer_text(&b), "\"说\"\"是\"\"\",\"a,b\nc\",\"'=HYPERLINK(\"\"x\"\")\",\"\"\r\n");
    buffer_free(&b);
    buffer_init(&b, 5);
    assert_false(csv_add(&b, "123456", 6, true));
    buffer_free(&b);
}

struct seen {
    char text[512];
    size_t stop_after, rows;
};

static bool see(void *context, size_t line, const char *const *fields, const size_t *lens, size_t n)
{
    struct seen *s = context;
    size_t at = strlen(s->text);
    at += (size_t)snprintf(s->text + at, sizeof s->text - at, "%zu:", line);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(strlen(fields[i]), lens[i]);
        at += (size_t)snprintf(s->text + at, sizeof s->text - at, "[%s]", fields[i]);
    }
    return ++s->rows != s->stop_after;
}

static void csv_is_read_with_the_lines_of_the_file(void **state)
{
    (void)state;
    static const char text[] = "甲,乙\r\n\r\n\"a\"\"b\nc\",\r\n,\n\"x\",y";
    struct seen whole = {0}, pieces = {0}, one = {.stop_after = 1};
    struct csv_reader *r = NULL;
    assert_int_equal(csv_read(text, sizeof text - 1, see, &whole), RESULT_OK);
    assert_string_equal(whole.text, "1:[甲][乙]3:[a\"b\nc][]5:[][]6:[x][y]");
    assert_int_equal(csv_reader_open(see, &pieces, &r), RESULT_OK);
    for (size_t i = 0; i < sizeof text - 1; i++)
        assert_int_equal(csv_reader_feed(r, text + i, 1), RESULT_OK);
    assert_int_equal(csv_reader_end(r), RESULT_OK);
    csv_reader_close(r);
    assert_string_equal(pieces.text, whole.text);
    assert_int_equal(csv_read(text, sizeof text - 1, see, &one), RESULT_OK);
    assert_string_equal(one.text, "1:[甲][乙]");
}

static void csv_over_a_limit_is_refused_with_its_line(void **state)
{
    (void)state;
    struct seen s = {0};
    struct csv_reader *r = NULL;
    assert_int_equal(csv_reader_open(see, &s, &r), RESULT_OK);
    assert_int_equal(csv_reader_feed(r, "a\n\"b", 4), RESULT_OK);
    assert_int_equal(csv_reader_end(r), RESULT_INVALID);
    assert_string_equal(csv_reader_fault(r), "第2行：引号没有结束");
    csv_reader_close(r);
    assert_int_equal(csv_read("a\"b\n", 4, see, &s), RESULT_INVALID);
    char *wide = malloc(CSV_COLUMNS_MAX + 2);
    memset(wide, ',', CSV_COLUMNS_MAX);
    wide[CSV_COLUMNS_MAX] = '\n';
    assert_int_equal(csv_read(wide, CSV_COLUMNS_MAX + 1, see, &s), RESULT_INVALID);
    free(wide);
    char *long_row = malloc(CSV_ROW_MAX + 2);
    memset(long_row, 'x', CSV_ROW_MAX + 2);
    assert_int_equal(csv_read(long_row, CSV_ROW_MAX + 2, see, &s), RESULT_INVALID);
    free(long_row);
}

static void atom_escapes_what_data_brings(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 8192);
    struct atom_entry e = {"http://x/records/1", "<b>&\"甲\"\x01\xE2\x80\xAE", "]]> '", "http://x/records/1?a=1&b=2", 0};
    assert_true(atom_begin(&b, "列表 <1>", "演示", "http://x/lists/red.atom", "http://x/lists/red", 0, "http://x/lists/red.atom?after=1&q=2"));
    assert_true(atom_add(&b, &e));
    assert_true(atom_end(&b));
    const char *t = buffer_text(&b);
    assert_non_null(strstr(t, "<title>列表 &lt;1&gt;</title>"));
    assert_non_null(strstr(t, "<title>&lt;b&gt;&amp;&quot;甲&quot;</title>"));
    assert_non_null(strstr(t, "a=1&amp;b=2"));
    assert_non_null(strstr(t, "<updated>1970-01-01T08:00:00+08:00</updated>"));
    assert_non_null(strstr(t, "rel=\"next\""));
    assert_true(strstr(t, "rel=\"next\"") < strstr(t, "<entry>")); /* what is said of the feed goes before its entries */
    buffer_free(&b);
}

static void a_workbook_holds_texts_only(void **state)
{
    (void)state;
    char dir[] = "/tmp/portal-xlsx-XXXXXX", path[64], command[160];
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/a.xlsx", dir);
    struct xlsx *x = NULL;
    static const char *const head[] = {"名称", "内容"};
    static const unsigned widths[] = {30, 60};
    assert_int_equal(xlsx_open(path, dir, "行政处罚[2026]/一个非常非常非常非常非常非常非常非常长的名称", &x), RESULT_OK);
    assert_int_equal(xlsx_head(x, head, widths, 2), RESULT_OK);
    xlsx_text(x, "=1+1");
    xlsx_text(x, "<&>𠮷");
    xlsx_end_row(x);
    char *long_text = malloc(XLSX_CELL_MAX * 3 + 100);
    size_t n = 0;
    while (n < XLSX_CELL_MAX * 3 + 60) {
        memcpy(long_text + n, "信", 3);
        n += 3;
    }
    long_text[n] = '\0';
    xlsx_text(x, long_text);
    xlsx_end_row(x);
    free(long_text);
    static const struct xlsx_note notes[] = {{"筛选条件", "=2+2"}, {"下一部分", NULL}};
    assert_int_equal(xlsx_notes(x, "说明", notes, 2), RESULT_OK);
    assert_int_equal(xlsx_close(x), RESULT_OK);
    struct stat s;
    assert_int_equal(stat(path, &s), 0);
    assert_true(s.st_size > 1000);
    snprintf(command, sizeof command, "unzip -p %s 'xl/worksheets/sheet*.xml' | grep -q '<f>'", path);
    assert_int_not_equal(system(command), 0);
    snprintf(command, sizeof command, "unzip -p %s 'xl/*.xml' | grep -q '=1+1'", path);
    assert_int_equal(system(command), 0);
    snprintf(command, sizeof command, "unzip -p %s xl/worksheets/sheet2.xml | grep -q '筛选条件.*=2+2'", path);
    assert_int_equal(system(command), 0);
    unlink(path);
    assert_int_equal(rmdir(dir), 0); /* nothing is left in the scratch folder */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_has_keys_and_html),
        cmocka_unit_test(an_article_never_brings_markup_of_its_own),
        cmocka_unit_test(faults_of_front_matter_are_named_with_their_line),
        cmocka_unit_test(formulas_are_told_from_texts),
        cmocka_unit_test(csv_quotes_and_guards),
        cmocka_unit_test(csv_is_read_with_the_lines_of_the_file),
        cmocka_unit_test(csv_over_a_limit_is_refused_with_its_line),
        cmocka_unit_test(atom_escapes_what_data_brings),
        cmocka_unit_test(a_workbook_holds_texts_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
