/* What goes into the schema's procedures as JSON, and what comes out. */
#include "db/procedure.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX_BYTES_MAX 512 /* the longest binary value: a sealed number */

/* Not asked again on another connection, where there is no answer: hence they do not begin with SELECT. */
static const char select_answer[] = "/* of this connection */ SELECT CAST(@credit_answer AS CHAR), CAST(@credit_text AS CHAR)";
static const char select_text[] = "/* of this connection */ SELECT CAST(@credit_text AS CHAR)";

enum result procedure_answer(struct db *db, struct answer *out)
{
    struct db_stmt *st = db_sql(db, select_answer);
    enum result result = db_run(st);
    memset(out, 0, sizeof *out);
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        snprintf(out->word, sizeof out->word, "%s", db_col_text(st, 0, NULL));
        snprintf(out->text, sizeof out->text, "%s", db_col_text(st, 1, NULL));
    }
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_ERROR : result;
}

enum result procedure_word(struct db *db, struct db_stmt *call)
{
    static const struct { const char *word; enum result result; } words[] = {
        {"ok", RESULT_OK}, {"1", RESULT_OK}, {"not_found", RESULT_NOT_FOUND}, {"denied", RESULT_DENIED},
    };
    struct answer answer;
    enum result result = db_run(call);
    if (result == RESULT_OK)
        result = procedure_answer(db, &answer);
    for (size_t i = 0; result == RESULT_OK && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, answer.word) == 0)
            return words[i].result;
    return result == RESULT_OK ? RESULT_CONFLICT : result;
}

enum result procedure_list(struct db *db, struct db_stmt *call, json_t **out)
{
    enum result result = db_run(call);
    *out = NULL;
    return result == RESULT_OK ? procedure_json(db, out) : result;
}

enum result procedure_json(struct db *db, json_t **out)
{
    struct db_stmt *st = db_sql(db, select_text);
    enum result result = db_run(st);
    *out = NULL;
    if (result == RESULT_OK && (result = db_next(st)) == RESULT_OK) {
        size_t len;
        const char *text = db_col_text(st, 0, &len);
        if (len == 0)
            result = RESULT_NOT_FOUND;
        else if (!(*out = json_loadb(text, len, 0, NULL)))
            result = RESULT_ERROR;
    }
    db_done(st);
    return result;
}

/* What could not be made must not go unnoticed: the object is emptied for good, and no procedure takes an empty one. */
void put_value(json_t *object, const char *key, json_t *value)
{
    bool failed = !value || json_object_get(object, "");
    if (failed)
        json_decref(value);
    if (failed || json_object_set_new(object, key, value) != 0) {
        json_object_clear(object);
        json_object_set_new(object, "", json_null());
    }
}

void append(json_t **list, json_t *value)
{
    if (!*list || !value) {
        json_decref(value);
        json_decref(*list);
        *list = NULL;
    } else if (json_array_append_new(*list, value) != 0) {
        json_decref(*list);
        *list = NULL;
    }
}

void put_text(json_t *object, const char *key, const char *text)
{
    put_value(object, key, text ? json_string(text) : json_null());
}

void put_int(json_t *object, const char *key, json_int_t value)
{
    put_value(object, key, json_integer(value));
}

void put_hex(json_t *object, const char *key, const unsigned char *bytes, size_t n)
{
    char hex[2 * HEX_BYTES_MAX + 1];
    if (bytes && n <= HEX_BYTES_MAX)
        put_value(object, key, json_string(sodium_bin2hex(hex, sizeof hex, bytes, n)));
    else
        put_value(object, key, bytes ? NULL : json_null());
}

void put_day(json_t *object, const char *key, day_t day)
{
    char text[DAY_TEXT];
    put_value(object, key, day_format(day, text)[0] ? json_string(text) : json_null());
}

void put_time(json_t *object, const char *key, time_t moment)
{
    char text[TIME_TEXT];
    put_text(object, key, time_format_utc(moment, text));
}

const char *get_text(const json_t *object, const char *key, struct arena *arena)
{
    const char *text = json_string_value(json_object_get(object, key));
    return arena_text(arena, text ? text : "");
}

json_int_t get_int(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value)) /* MariaDB quotes the number of a procedure's variable */
        return strtoll(json_string_value(value), NULL, 10);
    return json_is_true(value) ? 1 : json_integer_value(value);
}

day_t get_day(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    day_t day;
    return text && day_parse(text, &day) ? day : DAY_NONE;
}

time_t moment_of(const char *text)
{
    time_t moment;
    return text && text[0] && time_parse_utc(text, &moment) ? moment : 0;
}

time_t get_time(const json_t *object, const char *key)
{
    return moment_of(json_string_value(json_object_get(object, key)));
}

void get_hex(const json_t *object, const char *key, unsigned char *out, size_t n)
{
    const char *text = json_string_value(json_object_get(object, key));
    size_t got = 0;
    memset(out, 0, n);
    if (text && (sodium_hex2bin(out, n, text, strlen(text), NULL, &got, NULL) != 0 || got != n))
        memset(out, 0, n);
}

bool is_case_number(const char *text)
{
    return text[0] && strchr("YXTB", text[0]) && strspn(text + 1, "0123456789") == 14 && text[15] == '\0';
}
