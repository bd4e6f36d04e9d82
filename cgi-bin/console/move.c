/* POST /console/cases/{number}/{move}: a move is judged by the engine, carried out by the database, told to whom it concerns. */
#include "base/buffer.h"
#include "base/config.h"
#include "base/vault.h"
#include "console/attach.h"
#include "console/casepage.h"
#include "console/console.h"
#include "console/correct.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"
#include "db/memory.h"
#include "db/notice.h"
#include "db/terms.h"
#include "domain/letter.h"
#include "domain/mask.h"
#include "web/form.h"
#include "web/letter.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define TEXT_SIGNS 2000        /* of a reason, list, reply, grounds: what a letter can take */
#define REPLY_FILES_MAX 5
#define SUPPLEMENT_DAYS_MAX 90 /* calendar days that an applicant may be given: after that one applies anew */
#define SCOPE 16               /* bytes of an idempotency scope and key */

static const char *const outcomes[] = {"corrected", "deleted", "maintained", "granted", "denied", "answered", NULL};

static const char *check_key(const char *key)
{
    return strlen(key) == 2 * SCOPE && strspn(key, "0123456789abcdef") == 2 * SCOPE ? NULL : "表单有误，请刷新后重新提交";
}

const struct form_field move_fields[] = {
    {.name = "version", .type = FORM_INTEGER, .min = 1, .max = INT32_MAX},
    {.name = "record_version", .type = FORM_INTEGER, .max = INT32_MAX},
    {.name = "idempotency_key", .type = FORM_LINE, .max = 64, .check = check_key},
    {.name = "reason", .type = FORM_TEXT, .max = TEXT_SIGNS},
    {.name = "list", .type = FORM_TEXT, .max = TEXT_SIGNS},
    {.name = "due", .type = FORM_DAY},
    {.name = "reply", .type = FORM_TEXT, .max = TEXT_SIGNS},
    {.name = "outcome", .type = FORM_CHOICE, .choices = outcomes},
    {.name = "grounds", .type = FORM_TEXT, .max = TEXT_SIGNS},
    {.name = "unit", .type = FORM_INTEGER, .max = 65535},
    {.name = "evidence", .type = FORM_FILE, .max = REPLY_FILES_MAX},
    FORM_END};

/* Everything that one move is made of. */
struct making {
    struct console *console;
    struct request *request;
    struct view *view;
    struct response *response;
    struct case_look *look;
    const struct case_move *move;
    const struct case_terms *terms;
    struct case_terms own_terms;        /* of the rule that the case was filed under, when another is in force by now */
    struct case_clock_plan clocks[CASE_STEPS];
    struct notice_plan notices;
    struct case_person_in applicant;
    unsigned char phone_hash[VAULT_HASH], mail_hash[VAULT_HASH];
    struct attached files;
    struct row row;
    struct record_correction corrected;
    struct buffer letter;
    unsigned char scope[crypto_hash_sha256_BYTES], key[SCOPE], body[crypto_hash_sha256_BYTES];
    struct case_move_in in;
};

/* The field that has what the move asks for; NULL: it asks for nothing. */
static const char *field_of(const struct case_move *move)
{
    static const char *const names[] = {[INPUT_REASON] = "reason", [INPUT_LIST] = "list", [INPUT_STATEMENT] = "reason", [INPUT_REPLY] = "reply",
                                        [INPUT_PROPOSAL] = "grounds", [INPUT_NONE] = NULL};
    return names[move->input];
}

static const char *text_of(const struct making *making)
{
    const char *field = field_of(making->move);
    return field ? form_text(making->request->values, field) : "";
}

/* ---------------------------------------------------------------- answers that are no success */

static enum result show_again(struct making *making, int status)
{
    form_show(making->request->values, making->view);
    view_text(making->view, "again", making->move->name);
    response_show(making->response, status, "console/case_show");
    return case_fill(making->console, making->request, making->view, making->response, making->look, &(struct case_notes){.again = making->move->name});
}

/* Somebody else was first: what he did, the case as it is now, and what was typed. */
static enum result show_told(struct making *making)
{
    const struct case_event *last = NULL;
    struct case_look *look;
    const enum result result = case_look_read(making->console, making->request, making->look->file.number, &look);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < look->file.event_count; i++)
        if (!last || look->file.events[i].seq > last->seq)
            last = &look->file.events[i];
    struct view_node *told = view_child(making->view, "told");
    const struct case_move *move = last ? case_move_find(look->file.kind, CASE_NONE, last->move) : NULL;
    const bool nameless = last && (strcmp(last->actor_role, "applicant") == 0 || strcmp(last->actor_role, "system") == 0);
    view_node_set(told, "who", !last ? "系统" : nameless ? word_actor(last->actor_role) : last->actor);
    view_node_set(told, "what", move ? move->label : last ? last->move : "");
    desk_time(told, "when", last ? last->at : making->request->now);
    view_text(making->view, "kept", text_of(making));
    response_show(making->response, 409, "console/case_show");
    return case_fill(making->console, making->request, making->view, making->response, look, &(struct case_notes){0});
}

/* The record moved on since the proposal was made or the page was read. */
static enum result show_record_moved(struct making *making)
{
    desk_say(making->view, "stop", "没有办理：记录已有变化",
             "您看到的记录之后又有更新。请核对下面的现况；待确认的处理意见须退回重新提出。");
    view_text(making->view, "kept", text_of(making));
    return show_again(making, 409);
}

static enum result show_refusal(struct making *making, enum case_refusal refusal)
{
    switch (refusal) {
    case CASE_SAME_PERSON:
        desk_say(making->view, "stop", "没有办理：不能复核自己的意见", "处理意见由您提出，须由另一位复核员确认或退回。");
        return show_again(making, 403);
    case CASE_PROPOSAL_WAITS:
        desk_say(making->view, "stop", "没有办理：有处理意见等待复核", "复核之后才能办理。");
        return show_again(making, 409);
    case CASE_WRONG_STATE:
    case CASE_NO_PROPOSAL:
        return show_told(making);
    case CASE_INPUT_MISSING:
        form_fail(making->request->values, making->move->input == INPUT_PROPOSAL && !form_given(making->request->values, "outcome") ? "outcome"
                                                                                                                                 : field_of(making->move),
                  "请填写");
        return show_again(making, 422);
    default:
        return RESULT_DENIED;
    }
}

/* ---------------------------------------------------------------- putting it together */

static unsigned running_steps(const struct casefile *file)
{
    unsigned running = 0;
    for (size_t i = 0; i < file->clock_count; i++)
        if (file->clocks[i].stopped_at == 0)
            running |= 1u << file->clocks[i].step;
    return running;
}

/* The clocks that start; the date of a supplement may be set by hand. */
static bool plan_clocks(struct making *making)
{
    const struct casefile *file = &making->look->file;
    const day_t today = making->request->today, due = form_day(making->request->values, "due");
    const bool confirms = making->move->effect == EFFECT_CONFIRM;
    making->in.supplement_due = DAY_NONE;
    making->in.clocks = making->clocks;
    making->in.clock_count = case_clocks(making->move, making->terms, console_days(making->console), today, running_steps(file),
                                         confirms ? file->proposal.outcome : NULL, making->clocks);
    for (size_t i = 0; i < making->in.clock_count; i++) {
        struct case_clock_plan *clock = &making->clocks[i];
        if (clock->step != STEP_SUPPLEMENT)
            continue;
        if (due != DAY_NONE && (due <= today || due > today + SUPPLEMENT_DAYS_MAX)) {
            form_fail(making->request->values, "due", "补正期限在明天之后、九十天之内");
            return false;
        }
        if (due != DAY_NONE && due != clock->due) {
            clock->due = due;
            clock->days = workday_between(console_days(making->console), today, due);
        }
        making->in.supplement_due = clock->due;
    }
    return true;
}

/* The applicant's sealed telephone and mail with their hashes, so that the outbox can count what goes to one in a day. */
static enum result read_applicant(struct making *making, bool *found)
{
    struct case_person persons[4];
    char plain[VAULT_PLAIN_MAX + 1];
    size_t count = 0;
    struct case_person_in *to = &making->applicant;
    const struct vault *vault = making->console->vault;
    enum result result = case_persons(making->console->db, making->look->file.number, &making->request->arena, persons, &count);
    *found = false;
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        const struct case_person *person = &persons[i];
        if (strcmp(person->role, "applicant") != 0 || !vault)
            continue;
        *to = (struct case_person_in){.role = "applicant", .key_no = person->key_no};
        if (person->phone_len && vault_unseal(vault, person->key_no, person->phone, person->phone_len, plain) == RESULT_OK) {
            vault_hash(vault, "phone", plain, strlen(plain), making->phone_hash);
            to->phone = person->phone;
            to->phone_len = person->phone_len;
            to->phone_hash = making->phone_hash;
        }
        if (person->mail_len && vault_unseal(vault, person->key_no, person->mail, person->mail_len, plain) == RESULT_OK) {
            vault_hash(vault, "mail", plain, strlen(plain), making->mail_hash);
            to->mail = person->mail;
            to->mail_len = person->mail_len;
            to->mail_hash = making->mail_hash;
        }
        *found = true;
    }
    sodium_memzero(plain, sizeof plain);
    return result;
}

static enum result plan_notices(struct making *making)
{
    const struct casefile *file = &making->look->file;
    bool found;
    const enum result result = read_applicant(making, &found);
    const unsigned unit = making->in.forward_to ? making->in.forward_to : file->source_id;
    notice_plan(making->move, found ? &making->applicant : NULL, unit, file->owner, file->proposal.by, &making->notices);
    making->in.notices = making->notices.notices;
    making->in.notice_count = making->notices.count;
    return result;
}

/* The terms that a letter names: those that the move starts, and, where the work only begins, those that run already. */
static size_t letter_clocks(const struct making *making, struct case_clock_plan out[CASE_STEPS + CASE_CLOCKS_MAX])
{
    const struct casefile *file = &making->look->file;
    size_t n = making->in.clock_count;
    memcpy(out, making->clocks, n * sizeof *out);
    for (size_t i = 0; strcmp(making->move->letter, "acceptance") == 0 && i < file->clock_count; i++) {
        const struct case_clock *clock = &file->clocks[i];
        if (clock->stopped_at == 0 && !(making->move->stops & 1u << clock->step))
            out[n++] = (struct case_clock_plan){.step = clock->step, .started_on = clock->started_on, .due = clock->due, .days = clock->days,
                                                .provisional = clock->provisional, .owner = clock->owner, .basis = clock->basis};
    }
    return n;
}

/* What a correction changes, a line each, as the record's page would show it; numbers of persons are not repeated. In the request's memory;
 * NULL: nothing, or nothing that may be told. */
static const char *corrections_of(struct making *making)
{
    const struct info_set *set = making->look->set;
    json_t *before = case_facts(making->look->record.facts), *after = case_facts(making->look->file.proposal.correction);
    char *text = NULL;
    for (size_t i = 0; set && before && after && i < set->field_count; i++) {
        const struct field *field = &set->fields[i];
        const char *now = json_string_value(json_object_get(after, field->code)), *then = json_string_value(json_object_get(before, field->code));
        if (!now || field->openness == OPEN_INTERNAL)
            continue;
        const char *so_far = text ? text : "", *mark = text ? "\n" : "";
        text = field->personal_id || field->mask != MASK_NONE
                   ? request_printf(making->request, "%s%s%s：已更正", so_far, mark, field->label)
                   : request_printf(making->request, "%s%s%s：原为“%s”，更正为“%s”", so_far, mark, field->label, then && *then ? field_word(field, then) : "空", *now ? field_word(field, now) : "空");
    }
    json_decref(before);
    json_decref(after);
    return text;
}

/* The words of the letter, frozen now. */
static enum result write_letter(struct making *making)
{
    const struct casefile *file = &making->look->file;
    const struct record_whole *record = &making->look->record;
    const struct config *config = making->console->config;
    const bool confirms = making->move->effect == EFFECT_CONFIRM, has = making->look->has_record;
    const struct source_unit *source = has ? memory_unit(making->console->memory, record->source_id) : NULL;
    struct application asked;
    json_t *facts;
    if (!making->move->letter)
        return RESULT_OK;
    if (file->kind == CASE_REPORT && application_read(file->application, &making->console->compliance, &making->request->arena, &asked) != RESULT_OK)
        return RESULT_ERROR;
    char *name = arena_alloc(&making->request->arena, 3 * strlen(has ? record->name : "") + 16);
    if (!name || !(facts = case_facts(file->application)))
        return RESULT_ERROR;
    if (has && record->is_person)
        mask_name(record->name, strlen(record->name), name);
    const char *agent = json_string_value(json_object_get(facts, "agent_name"));
    struct case_clock_plan clocks[CASE_STEPS + CASE_CLOCKS_MAX];
    const struct letter_facts letter = {
        .kind = file->kind, .move = making->move, .state = file->state, .terms = making->terms, .number = file->number,
        .addressee = file->applicant_name, .agent = agent, .issuer = config_text(config, "organiser", ""),
        .site = config_text(config, "site_name", "公共信用信息门户"), .address = making->console->site_url,
        .filed_on = day_today_shanghai(file->filed_at), .today = making->request->today,
        .set_name = making->look->set ? making->look->set->name : "", .record_name = !has ? "" : record->is_person ? name : record->name,
        .document_no = has ? record->document_no : "", .authority = has ? record->authority : "", .source = source ? source->name : "",
        .reason = file->reason, .asked = file->kind == CASE_REPORT ? &asked : NULL, .text = confirms ? file->proposal.grounds : text_of(making), .outcome = confirms ? file->proposal.outcome : "",
        .corrections = confirms && has && strcmp(file->proposal.outcome, "corrected") == 0 ? corrections_of(making) : NULL,
        .holds = making->in.hold, .supplement_due = making->in.supplement_due, .clocks = clocks, .clock_count = letter_clocks(making, clocks)};
    const enum result result = letter_body(&letter, &making->letter);
    json_decref(facts);
    making->in.letter_body = buffer_text(&making->letter);
    return result;
}

/* The key of this form and the digest of what it says: the same sent twice is one move. */
static void fingerprint(struct making *making)
{
    const char *key = form_text(making->request->values, "idempotency_key");
    const char *const parts[] = {making->request->path, making->console->who.name};
    const char *const body[] = {making->in.text, making->in.outcome, making->in.correction ? making->in.correction : "",
                                form_text(making->request->values, "due"), form_text(making->request->values, "unit")};
    crypto_hash_sha256_state state;
    if (!*key)
        return;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        crypto_hash_sha256_update(&state, (const unsigned char *)parts[i], strlen(parts[i]) + 1);
    crypto_hash_sha256_final(&state, making->scope);
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < sizeof body / sizeof *body; i++)
        crypto_hash_sha256_update(&state, (const unsigned char *)body[i], strlen(body[i]) + 1);
    for (size_t i = 0; i < making->files.count; i++)
        crypto_hash_sha256_update(&state, making->files.files[i].sha256, 32);
    crypto_hash_sha256_final(&state, making->body);
    if (sodium_hex2bin(making->key, sizeof making->key, key, strlen(key), NULL, NULL, NULL) != 0)
        return;
    making->in.scope = making->scope;
    making->in.key = making->key;
    making->in.body = making->body;
}

/* The reply's files, the correction's fields, the unit: what only some moves have. RESULT_INVALID: the form is to be shown again. */
static enum result read_special(struct making *making)
{
    struct form_values *values = making->request->values;
    struct casefile *file = &making->look->file;
    enum result result = RESULT_OK;
    if (making->move->input == INPUT_REPLY)
        result = attach_take(making->console, making->request, "evidence", REPLY_FILES_MAX, "reply", &making->files);
    if (result == RESULT_INVALID)
        form_fail(values, "evidence", making->files.fault);
    if (making->move->input == INPUT_PROPOSAL) {
        making->in.outcome = form_text(values, "outcome");
        making->in.record_version = form_given(values, "record_version") ? (unsigned)form_number(values, "record_version") : making->look->record.version;
        if (strcmp(making->in.outcome, "corrected") == 0 && making->look->has_record)
            result = correct_read(making->console, making->request, making->view, making->look, &making->in.correction);
    }
    if (making->move->effect == EFFECT_CONFIRM && making->look->has_record) {
        making->in.record_version = file->proposal.record_version;
        if (strcmp(file->proposal.outcome, "corrected") == 0) {
            result = correct_row(making->console, making->request, making->look, file->proposal.correction, &making->row);
            making->corrected = (struct record_correction){.id = making->look->record.id, .version = file->proposal.record_version, .row = &making->row,
                                                           .actor = making->console->who.name, .case_number = file->number,
                                                           .reason = file->proposal.grounds};
            making->in.corrected = &making->corrected;
        }
    }
    if (strcmp(making->move->name, "forward") == 0 && !file->source_id) {
        making->in.forward_to = (unsigned)form_number(values, "unit");
        if (!memory_unit(making->console->memory, making->in.forward_to)) {
            form_fail(values, "unit", "请选择转办的单位");
            result = RESULT_INVALID;
        }
    }
    making->in.files = making->files.files;
    making->in.file_count = making->files.count;
    return result;
}

static enum result carry_out(struct making *making)
{
    bool record_moved = false;
    const bool repeated = making->in.version != making->look->file.version;
    const enum result result = case_move(making->console->db, &making->in, &record_moved);
    if (result == RESULT_OK) {
        response_redirect(making->response,
                          request_printf(making->request, "/console/cases/%s?done=%s", making->look->file.number, repeated ? "again" : "moved"));
        return RESULT_OK;
    }
    if (result != RESULT_CONFLICT)
        return result;
    return record_moved ? show_record_moved(making) : show_told(making);
}

static enum result make(struct making *making)
{
    const struct casefile *file = &making->look->file;
    struct console *console = making->console;
    struct form_values *values = making->request->values;
    const bool stale = making->in.version != file->version;
    enum case_refusal refusal = case_may(making->move, file->state, console->role, console->who.name, file->proposal.by);
    making->in.text = text_of(making);
    making->in.outcome = "";
    if (refusal == CASE_WRONG_ROLE || refusal == CASE_NO_SUCH_MOVE)
        return RESULT_DENIED;
    /* the page is older than the case: either this very form arrived before, or somebody else was first; the database knows */
    if (!stale && refusal != CASE_MAY)
        return show_refusal(making, refusal);
    if (making->in.version > file->version)
        return show_told(making); /* no page ever said so */
    if (values->errors)
        return show_again(making, 422);
    refusal = case_input(file->kind, making->move, making->in.text, making->move->input == INPUT_PROPOSAL ? form_text(values, "outcome") : NULL);
    if (refusal != CASE_MAY)
        return show_refusal(making, refusal);
    enum result result = read_special(making);
    if (result == RESULT_OK && !plan_clocks(making))
        result = RESULT_INVALID;
    if (result == RESULT_INVALID)
        return stale ? show_told(making) : show_again(making, 422);
    making->in.hold = case_holds(making->move, making->terms);
    making->in.caps_applicant = console->terms->caps_applicant;
    making->in.caps_record = console->terms->caps_record;
    if (result == RESULT_OK)
        result = plan_notices(making);
    if (result == RESULT_OK)
        result = write_letter(making);
    if (result != RESULT_OK)
        return result;
    fingerprint(making);
    return carry_out(making);
}

/* What an actor writes for colleagues; the rest is for the applicant too. */
static bool is_inside(const struct case_move *move)
{
    return move->input == INPUT_REPLY || move->input == INPUT_PROPOSAL || strcmp(move->name, "reject") == 0 || strcmp(move->name, "recall") == 0;
}

/* The case and the move that the address names. RESULT_NOT_FOUND: staff have no such move. */
static enum result begin(struct console *console, struct request *request, struct view *view, struct response *response, struct making *making)
{
    enum result result = console_ready(console);
    *making = (struct making){.console = console, .request = request, .view = view, .response = response};
    if (result == RESULT_OK)
        result = case_look_read(console, request, request_param(request, "number"), &making->look);
    if (result == RESULT_OK)
        result = console_looks(console, "case.read", making->look->file.number, NULL);
    if (result != RESULT_OK)
        return result;
    const struct casefile *file = &making->look->file;
    making->move = case_move_find(file->kind, file->state, request_param(request, "move"));
    if (!making->move || !(making->move->who & ROLE_STAFF) || strcmp(making->move->name, "file") == 0)
        return RESULT_NOT_FOUND;
    return RESULT_OK;
}

enum result move_again(struct request *request, struct view *view, struct response *response, void *program)
{
    struct making *making = arena_alloc(&request->arena, sizeof *making);
    if (!making)
        return RESULT_ERROR;
    const enum result result = begin(program, request, view, response, making);
    if (result != RESULT_OK)
        return result == RESULT_NOT_FOUND ? RESULT_DENIED : result;
    desk_say(view, "warn", "没有办理：表单已过期", "填写的内容还在，请核对后重新提交；附件须重新选择。");
    return show_again(making, 403);
}

enum result move_post(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct making *making = arena_alloc(&request->arena, sizeof *making);
    if (!making)
        return RESULT_ERROR;
    enum result result = begin(console, request, view, response, making);
    if (result != RESULT_OK)
        return result;
    const struct casefile *file = &making->look->file;
    making->terms = terms_of_case(console->terms, file->kind, file->rule, &request->arena, &making->own_terms);
    making->in = (struct case_move_in){
        .number = file->number, .move = making->move, .actor = console->who.name, .actor_role = console->who.role,
        .source_id = console_unit(console), .inside = is_inside(making->move), .now = request->now,
        .version = form_given(request->values, "version") ? (unsigned)form_number(request->values, "version") : file->version};
    buffer_init(&making->letter, LETTER_BODY_MAX);
    result = make(making);
    buffer_free(&making->letter);
    return result;
}

/* ---------------------------------------------------------------- letters */

enum result case_letter_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct casefile *file = arena_alloc(&request->arena, sizeof *file);
    char object[64];
    int64_t seq;
    if (!file)
        return RESULT_ERROR;
    if (!request_param_int(request, "seq", &seq))
        return RESULT_NOT_FOUND;
    enum result result = case_read(console->db, request_param(request, "number"), 0, &request->arena, file);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < file->letter_count; i++) {
        const struct case_letter *letter = &file->letters[i];
        if (letter->seq != seq)
            continue;
        snprintf(object, sizeof object, "%s/%u", file->number, letter->seq);
        result = console_looks(console, "letter.read", object, NULL);
        if (result == RESULT_OK)
            result = letter_show(view, letter->document_no, letter->body);
        desk_begin(console, request, view, response, case_letter_title(request, letter), "queue");
        view_text(view, "case.number", file->number);
        return result;
    }
    return RESULT_NOT_FOUND;
}
