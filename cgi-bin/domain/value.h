/* One value of a delivery, set right and judged by its field of the catalogue. */
#ifndef DOMAIN_VALUE_H
#define DOMAIN_VALUE_H

#include "base/arena.h"
#include "base/clock.h"
#include "domain/catalogue.h"

#include <stdbool.h>
#include <stddef.h>

enum value_verdict {
    VALUE_OK,
    VALUE_EMPTY,
    VALUE_FLAGGED, /* kept, but said: a code with a wrong check sign, a value outside its list */
    VALUE_WRONG,   /* cannot be kept as it is: no date, no number, too long */
};

struct value {
    const char *text; /* in its one form: dates YYYY-MM-DD, numbers with half-width digits; NULL when empty */
    size_t len;
    day_t day;        /* FIELD_DATE: the day; DAY_NONE for "no end" and for every other type */
    bool endless;     /* FIELD_DATE: 2099-12-31, 2099-01-31, 长期: shown as 长期 */
    bool quarantined; /* FIELD_USCC: not valid; the text stays in the facts and is not shown or searched */
    double number;    /* FIELD_DECIMAL, FIELD_INTEGER */
};

/* Removes what Excel and its kin hide in a cell (BOM, zero-width signs, ="…", a leading ', NBSP), cleans harmful signs,
   reads it by the field's type and measures it. Texts are in the arena. *reason: Chinese, static or in the arena, when
   FLAGGED or WRONG. Never fails otherwise; without memory the verdict is VALUE_WRONG with the reason 内存不足. */
enum value_verdict value_clean(const struct field *field, const char *text, size_t len, struct arena *arena,
                               struct value *out, const char **reason);

#endif
