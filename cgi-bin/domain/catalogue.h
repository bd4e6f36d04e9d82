/* The catalogue: what an information set (信息集) is, read from the text of one file of db/catalogue/.

   Import, checks, pages, open data and report sections are all driven by these structures; no set is known to C.
   What the law forbids to collect about natural persons (辽宁省公共信用信息管理办法 art. 11) is refused here by name. */
#ifndef DOMAIN_CATALOGUE_H
#define DOMAIN_CATALOGUE_H

#include "base/arena.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CATALOGUE_FILE_MAX (256 * 1024) /* the longest file we ship has 16 KiB */
#define CATALOGUE_SETS_MAX 2048         /* sixteen times the province's bulletin */
#define CATALOGUE_NUMBER_MAX 8191       /* 13 bits of a record's id */
#define CATALOGUE_FIELDS_MAX 200        /* the widest national layout has 52 */
#define CATALOGUE_ALIASES_MAX 32        /* older codes and labels of one field */
#define CATALOGUE_ENUM_MAX 500          /* values of one list; divisions have a type of their own */
#define CATALOGUE_IDENTITY_MAX 8        /* fields that make two rows the same fact */
#define CATALOGUE_LAWS_MAX 20           /* laws that one set stands on */
#define CATALOGUE_GRADING_MAX 20        /* rules that grade a breach */
#define CATALOGUE_LENGTH_MAX 20000      /* characters of one field */
#define CATALOGUE_TEXT_MAX 2000         /* characters of one text of the file itself */
#define CATALOGUE_FAULTS_MAX 1000       /* faults kept; more only say that there are more */

enum field_type {
    FIELD_TEXT, FIELD_LONGTEXT, FIELD_DATE, FIELD_DECIMAL, FIELD_INTEGER, FIELD_USCC, FIELD_PERSON_ID,
    FIELD_ORGCODE, FIELD_PHONE, FIELD_ENUM, FIELD_DIVISION,
};
enum field_mask { MASK_NONE, MASK_NAME, MASK_ID, MASK_PHONE, MASK_ADDRESS, MASK_HIDE };
enum openness { OPEN_PUBLIC, OPEN_AUTHORISED, OPEN_INTERNAL };
enum field_role {
    ROLE_NONE, ROLE_NAME, ROLE_USCC, ROLE_PERSON_ID, ROLE_SUBJECT_KIND, ROLE_DOCUMENT_NO, ROLE_DECIDED_ON, ROLE_AUTHORITY,
    ROLE_REGION, ROLE_VALID_FROM, ROLE_VALID_UNTIL, ROLE_AMOUNT, ROLE_KIND, ROLE_GRADE, ROLE_STATUS, ROLE_REPRESENTATIVE,
    ROLE_ESTABLISHED, ROLE_FORMER_NAME, ROLE_ADDRESS, ROLE_CAPITAL, ROLE_INDUSTRY, ROLE_PUBLISH_UNTIL, ROLE_COUNT,
};
enum subject_type { SUBJECT_ORGANISATION, SUBJECT_PERSON, SUBJECT_MIXED, SUBJECT_VEHICLE };
enum publish_rule { PUBLISH_NONE, PUBLISH_STANDING, PUBLISH_MONTHS, PUBLISH_GRADE, PUBLISH_UNTIL_FIELD };
/* Grades of a breach, 信用修复管理办法 (2026). */
enum grade { GRADE_NONE, GRADE_MINOR, GRADE_ORDINARY, GRADE_SERIOUS };

/* Names as the files and the database write them; NULL for a number that is none. */
const char *field_type_name(enum field_type type);
const char *field_mask_name(enum field_mask mask);
const char *openness_name(enum openness openness);
const char *field_role_name(enum field_role role); /* NULL for ROLE_NONE */
const char *subject_type_name(enum subject_type type);
const char *publish_rule_name(enum publish_rule rule);
const char *grade_name(enum grade grade); /* NULL for GRADE_NONE */

/* The columns that a file of open data has beside the fields of its set. No field may be called so: a reader that goes by the header
   would lose one of two columns of one name. */
enum catalogue_column { COLUMN_ID, COLUMN_PAGE, COLUMN_REGION, COLUMN_SOURCE, COLUMN_DEMONSTRATION, COLUMN_COUNT };
extern const char *const catalogue_columns[COLUMN_COUNT];

/* A list of texts. */
struct texts {
    const char *const *items;
    size_t count;
};

struct field {
    const char *code;         /* column header and key in JSON */
    const char *label;        /* Chinese */
    struct texts aliases;     /* older codes and labels that a delivery may use */
    enum field_type type;
    unsigned length;          /* most characters */
    unsigned scale;           /* digits behind the point, FIELD_DECIMAL */
    bool required;            /* part of the row's identity or needed to publish it: a row without it is rejected */
    bool multiple;            /* FIELD_ENUM: several values, parted by 、 ; or ， */
    bool draft;               /* our guess (拟) */
    bool screen_only;         /* shown on pages, not in the report: what its head says already, other numbers of the same subject */
    enum field_mask mask;
    enum openness openness;
    enum field_role role;
    struct texts values;      /* FIELD_ENUM: the list */
    struct texts words;       /* FIELD_ENUM of codes: the word for each of values, in their order; count 0: they are words already */
    struct texts ended;       /* FIELD_ENUM: values that say that the entry does not run any more (已解除) */
    bool removal;             /* FIELD_DATE, ROLE_VALID_UNTIL: the day on which the entry ended (移出日期), not the last of a term */
    bool personal_id;         /* holds a person's number: by type, role, mask or the words of its label */
    const char *content;      /* declared content that a law speaks of, such as tax_amount; NULL */
    unsigned ordinal;         /* place in the set, from 0 */
};

/* One rule that grades a breach; the first that fits decides. */
struct grading {
    struct texts kinds;       /* fits when one of the row's kinds is among them */
    struct texts only_kinds;  /* fits when all of the row's kinds are among them */
    int64_t amount_from;      /* fits when the amount (万元) is at least this; negative: not asked */
    enum grade grade;
    bool draft;
};

struct publication {
    enum publish_rule rule;
    unsigned months;          /* PUBLISH_MONTHS: how long; else the cap; 0: none */
    const struct field *until_field; /* PUBLISH_UNTIL_FIELD */
    enum grade default_grade; /* of a row that no rule grades; GRADE_NONE: it has none */
    const struct grading *grading;
    size_t grading_count;
    const struct field *only_field; /* only rows whose field has one of only_values are published; NULL: all */
    struct texts only_values;
    const char *basis;        /* law and article */
};

struct repair_route {
    const char *route;        /* portal, court, registry, labour, other, none */
    const char *authority, *address, *phone;
    unsigned min_months;      /* of publication before one may apply */
};

/* What the head of a list tells; each may be "". */
struct list_head {
    const char *what, *authority, *enters, *leaves, *period, *consequences;
};

struct info_set {
    unsigned number;          /* part of every record's id */
    const char *code, *name;
    const char *legal_name, *common_name; /* of a list; NULL */
    const char *unit;         /* code of the source unit that answers for it */
    enum subject_type subject_type;
    const char *class_code;   /* licence, penalty, … */
    const char *group;        /* red, black, …; NULL */
    const char *section;      /* of the report */
    const char *cycle;        /* realtime … yearly */
    enum openness openness;
    struct publication publication;
    struct repair_route repair;
    bool persons_published;   /* natural persons appear, masked */
    const char *persons_basis;/* the law that allows it */
    struct texts legal_basis;
    struct list_head list;
    bool registers;           /* rows create and update the subject itself */
    bool in_2017;             /* printed in the bulletin of 2017 Q1: */
    unsigned no_2017;         /* row */
    const char *name_2017;    /* as printed; "" when it is today's */
    int64_t updated_2017, cumulative_2017;
    bool draft;
    const struct field *identity[CATALOGUE_IDENTITY_MAX];
    size_t identity_count;
    const struct field *fields;
    size_t field_count;
    const struct field *roles[ROLE_COUNT]; /* by role; NULL */
    char *definition;         /* the file, compact JSON */
    unsigned char digest[16]; /* of definition: BLAKE2b */
    struct arena arena;       /* owns all of the above */
};

struct catalogue_fault {
    char *file;               /* as given by the caller */
    char *path;               /* where in the file: fields[3].length */
    char *message;            /* Chinese */
};
struct catalogue_faults {
    struct catalogue_fault *items;
    size_t count, capacity;
    bool cut;                 /* there were more than CATALOGUE_FAULTS_MAX */
};
void catalogue_faults_free(struct catalogue_faults *faults);
void catalogue_fault_add(struct catalogue_faults *faults, const char *file, const char *path, const char *format, ...) LIKE_PRINTF(4, 5);

/* Reads one file's text. Every fault of the file is added to `faults`, not only the first.
   RESULT_OK: *out is the caller's (info_set_free). RESULT_INVALID: at least one fault, *out NULL. RESULT_ERROR: memory. */
enum result info_set_parse(const char *file, const char *json, size_t len, struct catalogue_faults *faults, struct info_set **out) MUST_CHECK;
void info_set_free(struct info_set *set);

/* The field of this code; NULL. */
const struct field *info_set_field(const struct info_set *set, const char *code);
/* The field that a column header names, by code, label or alias; width, case and blanks do not matter. NULL. */
const struct field *info_set_column(const struct info_set *set, const char *header, size_t len);
/* How a value is said to people: the word for a code (1: 有效), else the value itself. Deliveries and open data keep the code. */
const char *field_word(const struct field *field, const char *value);
/* Whether rows of the set can be on the site at all: a public set with a rule of publication. */
bool info_set_published(const struct info_set *set);

struct catalogue {
    uint64_t version;         /* of the database that it was loaded from; 0 */
    struct info_set **sets;   /* by number */
    size_t count, capacity;
};
void catalogue_init(struct catalogue *catalogue);
void catalogue_free(struct catalogue *catalogue);
/* Takes the set over. RESULT_INVALID: its code or number is taken or is a group's name; the fault is added and the set freed. */
enum result catalogue_add(struct catalogue *catalogue, struct info_set *set, const char *file, struct catalogue_faults *faults) MUST_CHECK;
const struct info_set *catalogue_by_code(const struct catalogue *catalogue, const char *code);
const struct info_set *catalogue_by_number(const struct catalogue *catalogue, unsigned number);
/* The sets of a group or of a section of the report, in order of number: begin with after = NULL; NULL at the end. */
const struct info_set *catalogue_next_in_group(const struct catalogue *catalogue, const char *group, const struct info_set *after);
const struct info_set *catalogue_next_in_section(const struct catalogue *catalogue, const char *section, const struct info_set *after);
/* red, black, attention, licence, penalty, commitment, abnormal. */
bool catalogue_is_group(const char *code);
extern const char *const catalogue_groups[]; /* NULL at the end */

#endif
