/* The proof on paper: a compact Ed25519 signature in the QR code of a document, so that its number, subject, time and
   counts can be proved without asking the server. Pure, but for libsodium.

   The QR code holds   {site_url}/v/{number}/{code}#{proof}
   A browser never sends what stands behind the #. The proof is base64url (RFC 4648 §5, without padding) of

     offset  bytes
     0       1      version (2) in the upper four bits, kind of document (enum proof_kind) in the lower four
     1       1      key: the first byte of SHA-256 over the 32 bytes of the public key
     2       4      time of issue: seconds since 1970-01-01 UTC, big-endian
     6       1      what follows: enum proof_subject in the lower two bits; bit 2: a period; bit 3: domains; the others are 0
     then           of one firm: n (1 to 18) and its code (USCC), n signs of ASCII;
                    of several: their number (2 to 255) and the 16 bytes of proof_rows
     [4]            the period asked for: first and last day, each days since 1970-01-01, 2 bytes, big-endian; 0: open
     [8]            the domains asked for: bit 1 << (number - 1) of each (db/data/domains.csv), big-endian, not 0
     1       1      m: how many counts follow, 0 to PROOF_COUNTS; the last that follows is not 0
     m..3m          the counts in the order of enum proof_count, each one more than was counted: 0, and what does not
                    follow, was not asked for. 7 bits a byte, least significant first, the eighth bit says that another
                    byte follows (LEB128, shortest form, at most 3 bytes)
     then    64     signature

   Version 1, of papers before there was a scope, is still read: at offset 6 n (0 to 18) and the code, of a person or of
   several firms none; then m and the counts as they are, what does not follow being 0.

   What is signed (Ed25519, RFC 8032, no prehash) is the 54 bytes
     "credit-portal proof 1" and a zero byte (22 bytes), then the 32 bytes of SHA-256( number || 0x00 || payload )
   where number is the document's number in ASCII as it stands in the address and payload is everything above but the
   signature. Nothing else is accepted: no padding, no other alphabet, no longer form of a count, no bytes behind.

   The public key is a PEM file (SubjectPublicKeyInfo, RFC 8410), served by the site; after a change of keys the file has
   the earlier ones too. Test vectors: tests/unit/proof_test.c. */
#ifndef DOC_PROOF_H
#define DOC_PROOF_H

#include "base/clock.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define PROOF_VERSION 2
#define PROOF_VERSION_BEFORE 1 /* read, and written only to see that a text is the only one for its facts */
#define PROOF_CODE_MAX 18      /* signs of a USCC */
#define PROOF_NUMBER_MAX 64    /* signs of a document's number; a report's has 22 */
#define PROOF_COUNT_MAX 2097150 /* a larger count does not fit into three bytes; no subject has so many records */
#define PROOF_NOT_ASKED UINT32_MAX /* in place of a count: the class was not asked for */
#define PROOF_FIRMS 255        /* of one document; a search has 50 */
#define PROOF_ROWS 16          /* bytes of the digest over the firms of a search */
#define PROOF_DOMAINS 64       /* numbers of domains: 52 so far */
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

/* Whose document it is; part of the format as well. */
enum proof_subject { PROOF_NOBODY, PROOF_FIRM, PROOF_SEVERAL, PROOF_PERSON };

struct proof {
    char number[PROOF_NUMBER_MAX + 1]; /* stands in the address, not in the text */
    unsigned version;                  /* 0: PROOF_VERSION */
    enum proof_kind kind;
    enum proof_subject subject;        /* NOBODY: it is not said (a letter; version 1 without a code) */
    char code[PROOF_CODE_MAX + 1];     /* the firm's USCC; "" for the others: nothing of a person stands in a QR code */
    unsigned firms;                    /* of several */
    uint8_t rows[PROOF_ROWS];          /* their digest: proof_rows */
    time_t time;                       /* of issue, 0 to UINT32_MAX */
    bool period;                       /* only decisions from `from` to `until` were asked for */
    day_t from, until;                 /* 1970-01-02 and later; DAY_NONE: open */
    uint64_t domains;                  /* bits of the domains asked for; 0: the document is not about domains */
    uint32_t counts[PROOF_COUNTS];     /* or PROOF_NOT_ASKED */
};

/* One firm of a search as its first table has it. */
struct proof_row {
    const char *code;
    bool known;            /* false: no such subject */
    unsigned long warns;   /* records found in the lists that warn */
    unsigned long honours; /* … in those that honour */
};
/* The first 16 bytes of SHA-256 over a line for each firm in the table's order: its code, a blank, the number found in the lists that
   warn, a blank, the number in those that honour ("-" in place of both for an unknown firm), LF. Whoever has the paper can work it out: static/js/proof.js does. */
void proof_rows(const struct proof_row *rows, size_t count, uint8_t out[PROOF_ROWS]);
/* The same as people compare it: eight groups of four hexadecimal capitals. */
#define PROOF_ROWS_TEXT 40
void proof_rows_text(const uint8_t rows[PROOF_ROWS], char out[PROOF_ROWS_TEXT]);

#define PROOF_PAYLOAD_MAX (8 + 1 + PROOF_CODE_MAX + 4 + 8 + 3 * PROOF_COUNTS)
#define PROOF_SIGNATURE 64
/* Letters of the longest proof; one of a firm with eleven counts below 127 has 138. */
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
