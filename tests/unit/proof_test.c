/* The proof on paper: its bytes held against test vectors, and what it must not take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/proof.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* The vectors' key: Ed25519 from the seed 00 01 02 … 1f (the public key is that of RFC 8032's procedure for it). */
static const char PUBLIC_PEM[] = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n-----END PUBLIC KEY-----\n";
static const char FINGERPRINT[] = "5647 5AA7 5463 474C 0285 DF5D BF2B CAB7 3DA6 5135 8839 E9B7 7481 B2EA B107 708C";

static const struct {
    struct proof proof;
    const char *text;
} vectors[] = {
    {{.number = "20260401080000123456A7", .kind = PROOF_PUBLIC, .code = "91350100M000100Y43", .time = 1775001600,
      .counts = {12, 1, 0, 0, 300, 0, 0, 0, 0, 0, 1}},
     "EVZpzGAAEjkxMzUwMTAwTTAwMDEwMFk0MwsMAQAArAIAAAAAAAGICPtF16qPfJrHCHHhbSOd7xxEChTtwCBqfwjUkR7kwPvlOgKsPJwpLzCtbKLBDVPY9AnEJDphsiSSmKevFK8G"},
    {{.number = "20260401080000123456A7", .kind = PROOF_FULL, .code = "", .time = 0, .counts = {0}},
     "E1YAAAAAAABXycKiN_3mPoqNle1W2X3n36LKktKeKhQ0VQ3BaRx_ieVF94gukRvdH1mTOMl9Xcrgrmh9N7BaSGCc6I3k1jUI"},
    {{.number = "2026040108000012345Z67", .kind = PROOF_LETTER, .code = "91350100M000100Y43", .time = 4294967295,
      .counts = {2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151}},
     "FVb_____EjkxMzUwMTAwTTAwMDEwMFk0Mwv__3___3___3___3___3___3___3___3___3___3___39cmfMBUH4o2oG3tTkbTGgPOnCEvyISgAcqFvZTKEKi2DRB1AOqDMvgsqE240Ke9qh6yIth3xg9fxXnNUvaP6sI"},
};
#define VECTORS (sizeof vectors / sizeof *vectors)

static uint8_t secret[64];
static struct proof_keys keys;

static int set_up(void **state)
{
    uint8_t seed[32], public_key[32];
    (void)state;
    if (sodium_init() < 0)
        return 1;
    for (uint8_t i = 0; i < sizeof seed; i++)
        seed[i] = i;
    crypto_sign_seed_keypair(public_key, secret, seed);
    return proof_keys_parse(PUBLIC_PEM, strlen(PUBLIC_PEM), &keys) != RESULT_OK || memcmp(keys.key[0], public_key, 32) != 0;
}

/* What the signer does. */
static void sign(const uint8_t digest[32], uint8_t signature[64])
{
    uint8_t message[PROOF_MESSAGE];
    proof_message(digest, message);
    crypto_sign_detached(signature, NULL, message, sizeof message, secret);
}

static bool make(const struct proof *proof, char text[PROOF_TEXT_MAX + 1])
{
    uint8_t payload[PROOF_PAYLOAD_MAX], digest[32], signature[64];
    size_t len;
    if (!proof_digest(proof, keys.key[0], payload, &len, digest))
        return false;
    sign(digest, signature);
    proof_text(payload, len, signature, text);
    return true;
}

/* A text out of any payload, signed as it is: what someone with the key but another program would make. */
static void make_raw(const char *number, const uint8_t *payload, size_t len, char text[PROOF_TEXT_MAX + 1])
{
    crypto_hash_sha256_state state;
    uint8_t digest[32], signature[64];
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)number, strlen(number) + 1);
    crypto_hash_sha256_update(&state, payload, len);
    crypto_hash_sha256_final(&state, digest);
    sign(digest, signature);
    proof_text(payload, len, signature, text);
}

static void test_vectors_are_written(void **state)
{
    char text[PROOF_TEXT_MAX + 1];
    (void)state;
    for (size_t i = 0; i < VECTORS; i++) {
        assert_true(make(&vectors[i].proof, text));
        assert_string_equal(text, vectors[i].text);
    }
}

static void test_vectors_are_read(void **state)
{
    struct proof out;
    (void)state;
    for (size_t i = 0; i < VECTORS; i++) {
        assert_true(proof_verify(vectors[i].text, vectors[i].proof.number, &keys, &out));
        assert_memory_equal(out.counts, vectors[i].proof.counts, sizeof out.counts);
        assert_string_equal(out.code, vectors[i].proof.code);
        assert_int_equal(out.time, vectors[i].proof.time);
        assert_int_equal(out.kind, vectors[i].proof.kind);
        assert_string_equal(out.number, vectors[i].proof.number);
    }
}

static void test_longest_text_has_the_length_that_is_reserved(void **state)
{
    (void)state;
    assert_int_equal(strlen(vectors[2].text), PROOF_TEXT_MAX);
}

static void test_every_other_sign_is_noticed(void **state)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= ";
    char text[PROOF_TEXT_MAX + 1];
    struct proof out;
    (void)state;
    snprintf(text, sizeof text, "%s", vectors[0].text);
    for (size_t i = 0; text[i] != '\0'; i++) {
        const char before = text[i];
        for (const char *other = alphabet; *other != '\0'; other++) {
            text[i] = *other;
            assert_int_equal(proof_verify(text, vectors[0].proof.number, &keys, &out), *other == before);
        }
        text[i] = before;
    }
}

static void test_another_number_is_noticed(void **state)
{
    struct proof out;
    (void)state;
    assert_false(proof_verify(vectors[0].text, "20260401080000123456A8", &keys, &out));
    assert_false(proof_verify(vectors[0].text, "", &keys, &out));
    assert_int_equal(out.time, 0);
}

static void test_longer_and_shorter_texts_are_refused(void **state)
{
    char text[PROOF_TEXT_MAX + 8];
    struct proof out;
    (void)state;
    for (size_t n = 0; n < strlen(vectors[0].text); n++) {
        snprintf(text, sizeof text, "%.*s", (int)n, vectors[0].text);
        assert_false(proof_verify(text, vectors[0].proof.number, &keys, &out));
    }
    snprintf(text, sizeof text, "%sA", vectors[0].text);
    assert_false(proof_verify(text, vectors[0].proof.number, &keys, &out));
    snprintf(text, sizeof text, "%sAAAA", vectors[2].text);
    assert_false(proof_verify(text, vectors[2].proof.number, &keys, &out));
}

static void test_other_spellings_are_refused_even_when_signed(void **state)
{
    static const char number[] = "20260401080000123456A7";
    const struct proof proof = {.number = "20260401080000123456A7", .kind = PROOF_PUBLIC, .code = "", .time = 5, .counts = {3}};
    uint8_t payload[PROOF_PAYLOAD_MAX], digest[32], other[PROOF_PAYLOAD_MAX];
    char text[PROOF_TEXT_MAX + 1];
    struct proof out;
    size_t len;
    (void)state;
    assert_true(proof_digest(&proof, keys.key[0], payload, &len, digest));
    assert_int_equal(len, 9);
    make_raw(number, payload, len, text);
    assert_true(proof_verify(text, number, &keys, &out));
    /* another version; no such kind; a count that is a zero at the end; a count in a longer form; bytes behind */
    static const struct {
        size_t at;
        uint8_t byte;
        size_t more;
        uint8_t behind[2];
    } wrong[] = {{0, 0x21, 0, {0}}, {0, 0x10, 0, {0}}, {0, 0x16, 0, {0}}, {7, 2, 1, {0}}, {8, 0x83, 1, {0}}, {7, 1, 1, {7}}, {7, 12, 0, {0}}, {6, 19, 0, {0}}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        memcpy(other, payload, len);
        other[wrong[i].at] = wrong[i].byte;
        memcpy(other + len, wrong[i].behind, wrong[i].more);
        make_raw(number, other, len + wrong[i].more, text);
        assert_false(proof_verify(text, number, &keys, &out));
    }
}

static void test_facts_out_of_their_limits_are_refused(void **state)
{
    struct proof proof = vectors[0].proof;
    char text[PROOF_TEXT_MAX + 1];
    (void)state;
    proof.counts[3] = PROOF_COUNT_MAX + 1;
    assert_false(make(&proof, text));
    proof = vectors[0].proof;
    proof.code[2] = 'x';
    assert_false(make(&proof, text));
    proof = vectors[0].proof;
    proof.time = (time_t)UINT32_MAX + 1;
    assert_false(make(&proof, text));
    proof.time = -1;
    assert_false(make(&proof, text));
    proof = vectors[0].proof;
    proof.number[0] = '/';
    assert_false(make(&proof, text));
    proof.number[0] = '\0';
    assert_false(make(&proof, text));
}

static void test_an_earlier_key_still_counts_and_a_foreign_one_does_not(void **state)
{
    struct proof_keys other = {.count = 2};
    struct proof out;
    (void)state;
    memset(other.key[0], 7, 32);
    memcpy(other.key[1], keys.key[0], 32);
    assert_true(proof_verify(vectors[0].text, vectors[0].proof.number, &other, &out));
    other.count = 1;
    assert_false(proof_verify(vectors[0].text, vectors[0].proof.number, &other, &out));
}

static void test_key_files(void **state)
{
    struct proof_keys read;
    char two[400];
    (void)state;
    snprintf(two, sizeof two, "%s%s", PUBLIC_PEM, PUBLIC_PEM);
    assert_int_equal(proof_keys_parse(two, strlen(two), &read), RESULT_OK);
    assert_int_equal(read.count, 2);
    assert_int_equal(proof_keys_parse("", 0, &read), RESULT_INVALID);
    assert_int_equal(proof_keys_parse(PUBLIC_PEM, 60, &read), RESULT_INVALID);
    two[40] = two[40] == 'A' ? 'B' : 'A'; /* in the part that is always the same */
    two[29] = 'X';
    assert_int_equal(proof_keys_parse(two, strlen(two), &read), RESULT_INVALID);
    assert_int_equal(proof_keys_load("/nonexistent", &read), RESULT_NOT_FOUND);
}

static void test_fingerprint(void **state)
{
    char text[PROOF_FINGERPRINT];
    (void)state;
    proof_fingerprint(keys.key[0], text);
    assert_string_equal(text, FINGERPRINT);
}

static void test_address_is_cut(void **state)
{
    char number[PROOF_NUMBER_MAX + 1], code[13];
    const char *text;
    (void)state;
    assert_true(proof_split("https://credit.example/v/20260401080000123456A7/012345678901#abc", number, code, &text));
    assert_string_equal(number, "20260401080000123456A7");
    assert_string_equal(code, "012345678901");
    assert_string_equal(text, "abc");
    assert_true(proof_split("/v/A/012345678901#", number, code, &text));
    assert_string_equal(text, "");
    static const char *const wrong[] = {"", "#", "/v/A/01234567890#x", "/v/A/0123456789012#x", "/v//012345678901#x", "/w/A/012345678901#x",
                                        "/v/A/012345678901", "/v/a/012345678901#x", "A/012345678901#x", "012345678901#x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(proof_split(wrong[i], number, code, &text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors_are_written),
        cmocka_unit_test(test_vectors_are_read),
        cmocka_unit_test(test_longest_text_has_the_length_that_is_reserved),
        cmocka_unit_test(test_every_other_sign_is_noticed),
        cmocka_unit_test(test_another_number_is_noticed),
        cmocka_unit_test(test_longer_and_shorter_texts_are_refused),
        cmocka_unit_test(test_other_spellings_are_refused_even_when_signed),
        cmocka_unit_test(test_facts_out_of_their_limits_are_refused),
        cmocka_unit_test(test_an_earlier_key_still_counts_and_a_foreign_one_does_not),
        cmocka_unit_test(test_key_files),
        cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_address_is_cut),
    };
    return cmocka_run_group_tests_name("proof", tests, set_up, NULL);
}
