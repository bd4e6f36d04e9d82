/* The invented demonstration province: rows for every information set of the catalogue, at any scale.

   The generator touches no database. Everything that it says is a function of the options and the data files:
   the same seed, day and files give the same bytes, whatever the machine. A subject is computed from its number
   alone, so that five million need no more memory than five.

   Chance comes from splitmix64 (Steele, Lea, Flood 2014): a stream is named by (seed, purpose, number). */
#ifndef CTL_GENERATE_H
#define CTL_GENERATE_H

#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Codes are drawn from eight decimal digits without repeating; what is above is kept for stories and organs. */
#define GENERATE_SUBJECTS_MAX 90000000ULL
/* A serial of a record has 42 bits; this is far below and far above what one machine holds. */
#define GENERATE_RECORDS_MAX 1000000000ULL

struct catalogue;
struct generate;

struct generate_options {
    uint64_t subjects;         /* 1 … GENERATE_SUBJECTS_MAX; the stories' subjects among them */
    uint64_t records;          /* rows besides the registrations; 0 … GENERATE_RECORDS_MAX */
    uint64_t seed;             /* another seed is another province */
    day_t today;               /* no date is later; decisions lie in the five years before it */
    const char *data_dir;      /* db/data: divisions.csv and demo/ */
    const char *catalogue_dir; /* db/catalogue */
};

/* What a decision of staff or of a source does to a record that the import has brought. */
enum generate_action {
    GENERATE_HOLD,     /* an objection was accepted: the record is not shown while it is open */
    GENERATE_REPAIR,   /* credit repaired */
    GENERATE_ANNUL,    /* the decision itself was annulled; a notice stays */
    GENERATE_WITHDRAW, /* taken back by its source */
    GENERATE_DELETE,   /* could not be verified */
};

struct generate_decision {
    enum generate_action action;
    day_t day;                 /* when; never after today, never before the record's own day */
    const char *document_no;   /* of the decision, never empty */
    const char *reason;        /* a sentence */
};

/* Where the rows go. Each member returns RESULT_OK to go on; anything else ends the run and is its result.
   Texts live until the call returns. */
struct generate_sink {
    void *ctx;
    /* Whether a set that many departments decide in is given delivery by delivery, each with its own unit; else all at once. */
    bool by_unit;
    /* A set begins, or a unit's delivery of it: its code, the unit's code, and the n field codes in the order of the values. */
    enum result (*begin)(void *ctx, const char *set_code, const char *unit_code, const char *const *fields, size_t n);
    /* A row: n values, "" where there is none. `decision` is NULL for all but a few. */
    enum result (*row)(void *ctx, const char *set_code, const char *const *values, size_t n,
                       const struct generate_decision *decision);
    /* The last row of the set, or of the delivery, was given. */
    enum result (*end)(void *ctx, const char *set_code);
};

/* Reads the data and the catalogue. RESULT_INVALID for options out of range or a file that breaks its form,
   RESULT_NOT_FOUND for a missing file; the log says which. *out is the caller's (generate_close). */
enum result generate_open(const struct generate_options *options, struct generate **out) MUST_CHECK;
void generate_close(struct generate *generate);

/* Gives every row to the sink: the registering sets first, then the others in the order of their numbers, and last
   the one with the greatest share, which takes what the others could not.
   May be called again and gives the same. */
enum result generate_run(struct generate *generate, const struct generate_sink *sink) MUST_CHECK;

/* How many rows generate_run gives: subjects and records; exact, except where the stories alone are more. */
uint64_t generate_total(const struct generate *generate);

/* The catalogue that it read, for the identity fields of a row; lives as long as the generator. */
const struct catalogue *generate_catalogue(const struct generate *generate);

/* The word of an action in decisions.csv: hold, repair, annul, withdraw, delete. */
const char *generate_action_name(enum generate_action action);

#endif
