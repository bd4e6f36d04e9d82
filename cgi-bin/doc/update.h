/* The incremental updates that sealing writes behind a document: their one spelling. Pure.

   A seal (the first update) and a document timestamp (each later one) hold, in this order and with nothing between:

     streams      each certificate and revocation list that is new in this update, uncompressed
     /DSS         their list (and those of earlier updates), when there is a new one
     catalogue    repeated with /DSS, when there is a new one
     AcroForm     timestamp only: repeated with the new field, where it is an object of its own
     field        seal: repeated with /V;  timestamp: a new field whose widget has no size and is on no page,
                  so that no page changes
     signature    /Sig with /ETSI.CAdES.detached, or /DocTimeStamp with /ETSI.RFC3161; /ByteRange from 0 to the end around
                  /Contents alone, UPDATE_RESERVED bytes of hexadecimal for it
     xref, trailer

   For a document and given parts there is exactly one update. So a reader takes the parts out, writes the update again and
   compares: nothing else can be in it. Numbers of new objects: the signature is the document's /Size, a timestamp's field
   the next, then /DSS, then the streams. */
#ifndef DOC_UPDATE_H
#define DOC_UPDATE_H

#include "base/buffer.h"
#include "base/result.h"
#include "doc/pdfread.h"
#include "doc/sign.h"

#define UPDATE_RESERVED 12288   /* bytes for the CMS structure: our own takes 3 KiB, one with a long foreign chain 8 */
#define UPDATE_BLOBS_MAX 16     /* certificates and lists in one update */
#define UPDATE_ALL_MAX 256      /* and in all of them */
#define UPDATE_DATE 24          /* "D:20260401080000+08'00'" and its NUL */
#define UPDATE_BYTES_MAX (SIGN_ROOM) /* of one update */

enum update_kind { UPDATE_SEAL, UPDATE_STAMP };

/* The parts that decide an update. */
struct update {
    enum update_kind kind;
    char number[SIGN_NUMBER_MAX + 1]; /* seal: the document's number */
    char date[UPDATE_DATE];           /* seal: the claimed time */
    unsigned ordinal;                 /* timestamp: 1, 2, … */
    struct span certificates[UPDATE_BLOBS_MAX]; /* new in this update, DER */
    size_t n_certificates;
    struct span lists[UPDATE_BLOBS_MAX];        /* revocation lists, DER */
    size_t n_lists;
};

/* Where the holes of an update are: offsets in the file. */
struct update_place {
    size_t contents;     /* of the "<" of /Contents */
    size_t contents_end; /* behind its ">" */
    size_t end;          /* the file's length */
};

enum update_result {
    UPDATE_FINE,
    UPDATE_NO_SEAL,  /* the document has no empty seal field, or not exactly one */
    UPDATE_WRONG,    /* a part breaks its rule, or the document is not of the form */
    UPDATE_NO_ROOM,  /* too large, or no memory */
};

/* Adds the update of a document to `out`, /Contents filled with zeros. `out` may already hold other bytes. */
enum update_result update_write(const struct pdf *document, const struct update *update, struct buffer *out,
                                struct update_place *place) MUST_CHECK;

/* Reads what stands behind `document` (whose end it begins at) up to the end of `updated`, a revision later. The spans point
   into the bytes. False: it is not what update_write writes. */
bool update_read(const struct pdf *document, const struct pdf *updated, enum update_kind kind, unsigned ordinal, struct update *out,
                 struct update_place *place) MUST_CHECK;

/* Puts the structure's DER into the hole, as hexadecimal with zeros behind. False: it is longer than UPDATE_RESERVED. */
bool update_fill(uint8_t *file, const struct update_place *place, const uint8_t *der, size_t len) MUST_CHECK;
/* Takes it out again: lower-case hexadecimal, one DER element, zeros behind. *len gets its length. */
bool update_contents(const uint8_t *file, const struct update_place *place, uint8_t out[UPDATE_RESERVED], size_t *len) MUST_CHECK;

/* Certificates and lists that the document's /DSS holds so far. False: it is not of our form. */
bool update_evidence(const struct pdf *document, struct span certificates[UPDATE_ALL_MAX], size_t *n_certificates,
                     struct span lists[UPDATE_ALL_MAX], size_t *n_lists) MUST_CHECK;

/* Whether the document has exactly one signature field and it is empty. */
bool update_has_empty_seal(const struct pdf *document) MUST_CHECK;

/* Writes the date of a moment as Asia/Shanghai has it; false out of the years 1970 to 9999. And back; 0: it is none. */
bool update_date(time_t moment, char out[UPDATE_DATE]) MUST_CHECK;
time_t update_moment(const char date[UPDATE_DATE]);

#endif
