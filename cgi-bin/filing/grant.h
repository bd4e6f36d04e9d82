/* Which cases this browser may see: a signed cookie with numbers and times. Nothing is stored. */
#ifndef FILING_GRANT_H
#define FILING_GRANT_H

#include "base/result.h"
#include "web/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define GRANT_COOKIE "case"
#define GRANTS_MAX 8                     /* cases at a time; the oldest goes. The cookie stays below 400 bytes */
#define GRANT_RECEIPT_SECONDS (24 * 3600)/* the receipt, for the browser that filed (contract) */
#define GRANT_CASE_SECONDS (2 * 3600)    /* a case opened by its code: as long as somebody reads and adds to it */
#define GRANT_NUMBER 16                  /* a letter, 14 digits, NUL */
#define GRANT_TEXT 512

struct grants {
    struct grant {
        char number[GRANT_NUMBER];
        bool receipt;                    /* this browser filed it: its receipt may be shown */
        time_t until;
    } of[GRANTS_MAX];                    /* newest first */
    size_t count;
};

/* Whether the text is a case's number: Y, X, T or B and 14 digits. */
bool grant_number_good(const char *number) MUST_CHECK;
/* Reads a cookie's value; anything that we did not sign, or that is over, counts as none. Pure: what the fuzz target calls. */
void grants_read(const unsigned char key[TOKEN_KEY], const char *cookie, time_t now, struct grants *grants);
/* The number's grant; NULL. */
const struct grant *grants_find(const struct grants *grants, const char *number);
/* Adds a case in front, or renews it; a receipt stays one. */
void grants_add(struct grants *grants, const char *number, bool receipt, time_t now);
/* The cookie's value. Returns out. */
const char *grants_write(const unsigned char key[TOKEN_KEY], const struct grants *grants, char out[GRANT_TEXT]);

#endif
