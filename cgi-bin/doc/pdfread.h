/* A strict reader of PDF files of our own form (doc/paper.h): classic cross-reference tables, no object streams, nothing
   encrypted, generation 0. It reads what sealing and verifying need: the revisions, the trailer, dictionaries. It is not a
   reader for other people's files: of those it says that they are of another form. Pure; nothing is decompressed; the time
   it takes and the memory grow with the file's length, never with numbers that the file claims. */
#ifndef DOC_PDFREAD_H
#define DOC_PDFREAD_H

#include "base/result.h"
#include "doc/der.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PDF_LEN_MAX (64u << 20)     /* offsets are of 32 bits; nothing that is issued is as long */
#define PDF_OBJECTS_MAX 2000000u    /* a tagged report of 5,000 records has some 300,000; 4 bytes each */
#define PDF_REVISIONS_MAX 16        /* the document, its seal, SIGN_STAMPS_MAX timestamps */
#define PDF_DEPTH_MAX 32            /* nesting within one object: ours has 4 */

enum pdf_fault {
    PDF_FINE,
    PDF_NO_PDF,     /* no header at its beginning */
    PDF_CUT,        /* no end */
    PDF_ENCRYPTED,
    PDF_OTHER_FORM, /* broken, or a form that ours never has */
    PDF_NO_MEMORY,
};

struct pdf_revision {
    size_t startxref; /* of its cross-reference section */
    size_t end;       /* offset behind its "%%EOF\n" */
};

struct pdf {
    struct span bytes;                                /* the file; belongs to the caller */
    struct pdf_revision revisions[PDF_REVISIONS_MAX]; /* oldest first */
    size_t n_revisions;
    uint32_t size;                                    /* the trailer's /Size */
    uint32_t root, info;                              /* object numbers; info 0: none */
    struct span id;                                   /* the trailer's /ID with its brackets; len 0: none */
    uint32_t *offsets;                                /* of each object; 0: there is none */
};

/* Reads the structure. On PDF_FINE the caller frees it with pdfread_close; otherwise nothing is held. */
enum pdf_fault pdfread_open(const uint8_t *bytes, size_t len, struct pdf *out) MUST_CHECK;
void pdfread_close(struct pdf *pdf);

/* The value of an object: from its first sign to behind its last. False: there is none, or it is broken. */
bool pdfread_object(const struct pdf *pdf, uint32_t number, struct span *value) MUST_CHECK;
/* Takes the next value (a dictionary, array, string, name, number, reference or word) off the front. */
bool pdfread_take(struct span *in, struct span *value) MUST_CHECK;
/* The value of a key of a dictionary ("<<" to ">>"); `key` without its slash. False: it is not there, or is there twice. */
bool pdfread_entry(struct span dictionary, const char *key, struct span *value) MUST_CHECK;
/* The same, and a reference is followed to its object. */
bool pdfread_entry_object(const struct pdf *pdf, struct span dictionary, const char *key, struct span *value) MUST_CHECK;
/* Whether the value is a reference "n 0 R"; *number gets n. */
bool pdfread_reference(struct span value, uint32_t *number) MUST_CHECK;
/* Whether the value is a whole number from 0 to UINT32_MAX. */
bool pdfread_number(struct span value, uint32_t *number) MUST_CHECK;
bool pdfread_is_name(struct span value, const char *name) MUST_CHECK; /* without the slash */
bool pdfread_is_dictionary(struct span value) MUST_CHECK;
/* The bytes of an object's stream, whose dictionary has a direct /Length. False: it is not one. */
bool pdfread_stream(const struct pdf *pdf, uint32_t number, struct span *data) MUST_CHECK;
/* The references of an array, in order; false when something else is in it or there are more than `max`. */
bool pdfread_references(struct span array, uint32_t *out, size_t max, size_t *count) MUST_CHECK;

#endif
