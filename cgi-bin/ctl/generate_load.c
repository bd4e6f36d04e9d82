/* Reads what the generator works from: divisions.csv, the JSON files of db/data/demo, the catalogue. */
#include "ctl/generate_parts.h"

#include "base/buffer.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 512      /* a line of divisions.csv has some 50 */
#define DIVISIONS_MAX 4096      /* the whole country has some 3,400 */
#define WAN 10000.0             /* fines stand in 万元 in the data */

/* Of a thousand subjects, how many live in a city: by its known size, roughly. */
static const struct {
    unsigned code, share;
} city_shares[] = {
    {210100, 235}, {210200, 245}, {210300, 80}, {210400, 40}, {210500, 35}, {210600, 50}, {210700, 55},
    {210800, 60}, {210900, 35}, {211000, 35}, {211100, 35}, {211200, 40}, {211300, 50}, {211400, 45},
};

static enum result bad(const char *file, const char *what)
{
    log_error("generate: %s: %s", file, what);
    return RESULT_INVALID;
}

/* ------------------------------------------------------------------ JSON */

/* The file's root, owned by g. NULL: said in the log. */
static json_t *load_json(struct generate *g, const char *name, enum result *result)
{
    char path[PATH_MAX];
    json_error_t error;
    snprintf(path, sizeof(path), "%s/demo/%s", g->options.data_dir, name);
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        log_error("generate: %s: %s", path, strerror(errno));
        *result = RESULT_NOT_FOUND;
        return NULL;
    }
    json_t *root = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    fclose(file);
    if (root == NULL) {
        log_error("generate: %s:%d: %s", path, error.line, error.text);
        *result = RESULT_INVALID;
        return NULL;
    }
    g->files[g->files_n++] = root;
    return root;
}

struct gen_list gen_list_of(json_t *array)
{
    struct gen_list list = {NULL, 0};
    size_t i;
    json_t *item;
    if (json_array_size(array) == 0)
        return list;
    list.items = calloc(json_array_size(array), sizeof(*list.items));
    if (list.items == NULL)
        return list;
    json_array_foreach(array, i, item) {
        if (json_is_string(item))
            list.items[list.n++] = json_string_value(item);
    }
    return list;
}

static void list_free(struct gen_list *list)
{
    free(list->items);
    list->items = NULL;
    list->n = 0;
}

static const char *text_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static const char *at_text(json_t *array, size_t i)
{
    return json_string_value(json_array_get(array, i));
}

struct list_place {
    const char *key;
    struct gen_list *list;
};

/* Every list must be there and hold something: a missing one would be an empty name. */
static enum result load_lists(json_t *root, const char *file, const struct list_place *places, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        *places[i].list = gen_list_of(json_object_get(root, places[i].key));
        if (places[i].list->n == 0) {
            log_error("generate: %s: no list %s", file, places[i].key);
            return RESULT_INVALID;
        }
    }
    return RESULT_OK;
}

static enum result load_names(struct generate *g, json_t *root)
{
    struct gen_names *n = &g->names;
    const struct list_place places[] = {
        {"brand_first", &n->brand_first}, {"brand_second", &n->brand_second}, {"brand_third", &n->brand_third},
        {"brand_rare", &n->brand_rare}, {"place_first", &n->place_first}, {"place_second", &n->place_second},
        {"surname", &n->surname}, {"given_first", &n->given_first}, {"given_second", &n->given_second},
        {"given_rare", &n->given_rare}, {"street_kind", &n->street_kind}, {"suffix", &n->suffix},
        {"long_word", &n->long_word},
    };
    return load_lists(root, "names.json", places, sizeof(places) / sizeof(places[0]));
}

static enum result load_texts(struct generate *g, json_t *root)
{
    struct gen_texts *t = &g->texts;
    const struct list_place places[] = {
        {"commitment_liability", &t->commitment_liability}, {"wage_repair_reason", &t->wage_repair_reason}, {"attention_cause", &t->attention_cause},
        {"wage_cause", &t->wage_cause}, {"court_conduct", &t->court_conduct}, {"court_duty", &t->court_duty},
        {"model_deeds", &t->model_deeds}, {"repair_reason", &t->repair_reason}, {"annul_reason", &t->annul_reason},
        {"withdraw_reason", &t->withdraw_reason}, {"delete_reason", &t->delete_reason},
        {"hold_reason", &t->hold_reason}, {"project", &t->project}, {"research", &t->research},
        {"enterprise_kind", &t->enterprise_kind}, {"generic", &t->generic}, {"remark", &t->remark},
    };
    json_t *commitments = json_object_get(root, "commitment"), *row; /* kind, matter, content */
    size_t i;
    t->commitments = calloc(json_array_size(commitments) + 1, sizeof(*t->commitments));
    if (t->commitments == NULL)
        return RESULT_ERROR;
    json_array_foreach(commitments, i, row) {
        struct gen_commitment *c = &t->commitments[t->commitments_n++];
        *c = (struct gen_commitment){at_text(row, 0), at_text(row, 1), at_text(row, 2)};
        if (c->kind == NULL || c->matter == NULL || c->content == NULL)
            return bad("texts.json", "a commitment is kind, matter, content");
    }
    if (t->commitments_n == 0)
        return bad("texts.json", "no commitment");
    return load_lists(root, "texts.json", places, sizeof(places) / sizeof(places[0]));
}

/* ------------------------------------------------------------------ divisions and departments */

/* code,name,level,parent; the province first, sorted by code below. */
static enum result load_divisions(struct generate *g)
{
    char path[PATH_MAX], line[LINE_MAX_BYTES];
    enum result result = RESULT_OK;
    snprintf(path, sizeof(path), "%s/divisions.csv", g->options.data_dir);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        log_error("generate: %s: %s", path, strerror(errno));
        return RESULT_NOT_FOUND;
    }
    g->divisions = calloc(DIVISIONS_MAX, sizeof(*g->divisions));
    if (g->divisions == NULL)
        result = RESULT_ERROR;
    while (result == RESULT_OK && fgets(line, sizeof(line), file) != NULL) {
        char *rest = NULL, *code = strtok_r(line, ",\r\n", &rest), *name = strtok_r(NULL, ",\r\n", &rest);
        char *level = strtok_r(NULL, ",\r\n", &rest);
        unsigned number = code == NULL ? 0 : (unsigned)strtoul(code, NULL, 10);
        if (number == 0 || name == NULL || level == NULL)
            continue; /* the head */
        if (g->divisions_n == DIVISIONS_MAX || strlen(name) >= sizeof(g->divisions[0].name)) {
            result = bad(path, "too long");
            break;
        }
        struct gen_division *d = &g->divisions[g->divisions_n++];
        d->code = number;
        d->level = level[0] == 'p' ? 'p' : strcmp(level, "city") == 0 ? 'c' : 'x';
        snprintf(d->name, sizeof(d->name), "%s", name);
    }
    fclose(file);
    if (result == RESULT_OK && (g->divisions_n < 3 || g->divisions[0].level != 'p'))
        result = bad(path, "the province must come first, then cities and counties");
    return result;
}

const struct gen_division *gen_division_find(const struct generate *g, unsigned code)
{
    for (size_t i = 0; i < g->divisions_n; i++)
        if (g->divisions[i].code == code)
            return &g->divisions[i];
    return NULL;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static enum result tie_divisions(struct generate *g)
{
    for (size_t i = 0; i < g->divisions_n; i++) {
        struct gen_division *d = &g->divisions[i];
        const struct gen_division *city = d->level == 'x' ? gen_division_find(g, d->code / 100 * 100) : d;
        if (city == NULL)
            return bad("divisions.csv", "a county without its city");
        d->city = (size_t)(city - g->divisions);
        d->urban = d->level == 'x' && ends_with(d->name, "区");
        /* a district is named with its city: four 铁西区 would else be one */
        snprintf(d->area, sizeof(d->area), "%s%s", d->urban ? city->name : "", d->name);
        const char *end = d->level == 'p' ? "省" : "市";
        size_t n = strlen(city->name) - (ends_with(city->name, end) ? strlen(end) : 0);
        snprintf(d->city_short, sizeof(d->city_short), "%.*s", (int)n, city->name);
    }
    return RESULT_OK;
}

static unsigned city_share(unsigned code)
{
    for (size_t i = 0; i < sizeof(city_shares) / sizeof(city_shares[0]); i++)
        if (city_shares[i].code == code)
            return city_shares[i].share;
    return 20;
}

/* GEN_COUNTY_SLOTS places, each county some of them, every county that fits at least one. */
static enum result fill_slots(const struct generate *g, unsigned short *slots, bool want_urban, bool want_rural)
{
    unsigned long sum = 0;
    size_t used = 0;
    for (int pass = 0; pass < 2; pass++) {
        unsigned long done = 0;
        for (size_t i = 0; i < g->divisions_n; i++) {
            const struct gen_division *d = &g->divisions[i];
            if (d->level != 'x' || (d->urban ? !want_urban : !want_rural))
                continue;
            unsigned counties = 0;
            for (size_t j = 0; j < g->divisions_n; j++)
                counties += g->divisions[j].level == 'x' && g->divisions[j].city == d->city;
            unsigned long share = city_share(g->divisions[d->city].code) * 100UL / counties;
            if (pass == 0) {
                sum += share;
                continue;
            }
            done += share;
            size_t until = done * GEN_COUNTY_SLOTS / sum;
            while (used < until && used < GEN_COUNTY_SLOTS)
                slots[used++] = (unsigned short)i;
        }
        if (sum == 0)
            return bad("divisions.csv", "no county");
    }
    while (used > 0 && used < GEN_COUNTY_SLOTS) {
        slots[used] = slots[used - 1];
        used++;
    }
    return RESULT_OK;
}

static enum result load_departments(struct generate *g, json_t *root)
{
    size_t i, places = 0;
    json_t *item;
    g->departments = calloc(json_array_size(root) + 1, sizeof(*g->departments));
    g->organs = calloc((json_array_size(root) + 1) * g->divisions_n, sizeof(*g->organs));
    if (g->departments == NULL || g->organs == NULL)
        return RESULT_ERROR;
    json_array_foreach(root, i, item) {
        struct gen_department *d = &g->departments[g->departments_n++];
        *d = (struct gen_department){
            .code = text_of(item, "code"), .short_name = text_of(item, "short"), .levels = text_of(item, "levels"),
            .unit = text_of(item, "unit"), .city = text_of(item, "city"), .county = text_of(item, "county"), .province = text_of(item, "province"),
            .pattern = text_of(item, "pattern"), .fixed = json_object_get(item, "fixed"),
        };
        if (d->code == NULL || d->short_name == NULL || d->levels == NULL ||
            (d->fixed == NULL && d->pattern == NULL && d->city == NULL) ||
            (d->pattern != NULL && strstr(d->pattern, "{area}") == NULL))
            return bad("departments.json", "code, short, levels and a name are needed");
        for (size_t j = 0; j < g->divisions_n; j++)
            if (d->fixed == NULL && strchr(d->levels, g->divisions[j].level) != NULL)
                g->organs[places++] = (struct gen_organ){i, j};
    }
    g->organs_n = places;
    return places > 0 ? RESULT_OK : bad("departments.json", "empty");
}

size_t gen_department_find(const struct generate *g, const char *code)
{
    for (size_t i = 0; i < g->departments_n; i++)
        if (code != NULL && strcmp(g->departments[i].code, code) == 0)
            return i;
    return SIZE_MAX;
}

/* ------------------------------------------------------------------ industries and classes */

static enum result load_matters(struct generate *g, struct gen_industry *industry, size_t number, json_t *item)
{
    json_t *penalties = json_object_get(item, "penalties"), *licences = json_object_get(item, "licences"), *row;
    size_t i;
    industry->penalties = calloc(json_array_size(penalties) + 1, sizeof(*industry->penalties));
    industry->licences = calloc(json_array_size(licences) + 1, sizeof(*industry->licences));
    if (industry->penalties == NULL || industry->licences == NULL)
        return RESULT_ERROR;
    json_array_foreach(penalties, i, row) { /* type, fact, law, department, least and most in 万元 */
        struct gen_penalty *p = &industry->penalties[industry->penalties_n++];
        *p = (struct gen_penalty){
            .type = at_text(row, 0), .fact = at_text(row, 1), .law = at_text(row, 2),
            .department = gen_department_find(g, at_text(row, 3)),
            .min_yuan = (int64_t)(json_number_value(json_array_get(row, 4)) * WAN + 0.5),
            .max_yuan = (int64_t)(json_number_value(json_array_get(row, 5)) * WAN + 0.5), .industry = number,
        };
        if (p->type == NULL || p->fact == NULL || p->law == NULL || p->department == SIZE_MAX || p->min_yuan <= 0 ||
            p->max_yuan < p->min_yuan)
            return bad("industries.json", p->type == NULL ? "a penalty without type" : p->type);
    }
    json_array_foreach(licences, i, row) { /* certificate, content, kind, years, department, head of its number, who */
        struct gen_licence *l = &industry->licences[industry->licences_n++];
        *l = (struct gen_licence){
            .cert = at_text(row, 0), .content = at_text(row, 1), .kind = at_text(row, 2),
            .years = (unsigned)json_integer_value(json_array_get(row, 3)),
            .department = gen_department_find(g, at_text(row, 4)), .prefix = at_text(row, 5),
            .who = at_text(row, 6) == NULL ? '\0' : at_text(row, 6)[0], .industry = number,
        };
        if (l->cert == NULL || l->content == NULL || l->kind == NULL || l->department == SIZE_MAX || l->prefix == NULL)
            return bad("industries.json", l->cert == NULL ? "a licence without name" : l->cert);
    }
    return RESULT_OK;
}

static enum result load_industries(struct generate *g, json_t *root)
{
    size_t i;
    json_t *item;
    g->common = SIZE_MAX;
    g->industries = calloc(json_array_size(root) + 1, sizeof(*g->industries));
    if (g->industries == NULL)
        return RESULT_ERROR;
    json_array_foreach(root, i, item) {
        struct gen_industry *industry = &g->industries[g->industries_n++];
        industry->code = text_of(item, "code");
        industry->name = text_of(item, "name");
        industry->scope = text_of(item, "scope");
        industry->words = gen_list_of(json_object_get(item, "words"));
        industry->shops = gen_list_of(json_object_get(item, "shops"));
        industry->products = gen_list_of(json_object_get(item, "products"));
        enum result result = load_matters(g, industry, i, item);
        if (result != RESULT_OK)
            return result;
        if (industry->code == NULL || industry->name == NULL || industry->scope == NULL || industry->words.n == 0 ||
            industry->shops.n == 0 || industry->products.n == 0 || industry->penalties_n == 0 || industry->licences_n == 0)
            return bad("industries.json", industry->code == NULL ? "an industry without code" : industry->code);
        if (strcmp(industry->code, "common") == 0)
            g->common = i;
    }
    return g->common != SIZE_MAX ? RESULT_OK : bad("industries.json", "no industry `common`");
}

static enum result load_classes(struct generate *g, json_t *root)
{
    size_t i;
    json_t *item;
    g->classes = calloc(json_array_size(root) + 1, sizeof(*g->classes));
    if (g->classes == NULL)
        return RESULT_ERROR;
    json_array_foreach(root, i, item) {
        struct gen_class *c = &g->classes[g->classes_n++];
        const char *industry = text_of(item, "industry"), *area = text_of(item, "area");
        *c = (struct gen_class){
            .code = text_of(item, "code"), .kind = text_of(item, "kind"), .prefix = text_of(item, "prefix"),
            .label = text_of(item, "label"), .share = (unsigned)json_integer_value(json_object_get(item, "share")),
            .rural = area != NULL && strcmp(area, "rural") == 0, .urban = area != NULL && strcmp(area, "urban") == 0,
            .names = gen_list_of(json_object_get(item, "names")), .words = gen_list_of(json_object_get(item, "words")),
            .industry = SIZE_MAX, .registration = SIZE_MAX,
            .registrar = gen_department_find(g, text_of(item, "registrar")),
        };
        if (c->registrar == SIZE_MAX)
            c->registrar = gen_department_find(g, "samr");
        for (size_t j = 0; industry != NULL && j < g->industries_n; j++)
            if (strcmp(g->industries[j].code, industry) == 0)
                c->industry = j;
        if (c->code == NULL || c->kind == NULL || c->prefix == NULL || strlen(c->prefix) != 2 || c->industry == SIZE_MAX)
            return bad("classes.json", c->code == NULL ? "a class without code" : c->code);
    }
    return g->classes_n > 0 ? RESULT_OK : bad("classes.json", "empty");
}

enum result gen_load_data(struct generate *g)
{
    enum result result = load_divisions(g);
    if (result == RESULT_OK)
        result = tie_divisions(g);
    if (result == RESULT_OK)
        result = fill_slots(g, g->county_slots, true, true);
    if (result == RESULT_OK)
        result = fill_slots(g, g->urban_slots, true, false);
    if (result == RESULT_OK)
        result = fill_slots(g, g->rural_slots, false, true);
    static const struct {
        const char *file;
        enum result (*load)(struct generate *, json_t *);
    } steps[] = {
        {"names.json", load_names}, {"texts.json", load_texts}, {"departments.json", load_departments},
        {"industries.json", load_industries}, {"classes.json", load_classes},
    };
    for (size_t i = 0; result == RESULT_OK && i < sizeof(steps) / sizeof(steps[0]); i++) {
        json_t *root = load_json(g, steps[i].file, &result);
        if (root != NULL)
            result = steps[i].load(g, root);
    }
    return result;
}

/* ------------------------------------------------------------------ catalogue */

static enum gen_topic topic_of(const struct info_set *info, const char *said, unsigned repeat)
{
    static const struct {
        const char *class_code;
        enum gen_topic topic;
    } topics[] = {
        {"registration", GEN_TOPIC_REGISTRATION}, {"licence", GEN_TOPIC_LICENCE}, {"penalty", GEN_TOPIC_PENALTY},
        {"reward", GEN_TOPIC_HONOUR}, {"commitment", GEN_TOPIC_COMMITMENT}, {"abnormal", GEN_TOPIC_ABNORMAL},
        {"attention", GEN_TOPIC_ATTENTION}, {"judicial", GEN_TOPIC_DEBTOR}, {"debtor", GEN_TOPIC_DEBTOR},
    };
    if (repeat > 1)
        return GEN_TOPIC_TAX;
    if (strcmp(info->class_code, "serious") == 0)
        return strcmp(info->unit, "court") == 0 ? GEN_TOPIC_DEBTOR : GEN_TOPIC_WAGE;
    const char *word = said != NULL ? said : info->class_code;
    for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
        if (strcmp(topics[i].class_code, word) == 0)
            return topics[i].topic;
    return GEN_TOPIC_OTHER;
}

static bool in_array(json_t *array, const char *word)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item) {
        if (json_is_string(item) && strcmp(json_string_value(item), word) == 0)
            return true;
    }
    return false;
}

/* What the set's own department decides, where that narrows it. */
static enum result narrow_matters(struct generate *g, struct gen_set *set, const char *matter)
{
    bool penalties = set->topic == GEN_TOPIC_PENALTY || set->topic == GEN_TOPIC_ATTENTION;
    bool licences = set->topic == GEN_TOPIC_LICENCE;
    if ((set->department == SIZE_MAX && matter == NULL) || (!penalties && !licences))
        return RESULT_OK;
    size_t most = 1;
    for (size_t i = 0; i < g->industries_n; i++)
        most += penalties ? g->industries[i].penalties_n : g->industries[i].licences_n;
    if (penalties)
        set->penalties = calloc(most, sizeof(*set->penalties));
    else
        set->licences = calloc(most, sizeof(*set->licences));
    if (penalties ? set->penalties == NULL : set->licences == NULL)
        return RESULT_ERROR;
    for (size_t i = 0; i < g->industries_n; i++) {
        struct gen_industry *industry = &g->industries[i];
        for (size_t j = 0; penalties && j < industry->penalties_n; j++)
            if (matter != NULL ? strstr(industry->penalties[j].law, matter) != NULL
                               : industry->penalties[j].department == set->department)
                set->penalties[set->penalties_n++] = &industry->penalties[j];
        for (size_t j = 0; licences && j < industry->licences_n; j++)
            if (matter != NULL ? strstr(industry->licences[j].cert, matter) != NULL
                               : industry->licences[j].department == set->department)
                set->licences[set->licences_n++] = &industry->licences[j];
    }
    return RESULT_OK;
}

static bool has_matter(const struct gen_set *set, size_t industry, size_t common)
{
    if (set->penalties_n == 0 && set->licences_n == 0)
        return true;
    for (size_t i = 0; i < set->penalties_n; i++)
        if (set->penalties[i]->industry == industry || set->penalties[i]->industry == common)
            return true;
    for (size_t i = 0; i < set->licences_n; i++)
        if (set->licences[i]->industry == industry || set->licences[i]->industry == common)
            return true;
    return false;
}

/* Who may stand in the set: the industries and classes that sets.json names, else enterprises whose matters the
   set's department decides; shops too where it says so. */
static enum result choose_classes(const struct generate *g, struct gen_set *set, json_t *rule)
{
    json_t *industries = json_object_get(rule, "industries"), *classes = json_object_get(rule, "classes");
    bool shops = json_is_true(json_object_get(rule, "shops")), everyone = json_is_true(json_object_get(rule, "everyone"));
    set->classes = calloc(g->classes_n + 1, sizeof(*set->classes));
    if (set->classes == NULL)
        return RESULT_ERROR;
    for (size_t i = 0; i < g->classes_n; i++) {
        const struct gen_class *c = &g->classes[i];
        bool enterprise = strcmp(c->kind, "enterprise") == 0, shop = strcmp(c->kind, "individual") == 0;
        bool quiet = strcmp(c->kind, "organ") == 0 || strcmp(c->kind, "committee") == 0;
        bool in = in_array(classes, c->code) ||
                  ((enterprise || (shop && shops)) && in_array(industries, g->industries[c->industry].code));
        if (industries == NULL && classes == NULL)
            in = (enterprise || (shop && shops) || (everyone && !quiet)) && has_matter(set, c->industry, g->common);
        if (in)
            set->classes[set->classes_n++] = i;
    }
    return RESULT_OK;
}

static uint64_t doublings(int64_t n)
{
    uint64_t k = 3; /* an empty set is a set too */
    while (n > 0) {
        n >>= 1;
        k++;
    }
    return k;
}

static enum result make_set(struct generate *g, const struct info_set *info, json_t *rule)
{
    struct gen_set *set = &g->sets[g->sets_n++];
    json_t *repeat = json_object_get(rule, "repeat");
    memset(set, 0, sizeof(*set));
    set->info = info;
    set->repeat = repeat != NULL ? (unsigned)json_integer_value(repeat) : 1;
    set->topic = topic_of(info, text_of(rule, "topic"), set->repeat);
    set->department = gen_department_find(g, text_of(rule, "department"));
    set->share = (unsigned)json_integer_value(json_object_get(rule, "share"));
    set->must = gen_list_of(json_object_get(rule, "must"));
    set->status = text_of(rule, "status");
    set->number = text_of(rule, "number");
    set->office = gen_division_find(g, (unsigned)json_integer_value(json_object_get(rule, "division")));
    set->registers = json_object_get(rule, "registers");
    set->persons = (unsigned)json_integer_value(json_object_get(rule, "persons"));
    set->weight = doublings(info->in_2017 ? info->cumulative_2017 : 0);
    for (size_t i = 0; i < info->identity_count; i++) {
        set->numbered |= info->identity[i]->role == ROLE_DOCUMENT_NO;
        set->by_code |= info->identity[i]->role == ROLE_USCC;
    }
    set->fields = calloc(info->field_count, sizeof(*set->fields));
    set->codes = calloc(info->field_count, sizeof(*set->codes));
    if (set->fields == NULL || set->codes == NULL)
        return RESULT_ERROR;
    enum result result = narrow_matters(g, set, text_of(rule, "matter"));
    if (result == RESULT_OK)
        result = choose_classes(g, set, rule);
    for (size_t i = 0; i < info->field_count; i++) {
        struct gen_field *field = &set->fields[i];
        field->field = &info->fields[i];
        field->values = gen_list_of(json_object_get(json_object_get(rule, "values"), field->field->label));
        set->codes[i] = field->field->code;
        gen_field_compile(set, field);
    }
    return result;
}

static enum result read_whole(const char *path, struct buffer *out)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return RESULT_NOT_FOUND;
    char block[4096];
    size_t n;
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        buffer_add(out, block, n);
    bool failed = ferror(file) != 0 || out->failed;
    fclose(file);
    return failed ? RESULT_ERROR : RESULT_OK;
}

static enum result read_set(struct generate *g, const char *name, struct catalogue_faults *faults)
{
    char path[PATH_MAX];
    struct buffer text;
    struct info_set *info = NULL;
    buffer_init(&text, CATALOGUE_FILE_MAX);
    snprintf(path, sizeof(path), "%s/%s", g->options.catalogue_dir, name);
    enum result result = read_whole(path, &text);
    if (result == RESULT_OK)
        result = info_set_parse(name, buffer_text(&text), text.len, faults, &info);
    if (result == RESULT_OK)
        result = catalogue_add(&g->catalogue, info, name, faults);
    buffer_free(&text);
    return result;
}

static enum result read_catalogue(struct generate *g)
{
    struct catalogue_faults faults = {0};
    enum result result = RESULT_OK;
    struct dirent *entry;
    DIR *dir = opendir(g->options.catalogue_dir);
    if (dir == NULL) {
        log_error("generate: %s: %s", g->options.catalogue_dir, strerror(errno));
        return RESULT_NOT_FOUND;
    }
    while (result == RESULT_OK && (entry = readdir(dir)) != NULL)
        if (ends_with(entry->d_name, ".json"))
            result = read_set(g, entry->d_name, &faults);
    closedir(dir);
    for (size_t i = 0; i < faults.count; i++)
        log_error("generate: %s: %s: %s", faults.items[i].file, faults.items[i].path, faults.items[i].message);
    catalogue_faults_free(&faults);
    return result;
}

/* Persons and vehicles are never published: there are no rows for sets of theirs alone. A set that sets.json does
   not know gets rows too, from its fields alone: a new file of the catalogue is enough. */
enum result gen_load_catalogue(struct generate *g)
{
    enum result result = RESULT_OK;
    json_t *rules = load_json(g, "sets.json", &result);
    if (rules == NULL)
        return result;
    result = read_catalogue(g);
    if (result == RESULT_OK) {
        g->sets = calloc(g->catalogue.count + 1, sizeof(*g->sets));
        result = g->sets == NULL ? RESULT_ERROR : RESULT_OK;
    }
    size_t widest = 1;
    for (size_t i = 0; result == RESULT_OK && i < g->catalogue.count; i++) {
        const struct info_set *info = g->catalogue.sets[i];
        if (info->subject_type == SUBJECT_PERSON || info->subject_type == SUBJECT_VEHICLE)
            continue;
        if (info->field_count > widest)
            widest = info->field_count;
        result = make_set(g, info, json_object_get(rules, info->code));
    }
    if (result == RESULT_OK && (g->values = calloc(widest, sizeof(*g->values))) == NULL)
        result = RESULT_ERROR;
    return result;
}

void gen_unload(struct generate *g)
{
    struct gen_list *lists = (struct gen_list *)&g->names;
    for (size_t i = 0; i < sizeof(g->names) / sizeof(*lists); i++)
        list_free(&lists[i]);
    free(g->texts.commitments);
    lists = &g->texts.commitment_liability; /* from there on, lists alone */
    for (size_t i = 0; i < (sizeof(g->texts) - offsetof(struct gen_texts, commitment_liability)) / sizeof(*lists); i++)
        list_free(&lists[i]);
    for (size_t i = 0; i < g->industries_n; i++) {
        list_free(&g->industries[i].words);
        list_free(&g->industries[i].shops);
        list_free(&g->industries[i].products);
        free(g->industries[i].penalties);
        free(g->industries[i].licences);
    }
    for (size_t i = 0; i < g->classes_n; i++) {
        list_free(&g->classes[i].names);
        list_free(&g->classes[i].words);
    }
    for (size_t i = 0; i < g->sets_n; i++) {
        for (size_t j = 0; g->sets[i].fields != NULL && j < g->sets[i].info->field_count; j++)
            list_free(&g->sets[i].fields[j].values);
        list_free(&g->sets[i].must);
        free(g->sets[i].fields);
        free(g->sets[i].codes);
        free(g->sets[i].classes);
        free(g->sets[i].penalties);
        free(g->sets[i].licences);
    }
    free(g->divisions);
    free(g->departments);
    free(g->organs);
    free(g->industries);
    free(g->classes);
    free(g->sets);
    free(g->values);
    catalogue_free(&g->catalogue);
    for (size_t i = 0; i < g->files_n; i++)
        json_decref(g->files[i]);
}
