/* The generator of the demonstration province: the same each time, valid codes, every city, kind and named set, and
   nothing longer than the catalogue allows. One run of the demonstration's own size feeds all of it. */
#include "ctl/generate.h"

#include "base/utf8.h"
#include "domain/catalogue.h"
#include "domain/citizen_id.h"
#include "domain/row.h"
#include "domain/uscc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SUBJECTS 20000
#define RECORDS 60000
#define TODAY 20779 /* 2026-11-22 */
#define FACTS_TWICE 5 /* chance gives two subjects one name; a few sets know their subjects by name alone */
#define SETS_MAX CATALOGUE_SETS_MAX
#define DIVISIONS_END 211500 /* codes of the province are below */

struct tally {
    const struct generate *generate;
    const struct info_set *info;
    uint64_t hash;                       /* FNV-1a of everything */
    uint64_t rows, records, registrations;
    uint64_t by_set[SETS_MAX];           /* by number */
    uint64_t cities[20];                 /* registrations, by the city's two digits */
    bool counties[DIVISIONS_END - 210000];
    uint64_t prefixes[256 * 256];        /* registrations, by the first two signs of the code */
    uint64_t bad_registrations, wrong, placeholders, valid, persons, bad_ids;
    uint64_t too_long, empty_required, outside_enum, bad_utf8, bad_days, unfilled, late;
    uint64_t rare, former, actions[5];
    uint64_t grade_misfit, early_decisions;
    char (*codes)[USCC_TEXT];            /* of the registrations */
    char first_fault[512];
};

static void note(struct tally *t, const char *what, const struct field *field, const char *value)
{
    if (t->first_fault[0] == '\0')
        snprintf(t->first_fault, sizeof(t->first_fault), "%s: %s.%s: %s", what, t->info->code,
                 field != NULL ? field->code : "", value);
}

static void hash(struct tally *t, const char *text)
{
    for (; *text != '\0'; text++)
        t->hash = (t->hash ^ (unsigned char)*text) * 0x100000001B3ULL;
    t->hash = (t->hash ^ 0xFF) * 0x100000001B3ULL;
}

static bool in_list(const struct field *field, const char *value)
{
    for (size_t i = 0; i < field->values.count; i++)
        if (strcmp(field->values.items[i], value) == 0)
            return true;
    return false;
}

static void check_value(struct tally *t, const struct field *field, const char *value)
{
    day_t day;
    size_t len = strlen(value);
    if (len == 0) {
        if (field->required) {
            t->empty_required++;
            note(t, "empty", field, value);
        }
        return;
    }
    if (!utf8_is_clean(value, len)) {
        t->bad_utf8++;
        note(t, "UTF-8", field, value);
    }
    if (field->length > 0 && utf8_length(value, len) > field->length) {
        t->too_long++;
        note(t, "too long", field, value);
    }
    if (field->type == FIELD_ENUM && !in_list(field, value)) {
        t->outside_enum++;
        note(t, "not of the list", field, value);
    }
    if (field->type == FIELD_DATE && !day_parse(value, &day)) {
        t->bad_days++;
        note(t, "no day", field, value);
    } else if (field->type == FIELD_DATE && field->role == ROLE_DECIDED_ON && day > TODAY) {
        t->late++;
        note(t, "after today", field, value);
    }
    if (strchr(value, '{') != NULL || strchr(value, '}') != NULL) {
        t->unfilled++;
        note(t, "unfilled", field, value);
    }
    if (strstr(value, "𠮷") != NULL || strstr(value, "䶮") != NULL || strstr(value, "㐂") != NULL)
        t->rare++;
}

static const char *role_value(const struct tally *t, const char *const *values, enum field_role role)
{
    const struct field *field = t->info->roles[role];
    return field == NULL ? "" : values[field->ordinal];
}

static void check_code(struct tally *t, const char *code)
{
    if (code[0] == '\0')
        return;
    switch (uscc_check(code)) {
    case USCC_VALID:
        t->valid++;
        break;
    case USCC_PLACEHOLDER:
        t->placeholders++;
        t->bad_registrations += t->info->registers;
        break;
    default:
        t->wrong++;
        t->bad_registrations += t->info->registers;
    }
}

static void check_registration(struct tally *t, const char *const *values)
{
    const char *code = role_value(t, values, ROLE_USCC), *region = role_value(t, values, ROLE_REGION);
    unsigned division = (unsigned)strtoul(region, NULL, 10);
    if (t->registrations < SUBJECTS)
        snprintf(t->codes[t->registrations], USCC_TEXT, "%s", code);
    t->registrations++;
    if (division == 0) /* sets without a region: the code has it */
        division = uscc_division(code);
    if (division > 210000 && division < DIVISIONS_END) {
        t->cities[division / 100 % 100]++;
        t->counties[division - 210000] = true;
    }
    t->prefixes[(unsigned char)code[0] * 256 + (unsigned char)code[1]]++;
    t->former += role_value(t, values, ROLE_FORMER_NAME)[0] != '\0';
}

/* The amounts fit the kind, and the end of publication fits the grade. */
static void check_penalty(struct tally *t, const char *const *values)
{
    const char *kind = role_value(t, values, ROLE_KIND), *amount = role_value(t, values, ROLE_AMOUNT);
    bool minor = strcmp(kind, "警告") == 0 || strcmp(kind, "通报批评") == 0;
    day_t decided, until;
    if (strcmp(t->info->code, "penalty-decision") != 0)
        return;
    int months = minor ? 3 : strcmp(kind, "罚款") != 0 && strncmp(kind, "没收", strlen("没收")) != 0 ? 36 : strtod(amount, NULL) >= 100 ? 36 : 12;
    if (!day_parse(role_value(t, values, ROLE_DECIDED_ON), &decided) ||
        !day_parse(role_value(t, values, ROLE_PUBLISH_UNTIL), &until) || until != day_add_months(decided, months) ||
        (minor && amount[0] != '\0')) {
        t->grade_misfit++;
        note(t, "grade", NULL, kind);
    }
}

static enum result on_begin(void *ctx, const char *set_code, const char *unit_code, const char *const *fields, size_t n)
{
    struct tally *t = ctx;
    t->info = catalogue_by_code(generate_catalogue(t->generate), set_code);
    assert_non_null(t->info);
    assert_string_equal(t->info->unit, unit_code);
    assert_int_equal(t->info->field_count, n);
    for (size_t i = 0; i < n; i++)
        hash(t, fields[i]);
    return RESULT_OK;
}

static enum result on_row(void *ctx, const char *set_code, const char *const *values, size_t n,
                          const struct generate_decision *decision)
{
    struct tally *t = ctx;
    (void)set_code;
    t->rows++;
    t->by_set[t->info->number % SETS_MAX]++;
    for (size_t i = 0; i < n; i++) {
        hash(t, values[i]);
        check_value(t, &t->info->fields[i], values[i]);
    }
    check_code(t, role_value(t, values, ROLE_USCC));
    const char *id = role_value(t, values, ROLE_PERSON_ID);
    if (strlen(id) == 18) {
        t->persons++;
        t->bad_ids += !citizen_id_valid(id) || strncmp(id, "210000", 6) != 0;
    }
    if (t->info->registers)
        check_registration(t, values);
    else
        t->records++;
    if (strcmp(t->info->class_code, "penalty") == 0)
        check_penalty(t, values);
    if (decision != NULL) {
        day_t decided;
        t->actions[decision->action]++;
        hash(t, decision->document_no);
        hash(t, decision->reason);
        assert_true(day_parse(role_value(t, values, ROLE_DECIDED_ON), &decided));
        if (decision->day < decided || decision->day > TODAY || decision->document_no[0] == '\0' || decision->reason[0] == '\0') {
            t->early_decisions++;
            note(t, "decision", NULL, decision->document_no);
        }
    }
    return RESULT_OK;
}

static enum result on_end(void *ctx, const char *set_code)
{
    (void)ctx;
    (void)set_code;
    return RESULT_OK;
}

static char data_dir[4096], catalogue_dir[4096];

static void folders(void)
{
    const char *source = getenv("SOURCE_DIR");
    if (source == NULL)
        source = ".";
    snprintf(data_dir, sizeof(data_dir), "%s/db/data", source);
    snprintf(catalogue_dir, sizeof(catalogue_dir), "%s/db/catalogue", source);
}

/* Free with tally_free. */
static struct tally *run(uint64_t subjects, uint64_t records, uint64_t seed)
{
    struct generate *generate = NULL;
    folders();
    const struct generate_options options = {subjects, records, seed, TODAY, data_dir, catalogue_dir};
    assert_int_equal(generate_open(&options, &generate), RESULT_OK);
    struct tally *t = calloc(1, sizeof(*t));
    assert_non_null(t);
    t->generate = generate;
    t->hash = 0xCBF29CE484222325ULL;
    t->codes = calloc(SUBJECTS, sizeof(*t->codes));
    assert_non_null(t->codes);
    const struct generate_sink sink = {t, false, on_begin, on_row, on_end};
    assert_int_equal(generate_run(generate, &sink), RESULT_OK);
    return t;
}

static void tally_free(struct tally *t)
{
    generate_close((struct generate *)(uintptr_t)t->generate);
    free(t->codes);
    free(t);
}

static struct tally *demo; /* the demonstration's own run */

static int set_up(void **state)
{
    (void)state;
    demo = run(SUBJECTS, RECORDS, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tally_free(demo);
    return 0;
}

static void same_options_give_the_same_bytes(void **state)
{
    (void)state;
    struct tally *a = run(3000, 5000, 7), *b = run(3000, 5000, 7), *c = run(3000, 5000, 8);
    assert_true(a->hash == b->hash);
    assert_true(a->hash != c->hash);
    assert_int_equal(a->rows, b->rows);
    tally_free(a);
    tally_free(b);
    tally_free(c);
}

static void a_second_run_of_one_generator_gives_the_same(void **state)
{
    (void)state;
    struct tally *a = run(2000, 3000, 3);
    uint64_t first = a->hash;
    a->hash = 0xCBF29CE484222325ULL;
    const struct generate_sink sink = {a, false, on_begin, on_row, on_end};
    assert_int_equal(generate_run((struct generate *)(uintptr_t)a->generate, &sink), RESULT_OK);
    assert_true(a->hash == first);
    tally_free(a);
}

static void numbers_are_what_was_asked_for(void **state)
{
    (void)state;
    assert_int_equal(demo->registrations, SUBJECTS);
    assert_int_equal(demo->records, RECORDS);
    assert_int_equal(demo->rows, generate_total(demo->generate));
}

static unsigned foreign; /* deliveries of another unit than the set's own */

static enum result on_delivery(void *ctx, const char *set_code, const char *unit_code, const char *const *fields, size_t n)
{
    struct tally *t = ctx;
    (void)fields;
    (void)n;
    t->info = catalogue_by_code(generate_catalogue(t->generate), set_code);
    foreign += strcmp(t->info->unit, unit_code) != 0;
    return RESULT_OK;
}

/* Deliveries unit by unit are the same rows in another order. */
static void deliveries_of_units_are_the_whole_set(void **state)
{
    (void)state;
    struct tally *a = run(2000, 6000, 3);
    const uint64_t rows = a->rows, records = a->records;
    a->rows = a->records = 0;
    const struct generate_sink sink = {a, true, on_delivery, on_row, on_end};
    assert_int_equal(generate_run((struct generate *)(uintptr_t)a->generate, &sink), RESULT_OK);
    assert_int_equal(a->rows, rows);
    assert_int_equal(a->records, records);
    assert_true(foreign > 10);
    tally_free(a);
}

static void tiny_provinces_work_too(void **state)
{
    (void)state;
    static const uint64_t sizes[][2] = {{1, 0}, {1, 10}, {20, 0}, {50, 100}, {300, 1}};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct tally *t = run(sizes[i][0], sizes[i][1], 5);
        assert_int_equal(t->registrations, sizes[i][0]);
        assert_true(t->records >= sizes[i][1]);
        tally_free(t);
    }
}

static void sizes_out_of_range_are_refused(void **state)
{
    (void)state;
    struct generate *generate = NULL;
    folders();
    struct generate_options options = {0, 10, 1, TODAY, data_dir, catalogue_dir};
    assert_int_equal(generate_open(&options, &generate), RESULT_INVALID);
    options.subjects = GENERATE_SUBJECTS_MAX + 1;
    assert_int_equal(generate_open(&options, &generate), RESULT_INVALID);
    options.subjects = 10;
    options.data_dir = "/nowhere";
    assert_int_equal(generate_open(&options, &generate), RESULT_NOT_FOUND);
    assert_null(generate);
}

static void every_registration_has_a_valid_code(void **state)
{
    (void)state;
    assert_int_equal(demo->bad_registrations, 0);
}

static int compare_codes(const void *a, const void *b)
{
    return memcmp(a, b, USCC_TEXT);
}

static void no_code_is_registered_twice(void **state)
{
    (void)state;
    qsort(demo->codes, SUBJECTS, sizeof(*demo->codes), compare_codes);
    for (size_t i = 1; i < SUBJECTS; i++)
        assert_string_not_equal(demo->codes[i - 1], demo->codes[i]);
}

static void a_few_records_carry_wrong_codes_and_placeholders(void **state)
{
    (void)state;
    assert_in_range(demo->wrong, 3, RECORDS / 500);
    assert_in_range(demo->placeholders, 3, RECORDS / 500);
}

static void ids_of_persons_are_valid_and_nobodys(void **state)
{
    (void)state;
    assert_true(demo->persons > 50);
    assert_int_equal(demo->bad_ids, 0);
}

static void all_cities_and_counties_have_subjects(void **state)
{
    (void)state;
    size_t counties = 0;
    for (size_t i = 1; i <= 14; i++)
        assert_true(demo->cities[i] > 300);
    for (size_t i = 0; i < DIVISIONS_END - 210000; i++)
        counties += demo->counties[i] && i % 100 != 0;
    assert_int_equal(counties, 100);
}

static void all_kinds_have_subjects(void **state)
{
    (void)state;
    static const char *const kinds[] = {"11", "12", "13", "31", "32", "33", "34", "51", "52", "53", "54", "91", "92", "93", "Y1"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (demo->prefixes[(unsigned char)kinds[i][0] * 256 + (unsigned char)kinds[i][1]] == 0)
            fail_msg("no subject of kind %s", kinds[i]);
}

static void every_named_set_and_nearly_all_others_have_rows(void **state)
{
    (void)state;
    static const char *const named[] = {
        "licence-decision", "penalty-decision", "commitment-record", "abnormal-operation", "attention-list", "red-tax-a",
        "red-model-enterprise", "black-dishonest-debtor", "black-wage-arrears"};
    const struct catalogue *catalogue = generate_catalogue(demo->generate);
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        const struct info_set *set = catalogue_by_code(catalogue, named[i]);
        assert_non_null(set);
        if (demo->by_set[set->number] < 100)
            fail_msg("%s has %d rows", named[i], (int)demo->by_set[set->number]);
    }
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct info_set *set = catalogue->sets[i];
        bool people = set->subject_type == SUBJECT_PERSON || set->subject_type == SUBJECT_VEHICLE;
        if (people ? demo->by_set[set->number] != 0 : demo->by_set[set->number] == 0)
            fail_msg("%s has %d rows", set->code, (int)demo->by_set[set->number]);
    }
}

static void values_keep_the_catalogues_limits(void **state)
{
    (void)state;
    if (demo->too_long + demo->empty_required + demo->outside_enum + demo->bad_utf8 + demo->bad_days + demo->unfilled + demo->late > 0)
        fail_msg("%s (long %d, empty %d, enum %d, UTF-8 %d, days %d, unfilled %d, late %d)", demo->first_fault,
                 (int)demo->too_long, (int)demo->empty_required, (int)demo->outside_enum, (int)demo->bad_utf8,
                 (int)demo->bad_days, (int)demo->unfilled, (int)demo->late);
}

static void amounts_and_periods_fit_the_grade(void **state)
{
    (void)state;
    if (demo->grade_misfit > 0)
        fail_msg("%s", demo->first_fault);
}

static void every_fate_occurs_after_its_record(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        if (demo->actions[i] < 10)
            fail_msg("%s: %d", generate_action_name((enum generate_action)i), (int)demo->actions[i]);
    assert_int_equal(demo->early_decisions, 0);
}

static void rare_signs_and_former_names_occur(void **state)
{
    (void)state;
    assert_true(demo->rare > 20);
    assert_true(demo->former > 300);
}

/* ------------------------------------------------------------------ what the import makes of it */

struct reading {
    struct row_rules rules;
    struct divisions divisions;
    struct grade_rules grades;
    struct arena arena;
    const struct generate *generate;
    struct identity { unsigned set; unsigned char digest[ROW_DIGEST]; } *identities;
    size_t identities_n;
    uint64_t rejected, flagged, published, due, hidden_persons, expected_flags;
    char first[600];
};

static enum result read_begin(void *ctx, const char *set_code, const char *unit_code, const char *const *fields, size_t n)
{
    struct reading *r = ctx;
    (void)unit_code;
    (void)fields;
    (void)n;
    r->rules.set = catalogue_by_code(generate_catalogue(r->generate), set_code);
    return RESULT_OK;
}

static enum result read_row(void *ctx, const char *set_code, const char *const *values, size_t n,
                            const struct generate_decision *decision)
{
    struct reading *r = ctx;
    struct row_cell cells[CATALOGUE_FIELDS_MAX];
    struct row row;
    (void)decision;
    for (size_t i = 0; i < n; i++)
        cells[i] = (struct row_cell){values[i], strlen(values[i])};
    arena_reset(&r->arena);
    assert_int_equal(row_read(&r->rules, cells, &r->arena, &row), RESULT_OK);
    struct identity *identity = &r->identities[r->identities_n++];
    identity->set = r->rules.set->number;
    memcpy(identity->digest, row.identity, ROW_DIGEST);
    const struct field *uscc = r->rules.set->roles[ROLE_USCC];
    bool expected = uscc != NULL && values[uscc->ordinal][0] != '\0' && uscc_check(values[uscc->ordinal]) != USCC_VALID;
    r->expected_flags += expected;
    r->rejected += row.rejected;
    r->flagged += row.flagged;
    if ((row.rejected || row.flagged != expected) && r->first[0] == '\0')
        snprintf(r->first, sizeof(r->first), "%s: %s: %s: %s", set_code, row.name == NULL ? "" : row.name,
                 row.issue_count > 0 && row.issues[0].field != NULL ? row.issues[0].field->code : "",
                 row.issue_count > 0 ? row.issues[0].reason : "no flag");
    bool shown = info_set_published(r->rules.set) && row.plan.publishable;
    r->published += shown && row.plan.from <= TODAY && (row.plan.until == DAY_NONE || row.plan.until >= TODAY);
    r->due += shown && row.plan.until != DAY_NONE && row.plan.until < TODAY;
    r->hidden_persons += row.is_person && !row.plan.publishable;
    return RESULT_OK;
}

static void read_divisions(struct divisions *divisions)
{
    char path[4200], line[512];
    snprintf(path, sizeof(path), "%s/divisions.csv", data_dir);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        char *rest = line;
        char *code = strsep(&rest, ",\r\n"), *name = strsep(&rest, ",\r\n"), *level = strsep(&rest, ",\r\n");
        char *parent = strsep(&rest, ",\r\n");
        if (parent != NULL && code[0] == '2')
            assert_int_equal(divisions_add(divisions, (unsigned)strtoul(code, NULL, 10), name, level,
                                           (unsigned)strtoul(parent, NULL, 10)), RESULT_OK);
    }
    fclose(file);
}

static int compare_identities(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct identity));
}

/* Nothing is refused, hardly a fact comes twice, nothing flagged but the codes that are wrong on purpose; many records have expired. */
static void the_import_takes_every_row(void **state)
{
    (void)state;
    static const unsigned char key[32] = {1};
    struct reading r = {.generate = demo->generate};
    r.grades.of[GRADE_MINOR] = (struct grade_rule){0, 3};
    r.grades.of[GRADE_ORDINARY] = (struct grade_rule){3, 12};
    r.grades.of[GRADE_SERIOUS] = (struct grade_rule){12, 36};
    divisions_init(&r.divisions);
    read_divisions(&r.divisions);
    arena_init(&r.arena, 4 * 1024 * 1024);
    r.identities = calloc(demo->rows, sizeof(*r.identities));
    assert_non_null(r.identities);
    r.rules = (struct row_rules){NULL, &r.divisions, &r.grades, DIVISION_PROVINCE, key, TODAY};
    const struct generate_sink sink = {&r, false, read_begin, read_row, on_end};
    assert_int_equal(generate_run((struct generate *)(uintptr_t)demo->generate, &sink), RESULT_OK);
    arena_free(&r.arena);
    divisions_free(&r.divisions);
    if (r.rejected > 0 || r.flagged != r.expected_flags)
        fail_msg("%s (rejected %d, flagged %d of %d)", r.first, (int)r.rejected, (int)r.flagged, (int)r.expected_flags);
    qsort(r.identities, r.identities_n, sizeof(*r.identities), compare_identities);
    size_t twice = 0;
    for (size_t i = 1; i < r.identities_n; i++)
        twice += compare_identities(&r.identities[i - 1], &r.identities[i]) == 0;
    free(r.identities);
    assert_in_range(twice, 0, FACTS_TWICE);
    assert_true(r.published > 40000);
    assert_true(r.due > 5000);
    assert_true(r.hidden_persons > 50);
}

/* The README leads visitors to the stories by their codes: each must be registered, and none may be missing there. */
static void the_readme_names_every_story(void **state)
{
    (void)state;
    char path[4200], line[2048];
    size_t found = 0;
    snprintf(path, sizeof(path), "%s/demo/README.md", data_dir);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        const char *at = strstr(line, "/subjects/");
        if (at == NULL)
            continue;
        char code[USCC_TEXT];
        snprintf(code, sizeof(code), "%.18s", at + strlen("/subjects/"));
        assert_int_equal(uscc_check(code), USCC_VALID);
        bool registered = false;
        for (size_t i = 0; i < SUBJECTS && !registered; i++)
            registered = strcmp(demo->codes[i], code) == 0;
        if (!registered)
            fail_msg("%s is not registered", code);
        found++;
    }
    fclose(file);
    size_t stories = 0;
    for (size_t i = 0; i < SUBJECTS; i++)
        stories += strncmp(demo->codes[i] + 8, "9900", 4) == 0;
    assert_int_equal(found, stories);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_options_give_the_same_bytes),
        cmocka_unit_test(a_second_run_of_one_generator_gives_the_same),
        cmocka_unit_test(numbers_are_what_was_asked_for),
        cmocka_unit_test(deliveries_of_units_are_the_whole_set),
        cmocka_unit_test(tiny_provinces_work_too),
        cmocka_unit_test(sizes_out_of_range_are_refused),
        cmocka_unit_test(every_registration_has_a_valid_code),
        cmocka_unit_test(no_code_is_registered_twice),
        cmocka_unit_test(a_few_records_carry_wrong_codes_and_placeholders),
        cmocka_unit_test(ids_of_persons_are_valid_and_nobodys),
        cmocka_unit_test(all_cities_and_counties_have_subjects),
        cmocka_unit_test(all_kinds_have_subjects),
        cmocka_unit_test(every_named_set_and_nearly_all_others_have_rows),
        cmocka_unit_test(values_keep_the_catalogues_limits),
        cmocka_unit_test(amounts_and_periods_fit_the_grade),
        cmocka_unit_test(every_fate_occurs_after_its_record),
        cmocka_unit_test(rare_signs_and_former_names_occur),
        cmocka_unit_test(the_import_takes_every_row),
        cmocka_unit_test(the_readme_names_every_story),
    };
    return cmocka_run_group_tests_name("generate", tests, set_up, tear_down);
}
