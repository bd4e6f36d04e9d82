/* Sealing: what makes a finished document of the typesetter (doc/paper.h) a signed one, and other things that the
   portal's keys vouch for. The keys themselves are in the signer process; this side only sends it digests.

   A sealed document is the typesetter's file with one incremental update behind it, in a form that this program alone
   decides (doc/update.h): the signature dictionary (PAdES baseline B-T: ETSI.CAdES.detached, no signing-time, an RFC 3161
   timestamp), the certificates and revocation lists that a later reader needs (/DSS: level LT), and the field with its
   /V. Its /ByteRange runs from 0 to the end of the file around /Contents alone. Each later timestamp (sign_restamp: level
   LTA, or the late timestamp of a document that was issued without) is one more update of the same kind, whose
   /DocTimeStamp covers everything before it; the earlier bytes stay as they were.

   So each earlier file is the beginning of the next. Whoever stores reports keeps every one with its SHA-256: the number's
   address goes on giving the first, the newest stands beside it, and a copy of any of them is genuine. */
#ifndef DOC_SIGN_H
#define DOC_SIGN_H

#include "base/buffer.h"
#include "base/result.h"
#include "doc/proof.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define SIGN_NUMBER_MAX 64   /* signs of a document's number; a report's has 22 */
#define SIGN_FAULT_MAX 200   /* bytes of a fault, its NUL counted */
#define SIGN_NAME_MAX 256    /* bytes of a name in a certificate */
#define SIGN_BYTES_MAX (64u << 20) /* a sealed document: the typesetter's own limit is 48 MiB, a seal adds some 40 KiB */
#define SIGN_EXPIRIES_MAX 16 /* certificates and lists that a configuration names */

struct config;

/* What a worker needs for sealing: certificates, where the signer is, how timestamps are had. */
struct sign;

/* Reads the certificates and lists that the configuration names (keys: conf/portal.conf.sample, "sealing"). The signer is
   not asked yet: it may come later. RESULT_INVALID: a file is missing or wrong, the log says which. *out is the caller's,
   freed with sign_close; one process, one thread. */
enum result sign_open(const struct config *config, struct sign **out) MUST_CHECK;
void sign_close(struct sign *sign);
/* Whether the signer answers and holds the keys that the certificates and the public proof key belong to. RESULT_OK,
   RESULT_UNAVAILABLE (no answer), RESULT_INVALID (other keys). For health pages. */
enum result sign_ping(struct sign *sign) MUST_CHECK;

/* What came of a sealing. */
struct sign_outcome {
    bool stamped;               /* an authority's timestamp is in the document (level B-T or better) */
    time_t stamped_at;          /* its time; 0 without */
    time_t good_until;          /* when its newest timestamp's certificate ends (without one, the seal's own): renewed before
                                   that, it stays provable; a month of room is wise */
    unsigned char sha256[32];   /* of the whole file as it is now */
    char fault[SIGN_FAULT_MAX]; /* why there is no timestamp, or why it failed; English, for the log and for staff */
};

/* Seals a document in place: `file` holds the typesetter's bytes, the update is added behind them (its maximum must leave
   room: SIGN_ROOM bytes). `number` goes into the signature dictionary, so that a verifier knows what to ask for: 1 to
   SIGN_NUMBER_MAX signs of A–Z a–z 0–9 - . / (of a letter the case's, its own has Chinese signs). `now` is the claimed
   time. Sealing twice gives different bytes (chance is in a signature, time in a stamp): what was issued is kept.
     RESULT_OK           sealed. Without a timestamp (outcome->stamped false, outcome->fault says why) only when the
                         setting timestamp_fallback is `issue`: sign_restamp makes up for it later.
     RESULT_UNAVAILABLE  the signer does not answer, or no timestamp is to be had and the setting is `wait`: try again
     RESULT_INVALID      the file is not a document with one empty seal, or the number breaks the rule
     RESULT_ERROR        anything else, a certificate that has ended too
   On every failure `file` is as it was and outcome->fault says why. */
enum result sign_pdf(struct sign *sign, struct buffer *file, const char *number, time_t now, struct sign_outcome *outcome) MUST_CHECK;
#define SIGN_ROOM (96u << 10) /* bytes that one sealing or renewal adds at most */

/* Adds a document timestamp to a sealed document, in place: the late timestamp, or the renewal before the last one's
   certificate ends or its algorithm weakens. The document is verified first: nothing is renewed that is not genuine.
   RESULT_OK, RESULT_INVALID (not a genuine sealed document), RESULT_CONFLICT (it has SIGN_STAMPS_MAX already),
   RESULT_UNAVAILABLE (no timestamp to be had now), RESULT_ERROR; on every failure `file` is as it was. */
enum result sign_restamp(struct sign *sign, struct buffer *file, time_t now, struct sign_outcome *outcome) MUST_CHECK;
#define SIGN_STAMPS_MAX 14 /* document timestamps: one in ten years for longer than anyone keeps a report */

/* Signs a digest by itself: a detached CMS signature in DER (readable by `openssl cms -verify -binary -inform DER
   -content FILE`) over bytes whose SHA-256 is `digest`, with a timestamp where one is to be had (never an obstacle here).
   For the daily digest of the use log. `out` is added to. RESULT_OK, RESULT_UNAVAILABLE, RESULT_ERROR. */
enum result sign_digest(struct sign *sign, const unsigned char digest[32], struct buffer *out, struct sign_outcome *outcome) MUST_CHECK;

/* The text that goes behind the # of a QR code: doc/proof.h. RESULT_OK, RESULT_UNAVAILABLE, RESULT_INVALID (a fact out of
   its limits), RESULT_ERROR. */
enum result sign_proof(struct sign *sign, const struct proof *proof, char out[PROOF_TEXT_MAX + 1]) MUST_CHECK;

/* When what the configuration names ends. */
struct sign_expiry {
    const char *role;            /* "document", "document-anchor", "timestamp", "timestamp-anchor", "revocation-list" */
    char subject[SIGN_NAME_MAX]; /* the common name; of a list its issuer's */
    time_t not_after;            /* of a list when the next one is due */
    int days_left;               /* whole days from now, negative when it is over */
};
/* Writes them, soonest first, and returns how many. For the console and the health figures: warn from 60 days on. */
size_t sign_expiry(const struct sign *sign, time_t now, struct sign_expiry out[SIGN_EXPIRIES_MAX]);

#endif
