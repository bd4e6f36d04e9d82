/* The query code of a case: ten signs worked out of its number, so that no code is stored and yet a receipt can be shown again.
   The database has the SHA-256 of the code alone. */
#ifndef BASE_QUERY_CODE_H
#define BASE_QUERY_CODE_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define QUERY_CODE_SIGNS 10
#define QUERY_CODE_TEXT 11   /* and its NUL */
#define QUERY_CODE_KEY 32    /* bytes of keys_dir/query-code */
#define QUERY_CODE_HASH 32
#define QUERY_CODE_INPUT_MAX 128 /* bytes of a typed code or number that are looked at */

/* Reads the key. False: it is not there or not QUERY_CODE_KEY bytes long (logged). */
bool query_code_key_load(const char *path, unsigned char key[QUERY_CODE_KEY]) MUST_CHECK;
/* The code of a case: HMAC-SHA256(key, number | version), its bits as signs that cannot be taken for one another (no 0 1 I L O).
   `version` begins with 1 and grows when a lost code is sent anew. */
void query_code_make(const unsigned char key[QUERY_CODE_KEY], const char *number, unsigned version, char out[QUERY_CODE_TEXT]);
void query_code_hash(const char *code, unsigned char hash[QUERY_CODE_HASH]);
/* What people make of a code or number when they type it: full width to half, blanks and hyphens dropped, upper case. Keeps A–Z 0–9;
   false when another sign is left, or more than max - 1 signs, or none (out then holds ""). */
bool query_code_normalise(const char *text, char *out, size_t max) MUST_CHECK;

#endif
