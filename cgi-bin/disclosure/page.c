/* The standing pages: /about /contact /privacy /terms /accessibility and /sitemap. */
#include "disclosure/content.h"
#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <string.h>

enum result page_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    const struct content_item *item = content_find(site->content, CONTENT_PAGE, request->path + 1);
    if (!item)
        return RESULT_NOT_FOUND;
    page_item(view, item);
    page_head(view, content_key(item, "title"), "about", NULL, 0);
    return RESULT_OK;
}

/* Every job that can be done here, with its guide. */
enum result service_index(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)request;
    (void)response;
    (void)program;
    page_head(view, "网上办事", "help", NULL, 0);
    return RESULT_OK;
}

struct place {
    const char *name, *href;
};

static struct view_node *section(struct view *view, size_t i, const char *name)
{
    struct view_node *s = view_row(view, "sections", i);
    view_node_set(s, "name", name);
    return s;
}

static void link_add(struct view_node *s, size_t *n, const char *name, const char *href)
{
    struct view_node *l = view_node_row(s, "links", (*n)++);
    view_node_set(l, "name", name);
    view_node_set(l, "href", href);
}

static void fixed_section(struct view *view, size_t i, const char *name, const struct place *places, size_t count)
{
    struct view_node *s = section(view, i, name);
    size_t n = 0;
    for (size_t p = 0; p < count; p++)
        link_add(s, &n, places[p].name, places[p].href);
}

static void content_section(struct request *request, struct view *view, size_t i, const char *name, const char *index,
                            const struct content *content, enum content_kind kind)
{
    struct view_node *s = section(view, i, name);
    size_t n = 0, count;
    const struct content_item *items = content_list(content, kind, &count);
    link_add(s, &n, name, index);
    for (size_t k = 0; k < count; k++)
        link_add(s, &n, content_key(&items[k], "title"), request_printf(request, "%s/%s", index, items[k].slug));
}

enum result sitemap_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)response;
    struct disclosure *site = program;
    static const struct place look[] = {
        {"首页", "/"}, {"信用查询", "/search"}, {"信息公示", "/lists"},
        {"守信激励对象名单（红名单）", "/lists/red"}, {"严重失信主体名单（黑名单）", "/lists/black"},
        {"重点关注名单", "/lists/attention"}, {"经营异常名录", "/lists/abnormal"},
        {"行政许可", "/lists/licence"}, {"行政处罚", "/lists/penalty"}, {"信用承诺", "/lists/commitment"},
    };
    static const struct place data[] = {
        {"信息目录", "/catalogue"}, {"数据统计", "/statistics"}, {"季度通报", "/bulletins"}, {"开放数据说明", "/open-data"},
    };
    static const struct place news[] = {
        {"全部资讯", "/news"}, {"信用动态", "/news?column=credit-news"}, {"联合奖惩", "/news?column=joint"},
        {"典型案例", "/news?column=cases"}, {"信易+", "/news?column=credit-plus"}, {"诚信文化", "/news?column=culture"},
        {"城市信用", "/news?column=city"},
    };
    static const struct place work[] = {
        {"网上办事", "/services"}, {"获取信用报告", "/reports/new"}, {"验证报告", "/verify"}, {"离线验证二维码", "/verify/offline"},
        {"提出异议", "/objections/new"}, {"申请信用修复", "/repairs/new"}, {"投诉", "/complaints/new"},
        {"办理进度查询", "/cases"}, {"找回查询码", "/cases/code"},
    };
    static const struct place about[] = {
        {"关于本站", "/about"}, {"联系我们", "/contact"}, {"隐私说明", "/privacy"}, {"使用条款", "/terms"},
        {"无障碍说明", "/accessibility"},
    };
    fixed_section(view, 0, "查询与公示", look, sizeof look / sizeof *look);
    fixed_section(view, 1, "目录与数据", data, sizeof data / sizeof *data);
    fixed_section(view, 2, "信用资讯", news, sizeof news / sizeof *news);
    fixed_section(view, 3, "网上办事", work, sizeof work / sizeof *work);
    content_section(request, view, 4, "办事指南", "/help", site->content, CONTENT_HELP);
    content_section(request, view, 5, "政策法规", "/policies", site->content, CONTENT_POLICY);
    fixed_section(view, 6, "关于本站", about, sizeof about / sizeof *about);
    page_head(view, "网站地图", "", NULL, 0);
    return RESULT_OK;
}
