/* Rule sets, rules of repair and settings in and out of the database. */
#include "db/rules.h"

#include "db/db.h"

#include <string.h>

#define RULES_ARENA_MAX (4u << 20) /* a few hundred rows of at most 3 KiB */
#define ROWS_MAX 500               /* of each table: a rule a province and law, a setting a thing to set */

static const char put_rule_set[] =
    "INSERT INTO rule_set (code, province, law, article, check_days, correct_notice_days, provider_days, result_notice_days, effect, valid_from, valid_until) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE province = VALUES(province), law = VALUES(law), article = VALUES(article), "
    "check_days = VALUES(check_days), correct_notice_days = VALUES(correct_notice_days), provider_days = VALUES(provider_days), "
    "result_notice_days = VALUES(result_notice_days), effect = VALUES(effect), valid_from = VALUES(valid_from), valid_until = VALUES(valid_until)";
static const char put_repair_rule[] =
    "INSERT INTO repair_rule (code, law, article, site_days, department_days, papers, fee, valid_from, valid_until) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE law = VALUES(law), article = VALUES(article), site_days = VALUES(site_days), "
    "department_days = VALUES(department_days), papers = VALUES(papers), fee = VALUES(fee), valid_from = VALUES(valid_from), valid_until = VALUES(valid_until)";
static const char deliver_setting[] =
    "INSERT INTO setting (name, value, initial, label, unit, allowed, explanation, basis) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE value = IF(changed_by IS NULL, VALUES(value), value), initial = VALUES(initial), label = VALUES(label), "
    "unit = VALUES(unit), allowed = VALUES(allowed), explanation = VALUES(explanation), basis = VALUES(basis)";
static const char change_setting[] = "UPDATE setting SET value = ?, changed_by = ?, changed_at = UTC_TIMESTAMP(3) WHERE name = ?";
static const char select_rule_sets[] =
    "SELECT code, province, law, article, effect, check_days, correct_notice_days, provider_days, result_notice_days, valid_from, valid_until "
    "FROM rule_set ORDER BY code";
static const char select_repair_rules[] =
    "SELECT code, law, article, papers, fee, site_days, department_days, valid_from, valid_until FROM repair_rule ORDER BY code";
/* settings that are delivered have a label; other rows belong to programs */
static const char select_settings[] =
    "SELECT name, value, COALESCE(initial, ''), label, unit, allowed, explanation, basis, COALESCE(changed_by, '') FROM setting "
    "WHERE label <> '' ORDER BY name";

static void put_days(struct db_stmt *st, unsigned i, int days)
{
    if (days == RULE_UNKNOWN)
        db_null(st, i);
    else
        db_uint(st, i, (unsigned)days);
}

static int take_days(struct db_stmt *st, unsigned col)
{
    return db_is_null(st, col) ? RULE_UNKNOWN : (int)db_col_uint(st, col);
}

enum result rule_set_put(struct db *db, const struct rule_set *rule)
{
    struct db_stmt *st = db_sql(db, put_rule_set);
    db_text(st, 0, rule->code);
    db_text(st, 1, rule->province);
    db_text(st, 2, rule->law);
    db_text(st, 3, rule->article);
    put_days(st, 4, rule->check_days);
    put_days(st, 5, rule->correct_notice_days);
    put_days(st, 6, rule->provider_days);
    put_days(st, 7, rule->result_notice_days);
    db_text(st, 8, rule->effect);
    db_day(st, 9, rule->from);
    db_day(st, 10, rule->until);
    return db_run(st);
}

enum result repair_rule_put(struct db *db, const struct repair_rule *rule)
{
    struct db_stmt *st = db_sql(db, put_repair_rule);
    db_text(st, 0, rule->code);
    db_text(st, 1, rule->law);
    db_text(st, 2, rule->article);
    put_days(st, 3, rule->site_days);
    put_days(st, 4, rule->department_days);
    db_text(st, 5, rule->papers);
    db_text(st, 6, rule->fee);
    db_day(st, 7, rule->from);
    db_day(st, 8, rule->until);
    return db_run(st);
}

enum result setting_deliver(struct db *db, const struct setting *setting)
{
    const char *const values[] = {setting->name, setting->value, setting->value, setting->label, setting->unit, setting->allowed,
                                  setting->explanation, setting->basis};
    struct db_stmt *st = db_sql(db, deliver_setting);
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
        db_text(st, i, values[i]);
    return db_run(st);
}

enum result setting_change(struct db *db, const char *name, const char *value, const char *actor)
{
    struct db_stmt *st = db_sql(db, change_setting);
    db_text(st, 0, value);
    db_text(st, 1, actor);
    db_text(st, 2, name);
    enum result result = db_run(st);
    return result == RESULT_OK && db_affected(st) == 0 ? RESULT_NOT_FOUND : result;
}

/* ---------------------------------------------------------------- all of them */

/* Texts of a row from column 0 on. False: no memory. */
static bool take_texts(struct db_stmt *st, struct arena *arena, const char ***places, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (!(*places[i] = arena_text(arena, db_col_text(st, i, NULL))))
            return false;
    return true;
}

/* Runs `sql` and gives each row to `take`; false of it is RESULT_ERROR. */
static enum result each(struct db *db, const char *sql, struct rules *rules, bool (*take)(struct db_stmt *, struct rules *))
{
    struct db_stmt *st = db_sql(db, sql);
    enum result result = db_run(st);
    while (result == RESULT_OK && (result = db_next(st)) == RESULT_OK)
        if (!take(st, rules))
            result = RESULT_ERROR;
    db_done(st);
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static bool take_rule_set(struct db_stmt *st, struct rules *rules)
{
    if (rules->set_count == ROWS_MAX)
        return false;
    struct rule_set *set = &rules->sets[rules->set_count++];
    const char **texts[] = {&set->code, &set->province, &set->law, &set->article, &set->effect};
    set->check_days = take_days(st, 5);
    set->correct_notice_days = take_days(st, 6);
    set->provider_days = take_days(st, 7);
    set->result_notice_days = take_days(st, 8);
    set->from = db_col_day(st, 9);
    set->until = db_col_day(st, 10);
    return take_texts(st, &rules->arena, texts, 5);
}

static bool take_repair_rule(struct db_stmt *st, struct rules *rules)
{
    if (rules->repair_count == ROWS_MAX)
        return false;
    struct repair_rule *rule = &rules->repairs[rules->repair_count++];
    const char **texts[] = {&rule->code, &rule->law, &rule->article, &rule->papers, &rule->fee};
    rule->site_days = take_days(st, 5);
    rule->department_days = take_days(st, 6);
    rule->from = db_col_day(st, 7);
    rule->until = db_col_day(st, 8);
    return take_texts(st, &rules->arena, texts, 5);
}

static bool take_setting(struct db_stmt *st, struct rules *rules)
{
    if (rules->setting_count == ROWS_MAX)
        return false;
    struct setting *setting = &rules->settings[rules->setting_count++];
    const char **texts[] = {&setting->name, &setting->value, &setting->initial, &setting->label, &setting->unit, &setting->allowed,
                            &setting->explanation, &setting->basis, &setting->changed_by};
    return take_texts(st, &rules->arena, texts, 9);
}

enum result rules_load(struct db *db, struct rules *rules)
{
    memset(rules, 0, sizeof *rules);
    arena_init(&rules->arena, RULES_ARENA_MAX);
    rules->sets = arena_alloc(&rules->arena, ROWS_MAX * sizeof *rules->sets);
    rules->repairs = arena_alloc(&rules->arena, ROWS_MAX * sizeof *rules->repairs);
    rules->settings = arena_alloc(&rules->arena, ROWS_MAX * sizeof *rules->settings);
    enum result result = rules->sets && rules->repairs && rules->settings ? RESULT_OK : RESULT_ERROR;
    if (result == RESULT_OK)
        result = each(db, select_rule_sets, rules, take_rule_set);
    if (result == RESULT_OK)
        result = each(db, select_repair_rules, rules, take_repair_rule);
    if (result == RESULT_OK)
        result = each(db, select_settings, rules, take_setting);
    if (result != RESULT_OK)
        rules_free(rules);
    return result;
}

void rules_free(struct rules *rules)
{
    arena_free(&rules->arena);
    memset(rules, 0, sizeof *rules);
}
