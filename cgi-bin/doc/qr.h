/* QR codes through libqrencode, its only door: the modules as a matrix, drawn by whoever shows them. */
#ifndef DOC_QR_H
#define DOC_QR_H

#include "base/result.h"

#include <stdbool.h>
#include <stdint.h>

#define QR_TEXT_MAX 362 /* bytes: version 14 at level M, 73 modules. An address with its offline signature has some 250 */
#define QR_QUIET 4      /* modules of white that the standard (GB/T 18284, ISO/IEC 18004) asks for on each side */

struct qr {
    unsigned size;  /* modules of a side, without the quiet zone */
    uint8_t *dark;  /* size * size, row by row from the top; 1 is dark */
};

/* A run of dark modules in a row. */
struct qr_run {
    unsigned x, y, length;
};

/* Encodes a text byte by byte at error correction level M. RESULT_INVALID: empty, or longer than QR_TEXT_MAX.
   The matrix is the caller's, freed by qr_free. */
enum result qr_encode(const char *text, struct qr *qr) MUST_CHECK;
/* The next dark run at or after run (row by row; start with a zeroed one). False: there is none. A code is drawn as
   these rectangles: as an image it is not read at 72 and 100 dpi, single modules leave hairlines between them. */
bool qr_next_run(const struct qr *qr, struct qr_run *run) MUST_CHECK;
void qr_free(struct qr *qr);

#endif
