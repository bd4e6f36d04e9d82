/* The virus scanner: clamd's INSTREAM over a Unix socket. A file that could not be looked at is not taken. */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include "base/result.h"

#include <stddef.h>
#include <stdint.h>

#define SCAN_NAME_MAX 128        /* bytes of the name of what was found, with its NUL */
#define SCAN_REPLY_MAX 512       /* bytes of clamd's answer: one line */
#define SCAN_SECONDS 10          /* for one file of 10 MiB; clamd needs below one second for each MiB */

enum scan_verdict {
    SCAN_CLEAN,
    SCAN_FOUND,  /* `found` has its name */
    SCAN_AWAY,   /* no scanner, no answer in time, or one that is no answer (logged) */
};

/* Hands the `size` bytes of fd (from its beginning) to the scanner that listens at `socket`. */
enum scan_verdict scan_file(const char *socket, int fd, uint64_t size, char found[SCAN_NAME_MAX]) MUST_CHECK;
/* Reads an answer: "stream: OK", "stream: Eicar-Test-Signature FOUND", anything else is SCAN_AWAY. Pure: what the fuzz target calls. */
enum scan_verdict scan_parse(const char *reply, size_t len, char found[SCAN_NAME_MAX]) MUST_CHECK;

#endif
