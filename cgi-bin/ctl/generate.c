/* The generator: shares the rows out among the sets, chooses who stands in each, and gives row after row. */
#include "ctl/generate_parts.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

#define TRIES 64       /* draws for a subject that is old enough; a twentieth is too young for a given year */
#define PERSONS_SHARE 80 /* one invented person for so many rows: some stand in several */
/* A subject's number modulo EIGHTH says how it lives: one part of eight has only its registration, one breaks rules. */
#define EIGHTH 8
#define SILENT 0
#define TROUBLED 5

const char *generate_action_name(enum generate_action action)
{
    static const char *const names[] = {"hold", "repair", "annul", "withdraw", "delete"};
    return names[action];
}

/* ------------------------------------------------------------------ plan */

static size_t registering_set(const struct generate *g, const struct gen_class *class)
{
    for (size_t i = 0; i < g->sets_n; i++) {
        size_t j;
        json_t *prefix;
        if (!g->sets[i].info->registers)
            continue;
        json_array_foreach(g->sets[i].registers, j, prefix) {
            const char *text = json_string_value(prefix);
            if (text != NULL && strcmp(text, class->prefix) == 0)
                return i;
        }
    }
    return SIZE_MAX;
}

/* Numbers [story_subjects, subjects) are shared out among the classes; what rounding leaves goes to the first. */
static void share_subjects(struct generate *g)
{
    uint64_t rest = g->options.subjects - g->story_subjects, all = rest, shares = 0;
    for (size_t i = 0; i < g->classes_n; i++)
        shares += g->classes[i].share;
    for (size_t i = 0; i < g->classes_n; i++) {
        struct gen_class *c = &g->classes[i];
        c->count = (uint64_t)((unsigned __int128)all * c->share / shares);
        if (strcmp(c->kind, "organ") == 0 && c->count > g->organs_n)
            c->count = g->organs_n; /* there are no more offices */
        rest -= c->count;
        c->registration = registering_set(g, c);
    }
    g->classes[0].count += rest;
    uint64_t first = g->story_subjects;
    for (size_t i = 0; i < g->classes_n; i++) {
        g->classes[i].first = first;
        first += g->classes[i].count;
    }
}

static uint64_t story_repeat(const struct generate *g, const struct gen_story_record *record)
{
    uint64_t full = 60000; /* the demonstration's own size: smaller ones get shorter stories */
    if (g->options.records >= full || record->repeat <= 1)
        return record->repeat;
    uint64_t scaled = record->repeat * g->options.records / full;
    return scaled == 0 ? 1 : scaled;
}

/* The set that takes what the others cannot: its rows are numbered, so anybody may stand in it again and again. */
static size_t last_set(const struct generate *g)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < g->sets_n; i++)
        if (!g->sets[i].info->registers && g->sets[i].numbered && g->sets[i].eligible > 0 &&
            (best == SIZE_MAX || g->sets[i].share > g->sets[best].share))
            best = i;
    return best;
}

static void share_records(struct generate *g)
{
    uint64_t weights = 0, shares = 0, stories = 0;
    for (size_t i = 0; i < g->stories_n; i++)
        for (size_t j = 0; j < g->stories[i].records_n; j++) {
            struct gen_story_record *record = &g->stories[i].records[j];
            record->repeat = story_repeat(g, record);
            g->sets[record->set].story_rows += record->repeat;
            stories += record->repeat;
        }
    for (size_t i = 0; i < g->sets_n; i++) {
        struct gen_set *set = &g->sets[i];
        for (size_t j = 0; j < set->classes_n; j++)
            set->eligible += g->classes[set->classes[j]].count;
        if (set->info->registers)
            continue;
        shares += set->share;
        weights += set->share == 0 ? set->weight : 0;
    }
    uint64_t rest = g->options.records > stories ? g->options.records - stories : 0;
    uint64_t open = rest * (shares < 1000 ? 1000 - shares : 0) / 1000;
    size_t last = last_set(g);
    for (size_t i = 0; i < g->sets_n; i++) {
        struct gen_set *set = &g->sets[i];
        if (set->info->registers || set->eligible == 0 || i == last)
            continue;
        set->rows = set->share > 0 ? rest * set->share / 1000 : weights == 0 ? 0 : open * set->weight / weights;
        if (set->rows == 0 && rest >= g->sets_n * 4)
            set->rows = 1;
        if (!set->numbered && set->rows > set->eligible * set->repeat)
            set->rows = set->eligible * set->repeat;
    }
    g->total = g->options.subjects + (g->options.records > stories ? g->options.records : stories);
}

enum result generate_open(const struct generate_options *options, struct generate **out)
{
    *out = NULL;
    if (options->subjects < 1 || options->subjects > GENERATE_SUBJECTS_MAX || options->records > GENERATE_RECORDS_MAX ||
        options->today < day_from_civil(2000, 1, 1) || options->today > day_from_civil(2255, 12, 31)) {
        log_error("generate: the numbers or the day are out of range");
        return RESULT_INVALID;
    }
    struct generate *g = calloc(1, sizeof(*g));
    if (g == NULL)
        return RESULT_ERROR;
    g->options = *options;
    catalogue_init(&g->catalogue);
    enum result result = gen_load_data(g);
    if (result == RESULT_OK)
        result = gen_load_catalogue(g);
    if (result == RESULT_OK)
        result = gen_load_stories(g);
    if (result == RESULT_OK && g->story_subjects > options->subjects) {
        log_error("generate: fewer subjects than stories");
        result = RESULT_INVALID;
    }
    if (result != RESULT_OK) {
        generate_close(g);
        return result;
    }
    share_subjects(g);
    share_records(g);
    *out = g;
    return RESULT_OK;
}

void generate_close(struct generate *g)
{
    if (g == NULL)
        return;
    gen_unload_stories(g);
    gen_unload(g);
    free(g);
}

uint64_t generate_total(const struct generate *g)
{
    return g->total;
}

const struct catalogue *generate_catalogue(const struct generate *g)
{
    return &g->catalogue;
}

/* ------------------------------------------------------------------ rows */

struct run {
    struct generate *g;
    const struct generate_sink *sink;
    const struct gen_set *set;
    const char *unit; /* of the delivery in hand; NULL: the set is given at once */
    uint64_t records; /* given so far, registrations not counted */
};

/* The unit that delivers what a department decides. */
static const char *delivers(const struct run *run, size_t department)
{
    const char *unit = run->g->departments[department].unit;
    return unit != NULL ? unit : run->set->info->unit;
}

/* Whether a row belongs to the delivery in hand. */
static bool delivered(const struct run *run, const struct gen_event *e)
{
    return run->unit == NULL || strcmp(run->unit, delivers(run, e->department)) == 0;
}

static void begin_event(struct run *run, struct gen_event *e, const struct gen_subject *subject, uint64_t serial)
{
    e->g = run->g;
    e->set = run->set;
    e->subject = subject;
    e->serial = serial;
    e->rng = gen_stream(run->g->options.seed, GEN_ROW, run->set->info->number, serial);
}

/* A story's own words for a field: by its code, or by its role's name. */
static const char *story_value(const struct gen_story_record *story, const struct field *field)
{
    if (story == NULL || story->values == NULL)
        return NULL;
    json_t *value = json_object_get(story->values, field->code);
    const char *role = field_role_name(field->role);
    if (value == NULL && role != NULL)
        value = json_object_get(story->values, role);
    return json_string_value(value);
}

static bool story_decision(struct gen_event *e, const struct gen_story_record *story, uint64_t round,
                           struct generate_decision *out)
{
    static const char *const names[] = {"hold", "repair", "annul", "withdraw", "delete"};
    if (story->decision == NULL || round > 0)
        return false;
    const char *action = json_string_value(json_object_get(story->decision, "action"));
    for (size_t i = 0; action != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], action) != 0)
            continue;
        out->action = (enum generate_action)i;
        out->day = e->g->options.today - (day_t)json_integer_value(json_object_get(story->decision, "ago"));
        if (out->day < e->decided)
            out->day = e->decided;
        out->document_no = json_string_value(json_object_get(story->decision, "document_no"));
        out->reason = json_string_value(json_object_get(story->decision, "reason"));
        return out->document_no != NULL && out->reason != NULL;
    }
    return false;
}

static enum result give(struct run *run, struct gen_event *e, const struct gen_story_record *story, uint64_t round)
{
    struct generate *g = run->g;
    const struct gen_set *set = run->set;
    struct generate_decision decision;
    bool decided;
    g->scratch.used = 0;
    g->scratch.full = false;
    for (size_t i = 0; i < set->info->field_count; i++) {
        const char *said = story_value(story, set->fields[i].field);
        g->values[i] = gen_field_value(e, &set->fields[i]);
        if (said != NULL) {
            size_t mark = gen_mark(&g->scratch);
            gen_expand(e, &g->scratch, said);
            g->values[i] = gen_done(&g->scratch, mark);
        }
    }
    if (story != NULL)
        decided = story_decision(e, story, round, &decision);
    else
        decided = !set->info->registers && gen_event_decision(e, &g->scratch, &decision);
    if (g->scratch.full) {
        log_error("generate: a row of %s is longer than %d bytes", set->info->code, GEN_SCRATCH);
        return RESULT_ERROR;
    }
    return run->sink->row(run->sink->ctx, set->info->code, g->values, set->info->field_count, decided ? &decision : NULL);
}

/* Registrations say what the subject is; their day is the day of the last change. */
static enum result give_registration(struct run *run, const struct gen_subject *subject)
{
    struct gen_event e;
    day_t today = run->g->options.today;
    begin_event(run, &e, subject, subject->number);
    if (!gen_event_make(&e, 0, NULL)) { /* founded these days */
        log_error("generate: subject %llu is younger than its registration", (unsigned long long)subject->number);
        return RESULT_ERROR;
    }
    if (e.decided > today)
        e.decided = today;
    return give(run, &e, NULL, 0);
}

static enum result run_registrations(struct run *run)
{
    struct generate *g = run->g;
    struct gen_subject subject;
    size_t set = (size_t)(run->set - g->sets);
    enum result result = RESULT_OK;
    for (uint64_t i = 0; result == RESULT_OK && i < g->story_subjects; i++) {
        gen_subject_make(g, i, &subject);
        if (subject.class->registration == set)
            result = give_registration(run, &subject);
    }
    for (size_t c = 0; c < g->classes_n; c++) {
        const struct gen_class *class = &g->classes[c];
        for (uint64_t i = 0; class->registration == set && result == RESULT_OK && i < class->count; i++) {
            gen_subject_make(g, class->first + i, &subject);
            result = give_registration(run, &subject);
        }
    }
    return result;
}

/* *told: how many rows there are, those of other deliveries too. */
static enum result run_stories(struct run *run, uint64_t *serial, uint64_t *told)
{
    struct generate *g = run->g;
    struct gen_subject subject;
    size_t set = (size_t)(run->set - g->sets);
    for (size_t i = 0; i < g->stories_n; i++) {
        const struct gen_story *story = &g->stories[i];
        gen_story_subject(g, story, &subject);
        for (size_t j = 0; j < story->records_n; j++) {
            const struct gen_story_record *record = &story->records[j];
            for (uint64_t k = 0; record->set == set && k < record->repeat; k++) {
                struct gen_event e;
                begin_event(run, &e, &subject, (*serial)++);
                if (!gen_event_make(&e, k, record))
                    continue;
                ++*told;
                if (!delivered(run, &e))
                    continue;
                run->records++;
                enum result result = give(run, &e, record, k);
                if (result != RESULT_OK)
                    return result;
            }
        }
    }
    return RESULT_OK;
}

static uint64_t nth_eligible(const struct generate *g, const struct gen_set *set, uint64_t i)
{
    for (size_t c = 0; c < set->classes_n; c++) {
        const struct gen_class *class = &g->classes[set->classes[c]];
        if (i < class->count)
            return class->first + i;
        i -= class->count;
    }
    return g->classes[set->classes[0]].first;
}

static bool is_bad_list(enum gen_topic topic)
{
    return topic == GEN_TOPIC_PENALTY || topic == GEN_TOPIC_ABNORMAL || topic == GEN_TOPIC_ATTENTION ||
           topic == GEN_TOPIC_DEBTOR || topic == GEN_TOPIC_WAGE;
}

/* Whether the set is about such a subject: by a word of its name and its status. */
static bool belongs(const struct gen_set *set, const struct gen_subject *subject)
{
    bool named = set->must.n == 0 || subject->person;
    for (size_t i = 0; !named && i < set->must.n; i++)
        named = strstr(subject->name, set->must.items[i]) != NULL;
    return named && (set->status == NULL || strcmp(set->status, subject->status) == 0);
}

static bool fits(const struct gen_set *set, uint64_t number)
{
    uint64_t way = number % EIGHTH;
    if (is_bad_list(set->topic))
        return way == TROUBLED;
    if (set->topic == GEN_TOPIC_HONOUR || set->topic == GEN_TOPIC_TAX)
        return way != TROUBLED && way != SILENT;
    return way != SILENT;
}

/* Somebody for a numbered set: some of those who break rules break them again and again. */
static uint64_t draw(const struct generate *g, const struct gen_set *set, struct gen_rng *rng)
{
    for (int i = 0; i < TRIES; i++) {
        uint64_t u = gen_below(rng, 1000000);
        uint64_t at = is_bad_list(set->topic) && u % 10 < 3 ? (uint64_t)((unsigned __int128)set->eligible * u * u / 1000000000000ULL)
                                              : gen_below(rng, set->eligible);
        if (is_bad_list(set->topic)) /* the squares crowd at the start: spread them over all */
            at = gen_shuffle(g->options.seed ^ 0x5A5A, at, set->eligible);
        uint64_t number = nth_eligible(g, set, at);
        if (fits(set, number))
            return number;
    }
    return nth_eligible(g, set, gen_below(rng, set->eligible));
}

static enum result run_numbered(struct run *run, uint64_t serial, uint64_t rows)
{
    struct generate *g = run->g;
    const struct gen_set *set = run->set;
    struct gen_subject subject;
    for (uint64_t i = 0; i < rows; i++, serial++) {
        struct gen_event e;
        bool made = false;
        struct gen_rng rng = gen_stream(g->options.seed, GEN_PICK, set->info->number, serial);
        for (int tries = 0; !made && tries < TRIES; tries++) {
            if (gen_chance(&rng, set->persons))
                gen_person_make(g, gen_below(&rng, g->options.records / PERSONS_SHARE + 50), &subject);
            else
                gen_subject_make(g, draw(g, set, &rng), &subject);
            if (!belongs(set, &subject))
                continue;
            begin_event(run, &e, &subject, serial);
            made = gen_event_make(&e, 0, NULL);
        }
        if (!made || !delivered(run, &e))
            continue;
        run->records++;
        enum result result = give(run, &e, NULL, 0);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

/* A set whose identity has no number: everybody stands in it once, or once a year. */
static enum result run_distinct(struct run *run, uint64_t serial, uint64_t rows)
{
    struct generate *g = run->g;
    const struct gen_set *set = run->set;
    struct gen_subject subject;
    uint64_t seed = g->options.seed * 31 + set->info->number, given = 0;
    for (uint64_t i = 0; given < rows && i < set->eligible * set->repeat; i++) {
        uint64_t number = nth_eligible(g, set, gen_shuffle(seed, i / set->repeat, set->eligible));
        if (!fits(set, number) && set->eligible > 4 * EIGHTH)
            continue;
        struct gen_event e;
        gen_subject_make(g, number, &subject);
        if (!belongs(set, &subject) || (subject.namesake && !set->by_code))
            continue;
        begin_event(run, &e, &subject, serial++);
        if (!gen_event_make(&e, i % set->repeat, NULL))
            continue;
        given++;
        run->records++;
        enum result result = give(run, &e, NULL, 0);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

/* One set, or what run->unit delivers of it: `rows` beside the stories, or `left` with them. */
static enum result run_delivery(struct run *run, uint64_t rows, uint64_t left)
{
    const struct gen_set *set = run->set;
    const struct generate_sink *sink = run->sink;
    uint64_t serial = 0, told = 0;
    enum result result = sink->begin(sink->ctx, set->info->code, run->unit != NULL ? run->unit : set->info->unit, set->codes, set->info->field_count);
    if (result == RESULT_OK && set->info->registers)
        result = run_registrations(run);
    else if (result == RESULT_OK)
        result = run_stories(run, &serial, &told);
    if (left > 0)
        rows = left > told ? left - told : 0;
    if (result == RESULT_OK && !set->info->registers && set->eligible > 0)
        result = set->numbered ? run_numbered(run, serial, rows) : run_distinct(run, serial, rows);
    return result == RESULT_OK ? sink->end(sink->ctx, set->info->code) : result;
}

/* Whether an earlier department has the unit too. */
static bool had_before(const struct run *run, size_t department)
{
    for (size_t i = 0; i < department; i++)
        if (strcmp(delivers(run, i), delivers(run, department)) == 0)
            return true;
    return false;
}

/* `fill`: as many rows as the others have left. A numbered set in which many departments decide comes in a delivery of each unit:
   the rows are made anew for every one and those of the others left out, so that any scale needs the same memory. */
static enum result run_set(struct run *run, bool fill)
{
    const struct generate *g = run->g;
    const struct gen_set *set = run->set;
    const uint64_t left = fill && g->options.records > run->records ? g->options.records - run->records : 0;
    const uint64_t rows = fill ? 0 : set->rows;
    enum result result = RESULT_OK;
    if (!run->sink->by_unit || set->info->registers || !set->numbered || set->department != SIZE_MAX)
        return run_delivery(run, rows, left);
    for (size_t i = 0; i < g->departments_n && result == RESULT_OK; i++) {
        if (had_before(run, i))
            continue;
        run->unit = delivers(run, i);
        result = run_delivery(run, rows, left);
    }
    run->unit = NULL;
    return result;
}

static bool has_rows(const struct generate *g, size_t i)
{
    if (g->sets[i].rows > 0 || g->sets[i].story_rows > 0)
        return true;
    for (size_t c = 0; c < g->classes_n; c++)
        if (g->classes[c].registration == i && g->classes[c].count > 0)
            return true;
    for (size_t s = 0; s < g->stories_n; s++)
        if (!g->stories[s].person && g->classes[g->stories[s].class_index].registration == i)
            return true;
    return false;
}

enum result generate_run(struct generate *g, const struct generate_sink *sink)
{
    struct run run = {.g = g, .sink = sink};
    size_t last = last_set(g);
    enum result result = RESULT_OK;
    for (int registers = 1; registers >= 0; registers--)
        for (size_t i = 0; result == RESULT_OK && i < g->sets_n; i++) {
            if (g->sets[i].info->registers != (registers == 1) || i == last || !has_rows(g, i))
                continue;
            run.set = &g->sets[i];
            result = run_set(&run, false);
        }
    if (result == RESULT_OK && last != SIZE_MAX) {
        run.set = &g->sets[last];
        result = run_set(&run, true);
    }
    return result;
}
