/* Rules in force, settings and what they allow, terms of a case. */
#include "domain/rules.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 9

/* ---------------------------------------------------------------- settings */
static const struct setting *find(const struct rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->setting_count; i++)
        if (strcmp(rules->settings[i].name, name) == 0)
            return &rules->settings[i];
    return NULL;
}

/* A whole number in decimal digits alone; *end is behind it. */
static bool number(const char *text, const char **end, unsigned *out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX)
        return false;
    *out = (unsigned)strtoul(text, NULL, 10);
    *end = text + digits;
    return true;
}

const char *rules_setting(const struct rules *rules, const char *name, const char *otherwise)
{
    const struct setting *setting = find(rules, name);
    return setting ? setting->value : otherwise;
}

unsigned rules_number(const struct rules *rules, const char *name, unsigned otherwise)
{
    const struct setting *setting = find(rules, name);
    const char *end;
    unsigned n;
    return setting && number(setting->value, &end, &n) && !*end ? n : otherwise;
}

static bool among(const char *choices, const char *value)
{
    size_t len = strlen(value);
    for (const char *at = choices; *at;) {
        size_t n = strcspn(at, "|");
        if (n == len && memcmp(at, value, n) == 0)
            return true;
        at += n + (at[n] == '|');
    }
    return false;
}

bool setting_allows(const struct rules *rules, const struct setting *setting, const char *value)
{
    const char *allowed = setting->allowed, *end;
    unsigned low, high, n;
    size_t len = strlen(value);
    if (len > SETTING_VALUE_MAX)
        return false;
    if (strcmp(allowed, "rule-set") == 0)
        return rule_set_find(rules, value) != NULL;
    if (strncmp(allowed, "text:", 5) == 0)
        return number(allowed + 5, &end, &high) && len > 0 && utf8_is_clean(value, len) && !strpbrk(value, "\t\r\n") && utf8_length(value, len) <= high;
    if (number(allowed, &end, &low) && *end == '-')
        return number(end + 1, &end, &high) && number(value, &end, &n) && !*end && n >= low && n <= high;
    return among(allowed, value);
}

/* ---------------------------------------------------------------- rules in force */
static bool in_force(day_t from, day_t until, day_t day)
{
    return (from == DAY_NONE || from <= day) && (until == DAY_NONE || until >= day);
}

const struct rule_set *rule_set_find(const struct rules *rules, const char *code)
{
    for (size_t i = 0; i < rules->set_count; i++)
        if (strcmp(rules->sets[i].code, code) == 0)
            return &rules->sets[i];
    return NULL;
}

const struct repair_rule *repair_rule_find(const struct rules *rules, const char *code)
{
    for (size_t i = 0; i < rules->repair_count; i++)
        if (strcmp(rules->repairs[i].code, code) == 0)
            return &rules->repairs[i];
    return NULL;
}

const struct rule_set *rule_set_on(const struct rules *rules, day_t day)
{
    const struct rule_set *chosen = rule_set_find(rules, rules_setting(rules, "rule_set", "liaoning-2016")), *best = NULL;
    if (!chosen || in_force(chosen->from, chosen->until, day))
        return chosen;
    for (size_t i = 0; i < rules->set_count; i++) {
        const struct rule_set *set = &rules->sets[i];
        if (in_force(set->from, set->until, day) && strcmp(set->province, chosen->province) == 0 && (!best || set->from > best->from))
            best = set;
    }
    return best;
}

const struct repair_rule *repair_rule_on(const struct rules *rules, day_t day)
{
    const struct repair_rule *best = NULL;
    for (size_t i = 0; i < rules->repair_count; i++) {
        const struct repair_rule *rule = &rules->repairs[i];
        if (in_force(rule->from, rule->until, day) && (!best || rule->from > best->from))
            best = rule;
    }
    return best;
}

/* ---------------------------------------------------------------- terms */
static void by_law(struct case_term *term, int days, const char *law, const char *article, const char *basis)
{
    if (days == RULE_UNKNOWN)
        return;
    *term = (struct case_term){.days = (unsigned)days, .known = true, .law = law, .article = article, .basis = basis};
}

/* What the site promises by itself: its basis says that no law does. */
static void by_setting(struct case_term *term, const struct rules *rules, const char *name)
{
    const struct setting *setting = find(rules, name);
    unsigned days = rules_number(rules, name, RULE_DAYS_MAX + 1);
    if (setting && days <= RULE_DAYS_MAX)
        *term = (struct case_term){.days = days, .known = true, .law = "", .article = "", .basis = setting->basis};
}

static enum result objection_terms(const struct rules *rules, const char *rule, day_t day, struct arena *arena, struct case_terms *out)
{
    const struct rule_set *set = rule ? rule_set_find(rules, rule) : rule_set_on(rules, day);
    if (!set)
        return RESULT_NOT_FOUND;
    const char *basis = arena_printf(arena, "%s%s", set->law, set->article);
    if (!basis)
        return RESULT_ERROR;
    out->rule = set->code;
    out->hold = strcmp(set->effect, "hold") == 0;
    out->hold_from_receipt = strcmp(rules_setting(rules, "hold_from", "acceptance"), "receipt") == 0;
    by_law(&out->step[STEP_CHECK], set->check_days, set->law, set->article, basis);
    by_law(&out->step[STEP_CORRECT_NOTICE], set->correct_notice_days, set->law, set->article, basis);
    by_law(&out->step[STEP_PROVIDER], set->provider_days, set->law, set->article, basis);
    by_law(&out->step[STEP_RESULT_NOTICE], set->result_notice_days, set->law, set->article, basis);
    return RESULT_OK;
}

static enum result repair_terms(const struct rules *rules, const char *rule, day_t day, struct arena *arena, struct case_terms *out)
{
    const struct repair_rule *repair = rule ? repair_rule_find(rules, rule) : repair_rule_on(rules, day);
    if (!repair)
        return RESULT_NOT_FOUND;
    const char *basis = arena_printf(arena, "%s%s", repair->law, repair->article);
    if (!basis)
        return RESULT_ERROR;
    out->rule = repair->code;
    by_law(&out->step[STEP_REPAIR_SITE], repair->site_days, repair->law, repair->article, basis);
    by_law(&out->step[STEP_REPAIR_UNIT], repair->department_days, repair->law, repair->article, basis);
    return RESULT_OK;
}

enum result case_terms_make(const struct rules *rules, enum case_kind kind, const char *rule, day_t day, struct arena *arena,
                            struct case_terms *out)
{
    enum result result = RESULT_OK;
    memset(out, 0, sizeof *out);
    out->rule = "site";
    if (rule && !*rule)
        rule = NULL;
    by_setting(&out->step[STEP_ACCEPT], rules, "accept_days");
    by_setting(&out->step[STEP_SUPPLEMENT], rules, "supplement_days");
    if (kind == CASE_OBJECTION)
        result = objection_terms(rules, rule, day, arena, out);
    else if (kind == CASE_REPAIR)
        result = repair_terms(rules, rule, day, arena, out);
    else if (kind == CASE_COMPLAINT)
        by_setting(&out->step[STEP_COMPLAINT], rules, "complaint_days");
    else
        by_setting(&out->step[STEP_REPORT], rules, "report_days");
    return result;
}
