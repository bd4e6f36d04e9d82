/* Private keys, for the signer process alone. One of OpenSSL's doors. */
#ifndef DOC_KEY_H
#define DOC_KEY_H

#include "base/buffer.h"
#include "base/result.h"

#include <stdint.h>

#define KEY_SIGNATURE_MAX 512 /* bytes: RSA of 4096 bits */

struct key;

enum key_kind { KEY_P256, KEY_RSA, KEY_ED25519 };

/* Where a key is. */
struct key_place {
    const char *name;     /* a PEM file (mode 0600 or stricter, of this user or root), or an address "pkcs11:…" (RFC 7512) */
    const char *module;   /* pkcs11: the shared library of the token; NULL or "": the engine's own setting */
    const char *pin_file; /* pkcs11: a file with the PIN in its first line; NULL or "": it stands in the address, or none */
};

/* Makes the locked heap that keys are kept in; once, before the first is loaded. False: logged. */
bool key_heap(void) MUST_CHECK;

/* Loads a private key: P-256, RSA of 2048 to 4096 bits, or Ed25519 (files only). A PKCS #11 key is reached through OpenSSL's
   engine "pkcs11" (Debian: libengine-pkcs11-openssl). RESULT_INVALID: it is not there, open to others, or of another kind;
   the log says which. Freed with key_free. */
enum result key_load(const struct key_place *place, struct key **out) MUST_CHECK;
void key_free(struct key *key);
enum key_kind key_kind(const struct key *key);

/* Signs a SHA-256: ECDSA in DER, or RSA PKCS #1 v1.5. *len: bytes written. RESULT_ERROR. */
enum result key_sign_digest(struct key *key, const uint8_t digest[32], uint8_t out[KEY_SIGNATURE_MAX], size_t *len) MUST_CHECK;
/* Signs a message with Ed25519: 64 bytes. */
enum result key_sign_message(struct key *key, const uint8_t *message, size_t len, uint8_t out[64]) MUST_CHECK;
/* SHA-256 of the public half's SubjectPublicKeyInfo, by which a certificate is known to belong to it. */
enum result key_digest(const struct key *key, uint8_t digest[32]) MUST_CHECK;
/* The 32 bytes of an Ed25519 public key. */
enum result key_raw_public(const struct key *key, uint8_t out[32]) MUST_CHECK;

/* An authority of timestamps of our own, for the demonstration and for sites without another. */
struct authority;
/* Takes the key over (it is freed with the authority, also on failure). `certificates`: a PEM file, the authority's first. */
enum result authority_open(struct key *key, const char *certificates, const char *policy, struct authority **out) MUST_CHECK;
void authority_close(struct authority *authority);
/* Adds a TimeStampToken (RFC 3161) over this SHA-256, of the present moment. RESULT_ERROR. */
enum result authority_stamp(struct authority *authority, const uint8_t digest[32], const uint8_t nonce[8], struct buffer *out) MUST_CHECK;

#endif
