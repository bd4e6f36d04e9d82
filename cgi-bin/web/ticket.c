/* Cookies, tokens and keys of forms without a session; the signed list "Y20261122123456r6923f1a0.….~<64 hexadecimal signs>". */
#include "web/ticket.h"

#include "base/random.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"
#include "web/view.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAC_BYTES crypto_auth_hmacsha256_BYTES
#define MAC_TEXT (2 * MAC_BYTES)
#define IPV4_BYTES 4 /* of an address: its network */
#define IPV6_BYTES 8

const char *ticket_cookie_known(const struct request *request)
{
    const char *have = request_cookie(request, request->https ? "__Host-" TOKEN_COOKIE : TOKEN_COOKIE);
    return strlen(have) == TOKEN_COOKIE_TEXT - 1 && strspn(have, "0123456789abcdef") == TOKEN_COOKIE_TEXT - 1 ? have : NULL;
}

const char *ticket_cookie(struct request *request, struct response *response)
{
    const char *have = ticket_cookie_known(request);
    if (have)
        return have;
    char made[TOKEN_COOKIE_TEXT];
    token_cookie_new(made);
    response_cookie(response, request, TOKEN_COOKIE, made, 0);
    return arena_text(&request->arena, made);
}

void ticket_show(const unsigned char secret[TOKEN_KEY], struct request *request, struct view *view, const char *cookie, const char *name,
                 const char *address, const char *key_text)
{
    char token[TOKEN_TEXT], key[2 * TICKET_KEY + 1];
    struct view_node *node = view_child(view, name);
    const bool given = key_text != NULL && *key_text != '\0';
    token_make(secret, cookie, address, request->now, token);
    if (!given)
        random_hex(key, TICKET_KEY);
    view_node_set(node, "token", token);
    view_node_set(node, "key", given ? key_text : key);
}

/* Each part with its length in front, so that no two lists give the same bytes. */
static void digest_of(const char *const *parts, size_t count, unsigned char out[crypto_hash_sha256_BYTES])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) {
        const uint64_t n = strlen(parts[i]);
        crypto_hash_sha256_update(&state, (const unsigned char *)&n, sizeof n);
        crypto_hash_sha256_update(&state, (const unsigned char *)parts[i], n);
    }
    crypto_hash_sha256_final(&state, out);
}

bool ticket_key(const char *endpoint, const char *cookie, const char *text, unsigned char scope[TICKET_KEY], unsigned char key[TICKET_KEY])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    const char *parts[] = {endpoint, cookie};
    size_t n = 0;
    digest_of(parts, 2, digest);
    memcpy(scope, digest, TICKET_KEY);
    if (*text == '\0')
        return false;
    if (strlen(text) == 2 * TICKET_KEY && sodium_hex2bin(key, TICKET_KEY, text, 2 * TICKET_KEY, NULL, &n, NULL) == 0 && n == TICKET_KEY)
        return true;
    digest_of(&text, 1, digest);
    memcpy(key, digest, TICKET_KEY);
    return true;
}

void ticket_digest(const struct form_values *values, unsigned char digest[TICKET_DIGEST])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < values->count; i++) {
        const struct form_value *value = &values->value[i];
        if (strcmp(value->field->name, "token") == 0 || strcmp(value->field->name, "idempotency_key") == 0)
            continue;
        /* names and texts with their NUL: no text holds one */
        crypto_hash_sha256_update(&state, (const unsigned char *)value->field->name, strlen(value->field->name) + 1);
        for (size_t k = 0; k < value->all_count; k++)
            crypto_hash_sha256_update(&state, (const unsigned char *)value->all[k], strlen(value->all[k]) + 1);
        if (value->all_count == 0)
            crypto_hash_sha256_update(&state, (const unsigned char *)value->text, strlen(value->text) + 1);
    }
    crypto_hash_sha256_final(&state, digest);
}

void ticket_network(const unsigned char secret[TOKEN_KEY], const struct request *request, unsigned char hash[TICKET_DIGEST])
{
    unsigned char address[16] = {0};
    size_t n = 0;
    if (inet_pton(AF_INET, request->remote_address, address) == 1)
        n = IPV4_BYTES;
    else if (inet_pton(AF_INET6, request->remote_address, address) == 1)
        n = IPV6_BYTES;
    crypto_auth_hmacsha256(hash, address, n, secret);
}

/* ---- numbers that this browser may see */

static bool number_good(const char *number)
{
    const size_t n = strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    return n > 0 && n < GRANT_NUMBER && number[n] == '\0';
}

/* One entry of `len` bytes: number, kind, the end in hexadecimal. */
static bool read_entry(const char *text, size_t len, struct grant *grant)
{
    char until[17], *end;
    size_t n = 0;
    while (n < len && !(text[n] >= 'a' && text[n] <= 'z'))
        n++;
    if (n == 0 || n >= GRANT_NUMBER || n + 1 >= len || len - n - 1 >= sizeof until)
        return false;
    memcpy(grant->number, text, n);
    grant->number[n] = '\0';
    grant->kind = text[n];
    memcpy(until, text + n + 1, len - n - 1);
    until[len - n - 1] = '\0';
    grant->until = (time_t)strtoll(until, &end, 16);
    return *end == '\0' && number_good(grant->number);
}

void grants_read(const unsigned char secret[TOKEN_KEY], const char *cookie, time_t now, struct grants *grants)
{
    unsigned char given[MAC_BYTES], mac[MAC_BYTES];
    size_t n = 0;
    grants->count = 0;
    const char *mark = strchr(cookie, '~');
    if (mark == NULL || mark - cookie >= GRANT_TEXT || strlen(mark + 1) != MAC_TEXT ||
        sodium_hex2bin(given, sizeof given, mark + 1, MAC_TEXT, NULL, &n, NULL) != 0 || n != MAC_BYTES)
        return;
    crypto_auth_hmacsha256(mac, (const unsigned char *)cookie, (size_t)(mark - cookie), secret);
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

void grants_add(struct grants *grants, const char *number, char kind, char keep, time_t until)
{
    struct grant new = {.kind = kind, .until = until};
    if (!number_good(number))
        return;
    memcpy(new.number, number, strlen(number) + 1);
    size_t at = 0;
    while (at < grants->count && strcmp(grants->of[at].number, number) != 0)
        at++;
    if (at < grants->count && keep != 0 && grants->of[at].kind == keep && grants->of[at].until > new.until)
        new = grants->of[at];
    if (at == grants->count && grants->count < GRANTS_MAX)
        grants->count++;
    else if (at == grants->count)
        at = GRANTS_MAX - 1;
    memmove(&grants->of[1], &grants->of[0], at * sizeof *grants->of);
    grants->of[0] = new;
}

const char *grants_write(const unsigned char secret[TOKEN_KEY], const struct grants *grants, char out[GRANT_TEXT])
{
    unsigned char mac[MAC_BYTES];
    int n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < grants->count; i++)
        n += snprintf(out + n, GRANT_TEXT - (size_t)n, "%s%s%c%llx", i > 0 ? "." : "", grants->of[i].number, grants->of[i].kind,
                      (unsigned long long)grants->of[i].until);
    crypto_auth_hmacsha256(mac, (const unsigned char *)out, (size_t)n, secret);
    out[n] = '~';
    sodium_bin2hex(out + n + 1, MAC_TEXT + 1, mac, MAC_BYTES);
    return out;
}
