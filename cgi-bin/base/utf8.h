/* UTF-8: whether it is, how long it is, and what does not belong in a page. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD UINT32_MAX

/* Whether the bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
   NUL counts as a sign like any other. */
bool utf8_valid(const char *text, size_t len) MUST_CHECK;
/* The sign at *at, and moves *at behind it. UTF8_BAD for a byte that is no part of a well-formed sign:
   then *at moves by one. Must not be called with *at >= len. */
uint32_t utf8_next(const char *text, size_t len, size_t *at);
/* Writes a sign as UTF-8 and returns the number of bytes (1 to 4; 0 for a sign that cannot be). */
size_t utf8_put(uint32_t sign, char out[4]);
/* The number of signs (code points) in well-formed text; a bad byte counts as one. */
size_t utf8_length(const char *text, size_t len);
/* How many bytes the first `signs` signs take. */
size_t utf8_prefix(const char *text, size_t len, size_t signs);

/* Signs that must never reach a page, a file or a log from data: controls (C0 without tab and line feed, DEL, C1),
   signs that turn the direction of writing (U+061C, U+200E/F, U+202A–E, U+2066–9), U+2028/9,
   U+FEFF, U+FFF9–B, tags U+E0000–E007F, and non-characters. */
bool utf8_harmful(uint32_t sign);
/* Whether the text is well-formed and holds no harmful sign: the quick question before utf8_clean. */
bool utf8_is_clean(const char *text, size_t len) MUST_CHECK;
/* Copies text without harmful signs into out, bad bytes replaced by U+FFFD, CR LF and CR made LF;
   with one_line, tabs and line feeds become a space. out must hold 3 * len + 1 bytes and may not overlap.
   Returns the bytes written, the NUL not counted. */
size_t utf8_clean(const char *text, size_t len, bool one_line, char *out);

#endif
