/* A web program put together: one request from route to answer, and the workers that do it. */
#include "web/site.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "web/form.h"
#include "web/parse.h"
#include "web/problem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#define ROOM_BYTES (64ull << 20) /* less than this is nearly full: nginx takes some 30 MiB a second under full load … */
#define ROOM_LOOK_MS 1000        /* … and the disk is looked at this often */

struct site_worker {
    struct site *site;
    int64_t looked; /* clock_monotonic_ms() of the last look at the disk */
    bool scarce;
    bool problem;   /* this request comes from a program: faults are problem+json */
    struct views *views;
    struct request request;   /* its first memory block is kept from request to request */
    struct response response; /* and the page's buffer */
};

/* ---- errors ---------------------------------------------------------------------------------------------------- */

/* What is said when even the error page cannot be rendered, or a program has none. */
static void plain_error(struct response *response, const struct request *request)
{
    buffer_reset(&response->body);
    response->type = "text/plain; charset=utf-8";
    buffer_printf(&response->body, "%s\n请求编号 %s\n", response_reason(response->status), request->id);
}

/* Renders a template; the page knows its own name (page.id: the last part of the template's). */
static enum result render(struct view *view, const char *template, struct response *response)
{
    const char *slash = strrchr(template, '/');
    view_text(view, "page.id", slash != NULL ? slash + 1 : template);
    return view_render(view, template, &response->body);
}

static void show_error(struct site_worker *worker, struct view *view)
{
    struct response *response = &worker->response;
    const struct request *request = &worker->request;
    const char *template = worker->site->error_template;
    if (worker->problem && problem_answer(request, response, response->status, view_get(view, "error.text"), NULL) == RESULT_OK)
        return;
    response->cache = ROUTE_CACHE_NO_STORE;
    response->type = "text/html; charset=utf-8";
    buffer_reset(&response->body);
    if (response->status == 503)
        response_header(response, "Retry-After", RESPONSE_RETRY_AFTER);
    if (template == NULL || view == NULL) {
        plain_error(response, request);
        return;
    }
    /* On error pages only: elsewhere it would make every answer differ, and no browser could keep one. */
    view_text(view, "request.id", request->id);
    view_set_int(view, "error.status", response->status);
    view_text(view, "error.reason", response_reason(response->status));
    if (render(view, template, response) != RESULT_OK)
        plain_error(response, request);
}

/* ---- one request ------------------------------------------------------------------------------------------------- */

/* The token of a POST: for this browser's cookie and this address. */
static bool token_is_good(const struct site *site, const struct request *request)
{
    const char *cookie = request_cookie(request, request->https ? "__Host-" TOKEN_COOKIE : TOKEN_COOKIE);
    return site->token_key != NULL &&
           token_good(site->token_key, cookie, request->path, request->now, request_form(request, "token"));
}

/* What the route's columns ask for, before its handler is called. 0, or the status of the refusal. *again: the token is bad, and
   the route shows its form once more. */
static int check_columns(struct site_worker *worker, const struct route *route, const struct request_source *source, bool *again)
{
    const struct site *site = worker->site;
    struct request *request = &worker->request;
    const bool post = request->method == METHOD_POST;
    const struct request_limits limits = {
        .form = post, .files = post && route->files, .keep_over = route->keep_over, .tmp_dir = site->tmp_dir,
        .file_max = route->file_max, .body_max = route->file_max > 0 ? route->file_max + REQUEST_FORM_MAX : 0};
    if (site->roles != NULL)
        request->roles = site->roles(request, site->program);
    if (route->role != 0 && (request->roles & route->role) == 0)
        return 403;
    const int status = request_read_body(request, source, &limits);
    if (status != 0)
        return status;
    *again = route->csrf && post && !token_is_good(site, request);
    if (*again && route->again == NULL)
        return 403;
    if (route->fields != NULL && (request->values = form_read(request, route->fields)) == NULL)
        return 500;
    return 0;
}

/* Nobody is signed in: to the sign-in, and from there back to this address. */
static void send_to_login(struct site_worker *worker)
{
    const struct request *request = &worker->request;
    struct buffer address;
    buffer_init(&address, 4 * (REQUEST_PATH_MAX + REQUEST_QUERY_MAX));
    buffer_printf(&address, "%s?next=", worker->site->login_address);
    bool ok = parse_encode(&address, request->path, strlen(request->path));
    if (ok && *request->raw_query != '\0')
        ok = parse_encode(&address, "?", 1) && parse_encode(&address, request->raw_query, strlen(request->raw_query));
    response_redirect(&worker->response, ok ? buffer_text(&address) : worker->site->login_address);
    buffer_free(&address);
}

/* Renders the page of a handler that is content. False: the error page is to be shown. */
static bool show_page(struct site_worker *worker, const struct route *route, struct view *view)
{
    struct response *response = &worker->response;
    if (response->body_ready || response->streaming)
        return !response->body.failed || response->streaming;
    const char *template = response->template != NULL ? response->template : route->template;
    if (template == NULL) {
        if (response->status == 200 && response->body.failed)
            return false;
        return true;
    }
    return render(view, template, response) == RESULT_OK;
}

/* Everything between the parsed line and the answer; puts it into the response. */
static void answer(struct site_worker *worker, const struct request_source *source, struct view *view)
{
    const struct site *site = worker->site;
    struct request *request = &worker->request;
    struct response *response = &worker->response;
    const struct route *route = NULL;
    char allow[ROUTE_ALLOW_MAX];
    const enum route_found found = route_find(site->routes, site->route_count, request, &route, allow);
    if (found != ROUTE_FOUND) {
        response->status = found == ROUTE_NO_SUCH_PATH ? 404 : 405;
        if (found == ROUTE_NO_SUCH_METHOD) {
            response_header(response, "Allow", allow);
            view_text(view, "error.allow", allow);
        }
        if (found == ROUTE_NO_SUCH_METHOD && request->method == METHOD_OPTIONS) {
            response->status = 204;
            return;
        }
        show_error(worker, view);
        return;
    }
    response->cache = route->cache;
    bool again = false;
    const int refused = check_columns(worker, route, source, &again);
    if (refused == 403 && request->roles == 0 && strcmp(route->method, "GET") == 0 && site->login_address != NULL) {
        send_to_login(worker);
        return;
    }
    if (refused != 0) {
        response->status = refused;
        show_error(worker, view);
        return;
    }
    const enum result result = (again ? route->again : route->handler)(request, view, response, site->program);
    if (response->streaming && (result != RESULT_OK || response->broken)) {
        response->status = response->broken ? 503 : response_status_of(result);
        log_error("%s %s: cannot be sent as a file: %s", request->method_name, request->path, result_name(result));
        response_drop_stream(response);
        show_error(worker, view);
        return;
    }
    if (response->streaming)
        return;
    if (result != RESULT_OK && response->template == NULL && (!response->body_ready || response->status < 400)) {
        response->status = response->status >= 400 ? response->status : response_status_of(result);
        if (result == RESULT_ERROR)
            log_error("%s %s: failed", request->method_name, request->path);
        show_error(worker, view);
        return;
    }
    if (response->status >= 400 && response->template == NULL && !response->body_ready && route->template != NULL) {
        show_error(worker, view);
        return;
    }
    if (!show_page(worker, route, view)) {
        response->status = 500;
        show_error(worker, view);
    } else if (response->to_keep && response->status == 200)
        recall_keep(response->recall, response->key, response->body.data, response->body.len);
}

/* Whether the disk that nginx keeps answers on is nearly full. */
static bool room_is_scarce(struct site_worker *worker)
{
    struct statvfs disk;
    const char *folder = worker->site->cache_dir;
    const int64_t now = clock_monotonic_ms();
    if (folder == NULL || (worker->looked != 0 && now - worker->looked < ROOM_LOOK_MS))
        return worker->scarce;
    worker->looked = now;
    const bool scarce = statvfs(folder, &disk) == 0 && (uint64_t)disk.f_bavail * disk.f_frsize < ROOM_BYTES;
    if (scarce != worker->scarce)
        log_warn("%s: %s", folder, scarce ? "nearly full, nothing is kept there" : "has room again");
    return worker->scarce = scarce;
}

void site_answer(struct site_worker *worker, const struct request_source *source,
                 bool (*write)(void *context, const void *bytes, size_t n), void *write_context)
{
    struct site *site = worker->site;
    struct request *request = &worker->request;
    struct response *response = &worker->response;
    response->write = write;
    response->context = write_context;
    response_reset(response);
    const int refused = request_read(request, source, clock_now());
    const char *target = source->param(source->context, "REQUEST_URI");
    /* as it came too: the path of a target that cannot be read is only "/" */
    worker->problem = problem_due(request->path) || (target != NULL && problem_due(target));
    response->asked = request->now;
    response->tmp_dir = site->tmp_dir;
    response->scarce = room_is_scarce(worker);
    log_request_id(request->id);
    struct view *view = view_begin(worker->views);
    view_text(view, "request.path", request->path);
    view_text(view, "request.query", request->raw_query);
    if (site->prepare != NULL)
        site->prepare(request, view, site->program);
    if (refused != 0) {
        response->status = refused;
        show_error(worker, view);
    } else
        answer(worker, source, view);
    if (response->streaming)
        response_send_stream(response);
    else
        response_send(response, request);
    view_end(view);
    request_free(request);
}

/* ---- a worker ---------------------------------------------------------------------------------------------------- */

static bool load_templates(struct site_worker *worker)
{
    const struct site *site = worker->site;
    bool good = true;
    for (size_t i = 0; i < site->route_count; i++)
        if (site->routes[i].template != NULL && view_load(worker->views, site->routes[i].template) != RESULT_OK)
            good = false;
    for (size_t i = 0; site->more_templates != NULL && site->more_templates[i] != NULL; i++)
        if (view_load(worker->views, site->more_templates[i]) != RESULT_OK)
            good = false;
    if (site->error_template != NULL && view_load(worker->views, site->error_template) != RESULT_OK)
        good = false;
    return good;
}

struct site_worker *site_worker_open(struct site *site)
{
    struct site_worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL || !random_open()) {
        free(worker);
        return NULL;
    }
    worker->site = site;
    response_init(&worker->response, NULL, NULL);
    worker->response.recall = recall_open();
    if (view_open(site->templates_dir, &worker->views) != RESULT_OK ||
        (site->globals != NULL && !site->globals(worker->views, site->program)) || !load_templates(worker)) {
        site_worker_close(worker);
        return NULL;
    }
    return worker;
}

void site_worker_close(struct site_worker *worker)
{
    if (worker == NULL)
        return;
    view_close(worker->views);
    request_destroy(&worker->request);
    recall_close(worker->response.recall);
    response_free(&worker->response);
    free(worker);
}

/* ---- the family --------------------------------------------------------------------------------------------------- */

struct running {
    struct site *site;
    struct site_worker *worker;
};

static bool start(void *context)
{
    struct running *running = context;
    const struct site *site = running->site;
    running->worker = site_worker_open(running->site);
    if (running->worker == NULL)
        return false;
    if (site->serve.worker_start == NULL || site->serve.worker_start(site->program))
        return true;
    site_worker_close(running->worker);
    running->worker = NULL;
    return false;
}

static void stop(void *context)
{
    struct running *running = context;
    if (running->site->serve.worker_stop != NULL)
        running->site->serve.worker_stop(running->site->program);
    site_worker_close(running->worker);
    running->worker = NULL;
}

static const char *source_param(void *context, const char *name)
{
    return exchange_param(context, name);
}

static ssize_t source_read(void *context, void *out, size_t n)
{
    return exchange_read(context, out, n);
}

static bool sink_write(void *context, const void *bytes, size_t n)
{
    return exchange_write(context, bytes, n);
}

static void handle(struct exchange *exchange, void *context)
{
    const struct running *running = context;
    const struct request_source source = {source_param, source_read, exchange};
    site_answer(running->worker, &source, sink_write, exchange);
}

/* What can be wrong with a program's wiring, found before the first request. */
static bool wiring_good(const struct site *site)
{
    bool good = route_table_valid(site->routes, site->route_count);
    for (size_t i = 0; i < site->route_count; i++) {
        const struct route *route = &site->routes[i];
        if (route->csrf && site->token_key == NULL) {
            log_error("route %s: csrf without a key", route->pattern);
            good = false;
        }
        if (route->role != 0 && site->roles == NULL) {
            log_error("route %s: a role is asked for, and nobody can have one", route->pattern);
            good = false;
        }
    }
    return good;
}

int site_run(struct site *site)
{
    struct running running = {.site = site};
    struct serve_options options = site->serve;
    if (!wiring_good(site))
        return 1;
    options.worker_start = start;
    options.worker_stop = stop;
    if (options.program == NULL)
        options.program = site->name;
    return serve_run(&options, handle, &running);
}
