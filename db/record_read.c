/* A record as staff see it, and its correction. */
#include "db/record.h"

#include "db/db.h"
#include "db/procedure.h"
#include "db/record_parts.h"
#include "domain/row.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS_MAX 100 /* of record_whole.events: the newest */

static const char select_record[] =
    "SELECT r.set_number, r.source_id, r.version, r.region, r.state, r.name, COALESCE(r.uscc, ''), COALESCE(r.document_no, ''), "
    "COALESCE(r.authority, ''), COALESCE(r.kind, ''), COALESCE(r.grade, ''), r.facts, r.decided_on, r.publish_from, r.publish_until, "
    "r.is_person, r.publishable, EXISTS (SELECT 1 FROM published p WHERE p.record_id = r.id), r.flagged, r.corrected, r.received_at, r.updated_at "
    "FROM record r WHERE r.id = ?";
static const char select_events[] =
    "SELECT seq, at, kind, actor, COALESCE(document_no, ''), COALESCE(reason, ''), COALESCE(before_facts, '') FROM record_event "
    "WHERE record_id = ? ORDER BY seq DESC LIMIT ?";
static const char select_holds[] = "SELECT case_number FROM record_hold WHERE record_id = ? AND closed_at IS NULL ORDER BY id LIMIT ?";
static const char select_version[] = "SELECT version FROM record WHERE id = ? FOR UPDATE";
static const char call_correct[] = "CALL record_correct(?, ?, ?, ?, ?, @credit_answer)";

json_t *record_row_json(const struct row *row)
{
    json_t *object = json_object();
    put_hex(object, "identity", row->identity, ROW_DIGEST);
    put_hex(object, "digest", row->digest, ROW_DIGEST);
    put_text(object, "name", row->name);
    put_text(object, "public_name", row->public_name);
    put_text(object, "uscc", row->uscc[0] ? row->uscc : NULL);
    put_int(object, "is_person", row->is_person);
    put_text(object, "document_no", row->document_no);
    put_day(object, "decided_on", row->decided_on);
    put_text(object, "authority", row->authority);
    put_int(object, "region", row->region);
    put_day(object, "valid_from", row->valid_from);
    put_day(object, "valid_until", row->valid_until);
    put_text(object, "amount", row->amount);
    put_text(object, "kind", row->kind);
    put_text(object, "grade", grade_name(row->plan.grade));
    put_int(object, "publishable", row->plan.publishable);
    put_day(object, "publish_from", row->plan.from);
    put_day(object, "publish_until", row->plan.until);
    put_int(object, "flagged", row->flagged);
    put_value(object, "facts", json_stringn(row->facts, row->facts_len));
    put_value(object, "face", row->face ? json_stringn(row->face, row->face_len) : json_null());
    return object;
}

/* ---------------------------------------------------------------- correction */

struct correcting {
    const struct record_correction *in;
    char *row;
};

static enum result correct(struct db *db, void *context)
{
    const struct correcting *correcting = context;
    const struct record_correction *in = correcting->in;
    struct db_stmt *st = db_sql(db, select_version);
    db_uint(st, 0, in->id);
    enum result result = db_run(st);
    if (result == RESULT_OK)
        result = db_next(st);
    bool moved = result == RESULT_OK && db_col_uint(st, 0) != in->version;
    db_done(st);
    if (result != RESULT_OK || moved)
        return result != RESULT_OK ? result : RESULT_CONFLICT;
    st = db_sql(db, call_correct);
    db_uint(st, 0, in->id);
    db_text(st, 1, correcting->row);
    db_text(st, 2, in->actor);
    db_text(st, 3, in->case_number);
    db_text(st, 4, in->reason);
    return procedure_word(db, st);
}

enum result record_correct(struct db *db, const struct record_correction *correction)
{
    json_t *object = record_row_json(correction->row);
    struct correcting correcting = {correction, json_dumps(object, JSON_COMPACT)};
    json_decref(object);
    if (!correcting.row)
        return RESULT_ERROR;
    enum result result = db_transaction_committed(db, correct, &correcting);
    free(correcting.row);
    return result;
}

/* ---------------------------------------------------------------- reading */

static enum result take_record(struct db_stmt *st, struct arena *arena, struct record_whole *out)
{
    const char **texts[] = {&out->state, &out->name, &out->uscc, &out->document_no, &out->authority, &out->kind, &out->grade, &out->facts};
    out->set_number = (unsigned)db_col_uint(st, 0);
    out->source_id = (unsigned)db_col_uint(st, 1);
    out->version = (unsigned)db_col_uint(st, 2);
    out->region = (unsigned)db_col_uint(st, 3);
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!(*texts[i] = arena_text(arena, db_col_text(st, 4 + i, NULL))))
            return RESULT_ERROR;
    out->decided_on = db_col_day(st, 12);
    out->publish_from = db_col_day(st, 13);
    out->publish_until = db_col_day(st, 14);
    out->is_person = db_col_int(st, 15) != 0;
    out->publishable = db_col_int(st, 16) != 0;
    out->published = db_col_int(st, 17) != 0;
    out->flagged = db_col_int(st, 18) != 0;
    out->corrected = db_col_int(st, 19) != 0;
    out->received_at = moment_of(db_col_text(st, 20, NULL));
    out->updated_at = moment_of(db_col_text(st, 21, NULL));
    return RESULT_OK;
}

static enum result read_events(struct db *db, struct arena *arena, struct record_whole *out)
{
    struct db_stmt *st = db_sql(db, select_events);
    db_uint(st, 0, out->id);
    db_uint(st, 1, EVENTS_MAX);
    out->events = arena_alloc(arena, EVENTS_MAX * sizeof *out->events);
    enum result result = out->events ? db_run(st) : RESULT_ERROR;
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        struct record_event *event = &out->events[out->event_count++];
        const char **texts[] = {&event->kind, &event->actor, &event->document_no, &event->reason, &event->before};
        event->seq = (unsigned)db_col_uint(st, 0);
        event->at = moment_of(db_col_text(st, 1, NULL));
        for (unsigned i = 0; i < sizeof texts / sizeof *texts && result == RESULT_OK; i++)
            if (!(*texts[i] = arena_text(arena, db_col_text(st, 2 + i, NULL))))
                result = RESULT_ERROR;
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static enum result read_holds(struct db *db, struct arena *arena, struct record_whole *out)
{
    struct db_stmt *st = db_sql(db, select_holds);
    db_uint(st, 0, out->id);
    db_uint(st, 1, sizeof out->holds / sizeof *out->holds);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        if (!(out->holds[out->hold_count++] = arena_text(arena, db_col_text(st, 0, NULL))))
            result = RESULT_ERROR;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result record_read_whole(struct db *db, uint64_t id, struct arena *arena, struct record_whole *out)
{
    struct db_stmt *st = db_sql(db, select_record);
    memset(out, 0, sizeof *out);
    out->id = id;
    db_uint(st, 0, id);
    enum result result = db_run(st);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        result = take_record(st, arena, out);
    db_done(st);
    if (result == RESULT_OK)
        result = read_events(db, arena, out);
    return result == RESULT_OK ? read_holds(db, arena, out) : result;
}
