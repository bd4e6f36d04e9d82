/* What the documents of this portal are when they leave the typesetter: a whole PDF, ready to be sealed.

   The agreement with whoever signs:

   - The document has one empty signature field (/FT /Sig, no /V), named PAPER_SEAL_FIELD, merged with its widget. The
     field, the AcroForm (/SigFlags 3), the structure element and the appearance (the round seal) are in the document
     already. To sign is to append one incremental update that
       1. repeats the field's object with "/V n 0 R" added in front of its last ">>", everything else unchanged,
       2. holds object n, the signature dictionary,
       3. has a classic cross-reference section and a trailer with /Size, /Root, /Info, /ID and /Prev = startxref.
     /DSS for validation data goes into a repeated catalogue in the same way.
   - The file is PDF 1.7 with classic cross-reference tables, without object streams and encryption, and ends with
     "%%EOF\n". Objects have generation 0 and are numbered 0 … size - 1 without gaps.
   - The same input and time give the same bytes: /ID and the dates come from the input. The second half of /ID is for
     the update to change or to leave. */
#ifndef DOC_PAPER_H
#define DOC_PAPER_H

#include "base/buffer.h"

#include <stddef.h>

#define PAPER_SEAL_FIELD "Seal"
#define PAPER_BYTES_MAX (48u << 20) /* a report of 5,000 records takes some 15 MiB */
#define PAPER_FAULT_MAX 400         /* bytes of a fault, its NUL counted */

/* Where a dictionary of the document stands. */
struct pdf_place {
    unsigned object; /* its number */
    size_t at;       /* offset in the file of its "<<" */
    size_t len;      /* bytes from there to behind its ">>" */
};

/* A whole document. Made by credit_report_write, letter_write and their sisters; freed by pdf_output_free. */
struct pdf_output {
    struct buffer bytes;
    unsigned pages;
    unsigned seal_page;        /* the page of the signature field, from 1 */
    double seal_rect[4];       /* its place there in points: left, bottom, right, top */
    unsigned size;             /* the first free object number: the trailer's /Size */
    unsigned root, info;       /* object numbers of the catalogue and of the information dictionary */
    size_t startxref;          /* offset of the cross-reference section: /Prev of an update */
    struct pdf_place field;    /* the signature field with its widget */
    struct pdf_place catalog;  /* the catalogue */
    char id[33];               /* the file's identifier, hexadecimal: both halves of /ID */
};

/* Gives the bytes back; may be called on a zeroed output. */
void pdf_output_free(struct pdf_output *output);

/* Why a document was not made, for the log and for staff: names the sign and its place, the limit, the file. */
struct paper_fault {
    char text[PAPER_FAULT_MAX];
};

#endif
