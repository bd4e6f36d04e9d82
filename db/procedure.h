/* How db/ speaks with the schema's procedures: one JSON text in, an answer and a text out. For db/ only. */
#ifndef DB_PROCEDURE_H
#define DB_PROCEDURE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/db.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* What a procedure left in @credit_answer and @credit_text. */
struct answer {
    char word[17];    /* ok same other taken conflict moved not_found denied; "" for NULL */
    char text[256];   /* the second answer, cut */
};
enum result procedure_answer(struct db *db, struct answer *out) MUST_CHECK;
/* Runs a call whose answer is a word. RESULT_OK: "ok" or "1"; RESULT_NOT_FOUND: "not_found"; RESULT_DENIED: "denied"; else RESULT_CONFLICT. */
enum result procedure_word(struct db *db, struct db_stmt *call) MUST_CHECK;
/* Runs a call whose answer is a JSON text. */
enum result procedure_list(struct db *db, struct db_stmt *call, json_t **out) MUST_CHECK;
/* The long text in @credit_text, parsed. RESULT_NOT_FOUND: NULL. `out` is the caller's (json_decref). */
enum result procedure_json(struct db *db, json_t **out) MUST_CHECK;

/* Each adds a member; when one cannot be made (no memory, a text that is not UTF-8) the object stays empty, and the procedure refuses it. */
void put_text(json_t *object, const char *key, const char *text);      /* NULL: null */
void put_int(json_t *object, const char *key, json_int_t value);
void put_hex(json_t *object, const char *key, const unsigned char *bytes, size_t n); /* bytes NULL: null */
void put_day(json_t *object, const char *key, day_t day);              /* DAY_NONE: null */
void put_time(json_t *object, const char *key, time_t moment);
void put_value(json_t *object, const char *key, json_t *value);        /* takes it; NULL is a failure */
/* Adds to a list; on a failure the list is NULL from then on. */
void append(json_t **list, json_t *value);

/* Each reads a member; what is not there is empty. Texts are copied into the arena; NULL without memory. */
const char *get_text(const json_t *object, const char *key, struct arena *arena);
json_int_t get_int(const json_t *object, const char *key);
day_t get_day(const json_t *object, const char *key);
time_t get_time(const json_t *object, const char *key);                /* 0: none */
void get_hex(const json_t *object, const char *key, unsigned char *out, size_t n); /* zeroed when it is not that long */

/* A moment of a column as text ("" or NULL for none): 0 for none. */
time_t moment_of(const char *text);
/* Whether the text is a case's number: a letter of a kind and 14 digits. */
bool is_case_number(const char *text) MUST_CHECK;

#endif
