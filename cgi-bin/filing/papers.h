/* The files of a form: checked, scanned, stored; those of an earlier, faulty submission taken up again. */
#ifndef FILING_PAPERS_H
#define FILING_PAPERS_H

#include "base/result.h"
#include "db/casefile.h"
#include "web/form.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct filing;
struct request;
struct view;

#define PAPERS_TOTAL (30u * 1024 * 1024) /* bytes of all files of a form (contract); nginx and multipart hold one body to it,
                                            this holds what several submissions brought together */
#define PAPERS_SCOPE 16

/* A field for files. A table of them ends with a NULL name. */
struct paper_field {
    const char *field;   /* of the form and in attachment.purpose: identity evidence proof commitment */
    const char *kept;    /* the hidden field with the ids of files that came before, a blank between them */
    const char *label;
    size_t min, max;
    const char *missing; /* what is said when there are fewer */
};

struct paper {
    const struct paper_field *field;
    const char *name, *type, *scan;
    uint32_t size;
    unsigned char sha256[32];
    char id[33];         /* under which it is kept; "" when it came with this request */
};

struct papers {
    unsigned char scope[PAPERS_SCOPE]; /* of this form in this browser */
    struct paper item[CASE_FILES_MAX];
    size_t count;
    uint64_t total;
    bool over;           /* a file was larger than files may be */
    bool scanner_away;   /* nobody can say whether the files are harmless: nothing is to be filed */
    bool no_room;        /* a file could not be stored */
};

/* Takes up what is kept (but for the one that the field `drop` names) and what came, each put to the test; faults are marked in
   `values` beside the field. RESULT_UNAVAILABLE or RESULT_ERROR: the database. */
enum result papers_gather(struct filing *filing, struct request *request, struct form_values *values, const struct paper_field *fields,
                          const unsigned char scope[PAPERS_SCOPE], struct papers *papers) MUST_CHECK;
size_t papers_count(const struct papers *papers, const struct paper_field *field);
/* Marks fields that have too few or too many. Fields with min 0 may be empty. */
void papers_check_counts(const struct papers *papers, const struct paper_field *fields, struct request *request, struct form_values *values);
/* Keeps those that came with this request, so that the form can be shown again with them. */
enum result papers_keep(struct filing *filing, const struct request *request, struct papers *papers) MUST_CHECK;
/* The ids of a field's files as its hidden field carries them. */
#define PAPERS_IDS (CASE_FILES_MAX * 33 + 1)
void papers_ids(const struct papers *papers, const struct paper_field *field, char out[PAPERS_IDS]);
/* files.<field>.N.{id,name,size} and kept.<field> for the template. */
void papers_show(const struct papers *papers, const struct paper_field *fields, struct view *view);
/* The same as what a filing hands over; `out` has room for CASE_FILES_MAX. */
void papers_list(const struct papers *papers, struct case_file_in *out);

/* "356 KB", "1.2 MB"; out holds 16 bytes. */
const char *papers_size(uint32_t size, char out[16]);

#endif
