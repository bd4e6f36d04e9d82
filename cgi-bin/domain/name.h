/* Names as they are searched: one form for every way of writing them, and its grams. */
#ifndef DOMAIN_NAME_H
#define DOMAIN_NAME_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAME_MAX_SIGNS 200  /* published_subject.name */
#define NAME_BYTES (NAME_MAX_SIGNS * 4 + 1)
#define NAME_GRAMS_MAX NAME_MAX_SIGNS /* of one name */
#define NAME_GRAM_SIGNS 4

/* Opens what the rules need (the table traditional → simplified). Once a process, before or after the fork.
   RESULT_ERROR: the table is not installed; the log says so. */
enum result name_open(void) MUST_CHECK;
void name_close(void);

/* The searched form: NFKC (width), traditional to simplified, lower case, blanks, brackets and punctuation removed,
   one company-form suffix (有限公司, 股份有限公司 …) left out unless nothing would remain.
   out holds NAME_BYTES; longer names are cut after NAME_MAX_SIGNS signs. Returns its bytes; 0 for a name of
   nothing but signs that are left out. */
size_t name_norm(const char *name, size_t len, char *out);
/* Whether a name holds a word (its searched form, not ""), with its company form or without: for names that no index knows,
   compared one by one. */
bool name_holds(const char *name, size_t len, const char *word) MUST_CHECK;
/* While a name is typed its company form is there by halves (某某有, 某某有限公): the bytes of the searched form without the
   beginning of a form at its end; all of them when there is none or nothing else. A name may end so by itself (国有): the
   whole word is looked for first. */
size_t name_without_half_form(const char *norm, size_t len) MUST_CHECK;
/* Whether a searched form is a company form or a part of one and names nobody: 有限公司, 责任公司, 个体工商户. */
bool name_is_form(const char *norm) MUST_CHECK;
/* Whether it is one sign beyond common use (extension A and later), which few names have. */
bool name_is_rare_sign(const char *norm, size_t len) MUST_CHECK;
/* The grams of a searched form, by which a word is found inside of it: four signs from each place but the first, fewer at the
   end but at least two; each once, in order of value. grams holds NAME_GRAMS_MAX. Returns how many.
   A sign is 16 bits, the first sign the highest, 0 where the name has ended: so the grams that begin with a word of two or
   three signs are the range from its own gram to name_gram_high of it. A sign beyond the BMP is folded into the private area,
   so a hit is confirmed against the name. Names that begin with a word are found by their order, not by grams. */
size_t name_grams(const char *norm, size_t len, uint64_t *grams);
/* The grams of a searched word: of two to four signs its own one; of more signs each four neighbours, of which a name that
   has the word inside has all. None of a word of one sign. */
size_t name_query_grams(const char *norm, size_t len, uint64_t *grams);
/* The gram that begins where `norm` does. */
uint64_t name_gram_at(const char *norm, size_t len);
/* The last gram that begins with the signs of this one. */
uint64_t name_gram_high(uint64_t gram);
/* A name as it is shown: harmful signs removed, blanks at both ends and doubled ones removed. out holds 3 * len + 1. */
size_t name_display(const char *name, size_t len, char *out);

#endif
