/* Verification of sealed documents: is this file, bit for bit, what this portal issued?

   A reader such as poppler's pdfsig calls a document valid whose pages were replaced by a later update; so more is asked
   here. A file is genuine only if, from the first byte to the last,
   - it is a document with one seal update behind it and at most some document timestamps behind that, each update being
     byte for byte what doc/update.h writes for it: no other object, no gap, no other spelling;
   - each /ByteRange runs from 0 to the end of its update around /Contents alone, and what is behind the DER in /Contents
     is zero;
   - the CMS structure is byte for byte what doc/cms.h writes for its parts (canonical DER, no other attribute);
   - the signature verifies, its certificate leads to a pinned anchor over the certificates in the signature alone, and
     was valid and not revoked at the stamped time (without a timestamp: now);
   - each timestamp verifies against the pinned anchors of timestamp authorities and has nothing in it that is not covered.
   Whether the number is known, revoked, or its facts have changed is for the caller, who also compares the SHA-256. */
#ifndef DOC_VERIFY_H
#define DOC_VERIFY_H

#include "base/result.h"
#include "doc/sign.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define VERIFY_BYTES_MAX SIGN_BYTES_MAX /* 64 MiB: larger than anything that is issued; more is refused unread */

struct verify;

enum verify_result {
    VERIFY_GENUINE,    /* sealed by this portal and unchanged */
    VERIFY_ALTERED,    /* sealed once, and no longer what was sealed: changed, cut, added to */
    VERIFY_UNSIGNED,   /* a document in our form whose seal is empty: removed, or never set */
    VERIFY_FOREIGN,    /* a PDF, but not of our form, or sealed by someone else */
    VERIFY_UNTRUSTED,  /* intact, but its certificate was not valid, or revoked, at the time */
    VERIFY_ENCRYPTED,  /* a PDF that is encrypted: ours never are */
    VERIFY_TRUNCATED,  /* a PDF without its end */
    VERIFY_NOT_PDF,
    VERIFY_TOO_LARGE,
    VERIFY_ERROR,      /* it could not be looked at: memory, reading; the log says what */
};

struct verify_details {
    const char *reason;               /* what decided, one English line, for the log, ctl and staff; never NULL */
    char number[SIGN_NUMBER_MAX + 1]; /* proved when genuine; else what a report's number in the bytes looks like; "" none */
    char signer[SIGN_NAME_MAX];       /* the certificate's common name; "" when none was read */
    char issuer[SIGN_NAME_MAX];
    time_t claimed_at;                /* the time in the signature dictionary; 0: none was read */
    bool stamped;                     /* an authority's timestamp proves the time */
    time_t stamped_at;                /* the earliest */
    char authority[SIGN_NAME_MAX];    /* who stamped it */
    time_t good_until;                /* end of the newest timestamp's certificate (without one, the seal's own) */
    unsigned stamps;                  /* document timestamps behind the seal */
    bool revocation_checked;          /* a list that covers the signer's certificate was at hand */
    unsigned char sha256[32];         /* of the whole file; only when it was read */
};

/* Reads the anchors and lists that the configuration names. RESULT_INVALID: a file is missing or wrong, the log says which. */
enum result verify_open(const struct config *config, struct verify **out) MUST_CHECK;
void verify_close(struct verify *verify);

/* Looks at a document. `now` decides only where no timestamp proves a time. *details is filled in every case. */
enum verify_result verify_pdf(struct verify *verify, const uint8_t *bytes, size_t len, time_t now, struct verify_details *details) MUST_CHECK;
/* The same with an open file: its size is looked at before anything is read. */
enum verify_result verify_file(struct verify *verify, int fd, time_t now, struct verify_details *details) MUST_CHECK;
/* "genuine", "altered" … for logs and ctl. */
const char *verify_result_name(enum verify_result result);

/* A detached signature of sign_digest against the digest. RESULT_OK; RESULT_INVALID: it is not ours, or of other bytes. */
enum result verify_digest(struct verify *verify, const uint8_t *cms, size_t len, const uint8_t digest[32], time_t now,
                          struct verify_details *details) MUST_CHECK;

#endif
