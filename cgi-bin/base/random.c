/* Chance from the kernel's generator, by libsodium. */
#include "base/random.h"

#include <sodium.h>

bool random_open(void)
{
    return sodium_init() >= 0;
}

void random_bytes(void *out, size_t n)
{
    randombytes_buf(out, n);
}

uint32_t random_below(uint32_t limit)
{
    return randombytes_uniform(limit);
}

void random_hex(char *out, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    /* The bytes lie in the second half of their own text until each is written out. */
    unsigned char *bytes = (unsigned char *)out + n;
    randombytes_buf(bytes, n);
    for (size_t i = 0; i < n; i++) {
        const unsigned char byte = bytes[i];
        out[2 * i] = digits[byte >> 4];
        out[2 * i + 1] = digits[byte & 15];
    }
    out[2 * n] = '\0';
}

void random_signs(char *out, size_t n, const char *alphabet)
{
    uint32_t size = 0;
    while (alphabet[size] != '\0')
        size++;
    for (size_t i = 0; i < n; i++)
        out[i] = alphabet[randombytes_uniform(size)];
    out[n] = '\0';
}

bool random_equal(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}
