/* What the tests of the rules share: texts with their length, files of the source tree. */
#ifndef TESTS_UNIT_DOMAIN_H
#define TESTS_UNIT_DOMAIN_H

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define S(text) (text), strlen(text)
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A file of the source tree; the caller frees it. */
static inline char *source_file(const char *name, size_t *len)
{
    char path[4096];
    const char *source = getenv("SOURCE_DIR");
    assert_true(snprintf(path, sizeof path, "%s/%s", source ? source : ".", name) < (int)sizeof path);
    char *text = file_read(path, 1024 * 1024, len);
    if (!text)
        fail_msg("%s cannot be read", path);
    return text;
}

#endif
