/* Opening and closing the public program, and what it looks at before each request. */
#include "disclosure/portal.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "db/db.h"
#include "db/memory.h"
#include "disclosure/content.h"
#include "disclosure/disclosure.h"
#include "domain/name.h"
#include "web/request.h"
#include "web/serve.h"
#include "web/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1024 * 1024) /* the API's description, the style sheet: some tens of KiB */
#define PATH_MAX_HERE 4096

/* A file of a folder; NULL when it cannot be read. */
static char *read_file(const char *dir, const char *name, size_t *len)
{
    char path[PATH_MAX_HERE];
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    return n > 0 && (size_t)n < sizeof path ? file_read(path, FILE_MAX, len) : NULL;
}

enum result portal_open(struct disclosure *site, const struct config *config)
{
    bool ok = true;
    const char *templates = config_text(config, "templates_dir", PKGDATADIR "/templates");
    char fallback[PATH_MAX_HERE];
    memset(site, 0, sizeof *site);
    site->config = config;
    site->site_url = config_text(config, "site_url", "");
    site->site_name = config_text(config, "site_name", "公共信用信息门户");
    site->demonstration = config_bool(config, "demonstration", false, &ok);
    if (!ok)
        return RESULT_INVALID;
    snprintf(fallback, sizeof fallback, "%s/content", templates);
    enum result r = content_load(config_text(config, "content_dir", fallback), &site->content);
    if (r != RESULT_OK) {
        log_error("the site's content cannot be read");
        return r;
    }
    site->openapi = read_file(templates, "disclosure/openapi.json", &site->openapi_len);
    if (!site->openapi) {
        log_error("%s/disclosure/openapi.json cannot be read", templates);
        return RESULT_NOT_FOUND;
    }
    return name_open();
}

void portal_close(struct disclosure *site)
{
    content_free(site->content);
    free(site->openapi);
    name_close();
}

enum result disclosure_ready(const struct disclosure *site)
{
    /* a database that was just waited for in vain is not waited for again in the same request */
    return site->memory && !site->memory->away ? RESULT_OK : RESULT_UNAVAILABLE;
}

bool portal_worker_start(void *program)
{
    struct disclosure *site = program;
    if (db_open(site->config, "disclosure", DB_INTERACTIVE, &site->db) != RESULT_OK)
        return false;
    db_use_breaker(site->db, &serve_shared()->breaker[0]);
    return true;
}

void portal_worker_stop(void *program)
{
    struct disclosure *site = program;
    memory_free(site->memory);
    site->memory = NULL;
    db_close(site->db);
    site->db = NULL;
}

/* A version of style sheet and script: their addresses change when they do, so that browsers may keep them for ever. */
static uint64_t assets_version(const char *static_dir)
{
    static const char *const files[] = {"css/site.css", "js/suggest.js"};
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a: no secret, only a change is to be seen */
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t len;
        char *text = read_file(static_dir, files[i], &len);
        for (size_t k = 0; text && k < len; k++)
            hash = (hash ^ (unsigned char)text[k]) * 0x100000001b3u;
        free(text);
    }
    return hash;
}

bool portal_globals(struct views *views, void *program)
{
    const struct disclosure *site = program;
    char version[24];
    snprintf(version, sizeof version, "%016" PRIx64, assets_version(config_text(site->config, "static_dir", PKGDATADIR "/static")));
    return view_global(views, "site.name", site->site_name) &&
           view_global(views, "site.province", config_text(site->config, "province", "辽宁省")) &&
           view_global(views, "site.url", site->site_url) && view_global(views, "site.demo", site->demonstration ? "1" : "") &&
           view_global(views, "site.assets", version) &&
           view_global(views, "site.organiser", config_text(site->config, "organiser", ""));
}

void portal_prepare(struct request *request, struct view *view, void *program)
{
    struct disclosure *site = program;
    const char *chosen = request_cookie(request, "view"); /* nginx gives it under this name alone, also on an https site */
    if (!*chosen)
        chosen = request_cookie(request, "__Host-view");
    bool known = strcmp(chosen, "elder") == 0 || strcmp(chosen, "contrast") == 0;
    view_text(view, "page.view", known ? chosen : "normal");
    view_printf(view, "request.uri", "%s%s%s", request->path, request->raw_query[0] ? "?" : "", request->raw_query);
    if (memory_refresh(site->db, clock_monotonic_ms(), request->today, &site->memory) != RESULT_OK)
        log_warn("the reference tables cannot be read");
}
