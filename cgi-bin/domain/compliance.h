/* The fields of administration (领域) of a 专项信用报告（信用代证）: which departments answer for each, and to which one a record belongs.

   发改财金〔2025〕565号: one report in the place of the certificates of no violation that many departments gave one by one. It speaks of
   penalties (also those that are not published), enforcement measures, lists of serious breaches and criminal judgments. Pure: the table
   is db/data/domains.csv, handed over as text. */
#ifndef DOMAIN_COMPLIANCE_H
#define DOMAIN_COMPLIANCE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/catalogue.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COMPLIANCE_DOMAINS_MAX 64        /* numbers 1 to 64: bits of a QR code's proof */
#define COMPLIANCE_WORDS_MAX 24          /* units or words of one domain */
#define COMPLIANCE_FILE_MAX (256 * 1024) /* 64 lines of a few hundred bytes */
#define COMPLIANCE_CODE_MAX 31           /* signs of a domain's code */

struct compliance_domain {
    unsigned number;           /* 1 to 64; never given to another domain */
    const char *code, *name;
    const char *basis;
    struct texts units;        /* codes of the source units that answer for it, at least one */
    struct texts former;       /* units that were merged into the first of them */
    struct texts authorities;  /* words in the name of a deciding authority */
    day_t from;                /* data of before is not looked at unless asked for */
};

struct compliance {
    struct compliance_domain domains[COMPLIANCE_DOMAINS_MAX];
    size_t count;
    struct arena arena;        /* owns the texts */
};

/* Reads the file's text into a zeroed *out. RESULT_INVALID: *line is the first line that is wrong (columns, a number or code twice, no
   unit, a day that is none); RESULT_ERROR: no memory. Freed by compliance_free in every case. */
enum result compliance_parse(const char *text, size_t len, struct compliance *out, unsigned *line) MUST_CHECK;
void compliance_free(struct compliance *compliance);

/* NULL: there is none. */
const struct compliance_domain *compliance_by_code(const struct compliance *compliance, const char *code);
#define COMPLIANCE_BIT(domain) (UINT64_C(1) << ((domain)->number - 1))
/* All domains. */
uint64_t compliance_all(const struct compliance *compliance);
/* Where the data of the chosen domains begins: the earliest; DAY_NONE: it is open. */
day_t compliance_from(const struct compliance *compliance, uint64_t chosen);

/* Whether records of the set count as a violation: penalties and lists of serious breaches. (Enforcement measures and criminal judgments
   have no set in the catalogue yet.) */
bool compliance_breach(const struct info_set *set);
/* Whether one department answers for the set; false: many deliver into it, and the record's authority tells the domain. */
bool compliance_own(const struct compliance *compliance, const char *unit);
/* The domain of a record, and the place of the answering department among its units: by the set's own unit, else by the longest word that
   the deciding authority has, else by the unit that delivered it. NULL: it belongs to none. */
const struct compliance_domain *compliance_of(const struct compliance *compliance, const struct info_set *set, const char *delivered_by,
                                              const char *authority, size_t *place);

#endif
