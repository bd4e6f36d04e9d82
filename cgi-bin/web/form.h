/* The fields that a page takes, each declared once: name, kind, limits, check. A handler receives typed values;
   what is not declared is dropped. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/clock.h"
#include "base/result.h"
#include "web/request.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum form_type {
    FORM_LINE,     /* one line of text: blanks at the ends dropped, inner runs and tabs one space, harmful signs refused; min/max in signs */
    FORM_TEXT,     /* several lines: CR LF made LF, blanks at the ends dropped; min/max in signs */
    FORM_INTEGER,  /* a whole number; min/max are its bounds */
    FORM_ID,       /* a record's or page's key: 1–19 digits, 0 … INT64_MAX */
    FORM_DAY,      /* YYYY-MM-DD */
    FORM_CHOICE,   /* one of `choices` */
    FORM_DIVISION, /* six digits (GB/T 2260) */
    FORM_SLUG,     /* [a-z0-9-], at most 64 */
    FORM_CODE,     /* [0-9A-Za-z-], small letters made large; min/max in signs */
    FORM_CHECK,    /* a box: given means ticked */
    FORM_FILE,     /* min/max number of files */
};

struct form_field {
    const char *name;
    enum form_type type;
    int64_t min, max;            /* see the types; max 0 means the type's own limit (FORM_LINE 200, FORM_TEXT 2000 …) */
    bool required;
    const char *const *choices;  /* FORM_CHOICE: NULL-terminated */
    unsigned many;               /* how often it may be given; 0 and 1: once, and a repetition is dropped */
    /* A rule of its own, called for a non-empty value that passed the type. NULL when fine, else what is wrong, in Chinese. */
    const char *(*check)(const char *value);
};
#define FORM_END {.name = NULL} /* closes a table of fields */
#define FORM_FIELDS_MAX 40

struct form_value {
    const struct form_field *field;
    bool given;            /* there was a non-empty value, right or wrong */
    const char *text;      /* cleaned; "" when not given. Kept as typed when wrong, to be shown again */
    size_t len;
    int64_t number;        /* FORM_INTEGER, FORM_ID; 0 otherwise */
    day_t day;             /* FORM_DAY; DAY_NONE otherwise */
    const char *const *all; size_t all_count; /* every value of a field with many > 1 (then text is the first) */
    const char *error;     /* what is wrong, in Chinese for the visitor; NULL when right */
};

struct form_values {
    struct form_value value[FORM_FIELDS_MAX]; /* in the order of the declaration */
    size_t count;
    size_t errors;         /* how many have an error */
};

/* Reads the declared fields from the query (GET, HEAD) or the form (POST) into the request's memory: NULL only without memory. */
struct form_values *form_read(struct request *request, const struct form_field *fields) MUST_CHECK;

/* The value of a declared field. Asking for one that is not declared is our own fault: it is logged, and an
   empty value is returned. Never NULL. */
const struct form_value *form_get(const struct form_values *values, const char *name);
/* Short forms: "" / 0 / DAY_NONE for what was not given or is wrong. */
const char *form_text(const struct form_values *values, const char *name);
int64_t form_number(const struct form_values *values, const char *name);
day_t form_day(const struct form_values *values, const char *name);
bool form_given(const struct form_values *values, const char *name);
/* Whether the code is among those that were chosen in a field of codes; nothing is in NULL values. */
bool form_chosen(const struct form_values *values, const char *name, const char *code);
/* Marks a field as wrong after a check of the handler's own; the first error stays. `message` is not copied. */
void form_fail(struct form_values *values, const char *name, const char *message);

/* Puts values and errors before the template: form.<name>.value (as typed), form.<name>.error,
   errors.N.{field,message} for the summary. */
struct view;
void form_show(const struct form_values *values, struct view *view);

#endif
