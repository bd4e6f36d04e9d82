/* /console/cases/{number}: the record beside what is claimed, evidence, history, clocks, letters, and the moves allowed now. */
#include "console/casepage.h"
#include "console/console.h"
#include "console/desk.h"
#include "console/pages.h"
#include "console/words.h"

#include "base/log.h"
#include "base/utf8.h"
#include "base/vault.h"
#include "db/caselook.h"
#include "db/memory.h"
#include "db/terms.h"
#include "domain/application.h"
#include "domain/mask.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define OTHERS_MAX 20     /* other cases of the record that the page lists */
#define REASON_SIGNS 200  /* of the reason for looking at a number */
#define PERSONS_MAX 4
#define LINE_SIGNS 200    /* a field with more is written in several lines */

json_t *case_facts(const char *json)
{
    json_error_t error;
    json_t *facts = json && *json ? json_loads(json, JSON_REJECT_DUPLICATES, &error) : json_object();
    if (json_is_object(facts))
        return facts;
    log_error("a case's texts cannot be read");
    json_decref(facts);
    return NULL;
}

const char *const *case_outcomes(void)
{
    static const char *const codes[] = {"corrected", "deleted", "maintained", "granted", "denied", "answered", NULL};
    return codes;
}

const char *case_letter_title(struct request *request, const struct case_letter *letter)
{
    json_t *body = case_facts(letter->body);
    const char *title = json_string_value(json_object_get(body, "title"));
    const char *copy = title ? arena_text(&request->arena, title) : NULL;
    json_decref(body);
    return copy ? copy : letter->kind;
}

bool case_file_open(const struct console *console, const char *purpose)
{
    return console->role != ACTOR_SOURCE || (strcmp(purpose, "identity") != 0 && strcmp(purpose, "authority") != 0);
}

enum result case_look_read(struct console *console, struct request *request, const char *number, struct case_look **out)
{
    struct case_look *look = arena_alloc(&request->arena, sizeof *look);
    if (!look)
        return RESULT_ERROR;
    if (console->role == ACTOR_SOURCE && !console_unit(console))
        return RESULT_NOT_FOUND;
    enum result result = case_read(console->db, number, console_unit(console), &request->arena, &look->file);
    if (result == RESULT_OK && look->file.record_id) {
        result = record_read_whole(console->db, look->file.record_id, &request->arena, &look->record);
        look->has_record = result == RESULT_OK;
        look->set = look->has_record ? catalogue_by_number(&console->memory->catalogue, look->record.set_number) : NULL;
    }
    *out = look;
    return result;
}

/* ---------------------------------------------------------------- parts of the page */

static void show_case(struct console *console, struct view *view, const struct casefile *file)
{
    struct view_node *node = view_child(view, "case");
    view_node_set(node, "number", file->number);
    view_node_set(node, "kind", case_kind_code(file->kind));
    view_node_set(node, "kind_name", case_kind_label(file->kind));
    view_node_set(node, "state", case_state_code(file->state));
    view_node_set(node, "state_name", case_state_label(file->state));
    view_node_set(node, "reason", word_reason(file->kind, file->reason));
    view_node_set(node, "counter", strcmp(file->channel, "counter") == 0 ? "1" : "");
    view_node_set(node, "filed_by", file->filed_by);
    view_node_set(node, "applicant", file->applicant_name);
    view_node_set(node, "owner", file->owner);
    view_node_set(node, "mine", *file->owner && strcmp(file->owner, console->who.name) == 0 ? "1" : "");
    view_node_set(node, "held", file->held ? "1" : "");
    view_node_set(node, "over_cap", file->over_cap ? "1" : "");
    view_node_set(node, "over", case_state_over(file->state) ? "1" : "");
    if (*file->outcome) {
        const char *name = case_outcome_label(file->kind, file->outcome);
        view_node_set(node, "outcome_name", name ? name : file->outcome);
    }
    desk_time(node, "filed_at", file->filed_at);
    desk_time(node, "decided_at", file->decided_at);
    desk_time(node, "closed_at", file->closed_at);
    view_node_set_int(node, "version", file->version);
}

static void show_clocks(struct console *console, struct request *request, struct view *view, const struct casefile *file)
{
    static const struct { const char *code, *name; } owners[] = {{"centre", "本中心"}, {"unit", "来源单位"}, {"applicant", "申请人"}};
    size_t n = 0;
    for (int running = 1; running >= 0; running--) /* those that run stand first */
        for (size_t i = 0; i < file->clock_count; i++) {
            const struct case_clock *clock = &file->clocks[i];
            if ((clock->stopped_at == 0) != (running == 1))
                continue;
            struct view_node *row = view_row(view, "clocks", n++);
            view_node_set(row, "step", case_step_label(clock->step));
            view_node_set(row, "basis", clock->basis);
            for (size_t o = 0; o < sizeof owners / sizeof *owners; o++)
                if (strcmp(owners[o].code, clock->owner) == 0)
                    view_node_set(row, "owner", owners[o].name);
            desk_day(row, "started_on", clock->started_on);
            view_node_set_int(row, "days", clock->days);
            desk_clock(console, request, row, clock->due, clock->provisional);
            desk_day(row, "due_before", clock->due_before);
            if (!running) {
                view_node_set(row, "stopped", "1");
                desk_time(row, "stopped_at", clock->stopped_at);
                if (day_today_shanghai(clock->stopped_at) > clock->due)
                    view_node_set(row, "late", "1");
            }
        }
}

static void show_wish(struct view *view, size_t n, const char *code, const char *label, const char *value)
{
    struct view_node *row = view_row(view, "claim", n);
    view_node_set(row, "code", code);
    view_node_set(row, "label", label);
    view_node_set(row, "value", value);
}

/* What a report of one's own is asked for: those who decide compare it with the authority. */
static enum result show_asked(struct console *console, struct request *request, struct view *view, const struct casefile *file, size_t *rows)
{
    struct application asked;
    const enum result result = application_read(file->application, &console->compliance, &request->arena, &asked);
    if (result != RESULT_OK)
        return RESULT_ERROR;
    show_wish(view, (*rows)++, "purpose", "用途", *asked.purpose ? asked.purpose : "（未写明）");
    show_wish(view, (*rows)++, "recipient", "使用单位", *asked.recipient ? asked.recipient : "（未写明）");
    show_wish(view, (*rows)++, "period", "查询期间", *asked.period ? asked.period : "不限");
    show_wish(view, (*rows)++, "classes", "信息类别", *asked.classes ? asked.classes : "全部");
    return RESULT_OK;
}

/* What the applicant wrote, in the order of the form; keys that are not listed are for machines. */
static enum result show_claim(struct console *console, struct request *request, struct view *view, const struct casefile *file)
{
    static const struct { const char *code, *label; } labels[] = {
        {"applicant_kind", "申请人类型"}, {"agent_name", "代理人"}, {"about", "被投诉人"}, {"uscc", "信用主体"}, {"statement", "事实与理由"},
        {"no_evidence_reason", "未提交证据的原因"}, {"evidence_note", "材料说明"}, {"confidential", "要求保密"}, {"paper", "纸质材料"}};
    size_t n = 0;
    const enum result result = file->kind == CASE_REPORT ? show_asked(console, request, view, file, &n) : RESULT_OK;
    json_t *facts = result == RESULT_OK ? case_facts(file->application) : NULL;
    if (!facts)
        return RESULT_ERROR;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        const char *value = json_string_value(json_object_get(facts, labels[i].code));
        if (!value || !*value)
            continue;
        if (strcmp(labels[i].code, "applicant_kind") == 0)
            value = strcmp(value, "person") == 0 ? "自然人" : "法人或者其他组织";
        else if (strcmp(labels[i].code, "confidential") == 0)
            value = "是";
        show_wish(view, n++, labels[i].code, labels[i].label, value);
    }
    json_decref(facts);
    return RESULT_OK;
}

/* The facts of the record; with a correction proposed, what would change stands beside. */
static enum result show_record(const struct console *console, struct view *view, const struct case_look *look, const json_t *typed)
{
    const struct record_whole *record = &look->record;
    json_t *facts, *correction;
    size_t changed = 0;
    if (!look->has_record || !look->set)
        return RESULT_OK;
    struct view_node *node = view_child(view, "record");
    const struct source_unit *source = memory_unit(console->memory, record->source_id);
    desk_id(node, "id", record->id);
    view_node_set_int(node, "version", record->version);
    view_node_set(node, "name", record->name);
    view_node_set(node, "set", look->set->code);
    view_node_set(node, "set_name", look->set->name);
    view_node_set(node, "source", source ? source->name : "");
    view_node_set(node, "state", record->state);
    view_node_set(node, "state_name", word_record_state(record->state));
    view_node_set(node, "published", record->published ? "1" : "");
    view_node_set(node, "corrected", record->corrected ? "1" : "");
    desk_day(node, "publish_from", record->publish_from);
    desk_day(node, "publish_until", record->publish_until);
    facts = case_facts(record->facts);
    correction = case_facts(look->file.proposal.correction);
    if (!facts || !correction) {
        json_decref(facts);
        json_decref(correction);
        return RESULT_ERROR;
    }
    for (size_t i = 0; i < look->set->field_count; i++) {
        const struct field *field = &look->set->fields[i];
        const char *value = json_string_value(json_object_get(facts, field->code));
        const char *after = json_string_value(json_object_get(correction, field->code));
        const char *again = json_string_value(json_object_get(typed, field->code));
        struct view_node *row = view_row(view, "fields", i);
        view_node_set(row, "code", field->code);
        view_node_set(row, "label", field->label);
        desk_value(row, "value", field, value);
        view_node_set(row, "typed", again ? again : after ? after : value);
        view_node_set(row, "long", field->length > LINE_SIGNS ? "1" : "");
        view_node_set(row, "secret", field->openness != OPEN_PUBLIC || field->mask == MASK_HIDE ? "1" : "");
        view_node_set(row, "fixed", field->personal_id ? "1" : ""); /* numbers of persons are not changed here */
        view_node_set_int(row, "max", field->length);
        if (after && strcmp(after, value ? value : "") != 0) {
            struct view_node *change = view_row(view, "changes", changed++);
            view_node_set(change, "label", field->label);
            desk_value(change, "old", field, value);
            desk_value(change, "new", field, after);
        }
    }
    json_decref(facts);
    json_decref(correction);
    return RESULT_OK;
}

static enum result show_others(struct console *console, struct request *request, struct view *view, const struct casefile *file)
{
    struct case_other *others = arena_alloc(&request->arena, OTHERS_MAX * sizeof *others);
    size_t count = 0;
    if (!others)
        return RESULT_ERROR;
    if (!file->record_id || console->role == ACTOR_SOURCE)
        return RESULT_OK;
    enum result result = case_of_record(console->db, file->record_id, file->number, &request->arena, others, OTHERS_MAX, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        struct view_node *row = view_row(view, "others", i);
        view_node_set(row, "number", others[i].number);
        view_node_set(row, "kind_name", case_kind_label(others[i].kind));
        view_node_set(row, "state", case_state_code(others[i].state));
        view_node_set(row, "state_name", case_state_label(others[i].state));
        view_node_set(row, "applicant", others[i].applicant_name);
        view_node_set(row, "held", others[i].held ? "1" : "");
        desk_day(row, "filed_on", day_today_shanghai(others[i].filed_at));
    }
    return result;
}

static void show_files(const struct console *console, struct view *view, const struct casefile *file)
{
    for (size_t i = 0, n = 0; i < file->file_count; i++) {
        const struct case_attachment *each = &file->files[i];
        if (!case_file_open(console, each->purpose))
            continue;
        struct view_node *row = view_row(view, "files", n++);
        view_node_printf(row, "href", "/console/cases/%s/files/%" PRIu64, file->number, each->id);
        view_node_set(row, "name", each->name);
        view_node_set(row, "purpose", word_purpose(each->purpose));
        view_node_set(row, "type", strcmp(each->type, "application/pdf") == 0 ? "PDF" : strcmp(each->type, "image/png") == 0 ? "PNG" : "JPEG");
        view_node_set(row, "clean", strcmp(each->scan, "clean") == 0 ? "1" : "");
        view_node_set(row, "by", strcmp(each->by, "applicant") == 0 ? "申请人" : each->by);
        desk_size(row, "size", each->size);
        desk_time(row, "at", each->at);
    }
}

static void show_events(struct view *view, const struct casefile *file)
{
    for (size_t i = 0; i < file->event_count; i++) {
        const struct case_event *event = &file->events[i];
        const struct case_move *move = case_move_find(file->kind, CASE_NONE, event->move);
        struct view_node *row = view_row(view, "events", i);
        desk_time(row, "at", event->at);
        view_node_set(row, "label", move ? move->label : strcmp(event->move, "calendar") == 0 ? "工作日历公布，期限重算" : event->move);
        /* the applicant and the background worker have no name that says more than their role */
        const bool nameless = strcmp(event->actor_role, "applicant") == 0 || strcmp(event->actor_role, "system") == 0;
        view_node_set(row, "actor", nameless ? "" : event->actor);
        view_node_set(row, "role", word_actor(event->actor_role));
        view_node_set(row, "text", event->text);
        view_node_set(row, "inside", event->inside && *event->text ? "1" : "");
    }
}

static void show_papers(struct request *request, struct view *view, const struct casefile *file)
{
    for (size_t i = 0; i < file->letter_count; i++) {
        struct view_node *row = view_row(view, "letters", i);
        view_node_printf(row, "href", "/console/cases/%s/letters/%u", file->number, file->letters[i].seq);
        view_node_set(row, "name", case_letter_title(request, &file->letters[i]));
        view_node_set(row, "document_no", file->letters[i].document_no);
        desk_time(row, "at", file->letters[i].at);
    }
    for (size_t i = 0; i < file->notice_count; i++) {
        const struct case_notice *notice = &file->notices[i];
        struct view_node *row = view_row(view, "notices", i);
        view_node_set(row, "channel", word_channel(notice->channel));
        view_node_set(row, "name", word_template(notice->template_name));
        view_node_set(row, "state", notice->state);
        view_node_set(row, "state_name", word_notice_state(notice->state));
        view_node_set(row, "why", notice->why);
        desk_time(row, "at", notice->sent_at ? notice->sent_at : notice->due_at);
    }
}

/* ---------------------------------------------------------------- numbers of persons */

/* a***@example.cn */
static void mask_mail(const char *mail, size_t len, char *out)
{
    const char *at = memchr(mail, '@', len);
    const size_t first = utf8_prefix(mail, len, 1);
    memcpy(out, mail, first);
    memcpy(out + first, "***", 3);
    const size_t rest = at ? len - (size_t)(at - mail) : 0;
    if (rest)
        memcpy(out + first + 3, at, rest);
    out[first + 3 + rest] = '\0';
}

enum number { NUMBER_CODE, NUMBER_PHONE, NUMBER_MAIL };

static void show_number(const struct console *console, struct view_node *row, const char *name, enum number which, const struct case_person *person,
                        const unsigned char *cipher, size_t len, bool whole)
{
    char plain[VAULT_PLAIN_MAX + 1], masked[3 * VAULT_PLAIN_MAX + 32];
    if (!cipher || !len)
        return;
    if (!console->vault || vault_unseal(console->vault, person->key_no, cipher, len, plain) != RESULT_OK) {
        view_node_set(row, name, "（密钥不可用，不能显示）");
        return;
    }
    const size_t n = strlen(plain);
    if (which == NUMBER_MAIL && !whole)
        mask_mail(plain, n, masked);
    else if (!whole)
        masked[which == NUMBER_PHONE ? mask_phone(plain, n, masked) : mask_id(plain, n, masked)] = '\0';
    view_node_set(row, name, whole ? plain : masked);
    explicit_bzero(plain, sizeof plain);
}

static enum result show_persons(struct console *console, struct request *request, struct view *view, const struct casefile *file, bool whole)
{
    struct case_person persons[PERSONS_MAX];
    size_t count = 0;
    if (console->role == ACTOR_SOURCE)
        return RESULT_OK; /* a unit answers for its record and needs to know nobody's number */
    enum result result = case_persons(console->db, file->number, &request->arena, persons, &count);
    for (size_t pass = 0, n = 0; pass < 2; pass++) /* whoever applies stands before an agent */
        for (size_t i = 0; result == RESULT_OK && i < count; i++) {
            const struct case_person *person = &persons[i];
            const bool agent = strcmp(person->role, "agent") == 0;
            if (agent != (pass == 1))
                continue;
            struct view_node *row = view_row(view, "persons", n++);
            view_node_set(row, "role", agent ? "代理人" : "申请人");
            show_number(console, row, "code", NUMBER_CODE, person, person->code, person->code_len, whole);
            show_number(console, row, "phone", NUMBER_PHONE, person, person->phone, person->phone_len, whole);
            show_number(console, row, "mail", NUMBER_MAIL, person, person->mail, person->mail_len, whole);
        }
    view_set_bool(view, "revealed", whole);
    return result;
}

/* ---------------------------------------------------------------- the moves */

static const char *input_name(enum case_input input)
{
    static const char *const names[] = {[INPUT_NONE] = "none", [INPUT_REASON] = "reason", [INPUT_LIST] = "list", [INPUT_STATEMENT] = "statement",
                                        [INPUT_REPLY] = "reply", [INPUT_PROPOSAL] = "proposal"};
    return names[input];
}

/* Why a move that this role could make stands there without its form; NULL: it is not shown at all. */
static const char *why_not(enum case_refusal refusal)
{
    switch (refusal) {
    case CASE_SAME_PERSON: return "处理意见由您提出，须由另一位复核员复核。";
    case CASE_PROPOSAL_WAITS: return "有一份处理意见等待复核，复核之后才能办理。";
    default: return NULL;
    }
}

static void show_move(struct console *console, struct request *request, struct view *view, size_t n, const struct case_look *look,
                      const struct case_move *move, const char *why, bool again)
{
    char key[32];
    struct view_node *row = view_row(view, "moves", n);
    view_node_set(row, "name", move->name);
    view_node_set(row, "label", move->label);
    view_node_set(row, "input", input_name(move->input));
    view_node_set(row, "why", why);
    view_node_printf(row, "address", "/console/cases/%s/%s", look->file.number, move->name);
    if (why)
        return;
    snprintf(key, sizeof key, "moves.%zu.token", n);
    desk_token(console, request, view, key, request_printf(request, "/console/cases/%s/%s", look->file.number, move->name));
    snprintf(key, sizeof key, "moves.%zu.once", n);
    desk_once(view, key);
    view_node_set(row, "again", again ? "1" : "");
    if (strcmp(move->name, "forward") == 0)
        view_node_set(row, "choose_unit", look->file.source_id ? "" : "1");
}

/* The page's order of moves: what leads on first, what ends last. */
static const char *const order[] = {"accept", "confirm", "reply", "forward", "propose", "return", "reject", "recall", "close", "refuse"};

static void show_moves(struct console *console, struct request *request, struct view *view, const struct case_look *look, const struct case_notes *notes)
{
    size_t n = 0;
    bool waits = false; /* said once that a proposal waits for somebody else */
    const struct casefile *file = &look->file;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const struct case_move *move = case_move_find(file->kind, file->state, order[i]);
        if (!move || !(move->from & 1u << file->state) || !(move->who & console->role))
            continue;
        const enum case_refusal refusal = case_may(move, file->state, console->role, console->who.name, file->proposal.by);
        const char *why = why_not(refusal);
        if (refusal == CASE_PROPOSAL_WAITS && (waits || console->role == ACTOR_REVIEWER))
            continue;
        waits = waits || refusal == CASE_PROPOSAL_WAITS;
        if (refusal == CASE_MAY || why)
            show_move(console, request, view, n++, look, move, why, notes->again && strcmp(notes->again, move->name) == 0);
    }
    const struct case_term *supplement = &console->terms->of[file->kind].step[STEP_SUPPLEMENT];
    bool provisional;
    if (supplement->known)
        desk_day(view_child(view, "return"), "due", workday_add(&console->terms->days, request->today, supplement->days, &provisional));
    for (size_t i = 0, o = 0; case_outcomes()[i]; i++) {
        const char *name = case_outcome_label(file->kind, case_outcomes()[i]);
        if (!name)
            continue;
        struct view_node *row = view_row(view, "outcomes", o++);
        view_node_set(row, "code", case_outcomes()[i]);
        view_node_set(row, "name", name);
    }
    if (!file->source_id)
        for (size_t i = 0; i < console->memory->source_units.count; i++) {
            struct view_node *row = view_row(view, "units", i);
            view_node_set_int(row, "id", console->memory->source_units.items[i].id);
            view_node_set(row, "name", console->memory->source_units.items[i].name);
        }
}

static void show_proposal(struct console *console, struct view *view, const struct case_look *look)
{
    const struct case_proposal *proposal = &look->file.proposal;
    if (!*proposal->outcome)
        return;
    const char *name = case_outcome_label(look->file.kind, proposal->outcome);
    struct view_node *node = view_child(view, "proposal");
    view_node_set(node, "outcome", proposal->outcome);
    view_node_set(node, "name", name ? name : proposal->outcome);
    view_node_set(node, "grounds", proposal->grounds);
    view_node_set(node, "by", proposal->by);
    view_node_set(node, "mine", strcmp(proposal->by, console->who.name) == 0 ? "1" : "");
    desk_time(node, "at", proposal->at);
    if (look->has_record && proposal->record_version && proposal->record_version != look->record.version)
        view_node_set(node, "stale", "1");
}

/* What was typed into the correction's form, by field code. */
static json_t *typed_fields(const struct request *request, const struct case_look *look)
{
    json_t *typed = json_object();
    char name[80];
    for (size_t i = 0; look->set && i < look->set->field_count && request->form_count; i++) {
        snprintf(name, sizeof name, "set-%s", look->set->fields[i].code);
        const char *value = request_form(request, name);
        if (*value && json_object_set_new(typed, look->set->fields[i].code, json_string(value)) != 0)
            break;
    }
    return typed;
}

enum result case_fill(struct console *console, struct request *request, struct view *view, struct response *response,
                      const struct case_look *look, const struct case_notes *notes)
{
    const struct casefile *file = &look->file;
    const char *title = request_printf(request, "%s %s", case_kind_label(file->kind), file->number);
    if (!title)
        return RESULT_ERROR;
    desk_begin(console, request, view, response, title, "queue");
    desk_token(console, request, view, "form.take", "/console/take");
    desk_token(console, request, view, "form.reveal", request_printf(request, "/console/cases/%s/reveal", file->number));
    view_set_bool(view, "unit", console->role == ACTOR_SOURCE);
    show_case(console, view, file);
    show_clocks(console, request, view, file);
    json_t *typed = typed_fields(request, look);
    enum result result = show_record(console, view, look, typed);
    json_decref(typed);
    if (result == RESULT_OK)
        result = show_claim(console, request, view, file);
    if (result == RESULT_OK)
        result = show_others(console, request, view, file);
    if (result == RESULT_OK)
        result = show_persons(console, request, view, file, notes->reveal);
    if (result != RESULT_OK)
        return result;
    show_proposal(console, view, look);
    show_files(console, view, file);
    show_events(view, file);
    if (console->role != ACTOR_SOURCE)
        show_papers(request, view, file);
    show_moves(console, request, view, look, notes);
    return RESULT_OK;
}

/* ---------------------------------------------------------------- addresses */

static const struct { const char *code, *title, *text; } done[] = {
    {"moved", "已办理", ""},
    {"again", "这一步先前已经办理", "重复提交没有产生新的办理。"},
};

enum result case_show(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct case_look *look;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = case_look_read(console, request, request_param(request, "number"), &look);
    if (result == RESULT_OK)
        result = console_looks(console, "case.read", look->file.number, NULL);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < sizeof done / sizeof *done; i++)
        if (strcmp(desk_done(request), done[i].code) == 0)
            desk_say(view, "ok", done[i].title, done[i].text);
    return case_fill(console, request, view, response, look, &(struct case_notes){0});
}

const struct form_field reveal_fields[] = {{.name = "reason", .type = FORM_LINE, .required = true, .min = 4, .max = REASON_SIGNS}, FORM_END};

enum result case_reveal(struct request *request, struct view *view, struct response *response, void *program)
{
    struct console *console = program;
    struct case_look *look;
    enum result result = console_ready(console);
    if (result == RESULT_OK)
        result = case_look_read(console, request, request_param(request, "number"), &look);
    const bool right = request->values->errors == 0;
    if (result == RESULT_OK)
        result = console_looks(console, right ? "case.reveal" : "case.read", look->file.number, right ? form_text(request->values, "reason") : NULL);
    if (result != RESULT_OK)
        return result;
    if (!right)
        form_show(request->values, view);
    if (!right)
        response_show(response, 422, "console/case_show");
    return case_fill(console, request, view, response, look, &(struct case_notes){.reveal = right});
}

enum result case_file_show(struct request *request, struct view *view, struct response *response, void *program)
{
    (void)view;
    struct console *console = program;
    struct case_attachment file;
    struct casefile *owner = arena_alloc(&request->arena, sizeof *owner);
    char digest[2 * sizeof file.sha256 + 1], object[64];
    int64_t id;
    if (!owner)
        return RESULT_ERROR;
    if (!request_param_int(request, "id", &id))
        return RESULT_NOT_FOUND;
    if (console->role == ACTOR_SOURCE && !console_unit(console))
        return RESULT_NOT_FOUND;
    enum result result = case_read(console->db, request_param(request, "number"), console_unit(console), &request->arena, owner);
    if (result == RESULT_OK)
        result = case_attachment_find(console->db, owner->number, (uint64_t)id, &request->arena, &file);
    if (result == RESULT_OK && !case_file_open(console, file.purpose))
        result = RESULT_NOT_FOUND;
    if (result != RESULT_OK)
        return result;
    snprintf(object, sizeof object, "%s/%" PRId64, owner->number, id);
    result = console_looks(console, "attachment.read", object, file.purpose);
    if (result != RESULT_OK)
        return result;
    for (size_t i = 0; i < sizeof file.sha256; i++)
        snprintf(digest + 2 * i, 3, "%02x", file.sha256[i]);
    const char *inside = request_printf(request, "/_files/%.2s/%.2s/%s", digest, digest + 2, digest);
    if (!inside)
        return RESULT_ERROR;
    response_type(response, file.type);
    response_attachment(response, file.name);
    response_header(response, "X-Accel-Redirect", inside);
    response->body_ready = true;
    return RESULT_OK;
}
