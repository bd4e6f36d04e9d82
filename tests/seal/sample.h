/* A small document in the form of doc/paper.h, for tests of sealing: pages of Latin text and one empty seal. */
#ifndef TESTS_SEAL_SAMPLE_H
#define TESTS_SEAL_SAMPLE_H

#include "base/buffer.h"

/* `extra`: bytes of a comment that makes it larger. The form's dictionary is an object of its own, or (`direct`) stands in the
   catalogue. `out` must be empty. */
bool sample_document(struct buffer *out, const char *firm, unsigned pages, size_t extra, bool direct);

#define SAMPLE_NUMBER "20261122093000123456A7" /* stands in its information too */

#endif
