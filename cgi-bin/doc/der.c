/* DER: reading with definite shortest lengths only, writing the same. */
#include "doc/der.h"

#define LENGTH_BYTES_MAX 4 /* of a length: 4 GiB, more than any buffer here may hold */

/* The header at the front: its own length and that of the contents. */
static bool header(const struct span *in, size_t *head, size_t *len)
{
    if (in->len < 2 || (in->at[0] & 0x1f) == 0x1f) /* a tag of several bytes */
        return false;
    const uint8_t first = in->at[1];
    *head = 2;
    *len = first;
    if (first >= 0x80) {
        const size_t n = first & 0x7f;
        if (n == 0 || n > LENGTH_BYTES_MAX || in->len < 2 + n || in->at[2] == 0)
            return false;
        *len = 0;
        for (size_t i = 0; i < n; i++)
            *len = *len << 8 | in->at[2 + i];
        if (*len < 0x80)
            return false;
        *head += n;
    }
    return *len <= in->len - *head;
}

static void advance(struct span *in, size_t n)
{
    in->at += n;
    in->len -= n;
}

bool der_take_any(struct span *in, struct span *whole)
{
    size_t head, len;
    if (!header(in, &head, &len))
        return false;
    *whole = (struct span){in->at, head + len};
    advance(in, head + len);
    return true;
}

bool der_take_whole(struct span *in, uint8_t tag, struct span *whole)
{
    return in->len > 0 && in->at[0] == tag && der_take_any(in, whole);
}

bool der_take(struct span *in, uint8_t tag, struct span *contents)
{
    size_t head, len;
    if (in->len == 0 || in->at[0] != tag || !header(in, &head, &len))
        return false;
    *contents = (struct span){in->at + head, len};
    advance(in, head + len);
    return true;
}

bool der_take_exactly(struct span *in, const void *bytes, size_t len)
{
    if (in->len < len || memcmp(in->at, bytes, len) != 0)
        return false;
    advance(in, len);
    return true;
}

/* Writes tag and length into at most 6 bytes and returns how many. */
static size_t put_header(uint8_t out[6], uint8_t tag, size_t len)
{
    size_t n = 0;
    out[0] = tag;
    if (len < 0x80) {
        out[1] = (uint8_t)len;
        return 2;
    }
    for (size_t rest = len; rest > 0; rest >>= 8)
        n++;
    out[1] = (uint8_t)(0x80 | n);
    for (size_t i = 0; i < n; i++)
        out[2 + i] = (uint8_t)(len >> 8 * (n - 1 - i));
    return 2 + n;
}

void der_add(struct buffer *out, uint8_t tag, const void *bytes, size_t len)
{
    uint8_t head[6];
    const size_t n = put_header(head, tag, len);
    (void)(buffer_add(out, head, n) && buffer_add(out, bytes, len)); /* a failure is kept in the buffer */
}

void der_wrap(struct buffer *out, size_t begin, uint8_t tag)
{
    uint8_t head[6];
    if (out->failed)
        return;
    const size_t len = out->len - begin, n = put_header(head, tag, len);
    if (!buffer_add(out, head, n)) /* makes the room */
        return;
    memmove(out->data + begin + n, out->data + begin, len);
    memcpy(out->data + begin, head, n);
}

bool der_before(struct span a, struct span b)
{
    const size_t n = a.len < b.len ? a.len : b.len;
    const int order = memcmp(a.at, b.at, n);
    return order < 0 || (order == 0 && a.len < b.len);
}
