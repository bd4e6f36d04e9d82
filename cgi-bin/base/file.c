/* Reads a small file whole. */
#include "base/file.h"

#include "base/buffer.h"

#include <errno.h>
#include <stdio.h>

#define PIECE 16384

char *file_read(const char *path, size_t max, size_t *len)
{
    struct buffer bytes;
    char piece[PIECE];
    char *out = NULL;
    *len = 0;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return NULL;
    buffer_init(&bytes, max);
    errno = 0;
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
        if (!buffer_add(&bytes, piece, n)) {
            errno = bytes.len + n > max ? EFBIG : ENOMEM;
            break;
        }
    if (!ferror(file) && buffer_add(&bytes, "", 0)) { /* an empty file is a text too */
        *len = bytes.len;
        out = bytes.data;
    } else {
        buffer_free(&bytes);
    }
    (void)fclose(file);
    return out;
}
