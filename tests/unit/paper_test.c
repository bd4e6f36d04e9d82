/* The PDF side of documents: QR matrix, fonts and their subsets, lines of Chinese, seal, and what a whole paper promises. */
#include "doc/credit_report.h"
#include "doc/font.h"
#include "doc/number.h"
#include "doc/qr.h"
#include "doc/seal.h"
#include "doc/typeset.h"
#include "paper/sample.h"

#include "base/file.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct press *press;

static int open_press(void **state)
{
    (void)state;
    struct paper_fault fault;
    const enum result result = press_open(&(struct press_files){0}, &press, &fault);
    if (result != RESULT_OK)
        fprintf(stderr, "# %s\n", fault.text);
    return result == RESULT_OK ? 0 : -1;
}

static int close_press(void **state)
{
    (void)state;
    press_close(press);
    return 0;
}

/* ---------------------------------------------------------------- QR */

static void a_code_is_drawn_by_runs_that_cover_its_dark_modules(void **state)
{
    (void)state;
    struct qr qr;
    struct qr_run run = {0};
    size_t dark = 0, covered = 0;
    assert_int_equal(qr_encode("https://credit.example.cn/v/20260401080000123123A4/482915730264", &qr), RESULT_OK);
    assert_int_equal((qr.size - 17) % 4, 0);
    for (size_t i = 0; i < (size_t)qr.size * qr.size; i++)
        dark += qr.dark[i];
    while (qr_next_run(&qr, &run)) {
        for (unsigned i = 0; i < run.length; i++)
            assert_int_equal(qr.dark[run.y * qr.size + run.x + i], 1);
        assert_true(run.x + run.length == qr.size || !qr.dark[run.y * qr.size + run.x + run.length]);
        covered += run.length;
    }
    assert_int_equal(covered, dark);
    /* the corner of a finder pattern: seven dark modules */
    run = (struct qr_run){0};
    assert_true(qr_next_run(&qr, &run));
    assert_int_equal(run.length, 7);
    qr_free(&qr);
}

static void a_code_has_a_limit(void **state)
{
    (void)state;
    struct qr qr;
    char text[QR_TEXT_MAX + 2];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(qr_encode(text, &qr), RESULT_INVALID);
    text[QR_TEXT_MAX] = '\0';
    assert_int_equal(qr_encode(text, &qr), RESULT_OK);
    /* with its quiet zone it fits the cover's square at two points a module */
    assert_true((qr.size + 2 * QR_QUIET) * 2 <= 162);
    qr_free(&qr);
    assert_int_equal(qr_encode("", &qr), RESULT_INVALID);
}

/* -------------------------------------------------------------- font */

static void the_font_has_rare_signs_and_tells_what_it_has_not(void **state)
{
    (void)state;
    const struct font *font = press_font(press, FACE_TEXT);
    static const uint32_t signs[] = {0x4e00, 0x9f99, 0x20bb7 /* 𠮷 */, 0x4dae /* 䶮 */, 0x3402 /* 㐂 */, 0x3007};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        {
            assert_true(font_glyph(font, signs[i]) != 0);
            assert_true(font_has_ink(font, font_glyph(font, signs[i])));
        }
    assert_int_equal(font_glyph(font, 0x10ffff), 0);
    assert_int_equal(font_glyph(font, 0x110000), 0);
    assert_int_equal(font_glyph(font, UTF8_BAD), 0);
    assert_int_equal(font_advance(font, font_glyph(font, 0x4e00)), 1000);
    assert_true(font_advance(font, font_glyph(font, 'i')) < 600);
    assert_false(font_has_ink(font, font_glyph(font, ' ')));
    assert_string_equal(font_metrics(font)->name, "LXGWWenKai-Regular");
    assert_true(font_metrics(font)->descent < 0);
}

static void a_subset_is_a_font_with_the_same_glyphs(void **state)
{
    (void)state;
    const struct font *font = press_font(press, FACE_TEXT);
    static const uint32_t signs[] = {0x4fe1, 0x7528, 0x20bb7, 'g', '8'};
    uint16_t glyphs[6] = {0};
    struct buffer file, after;
    struct font *small;
    struct paper_fault fault;
    size_t count;
    for (size_t i = 0; i < 5; i++)
        glyphs[i + 1] = (uint16_t)font_glyph(font, signs[i]);
    buffer_init(&file, 1 << 20);
    buffer_init(&after, 1 << 20);
    assert_true(font_subset(font, glyphs, 6, &file, &count));
    assert_true(count >= 6);
    assert_true(file.len < 8192);
    /* it has no cmap: a reader asks by number. So ours refuses it, for that reason alone */
    assert_int_equal(font_read((const uint8_t *)file.data, file.len, &small, &fault), RESULT_INVALID);
    assert_non_null(strstr(fault.text, "Unicode"));
    /* not .notdef first, or nothing */
    glyphs[0] = 7;
    assert_false(font_subset(font, glyphs, 6, &after, &count));
    assert_false(font_subset(font, glyphs, 0, &after, &count));
    buffer_free(&file);
    buffer_free(&after);
}

static void an_outline_is_closed_paths(void **state)
{
    (void)state;
    const struct font *font = press_font(press, FACE_TEXT);
    struct buffer out;
    buffer_init(&out, 1 << 20);
    assert_true(font_outline(font, font_glyph(font, 0x56de), &out)); /* 回 */
    size_t moves = 0, ends = 0;
    for (const char *p = out.data; *p; p++) {
        moves += strncmp(p, " m\n", 3) == 0;
        ends += strncmp(p, "\nh\n", 3) == 0;
    }
    assert_true(moves >= 2);
    assert_int_equal(moves, ends);
    buffer_reset(&out);
    assert_true(font_outline(font, font_glyph(font, ' '), &out));
    assert_int_equal(out.len, 0);
    buffer_free(&out);
}

static void a_file_that_is_no_font_is_refused_with_its_name(void **state)
{
    (void)state;
    struct press *other;
    struct paper_fault fault;
    assert_int_equal(press_open(&(struct press_files){.text_font = "/nonexistent.ttf"}, &other, &fault), RESULT_NOT_FOUND);
    assert_non_null(strstr(fault.text, "/nonexistent.ttf"));
    assert_null(other);
    assert_int_equal(press_open(&(struct press_files){.text_font = PRESS_ICC}, &other, &fault), RESULT_INVALID);
    assert_int_equal(press_open(&(struct press_files){.icc = PRESS_TEXT_FONT}, &other, &fault), RESULT_NOT_FOUND);
}

static void numbers_are_written_as_pdf_has_them(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"}, {-0.001, "0"}, {1, "1"}, {0.5, "0.5"}, {12.345, "12.35"}, {-3.1, "-3.1"}, {595, "595"}, {0.07, "0.07"}, {99999.999, "100000"}};
    struct buffer out;
    buffer_init(&out, 100);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_reset(&out);
        number_put(&out, cases[i].value);
        assert_string_equal(buffer_text(&out), cases[i].text);
    }
    buffer_free(&out);
}

/* ----------------------------------------------------------- typeset */

static struct pdf *blank(void)
{
    const struct pdf_meta meta = {.title = "x", .author = "y", .seed = "1", .created = 1775001600};
    struct pdf *pdf = pdf_begin(press, &meta);
    assert_non_null(pdf);
    return pdf;
}

/* The text broken into lines of `width` ems, joined by |. */
static const char *broken(const char *text, double width)
{
    static char out[4096];
    struct typeset ts = {0};
    struct pdf *pdf = blank();
    uint32_t bad;
    size_t to = 0;
    assert_int_equal(typeset_add(&ts, pdf, FACE_TEXT, text, &bad), RESULT_OK);
    assert_true(typeset_break(&ts, 0, width, 0));
    size_t next = 0;
    for (size_t i = 0; i < ts.line_count; i++) {
        assert_true(ts.lines[i].width <= width + 1e-6 || ts.lines[i].end - ts.lines[i].begin == 1);
        assert_true(ts.lines[i].begin >= next);
        if (i > 0)
            out[to++] = '|';
        for (size_t k = ts.lines[i].begin; k < ts.lines[i].end; k++)
            to += utf8_put(ts.signs[k].sign, out + to);
        next = ts.lines[i].end;
    }
    out[to] = '\0';
    typeset_free(&ts);
    pdf_free(pdf);
    return out;
}

static void no_line_begins_with_a_mark_that_closes(void **state)
{
    (void)state;
    assert_string_equal(broken("信用信息报告，客观中立。", 6), "信用信息报|告，客观中|立。");
    /* with its blank half beyond the edge a mark still stands on the line */
    assert_string_equal(broken("信用信息报告，客观中立。", 6.5), "信用信息报告，|客观中立。");
    assert_string_equal(broken("甲（乙丙丁）戊", 4), "甲（乙丙|丁）戊");
    assert_string_equal(broken("甲乙丙丁）））", 4), "甲乙丙|丁）））");
    assert_string_equal(broken("关于《办法》的规定", 3), "关于|《办|法》的|规定");
}

static void no_line_ends_with_a_mark_that_opens(void **state)
{
    (void)state;
    assert_string_equal(broken("甲乙丙（丁戊）己", 4), "甲乙丙|（丁戊）|己");
    assert_string_equal(broken("见“信息来源”一栏", 2), "见|“信|息来|源”|一栏");
}

static void words_numbers_and_codes_stay_whole(void **state)
{
    (void)state;
    assert_string_equal(broken("编号 2026-0401 的报告", 5), "编号 |2026-|0401 的报|告"); /* longer than a line */
    assert_string_equal(broken("金额3.14万元", 3), "金额|3.14|万元");
    assert_string_equal(broken("按照 credit portal 办理", 5), "按照 |credit |portal 办|理");
    assert_string_equal(broken("https://credit.example.cn/verify", 8), "https://credit.|example.cn/|verify");
    assert_string_equal(broken("——甲——乙", 3), "——|甲——|乙");
}

static void what_is_longer_than_a_line_is_broken_and_never_lost(void **state)
{
    (void)state;
    char long_code[201];
    memset(long_code, 'A', 200);
    long_code[200] = '\0';
    const char *lines = broken(long_code, 20);
    size_t signs = 0;
    for (const char *p = lines; *p; p++)
        signs += *p == 'A';
    assert_int_equal(signs, 200);
    assert_string_equal(broken("", 5), "");
    assert_string_equal(broken("甲\r\n乙\n\n丙", 5), "甲|乙||丙");
}

static void signs_that_hide_are_made_visible_and_bytes_that_are_none_refused(void **state)
{
    (void)state;
    struct typeset ts = {0};
    struct pdf *pdf = blank();
    uint32_t bad = 0;
    assert_string_equal(broken("甲\u202e乙\u2066丙\u200f丁\x01戊", 20), "甲□乙□丙□丁□戊");
    assert_string_equal(broken("一\u200b二\ufe00三\tx", 20), "一二三 x");
    assert_int_equal(typeset_add(&ts, pdf, FACE_TEXT, "甲\xff", &bad), RESULT_INVALID);
    assert_int_equal(bad, UTF8_BAD);
    assert_int_equal(typeset_add(&ts, pdf, FACE_TEXT, "甲\u0627", &bad), RESULT_INVALID); /* Arabic */
    assert_int_equal(bad, 0x627);
    typeset_free(&ts);
    pdf_free(pdf);
}

/* -------------------------------------------------------------- seal */

static void a_seal_is_drawn_once_and_kept(void **state)
{
    (void)state;
    const struct press_form *form, *again;
    struct paper_fault fault;
    const struct seal seal = {.name = "示例省公共信用信息中心", .line = "演示专用章", .star = true};
    assert_int_equal(seal_draw(press, &seal, &form, &fault), RESULT_OK);
    assert_int_equal(seal_draw(press, &seal, &again, &fault), RESULT_OK);
    assert_ptr_equal(form, again);
    const struct seal other = {.name = "示例省公共信用信息中心", .line = "信用报告专用章", .star = true};
    assert_int_equal(seal_draw(press, &other, &again, &fault), RESULT_OK);
    assert_ptr_not_equal(form, again);
    const struct seal long_name = {.name = "一二三四五六七八九十一二三四五六七八九十一二三四五"};
    assert_int_equal(seal_draw(press, &long_name, &form, &fault), RESULT_INVALID);
    const struct seal strange = {.name = "\u0627"};
    assert_int_equal(seal_draw(press, &strange, &form, &fault), RESULT_INVALID);
}

/* ------------------------------------------------------------ papers */

static struct pdf_output made(const char *kind, const struct sample *sample)
{
    struct pdf_output output;
    struct paper_fault fault = {""};
    const enum result result = sample_write(press, kind, sample, &output, &fault);
    if (result != RESULT_OK)
        fprintf(stderr, "# %s: %s\n", result_name(result), fault.text);
    assert_int_equal(result, RESULT_OK);
    return output;
}

static void the_same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    static const char *const kinds[] = {"report", "empty", "full", "proof", "letter"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct pdf_output a = made(kinds[i], &(struct sample){0}), b = made(kinds[i], &(struct sample){0});
        assert_int_equal(a.bytes.len, b.bytes.len);
        assert_memory_equal(a.bytes.data, b.bytes.data, a.bytes.len);
        struct pdf_output other = made(kinds[i], &(struct sample){.name = "大连示例贸易有限公司"});
        assert_true(other.bytes.len != a.bytes.len || memcmp(other.bytes.data, a.bytes.data, a.bytes.len) != 0);
        pdf_output_free(&a);
        pdf_output_free(&b);
        pdf_output_free(&other);
    }
}

static void the_places_for_the_signer_are_right(void **state)
{
    (void)state;
    static const char *const kinds[] = {"report", "proof", "letter"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct pdf_output o = made(kinds[i], &(struct sample){0});
        char text[128];
        assert_true(strncmp(o.bytes.data, "%PDF-1.7\n", 9) == 0);
        assert_true(strcmp(o.bytes.data + o.bytes.len - 6, "%%EOF\n") == 0);
        snprintf(text, sizeof text, "\nstartxref\n%zu\n%%%%EOF\n", o.startxref);
        assert_true(strcmp(o.bytes.data + o.bytes.len - strlen(text), text) == 0);
        assert_true(strncmp(o.bytes.data + o.startxref, "xref\n0 ", 7) == 0);
        snprintf(text, sizeof text, "%u 0 obj\n", o.field.object);
        assert_memory_equal(o.bytes.data + o.field.at - strlen(text), text, strlen(text));
        assert_memory_equal(o.bytes.data + o.field.at, "<<", 2);
        assert_memory_equal(o.bytes.data + o.field.at + o.field.len - 2, ">>", 2);
        char *field = strndup(o.bytes.data + o.field.at, o.field.len);
        assert_non_null(strstr(field, "/FT/Sig/T(" PAPER_SEAL_FIELD ")"));
        assert_null(strstr(field, "/V "));
        free(field);
        char *catalog = strndup(o.bytes.data + o.catalog.at, o.catalog.len);
        assert_non_null(strstr(catalog, "/SigFlags 3"));
        assert_non_null(strstr(catalog, "/Lang(zh-CN)"));
        free(catalog);
        assert_int_equal(o.catalog.object, o.root);
        snprintf(text, sizeof text, "/Size %u\n", o.size);
        assert_non_null(memmem(o.bytes.data, o.bytes.len, text, strlen(text)));
        snprintf(text, sizeof text, "/ID[<%s><%s>]", o.id, o.id);
        assert_non_null(memmem(o.bytes.data, o.bytes.len, text, strlen(text)));
        assert_true(o.seal_page >= 1 && o.seal_page <= o.pages);
        assert_true(o.seal_rect[0] > 0 && o.seal_rect[2] < PDF_WIDTH && o.seal_rect[1] > 0 && o.seal_rect[3] < PDF_HEIGHT);
        pdf_output_free(&o);
    }
}

static void a_sign_without_glyph_stops_the_paper_and_is_named_with_its_place(void **state)
{
    (void)state;
    struct pdf_output output;
    struct paper_fault fault;
    assert_int_equal(sample_write(press, "report", &(struct sample){.extra = "许可 \u0628 内容"}, &output, &fault), RESULT_INVALID);
    assert_non_null(strstr(fault.text, "U+0628"));
    assert_non_null(strstr(fault.text, "行政管理信息"));
    assert_non_null(strstr(fault.text, "第 1 条"));
    assert_non_null(strstr(fault.text, "许可内容"));
    assert_int_equal(output.bytes.len, 0);
    assert_int_equal(sample_write(press, "report", &(struct sample){.extra = "\xc0\x80"}, &output, &fault), RESULT_INVALID);
    assert_non_null(strstr(fault.text, "UTF-8"));
    assert_int_equal(sample_write(press, "letter", &(struct sample){.name = "\u0628公司"}, &output, &fault), RESULT_INVALID);
    assert_non_null(strstr(fault.text, "收件人"));
    assert_int_equal(sample_write(press, "nothing", &(struct sample){0}, &output, &fault), RESULT_NOT_FOUND);
}

static void names_of_any_length_and_signs_pass(void **state)
{
    (void)state;
    static const char *const names[] = {
        "𠮷䶮㐂（沈阳）(Group) \\ 有限公司",
        "a) (b \\( <</JavaScript>> 公司",
        "一\n二\r\n三",
        "甲\u202e乙",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct pdf_output o = made("report", &(struct sample){.name = names[i]});
        assert_null(memmem(o.bytes.data, o.bytes.len, "<</JavaScript", 13));
        pdf_output_free(&o);
    }
    char *name = calloc(1, 200 * 3 + 1);
    for (int i = 0; i < 200; i++)
        memcpy(name + i * 3, "信", 3);
    struct pdf_output o = made("report", &(struct sample){.name = name});
    assert_true(o.pages >= 4);
    pdf_output_free(&o);
    o = made("letter", &(struct sample){.name = name});
    pdf_output_free(&o);
    free(name);
}

static void long_values_flow_over_pages(void **state)
{
    (void)state;
    const size_t signs = 12000;
    char *text = malloc(signs * 3 + 1);
    for (size_t i = 0; i < signs; i++)
        memcpy(text + i * 3, i % 40 == 39 ? "。" : "文", 3);
    text[signs * 3] = '\0';
    struct pdf_output shorter = made("report", &(struct sample){0}), longer = made("report", &(struct sample){.extra = text});
    /* 12,000 signs, 39 a line and 50 lines a page */
    assert_in_range(longer.pages - shorter.pages, 6, 9);
    pdf_output_free(&shorter);
    pdf_output_free(&longer);
    free(text);
}

static void a_proof_has_one_to_fifty_firms(void **state)
{
    (void)state;
    struct pdf_output output;
    struct paper_fault fault;
    assert_int_equal(sample_write(press, "proof", &(struct sample){.firms = 51}, &output, &fault), RESULT_INVALID);
    struct pdf_output o = made("proof", &(struct sample){.firms = 50});
    assert_in_range(o.pages, 10, 25);
    pdf_output_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_drawn_by_runs_that_cover_its_dark_modules),
        cmocka_unit_test(a_code_has_a_limit),
        cmocka_unit_test(the_font_has_rare_signs_and_tells_what_it_has_not),
        cmocka_unit_test(a_subset_is_a_font_with_the_same_glyphs),
        cmocka_unit_test(an_outline_is_closed_paths),
        cmocka_unit_test(a_file_that_is_no_font_is_refused_with_its_name),
        cmocka_unit_test(numbers_are_written_as_pdf_has_them),
        cmocka_unit_test(no_line_begins_with_a_mark_that_closes),
        cmocka_unit_test(no_line_ends_with_a_mark_that_opens),
        cmocka_unit_test(words_numbers_and_codes_stay_whole),
        cmocka_unit_test(what_is_longer_than_a_line_is_broken_and_never_lost),
        cmocka_unit_test(signs_that_hide_are_made_visible_and_bytes_that_are_none_refused),
        cmocka_unit_test(a_seal_is_drawn_once_and_kept),
        cmocka_unit_test(the_same_input_gives_the_same_bytes),
        cmocka_unit_test(the_places_for_the_signer_are_right),
        cmocka_unit_test(a_sign_without_glyph_stops_the_paper_and_is_named_with_its_place),
        cmocka_unit_test(names_of_any_length_and_signs_pass),
        cmocka_unit_test(long_values_flow_over_pages),
        cmocka_unit_test(a_proof_has_one_to_fifty_firms),
    };
    return cmocka_run_group_tests(tests, open_press, close_press);
}
