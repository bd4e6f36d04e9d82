/* One invented case is filed and moved, by the same transactions as a real one. */
#include "ctl/generate_case.h"

#include "base/config.h"
#include "base/vault.h"
#include "db/db.h"
#include "db/notice.h"
#include "db/record.h"
#include "db/rules.h"
#include "db/sample.h"
#include "domain/citizen_id.h"
#include "domain/letter.h"
#include "domain/mask.h"
#include "domain/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHOICE 300              /* records that one is chosen from */
#define LONG_AGO (3 * 365)      /* days: how old a disputed record may be */
#define AFTER_DECISION 5        /* days until somebody objects */
#define REPAIR_AFTER 100        /* days: more than the three months of an ordinary breach */
#define MESSAGES_OF 3           /* days: what was moved before has been told long ago */
#define INVENTED "（演示数据）"

/* ---------------------------------------------------------------- the record */

static bool taken(const struct cases *cases, uint64_t id)
{
    for (size_t i = 0; i < cases->story_count; i++)
        if (cases->stories[i].record == id)
            return true;
    return false;
}

static const struct case_story *story_of(const struct cases *cases, const char *id)
{
    for (size_t i = 0; i < cases->story_count; i++) {
        const char *other = json_string_value(json_object_get(cases->stories[i].plan, "id"));
        if (other && strcmp(other, id) == 0)
            return &cases->stories[i];
    }
    return NULL;
}

static enum result choose_record(struct cases *cases, struct case_story *story, uint64_t *id)
{
    const char *twin = json_string_value(json_object_get(story->plan, "record_of"));
    json_t *sets = json_object_get(story->plan, "set"), *each;
    const day_t day = day_today_shanghai(story->filed_at);
    const bool repair = story->kind == CASE_REPAIR;
    uint64_t ids[CHOICE];
    size_t i, n;
    *id = 0;
    if (twin) {
        const struct case_story *other = story_of(cases, twin);
        *id = other ? other->record : 0;
        return other ? RESULT_OK : RESULT_INVALID;
    }
    json_array_foreach(sets, i, each) {
        const struct info_set *set = catalogue_by_code(&cases->base->catalogue, json_string_value(each));
        if (!set)
            return RESULT_INVALID;
        enum result result = published_sample(cases->ctl->db, set->number, day - LONG_AGO, day - (repair ? REPAIR_AFTER : AFTER_DECISION), repair, ids,
                                              CHOICE, &n);
        if (result != RESULT_OK)
            return result;
        const size_t first = (size_t)gen_below(&story->rng, n);
        for (size_t k = 0; k < n && !*id; k++)
            if (!taken(cases, ids[(first + k) % n]))
                *id = ids[(first + k) % n];
        if (*id)
            return RESULT_OK;
    }
    return RESULT_OK;
}

static const char *keep(struct cases *cases, const char *text)
{
    const char *copy = arena_text(&cases->arena, text ? text : "");
    return copy ? copy : "";
}

static enum result take_record(struct cases *cases, struct case_story *story)
{
    struct record_whole record;
    uint64_t id;
    enum result result = choose_record(cases, story, &id);
    if (result != RESULT_OK || !id) {
        story->gone = true;
        return result;
    }
    result = record_read_whole(cases->ctl->db, id, &cases->arena, &record);
    if (result != RESULT_OK)
        return result;
    const struct info_set *set = catalogue_by_number(&cases->base->catalogue, record.set_number);
    story->record = id;
    story->subject = keep(cases, record.name);
    story->uscc = keep(cases, record.uscc);
    story->set_name = set ? set->name : "";
    if (story->kind == CASE_OBJECTION || story->kind == CASE_REPAIR) {
        story->set_number = record.set_number;
        story->source_id = record.source_id;
        story->document_no = keep(cases, record.document_no);
        story->authority = keep(cases, record.authority);
    }
    return RESULT_OK;
}

static bool on_record(const struct case_story *story)
{
    return story->set_number != 0;
}

/* ---------------------------------------------------------------- people */

static const char *somebody(struct cases *cases, struct case_story *story)
{
    const char *name = case_choose(json_object_get(cases->root, "people"), &story->rng);
    return name ? name : "";
}

/* An identity number of the province's own division, with which none is issued. */
static void invent_id(struct gen_rng *rng, char out[CITIZEN_ID_TEXT])
{
    snprintf(out, CITIZEN_ID_TEXT, "210000%04u%02u%02u%03u", (unsigned)gen_between(rng, 1955, 2004), (unsigned)gen_between(rng, 1, 12),
             (unsigned)gen_between(rng, 1, 28), (unsigned)gen_below(rng, 1000));
    out[17] = citizen_id_check_sign(out);
    out[18] = '\0';
}

struct person { unsigned char code[VAULT_CIPHER_MAX], phone[VAULT_CIPHER_MAX], mail[VAULT_CIPHER_MAX], code_hash[VAULT_HASH], phone_hash[VAULT_HASH], mail_hash[VAULT_HASH]; };

static enum result seal(const struct vault *vault, const char *purpose, const char *text, unsigned char *cipher, size_t *len, unsigned char *hash)
{
    *len = 0;
    if (!*text)
        return RESULT_OK;
    vault_hash(vault, purpose, text, strlen(text), hash);
    return vault_seal(vault, text, strlen(text), cipher, len);
}

static enum result seal_person(const struct vault *vault, const char *role, const char *code, const char *phone, const char *mail, struct person *room,
                               struct case_person_in *out)
{
    *out = (struct case_person_in){.role = role, .key_no = vault_current(vault)};
    enum result result = seal(vault, "id", code, room->code, &out->code_len, room->code_hash);
    if (result == RESULT_OK)
        result = seal(vault, "phone", phone, room->phone, &out->phone_len, room->phone_hash);
    if (result == RESULT_OK)
        result = seal(vault, "mail", mail, room->mail, &out->mail_len, room->mail_hash);
    if (out->code_len)
        out->code = room->code, out->code_hash = room->code_hash;
    if (out->phone_len)
        out->phone = room->phone, out->phone_hash = room->phone_hash;
    if (out->mail_len)
        out->mail = room->mail, out->mail_hash = room->mail_hash;
    return result;
}

/* ---------------------------------------------------------------- files */

static size_t list_files(const struct cases *cases, const struct case_story *story, json_t *list, struct case_file_in out[CASE_FILES_MAX])
{
    size_t i, n = 0;
    json_t *each;
    json_array_foreach(list, i, each) {
        const char *purpose = json_string_value(json_array_get(each, 0)), *key = json_string_value(json_array_get(each, 1));
        if (!purpose || !key || (story->person && strcmp(key, "authority") == 0))
            continue;
        if (story->person && strcmp(key, "identity") == 0)
            key = "person";
        for (size_t p = 0; p < cases->paper_count && n < CASE_FILES_MAX; p++)
            if (strcmp(cases->papers[p].key, key) == 0)
                out[n++] = (struct case_file_in){purpose, cases->papers[p].name, cases->papers[p].type, cases->papers[p].size, cases->papers[p].sha256, "none"};
    }
    return n;
}

/* ---------------------------------------------------------------- filing */

static void put(json_t *object, const char *key, const char *value)
{
    if (value && *value)
        json_object_set_new(object, key, json_string(value));
}

/* The declared fields as a form keeps them: numbers of people masked. */
static char *application_of(const struct case_story *story, const char *code, const char *agent, const char *agent_code)
{
    char masked[64], statement[2048];
    json_t *object = json_object();
    if (!object)
        return NULL;
    snprintf(statement, sizeof statement, "%s" INVENTED, story->statement);
    put(object, "applicant_kind", story->person ? "person" : "organisation");
    put(object, "applicant_name", story->name);
    if (story->person)
        mask_id(code, strlen(code), masked);
    put(object, "applicant_code", story->person ? masked : code);
    put(object, "agent_name", agent);
    if (*agent_code) {
        mask_id(agent_code, strlen(agent_code), masked);
        put(object, "agent_code", masked);
    }
    put(object, story->kind == CASE_COMPLAINT || story->kind == CASE_REPORT ? "kind" : "reason", story->reason);
    if (story->kind == CASE_COMPLAINT)
        put(object, "about", story->uscc);
    if (story->kind == CASE_REPORT) {
        put(object, "uscc", story->uscc);
        put(object, "purpose", json_string_value(json_object_get(story->plan, "purpose")));
        put(object, "recipient", json_string_value(json_object_get(story->plan, "recipient")));
    }
    put(object, "statement", statement);
    if (story->contact) {
        mask_phone(story->phone, strlen(story->phone), masked);
        put(object, "phone", masked);
        put(object, "email", "d***@example.invalid");
    }
    put(object, "confidential", story->confidential ? "yes" : "");
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    return text;
}

static void draw_number(struct cases *cases, struct case_story *story)
{
    const civil_date date = day_to_civil(day_today_shanghai(story->filed_at));
    snprintf(story->number, sizeof story->number, "%c%04u%02u%02u%06u", "YXTB"[story->kind], (unsigned)date.y % 10000, (unsigned)date.m % 100,
             (unsigned)date.d % 100, (unsigned)gen_below(&story->rng, 1000000));
    query_code_make(cases->code_key, story->number, 1, story->code);
}

static void plan_messages(const struct cases *cases, const struct case_story *story, const struct case_move *move, time_t at,
                          const struct case_person_in *applicant, struct notice_plan *plan)
{
    plan->count = 0;
    if (at > cases->now - MESSAGES_OF * 86400)
        notice_plan(move, story->contact ? applicant : NULL, story->source_id, story->owner ? story->owner : "", story->proposer ? story->proposer : "", plan);
}

enum result case_play_filing(struct cases *cases, struct case_story *story)
{
    const struct case_move *move = case_move_find(story->kind, CASE_NONE, "file");
    const day_t day = day_today_shanghai(story->filed_at);
    char id[CITIZEN_ID_TEXT], agent_id[CITIZEN_ID_TEXT] = "", number[CASE_NUMBER_TEXT];
    struct case_clock_plan clocks[CASE_STEPS];
    struct case_file_in files[CASE_FILES_MAX];
    struct case_person_in persons[2];
    struct person rooms[2];
    struct notice_plan messages;
    unsigned char code_hash[QUERY_CODE_HASH];
    bool same;
    enum result result = take_record(cases, story);
    if (result != RESULT_OK || story->gone)
        return result;
    const char *agent = story->person ? "" : somebody(cases, story), *by = json_string_value(json_object_get(json_object_get(cases->root, "staff"), "clerk"));
    invent_id(&story->rng, id);
    if (*agent)
        invent_id(&story->rng, agent_id);
    story->name = story->person ? somebody(cases, story) : story->subject;
    snprintf(story->phone, sizeof story->phone, "%s", "");
    if (story->contact) {
        snprintf(story->phone, sizeof story->phone, "024-0000%04u", (unsigned)gen_below(&story->rng, 10000));
        snprintf(story->mail, sizeof story->mail, "demo-%04u@example.invalid", (unsigned)gen_below(&story->rng, 10000));
    }
    const char *code = story->person ? id : story->uscc;
    result = case_terms_make(&cases->rules, story->kind, NULL, day, &cases->arena, &story->terms);
    if (result == RESULT_NOT_FOUND) /* before the law: the site's own promises are all there is */
        result = RESULT_OK;
    if (result == RESULT_OK)
        result = seal_person(cases->base->vault, "applicant", code, story->phone, story->mail, &rooms[0], &persons[0]);
    if (result == RESULT_OK && *agent)
        result = seal_person(cases->base->vault, "agent", agent_id, "", "", &rooms[1], &persons[1]);
    char *application = application_of(story, code, agent, agent_id);
    json_t *own = json_object_get(story->plan, "files");
    struct case_filing filing = {
        .kind = story->kind, .number = story->number, .code_hash = code_hash, .code_version = 1, .channel = story->counter ? "counter" : "online",
        .filed_by = story->counter ? by : "", .record_id = on_record(story) ? story->record : 0, .rule = story->terms.rule,
        .hold = case_holds(move, &story->terms), .caps_applicant = cases->caps_applicant, .caps_record = cases->caps_record,
        .applicant_name = story->name, .reason = story->reason, .application = application, .persons = persons, .person_count = *agent ? 2 : 1,
        .files = files, .file_count = list_files(cases, story, own ? own : json_object_get(json_object_get(cases->root, "files"), case_kind_code(story->kind)), files),
        .clocks = clocks, .clock_count = case_clocks(move, &story->terms, &cases->days, day, 0, NULL, clocks), .now = story->filed_at};
    plan_messages(cases, story, move, story->filed_at, &persons[0], &messages);
    filing.notices = messages.notices;
    filing.notice_count = messages.count;
    if (result == RESULT_OK && !application)
        result = RESULT_ERROR;
    if (result == RESULT_OK) {
        do {
            draw_number(cases, story);
            query_code_hash(story->code, code_hash);
            result = case_file(cases->ctl->db, &filing, number, &same);
        } while (result == RESULT_CONFLICT && !same);
    }
    for (size_t i = 0; i < filing.clock_count; i++)
        story->running |= 1u << clocks[i].step;
    story->state = CASE_SUBMITTED;
    free(application);
    return result;
}

/* ---------------------------------------------------------------- moves */

struct doing {
    struct cases *cases;
    struct case_story *story;
    const struct story_step *step;
    const struct case_move *move;
    struct case_move_in in;
    struct case_clock_plan clocks[CASE_STEPS];
    struct case_file_in files[CASE_FILES_MAX];
    struct notice_plan messages;
    struct record_whole record;
    struct row row;
    struct record_correction corrected;
    struct buffer letter;
    struct person room;
    struct case_person_in applicant;
};

/* Who does it: the account of cases.json and its role. */
static bool name_actor(struct doing *doing)
{
    struct case_story *story = doing->story;
    const char *by = doing->step->by;
    doing->in.actor = by;
    doing->in.actor_role = by;
    if (strcmp(by, "applicant") == 0)
        return true;
    if (strcmp(by, "system") == 0) {
        doing->in.actor = "clerk";
        return true;
    }
    if (strcmp(by, "source") == 0) {
        const struct source_unit *unit = source_unit_by_id(&doing->cases->base->units, story->source_id);
        doing->in.actor = unit ? json_string_value(json_object_get(json_object_get(doing->cases->root, "units"), unit->code)) : NULL;
        doing->in.source_id = story->source_id;
        return doing->in.actor != NULL;
    }
    doing->in.actor = json_string_value(json_object_get(json_object_get(doing->cases->root, "staff"), by));
    doing->in.actor_role = strncmp(by, "reviewer", 8) == 0 ? "reviewer" : "clerk";
    return doing->in.actor != NULL;
}

/* The record with the corrected fields in it, by the same rules as a delivery. */
static enum result correct(struct doing *doing)
{
    struct cases *cases = doing->cases;
    const struct info_set *set = catalogue_by_number(&cases->base->catalogue, doing->record.set_number);
    const struct source_unit *unit = source_unit_by_id(&cases->base->units, doing->record.source_id);
    const struct row_rules rules = {.set = set, .divisions = &cases->base->divisions, .grades = &cases->base->grades, .source_region = unit ? unit->region : 0,
                                    .key = cases->base->record_key, .today = cases->base->today};
    json_t *facts = json_loads(doing->record.facts, 0, NULL), *changes = json_loads(doing->story->correction, 0, NULL);
    struct row_cell *cells = set ? arena_alloc(&cases->arena, set->field_count * sizeof *cells) : NULL;
    enum result result = facts && changes && cells ? RESULT_OK : RESULT_ERROR;
    for (size_t i = 0; result == RESULT_OK && i < set->field_count; i++) {
        const json_t *value = json_object_get(changes, set->fields[i].code);
        value = value ? value : json_object_get(facts, set->fields[i].code);
        if (json_is_string(value))
            cells[i] = (struct row_cell){keep(cases, json_string_value(value)), json_string_length(value)};
    }
    if (result == RESULT_OK)
        result = row_read(&rules, cells, &cases->arena, &doing->row);
    json_decref(facts);
    json_decref(changes);
    if (result == RESULT_OK && doing->row.rejected)
        return RESULT_INVALID;
    doing->corrected = (struct record_correction){.id = doing->record.id, .version = doing->story->record_version, .row = &doing->row,
                                                  .actor = doing->in.actor, .case_number = doing->story->number, .reason = doing->story->grounds};
    doing->in.corrected = &doing->corrected;
    return result;
}

/* What a proposal and its confirmation say of the record. */
static enum result look_at_record(struct doing *doing)
{
    struct case_story *story = doing->story;
    const bool proposes = doing->move->input == INPUT_PROPOSAL, confirms = doing->move->effect == EFFECT_CONFIRM;
    if (proposes) {
        story->outcome = doing->step->outcome;
        story->grounds = doing->step->text;
        story->proposer = doing->in.actor;
        doing->in.outcome = story->outcome;
    }
    if (!on_record(story) || (!proposes && !confirms))
        return RESULT_OK;
    enum result result = record_read_whole(doing->cases->ctl->db, story->record, &doing->cases->arena, &doing->record);
    if (result != RESULT_OK)
        return result;
    if (proposes) {
        const struct info_set *set = catalogue_by_number(&doing->cases->base->catalogue, story->set_number);
        char *text = json_dumps(json_object_get(json_object_get(doing->cases->root, "corrections"), set ? set->code : ""), JSON_COMPACT);
        story->record_version = doing->record.version;
        story->correction = keep(doing->cases, text);
        free(text);
        if (strcmp(story->outcome, "corrected") == 0)
            doing->in.correction = story->correction;
    }
    doing->in.record_version = story->record_version;
    return confirms && strcmp(story->outcome, "corrected") == 0 ? correct(doing) : RESULT_OK;
}

static enum result write_letter(struct doing *doing)
{
    const struct case_story *story = doing->story;
    const struct config *config = doing->cases->ctl->config;
    const struct source_unit *unit = source_unit_by_id(&doing->cases->base->units, story->source_id);
    const bool confirms = doing->move->effect == EFFECT_CONFIRM;
    const struct application asked = {.purpose = json_string_value(json_object_get(story->plan, "purpose")),
                                      .recipient = json_string_value(json_object_get(story->plan, "recipient")), .period = "", .classes = ""};
    if (!doing->move->letter)
        return RESULT_OK;
    const struct letter_facts facts = {
        .kind = story->kind, .move = doing->move, .state = story->state, .terms = &story->terms, .number = story->number, .addressee = story->name,
        .issuer = config_text(config, "organiser", ""), .site = config_text(config, "site_name", "公共信用信息门户"),
        .address = config_text(config, "site_url", ""), .filed_on = day_today_shanghai(story->filed_at), .today = day_today_shanghai(doing->step->at),
        .set_name = story->set_name, .record_name = story->subject, .document_no = story->document_no, .authority = story->authority,
        .source = unit ? unit->name : "", .reason = story->reason, .asked = story->kind == CASE_REPORT ? &asked : NULL, .text = confirms ? story->grounds : doing->step->text,
        .outcome = confirms ? story->outcome : NULL, .holds = doing->in.hold,
        .supplement_due = doing->in.clock_count && doing->clocks[0].step == STEP_SUPPLEMENT ? doing->clocks[0].due : DAY_NONE,
        .clocks = doing->clocks, .clock_count = doing->in.clock_count};
    const enum result result = letter_body(&facts, &doing->letter);
    doing->in.letter_body = buffer_text(&doing->letter);
    return result;
}

/* What the move leaves behind for the next one. */
static void remember(struct doing *doing)
{
    struct case_story *story = doing->story;
    story->running &= ~doing->move->stops;
    for (size_t i = 0; i < doing->in.clock_count; i++)
        story->running |= 1u << doing->clocks[i].step;
    if (doing->move->to != CASE_STAYS)
        story->state = doing->move->to;
    if (doing->in.forward_to)
        story->source_id = doing->in.forward_to;
    if (!story->owner && (doing->move->who & ACTOR_CLERK) && strcmp(doing->in.actor_role, "clerk") == 0)
        story->owner = doing->in.actor;
    if (doing->move->two_people)
        story->proposer = NULL;
}

static enum result do_step(struct doing *doing)
{
    struct cases *cases = doing->cases;
    struct case_story *story = doing->story;
    const struct story_step *step = doing->step;
    const day_t day = day_today_shanghai(step->at);
    const bool colleagues = doing->move->input == INPUT_REPLY || doing->move->input == INPUT_PROPOSAL || strcmp(step->move, "reject") == 0 || strcmp(step->move, "recall") == 0;
    doing->in = (struct case_move_in){.number = story->number, .move = doing->move, .text = step->text ? step->text : "", .inside = colleagues,
                                      .supplement_due = DAY_NONE, .hold = case_holds(doing->move, &story->terms), .caps_applicant = cases->caps_applicant,
                                      .caps_record = cases->caps_record, .now = step->at};
    if (!name_actor(doing) || case_may(doing->move, story->state, strcmp(step->by, "applicant") == 0 ? ACTOR_APPLICANT :
        strcmp(step->by, "system") == 0 ? ACTOR_SYSTEM : case_role_bit(doing->in.actor_role), doing->in.actor, story->proposer ? story->proposer : "") != CASE_MAY)
        return RESULT_INVALID;
    if (step->unit) {
        const struct source_unit *unit = source_unit_by_code(&cases->base->units, step->unit);
        doing->in.forward_to = unit ? unit->id : 0;
    }
    enum result result = look_at_record(doing);
    doing->in.clock_count = case_clocks(doing->move, &story->terms, &cases->days, day, story->running,
                                        doing->move->effect == EFFECT_CONFIRM ? story->outcome : NULL, doing->clocks);
    doing->in.clocks = doing->clocks;
    doing->in.files = doing->files;
    doing->in.file_count = list_files(cases, story, step->files, doing->files);
    if (result == RESULT_OK)
        result = seal_person(cases->base->vault, "applicant", "", story->phone, story->mail, &doing->room, &doing->applicant);
    plan_messages(cases, story, doing->move, step->at, &doing->applicant, &doing->messages);
    doing->in.notices = doing->messages.notices;
    doing->in.notice_count = doing->messages.count;
    if (result == RESULT_OK)
        result = write_letter(doing);
    if (result == RESULT_OK)
        result = case_move(cases->ctl->db, &doing->in, NULL);
    if (result == RESULT_OK)
        remember(doing);
    return result;
}

enum result case_play_step(struct cases *cases, struct case_story *story)
{
    struct doing *doing = calloc(1, sizeof *doing);
    if (!doing)
        return RESULT_ERROR;
    doing->cases = cases;
    doing->story = story;
    doing->step = &story->steps[story->done++];
    doing->move = case_move_find(story->kind, story->state, doing->step->move);
    buffer_init(&doing->letter, LETTER_BODY_MAX);
    const enum result result = doing->move ? do_step(doing) : RESULT_INVALID;
    buffer_free(&doing->letter);
    free(doing);
    return result;
}
