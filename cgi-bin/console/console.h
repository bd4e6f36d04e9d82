/* What a worker of the staff's program holds: made in main, read by every handler. */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include "base/query_code.h"
#include "base/result.h"
#include "db/staff.h"
#include "domain/casework.h"
#include "domain/compliance.h"
#include "domain/workday.h"
#include "web/token.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct db;
struct file_kinds;
struct memory;
struct sign;
struct terms;
struct vault;

#define STAFF_COOKIE "staff"       /* with __Host- in front when the site is https */
#define STAFF_COOKIE_BYTES 32      /* of chance: 256 bits, written as hexadecimal signs */

/* Everyone who can sign in; and who works on cases. */
#define ROLE_STAFF (ACTOR_CLERK | ACTOR_REVIEWER | ACTOR_PUBLISHER | ACTOR_SOURCE | ACTOR_ADMIN | ACTOR_AUDITOR)
#define ROLE_CASES (ACTOR_CLERK | ACTOR_REVIEWER | ACTOR_SOURCE)
#define ROLE_CENTRE (ACTOR_CLERK | ACTOR_REVIEWER)

struct console {
    const struct config *config;
    struct db *db;                     /* this worker's connection */
    struct compliance compliance;      /* fields of administration that a report can be asked for, read before the fork */
    struct memory *memory;             /* catalogue, units, divisions; NULL until the database answered once */
    struct vault *vault;               /* opens applicants' sealed numbers; NULL: no keys here */
    unsigned char token_key[TOKEN_KEY];
    struct terms *terms;               /* rules, settings, calendar; NULL until the database answered once */
    struct file_kinds *kinds;          /* what uploaded files are */
    struct sign *sign;                 /* certificates and lists of the seal, for when they end; NULL: they cannot be read */
    const char *site_url;
    unsigned char code_key[QUERY_CODE_KEY], record_key[32], log_key[32];
    bool code_key_known, record_key_known, log_key_known; /* query codes; identities of records; the clerk's public key */
    char unknown_password[256];        /* Argon2id of chance: what an unknown name's password is compared with */

    /* of this request */
    struct staff_who who;              /* who asks; id 0: nobody is signed in */
    unsigned role;                     /* ACTOR_ bit of who.role; 0 */
    char cookie[TOKEN_COOKIE_TEXT];    /* the browser's cookie that tokens hang on */
    bool cookie_new;                   /* it is to be sent with the answer */
};

/* RESULT_OK when the reference tables are there; else what a handler returns: RESULT_UNAVAILABLE. */
enum result console_ready(const struct console *console) MUST_CHECK;
/* Says in the use log that this person looks at something that is not public, before it is shown.
   Not RESULT_OK: the handler returns it and shows nothing (no log, no answer). `purpose` may be NULL. */
enum result console_looks(struct console *console, const char *action, const char *object, const char *purpose) MUST_CHECK;
/* The calendar of working days; NULL while the database is away. */
const struct workdays *console_days(const struct console *console);
/* The unit whose cases and records alone this person may see; 0: the centre's people, all. */
unsigned console_unit(const struct console *console);

#endif
