/* Fuzz target: the text of a proof and the address of a QR code. Only one text proves, whatever else is tried. */
#include "fuzz.h"

#include "doc/proof.h"

#include <string.h>

/* The first vector of tests/unit/proof_test.c. */
static const char NUMBER[] = "20260401080000123456A7";
static const char PUBLIC_PEM[] = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n-----END PUBLIC KEY-----\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct proof_keys keys;
    struct proof proof;
    char number[PROOF_NUMBER_MAX + 1], code[13];
    const char *text;
    char *copy = strndup((const char *)bytes, len);
    ALWAYS(proof_keys_parse(PUBLIC_PEM, strlen(PUBLIC_PEM), &keys) == RESULT_OK);
    if (copy != NULL && proof_verify(copy, NUMBER, &keys, &proof)) {
        ALWAYS(strcmp(proof.number, NUMBER) == 0 && (proof.time == 1775001600 || proof.time == 0));
        ALWAYS(strlen(copy) == 136 || strlen(copy) == 96);
    }
    if (copy != NULL && proof_split(copy, number, code, &text))
        ALWAYS(strlen(code) == 12 && strlen(number) >= 1 && text > copy && text <= copy + strlen(copy));
    (void)!proof_keys_parse((const char *)bytes, len, &keys);
    ALWAYS(keys.count <= PROOF_KEYS_MAX);
    free(copy);
    return 0;
}
