/* /console/reports: what was issued, what became of it, calling one back, and when certificates and revocation lists end. */
#include "console/console.h"
#include "console/desk.h"
#include "console/expiry.h"
#include "console/fault.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/report.h"
#include "db/use_log.h"
#include "domain/uscc.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#define PAGE 30            /* rows: a screen and a half */
#define USES_PAGE 50
#define MONTHS_MAX 12
#define KINDS 4            /* of report_month */
#define REVISIONS_MAX 16   /* SIGN_STAMPS_MAX and the first */
#define RECORDS_SHOWN 100  /* links on the page; how many there are is said */
#define REASON_SIGNS 200   /* goes into the use log's purpose as a whole */

static const char *const kinds[] = {"public", "search", "full", "compliance", "letter", NULL};
static const char *const states[] = {"issued", "revoked", NULL};

const struct form_field report_fields[] = {
    {.name = "kind", .type = FORM_CHOICE, .choices = kinds},
    {.name = "state", .type = FORM_CHOICE, .choices = states},
    {.name = "q", .type = FORM_LINE, .max = 60},
    {.name = "after", .type = FORM_CODE, .min = REPORT_NUMBER_TEXT - 1, .max = REPORT_NUMBER_TEXT - 1},
    FORM_END};
const struct form_field report_use_fields[] = {{.name = "after", .type = FORM_ID}, FORM_END};
const struct form_field revoke_fields[] = {{.name = "reason", .type = FORM_TEXT, .required = true, .min = 4, .max = REASON_SIGNS}, FORM_END};

/* What was typed as a number or a USCC; NULL: neither. */
static const char *sought(struct request *request, const char *typed)
{
    char number[REPORT_NUMBER_TEXT], uscc[USCC_TEXT];
    if (!*typed)
        return "";
    if (report_number_normalise(typed, strlen(typed), number))
        return arena_text(&request->arena, number);
    return uscc_normalise(typed, strlen(typed), uscc) ? arena_text(&request->arena, uscc) : NULL;
}

static void show_head(struct view_node *row, const struct report *report)
{
    char at[TIME_TEXT];
    view_node_set(row, "number", report->number);
    view_node_set(row, "kind", report->kind);
    view_node_set(row, "kind_name", word_report(report->kind));
    view_node_set(row, "name", report->name);
    view_node_set(row, "uscc", report->uscc);
    view_node_set(row, "level", report->level);
    view_node_set(row, "stamped", strcmp(report->level, "B-B") == 0 ? "" : "1");
    view_node_set(row, "case", report->case_number);
    view_node_set(row, "revoked", report->revoked_at ? "1" : "");
    view_node_set(row, "issued_at", time_format_shanghai(report->issued_at, at));
}

static enum result show_months(struct console *console, struct request *request, struct view *view)
{
    struct report_month *months = arena_alloc(&request->arena, MONTHS_MAX * sizeof *months);
    uint64_t all[KINDS] = {0};
    size_t count = 0;
    if (!months)
        return RESULT_ERROR;
    const enum result result = report_months(console->db, months, MONTHS_MAX, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        struct view_node *row = view_row(view, "months", i);
        uint64_t total = 0;
        view_node_printf(row, "name", "%04u-%02u", months[i].month / 100, months[i].month % 100);
        for (size_t k = 0; k < KINDS; k++) {
            view_node_set_int(row, kinds[k], (int64_t)months[i].n[k]);
            total += months[i].n[k];
            all[k] += months[i].n[k];
        }
        view_node_set_int(row, "total", (int64_t)total);
    }
    for (size_t k = 0; count && k < KINDS; k++)
        view_node_set_int(view_child(view, "all"), kinds[k], (int64_t)all[k]);
    return result;
}

static void show_choices(struct view *view, const struct form_values *values)
{
    for (size_t i = 0; kinds[i]; i++) {
        struct view_node *option = view_row(view, "kinds", i);
        view_node_set(option, "code", kinds[i]);
        view_node_set(option, "name", word_report(kinds[i]));
        view_node_set(option, "selected", strcmp(kinds[i], form_text(values, "kind")) == 0 ? "1" : "");
    }
    view_text(view, "filter.state", form_text(values, "state"));
    view_text(view, "filter.q", form_text(values, "q"));
}

static const struct { const char *code, *title, *text; } settled[] = {
    {"settled", "已标记为处理完毕", "同样的情况再次发生时，会重新列出。"},
    {"settled_before", "先前已经处理完毕", "别人已先标记。"},
};

enum result report_index(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct form_values *values = request->values;
    struct report *reports = arena_alloc(&request->arena, (PAGE + 1) * sizeof *reports);
    const char *text = sought(request, form_text(values, "q"));
    size_t count = 0;
    if (!reports)
        return RESULT_ERROR;
    if (!text)
        form_fail(values, "q", "请填写完整的编号或 18 位统一社会信用代码");
    const struct report_query query = {.kind = form_text(values, "kind"), .state = form_text(values, "state"), .text = text ? text : "",
                                       .after = form_text(values, "after"), .max = PAGE + 1};
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = console_looks(console, "report.list", *query.text ? query.text : *query.kind ? query.kind : "-", NULL);
    if (result == RESULT_OK && !values->errors)
        result = report_list(console->db, &query, &request->arena, reports, &count);
    if (result == RESULT_OK)
        result = show_months(console, request, view);
    if (result == RESULT_OK)
        result = fault_show(console, request, view);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < sizeof settled / sizeof *settled; i++)
        if (strcmp(desk_done(request), settled[i].code) == 0)
            desk_say(view, "ok", settled[i].title, settled[i].text);
    desk_begin(console, request, view, response, "信用报告", "reports");
    expiry_show(console, request, view);
    show_choices(view, values);
    if (values->errors)
        form_show(values, view);
    for (size_t i = 0; i < count && i < PAGE; i++)
        show_head(view_row(view, "rows", i), &reports[i]);
    if (count > PAGE)
        view_text(view, "paging.next", request_link(request, "after", reports[PAGE - 1].number));
    if (form_given(values, "after"))
        view_text(view, "paging.first", request_link(request, "after", NULL));
    return RESULT_OK;
}

/* ---------------------------------------------------------------- one report */

static void show_digest(struct view_node *node, const char *name, const unsigned char *digest)
{
    char text[2 * 32 + 1];
    view_node_set(node, name, sodium_bin2hex(text, sizeof text, digest, 32));
}

static void show_summary(struct view *view, const char *summary)
{
    json_error_t error;
    json_t *json = json_loads(summary, 0, &error);
    size_t n = 0;
    for (unsigned k = 0; k < REPORT_CLASSES; k++) {
        const json_t *count = json_object_get(json, report_class_code(k));
        if (!json_is_integer(count))
            continue;
        struct view_node *row = view_row(view, "counts", n++);
        view_node_set(row, "label", report_class_label(k));
        view_node_set_int(row, "n", json_integer_value(count));
    }
    if (json_integer_value(json_object_get(json, "held")) > 0)
        view_set_int(view, "report.held", json_integer_value(json_object_get(json, "held")));
    json_decref(json);
}

/* The firms of a search, the records that were shown, and the files before later timestamps. */
static enum result show_parts(struct console *console, struct request *request, struct view *view, const struct report *report)
{
    struct report_revision *revisions = arena_alloc(&request->arena, REVISIONS_MAX * sizeof *revisions);
    const char *codes[REPORT_SUBJECTS_MAX];
    struct report_fact *facts = NULL;
    size_t firms = 0, records = 0, count = 0;
    if (!revisions)
        return RESULT_ERROR;
    enum result result = report_subjects(console->db, report->number, &request->arena, codes, REPORT_SUBJECTS_MAX, &firms);
    if (result == RESULT_OK)
        result = report_shown(console->db, report->number, &request->arena, &facts, &records);
    if (result == RESULT_OK)
        result = report_revisions(console->db, report->number, revisions, REVISIONS_MAX, &count);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < firms; i++)
        view_node_set(view_row(view, "firms", i), "uscc", codes[i]);
    view_set_int(view, "report.records", (int64_t)records);
    for (size_t i = 0; i < records && i < RECORDS_SHOWN; i++) {
        desk_id(view_row(view, "records", i), "id", facts[i].id);
        view_node_set_int(view_row(view, "records", i), "version", facts[i].version);
    }
    for (size_t i = 0; i < count; i++) {
        struct view_node *row = view_row(view, "revisions", i);
        desk_time(row, "until", revisions[i].replaced_at);
        view_node_set(row, "level", revisions[i].level);
        show_digest(row, "sha256", revisions[i].sha256);
    }
    return RESULT_OK;
}

/* Issue, downloads, checks and looks: the use log's entries about it, newest first. */
static enum result show_uses(struct console *console, struct request *request, struct view *view, const struct report *report)
{
    struct use_entry *entries = arena_alloc(&request->arena, (USES_PAGE + 1) * sizeof *entries);
    const bool asked = request->values && form_given(request->values, "after");
    const struct use_query query = {.object = report->number, .from = DAY_NONE, .until = DAY_NONE,
                                    .before = asked ? (uint64_t)form_number(request->values, "after") : 0, .max = USES_PAGE + 1};
    struct report_use use;
    size_t count = 0;
    if (!entries)
        return RESULT_ERROR;
    enum result result = report_use(console->db, report->number, &use);
    if (result == RESULT_OK)
        result = use_log_read(console->db, &query, &request->arena, entries, &count);
    if (result != RESULT_OK)
        return result;
    view_set_int(view, "use.downloads", (int64_t)use.downloads);
    view_set_int(view, "use.checks", (int64_t)use.checks);
    desk_time(view_child(view, "use"), "checked_at", use.checked_at);
    for (size_t i = 0; i < count && i < USES_PAGE; i++) {
        struct view_node *row = view_row(view, "uses", i);
        char text[TIME_TEXT];
        view_node_set(row, "at", time_format_shanghai(entries[i].at, text));
        view_node_set(row, "actor", strcmp(entries[i].actor, "public") == 0 ? "公众" : entries[i].actor);
        view_node_set(row, "action", word_action(entries[i].action));
        view_node_set(row, "purpose", strcmp(entries[i].action, "report.check") == 0 ? word_verdict(entries[i].purpose) : entries[i].purpose);
    }
    if (count > USES_PAGE)
        view_text(view, "paging.next", request_link(request, "after", request_printf(request, "%" PRIu64, entries[USES_PAGE - 1].id)));
    if (query.before)
        view_text(view, "paging.first", request_link(request, "after", NULL));
    return RESULT_OK;
}

/* The whole page; also after a POST that was not carried out. */
static enum result fill(struct console *console, struct request *request, struct view *view, struct response *response)
{
    const char *asked = request_param(request, "number");
    char number[REPORT_NUMBER_TEXT];
    struct report report;
    if (!report_number_normalise(asked, strlen(asked), number))
        return RESULT_NOT_FOUND;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = report_read(console->db, number, &request->arena, &report);
    if (result == RESULT_OK)
        result = console_looks(console, "report.read", number, NULL);
    if (result == RESULT_OK)
        result = show_parts(console, request, view, &report);
    if (result == RESULT_OK)
        result = show_uses(console, request, view, &report);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, number, "reports");
    struct view_node *node = view_child(view, "report");
    show_head(node, &report);
    view_node_set(node, "level_note", report.level_note);
    view_node_set(node, "purpose", report.purpose);
    view_node_set(node, "recipient", report.recipient);
    view_node_set(node, "revoked_by", report.revoked_by);
    view_node_set(node, "revoke_reason", report.revoke_reason);
    desk_time(node, "revoked_at", report.revoked_at);
    desk_size(node, "size", report.size);
    show_digest(node, "sha256", report.sha256);
    show_summary(view, report.summary);
    view_set_bool(view, "may.revoke", console->role & (ACTOR_REVIEWER | ACTOR_ADMIN));
    view_set_bool(view, "may.records", console->role & ROLE_CENTRE);
    desk_token(console, request, view, "form.revoke", request_printf(request, "/console/reports/%s/revoke", number));
    return RESULT_OK;
}

enum result report_show(struct request *request, struct view *view, struct response *response, void *program)
{
    if (strcmp(desk_done(request), "revoked") == 0)
        desk_say(view, "ok", "已撤销", "从现在起，验证这份文件的人会看到“已撤销”，文件不再提供下载。");
    return fill(program, request, view, response);
}

enum result report_revoke_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    const char *asked = request_param(request, "number"), *reason = form_text(request->values, "reason");
    char number[REPORT_NUMBER_TEXT];
    if (!report_number_normalise(asked, strlen(asked), number))
        return RESULT_NOT_FOUND;
    if (request->values->errors) {
        form_show(request->values, view);
        response_show(response, 422, "console/report_show");
        request->values = NULL; /* the page's own fields are those of the GET */
        return fill(console, request, view, response);
    }
    enum result result = console_looks(console, "report.revoke", number, reason);
    if (result == RESULT_OK)
        result = report_revoke(console->db, number, console->who.name, reason);
    if (result == RESULT_CONFLICT) {
        desk_say(view, "stop", "没有办理：已经撤销过", "别人已先撤销。下面是现在的情况。");
        response_show(response, 409, "console/report_show");
        request->values = NULL;
        return fill(console, request, view, response);
    }
    if (result == RESULT_OK)
        response_redirect(response, request_printf(request, "/console/reports/%s?done=revoked", number));
    return result;
}
