/* A growable piece of text or bytes with a maximum that its owner must name. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 256 /* most texts are short; doubling reaches a page in seven steps */

void buffer_init(struct buffer *buffer, size_t max)
{
    *buffer = (struct buffer){.max = max < SIZE_MAX ? max : SIZE_MAX - 1};
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    buffer_init(buffer, buffer->max);
}

void buffer_reset(struct buffer *buffer)
{
    buffer->len = 0;
    buffer->failed = false;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

bool buffer_reserve(struct buffer *buffer, size_t n)
{
    if (buffer->failed)
        return false;
    if (n > buffer->max - buffer->len) {
        buffer->failed = true;
        return false;
    }
    const size_t need = buffer->len + n + 1;
    if (need <= buffer->cap)
        return true;
    size_t cap = buffer->cap > 0 ? buffer->cap : FIRST_SIZE;
    while (cap < need)
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    if (cap > buffer->max + 1)
        cap = buffer->max + 1;
    char *data = realloc(buffer->data, cap);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->cap = cap;
    return true;
}

bool buffer_add_slowly(struct buffer *buffer, const void *bytes, size_t n)
{
    if (!buffer_reserve(buffer, n))
        return false;
    if (n > 0)
        memcpy(buffer->data + buffer->len, bytes, n);
    buffer->len += n;
    buffer->data[buffer->len] = '\0';
    return true;
}

bool buffer_puts(struct buffer *buffer, const char *text)
{
    return buffer_add(buffer, text, strlen(text));
}

bool buffer_putc(struct buffer *buffer, char sign)
{
    return buffer_add(buffer, &sign, 1);
}

bool buffer_add_int(struct buffer *buffer, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        digits[--at] = '-';
    return buffer_add(buffer, digits + at, sizeof digits - at);
}

bool buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (n < 0) {
        buffer->failed = true;
        return false;
    }
    if (!buffer_reserve(buffer, (size_t)n))
        return false;
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->len, (size_t)n + 1, format, arguments);
    va_end(arguments);
    buffer->len += (size_t)n;
    return true;
}

const char *buffer_text(const struct buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}

char *buffer_take(struct buffer *buffer)
{
    if (buffer->failed || buffer->len == 0)
        return NULL;
    char *data = buffer->data;
    buffer_init(buffer, buffer->max);
    return data;
}
