/* What the signer answers. */
#include "signer/answer.h"

#include "base/config.h"
#include "base/log.h"
#include "doc/proof.h"

#include <string.h>

#define FOLDER SYSCONFDIR "/credit-portal/signer/"
/* Policy of our own authority: an arc under 2.25 (ITU-T X.667) from a random UUID, so that it is nobody else's. */
#define POLICY "2.25.291722036697078578107655108972782893612"

static enum result load_authority(const struct config *config, const char *path, struct answer_keys *out)
{
    const struct key_place place = {.name = path};
    struct key *key = NULL;
    const char *certificates = config_text(config, "timestamp_certificates", SYSCONFDIR "/credit-portal/seal/timestamp.pem");
    const enum result result = key_load(&place, &key);
    return result == RESULT_OK ? authority_open(key, certificates, config_text(config, "signer_timestamp_policy", POLICY), &out->authority)
                               : result;
}

enum result answer_keys_load(const struct config *config, struct answer_keys *out)
{
    const struct key_place document = {.name = config_text(config, "signer_key", FOLDER "document.key"),
                                       .module = config_text(config, "signer_key_module", ""),
                                       .pin_file = config_text(config, "signer_key_pin_file", "")};
    const struct key_place proof = {.name = config_text(config, "signer_proof_key", FOLDER "proof.key")};
    const char *timestamp = config_text(config, "signer_timestamp_key", "");
    *out = (struct answer_keys){0};
    if (key_load(&document, &out->document) != RESULT_OK || key_load(&proof, &out->proof) != RESULT_OK ||
        (*timestamp != '\0' && load_authority(config, timestamp, out) != RESULT_OK))
        return RESULT_INVALID;
    if (key_kind(out->document) == KEY_ED25519 || key_kind(out->proof) != KEY_ED25519) {
        log_error("signer_key is P-256 or RSA, signer_proof_key is Ed25519");
        return RESULT_INVALID;
    }
    uint8_t answer[ANSWER_MAX];
    static const uint8_t zeros[40];
    for (uint8_t question = SIGNER_DOCUMENT; question <= SIGNER_ABOUT; question++) {
        const struct signer_message message = {question, zeros};
        (void)answer_write(out, &message, answer);
        if (answer[3] != SIGNER_DONE && !(question == SIGNER_STAMP && answer[3] == SIGNER_NO_KEY))
            return RESULT_INVALID;
    }
    return RESULT_OK;
}

void answer_keys_free(struct answer_keys *keys)
{
    key_free(keys->document);
    key_free(keys->proof);
    authority_close(keys->authority);
}

static size_t finish(uint8_t out[ANSWER_MAX], enum signer_status status, size_t len)
{
    const size_t body = 2 + (status == SIGNER_DONE ? len : 0);
    out[0] = (uint8_t)(body >> 8);
    out[1] = (uint8_t)body;
    out[2] = SIGNER_VERSION;
    out[3] = (uint8_t)status;
    return 2 + body;
}

static enum signer_status sign_proof_digest(struct key *key, const uint8_t *digest, uint8_t *out)
{
    uint8_t message[PROOF_MESSAGE];
    proof_message(digest, message);
    return key_sign_message(key, message, sizeof message, out) == RESULT_OK ? SIGNER_DONE : SIGNER_FAILED;
}

static enum signer_status stamp(struct authority *authority, const uint8_t *bytes, uint8_t *out, size_t *len)
{
    struct buffer token;
    if (authority == NULL)
        return SIGNER_NO_KEY;
    buffer_init(&token, SIGNER_ANSWER_MAX - 2);
    const bool ok = authority_stamp(authority, bytes, bytes + 32, &token) == RESULT_OK;
    if (ok)
        memcpy(out, token.data, token.len);
    *len = token.len;
    buffer_free(&token);
    return ok ? SIGNER_DONE : SIGNER_FAILED;
}

size_t answer_write(struct answer_keys *keys, const struct signer_message *question, uint8_t out[ANSWER_MAX])
{
    uint8_t *bytes = out + 4;
    size_t len = 64;
    enum signer_status status = SIGNER_FAILED;
    switch (question->question) {
    case SIGNER_DOCUMENT:
        if (key_sign_digest(keys->document, question->bytes, bytes, &len) == RESULT_OK)
            status = SIGNER_DONE;
        break;
    case SIGNER_PROOF:
        status = sign_proof_digest(keys->proof, question->bytes, bytes);
        break;
    case SIGNER_STAMP:
        status = stamp(keys->authority, question->bytes, bytes, &len);
        break;
    case SIGNER_ABOUT:
        if (key_digest(keys->document, bytes) == RESULT_OK && key_raw_public(keys->proof, bytes + 32) == RESULT_OK)
            status = SIGNER_DONE;
        break;
    }
    return finish(out, status, len);
}

size_t answer_refuse(uint8_t out[ANSWER_MAX])
{
    return finish(out, SIGNER_MALFORMED, 0);
}
