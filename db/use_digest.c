/* Signing and checking a day of the use log. */
#include "db/use_log.h"

#include <sodium.h>
#include <stdio.h>

#define TEXT 256

/* What is signed: the day with its numbers and digest as one line of text. */
static size_t line_of(const struct use_digest *digest, char out[TEXT])
{
    char day[DAY_TEXT], hex[65];
    sodium_bin2hex(hex, sizeof hex, digest->digest, sizeof digest->digest);
    return (size_t)snprintf(out, TEXT, "use-log %s %llu %llu %llu %s", day_format(digest->day, day), (unsigned long long)digest->first,
                            (unsigned long long)digest->last, (unsigned long long)digest->count, hex);
}

void use_digest_sign(const unsigned char seed[32], struct use_digest *digest)
{
    char line[TEXT];
    unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    const size_t len = line_of(digest, line);
    crypto_sign_seed_keypair(public, secret, seed);
    crypto_sign_detached(digest->signature, NULL, (const unsigned char *)line, len, secret);
    sodium_memzero(secret, sizeof secret);
}

bool use_digest_good(const unsigned char public[32], const struct use_digest *digest)
{
    char line[TEXT];
    const size_t len = line_of(digest, line);
    return crypto_sign_verify_detached(digest->signature, (const unsigned char *)line, len, public) == 0;
}
