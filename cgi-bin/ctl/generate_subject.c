/* Subjects of the invented province: each is computed from its number alone, with a valid code, a name after its
   kind, a place, a representative and an age. */
#include "ctl/generate_parts.h"

#include "domain/citizen_id.h"
#include "domain/uscc.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Codes: eight digits below CODES for subjects (a prime, so that a product modulo it repeats no value), from
   ORGANS for organs, from STORIES for the stories' subjects. */
#define CODES 97999997ULL
#define ORGANS 98000000ULL
#define ORGAN_CODES 99991ULL /* a prime above the number of organs */
/* Since then enterprises get codes beginning with MA (the reform that joined three certificates into one). */
#define MA_SINCE 16709 /* 2015-10-01 */
#define MA_SIGNS "0123456789ABCDEFGHJKLMNPQRTUWXY"

/* Shares in a thousand. */
#define RARE_NAMES 3      /* a sign beyond the BMP or outside the common table */
#define LONG_NAMES 5
#define FORMER_NAMES 45
#define NAMESAKE_EVERY 149 /* one subject in so many carries its neighbour's name */

const char *gen_pick(struct gen_rng *rng, const struct gen_list *list)
{
    return list->n == 0 ? "" : list->items[gen_below(rng, list->n)];
}

static void finish(struct gen_text *text, char *out, size_t size)
{
    const char *made = gen_done(text, 0);
    size_t n = strlen(made);
    if (n >= size)
        n = size - 1; /* cannot be: the data's texts are checked for length when they are loaded */
    memcpy(out, made, n);
    out[n] = '\0';
    text->used = 0;
}

void gen_uscc_finish(char out[19])
{
    out[16] = orgcode_check_sign(out + 8);
    out[17] = uscc_check_sign(out);
    out[18] = '\0';
}

void gen_person_id_finish(char out[19])
{
    out[17] = citizen_id_check_sign(out);
    out[18] = '\0';
}

static void put_code_head(char out[19], const char *prefix, unsigned division)
{
    out[0] = prefix[0];
    out[1] = prefix[1];
    for (int i = 7; i >= 2; i--) {
        out[i] = (char)('0' + division % 10);
        division /= 10;
    }
}

static void put_code_digits(char *out, uint64_t number)
{
    for (int i = 7; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

void gen_organ_code(const struct generate *g, size_t department, size_t division, char out[19])
{
    uint64_t number = (department * 200 + division) * 7919 % ORGAN_CODES;
    put_code_head(out, "11", g->divisions[division].code);
    put_code_digits(out + 8, ORGANS + number);
    gen_uscc_finish(out);
}

void gen_organ_name(const struct generate *g, size_t department, size_t division, struct gen_text *text)
{
    const struct gen_department *d = &g->departments[department];
    const struct gen_division *where = &g->divisions[division];
    const char *name = where->level == 'p' ? d->province : where->level == 'x' && d->county != NULL ? d->county : d->city;
    size_t i;
    json_t *fixed;
    json_array_foreach(d->fixed, i, fixed) {
        const char *code = json_string_value(json_array_get(fixed, 0));
        char own[16];
        snprintf(own, sizeof(own), "%u", where->code);
        if (code != NULL && strcmp(code, own) == 0)
            name = json_string_value(json_array_get(fixed, 1));
    }
    if (d->fixed != NULL) {
        gen_put(text, name != NULL ? name : json_string_value(json_array_get(json_array_get(d->fixed, 0), 1)));
    } else if (d->pattern != NULL) {
        const char *at = strstr(d->pattern, "{area}");
        gen_put_bytes(text, d->pattern, (size_t)(at - d->pattern));
        gen_put(text, where->area);
        gen_put(text, at + strlen("{area}"));
    } else {
        gen_put(text, where->area);
        gen_put(text, name != NULL ? name : "");
    }
}

void gen_put_brand(const struct generate *g, struct gen_rng *rng, struct gen_text *text)
{
    const struct gen_names *names = &g->names;
    const char *first = gen_pick(rng, &names->brand_first);
    const char *second = gen_pick(rng, &names->brand_second);
    if (gen_chance(rng, RARE_NAMES))
        second = gen_pick(rng, &names->brand_rare);
    gen_put(text, first);
    if (strcmp(first, second) != 0 || names->brand_second.n < 2)
        gen_put(text, second);
    else
        gen_put(text, names->brand_second.items[0]);
    if (gen_chance(rng, 350))
        gen_put(text, gen_pick(rng, &names->brand_third));
}

void gen_put_person(const struct generate *g, struct gen_rng *rng, struct gen_text *text)
{
    gen_put(text, gen_pick(rng, &g->names.surname));
    bool rare = gen_chance(rng, 4);
    if (gen_chance(rng, 750))
        gen_put(text, gen_pick(rng, &g->names.given_first));
    gen_put(text, gen_pick(rng, rare ? &g->names.given_rare : &g->names.given_second));
}

static void put_place(const struct generate *g, struct gen_rng *rng, struct gen_text *text, const char *kind)
{
    gen_put(text, gen_pick(rng, &g->names.place_first));
    gen_put(text, gen_pick(rng, &g->names.place_second));
    gen_put(text, kind);
}

/* {county} {city} {brand} {word} {town} {village} {village2} {street} of a class's own pattern. */
static void put_pattern(const struct generate *g, const struct gen_subject *s, struct gen_rng *rng,
                        struct gen_text *text, const char *pattern)
{
    while (*pattern != '\0') {
        const char *open = strchr(pattern, '{');
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            gen_put(text, pattern);
            return;
        }
        gen_put_bytes(text, pattern, (size_t)(open - pattern));
        size_t n = (size_t)(close - open - 1);
        const char *key = open + 1;
        if (n == 6 && memcmp(key, "county", n) == 0)
            gen_put(text, s->division->area);
        else if (n == 4 && memcmp(key, "city", n) == 0)
            gen_put(text, s->division->city_short);
        else if (n == 5 && memcmp(key, "brand", n) == 0)
            gen_put_brand(g, rng, text);
        else if (n == 4 && memcmp(key, "word", n) == 0)
            gen_put(text, gen_pick(rng, &s->class->words));
        else if (n == 4 && memcmp(key, "town", n) == 0)
            put_place(g, rng, text, gen_chance(rng, 700) ? "镇" : "乡");
        else if (n == 7 && memcmp(key, "village", n) == 0)
            put_place(g, rng, text, "村");
        else if ((n == 8 && memcmp(key, "village2", n) == 0) || (n == 6 && memcmp(key, "street", n) == 0))
            put_place(g, rng, text, "");
        pattern = close + 1;
    }
}

static void put_enterprise_name(const struct generate *g, const struct gen_subject *s, struct gen_rng *rng,
                                struct gen_text *text)
{
    const struct gen_list *words = &s->industry->words;
    unsigned way = (unsigned)gen_below(rng, 1000);
    if (way < LONG_NAMES) {
        gen_put(text, s->division->city_short);
        gen_put_brand(g, rng, text);
        gen_put(text, gen_pick(rng, &g->names.long_word));
        gen_put(text, "（");
        gen_put(text, s->division->area);
        gen_put(text, "）有限责任公司");
        gen_put(text, gen_pick(rng, words));
        gen_put(text, "分公司");
        return;
    }
    const char *prefix = way < 90 ? "辽宁" : s->division->city_short;
    bool bracket = way >= 90 && way < 190; /* 澄婺（沈阳）软件有限公司 */
    if (!bracket)
        gen_put(text, prefix);
    gen_put_brand(g, rng, text);
    if (bracket) {
        gen_put(text, "（");
        gen_put(text, prefix);
        gen_put(text, "）");
    }
    const char *word = gen_pick(rng, words);
    gen_put(text, word);
    const char *suffix = gen_pick(rng, &g->names.suffix);
    size_t n = strlen(word);
    if (n >= strlen("事务所") && strcmp(word + n - strlen("事务所"), "事务所") == 0)
        suffix = "有限公司";
    gen_put(text, suffix);
    if (gen_chance(rng, 15)) {
        gen_put(text, s->division->city_short);
        gen_put(text, "分公司");
    }
}

static void put_name(const struct generate *g, const struct gen_subject *s, struct gen_rng *rng, struct gen_text *text)
{
    if (s->class->names.n > 0) {
        put_pattern(g, s, rng, text, gen_pick(rng, &s->class->names));
    } else if (strcmp(s->class->kind, "individual") == 0) {
        gen_put(text, s->division->area);
        gen_put_brand(g, rng, text);
        gen_put(text, gen_pick(rng, &s->industry->shops));
    } else {
        put_enterprise_name(g, s, rng, text);
    }
}

static void make_address(const struct generate *g, struct gen_subject *s, struct gen_rng *rng, struct gen_text *text)
{
    gen_put(text, "辽宁省");
    const struct gen_division *city = &g->divisions[s->division->city];
    if (strncmp(s->division->area, city->name, strlen(city->name)) != 0)
        gen_put(text, city->name);
    gen_put(text, s->division->area);
    if (s->class != NULL && s->class->rural) {
        put_place(g, rng, text, "镇");
        put_place(g, rng, text, "村");
    } else {
        put_place(g, rng, text, gen_pick(rng, &g->names.street_kind));
        gen_put_int(text, gen_between(rng, 1, 299));
        gen_put(text, "号");
        if (gen_chance(rng, 400)) {
            gen_put_int(text, gen_between(rng, 101, 2612));
            gen_put(text, "室");
        }
    }
    finish(text, s->address, sizeof(s->address));
}

static void make_code(const struct generate *g, struct gen_subject *s)
{
    uint64_t number = gen_shuffle(g->options.seed + 77, s->number, CODES);
    put_code_head(s->uscc, s->class->prefix, s->division->code);
    if (s->established >= MA_SINCE && strcmp(s->class->prefix, "91") == 0) {
        s->uscc[8] = 'M';
        s->uscc[9] = 'A';
        for (int i = 15; i >= 10; i--) {
            s->uscc[i] = MA_SIGNS[number % 31];
            number /= 31;
        }
    } else {
        put_code_digits(s->uscc + 8, number);
    }
    gen_uscc_finish(s->uscc);
}

static const struct gen_class *class_of(const struct generate *g, uint64_t number)
{
    size_t low = 0, high = g->classes_n - 1;
    while (low < high) { /* the last class that begins at or before the number */
        size_t middle = (low + high + 1) / 2;
        if (g->classes[middle].first <= number)
            low = middle;
        else
            high = middle - 1;
    }
    while (low > 0 && g->classes[low].count == 0)
        low--;
    return &g->classes[low];
}

/* Where it lives and its age: what its name and its code depend on. */
static void make_base(const struct generate *g, struct gen_subject *s, uint64_t number)
{
    struct gen_rng rng = gen_stream(g->options.seed, GEN_SUBJECT, number, 0);
    uint64_t slot = gen_below(&rng, GEN_COUNTY_SLOTS);
    const unsigned short *slots = s->class->rural ? g->rural_slots : s->class->urban ? g->urban_slots : g->county_slots;
    s->division = &g->divisions[slots[slot]];
    /* most are older than five years; a good part is young */
    int64_t days = gen_chance(&rng, 180) ? gen_between(&rng, 40, 5 * 365) : gen_between(&rng, 5 * 365, 27 * 365);
    s->established = g->options.today - (day_t)days;
}

static void make_organ(const struct generate *g, struct gen_subject *s, struct gen_text *text)
{
    uint64_t i = s->number - s->class->first;
    const struct gen_organ *organ = &g->organs[gen_shuffle(4711, i, g->organs_n)];
    s->division = &g->divisions[organ->division];
    gen_organ_code(g, organ->department, organ->division, s->uscc);
    gen_organ_name(g, organ->department, organ->division, text);
    finish(text, s->name, sizeof(s->name));
}

void gen_subject_make(const struct generate *g, uint64_t number, struct gen_subject *out)
{
    struct gen_text text;
    text.used = 0;
    text.full = false;
    if (number < g->story_subjects) {
        for (size_t i = 0; i < g->stories_n; i++)
            if (!g->stories[i].person && number-- == 0)
                gen_story_subject(g, &g->stories[i], out);
        return;
    }
    memset(out, 0, offsetof(struct gen_subject, uscc));
    out->former[0] = out->person_id[0] = '\0';
    out->number = number;
    out->class = class_of(g, number);
    out->industry = &g->industries[out->class->industry];
    uint64_t within = number - out->class->first;
    bool organ = strcmp(out->class->kind, "organ") == 0;
    bool namesake = !organ && within > 0 && within % NAMESAKE_EVERY == 7;
    out->namesake = namesake;

    make_base(g, out, number);
    if (namesake) { /* the neighbour's name needs the neighbour's place */
        day_t established = out->established;
        make_base(g, out, number - 1);
        out->established = established;
    }
    struct gen_rng name = gen_stream(g->options.seed, GEN_NAME, namesake ? number - 1 : number, 0);
    if (organ) {
        make_organ(g, out, &text);
    } else {
        put_name(g, out, &name, &text);
        finish(&text, out->name, sizeof(out->name));
        make_code(g, out);
    }
    struct gen_rng rng = gen_stream(g->options.seed, GEN_SUBJECT, number, 1);
    if (!organ && gen_chance(&rng, FORMER_NAMES)) {
        put_name(g, out, &rng, &text);
        if (gen_chance(&rng, 100)) {
            gen_put(&text, "；");
            put_name(g, out, &rng, &text);
        }
        finish(&text, out->former, sizeof(out->former));
    }
    gen_put_person(g, &rng, &text);
    finish(&text, out->representative, sizeof(out->representative));
    make_address(g, out, &rng, &text);
    static const int64_t capitals[] = {10, 30, 50, 100, 100, 200, 300, 500, 500, 1000, 1000, 2000, 3000, 5000, 10000, 30000};
    out->capital = capitals[gen_below(&rng, sizeof(capitals) / sizeof(capitals[0]))];
    if (strcmp(out->class->kind, "individual") == 0 || strcmp(out->class->kind, "committee") == 0)
        out->capital = gen_between(&rng, 1, 20);
    unsigned fate = organ || strcmp(out->class->kind, "committee") == 0 ? 0 : (unsigned)gen_below(&rng, 1000);
    out->status = fate < 905 ? "存续" : fate < 970 ? "注销" : "吊销";
}

void gen_person_make(const struct generate *g, uint64_t i, struct gen_subject *out)
{
    struct gen_text text;
    struct gen_rng rng = gen_stream(g->options.seed, GEN_PERSON, i, 0);
    text.used = 0;
    text.full = false;
    memset(out, 0, offsetof(struct gen_subject, uscc));
    out->number = i;
    out->person = true;
    out->class = &g->classes[0];
    out->industry = &g->industries[gen_below(&rng, g->industries_n)];
    out->division = &g->divisions[g->county_slots[gen_below(&rng, GEN_COUNTY_SLOTS)]];
    out->uscc[0] = out->former[0] = out->representative[0] = '\0';
    gen_put_person(g, &rng, &text);
    finish(&text, out->name, sizeof(out->name));
    /* ids are given out by counties: one that begins with the province's own code belongs to nobody */
    day_t birth = g->options.today - (day_t)gen_between(&rng, 22 * 365, 68 * 365);
    civil_date date = day_to_civil(birth);
    snprintf(out->person_id, sizeof(out->person_id), "210000%04d%02d%02d%03d", date.y, date.m, date.d,
             (int)gen_below(&rng, 1000));
    gen_person_id_finish(out->person_id);
    make_address(g, out, &rng, &text);
    out->established = birth + 18 * 366;
    out->capital = 0;
    out->status = "";
}

void gen_story_subject(const struct generate *g, const struct gen_story *story, struct gen_subject *out)
{
    memset(out, 0, sizeof(*out));
    out->number = (uint64_t)(story - g->stories);
    out->story = story;
    out->person = story->person;
    out->class = &g->classes[story->class_index];
    out->industry = &g->industries[out->class->industry];
    out->division = &g->divisions[story->division];
    memcpy(out->uscc, story->uscc, sizeof(out->uscc));
    memcpy(out->person_id, story->person_id, sizeof(out->person_id));
    snprintf(out->name, sizeof(out->name), "%s", story->name);
    snprintf(out->former, sizeof(out->former), "%s", story->former);
    snprintf(out->representative, sizeof(out->representative), "%s", story->representative);
    snprintf(out->address, sizeof(out->address), "%s", story->address);
    out->established = story->established;
    out->capital = story->capital;
    out->status = story->status;
}
