/* report: credit reports asked for, issued, handed out and verified. */
#include "base/config.h"
#include "base/program.h"
#include "doc/verify.h"
#include "report/pages.h"
#include "report/reporter.h"
#include "web/site.h"

#include <stdio.h>

#define PAGE(address, function, page) {.method = "GET", .pattern = address, .handler = function, .cache = ROUTE_CACHE_NO_STORE, .template = page}
#define GET(address, function, page, declared) \
    {.method = "GET", .pattern = address, .handler = function, .cache = ROUTE_CACHE_NO_STORE, .template = page, .fields = declared}
#define POST(address, function, refused, page, declared) \
    {.method = "POST", .pattern = address, .handler = function, .again = refused, .csrf = true, .cache = ROUTE_CACHE_NO_STORE, \
     .template = page, .fields = declared}

static const struct route routes[] = {
    GET("/reports", report_mine, "report/report_mine", mine_fields),
    PAGE("/reports/new", order_new, "report/order_new"),
    POST("/reports", order_post, order_again, "report/order_new", order_fields),
    PAGE("/reports/collect", collect_new, "report/collect_new"),
    POST("/reports/collect", collect_post, collect_again, "report/collect_new", collect_fields),
    PAGE("/reports/{number:code}", report_show, "report/report_show"),
    GET("/reports/{number:code}/{key:code}.pdf", report_file, NULL, file_fields),
    PAGE("/verify", verify_new, "report/verify_new"),
    {.method = "POST", .pattern = "/verify", .handler = verify_post, .again = verify_again, .csrf = true, .cache = ROUTE_CACHE_NO_STORE,
     .template = "report/verify_show", .fields = verify_fields, .files = true, .keep_over = true, .file_max = VERIFY_BYTES_MAX},
    PAGE("/verify/offline", verify_offline, "report/verify_offline"),
    PAGE("/verify/offline.html", verify_download, NULL),
    PAGE("/verify/key.pem", verify_key, NULL),
    PAGE("/v/{number:code}/{code:code}", verify_show, "report/verify_show"),
    PAGE("/v/{number:code}/{code:code}.pdf", verify_original, NULL),
    PAGE("/api/v1/reports/{number:code}", api_report, NULL),
    PAGE("/healthz", health_show, NULL),
};

static const char *const more_templates[] = {"report/verify_new", "report/verify_show", NULL};

static int serve(const struct config *config)
{
    struct reporter program;
    bool ok = true;
    struct site site = {
        .name = "report",
        .routes = routes,
        .route_count = sizeof routes / sizeof *routes,
        .error_template = "report/error_show",
        .more_templates = more_templates,
        .templates_dir = config_text(config, "templates_dir", PKGDATADIR "/templates"),
        .tmp_dir = config_text(config, "tmp_dir", NULL),
        .serve = {.worker_start = reporter_worker_start, .worker_stop = reporter_worker_stop},
        .globals = reporter_globals,
        .prepare = reporter_prepare,
        .program = &program,
    };
    site.serve.socket_path = config_text(config, "socket_report", "/run/credit-portal/report.sock");
    site.serve.workers = (unsigned)config_int(config, "report_workers", 4, 1, SERVE_WORKERS_MAX, &ok);
    site.serve.max_requests = (unsigned)config_int(config, "worker_requests", 10000, 1, 100000000, &ok);
    site.serve.request_seconds = (unsigned)config_int(config, "report_seconds", 20, 1, 3600, &ok);
    if (!ok || reporter_open(&program, config) != RESULT_OK)
        return 1;
    site.token_key = program.form_key;
    const int status = site_run(&site);
    reporter_close(&program);
    return status;
}

int main(int argc, char **argv)
{
    static const char usage[] = "usage: report --config FILE\nServes the pages of credit reports over FastCGI.\n";
    struct config *config;
    int status;
    if (!program_begin("report", usage, NULL, argc, argv, &config, &status))
        return status;
    status = serve(config);
    config_free(config);
    return status;
}
