/* The texts of notices (templates/notice/): number and state, never content. Pure. */
#ifndef DOMAIN_NOTICE_H
#define DOMAIN_NOTICE_H

#include "base/buffer.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define NOTICE_TEMPLATE_MAX 4096 /* bytes of a template: two lines */
#define NOTICE_TEXT_MAX 2048     /* bytes of a text */
#define NOTICE_SMS_SIGNS 70      /* what one short message holds in Chinese */

/* What may be filled in. NULL and "" are the same: nothing. */
struct notice_values {
    const char *number, *kind, *state, *step, *due; /* labels in Chinese, days as YYYY-MM-DD */
    const char *code;                               /* a new query code */
    const char *site, *link;                        /* name of the site; address where number and code open the case */
    const char *text;                               /* in the frame of mails: the notice itself */
};

/* Appends the template with its {names} filled in; a part in [ ] is left out when a name in it is empty. RESULT_INVALID: an
 * unknown name, a bracket without its other half, a bracket within brackets; out is then to be thrown away. RESULT_ERROR: no room. */
enum result notice_fill(const char *template, size_t len, const struct notice_values *values, struct buffer *out) MUST_CHECK;
/* A message's template is two lines: subject and text. RESULT_INVALID: it is not. *subject and *text point into it. */
enum result notice_split(const char *template, const char **subject, size_t *subject_len, const char **text, size_t *text_len) MUST_CHECK;

/* The labels of a message: `values_json` of the outbox {"number", "kind", "state", "step", "due", "code_version", …} with codes of
 * the engine. The strings live in `keep` or are static. RESULT_INVALID: not such a text. */
struct notice_keep { char number[33], due[11]; unsigned code_version; };
enum result notice_values_read(const char *values_json, struct notice_keep *keep, struct notice_values *out) MUST_CHECK;

#endif
