/* UTF-8: whether it is, how long it is, and what does not belong in a page. */
#include "base/utf8.h"

#include <string.h>

uint32_t utf8_next(const char *text, size_t len, size_t *at)
{
    const unsigned char *s = (const unsigned char *)text + *at;
    const size_t left = len - *at;
    const unsigned char first = s[0];
    *at += 1;
    if (first < 0x80)
        return first;
    size_t more;
    uint32_t sign, least;
    if (first >= 0xc2 && first <= 0xdf) {
        more = 1;
        sign = first & 0x1fu;
        least = 0x80;
    } else if ((first & 0xf0) == 0xe0) {
        more = 2;
        sign = first & 0x0fu;
        least = 0x800;
    } else if (first >= 0xf0 && first <= 0xf4) {
        more = 3;
        sign = first & 0x07u;
        least = 0x10000;
    } else
        return UTF8_BAD;
    if (more >= left)
        return UTF8_BAD;
    for (size_t i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return UTF8_BAD;
        sign = sign << 6 | (s[i] & 0x3fu);
    }
    if (sign < least || sign > 0x10ffff || (sign >= 0xd800 && sign <= 0xdfff))
        return UTF8_BAD;
    *at += more;
    return sign;
}

bool utf8_valid(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        if ((unsigned char)text[at] < 0x80)
            at++;
        else if (utf8_next(text, len, &at) == UTF8_BAD)
            return false;
    }
    return true;
}

size_t utf8_put(uint32_t sign, char out[4])
{
    if (sign < 0x80) {
        out[0] = (char)sign;
        return 1;
    }
    if (sign < 0x800) {
        out[0] = (char)(0xc0 | sign >> 6);
        out[1] = (char)(0x80 | (sign & 0x3f));
        return 2;
    }
    if (sign >= 0xd800 && sign <= 0xdfff)
        return 0;
    if (sign < 0x10000) {
        out[0] = (char)(0xe0 | sign >> 12);
        out[1] = (char)(0x80 | (sign >> 6 & 0x3f));
        out[2] = (char)(0x80 | (sign & 0x3f));
        return 3;
    }
    if (sign > 0x10ffff)
        return 0;
    out[0] = (char)(0xf0 | sign >> 18);
    out[1] = (char)(0x80 | (sign >> 12 & 0x3f));
    out[2] = (char)(0x80 | (sign >> 6 & 0x3f));
    out[3] = (char)(0x80 | (sign & 0x3f));
    return 4;
}

size_t utf8_length(const char *text, size_t len)
{
    size_t at = 0, signs = 0;
    while (at < len) {
        utf8_next(text, len, &at);
        signs++;
    }
    return signs;
}

size_t utf8_prefix(const char *text, size_t len, size_t signs)
{
    size_t at = 0;
    while (at < len && signs > 0) {
        utf8_next(text, len, &at);
        signs--;
    }
    return at;
}

bool utf8_harmful(uint32_t sign)
{
    if (sign < 0x20)
        return sign != '\t' && sign != '\n';
    if (sign < 0x7f)
        return false;
    if (sign < 0xa0 || sign == 0x61c)
        return true;
    if (sign < 0x200e)
        return false;
    return sign <= 0x200f || (sign >= 0x2028 && sign <= 0x202e) || (sign >= 0x2066 && sign <= 0x2069) ||
           sign == 0xfeff || (sign >= 0xfff9 && sign <= 0xfffb) || (sign >= 0xfdd0 && sign <= 0xfdef) ||
           (sign >= 0xe0000 && sign <= 0xe007f) || (sign & 0xfffe) == 0xfffe;
}

bool utf8_is_clean(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len) {
        const unsigned char byte = (unsigned char)text[at];
        if (byte >= 0x20 && byte < 0x7f) {
            at++;
            continue;
        }
        /* Han signs other than rare ones: three bytes E3 … E9, none of them harmful. */
        if (byte >= 0xe3 && byte <= 0xe9 && len - at >= 3 && (text[at + 1] & 0xc0) == 0x80 &&
            (text[at + 2] & 0xc0) == 0x80) {
            at += 3;
            continue;
        }
        const uint32_t sign = utf8_next(text, len, &at);
        if (sign == UTF8_BAD || utf8_harmful(sign))
            return false;
    }
    return true;
}

size_t utf8_clean(const char *text, size_t len, bool one_line, char *out)
{
    size_t at = 0, to = 0;
    while (at < len) {
        const size_t begin = at;
        uint32_t sign = utf8_next(text, len, &at);
        if (sign == UTF8_BAD) {
            memcpy(out + to, "\xef\xbf\xbd", 3);
            to += 3;
            continue;
        }
        if (sign == '\r') {
            if (at < len && text[at] == '\n')
                continue;
            sign = '\n';
        }
        if (sign == '\n' || sign == '\t') {
            out[to++] = one_line ? ' ' : (char)sign;
            continue;
        }
        if (utf8_harmful(sign))
            continue;
        memcpy(out + to, text + begin, at - begin);
        to += at - begin;
    }
    out[to] = '\0';
    return to;
}
