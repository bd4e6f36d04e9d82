/* Tests of the multipart reader: whole, in pieces of every size, cut off, and over each limit. */
#include "web/multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct body {
    const char *bytes;
    size_t len, at, piece;
};

static ssize_t give(void *context, void *out, size_t n)
{
    struct body *body = context;
    if (n > body->piece)
        n = body->piece;
    if (n > body->len - body->at)
        n = body->len - body->at;
    memcpy(out, body->bytes + body->at, n);
    body->at += n;
    return (ssize_t)n;
}

static struct arena arena;
static struct multipart_limits limits;
static struct multipart_result result;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, REQUEST_ARENA_MAX);
    limits = (struct multipart_limits){.fields_max = REQUEST_FIELDS_MAX, .files = true, .file_max = 1000, .total_max = 1500, .body_max = 100000};
    result = (struct multipart_result){0};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    multipart_close(&result);
    arena_free(&arena);
    return 0;
}

static int read_pieces(const char *bytes, size_t len, size_t piece)
{
    struct body body = {bytes, len, 0, piece};
    multipart_close(&result);
    arena_reset(&arena);
    return multipart_read(&arena, "XX", give, &body, &limits, &result);
}

static int read_all(const char *text)
{
    return read_pieces(text, strlen(text), SIZE_MAX);
}

#define FIELD(name, value) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, file, value) \
    "--XX\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\nContent-Type: application/pdf\r\n\r\n" value "\r\n"
#define END "--XX--\r\n"

static const char whole[] = FIELD("statement", "第一行\r\n--X\r\n--XY 第二行") FIELD("empty", "")
    FILE_PART("identity", "执照.pdf", "%PDF\r\n--X\r\n\r\n") FILE_PART("evidence", "", "") FIELD("token", "t") END;

static void check_whole(void)
{
    assert_int_equal(result.field_count, 3);
    assert_string_equal(result.fields[0].name, "statement");
    assert_string_equal(result.fields[0].value, "第一行\r\n--X\r\n--XY 第二行");
    assert_string_equal(result.fields[1].value, "");
    assert_string_equal(result.fields[2].value, "t");
    assert_int_equal(result.upload_count, 1); /* the empty file field is no file */
    assert_string_equal(result.uploads[0].field, "identity");
    assert_string_equal(result.uploads[0].name, "执照.pdf");
    assert_string_equal(result.uploads[0].type, "application/pdf");
    assert_int_equal(result.uploads[0].size, 13);
    char bytes[32] = "";
    assert_int_equal(read(result.uploads[0].fd, bytes, sizeof bytes), 13);
    assert_string_equal(bytes, "%PDF\r\n--X\r\n\r\n");
}

static void a_body_is_read_whole(void **state)
{
    (void)state;
    assert_int_equal(read_all(whole), 0);
    check_whole();
}

static void a_body_in_pieces_of_any_size_reads_the_same(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < sizeof whole; piece++) {
        assert_int_equal(read_pieces(whole, sizeof whole - 1, piece), 0);
        check_whole();
    }
}

static void a_body_cut_off_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof whole - 3; len++) { /* without the last CR LF it is still whole */
        assert_int_equal(read_pieces(whole, len, SIZE_MAX), 400);
        assert_int_equal(result.upload_count, 0);
    }
}

static void the_sum_of_a_file_is_its_sha256(void **state)
{
    (void)state;
    assert_int_equal(read_all(FILE_PART("f", "a", "abc") END), 0);
    static const unsigned char sum[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
                                        0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    assert_memory_equal(result.uploads[0].sha256, sum, 32);
}

static void names_are_unescaped_and_made_harmless(void **state)
{
    (void)state;
    assert_int_equal(read_all("--XX\r\ncontent-disposition:form-data;name=f%22x ; filename=\"..\\a%22b\xe2\x80\xae.pdf\"\r\n\r\nx\r\n" END), 0);
    assert_string_equal(result.uploads[0].field, "f\"x");
    assert_string_equal(result.uploads[0].name, "a\"b.pdf");
    assert_string_equal(result.uploads[0].type, "");
}

static void malformed_bodies_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "preamble\r\n" FIELD("a", "b") END,
        "--XX\r\n\r\nb\r\n" END,
        "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb\r\n" END,
        "--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nb\r\n" END,
        "--XX\r\nContent-Disposition: form-data; name=\"a\xff\"\r\n\r\nb\r\n" END,
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nno colon\r\n\r\nb\r\n" END,
        "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nb\r\n" END,
        FIELD("a", "\xff") END,
        "--XXx\r\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (read_all(bad[i]) != 400)
            fail_msg("%s", bad[i]);
    static const char nul[] = FIELD("a", "b\0c") END;
    assert_int_equal(read_pieces(nul, sizeof nul - 1, SIZE_MAX), 400);
}

static void a_boundary_must_be_one(void **state)
{
    (void)state;
    char seventy_one[MULTIPART_BOUNDARY_MAX + 2];
    memset(seventy_one, 'b', sizeof seventy_one - 1);
    seventy_one[sizeof seventy_one - 1] = '\0';
    struct body body = {"", 0, 0, 1};
    assert_int_equal(multipart_read(&arena, "", give, &body, &limits, &result), 400);
    assert_int_equal(multipart_read(&arena, seventy_one, give, &body, &limits, &result), 400);
    assert_int_equal(multipart_read(&arena, "a\r\nb", give, &body, &limits, &result), 400);
    assert_int_equal(multipart_read(&arena, "a ", give, &body, &limits, &result), 400);
}

static char *part_of(size_t size, bool file)
{
    char *text = malloc(size + 400);
    int n = sprintf(text, "--XX\r\nContent-Disposition: form-data; name=\"a\"%s\r\n\r\n", file ? "; filename=\"a\"" : "");
    memset(text + n, 'x', size);
    strcpy(text + n + size, "\r\n" END);
    return text;
}

static void each_limit_holds(void **state)
{
    (void)state;
    char *text = part_of(1000, true);
    assert_int_equal(read_all(text), 0);
    limits.body_max = strlen(text);
    assert_int_equal(read_all(text), 0);
    limits.body_max--;
    assert_int_equal(read_all(text), 413);
    free(text);
    limits.body_max = 1000000;
    text = part_of(1001, true);
    assert_int_equal(read_all(text), 413);
    free(text);
    limits.file_max = 1501;
    text = part_of(1501, true);
    assert_int_equal(read_all(text), 413);
    free(text);
    text = part_of(REQUEST_FIELD_VALUE_MAX, false);
    assert_int_equal(read_all(text), 0);
    free(text);
    text = part_of(REQUEST_FIELD_VALUE_MAX + 1, false);
    assert_int_equal(read_all(text), 413);
    free(text);
    limits.fields_max = 1;
    assert_int_equal(read_all(FIELD("a", "1") FIELD("b", "2") END), 413);
    limits.files = false;
    assert_int_equal(read_all(FILE_PART("f", "a", "1") END), 415);
    assert_int_equal(read_all(FILE_PART("f", "", "") END), 0);
}

static void headers_of_a_part_are_bounded(void **state)
{
    (void)state;
    char *text = malloc(20000);
    int n = sprintf(text, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nX: ");
    memset(text + n, 'h', 8000);
    strcpy(text + n + 8000, "\r\n\r\nv\r\n" END);
    assert_int_equal(read_all(text), 413);
    assert_int_equal(read_pieces(text, strlen(text), 7), 413);
    free(text);
}

static void too_many_files_are_refused(void **state)
{
    (void)state;
    char *text = malloc(20000);
    text[0] = '\0';
    for (int i = 0; i < REQUEST_FILES_MAX; i++)
        strcat(text, FILE_PART("f", "a", "1"));
    const size_t n = strlen(text);
    strcpy(text + n, END);
    assert_int_equal(read_all(text), 0);
    assert_int_equal(result.upload_count, REQUEST_FILES_MAX);
    strcpy(text + n, FILE_PART("f", "a", "1") END);
    assert_int_equal(read_all(text), 413);
    free(text);
}

static void a_file_that_is_too_long_may_leave_the_others(void **state)
{
    (void)state;
    char *text = malloc(20000);
    limits.keep_over = true;
    int n = sprintf(text, "%s--XX\r\nContent-Disposition: form-data; name=\"b\"; filename=\"long.pdf\"\r\n\r\n", FILE_PART("a", "a.pdf", "1"));
    memset(text + n, 'x', 1001);
    strcpy(text + n + 1001, "\r\n" FILE_PART("c", "c.pdf", "22") FIELD("d", "kept") END);
    for (size_t piece = 1; piece < 5000; piece = piece * 3 + 1) {
        assert_int_equal(read_pieces(text, strlen(text), piece), 0);
        assert_int_equal(result.upload_count, 3);
        assert_true(result.uploads[1].over);
        assert_int_equal(result.uploads[1].fd, -1);
        assert_int_equal(result.uploads[1].size, 0);
        assert_false(result.uploads[0].over || result.uploads[2].over);
        assert_int_equal(result.uploads[2].size, 2);
        assert_string_equal(result.fields[0].value, "kept");
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_body_is_read_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_body_in_pieces_of_any_size_reads_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_body_cut_off_anywhere_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_sum_of_a_file_is_its_sha256, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_are_unescaped_and_made_harmless, set_up, tear_down),
        cmocka_unit_test_setup_teardown(malformed_bodies_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_boundary_must_be_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(each_limit_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(headers_of_a_part_are_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_many_files_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_is_too_long_may_leave_the_others, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
