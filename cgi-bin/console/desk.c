/* What every page of the staff's program has. */
#include "console/desk.h"

#include "base/random.h"
#include "console/console.h"
#include "console/expiry.h"
#include "console/fault.h"
#include "console/words.h"
#include "db/memory.h"
#include "domain/casework.h"
#include "domain/catalogue.h"
#include "domain/workday.h"
#include "web/request.h"
#include "web/response.h"
#include "web/token.h"
#include "web/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SOON_DAYS 1 /* working days left */
#define NEAR_DAYS 3

/* The places of the navigation and whose they are; the same bits stand in the route table. */
static const struct place {
    const char *code, *name, *href;
    unsigned role;
} places[] = {
    {"queue", "办件", "/console", ROLE_CASES},
    {"counter", "窗口录入", "/console/cases/new", ROLE_CENTRE},
    {"decisions", "记录决定", "/console/records", ROLE_CENTRE | ACTOR_PUBLISHER | ACTOR_SOURCE},
    {"batches", "数据批次", "/console/batches", ACTOR_PUBLISHER | ACTOR_SOURCE},
    {"reports", "信用报告", "/console/reports", ROLE_CENTRE | ACTOR_ADMIN},
    {"figures", "办件统计", "/console/figures", ROLE_CENTRE | ACTOR_PUBLISHER | ACTOR_ADMIN},
    {"notices", "通知", "/console/notices", ROLE_CENTRE | ACTOR_ADMIN},
    {"jobs", "后台任务", "/console/jobs", ACTOR_ADMIN},
    {"staff", "人员", "/console/staff", ACTOR_ADMIN},
    {"settings", "设置", "/console/settings", ACTOR_ADMIN},
    {"log", "使用日志", "/console/log", ACTOR_AUDITOR},
};
#define PLACES (sizeof places / sizeof *places)

const char *desk_home(unsigned role)
{
    for (size_t i = 0; i < PLACES; i++)
        if (places[i].role & role)
            return role == ACTOR_PUBLISHER ? "/console/batches" : role == ACTOR_ADMIN ? "/console/staff" : places[i].href;
    return "/console/login";
}

void desk_who(struct console *console, struct request *request, struct view *view)
{
    if (!console->role)
        return;
    const struct source_unit *unit = console->memory ? memory_unit(console->memory, console->who.unit_id) : NULL;
    struct view_node *who = view_child(view, "who");
    view_node_set(who, "name", console->who.name);
    view_node_set(who, "role", console->who.role);
    view_node_set(who, "role_name", word_role(console->who.role));
    view_node_set(who, "unit", unit ? unit->name : "");
    desk_time(who, "last_at", console->who.last_sign_in);
    if (console->who.failures)
        view_node_set_int(who, "failures", console->who.failures);
    for (size_t i = 0, n = 0; i < PLACES; i++)
        if (places[i].role & console->role) {
            struct view_node *place = view_row(view, "places", n++);
            view_node_set(place, "code", places[i].code);
            view_node_set(place, "name", places[i].name);
            view_node_set(place, "href", places[i].href);
        }
    desk_token(console, request, view, "who.leave", "/console/logout");
}

void desk_begin(struct console *console, struct request *request, struct view *view, struct response *response, const char *title,
                const char *nav)
{
    view_text(view, "page.title", title);
    view_text(view, "page.nav", nav);
    if (console->cookie_new)
        response_cookie(response, request, TOKEN_COOKIE, console->cookie, 0);
    console->cookie_new = false;
    if (strcmp(nav, "queue") == 0 || strcmp(nav, "staff") == 0) { /* where the day begins */
        expiry_warn(console, request, view);
        fault_warn(console, view);
    }
}

void desk_crumb(struct view *view, const char *name, const char *href)
{
    /* view_row makes the row; how many there are is kept beside them */
    const char *count = view_get(view, "page.ways");
    const size_t n = *count ? (size_t)(*count - '0') : 0;
    struct view_node *way = view_row(view, "page.way", n);
    view_node_set(way, "name", name);
    view_node_set(way, "href", href);
    view_set_int(view, "page.ways", (int64_t)n + 1);
}

void desk_token(const struct console *console, const struct request *request, struct view *view, const char *key, const char *address)
{
    char token[TOKEN_TEXT];
    token_make(console->token_key, console->cookie, address, request->now, token);
    view_text(view, key, token);
}

void desk_once(struct view *view, const char *key)
{
    char once[33];
    random_hex(once, 16);
    view_text(view, key, once);
}

void desk_say(struct view *view, const char *kind, const char *title, const char *text)
{
    view_text(view, "say.kind", kind);
    view_text(view, "say.title", title);
    view_text(view, "say.text", text);
}

const char *desk_done(const struct request *request)
{
    return request_query(request, "done");
}

void desk_value(struct view_node *node, const char *name, const struct field *field, const char *value)
{
    const char *word = value ? field_word(field, value) : NULL;
    if (word == value)
        view_node_set(node, name, value);
    else
        view_node_printf(node, name, "%s（%s）", word, value);
}

void desk_day(struct view_node *node, const char *name, day_t day)
{
    char text[DAY_TEXT];
    if (day != DAY_NONE)
        view_node_set(node, name, day_format(day, text));
}

void desk_time(struct view_node *node, const char *name, time_t moment)
{
    char text[TIME_TEXT];
    if (moment == 0)
        return;
    time_format_shanghai(moment, text);
    view_node_set_len(node, name, text, strlen(text) > 16 ? 16 : strlen(text)); /* without the seconds */
}

void desk_id(struct view_node *node, const char *name, uint64_t id)
{
    char text[24];
    const int n = snprintf(text, sizeof text, "%" PRIu64, id);
    view_node_set_len(node, name, text, (size_t)n);
}

void desk_size(struct view_node *node, const char *name, uint64_t bytes)
{
    if (bytes < 1024 * 1024)
        view_node_printf(node, name, "%" PRIu64 " KB", (bytes + 1023) / 1024);
    else
        view_node_printf(node, name, "%" PRIu64 ".%" PRIu64 " MB", bytes >> 20, (bytes & 0xfffff) * 10 >> 20);
}

void desk_clock(const struct console *console, const struct request *request, struct view_node *node, day_t due, bool provisional)
{
    const struct workdays *days = console_days(console);
    desk_day(node, "due", due);
    if (provisional)
        view_node_set(node, "provisional", "1");
    if (!days)
        return;
    const bool over = due < request->today;
    const unsigned left = over ? workday_between(days, due, request->today) : workday_between(days, request->today, due);
    view_node_set_int(node, "left", left);
    view_node_set(node, "code", over ? "over" : left == 0 ? "today" : left <= SOON_DAYS ? "soon" : left <= NEAR_DAYS ? "near" : "far");
}
