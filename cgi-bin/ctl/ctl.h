/* creditctl: what its subcommands share. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "base/buffer.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct db;

/* Exit statuses of the contract. */
enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

struct ctl {
    const struct config *config;
    struct db *db;          /* opened by ctl_open */
};

/* Opens the database as the account `credit_<program>`; says what failed. */
bool ctl_open(struct ctl *ctl, const char *program) MUST_CHECK;
/* Prints "creditctl: …" to standard error. */
void complain(const char *format, ...) LIKE_PRINTF(1, 2);
/* The exit status of a result, said in words when it is none of OK. */
int outcome(enum result result, const char *what);
/* Reads a whole file; complains and returns false when it cannot be read or is larger than max. */
bool read_file(const char *path, size_t max, struct buffer *out) MUST_CHECK;
/* Folders of the configuration: "catalogue_dir", "data_dir", "schema_dir", with the installed place as default. */
const char *folder(const struct ctl *ctl, const char *key);
/* Whether the argument is this option; with a value it takes the next argument (false and *bad when there is none). */
bool option(const char *name, int argc, char **argv, int *i, const char **value, bool *bad);
/* A progress line on a terminal, over itself; nothing elsewhere. NULL ends it. */
void progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void progress_end(void);
/* A whole number within bounds out of an argument. */
bool number_of(const char *text, unsigned long long max, unsigned long long *out) MUST_CHECK;

/* The subcommands: argv[0] is the subcommand's name. They return an exit status. */
int ctl_migrate(struct ctl *ctl, int argc, char **argv);
int ctl_catalogue(struct ctl *ctl, int argc, char **argv);
int ctl_calendar(struct ctl *ctl, int argc, char **argv);
int ctl_generate(struct ctl *ctl, int argc, char **argv);
int ctl_staff(struct ctl *ctl, int argc, char **argv);
int ctl_stats(struct ctl *ctl, int argc, char **argv);
int ctl_search(struct ctl *ctl, int argc, char **argv);
int ctl_import(struct ctl *ctl, int argc, char **argv);
int ctl_verify(struct ctl *ctl, int argc, char **argv);
int ctl_record(struct ctl *ctl, int argc, char **argv);
int ctl_keys(struct ctl *ctl, int argc, char **argv);
int ctl_log(struct ctl *ctl, int argc, char **argv);

#endif
