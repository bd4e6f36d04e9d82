/* Names as they are searched: one form for every way of writing them, and its bigrams. */
#ifndef DOMAIN_NAME_H
#define DOMAIN_NAME_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAME_MAX_SIGNS 200  /* published_subject.name */
#define NAME_BYTES (NAME_MAX_SIGNS * 4 + 1)
#define NAME_GRAMS_MAX 220  /* of one name */

/* Opens what the rules need (the table traditional → simplified). Once a process, before or after the fork.
   RESULT_ERROR: the table is not installed; the log says so. */
enum result name_open(void) MUST_CHECK;
void name_close(void);

/* The searched form: NFKC (width), traditional to simplified, lower case, blanks, brackets and punctuation removed,
   one company-form suffix (有限公司, 股份有限公司 …) left out unless nothing would remain.
   out holds NAME_BYTES; longer names are cut after NAME_MAX_SIGNS signs. Returns its bytes; 0 for a name of
   nothing but signs that are left out. */
size_t name_norm(const char *name, size_t len, char *out);
/* The bigrams of a searched form, each once, in order of value. grams holds NAME_GRAMS_MAX. Returns how many.
   Signs of the BMP pair exactly as a << 16 | b; signs beyond it are folded into the private area, so a hit is
   confirmed against the name. A form of one sign has the one gram a << 16. The last sign alone is a gram too
   (sign << 16), so that each sign begins one: a search of one sign is the range [a << 16, a << 16 | 0xffff]. */
size_t name_grams(const char *norm, size_t len, uint32_t *grams);
/* The bigrams that a searched word must have: as above without the single last sign, unless the word is one sign. */
size_t name_query_grams(const char *norm, size_t len, uint32_t *grams);
/* A name as it is shown: harmful signs removed, blanks at both ends and doubled ones removed. out holds 3 * len + 1. */
size_t name_display(const char *name, size_t len, char *out);

#endif
