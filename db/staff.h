/* Staff accounts. */
#ifndef DB_STAFF_H
#define DB_STAFF_H

#include "base/result.h"

#include <stddef.h>

struct db;

#define STAFF_NAME_MAX 64 /* staff.name */

/* Makes an account. unit_id 0: none. RESULT_CONFLICT: the name is taken. */
enum result staff_add(struct db *db, const char *name, const char *role, unsigned unit_id, const char *password_hash,
                      const unsigned char *totp, size_t totp_len) MUST_CHECK;

#endif
