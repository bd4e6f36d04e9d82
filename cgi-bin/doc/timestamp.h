/* RFC 3161 timestamps: asking for one, and checking what came. One of OpenSSL's doors. */
#ifndef DOC_TIMESTAMP_H
#define DOC_TIMESTAMP_H

#include "base/buffer.h"
#include "base/result.h"
#include "doc/certificate.h"
#include "doc/der.h"

#include <time.h>

#define TIMESTAMP_REQUEST_MAX 128    /* bytes of a request: ours has 69 */
#define TIMESTAMP_RESPONSE_MAX 12288 /* of an answer: some authorities send four certificates of RSA-4096 */

/* Adds a TimeStampReq: SHA-256, nonce, certificates wanted. */
void timestamp_request(const uint8_t digest[32], const uint8_t nonce[8], struct buffer *out);
/* The token in a TimeStampResp. False: refused or malformed; *fault says how. */
bool timestamp_response(struct span response, struct span *token, const char **fault) MUST_CHECK;

/* What a token says. */
struct stamp {
    time_t at;
    char authority[SIGN_NAME_MAX]; /* common name of its certificate */
    time_t until;                  /* end of its certificate: a new timestamp is due before */
    bool revocation_checked;
};

enum stamp_result {
    STAMP_GOOD,
    STAMP_WRONG,     /* not a token in the one form, of other bytes, or changed */
    STAMP_FOREIGN,   /* of no authority that is pinned */
    STAMP_UNTRUSTED, /* its authority's certificate was not valid then, or revoked */
};
/* Checks a token against the digest that it should be over. `nonce` NULL: any, or none.
   The form is held to what can be covered: DER in its shortest spelling, one digest algorithm, one signer, no unsigned
   attribute, no list, each certificate in it part of the chain to an anchor at the token's own time. */
enum stamp_result timestamp_check(struct span token, const uint8_t digest[32], const uint8_t *nonce, const struct certificates *anchors,
                                  const struct span *lists, size_t n_lists, struct stamp *out, const char **fault) MUST_CHECK;
/* The certificates that came with a token, for /DSS. */
size_t timestamp_certificates(struct span token, struct span out[CHAIN_MAX]);

/* Asks an authority by HTTP (RFC 3161, 3.4): `address` http or https, no redirects, at most `seconds`. The answer is added to
   `out`. RESULT_OK, RESULT_UNAVAILABLE (*fault says why, valid until the next call). */
enum result timestamp_fetch(const char *address, const uint8_t *request, size_t len, long seconds, struct buffer *out,
                            const char **fault) MUST_CHECK;

#endif
