/* What a fuzz target is: one function over any bytes, and a way to say that something was wrong. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Called by libFuzzer, or by driver.c. Always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A property that must hold for any input. */
#define ALWAYS(what)     \
    do {                 \
        if (!(what))     \
            abort();     \
    } while (0)

#endif
