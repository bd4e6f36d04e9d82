/* What the signer answers: one function from a question to an answer. */
#ifndef SIGNER_ANSWER_H
#define SIGNER_ANSWER_H

#include "doc/key.h"
#include "doc/signer.h"

/* The keys that it holds. */
struct answer_keys {
    struct key *document;
    struct key *proof;
    struct authority *authority; /* NULL: gives no timestamps */
};

/* Loads the keys that the configuration names and uses each of them once, so that everything is there before the process
   locks itself in. RESULT_INVALID: logged. Freed with answer_keys_free in every case. */
struct config;
enum result answer_keys_load(const struct config *config, struct answer_keys *out) MUST_CHECK;
void answer_keys_free(struct answer_keys *keys);

#define ANSWER_MAX (2 + SIGNER_ANSWER_MAX) /* bytes of an answer with its length in front */

/* Writes the answer to a question, length and all; returns its bytes. */
size_t answer_write(struct answer_keys *keys, const struct signer_message *question, uint8_t out[ANSWER_MAX]);
/* The answer to what is no question. */
size_t answer_refuse(uint8_t out[ANSWER_MAX]);

#endif
