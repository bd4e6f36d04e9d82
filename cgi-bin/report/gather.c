/* What a credit report says of a subject, read in one moment. */
#include "report/gather_parts.h"

#include "base/log.h"
#include "db/archive.h"
#include "domain/mask.h"
#include "report/reporter.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIRS_EXTRA 3       /* beside the set's fields: source, end of publication, number of the record */
#define ADVICE_MAX 8
#define LABELS_MAX 4
#define SETS_OF_PART 64     /* groups of one section: sets that one subject has records of */

static const enum report_part part_of[REPORT_CLASSES] = {
    [REPORT_LICENCES] = PART_ADMINISTRATION, [REPORT_PENALTIES] = PART_ADMINISTRATION, [REPORT_HONOURS] = PART_HONOUR,
    [REPORT_SERIOUS] = PART_SERIOUS,         [REPORT_ABNORMAL] = PART_ABNORMAL,        [REPORT_COMMITMENTS] = PART_COMMITMENT,
    [REPORT_EVALUATIONS] = PART_EVALUATION,  [REPORT_JUDICIAL] = PART_JUDICIAL,        [REPORT_OTHER] = PART_OTHER,
    [REPORT_LOCAL] = PART_LOCAL,
};

/* What stands where a class has nothing to show. */
#define NOTHING_PARTLY REPORT_NOTHING REPORT_PARTLY

/* A group of a section: rows of one set from `first` on. */
struct group_rows {
    struct entry_maker *maker;
    const struct info_set *set;
    const struct report_row *first;
};

/* 2099 stands for no end. */
static const char *shown(const char *value, const struct field *field)
{
    if (field->type == FIELD_DATE && (strcmp(value, "2099-12-31") == 0 || strcmp(value, "2099-01-31") == 0))
        return "长期";
    return value;
}

/* The subject's name and code head the report; they are not said again in every entry. */
static bool said_by_cover(const struct field *field)
{
    return field->role == ROLE_NAME || field->role == ROLE_USCC || field->role == ROLE_PERSON_ID;
}

static bool may_show(enum report_scope scope, const struct field *field)
{
    if (said_by_cover(field) || field->screen_only || field->mask == MASK_HIDE || field->personal_id)
        return false;
    return field->openness == OPEN_PUBLIC || (scope == REPORT_OWN && field->openness == OPEN_AUTHORISED);
}

/* Published values are masked already; a subject's own report reads the facts behind them, which others' numbers stand in too. */
static const char *face_of(enum report_scope scope, struct arena *arena, const struct field *field, const char *value)
{
    if (scope != REPORT_OWN || field->mask == MASK_NONE)
        return arena_text(arena, value);
    const size_t len = strlen(value);
    char *out = arena_alloc(arena, 3 * len + 16 + 1);
    if (out)
        out[mask_apply(field->mask, value, len, out)] = '\0';
    return out;
}

/* The values of a JSON text {code: value} in the catalogue's order. */
static bool pairs_of(enum report_scope scope, struct arena *arena, const struct info_set *set, const char *json, struct paper_pair *pairs, size_t *n)
{
    json_error_t error;
    json_t *facts = json_loads(json, JSON_REJECT_DUPLICATES, &error);
    bool ok = json_is_object(facts);
    if (!ok)
        log_error("fields of a record cannot be read: %s", error.text);
    for (size_t i = 0; ok && i < set->field_count; i++) {
        const struct field *field = &set->fields[i];
        if (!may_show(scope, field))
            continue;
        const char *value = json_string_value(json_object_get(facts, field->code));
        const bool given = value && *value;
        value = given ? face_of(scope, arena, field, shown(field_word(field, value), field)) : NULL;
        pairs[(*n)++] = (struct paper_pair){.label = field->label, .value = value};
        ok = !given || value;
    }
    json_decref(facts);
    return ok;
}

/* A row as an entry, in the arena. */
static bool entry_of(const struct entry_maker *maker, const struct info_set *set, const struct report_row *row, struct arena *arena,
                     struct report_entry *entry)
{
    const struct source_unit *unit = memory_unit(maker->reporter->memory, row->source_id);
    struct paper_pair *pairs = arena_alloc(arena, (set->field_count + PAIRS_EXTRA) * sizeof *pairs);
    char day[DAY_TEXT];
    size_t n = 0;
    if (!pairs || !pairs_of(maker->scope->scope, arena, set, row->fields, pairs, &n))
        return false;
    pairs[n++] = (struct paper_pair){.label = "报送单位", .value = unit ? unit->name : NULL};
    pairs[n++] = (struct paper_pair){.label = "公示截止日期",
                                     .value = row->publish_until == DAY_NONE ? NULL : arena_text(arena, day_format(row->publish_until, day))};
    pairs[n++] = (struct paper_pair){.label = "信息编号", .value = arena_printf(arena, "%llu", (unsigned long long)row->id)};
    *entry = (struct report_entry){.pairs = pairs, .n = n};
    return pairs[n - 1].value != NULL;
}

/* For report_group: the i-th entry. The first one is asked for more than once before it is drawn. */
static bool make_entry(void *source, size_t i, struct report_entry *out)
{
    const struct group_rows *group = source;
    struct entry_maker *maker = group->maker;
    const struct report_row *row = &group->first[i];
    if (maker->at != row) {
        arena_reset(&maker->arena);
        maker->at = NULL;
        if (!entry_of(maker, group->set, row, &maker->arena, &maker->entry))
            return false;
        maker->at = row;
    }
    *out = maker->entry;
    return true;
}

/* The rows from `at` that are of one set, as a group. Rows come by set, newest first. */
static bool group_of(struct work *work, size_t at, size_t n, struct report_group *group)
{
    struct group_rows *rows = arena_alloc(work->arena, sizeof *rows);
    if (!rows)
        return false;
    const struct info_set *set = catalogue_by_number(&work->reporter->memory->catalogue, work->rows[at].set_number);
    *rows = (struct group_rows){.maker = &work->out->maker, .set = set, .first = &work->rows[at]};
    *group = (struct report_group){.title = set->name, .make = make_entry, .source = rows, .n = n, .numbered = true};
    return true;
}

/* The groups of one class behind those that the section has already. */
static bool add_class(struct work *work, enum report_class class_of, struct report_section *section, struct report_group *groups)
{
    const struct catalogue *catalogue = &work->reporter->memory->catalogue;
    for (size_t at = 0, n; at < work->row_count; at += n) {
        const struct info_set *set = catalogue_by_number(catalogue, work->rows[at].set_number);
        for (n = 1; at + n < work->row_count && work->rows[at + n].set_number == work->rows[at].set_number;)
            n++;
        if (!set || report_class_of(set) != class_of)
            continue;
        if (section->n == SETS_OF_PART || !group_of(work, at, n, &groups[section->n]))
            return false;
        section->n++;
    }
    return true;
}

static bool asked_for(const struct work *work, enum report_class class_of)
{
    return (gather_asked(work->scope) >> class_of & 1) != 0;
}

/* What is said where a class has no record: nothing was found only where everything was delivered. */
static const char *nothing_of(const struct work *work, enum report_class class_of)
{
    const struct coverage *c = &work->coverage[class_of];
    if (!asked_for(work, class_of))
        return REPORT_NOT_ASKED;
    if (c->missing)
        return c->delivered ? NOTHING_PARTLY : REPORT_UNDELIVERED;
    return REPORT_NOTHING;
}

/* Licences, then penalties: each has its heading also when there is none (V2.0, section 二). */
static bool add_administration(struct work *work, struct report_section *section, struct report_group *groups)
{
    static const struct { enum report_class class_of; const char *title; } both[] = {
        {REPORT_LICENCES, "行政许可信息"}, {REPORT_PENALTIES, "行政处罚信息"}};
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        if (!work->out->digest.n[both[i].class_of])
            groups[section->n++] = (struct report_group){.title = both[i].title, .nothing = nothing_of(work, both[i].class_of)};
        else if (!add_class(work, both[i].class_of, section, groups))
            return false;
    }
    return true;
}

/* Registration: the subject's own facts as its registering set delivered them. */
static bool add_registration(struct work *work, struct report_section *section)
{
    const struct archive_subject *s = &work->out->subject;
    const struct memory *memory = work->reporter->memory;
    const struct info_set *set = catalogue_by_number(&memory->catalogue, s->basics_set);
    struct paper_pair *pairs = arena_alloc(work->arena, ((set ? set->field_count : 0) + 8) * sizeof *pairs);
    struct report_entry *entry = arena_alloc(work->arena, sizeof *entry);
    struct report_group *group = arena_alloc(work->arena, sizeof *group);
    size_t n = 0;
    if (!pairs || !entry || !group)
        return false;
    if (work->scope->person_case) {
        pairs[n++] = (struct paper_pair){.label = "姓名", .value = s->name};
        pairs[n++] = (struct paper_pair){.label = "公民身份号码", .value = work->scope->code};
        *entry = (struct report_entry){.pairs = pairs, .n = n};
        *group = (struct report_group){.entries = entry, .n = 1};
        section->groups = group;
        section->n = 1;
        return true;
    }
    pairs[n++] = (struct paper_pair){.label = "机构名称", .value = s->name};
    pairs[n++] = (struct paper_pair){.label = "统一社会信用代码", .value = s->uscc};
    if (!set) {
        pairs[n++] = (struct paper_pair){.label = "登记状态", .value = *s->status ? s->status : NULL};
        pairs[n++] = (struct paper_pair){.label = "成立日期", .value = gather_day(work, s->established)};
    } else if (*s->basics && !pairs_of(work->scope->scope, work->arena, set, s->basics, pairs, &n)) {
        return false;
    }
    pairs[n++] = (struct paper_pair){.label = "所属地区", .value = gather_text(work, memory_place(memory, s->region))};
    if (*s->former) {
        char *names = arena_text(work->arena, s->former);
        for (char *at = names; at && (at = strchr(at, '\n'));)
            *at = ';';
        pairs[n++] = (struct paper_pair){.label = "曾用名", .value = names};
    }
    *entry = (struct report_entry){.pairs = pairs, .n = n};
    *group = (struct report_group){.entries = entry, .n = 1};
    section->groups = group;
    section->n = 1;
    return true;
}

/* The rows of one field of administration after those of another, each set's together as they were. */
static bool sort_by_domain(struct work *work)
{
    struct report_row *rows = arena_alloc(work->arena, (work->row_count + 1) * sizeof *rows);
    size_t n = 0;
    for (unsigned r = 0; rows && r < work->breaches.row_count; r++)
        for (size_t i = 0; i < work->row_count; i++) {
            const struct breach *breach = breach_by_id(&work->breaches, work->rows[i].id);
            if (breach && breach->row == r)
                rows[n++] = work->rows[i];
        }
    if (rows)
        work->rows = rows;
    return rows != NULL;
}

/* Violations (信用代证): a group for each department and set of which something was found. */
static bool add_breaches(struct work *work, struct report_section *section)
{
    struct report_row *all = work->rows;
    const size_t count = work->row_count, most = work->breaches.row_count * SETS_OF_PART;
    struct report_group *groups = arena_alloc(work->arena, most * sizeof *groups);
    bool ok = groups != NULL;
    section->title = "违法违规记录";
    section->groups = groups;
    for (size_t r = 0; ok && r < work->breaches.row_count; r++) {
        const struct gathered_domain *row = &work->breaches.rows[r];
        struct report_section own = {0};
        work->row_count = row->n;
        for (unsigned c = 0; ok && c < REPORT_CLASSES; c++)
            ok = add_class(work, c, &own, groups + section->n);
        for (size_t g = 0; ok && g < own.n; g++) {
            struct report_group *group = &groups[section->n++];
            group->title = arena_printf(work->arena, "%s：%s", row->domain ? row->domain->name : "其他领域", group->title);
            ok = group->title != NULL;
        }
        work->rows += row->n;
    }
    work->rows = all;
    work->row_count = count;
    return ok;
}

static bool add_compliance_sections(struct work *work)
{
    struct report_section *sections = arena_alloc(work->arena, 2 * sizeof *sections);
    if (!sections)
        return false;
    sections[0].title = REPORT_PART_TITLE[PART_REGISTRATION];
    work->out->report.sections = sections;
    work->out->report.section_count = 2;
    return add_registration(work, &sections[0]) && sort_by_domain(work) && add_breaches(work, &sections[1]);
}

/* The table of fields and departments. */
static bool add_domains(struct work *work)
{
    const struct breaches *b = &work->breaches;
    struct report_domain *domains = arena_alloc(work->arena, b->row_count * sizeof *domains);
    if (!domains)
        return false;
    for (size_t i = 0; i < b->row_count; i++) {
        const struct gathered_domain *row = &b->rows[i];
        domains[i] = (struct report_domain){.domain = row->domain ? row->domain->name : "其他领域",
                                            .unit = row->unit ? gather_text(work, row->unit->name) : row->domain ? NULL : "按决定机关未能归入以上领域的",
                                            .n = row->n, .reported = row->reported, .delivered = gather_day(work, row->delivered),
                                            .overdue = row->overdue};
    }
    work->out->report.domains = domains;
    work->out->report.domain_count = b->row_count;
    work->out->domains = b->rows;
    work->out->domain_count = b->row_count;
    return true;
}

/* What a subject can do, by what the report found. No score, no grade, no promise. */
static bool add_advice(struct work *work, struct report_section *section)
{
    const struct running *runs = &work->running;
    const char **advice = arena_alloc(work->arena, ADVICE_MAX * sizeof *advice);
    size_t count = 0;
    if (!advice)
        return false;
    if (runs->of[REPORT_PENALTIES])
        advice[count++] = "有行政处罚信息的，请尽快履行决定确定的义务。履行完毕并达到最短公示期的，可以免费申请信用修复，任何机构不得以代办修复为名收费。";
    if (runs->of[REPORT_SERIOUS])
        advice[count++] = "被列入严重失信主体名单的，请向列入机关了解移出条件，改正失信行为后申请移出。";
    if (runs->abnormal)
        advice[count++] = "被列入经营（活动）异常名录（状态）的，请向作出决定的机关补报年报、更正登记信息或者补办有关手续后申请移出。";
    if (runs->attention)
        advice[count++] = "被列为重点关注对象的，请向认定单位了解原因和解除条件，改正后申请解除。";
    if (runs->of[REPORT_JUDICIAL])
        advice[count++] = "有未履行的生效法律文书的，请主动履行或者与申请执行人达成和解，并向执行法院申请删除失信信息。";
    if (!work->out->digest.n[REPORT_COMMITMENTS] && asked_for(work, REPORT_COMMITMENTS))
        advice[count++] = "可以通过信用承诺表明守信经营的意愿，承诺及履行情况将记入信用档案。";
    if (count == 0)
        advice[count++] = "请继续保持。登记事项变化后及时办理变更登记，按期报送年度报告。";
    section->paragraphs = advice;
    section->paragraph_count = count;
    return true;
}

static bool add_sections(struct work *work)
{
    struct report_section *sections = arena_alloc(work->arena, REPORT_PARTS * sizeof *sections);
    if (!sections)
        return false;
    for (unsigned part = 0; part < REPORT_PARTS; part++) {
        struct report_section *section = &sections[part];
        section->title = REPORT_PART_TITLE[part];
        if (part == PART_REGISTRATION) {
            if (!add_registration(work, section))
                return false;
            continue;
        }
        if (part == PART_ADVICE) {
            if (!add_advice(work, section))
                return false;
            continue;
        }
        struct report_group *groups = arena_alloc(work->arena, SETS_OF_PART * sizeof *groups);
        if (!groups)
            return false;
        section->groups = groups;
        if (part == PART_ADMINISTRATION) {
            if (!add_administration(work, section, groups))
                return false;
            continue;
        }
        for (unsigned c = 0; c < REPORT_CLASSES; c++)
            if (part_of[c] == (enum report_part)part)
                section->nothing = nothing_of(work, c);
        for (unsigned c = 0; c < REPORT_CLASSES; c++)
            if (part_of[c] == (enum report_part)part && !add_class(work, c, section, groups))
                return false;
    }
    work->out->report.sections = sections;
    work->out->report.section_count = REPORT_PARTS;
    return true;
}

static bool add_summary(struct work *work)
{
    struct gathered *out = work->out;
    struct report_count *counts = arena_alloc(work->arena, REPORT_CLASSES * sizeof *counts);
    struct paper_label *labels = arena_alloc(work->arena, LABELS_MAX * sizeof *labels);
    size_t n = 0;
    if (!counts || !labels)
        return false;
    for (unsigned i = 0; i < REPORT_CLASSES; i++) {
        const struct coverage *c = &work->coverage[i];
        const bool partly = c->missing && (c->delivered || out->digest.n[i]);
        counts[i] = (struct report_count){
            .label = report_class_label(i), .n = out->digest.n[i], .not_asked = !asked_for(work, i), .remark = partly ? REPORT_PARTLY : NULL,
            .instead = c->missing && !partly ? REPORT_UNDELIVERED : NULL};
    }
    if (work->running.of[REPORT_HONOURS])
        labels[n++] = (struct paper_label){.text = "守信激励对象", .tone = LABEL_GOOD};
    if (work->running.of[REPORT_SERIOUS])
        labels[n++] = (struct paper_label){.text = "失信惩戒对象", .tone = LABEL_BAD};
    if (work->running.abnormal)
        labels[n++] = (struct paper_label){.text = "经营异常", .tone = LABEL_WATCH};
    if (*out->subject.status)
        labels[n++] = (struct paper_label){.text = out->subject.status, .tone = LABEL_PLAIN};
    out->report.counts = counts;
    out->report.count_count = REPORT_CLASSES;
    out->report.labels = labels;
    out->report.label_count = n;
    out->report.open_objections = out->digest.held;
    return true;
}

/* Leaves the rows of the classes that were asked for, of sets that the catalogue knows. */
static void keep_scope(struct work *work)
{
    size_t n = 0;
    for (size_t i = 0; i < work->row_count; i++) {
        const struct info_set *set = catalogue_by_number(&work->reporter->memory->catalogue, work->rows[i].set_number);
        if (set && !set->registers && gather_in_scope(work, set) && (!work->scope->compliance || breach_by_id(&work->breaches, work->rows[i].id)))
            work->rows[n++] = work->rows[i];
    }
    work->row_count = n;
}

/* A person's name is not looked at again: the case that the report stands on does not change. */
static void digest_subject(const struct archive_subject *s, struct report_digest *digest)
{
    const char *const basics[] = {*s->uscc ? s->name : "", s->uscc, s->status, s->former, s->basics};
    report_digest_basics(basics, sizeof basics / sizeof *basics, digest);
}

/* Which records are violations of the chosen fields. */
static enum result read_breaches(struct db *db, const struct reporter *reporter, const struct report_of *of, const struct gather_scope *scope,
                                 struct arena *arena, struct breaches *out)
{
    struct report_decider *deciders;
    size_t count;
    const enum result r = report_deciders(db, of, scope->from, scope->until, arena, &deciders, &count);
    return r == RESULT_OK ? breaches_find(reporter->memory, scope, deciders, count, arena, out) : r;
}

unsigned gather_asked(const struct gather_scope *scope)
{
    if (scope->compliance)
        return 1u << REPORT_PENALTIES | 1u << REPORT_SERIOUS;
    return scope->classes ? scope->classes : (1u << REPORT_CLASSES) - 1;
}

/* A natural person has no registration: name and masked number, as the case has them. */
static enum result subject_of(struct db *db, const char *uscc, const struct gather_scope *scope, struct arena *arena, struct archive_subject *out)
{
    if (!scope->person_case)
        return archive_subject(db, uscc, arena, out);
    *out = (struct archive_subject){.uscc = "", .name = scope->person ? scope->person : "", .norm = "", .status = "", .former = "", .basics = "",
                                    .established = DAY_NONE, .updated_at = ""};
    return RESULT_OK;
}

static enum result read_all(struct db *db, void *arg)
{
    struct work *work = arg;
    struct gathered *out = work->out;
    unsigned held = 0;
    enum result r = subject_of(db, work->uscc, work->scope, work->arena, &out->subject);
    const struct report_of of = {.subject_id = out->subject.id, .person_case = work->scope->person_case};
    if (r == RESULT_OK)
        r = report_records(db, &of, work->scope->scope, work->scope->from, work->scope->until, work->arena, &work->rows, &work->row_count);
    if (r == RESULT_OK && work->scope->compliance)
        r = read_breaches(db, work->reporter, &of, work->scope, work->arena, &work->breaches);
    if (r == RESULT_OK)
        r = report_held(db, &of, work->scope->scope, &held);
    out->digest.held = held;
    return r;
}

enum result gather_report(struct reporter *reporter, const char *uscc, const struct gather_scope *scope, struct arena *arena,
                          struct gathered *out)
{
    struct work work = {.reporter = reporter, .arena = arena, .uscc = uscc, .scope = scope, .out = out, .today = day_today_shanghai(clock_now())};
    memset(out, 0, sizeof *out);
    const enum result r = report_snapshot(reporter->db, read_all, &work);
    if (r != RESULT_OK)
        return r;
    keep_scope(&work);
    gather_running(&work);
    out->maker = (struct entry_maker){.reporter = reporter, .scope = scope};
    arena_init(&out->maker.arena, GATHER_ARENA_MAX);
    out->facts = arena_alloc(arena, (work.row_count + 1) * sizeof *out->facts);
    if (!out->facts)
        return RESULT_ERROR;
    for (size_t i = 0; i < work.row_count; i++)
        out->facts[i] = (struct report_fact){.id = work.rows[i].id, .version = work.rows[i].version, .set_number = work.rows[i].set_number};
    out->fact_count = work.row_count;
    report_digest_facts(&reporter->memory->catalogue, out->facts, out->fact_count, &out->digest);
    digest_subject(&out->subject, &out->digest);
    out->report.name = out->subject.name;
    out->report.code_label = scope->person_case ? "公民身份号码" : "统一社会信用代码";
    out->report.code = scope->person_case ? scope->code : out->subject.uscc;
    return gather_deliveries(&work) && add_summary(&work) &&
                   (scope->compliance ? add_domains(&work) && add_compliance_sections(&work) : add_sections(&work)) && gather_sources(&work)
               ? RESULT_OK : RESULT_ERROR;
}

void gathered_free(struct gathered *gathered)
{
    arena_free(&gathered->maker.arena);
}

/* ---------------------------------------------------------------- to compare */
struct comparing {
    struct reporter *reporter;
    struct arena *arena;
    const char *uscc;
    const struct gather_scope *scope;
    struct report_digest *out;
};

static enum result read_digest(struct db *db, void *arg)
{
    struct comparing *c = arg;
    struct archive_subject subject;
    struct report_fact *facts;
    size_t count, n = 0;
    unsigned held = 0;
    const struct work work = {.reporter = c->reporter, .scope = c->scope};
    struct breaches breaches = {0};
    enum result r = subject_of(db, c->uscc, c->scope, c->arena, &subject);
    const struct report_of of = {.subject_id = r == RESULT_OK ? subject.id : 0, .person_case = c->scope->person_case};
    if (r == RESULT_OK)
        r = report_facts(db, &of, c->scope->scope, c->scope->from, c->scope->until, c->arena, &facts, &count);
    if (r == RESULT_OK)
        r = report_held(db, &of, c->scope->scope, &held);
    if (r == RESULT_OK && c->scope->compliance)
        r = read_breaches(db, c->reporter, &of, c->scope, c->arena, &breaches);
    if (r != RESULT_OK)
        return r;
    for (size_t i = 0; i < count; i++) {
        const struct info_set *set = catalogue_by_number(&c->reporter->memory->catalogue, facts[i].set_number);
        if (set && !set->registers && gather_in_scope(&work, set) && (!c->scope->compliance || breach_by_id(&breaches, facts[i].id)))
            facts[n++] = facts[i];
    }
    report_digest_facts(&c->reporter->memory->catalogue, facts, n, c->out);
    digest_subject(&subject, c->out);
    c->out->held = held;
    return RESULT_OK;
}

enum result gather_digest(struct reporter *reporter, const char *uscc, const struct gather_scope *scope, struct arena *arena,
                          struct report_digest *out)
{
    struct comparing comparing = {.reporter = reporter, .arena = arena, .uscc = uscc, .scope = scope, .out = out};
    memset(out, 0, sizeof *out);
    return report_snapshot(reporter->db, read_digest, &comparing);
}
