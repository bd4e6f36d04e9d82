/* The generator's rows as files: a folder with one CSV a set, as departments would deliver them, and decisions.csv. */
#ifndef CTL_GENERATE_FILES_H
#define CTL_GENERATE_FILES_H

#include "ctl/generate.h"

struct generate_files;

/* Makes the folder if needed; files of the same name are replaced. The first line of each set's file is its field
   codes; UTF-8, LF, a field in quotation marks where it has to be.

   decisions.csv has the columns set, line, action, day, document_no, reason, identity_1 … identity_8: what happens to
   the record of that line afterwards; the identity columns repeat the values of the set's identity fields in order.

   RESULT_ERROR: the folder cannot be written, the log says why. *out is the caller's. */
enum result generate_files_open(const struct generate *generate, const char *folder, struct generate_files **out) MUST_CHECK;
/* The sink to give to generate_run; valid until generate_files_close. */
const struct generate_sink *generate_files_sink(const struct generate_files *files);
/* Ends the files. RESULT_ERROR when something could not be written (a full disk shows here at the latest). */
enum result generate_files_close(struct generate_files *files) MUST_CHECK;

#endif
