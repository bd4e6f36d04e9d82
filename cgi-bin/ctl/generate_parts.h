/* The parts of the generator among themselves; nobody else includes this. */
#ifndef CTL_GENERATE_PARTS_H
#define CTL_GENERATE_PARTS_H

#include "ctl/generate.h"
#include "domain/catalogue.h"

#include <jansson.h>

/* ------------------------------------------------------------------ chance */

struct gen_rng {
    uint64_t state;
};

/* What a stream is for, so that a new use never shifts another. */
enum gen_purpose { GEN_SUBJECT = 1, GEN_NAME, GEN_ROW, GEN_PICK, GEN_PERSON, GEN_FIELD, GEN_CASE };

struct gen_rng gen_stream(uint64_t seed, enum gen_purpose purpose, uint64_t a, uint64_t b);
uint64_t gen_next(struct gen_rng *rng);
uint64_t gen_below(struct gen_rng *rng, uint64_t n);             /* [0, n); 0 for n = 0 */
bool gen_chance(struct gen_rng *rng, unsigned per_mille);
int64_t gen_between(struct gen_rng *rng, int64_t a, int64_t b);  /* [a, b] */
/* A bijection of [0, n): the i-th number of a shuffle that needs no memory. */
uint64_t gen_shuffle(uint64_t seed, uint64_t i, uint64_t n);

/* ------------------------------------------------------------------ text of one row */

#define GEN_SCRATCH 65536 /* a row of 60 fields with several texts of 4,000 signs each is below */

struct gen_text {
    char data[GEN_SCRATCH];
    size_t used;
    bool full; /* something was cut: the run fails rather than give half a text */
};

/* A text is built between mark and done; pieces may not be marked inside one another. */
size_t gen_mark(const struct gen_text *text);
void gen_put(struct gen_text *text, const char *piece);
void gen_put_bytes(struct gen_text *text, const char *bytes, size_t n);
void gen_put_int(struct gen_text *text, int64_t number);
void gen_put_padded(struct gen_text *text, uint64_t number, unsigned digits);
void gen_put_day(struct gen_text *text, day_t day);         /* 2026-04-01 */
void gen_put_day_words(struct gen_text *text, day_t day);   /* 2026年4月1日 */
void gen_put_wan(struct gen_text *text, int64_t yuan);      /* 万元, without needless zeros */
const char *gen_done(struct gen_text *text, size_t mark);

/* ------------------------------------------------------------------ data */

struct gen_list {
    const char **items; /* texts owned by the JSON they came from */
    size_t n;
};

struct gen_division {
    unsigned code;         /* 210102 */
    char name[64];         /* 和平区 */
    char area[128];        /* 沈阳市和平区; 新民市; 辽宁省 */
    char city_short[32];   /* 沈阳; 辽宁 for the province */
    size_t city;           /* index of its city, of itself for a city or the province */
    char level;            /* p, c, x */
    bool urban;            /* a district: 街道 and 社区 instead of 镇 and 村 */
};

struct gen_department {
    const char *code, *short_name, *levels;
    const char *unit;                               /* the source unit that delivers what it decides; NULL: the set's own */
    const char *city, *county, *province, *pattern; /* pattern: NULL or with {area} */
    json_t *fixed;                                  /* [[division, name]…] or NULL */
};

struct gen_penalty {
    const char *type, *fact, *law;
    size_t department;
    int64_t min_yuan, max_yuan; /* of an ordinary fine */
    size_t industry;
};

struct gen_licence {
    const char *cert, *content, *kind, *prefix;
    size_t department;
    unsigned years; /* 0: no end */
    char who;       /* e: not for individual businesses; i: only for them; 0: for anybody */
    size_t industry;
};

struct gen_industry {
    const char *code, *name, *scope;
    struct gen_list words, shops, products;
    struct gen_penalty *penalties;
    size_t penalties_n;
    struct gen_licence *licences;
    size_t licences_n;
};

struct gen_class {
    const char *code, *kind, *prefix, *label; /* label: the kind as registrations say it; NULL for enterprises */
    size_t industry;
    unsigned share;
    bool rural, urban;        /* which divisions it lives in */
    struct gen_list names, words;
    uint64_t first, count;    /* its subjects: numbers [first, first + count) */
    size_t registrar;         /* department that registers it */
    size_t registration;      /* index of the set that registers it, SIZE_MAX for none */
};

/* Where a field's value comes from; made once from its role, label and type. */
struct gen_field {
    const struct field *field;
    int source;             /* enum gen_source of generate_field.c */
    struct gen_list values; /* templates of sets.json; or none */
};

/* What a set's rows are about. */
enum gen_topic {
    GEN_TOPIC_REGISTRATION, GEN_TOPIC_LICENCE, GEN_TOPIC_PENALTY, GEN_TOPIC_HONOUR, GEN_TOPIC_COMMITMENT,
    GEN_TOPIC_ABNORMAL, GEN_TOPIC_ATTENTION, GEN_TOPIC_DEBTOR, GEN_TOPIC_WAGE, GEN_TOPIC_TAX,
    GEN_TOPIC_OTHER
};

struct gen_set {
    const struct info_set *info;
    enum gen_topic topic;
    bool numbered;              /* its identity holds the document number: subjects may come again */
    struct gen_field *fields;   /* as many as the set has */
    const char **codes;         /* the fields' codes, in order */
    size_t department;          /* of its unit; SIZE_MAX: by the row's own matter */
    bool by_code;               /* its identity holds the code: namesakes are told apart */
    struct gen_list must;       /* a name must contain one of these; empty: any */
    const char *status;         /* only subjects of this status; NULL: any */
    const char *number;         /* template of its document numbers; NULL: by the topic */
    const struct gen_division *office; /* the only office that decides; NULL: chosen */
    json_t *registers;          /* prefixes of the codes that it registers; NULL */
    size_t *classes;            /* who may stand in it */
    size_t classes_n;
    uint64_t eligible;          /* subjects of these classes */
    unsigned repeat;            /* years a subject stands in it, for sets that come yearly */
    unsigned share;             /* of a thousand rows; 0: by `weight` among the rest */
    uint64_t weight;            /* the more rows the bulletin of 2017 counts, the more here, on a scale of doubling */
    unsigned persons;           /* of a thousand rows, how many are about natural persons */
    uint64_t rows;              /* how many it gets, stories not counted */
    uint64_t story_rows;        /* of the stories, before the others */
    struct gen_penalty **penalties; /* that fit its department; NULL: the subject's industry decides */
    size_t penalties_n;
    struct gen_licence **licences;
    size_t licences_n;
};

struct gen_story_record {
    size_t set;
    int ago;             /* days before today */
    uint64_t repeat;
    json_t *values;      /* overrides by role or field code; NULL for none */
    json_t *decision;    /* {action, ago, document_no, reason} or NULL */
    int entry;           /* which of the industry's penalties or licences, -1: any */
    int grade;           /* 0 minor, 1 ordinary, 2 serious, -1: any */
};

struct gen_story {
    json_t *json;
    const char *code, *name, *prefix, *representative, *address, *former, *status, *label;
    size_t class_index, division;
    day_t established;
    int64_t capital;
    char uscc[19];
    struct gen_story_record *records;
    size_t records_n;
    bool person;         /* a natural person: no registration, stands in mixed sets only */
    char person_id[19];
};

struct gen_organ {
    size_t department, division;
};

struct gen_commitment {
    const char *kind, *matter, *content;
};

struct gen_texts {
    struct gen_commitment *commitments;
    size_t commitments_n;
    struct gen_list commitment_liability, attention_cause, wage_repair_reason, wage_cause,
        court_conduct, court_duty, model_deeds, repair_reason, annul_reason, withdraw_reason, delete_reason,
        hold_reason, project, research, enterprise_kind, generic, remark;
};

struct gen_names {
    struct gen_list brand_first, brand_second, brand_third, brand_rare, place_first, place_second, surname,
        given_first, given_second, given_rare, street_kind, suffix, long_word;
};

#define GEN_COUNTY_SLOTS 1024 /* the counties by the size of their city, for one draw */

struct generate {
    struct generate_options options;
    json_t *files[8];       /* names, departments, industries, classes, texts, sets, stories */
    size_t files_n;
    struct gen_names names;
    struct gen_texts texts;
    struct gen_division *divisions;
    size_t divisions_n;
    unsigned short county_slots[GEN_COUNTY_SLOTS];
    unsigned short rural_slots[GEN_COUNTY_SLOTS];
    unsigned short urban_slots[GEN_COUNTY_SLOTS];
    struct gen_department *departments;
    size_t departments_n;
    struct gen_organ *organs;
    size_t organs_n;
    struct gen_industry *industries;
    size_t industries_n, common; /* common: what any subject may do */
    struct gen_class *classes;
    size_t classes_n;
    struct catalogue catalogue;
    struct gen_set *sets;   /* in the order of their numbers; those that rows are made for */
    size_t sets_n;
    struct gen_story *stories;
    size_t stories_n;       /* natural persons behind all others */
    uint64_t story_subjects;
    uint64_t total;
    struct gen_text scratch;
    const char **values;    /* of the row in hand */
};

/* generate_load.c */
enum result gen_load_data(struct generate *g) MUST_CHECK;
enum result gen_load_catalogue(struct generate *g) MUST_CHECK;
void gen_unload(struct generate *g);
size_t gen_department_find(const struct generate *g, const char *code);
const struct gen_division *gen_division_find(const struct generate *g, unsigned code);
struct gen_list gen_list_of(json_t *array);

/* generate_story.c */
enum result gen_load_stories(struct generate *g) MUST_CHECK;
void gen_unload_stories(struct generate *g);

/* ------------------------------------------------------------------ subjects */

#define GEN_NAME_BYTES 600 /* a name of 200 signs */

struct gen_subject {
    uint64_t number;
    const struct gen_class *class;
    const struct gen_industry *industry;
    const struct gen_division *division; /* where it lives: a county */
    const struct gen_story *story;       /* NULL for nearly all */
    bool person;                         /* a natural person of a mixed set */
    bool namesake;                       /* it carries its neighbour's name */
    char uscc[19], person_id[19];
    char name[GEN_NAME_BYTES + 1];
    char former[GEN_NAME_BYTES + 1];
    char representative[64];
    char address[400];
    day_t established;
    int64_t capital;      /* 万元 */
    const char *status;   /* 存续 注销 吊销 */
};

/* The subject of a number below the subjects' count; the same each time. */
void gen_subject_make(const struct generate *g, uint64_t number, struct gen_subject *out);
/* The i-th invented natural person. */
void gen_person_make(const struct generate *g, uint64_t i, struct gen_subject *out);
void gen_story_subject(const struct generate *g, const struct gen_story *story, struct gen_subject *out);
/* Finishes a USCC: out holds prefix, division and eight signs (16); both check signs are added. */
void gen_uscc_finish(char out[19]);
void gen_person_id_finish(char out[19]);
/* The code of an organ (department in a division), and its name at the end of `text`. */
void gen_organ_code(const struct generate *g, size_t department, size_t division, char out[19]);
void gen_organ_name(const struct generate *g, size_t department, size_t division, struct gen_text *text);
/* A brand of two or three signs, at the end of `text`. */
void gen_put_brand(const struct generate *g, struct gen_rng *rng, struct gen_text *text);
void gen_put_person(const struct generate *g, struct gen_rng *rng, struct gen_text *text);
const char *gen_pick(struct gen_rng *rng, const struct gen_list *list);

/* ------------------------------------------------------------------ a row */

struct gen_event {
    struct generate *g;
    const struct gen_set *set;
    const struct gen_subject *subject;
    struct gen_rng rng;
    uint64_t serial;           /* of the row within its set: makes document numbers unique */
    day_t decided, from, until, publish_until; /* DAY_NONE: none */
    size_t department, division;
    char authority[320], authority_code[19];
    char document_no[128];
    char estate[64], place[320];
    const struct gen_penalty *penalty;
    const struct gen_licence *licence;
    const struct gen_commitment *commitment;
    const char *product;       /* a template */
    const char *kind;          /* of the penalty */
    int grade;                 /* 0 minor, 1 ordinary, 2 serious */
    int64_t fine, confiscated; /* yuan */
    int64_t value, area;
    int n;
    bool removed;              /* left its list again */
    bool told;                 /* the row itself says so; else a decision does */
    day_t removed_on;
    int year;                  /* of yearly sets */
    int bad_code;              /* 0; 1 wrong check sign; 2 placeholder */
};

/* Draws what the row says; `round` is the year of yearly sets. False: the subject was too young for it. */
bool gen_event_make(struct gen_event *event, uint64_t round, const struct gen_story_record *story) MUST_CHECK;
/* Adds a template with its places filled in. */
void gen_expand(struct gen_event *event, struct gen_text *text, const char *pattern);
/* Whether staff or the source decided something about the row afterwards. */
bool gen_event_decision(struct gen_event *event, struct gen_text *text, struct generate_decision *out) MUST_CHECK;

/* generate_field.c */
void gen_field_compile(const struct gen_set *set, struct gen_field *field);
const char *gen_field_value(struct gen_event *event, const struct gen_field *field);

#endif
