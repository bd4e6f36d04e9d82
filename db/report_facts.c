/* What a report may say of a subject: its records, what is held, and the same in brief to compare later. */
#include "db/report.h"

#include "db/db.h"

#include <string.h>

#define GROWTH 256 /* rows that the first piece of memory holds */

/* Published rows lie under published_subject in this order already; the own scope sorts the subject's few. */
#define FACTS_COLUMNS "record_id, version, set_number"
#define ROW_COLUMNS FACTS_COLUMNS ", source_id, publish_until, fields"
#define OF_SUBJECT " WHERE subject_id = ?" ORDERED
#define OF_CASE " WHERE case_number = ?" ORDERED
#define ORDERED " AND decided_on BETWEEN ? AND ? ORDER BY set_number, decided_on DESC, record_id DESC LIMIT ?"
static const char select_public[] = "SELECT " ROW_COLUMNS " FROM published FORCE INDEX (published_subject)" OF_SUBJECT;
static const char select_own[] = "SELECT " ROW_COLUMNS " FROM report_record_own" OF_SUBJECT;
static const char facts_public[] = "SELECT " FACTS_COLUMNS " FROM published FORCE INDEX (published_subject)" OF_SUBJECT;
static const char facts_own[] = "SELECT " FACTS_COLUMNS " FROM report_record_own" OF_SUBJECT;
static const char select_person[] = "SELECT " ROW_COLUMNS " FROM report_record_person" OF_CASE;
static const char facts_person[] = "SELECT " FACTS_COLUMNS " FROM report_record_person" OF_CASE;
#define DECIDER_COLUMNS "record_id, set_number, source_id, COALESCE(authority, '')"
static const char deciders_own[] = "SELECT " DECIDER_COLUMNS " FROM report_record_own" OF_SUBJECT;
static const char deciders_person[] = "SELECT " DECIDER_COLUMNS " FROM report_record_person" OF_CASE;
static const char count_held_person[] = "SELECT COUNT(*) FROM report_held_person WHERE case_number = ?";
static const char count_held[] = "SELECT COUNT(*) FROM report_held WHERE subject_id = ? AND (is_public OR ?)";

static struct db_stmt *bound(struct db *db, const char *sql, const struct report_of *of, day_t from, day_t until)
{
    struct db_stmt *st = db_sql(db, sql);
    if (of->person_case)
        db_text(st, 0, of->person_case);
    else
        db_uint(st, 0, of->subject_id);
    db_day(st, 1, from == DAY_NONE ? DAY_MIN : from);
    db_day(st, 2, until == DAY_NONE ? DAY_MAX : until);
    db_int(st, 3, REPORT_RECORDS_MAX + 1);
    return st;
}

/* Room for one more in an array of the arena; the old piece stays until the arena goes. */
static bool grow(struct arena *arena, void **items, size_t *room, size_t count, size_t size)
{
    if (count < *room)
        return true;
    size_t more = *room ? *room * 4 : GROWTH;
    void *bigger = arena_alloc(arena, more * size);
    if (!bigger)
        return false;
    if (count)
        memcpy(bigger, *items, count * size);
    *items = bigger;
    *room = more;
    return true;
}

static bool take_row(struct db_stmt *st, struct arena *arena, struct report_row *row)
{
    *row = (struct report_row){
        .id = db_col_uint(st, 0), .version = (uint32_t)db_col_uint(st, 1), .set_number = (uint16_t)db_col_uint(st, 2),
        .source_id = (uint16_t)db_col_uint(st, 3), .publish_until = db_col_day(st, 4), .fields = arena_text(arena, db_col_text(st, 5, NULL))};
    return row->fields != NULL;
}

enum result report_records(struct db *db, const struct report_of *of, enum report_scope scope, day_t from, day_t until,
                           struct arena *arena, struct report_row **rows, size_t *count)
{
    void *items = NULL;
    size_t room = 0;
    *count = 0;
    struct db_stmt *st = bound(db, of->person_case ? select_person : scope == REPORT_OWN ? select_own : select_public, of, from, until);
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        if (*count == REPORT_RECORDS_MAX)
            r = RESULT_CONFLICT;
        else if (!grow(arena, &items, &room, *count, sizeof **rows) || !take_row(st, arena, (struct report_row *)items + *count))
            r = RESULT_ERROR;
        else
            (*count)++;
    }
    db_done(st);
    *rows = items;
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result report_facts(struct db *db, const struct report_of *of, enum report_scope scope, day_t from, day_t until, struct arena *arena,
                         struct report_fact **facts, size_t *count)
{
    void *items = NULL;
    size_t room = 0;
    *count = 0;
    struct db_stmt *st = bound(db, of->person_case ? facts_person : scope == REPORT_OWN ? facts_own : facts_public, of, from, until);
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        if (*count == REPORT_RECORDS_MAX)
            r = RESULT_CONFLICT;
        else if (!grow(arena, &items, &room, *count, sizeof **facts))
            r = RESULT_ERROR;
        else
            ((struct report_fact *)items)[(*count)++] = (struct report_fact){
                .id = db_col_uint(st, 0), .version = (uint32_t)db_col_uint(st, 1), .set_number = (uint16_t)db_col_uint(st, 2)};
    }
    db_done(st);
    *facts = items;
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result report_deciders(struct db *db, const struct report_of *of, day_t from, day_t until, struct arena *arena,
                            struct report_decider **deciders, size_t *count)
{
    void *items = NULL;
    size_t room = 0;
    *count = 0;
    struct db_stmt *st = bound(db, of->person_case ? deciders_person : deciders_own, of, from, until);
    enum result r = db_run(st);
    while (r == RESULT_OK && (r = db_next(st)) == RESULT_OK) {
        const char *authority = arena_text(arena, db_col_text(st, 3, NULL));
        if (*count == REPORT_RECORDS_MAX)
            r = RESULT_CONFLICT;
        else if (!authority || !grow(arena, &items, &room, *count, sizeof **deciders))
            r = RESULT_ERROR;
        else
            ((struct report_decider *)items)[(*count)++] = (struct report_decider){
                .id = db_col_uint(st, 0), .set_number = (uint16_t)db_col_uint(st, 1), .source_id = (uint16_t)db_col_uint(st, 2), .authority = authority};
    }
    db_done(st);
    *deciders = items;
    return r == RESULT_NOT_FOUND ? RESULT_OK : r;
}

enum result report_held(struct db *db, const struct report_of *of, enum report_scope scope, unsigned *held)
{
    struct db_stmt *st = db_sql(db, of->person_case ? count_held_person : count_held);
    *held = 0;
    if (of->person_case) {
        db_text(st, 0, of->person_case);
    } else {
        db_uint(st, 0, of->subject_id);
        db_int(st, 1, scope == REPORT_OWN);
    }
    enum result r = db_run(st);
    if (r == RESULT_OK && (r = db_next(st)) == RESULT_OK)
        *held = (unsigned)db_col_uint(st, 0);
    db_done(st);
    return r == RESULT_NOT_FOUND ? RESULT_ERROR : r;
}

enum result report_snapshot(struct db *db, enum result (*body)(struct db *, void *), void *arg)
{
    /* REPEATABLE READ, the default: the first read fixes the moment of all that follow */
    return db_transaction(db, body, arg);
}
