/* The proof on paper: its bytes, its text, its check. */
#include "doc/proof.h"

#include "base/file.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SPKI 44 /* bytes of an Ed25519 SubjectPublicKeyInfo: 12 that are always the same, then the key */
#define DIGITS_OF_CODE 12

static const uint8_t SPKI_HEAD[12] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
static const char TAG[22] = "credit-portal proof 1"; /* its zero byte is signed too */
static const char BEGIN[] = "-----BEGIN PUBLIC KEY-----";
static const char END[] = "-----END PUBLIC KEY-----";

enum result proof_keys_parse(const char *text, size_t len, struct proof_keys *out)
{
    const char *at = text, *end = text + len;
    out->count = 0;
    while (out->count < PROOF_KEYS_MAX && (at = memmem(at, (size_t)(end - at), BEGIN, strlen(BEGIN))) != NULL) {
        uint8_t spki[SPKI];
        size_t n = 0;
        at += strlen(BEGIN);
        const char *stop = memmem(at, (size_t)(end - at), END, strlen(END));
        if (stop == NULL ||
            sodium_base642bin(spki, sizeof spki, at, (size_t)(stop - at), " \r\n\t", &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
            n != SPKI || memcmp(spki, SPKI_HEAD, sizeof SPKI_HEAD) != 0)
            return RESULT_INVALID;
        memcpy(out->key[out->count++], spki + sizeof SPKI_HEAD, 32);
        at = stop + strlen(END);
    }
    return out->count > 0 ? RESULT_OK : RESULT_INVALID;
}

enum result proof_keys_load(const char *path, struct proof_keys *out)
{
    size_t len;
    char *text = file_read(path, PROOF_KEY_FILE_MAX, &len);
    out->count = 0;
    if (text == NULL)
        return RESULT_NOT_FOUND;
    const enum result result = proof_keys_parse(text, len, out);
    free(text);
    return result;
}

static uint8_t key_mark(const uint8_t key[32])
{
    uint8_t digest[32];
    crypto_hash_sha256(digest, key, 32);
    return digest[0];
}

void proof_fingerprint(const uint8_t key[32], char out[PROOF_FINGERPRINT])
{
    static const char digits[] = "0123456789ABCDEF";
    uint8_t digest[32];
    char *to = out;
    crypto_hash_sha256(digest, key, 32);
    for (size_t i = 0; i < sizeof digest; i++) {
        if (i > 0 && i % 2 == 0)
            *to++ = ' ';
        *to++ = digits[digest[i] >> 4];
        *to++ = digits[digest[i] & 15];
    }
    *to = '\0';
}

static bool is_sign(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* 1 to `max` digits and capital letters. */
static bool is_word(const char *text, size_t len, size_t max)
{
    for (size_t i = 0; i < len; i++)
        if (!is_sign(text[i]))
            return false;
    return len >= 1 && len <= max;
}

/* What stands in front of the signature; 0 when a fact is out of its limits. */
static size_t write_payload(const struct proof *proof, uint8_t mark, uint8_t out[PROOF_PAYLOAD_MAX])
{
    const size_t code = strnlen(proof->code, sizeof proof->code);
    const uint64_t time = (uint64_t)proof->time;
    size_t counts = PROOF_COUNTS, n = 0;
    if ((code > 0 && !is_word(proof->code, code, PROOF_CODE_MAX)) || proof->time < 0 || time > UINT32_MAX ||
        proof->kind < PROOF_PUBLIC || proof->kind > PROOF_LETTER)
        return 0;
    out[n++] = (uint8_t)(PROOF_VERSION << 4 | proof->kind);
    out[n++] = mark;
    for (int shift = 24; shift >= 0; shift -= 8)
        out[n++] = (uint8_t)(time >> shift);
    out[n++] = (uint8_t)code;
    memcpy(out + n, proof->code, code);
    n += code;
    while (counts > 0 && proof->counts[counts - 1] == 0)
        counts--;
    out[n++] = (uint8_t)counts;
    for (size_t i = 0; i < counts; i++) {
        uint32_t rest = proof->counts[i];
        if (rest > PROOF_COUNT_MAX)
            return 0;
        for (; rest > 127; rest >>= 7)
            out[n++] = (uint8_t)(rest | 128);
        out[n++] = (uint8_t)rest;
    }
    return n;
}

static void digest_of(const char *number, const uint8_t *payload, size_t len, uint8_t digest[32])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)number, strlen(number) + 1);
    crypto_hash_sha256_update(&state, payload, len);
    crypto_hash_sha256_final(&state, digest);
}

bool proof_digest(const struct proof *proof, const uint8_t key[32], uint8_t payload[PROOF_PAYLOAD_MAX], size_t *payload_len,
                  uint8_t digest[32])
{
    *payload_len = 0;
    if (!is_word(proof->number, strnlen(proof->number, sizeof proof->number), PROOF_NUMBER_MAX))
        return false;
    *payload_len = write_payload(proof, key_mark(key), payload);
    if (*payload_len == 0)
        return false;
    digest_of(proof->number, payload, *payload_len, digest);
    return true;
}

void proof_text(const uint8_t *payload, size_t payload_len, const uint8_t signature[PROOF_SIGNATURE], char out[PROOF_TEXT_MAX + 1])
{
    uint8_t whole[PROOF_PAYLOAD_MAX + PROOF_SIGNATURE];
    memcpy(whole, payload, payload_len);
    memcpy(whole + payload_len, signature, PROOF_SIGNATURE);
    sodium_bin2base64(out, PROOF_TEXT_MAX + 1, whole, payload_len + PROOF_SIGNATURE, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void proof_message(const uint8_t digest[32], uint8_t out[PROOF_MESSAGE])
{
    memcpy(out, TAG, sizeof TAG);
    memcpy(out + sizeof TAG, digest, 32);
}

/* Reads the facts; that the form is the only one for them is then seen by writing them again. */
static bool read_payload(const uint8_t *bytes, size_t len, struct proof *out)
{
    size_t at = 7;
    if (len < 8 || bytes[0] >> 4 != PROOF_VERSION)
        return false;
    out->kind = bytes[0] & 15;
    out->time = (time_t)((uint32_t)bytes[2] << 24 | (uint32_t)bytes[3] << 16 | (uint32_t)bytes[4] << 8 | bytes[5]);
    const size_t code = bytes[6];
    if (code > PROOF_CODE_MAX || at + code >= len)
        return false;
    memcpy(out->code, bytes + at, code);
    at += code;
    const size_t counts = bytes[at++];
    if (counts > PROOF_COUNTS)
        return false;
    for (size_t i = 0; i < counts; i++) {
        int shift = 0;
        do {
            if (at == len || shift > 14)
                return false;
            out->counts[i] |= (uint32_t)(bytes[at] & 127) << shift;
            shift += 7;
        } while (bytes[at++] & 128);
    }
    return at == len;
}

bool proof_verify(const char *text, const char *number, const struct proof_keys *keys, struct proof *out)
{
    uint8_t whole[PROOF_PAYLOAD_MAX + PROOF_SIGNATURE], again[PROOF_PAYLOAD_MAX], digest[32], message[PROOF_MESSAGE];
    size_t len = 0;
    const char *end = NULL;
    const size_t text_len = strnlen(text, PROOF_TEXT_MAX + 1), number_len = strnlen(number, PROOF_NUMBER_MAX + 1);
    *out = (struct proof){0};
    if (text_len > PROOF_TEXT_MAX || !is_word(number, number_len, PROOF_NUMBER_MAX) ||
        sodium_base642bin(whole, sizeof whole, text, text_len, NULL, &len, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text + text_len || len <= PROOF_SIGNATURE)
        return false;
    len -= PROOF_SIGNATURE;
    struct proof proof = {0};
    memcpy(proof.number, number, number_len);
    if (!read_payload(whole, len, &proof) || write_payload(&proof, whole[1], again) != len || memcmp(again, whole, len) != 0)
        return false;
    digest_of(number, whole, len, digest);
    proof_message(digest, message);
    for (size_t i = 0; i < keys->count; i++)
        if (key_mark(keys->key[i]) == whole[1] &&
            crypto_sign_verify_detached(whole + len, message, sizeof message, keys->key[i]) == 0) {
            *out = proof;
            return true;
        }
    return false;
}

bool proof_split(const char *address, char number[PROOF_NUMBER_MAX + 1], char code[13], const char **text)
{
    const char *hash = strchr(address, '#');
    const char *before = hash != NULL ? hash - DIGITS_OF_CODE : NULL;
    if (hash == NULL || hash - address < DIGITS_OF_CODE + 5)
        return false;
    for (size_t i = 0; i < DIGITS_OF_CODE; i++)
        if (before[i] < '0' || before[i] > '9')
            return false;
    if (before[-1] != '/')
        return false;
    const char *begin = before - 1;
    while (begin > address && is_sign(begin[-1]))
        begin--;
    const size_t len = (size_t)(before - 1 - begin);
    if (len < 1 || len > PROOF_NUMBER_MAX || begin - address < 3 || memcmp(begin - 3, "/v/", 3) != 0)
        return false;
    memcpy(number, begin, len);
    number[len] = '\0';
    memcpy(code, before, DIGITS_OF_CODE);
    code[DIGITS_OF_CODE] = '\0';
    *text = hash + 1;
    return true;
}
