/* The citizen's identity number (公民身份号码, GB 11643): MOD 11-2; also the older one of 15 digits. */
#ifndef DOMAIN_CITIZEN_ID_H
#define DOMAIN_CITIZEN_ID_H

#include <stdbool.h>
#include <stddef.h>

#define CITIZEN_ID_TEXT 19

/* Full width to half, blanks dropped, X upper case; a number of 15 digits becomes the 18 of today (`19` + yy).
   False when it is neither 15 nor 18 signs of that form; out then holds "". No check of date or sign. */
bool citizen_id_normalise(const char *text, size_t len, char out[CITIZEN_ID_TEXT]);
/* 18 signs, a day that exists, the right check sign. Divisions 81, 82, 83 and 9… are good too. */
bool citizen_id_valid(const char *id);
char citizen_id_check_sign(const char *id); /* of the first 17 digits; 0 when one is no digit */
/* Whether the text contains an identity number that is valid: what must not stand in a public field. */
/* Where the first of them begins; it takes 18 bytes. */
bool citizen_id_find(const char *text, size_t len, size_t *start);
bool citizen_id_within(const char *text, size_t len);

#endif
