/* The data that terms of cases come from: rule sets of objection (辽宁省公共信用信息管理办法 art. 20–21 by default), rules of repair,
 * settings; and the terms of one case made of them. Pure: the rows come from db/reference.h. */
#ifndef DOMAIN_RULES_H
#define DOMAIN_RULES_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/casework.h"

#include <stdbool.h>
#include <stddef.h>

#define RULE_UNKNOWN (-1)          /* a term that the law leaves open, or that nobody has read yet */
#define RULE_DAYS_MAX 365          /* working days: no term is longer than a year and a half */
#define SETTING_VALUE_MAX 400      /* bytes */

struct rule_set {
    const char *code, *province, *law, *article;
    int check_days, correct_notice_days, provider_days, result_notice_days;
    const char *effect;            /* hold, mark */
    day_t from, until;             /* in force; DAY_NONE: no bound */
};
struct repair_rule {
    const char *code, *law, *article;
    int site_days, department_days;
    const char *papers, *fee;      /* "…;…", "免费" */
    day_t from, until;
};
struct setting {
    const char *name, *value;
    const char *initial;           /* as it is delivered */
    const char *label, *unit;      /* Chinese */
    const char *allowed;           /* "0-30" a whole number · "a|b" one of these · "text:20" so many characters · "rule-set" a code of one */
    const char *explanation;       /* Chinese, for whoever changes it */
    const char *basis;             /* what pages print beside a date that comes from it */
    const char *changed_by;        /* "" as it is delivered */
};
struct rules {
    struct rule_set *sets; size_t set_count;
    struct repair_rule *repairs; size_t repair_count;
    struct setting *settings; size_t setting_count;
    struct arena arena;            /* of whoever loaded them */
};

/* The value of a setting, `otherwise` when there is none of that name. */
const char *rules_setting(const struct rules *rules, const char *name, const char *otherwise);
unsigned rules_number(const struct rules *rules, const char *name, unsigned otherwise);
/* Whether a value may be given to it. */
bool setting_allows(const struct rules *rules, const struct setting *setting, const char *value);

/* By code, or NULL. */
const struct rule_set *rule_set_find(const struct rules *rules, const char *code);
const struct repair_rule *repair_rule_find(const struct rules *rules, const char *code);
/* The rule set of the setting rule_set when it is in force on that day, else the one of the same province that is; NULL. */
const struct rule_set *rule_set_on(const struct rules *rules, day_t day);
/* The rule of repair in force on that day, the latest of several; NULL. */
const struct repair_rule *repair_rule_on(const struct rules *rules, day_t day);

/* The terms of a case of this kind: by the rule `rule` that it was filed under (whatever came into force since), or, for one that is
   filed now, NULL or "" and the rule in force on `day`. Texts are those of `rules` or lie in `arena`. RESULT_NOT_FOUND: no such rule
   or none in force; RESULT_ERROR: no memory. Complaints and applications for reports have no rule but settings: their rule is "site". */
enum result case_terms_make(const struct rules *rules, enum case_kind kind, const char *rule, day_t day, struct arena *arena,
                            struct case_terms *out) MUST_CHECK;

#endif
