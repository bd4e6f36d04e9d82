/* A row of a delivery becomes a record: every field judged, the typed columns taken out by role, identity, masks,
   publication and the two JSON texts (all facts; what may be shown). Pure: what it needs is given to it. */
#ifndef DOMAIN_ROW_H
#define DOMAIN_ROW_H

#include "base/arena.h"
#include "base/clock.h"
#include "domain/catalogue.h"
#include "domain/division.h"
#include "domain/publication.h"
#include "domain/uscc.h"
#include "domain/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROW_ISSUES_MAX 32          /* of one row; more are not listed */
#define ROW_IDS_MAX 6               /* fields with a person's number; the widest layout has two */
#define ROW_DIGEST 16

/* What rows of one delivery have in common. */
struct row_rules {
    const struct info_set *set;
    const struct divisions *divisions;
    const struct grade_rules *grades;
    unsigned source_region;         /* division of the source unit: when the row names none */
    const unsigned char *key;       /* 32 bytes: identities and digests are keyed, so that an id cannot be guessed from them */
    day_t today;                    /* Asia/Shanghai; only bounds dates that cannot be */
};

struct row_cell { const char *text; size_t len; }; /* text NULL: the file has no such column */

struct row_issue {
    bool reject;                    /* else a flag */
    const struct field *field;      /* NULL: the row as a whole */
    const char *reason;             /* Chinese */
};

/* Texts live in the arena given to row_read. NULL is an empty column. */
struct row {
    bool rejected, flagged;
    struct row_issue issues[ROW_ISSUES_MAX];
    size_t issue_count;
    unsigned char identity[ROW_DIGEST];
    const char *name;               /* as delivered, for people's rows too */
    const char *public_name;        /* masked; NULL: the name itself may be shown */
    char uscc[USCC_TEXT];           /* "" when absent or in quarantine */
    bool is_person;
    const char *document_no, *authority, *kind, *amount;
    day_t decided_on, valid_from, valid_until;
    unsigned region;                /* of the deciding authority */
    struct publication_plan plan;
    struct row_id { unsigned ordinal; const char *text; } ids[ROW_IDS_MAX]; /* of persons, in the clear, for the caller to encrypt */
    size_t id_count;
    char *facts; size_t facts_len;  /* JSON, fields in order; numbers of persons masked */
    char *face;  size_t face_len;   /* JSON of what may be shown; NULL: facts themselves */
    unsigned char digest[ROW_DIGEST]; /* keyed, of facts, ids and what the rules made of them: equal means nothing changed */
    /* of a set that registers subjects */
    const char *status, *former_name;
    day_t established;
};

/* Reads one row: cells[i] belongs to set->fields[i]. RESULT_OK also for a rejected row; RESULT_ERROR: memory. */
enum result row_read(const struct row_rules *rules, const struct row_cell *cells, struct arena *arena, struct row *out) MUST_CHECK;

#endif
