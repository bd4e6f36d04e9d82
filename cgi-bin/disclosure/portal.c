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
#include "web/frame.h"
#include "web/request.h"
#include "web/serve.h"
#include "web/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1024 * 1024) /* the API's description: some tens of KiB */
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

bool portal_globals(struct views *views, void *program)
{
    const struct disclosure *site = program;
    return frame_globals(views, site->config);
}

void portal_prepare(struct request *request, struct view *view, void *program)
{
    struct disclosure *site = program;
    frame_prepare(request, view);
    if (memory_refresh(site->db, clock_monotonic_ms(), request->today, &site->memory) != RESULT_OK)
        log_warn("the reference tables cannot be read");
}
