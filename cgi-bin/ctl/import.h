/* Importing rows into an information set: from a file, or one by one (generated data takes the same path). */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include "ctl/ctl.h"
#include "ctl/indexer.h"
#include "db/import.h"
#include "db/reference.h"
#include "domain/catalogue.h"

#include <stdint.h>

/* What every import needs, loaded once: the catalogue of the database, divisions, units, grades, keys. */
struct import_base {
    struct catalogue catalogue;
    struct divisions divisions;
    struct source_units units;
    struct grade_rules grades;
    struct vault *vault;          /* numbers of persons */
    unsigned char record_key[32]; /* of identities and digests */
    day_t today;
    struct indexer indexer;       /* indexes names beside the import */
};
/* Opens the database; keys that are not in the folder yet are made. Complains. */
bool import_base_load(struct ctl *ctl, struct import_base *base) MUST_CHECK;
/* Ends with all names of imported subjects in the search index: what kept that from happening. */
enum result import_base_free(struct ctl *ctl, struct import_base *base) MUST_CHECK;

struct import_counts {
    uint64_t accepted;   /* kept, flagged ones too */
    uint64_t flagged;    /* kept, with something to say */
    uint64_t rejected;
    uint64_t changed;    /* new or corrected */
};

struct intake_options {
    const char *set;         /* code */
    const char *source;      /* code of the unit; NULL: the set's own */
    const char *file_name;   /* for the batch, without its path */
    const unsigned char *sha256; /* 32 bytes; NULL: none */
    bool dry_run;
    bool quiet;              /* do not list flagged and rejected rows */
    uint64_t rows;           /* expected, for progress; 0: unknown */
};

struct intake;
/* RESULT_INVALID and a complaint: no such set or unit. RESULT_CONFLICT: another import of the set is under way. */
enum result intake_open(struct ctl *ctl, const struct import_base *base, const struct intake_options *options, struct intake **out) MUST_CHECK;
/* The columns, by code, label or alias. RESULT_INVALID and a complaint: a required column is missing, one field twice. */
enum result intake_columns(struct intake *intake, const char *const *names, const size_t *lens, size_t n) MUST_CHECK;
/* A row with its line in the file. Rows are written IMPORT_ROWS at a time. */
enum result intake_row(struct intake *intake, size_t line, const char *const *values, const size_t *lens, size_t n) MUST_CHECK;
/* Writes what is left (unless `failed`), ends the batch, frees. */
enum result intake_close(struct intake *intake, bool failed, struct import_counts *counts) MUST_CHECK;

/* Imports a file; prints its issues and complaints, not the last line. */
enum result import_file(struct ctl *ctl, const struct import_base *base, const char *set, const char *path, const char *source,
                        bool dry_run, struct import_counts *counts) MUST_CHECK;

#endif
