/* /console/log: the use log with filters, and its daily digests compared with what the entries give today. */
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/use_log.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define LOG_PAGE 50
#define DIGESTS_MAX 62     /* two months; older ones by their day */
#define DIGEST_DAYS 62

const struct form_field log_fields[] = {
    {.name = "actor", .type = FORM_LINE, .max = 64}, {.name = "action", .type = FORM_LINE, .max = 32}, {.name = "object", .type = FORM_LINE, .max = 64},
    {.name = "from", .type = FORM_DAY}, {.name = "until", .type = FORM_DAY}, {.name = "after", .type = FORM_ID}, {.name = "day", .type = FORM_DAY},
    FORM_END};

static const char *const actions[] = {"sign_in", "sign_in.refused", "sign_out", "queue.read", "case.read", "case.reveal", "case.file", "attachment.read",
                                      "letter.read", "record.read", "record.list", "batch.read", "notice.read", "notice.retry", "job.read", "staff.read",
                                      "staff.add", "staff.disable", "staff.enable", "staff.role", "staff.reset", "staff.password", "setting.change",
                                      "calendar.load", "log.read", "report.issue", "report.download",
                                      "report.check", "report.list", "report.read", "report.revoke", "report.tell"};

static void show_filter(const struct request *request, struct view *view)
{
    static const char *const names[] = {"actor", "object", "from", "until"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        view_node_set(view_child(view, "filter"), names[i], form_text(request->values, names[i]));
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct view_node *option = view_row(view, "actions", i);
        view_node_set(option, "code", actions[i]);
        view_node_set(option, "name", word_action(actions[i]));
        if (strcmp(actions[i], form_text(request->values, "action")) == 0)
            view_node_set(option, "selected", "1");
    }
}

/* Whether a day's digest is what its entries give now, and bears the clerk's signature. */
static enum result verify(struct console *console, const struct use_digest *digest, const char **state)
{
    struct use_digest now;
    enum result result = use_digest_compute(console->db, digest->day, &now);
    if (result == RESULT_UNAVAILABLE) {
        *state = "busy"; /* more entries than a page has time for */
        return RESULT_OK;
    }
    if (result != RESULT_OK)
        return result;
    const bool same = now.first == digest->first && now.last == digest->last && now.count == digest->count &&
                      memcmp(now.digest, digest->digest, sizeof now.digest) == 0;
    const bool known = console->log_key_known;
    const bool good = known && use_digest_good(console->log_key, digest);
    *state = !same ? "changed" : good ? "good" : known ? "unsigned" : "no_key";
    return RESULT_OK;
}

static enum result show_digests(struct console *console, struct request *request, struct view *view)
{
    struct use_digest *digests = arena_alloc(&request->arena, DIGESTS_MAX * sizeof *digests);
    const day_t asked = form_day(request->values, "day");
    size_t count = 0;
    if (!digests)
        return RESULT_ERROR;
    enum result result = use_digest_list(console->db, asked != DAY_NONE && asked < request->today - DIGEST_DAYS ? asked : request->today - DIGEST_DAYS,
                                         digests, DIGESTS_MAX, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        const struct use_digest *digest = &digests[count - 1 - i];
        struct view_node *row = view_row(view, "digests", i);
        char text[2 * sizeof digest->digest + 1];
        const char *state = "";
        desk_day(row, "day", digest->day);
        view_node_set_int(row, "count", (int64_t)digest->count);
        sodium_bin2hex(text, sizeof text, digest->digest, sizeof digest->digest);
        view_node_set(row, "digest", text);
        if (digest->day == asked)
            result = verify(console, digest, &state);
        view_node_set(row, "state", state);
    }
    return result;
}

enum result log_index(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct use_entry *entries = arena_alloc(&request->arena, (LOG_PAGE + 1) * sizeof *entries);
    const struct form_values *values = request->values;
    const struct use_query query = {.actor = form_text(values, "actor"), .action = form_text(values, "action"), .object = form_text(values, "object"),
                                    .from = form_day(values, "from"), .until = form_day(values, "until"), .before = (uint64_t)form_number(values, "after"),
                                    .max = LOG_PAGE + 1};
    char object[65], day[DAY_TEXT];
    size_t count = 0;
    if (!entries)
        return RESULT_ERROR;
    day_format(form_day(values, "day"), day);
    snprintf(object, sizeof object, "%.20s %.20s %.20s", *query.actor ? query.actor : "-", *query.action ? query.action : "-", *day ? day : "-");
    enum result result = console_looks(console, "log.read", object, *query.object ? query.object : NULL);
    if (result == RESULT_OK)
        result = use_log_read(console->db, &query, &request->arena, entries, &count);
    if (result == RESULT_OK)
        result = show_digests(console, request, view);
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "使用日志", "log");
    show_filter(request, view);
    if (values->errors)
        form_show(values, view);
    for (size_t i = 0; i < count && i < LOG_PAGE; i++) {
        struct view_node *row = view_row(view, "rows", i);
        char text[TIME_TEXT];
        desk_id(row, "id", entries[i].id);
        view_node_set(row, "at", time_format_shanghai(entries[i].at, text));
        view_node_set(row, "actor", entries[i].actor);
        view_node_set(row, "action", word_action(entries[i].action));
        view_node_set(row, "object", entries[i].object);
        view_node_set(row, "purpose", entries[i].purpose);
    }
    if (count > LOG_PAGE)
        view_text(view, "paging.next", request_link(request, "after", request_printf(request, "%" PRIu64, entries[LOG_PAGE - 1].id)));
    if (query.before)
        view_text(view, "paging.first", request_link(request, "after", NULL));
    return RESULT_OK;
}
