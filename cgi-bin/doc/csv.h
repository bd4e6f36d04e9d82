/* CSV in and out; the only door to libcsv. Out as spreadsheets read it: UTF-8 with BOM, commas, CR LF, every field in
   quotation marks. In as departments send it: LF or CR LF, quotation marks where needed, empty lines passed over. */
#ifndef DOC_CSV_H
#define DOC_CSV_H

#include "base/buffer.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define CSV_BOM "\xEF\xBB\xBF" /* without it Excel takes UTF-8 for GBK */

/* Whether a spreadsheet could take the text for a formula: it begins, blanks aside, with = + - @ or their full-width
   forms, a tab or a carriage return. A plain number with a sign is none. */
bool spreadsheet_formula(const char *text, size_t len);

/* Adds a field; `first` says that no comma goes before it. A text that a spreadsheet could take for a formula gets an
   apostrophe in front. False: the buffer is full. */
bool csv_add(struct buffer *out, const char *text, size_t len, bool first);
/* Ends the row. */
bool csv_end_row(struct buffer *out);

#define CSV_COLUMNS_MAX 200         /* the widest national layout has 52 */
#define CSV_ROW_MAX (1024 * 1024)   /* bytes of one row: a quotation mark that never closes must not swallow a file */

/* A row: `line` is the file's line (from 1) on which it begins, fields end with NUL and are valid during the call.
   False: stop reading, which is no error. */
typedef bool csv_row(void *context, size_t line, const char *const *fields, const size_t *lens, size_t n);

/* Reads a file piece by piece; bytes are taken as they are, in any encoding that keeps ASCII. */
struct csv_reader;
enum result csv_reader_open(csv_row *row, void *context, struct csv_reader **out) MUST_CHECK;
/* RESULT_INVALID: a row over a limit or quotation marks that do not fit; csv_reader_fault says which and where. */
enum result csv_reader_feed(struct csv_reader *reader, const char *bytes, size_t len) MUST_CHECK;
/* The last row, if its line end is missing. RESULT_INVALID: quotation marks were never closed. */
enum result csv_reader_end(struct csv_reader *reader) MUST_CHECK;
/* Chinese, with the line; "" when nothing is wrong. */
const char *csv_reader_fault(const struct csv_reader *reader);
bool csv_reader_stopped(const struct csv_reader *reader);
void csv_reader_close(struct csv_reader *reader);
/* A whole text at once. */
enum result csv_read(const char *bytes, size_t len, csv_row *row, void *context) MUST_CHECK;

#endif
