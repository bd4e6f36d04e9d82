/* The unified social credit code (统一社会信用代码, GB 32100) and the organisation code in it (GB 11714). */
#ifndef DOMAIN_USCC_H
#define DOMAIN_USCC_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define USCC_LENGTH 18
#define USCC_TEXT 19 /* and its NUL */

enum uscc_state {
    USCC_VALID,
    USCC_SHAPE,       /* not 18 signs of the alphabet */
    USCC_PLACEHOLDER, /* all but the last sign are one and the same, or 0123…: feeds fill the field so */
    USCC_CHECK,       /* the check sign is wrong: real firms with such a code exist, so flag, never refuse */
};

/* What people and spreadsheets make of any code of `length` letters and digits, set right: full width to half, blanks and
   hyphens dropped, upper case. `out` holds length + 1 bytes; false, and "", when another sign or another length is left. */
bool code_normalise(const char *text, size_t len, char *out, size_t length) MUST_CHECK;
/* What people and spreadsheets make of a code, set right: full width to half, blanks and hyphens dropped, upper case.
   Writes at most USCC_LENGTH signs and a NUL; false when what is left has another length or another sign than
   A–Z 0–9 (out then holds ""). Pure shape: no check. */
bool uscc_normalise(const char *text, size_t len, char out[USCC_TEXT]);
/* Judges a code that was set right. */
enum uscc_state uscc_check(const char *code);
/* The check sign of the first 17 signs (GB 32100 5.3: weights 3^i mod 31); 0 when one is not of the alphabet. */
char uscc_check_sign(const char *code);
/* GB 11714: the check sign of 8 signs: weights 3 7 9 10 5 8 4 2, mod 11; 0 when one is not 0–9 A–Z. */
char orgcode_check_sign(const char *code);
/* 9 signs, with or without the hyphen before the last. */
bool orgcode_valid(const char *code);
/* The kind of subject by the first two signs: "企业" for 91 …; "其他" for an unknown pair. */
const char *uscc_kind_name(const char *code);
/* Signs 3 to 8: the division of the registering authority; 0 when they are not digits. */
unsigned uscc_division(const char *code);

#endif
