/* Attachments on disk, each under its digest: written to another name, synced, renamed. */
#include "base/store.h"

#include "base/log.h"
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MAX_HERE 4096
#define PIECE 65536
#define FOLDER_MODE 02770 /* the group's: nginx sends the files, filing and console write them */
#define FILE_MODE 0640

const char *store_path(const unsigned char sha256[STORE_DIGEST], char out[STORE_PATH])
{
    char hex[2 * STORE_DIGEST + 1];
    sodium_bin2hex(hex, sizeof hex, sha256, STORE_DIGEST);
    snprintf(out, STORE_PATH, "%.2s/%.2s/%s", hex, hex + 2, hex);
    return out;
}

/* dir/<the first `n` bytes of path>; false when it is too long. */
static bool join(char out[PATH_MAX_HERE], const char *dir, const char *path, int n)
{
    const int len = snprintf(out, PATH_MAX_HERE, "%s/%.*s", dir, n, path);
    return len > 0 && len < PATH_MAX_HERE;
}

static enum result fault(const char *what)
{
    log_error("store: %s: %s", what, strerror(errno));
    return RESULT_UNAVAILABLE;
}

/* A folder's own entry on disk: without it the file in it may be gone after a power cut. */
static bool sync_folder(const char *path)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Makes aa/ and aa/bb/ where they are missing. */
static enum result make_folders(const char *dir, const char *path)
{
    static const int levels[] = {2, 5};
    char folder[PATH_MAX_HERE], above[PATH_MAX_HERE];
    for (size_t i = 0; i < 2; i++) {
        if (!join(folder, dir, path, levels[i]))
            return RESULT_UNAVAILABLE;
        if (mkdir(folder, FOLDER_MODE & 0777) != 0) {
            if (errno != EEXIST)
                return fault(folder);
            continue;
        }
        /* the group's bit stays from the folder above where the owner may not set it */
        if (chmod(folder, FOLDER_MODE) != 0 && chmod(folder, FOLDER_MODE & 0777) != 0)
            return fault(folder);
        if (!join(above, dir, path, i == 0 ? 0 : levels[0]) || !sync_folder(above))
            return fault(folder);
    }
    return RESULT_OK;
}

/* Copies and digests at once. */
static enum result copy(int from, int to, uint64_t size, const unsigned char sha256[STORE_DIGEST])
{
    static char piece[PIECE]; /* a worker does one thing at a time */
    unsigned char digest[STORE_DIGEST];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (uint64_t at = 0; at < size;) {
        const ssize_t n = pread(from, piece, size - at < PIECE ? (size_t)(size - at) : PIECE, (off_t)at);
        if (n <= 0)
            return fault("the upload cannot be read");
        crypto_hash_sha256_update(&state, (const unsigned char *)piece, (size_t)n);
        for (ssize_t done = 0; done < n;) {
            const ssize_t wrote = write(to, piece + done, (size_t)(n - done));
            if (wrote < 0 && errno == EINTR)
                continue;
            if (wrote <= 0)
                return fault("a file cannot be written");
            done += wrote;
        }
        at += (uint64_t)n;
    }
    crypto_hash_sha256_final(&state, digest);
    return memcmp(digest, sha256, sizeof digest) == 0 ? RESULT_OK : RESULT_INVALID;
}

static enum result write_new(int from, uint64_t size, const unsigned char sha256[STORE_DIGEST], const char *target)
{
    char other[PATH_MAX_HERE + 20], chance[17];
    random_hex(chance, 8);
    snprintf(other, sizeof other, "%s.%s", target, chance);
    const int fd = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return fault(other);
    enum result r = copy(from, fd, size, sha256);
    if (r == RESULT_OK && (fchmod(fd, FILE_MODE) != 0 || fsync(fd) != 0))
        r = fault("a file cannot be synced");
    if (close(fd) != 0 && r == RESULT_OK)
        r = fault("a file cannot be closed");
    if (r == RESULT_OK && rename(other, target) != 0)
        r = fault(target);
    if (r != RESULT_OK)
        unlink(other);
    return r;
}

enum result store_put(const char *dir, int fd, uint64_t size, const unsigned char sha256[STORE_DIGEST])
{
    char path[STORE_PATH], target[PATH_MAX_HERE], folder[PATH_MAX_HERE];
    struct stat there;
    store_path(sha256, path);
    if (!join(target, dir, path, STORE_PATH) || !join(folder, dir, path, 5))
        return RESULT_UNAVAILABLE;
    if (stat(target, &there) == 0 && (uint64_t)there.st_size == size &&
        (utimensat(AT_FDCWD, target, NULL, 0) == 0 || errno == EPERM || errno == EACCES))
        return RESULT_OK;
    enum result r = make_folders(dir, path);
    if (r == RESULT_OK)
        r = write_new(fd, size, sha256, target);
    return r == RESULT_OK && !sync_folder(folder) ? fault(folder) : r;
}

enum result store_put_bytes(const char *dir, const void *bytes, size_t size, const unsigned char sha256[STORE_DIGEST])
{
    const int fd = memfd_create("store", MFD_CLOEXEC);
    enum result r = RESULT_OK;
    if (fd < 0)
        return fault("no memory for a file");
    for (size_t done = 0; r == RESULT_OK && done < size;) {
        const ssize_t n = write(fd, (const char *)bytes + done, size - done);
        if (n <= 0)
            r = fault("no memory for a file");
        else
            done += (size_t)n;
    }
    if (r == RESULT_OK)
        r = store_put(dir, fd, size, sha256);
    close(fd);
    return r;
}

enum result store_open(const char *dir, const unsigned char sha256[STORE_DIGEST], int *fd)
{
    char path[STORE_PATH], target[PATH_MAX_HERE];
    if (!join(target, dir, store_path(sha256, path), STORE_PATH))
        return RESULT_NOT_FOUND;
    *fd = open(target, O_RDONLY | O_CLOEXEC);
    return *fd >= 0 ? RESULT_OK : RESULT_NOT_FOUND;
}

enum result store_remove(const char *dir, const unsigned char sha256[STORE_DIGEST])
{
    char path[STORE_PATH], target[PATH_MAX_HERE];
    if (!join(target, dir, store_path(sha256, path), STORE_PATH))
        return RESULT_UNAVAILABLE;
    return unlink(target) == 0 || errno == ENOENT ? RESULT_OK : fault(target);
}
