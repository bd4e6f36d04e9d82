/* The signed list of cases that a browser may see: "Y20261122123456r6923f1a0.….~<64 hexadecimal signs>". */
#include "filing/grant.h"

#include "base/random.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAC_BYTES crypto_auth_hmacsha256_BYTES
#define MAC_TEXT (2 * MAC_BYTES)

bool grant_number_good(const char *number)
{
    return strchr("YXTB", number[0]) != NULL && number[0] != '\0' && strspn(number + 1, "0123456789") == GRANT_NUMBER - 2 &&
           number[GRANT_NUMBER - 1] == '\0';
}

/* One entry of `len` bytes: number, r or c, the end in hexadecimal. */
static bool read_entry(const char *text, size_t len, struct grant *grant)
{
    char until[17];
    if (len < GRANT_NUMBER + 1 || len - GRANT_NUMBER >= sizeof until)
        return false;
    memcpy(grant->number, text, GRANT_NUMBER - 1);
    grant->number[GRANT_NUMBER - 1] = '\0';
    grant->receipt = text[GRANT_NUMBER - 1] == 'r';
    memcpy(until, text + GRANT_NUMBER, len - GRANT_NUMBER);
    until[len - GRANT_NUMBER] = '\0';
    char *end;
    grant->until = (time_t)strtoll(until, &end, 16);
    return *end == '\0' && (grant->receipt || text[GRANT_NUMBER - 1] == 'c') && grant_number_good(grant->number);
}

void grants_read(const unsigned char key[TOKEN_KEY], const char *cookie, time_t now, struct grants *grants)
{
    unsigned char given[MAC_BYTES], mac[MAC_BYTES];
    size_t n = 0;
    grants->count = 0;
    const char *mark = strchr(cookie, '~');
    if (mark == NULL || mark - cookie >= GRANT_TEXT || strlen(mark + 1) != MAC_TEXT ||
        sodium_hex2bin(given, sizeof given, mark + 1, MAC_TEXT, NULL, &n, NULL) != 0 || n != MAC_BYTES)
        return;
    crypto_auth_hmacsha256(mac, (const unsigned char *)cookie, (size_t)(mark - cookie), key);
    if (!random_equal(mac, given, MAC_BYTES))
        return;
    for (const char *at = cookie; at < mark && grants->count < GRANTS_MAX;) {
        const char *end = memchr(at, '.', (size_t)(mark - at));
        if (end == NULL)
            end = mark;
        struct grant *grant = &grants->of[grants->count];
        if (read_entry(at, (size_t)(end - at), grant) && grant->until > now)
            grants->count++;
        at = end + 1;
    }
}

const struct grant *grants_find(const struct grants *grants, const char *number)
{
    for (size_t i = 0; i < grants->count; i++)
        if (strcmp(grants->of[i].number, number) == 0)
            return &grants->of[i];
    return NULL;
}

void grants_add(struct grants *grants, const char *number, bool receipt, time_t now)
{
    struct grant new = {.receipt = receipt, .until = now + (receipt ? GRANT_RECEIPT_SECONDS : GRANT_CASE_SECONDS)};
    if (!grant_number_good(number))
        return;
    memcpy(new.number, number, GRANT_NUMBER);
    size_t at = 0;
    while (at < grants->count && strcmp(grants->of[at].number, number) != 0)
        at++;
    if (at < grants->count && grants->of[at].receipt && grants->of[at].until > new.until)
        new = grants->of[at];
    if (at == grants->count && grants->count < GRANTS_MAX)
        grants->count++;
    else if (at == grants->count)
        at = GRANTS_MAX - 1;
    memmove(&grants->of[1], &grants->of[0], at * sizeof *grants->of);
    grants->of[0] = new;
}

const char *grants_write(const unsigned char key[TOKEN_KEY], const struct grants *grants, char out[GRANT_TEXT])
{
    unsigned char mac[MAC_BYTES];
    int n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < grants->count; i++)
        n += snprintf(out + n, GRANT_TEXT - (size_t)n, "%s%s%c%llx", i > 0 ? "." : "", grants->of[i].number,
                      grants->of[i].receipt ? 'r' : 'c', (unsigned long long)grants->of[i].until);
    crypto_auth_hmacsha256(mac, (const unsigned char *)out, (size_t)n, key);
    out[n] = '~';
    sodium_bin2hex(out + n + 1, MAC_TEXT + 1, mac, MAC_BYTES);
    return out;
}
