/* Staff accounts in the database. */
#include "db/staff.h"

#include "db/db.h"

static const char insert_staff[] =
    "INSERT INTO staff (name, role, unit_id, password, totp, created_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3))";

enum result staff_add(struct db *db, const char *name, const char *role, unsigned unit_id, const char *password_hash, const unsigned char *totp,
                      size_t totp_len)
{
    struct db_stmt *st = db_sql(db, insert_staff);
    db_text(st, 0, name);
    db_text(st, 1, role);
    if (unit_id)
        db_uint(st, 2, unit_id);
    else
        db_null(st, 2);
    db_text(st, 3, password_hash);
    db_bytes(st, 4, totp, totp_len);
    return db_run(st);
}
