/* Sealed numbers of people, wherever they lie (records, cases, messages): for sealing them anew with another key (base/vault.h). */
#ifndef DB_SEALED_H
#define DB_SEALED_H

#include "base/result.h"
#include "base/vault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;

#define SEALED_STEP 500          /* rows of a transaction: a fifth of a second under locks */
#define SEALED_TEXTS 3           /* of a row at most: number, telephone, mail */
#define SEALED_CIPHER_MAX 400    /* the widest column */

enum sealed_place { SEALED_RECORDS, SEALED_CASES, SEALED_MESSAGES, SEALED_PLACES };

struct sealed_row {
    uint64_t id;                 /* record, message */
    unsigned ordinal;            /* of a record's field */
    char number[33], role[17];   /* of a case's person */
    unsigned key_no;
    struct sealed_text { bool there; size_t len; unsigned char bytes[SEALED_CIPHER_MAX]; } text[SEALED_TEXTS];
    unsigned char hash[VAULT_HASH]; /* records only */
};
/* Seals the texts anew and sets key_no (and hash); false: they cannot be opened, and the row stays as it is. */
typedef bool sealed_again(void *context, struct sealed_row *row);

/* A walk through one place by its key: a killed one is begun anew and passes over what is done. Begin with zeroes and `place`. */
struct sealed_walk {
    enum sealed_place place;
    struct sealed_row last;      /* where it stands */
    bool over;
    uint64_t seen, changed, failed;
};
/* The next SEALED_STEP rows in one transaction: those that are not under key `current` go to `again`. */
enum result sealed_step(struct db *db, struct sealed_walk *walk, unsigned current, sealed_again *again, void *context) MUST_CHECK;
/* How many rows are sealed with each key: keys[i] counts[i], in order; at most max. */
enum result sealed_counts(struct db *db, unsigned *keys, uint64_t *counts, size_t max, size_t *n) MUST_CHECK;

#endif
