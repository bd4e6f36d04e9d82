/* How one speaks to the signer process: the words on its socket, and the client.

   A message is a length (2 bytes, big-endian, of what follows) and a body. A question's body: version (1), what is asked
   (enum signer_question), then its bytes. An answer's: version, status (enum signer_status), then its bytes. Questions on a
   connection are answered in order. The signer takes digests and nothing else; what it signs by the proof key has a tag in
   front of the digest (doc/proof.h), and a timestamp has its own structure: no signature can stand for another. */
#ifndef DOC_SIGNER_H
#define DOC_SIGNER_H

#include "base/buffer.h"
#include "base/result.h"

#include <stddef.h>
#include <stdint.h>

#define SIGNER_VERSION 1
#define SIGNER_QUESTION_MAX 42     /* bytes of a question's body: version, word, a digest, a nonce */
#define SIGNER_ANSWER_MAX 12288    /* of an answer's: a timestamp with its certificates */
#define SIGNER_WAIT_MS 2000        /* a client waits this long: a signature takes 2 ms with the slowest key */

enum signer_question {
    SIGNER_DOCUMENT = 1, /* SHA-256 (32) → signature by the document key: ECDSA in DER, or RSA */
    SIGNER_PROOF = 2,    /* SHA-256 (32) → Ed25519 signature (64) of proof_message(it) */
    SIGNER_STAMP = 3,    /* SHA-256 (32), nonce (8) → TimeStampToken, where the signer has a timestamp key */
    SIGNER_ABOUT = 4,    /* → SHA-256 of the document key's SubjectPublicKeyInfo (32), the proof's public key (32) */
};

enum signer_status {
    SIGNER_DONE = 0,
    SIGNER_MALFORMED = 1, /* the connection ends after it */
    SIGNER_NO_KEY = 2,    /* this signer has no key for that */
    SIGNER_FAILED = 3,    /* its log says why */
};

/* The length of a question's bytes behind version and word; 0 for a word that is none, or that has none (SIGNER_ABOUT). */
size_t signer_question_len(uint8_t question);

struct signer_message {
    enum signer_question question;
    const uint8_t *bytes; /* signer_question_len of them */
};
enum signer_parsed { SIGNER_INCOMPLETE, SIGNER_COMPLETE, SIGNER_REFUSED };
/* Reads a question off the front of what has come. *used: bytes of it, on SIGNER_COMPLETE. Pure. */
enum signer_parsed signer_parse(const uint8_t *bytes, size_t len, struct signer_message *out, size_t *used) MUST_CHECK;

/* A connection, opened when it is first needed and again when it was lost. */
struct signer;
/* `path`: the socket. NULL: no memory. */
struct signer *signer_client(const char *path) MUST_CHECK;
void signer_close(struct signer *signer);
/* Asks one thing; the answer's bytes are in *answer until the next call. RESULT_OK; RESULT_UNAVAILABLE (nobody answers in
   time, or no key); RESULT_ERROR (the signer failed). The log says what. */
enum result signer_ask(struct signer *signer, enum signer_question question, const uint8_t *bytes, const uint8_t **answer,
                       size_t *answer_len) MUST_CHECK;

#endif
