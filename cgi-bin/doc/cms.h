/* The CMS structure of a seal (RFC 5652, ETSI EN 319 122-1 and 319 142-1: CAdES baseline as PAdES wants it): a detached
   signature with three signed attributes, content-type, message-digest and signing-certificate-v2, no signing-time, and
   the timestamp token as the one unsigned attribute. Pure: digests and signatures come from elsewhere.

   For given parts there is exactly one structure. So a reader takes the parts out, writes them again and compares: whatever
   is not covered by the signature itself cannot differ in a single bit. */
#ifndef DOC_CMS_H
#define DOC_CMS_H

#include "base/buffer.h"
#include "base/result.h"
#include "doc/der.h"

#define CMS_CERTIFICATES_MAX 4   /* the signer's and those between it and the anchor */
#define CMS_BYTES_MAX 65536      /* a structure: certificates of 2 KiB, a token of 8 KiB, and room */

struct cms {
    uint8_t digest[32];                             /* SHA-256 of what is signed */
    struct span certificates[CMS_CERTIFICATES_MAX]; /* DER; the signer's first, the anchor not among them */
    size_t n_certificates;
    struct span signature;                          /* len 0: not signed yet */
    struct span token;                              /* RFC 3161 TimeStampToken; len 0: none */
};

/* The pieces of a certificate that others refer to, in DER with their headers. */
struct certificate_parts {
    struct span serial, issuer, subject, spki;
    bool rsa; /* else an elliptic curve */
};
/* False: not a certificate, or of another key type than RSA and EC. */
bool certificate_take_apart(struct span certificate, struct certificate_parts *out) MUST_CHECK;

/* Adds the signed attributes as the SET OF whose SHA-256 is signed. False: a certificate cannot be read, or no memory. */
bool cms_attributes(const struct cms *cms, struct buffer *out) MUST_CHECK;
/* Adds the whole structure. False as above. */
bool cms_write(const struct cms *cms, struct buffer *out) MUST_CHECK;
/* Takes it apart; the spans point into the bytes. False unless cms_write gives exactly these bytes. */
bool cms_read(const uint8_t *bytes, size_t len, struct cms *out) MUST_CHECK;

#endif
