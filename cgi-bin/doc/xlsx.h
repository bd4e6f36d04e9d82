/* XLSX out through libxlsxwriter, its only door: a sheet of rows and one of notes, texts only, never a formula or a link. */
#ifndef DOC_XLSX_H
#define DOC_XLSX_H

#include "base/result.h"

#include <stddef.h>

#define XLSX_ROWS_MAX 50000  /* what an answer holds (contract); the format's own limit is 1,048,576 */
#define XLSX_CELL_MAX 32767  /* signs a cell may hold, by the format */

struct xlsx;

/* Begins a workbook that will be written to `path`; rows go to a scratch file in tmp_dir as they come, so
   that memory does not grow with them. `sheet` is cut to what a sheet's name may be. */
enum result xlsx_open(const char *path, const char *tmp_dir, const char *sheet, struct xlsx **out) MUST_CHECK;
/* The head row, bold, kept in sight when scrolling; `widths` in signs, one a column. */
enum result xlsx_head(struct xlsx *x, const char *const *labels, const unsigned *widths, size_t n) MUST_CHECK;
/* The next cell of the row; a text is cut at XLSX_CELL_MAX. */
void xlsx_text(struct xlsx *x, const char *text);
void xlsx_end_row(struct xlsx *x);
/* A second sheet that says something about the first, a note a row. After the last row. */
struct xlsx_note {
    const char *name, *text; /* a NULL text is "" */
};
enum result xlsx_notes(struct xlsx *x, const char *sheet, const struct xlsx_note *notes, size_t n) MUST_CHECK;
/* Writes the file. Always frees x. RESULT_ERROR: it could not be written, or a cell was refused. */
enum result xlsx_close(struct xlsx *x) MUST_CHECK;

#endif
