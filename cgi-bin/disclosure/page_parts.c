/* What the pages share: head and breadcrumbs, the body of a content item. */
#include "disclosure/content.h"
#include "disclosure/pages.h"
#include "web/view.h"

void page_head(struct view *view, const char *title, const char *nav, const struct crumb *way, size_t n)
{
    view_text(view, "page.title", title);
    view_text(view, "page.nav", nav);
    for (size_t i = 0; i < n; i++) {
        struct view_node *place = view_row(view, "page.crumbs", i);
        view_node_set(place, "name", way[i].name);
        view_node_set(place, "href", way[i].href);
    }
    view_node_set(view_row(view, "page.crumbs", n), "name", title);
}

void page_item(struct view *view, const struct content_item *item)
{
    char date[DAY_TEXT];
    view_text(view, "item.id", item->slug);
    view_text(view, "item.title", content_key(item, "title"));
    view_text(view, "item.summary", content_key(item, "summary"));
    view_text(view, "item.date", day_format(item->date, date));
    view_text(view, "page.description", content_key(item, "summary"));
    view_set_html(view, "content.html", item->article->html);
}
