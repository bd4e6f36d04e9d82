/* Mail: put together, and handed to a program that speaks as /usr/sbin/sendmail does. */
#ifndef CLERK_MAIL_H
#define CLERK_MAIL_H

#include "base/buffer.h"
#include "base/result.h"

#include <stdbool.h>
#include <time.h>

#define MAIL_ADDRESS_MAX 254  /* RFC 5321 */
#define MAIL_MAX 65536        /* bytes of a message: a notice takes some 2 KiB */
#define MAIL_SECONDS 15       /* the program only takes the message in */

struct mail {
    const char *id;           /* of the outbox: 32 hexadecimal signs; the same for every try */
    const char *host;         /* behind the @ of Message-ID */
    const char *from, *from_name;
    const char *to;
    const char *subject, *text; /* UTF-8 */
    time_t at;
};

/* Whether the text is an address that may be handed on: one @, a name and a host of plain signs, nothing that begins with "-". */
bool mail_address_good(const char *address) MUST_CHECK;
/* Writes headers and body (base64, lines of 76). RESULT_INVALID: an address that is none; RESULT_ERROR: too long. */
enum result mail_compose(const struct mail *mail, struct buffer *out) MUST_CHECK;
/* Runs `program -i -f FROM -- TO` with the message on its standard input, without a shell, at most MAIL_SECONDS.
 * RESULT_OK taken; RESULT_INVALID refused for good (the address, the message); RESULT_UNAVAILABLE another time. `why` says more. */
enum result mail_send(const char *program, const struct mail *mail, char *why, size_t why_size) MUST_CHECK;

#endif
