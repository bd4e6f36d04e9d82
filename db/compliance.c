/* db/data/domains.csv in memory. */
#include "db/compliance.h"

#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_MAX_HERE 4096

enum result compliance_load(const char *folder, struct compliance *out)
{
    char path[PATH_MAX_HERE];
    size_t len;
    unsigned line;
    const int n = snprintf(path, sizeof path, "%s/domains.csv", folder);
    char *text = n > 0 && (size_t)n < sizeof path ? file_read(path, COMPLIANCE_FILE_MAX, &len) : NULL;
    if (!text) {
        log_error("%s: the fields of administration cannot be read: %s", path, strerror(errno));
        return RESULT_INVALID;
    }
    const enum result r = compliance_parse(text, len, out, &line);
    if (r == RESULT_INVALID)
        log_error("%s: line %u is wrong", path, line);
    free(text);
    return r;
}
