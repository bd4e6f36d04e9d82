/* The installation's keys in keys_dir: read, and made when they are not there. */
#ifndef CTL_KEYS_H
#define CTL_KEYS_H

#include "base/result.h"

#include <stddef.h>

/* Reads the key file `name` of n bytes; makes it (mode 0600) when there is none. RESULT_INVALID and a complaint otherwise. */
enum result key_read(const char *dir, const char *name, unsigned char *key, size_t n) MUST_CHECK;

#endif
