/* Numbers that identify people (identity numbers, telephones, mail addresses), hidden at rest. A number is sealed with the
 * public half of a numbered key pair, so that the program that takes an application in cannot read what it stored; the other
 * half lies where console, clerk and creditctl alone can read it. A keyed hash finds an equal number again. */
#ifndef BASE_VAULT_H
#define BASE_VAULT_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define VAULT_PLAIN_MAX 320   /* bytes: a mail address is at most 254 */
#define VAULT_CIPHER_MAX (VAULT_PLAIN_MAX + 48) /* crypto_box_seal adds 48 */
#define VAULT_HASH 32
#define VAULT_KEYS_MAX 64

struct vault;

/* Reads persons-hash (32 bytes) and persons-<no>.pub of `dir`, and persons-<no>.key where this program may.
   RESULT_NOT_FOUND: there are none; RESULT_INVALID: a file that is no key (logged). */
enum result vault_open(const char *dir, struct vault **out) MUST_CHECK;
void vault_close(struct vault *vault);
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
/* Makes the next key pair (and the hash key if there is none) in `dir`; used by creditctl. */
enum result vault_new_key(const char *dir, unsigned *key_no) MUST_CHECK;

#endif
