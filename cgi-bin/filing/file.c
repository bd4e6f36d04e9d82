/* From a checked sheet to a case: number, code, sealed numbers, clocks, notices, one transaction; then the receipt. */
#include "filing/sheet.h"

#include "base/log.h"
#include "base/query_code.h"
#include "base/random.h"
#include "base/vault.h"
#include "db/notice.h"
#include "db/terms.h"
#include "domain/casework.h"
#include "domain/mask.h"
#include "filing/filing.h"
#include "filing/receipt.h"
#include "web/request.h"
#include "web/response.h"
#include "web/ticket.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAWS 5 /* of a number: a million a day and kind, so that the second is hardly ever needed */

/* A text that is sealed, with its hash. */
struct sealed { unsigned char cipher[VAULT_CIPHER_MAX], hash[VAULT_HASH]; size_t len; };

struct filing_texts {
    struct sealed code, phone, mail, agent;
    struct case_person_in persons[2];
    struct notice_plan plan;
    struct case_file_in files[CASE_FILES_MAX];
    struct case_clock_plan clocks[CASE_STEPS];
};

static bool seal(const struct vault *vault, const char *purpose, const char *text, struct sealed *out)
{
    out->len = 0;
    if (*text == '\0')
        return true;
    vault_hash(vault, purpose, text, strlen(text), out->hash);
    return vault_seal(vault, text, strlen(text), out->cipher, &out->len) == RESULT_OK;
}

static bool seal_persons(struct sheet_work *work, struct filing_texts *texts, struct case_filing *filing)
{
    const struct vault *vault = work->filing->vault;
    if (!seal(vault, "id", work->code, &texts->code) || !seal(vault, "phone", work->phone, &texts->phone) ||
        !seal(vault, "mail", work->mail, &texts->mail) || !seal(vault, "id", work->agent_code, &texts->agent))
        return false;
    struct case_person_in *applicant = &texts->persons[filing->person_count++];
    *applicant = (struct case_person_in){.role = "applicant", .key_no = vault_current(vault)};
    if (texts->code.len > 0)
        applicant->code = texts->code.cipher, applicant->code_len = texts->code.len, applicant->code_hash = texts->code.hash;
    if (texts->phone.len > 0)
        applicant->phone = texts->phone.cipher, applicant->phone_len = texts->phone.len, applicant->phone_hash = texts->phone.hash;
    if (texts->mail.len > 0)
        applicant->mail = texts->mail.cipher, applicant->mail_len = texts->mail.len, applicant->mail_hash = texts->mail.hash;
    if (texts->agent.len > 0)
        texts->persons[filing->person_count++] = (struct case_person_in){.role = "agent", .key_no = vault_current(vault), .code = texts->agent.cipher,
                                                                         .code_len = texts->agent.len, .code_hash = texts->agent.hash};
    filing->persons = texts->persons;
    return true;
}

/* To the applicant by whatever was given and takes messages, and to the office. */
static void add_notices(struct sheet_work *work, const struct case_move *move, struct filing_texts *texts, struct case_filing *filing)
{
    struct case_person_in reached = texts->persons[0];
    if (!applicant_phone_is_mobile(work->phone))
        reached.phone = NULL;
    notice_plan(move, &reached, 0, "", "", &texts->plan);
    filing->notices = texts->plan.notices;
    filing->notice_count = texts->plan.count;
}

static bool put(json_t *object, const char *name, const char *text)
{
    return *text == '\0' || json_object_set_new(object, name, json_string(text)) == 0;
}

/* Every value of a field that may be given more than once. */
static bool put_all(json_t *object, const struct form_value *value)
{
    json_t *all = json_array();
    for (size_t i = 0; all != NULL && i < value->all_count; i++)
        if (json_array_append_new(all, json_string(value->all[i])) != 0)
            return json_decref(all), false;
    return all != NULL && json_object_set_new(object, value->field->name, all) == 0;
}

/* Numbers of persons stand in it masked; the codes of organisations are public anyway. */
static bool put_numbers(struct sheet_work *work, json_t *object)
{
    char masked[3 * APPLICANT_MAIL + 16];
    if (work->code[0] != '\0') {
        if (work->person)
            mask_id(work->code, strlen(work->code), masked);
        if (!put(object, "applicant_code", work->person ? masked : work->code))
            return false;
    }
    mask_id(work->agent_code, strlen(work->agent_code), masked);
    if (!put(object, "agent_code", work->agent_code[0] != '\0' ? masked : ""))
        return false;
    mask_phone(work->phone, strlen(work->phone), masked);
    if (!put(object, "phone", work->phone[0] != '\0' ? masked : ""))
        return false;
    applicant_mail_mask(work->mail, masked);
    return put(object, "email", masked);
}

/* The declared fields as JSON, but for what only carries the form and for persons' numbers. In the request's memory; NULL: no memory. */
static const char *application_of(struct sheet_work *work)
{
    static const char *const left_out[] = {"token", "idempotency_key", "step", "drop", "record", "applicant_code", "applicant_code_sure",
                                           "agent_code", "phone", "email", "declaration"};
    json_t *object = json_object();
    bool ok = object != NULL;
    for (size_t i = 0; ok && i < work->values->count; i++) {
        const struct form_value *value = &work->values->value[i];
        bool take = value->field->type != FORM_FILE && strstr(value->field->name, "_kept") == NULL;
        for (size_t k = 0; k < sizeof left_out / sizeof *left_out; k++)
            take = take && strcmp(left_out[k], value->field->name) != 0;
        if (take && value->field->many > 1)
            ok = put_all(object, value);
        else if (take)
            ok = put(object, value->field->name, value->text);
    }
    char *text = ok && put_numbers(work, object) ? json_dumps(object, JSON_COMPACT) : NULL;
    const char *copy = text != NULL ? arena_text(&work->request->arena, text) : NULL;
    free(text);
    json_decref(object);
    return copy;
}

/* "Y20261122123456": the kind's letter, the day in Asia/Shanghai, six digits of chance. */
static void draw_number(enum case_kind kind, day_t today, char out[CASE_NUMBER_TEXT])
{
    const civil_date date = day_to_civil(today);
    snprintf(out, CASE_NUMBER_TEXT, "%c%04d%02d%02d%06" PRIu32, "YXTB"[kind], date.y, date.m, date.d, random_below(1000000));
}

enum result sheet_file(struct sheet_work *work)
{
    struct filing *program = work->filing;
    const struct terms *terms = program->terms;
    const struct case_terms *of = &terms->of[work->sheet->kind];
    const struct case_move *move = case_move_find(work->sheet->kind, CASE_NONE, "file");
    unsigned char scope[TICKET_KEY], key[TICKET_KEY], body[32], code_hash[QUERY_CODE_HASH];
    char number[CASE_NUMBER_TEXT], filed[CASE_NUMBER_TEXT], code[QUERY_CODE_TEXT];
    struct filing_texts *texts = arena_alloc(&work->request->arena, sizeof *texts);
    const char *reason = work->sheet->kind == CASE_OBJECTION ? form_text(work->values, "reason") :
                         work->sheet->kind == CASE_REPAIR ? "" : form_text(work->values, "kind");
    bool same = false;
    if (texts == NULL)
        return RESULT_ERROR;
    struct case_filing filing = {
        .kind = work->sheet->kind, .number = number, .code_hash = code_hash, .code_version = 1, .channel = "online", .filed_by = "",
        .record_id = work->record.id, .rule = of->rule, .hold = case_holds(move, of), .caps_applicant = terms->caps_applicant,
        .caps_record = terms->caps_record, .applicant_name = "",
        .reason = reason, .application = application_of(work), .files = texts->files, .file_count = work->papers.count, .now = work->request->now,
        .scope = scope, .key = key, .body = body,
    };
    if (work->sheet->kind != CASE_COMPLAINT) /* a complainant is known by telephone or mail alone */
        filing.applicant_name = form_text(work->values, "applicant_name");
    if (filing.application == NULL || !seal_persons(work, texts, &filing))
        return RESULT_ERROR;
    papers_list(&work->papers, texts->files);
    filing.clocks = texts->clocks;
    filing.clock_count = case_clocks(move, of, &terms->days, work->request->today, 0, NULL, texts->clocks);
    add_notices(work, move, texts, &filing);
    (void)!ticket_key(work->sheet->address, work->cookie, work->key_text, scope, key);
    sheet_digest(work->values, &work->papers, body);
    enum result r = RESULT_CONFLICT;
    for (int draw = 0; draw < DRAWS && r == RESULT_CONFLICT && !same; draw++) {
        draw_number(work->sheet->kind, work->request->today, number);
        query_code_make(program->code_key, number, 1, code);
        query_code_hash(code, code_hash);
        r = case_file(program->db, &filing, filed, &same);
    }
    if (r == RESULT_CONFLICT && !same) {
        log_error("no free number in %d draws", DRAWS);
        return RESULT_ERROR;
    }
    if (r == RESULT_OK)
        receipt_go(program, work->request, work->response, filed);
    return r;
}
