/* Messages as the procedures take them; for db/ only. */
#ifndef DB_NOTICES_JSON_H
#define DB_NOTICES_JSON_H

#include "db/casefile.h"

#include <jansson.h>

/* NULL: no memory. */
json_t *notices_json(const struct case_notice_in *notices, size_t count);

#endif
