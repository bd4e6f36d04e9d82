/* The way of a form: shown, kept through faults, looked over, handed on to be filed. */
#include "filing/sheet.h"

#include "base/random.h"
#include "db/memory.h"
#include "domain/catalogue.h"
#include "domain/uscc.h"
#include "filing/filing.h"
#include "filing/pages.h"
#include "web/frame.h"
#include "web/request.h"
#include "web/response.h"
#include "web/ticket.h"
#include "web/view.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_TEMPLATE "filing/check_show"
#define CONFLICT_TEMPLATE "filing/conflict_show"

static const char gone[] = "没有找到这条公示信息：可能编号有误，也可能已经停止公示";

/* ---------------------------------------------------------------- the digest of a form */

static int by_digest(const void *a, const void *b)
{
    const struct paper *const *one = a, *const *two = b;
    const int fields = strcmp((*one)->field->field, (*two)->field->field);
    return fields != 0 ? fields : memcmp((*one)->sha256, (*two)->sha256, sizeof (*one)->sha256);
}

/* Fields that carry the form and say nothing of the application. */
static bool carries(const struct form_field *field)
{
    static const char *const names[] = {"token", "idempotency_key", "step", "drop"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], field->name) == 0)
            return true;
    const size_t len = strlen(field->name);
    return field->type == FORM_FILE || (len > 5 && strcmp(field->name + len - 5, "_kept") == 0);
}

void sheet_digest(const struct form_values *values, const struct papers *papers, unsigned char digest[32])
{
    crypto_hash_sha256_state state;
    const struct paper *sorted[CASE_FILES_MAX];
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < values->count; i++) {
        const struct form_value *value = &values->value[i];
        if (carries(value->field))
            continue;
        /* names and texts with their NUL: no text holds one */
        crypto_hash_sha256_update(&state, (const unsigned char *)value->field->name, strlen(value->field->name) + 1);
        crypto_hash_sha256_update(&state, (const unsigned char *)value->text, strlen(value->text) + 1);
    }
    for (size_t i = 0; i < papers->count; i++)
        sorted[i] = &papers->item[i];
    qsort(sorted, papers->count, sizeof *sorted, by_digest);
    for (size_t i = 0; i < papers->count; i++) {
        crypto_hash_sha256_update(&state, (const unsigned char *)sorted[i]->field->field, strlen(sorted[i]->field->field) + 1);
        crypto_hash_sha256_update(&state, sorted[i]->sha256, sizeof sorted[i]->sha256);
    }
    crypto_hash_sha256_final(&state, digest);
}

/* ---------------------------------------------------------------- the record */

uint64_t sheet_record_number(const char *text)
{
    static const char mark[] = "/records/";
    const char *at = strstr(text, mark);
    at = at != NULL ? at + sizeof mark - 1 : text;
    at += strspn(at, " \t");
    const size_t n = strspn(at, "0123456789");
    if (n == 0 || n > 19 || (at[n] != '\0' && strchr(" \t/?#.&", at[n]) == NULL))
        return 0;
    const unsigned long long number = strtoull(at, NULL, 10);
    return number <= INT64_MAX ? number : 0;
}

enum result sheet_record(struct sheet_work *work, const char *text)
{
    const uint64_t id = sheet_record_number(text);
    if (id == 0)
        return RESULT_NOT_FOUND;
    const enum result r = case_record_for_filing(work->filing->db, id, &work->request->arena, &work->record);
    if (r != RESULT_OK)
        return r;
    work->set = catalogue_by_number(&work->filing->memory->catalogue, work->record.set_number);
    work->has_record = work->set != NULL;
    return work->has_record ? RESULT_OK : RESULT_NOT_FOUND;
}

void sheet_show_record(struct sheet_work *work)
{
    char day[DAY_TEXT];
    if (!work->has_record)
        return;
    const struct case_record *record = &work->record;
    struct view_node *node = view_child(work->view, "record");
    view_node_printf(node, "id", "%" PRIu64, record->id);
    view_node_set(node, "set", work->set->code);
    view_node_set(node, "set_name", work->set->name);
    view_node_set(node, "group", work->set->group);
    view_node_set(node, "name", record->name);
    view_node_set(node, "uscc", record->uscc);
    view_node_set(node, "document_no", record->document_no);
    view_node_set(node, "authority", record->authority);
    view_node_set(node, "source", record->source);
    view_node_set(node, "decided_on", day_format(record->decided_on, day));
    view_node_set(node, "until", day_format(record->publish_until, day));
    view_node_set(node, "held", record->held ? "1" : "");
    view_node_set(node, "is_person", record->is_person ? "1" : "");
    view_node_set_int(node, "open", record->open_cases);
}

/* ---------------------------------------------------------------- who applies */

void sheet_check_applicant(struct sheet_work *work)
{
    struct form_values *values = work->values;
    const char *wrong;
    bool doubtful = false, ignored;
    work->person = strcmp(form_text(values, "applicant_kind"), "person") == 0;
    if (form_given(values, "applicant_kind") && form_given(values, "applicant_code")) {
        wrong = applicant_code(form_text(values, "applicant_code"), work->person, work->code, &doubtful);
        if (wrong != NULL)
            form_fail(values, "applicant_code", wrong);
        /* real firms with such a code exist: the record's own, or one that the applicant has compared */
        else if (doubtful && !(work->has_record && strcmp(work->record.uscc, work->code) == 0) && !form_given(values, "applicant_code_sure")) {
            view_text(work->view, "doubtful_code", "1");
            form_fail(values, "applicant_code", "统一社会信用代码校验不通过，请与证照逐字核对；确实如此的，请勾选下面的确认");
        }
    }
    if (form_given(values, "applicant_code_sure"))
        view_text(work->view, "doubtful_code", "1");
    if (form_given(values, "agent_code") && (wrong = applicant_code(form_text(values, "agent_code"), true, work->agent_code, &ignored)) != NULL)
        form_fail(values, "agent_code", wrong);
    if (form_given(values, "agent_name") && !form_given(values, "agent_code"))
        form_fail(values, "agent_code", "委托他人办理的，请填写受托人的公民身份号码");
    if (form_given(values, "agent_code") && !form_given(values, "agent_name"))
        form_fail(values, "agent_name", "请填写受托人姓名；没有委托他人的，请清空受托人信息");
    if (form_given(values, "phone") && (wrong = applicant_phone(form_text(values, "phone"), work->phone)) != NULL)
        form_fail(values, "phone", wrong);
    if (form_given(values, "email") && (wrong = applicant_mail(form_text(values, "email"), work->mail)) != NULL)
        form_fail(values, "email", wrong);
}

/* ---------------------------------------------------------------- pages */

static void show_head(struct sheet_work *work, const char *title)
{
    const struct frame_place way[] = {{"网上办事", "/services"}};
    frame_head(work->view, title, "help", way, 1);
    /* the other views are links: they cannot post, so they lead to the form's own address */
    if (work->has_record)
        view_printf(work->view, "request.uri", "%s?record=%" PRIu64, work->sheet->page, work->record.id);
    else
        view_text(work->view, "request.uri", work->sheet->page);
}

static void show_form(struct sheet_work *work)
{
    sheet_show_record(work);
    papers_show(&work->papers, work->sheet->papers, work->view);
    if (work->sheet->show != NULL)
        work->sheet->show(work);
    ticket_show(work->filing->form_key, work->request, work->view, work->cookie, "sheet", work->sheet->address, work->key_text);
    view_text(work->view, "sheet.address", work->sheet->address);
    show_head(work, work->sheet->title);
}

enum result sheet_open(struct sheet_work *work)
{
    work->cookie = ticket_cookie(work->request, work->response);
    if (work->cookie == NULL)
        return RESULT_ERROR;
    work->key_text = "";
    show_form(work);
    return RESULT_OK;
}

/* The name of a field on the page; NULL for one that has none. */
static const char *label_of(const struct sheet *sheet, const char *field)
{
    for (const struct sheet_line *line = sheet->lines; line->group != NULL; line++)
        if (strcmp(line->field, field) == 0)
            return line->label;
    return strcmp(field, "declaration") == 0 ? "声明" : NULL;
}

/* Values and faults; in the summary each fault says of what. */
static void show_values(struct sheet_work *work)
{
    size_t row = 0;
    form_show(work->values, work->view);
    for (size_t i = 0; i < work->values->count; i++) {
        const struct form_value *value = &work->values->value[i];
        const char *label = value->error != NULL ? label_of(work->sheet, value->field->name) : NULL;
        if (label != NULL)
            view_node_printf(view_row(work->view, "errors", row), "message", "%s：%s", label, value->error);
        row += value->error != NULL;
    }
}

/* The form again: `status` 200 after a step back, 403, 413, 422, 503. What came with this request is kept first. */
static enum result form_again(struct sheet_work *work, int status)
{
    const enum result r = papers_keep(work->filing, work->request, &work->papers);
    if (r == RESULT_DENIED)
        form_fail(work->values, work->sheet->papers[0].field, "暂存的文件太多，请移除一些再继续");
    else if (r != RESULT_OK)
        return r;
    show_values(work);
    show_form(work);
    if (work->papers.scanner_away || work->papers.no_room) {
        view_text(work->view, work->papers.scanner_away ? "notice.scanner" : "notice.room", "1");
        response_header(work->response, "Retry-After", "60");
    }
    if (status == 403)
        view_text(work->view, "notice.expired", "1");
    response_show(work->response, r == RESULT_DENIED && status == 200 ? 422 : status, work->sheet->template);
    return RESULT_OK;
}

/* What is carried from the page of answers to the next POST: every declared value, and the ids of the files. */
static void show_hidden(struct sheet_work *work)
{
    size_t n = 0;
    for (size_t i = 0; i < work->values->count; i++) {
        const struct form_value *value = &work->values->value[i];
        if (carries(value->field) || *value->text == '\0')
            continue;
        const size_t count = value->all_count > 1 ? value->all_count : 1; /* a field that was given several times goes along several times */
        for (size_t k = 0; k < count; k++) {
            struct view_node *row = view_row(work->view, "hidden", n++);
            view_node_set(row, "name", value->field->name);
            view_node_set(row, "value", count > 1 ? value->all[k] : value->text);
        }
    }
    for (const struct paper_field *field = work->sheet->papers; field->field != NULL; field++) {
        char ids[PAPERS_IDS];
        if (papers_count(&work->papers, field) == 0)
            continue;
        papers_ids(&work->papers, field, ids);
        struct view_node *row = view_row(work->view, "hidden", n++);
        view_node_set(row, "name", field->kept);
        view_node_set(row, "value", ids);
    }
}

/* What a line says: the word for its code or the text itself; of several, all of them. */
static const char *said(const struct sheet_work *work, const struct sheet_line *line, const struct form_value *value)
{
    const size_t count = value->all_count > 1 ? value->all_count : 1;
    const char *all = "";
    for (size_t i = 0; i < count; i++) {
        const char *code = count > 1 ? value->all[i] : value->text;
        const char *word = work->sheet->name ? work->sheet->name(work, line->field, code) : NULL;
        if (!word && line->word)
            word = line->word(code);
        all = request_printf(work->request, "%s%s%s", all, i ? "、" : "", word ? word : code);
    }
    return all;
}

static void show_answers(struct sheet_work *work)
{
    const char *group = NULL;
    struct view_node *node = NULL;
    size_t groups = 0, rows = 0;
    for (const struct sheet_line *line = work->sheet->lines; line->group != NULL; line++) {
        if (group == NULL || strcmp(group, line->group) != 0) {
            group = line->group;
            node = view_row(work->view, "groups", groups++);
            view_node_set(node, "title", group);
            view_node_set(node, "anchor", line->anchor);
            rows = 0;
        }
        const struct form_value *value = form_get(work->values, line->field);
        if (value->field != NULL && value->field->type == FORM_FILE) {
            for (size_t i = 0; i < work->papers.count; i++) {
                const struct paper *paper = &work->papers.item[i];
                char size[16];
                if (strcmp(paper->field->field, line->field) != 0)
                    continue;
                struct view_node *row = view_node_row(node, "rows", rows++);
                view_node_set(row, "label", line->label);
                view_node_printf(row, "value", "%s（%s）", paper->name, papers_size(paper->size, size));
            }
            continue;
        }
        if (*value->text == '\0')
            continue;
        struct view_node *row = view_node_row(node, "rows", rows++);
        view_node_set(row, "label", line->label);
        view_node_set(row, "value", said(work, line, value));
    }
}

static enum result answers(struct sheet_work *work)
{
    const enum result r = papers_keep(work->filing, work->request, &work->papers);
    if (r != RESULT_OK)
        return r == RESULT_DENIED ? form_again(work, 422) : r;
    sheet_show_record(work);
    show_hidden(work);
    show_answers(work);
    ticket_show(work->filing->form_key, work->request, work->view, work->cookie, "sheet", work->sheet->address, work->key_text);
    view_text(work->view, "sheet.address", work->sheet->address);
    view_text(work->view, "sheet.title", work->sheet->title);
    show_head(work, "核对并提交");
    response_show(work->response, 200, CHECK_TEMPLATE);
    return RESULT_OK;
}

/* The key was used for something else: what lies there already, and how to begin anew. */
static enum result conflict(struct sheet_work *work)
{
    view_text(work->view, "sheet.page", work->sheet->page);
    view_text(work->view, "sheet.title", work->sheet->title);
    show_head(work, "这份表单已经提交过");
    response_show(work->response, 409, CONFLICT_TEMPLATE);
    return RESULT_OK;
}

static enum result finish(struct sheet_work *work)
{
    const enum result r = sheet_file(work);
    if (r == RESULT_CONFLICT)
        return conflict(work);
    if (r == RESULT_NOT_FOUND) {
        form_fail(work->values, "record", gone);
        return form_again(work, 422);
    }
    return r;
}

/* Reads what the form brought, so far as the database is needed for it. */
static enum result gather(struct sheet_work *work)
{
    unsigned char unused[TICKET_KEY];
    unsigned char scope[PAPERS_SCOPE];
    char endpoint[128];
    /* the files of one form in one browser: two forms side by side do not share them */
    snprintf(endpoint, sizeof endpoint, "files of %s %.64s", work->sheet->address, work->key_text);
    (void)!ticket_key(endpoint, work->cookie, "", scope, unused);
    enum result r = RESULT_OK;
    if (work->sheet->with_record && form_given(work->values, "record")) {
        const char *text = form_text(work->values, "record");
        r = sheet_record(work, text);
        work->record_gone = r == RESULT_NOT_FOUND && (work->record.id = sheet_record_number(text)) != 0;
        if (r == RESULT_NOT_FOUND && !work->record_gone)
            form_fail(work->values, "record", "记录编号由数字组成，也可以粘贴记录页面的网址");
        else if (r != RESULT_OK && r != RESULT_NOT_FOUND)
            return r;
    }
    r = papers_gather(work->filing, work->request, work->values, work->sheet->papers, scope, &work->papers);
    return r == RESULT_OK ? work->sheet->check(work) : r;
}

/* The key as it came; a form without one gets one, so that it is one form from here on. */
static const char *key_of(struct sheet_work *work)
{
    char made[2 * TICKET_KEY + 1];
    const char *came = form_text(work->values, "idempotency_key");
    if (*came != '\0')
        return came;
    random_hex(made, TICKET_KEY);
    return arena_text(&work->request->arena, made);
}

enum result sheet_post(const struct sheet *sheet, struct request *request, struct view *view, struct response *response, struct filing *filing, bool again)
{
    struct sheet_work work = {.filing = filing, .request = request, .view = view, .response = response, .sheet = sheet, .values = request->values};
    enum result r = filing_ready(filing);
    if (r != RESULT_OK)
        return r;
    work.cookie = ticket_cookie(request, response);
    work.key_text = key_of(&work);
    if (work.cookie == NULL || work.key_text == NULL)
        return RESULT_ERROR;
    if ((r = gather(&work)) != RESULT_OK)
        return r;
    const char *step = form_text(work.values, "step");
    if (again) {
        if (work.record_gone)
            form_fail(work.values, "record", gone);
        return form_again(&work, 403);
    }
    if (form_given(work.values, "drop") || strcmp(step, "edit") == 0) {
        for (size_t i = 0; i < work.values->count; i++) /* not asked for yet: no faults are shown */
            work.values->value[i].error = NULL;
        work.values->errors = 0;
        return form_again(&work, 200);
    }
    if (work.papers.scanner_away || work.papers.no_room)
        return form_again(&work, 503);
    const bool look_over = strcmp(step, "check") == 0;
    /* a form that was filed when the record was still there gets its receipt again: the key decides */
    if (work.record_gone && (look_over || work.values->errors > 0))
        form_fail(work.values, "record", gone);
    if (work.values->errors > 0)
        return form_again(&work, work.papers.over ? 413 : 422);
    return look_over ? answers(&work) : finish(&work);
}
