/* Key files of the installation. */
#include "ctl/keys.h"

#include "base/random.h"
#include "ctl/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096

/* Writes a new key under another name and links it, so that two that start at once agree. */
static bool make(const char *path, unsigned char *key, size_t n)
{
    char other[PATH_BYTES + 16];
    snprintf(other, sizeof other, "%s.%ld", path, (long)getpid());
    int fd = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        complain("%s: %s", other, strerror(errno));
        return false;
    }
    random_bytes(key, n);
    bool ok = write(fd, key, n) == (ssize_t)n && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    if (ok && link(other, path) != 0 && errno != EEXIST)
        ok = false;
    unlink(other);
    if (!ok)
        complain("%s: the key cannot be written", path);
    return ok;
}

enum result key_read(const char *dir, const char *name, unsigned char *key, size_t n)
{
    char path[PATH_BYTES];
    unsigned char more;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        if (!make(path, key, n))
            return RESULT_INVALID;
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0) {
        complain("%s: %s", path, strerror(errno));
        return RESULT_INVALID;
    }
    bool whole = read(fd, key, n) == (ssize_t)n && read(fd, &more, 1) == 0;
    close(fd);
    if (!whole)
        complain("%s: not a key of %zu bytes", path, n);
    return whole ? RESULT_OK : RESULT_INVALID;
}
