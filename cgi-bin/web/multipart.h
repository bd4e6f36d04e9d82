/* multipart/form-data (RFC 7578), streamed: fields to memory, files to unlinked files.

   The body is read in pieces of 16 KiB through a callback and never held as a whole. The time is linear in its length. */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "base/arena.h"
#include "base/result.h"
#include "web/request.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MULTIPART_BOUNDARY_MAX 70    /* RFC 2046 */
#define MULTIPART_HEADERS_MAX 4096   /* bytes of one part's headers: a file name of 255 signs, percent-encoded, fits */
#define MULTIPART_PARTS_MAX (REQUEST_FIELDS_MAX + REQUEST_FILES_MAX)

struct multipart_result {
    const struct request_field *fields; size_t field_count;
    struct upload *uploads; size_t upload_count;
};
struct multipart_limits {
    size_t fields_max;     /* what query fields have left of REQUEST_FIELDS_MAX */
    bool files;            /* a part with a file name is wanted; otherwise 415 */
    bool keep_over;        /* a file over its limit is read to its end and arrives empty, with `over` set; otherwise 413 */
    uint64_t file_max;     /* bytes a file */
    uint64_t total_max;    /* bytes of all files */
    uint64_t body_max;     /* bytes of the body */
    const char *tmp_dir;
};

/* Reads a whole body. A file field left empty by the browser (no name, no bytes) is dropped. On refusal every file
   already opened is closed and the result is empty.
   0, or 400 malformed or cut off, 413 over a limit, 415 a file where none is wanted, 500 no memory, 503 no room on disk. */
int multipart_read(struct arena *arena, const char *boundary,
                   ssize_t (*read)(void *context, void *out, size_t n), void *context,
                   const struct multipart_limits *limits, struct multipart_result *result) MUST_CHECK;
void multipart_close(struct multipart_result *result);

#endif
