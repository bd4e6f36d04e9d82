/* creditctl keys list, rotate, retire: the keys that numbers of people are sealed with, from the first day of one to its last. */
#include "ctl/keys.h"

#include "base/clock.h"
#include "base/vault.h"
#include "ctl/ctl.h"
#include "db/db.h"
#include "db/sealed.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OLD_KEY_NO 1           /* of the first version: one secret key, numbers of records only */
#define OLD_KEY_FILE "person-1.key"
#define PASSES 3               /* walks: what a program sealed with the old key meanwhile is behind the first */
#define RETIRE_AFTER 3600      /* seconds: by then every program has looked into the folder (each does so once a request) */

struct rotation {
    struct vault *vault;
    unsigned char old[crypto_secretbox_KEYBYTES];
    bool has_old;
    uint64_t changed, failed;
};

static const char *const places[SEALED_PLACES] = {"records", "cases", "messages"};

/* ---------------------------------------------------------------- sealing anew */

/* Opens what the first version's key hid: nonce, then text. */
static bool open_old(const struct rotation *rotation, const struct sealed_text *text, char plain[VAULT_PLAIN_MAX + 1], size_t *len)
{
    const size_t cover = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (!rotation->has_old || text->len < cover || text->len - cover > VAULT_PLAIN_MAX)
        return false;
    *len = text->len - cover;
    if (crypto_secretbox_open_easy((unsigned char *)plain, text->bytes + crypto_secretbox_NONCEBYTES, text->len - crypto_secretbox_NONCEBYTES,
                                   text->bytes, rotation->old) != 0)
        return false;
    plain[*len] = '\0';
    return true;
}

static bool seal_again(void *context, struct sealed_row *row)
{
    struct rotation *rotation = context;
    char plain[VAULT_PLAIN_MAX + 1];
    bool ok = true;
    for (unsigned i = 0; i < SEALED_TEXTS && ok; i++) {
        struct sealed_text *text = &row->text[i];
        unsigned char cipher[VAULT_CIPHER_MAX];
        size_t len = 0, cipher_len;
        if (!text->there)
            continue;
        if (row->key_no == OLD_KEY_NO)
            ok = open_old(rotation, text, plain, &len);
        else {
            ok = vault_unseal(rotation->vault, row->key_no, text->bytes, text->len, plain) == RESULT_OK;
            len = ok ? text->len - crypto_box_SEALBYTES : 0;
        }
        ok = ok && vault_seal(rotation->vault, plain, len, cipher, &cipher_len) == RESULT_OK && cipher_len <= sizeof text->bytes;
        if (!ok)
            break;
        if (row->key_no == OLD_KEY_NO) /* its hash was by another key, and is now the one that a case's applicant has too */
            vault_hash(rotation->vault, "id", plain, len, row->hash);
        memcpy(text->bytes, cipher, cipher_len);
        text->len = cipher_len;
    }
    sodium_memzero(plain, sizeof plain);
    row->key_no = vault_current(rotation->vault);
    return ok;
}

/* Walks through one place to its end. */
static enum result walk(struct ctl *ctl, struct rotation *rotation, enum sealed_place place, uint64_t all, uint64_t *seen)
{
    struct sealed_walk walk = {.place = place};
    enum result result = RESULT_OK;
    while (result == RESULT_OK && !walk.over) {
        result = sealed_step(ctl->db, &walk, vault_current(rotation->vault), seal_again, rotation);
        progress("%s: %" PRIu64 " of %" PRIu64 " numbers looked at", places[place], *seen + walk.seen, all);
    }
    *seen += walk.seen;
    rotation->changed += walk.changed;
    rotation->failed += walk.failed;
    return result;
}

/* How many numbers lie under other keys than the current one; *all counts those under any. */
static enum result others(struct ctl *ctl, unsigned current, uint64_t *all, uint64_t *other)
{
    unsigned keys[VAULT_KEYS_MAX * 2];
    uint64_t counts[VAULT_KEYS_MAX * 2];
    size_t n;
    enum result result = sealed_counts(ctl->db, keys, counts, VAULT_KEYS_MAX * 2, &n);
    *all = *other = 0;
    for (size_t i = 0; result == RESULT_OK && i < n; i++) {
        *all += counts[i];
        *other += keys[i] == current ? 0 : counts[i];
    }
    return result;
}

static enum result seal_all(struct ctl *ctl, struct rotation *rotation)
{
    uint64_t all, other = 1;
    enum result result = RESULT_OK;
    for (int pass = 0; pass < PASSES && result == RESULT_OK && other > rotation->failed; pass++) {
        uint64_t seen = 0;
        result = others(ctl, vault_current(rotation->vault), &all, &other);
        rotation->failed = 0;
        for (unsigned place = 0; place < SEALED_PLACES && result == RESULT_OK && other; place++)
            result = walk(ctl, rotation, (enum sealed_place)place, all, &seen);
        if (result == RESULT_OK)
            result = others(ctl, vault_current(rotation->vault), &all, &other);
    }
    progress_end();
    return result;
}

static enum result read_old_key(const char *keys_dir, struct rotation *rotation)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/" OLD_KEY_FILE, keys_dir);
    if (access(path, F_OK) != 0)
        return RESULT_OK;
    rotation->has_old = true;
    return key_read(keys_dir, OLD_KEY_FILE, rotation->old, sizeof rotation->old);
}

int keys_rotate(struct ctl *ctl, const char *keys_dir)
{
    struct rotation rotation = {0};
    char dir[PATH_MAX];
    uint64_t all = 0, other = 0;
    unsigned no = 0;
    int status = EXIT_REFUSED;
    persons_folder(keys_dir, dir);
    if (!ctl_open(ctl, "ctl") || persons_open(keys_dir, &rotation.vault) != RESULT_OK)
        goto done;
    if (!vault_opens(rotation.vault)) {
        complain("%s: the secret halves of the keys cannot be read", dir);
        goto done;
    }
    enum result result = read_old_key(keys_dir, &rotation);
    if (result == RESULT_OK)
        result = others(ctl, vault_current(rotation.vault), &all, &other);
    if (result == RESULT_OK && other == 0) {
        result = vault_new_key(dir, &no);
        if (result == RESULT_OK)
            result = persons_give(keys_dir) ? vault_refresh(rotation.vault) : RESULT_ERROR;
    } else if (result == RESULT_OK)
        printf("%" PRIu64 " numbers are not sealed with key %u yet: going on with that\n", other, vault_current(rotation.vault));
    if (result == RESULT_OK)
        result = seal_all(ctl, &rotation);
    status = outcome(result, "keys rotate");
    if (result == RESULT_OK)
        printf("key %u: %" PRIu64 " numbers sealed anew, %" PRIu64 " could not be opened\n", vault_current(rotation.vault), rotation.changed,
               rotation.failed);
    if (result == RESULT_OK && rotation.failed)
        status = EXIT_REFUSED;
done:
    vault_close(rotation.vault);
    sodium_memzero(&rotation, sizeof rotation);
    return status;
}

/* ---------------------------------------------------------------- list, retire */

static uint64_t count_of(unsigned no, const unsigned *keys, const uint64_t *counts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (keys[i] == no)
            return counts[i];
    return 0;
}

int keys_list(struct ctl *ctl, const char *keys_dir)
{
    unsigned keys[VAULT_KEYS_MAX * 2], current = 0;
    uint64_t counts[VAULT_KEYS_MAX * 2];
    size_t n = 0;
    char dir[PATH_MAX], date[DAY_TEXT];
    time_t since = 0;
    persons_folder(keys_dir, dir);
    if (!ctl_open(ctl, "ctl"))
        return EXIT_REFUSED;
    enum result result = vault_current_since(dir, &current, &since);
    if (result == RESULT_OK)
        result = sealed_counts(ctl->db, keys, counts, VAULT_KEYS_MAX * 2, &n);
    if (result != RESULT_OK)
        return outcome(result, "keys list");
    for (size_t i = 0; i < n; i++)
        if (keys[i] != current)
            printf("%u\told\t-\t%" PRIu64 "\n", keys[i], counts[i]);
    printf("%u\tcurrent\t%s\t%" PRIu64 "\n", current, day_format(day_today_shanghai(since), date), count_of(current, keys, counts, n));
    return EXIT_DONE;
}

static enum result remove_old(const char *keys_dir)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/" OLD_KEY_FILE, keys_dir);
    if (unlink(path) == 0)
        return RESULT_OK;
    return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_ERROR;
}

int keys_retire(struct ctl *ctl, const char *keys_dir, unsigned key_no)
{
    unsigned keys[VAULT_KEYS_MAX * 2], current = 0;
    uint64_t counts[VAULT_KEYS_MAX * 2];
    size_t n = 0;
    char dir[PATH_MAX];
    time_t since = 0;
    persons_folder(keys_dir, dir);
    if (!ctl_open(ctl, "ctl"))
        return EXIT_REFUSED;
    enum result result = vault_current_since(dir, &current, &since);
    if (result == RESULT_OK)
        result = sealed_counts(ctl->db, keys, counts, VAULT_KEYS_MAX * 2, &n);
    if (result != RESULT_OK)
        return outcome(result, "keys retire");
    const uint64_t used = count_of(key_no, keys, counts, n);
    if (key_no >= current || used) {
        complain(key_no >= current ? "key %u is the current one" : "key %u is in use: creditctl keys rotate", key_no);
        return EXIT_REFUSED;
    }
    if (clock_now() - since < RETIRE_AFTER) {
        complain("key %u is younger than an hour: a program may still seal with key %u", current, key_no);
        return EXIT_REFUSED;
    }
    result = key_no == OLD_KEY_NO ? remove_old(keys_dir) : vault_retire(dir, key_no);
    if (result == RESULT_NOT_FOUND)
        complain("there is no key %u", key_no);
    return result == RESULT_NOT_FOUND ? EXIT_REFUSED : outcome(result, "keys retire");
}
