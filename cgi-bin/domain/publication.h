/* Whether, from when and until when a record is on the site: the rule of its set and the grade of its breach
   (信用修复管理办法 2026: minor at most 3 months, ordinary 3–12, serious 12–36, counted from the decision as 民法典 art. 200–202 count). */
#ifndef DOMAIN_PUBLICATION_H
#define DOMAIN_PUBLICATION_H

#include "base/clock.h"
#include "domain/catalogue.h"

#include <stdbool.h>
#include <stddef.h>

/* The periods by grade are data (grade_rule), indexed by enum grade. */
struct grade_rules {
    struct grade_rule { unsigned min_months, max_months; } of[4];
};

/* What the rule looks at; texts may be NULL. */
struct publication_facts {
    day_t decided_on;
    day_t until;            /* value of the set's until_field; DAY_NONE: empty or no end */
    bool until_endless;     /* it says 长期 */
    const char *kinds;      /* value of the role kind, several parted by 、 ； , */
    double amount;          /* 万元; negative: none */
    enum grade grade;       /* delivered by the source; GRADE_NONE */
    const char *only_value; /* value of publication.only_field */
    bool is_person;
};

struct publication_plan {
    bool publishable;
    day_t from;             /* first day: that of the decision */
    day_t until;            /* last day, itself included: the corresponding day (民法典 art. 202); DAY_NONE: while the record is live */
    enum grade grade;
    const char *why_not;    /* Chinese, static, when not publishable */
};

void publication_plan(const struct info_set *set, const struct grade_rules *rules, const struct publication_facts *facts,
                      struct publication_plan *plan);
/* The first day on which one may apply for repair: the day after the minimum period of its grade, or of the set when it has none, has
   run out (信用修复管理办法 2026; the period counted by 民法典 art. 201–202); without a minimum the day of the decision. */
day_t publication_repairable_from(const struct info_set *set, const struct grade_rules *rules, enum grade grade, day_t decided_on);
/* 轻微/一般/严重 or minor/ordinary/serious; GRADE_NONE for anything else. */
enum grade grade_parse(const char *text);

#endif
