/* The files of the catalogue folder and of the data folder, read into memory. */
#ifndef CTL_FILES_H
#define CTL_FILES_H

#include "base/result.h"
#include "ctl/ctl.h"
#include "domain/catalogue.h"

/* Every *.json of the folder, in order of name. Faults of all files are added; RESULT_INVALID when there are any. The
   sets without faults are in `catalogue` all the same. */
enum result catalogue_read_folder(const char *dir, struct catalogue *catalogue, struct catalogue_faults *faults) MUST_CHECK;
/* One file; its name must be its set's code. */
enum result catalogue_read_file(const char *path, struct catalogue *catalogue, struct catalogue_faults *faults) MUST_CHECK;

/* Rows of a data file (CSV with a first line of column names): `values` in the order of `columns`; "" where a row is short.
   False stops with RESULT_INVALID; the row function says why. */
typedef bool data_row(void *context, size_t line, const char *const *values);
enum result data_read(const char *path, const char *const *columns, size_t n, data_row *row, void *context) MUST_CHECK;

#endif
