/* A form that is sent once, from a browser without a session: its random cookie, its token (web/token.h), and a key that makes a
   repetition the same. And which numbers (cases, reports) this browser may see: a signed cookie. Nothing is stored. */
#ifndef WEB_TICKET_H
#define WEB_TICKET_H

#include "base/result.h"
#include "web/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct form_values;
struct request;
struct response;
struct view;

#define TICKET_KEY 16     /* bytes of an idempotency key and of its scope */
#define TICKET_DIGEST 32

/* This browser's form cookie; a new one is set when it has none. In the request's memory; NULL: no memory. */
const char *ticket_cookie(struct request *request, struct response *response) MUST_CHECK;
/* The one that it has already; NULL: none. */
const char *ticket_cookie_known(const struct request *request);
/* <name>.token and <name>.key for a form that posts to `address`. `key_text`: the key of a form that is shown again; NULL or "" draws one. */
void ticket_show(const unsigned char secret[TOKEN_KEY], struct request *request, struct view *view, const char *cookie, const char *name,
                 const char *address, const char *key_text);
/* Scope (endpoint and browser) and key of idempotency. `text` as it came: 32 hexadecimal signs, or anything, which is digested;
   false when there is none. */
bool ticket_key(const char *endpoint, const char *cookie, const char *text, unsigned char scope[TICKET_KEY], unsigned char key[TICKET_KEY]) MUST_CHECK;
/* The digest of what a form says: its declared values in order but for token and idempotency_key. */
void ticket_digest(const struct form_values *values, unsigned char digest[TICKET_DIGEST]);
/* Who guesses: the network that a request comes from (one address of IPv4, a /64 of IPv6), keyed, so that the database has no addresses. */
void ticket_network(const unsigned char secret[TOKEN_KEY], const struct request *request, unsigned char hash[TICKET_DIGEST]);

/* ---- numbers that this browser may see */
#define GRANTS_MAX 8      /* the oldest goes; the cookie stays below 500 bytes */
#define GRANT_NUMBER 24   /* 1 to 23 signs of A–Z 0–9, and NUL */
#define GRANT_TEXT 512

struct grants {
    struct grant {
        char number[GRANT_NUMBER];
        char kind;           /* a small letter: what may be seen of it */
        time_t until;
    } of[GRANTS_MAX];        /* newest first */
    size_t count;
};
/* Reads a cookie's value; anything that we did not sign, or that is over, counts as none. */
void grants_read(const unsigned char secret[TOKEN_KEY], const char *cookie, time_t now, struct grants *grants);
/* NULL: it may not see it. */
const struct grant *grants_find(const struct grants *grants, const char *number);
/* Adds one in front, or renews it; `keep`: a kind that stays although the same number is added with another. 0: none. */
void grants_add(struct grants *grants, const char *number, char kind, char keep, time_t until);
/* The cookie's value. Returns out. */
const char *grants_write(const unsigned char secret[TOKEN_KEY], const struct grants *grants, char out[GRANT_TEXT]);

#endif
