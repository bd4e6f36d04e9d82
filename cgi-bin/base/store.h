/* Attachments on disk: each under the digest of its bytes, outside the web root, never under a name that a visitor gave.
   files_dir/aa/bb/<64 hexadecimal signs>; the same bytes are the same file. */
#ifndef BASE_STORE_H
#define BASE_STORE_H

#include "base/result.h"

#include <stddef.h>
#include <stdint.h>

#define STORE_DIGEST 32
#define STORE_PATH 72 /* "aa/bb/", 64 hexadecimal signs, NUL: room to spare */

/* The file's path inside the store's folder. Returns out. */
const char *store_path(const unsigned char sha256[STORE_DIGEST], char out[STORE_PATH]);
/* Copies the `size` bytes of fd (from its beginning) into the store, on disk for good when it returns RESULT_OK. What is there already
   is looked through and marked as new, so that a clean-up that looks at the age leaves it. RESULT_UNAVAILABLE: no room, no right, no
   folder (logged); RESULT_INVALID: the bytes are not those of the digest. */
enum result store_put(const char *dir, int fd, uint64_t size, const unsigned char sha256[STORE_DIGEST]) MUST_CHECK;
/* The same for bytes in memory, whose digest the caller has just taken. */
enum result store_put_bytes(const char *dir, const void *bytes, size_t size, const unsigned char sha256[STORE_DIGEST]) MUST_CHECK;
/* Opens a stored file for reading. RESULT_NOT_FOUND. */
enum result store_open(const char *dir, const unsigned char sha256[STORE_DIGEST], int *fd) MUST_CHECK;
/* Takes a file away; one that is not there is fine. */
enum result store_remove(const char *dir, const unsigned char sha256[STORE_DIGEST]) MUST_CHECK;

#endif
