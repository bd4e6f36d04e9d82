/* Files on disk, each under its digest: written to another name, renamed, synced. */
#include "base/store.h"

#include "base/log.h"
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
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

/* What goes into the store: a file from its beginning, or bytes in memory. */
struct content {
    const void *bytes; /* NULL: the file's */
    int fd;
    uint64_t size;
    const unsigned char *sha256;
};

static const int levels[] = {0, 2, 5}; /* of a file's path: the store's folder, aa/, aa/bb/ */
#define LEVELS (sizeof levels / sizeof *levels)

/* Makes aa/ and aa/bb/ where they are missing; *top: the highest of the levels that has a new entry, once the file is there. */
static enum result make_folders(const char *dir, const char *path, size_t *top)
{
    char folder[PATH_MAX_HERE];
    *top = LEVELS - 1;
    for (size_t i = 1; i < LEVELS; i++) {
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
        if (*top >= i)
            *top = i - 1;
    }
    return RESULT_OK;
}

/* The folders from aa/bb/ up to the level `top`. */
static enum result sync_folders(const char *dir, const char *path, size_t top)
{
    char folder[PATH_MAX_HERE];
    for (size_t i = LEVELS; i-- > top;)
        if (!join(folder, dir, path, levels[i]) || !sync_folder(folder))
            return fault(folder);
    return RESULT_OK;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    for (size_t done = 0; done < n;) {
        const ssize_t wrote = write(fd, bytes + done, n - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        done += (size_t)wrote;
    }
    return true;
}

/* Copies and digests at once; with `to` -1 it only looks whether the bytes are those of the digest. */
static enum result copy(int from, int to, uint64_t size, const unsigned char sha256[STORE_DIGEST])
{
    static char piece[PIECE]; /* a worker does one thing at a time */
    unsigned char digest[STORE_DIGEST];
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (uint64_t at = 0; at < size;) {
        const ssize_t n = pread(from, piece, size - at < PIECE ? (size_t)(size - at) : PIECE, (off_t)at);
        if (n <= 0)
            return fault("a file cannot be read");
        crypto_hash_sha256_update(&state, (const unsigned char *)piece, (size_t)n);
        if (to >= 0 && !write_all(to, piece, (size_t)n))
            return fault("a file cannot be written");
        at += (uint64_t)n;
    }
    crypto_hash_sha256_final(&state, digest);
    return memcmp(digest, sha256, sizeof digest) == 0 ? RESULT_OK : RESULT_INVALID;
}

/* Whether the file is there already, whole and on disk: one that a power cut left behind may have its name and size alone. */
static bool is_there(const struct content *content, const char *target)
{
    struct stat there;
    const int fd = open(target, O_RDONLY | O_CLOEXEC);
    const bool whole = fd >= 0 && fstat(fd, &there) == 0 && (uint64_t)there.st_size == content->size &&
                       copy(fd, -1, content->size, content->sha256) == RESULT_OK && fsync(fd) == 0 &&
                       (utimensat(AT_FDCWD, target, NULL, 0) == 0 || errno == EPERM || errno == EACCES);
    if (fd >= 0)
        close(fd);
    return whole;
}

static enum result write_content(const struct content *content, int fd)
{
    if (content->bytes == NULL)
        return copy(content->fd, fd, content->size, content->sha256);
    return write_all(fd, content->bytes, content->size) ? RESULT_OK : fault("a file cannot be written");
}

/* The file gets its name before it is synced: its entry goes to the disk once, under one name, and not under two. */
static enum result write_new(const struct content *content, const char *target)
{
    char other[PATH_MAX_HERE + 20], chance[17];
    random_hex(chance, 8);
    snprintf(other, sizeof other, "%s.%s", target, chance);
    const int fd = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return fault(other);
    enum result r = write_content(content, fd);
    if (r == RESULT_OK && fchmod(fd, FILE_MODE) != 0)
        r = fault(other);
    if (r == RESULT_OK && rename(other, target) != 0)
        r = fault(target);
    if (r != RESULT_OK)
        unlink(other);
    else if (fsync(fd) != 0) {
        r = fault("a file cannot be synced");
        unlink(target);
    }
    close(fd);
    return r;
}

static enum result put(const char *dir, const struct content *content)
{
    char path[STORE_PATH], target[PATH_MAX_HERE];
    size_t top = LEVELS - 1;
    store_path(content->sha256, path);
    if (!join(target, dir, path, STORE_PATH))
        return RESULT_UNAVAILABLE;
    if (is_there(content, target))
        return sync_folders(dir, path, 0);
    enum result r = make_folders(dir, path, &top);
    if (r == RESULT_OK)
        r = write_new(content, target);
    return r == RESULT_OK ? sync_folders(dir, path, top) : r;
}

enum result store_put(const char *dir, int fd, uint64_t size, const unsigned char sha256[STORE_DIGEST])
{
    return put(dir, &(struct content){.fd = fd, .size = size, .sha256 = sha256});
}

enum result store_put_bytes(const char *dir, const void *bytes, size_t size, const unsigned char sha256[STORE_DIGEST])
{
    return put(dir, &(struct content){.bytes = bytes, .fd = -1, .size = size, .sha256 = sha256});
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
