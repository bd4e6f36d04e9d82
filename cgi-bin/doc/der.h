/* DER (X.690): the little that signatures need, strict in reading and canonical in writing. Pure. */
#ifndef DOC_DER_H
#define DOC_DER_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DER_INTEGER = 0x02,
    DER_BITS = 0x03,
    DER_OCTETS = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT = 0xa0, /* | number: constructed, context-specific */
};

/* Some bytes in place: belongs to whoever holds the bytes. */
struct span {
    const uint8_t *at;
    size_t len;
};

static inline bool span_equal(struct span a, const void *bytes, size_t len)
{
    return a.len == len && (len == 0 || memcmp(a.at, bytes, len) == 0);
}

/* Takes the next element off the front of `in`: its contents, or (der_take_whole) its header too. False, and `in` as it
   was, unless it has this tag and a definite length in the shortest form that does not reach beyond the end. */
bool der_take(struct span *in, uint8_t tag, struct span *contents) MUST_CHECK;
bool der_take_whole(struct span *in, uint8_t tag, struct span *whole) MUST_CHECK;
/* Takes the next element only if it is byte for byte this one. */
bool der_take_exactly(struct span *in, const void *bytes, size_t len) MUST_CHECK;
/* Takes whatever element comes next, header and all. */
bool der_take_any(struct span *in, struct span *whole) MUST_CHECK;

/* Writes an element. */
void der_add(struct buffer *out, uint8_t tag, const void *bytes, size_t len);
/* Puts a header in front of everything from `begin` (an earlier out->len) on: how what is nested is written. */
void der_wrap(struct buffer *out, size_t begin, uint8_t tag);
/* Whether a stands before b in a SET OF (X.690, 11.6). */
bool der_before(struct span a, struct span b);

#endif
