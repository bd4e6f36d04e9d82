/* CSV out, as spreadsheets read it: UTF-8 with BOM, commas, CR LF, every field in quotation marks. Door to libcsv's writer. */
#ifndef DOC_CSV_H
#define DOC_CSV_H

#include "base/buffer.h"

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

#endif
