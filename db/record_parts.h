/* What the files of records share; for db/ only. */
#ifndef DB_RECORD_PARTS_H
#define DB_RECORD_PARTS_H

#include <jansson.h>

struct row;

/* The columns of a record as the procedure record_correct takes them. NULL: no memory. */
json_t *record_row_json(const struct row *row);

#endif
