/* Who applies: what is typed for names, codes, telephones and addresses, made right or refused. Pure. */
#ifndef FILING_APPLICANT_H
#define FILING_APPLICANT_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

#define APPLICANT_CODE 19   /* 18 signs of a USCC or a citizen's number, and NUL */
#define APPLICANT_PHONE 32
#define APPLICANT_MAIL 255  /* RFC 5321: 254 */

/* The code of an organisation (person false) or of a person. What is wrong, in Chinese, or NULL. *doubtful: an organisation's code whose check
 * sign is wrong; real firms with such a code exist, so it may be filed when the applicant says that it is so. */
const char *applicant_code(const char *text, bool person, char out[APPLICANT_CODE], bool *doubtful);
/* A telephone number as it can be dialled: 13800000000, 024-12345678, 024-12345678-801. */
const char *applicant_phone(const char *text, char out[APPLICANT_PHONE]);
/* Whether a number that was made right takes short messages. */
bool applicant_phone_is_mobile(const char *phone);
const char *applicant_mail(const char *text, char out[APPLICANT_MAIL]);
/* First sign, four stars, host: z****@example.com. `out` holds APPLICANT_MAIL + 8. */
void applicant_mail_mask(const char *mail, char *out);

#endif
