/* console: queues, decisions, accounts and the use log, for staff and source units. */
#include "base/clock.h"
#include "base/config.h"
#include "base/program.h"
#include "console/console.h"
#include "console/office.h"
#include "console/pages.h"
#include "db/db.h"
#include "web/health.h"
#include "web/site.h"

#include <stdio.h>
#include <string.h>

#define GET(address, who, function, page, takes) \
    {.method = "GET", .pattern = address, .handler = function, .role = who, .cache = ROUTE_CACHE_NO_STORE, .template = page, .fields = takes}
#define POST(address, who, function, page, takes) \
    {.method = "POST", .pattern = address, .handler = function, .role = who, .csrf = true, .cache = ROUTE_CACHE_NO_STORE, .template = page, .fields = takes}
#define POST_FILES(address, who, function, expired, page, takes) \
    {.method = "POST", .pattern = address, .handler = function, .again = expired, .role = who, .csrf = true, .cache = ROUTE_CACHE_NO_STORE, \
     .template = page, .fields = takes, .files = true, .keep_over = true}

#define DATA (ROLE_CENTRE | ACTOR_PUBLISHER | ACTOR_SOURCE)         /* sees records; a unit its own */
#define DECIDES (ACTOR_REVIEWER | ACTOR_PUBLISHER)                  /* confirms what another proposed about a record */

static const struct route routes[] = {
    GET("/console/login", 0, login_show, "console/login_show", login_query),
    POST("/console/login", 0, login_post, NULL, login_fields),
    POST("/console/logout", ROLE_STAFF, logout_post, NULL, NULL),
    GET("/console/account", ROLE_STAFF, account_show, "console/account_show", NULL),
    POST("/console/account", ROLE_STAFF, account_post, "console/account_show", NULL),
    GET("/console", ROLE_STAFF, queue_show, "console/queue_show", queue_fields),
    POST("/console/take", ROLE_CENTRE, case_take, NULL, take_fields),
    GET("/console/cases/new", ROLE_CENTRE, counter_new, "console/counter_new", counter_query),
    POST_FILES("/console/cases", ROLE_CENTRE, counter_post, counter_again, "console/counter_new", counter_fields),
    GET("/console/receipts/{number:code}", ROLE_CENTRE, counter_receipt, "console/counter_receipt", NULL),
    GET("/console/cases/{number:code}", ROLE_CASES, case_show, "console/case_show", NULL),
    GET("/console/cases/{number:code}/files/{id:number}", ROLE_CASES, case_file_show, NULL, NULL),
    GET("/console/cases/{number:code}/letters/{seq:number}", ROLE_CENTRE, case_letter_show, "console/letter_show", NULL),
    POST("/console/cases/{number:code}/reveal", ROLE_CENTRE, case_reveal, "console/case_show", reveal_fields),
    POST_FILES("/console/cases/{number:code}/{move}", ROLE_CASES, move_post, move_again, "console/case_show", move_fields),
    GET("/console/records", DATA, decision_index, "console/decision_index", decision_query),
    GET("/console/records/{id:number}", DATA, record_show, "console/record_show", NULL),
    POST("/console/records/{id:number}/propose", DECIDES | ACTOR_SOURCE, decision_offer, "console/record_show", propose_fields),
    POST("/console/records/{id:number}/tell", DECIDES, recipient_tell, NULL, NULL),
    POST("/console/records/{id:number}/{move}", DECIDES, decision_settle, "console/record_show", decision_fields),
    GET("/console/batches", ACTOR_PUBLISHER | ACTOR_SOURCE, batch_index, "console/batch_index", batch_fields),
    GET("/console/batches/{id:number}", ACTOR_PUBLISHER | ACTOR_SOURCE, batch_show, "console/batch_show", batch_fields),
    GET("/console/figures", ROLE_CENTRE | ACTOR_PUBLISHER | ACTOR_ADMIN, figures_show, "console/figures_show", figures_fields),
    GET("/console/reports", ROLE_CENTRE | ACTOR_ADMIN, report_index, "console/report_index", report_fields),
    GET("/console/reports/{number:code}", ROLE_CENTRE | ACTOR_ADMIN, report_show, "console/report_show", report_use_fields),
    POST("/console/reports/faults/{id:number}/settle", ROLE_CENTRE | ACTOR_ADMIN, fault_settle, NULL, NULL),
    POST("/console/reports/{number:code}/revoke", ACTOR_REVIEWER | ACTOR_ADMIN, report_revoke_post, "console/report_show", revoke_fields),
    GET("/console/notices", ROLE_CENTRE | ACTOR_ADMIN, notice_index, "console/notice_index", notice_fields),
    POST("/console/notices", ROLE_CENTRE | ACTOR_ADMIN, notice_retry, NULL, notice_retry_fields),
    GET("/console/jobs", ACTOR_ADMIN, job_index, "console/job_index", job_fields),
    POST("/console/jobs", ACTOR_ADMIN, job_again, NULL, notice_retry_fields),
    GET("/console/staff", ACTOR_ADMIN, staff_index, "console/staff_index", NULL),
    POST("/console/staff", ACTOR_ADMIN, staff_create, "console/staff_index", staff_fields),
    POST("/console/staff/change", ACTOR_ADMIN, staff_change, "console/staff_index", staff_change_fields),
    GET("/console/settings", ACTOR_ADMIN, setting_index, "console/setting_index", NULL),
    POST("/console/settings", ACTOR_ADMIN, setting_post, "console/setting_index", setting_fields),
    POST_FILES("/console/settings/holidays", ACTOR_ADMIN, holiday_post, NULL, "console/setting_index", holiday_fields),
    GET("/console/log", ACTOR_AUDITOR, log_index, "console/log_index", log_fields),
    GET("/healthz", 0, health_show, NULL, NULL),
};
#define COUNT(table) (sizeof table / sizeof *table)

enum result health_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    const struct console *console = program;
    return health_answer(request, response, health_away(db_ping(console->db)));
}

/* For the tests: what the table says, a line a route. */
static int print_routes(void)
{
    for (size_t i = 0; i < COUNT(routes); i++)
        if (printf("%s\t%s\t%u\n", routes[i].method, routes[i].pattern, routes[i].role) < 0)
            return 1;
    return 0;
}

/* The workers' settings; false: a value is out of range (logged). */
static bool read_settings(const struct config *config, struct site *site)
{
    bool ok = true;
    struct serve_options *serve = &site->serve;
    serve->socket_path = config_text(config, "socket_console", "/run/credit-portal/console.sock");
    serve->workers = (unsigned)config_int(config, "console_workers", 2, 1, SERVE_WORKERS_MAX, &ok);
    serve->max_requests = (unsigned)config_int(config, "worker_requests", 10000, 1, 100000000, &ok);
    serve->request_seconds = 30; /* an upload of 30 MiB is stored and scanned */
    clock_shift(config_int(config, "clock_offset_seconds", 0, -1000000000, 1000000000, &ok));
    site->templates_dir = config_text(config, "templates_dir", PKGDATADIR "/templates");
    site->tmp_dir = config_text(config, "tmp_dir", NULL);
    return ok;
}

static int serve(const struct config *config)
{
    struct console program;
    struct site site = {
        .name = "console",
        .routes = routes,
        .route_count = COUNT(routes),
        .error_template = "console/error_show",
        .login_address = "/console/login",
        .token_key = program.token_key,
        .serve = {.worker_start = office_worker_start, .worker_stop = office_worker_stop},
        .globals = office_globals,
        .prepare = office_prepare,
        .roles = office_roles,
        .program = &program,
    };
    if (!read_settings(config, &site) || office_open(&program, config) != RESULT_OK)
        return 1;
    const int status = site_run(&site);
    office_close(&program);
    return status;
}

int main(int argc, char **argv)
{
    static const char usage[] = "usage: console --config FILE | --routes\n"
                                "Serves the staff's pages over FastCGI; --routes prints method, address and roles (as bits) of each.\n";
    struct config *config;
    int status;
    if (argc == 2 && strcmp(argv[1], "--routes") == 0)
        return print_routes();
    if (!program_begin("console", usage, NULL, argc, argv, &config, &status))
        return status;
    status = serve(config);
    config_free(config);
    return status;
}
