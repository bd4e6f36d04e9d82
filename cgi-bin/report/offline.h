/* The page that proves QR codes without any network: one file with keys and script in it, to be kept by whoever receives papers. */
#ifndef REPORT_OFFLINE_H
#define REPORT_OFFLINE_H

#include "base/buffer.h"
#include "base/result.h"

struct reporter;
struct view;

/* Makes the file out of templates/report/verify_download.html and static/js/proof.js, once, before the fork. RESULT_INVALID: one of them
   cannot be read (logged). */
enum result offline_make(const struct reporter *reporter, struct buffer *out) MUST_CHECK;

/* What the script wants of a page: the public keys in hexadecimal, the names of the counts and of the domains. */
struct offline_words { struct buffer keys, labels, domains; };
bool offline_words_make(const struct reporter *reporter, struct offline_words *out) MUST_CHECK;
void offline_words_free(struct offline_words *words);

#endif
