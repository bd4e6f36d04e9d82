/* Laws and documents with their status: /policies and /policies/{id}. */
#include "disclosure/content.h"
#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <string.h>

static void policy_row(struct view_node *row, const struct content_item *item)
{
    char date[DAY_TEXT];
    static const char *const keys[] = {"title", "summary", "number", "issuer", "status", "effective", "source"};
    view_node_set(row, "id", item->slug);
    view_node_set(row, "date", day_format(item->date, date));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        view_node_set(row, keys[i], content_key(item, keys[i]));
}

enum result policy_index(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)response;
    struct disclosure *site = program;
    size_t n;
    const struct content_item *items = content_list(site->content, CONTENT_POLICY, &n);
    for (size_t i = 0; i < n; i++)
        policy_row(view_row(view, "rows", i), &items[i]);
    page_head(view, "政策法规", "policies", NULL, 0);
    return RESULT_OK;
}

/* `related` names other policies by slug, with blanks or commas between them. */
static void fill_related(const struct content *content, struct view *view, const char *list)
{
    size_t shown = 0;
    while (*list) {
        size_t n = strcspn(list, " ,");
        char slug[CONTENT_SLUG_MAX + 1];
        if (n > 0 && n <= CONTENT_SLUG_MAX) {
            memcpy(slug, list, n);
            slug[n] = '\0';
            const struct content_item *other = content_find(content, CONTENT_POLICY, slug);
            if (other)
                policy_row(view_row(view, "related", shown++), other);
        }
        list += n;
        list += strspn(list, " ,");
    }
}

enum result policy_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    const struct content_item *item = content_find(site->content, CONTENT_POLICY, request_param(request, "id"));
    if (!item)
        return RESULT_NOT_FOUND;
    policy_row(view_child(view, "item"), item);
    view_set_html(view, "content.html", item->article->html);
    fill_related(site->content, view, content_key(item, "related"));
    static const struct crumb way[] = {{"政策法规", "/policies"}};
    page_head(view, content_key(item, "title"), "policies", way, 1);
    view_text(view, "page.description", content_key(item, "summary"));
    return RESULT_OK;
}
