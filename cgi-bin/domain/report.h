/* Reports: their numbers and codes, the classes of their summary, and whether facts have changed since. Pure. */
#ifndef DOMAIN_REPORT_H
#define DOMAIN_REPORT_H

#include "base/buffer.h"
#include "base/result.h"
#include "domain/catalogue.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPORT_NUMBER_TEXT 23 /* 22 signs and NUL */
#define REPORT_CODE_TEXT 13   /* 12 digits and NUL */

/* YYYYMMDDHHMMSSmmm in Asia/Shanghai, then four digits and one letter in any place (公共信用信息报告 V2.0). `chance` spreads
   the reports of one millisecond over 1,300,000 numbers. `ms`: UTC since 1970, years 1 to 9999. */
void report_number_make(int64_t ms, uint32_t chance, char out[REPORT_NUMBER_TEXT]);
/* As people type it: full width, blanks and hyphens dropped, small letters made large. False when that is no number. */
bool report_number_normalise(const char *text, size_t len, char out[REPORT_NUMBER_TEXT]) MUST_CHECK;
/* The verification code, 12 digits, is worked out from the number by a key of the installation, so that no code is stored; the database
   keeps a keyed digest of the two in its place. */
#define REPORT_CODE_KEY 32
#define REPORT_CODE_HASH 32
void report_code_of(const unsigned char key[REPORT_CODE_KEY], const char *number, char code[REPORT_CODE_TEXT]);
void report_code_hash(const unsigned char key[REPORT_CODE_KEY], const char *number, const char *code, unsigned char hash[REPORT_CODE_HASH]);
/* The digits out of the first eight bytes of a digest. */
void report_code_make(const unsigned char digest[8], char out[REPORT_CODE_TEXT]);
bool report_code_normalise(const char *text, size_t len, char out[REPORT_CODE_TEXT]) MUST_CHECK;

/* The classes of the summary, in the report's order. What a set belongs to follows from its section and class. */
enum report_class {
    REPORT_LICENCES, REPORT_PENALTIES, REPORT_HONOURS, REPORT_SERIOUS, REPORT_ABNORMAL, REPORT_COMMITMENTS,
    REPORT_EVALUATIONS, REPORT_JUDICIAL, REPORT_OTHER, REPORT_LOCAL, REPORT_CLASSES,
};
/* Registering sets are the subject's own basics and belong to none: REPORT_CLASSES. */
enum report_class report_class_of(const struct info_set *set);
const char *report_class_code(enum report_class class_of);  /* licences penalties … for JSON; "" beyond */
const char *report_class_label(enum report_class class_of); /* 行政许可 … */

/* Facts as a digest per class, to tell later of what class something changed without keeping the facts themselves. */
#define REPORT_DIGEST 16
struct report_digest {
    uint32_t n[REPORT_CLASSES];
    unsigned char of[REPORT_CLASSES][REPORT_DIGEST];
    unsigned char basics[REPORT_DIGEST]; /* registration: name, status and the rest as published */
    uint32_t held;                       /* under objection */
};
struct report_fact {
    uint64_t id;
    uint32_t version;
    uint16_t set_number;
};
/* Fills n and of. The facts are put in order of id: a class's digest is over (set, record, version). */
void report_digest_facts(const struct catalogue *catalogue, struct report_fact *facts, size_t count, struct report_digest *out);
void report_digest_basics(const char *const *texts, size_t count, struct report_digest *out);
/* {"basics": hex, "held": n, "licences": {"n": 3, "digest": hex}, …}; only classes with n > 0. */
bool report_digest_write(const struct report_digest *digest, struct buffer *out) MUST_CHECK;
bool report_digest_read(const char *json, size_t len, struct report_digest *out) MUST_CHECK;
/* Bits 1u << class of what differs; bit REPORT_CLASSES: the registration; bit REPORT_CLASSES + 1: objections. */
unsigned report_digest_changes(const struct report_digest *then, const struct report_digest *now);

#endif
