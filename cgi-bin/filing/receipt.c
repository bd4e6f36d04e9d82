/* The receipt: number, query code, the dates that now run; for the browser that filed, 24 hours. */
#include "filing/receipt.h"

#include "base/query_code.h"
#include "db/casefile.h"
#include "db/memory.h"
#include "db/terms.h"
#include "domain/casework.h"
#include "domain/catalogue.h"
#include "domain/report.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "filing/papers.h"
#include "web/frame.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#define GONE_TEMPLATE "filing/receipt_gone"

bool grant_number_good(const char *number)
{
    return number[0] != '\0' && strchr("YXTB", number[0]) != NULL && strspn(number + 1, "0123456789") == 14 && number[15] == '\0';
}

void receipt_grants(const struct filing *filing, const struct request *request, struct grants *grants)
{
    grants_read(filing->grant_key, request_cookie(request, request->https ? "__Host-" GRANT_COOKIE : GRANT_COOKIE), request->now, grants);
}

void receipt_grant(const struct filing *filing, const struct request *request, struct response *response, const char *number, bool receipt)
{
    struct grants grants;
    char text[GRANT_TEXT];
    receipt_grants(filing, request, &grants);
    grants_add(&grants, number, receipt ? GRANT_RECEIPT : GRANT_CASE, GRANT_RECEIPT,
               request->now + (receipt ? GRANT_RECEIPT_SECONDS : GRANT_CASE_SECONDS));
    response_cookie(response, request, GRANT_COOKIE, grants_write(filing->grant_key, &grants, text), GRANT_RECEIPT_SECONDS);
}

void receipt_go(const struct filing *filing, struct request *request, struct response *response, const char *number)
{
    const char *path = request_printf(request, "/receipts/%s", number);
    receipt_grant(filing, request, response, number, true);
    response_redirect(response, path);
}

/* ---------------------------------------------------------------- the case, for templates */

static void show_moment(struct view_node *node, const char *name, time_t moment)
{
    char text[TIME_TEXT];
    if (moment == 0)
        return;
    time_format_shanghai(moment, text);
    text[16] = '\0'; /* to the minute */
    view_node_set(node, name, text);
}

static void show_day(struct view_node *node, const char *name, day_t day)
{
    char text[DAY_TEXT];
    if (day != DAY_NONE)
        view_node_set(node, name, day_format(day, text));
}

static const char *owner_word(const char *owner)
{
    if (strcmp(owner, "unit") == 0)
        return "来源单位";
    return strcmp(owner, "applicant") == 0 ? "申请人" : "信用中心";
}

static const char *role_word(const char *role)
{
    if (strcmp(role, "applicant") == 0)
        return "申请人";
    if (strcmp(role, "source") == 0)
        return "来源单位";
    return strcmp(role, "system") == 0 ? "系统" : "信用中心";
}

static void show_clocks(const struct filing *filing, const struct request *request, struct view *view, const struct casefile *file)
{
    size_t running = 0;
    for (size_t i = 0; i < file->clock_count; i++) {
        const struct case_clock *clock = &file->clocks[i];
        struct view_node *node = view_row(view, "clocks", i);
        view_node_set(node, "step", case_step_code(clock->step));
        view_node_set(node, "label", case_step_label(clock->step));
        view_node_set(node, "owner", owner_word(clock->owner));
        view_node_set(node, "basis", clock->basis);
        view_node_set_int(node, "days", clock->days);
        view_node_set(node, "provisional", clock->provisional ? "1" : "");
        show_day(node, "due", clock->due);
        show_day(node, "before", clock->due_before);
        show_day(node, "started", clock->started_on);
        show_moment(node, "stopped", clock->stopped_at);
        const day_t end = clock->stopped_at != 0 ? day_today_shanghai(clock->stopped_at) : request->today;
        if (end > clock->due)
            view_node_set_int(node, "overdue", workday_between(&filing->terms->days, clock->due, end));
        if (clock->stopped_at != 0)
            continue;
        running++;
        if (end > clock->due)
            view_node_set(node, "late", "1");
        else
            view_node_set_int(node, "left", clock->due - request->today);
    }
    view_set_int(view, "case.running", (int64_t)running);
}

static void show_history(struct view *view, const struct casefile *file)
{
    for (size_t i = 0; i < file->event_count; i++) {
        const struct case_event *event = &file->events[i];
        const struct case_move *move = case_move_find(file->kind, CASE_NONE, event->move);
        struct view_node *node = view_row(view, "events", i);
        show_moment(node, "at", event->at);
        view_node_set(node, "move", event->move);
        /* "confirm" is how the office speaks of its second person */
        view_node_set(node, "label", strcmp(event->move, "confirm") == 0 ? "作出处理结果" : move != NULL ? move->label : event->move);
        view_node_set(node, "role", role_word(event->actor_role));
        view_node_set(node, "text", event->inside ? "" : event->text);
    }
}

static const char *purpose_word(const char *purpose)
{
    static const struct {
        const char *code, *word;
    } words[] = {{"identity", "身份材料"}, {"evidence", "证据材料"}, {"proof", "履行义务的证明"}, {"commitment", "信用承诺书"}, {"authority", "授权材料"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].code, purpose) == 0)
            return words[i].word;
    return "材料";
}

static const char *letter_word(const char *kind)
{
    static const struct {
        const char *code, *word;
    } words[] = {{"acceptance", "受理通知书"}, {"completion", "补正告知书"}, {"refusal", "不予受理告知书"}, {"result", "处理结果告知书"},
                 {"repair_decision", "信用修复决定书"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].code, kind) == 0)
            return words[i].word;
    return "告知书";
}

static void show_papers(struct view *view, const struct casefile *file)
{
    size_t n = 0;
    for (size_t i = 0; i < file->file_count; i++) {
        const struct case_attachment *paper = &file->files[i];
        char size[16];
        if (strcmp(paper->by, "applicant") != 0)
            continue;
        struct view_node *node = view_row(view, "papers", n++);
        view_node_printf(node, "id", "%" PRIu64, paper->id);
        view_node_set(node, "purpose", purpose_word(paper->purpose));
        view_node_set(node, "name", paper->name);
        view_node_set(node, "size", papers_size(paper->size, size));
        show_moment(node, "at", paper->at);
    }
    for (size_t i = 0; i < file->letter_count; i++) {
        const struct case_letter *letter = &file->letters[i];
        struct view_node *node = view_row(view, "letters", i);
        view_node_set_int(node, "seq", letter->seq);
        view_node_set(node, "name", letter_word(letter->kind));
        view_node_set(node, "document_no", letter->document_no);
        view_node_set(node, "file", letter->file);
        show_moment(node, "at", letter->at);
        if (strcmp(letter->kind, "result") == 0 || strcmp(letter->kind, "repair_decision") == 0 || strcmp(letter->kind, "refusal") == 0) {
            struct view_node *result = view_child(view, "result"); /* the last one counts */
            view_node_set_int(result, "seq", letter->seq);
            view_node_set(result, "name", letter_word(letter->kind));
        }
    }
}

/* What was written in the form: told back to its author. */
/* The names of chosen codes: fields of administration, or classes. "" for none. */
static const char *names_of(struct filing *filing, struct request *request, const json_t *codes)
{
    const char *all = "";
    const json_t *one;
    size_t i;
    json_array_foreach(codes, i, one) {
        const char *code = json_string_value(one), *name = code;
        const struct compliance_domain *domain = code ? compliance_by_code(&filing->compliance, code) : NULL;
        for (unsigned c = 0; code && c < REPORT_CLASSES; c++)
            if (strcmp(report_class_code(c), code) == 0)
                name = report_class_label(c);
        all = request_printf(request, "%s%s%s", all, i ? "、" : "", domain ? domain->name : name ? name : "");
    }
    return all;
}

static void show_application(struct filing *filing, struct request *request, struct view *view, const struct casefile *file)
{
    static const struct {
        const char *key, *label;
    } lines[] = {{"applicant_name", "申请人"}, {"applicant_code", "申请人代码"}, {"agent_name", "受托人"}, {"about", "投诉对象"}, {"purpose", "用途"}, {"recipient", "使用单位"}, {"from", "起始日期"}, {"until", "截止日期"},
                 {"domain", "领域"}, {"class", "信息类别"}, {"statement", "陈述"},
                 {"no_evidence_reason", "没有证据的原因"}, {"phone", "联系电话"}, {"email", "电子邮箱"}};
    json_t *application = json_loads(file->application, 0, NULL);
    size_t n = 0;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const json_t *value = json_object_get(application, lines[i].key);
        const char *text = json_is_array(value) ? names_of(filing, request, value) : json_string_value(value);
        if (text == NULL || *text == '\0')
            continue;
        struct view_node *node = view_row(view, "application", n++);
        view_node_set(node, "label", lines[i].label);
        view_node_set(node, "text", text);
    }
    const char *confidential = json_string_value(json_object_get(application, "confidential"));
    view_set_bool(view, "case.confidential", confidential != NULL && *confidential != '\0');
    json_decref(application);
}

void receipt_show_case(struct filing *filing, struct request *request, struct view *view, const struct casefile *file)
{
    struct view_node *node = view_child(view, "case");
    const struct info_set *set = catalogue_by_number(&filing->memory->catalogue, file->set_number);
    const struct source_unit *unit = memory_unit(filing->memory, file->source_id);
    const char *reason = file->kind == CASE_OBJECTION ? objection_reason_label(file->reason) :
                         file->kind == CASE_COMPLAINT ? complaint_kind_label(file->reason) : NULL;
    const char *outcome = case_outcome_label(file->kind, file->outcome);
    view_node_set(node, "number", file->number);
    view_node_set(node, "kind", case_kind_code(file->kind));
    view_node_set(node, "kind_name", case_kind_label(file->kind));
    view_node_set(node, "state", case_state_code(file->state));
    view_node_set(node, "state_name", case_state_label(file->state));
    view_node_set(node, "over", case_state_over(file->state) ? "1" : "");
    view_node_set(node, "reason", reason);
    view_node_set(node, "outcome", outcome);
    view_node_set(node, "granted", strcmp(file->outcome, "granted") == 0 ? "1" : "");
    view_node_set(node, "held", file->held ? "1" : "");
    view_node_set(node, "over_cap", file->over_cap ? "1" : "");
    view_node_set(node, "hold_from_receipt", filing->terms->of[file->kind].hold_from_receipt ? "1" : "");
    view_node_set(node, "set_name", set != NULL ? set->name : "");
    view_node_set(node, "source", unit != NULL ? unit->name : "");
    if (file->record_id != 0)
        view_node_printf(node, "record", "%" PRIu64, file->record_id);
    show_moment(node, "filed_at", file->filed_at);
    show_moment(node, "decided_at", file->decided_at);
    show_moment(node, "closed_at", file->closed_at);
    show_clocks(filing, request, view, file);
    show_history(view, file);
    show_papers(view, file);
    show_application(filing, request, view, file);
    const struct case_move *supplement = case_move_find(file->kind, file->state, "supplement");
    const struct case_move *withdraw = case_move_find(file->kind, file->state, "withdraw");
    view_node_set(node, "may_supplement", case_may(supplement, file->state, ACTOR_APPLICANT, "", "") == CASE_MAY ? "1" : "");
    view_node_set(node, "may_withdraw", case_may(withdraw, file->state, ACTOR_APPLICANT, "", "") == CASE_MAY ? "1" : "");
    if (supplement != NULL)
        view_node_set(node, "supplement_name", supplement->label);
}

/* ---------------------------------------------------------------- the page */

enum result receipt_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct filing *filing = program;
    static const struct frame_place way[] = {{"网上办事", "/services"}};
    const char *number = request_param(request, "number");
    struct grants grants;
    char code[QUERY_CODE_TEXT];
    receipt_grants(filing, request, &grants);
    const struct grant *grant = grants_find(&grants, number);
    if (grant == NULL || grant->kind != GRANT_RECEIPT) {
        frame_head(view, "回执", "help", way, 1);
        response_show(response, 404, GONE_TEMPLATE);
        return RESULT_OK;
    }
    enum result r = filing_ready(filing);
    struct casefile *file = r == RESULT_OK ? arena_alloc(&request->arena, sizeof *file) : NULL;
    if (r != RESULT_OK || file == NULL)
        return r != RESULT_OK ? r : RESULT_ERROR;
    r = case_of_applicant(filing->db, number, &request->arena, file);
    if (r != RESULT_OK)
        return r;
    query_code_make(filing->code_key, number, file->code_version, code);
    receipt_show_case(filing, request, view, file);
    view_text(view, "receipt.code", code);
    view_printf(view, "receipt.address", "%s/cases", filing->site_url);
    frame_head(view, "提交回执", "help", way, 1);
    return RESULT_OK;
}
