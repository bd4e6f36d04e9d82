/* Key files of the installation. */
#include "ctl/keys.h"

#include "base/random.h"
#include "ctl/ctl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
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

void persons_folder(const char *keys_dir, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/persons", keys_dir);
}

enum result persons_open(const char *keys_dir, struct vault **vault)
{
    char dir[PATH_MAX];
    unsigned no;
    persons_folder(keys_dir, dir);
    enum result result = vault_open(dir, vault);
    if (result == RESULT_NOT_FOUND) {
        if (mkdir(dir, 0750) != 0 && errno != EEXIST) {
            complain("%s: %s", dir, strerror(errno));
            return RESULT_ERROR;
        }
        result = vault_new_key(dir, &no);
        if (result == RESULT_OK || result == RESULT_CONFLICT) /* another made it this moment */
            result = persons_give(keys_dir) ? vault_open(dir, vault) : RESULT_ERROR;
    }
    if (result != RESULT_OK)
        complain("%s: no keys to seal numbers of persons with", dir);
    return result;
}

bool give(const char *path, const char *user, const char *group, unsigned mode)
{
    const struct passwd *owner = user ? getpwnam(user) : NULL;
    const struct group *members = group ? getgrnam(group) : NULL;
    const bool root = geteuid() == 0;
    if (root && (owner || members) && chown(path, owner ? owner->pw_uid : (uid_t)-1, members ? members->gr_gid : (gid_t)-1) != 0)
        return complain("%s: %s", path, strerror(errno)), false;
    if (chmod(path, mode) != 0)
        return complain("%s: %s", path, strerror(errno)), false;
    return true;
}

bool persons_give(const char *keys_dir)
{
    char dir[PATH_MAX], path[PATH_MAX + 256];
    persons_folder(keys_dir, dir);
    DIR *folder = opendir(dir);
    if (!folder)
        return complain("%s: %s", dir, strerror(errno)), false;
    bool ok = give(dir, NULL, "credit-cases", 0750);
    for (const struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
        const char *end = strrchr(entry->d_name, '.');
        if (entry->d_name[0] == '.' || strncmp(entry->d_name, "persons-", 8) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        ok = give(path, NULL, end && strcmp(end, ".key") == 0 ? "credit-persons" : "credit-cases", 0440);
    }
    closedir(folder);
    return ok;
}
