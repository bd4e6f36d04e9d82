/* Texts as pages want them: escaped, encoded, with thousands and dates in Chinese. What templates call as functions.

   Each adds its result to `out`; a failure shows in the buffer. */
#ifndef WEB_TEXT_H
#define WEB_TEXT_H

#include "base/buffer.h"

#include <stdbool.h>

/* & < > " ' as entities: safe in text and between quotation marks. */
void text_escape(struct buffer *out, const char *text);
/* Whether an address may stand in href or src: a page of this site, or another site's by a harmless scheme. */
bool text_is_address(const char *url);
/* The address, HTML-escaped, or "#" when it may not stand there. */
void text_address(struct buffer *out, const char *url);
/* Percent-encoded for a query value or a part of a path. */
void text_encode(struct buffer *out, const char *text);
/* 1234567 → 1,234,567; also 10000+; anything that is no whole number stays. Not escaped. */
void text_thousands(struct buffer *out, const char *text);
/* 2026-04-01 → 2026年4月1日; anything else stays. Not escaped. */
void text_date(struct buffer *out, const char *text);
/* HTML-escaped, with line feeds as <br>. */
void text_breaks(struct buffer *out, const char *text);

#endif
