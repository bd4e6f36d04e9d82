/* How a program of the portal begins: its options, its log, its configuration. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include "base/result.h"

#include <stdbool.h>

struct config;

#define PROGRAM_FLAGS_MAX 4

/* An option without a value, such as --once. */
struct program_flag {
    const char *name; /* without the dashes; NULL ends the list */
    bool *given;
};

/* Reads --config FILE, --help and the flags (NULL: none), opens the log under the program's name and the configuration, and sets the
   log's level by it. True: go on; *config is the caller's. False: *status is the exit status: 0 help was asked for, 1 the
   configuration cannot be read (logged), 2 wrong use. */
bool program_begin(const char *name, const char *usage, const struct program_flag *flags, int argc, char **argv, struct config **config,
                   int *status) MUST_CHECK;

#endif
