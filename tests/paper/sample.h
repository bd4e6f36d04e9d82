/* Invented papers for tests and benches: the same for the same arguments. */
#ifndef TESTS_PAPER_SAMPLE_H
#define TESTS_PAPER_SAMPLE_H

#include "doc/credit_report.h"
#include "doc/letter.h"

/* What a sample may differ in. Zeroed: an ordinary report of three pages. */
struct sample {
    const char *name;      /* of the subject; NULL: an ordinary one */
    size_t records;        /* penalties and licences; 0: four of each */
    const char *qr;        /* what the QR code says; NULL: an address with a proof of usual length */
    const char *extra;     /* a text for a remark of the first record; NULL: none */
    bool formal;           /* not a demonstration */
    bool brief;            /* licences of six short fields, no table of sources, no last section */
    bool undelivered;      /* the court has not delivered, and some of those that give licences */
    unsigned objections;
    size_t firms;          /* of a proof; 0: one */
};

/* Writes a paper: "report", "empty", "full", "proof", "letter". RESULT_NOT_FOUND: no such kind. */
enum result sample_write(struct press *press, const char *kind, const struct sample *sample, struct pdf_output *output,
                         struct paper_fault *fault) MUST_CHECK;

#endif
