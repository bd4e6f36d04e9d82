/* The Chinese words for codes of the catalogue and the database. */
#ifndef DISCLOSURE_WORDS_H
#define DISCLOSURE_WORDS_H

#include "domain/catalogue.h"
#include "domain/publication.h"

#include <stddef.h>

/* Each gives "" for an unknown code. */
const char *word_group(const char *code);         /* common: 红名单 */
const char *word_group_legal(const char *code);   /* legal: 守信激励对象名单 */
const char *word_cycle(const char *code);
const char *word_class(const char *code);
const char *word_openness(enum openness openness);
const char *word_subject_type(enum subject_type type);
const char *word_field_type(enum field_type type);
const char *word_field_role(enum field_role role);
const char *word_mask(enum field_mask mask);
const char *word_kind(const char *two_signs);     /* a subject's kind by the first two signs of its code */

/* The sections of the report V2.0 that hold records, in its order and with its numbers. */
struct section_word {
    const char *code, *number, *name;
};
extern const struct section_word section_words[];
extern const size_t section_count;
const struct section_word *section_find(const char *code); /* NULL */

/* How long records of the set stay, in one sentence; out holds WORDS_RULE bytes. */
#define WORDS_RULE 400
const char *word_rule(const struct info_set *set, const struct grade_rules *rules, char out[WORDS_RULE]);
const char *word_repair(const struct info_set *set);

#endif
