/* Uploads that wait for their form to be right. */
#include "db/casefile.h"

#include "base/random.h"
#include "db/db.h"
#include "db/procedure.h"

#include <stdio.h>
#include <string.h>

static const char call_keep[] = "CALL upload_keep(?, ?, ?, ?, ?, ?, ?, ?, ?, @credit_answer)";
static const char call_of[] = "CALL /* reads */ upload_of(?, ?, @credit_text)";
static const char call_drop[] = "CALL upload_drop(?, ?, @credit_answer)";

enum result upload_keep(struct db *db, const unsigned char *scope, const struct case_file_in *file, time_t now, char id[33])
{
    char at[TIME_TEXT];
    random_hex(id, 16);
    struct db_stmt *st = db_sql(db, call_keep);
    db_bytes(st, 0, scope, 16);
    db_text(st, 1, id);
    db_text(st, 2, file->purpose);
    db_text(st, 3, file->name);
    db_text(st, 4, file->type);
    db_uint(st, 5, file->size);
    db_bytes(st, 6, file->sha256, 32);
    db_text(st, 7, file->scan ? file->scan : "");
    db_text(st, 8, time_format_utc(now, at));
    enum result result = procedure_word(db, st);
    return result == RESULT_CONFLICT ? RESULT_DENIED : result;
}

static bool is_upload_id(const char *id)
{
    return strspn(id, "0123456789abcdef") == 32 && id[32] == '\0';
}

enum result upload_of(struct db *db, const unsigned char *scope, const char *id, struct arena *arena, struct case_upload *out)
{
    json_t *json;
    memset(out, 0, sizeof *out);
    if (!is_upload_id(id))
        return RESULT_NOT_FOUND;
    struct db_stmt *st = db_sql(db, call_of);
    db_bytes(st, 0, scope, 16);
    db_text(st, 1, id);
    enum result result = procedure_list(db, st, &json);
    if (result != RESULT_OK)
        return result;
    snprintf(out->id, sizeof out->id, "%s", id);
    out->purpose = get_text(json, "purpose", arena);
    out->name = get_text(json, "name", arena);
    out->type = get_text(json, "type", arena);
    out->scan = get_text(json, "scan", arena);
    out->size = (uint32_t)get_int(json, "size");
    get_hex(json, "sha256", out->sha256, sizeof out->sha256);
    json_decref(json);
    return out->purpose && out->name && out->type && out->scan ? RESULT_OK : RESULT_ERROR;
}

enum result upload_drop(struct db *db, const unsigned char *scope, const char *id)
{
    if (!is_upload_id(id))
        return RESULT_NOT_FOUND;
    struct db_stmt *st = db_sql(db, call_drop);
    db_bytes(st, 0, scope, 16);
    db_text(st, 1, id);
    enum result result = procedure_word(db, st);
    return result == RESULT_CONFLICT ? RESULT_NOT_FOUND : result;
}
