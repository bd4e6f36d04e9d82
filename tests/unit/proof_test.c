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

#define NOT PROOF_NOT_ASKED
static const struct {
    struct proof proof;
    const char *text;
} vectors[] = {
    /* papers issued before there was a scope */
    {{.number = "20260401080000123456A7", .version = 1, .subject = PROOF_FIRM, .kind = PROOF_PUBLIC, .code = "91350100M000100Y43", .time = 1775001600,
      .counts = {12, 1, 0, 0, 300, 0, 0, 0, 0, 0, 1}},
     "EVZpzGAAEjkxMzUwMTAwTTAwMDEwMFk0MwsMAQAArAIAAAAAAAGICPtF16qPfJrHCHHhbSOd7xxEChTtwCBqfwjUkR7kwPvlOgKsPJwpLzCtbKLBDVPY9AnEJDphsiSSmKevFK8G"},
    {{.number = "20260401080000123456A7", .version = 1, .kind = PROOF_FULL, .code = "", .time = 0, .counts = {0}},
     "E1YAAAAAAABXycKiN_3mPoqNle1W2X3n36LKktKeKhQ0VQ3BaRx_ieVF94gukRvdH1mTOMl9Xcrgrmh9N7BaSGCc6I3k1jUI"},
    {{.number = "2026040108000012345Z67", .version = 1, .subject = PROOF_FIRM, .kind = PROOF_LETTER, .code = "91350100M000100Y43", .time = 4294967295,
      .counts = {2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151, 2097151}},
     "FVb_____EjkxMzUwMTAwTTAwMDEwMFk0Mwv__3___3___3___3___3___3___3___3___3___3___39cmfMBUH4o2oG3tTkbTGgPOnCEvyISgAcqFvZTKEKi2DRB1AOqDMvgsqE240Ke9qh6yIth3xg9fxXnNUvaP6sI"},
    /* everything was asked for; one class and a period; several firms; a person; the longest */
    {{.number = "20260401080000123456A7", .version = 2, .subject = PROOF_FIRM, .kind = PROOF_PUBLIC, .code = "91350100M000100Y43", .time = 1775001600,
      .counts = {12, 1, 0, 0, 300, 0, 0, 0, 0, 0, 1}},
     "IVZpzGAAARI5MTM1MDEwME0wMDAxMDBZNDMLDQIBAa0CAQEBAQECPVmsrRrb4IyIsF4MeZ3suT0mq07HndXUiccJ0PK78-kBwoT8RuOWo_MdsoDonWh_5VtJh0iNSCMoixmt074UAA"},
    {{.number = "20260401080000123456A7", .version = 2, .subject = PROOF_FIRM, .kind = PROOF_FULL, .code = "91350100M000100Y43", .time = 1775001600,
      .period = true, .from = 18506, .until = DAY_NONE, .counts = {3, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, 0}},
     "I1ZpzGAABRI5MTM1MDEwME0wMDAxMDBZNDNISgAACwQAAAAAAAAAAAABusLDXKD76iRrEWB1DcEOUFWFpNtd8bTNB_HJ6U2iz-pZEC3RdWvC3hnfQ_SjQd63iqBZohhDAP4XHoeNg6gQAw"},
    {{.number = "20260401080000123456A7", .version = 2, .subject = PROOF_SEVERAL, .kind = PROOF_SEARCH, .firms = 3, .time = 1775001600,
      .rows = {0xe4, 0x2c, 0x64, 0xf5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, .counts = {NOT, 2, 0, 0, 1, NOT, NOT, NOT, NOT, NOT, 0}},
     "IlZpzGAAAgPkLGT1AQIDBAUGBwgJCgsMCwADAQECAAAAAAABxH_C6iwkrpL-AF1B7XG6s7EKBCQ1MZ76Efkmhqum9NFvq0Niig90huu3skwFQTqONWQnnlEa-3Tfp9psal9vCQ"},
    {{.number = "20260401080000123456A7", .version = 2, .subject = PROOF_PERSON, .kind = PROOF_COMPLIANCE, .time = 0, .domains = 5,
      .counts = {NOT, 0, NOT, 0, NOT, NOT, NOT, NOT, NOT, NOT, NOT}},
     "JFYAAAAACwAAAAAAAAAFBAABAAH5vsYVqKREZY_X8k2vCHUNe9fpqs5NvbMP-HD99cAtPcGRXm-KOBz0TN0ST05bvk-sPtRqFvVpNwX7dr0LVowB"},
    {{.number = "2026040108000012345Z67", .version = 2, .subject = PROOF_FIRM, .kind = PROOF_LETTER, .code = "91350100M000100Y43", .time = 4294967295,
      .period = true, .from = 1, .until = 65535, .domains = UINT64_MAX,
      .counts = {2097150, 2097150, 2097150, 2097150, 2097150, 2097150, 2097150, 2097150, 2097150, 2097150, 2097150}},
     "JVb_____DRI5MTM1MDEwME0wMDAxMDBZNDMAAf____________8L__9___9___9___9___9___9___9___9___9___9___9_AgtsY12jntYVjzyNTO3bfkfTYjSTmk9qGenOL2CbEoG1PjbDKK-mwdyoISGXO3lq9vJ8PojtOLPkNUoe2lSYDQ"},
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
        assert_int_equal(out.version, vectors[i].proof.version);
        assert_int_equal(out.subject, vectors[i].proof.subject);
        assert_int_equal(out.firms, vectors[i].proof.firms);
        assert_memory_equal(out.rows, vectors[i].proof.rows, PROOF_ROWS);
        assert_int_equal(out.period, vectors[i].proof.period);
        assert_int_equal(out.from, out.period ? vectors[i].proof.from : DAY_NONE);
        assert_int_equal(out.until, out.period ? vectors[i].proof.until : DAY_NONE);
        assert_true(out.domains == vectors[i].proof.domains);
        assert_int_equal(out.time, vectors[i].proof.time);
        assert_int_equal(out.kind, vectors[i].proof.kind);
        assert_string_equal(out.number, vectors[i].proof.number);
    }
}

static void test_longest_text_has_the_length_that_is_reserved(void **state)
{
    (void)state;
    assert_int_equal(strlen(vectors[VECTORS - 1].text), PROOF_TEXT_MAX);
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
    snprintf(text, sizeof text, "%sAAAA", vectors[VECTORS - 1].text);
    assert_false(proof_verify(text, vectors[VECTORS - 1].proof.number, &keys, &out));
}

/* One byte of a payload changed and some added behind it, signed all the same. */
struct spelling {
    size_t at;
    uint8_t byte;
    size_t more;
    uint8_t behind[2];
};

static void refuse_spellings(const struct proof *proof, size_t want, const struct spelling *wrong, size_t count)
{
    uint8_t payload[PROOF_PAYLOAD_MAX], digest[32], other[PROOF_PAYLOAD_MAX];
    char text[PROOF_TEXT_MAX + 1];
    struct proof out;
    size_t len;
    assert_true(proof_digest(proof, keys.key[0], payload, &len, digest));
    assert_int_equal(len, want);
    make_raw(proof->number, payload, len, text);
    assert_true(proof_verify(text, proof->number, &keys, &out));
    for (size_t i = 0; i < count; i++) {
        memcpy(other, payload, len);
        other[wrong[i].at] = wrong[i].byte;
        memcpy(other + len, wrong[i].behind, wrong[i].more);
        make_raw(proof->number, other, len + wrong[i].more, text);
        assert_false(proof_verify(text, proof->number, &keys, &out));
    }
}

static void test_other_spellings_are_refused_even_when_signed(void **state)
{
    const struct proof before = {.number = "20260401080000123456A7", .version = 1, .kind = PROOF_PUBLIC, .time = 5, .counts = {3}};
    const struct proof now = {.number = "20260401080000123456A7", .kind = PROOF_FULL, .subject = PROOF_PERSON, .period = true, .from = 1, .until = DAY_NONE,
                              .domains = 1, .time = 5, .counts = {3, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT}};
    (void)state;
    /* another version; no such kind; a count that is a zero at the end; a count in a longer form; bytes behind */
    static const struct spelling wrong[] = {{0, 0x31, 0, {0}}, {0, 0x10, 0, {0}}, {0, 0x16, 0, {0}}, {7, 2, 1, {0}}, {8, 0x83, 1, {0}}, {7, 1, 1, {7}},
                                            {7, 12, 0, {0}}, {6, 19, 0, {0}}};
    refuse_spellings(&before, 9, wrong, sizeof wrong / sizeof *wrong);
    /* the same; an unknown bit of the scope; another subject; a period that is none; domains that are none */
    static const struct spelling wrong_now[] = {{0, 0x33, 0, {0}}, {0, 0x20, 0, {0}}, {0, 0x26, 0, {0}}, {19, 2, 1, {0}}, {20, 0x84, 1, {0}}, {19, 1, 1, {7}},
                                                {19, 12, 0, {0}}, {6, 0x1f, 0, {0}}, {6, 0x0d, 0, {0}}, {6, 0x0e, 0, {0}}, {8, 0, 0, {0}}, {18, 0, 0, {0}}};
    refuse_spellings(&now, 21, wrong_now, sizeof wrong_now / sizeof *wrong_now);
}

static void test_what_does_not_fit_together_is_refused(void **state)
{
    char text[PROOF_TEXT_MAX + 1];
    struct proof proof = vectors[4].proof;
    (void)state;
    assert_true(make(&proof, text));
    proof.from = DAY_NONE; /* no period after all */
    assert_false(make(&proof, text));
    proof.from = -3;
    assert_false(make(&proof, text));
    proof = vectors[4].proof;
    proof.subject = PROOF_PERSON; /* with a firm's code */
    assert_false(make(&proof, text));
    proof = vectors[5].proof;
    proof.firms = 1;
    assert_false(make(&proof, text));
    proof.firms = PROOF_FIRMS + 1;
    assert_false(make(&proof, text));
    proof = vectors[0].proof;
    proof.counts[2] = NOT; /* the version before has no way to say it */
    assert_false(make(&proof, text));
}

static void test_the_rows_of_a_search_have_one_digest(void **state)
{
    const struct proof_row rows[] = {{"91350100M000100Y43", true, 3, 1}, {"91210100MA0000000X", false, 0, 0}, {"912101000000000017", true, 0, 0}};
    const struct proof_row swapped[] = {{"91350100M000100Y43", true, 0, 0}, {"91210100MA0000000X", false, 0, 0}, {"912101000000000017", true, 3, 1}};
    uint8_t digest[PROOF_ROWS], other[PROOF_ROWS];
    char text[PROOF_ROWS_TEXT];
    (void)state;
    proof_rows(rows, 3, digest);
    proof_rows(swapped, 3, other);
    proof_rows_text(digest, text);
    assert_string_equal(text, "8E40 9AE1 0904 C10D 4893 3BBB 0757 4819"); /* printf '%s\n' '91350100M000100Y43 3 1' '91210100MA0000000X -' '912101000000000017 0 0' | sha256sum */
    assert_memory_not_equal(digest, other, PROOF_ROWS);
}

static void test_facts_out_of_their_limits_are_refused(void **state)
{
    struct proof proof = vectors[0].proof;
    char text[PROOF_TEXT_MAX + 1];
    (void)state;
    proof.counts[3] = PROOF_COUNT_MAX + 2;
    assert_false(make(&proof, text));
    proof = vectors[3].proof;
    proof.counts[3] = PROOF_COUNT_MAX + 1;
    assert_false(make(&proof, text));
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
        cmocka_unit_test(test_what_does_not_fit_together_is_refused),
        cmocka_unit_test(test_the_rows_of_a_search_have_one_digest),
        cmocka_unit_test(test_facts_out_of_their_limits_are_refused),
        cmocka_unit_test(test_an_earlier_key_still_counts_and_a_foreign_one_does_not),
        cmocka_unit_test(test_key_files),
        cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_address_is_cut),
    };
    return cmocka_run_group_tests_name("proof", tests, set_up, NULL);
}
