/* Numbers of people sealed with numbered key pairs, and found again by a keyed hash; by libsodium. */
#include "base/vault.h"

#include "base/log.h"
#include "base/random.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(VAULT_CIPHER_MAX == VAULT_PLAIN_MAX + crypto_box_SEALBYTES, "a sealed text fits");
_Static_assert(VAULT_HASH == crypto_generichash_BYTES && VAULT_SECRET == crypto_box_SECRETKEYBYTES, "sizes of libsodium");

#define HASH_FILE "persons-hash"
#define NEW_MODE 0640

struct pair {
    unsigned no;
    unsigned char public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
    bool opens;
};
struct keys {
    unsigned char hash[crypto_generichash_KEYBYTES];
    struct pair pairs[VAULT_KEYS_MAX]; /* by number */
    size_t count;
};
struct vault {
    char dir[PATH_MAX];
    struct timespec changed;      /* of the folder when it was read */
    struct keys keys;
};

/* ---------------------------------------------------------------- files */

static bool path_of(const char *dir, const char *name, char path[PATH_MAX])
{
    bool fits = snprintf(path, PATH_MAX, "%s/%s", dir, name) < PATH_MAX;
    if (!fits)
        log_error("%s: the path is too long", dir);
    return fits;
}

static void pair_name(unsigned no, const char *half, char name[32])
{
    snprintf(name, 32, "persons-%u.%s", no, half);
}

/* Reads a file of exactly n bytes. RESULT_NOT_FOUND: there is none; RESULT_DENIED: not for this program. */
static enum result read_key(const char *dir, const char *name, unsigned char *key, size_t n)
{
    char path[PATH_MAX];
    unsigned char more;
    if (!path_of(dir, name, path))
        return RESULT_ERROR;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return RESULT_NOT_FOUND;
    if (fd < 0 && (errno == EACCES || errno == EPERM))
        return RESULT_DENIED;
    if (fd < 0) {
        log_error("%s: %s", path, strerror(errno));
        return RESULT_ERROR;
    }
    bool whole = read(fd, key, n) == (ssize_t)n && read(fd, &more, 1) == 0;
    close(fd);
    if (whole)
        return RESULT_OK;
    log_error("%s: not a key of %zu bytes", path, n);
    return RESULT_INVALID;
}

/* The number in persons-<no>.<half>; 0 for any other name. */
static unsigned number_of(const char *name, const char *half)
{
    unsigned no = 0;
    size_t i = strlen("persons-"), digits = 0;
    if (strncmp(name, "persons-", i) != 0)
        return 0;
    for (; name[i] >= '0' && name[i] <= '9' && digits < 6; i++, digits++)
        no = no * 10 + (unsigned)(name[i] - '0');
    bool right = name[strlen("persons-")] != '0' && name[i] == '.' && strcmp(name + i + 1, half) == 0;
    return right && no >= VAULT_KEY_FIRST && no <= VAULT_KEY_LAST ? no : 0;
}

/* RESULT_NOT_FOUND: its public half is gone. */
static enum result read_pair(const char *dir, unsigned no, struct pair *pair)
{
    unsigned char fits[crypto_box_PUBLICKEYBYTES];
    char name[32];
    pair_name(no, "pub", name);
    enum result result = read_key(dir, name, pair->public, sizeof pair->public);
    if (result == RESULT_DENIED)
        log_error("%s/%s cannot be read", dir, name);
    if (result != RESULT_OK)
        return result == RESULT_DENIED ? RESULT_ERROR : result;
    pair->no = no;
    pair_name(no, "key", name);
    result = read_key(dir, name, pair->secret, sizeof pair->secret);
    if (result == RESULT_NOT_FOUND || result == RESULT_DENIED)
        return RESULT_OK;
    if (result != RESULT_OK)
        return result;
    if (crypto_scalarmult_base(fits, pair->secret) != 0 || sodium_memcmp(fits, pair->public, sizeof fits) != 0) {
        log_error("%s/%s: does not fit its public half", dir, name);
        return RESULT_INVALID;
    }
    pair->opens = true;
    return RESULT_OK;
}

static int by_number(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return (x->no > y->no) - (x->no < y->no);
}

static enum result read_pairs(const char *dir, struct keys *keys)
{
    DIR *folder = opendir(dir);
    enum result result = RESULT_OK;
    if (!folder) {
        log_error("%s: %s", dir, strerror(errno));
        return RESULT_ERROR;
    }
    for (struct dirent *entry; result == RESULT_OK && (entry = readdir(folder)) != NULL;) {
        unsigned no = number_of(entry->d_name, "pub");
        if (!no)
            continue;
        if (keys->count == VAULT_KEYS_MAX) {
            log_error("%s: more than %d keys", dir, VAULT_KEYS_MAX);
            result = RESULT_INVALID;
            continue;
        }
        result = read_pair(dir, no, &keys->pairs[keys->count]);
        if (result == RESULT_OK)
            keys->count++;
        else if (result == RESULT_NOT_FOUND) /* retired this moment */
            result = RESULT_OK;
    }
    closedir(folder);
    qsort(keys->pairs, keys->count, sizeof *keys->pairs, by_number);
    return result == RESULT_OK && keys->count == 0 ? RESULT_NOT_FOUND : result;
}

static enum result read_all(const char *dir, struct keys *keys, struct timespec *changed)
{
    struct stat st;
    if (stat(dir, &st) != 0) {
        if (errno == ENOENT)
            return RESULT_NOT_FOUND;
        log_error("%s: %s", dir, strerror(errno));
        return RESULT_ERROR;
    }
    *changed = st.st_mtim;
    enum result result = read_pairs(dir, keys);
    if (result == RESULT_OK) {
        result = read_key(dir, HASH_FILE, keys->hash, sizeof keys->hash);
        if (result == RESULT_NOT_FOUND || result == RESULT_DENIED) {
            log_error("%s/%s cannot be read", dir, HASH_FILE);
            result = RESULT_ERROR;
        }
    }
    return result;
}

/* ---------------------------------------------------------------- the vault */

enum result vault_open(const char *dir, struct vault **out)
{
    struct vault *vault = calloc(1, sizeof *vault);
    *out = NULL;
    if (!vault || snprintf(vault->dir, sizeof vault->dir, "%s", dir) >= (int)sizeof vault->dir) {
        free(vault);
        log_error("%s: the keys cannot be read", dir);
        return RESULT_ERROR;
    }
    enum result result = read_all(dir, &vault->keys, &vault->changed);
    if (result != RESULT_OK) {
        vault_close(vault);
        return result;
    }
    *out = vault;
    return RESULT_OK;
}

void vault_close(struct vault *vault)
{
    if (!vault)
        return;
    sodium_memzero(vault, sizeof *vault);
    free(vault);
}

enum result vault_refresh(struct vault *vault)
{
    struct vault *fresh;
    struct stat st;
    if (stat(vault->dir, &st) == 0 && st.st_mtim.tv_sec == vault->changed.tv_sec && st.st_mtim.tv_nsec == vault->changed.tv_nsec)
        return RESULT_OK;
    enum result result = vault_open(vault->dir, &fresh);
    if (result == RESULT_OK) {
        *vault = *fresh;
        vault_close(fresh);
    }
    return result;
}

unsigned vault_current(const struct vault *vault)
{
    return vault->keys.pairs[vault->keys.count - 1].no;
}

bool vault_opens(const struct vault *vault)
{
    for (size_t i = 0; i < vault->keys.count; i++)
        if (!vault->keys.pairs[i].opens)
            return false;
    return true;
}

enum result vault_seal(const struct vault *vault, const char *text, size_t len, unsigned char cipher[VAULT_CIPHER_MAX], size_t *cipher_len)
{
    if (len > VAULT_PLAIN_MAX)
        return RESULT_INVALID;
    if (crypto_box_seal(cipher, (const unsigned char *)text, len, vault->keys.pairs[vault->keys.count - 1].public) != 0) {
        log_error("key %u seals nothing", vault_current(vault));
        return RESULT_ERROR;
    }
    *cipher_len = len + crypto_box_SEALBYTES;
    return RESULT_OK;
}

enum result vault_unseal(const struct vault *vault, unsigned key_no, const unsigned char *cipher, size_t len, char out[VAULT_PLAIN_MAX + 1])
{
    const struct pair *pair = NULL;
    for (size_t i = 0; i < vault->keys.count; i++)
        if (vault->keys.pairs[i].no == key_no)
            pair = &vault->keys.pairs[i];
    out[0] = '\0';
    if (!pair)
        return RESULT_NOT_FOUND;
    if (!pair->opens)
        return RESULT_DENIED;
    if (len < crypto_box_SEALBYTES || len > VAULT_CIPHER_MAX ||
        crypto_box_seal_open((unsigned char *)out, cipher, len, pair->public, pair->secret) != 0) {
        out[0] = '\0';
        return RESULT_INVALID;
    }
    out[len - crypto_box_SEALBYTES] = '\0';
    return RESULT_OK;
}

void vault_hash(const struct vault *vault, const char *purpose, const char *text, size_t len, unsigned char hash[VAULT_HASH])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, vault->keys.hash, sizeof vault->keys.hash, VAULT_HASH);
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1); /* its NUL parts the two */
    crypto_generichash_update(&state, (const unsigned char *)text, len);
    crypto_generichash_final(&state, hash, VAULT_HASH);
    sodium_memzero(&state, sizeof state);
}

/* ---------------------------------------------------------------- new keys, old keys */

/* Writes a key under another name, durably, then gives it its own: nobody sees half of one. `like` gives owner, group, mode. */
static enum result write_key(const char *dir, const char *name, const char *like, const unsigned char *key, size_t n)
{
    char path[PATH_MAX], model[PATH_MAX], other[PATH_MAX + 32];
    struct stat st;
    bool known = like && path_of(dir, like, model) && stat(model, &st) == 0;
    if (!path_of(dir, name, path))
        return RESULT_ERROR;
    snprintf(other, sizeof other, "%s.%ld", path, (long)getpid());
    int fd = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        log_error("%s: %s", other, strerror(errno));
        return RESULT_ERROR;
    }
    bool ok = write(fd, key, n) == (ssize_t)n;
    if (known && fchown(fd, st.st_uid, st.st_gid) != 0)
        log_warn("%s: its group cannot be that of %s: %s", path, like, strerror(errno));
    ok = ok && fchmod(fd, known ? st.st_mode & 0777 : NEW_MODE) == 0 && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    enum result result = ok ? RESULT_OK : RESULT_ERROR;
    if (ok && link(other, path) != 0)
        result = errno == EEXIST ? RESULT_CONFLICT : RESULT_ERROR;
    if (result == RESULT_ERROR)
        log_error("%s: the key cannot be written: %s", path, strerror(errno));
    unlink(other);
    return result;
}

static enum result sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        log_error("%s: %s", dir, strerror(errno));
    if (fd >= 0)
        close(fd);
    return ok ? RESULT_OK : RESULT_ERROR;
}

/* The highest number of a public half, and of either half. 0: none. */
static enum result highest(const char *dir, unsigned *current, unsigned *any)
{
    DIR *folder = opendir(dir);
    *current = *any = 0;
    if (!folder) {
        log_error("%s: %s", dir, strerror(errno));
        return RESULT_ERROR;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        unsigned pub = number_of(entry->d_name, "pub"), key = number_of(entry->d_name, "key");
        *current = pub > *current ? pub : *current;
        *any = key > *any ? key : *any;
    }
    closedir(folder);
    *any = *current > *any ? *current : *any;
    return RESULT_OK;
}

static enum result make_hash_key(const char *dir)
{
    unsigned char hash[crypto_generichash_KEYBYTES];
    enum result result = read_key(dir, HASH_FILE, hash, sizeof hash);
    if (result == RESULT_NOT_FOUND) {
        random_bytes(hash, sizeof hash);
        result = write_key(dir, HASH_FILE, NULL, hash, sizeof hash);
        if (result == RESULT_CONFLICT) /* another made it */
            result = RESULT_OK;
    }
    sodium_memzero(hash, sizeof hash);
    return result == RESULT_DENIED ? RESULT_ERROR : result;
}

enum result vault_new_key(const char *dir, unsigned *key_no)
{
    unsigned char public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
    char name[32], like[32];
    unsigned current, any;
    enum result result = make_hash_key(dir);
    if (result == RESULT_OK)
        result = highest(dir, &current, &any);
    if (result != RESULT_OK)
        return result;
    *key_no = any ? any + 1 : VAULT_KEY_FIRST;
    if (*key_no > VAULT_KEY_LAST) {
        log_error("%s: there are no more numbers for keys", dir);
        return RESULT_ERROR;
    }
    crypto_box_keypair(public, secret);
    pair_name(*key_no, "key", name);
    pair_name(current, "key", like);
    result = write_key(dir, name, current ? like : NULL, secret, sizeof secret);
    if (result == RESULT_OK)
        result = sync_folder(dir); /* before anything can be sealed with its other half */
    if (result == RESULT_OK) {
        pair_name(*key_no, "pub", name);
        pair_name(current, "pub", like);
        result = write_key(dir, name, current ? like : NULL, public, sizeof public);
    }
    if (result == RESULT_OK)
        result = sync_folder(dir);
    sodium_memzero(secret, sizeof secret);
    return result;
}

enum result vault_current_since(const char *dir, unsigned *key_no, time_t *since)
{
    char name[32], path[PATH_MAX];
    unsigned any;
    struct stat st;
    enum result result = highest(dir, key_no, &any);
    if (result != RESULT_OK || *key_no == 0)
        return result == RESULT_OK ? RESULT_NOT_FOUND : result;
    pair_name(*key_no, "pub", name);
    if (!path_of(dir, name, path) || stat(path, &st) != 0)
        return RESULT_ERROR;
    *since = st.st_mtime;
    return RESULT_OK;
}

enum result vault_retire(const char *dir, unsigned key_no)
{
    static const char *const halves[] = {"pub", "key"};
    char name[32], path[PATH_MAX];
    unsigned current, any;
    bool found = false;
    enum result result = highest(dir, &current, &any);
    if (result == RESULT_OK && current == key_no)
        result = RESULT_CONFLICT;
    for (size_t i = 0; i < 2 && result == RESULT_OK; i++) {
        pair_name(key_no, halves[i], name);
        if (!path_of(dir, name, path))
            return RESULT_ERROR;
        if (unlink(path) == 0)
            found = true;
        else if (errno != ENOENT) {
            log_error("%s: %s", path, strerror(errno));
            result = RESULT_ERROR;
        }
    }
    if (result == RESULT_OK)
        result = found ? sync_folder(dir) : RESULT_NOT_FOUND;
    return result;
}
