/* Numbers that identify people (identity numbers, telephones, mail addresses), hidden at rest. A number is sealed with the
 * public half of a numbered key pair, so that the program that takes an application in cannot read what it stored; the other
 * half lies where console, clerk and creditctl alone can read it. A keyed hash finds an equal number again. */
#ifndef BASE_VAULT_H
#define BASE_VAULT_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define VAULT_PLAIN_MAX 320   /* bytes: a mail address is at most 254 */
#define VAULT_CIPHER_MAX (VAULT_PLAIN_MAX + 48) /* crypto_box_seal adds 48 */
#define VAULT_HASH 32
#define VAULT_KEYS_MAX 64     /* pairs at a time; a key that nothing uses any more is retired */
#define VAULT_KEY_FIRST 2     /* number 1 was the one key of the first version, without a public half: see `creditctl keys rotate` */
#define VAULT_KEY_LAST 65535  /* key_no in the database */
#define VAULT_SECRET 32

struct vault;

/* Reads persons-hash (32 bytes) and persons-<no>.pub of `dir` (keys_dir/persons), and persons-<no>.key where this program may.
   RESULT_NOT_FOUND: there are none, or no such folder; RESULT_INVALID: a file that is no key, halves that do not fit (logged);
   RESULT_ERROR: no memory, or a file that is there cannot be read (logged). random_open() comes first. */
enum result vault_open(const char *dir, struct vault **out) MUST_CHECK;
void vault_close(struct vault *vault);
/* Reads the folder again when something in it changed: a program that seals calls it once a request, so that it uses a new key
   from its first day on. On a failure the keys stay as they were, and the result says why. */
enum result vault_refresh(struct vault *vault) MUST_CHECK;
/* The number of the key that new texts are sealed with: the highest. */
unsigned vault_current(const struct vault *vault);
/* Whether texts can be opened here. */
bool vault_opens(const struct vault *vault);
/* Seals a text with the current key. RESULT_INVALID: longer than VAULT_PLAIN_MAX. */
enum result vault_seal(const struct vault *vault, const char *text, size_t len, unsigned char cipher[VAULT_CIPHER_MAX], size_t *cipher_len) MUST_CHECK;
/* RESULT_DENIED: no secret half here; RESULT_NOT_FOUND: no such key; RESULT_INVALID: not sealed with it. out ends with NUL. */
enum result vault_unseal(const struct vault *vault, unsigned key_no, const unsigned char *cipher, size_t len, char out[VAULT_PLAIN_MAX + 1]) MUST_CHECK;
/* Keyed hash of a normalised number; `purpose` ("id", "phone", "mail") keeps equal numbers of different kinds apart. */
void vault_hash(const struct vault *vault, const char *purpose, const char *text, size_t len, unsigned char hash[VAULT_HASH]);
/* Makes the next key pair (and the hash key if there is none) in `dir`, which must exist; used by creditctl. A new file has the
   owner, group and mode of its kind's file before it, else mode 0640 and whatever group the folder gives. RESULT_CONFLICT: another
   made the same number meanwhile; RESULT_ERROR (logged). */
enum result vault_new_key(const char *dir, unsigned *key_no) MUST_CHECK;
/* Takes key `key_no` away for good: its public half first. RESULT_NOT_FOUND; RESULT_CONFLICT: it is the current one. */
enum result vault_retire(const char *dir, unsigned key_no) MUST_CHECK;
/* When the current key was made. RESULT_NOT_FOUND. */
enum result vault_current_since(const char *dir, unsigned *key_no, time_t *since) MUST_CHECK;

#endif
