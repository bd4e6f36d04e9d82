/* filing: what applicants do: objection, repair, complaint, receipts, and how a case stands. */
#include "base/config.h"
#include "base/program.h"
#include "filing/fields.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "web/site.h"

#include <stdio.h>

#define GET(address, function, page) \
    {.method = "GET", .pattern = address, .handler = function, .cache = ROUTE_CACHE_NO_STORE, .template = page}
#define FORM(address, function, again_function, page, table, with_files)                                                      \
    {.method = "POST", .pattern = address, .handler = function, .again = again_function, .csrf = true, .fields = table,       \
     .cache = ROUTE_CACHE_NO_STORE, .template = page, .files = with_files, .keep_over = with_files}

static const struct route routes[] = {
    GET("/objections/new", objection_new, "filing/objection_new"),
    FORM("/objections", objection_create, objection_again, "filing/objection_new", objection_fields, true),
    GET("/repairs/new", repair_new, "filing/repair_new"),
    GET("/repairs/new.ics", repair_calendar, NULL),
    GET("/repairs/commitment", repair_commitment, "filing/repair_commitment"),
    FORM("/repairs", repair_create, repair_again, "filing/repair_new", repair_fields, true),
    GET("/complaints/new", complaint_new, "filing/complaint_new"),
    FORM("/complaints", complaint_create, complaint_again, "filing/complaint_new", complaint_fields, true),
    GET("/reports/apply", apply_new, "filing/apply_new"),
    FORM("/reports/apply", apply_create, apply_again, "filing/apply_new", apply_fields, true),
    GET("/receipts/{number:code}", receipt_show, "filing/receipt_show"),
    GET("/cases", query_show, "filing/query_show"),
    FORM("/cases", query_open, query_again, "filing/query_show", query_fields, false),
    FORM("/cases/leave", query_leave, query_leave, NULL, NULL, false),
    GET("/cases/code", code_show, "filing/code_show"),
    FORM("/cases/code", code_send, code_again, "filing/code_show", code_fields, false),
    GET("/cases/{number:code}", case_show, "filing/case_show"),
    GET("/cases/{number:code}/letters/{seq:number}", letter_read, "filing/letter_show"),
    GET("/cases/{number:code}/files/{id:number}", case_file_show, NULL),
    FORM("/cases/{number:code}/supplement", supplement_create, supplement_again, "filing/case_show", supplement_fields, true),
    FORM("/cases/{number:code}/withdraw", withdraw_create, withdraw_again, "filing/case_show", withdraw_fields, true),
    GET("/healthz", filing_health, NULL),
};

static const char *const more_templates[] = {"filing/find_show", "filing/check_show", "filing/conflict_show", "filing/receipt_gone", NULL};

/* The workers' settings; false: a value is out of range (logged). */
static bool read_settings(const struct config *config, struct site *site)
{
    bool ok = true;
    struct serve_options *serve = &site->serve;
    serve->socket_path = config_text(config, "socket_filing", "/run/credit-portal/filing.sock");
    serve->workers = (unsigned)config_int(config, "filing_workers", 4, 1, SERVE_WORKERS_MAX, &ok);
    serve->max_requests = (unsigned)config_int(config, "worker_requests", 10000, 1, 100000000, &ok);
    /* 30 MiB are read, scanned and stored: longer than a page */
    serve->request_seconds = (unsigned)config_int(config, "filing_seconds", 28, 1, 3600, &ok);
    site->templates_dir = config_text(config, "templates_dir", PKGDATADIR "/templates");
    site->tmp_dir = config_text(config, "tmp_dir", NULL);
    return ok;
}

static int serve(const struct config *config)
{
    static struct filing program;
    struct site site = {
        .name = "filing",
        .routes = routes,
        .route_count = sizeof routes / sizeof *routes,
        .error_template = "filing/error_show",
        .more_templates = more_templates,
        .token_key = program.form_key,
        .serve = {.worker_start = filing_worker_start, .worker_stop = filing_worker_stop},
        .globals = filing_globals,
        .prepare = filing_prepare,
        .program = &program,
    };
    if (!read_settings(config, &site) || filing_open(&program, config) != RESULT_OK)
        return 1;
    const int status = site_run(&site);
    filing_close(&program);
    return status;
}

int main(int argc, char **argv)
{
    static const char usage[] = "usage: filing --config FILE\n"
                                "Serves objections, repairs, complaints and cases over FastCGI.\n";
    struct config *config;
    int status;
    if (!program_begin("filing", usage, NULL, argc, argv, &config, &status))
        return status;
    status = serve(config);
    config_free(config);
    return status;
}
