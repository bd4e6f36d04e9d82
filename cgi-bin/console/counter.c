/* /console/cases/new: an application on paper, handed in at a counter: the same fields and clocks, a receipt to print. */
#include "base/config.h"
#include "base/query_code.h"
#include "base/random.h"
#include "base/vault.h"
#include "console/attach.h"
#include "console/casepage.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/casefile.h"
#include "db/memory.h"
#include "db/notice.h"
#include "db/terms.h"
#include "domain/application.h"
#include "domain/citizen_id.h"
#include "domain/mask.h"
#include "domain/uscc.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_TEXT 19           /* 18 signs of a USCC or a citizen's number, and NUL */
#define DRAWS_MAX 5            /* numbers drawn until one is free: a million a day and kind */
#define RECEIPT_SECONDS 86400  /* as long as an applicant's own receipt */
#define SCANS_MAX 8
#define SCOPE 16

static const char *const kinds[] = {"objection", "repair", "complaint", "report", NULL};
static const char *const persons[] = {"organisation", "person", NULL};
static const char *const reasons[] = {"inaccurate", "incomplete", "outdated", "not_mine", "should_not_be_public", "other", NULL};
static const char *const abouts[] = {"enterprise", "government", "paid_repair", "agency", "site", NULL};

static const char *check_key(const char *key)
{
    return strlen(key) == 2 * SCOPE && strspn(key, "0123456789abcdef") == 2 * SCOPE ? NULL : "表单有误，请刷新后重新提交";
}

/* In the form in which the applicant's own pages keep them, so that a lost code can be asked for: 13800000000, 024-12345678, …-801. */
static const char *check_phone(const char *phone)
{
    static const char wrong[] = "手机号码 11 位，或区号-座机号码，如 024-12345678";
    const size_t first = strspn(phone, "0123456789");
    if (first == 11 && phone[11] == '\0' && phone[0] == '1')
        return NULL;
    if (phone[0] != '0' || first < 3 || first > 4 || phone[first] != '-')
        return wrong;
    const char *rest = phone + first + 1;
    const size_t number = strspn(rest, "0123456789");
    if (number < 7 || number > 8)
        return wrong;
    if (rest[number] == '\0')
        return NULL;
    const size_t extension = rest[number] == '-' ? strspn(rest + number + 1, "0123456789") : 0;
    return extension >= 1 && extension <= 6 && rest[number + 1 + extension] == '\0' ? NULL : wrong;
}

static const char *check_mail(const char *mail)
{
    const char *at = strchr(mail, '@'), *dot = at ? strrchr(at, '.') : NULL;
    const bool good = at && at != mail && dot && dot - at > 1 && strlen(dot) > 2 && !strpbrk(mail, " \"'<>,;:\\") && !strchr(at + 1, '@');
    return good ? NULL : "电子邮箱格式不正确";
}

const struct form_field counter_query[] = {{.name = "kind", .type = FORM_CHOICE, .choices = kinds}, {.name = "record", .type = FORM_ID}, FORM_END};

const struct form_field counter_fields[] = {
    {.name = "kind", .type = FORM_CHOICE, .choices = kinds, .required = true},
    {.name = "record", .type = FORM_ID},
    {.name = "applicant_kind", .type = FORM_CHOICE, .choices = persons},
    {.name = "applicant_name", .type = FORM_LINE, .max = 100},
    {.name = "applicant_code", .type = FORM_LINE, .max = 40},
    {.name = "agent_name", .type = FORM_LINE, .max = 50},
    {.name = "agent_code", .type = FORM_LINE, .max = 40},
    {.name = "phone", .type = FORM_LINE, .max = 40, .check = check_phone},
    {.name = "email", .type = FORM_LINE, .max = 254, .check = check_mail},
    {.name = "reason", .type = FORM_CHOICE, .choices = reasons},
    {.name = "about_kind", .type = FORM_CHOICE, .choices = abouts},
    {.name = "report_kind", .type = FORM_CHOICE, .choices = application_kinds},
    {.name = "purpose", .type = FORM_LINE, .min = APPLICATION_LINE_MIN, .max = APPLICATION_LINE_MAX},
    {.name = "recipient", .type = FORM_LINE, .min = APPLICATION_LINE_MIN, .max = APPLICATION_LINE_MAX},
    {.name = "from", .type = FORM_DAY},
    {.name = "until", .type = FORM_DAY},
    {.name = "class", .type = FORM_CHOICE, .choices = application_classes, .many = REPORT_CLASSES}, /* of a full report */
    {.name = "domain", .type = FORM_SLUG, .many = COMPLIANCE_DOMAINS_MAX},                          /* of a compliance report */
    {.name = "about", .type = FORM_LINE, .max = 100},
    {.name = "confidential", .type = FORM_CHECK},
    {.name = "statement", .type = FORM_TEXT, .min = 10, .max = 2000},
    {.name = "paper", .type = FORM_LINE, .max = 200},
    {.name = "identity", .type = FORM_FILE, .max = 3},
    {.name = "evidence", .type = FORM_FILE, .max = 5},
    {.name = "idempotency_key", .type = FORM_LINE, .required = true, .max = 64, .check = check_key},
    FORM_END};

/* ---------------------------------------------------------------- the form */

static void show_record(struct console *console, struct view *view, const struct case_record *record)
{
    struct view_node *node = view_child(view, "record");
    desk_id(node, "id", record->id);
    view_node_set(node, "name", record->name);
    view_node_set(node, "set_name", record->set_name);
    view_node_set(node, "document_no", record->document_no);
    view_node_set(node, "source", record->source);
    view_node_set(node, "held", record->held ? "1" : "");
    view_node_set_int(node, "open_cases", record->open_cases);
    const struct info_set *set = catalogue_by_number(&console->memory->catalogue, record->set_number);
    if (set) {
        view_node_set(node, "route", set->repair.route);
        view_node_set(node, "authority", set->repair.authority);
    }
}

static void show_codes(struct view *view, const char *key, const char *const *codes, const char *chosen, const char *(*name)(const char *))
{
    for (size_t i = 0; codes[i]; i++) {
        struct view_node *row = view_row(view, key, i);
        view_node_set(row, "code", codes[i]);
        view_node_set(row, "name", name(codes[i]));
        if (strcmp(codes[i], chosen) == 0)
            view_node_set(row, "selected", "1");
    }
}

static const char *kind_name(const char *code)
{
    enum case_kind kind;
    return case_kind_parse(code, &kind) ? case_kind_label(kind) : "";
}

/* Whether a class of information was ticked. */
static void show_choice(struct view *view, const struct form_values *values, const char *list, size_t i, const char *field, const char *code,
                        const char *name)
{
    struct view_node *row = view_row(view, list, i);
    view_node_set(row, "code", code);
    view_node_set(row, "name", name);
    view_node_set(row, "selected", form_chosen(values, field, code) ? "1" : "");
}

/* What a report can be about: classes of a full one, fields of administration of a compliance one. */
static void show_scope(const struct console *console, struct view *view, const struct form_values *values)
{
    const struct compliance *compliance = &console->compliance;
    for (unsigned i = 0; application_classes[i]; i++)
        show_choice(view, values, "classes", i, "class", application_classes[i], report_class_label(i));
    for (size_t i = 0; i < compliance->count; i++)
        show_choice(view, values, "domains", i, "domain", compliance->domains[i].code, compliance->domains[i].name);
}

/* The record that the case is about, when the form names one. RESULT_NOT_FOUND: there is none that can be applied for. */
static enum result find_record(struct console *console, struct request *request, struct case_record *record)
{
    const int64_t id = form_number(request->values, "record");
    memset(record, 0, sizeof *record);
    return id ? case_record_for_filing(console->db, (uint64_t)id, &request->arena, record) : RESULT_OK;
}

static enum result fill(struct console *console, struct request *request, struct view *view, struct response *response)
{
    const bool post = request->method == METHOD_POST;
    const char *kind = form_given(request->values, "kind") ? form_text(request->values, "kind") : "objection";
    struct case_record record;
    enum result result = find_record(console, request, &record);
    if (result == RESULT_OK && record.id)
        result = console_looks(console, "record.read", request_printf(request, "%" PRIu64, record.id), NULL);
    if (result != RESULT_OK && result != RESULT_NOT_FOUND)
        return result;
    if (result == RESULT_OK && record.id)
        show_record(console, view, &record);
    if (result == RESULT_NOT_FOUND)
        view_text(view, "record_missing", "1");
    desk_begin(console, request, view, response, "窗口录入", "counter");
    desk_token(console, request, view, "form.token", "/console/cases");
    desk_once(view, "form.once");
    view_text(view, "kind", kind);
    view_set_int(view, "record_id", form_number(request->values, "record"));
    show_codes(view, "kinds", kinds, kind, kind_name);
    show_codes(view, "reasons", reasons, post ? form_text(request->values, "reason") : "", objection_reason_label);
    show_codes(view, "abouts", abouts, post ? form_text(request->values, "about_kind") : "", complaint_kind_label);
    show_codes(view, "reports", application_kinds, post ? form_text(request->values, "report_kind") : "", application_kind_label);
    show_scope(console, view, post ? request->values : NULL);
    return RESULT_OK;
}

enum result counter_new(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    const enum result result = console_ready(console);
    return result == RESULT_OK ? fill(console, request, view, response) : result;
}

/* ---------------------------------------------------------------- taking it in */

/* A person's numbers, sealed, with their hashes. */
struct sealed {
    unsigned char code[VAULT_CIPHER_MAX], phone[VAULT_CIPHER_MAX], mail[VAULT_CIPHER_MAX];
    unsigned char code_hash[VAULT_HASH], phone_hash[VAULT_HASH], mail_hash[VAULT_HASH];
};

struct filing {
    struct console *console;
    struct request *request;
    enum case_kind kind;
    struct case_record record;
    char code[CODE_TEXT], agent_code[CODE_TEXT];
    struct sealed applicant, agent;
    struct case_person_in persons[2];
    struct attached files;
    struct case_clock_plan clocks[CASE_STEPS];
    struct notice_plan notices;
    unsigned char scope[crypto_hash_sha256_BYTES], key[SCOPE], body[crypto_hash_sha256_BYTES], code_hash[QUERY_CODE_HASH];
    struct case_filing in;
};

static void check_code(struct form_values *values, const char *name, bool person, char out[CODE_TEXT])
{
    const char *text = form_text(values, name);
    out[0] = '\0';
    if (!*text)
        return;
    if (person && (!citizen_id_normalise(text, strlen(text), out) || !citizen_id_valid(out)))
        form_fail(values, name, "公民身份号码不正确，请对照证件");
    else if (!person && (!uscc_normalise(text, strlen(text), out) || uscc_check(out) == USCC_SHAPE || uscc_check(out) == USCC_PLACEHOLDER))
        form_fail(values, name, "统一社会信用代码不正确，请对照证照");
}

static void need(struct form_values *values, const char *name)
{
    if (!form_get(values, name)->given)
        form_fail(values, name, "请填写此项");
}

/* What /reports/apply asks for; the authority is on paper. */
static void check_report(const struct console *console, struct form_values *values)
{
    const struct form_value *domains = form_get(values, "domain");
    static const char *const names[] = {"report_kind", "purpose", "recipient"};
    const char *wrong = application_period_fault(form_day(values, "from"), form_day(values, "until"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        need(values, names[i]);
    if (wrong)
        form_fail(values, "until", wrong);
    for (size_t i = 0; i < domains->all_count; i++)
        if (!compliance_by_code(&console->compliance, domains->all[i]))
            form_fail(values, "domain", "请从所列领域中选择");
}

/* What each kind of application asks for beyond what is declared. */
static void check(struct filing *filing, enum result found)
{
    struct form_values *values = filing->request->values;
    const bool person = strcmp(form_text(values, "applicant_kind"), "person") == 0, complaint = filing->kind == CASE_COMPLAINT;
    check_code(values, "applicant_code", person, filing->code);
    check_code(values, "agent_code", true, filing->agent_code);
    if (!complaint) {
        static const char *const names[] = {"applicant_kind", "applicant_name", "applicant_code", "phone"};
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            need(values, names[i]);
    }
    if (form_given(values, "agent_name"))
        need(values, "agent_code");
    if (filing->kind == CASE_OBJECTION || filing->kind == CASE_REPAIR) {
        need(values, "record");
        if (found == RESULT_NOT_FOUND)
            form_fail(values, "record", "没有这条记录，或者它已经不再公示");
    }
    if (filing->kind == CASE_OBJECTION)
        need(values, "reason");
    if (filing->kind == CASE_REPORT)
        check_report(filing->console, values);
    else
        need(values, "statement");
    if (complaint) {
        need(values, "about_kind");
        need(values, "about");
        if (!form_given(values, "phone") && !form_given(values, "email"))
            form_fail(values, "phone", "电话和邮箱至少填写一项");
    }
    const struct info_set *set = filing->record.id ? catalogue_by_number(&filing->console->memory->catalogue, filing->record.set_number) : NULL;
    if (filing->kind == CASE_REPAIR && set && strcmp(set->repair.route, "portal") != 0)
        form_fail(values, "record", "这类信息不在本网站修复，请告知申请人向认定机关申请");
}

static bool seal(const struct vault *vault, const char *purpose, const char *text, unsigned char *cipher, size_t *len, unsigned char *hash)
{
    if (!*text)
        return true;
    vault_hash(vault, purpose, text, strlen(text), hash);
    return vault_seal(vault, text, strlen(text), cipher, len) == RESULT_OK;
}

/* The host of a mail address in small letters, as the applicant's own pages keep it. */
static const char *plain_mail(struct request *request, const char *mail)
{
    char *copy = arena_text(&request->arena, mail);
    for (char *at = copy ? strchr(copy, '@') : NULL; at && *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    return copy ? copy : "";
}

static bool seal_persons(struct filing *filing)
{
    const struct vault *vault = filing->console->vault;
    const struct form_values *values = filing->request->values;
    struct case_person_in *applicant = &filing->persons[0], *agent = &filing->persons[1];
    if (!vault)
        return false;
    *applicant = (struct case_person_in){.role = "applicant", .key_no = vault_current(vault)};
    *agent = (struct case_person_in){.role = "agent", .key_no = vault_current(vault)};
    bool ok = seal(vault, "id", filing->code, filing->applicant.code, &applicant->code_len, filing->applicant.code_hash) &&
              seal(vault, "phone", form_text(values, "phone"), filing->applicant.phone, &applicant->phone_len, filing->applicant.phone_hash) &&
              seal(vault, "mail", plain_mail(filing->request, form_text(values, "email")), filing->applicant.mail, &applicant->mail_len,
                   filing->applicant.mail_hash) &&
              seal(vault, "id", filing->agent_code, filing->agent.code, &agent->code_len, filing->agent.code_hash);
    if (applicant->code_len)
        applicant->code = filing->applicant.code, applicant->code_hash = filing->applicant.code_hash;
    if (applicant->phone_len)
        applicant->phone = filing->applicant.phone, applicant->phone_hash = filing->applicant.phone_hash;
    if (applicant->mail_len)
        applicant->mail = filing->applicant.mail, applicant->mail_hash = filing->applicant.mail_hash;
    if (agent->code_len)
        agent->code = filing->agent.code, agent->code_hash = filing->agent.code_hash;
    filing->in.persons = filing->persons;
    filing->in.person_count = agent->code_len ? 2 : 1;
    return ok;
}

static bool put(json_t *object, const char *name, const char *text)
{
    return !*text || json_object_set_new(object, name, json_string(text)) == 0;
}

/* A number as the applicants' own pages keep it: an organisation's code is public, a person's stands masked. */
static bool put_code(json_t *object, const char *name, const char *code, bool person)
{
    char masked[3 * CODE_TEXT + 16];
    masked[person ? mask_id(code, strlen(code), masked) : 0] = '\0';
    return put(object, name, person ? masked : code);
}

/* The codes that were ticked. */
static bool put_ticked(json_t *object, const char *name, const struct form_values *values)
{
    const struct form_value *value = form_get(values, name);
    json_t *chosen = json_array();
    bool ok = chosen != NULL;
    for (size_t i = 0; ok && i < value->all_count; i++)
        ok = json_array_append_new(chosen, json_string(value->all[i])) == 0;
    return json_object_set_new(object, name, chosen) == 0 && ok; /* takes `chosen` over, also when it fails */
}

/* What a report of one's own is made by (domain/application.h). */
static bool put_report(struct filing *filing, json_t *object)
{
    static const char *const names[] = {"applicant_name", "purpose", "recipient", "from", "until"};
    const struct form_values *values = filing->request->values;
    bool ok = put(object, "kind", form_text(values, "report_kind")) &&
              put_code(object, "applicant_code", filing->code, strcmp(form_text(values, "applicant_kind"), "person") == 0) &&
              put_code(object, "agent_code", filing->agent_code, true);
    for (size_t i = 0; ok && i < sizeof names / sizeof *names; i++)
        ok = put(object, names[i], form_text(values, names[i]));
    return ok && put_ticked(object, "class", values) && put_ticked(object, "domain", values);
}

/* The declared fields but for numbers of persons, as JSON in the request's memory; NULL: no memory. */
static const char *application(struct filing *filing)
{
    static const char *const names[] = {"applicant_kind", "agent_name", "about", "statement", "paper"};
    json_t *facts = json_object();
    bool ok = facts != NULL;
    for (size_t i = 0; ok && i < sizeof names / sizeof *names; i++)
        ok = put(facts, names[i], form_text(filing->request->values, names[i]));
    if (ok && form_given(filing->request->values, "confidential"))
        ok = put(facts, "confidential", "yes");
    if (ok && filing->kind == CASE_REPORT)
        ok = put_report(filing, facts);
    char *text = ok ? json_dumps(facts, JSON_COMPACT) : NULL;
    const char *copy = text ? arena_text(&filing->request->arena, text) : NULL;
    free(text);
    json_decref(facts);
    return copy;
}

static void fingerprint(struct filing *filing)
{
    const char *key = form_text(filing->request->values, "idempotency_key");
    const char *const who[] = {"/console/cases", filing->console->who.name};
    const char *const parts[] = {filing->in.application, filing->in.applicant_name, filing->in.reason, filing->code, filing->agent_code,
                                 form_text(filing->request->values, "phone"), form_text(filing->request->values, "email"), case_kind_code(filing->kind)};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < sizeof who / sizeof *who; i++)
        crypto_hash_sha256_update(&state, (const unsigned char *)who[i], strlen(who[i]) + 1);
    crypto_hash_sha256_final(&state, filing->scope);
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        crypto_hash_sha256_update(&state, (const unsigned char *)parts[i], strlen(parts[i]) + 1);
    crypto_hash_sha256_update(&state, (const unsigned char *)&filing->record.id, sizeof filing->record.id);
    for (size_t i = 0; i < filing->files.count; i++)
        crypto_hash_sha256_update(&state, filing->files.files[i].sha256, 32);
    crypto_hash_sha256_final(&state, filing->body);
    if (sodium_hex2bin(filing->key, sizeof filing->key, key, strlen(key), NULL, NULL, NULL) != 0)
        return;
    filing->in.scope = filing->scope;
    filing->in.key = filing->key;
    filing->in.body = filing->body;
}

/* A number of today: kind letter, day, six digits of chance. */
static void draw_number(const struct filing *filing, char number[CASE_NUMBER_TEXT])
{
    static const char letters[] = {[CASE_OBJECTION] = 'Y', [CASE_REPAIR] = 'X', [CASE_COMPLAINT] = 'T', [CASE_REPORT] = 'B'};
    const civil_date day = day_to_civil(filing->request->today);
    snprintf(number, CASE_NUMBER_TEXT, "%c%04u%02u%02u%06u", letters[filing->kind], (unsigned)day.y % 10000, (unsigned)day.m % 100,
             (unsigned)day.d % 100, random_below(1000000) % 1000000);
}

static enum result take_in(struct filing *filing, char number[CASE_NUMBER_TEXT], bool *same)
{
    enum result result = RESULT_CONFLICT;
    for (unsigned i = 0; result == RESULT_CONFLICT && i < DRAWS_MAX; i++) {
        char drawn[CASE_NUMBER_TEXT], code[QUERY_CODE_TEXT];
        draw_number(filing, drawn);
        query_code_make(filing->console->code_key, drawn, 1, code);
        query_code_hash(code, filing->code_hash);
        sodium_memzero(code, sizeof code);
        filing->in.number = drawn;
        filing->in.code_hash = filing->code_hash;
        result = case_file(filing->console->db, &filing->in, number, same);
        if (result == RESULT_CONFLICT && *same)
            return result; /* this form was filed before, with something else in it */
    }
    return result;
}

static enum result prepare(struct filing *filing)
{
    struct console *console = filing->console;
    const struct form_values *values = filing->request->values;
    const struct case_terms *terms = &console->terms->of[filing->kind];
    const struct case_move *move = case_move_find(filing->kind, CASE_NONE, "file");
    struct case_filing *in = &filing->in;
    in->kind = filing->kind;
    in->code_version = 1;
    in->channel = "counter";
    in->filed_by = console->who.name;
    in->record_id = filing->record.id;
    in->rule = terms->rule;
    in->hold = case_holds(move, terms);
    in->caps_applicant = console->terms->caps_applicant;
    in->caps_record = console->terms->caps_record;
    in->applicant_name = form_text(values, "applicant_name");
    in->reason = form_text(values, filing->kind == CASE_OBJECTION ? "reason" : filing->kind == CASE_COMPLAINT ? "about_kind" : "report_kind");
    if (filing->kind == CASE_REPAIR)
        in->reason = "";
    in->application = application(filing);
    in->now = filing->request->now;
    in->files = filing->files.files;
    in->file_count = filing->files.count;
    in->clocks = filing->clocks;
    in->clock_count = case_clocks(move, terms, &console->terms->days, filing->request->today, 0, NULL, filing->clocks);
    if (!in->application || !seal_persons(filing))
        return RESULT_ERROR;
    notice_plan(move, &filing->persons[0], 0, "", "", &filing->notices);
    in->notices = filing->notices.notices;
    in->notice_count = filing->notices.count;
    fingerprint(filing);
    return RESULT_OK;
}

static enum result show_again(struct filing *filing, struct view *view, struct response *response, int status)
{
    form_show(filing->request->values, view);
    response_show(response, status, "console/counter_new");
    return fill(filing->console, filing->request, view, response);
}

enum result counter_again(struct request *request, struct view *view, struct response *response, void *program)
{
    struct filing filing = {.console = program, .request = request};
    const enum result result = console_ready(program);
    if (result != RESULT_OK)
        return result;
    desk_say(view, "warn", "没有录入：表单已过期", "填写的内容还在，请核对后重新提交；扫描件须重新选择。");
    return show_again(&filing, view, response, 403);
}

enum result counter_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct filing *filing = arena_alloc(&request->arena, sizeof *filing);
    char number[CASE_NUMBER_TEXT];
    bool same = false;
    enum result result = console_ready(console);
    if (!filing)
        return RESULT_ERROR;
    *filing = (struct filing){.console = console, .request = request};
    if (result == RESULT_OK && !console->code_key_known)
        result = RESULT_UNAVAILABLE;
    if (result != RESULT_OK)
        return result;
    if (!case_kind_parse(form_text(request->values, "kind"), &filing->kind))
        return show_again(filing, view, response, 422);
    result = find_record(console, request, &filing->record);
    if (result != RESULT_OK && result != RESULT_NOT_FOUND)
        return result;
    check(filing, result);
    if (request->values->errors)
        return show_again(filing, view, response, 422);
    const char *field = "identity";
    result = attach_take(console, request, field, 3, "identity", &filing->files);
    if (result == RESULT_OK)
        result = attach_take(console, request, field = "evidence", SCANS_MAX, "evidence", &filing->files);
    if (result == RESULT_INVALID) {
        form_fail(request->values, field, filing->files.fault);
        return show_again(filing, view, response, 422);
    }
    if (result == RESULT_OK)
        result = console_looks(console, "case.file", case_kind_code(filing->kind), NULL);
    if (result == RESULT_OK)
        result = prepare(filing);
    if (result == RESULT_OK)
        result = take_in(filing, number, &same);
    if (result == RESULT_OK)
        response_redirect(response, request_printf(request, "/console/receipts/%s", number));
    return result;
}

/* ---------------------------------------------------------------- the receipt */

enum result counter_receipt(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct casefile *file = arena_alloc(&request->arena, sizeof *file);
    char code[QUERY_CODE_TEXT];
    enum result result = console_ready(console);
    if (!file)
        return RESULT_ERROR;
    if (result == RESULT_OK)
        result = case_read(console->db, request_param(request, "number"), 0, &request->arena, file);
    /* only whoever entered it, and for a day: the code opens the case */
    if (result == RESULT_OK && (strcmp(file->filed_by, console->who.name) != 0 || request->now - file->filed_at > RECEIPT_SECONDS || !console->code_key_known))
        result = RESULT_NOT_FOUND;
    if (result == RESULT_OK)
        result = console_looks(console, "case.read", file->number, "回执");
    if (result != RESULT_OK)
        return result;
    desk_begin(console, request, view, response, "回执", "counter");
    query_code_make(console->code_key, file->number, file->code_version, code);
    view_text(view, "case.number", file->number);
    view_text(view, "case.kind_name", case_kind_label(file->kind));
    view_text(view, "case.applicant", file->applicant_name);
    view_text(view, "case.code", code);
    view_text(view, "site.address", console->site_url);
    sodium_memzero(code, sizeof code);
    desk_time(view_child(view, "case"), "filed_at", file->filed_at);
    for (size_t i = 0; i < file->clock_count; i++) {
        struct view_node *row = view_row(view, "clocks", i);
        view_node_set(row, "step", case_step_label(file->clocks[i].step));
        view_node_set(row, "basis", file->clocks[i].basis);
        desk_day(row, "due", file->clocks[i].due);
        view_node_set(row, "provisional", file->clocks[i].provisional ? "1" : "");
    }
    return RESULT_OK;
}
