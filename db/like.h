/* A visitor's word as a LIKE pattern: its own % _ \ mean themselves. */
#ifndef DB_LIKE_H
#define DB_LIKE_H

#include <stddef.h>

#define LIKE_SIGNS 100                     /* longer words are cut: no name or document number is searched by more */
#define LIKE_TEXT (LIKE_SIGNS * 8 + 3)     /* each sign at most 4 bytes and a backslash */

/* "%word%" and "word%". `word` is well-formed UTF-8. */
void like_contains(const char *word, char out[LIKE_TEXT]);
void like_begins(const char *word, char out[LIKE_TEXT]);

#endif
