/* Forms without a session: a random cookie, and a token that is an HMAC over cookie, address and expiry. Nothing is stored. */
#ifndef WEB_TOKEN_H
#define WEB_TOKEN_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define TOKEN_KEY 32               /* bytes of the family's secret */
#define TOKEN_COOKIE "form"        /* the cookie's name (with __Host- in front when the site is https) */
#define TOKEN_COOKIE_TEXT 33       /* 128 bits of chance in hexadecimal, and NUL */
#define TOKEN_TEXT 96              /* expiry, dot, 64 hexadecimal signs, NUL: room to spare */
#define TOKEN_SECONDS (4 * 3600)   /* as long as someone may need to gather papers with the form open */

/* Reads the secret of TOKEN_KEY bytes from a file (0600), or makes the file. False: logged. */
bool token_key_load(const char *path, unsigned char key[TOKEN_KEY]) MUST_CHECK;
void token_cookie_new(char out[TOKEN_COOKIE_TEXT]);
/* The token for a form that posts to `address`. */
void token_make(const unsigned char key[TOKEN_KEY], const char *cookie, const char *address, time_t now, char out[TOKEN_TEXT]);
/* Whether the token is ours, for this cookie and address, and not expired. */
bool token_good(const unsigned char key[TOKEN_KEY], const char *cookie, const char *address, time_t now, const char *token) MUST_CHECK;

#endif
