/* The news columns: /news and /news/{id}. */
#include "disclosure/content.h"
#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <stdlib.h>
#include <string.h>

#define NEWS_PAGE 20   /* items of a page, like a list's rows */
#define RELATED_MAX 5

static const struct {
    const char *code, *name;
} columns[] = {
    {"credit-news", "信用动态"}, {"joint", "联合奖惩"}, {"cases", "典型案例"},
    {"credit-plus", "信易+"},    {"culture", "诚信文化"}, {"city", "城市信用"},
};
#define COLUMNS (sizeof columns / sizeof *columns)

const char *news_column_name(const char *code)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (strcmp(columns[i].code, code) == 0)
            return columns[i].name;
    return "";
}

void news_row(struct view_node *row, const struct content_item *item)
{
    char date[DAY_TEXT];
    const char *column = content_key(item, "column");
    view_node_set(row, "id", item->slug);
    view_node_set(row, "title", content_key(item, "title"));
    view_node_set(row, "summary", content_key(item, "summary"));
    view_node_set(row, "date", day_format(item->date, date));
    view_node_set(row, "column", column);
    view_node_set(row, "column_name", news_column_name(column));
    view_node_set(row, "source", content_key(item, "source"));
}

static void fill_columns(const struct content *content, struct view *view, const char *chosen)
{
    size_t n;
    const struct content_item *items = content_list(content, CONTENT_NEWS, &n);
    for (size_t c = 0; c < COLUMNS; c++) {
        struct view_node *row = view_row(view, "columns", c);
        int64_t total = 0;
        for (size_t i = 0; i < n; i++)
            total += strcmp(content_key(&items[i], "column"), columns[c].code) == 0;
        view_node_set(row, "code", columns[c].code);
        view_node_set(row, "name", columns[c].name);
        view_node_set_int(row, "total", total);
        if (strcmp(chosen, columns[c].code) == 0)
            view_node_set(row, "selected", "1");
    }
}

enum result news_index(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    const char *column = request_query(request, "column");
    const char *after = request_query(request, "after");
    size_t n, shown = 0, i = 0;
    const struct content_item *items = content_list(site->content, CONTENT_NEWS, &n);
    const struct content_item *last = NULL;

    if (*column && !*news_column_name(column))
        return RESULT_NOT_FOUND;
    if (*after) { /* the items are few and in memory: the page goes on behind the named one */
        while (i < n && strcmp(items[i].slug, after) != 0)
            i++;
        if (i == n)
            return RESULT_NOT_FOUND;
        i++;
    }
    for (; i < n; i++) {
        if (*column && strcmp(content_key(&items[i], "column"), column) != 0)
            continue;
        if (shown == NEWS_PAGE) {
            view_text(view, "paging.next", request_link(request, "after", last->slug));
            break;
        }
        news_row(view_row(view, "rows", shown++), &items[i]);
        last = &items[i];
    }
    if (*after)
        view_text(view, "paging.first", request_link(request, "after", NULL));
    view_set_bool(view, "all", !*column);
    view_text(view, "news.column_name", news_column_name(column));
    fill_columns(site->content, view, column);
    static const struct crumb way[] = {{"信用资讯", "/news"}};
    page_head(view, *column ? news_column_name(column) : "信用资讯", "news", way, *column ? 1 : 0);
    return RESULT_OK;
}

enum result news_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    const struct content_item *item = content_find(site->content, CONTENT_NEWS, request_param(request, "id"));
    size_t n, shown = 0;
    if (!item)
        return RESULT_NOT_FOUND;
    const char *column = content_key(item, "column");
    news_row(view_child(view, "item"), item);
    view_set_html(view, "content.html", item->article->html);
    const struct content_item *items = content_list(site->content, CONTENT_NEWS, &n);
    for (size_t i = 0; i < n && shown < RELATED_MAX; i++)
        if (&items[i] != item && strcmp(content_key(&items[i], "column"), column) == 0)
            news_row(view_row(view, "related", shown++), &items[i]);
    const struct crumb way[] = {
        {"信用资讯", "/news"}, {news_column_name(column), request_printf(request, "/news?column=%s", column)}};
    page_head(view, content_key(item, "title"), "news", way, 2);
    view_text(view, "page.description", content_key(item, "summary"));
    return RESULT_OK;
}
