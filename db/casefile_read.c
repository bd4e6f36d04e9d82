/* What is read of a case: by its applicant through procedures, by staff from the tables. */
#include "db/casefile.h"

#include "db/db.h"
#include "db/procedure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char call_record[] = "CALL /* reads */ case_record_for_filing(?, @credit_text)";
static const char call_case[] = "CALL /* reads */ case_of_applicant(?, @credit_text)";
static const char select_case[] =
    "SELECT kind, state, rule, channel, filed_by, applicant_name, reason, application, outcome, owner, COALESCE(record_id, 0), "
    "COALESCE(set_number, 0), COALESCE(source_id, 0), version, code_version, held, over_cap, filed_at, decided_at, closed_at, proposal, "
    "COALESCE(proposal_grounds, ''), proposal_by, proposal_at, proposal_version, correction, forwarded_at IS NOT NULL FROM casefile WHERE number = ?";
static const char select_events[] =
    "SELECT seq, at, move, actor, actor_role, COALESCE(text, ''), inside FROM case_event WHERE case_number = ? ORDER BY seq LIMIT ?";
static const char select_clocks[] =
    "SELECT seq, step, basis, owner, started_on, due, due_before, working_days, provisional, stopped_at FROM case_clock "
    "WHERE case_number = ? ORDER BY seq LIMIT ?";
static const char select_files[] =
    "SELECT id, purpose, name, type, size, sha256, scan, at, `by` FROM attachment WHERE case_number = ? ORDER BY id LIMIT ?";
static const char select_file[] =
    "SELECT id, purpose, name, type, size, sha256, scan, at, `by` FROM attachment WHERE id = ? AND case_number = ?";
static const char select_letters[] =
    "SELECT seq, kind, document_no, body, at, COALESCE((SELECT CONCAT('/reports/', r.number, '/', LOWER(HEX(r.file_key)), '.pdf') FROM report r "
    "WHERE r.case_number = letter.case_number AND r.letter_seq = letter.seq AND r.state = 'issued'), '') "
    "FROM letter WHERE case_number = ? ORDER BY seq LIMIT ?";
static const char select_notices[] =
    "SELECT message_id, channel, template, state, due_at, sent_at, tries, COALESCE(why, '') FROM outbox WHERE case_number = ? ORDER BY id DESC LIMIT ?";
static const char select_persons[] = "SELECT role, key_no, code, phone, mail FROM case_person WHERE case_number = ? ORDER BY role LIMIT ?";

#define FILES_READ_MAX 100   /* of a case with several supplements */
#define NOTICES_READ_MAX 200
#define PERSONS_MAX 4

/* ---------------------------------------------------------------- by the filing account */

enum result case_record_for_filing(struct db *db, uint64_t id, struct arena *arena, struct case_record *out)
{
    struct db_stmt *st = db_sql(db, call_record);
    json_t *json;
    memset(out, 0, sizeof *out);
    db_uint(st, 0, id);
    enum result result = procedure_list(db, st, &json);
    if (result != RESULT_OK)
        return result;
    out->id = id;
    out->set_number = (unsigned)get_int(json, "set");
    out->source_id = (unsigned)get_int(json, "source");
    out->region = (unsigned)get_int(json, "region");
    out->version = (unsigned)get_int(json, "version");
    out->held = get_int(json, "held") != 0;
    out->is_person = get_int(json, "is_person") != 0;
    out->open_cases = (unsigned)get_int(json, "open");
    out->decided_on = get_day(json, "decided_on");
    out->publish_until = get_day(json, "publish_until");
    const struct { const char **text, *key; } texts[] = {
        {&out->set_name, "set_name"}, {&out->name, "name"}, {&out->uscc, "uscc"}, {&out->document_no, "document_no"},
        {&out->authority, "authority"}, {&out->source, "unit"}, {&out->grade, "grade"}, {&out->fields, "fields"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts && result == RESULT_OK; i++)
        if (!(*texts[i].text = get_text(json, texts[i].key, arena)))
            result = RESULT_ERROR;
    json_decref(json);
    return result;
}

/* A list of the JSON: room for `size` bytes each; NULL without memory. */
static void *room(struct arena *arena, const json_t *list, size_t size)
{
    return arena_alloc(arena, (json_array_size(list) + 1) * size);
}

static bool take_events(const json_t *list, struct arena *arena, struct casefile *out)
{
    if (!(out->events = room(arena, list, sizeof *out->events)))
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *from = json_array_get(list, i);
        struct case_event *event = &out->events[out->event_count++];
        event->seq = (unsigned)get_int(from, "seq");
        event->at = get_time(from, "at");
        event->move = get_text(from, "move", arena);
        event->actor = "";
        event->actor_role = get_text(from, "role", arena);
        event->text = get_text(from, "text", arena);
        if (!event->move || !event->actor_role || !event->text)
            return false;
    }
    return true;
}

static bool take_clocks(const json_t *list, struct arena *arena, struct casefile *out)
{
    if (!(out->clocks = room(arena, list, sizeof *out->clocks)))
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *from = json_array_get(list, i);
        struct case_clock *clock = &out->clocks[out->clock_count];
        const char *step = json_string_value(json_object_get(from, "step"));
        if (!step || !case_step_parse(step, &clock->step))
            continue; /* a step of a later version */
        clock->seq = (unsigned)get_int(from, "seq");
        clock->basis = get_text(from, "basis", arena);
        clock->owner = get_text(from, "owner", arena);
        clock->started_on = get_day(from, "started_on");
        clock->due = get_day(from, "due");
        clock->due_before = get_day(from, "due_before");
        clock->days = (unsigned)get_int(from, "days");
        clock->provisional = get_int(from, "provisional") != 0;
        clock->stopped_at = get_time(from, "stopped_at");
        if (!clock->basis || !clock->owner)
            return false;
        out->clock_count++;
    }
    return true;
}

static bool take_files(const json_t *list, struct arena *arena, struct casefile *out)
{
    if (!(out->files = room(arena, list, sizeof *out->files)))
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *from = json_array_get(list, i);
        struct case_attachment *file = &out->files[out->file_count++];
        file->id = (uint64_t)get_int(from, "id");
        file->purpose = get_text(from, "purpose", arena);
        file->name = get_text(from, "name", arena);
        file->type = get_text(from, "type", arena);
        file->scan = get_text(from, "scan", arena);
        file->by = get_text(from, "by", arena);
        file->size = (uint32_t)get_int(from, "size");
        get_hex(from, "sha256", file->sha256, sizeof file->sha256);
        file->at = get_time(from, "at");
        if (!file->purpose || !file->name || !file->type || !file->scan || !file->by)
            return false;
    }
    return true;
}

static bool take_letters(const json_t *list, struct arena *arena, struct casefile *out)
{
    if (!(out->letters = room(arena, list, sizeof *out->letters)))
        return false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *from = json_array_get(list, i);
        struct case_letter *letter = &out->letters[out->letter_count++];
        letter->seq = (unsigned)get_int(from, "seq");
        letter->kind = get_text(from, "kind", arena);
        letter->document_no = get_text(from, "document_no", arena);
        letter->body = get_text(from, "body", arena);
        letter->file = get_text(from, "file", arena);
        letter->at = get_time(from, "at");
        if (!letter->file || !letter->kind || !letter->document_no || !letter->body)
            return false;
    }
    return true;
}

static bool take_head(const json_t *json, struct arena *arena, struct casefile *out)
{
    const char *kind = json_string_value(json_object_get(json, "kind")), *state = json_string_value(json_object_get(json, "state"));
    const struct { const char **text, *key; } texts[] = {
        {&out->rule, "rule"}, {&out->channel, "channel"}, {&out->filed_by, "filed_by"}, {&out->applicant_name, "applicant_name"},
        {&out->reason, "reason"}, {&out->application, "application"}, {&out->outcome, "outcome"}, {&out->owner, "owner"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!(*texts[i].text = get_text(json, texts[i].key, arena)))
            return false;
    out->record_id = (uint64_t)get_int(json, "record");
    out->set_number = (unsigned)get_int(json, "set");
    out->source_id = (unsigned)get_int(json, "source");
    out->version = (unsigned)get_int(json, "version");
    out->code_version = (unsigned)get_int(json, "code_version");
    out->held = get_int(json, "held") != 0;
    out->over_cap = get_int(json, "over_cap") != 0;
    out->filed_at = get_time(json, "filed_at");
    out->decided_at = get_time(json, "decided_at");
    out->closed_at = get_time(json, "closed_at");
    out->proposal = (struct case_proposal){.outcome = "", .grounds = "", .by = "", .correction = ""};
    return kind && state && case_kind_parse(kind, &out->kind) && case_state_parse(state, &out->state);
}

enum result case_of_applicant(struct db *db, const char *number, struct arena *arena, struct casefile *out)
{
    json_t *json;
    memset(out, 0, sizeof *out);
    if (!is_case_number(number))
        return RESULT_NOT_FOUND;
    struct db_stmt *st = db_sql(db, call_case);
    db_text(st, 0, number);
    enum result result = procedure_list(db, st, &json);
    if (result != RESULT_OK)
        return result;
    snprintf(out->number, sizeof out->number, "%s", number);
    if (!take_head(json, arena, out) || !take_events(json_object_get(json, "events"), arena, out) ||
        !take_clocks(json_object_get(json, "clocks"), arena, out) || !take_files(json_object_get(json, "files"), arena, out) ||
        !take_letters(json_object_get(json, "letters"), arena, out))
        result = RESULT_ERROR;
    json_decref(json);
    return result;
}

/* ---------------------------------------------------------------- by staff */

static bool take(struct db_stmt *st, unsigned column, struct arena *arena, const char **out)
{
    return (*out = arena_text(arena, db_col_text(st, column, NULL))) != NULL;
}

static bool take_case(struct db_stmt *st, struct arena *arena, struct casefile *out)
{
    const char **texts[] = {&out->rule, &out->channel, &out->filed_by, &out->applicant_name, &out->reason, &out->application, &out->outcome, &out->owner};
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!take(st, 2 + i, arena, texts[i]))
            return false;
    out->record_id = db_col_uint(st, 10);
    out->set_number = (unsigned)db_col_uint(st, 11);
    out->source_id = (unsigned)db_col_uint(st, 12);
    out->version = (unsigned)db_col_uint(st, 13);
    out->code_version = (unsigned)db_col_uint(st, 14);
    out->held = db_col_int(st, 15) != 0;
    out->over_cap = db_col_int(st, 16) != 0;
    out->filed_at = moment_of(db_col_text(st, 17, NULL));
    out->decided_at = moment_of(db_col_text(st, 18, NULL));
    out->closed_at = moment_of(db_col_text(st, 19, NULL));
    out->proposal.at = moment_of(db_col_text(st, 23, NULL));
    out->proposal.record_version = (unsigned)db_col_uint(st, 24);
    return take(st, 20, arena, &out->proposal.outcome) && take(st, 21, arena, &out->proposal.grounds) &&
           take(st, 22, arena, &out->proposal.by) && take(st, 25, arena, &out->proposal.correction) &&
           case_kind_parse(db_col_text(st, 0, NULL), &out->kind) && case_state_parse(db_col_text(st, 1, NULL), &out->state);
}

/* Reads the rows of one list; `one` takes a row. */
static enum result read_list(struct db *db, const char *sql, struct casefile *out, size_t max, struct arena *arena,
                             bool (*one)(struct db_stmt *, struct arena *, struct casefile *))
{
    struct db_stmt *st = db_sql(db, sql);
    db_text(st, 0, out->number);
    db_uint(st, 1, max);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        if (!one(st, arena, out))
            result = RESULT_ERROR;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static bool one_event(struct db_stmt *st, struct arena *arena, struct casefile *out)
{
    struct case_event *event = &out->events[out->event_count++];
    event->seq = (unsigned)db_col_uint(st, 0);
    event->at = moment_of(db_col_text(st, 1, NULL));
    event->inside = db_col_int(st, 6) != 0;
    return take(st, 2, arena, &event->move) && take(st, 3, arena, &event->actor) && take(st, 4, arena, &event->actor_role) &&
           take(st, 5, arena, &event->text);
}

static bool one_clock(struct db_stmt *st, struct arena *arena, struct casefile *out)
{
    struct case_clock *clock = &out->clocks[out->clock_count];
    if (!case_step_parse(db_col_text(st, 1, NULL), &clock->step))
        return true; /* a step of a later version */
    out->clock_count++;
    clock->seq = (unsigned)db_col_uint(st, 0);
    clock->started_on = db_col_day(st, 4);
    clock->due = db_col_day(st, 5);
    clock->due_before = db_col_day(st, 6);
    clock->days = (unsigned)db_col_uint(st, 7);
    clock->provisional = db_col_int(st, 8) != 0;
    clock->stopped_at = moment_of(db_col_text(st, 9, NULL));
    return take(st, 2, arena, &clock->basis) && take(st, 3, arena, &clock->owner);
}

static bool take_file(struct db_stmt *st, struct arena *arena, struct case_attachment *file)
{
    size_t len;
    const char *digest = db_col_text(st, 5, &len);
    if (len != sizeof file->sha256)
        return false;
    memcpy(file->sha256, digest, len);
    file->id = db_col_uint(st, 0);
    file->size = (uint32_t)db_col_uint(st, 4);
    file->at = moment_of(db_col_text(st, 7, NULL));
    return take(st, 1, arena, &file->purpose) && take(st, 2, arena, &file->name) && take(st, 3, arena, &file->type) &&
           take(st, 6, arena, &file->scan) && take(st, 8, arena, &file->by);
}

static bool one_file(struct db_stmt *st, struct arena *arena, struct casefile *out)
{
    return take_file(st, arena, &out->files[out->file_count++]);
}

static bool one_letter(struct db_stmt *st, struct arena *arena, struct casefile *out)
{
    struct case_letter *letter = &out->letters[out->letter_count++];
    letter->seq = (unsigned)db_col_uint(st, 0);
    letter->at = moment_of(db_col_text(st, 4, NULL));
    return take(st, 1, arena, &letter->kind) && take(st, 2, arena, &letter->document_no) && take(st, 3, arena, &letter->body) &&
           take(st, 5, arena, &letter->file);
}

static bool one_notice(struct db_stmt *st, struct arena *arena, struct casefile *out)
{
    struct case_notice *notice = &out->notices[out->notice_count++];
    snprintf(notice->message_id, sizeof notice->message_id, "%s", db_col_text(st, 0, NULL));
    notice->due_at = moment_of(db_col_text(st, 4, NULL));
    notice->sent_at = moment_of(db_col_text(st, 5, NULL));
    notice->tries = (unsigned)db_col_uint(st, 6);
    return take(st, 1, arena, &notice->channel) && take(st, 2, arena, &notice->template_name) && take(st, 3, arena, &notice->state) &&
           take(st, 7, arena, &notice->why);
}

static enum result read_lists(struct db *db, struct arena *arena, struct casefile *out)
{
    out->events = arena_alloc(arena, CASE_EVENTS_MAX * sizeof *out->events);
    out->clocks = arena_alloc(arena, CASE_CLOCKS_MAX * sizeof *out->clocks);
    out->files = arena_alloc(arena, FILES_READ_MAX * sizeof *out->files);
    out->letters = arena_alloc(arena, CASE_LETTERS_MAX * sizeof *out->letters);
    out->notices = arena_alloc(arena, NOTICES_READ_MAX * sizeof *out->notices);
    if (!out->events || !out->clocks || !out->files || !out->letters || !out->notices)
        return RESULT_ERROR;
    enum result result = read_list(db, select_events, out, CASE_EVENTS_MAX, arena, one_event);
    if (result == RESULT_OK)
        result = read_list(db, select_clocks, out, CASE_CLOCKS_MAX, arena, one_clock);
    if (result == RESULT_OK)
        result = read_list(db, select_files, out, FILES_READ_MAX, arena, one_file);
    if (result == RESULT_OK)
        result = read_list(db, select_letters, out, CASE_LETTERS_MAX, arena, one_letter);
    return result == RESULT_OK ? read_list(db, select_notices, out, NOTICES_READ_MAX, arena, one_notice) : result;
}

enum result case_read(struct db *db, const char *number, unsigned source_id, struct arena *arena, struct casefile *out)
{
    memset(out, 0, sizeof *out);
    if (!is_case_number(number))
        return RESULT_NOT_FOUND;
    snprintf(out->number, sizeof out->number, "%s", number);
    struct db_stmt *st = db_sql(db, select_case);
    db_text(st, 0, number);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        if (source_id && (db_col_uint(st, 12) != source_id || !db_col_int(st, 26)))
            result = RESULT_NOT_FOUND;
        else if (!take_case(st, arena, out))
            result = RESULT_ERROR;
    }
    db_done(st);
    return result == RESULT_OK ? read_lists(db, arena, out) : result;
}

enum result case_attachment_find(struct db *db, const char *number, uint64_t id, struct arena *arena, struct case_attachment *out)
{
    struct db_stmt *st = db_sql(db, select_file);
    memset(out, 0, sizeof *out);
    db_uint(st, 0, id);
    db_text(st, 1, number);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK && !take_file(st, arena, out))
        result = RESULT_ERROR;
    db_done(st);
    return result;
}

/* A sealed number; NULL for none. */
static bool take_sealed(struct db_stmt *st, unsigned column, struct arena *arena, const unsigned char **out, size_t *len)
{
    *out = NULL;
    *len = 0;
    if (db_is_null(st, column))
        return true;
    const char *bytes = db_col_text(st, column, len);
    return (*out = (const unsigned char *)arena_copy(arena, bytes, *len)) != NULL;
}

enum result case_persons(struct db *db, const char *number, struct arena *arena, struct case_person out[4], size_t *count)
{
    struct db_stmt *st = db_sql(db, select_persons);
    *count = 0;
    db_text(st, 0, number);
    db_uint(st, 1, PERSONS_MAX);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        struct case_person *person = &out[(*count)++];
        person->key_no = (unsigned)db_col_uint(st, 1);
        if (!take(st, 0, arena, &person->role) || !take_sealed(st, 2, arena, &person->code, &person->code_len) ||
            !take_sealed(st, 3, arena, &person->phone, &person->phone_len) || !take_sealed(st, 4, arena, &person->mail, &person->mail_len))
            result = RESULT_ERROR;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}
