/* The schema: numbered files, each run once and never changed afterwards; accounts and their rights. */
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include "base/result.h"

#include <stddef.h>

struct config;
struct db;

#define SCHEMA_FILE_MAX (4u << 20) /* of one file: forty times the longest */
#define SCHEMA_FILES_MAX 999       /* three digits */

struct schema_file {
    unsigned number;   /* 001 … */
    const char *name;  /* 001-tables.sql */
    const char *sql;
    size_t len;
};

/* Makes the table that says what was run. */
enum result schema_begin(struct db *db) MUST_CHECK;
/* Runs a file unless it was run. RESULT_OK: run now; RESULT_NOT_FOUND: was run before, unchanged; RESULT_CONFLICT: was run
   before with another text, or a later one was run already: nothing is done, the log says which. A file that fails half-way
   leaves what it did (MariaDB cannot undo tables): it is noted as begun, and the next call says so with RESULT_CONFLICT. */
enum result schema_run(struct db *db, const struct schema_file *file) MUST_CHECK;
/* Makes the account that owns views and procedures, and one for each program with its password of the configuration; an
   account without one is locked. Must come before the first file that names the definer. */
enum result schema_accounts(struct db *db, const struct config *config) MUST_CHECK;
/* Takes every right from every account and runs the file of grants. */
enum result schema_grants(struct db *db, const char *sql, size_t len) MUST_CHECK;

#endif
