/* creditctl catalogue: list, check, load. */
#include "ctl/ctl.h"

#include "base/config.h"
#include "ctl/files.h"
#include "db/catalogue.h"
#include "db/db.h"
#include "db/reference.h"
#include "db/rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 4096

static int print_faults(const struct catalogue_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        printf("%s%s%s: %s\n", faults->items[i].file, faults->items[i].path[0] ? ": " : "", faults->items[i].path, faults->items[i].message);
    if (faults->cut)
        printf("（还有更多问题未列出）\n");
    return faults->count || faults->cut ? EXIT_REFUSED : EXIT_DONE;
}

/* Codes of the units of the data folder, for the check that needs no database. */
struct unit_codes {
    char (*items)[49];
    size_t count, capacity;
};

static bool take_code(void *context, size_t line, const char *const *values)
{
    struct unit_codes *codes = context;
    (void)line;
    if (codes->count == codes->capacity) {
        size_t capacity = codes->capacity ? codes->capacity * 2 : 64;
        void *more = realloc(codes->items, capacity * sizeof *codes->items);
        if (!more)
            return false;
        codes->items = more;
        codes->capacity = capacity;
    }
    snprintf(codes->items[codes->count++], sizeof *codes->items, "%s", values[0]);
    return true;
}

static void check_units(const struct catalogue *catalogue, const struct unit_codes *codes, struct catalogue_faults *faults)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct info_set *set = catalogue->sets[i];
        bool known = false;
        char file[64];
        for (size_t u = 0; u < codes->count && !known; u++)
            known = strcmp(codes->items[u], set->unit) == 0;
        snprintf(file, sizeof file, "%s.json", set->code);
        if (!known)
            catalogue_fault_add(faults, file, "unit", "没有来源单位 %s", set->unit);
    }
}

static int check(struct ctl *ctl, int argc, char **argv)
{
    static const char *const columns[] = {"code"};
    struct catalogue catalogue;
    struct catalogue_faults faults = {0};
    struct unit_codes codes = {0};
    char path[PATH_BYTES];
    int status = EXIT_REFUSED;
    catalogue_init(&catalogue);
    enum result result = RESULT_OK;
    if (argc == 0)
        result = catalogue_read_folder(folder(ctl, "catalogue_dir"), &catalogue, &faults);
    for (int i = 0; i < argc; i++) {
        enum result one = catalogue_read_file(argv[i], &catalogue, &faults);
        if (one != RESULT_OK)
            result = one;
    }
    snprintf(path, sizeof path, "%s/source-units.csv", folder(ctl, "data_dir"));
    if (result == RESULT_ERROR) {
        complain("out of memory");
    } else if (data_read(path, columns, 1, take_code, &codes) == RESULT_OK) {
        check_units(&catalogue, &codes, &faults);
        status = print_faults(&faults);
        printf("%zu sets without fault, %zu faults\n", catalogue.count, faults.count);
    }
    free(codes.items);
    catalogue_faults_free(&faults);
    catalogue_free(&catalogue);
    return status;
}

static int list(struct ctl *ctl)
{
    struct catalogue catalogue;
    struct source_units units = {0};
    if (!ctl_open(ctl, "ctl"))
        return EXIT_REFUSED;
    enum result result = catalogue_load(ctl->db, &catalogue);
    if (result == RESULT_OK)
        result = source_units_load(ctl->db, &units);
    for (size_t i = 0; result == RESULT_OK && i < catalogue.count; i++) {
        const struct info_set *set = catalogue.sets[i];
        const struct source_unit *unit = source_unit_by_code(&units, set->unit);
        printf("%u\t%s\t%s\t%s\t%s\t%s\t%zu\n", set->number, set->code, set->name, unit ? unit->name : set->unit, set->group ? set->group : "-",
               openness_name(set->openness), set->field_count);
    }
    if (result == RESULT_OK)
        catalogue_free(&catalogue);
    source_units_free(&units);
    return outcome(result, "catalogue list");
}

/* ------------------------------------------------ load */

struct loading {
    struct ctl *ctl;
    const struct catalogue *catalogue;
    struct catalogue_changes changes;
    unsigned units, divisions, rules, settings;
};

static unsigned division_code(const char *text)
{
    unsigned long long code;
    return number_of(text, 999999, &code) ? (unsigned)code : 0;
}

static bool put_unit(void *context, size_t line, const char *const *v)
{
    struct loading *loading = context;
    struct source_unit unit = {.code = v[0], .name = v[1], .name_2017 = v[2], .region = division_code(v[3]), .kind = v[4], .address = v[5], .phone = v[6]};
    (void)line;
    loading->units++;
    return unit.code[0] && unit.name[0] && unit.region && source_unit_put(loading->ctl->db, &unit) == RESULT_OK;
}

static bool put_division(void *context, size_t line, const char *const *v)
{
    struct loading *loading = context;
    unsigned code = division_code(v[0]);
    (void)line;
    loading->divisions++;
    return code && v[1][0] && division_put(loading->ctl->db, code, v[1], v[2], division_code(v[3])) == RESULT_OK;
}

static bool put_grade(void *context, size_t line, const char *const *v)
{
    struct loading *loading = context;
    unsigned long long min, max;
    (void)line;
    return number_of(v[2], 1200, &min) && number_of(v[3], 1200, &max) && min <= max && grade_parse(v[0]) != GRADE_NONE &&
           grade_rule_put(loading->ctl->db, v[0], v[1], (unsigned)min, (unsigned)max, v[4]) == RESULT_OK;
}

/* Days of a term; empty: unknown. */
static bool term(const char *text, int *days)
{
    unsigned long long n = 0;
    *days = RULE_UNKNOWN;
    if (!*text)
        return true;
    if (!number_of(text, RULE_DAYS_MAX, &n))
        return false;
    *days = (int)n;
    return true;
}

/* A date of effect; empty: no bound. */
static bool bound(const char *text, day_t *day)
{
    *day = DAY_NONE;
    return !*text || day_parse(text, day);
}

static bool put_rule_set(void *context, size_t line, const char *const *v)
{
    struct loading *loading = context;
    struct rule_set rule = {.code = v[0], .province = v[1], .law = v[2], .article = v[3], .effect = v[8]};
    (void)line;
    loading->rules++;
    return v[0][0] && term(v[4], &rule.check_days) && term(v[5], &rule.correct_notice_days) && term(v[6], &rule.provider_days) &&
           term(v[7], &rule.result_notice_days) && (strcmp(v[8], "hold") == 0 || strcmp(v[8], "mark") == 0) && bound(v[9], &rule.from) &&
           bound(v[10], &rule.until) && rule_set_put(loading->ctl->db, &rule) == RESULT_OK;
}

static bool put_repair_rule(void *context, size_t line, const char *const *v)
{
    struct loading *loading = context;
    struct repair_rule rule = {.code = v[0], .law = v[1], .article = v[2], .papers = v[5], .fee = v[6]};
    (void)line;
    loading->rules++;
    return v[0][0] && v[1][0] && term(v[3], &rule.site_days) && term(v[4], &rule.department_days) && bound(v[7], &rule.from) &&
           bound(v[8], &rule.until) && repair_rule_put(loading->ctl->db, &rule) == RESULT_OK;
}

/* The configuration may bring a value of its own: it is what the site starts with. */
static bool put_setting(void *context, size_t line, const char *const *v)
{
    struct loading *loading = context;
    struct setting setting = {.name = v[0], .value = config_text(loading->ctl->config, v[0], v[1]), .label = v[2], .unit = v[3],
                              .allowed = v[4], .explanation = v[5], .basis = v[6]};
    (void)line;
    loading->settings++;
    return v[0][0] && v[2][0] && v[4][0] && setting_deliver(loading->ctl->db, &setting) == RESULT_OK;
}

/* What the configuration or an earlier version gave a setting may be something it does not allow. */
static enum result check_settings(struct db *db)
{
    struct rules rules = {0};
    enum result result = rules_load(db, &rules);
    for (size_t i = 0; result == RESULT_OK && i < rules.setting_count; i++)
        if (!setting_allows(&rules, &rules.settings[i], rules.settings[i].value)) {
            complain("the setting %s cannot be %s (%s)", rules.settings[i].name, rules.settings[i].value, rules.settings[i].allowed);
            result = RESULT_INVALID;
        }
    rules_free(&rules);
    return result;
}

static enum result load_file(struct loading *loading, const char *name, const char *const *columns, size_t n, data_row *row)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder(loading->ctl, "data_dir"), name);
    return data_read(path, columns, n, row, loading);
}

static enum result load_all(struct db *db, void *context)
{
    static const char *const unit_columns[] = {"code", "name", "name_2017", "region", "kind", "address", "phone"};
    static const char *const division_columns[] = {"code", "name", "level", "parent"};
    static const char *const grade_columns[] = {"grade", "label", "min_months", "max_months", "basis"};
    static const char *const rule_columns[] = {"code", "province", "law", "article", "check_days", "correct_notice_days", "provider_days",
                                               "result_notice_days", "effect", "from", "until"};
    static const char *const repair_columns[] = {"rule_set", "law", "article", "site_days", "department_days", "papers", "fee", "from", "until"};
    static const char *const setting_columns[] = {"name", "default", "label", "unit", "allowed", "explanation", "basis"};
    struct loading *loading = context;
    struct source_units units = {0};
    loading->units = loading->divisions = loading->rules = loading->settings = 0;
    enum result result = load_file(loading, "divisions.csv", division_columns, 4, put_division);
    if (result == RESULT_OK)
        result = load_file(loading, "source-units.csv", unit_columns, 7, put_unit);
    if (result == RESULT_OK)
        result = load_file(loading, "grades.csv", grade_columns, 5, put_grade);
    if (result == RESULT_OK)
        result = load_file(loading, "rule-sets.csv", rule_columns, 11, put_rule_set);
    if (result == RESULT_OK)
        result = load_file(loading, "repair-rules.csv", repair_columns, 9, put_repair_rule);
    if (result == RESULT_OK)
        result = load_file(loading, "settings.csv", setting_columns, 7, put_setting);
    if (result == RESULT_OK)
        result = check_settings(db);
    if (result == RESULT_OK)
        result = source_units_load(db, &units);
    if (result == RESULT_OK)
        result = catalogue_store(db, loading->catalogue, &units, &loading->changes);
    if (result == RESULT_OK)
        result = catalogue_touch(db); /* units and divisions may have changed too */
    source_units_free(&units);
    return result;
}

static int load(struct ctl *ctl)
{
    struct catalogue catalogue;
    struct catalogue_faults faults = {0};
    int status = EXIT_REFUSED;
    catalogue_init(&catalogue);
    enum result result = catalogue_read_folder(folder(ctl, "catalogue_dir"), &catalogue, &faults);
    if (result != RESULT_OK) {
        print_faults(&faults);
        complain("the catalogue has faults; nothing was loaded");
    } else if (ctl_open(ctl, "ctl")) {
        struct loading loading = {.ctl = ctl, .catalogue = &catalogue};
        uint64_t closed = 0;
        result = db_transaction(ctl->db, load_all, &loading);
        if (result == RESULT_OK)
            result = catalogue_close_sets(ctl->db, &closed);
        if (closed)
            printf("%" PRIu64 " records of sets that are no longer public were taken off the site\n", closed);
        status = outcome(result, "catalogue load");
        if (result == RESULT_OK)
            printf("sets: %u added, %u changed, %u unchanged, %u retired; %u source units, %u divisions, %u rules, %u settings\n", loading.changes.added,
                   loading.changes.changed, loading.changes.same, loading.changes.retired, loading.units, loading.divisions, loading.rules,
                   loading.settings);
    }
    catalogue_faults_free(&faults);
    catalogue_free(&catalogue);
    return status;
}

int ctl_catalogue(struct ctl *ctl, int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "check") == 0)
        return check(ctl, argc - 2, argv + 2);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return list(ctl);
    if (argc == 2 && strcmp(argv[1], "load") == 0)
        return load(ctl);
    return EXIT_USAGE;
}
