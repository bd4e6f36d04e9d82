/* Small files of the installation, read whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/result.h"

#include <stddef.h>

/* The bytes of a file of at most `max` bytes with a NUL behind them; *len does not count it. The caller frees them.
   NULL: it cannot be opened or read, is longer, or memory ran out; errno says which (EFBIG: longer). */
char *file_read(const char *path, size_t max, size_t *len) MUST_CHECK;

#endif
