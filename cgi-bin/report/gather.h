/* From the database to what a report says: records become sections, classes become counts, deliveries become freshness. */
#ifndef REPORT_GATHER_H
#define REPORT_GATHER_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "db/report.h"
#include "doc/credit_report.h"
#include "domain/compliance.h"
#include "domain/report.h"

#include <stdbool.h>
#include <stddef.h>

struct reporter;

#define GATHER_ARENA_MAX (48u << 20) /* 20,000 records of some 2 KiB */
#define GATHER_DETAILS 3             /* documents named beside each hit of a search */

/* What of a subject is wanted. */
struct gather_scope {
    enum report_scope scope;
    day_t from, until;           /* days of decision; DAY_NONE: open */
    unsigned classes;            /* bits 1u << enum report_class; 0: all */
    const struct compliance *compliance; /* violations by field of administration (信用代证); NULL: by classes */
    uint64_t domains;            /* which fields: COMPLIANCE_BIT */
    const char *person_case;     /* the report of the natural person who applied in this case; NULL: of a subject */
    const char *person, *code;   /* the person's name, and number with its mask; only for the document */
};

/* The bits of the classes that were asked for, none left out. */
unsigned gather_asked(const struct gather_scope *scope);

/* What was found in one field of administration, of one of its departments. */
struct gathered_domain {
    const struct compliance_domain *domain; /* NULL: what belongs to none */
    const struct source_unit *unit;         /* NULL: as above, or the unit is not known here */
    unsigned long n;
    bool reported;                          /* false: what tells of its violations was never delivered */
    day_t delivered;                        /* last, of the set that waits longest; DAY_NONE: never */
    bool overdue;                           /* the next one should have come */
};

/* Makes entries of records one after the other, while the document is written. */
struct entry_maker {
    const struct reporter *reporter;
    const struct gather_scope *scope;
    struct arena arena;                 /* of the entry at hand */
    const struct report_row *at;        /* whose entry it is */
    struct report_entry entry;
};

/* One moment's facts, for the document and for later comparison. Texts live in the arena, or with the reporter's tables: the
   document is written within the request that gathered. */
struct gathered {
    struct entry_maker maker;
    struct credit_report report;        /* head, purpose and recipient are the caller's to fill in */
    struct archive_subject subject;
    struct report_digest digest;
    struct report_fact *facts; size_t fact_count;
    const struct gathered_domain *domains; size_t domain_count; /* only with scope.compliance */
};
/* RESULT_NOT_FOUND: no such subject; RESULT_CONFLICT: more records than a report holds. `uscc` in its normal form. `out` stays where
   it is and `scope` lives until the document is written. */
enum result gather_report(struct reporter *reporter, const char *uscc, const struct gather_scope *scope, struct arena *arena,
                          struct gathered *out) MUST_CHECK;
/* Gives back what is not in the arena; may be called on zeroes. */
void gathered_free(struct gathered *gathered);

/* What the public lists say of up to REPORT_SUBJECTS_MAX firms. */
struct gathered_search {
    struct search_proof proof;          /* head is the caller's */
    struct report_digest digest;        /* over the records of all firms in the lists searched */
    unsigned classes;                   /* of those lists */
    struct report_fact *facts; size_t fact_count;
};
enum result gather_search(struct reporter *reporter, const char *const *codes, size_t count, struct arena *arena,
                          struct gathered_search *out) MUST_CHECK;

/* Today's digest of the same scope, without the document: what a verification compares. For a search: of all its firms. */
enum result gather_digest(struct reporter *reporter, const char *uscc, const struct gather_scope *scope, struct arena *arena,
                          struct report_digest *out) MUST_CHECK;
enum result gather_search_digest(struct reporter *reporter, const char *const *codes, size_t count, struct arena *arena,
                                 struct report_digest *out) MUST_CHECK;

#endif
