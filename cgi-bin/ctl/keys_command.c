/* creditctl keys: makes the installation's keys that are missing, and gives each to those who need it. */
#include "ctl/ctl.h"

#include "base/config.h"
#include "base/random.h"
#include "ctl/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define KEY_BYTES 32 /* of every key here */

/* Whose a key is. A user or group that this machine does not have (no root, everything in one account) leaves it to its maker. */
static const struct key {
    const char *name;
    const char *user, *group; /* NULL: root's, the maker's */
    mode_t mode;
} keys[] = {
    {"form-filing", "credit-filing", NULL, 0400},   /* tokens of the applicants' forms, and the cookie of opened cases */
    {"form-console", "credit-console", NULL, 0400}, /* tokens of the staff's forms */
    {"form-report", "credit-report", NULL, 0400},   /* tokens of the forms for reports, and the cookie of one's own */
    {"report-code", NULL, "credit-papers", 0440},   /* verification codes are worked out from it: who issues reports and letters */
    {"identity.key", NULL, "credit-persons", 0440}, /* identities of records: import, and corrections by staff */
    {"query-code", NULL, "credit-cases", 0440},     /* query codes are worked out from it: who takes cases in, who sends a code anew */
    {"use-log.key", "credit-clerk", NULL, 0400},    /* Ed25519: the clerk alone signs the use log's days */
    {"use-log.pub", NULL, NULL, 0444},
};
#define KEYS (sizeof keys / sizeof *keys)

/* Writes a key under another name and links it: two that start at once agree, and a half-written key is never seen. */
static bool put(const char *path, const unsigned char *bytes)
{
    char other[PATH_BYTES + 16];
    snprintf(other, sizeof other, "%s.%ld", path, (long)getpid());
    const int fd = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return complain("%s: %s", other, strerror(errno)), false;
    bool ok = write(fd, bytes, KEY_BYTES) == KEY_BYTES && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    ok = ok && (link(other, path) == 0 || errno == EEXIST);
    unlink(other);
    if (!ok)
        complain("%s: the key cannot be written", path);
    return ok;
}

/* The key's bytes, made when there is none. The public half of the use log's key is worked out from the other. */
static bool make(const char *dir, const struct key *key)
{
    char path[PATH_BYTES], of[PATH_BYTES];
    unsigned char bytes[KEY_BYTES], secret[crypto_sign_SECRETKEYBYTES];
    snprintf(path, sizeof path, "%s/%s", dir, key->name);
    bool ok = access(path, F_OK) == 0;
    if (!ok && strcmp(key->name, "use-log.pub") == 0) {
        unsigned char seed[KEY_BYTES];
        snprintf(of, sizeof of, "%s/use-log.key", dir);
        const int fd = open(of, O_RDONLY | O_CLOEXEC);
        ok = fd >= 0 && read(fd, seed, KEY_BYTES) == KEY_BYTES && crypto_sign_seed_keypair(bytes, secret, seed) == 0;
        if (fd >= 0)
            close(fd);
        if (!ok)
            complain("%s cannot be read", of);
        ok = ok && put(path, bytes);
        sodium_memzero(seed, sizeof seed);
        sodium_memzero(secret, sizeof secret);
    } else if (!ok) {
        random_bytes(bytes, sizeof bytes);
        ok = put(path, bytes);
        sodium_memzero(bytes, sizeof bytes);
    }
    return ok && give(path, key->user, key->group, key->mode);
}

static int init(const char *dir)
{
    bool ok = true;
    /* the folder can be passed, not listed: each file in it says who may read it */
    ok = (mkdir(dir, 0711) == 0 || errno == EEXIST) && chmod(dir, 0711) == 0;
    if (!ok)
        complain("%s: %s", dir, strerror(errno));
    for (size_t i = 0; i < KEYS && ok; i++)
        ok = make(dir, &keys[i]);
    if (ok) {
        struct vault *vault = NULL;
        ok = persons_open(dir, &vault) == RESULT_OK && persons_give(dir);
        vault_close(vault);
    }
    return ok ? EXIT_DONE : EXIT_REFUSED;
}

int ctl_keys(struct ctl *ctl, int argc, char **argv)
{
    const char *dir = config_text(ctl->config, "keys_dir", "/var/lib/credit-portal/keys");
    unsigned long long no;
    if (argc == 2 && strcmp(argv[1], "init") == 0)
        return init(dir);
    if (argc == 2 && strcmp(argv[1], "list") == 0)
        return keys_list(ctl, dir);
    if (argc == 2 && strcmp(argv[1], "rotate") == 0)
        return keys_rotate(ctl, dir);
    if (argc == 3 && strcmp(argv[1], "retire") == 0 && number_of(argv[2], VAULT_KEY_LAST, &no) && no > 0)
        return keys_retire(ctl, dir, (unsigned)no);
    return EXIT_USAGE;
}
