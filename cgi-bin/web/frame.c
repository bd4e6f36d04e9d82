/* The frame of every page: names of the site, version of the style sheet, the view cookie. */
#include "web/frame.h"

#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "web/request.h"
#include "web/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ASSET_MAX (1024 * 1024) /* the style sheet: some tens of KiB */
#define PATH_MAX_HERE 4096

/* A version of style sheet and script: their addresses change when they do, so that browsers may keep them for ever. */
static uint64_t assets_version(const char *static_dir)
{
    static const char *const files[] = {"css/site.css", "css/desk.css", "js/suggest.js"};
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a: no secret, only a change is to be seen */
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[PATH_MAX_HERE];
        size_t len = 0;
        const int n = snprintf(path, sizeof path, "%s/%s", static_dir, files[i]);
        char *text = n > 0 && (size_t)n < sizeof path ? file_read(path, ASSET_MAX, &len) : NULL;
        for (size_t k = 0; text && k < len; k++)
            hash = (hash ^ (unsigned char)text[k]) * 0x100000001b3u;
        free(text);
    }
    return hash;
}

bool frame_globals(struct views *views, const struct config *config)
{
    static const struct {
        const char *name, *key, *fallback;
    } texts[] = {
        {"site.name", "site_name", "公共信用信息门户"}, {"site.province", "province", "辽宁省"}, {"site.url", "site_url", ""},
        {"site.organiser", "organiser", ""},
    };
    bool ok = true;
    char version[24];
    const bool demonstration = config_bool(config, "demonstration", false, &ok);
    snprintf(version, sizeof version, "%016" PRIx64, assets_version(config_text(config, "static_dir", PKGDATADIR "/static")));
    ok = view_global(views, "site.demo", demonstration ? "1" : "") && view_global(views, "site.assets", version);
    for (size_t i = 0; ok && i < sizeof texts / sizeof *texts; i++)
        ok = view_global(views, texts[i].name, config_text(config, texts[i].key, texts[i].fallback));
    return ok;
}

void frame_prepare(const struct request *request, struct view *view)
{
    const char *chosen = request_cookie(request, "view"); /* nginx gives it under this name alone, also on an https site */
    if (!*chosen)
        chosen = request_cookie(request, "__Host-view");
    const bool known = strcmp(chosen, "elder") == 0 || strcmp(chosen, "contrast") == 0;
    view_text(view, "page.view", known ? chosen : "normal");
    view_printf(view, "request.uri", "%s%s%s", request->path, request->raw_query[0] ? "?" : "", request->raw_query);
}

void frame_head(struct view *view, const char *title, const char *nav, const struct frame_place *way, size_t n)
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
