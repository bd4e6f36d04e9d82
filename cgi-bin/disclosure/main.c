/* disclosure: the public pages, the open API and, with --downloads, the open data. */
#include "base/config.h"
#include "base/program.h"
#include "disclosure/disclosure.h"
#include "disclosure/pages.h"
#include "disclosure/portal.h"
#include "web/site.h"

#include <stdio.h>

#define PAGE ROUTE_CACHE_PUBLIC
#define GET(address, function, page) {.method = "GET", .pattern = address, .handler = function, .cache = PAGE, .template = page}

static const struct route pages[] = {
    GET("/", home_show, "disclosure/home_show"),
    GET("/search", search_show, "disclosure/search_show"),
    GET("/suggest", suggest_index, NULL),
    GET("/subjects/{uscc:text}", subject_show, "disclosure/subject_show"),
    GET("/records/{id:number}", record_show, "disclosure/record_show"),
    GET("/lists", list_index, "disclosure/list_index"),
    GET("/lists/{list}", list_show, "disclosure/list_show"),
    GET("/catalogue", catalogue_index, "disclosure/catalogue_index"),
    GET("/catalogue/{set}", catalogue_show, "disclosure/catalogue_show"),
    GET("/statistics", statistics_show, "disclosure/statistics_show"),
    GET("/bulletins", bulletin_index, "disclosure/bulletin_index"),
    GET("/bulletins/{year:number}q{quarter:number}", bulletin_show, "disclosure/bulletin_show"),
    GET("/news", news_index, "disclosure/news_index"),
    GET("/news/{id}", news_show, "disclosure/news_show"),
    GET("/policies", policy_index, "disclosure/policy_index"),
    GET("/policies/{id}", policy_show, "disclosure/policy_show"),
    GET("/help", help_index, "disclosure/help_index"),
    GET("/help/glossary", help_glossary, "disclosure/help_glossary"),
    GET("/help/{topic}", help_show, "disclosure/help_show"),
    GET("/services", service_index, "disclosure/service_index"),
    GET("/about", page_show, "disclosure/page_show"),
    GET("/contact", page_show, "disclosure/page_show"),
    GET("/privacy", page_show, "disclosure/page_show"),
    GET("/terms", page_show, "disclosure/page_show"),
    GET("/accessibility", page_show, "disclosure/page_show"),
    GET("/open-data", page_show, "disclosure/page_show"),
    GET("/sitemap", sitemap_show, "disclosure/sitemap_show"),
    GET("/view", view_switch, NULL),
    GET("/healthz", health_show, NULL),
    GET("/api/v1/openapi.json", api_openapi, NULL),
    GET("/api/v1/subjects", api_subjects, NULL),
    GET("/api/v1/subjects/{uscc:text}", api_subject, NULL),
    GET("/api/v1/lists/{list}", api_list, NULL),
};

static const struct route downloads[] = {
    GET("/lists/{list}.csv", download_show, NULL),
    GET("/lists/{list}.json", download_show, NULL),
    GET("/lists/{list}.xlsx", download_show, NULL),
    GET("/lists/{list}.atom", download_show, NULL),
    GET("/healthz", health_show, NULL), /* nginx asks both pools */
};
#define COUNT(table) (sizeof table / sizeof *table)

/* The workers' settings; false: a value is out of range (logged). */
static bool read_settings(const struct config *config, bool big, struct site *site)
{
    bool ok = true;
    struct serve_options *serve = &site->serve;
    serve->socket_path = big ? config_text(config, "socket_downloads", "/run/credit-portal/downloads.sock")
                             : config_text(config, "socket_disclosure", "/run/credit-portal/disclosure.sock");
    serve->workers = (unsigned)(big ? config_int(config, "download_workers", 2, 1, SERVE_WORKERS_MAX, &ok)
                                    : config_int(config, "workers", 4, 1, SERVE_WORKERS_MAX, &ok));
    serve->max_requests = (unsigned)config_int(config, "worker_requests", 10000, 1, 100000000, &ok);
    serve->request_seconds = (unsigned)config_int(config, "request_seconds", SERVE_REQUEST_SECONDS, 1, 3600, &ok);
    if (big) /* counted from the last piece handed over */
        serve->request_seconds = (unsigned)config_int(config, "download_seconds", 60, 1, 86400, &ok);
    site->templates_dir = config_text(config, "templates_dir", PKGDATADIR "/templates");
    site->tmp_dir = config_text(config, "tmp_dir", NULL);
    site->cache_dir = config_text(config, "cache_dir", NULL);
    return ok;
}

static int serve(const struct config *config, bool big)
{
    struct disclosure program;
    struct site site = {
        .name = big ? "downloads" : "disclosure",
        .routes = big ? downloads : pages,
        .route_count = big ? COUNT(downloads) : COUNT(pages),
        .error_template = "disclosure/error_show",
        .serve = {.worker_start = portal_worker_start, .worker_stop = portal_worker_stop},
        .globals = portal_globals,
        .prepare = portal_prepare,
        .program = &program,
    };
    if (!read_settings(config, big, &site) || portal_open(&program, config) != RESULT_OK)
        return 1;
    int status = site_run(&site);
    portal_close(&program);
    return status;
}

int main(int argc, char **argv)
{
    static const char usage[] = "usage: disclosure --config FILE [--downloads]\n"
                                "Serves the public pages over FastCGI, or the open data in a pool of its own.\n";
    bool big = false;
    const struct program_flag flags[] = {{"downloads", &big}, {NULL, NULL}};
    struct config *config;
    int status;
    if (!program_begin("disclosure", usage, flags, argc, argv, &config, &status))
        return status;
    status = serve(config, big);
    config_free(config);
    return status;
}
