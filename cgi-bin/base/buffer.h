/* A growable piece of text or bytes with a maximum that its owner must name. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
    char *data;  /* len bytes and a NUL after them; NULL until something was added */
    size_t len;  /* bytes held */
    size_t cap;  /* bytes allocated */
    size_t max;  /* bytes that it will never exceed, the final NUL not counted */
    bool failed; /* a piece did not fit or memory ran out. Sticky: later pieces are refused too,
                    so that a caller may add many pieces and look once at the end */
};

/* Makes an empty buffer that holds at most max bytes. Allocates nothing. */
void buffer_init(struct buffer *buffer, size_t max);
/* Gives the memory back; the buffer is empty and usable again with the same maximum. */
void buffer_free(struct buffer *buffer);
/* Empties the buffer and clears `failed`, keeps the memory for the next use. */
void buffer_reset(struct buffer *buffer);

/* Makes room for n more bytes, so that a caller may write at data + len itself. False: buffer->failed. */
bool buffer_reserve(struct buffer *buffer, size_t n);
/* Each (and buffer_add below) adds a piece at the end. False and nothing added when it would exceed the maximum, or after a failure. */
bool buffer_puts(struct buffer *buffer, const char *text);
bool buffer_putc(struct buffer *buffer, char sign);
bool buffer_add_int(struct buffer *buffer, int64_t number);
bool buffer_printf(struct buffer *buffer, const char *format, ...) LIKE_PRINTF(2, 3);

/* buffer_add when the bytes do not fit into what is allocated. */
bool buffer_add_slowly(struct buffer *buffer, const void *bytes, size_t n);
static inline bool buffer_add(struct buffer *buffer, const void *bytes, size_t n)
{
    if (buffer->failed || n >= buffer->cap - buffer->len)
        return buffer_add_slowly(buffer, bytes, n);
    if (n > 0)
        memcpy(buffer->data + buffer->len, bytes, n);
    buffer->len += n;
    buffer->data[buffer->len] = '\0';
    return true;
}

/* The text with its NUL; "" for an empty buffer. Valid until the buffer changes. */
const char *buffer_text(const struct buffer *buffer);
/* Hands the text over to the caller (free it with free); the buffer is empty afterwards.
   NULL when the buffer has failed or is empty. */
char *buffer_take(struct buffer *buffer) MUST_CHECK;

#endif
