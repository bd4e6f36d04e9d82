/* Files that staff and units hand in: looked at, scanned, stored. */
#ifndef CONSOLE_ATTACH_H
#define CONSOLE_ATTACH_H

#include "base/result.h"
#include "db/casefile.h"

#include <stddef.h>

struct console;
struct request;

struct attached {
    struct case_file_in files[CASE_FILES_MAX];
    size_t count;
    const char *fault;     /* RESULT_INVALID: which file and what is wrong with it, in Chinese */
};
/* Takes the uploads of one field of the form (at most `max`) as files for that purpose; adds to what is there. They lie in the store
   when it returns RESULT_OK. RESULT_INVALID: *out says why. RESULT_UNAVAILABLE: no room, or the scanner does not answer. */
enum result attach_take(struct console *console, struct request *request, const char *field, size_t max, const char *purpose,
                        struct attached *out) MUST_CHECK;

#endif
