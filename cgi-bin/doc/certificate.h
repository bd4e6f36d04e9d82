/* X.509: reading certificates and revocation lists, building chains to pinned anchors, checking signatures; and SHA-256,
   which OpenSSL computes several times faster than libsodium. One of OpenSSL's doors. */
#ifndef DOC_CERTIFICATE_H
#define DOC_CERTIFICATE_H

#include "base/result.h"
#include "doc/der.h"
#include "doc/sign.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define CERTIFICATES_MAX 16             /* certificates or lists of one file */
#define CERTIFICATE_FILE_MAX (256u << 10) /* bytes of such a file */
#define LIST_BYTES_MAX (24u << 10)      /* of a revocation list: it goes into every document */
#define CHAIN_MAX 8                     /* certificates that come with a signature */

/* Certificates of a PEM file in its order. */
struct certificates {
    struct span der[CERTIFICATES_MAX]; /* belongs to it */
    size_t count;
    struct x509_store_st *store;       /* the same as OpenSSL wants anchors */
};
/* Revocation lists of a PEM file. */
struct lists {
    struct span der[CERTIFICATES_MAX];
    size_t count;
};

/* Reads a file. RESULT_INVALID: it cannot be read, holds none, too many, or something that cannot be read; the log says so. */
enum result certificates_load(const char *path, struct certificates *out) MUST_CHECK;
void certificates_free(struct certificates *certificates);
/* The same for lists; `path` NULL or "" is none at all. */
enum result lists_load(const char *path, struct lists *out) MUST_CHECK;
void lists_free(struct lists *lists);

/* The common name (UTF-8, cut at the size), "" when there is none; of the subject or of the issuer. */
void certificate_name(struct span certificate, bool issuer, char *out, size_t size);
/* When it ends; 0: it cannot be read. The same of a list: when the next is due, with its issuer's name. */
time_t certificate_end(struct span certificate);
time_t list_end(struct span list, char *issuer, size_t size);
/* The certificate as OpenSSL has it, to be freed with X509_free; for OpenSSL's other doors. NULL: it cannot be read. */
struct x509_st *certificate_parsed(struct span certificate) MUST_CHECK;
/* SHA-256 of its SubjectPublicKeyInfo. */
bool certificate_key_digest(struct span certificate, uint8_t digest[32]) MUST_CHECK;

/* What a chain came to. */
enum chain_result {
    CHAIN_GOOD,
    CHAIN_FOREIGN, /* it does not lead to an anchor, or was not made for this use */
    CHAIN_EXPIRED, /* a certificate was not valid at the time */
    CHAIN_REVOKED, /* one was revoked before the time */
    CHAIN_WRONG,   /* a certificate cannot be read, or one that came along is not part of the chain */
    CHAIN_ERROR,   /* memory */
};
struct chain {
    const struct span *certificates; /* as they came: the signer's first */
    size_t count;
    const struct certificates *anchors;
    const struct span *lists;        /* all that are known, of any issuer */
    size_t n_lists;
    time_t time;                     /* at which it must hold */
    bool timestamping;               /* the signer must be an authority of timestamps; otherwise it must not be one */
};
/* Builds the chain from the certificates that came along to an anchor; each of them must be part of it. *checked: for every
   certificate but the anchor there was a list of its issuer, valid in form and signature. */
enum chain_result chain_check(const struct chain *chain, bool *checked) MUST_CHECK;

/* Whether the signature (ECDSA or RSA PKCS #1 v1.5) over this SHA-256 is the certificate's. */
bool certificate_verify(struct span certificate, const uint8_t digest[32], struct span signature) MUST_CHECK;

/* SHA-256 over two pieces, one after the other. */
void sha256_of(struct span first, struct span second, uint8_t digest[32]);
/* SHA-256 of several files that begin alike: what they begin with is gone through once. NULL: no memory. */
struct sha256;
struct sha256 *sha256_begin(struct span beginning) MUST_CHECK;
/* The digest of the beginning and what follows it; may be asked for again with something else. */
void sha256_end(const struct sha256 *sha256, struct span rest, uint8_t digest[32]);
void sha256_free(struct sha256 *sha256);

#endif
