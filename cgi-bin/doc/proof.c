/* The proof on paper: its bytes, its text, its check. */
#include "doc/proof.h"

#include "base/file.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPKI 44 /* bytes of an Ed25519 SubjectPublicKeyInfo: 12 that are always the same, then the key */
#define DIGITS_OF_CODE 12
#define HAS_PERIOD 4u  /* bits of the byte that says what follows */
#define HAS_DOMAINS 8u

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

/* Groups of four hexadecimal capitals. */
static void write_groups(const uint8_t *bytes, size_t len, char *to)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && i % 2 == 0)
            *to++ = ' ';
        *to++ = digits[bytes[i] >> 4];
        *to++ = digits[bytes[i] & 15];
    }
    *to = '\0';
}

void proof_fingerprint(const uint8_t key[32], char out[PROOF_FINGERPRINT])
{
    uint8_t digest[32];
    crypto_hash_sha256(digest, key, 32);
    write_groups(digest, sizeof digest, out);
}

void proof_rows(const struct proof_row *rows, size_t count, uint8_t out[PROOF_ROWS])
{
    crypto_hash_sha256_state state;
    uint8_t digest[32];
    char line[PROOF_CODE_MAX + 64];
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) {
        const int n = rows[i].known ? snprintf(line, sizeof line, "%.*s %lu %lu\n", PROOF_CODE_MAX, rows[i].code, rows[i].warns, rows[i].honours)
                                    : snprintf(line, sizeof line, "%.*s -\n", PROOF_CODE_MAX, rows[i].code);
        crypto_hash_sha256_update(&state, (const uint8_t *)line, (size_t)n);
    }
    crypto_hash_sha256_final(&state, digest);
    memcpy(out, digest, PROOF_ROWS);
}

void proof_rows_text(const uint8_t rows[PROOF_ROWS], char out[PROOF_ROWS_TEXT])
{
    write_groups(rows, PROOF_ROWS, out);
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

static size_t put_number(uint8_t *out, uint64_t number, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        out[i] = (uint8_t)(number >> 8 * (bytes - 1 - i));
    return bytes;
}

static uint64_t take_number(const uint8_t *in, unsigned bytes)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < bytes; i++)
        number = number << 8 | in[i];
    return number;
}

/* A day of the period fits when it is open or has its two bytes. */
static bool is_day(day_t day)
{
    return day == DAY_NONE || (day > 0 && day <= UINT16_MAX);
}

/* Whose document it is and what was asked for; 0 when that does not fit together. */
static size_t write_scope(const struct proof *proof, size_t code, uint8_t *out)
{
    size_t n = 0;
    if ((code > 0) != (proof->subject == PROOF_FIRM) || proof->subject > PROOF_PERSON)
        return 0;
    out[n++] = (uint8_t)((unsigned)proof->subject | (proof->period ? HAS_PERIOD : 0u) | (proof->domains ? HAS_DOMAINS : 0u));
    if (proof->subject == PROOF_FIRM) {
        out[n++] = (uint8_t)code;
        memcpy(out + n, proof->code, code);
        n += code;
    } else if (proof->subject == PROOF_SEVERAL) {
        if (proof->firms < 2 || proof->firms > PROOF_FIRMS)
            return 0;
        out[n++] = (uint8_t)proof->firms;
        memcpy(out + n, proof->rows, PROOF_ROWS);
        n += PROOF_ROWS;
    }
    if (proof->period) {
        if (!is_day(proof->from) || !is_day(proof->until) || (proof->from == DAY_NONE && proof->until == DAY_NONE))
            return 0;
        n += put_number(out + n, proof->from == DAY_NONE ? 0 : (uint64_t)proof->from, 2);
        n += put_number(out + n, proof->until == DAY_NONE ? 0 : (uint64_t)proof->until, 2);
    }
    if (proof->domains)
        n += put_number(out + n, proof->domains, 8);
    return n;
}

/* A count as it stands in the payload: UINT32_MAX when it is out of its limits. */
static uint32_t coded(unsigned version, uint32_t count)
{
    if (version == PROOF_VERSION_BEFORE)
        return count > PROOF_COUNT_MAX + 1 ? UINT32_MAX : count;
    if (count == PROOF_NOT_ASKED)
        return 0;
    return count > PROOF_COUNT_MAX ? UINT32_MAX : count + 1;
}

static size_t write_counts(const struct proof *proof, unsigned version, uint8_t *out)
{
    size_t counts = PROOF_COUNTS, n = 0;
    while (counts > 0 && coded(version, proof->counts[counts - 1]) == 0)
        counts--;
    out[n++] = (uint8_t)counts;
    for (size_t i = 0; i < counts; i++) {
        uint32_t rest = coded(version, proof->counts[i]);
        if (rest == UINT32_MAX)
            return 0;
        for (; rest > 127; rest >>= 7)
            out[n++] = (uint8_t)(rest | 128);
        out[n++] = (uint8_t)rest;
    }
    return n;
}

/* What stands in front of the signature; 0 when a fact is out of its limits. */
static size_t write_payload(const struct proof *proof, uint8_t mark, uint8_t out[PROOF_PAYLOAD_MAX])
{
    const size_t code = strnlen(proof->code, sizeof proof->code);
    const uint64_t time = (uint64_t)proof->time;
    const unsigned version = proof->version ? proof->version : PROOF_VERSION;
    size_t n = 0, part;
    if ((code > 0 && !is_word(proof->code, code, PROOF_CODE_MAX)) || proof->time < 0 || time > UINT32_MAX ||
        proof->kind < PROOF_PUBLIC || proof->kind > PROOF_LETTER || version < PROOF_VERSION_BEFORE || version > PROOF_VERSION)
        return 0;
    out[n++] = (uint8_t)(version << 4 | proof->kind);
    out[n++] = mark;
    n += put_number(out + n, time, 4);
    if (version == PROOF_VERSION_BEFORE) {
        out[n++] = (uint8_t)code;
        memcpy(out + n, proof->code, code);
        n += code;
    } else {
        if ((part = write_scope(proof, code, out + n)) == 0)
            return 0;
        n += part;
    }
    part = write_counts(proof, version, out + n);
    return part ? n + part : 0;
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

/* The part of the payload that is being read. */
struct reading {
    const uint8_t *at, *end;
};

static const uint8_t *take(struct reading *in, size_t n)
{
    const uint8_t *at = in->at;
    if ((size_t)(in->end - at) < n)
        return NULL;
    in->at += n;
    return at;
}

static bool read_code(struct reading *in, struct proof *out)
{
    const uint8_t *n = take(in, 1);
    const uint8_t *code = n && *n <= PROOF_CODE_MAX ? take(in, *n) : NULL;
    if (code)
        memcpy(out->code, code, *n);
    return code != NULL;
}

static bool read_scope(struct reading *in, struct proof *out)
{
    const uint8_t *flags = take(in, 1), *part;
    if (!flags || *flags & ~(3u | HAS_PERIOD | HAS_DOMAINS))
        return false;
    out->subject = *flags & 3;
    if (out->subject == PROOF_FIRM && !read_code(in, out))
        return false;
    if (out->subject == PROOF_SEVERAL) {
        if (!(part = take(in, 1 + PROOF_ROWS)))
            return false;
        out->firms = part[0];
        memcpy(out->rows, part + 1, PROOF_ROWS);
    }
    if (*flags & HAS_PERIOD) {
        if (!(part = take(in, 4)))
            return false;
        const uint64_t from = take_number(part, 2), until = take_number(part + 2, 2);
        out->period = true;
        out->from = from ? (day_t)from : DAY_NONE;
        out->until = until ? (day_t)until : DAY_NONE;
    }
    if (*flags & HAS_DOMAINS) {
        if (!(part = take(in, 8)))
            return false;
        out->domains = take_number(part, 8);
    }
    return true;
}

static bool read_counts(struct reading *in, struct proof *out)
{
    const uint8_t *counts = take(in, 1), *byte;
    if (!counts || *counts > PROOF_COUNTS)
        return false;
    for (size_t i = 0; i < PROOF_COUNTS; i++) {
        uint32_t value = 0;
        for (int shift = 0; i < *counts; shift += 7) {
            if (shift > 14 || !(byte = take(in, 1)))
                return false;
            value |= (uint32_t)(*byte & 127) << shift;
            if (!(*byte & 128))
                break;
        }
        out->counts[i] = out->version == PROOF_VERSION_BEFORE ? value : value ? value - 1 : PROOF_NOT_ASKED;
    }
    return in->at == in->end;
}

/* Reads the facts; that the form is the only one for them is then seen by writing them again. */
static bool read_payload(const uint8_t *bytes, size_t len, struct proof *out)
{
    struct reading in = {bytes, bytes + len};
    const uint8_t *head = take(&in, 6);
    if (!head || head[0] >> 4 < PROOF_VERSION_BEFORE || head[0] >> 4 > PROOF_VERSION)
        return false;
    out->version = head[0] >> 4;
    out->kind = head[0] & 15;
    out->time = (time_t)take_number(head + 2, 4);
    out->from = out->until = DAY_NONE;
    if (out->version == PROOF_VERSION)
        return read_scope(&in, out) && read_counts(&in, out);
    if (!read_code(&in, out))
        return false;
    out->subject = *out->code ? PROOF_FIRM : PROOF_NOBODY;
    return read_counts(&in, out);
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
    struct proof proof = {.from = DAY_NONE, .until = DAY_NONE};
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
