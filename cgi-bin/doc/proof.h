/* The proof on paper: a compact Ed25519 signature in the QR code of a document, so that its number, subject, time and
   counts can be proved without asking the server. Pure, but for libsodium.

   The QR code holds   {site_url}/v/{number}/{code}#{proof}
   A browser never sends what stands behind the #. The proof is base64url (RFC 4648 §5, without padding) of

     offset  bytes
     0       1      version (1) in the upper four bits, kind of document (enum proof_kind) in the lower four
     1       1      key: the first byte of SHA-256 over the 32 bytes of the public key
     2       4      time of issue: seconds since 1970-01-01 UTC, big-endian
     6       1      n: length of the subject's code, 0 to 18
     7       n      the code (USCC) in ASCII; a natural person's document has none
     7+n     1      m: how many counts follow, 0 to PROOF_COUNTS; the others are 0, and the last that follows is not 0
     8+n     m..3m  the counts in the order of enum proof_count: each 7 bits a byte, least significant first, the eighth
                    bit says that another byte follows (LEB128, shortest form, at most 3 bytes)
     then    64     signature

   What is signed (Ed25519, RFC 8032, no prehash) is the 54 bytes
     "credit-portal proof 1" and a zero byte (22 bytes), then the 32 bytes of SHA-256( number || 0x00 || payload )
   where number is the document's number in ASCII as it stands in the address and payload is everything above but the
   signature. Nothing else is accepted: no padding, no other alphabet, no longer form of a count, no bytes behind.

   The public key is a PEM file (SubjectPublicKeyInfo, RFC 8410), served by the site; after a change of keys the file has
   the earlier ones too. Test vectors: tests/unit/proof_test.c. */
#ifndef DOC_PROOF_H
#define DOC_PROOF_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define PROOF_VERSION 1
#define PROOF_CODE_MAX 18      /* signs of a USCC */
#define PROOF_NUMBER_MAX 64    /* signs of a document's number; a report's has 22 */
#define PROOF_COUNT_MAX 2097151 /* a larger count does not fit into three bytes; no subject has so many records */
#define PROOF_KEYS_MAX 8       /* public keys: today's and those of documents still in use */
#define PROOF_KEY_FILE_MAX 4096 /* bytes of the file of public keys: one has 113 */

/* The classes of the summary, in the report's order. The numbers are part of the format: only ever add at the end. */
enum proof_count {
    PROOF_LICENCES,     /* 行政许可 */
    PROOF_PENALTIES,    /* 行政处罚 */
    PROOF_HONOURS,      /* 诚实守信相关荣誉 */
    PROOF_SERIOUS,      /* 严重失信主体名单 */
    PROOF_ABNORMAL,     /* 经营（活动）异常名录（状态） */
    PROOF_COMMITMENTS,  /* 信用承诺 */
    PROOF_EVALUATIONS,  /* 信用评价 */
    PROOF_JUDICIAL,     /* 司法判决及执行 */
    PROOF_OTHER,        /* 其他信息 */
    PROOF_LOCAL,        /* 地方补充内容 */
    PROOF_OBJECTIONS,   /* 信息异议处理中 */
    PROOF_COUNTS
};

/* The document's kind; part of the format as well. */
enum proof_kind { PROOF_PUBLIC = 1, PROOF_SEARCH = 2, PROOF_FULL = 3, PROOF_COMPLIANCE = 4, PROOF_LETTER = 5 };

struct proof {
    char number[PROOF_NUMBER_MAX + 1]; /* stands in the address, not in the text */
    enum proof_kind kind;
    char code[PROOF_CODE_MAX + 1];     /* the subject's USCC; "" for a natural person and for several subjects */
    time_t time;                       /* of issue, 0 to UINT32_MAX */
    uint32_t counts[PROOF_COUNTS];
};

#define PROOF_PAYLOAD_MAX (8 + PROOF_CODE_MAX + 3 * PROOF_COUNTS)
#define PROOF_SIGNATURE 64
/* Letters of the longest proof; one with eleven counts below 128 has 136. */
#define PROOF_TEXT_MAX (((PROOF_PAYLOAD_MAX + PROOF_SIGNATURE) * 8 + 5) / 6)

/* The public keys. */
struct proof_keys {
    uint8_t key[PROOF_KEYS_MAX][32];
    size_t count;
};

/* Reads the PEM text; the first key is today's. RESULT_INVALID: no Ed25519 public key in it, or something else too. */
enum result proof_keys_parse(const char *text, size_t len, struct proof_keys *out) MUST_CHECK;
/* The same from a file. RESULT_NOT_FOUND: it cannot be read. */
enum result proof_keys_load(const char *path, struct proof_keys *out) MUST_CHECK;
/* What people compare: SHA-256 over the key's 32 bytes as 16 groups of four hexadecimal capitals. */
#define PROOF_FINGERPRINT 80
void proof_fingerprint(const uint8_t key[32], char out[PROOF_FINGERPRINT]);

/* The digest that the signer is asked to sign; `payload` gets what stands in front of the signature. False: a fact is out
   of its limits. */
bool proof_digest(const struct proof *proof, const uint8_t key[32], uint8_t payload[PROOF_PAYLOAD_MAX], size_t *payload_len,
                  uint8_t digest[32]) MUST_CHECK;
/* The text out of payload and signature. */
void proof_text(const uint8_t *payload, size_t payload_len, const uint8_t signature[PROOF_SIGNATURE], char out[PROOF_TEXT_MAX + 1]);
/* What the signer's proof key really signs for a digest. */
#define PROOF_MESSAGE 54
void proof_message(const uint8_t digest[32], uint8_t out[PROOF_MESSAGE]);

/* Reads a text and holds its signature against the number and the keys. True: *out has the facts, all of them proved.
   False: the text is malformed or the signature is not ours. */
bool proof_verify(const char *text, const char *number, const struct proof_keys *keys, struct proof *out) MUST_CHECK;

/* Cuts what a QR code holds into its parts: .../v/{number}/{code}#{proof}, with or without what stands in front. False: it
   is not such an address. */
bool proof_split(const char *address, char number[PROOF_NUMBER_MAX + 1], char code[13], const char **text) MUST_CHECK;

#endif
