/* Rules of cases in and out of the database: rule sets of objection, rules of repair, settings (domain/rules.h). */
#ifndef DB_RULES_H
#define DB_RULES_H

#include "base/result.h"
#include "domain/rules.h"

struct db;

/* Each adds the row or brings it up to date, by its code. */
enum result rule_set_put(struct db *db, const struct rule_set *rule) MUST_CHECK;
enum result repair_rule_put(struct db *db, const struct repair_rule *rule) MUST_CHECK;
/* A setting as it is delivered: label, explanation … are brought up to date; the value only where nobody changed it. */
enum result setting_deliver(struct db *db, const struct setting *setting) MUST_CHECK;
/* A new value, by a member of staff; the caller looked whether setting_allows() it. RESULT_NOT_FOUND: no such setting. */
enum result setting_change(struct db *db, const char *name, const char *value, const char *actor) MUST_CHECK;

/* All of them. `rules` must be zeroed or freed. */
enum result rules_load(struct db *db, struct rules *rules) MUST_CHECK;
void rules_free(struct rules *rules);

#endif
