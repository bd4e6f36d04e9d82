/* Tokens against forged forms: an HMAC over cookie, address and expiry. */
#include "web/token.h"

#include "base/log.h"
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAC_BYTES crypto_auth_hmacsha256_BYTES

bool token_key_load(const char *path, unsigned char key[TOKEN_KEY])
{
    /* The first of several programs to start makes it; the others find it. */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        random_bytes(key, TOKEN_KEY);
        const bool wrote = write(fd, key, TOKEN_KEY) == TOKEN_KEY && fsync(fd) == 0;
        close(fd);
        if (!wrote) {
            log_error("%s: %s", path, strerror(errno));
            unlink(path);
        }
        return wrote;
    }
    if (errno != EEXIST || (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0) {
        log_error("%s: %s", path, strerror(errno));
        return false;
    }
    const ssize_t n = read(fd, key, TOKEN_KEY);
    close(fd);
    if (n != TOKEN_KEY) {
        log_error("%s: does not hold %d bytes", path, TOKEN_KEY);
        return false;
    }
    return true;
}

void token_cookie_new(char out[TOKEN_COOKIE_TEXT])
{
    random_hex(out, (TOKEN_COOKIE_TEXT - 1) / 2);
}

/* Each part with its length in front, so that no two triples give the same bytes. */
static void mac_of(const unsigned char key[TOKEN_KEY], const char *cookie, const char *address, const char *expiry,
                   unsigned char mac[MAC_BYTES])
{
    const char *parts[] = {cookie, address, expiry};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, TOKEN_KEY);
    for (size_t i = 0; i < 3; i++) {
        const uint64_t n = strlen(parts[i]);
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)&n, sizeof n);
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)parts[i], n);
    }
    crypto_auth_hmacsha256_final(&state, mac);
}

void token_make(const unsigned char key[TOKEN_KEY], const char *cookie, const char *address, time_t now, char out[TOKEN_TEXT])
{
    unsigned char mac[MAC_BYTES];
    const int n = snprintf(out, TOKEN_TEXT - 2 * MAC_BYTES - 1, "%lld", (long long)now + TOKEN_SECONDS);
    mac_of(key, cookie, address, out, mac);
    out[n] = '.';
    sodium_bin2hex(out + n + 1, 2 * MAC_BYTES + 1, mac, MAC_BYTES);
}

bool token_good(const unsigned char key[TOKEN_KEY], const char *cookie, const char *address, time_t now, const char *token)
{
    const char *dot = strchr(token, '.');
    if (dot == NULL || dot == token || dot - token > 19 || strlen(dot + 1) != 2 * MAC_BYTES || *cookie == '\0')
        return false;
    char expiry[20];
    memcpy(expiry, token, (size_t)(dot - token));
    expiry[dot - token] = '\0';
    for (const char *at = expiry; *at != '\0'; at++)
        if (*at < '0' || *at > '9')
            return false;
    unsigned char mac[MAC_BYTES], given[MAC_BYTES];
    size_t len = 0;
    if (sodium_hex2bin(given, sizeof given, dot + 1, 2 * MAC_BYTES, NULL, &len, NULL) != 0 || len != MAC_BYTES)
        return false;
    mac_of(key, cookie, address, expiry, mac);
    if (!random_equal(mac, given, MAC_BYTES))
        return false;
    return strtoll(expiry, NULL, 10) >= (long long)now;
}
