/* Filing a case and moving it: what the engine worked out becomes one text for one procedure, in one transaction. */
#include "db/casefile.h"

#include "db/db.h"
#include "db/procedure.h"
#include "db/record.h"
#include "db/record_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char call_file[] = "CALL case_file(?, @credit_answer, @credit_text)";
static const char call_file_counter[] = "CALL case_file_counter(?, @credit_answer, @credit_text)";
static const char call_move[] = "CALL case_move(?, @credit_answer)";
static const char call_move_system[] = "CALL case_move_system(?, @credit_answer)";
static const char call_supplement[] = "CALL case_supplement(?, @credit_answer)";
static const char call_withdraw[] = "CALL case_withdraw(?, @credit_answer)";
static const char call_open[] = "CALL case_open(?, ?, ?, ?, @credit_answer, @credit_text)";
static const char call_renew[] = "CALL case_code_renew(?, ?, ?, ?, @credit_answer, @credit_text)";
static const char call_code_set[] = "CALL case_code_set(?, ?, ?, @credit_answer)";
static const char call_assign[] = "CALL case_assign(?, ?, @credit_answer)";

/* ---------------------------------------------------------------- lists as JSON */

static json_t *files_json(const struct case_file_in *files, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *file = json_object();
        put_text(file, "purpose", files[i].purpose);
        put_text(file, "name", files[i].name);
        put_text(file, "type", files[i].type);
        put_int(file, "size", files[i].size);
        put_hex(file, "sha256", files[i].sha256, 32);
        put_text(file, "scan", files[i].scan ? files[i].scan : "");
        append(&list, file);
    }
    return list;
}

/* `supplement_due`: staff may give the applicant another day than the term's. */
static json_t *clocks_json(const struct case_clock_plan *clocks, size_t count, day_t supplement_due)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        bool given = clocks[i].step == STEP_SUPPLEMENT && supplement_due != DAY_NONE;
        json_t *clock = json_object();
        put_text(clock, "step", case_step_code(clocks[i].step));
        put_text(clock, "basis", clocks[i].basis);
        put_text(clock, "owner", clocks[i].owner);
        put_day(clock, "started_on", clocks[i].started_on);
        put_int(clock, "days", clocks[i].days);
        put_day(clock, "due", given ? supplement_due : clocks[i].due);
        put_int(clock, "provisional", !given && clocks[i].provisional);
        append(&list, clock);
    }
    return list;
}

static json_t *notices_json(const struct case_notice_in *notices, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *notice = json_object();
        put_text(notice, "channel", notices[i].channel);
        put_int(notice, "key_no", notices[i].key_no);
        put_hex(notice, "to", notices[i].to, notices[i].to_len);
        put_hex(notice, "to_hash", notices[i].to_hash, 32);
        put_text(notice, "template", notices[i].template_name);
        append(&list, notice);
    }
    return list;
}

static json_t *persons_json(const struct case_person_in *persons, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct case_person_in *from = &persons[i];
        json_t *person = json_object();
        put_text(person, "role", from->role);
        put_int(person, "key_no", from->key_no);
        put_hex(person, "code", from->code, from->code_len);
        put_hex(person, "phone", from->phone, from->phone_len);
        put_hex(person, "mail", from->mail, from->mail_len);
        put_hex(person, "code_hash", from->code_hash, 32);
        put_hex(person, "phone_hash", from->phone_hash, 32);
        put_hex(person, "mail_hash", from->mail_hash, 32);
        append(&list, person);
    }
    return list;
}

static void put_key(json_t *object, const unsigned char *scope, const unsigned char *key, const unsigned char *body)
{
    if (!scope)
        return;
    put_hex(object, "scope", scope, 16);
    put_hex(object, "key", key, 16);
    put_hex(object, "body", body, 32);
}

/* ---------------------------------------------------------------- one call */

struct call {
    const char *sql;
    char *text;
    struct answer answer;
};

/* Commits only what was done: every other answer takes the key of idempotency back too. */
static enum result carry_out(struct db *db, void *context)
{
    struct call *call = context;
    struct db_stmt *st = db_sql(db, call->sql);
    db_text(st, 0, call->text);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = procedure_answer(db, &call->answer);
    if (result != RESULT_OK)
        return result;
    return strcmp(call->answer.word, "ok") == 0 ? RESULT_OK : RESULT_CONFLICT;
}

/* RESULT_OK: answered; what, says call->answer. */
static enum result run(struct db *db, struct call *call, json_t *object)
{
    call->text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    if (!call->text)
        return RESULT_ERROR;
    call->answer.word[0] = '\0';
    enum result result = db_transaction_committed(db, carry_out, call);
    free(call->text);
    return result == RESULT_CONFLICT && call->answer.word[0] ? RESULT_OK : result;
}

static bool answered(const struct call *call, const char *word)
{
    return strcmp(call->answer.word, word) == 0;
}

/* ---------------------------------------------------------------- filing */

enum result case_file(struct db *db, const struct case_filing *filing, char number[CASE_NUMBER_TEXT], bool *same)
{
    bool counter = strcmp(filing->channel, "counter") == 0;
    struct call call = {.sql = counter ? call_file_counter : call_file};
    json_t *object = json_object();
    *same = false;
    put_text(object, "number", filing->number);
    put_text(object, "kind", case_kind_code(filing->kind));
    put_text(object, "rule", filing->rule);
    put_text(object, "filed_by", filing->filed_by ? filing->filed_by : "");
    put_int(object, "record", (json_int_t)filing->record_id);
    put_int(object, "hold", filing->hold);
    put_int(object, "caps_applicant", filing->caps_applicant);
    put_int(object, "caps_record", filing->caps_record);
    put_text(object, "applicant_name", filing->applicant_name ? filing->applicant_name : "");
    put_text(object, "reason", filing->reason ? filing->reason : "");
    put_text(object, "application", filing->application);
    put_hex(object, "code_hash", filing->code_hash, 32);
    put_int(object, "code_version", filing->code_version);
    put_time(object, "now", filing->now);
    put_key(object, filing->scope, filing->key, filing->body);
    put_value(object, "persons", persons_json(filing->persons, filing->person_count));
    put_value(object, "files", files_json(filing->files, filing->file_count));
    put_value(object, "clocks", clocks_json(filing->clocks, filing->clock_count, DAY_NONE));
    put_value(object, "notices", notices_json(filing->notices, filing->notice_count));
    enum result result = run(db, &call, object);
    if (result != RESULT_OK)
        return result;
    if (answered(&call, "not_found"))
        return RESULT_NOT_FOUND;
    if (answered(&call, "taken"))
        return RESULT_CONFLICT;
    *same = answered(&call, "same") || answered(&call, "other");
    snprintf(number, CASE_NUMBER_TEXT, "%.16s", call.answer.text);
    return answered(&call, "other") ? RESULT_CONFLICT : RESULT_OK;
}

/* ---------------------------------------------------------------- moves */

static json_t *bits_json(unsigned bits, unsigned from, unsigned until, const char *(*code)(unsigned))
{
    json_t *list = json_array();
    for (unsigned i = from; i < until; i++)
        if (bits & 1u << i)
            append(&list, json_string(code(i)));
    return list;
}

static const char *state_code(unsigned state)
{
    return case_state_code((enum case_state)state);
}

static const char *step_code(unsigned step)
{
    return case_step_code((enum case_step)step);
}

static json_t *move_json(const struct case_move_in *in)
{
    static const char *const effects[] = {[EFFECT_NONE] = "none", [EFFECT_HOLD] = "hold", [EFFECT_RELEASE] = "release", [EFFECT_CONFIRM] = "confirm"};
    const struct case_move *move = in->move;
    json_t *object = json_object();
    put_text(object, "number", in->number);
    put_int(object, "version", in->version);
    put_text(object, "move", move->name);
    put_text(object, "to", case_state_code(move->to));
    put_text(object, "effect", effects[move->effect]);
    put_int(object, "proposes", move->input == INPUT_PROPOSAL);
    put_int(object, "unproposed", move->unproposed);
    put_int(object, "two_people", move->two_people);
    put_text(object, "letter", move->letter);
    put_text(object, "letter_body", in->letter_body);
    put_text(object, "actor", in->actor);
    put_text(object, "role", in->actor_role);
    put_int(object, "source", in->source_id);
    put_int(object, "forward_to", in->forward_to);
    put_text(object, "text", in->text ? in->text : "");
    put_int(object, "inside", in->inside);
    put_text(object, "outcome", in->outcome ? in->outcome : "");
    put_int(object, "record_version", in->record_version);
    put_text(object, "correction", in->correction);
    put_int(object, "hold", in->hold);
    put_int(object, "caps_applicant", in->caps_applicant);
    put_int(object, "caps_record", in->caps_record);
    put_time(object, "now", in->now);
    put_key(object, in->scope, in->key, in->body);
    put_value(object, "from", bits_json(move->from, CASE_SUBMITTED, CASE_STATES, state_code));
    put_value(object, "stops", bits_json(move->stops, 0, CASE_STEPS, step_code));
    put_value(object, "files", files_json(in->files, in->file_count));
    put_value(object, "clocks", clocks_json(in->clocks, in->clock_count, in->supplement_due));
    put_value(object, "notices", notices_json(in->notices, in->notice_count));
    if (in->tell_applicant && move->notice)
        put_text(object, "tell", move->notice);
    if (in->corrected)
        put_value(object, "corrected", record_row_json(in->corrected->row));
    return object;
}

static const char *procedure_of(const struct case_move_in *in)
{
    if (strcmp(in->actor_role, "system") == 0)
        return call_move_system;
    if (strcmp(in->actor_role, "applicant") != 0)
        return call_move;
    return strcmp(in->move->name, "withdraw") == 0 ? call_withdraw : call_supplement;
}

enum result case_move(struct db *db, const struct case_move_in *move, bool *record_moved)
{
    struct call call = {.sql = procedure_of(move)};
    if (record_moved)
        *record_moved = false;
    if (!is_case_number(move->number))
        return RESULT_NOT_FOUND;
    enum result result = run(db, &call, move_json(move));
    if (result != RESULT_OK)
        return result;
    if (answered(&call, "not_found"))
        return RESULT_NOT_FOUND;
    if (record_moved)
        *record_moved = answered(&call, "moved");
    return answered(&call, "ok") || answered(&call, "same") ? RESULT_OK : RESULT_CONFLICT;
}

enum result case_assign(struct db *db, const char *number, const char *staff)
{
    if (!is_case_number(number))
        return RESULT_NOT_FOUND;
    struct db_stmt *st = db_sql(db, call_assign);
    db_text(st, 0, number);
    db_text(st, 1, staff);
    return procedure_word(db, st);
}

/* ---------------------------------------------------------------- the query code */

struct attempt {
    const char *sql, *number;
    const unsigned char *hash, *network;
    time_t now;
    struct answer answer;
};

/* Commits whatever the answer is: a wrong try counts. */
static enum result try_code(struct db *db, void *context)
{
    struct attempt *attempt = context;
    char now[TIME_TEXT];
    struct db_stmt *st = db_sql(db, attempt->sql);
    db_text(st, 0, attempt->number);
    db_bytes(st, 1, attempt->hash, 32);
    db_bytes(st, 2, attempt->network, 32);
    db_text(st, 3, time_format_utc(attempt->now, now));
    enum result result = db_run(st);
    return result == RESULT_OK ? procedure_answer(db, &attempt->answer) : result;
}

static enum result run_attempt(struct db *db, struct attempt *attempt, unsigned *wait_seconds)
{
    *wait_seconds = 0;
    if (!is_case_number(attempt->number))
        return RESULT_NOT_FOUND; /* what cannot be a number tells nothing about any */
    enum result result = db_transaction_committed(db, try_code, attempt);
    if (result != RESULT_OK)
        return result;
    *wait_seconds = (unsigned)strtoul(attempt->answer.text, NULL, 10);
    if (strcmp(attempt->answer.word, "denied") == 0)
        return RESULT_DENIED;
    return strcmp(attempt->answer.word, "ok") == 0 ? RESULT_OK : RESULT_NOT_FOUND;
}

enum result case_open(struct db *db, const char *number, const unsigned char *code_hash, const unsigned char *network_hash, time_t now,
                      unsigned *wait_seconds)
{
    struct attempt attempt = {.sql = call_open, .number = number, .hash = code_hash, .network = network_hash, .now = now};
    return run_attempt(db, &attempt, wait_seconds);
}

enum result case_code_renew(struct db *db, const char *number, const unsigned char *phone_or_mail_hash, const unsigned char *network_hash, time_t now,
                            unsigned *wait_seconds)
{
    struct attempt attempt = {.sql = call_renew, .number = number, .hash = phone_or_mail_hash, .network = network_hash, .now = now};
    return run_attempt(db, &attempt, wait_seconds);
}

enum result case_code_set(struct db *db, const char *number, unsigned version, const unsigned char *code_hash)
{
    struct db_stmt *st = db_sql(db, call_code_set);
    db_text(st, 0, number);
    db_uint(st, 1, version);
    db_bytes(st, 2, code_hash, 32);
    return procedure_word(db, st);
}
