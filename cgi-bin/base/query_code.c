/* Query codes: worked out of the case's number by a key, never stored. */
#include "base/query_code.h"

#include "base/log.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char signs[] = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"; /* 31 */

bool query_code_key_load(const char *path, unsigned char key[QUERY_CODE_KEY])
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t n = fd >= 0 ? read(fd, key, QUERY_CODE_KEY) : -1;
    if (n != QUERY_CODE_KEY)
        log_error("%s: %s", path, n < 0 ? strerror(errno) : "does not hold 32 bytes");
    if (fd >= 0)
        close(fd);
    return n == QUERY_CODE_KEY;
}

void query_code_make(const unsigned char key[QUERY_CODE_KEY], const char *number, unsigned version, char out[QUERY_CODE_TEXT])
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char text[64];
    const int n = snprintf(text, sizeof text, "%.40s|%u", number, version);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, QUERY_CODE_KEY);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, (size_t)n);
    crypto_auth_hmacsha256_final(&state, mac);
    /* three bytes a sign: 2^24 mod 31 leaves a bias below 2 in a million */
    for (size_t i = 0; i < QUERY_CODE_SIGNS; i++) {
        const unsigned char *at = mac + 3 * i;
        out[i] = signs[((unsigned)at[0] << 16 | (unsigned)at[1] << 8 | at[2]) % (sizeof signs - 1)];
    }
    out[QUERY_CODE_SIGNS] = '\0';
}

void query_code_hash(const char *code, unsigned char hash[QUERY_CODE_HASH])
{
    crypto_hash_sha256(hash, (const unsigned char *)code, strlen(code));
}

bool query_code_normalise(const char *text, char *out, size_t max)
{
    const size_t len = strnlen(text, QUERY_CODE_INPUT_MAX + 1);
    size_t n = 0;
    out[0] = '\0';
    if (len > QUERY_CODE_INPUT_MAX)
        return false;
    for (size_t at = 0; at < len;) {
        uint32_t sign = utf8_next(text, len, &at);
        if (sign >= 0xff01 && sign <= 0xff5e)
            sign -= 0xfee0;
        if (sign >= 'a' && sign <= 'z')
            sign -= 'a' - 'A';
        if (sign == ' ' || sign == '\t' || sign == 0x3000 || sign == 0xa0 || sign == '-' || sign == 0x2010 || sign == 0x2014)
            continue;
        if (!((sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z')) || n + 1 >= max) {
            out[0] = '\0';
            return false;
        }
        out[n++] = (char)sign;
        out[n] = '\0';
    }
    return n > 0;
}
