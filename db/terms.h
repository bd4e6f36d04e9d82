/* The terms that cases run by, as data: rule sets of objection and repair in force, the site's own promises (settings), caps, the
 * calendar of working days. Kept in memory by every program that files or moves cases. */
#ifndef DB_TERMS_H
#define DB_TERMS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/casework.h"
#include "domain/rules.h"
#include "domain/workday.h"

#include <stdint.h>

struct db;

#define TERMS_CHECK_MS 5000 /* how long a changed setting or calendar may stay unseen */

struct terms {
    struct rules rules;                    /* all there are, of every law, and the settings */
    struct case_terms of[CASE_KINDS];      /* of a case that is filed now; texts belong to the arena and to the rules */
    unsigned caps_applicant, caps_record;  /* open holds: settings caps_applicant, caps_record */
    const char *papers, *fee;              /* of a repair, from its rule: "…;…", "免费"; "" when no rule is in force */
    struct workdays days;
    struct arena arena;
    day_t day;                             /* for which it was read */
    int64_t checked_ms;                    /* clock_monotonic_ms when it was read */
};

/* Reads the rules and works out those in force on `today` (setting rule_set first), the settings and the calendar. *terms is replaced when it is
 * NULL, older than TERMS_CHECK_MS or of another day; while the database is away what is there stays. RESULT_UNAVAILABLE or
 * RESULT_ERROR only when there is nothing. Clock plans made of the old one are gone afterwards: call it between requests. */
enum result terms_refresh(struct db *db, int64_t now_ms, day_t today, struct terms **terms) MUST_CHECK;
void terms_free(struct terms *terms);
/* The terms of a case that was filed under the rule `rule` (casefile.rule), whatever is in force by now: terms->of[kind] when it is the
 * same, else *room. Of a rule that is gone from the data: those in force. Texts may lie in `arena`. */
const struct case_terms *terms_of_case(const struct terms *terms, enum case_kind kind, const char *rule, struct arena *arena, struct case_terms *room);

#endif
