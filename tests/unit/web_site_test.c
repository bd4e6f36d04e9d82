/* Tests of one request from end to end without sockets: routes, columns, forms, tokens, views, answers. */
#include "base/log.h"
#include "base/random.h"
#include "web/form.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- a browser ---------------------------------------------------------------------------------------------------- */

#define HEADERS 12

struct browser {
    struct {
        const char *name, *value;
    } headers[HEADERS];
    const char *body;
    size_t body_at;
    struct buffer answer;
};

static struct browser browser;
static struct site_worker *worker;

static const char *param(void *context, const char *name)
{
    struct browser *from = context;
    for (size_t i = 0; i < HEADERS && from->headers[i].name != NULL; i++)
        if (strcmp(from->headers[i].name, name) == 0)
            return from->headers[i].value;
    return NULL;
}

static ssize_t read_body(void *context, void *out, size_t n)
{
    struct browser *from = context;
    const size_t left = from->body != NULL ? strlen(from->body) - from->body_at : 0;
    if (n > left)
        n = left;
    if (n > 0)
        memcpy(out, from->body + from->body_at, n);
    from->body_at += n;
    return (ssize_t)n;
}

static bool write_answer(void *context, const void *bytes, size_t n)
{
    return buffer_add(context, bytes, n);
}

static void header(const char *name, const char *value)
{
    for (size_t i = 0; i < HEADERS; i++)
        if (browser.headers[i].name == NULL || strcmp(browser.headers[i].name, name) == 0) {
            browser.headers[i].name = name;
            browser.headers[i].value = value;
            return;
        }
    fail_msg("too many headers");
}

/* The whole answer to a request with the headers said before, which are then forgotten. */
static const char *ask(const char *method, const char *target)
{
    header("REQUEST_METHOD", method);
    header("REQUEST_URI", target);
    const struct request_source source = {param, read_body, &browser};
    buffer_reset(&browser.answer);
    site_answer(worker, &source, write_answer, &browser.answer);
    memset(browser.headers, 0, sizeof browser.headers);
    browser.body = NULL;
    browser.body_at = 0;
    return buffer_text(&browser.answer);
}

static const char *post(const char *target, const char *type, const char *body)
{
    static char length[24];
    snprintf(length, sizeof length, "%zu", strlen(body));
    header("CONTENT_TYPE", type);
    header("CONTENT_LENGTH", length);
    browser.body = body;
    return ask("POST", target);
}

static int status_of(const char *answer)
{
    assert_int_equal(strncmp(answer, "Status: ", 8), 0);
    return (int)strtol(answer + 8, NULL, 10);
}

static void assert_has(const char *answer, const char *piece)
{
    if (strstr(answer, piece) == NULL)
        fail_msg("no \"%s\" in: %s", piece, answer);
}

static void assert_lacks(const char *answer, const char *piece)
{
    if (strstr(answer, piece) != NULL)
        fail_msg("\"%s\" in: %s", piece, answer);
}

/* ---- a program ---------------------------------------------------------------------------------------------------- */

static unsigned char key[TOKEN_KEY] = "thirty-two bytes for a test only";

static enum result page_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    (void)program;
    view_text(view, "page.title", "回声");
    view_text(view, "text", request_query(request, "text"));
    view_text(view, "link", request_query(request, "link"));
    view_text(view, "number", request_query(request, "number"));
    view_text(view, "day", request_query(request, "day"));
    return RESULT_OK;
}

static enum result result_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)response;
    (void)program;
    int64_t n = 0;
    assert_true(request_param_int(request, "n", &n));
    return (enum result)n;
}

static enum result text_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)program;
    response_type(response, "text/plain; charset=utf-8");
    buffer_printf(&response->body, "%s|%s|%s", request_param(request, "a"), request_param(request, "b"), request->path);
    response_header(response, "X-Extra", "1");
    response_header(response, "X-Split", "a\r\nSet-Cookie: x=y");
    return RESULT_OK;
}

static enum result long_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)program;
    assert_int_equal(request->method, METHOD_HEAD);
    response_unmade(response, "text/csv");
    return RESULT_OK;
}

static enum result link_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)program;
    response_type(response, "text/plain");
    buffer_puts(&response->body, request_link(request, "after", "9-1"));
    buffer_putc(&response->body, ' ');
    buffer_puts(&response->body, request_link(request, "q", NULL));
    buffer_putc(&response->body, ' ');
    buffer_puts(&response->body, request_link(request, "region", "二"));
    return RESULT_OK;
}

static enum result go(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)program;
    response_cookie(response, request, "view", "elder", 60);
    response_redirect(response, request_query(request, "back"));
    return RESULT_OK;
}

static enum result large_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)program;
    view_text(view, "text", "x");
    response_type(response, "text/plain");
    while (buffer_puts(&response->body, "0123456789012345678901234567890123456789"))
        continue;
    return RESULT_OK;
}

static enum result stream_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)view;
    (void)program;
    response->type = "text/csv; charset=utf-8";
    response_attachment(response, "名单\"1.csv");
    if (response_begin_stream(response) && response_write(response, "a,b\r\n", 5))
        (void)!response_write(response, "1,2\r\n", 5);
    return RESULT_OK;
}

/* Something fails when a part of the file is there already. */
static enum result broken_stream_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)view;
    (void)program;
    response->type = "text/csv; charset=utf-8";
    response_attachment(response, "list.csv");
    if (!response_begin_stream(response) || !response_write(response, "a,b\r\n", 5))
        return RESULT_ERROR;
    return RESULT_UNAVAILABLE;
}

static enum result filter_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)program;
    char day[DAY_TEXT];
    const struct form_values *values = request->values;
    const struct form_value *codes = form_get(values, "code");
    response_type(response, "text/plain; charset=utf-8");
    buffer_printf(&response->body, "q=%s region=%s from=%s n=%lld kind=%s after=%lld box=%d codes=%zu errors=%zu", form_text(values, "q"),
                  form_text(values, "region"), day_format(form_day(values, "from"), day), (long long)form_number(values, "n"),
                  form_text(values, "kind"), (long long)form_number(values, "after"), form_given(values, "box"), codes->all_count,
                  values->errors);
    for (size_t i = 0; i < values->count; i++)
        if (values->value[i].error != NULL)
            buffer_printf(&response->body, " [%s:%s]", values->value[i].field->name, values->value[i].error);
    return RESULT_OK;
}

static enum result form_create(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)program;
    form_show(request->values, view);
    if (request->values->errors > 0) {
        response_show(response, 422, "echo/form_show");
        return RESULT_INVALID;
    }
    for (size_t i = 0; i < request->upload_count; i++) {
        struct view_node *file = view_row(view, "files", i);
        view_node_set(file, "name", request->uploads[i].name);
        view_node_set_int(file, "size", (int64_t)request->uploads[i].size);
    }
    if (request->upload_count > 0)
        return RESULT_OK;
    response_redirect(response, "/page");
    return RESULT_OK;
}

static enum result form_again(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)program;
    form_show(request->values, view);
    response_show(response, 403, "echo/form_show");
    return RESULT_DENIED;
}

static const char *not_lower(const char *value)
{
    return value[0] >= 'a' && value[0] <= 'z' ? "不能以小写字母开头" : NULL;
}

static const char *const kinds[] = {"minor", "serious", NULL};
static const struct form_field filter_fields[] = {
    {.name = "q", .type = FORM_LINE, .max = 5, .check = not_lower},
    {.name = "region", .type = FORM_DIVISION},
    {.name = "from", .type = FORM_DAY},
    {.name = "n", .type = FORM_INTEGER, .min = 1, .max = 20},
    {.name = "kind", .type = FORM_CHOICE, .choices = kinds},
    {.name = "after", .type = FORM_ID},
    {.name = "box", .type = FORM_CHECK},
    {.name = "code", .type = FORM_CODE, .min = 2, .max = 18, .many = 3},
    FORM_END,
};
static const struct form_field form_fields[] = {
    {.name = "name", .type = FORM_LINE, .required = true, .max = 20},
    {.name = "statement", .type = FORM_TEXT, .required = true, .min = 10},
    {.name = "evidence", .type = FORM_FILE, .max = 2},
    FORM_END,
};

static const struct route routes[] = {
    {"GET", "/page", page_show, 0, false, ROUTE_CACHE_PUBLIC, "echo/page_show", NULL, false, NULL, false, 0},
    {"GET", "/private", page_show, 0, false, ROUTE_CACHE_REVALIDATE, "echo/page_show", NULL, false, NULL, false, 0},
    {"GET", "/secret", page_show, 0, false, ROUTE_CACHE_NO_STORE, "echo/page_show", NULL, false, NULL, false, 0},
    {"GET", "/results/{n:number}", result_show, 0, false, ROUTE_CACHE_PUBLIC, "echo/page_show", NULL, false, NULL, false, 0},
    {"GET", "/lists/{a}.csv", text_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/lists/{a}.json", text_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/long", long_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/lists/{a}", text_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/bulletins/{a:number}q{b:number}", text_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/subjects/{a:code}", text_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/words/{a:text}/{b:text}", text_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/link/{a:text}", link_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/go", go, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/large", large_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/stream", stream_show, 0, false, ROUTE_CACHE_NO_STORE, NULL, NULL, false, NULL, false, 0},
    {"GET", "/broken-stream", broken_stream_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    {"GET", "/filter", filter_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, filter_fields, false, NULL, false, 0},
    {"GET", "/staff", page_show, 2, false, ROUTE_CACHE_NO_STORE, "echo/page_show", NULL, false, NULL, false, 0},
    {"POST", "/form", form_create, 0, true, ROUTE_CACHE_NO_STORE, "echo/form_show", form_fields, true, NULL, false, 0},
    {"POST", "/plain", form_create, 0, true, ROUTE_CACHE_NO_STORE, "echo/form_show", form_fields, false, NULL, false, 0},
    {"POST", "/again", form_create, 0, true, ROUTE_CACHE_NO_STORE, "echo/form_show", form_fields, true, form_again, true, 0},
};

static bool globals(struct views *views, void *program)
{
    (void)program;
    return view_global(views, "site.name", "信用<示例>");
}

static unsigned roles(const struct request *request, void *program)
{
    (void)program;
    return strcmp(request_cookie(request, "role"), "staff") == 0 ? 2 : 1;
}

static char templates[4096];
static struct site site = {
    .name = "test", .routes = routes, .route_count = sizeof routes / sizeof routes[0], .templates_dir = templates,
    .error_template = "echo/error_show", .token_key = key, .globals = globals, .roles = roles};

static int set_up(void **state)
{
    (void)state;
    const char *source = getenv("SOURCE_DIR");
    snprintf(templates, sizeof templates, "%s/tests/http/echo/templates", source != NULL ? source : ".");
    log_open("test", LOG_LEVEL_ERROR);
    buffer_init(&browser.answer, 64 << 20);
    worker = site_worker_open(&site);
    return worker != NULL ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    site_worker_close(worker);
    buffer_free(&browser.answer);
    return 0;
}

/* ---- what is to be so ------------------------------------------------------------------------------------------------ */

static void values_are_escaped_in_text_and_attributes(void **state)
{
    (void)state;
    const char *answer = ask("GET", "/page?text=%3Cscript%3E%22%27%26&link=/a%3Fb%26c");
    assert_int_equal(status_of(answer), 200);
    assert_has(answer, "<title>回声 - 信用&lt;示例&gt;</title>");
    assert_has(answer, "<p title=\"&lt;script&gt;&quot;&#39;&amp;\">&lt;script&gt;&quot;&#39;&amp;</p>");
    assert_has(answer, "href=\"/a?b&amp;c\"");
    assert_lacks(answer, "<script>");
}

static void harmful_signs_do_not_reach_a_page(void **state)
{
    (void)state;
    const char *answer = ask("GET", "/page?text=a%E2%80%AEb%01c%C2%85d%EF%BB%BFe");
    assert_has(answer, "<p title=\"abcde\">abcde</p>");
}

static void addresses_from_data_are_validated(void **state)
{
    (void)state;
    static const struct {
        const char *given, *shown;
    } cases[] = {{"javascript:alert(1)", "#"}, {"JaVaScRiPt:x", "#"}, {"//evil.example/", "#"}, {"/\\evil.example", "#"}, {"data:text/html,x", "#"},
                 {"java%09script:x", "#"}, {"%20javascript:x", "#"}, {"https://www.gov.cn/x%3Fa=1", "https://www.gov.cn/x?a=1"},
                 {"mailto:a@example.cn", "mailto:a@example.cn"}, {"/lists/red", "/lists/red"}, {"%3Fa=b:c", "?a=b:c"}, {"%22onclick=x", "&quot;onclick=x"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char target[256], wanted[256];
        snprintf(target, sizeof target, "/page?link=%s", cases[i].given);
        snprintf(wanted, sizeof wanted, "<a href=\"%s\">", cases[i].shown);
        assert_has(ask("GET", target), wanted);
    }
}

static void functions_of_templates_format(void **state)
{
    (void)state;
    assert_has(ask("GET", "/page?number=1234567&day=2026-04-01&text=a%20%3C"), "<p>1,234,567 2026年4月1日 a%20%3C</p>");
    assert_has(ask("GET", "/page?number=10000%2B&day=x%3C"), "<p>10,000+ x&lt; </p>");
    assert_has(ask("GET", "/page?number=-999"), "<p>-999  </p>");
    assert_has(ask("GET", "/page?number=12a4"), "<p>12a4  </p>");
}

static void patterns_name_parts_of_a_path(void **state)
{
    (void)state;
    assert_has(ask("GET", "/lists/black-dishonest-debtor"), "\r\n\r\nblack-dishonest-debtor||/lists/");
    assert_has(ask("GET", "/lists/red.csv"), "\r\n\r\nred||/lists/red.csv");
    assert_has(ask("GET", "/bulletins/2026q1"), "\r\n\r\n2026|1|");
    assert_has(ask("GET", "/subjects/91210100MA0000000X"), "\r\n\r\n91210100MA0000000X||");
    assert_has(ask("GET", "/words/%E4%BF%A1/b.c"), "\r\n\r\n信|b.c|");
    static const char *const none[] = {"/", "/lists/", "/lists/Red", "/lists/red.xls", "/lists/red/x", "/bulletins/2026", "/bulletins/q1",
                                       "/subjects/a-b", "/words/a", "/words/a/b/c", "/results/12345678901234567890", "/results/-1", "/pagex"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (status_of(ask("GET", none[i])) != 404)
            fail_msg("%s", none[i]);
}

static void results_become_statuses(void **state)
{
    (void)state;
    static const int statuses[] = {200, 404, 409, 403, 422, 503, 500};
    log_open("test", (enum log_level)0);
    for (int i = 0; i < 7; i++) {
        char target[32];
        snprintf(target, sizeof target, "/results/%d", i);
        const char *answer = ask("GET", target);
        assert_int_equal(status_of(answer), statuses[i]);
        if (i > 0) {
            assert_has(answer, "Cache-Control: no-store\r\n");
            assert_has(answer, "<h1>出错了 ");
        }
        if (statuses[i] == 503)
            assert_has(answer, "Retry-After: 5\r\n");
    }
}

static void a_program_gets_its_faults_as_problems(void **state)
{
    (void)state;
    static const struct {
        const char *method, *target;
        int status;
    } cases[] = {{"GET", "/api/v1/nothing/at/all", 404}, {"GET", "/api/v1/%ff", 400}, {"GET", "/api/v1/x?q=%ff", 400}, {"DELETE", "/lists/b.json", 405},
                 {"GET", "/%61pi/x", 404}, {"BREW", "/api/v1/%22", 404}, {"GET", "/lists/red/x.json?q=1", 404}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *answer = ask(cases[i].method, cases[i].target);
        char wanted[64];
        assert_int_equal(status_of(answer), cases[i].status);
        assert_has(answer, "Content-Type: application/problem+json\r\n");
        assert_has(answer, "Cache-Control: no-store\r\n");
        snprintf(wanted, sizeof wanted, "\"status\":%d,\"detail\":\"", cases[i].status);
        assert_has(answer, wanted);
        assert_has(answer, "\"type\":\"about:blank\",\"title\":\"");
        assert_has(answer, "\"request_id\":\"");
    }
    assert_has(ask("DELETE", "/lists/b.json"), "Allow: GET, HEAD, OPTIONS\r\n");
    assert_has(ask("GET", "/api/%22b"), "\"instance\":\"/api/\\\"b\"");
    assert_has(ask("GET", "/nothing"), "<h1>出错了 ");
    assert_has(ask("GET", "/lists/.json"), "<h1>出错了 ");
    assert_has(ask("GET", "/api"), "<h1>出错了 ");
}

static void a_head_of_what_is_long_to_make_has_neither_length_nor_tag(void **state)
{
    (void)state;
    const char *answer = ask("HEAD", "/long");
    assert_int_equal(status_of(answer), 200);
    assert_has(answer, "Content-Type: text/csv\r\n");
    assert_lacks(answer, "Content-Length");
    assert_lacks(answer, "ETag");
}

static void wrong_methods_are_told_the_right_ones(void **state)
{
    (void)state;
    const char *answer = ask("DELETE", "/page");
    assert_int_equal(status_of(answer), 405);
    assert_has(answer, "Allow: GET, HEAD, OPTIONS\r\n");
    answer = ask("GET", "/form");
    assert_int_equal(status_of(answer), 405);
    assert_has(answer, "Allow: POST, OPTIONS\r\n");
    answer = ask("OPTIONS", "/page");
    assert_int_equal(status_of(answer), 204);
    assert_has(answer, "Allow: GET, HEAD, OPTIONS\r\n");
    assert_int_equal(status_of(ask("BREW", "/page")), 405);
    assert_int_equal(status_of(ask("OPTIONS", "/none")), 404);
}

static void head_is_get_without_a_body(void **state)
{
    (void)state;
    char length[64];
    const char *answer = ask("GET", "/page");
    const char *body = strstr(answer, "\r\n\r\n") + 4;
    snprintf(length, sizeof length, "Content-Length: %zu\r\n", strlen(body));
    assert_has(answer, length);
    answer = ask("HEAD", "/page");
    assert_int_equal(status_of(answer), 200);
    assert_has(answer, length);
    assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
}

static void caching_follows_the_column(void **state)
{
    (void)state;
    const char *answer = ask("GET", "/page");
    assert_has(answer, "Cache-Control: max-age=2, stale-while-revalidate=1\r\n");
    assert_has(answer, "ETag: \"");
    answer = ask("GET", "/private");
    assert_has(answer, "Cache-Control: private, no-cache\r\n");
    assert_has(answer, "ETag: \"");
    answer = ask("GET", "/secret");
    assert_has(answer, "Cache-Control: no-store\r\n");
    assert_lacks(answer, "ETag");
}

static void an_unchanged_page_is_304(void **state)
{
    (void)state;
    char tag[RESPONSE_ETAG];
    header("HTTP_X_REQUEST_ID", "one");
    const char *answer = ask("GET", "/lists/red");
    memcpy(tag, strstr(answer, "ETag: ") + 6, 18);
    tag[18] = '\0';
    header("HTTP_IF_NONE_MATCH", tag);
    answer = ask("GET", "/lists/red");
    assert_int_equal(status_of(answer), 304);
    assert_has(answer, tag);
    assert_lacks(answer, "Content-Length");
    assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
    header("HTTP_IF_NONE_MATCH", tag);
    assert_int_equal(status_of(ask("GET", "/lists/black")), 200);
}

static void the_same_page_is_the_same_bytes(void **state)
{
    (void)state;
    char first[4096];
    header("HTTP_X_REQUEST_ID", "one");
    snprintf(first, sizeof first, "%s", strstr(ask("GET", "/page?text=a"), "\r\n\r\n"));
    header("HTTP_X_REQUEST_ID", "two");
    assert_string_equal(strstr(ask("GET", "/page?text=a"), "\r\n\r\n"), first);
}

static void tags_tell_pages_apart(void **state)
{
    (void)state;
    char tags[400][RESPONSE_ETAG], page[100] = "";
    for (size_t i = 0; i < 400; i++) {
        /* all lengths up to 99, and every single bit changed of one of 38 */
        if (i < 100)
            response_etag(page, i, tags[i]);
        else {
            char other[38];
            memcpy(other, page, sizeof other);
            other[(i - 100) / 8] ^= (char)(1 << (i - 100) % 8);
            response_etag(other, sizeof other, tags[i]);
        }
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(tags[i], tags[j]);
    }
}

static void answers_cannot_be_split(void **state)
{
    (void)state;
    const char *answer = ask("GET", "/lists/red");
    assert_has(answer, "X-Extra: 1\r\n");
    assert_lacks(answer, "X-Split");
    assert_lacks(answer, "Set-Cookie");
}

static void redirects_stay_on_the_site(void **state)
{
    (void)state;
    static const struct {
        const char *back, *location;
    } cases[] = {{"/lists/red?q=1", "/lists/red"}, {"//evil.example", "/"}, {"/%5Cevil", "/"}, {"https://evil.example", "/"}, {"", "/"}, {"/a%0d%0aX:y", "/"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char target[256], wanted[256];
        snprintf(target, sizeof target, "/go?back=%s", cases[i].back);
        snprintf(wanted, sizeof wanted, "Location: %s%s\r\n", cases[i].location, i == 0 ? "?q=1" : "");
        const char *answer = ask("GET", target);
        assert_int_equal(status_of(answer), 303);
        assert_has(answer, wanted);
        assert_has(answer, "Set-Cookie: view=elder; Path=/; Max-Age=60; HttpOnly; SameSite=Lax\r\n");
        assert_has(answer, "Cache-Control: no-store\r\n");
    }
    header("HTTPS", "on");
    assert_has(ask("GET", "/go"), "Set-Cookie: __Host-view=elder; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure\r\n");
}

static void links_keep_the_other_fields(void **state)
{
    (void)state;
    assert_has(ask("GET", "/link/%E4%BF%A1?q=%E4%BF%A1+x&region=210200"),
               "\r\n\r\n/link/%E4%BF%A1?q=%E4%BF%A1%20x&region=210200&after=9-1 /link/%E4%BF%A1?region=210200 /link/%E4%BF%A1?q=%E4%BF%A1%20x&region=%E4%BA%8C");
    assert_has(ask("GET", "/link/a?after=1&after=2"), "/link/a?after=9-1 /link/a?after=1&after=2 ");
}

static void malformed_and_oversized_lines_are_refused(void **state)
{
    (void)state;
    char long_query[REQUEST_QUERY_MAX + 32];
    memset(long_query, 'q', sizeof long_query - 1);
    long_query[sizeof long_query - 1] = '\0';
    memcpy(long_query, "/page?", 6);
    assert_int_equal(status_of(ask("GET", long_query)), 414);
    char long_path[3 * REQUEST_PATH_MAX + 3];
    memset(long_path, 'p', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    long_path[0] = '/';
    assert_int_equal(status_of(ask("GET", long_path)), 414);
    assert_int_equal(status_of(ask("GET", "/page?a=%ff")), 400);
    assert_int_equal(status_of(ask("GET", "/page?a=%00")), 400);
    assert_int_equal(status_of(ask("GET", "/../etc/passwd")), 400);
    assert_int_equal(status_of(ask("GET", "page")), 400);
    char many[REQUEST_FIELDS_MAX * 4 + 16] = "/page?";
    for (int i = 0; i <= REQUEST_FIELDS_MAX; i++)
        memcpy(many + 6 + 4 * i, "a=1&", 5);
    assert_int_equal(status_of(ask("GET", many)), 414);
    char *cookie = malloc(REQUEST_COOKIE_HEADER_MAX + 2);
    memset(cookie, 'c', REQUEST_COOKIE_HEADER_MAX + 1);
    cookie[REQUEST_COOKIE_HEADER_MAX + 1] = '\0';
    header("HTTP_COOKIE", cookie);
    assert_int_equal(status_of(ask("GET", "/page")), 431);
    free(cookie);
    header("CONTENT_LENGTH", "12x");
    assert_int_equal(status_of(ask("GET", "/page")), 400);
    header("CONTENT_LENGTH", "99999999999999999999999");
    assert_int_equal(status_of(ask("GET", "/page")), 400);
}

static void error_pages_show_the_request_id(void **state)
{
    (void)state;
    header("HTTP_X_REQUEST_ID", "0123456789abcdef");
    assert_has(ask("GET", "/none"), "请求编号 0123456789abcdef");
    header("HTTP_X_REQUEST_ID", "<script>");
    const char *answer = ask("GET", "/none");
    assert_lacks(answer, "script>");
    assert_has(answer, "请求编号 ");
}

static void a_page_over_the_limit_is_an_error_page(void **state)
{
    (void)state;
    const char *answer = ask("GET", "/large");
    assert_int_equal(status_of(answer), 500);
    assert_has(answer, "<h1>出错了 500</h1>");
}

static void streams_have_their_headers_first(void **state)
{
    (void)state;
    const char *answer = ask("GET", "/stream");
    assert_has(answer, "Status: 200 OK\r\nContent-Type: text/csv; charset=utf-8\r\nCache-Control: no-store\r\n");
    assert_has(answer, "Content-Disposition: attachment; filename=\"___1.csv\"; filename*=UTF-8''%E5%90%8D%E5%8D%95%221.csv\r\n");
    assert_has(answer, "\r\n\r\na,b\r\n1,2\r\n");
}

static void streams_say_how_long_they_are(void **state)
{
    (void)state;
    assert_has(ask("GET", "/stream"), "Content-Length: 10\r\n\r\na,b\r\n1,2\r\n");
}

static void a_stream_that_fails_is_an_error_page(void **state)
{
    (void)state;
    const char *answer = ask("GET", "/broken-stream");
    assert_int_equal(status_of(answer), 503);
    assert_has(answer, "Retry-After: ");
    assert_has(answer, "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n");
    assert_null(strstr(answer, "a,b"));
    assert_null(strstr(answer, "Content-Disposition"));
    /* and the next one is whole */
    assert_has(ask("GET", "/stream"), "Content-Length: 10\r\n\r\na,b\r\n1,2\r\n");
}

static void a_kept_page_says_until_when(void **state)
{
    (void)state;
    char line[64];
    const long long before = (long long)time(NULL);
    const char *answer = ask("GET", "/page");
    const long long after = (long long)time(NULL);
    bool found = false;
    for (long long at = before; at <= after; at++) {
        snprintf(line, sizeof line, "X-Accel-Expires: @%lld\r\n", at + 2);
        found = found || strstr(answer, line) != NULL;
    }
    assert_true(found);
}

static void declared_fields_become_values(void **state)
{
    (void)state;
    assert_has(ask("GET", "/filter?q=+%E3%80%80%E6%B2%88%E9%98%B3++A%09&region=210200&from=2026-04-01&n=7&kind=serious&after=9223372036854775807"
                          "&box=on&code=ab-1&code=&code=CD&unknown=x"),
               "q=沈阳 A region=210200 from=2026-04-01 n=7 kind=serious after=9223372036854775807 box=1 codes=2 errors=0");
    assert_has(ask("GET", "/filter"), "q= region= from= n=0 kind= after=0 box=0 codes=0 errors=0");
    assert_has(ask("GET", "/filter?region=210200&region=xx"), "region=210200 from= n=0 kind= after=0 box=0 codes=0 errors=0");
}

static void wrong_fields_are_told_in_chinese(void **state)
{
    (void)state;
    const char *answer = ask("GET", "/filter?q=123456&region=2102&from=2026-02-30&n=21&kind=x&after=9223372036854775808&code=a_b");
    assert_has(answer, "q= region= from= n=0 kind= after=0 box=0 codes=1 errors=7");
    assert_has(answer, "[q:不能超过 5 个字]");
    assert_has(answer, "[region:请选择行政区划]");
    assert_has(answer, "[from:请按“年-月-日”填写日期，如 2026-04-01]");
    assert_has(answer, "[n:不能大于 20]");
    assert_has(answer, "[kind:请从所列各项中选择]");
    assert_has(answer, "[after:编号不正确]");
    assert_has(answer, "[code:代码只能由数字和字母组成]");
    assert_has(ask("GET", "/filter?q=abc&n=0&code=A"), "[q:不能以小写字母开头] [n:不能小于 1] [code:至少填写 2 个字]");
    assert_has(ask("GET", "/filter?n=1e3"), "[n:请填写整数]");
}

static void a_role_is_asked_for(void **state)
{
    (void)state;
    assert_int_equal(status_of(ask("GET", "/staff")), 403);
    header("HTTP_COOKIE", "role=staff");
    assert_int_equal(status_of(ask("GET", "/staff")), 200);
}

static const char cookie_text[] = "form=0123456789abcdef0123456789abcdef";

/* A body with a token for the cookie above. */
static const char *with_token(const char *address, time_t made, const char *rest)
{
    static char body[4096];
    char token[TOKEN_TEXT];
    token_make(key, "0123456789abcdef0123456789abcdef", address, made, token);
    snprintf(body, sizeof body, "token=%s&%s", token, rest);
    return body;
}

static const char urlencoded[] = "application/x-www-form-urlencoded; charset=UTF-8";
static const char good_rest[] = "name=A&statement=0123456789";

static void a_post_needs_its_token(void **state)
{
    (void)state;
    const time_t now = time(NULL);
    header("HTTP_COOKIE", cookie_text);
    assert_int_equal(status_of(post("/form", urlencoded, with_token("/form", now, good_rest))), 303);
    assert_int_equal(status_of(post("/form", urlencoded, with_token("/form", now, good_rest))), 403); /* no cookie */
    header("HTTP_COOKIE", "form=another");
    assert_int_equal(status_of(post("/form", urlencoded, with_token("/form", now, good_rest))), 403);
    header("HTTP_COOKIE", cookie_text);
    assert_int_equal(status_of(post("/form", urlencoded, with_token("/plain", now, good_rest))), 403); /* another form's */
    header("HTTP_COOKIE", cookie_text);
    assert_int_equal(status_of(post("/form", urlencoded, with_token("/form", now - TOKEN_SECONDS - 5, good_rest))), 403); /* too old */
    header("HTTP_COOKIE", cookie_text);
    assert_int_equal(status_of(post("/form", urlencoded, good_rest)), 403);
    header("HTTPS", "on");
    header("HTTP_COOKIE", cookie_text); /* without __Host- */
    assert_int_equal(status_of(post("/form", urlencoded, with_token("/form", now, good_rest))), 403);
}

static void a_form_with_an_expired_token_comes_back_whole(void **state)
{
    (void)state;
    header("HTTP_COOKIE", cookie_text);
    const char *answer = post("/again", urlencoded, with_token("/again", time(NULL) - TOKEN_SECONDS - 60, "name=%E6%B2%88%E9%98%B3&statement=0123456789"));
    assert_int_equal(status_of(answer), 403);
    assert_has(answer, "value=\"沈阳\"");
    assert_has(answer, ">0123456789</textarea>");
    header("HTTP_COOKIE", cookie_text);
    assert_int_equal(status_of(post("/again", urlencoded, with_token("/again", time(NULL), "name=a&statement=0123456789"))), 303);
}

static void tokens_that_were_changed_are_refused(void **state)
{
    (void)state;
    char token[TOKEN_TEXT];
    token_make(key, "cookie", "/form", 1000, token);
    assert_true(token_good(key, "cookie", "/form", 1000, token));
    assert_true(token_good(key, "cookie", "/form", 1000 + TOKEN_SECONDS, token));
    assert_false(token_good(key, "cookie", "/form", 1001 + TOKEN_SECONDS, token));
    assert_false(token_good(key, "", "/form", 1000, token));
    assert_false(token_good(key, "cooki", "e/form", 1000, token));
    for (size_t i = 0; token[i] != '\0'; i++) {
        char changed[TOKEN_TEXT];
        memcpy(changed, token, sizeof changed);
        changed[i] = changed[i] == '1' ? '2' : '1';
        assert_false(token_good(key, "cookie", "/form", 1000, changed));
    }
    assert_false(token_good(key, "cookie", "/form", 1000, ""));
    assert_false(token_good(key, "cookie", "/form", 1000, "."));
}

static void a_key_is_made_once_and_found_again(void **state)
{
    (void)state;
    char path[] = "/tmp/token-key-XXXXXX";
    unsigned char first[TOKEN_KEY], second[TOKEN_KEY];
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_false(token_key_load(path, first)); /* an empty file is no key */
    unlink(path);
    assert_true(token_key_load(path, first));
    assert_true(token_key_load(path, second));
    assert_memory_equal(first, second, TOKEN_KEY);
    unlink(path);
    assert_false(token_key_load("/nowhere/key", first));
}

static void a_faulty_form_comes_back_with_its_values(void **state)
{
    (void)state;
    header("HTTP_COOKIE", cookie_text);
    const char *answer = post("/form", urlencoded, with_token("/form", time(NULL), "name=%3Cb%3E&statement=short"));
    assert_int_equal(status_of(answer), 422);
    assert_has(answer, "<a href=\"#statement\">至少填写 10 个字</a>");
    assert_has(answer, "value=\"&lt;b&gt;\"");
    assert_has(answer, ">short</textarea>");
    assert_has(answer, "Cache-Control: no-store\r\n");
    header("HTTP_COOKIE", cookie_text);
    answer = post("/form", urlencoded, with_token("/form", time(NULL), "statement=+++"));
    assert_has(answer, "<a href=\"#name\">请填写此项</a>");
    assert_has(answer, "<a href=\"#statement\">请填写此项</a>");
}

static void files_arrive_with_their_form(void **state)
{
    (void)state;
    char body[4096], token[TOKEN_TEXT];
    token_make(key, "0123456789abcdef0123456789abcdef", "/form", time(NULL), token);
    snprintf(body, sizeof body,
             "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n%s\r\n"
             "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n沈阳\r\n"
             "--b\r\nContent-Disposition: form-data; name=\"statement\"\r\n\r\n0123456789\r\n"
             "--b\r\nContent-Disposition: form-data; name=\"evidence\"; filename=\"<证明>.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%%PDF-1\r\n--b--\r\n",
             token);
    header("HTTP_COOKIE", cookie_text);
    const char *answer = post("/form", "multipart/form-data; boundary=b", body);
    assert_int_equal(status_of(answer), 200);
    assert_has(answer, "<p class=\"file\" data-size=\"6\">&lt;证明&gt;.pdf</p>");
    header("HTTP_COOKIE", cookie_text);
    assert_int_equal(status_of(post("/plain", "multipart/form-data; boundary=b", body)), 415); /* takes no files */
    header("HTTP_COOKIE", cookie_text);
    assert_int_equal(status_of(post("/form", "multipart/form-data", body)), 400);
}

static void bodies_are_taken_only_where_wanted(void **state)
{
    (void)state;
    assert_int_equal(status_of(post("/form", "application/json", "{}")), 415);
    header("CONTENT_TYPE", urlencoded);
    header("CONTENT_LENGTH", "300000");
    assert_int_equal(status_of(ask("POST", "/form")), 413);
    header("CONTENT_TYPE", "multipart/form-data; boundary=b");
    header("CONTENT_LENGTH", "99999999999");
    assert_int_equal(status_of(ask("POST", "/form")), 413);
    header("CONTENT_TYPE", urlencoded);
    header("CONTENT_LENGTH", "10");
    browser.body = "a=1"; /* cut off */
    assert_int_equal(status_of(ask("POST", "/form")), 400);
    header("CONTENT_LENGTH", "5");
    header("CONTENT_TYPE", urlencoded);
    browser.body = "a=1&b";
    assert_int_equal(status_of(ask("GET", "/page")), 413);
    header("CONTENT_LENGTH", "0");
    header("CONTENT_TYPE", "text/plain");
    assert_int_equal(status_of(ask("GET", "/page")), 200);
}

static void a_wrong_table_is_found_before_the_first_request(void **state)
{
    (void)state;
    log_open("test", (enum log_level)0);
    assert_true(route_table_valid(routes, sizeof routes / sizeof routes[0]));
    static const struct route wrong[] = {
        {"GET", "page", page_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
        {"GET", "/{a", page_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
        {"GET", "/{a:what}", page_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
        {"GET", "/{}", page_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
        {"PATCH", "/a", page_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
        {"GET", "/a", NULL, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
        {"POST", "/a", page_show, 0, false, ROUTE_CACHE_NO_STORE, NULL, NULL, false, NULL, false, 0},
        {"POST", "/a", page_show, 0, true, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
        {"GET", "/{a}{b}{c}{d}{e}", page_show, 0, false, ROUTE_CACHE_PUBLIC, NULL, NULL, false, NULL, false, 0},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(route_table_valid(&wrong[i], 1));
    const struct route twice[] = {routes[0], routes[0]};
    assert_false(route_table_valid(twice, 2));
}

static void a_missing_template_stops_the_worker(void **state)
{
    (void)state;
    log_open("test", (enum log_level)0);
    struct site other = site;
    other.error_template = "echo/none_show";
    assert_null(site_worker_open(&other));
    other = site;
    other.templates_dir = "/nowhere";
    assert_null(site_worker_open(&other));
}

static void without_an_error_template_the_error_is_plain_text(void **state)
{
    (void)state;
    struct site other = site;
    other.error_template = NULL;
    site_worker_close(worker);
    worker = site_worker_open(&other);
    assert_non_null(worker);
    header("HTTP_X_REQUEST_ID", "abc");
    const char *answer = ask("GET", "/none");
    assert_has(answer, "Content-Type: text/plain; charset=utf-8\r\n");
    assert_has(answer, "404 Not Found\n请求编号 abc\n");
}

static void many_requests_leave_nothing_behind(void **state)
{
    (void)state;
    for (int i = 0; i < 2000; i++) {
        assert_int_equal(status_of(ask("GET", i % 3 == 0 ? "/none" : "/page?text=abc")), i % 3 == 0 ? 404 : 200);
        header("HTTP_COOKIE", cookie_text);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(values_are_escaped_in_text_and_attributes),
        CASE(harmful_signs_do_not_reach_a_page),
        CASE(addresses_from_data_are_validated),
        CASE(functions_of_templates_format),
        CASE(patterns_name_parts_of_a_path),
        CASE(results_become_statuses),
        CASE(a_program_gets_its_faults_as_problems),
        CASE(a_head_of_what_is_long_to_make_has_neither_length_nor_tag),
        CASE(wrong_methods_are_told_the_right_ones),
        CASE(head_is_get_without_a_body),
        CASE(caching_follows_the_column),
        CASE(an_unchanged_page_is_304),
        CASE(the_same_page_is_the_same_bytes),
        CASE(tags_tell_pages_apart),
        CASE(answers_cannot_be_split),
        CASE(redirects_stay_on_the_site),
        CASE(links_keep_the_other_fields),
        CASE(malformed_and_oversized_lines_are_refused),
        CASE(error_pages_show_the_request_id),
        CASE(a_page_over_the_limit_is_an_error_page),
        CASE(streams_have_their_headers_first),
        CASE(streams_say_how_long_they_are),
        CASE(a_stream_that_fails_is_an_error_page),
        CASE(a_kept_page_says_until_when),
        CASE(declared_fields_become_values),
        CASE(wrong_fields_are_told_in_chinese),
        CASE(a_role_is_asked_for),
        CASE(a_post_needs_its_token),
        CASE(a_form_with_an_expired_token_comes_back_whole),
        CASE(tokens_that_were_changed_are_refused),
        CASE(a_key_is_made_once_and_found_again),
        CASE(a_faulty_form_comes_back_with_its_values),
        CASE(files_arrive_with_their_form),
        CASE(bodies_are_taken_only_where_wanted),
        CASE(a_wrong_table_is_found_before_the_first_request),
        CASE(a_missing_template_stops_the_worker),
        CASE(without_an_error_template_the_error_is_plain_text),
        CASE(many_requests_leave_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
