/* Numbers as PDF writes them: at most two decimals, no exponent. */
#ifndef DOC_NUMBER_H
#define DOC_NUMBER_H

#include "base/buffer.h"

/* Adds a number rounded to hundredths; its size must be below 10^12. */
static inline void number_put(struct buffer *out, double value)
{
    char text[24];
    size_t at = sizeof text;
    const bool below = value < 0;
    unsigned long long rest = (unsigned long long)((below ? -value : value) * 100 + 0.5);
    const bool zero = rest == 0;
    const unsigned cents = (unsigned)(rest % 100);
    rest /= 100;
    if (cents % 10 != 0)
        text[--at] = (char)('0' + cents % 10);
    if (cents != 0) {
        text[--at] = (char)('0' + cents / 10);
        text[--at] = '.';
    }
    do
        text[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (below && !zero)
        text[--at] = '-';
    buffer_add(out, text + at, sizeof text - at);
}

#endif
