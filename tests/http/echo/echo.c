/* A small program on the web room, never installed: the serving tests drive it behind nginx.

   echo SOCKET TEMPLATES [workers] [max_requests] [request_seconds] */
#include "web/form.h"
#include "web/site.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned char key[TOKEN_KEY] = "an example key for tests only!!";

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

/* A list page of 20 rows as the portal's. */
static enum result list_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    (void)program;
    view_text(view, "page.title", request_param(request, "list"));
    view_set_int(view, "total", 123456);
    view_text(view, "paging.next", request_link(request, "after", "12345-67"));
    struct view_node *rows = view_child(view, "rows");
    for (size_t i = 0; i < 20; i++) {
        (void)rows;
        struct view_node *row = view_row(view, "rows", i);
        view_node_set_int(row, "id", 936748722493063168 + (int64_t)i);
        view_node_set(row, "name", "沈阳示例装备制造有限公司");
        view_node_set(row, "uscc", "91210100MA0000000X");
        view_node_printf(row, "document", "沈市监罚字〔2026〕%zu号", i);
        view_node_set(row, "authority", "沈阳市市场监督管理局");
        view_node_set(row, "day", "2026-04-01");
        view_node_set(row, "region", "沈阳市");
    }
    return RESULT_OK;
}

static enum result result_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)response;
    (void)program;
    static const char *const names[] = {"ok", "not-found", "conflict", "denied", "invalid", "unavailable", "error"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], request_param(request, "name")) == 0)
            return (enum result)i;
    return RESULT_NOT_FOUND;
}

static enum result pid_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)program;
    int64_t ms = 0;
    if (request_param_int(request, "ms", &ms))
        usleep((useconds_t)(ms * 1000));
    response_type(response, "text/plain; charset=utf-8");
    buffer_printf(&response->body, "%d\n", (int)getpid());
    return RESULT_OK;
}

static enum result hang(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)view;
    (void)response;
    (void)program;
    while (sleep(3600) > 0)
        continue;
    return RESULT_OK;
}

static enum result stream(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    (void)program;
    int64_t lines = 0;
    if (!request_param_int(request, "lines", &lines))
        return RESULT_NOT_FOUND;
    response->type = "text/csv; charset=utf-8";
    response_attachment(response, "回声.csv");
    if (!response_begin_stream(response))
        return RESULT_OK;
    static const char line[] = "沈阳示例装备制造有限公司,91210100MA0000000X,2026-04-01\r\n";
    for (int64_t i = 0; i < lines; i++)
        if (!response_write(response, line, sizeof line - 1))
            break;
    return RESULT_OK;
}

static void show_form(struct request *request, struct view *view, struct response *response)
{
    char cookie[TOKEN_COOKIE_TEXT], token[TOKEN_TEXT];
    const char *have = request_cookie(request, TOKEN_COOKIE);
    if (strlen(have) != TOKEN_COOKIE_TEXT - 1) {
        token_cookie_new(cookie);
        response_cookie(response, request, TOKEN_COOKIE, cookie, 0);
        have = cookie;
    }
    token_make(key, have, "/form", request->now, token);
    view_text(view, "token", token);
}

static enum result form_new(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)program;
    show_form(request, view, response);
    return RESULT_OK;
}

static enum result form_create(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)program;
    form_show(request->values, view);
    show_form(request, view, response);
    for (size_t i = 0; i < request->upload_count; i++) {
        struct view_node *file = view_row(view, "files", i);
        view_node_set(file, "name", request->uploads[i].name);
        view_node_set_int(file, "size", (int64_t)request->uploads[i].size);
    }
    if (request->values->errors > 0) {
        response_show(response, 422, "echo/form_show");
        return RESULT_INVALID;
    }
    if (request->upload_count == 0)
        response_redirect(response, "/page");
    return RESULT_OK;
}

static const struct form_field form_fields[] = {
    {.name = "token", .type = FORM_LINE},
    {.name = "name", .type = FORM_LINE, .required = true, .max = 20},
    {.name = "statement", .type = FORM_TEXT, .required = true, .min = 10},
    {.name = "evidence", .type = FORM_FILE, .max = 5},
    FORM_END,
};

static const struct route routes[] = {
    {"GET", "/page", page_show, 0, false, ROUTE_CACHE_PUBLIC, "echo/page_show", NULL, false, NULL, false, 0},
    {"GET", "/lists/{list:slug}", list_show, 0, false, ROUTE_CACHE_PUBLIC, "echo/list_show", NULL, false, NULL, false, 0},
    {"GET", "/results/{name:slug}", result_show, 0, false, ROUTE_CACHE_REVALIDATE, "echo/page_show", NULL, false, NULL, false, 0},
    {"GET", "/pid", pid_show, 0, false, ROUTE_CACHE_NO_STORE, NULL, NULL, false, NULL, false, 0},
    {"GET", "/pid/{ms:number}", pid_show, 0, false, ROUTE_CACHE_NO_STORE, NULL, NULL, false, NULL, false, 0},
    {"GET", "/hang", hang, 0, false, ROUTE_CACHE_NO_STORE, NULL, NULL, false, NULL, false, 0},
    {"GET", "/stream/{lines:number}.csv", stream, 0, false, ROUTE_CACHE_NO_STORE, NULL, NULL, false, NULL, false, 0},
    {"GET", "/staff", page_show, 1, false, ROUTE_CACHE_NO_STORE, "echo/page_show", NULL, false, NULL, false, 0},
    {"GET", "/form", form_new, 0, false, ROUTE_CACHE_NO_STORE, "echo/form_show", NULL, false, NULL, false, 0},
    {"POST", "/form", form_create, 0, true, ROUTE_CACHE_NO_STORE, "echo/form_show", form_fields, true, NULL, false, 0},
};

static bool globals(struct views *views, void *program)
{
    (void)program;
    return view_global(views, "site.name", "信用<示例>");
}

static unsigned roles(const struct request *request, void *program)
{
    (void)program;
    return strcmp(request_cookie(request, "role"), "staff") == 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: echo SOCKET TEMPLATES [workers] [max_requests] [request_seconds]\n");
        return 2;
    }
    log_open("echo", LOG_LEVEL_INFO);
    struct site site = {
        .name = "echo",
        .routes = routes,
        .route_count = sizeof routes / sizeof routes[0],
        .templates_dir = argv[2],
        .error_template = "echo/error_show",
        .token_key = key,
        .globals = globals,
        .roles = roles,
        .serve = {.socket_path = argv[1],
                  .workers = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 4,
                  .max_requests = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 0,
                  .request_seconds = argc > 5 ? (unsigned)strtoul(argv[5], NULL, 10) : 0},
    };
    return site_run(&site);
}
