/* The clerk's papers: letters of cases as signed PDFs, and later timestamps of what was issued. */
#ifndef CLERK_PAPER_H
#define CLERK_PAPER_H

#include "base/result.h"

#include <stdint.h>

struct clerk;

/* Signs the letters that are due (doc/letter.h out of the body that was frozen when the move was made). */
enum result clerk_letters(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;
/* Stamps what was issued without a timestamp, and renews what would not be provable for much longer (PAdES LTA). */
enum result clerk_stamps(struct clerk *clerk, uint32_t limit, uint32_t *done) MUST_CHECK;
/* Gives fonts and certificates back. */
void clerk_papers_close(struct clerk *clerk);

#endif
