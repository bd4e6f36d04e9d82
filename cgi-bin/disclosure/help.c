/* Help for each job: /help and /help/{topic}, with the definitions of lists, grades, masks and states. */
#include "disclosure/content.h"
#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <string.h>

static const struct crumb help_way[] = {{"办事指南", "/help"}};

static void fill_topics(const struct content *content, struct view *view, const char *chosen)
{
    size_t n;
    const struct content_item *items = content_list(content, CONTENT_HELP, &n);
    for (size_t i = 0; i < n; i++) {
        struct view_node *row = view_row(view, "topics", i);
        view_node_set(row, "id", items[i].slug);
        view_node_set(row, "title", content_key(&items[i], "title"));
        view_node_set(row, "summary", content_key(&items[i], "summary"));
        if (strcmp(items[i].slug, chosen) == 0)
            view_node_set(row, "selected", "1");
    }
}

enum result help_index(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)response;
    struct disclosure *site = program;
    const struct content_item *intro = content_find(site->content, CONTENT_PAGE, "help");
    if (intro)
        page_item(view, intro);
    fill_topics(site->content, view, "");
    page_head(view, "办事指南", "help", NULL, 0);
    return RESULT_OK;
}

enum result help_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    const char *topic = request_param(request, "topic");
    const struct content_item *item = content_find(site->content, CONTENT_HELP, topic);
    if (!item)
        return RESULT_NOT_FOUND;
    page_item(view, item);
    fill_topics(site->content, view, topic);
    page_head(view, content_key(item, "title"), "help", help_way, 1);
    return RESULT_OK;
}

enum result help_glossary(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)response;
    struct disclosure *site = program;
    size_t n;
    const struct content_item *items = content_list(site->content, CONTENT_TERM, &n);
    for (size_t i = 0; i < n; i++) {
        struct view_node *row = view_row(view, "terms", i);
        view_node_set(row, "id", items[i].slug);
        view_node_set(row, "title", content_key(&items[i], "title"));
        view_node_set(row, "html", items[i].article->html);
    }
    fill_topics(site->content, view, "glossary");
    page_head(view, "名词解释", "help", help_way, 1);
    return RESULT_OK;
}
