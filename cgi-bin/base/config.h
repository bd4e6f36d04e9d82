/* portal.conf: `key = value` lines, `#` starts a comment line, no sections.

   The keys, their meaning and defaults are written down once, in conf/portal.conf.sample. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define CONFIG_FILE_MAX 65536  /* a file of a few dozen lines; more is a wrong file */
#define CONFIG_KEYS_MAX 256    /* four times what we know */
#define CONFIG_VALUE_MAX 4096  /* a path, a list of hosts */

struct config;

/* Reads the file. A line that is not `key = value`, a key given twice and a file over the limits are
   RESULT_INVALID (the log names the line); a key that nobody knows is only warned of, so that a file
   of a newer version still starts an older program. RESULT_NOT_FOUND: the file cannot be opened.
   *out is the caller's, to be freed with config_free; NULL on every failure. */
enum result config_load(const char *path, struct config **out) MUST_CHECK;
/* The same from bytes in memory; `name` is for the log. Pure: this is what the fuzz target calls. */
enum result config_parse(const char *bytes, size_t len, const char *name, struct config **out) MUST_CHECK;
void config_free(struct config *config);

/* The value, or fallback when the key is absent or empty. Belongs to the configuration. */
const char *config_text(const struct config *config, const char *key, const char *fallback);
/* The value as a whole number within [min, max]. Absent: fallback. Not a number or out of range:
   fallback, a log line, and *ok = false (*ok is never set to true, so one variable serves many calls). */
long config_int(const struct config *config, const char *key, long fallback, long min, long max, bool *ok);
/* yes/no, true/false, on/off, 1/0; otherwise as config_int. */
bool config_bool(const struct config *config, const char *key, bool fallback, bool *ok);

#endif
