/* Chance from the kernel's generator, fit for keys and codes. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Must have returned true once before anything else here is called; a fork inherits it. */
bool random_open(void) MUST_CHECK;
void random_bytes(void *out, size_t n);
/* A number in [0, limit), without bias; 0 when limit is 0 or 1. */
uint32_t random_below(uint32_t limit);
/* n bytes of chance as 2n lower-case hexadecimal signs and a NUL; out holds 2n + 1. */
void random_hex(char *out, size_t n);
/* n signs out of `alphabet` and a NUL; out holds n + 1. */
void random_signs(char *out, size_t n, const char *alphabet);
/* Compares without telling by its duration where the difference is. */
bool random_equal(const void *a, const void *b, size_t n) MUST_CHECK;

#endif
